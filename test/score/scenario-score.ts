/** The scores of one scenario's scenes, or of all, added up. */
import { addBands, type Band } from './calibration.ts';
import { type Counts, f1Interval, f1Of, type Interval, precisionOf, quantile, recallOf, sumOf } from './figures.ts';
import type { LevelFigures } from './levels.ts';
import type { SceneScore } from './scene-score.ts';

export interface ScenarioScore {
  readonly name: string;
  readonly seeds: readonly number[];
  readonly counts: Counts;
  readonly f1: number;
  readonly f1_interval: Interval;
  readonly precision: number;
  readonly recall: number;
  /** Misses that were asked about. */
  readonly asked: number;
  readonly events: number;
  readonly unseen: number;
  readonly false_per_device_day: number;
  /** Of what was seen at all with item and quantity: how much at the right place, and the right way through portals. */
  readonly right_place: number;
  readonly right_direction: number;
  readonly levels: LevelFigures;
  readonly levels_shown: LevelFigures;
  readonly delay_p50_ms: number;
  readonly delay_p95_ms: number;
  readonly bands: readonly Band[];
  /** Best first. */
  readonly baselines: readonly { readonly name: string; readonly f1: number; readonly counts: Counts }[];
  readonly fused: Readonly<Record<'all' | 'rfid' | 'weight', LevelFigures>> | undefined;
}

export function scenarioScore(name: string, scenes: readonly SceneScore[]): ScenarioScore {
  const products = scenes.map(({ product }) => product);
  const sum = (of: (product: SceneScore['product']) => number) => products.reduce((all, each) => all + of(each), 0);
  const counts = sumOf(products.map((each) => each.counts));
  const delays = products.flatMap(({ delays_ms }) => delays_ms);
  const misses = (cause: string) => sum(({ causes }) => causes[cause] ?? 0);
  const days = scenes.reduce((all, each) => all + each.device_days, 0);
  const portal = sum(({ portal_matched }) => portal_matched);
  return {
    name,
    seeds: scenes.map(({ seed }) => seed),
    counts,
    f1: f1Of(counts),
    f1_interval: f1Interval(products.map((each) => each.counts)),
    precision: precisionOf(counts),
    recall: recallOf(counts),
    asked: misses('asked'),
    events: sum(({ events }) => events),
    unseen: sum(({ unseen }) => Object.values(unseen).reduce((all, each) => all + each, 0)),
    false_per_device_day: days === 0 ? 0 : counts.unmatched / days,
    right_place: shareOf(counts.matched - portal, misses('wrong place')),
    right_direction: shareOf(
      portal,
      sum(({ portal_wrong_way }) => portal_wrong_way),
    ),
    levels: addLevels(products.map(({ levels }) => levels)),
    levels_shown: addLevels(products.map(({ levels_shown }) => levels_shown)),
    delay_p50_ms: quantile(delays, 0.5),
    delay_p95_ms: quantile(delays, 0.95),
    bands: addBands(products.map(({ bands }) => bands)),
    baselines: bestFirst(scenes),
    fused: addFused(scenes.flatMap(({ fused }) => fused ?? [])),
  };
}

function shareOf(right: number, wrong: number): number {
  return right + wrong === 0 ? Number.NaN : right / (right + wrong);
}

export function addLevels(all: readonly LevelFigures[]): LevelFigures {
  return all.reduce(
    (sum, { pair_s, exact_s, error_piece_s }) => ({
      pair_s: sum.pair_s + pair_s,
      exact_s: sum.exact_s + exact_s,
      error_piece_s: sum.error_piece_s + error_piece_s,
    }),
    { pair_s: 0, exact_s: 0, error_piece_s: 0 },
  );
}

export function addFused(fused: readonly NonNullable<SceneScore['fused']>[]): ScenarioScore['fused'] {
  if (fused.length === 0) return undefined;
  const of = (sense: 'all' | 'rfid' | 'weight') => addLevels(fused.map((each) => each[sense]));
  return { all: of('all'), rfid: of('rfid'), weight: of('weight') };
}

function bestFirst(scenes: readonly SceneScore[]): ScenarioScore['baselines'] {
  const names = [...new Set(scenes.flatMap(({ baselines }) => Object.keys(baselines)))];
  return names
    .map((name) => {
      const counts = sumOf(scenes.flatMap(({ baselines }) => baselines[name]?.counts ?? []));
      return { name, counts, f1: f1Of(counts) };
    })
    .sort((a, b) => b.f1 - a.f1);
}
