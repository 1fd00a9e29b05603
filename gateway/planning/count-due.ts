/** What a counting programme is due to count, in which order and why. */
import type { AbcClass, CountProgramme } from '../stock/work-settings.ts';
import { countOrder, type PerClass, type RankedCount } from './cycle-count-plan.ts';
import { type Answer, answer } from './refusal.ts';

/** An item at a place, and what the ledger knows of it. */
export interface CountPlace {
  readonly item: string;
  readonly location: string;
  readonly level: number;
  readonly abc: AbcClass;
  /** When it was counted last; absent where it never was. */
  readonly counted_ms?: number;
  /** Something was booked there after the last count; of what was never counted, at all. */
  readonly has_moved: boolean;
  /** How doubtful the level is, 0 to 1: that at least one of the movements since the last count is wrong. */
  readonly doubt: number;
  /** Money. */
  readonly value_per_unit: number;
  readonly demand_per_day: number;
}

export interface DueCount extends Pick<CountPlace, 'item' | 'location' | 'abc'> {
  readonly why: RankedCount['why'] | 'empty';
  /** Doubt · value of a unit · demand of a day. */
  readonly at_stake_per_day: number;
  /** Absent where it was never counted. */
  readonly days_since_count?: number;
  /** In words, without the level: who counts blindly may read it. */
  readonly says: string;
}

/** 1 − Π confidence: the probability that at least one of these movements is wrong, were they independent. */
export function doubtOf(confidences_permille: readonly number[]): number {
  return 1 - confidences_permille.reduce((product, each) => product * (each / 1_000), 1);
}

/** Of the places of a programme those that are due, in the order in which to count them. */
export function dueCounts(
  { by, counts_per_year: times = 1, at_most = 0, doubt_permille_min = 50 }: CountProgramme,
  places: readonly CountPlace[],
  { counts_per_year, now_ms }: { readonly counts_per_year: PerClass; readonly now_ms: number },
): Answer<readonly DueCount[]> {
  const named = new Map(places.map((each) => [`${each.location}\n${each.item}`, each]));
  const frequency = by === 'zone' ? { A: times, B: times, C: times } : counts_per_year;
  const ranked = countOrder(
    [...named].map(([item, each]) => ({ ...each, ...daysOf(each, now_ms), item, uncertainty: each.doubt })),
    frequency,
  );
  if (!ranked.ok) return ranked;
  const due: DueCount[] = [];
  for (const { item: key, at_stake_per_day, why } of ranked.value) {
    const place = named.get(key);
    if (place === undefined) continue;
    const found = { place, at_stake_per_day, why: by === 'empty' ? ('empty' as const) : why };
    const isDue =
      by === 'empty'
        ? place.level <= at_most && place.has_moved
        : by === 'doubt'
          ? place.doubt * 1_000 >= doubt_permille_min
          : why !== 'at stake';
    if (isDue) due.push(told(found, by === 'doubt' ? 'at stake' : found.why, { now_ms, times: frequency[place.abc] }));
  }
  return answer(by === 'doubt' ? due.sort((a, b) => b.at_stake_per_day - a.at_stake_per_day) : due);
}

function told(
  { place, at_stake_per_day }: { readonly place: CountPlace; readonly at_stake_per_day: number },
  why: DueCount['why'],
  { now_ms, times }: { readonly now_ms: number; readonly times: number },
): DueCount {
  const { item, location, abc, doubt } = place;
  const days = daysOf(place, now_ms);
  return { item, location, abc, why, at_stake_per_day, ...days, says: words() };

  function words(): string {
    const since = days.days_since_count;
    const counted = since === undefined ? 'never counted' : `counted ${Math.floor(since)} days ago`;
    switch (why) {
      case 'empty':
        return `little or nothing lies there, and something moved since it was ${since === undefined ? 'begun' : 'counted'}: it is counted at a glance`;
      case 'at stake':
        return `${Math.round(doubt * 100)} % likely that a movement since the last count is wrong; ${counted}`;
      case 'never counted':
        return 'never counted';
      case 'overdue':
        return `${counted}, and it is due every ${Math.floor(365 / times)} days`;
    }
  }
}

function daysOf({ counted_ms }: CountPlace, now_ms: number): { readonly days_since_count?: number } {
  return counted_ms === undefined ? {} : { days_since_count: Math.max(0, now_ms - counted_ms) / 86_400_000 };
}
