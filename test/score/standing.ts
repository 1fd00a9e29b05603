/** Where the product stands in one scene or in several of a scenario, in a few lines. */
import { addBands, intervalOf } from './calibration.ts';
import { f1Of, precisionOf, quantile, recallOf, sumOf } from './figures.ts';
import type { SceneScore } from './scene-score.ts';

export function standingText(scores: readonly SceneScore[]): string {
  const products = scores.map(({ product }) => product);
  const counts = sumOf(products.map((each) => each.counts));
  const sum = (of: (product: SceneScore['product']) => number) => products.reduce((all, each) => all + of(each), 0);
  const days = scores.reduce((all, each) => all + each.device_days, 0);
  const delays = products.flatMap(({ delays_ms }) => delays_ms);
  const pair_s = sum(({ levels }) => levels.pair_s);
  const exact = (of: (product: SceneScore['product']) => number) => share(sum(of), pair_s);
  const bands = addBands(products.map((each) => each.bands));
  return [
    `F1 ${f1Of(counts).toFixed(4)}  precision ${precisionOf(counts).toFixed(4)}  recall ${recallOf(counts).toFixed(4)}  (${counts.matched} right, ${counts.missed} missed, ${counts.unmatched} false; ${(counts.unmatched / days).toFixed(2)} false per device-day)`,
    `misses: ${tallyText(products.map(({ causes }) => causes))}`,
    `levels exact ${exact(({ levels }) => levels.exact_s)} of the time, as shown then ${exact(({ levels_shown }) => levels_shown.exact_s)}; mean error ${(sum(({ levels }) => levels.error_piece_s) / pair_s).toFixed(4)} pieces`,
    `booked after ${secondsText(quantile(delays, 0.5))} (p50), ${secondsText(quantile(delays, 0.95))} (p95); ${sum(({ questions }) => questions)} questions raised; ${sum(({ taken_back }) => taken_back)} taken back, ${sum(({ counted }) => counted)} counted by persons, ${sum(({ opposites }) => opposites)} opposites`,
    `unseen: ${tallyText(products.map(({ unseen }) => unseen))}${sum(({ came_to_nothing }) => came_to_nothing) > 0 ? `; ${sum(({ came_to_nothing }) => came_to_nothing)} came to nothing while nobody watched` : ''}`,
    `confidence: ${bands
      .filter(({ all }) => all > 0)
      .map((band) => {
        const [low, high] = intervalOf(band);
        return `${band.from_permille / 1_000}+: ${band.right}/${band.all} = ${(band.right / band.all).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
      })
      .join('  ')}`,
    ...baselineLines(scores),
    ...fusedLines(scores),
  ].join('\n');
}

function baselineLines(scores: readonly SceneScore[]): readonly string[] {
  const names = [...new Set(scores.flatMap(({ baselines }) => Object.keys(baselines)))];
  return names
    .map((name) => {
      const counts = sumOf(scores.flatMap(({ baselines }) => baselines[name]?.counts ?? []));
      return { f1: f1Of(counts), name, counts };
    })
    .sort((a, b) => b.f1 - a.f1)
    .map(
      ({ f1, name, counts: { matched, missed, unmatched } }) =>
        `baseline ${name}: F1 ${f1.toFixed(4)} (${matched} right, ${missed} missed, ${unmatched} false)`,
    );
}

function fusedLines(scores: readonly SceneScore[]): readonly string[] {
  const fused = scores.flatMap((each) => each.fused ?? []);
  if (fused.length === 0) return [];
  const error = (of: 'all' | 'rfid' | 'weight') => fused.reduce((all, each) => all + each[of].error_piece_s, 0);
  const times = (of: 'rfid' | 'weight') => `${(error(of) / error('all')).toFixed(1)} times`;
  return [
    `where two senses watch: level error ${error('all').toFixed(0)} piece-seconds fused; RFID alone ${times('rfid')}, weight alone ${times('weight')} as much`,
  ];
}

function tallyText(tallies: readonly Readonly<Record<string, number>>[]): string {
  const all = new Map<string, number>();
  for (const tally of tallies) {
    for (const [word, count] of Object.entries(tally)) all.set(word, (all.get(word) ?? 0) + count);
  }
  const sorted = [...all].sort((a, b) => b[1] - a[1]);
  return sorted.length === 0 ? 'none' : sorted.map(([word, count]) => `${count} ${word}`).join(', ');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(3)} %`;
}

function secondsText(ms: number): string {
  return Number.isNaN(ms) ? '–' : `${(ms / 1_000).toFixed(1)} s`;
}
