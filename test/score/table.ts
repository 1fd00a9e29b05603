/** The public score as Markdown. Nothing in it depends on the machine. */
import type { Scenario } from '../../simulators/scenes/scene.ts';
import { type Band, intervalOf } from './calibration.ts';
import { f1Interval, f1Of, sumOf } from './figures.ts';
import { type Goal, timesBetter } from './goals.ts';
import type { ScenarioScore } from './scenario-score.ts';
import type { SceneScore } from './scene-score.ts';

/** One row a scenario: the product beside its best baseline. */
export function mainTable(all: readonly ScenarioScore[], scenes: readonly SceneScore[]): string {
  const rows = all.map((each) => {
    const { name, counts, f1, f1_interval, precision, recall, asked, baselines } = each;
    const [best] = baselines;
    return [
      name,
      String(counts.matched + counts.missed),
      `**${f1.toFixed(4)}** (${f1_interval.map((bound) => bound.toFixed(4)).join('–')})`,
      precision.toFixed(4),
      recall.toFixed(4),
      percent(asked, counts.matched + counts.missed),
      each.false_per_device_day.toFixed(2),
      percent(each.levels.exact_s, each.levels.pair_s),
      `${seconds(each.delay_p50_ms)} / ${seconds(each.delay_p95_ms)}`,
      best === undefined ? '–' : `${best.f1.toFixed(4)} ${best.name}`,
      timesText(timesBetter(each)),
    ];
  });
  const counts = sumOf(all.map((each) => each.counts));
  const interval = f1Interval(scenes.map(({ product }) => product.counts));
  const whole = [
    '**all**',
    String(counts.matched + counts.missed),
    `**${f1Of(counts).toFixed(4)}** (${interval.map((bound) => bound.toFixed(4)).join('–')})`,
    ...Array.from({ length: 8 }, () => ''),
  ];
  return table(
    [
      'scenario',
      'events',
      'F1 (95 % interval)',
      'precision',
      'recall',
      'asked instead',
      'false per device-day',
      'levels exact',
      'booked after, p50 / p95',
      'best baseline',
      'errs so many times less',
    ],
    [...rows, whole],
  );
}

export function detailTables(all: readonly ScenarioScore[], bands: readonly Band[]): string {
  const places = table(
    ['scenario', 'right place', 'right direction', 'levels exact as shown then', 'mean level error, pieces', 'unseen'],
    all.map((each) => [
      each.name,
      shareText(each.right_place),
      shareText(each.right_direction),
      percent(each.levels_shown.exact_s, each.levels_shown.pair_s),
      (each.levels.error_piece_s / each.levels.pair_s).toFixed(4),
      `${each.unseen} (${percent(each.unseen, each.unseen + each.events)})`,
    ]),
  );
  const fused = all.flatMap(({ name, fused: found }) => {
    if (found === undefined) return [];
    const error = (sense: 'all' | 'rfid' | 'weight') => found[sense].error_piece_s;
    const beside = (sense: 'rfid' | 'weight') =>
      `${error(sense).toFixed(0)} (${(error(sense) / error('all')).toFixed(1)} times)`;
    return [[name, error('all').toFixed(0), beside('rfid'), beside('weight')]];
  });
  return [
    places,
    ...(fused.length === 0
      ? []
      : [
          table(
            ['level error, piece-seconds, where two senses watch', 'together', 'RFID alone', 'weight alone'],
            fused,
          ),
        ]),
    table(
      ['stated confidence', 'movements', 'right', '95 % interval'],
      bands.map((band) => [
        bandText(band),
        String(band.all),
        band.all === 0 ? '–' : (band.right / band.all).toFixed(3),
        band.all === 0
          ? '–'
          : intervalOf(band)
              .map((bound) => bound.toFixed(3))
              .join('–'),
      ]),
    ),
    table(
      ['scenario', 'baselines, best first: F1'],
      all.map(({ name, baselines }) => [
        name,
        baselines.map((each) => `${each.name} ${each.f1.toFixed(4)}`).join('; ') || '–',
      ]),
    ),
  ].join('\n\n');
}

export function goalsTable(goals: readonly Goal[]): string {
  return table(
    ['goal', 'figure', 'holds'],
    goals.map(({ says, figure, holds }) => [says, figure, holds ? 'yes' : '**no**']),
  );
}

export function scenariosTable(scenarios: readonly Scenario[]): string {
  return table(
    ['scenario', 'what it is', 'between'],
    scenarios.map(({ name, says, ranges }) => [
      name,
      says,
      Object.entries(ranges)
        .map(([what, [low, high]]) => `${what} ${low} to ${high}`)
        .join('; '),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function bandText({ from_permille, below_permille }: Band): string {
  return below_permille > 1_000
    ? `${from_permille / 1_000} and more`
    : `${from_permille / 1_000} to ${below_permille / 1_000}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`;
}

function shareText(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(2)} %`;
}

function seconds(ms: number): string {
  return Number.isNaN(ms) ? '–' : `${(ms / 1_000).toFixed(1)} s`;
}

function timesText(times: number | undefined): string {
  if (times === undefined || Number.isNaN(times)) return '–';
  return Number.isFinite(times) ? times.toFixed(1) : 'it never errs';
}
