/** The demand of an item per local day, out of its movements. */
import { type Answer, answer, notNegative, positive, refuse } from '../refusal.ts';
import { type DayCalendar, dayAt } from './day-calendar.ts';
import type { DemandRole, DemandRow } from './demand-row.ts';
import { type OnHandStep, openingStock } from './on-hand.ts';
import { type WobbleRule, withoutWobble } from './wobble.ts';

/** `closed`: nothing could be asked for. `censored`: nothing was there to be issued, so what was asked for is not known. */
export type DayState = 'open' | 'closed' | 'censored';

export interface DemandSeries {
  readonly first_day: number;
  /** Issues less returns, units per day, one a day of the calendar, none below 0; 0 on closed days. */
  readonly values: readonly number[];
  readonly states: readonly DayState[];
  /** What went into it, for the drill-down; units, but for the pairs. */
  readonly issued: number;
  readonly returned: number;
  readonly transferred: number;
  readonly wobble_pairs: number;
  /** Issued on a closed day and counted on the next open one. */
  readonly moved_from_closed: number;
  /** Returned beyond all that was issued in the calendar before: in no day of the series. */
  readonly returned_beyond: number;
}

export interface DemandRules {
  readonly calendar: DayCalendar;
  roleOf(location: string): DemandRole;
  readonly wobble?: WobbleRule;
  /** The item's stock at the inside locations, in order of time; without it no day is censored. */
  readonly on_hand?: readonly OnHandStep[];
}

/**
 * Of the rows of one item, in any order:
 * - a row and the row that takes it back are left out, then wobble pairs (see `withoutWobble`);
 * - an issue goes from inside to a `demand` location and counts on the local day of its effective time; a return is the opposite, is taken
 *   off its day, and where that is not enough off the days before, the latest first;
 * - transfers inside, receipts, scrap and count differences are no demand;
 * - a closed day has no demand: what was issued on one counts on the next open day, or the last one before when none follows;
 * - a day that opened with nothing on hand is censored (see `openingStock`); what was issued on it all the same stays.
 *
 * Refused: a quantity that is not above 0, a time that is no number, a wobble window below 0.
 */
export function demandSeries(rows: readonly DemandRow[], rules: DemandRules): Answer<DemandSeries> {
  const refusal = refuseRows(rows, rules);
  if (refusal !== undefined) return refusal;
  const { calendar, roleOf } = rules;
  const isInside = (location: string) => roleOf(location) === 'inside';
  const ordered = withoutReversed(rows).toSorted((a, b) => a.at_ms - b.at_ms);
  const net = rules.wobble === undefined ? { rows: ordered, pairs: 0 } : withoutWobble(ordered, rules.wobble, isInside);
  const days = calendar.open.length;
  const issues: number[] = new Array(days).fill(0);
  const returns: number[] = new Array(days).fill(0);
  let transferred = 0;
  for (const row of net.rows) {
    const day = dayAt(calendar, row.at_ms);
    if (day === undefined) continue;
    const from = roleOf(row.from);
    const to = roleOf(row.to);
    if (from === 'inside' && to === 'demand') issues[day] = (issues[day] ?? 0) + row.quantity;
    else if (from === 'demand' && to === 'inside') returns[day] = (returns[day] ?? 0) + row.quantity;
    else if (from === 'inside' && to === 'inside') transferred += row.quantity;
  }
  const opening = rules.on_hand === undefined ? undefined : openingStock(rules.on_hand, calendar);
  return answer(seriesOfDays(calendar, { issues, returns, transferred, wobble_pairs: net.pairs, opening }));
}

/** What was counted of each day of a calendar; units. */
export interface CountedDays {
  /** Written into. */
  readonly issues: number[];
  readonly returns: ArrayLike<number>;
  readonly transferred: number;
  readonly wobble_pairs: number;
  /** What was on hand when each day began, undefined where nobody knew; without it no day is censored. */
  readonly opening?: readonly (number | undefined)[] | undefined;
}

/** As `demandSeries`, of what was counted already. */
export function seriesOfDays(calendar: DayCalendar, counted: CountedDays): DemandSeries {
  const { issues, returns, transferred, wobble_pairs, opening } = counted;
  const [issued, returned] = [sumOf(issues), sumOf(returns)];
  const moved_from_closed = moveToOpen(issues, calendar.open);
  const returned_beyond = returned === 0 ? 0 : takeOff(issues, returns);
  const states: DayState[] = [];
  for (let day = 0; day < issues.length; day++) {
    if (calendar.open[day] !== true) states.push('closed');
    else states.push(isEmpty(opening?.[day], issues[day] ?? 0) ? 'censored' : 'open');
  }
  const sums = { issued, returned, transferred, wobble_pairs, moved_from_closed, returned_beyond };
  return { first_day: calendar.first_day, values: issues, states, ...sums };
}

function refuseRows(rows: readonly DemandRow[], { wobble }: DemandRules) {
  let at = -1;
  for (const { quantity, at_ms } of rows) {
    at += 1;
    if (!(quantity > 0) || !Number.isFinite(quantity)) return refuse(`rows[${at}].quantity`, 'must be above 0');
    if (!Number.isFinite(at_ms)) return refuse(`rows[${at}].at_ms`, 'must be a finite number');
  }
  if (wobble === undefined) return undefined;
  return notNegative({ window_ms: wobble.window_ms }) ?? positive({ quantity_max: wobble.quantity_max });
}

function withoutReversed(rows: readonly DemandRow[]): readonly DemandRow[] {
  if (rows.every(({ reverses }) => reverses === undefined)) return rows;
  const reversed = new Set(rows.flatMap(({ reverses }) => (reverses === undefined ? [] : [reverses])));
  const known = new Set(rows.flatMap(({ id }) => (id === undefined ? [] : [id])));
  // A reversal of a row that is not among these stays: what it takes back was counted in an earlier series.
  return rows.filter(
    ({ id, reverses }) => !(id !== undefined && reversed.has(id)) && !(reverses !== undefined && known.has(reverses)),
  );
}

/** A book that says less than nothing is wrong: where something was issued from it all the same, it was there. */
function isEmpty(opening: number | undefined, issued: number): boolean {
  if (opening === undefined || opening > 0) return false;
  return opening === 0 || issued === 0;
}

function moveToOpen(issues: number[], open: readonly boolean[]): number {
  let waiting = 0;
  let moved = 0;
  let lastOpen: number | undefined;
  for (let day = 0; day < open.length; day++) {
    const issued = issues[day] ?? 0;
    if (open[day] === true) {
      issues[day] = issued + waiting;
      waiting = 0;
      lastOpen = day;
    } else {
      waiting += issued;
      moved += issued;
      issues[day] = 0;
    }
  }
  if (waiting > 0 && lastOpen !== undefined) issues[lastOpen] = (issues[lastOpen] ?? 0) + waiting;
  return moved;
}

/** Takes the returns off; answers what was returned beyond all that was issued until then. */
function takeOff(issues: number[], returns: ArrayLike<number>): number {
  let beyond = 0;
  for (let day = 0; day < returns.length; day++) {
    let rest = returns[day] ?? 0;
    if (rest === 0) continue;
    for (let at = day; at >= 0 && rest > 0; at--) {
      const taken = Math.min(rest, issues[at] ?? 0);
      issues[at] = (issues[at] ?? 0) - taken;
      rest -= taken;
    }
    beyond += rest;
  }
  return beyond;
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return sum;
}
