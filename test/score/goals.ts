/** The stated goals, each with its figure. */
import { type Band, intervalOf, isHonest } from './calibration.ts';
import { f1Of, sumOf } from './figures.ts';
import type { ScenarioScore } from './scenario-score.ts';

export interface Goal {
  readonly says: string;
  readonly figure: string;
  readonly holds: boolean;
}

export const goal_f1 = 0.99;
export const goal_f1_each = 0.97;
export const goal_times = 5;
export const unseen_max = 0.02;

export function goalsOf(all: readonly ScenarioScore[], bands: readonly Band[]): readonly Goal[] {
  return [...f1Goals(all), ...baselineGoals(all), ...fusedGoals(all), ...honestGoals(bands), ...unseenGoals(all)];
}

function f1Goals(all: readonly ScenarioScore[]): readonly Goal[] {
  const overall = f1Of(sumOf(all.map(({ counts }) => counts)));
  const least = worst(all, ({ f1 }) => f1);
  return [
    { says: `F1 overall at least ${goal_f1}`, figure: overall.toFixed(4), holds: overall >= goal_f1 },
    ...(least === undefined
      ? []
      : [
          {
            says: `F1 of every scenario at least ${goal_f1_each}`,
            figure: `${least.f1.toFixed(4)}, ${least.name}`,
            holds: least.f1 >= goal_f1_each,
          },
        ]),
  ];
}

/** How many times more often the best baseline errs; infinite where the product never does. */
export function timesBetter({ f1, baselines }: ScenarioScore): number | undefined {
  const [best] = baselines;
  return best === undefined ? undefined : (1 - best.f1) / (1 - f1);
}

function baselineGoals(all: readonly ScenarioScore[]): readonly Goal[] {
  const least = worst(
    all.filter(({ baselines }) => baselines.length > 0),
    (each) => timesBetter(each) ?? Number.POSITIVE_INFINITY,
  );
  const times = least === undefined ? undefined : timesBetter(least);
  if (least === undefined || times === undefined) return [];
  return [
    {
      says: `1 − F1 at least ${goal_times} times smaller than the best baseline's, in every scenario`,
      figure: `${times.toFixed(1)} times, ${least.name} (${least.baselines[0]?.name})`,
      holds: times >= goal_times,
    },
  ];
}

function fusedGoals(all: readonly ScenarioScore[]): readonly Goal[] {
  const sum = (of: 'all' | 'rfid' | 'weight') =>
    all.reduce((total, { fused }) => total + (fused?.[of].error_piece_s ?? 0), 0);
  if (all.every(({ fused }) => fused === undefined)) return [];
  return (['rfid', 'weight'] as const).map((sense) => {
    const times = sum(sense) / sum('all');
    return {
      says: `level error of the senses together at least ${goal_times} times smaller than with ${sense === 'rfid' ? 'RFID' : 'weight'} alone`,
      figure: `${times.toFixed(1)} times`,
      holds: times >= goal_times,
    };
  });
}

function honestGoals(bands: readonly Band[]): readonly Goal[] {
  const band = bands.find(({ from_permille }) => from_permille === 900);
  if (band === undefined || band.all === 0) return [];
  const { right, all } = band;
  const [low, high] = intervalOf(band);
  return [
    {
      says: 'of movements said to be 0.9 to 0.95 sure, 0.88 to 0.97 are right',
      figure: `${(right / all).toFixed(3)} of ${all}, 95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}`,
      holds: isHonest(band),
    },
  ];
}

function unseenGoals(all: readonly ScenarioScore[]): readonly Goal[] {
  const share = ({ unseen, events }: ScenarioScore) => (unseen === 0 ? 0 : unseen / (unseen + events));
  const most = worst(all, (each) => -share(each));
  if (most === undefined) return [];
  return [
    {
      says: `events that no sensor could see, at most ${unseen_max * 100} % of a scenario's`,
      figure: `${(100 * share(most)).toFixed(2)} %, ${most.name}`,
      holds: share(most) <= unseen_max,
    },
  ];
}

function worst(all: readonly ScenarioScore[], figure: (each: ScenarioScore) => number): ScenarioScore | undefined {
  return all.toSorted((a, b) => figure(a) - figure(b))[0];
}
