/** What to count, how often and in which order. */
import type { AbcClass } from './abc-xyz.ts';
import { type Answer, answer, counts, notNegative, positive, type Refusal, shares, wholes } from './refusal.ts';

export type PerClass = Readonly<Record<AbcClass, number>>;

/** As is usual: A four times a year, B twice, C once. */
export const counts_per_year_usual: PerClass = { A: 4, B: 2, C: 1 };

export interface CountLoad {
  readonly counts_per_year: number;
  /** As it comes out; what a day needs at least is the next whole number. */
  readonly counts_per_work_day: number;
}

/** Σ items · counts a year over the classes, and the same per working day. */
export function countLoad(items: PerClass, counts_per_year: PerClass, work_days_per_year: number): Answer<CountLoad> {
  const refusal =
    wholes(named('items', items)) ??
    notNegative(named('counts_per_year', counts_per_year)) ??
    counts({ work_days_per_year });
  if (refusal !== undefined) return refusal;
  const total = (['A', 'B', 'C'] as const).reduce((sum, each) => sum + items[each] * counts_per_year[each], 0);
  return answer({ counts_per_year: total, counts_per_work_day: total / work_days_per_year });
}

function named(field: string, values: PerClass): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${field}.${key}`, value]));
}

export interface CountCandidate {
  readonly item: string;
  readonly abc: AbcClass;
  /** Absent where it was never counted. */
  readonly days_since_count?: number;
  /** How doubtful its level is, 0 to 1: 1 less the confidence of what was booked since the last count, say. */
  readonly uncertainty: number;
  readonly value_per_unit: number;
  readonly demand_per_day: number;
}

export interface RankedCount {
  readonly item: string;
  /** Uncertainty · value of a unit · demand of a day [money/day]: what trade a wrong level puts at stake. */
  readonly at_stake_per_day: number;
  /** Days since the last count, as a share of the days its class allows; 1 and above is overdue. Absent where it was never counted. */
  readonly overdue_share?: number;
  readonly why: 'never counted' | 'overdue' | 'at stake';
}

/**
 * Items in the order in which to count them. First what was never counted, then what is overdue by the frequency of its class, then the
 * rest; within each, the most at stake first, then the longest overdue, then by name.
 */
export function countOrder(
  candidates: readonly CountCandidate[],
  counts_per_year: PerClass = counts_per_year_usual,
): Answer<readonly RankedCount[]> {
  const refusal = positive(named('counts_per_year', counts_per_year)) ?? refusalOfCandidates(candidates);
  if (refusal !== undefined) return refusal;
  const rank = { 'never counted': 0, overdue: 1, 'at stake': 2 };
  const ranked = candidates.map((each): RankedCount => {
    const { item, abc, days_since_count, uncertainty, value_per_unit, demand_per_day } = each;
    const at_stake_per_day = uncertainty * value_per_unit * demand_per_day;
    if (days_since_count === undefined) return { item, at_stake_per_day, why: 'never counted' };
    const overdue_share = (days_since_count * counts_per_year[abc]) / 365;
    return { item, at_stake_per_day, overdue_share, why: overdue_share >= 1 ? 'overdue' : 'at stake' };
  });
  return answer(
    ranked.sort(
      (a, b) =>
        rank[a.why] - rank[b.why] ||
        b.at_stake_per_day - a.at_stake_per_day ||
        (b.overdue_share ?? 0) - (a.overdue_share ?? 0) ||
        (a.item < b.item ? -1 : 1),
    ),
  );
}

function refusalOfCandidates(candidates: readonly CountCandidate[]): Refusal | undefined {
  for (const [i, { uncertainty, value_per_unit, demand_per_day, days_since_count }] of candidates.entries()) {
    const at = `candidates[${i}]`;
    const refusal =
      shares({ [`${at}.uncertainty`]: uncertainty }) ??
      notNegative({
        [`${at}.value_per_unit`]: value_per_unit,
        [`${at}.demand_per_day`]: demand_per_day,
        [`${at}.days_since_count`]: days_since_count,
      });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
