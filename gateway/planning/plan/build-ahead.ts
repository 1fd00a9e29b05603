/**
 * What must be there ahead of time, because later weeks ask for more than can be made or delivered in them: a season, a promotion, a planned
 * shutdown. Anticipation stock in the words of APICS; Silver, Pyke, Thomas, "Inventory and Production Management in Supply Chains", 1.3.1.
 */
import type { WorkingDays } from '../../stock/planning-policy.ts';
import { type Explained, explained } from '../explained.ts';
import { weekdayOf } from '../forecast/day-calendar.ts';
import { dayNumber, dayText } from '../planning-calendar.ts';
import { anticipationStock } from '../stock-kinds.ts';

export interface BuildAhead {
  /** Expected units of each day ahead, today first. */
  readonly per_day: readonly number[];
  /** The local day of the plan, days since 1970. */
  readonly today: number;
  /** Units that can be made or delivered in a week in which nothing is closed; without limit when absent. */
  readonly capacity_per_week?: number;
  /** When it is worked where it comes from; on all days when absent. */
  readonly calendar?: WorkingDays;
}

const week_days = 7;

/**
 * Weeks of seven days from today on; what is left of the horizon behind the last whole one is not looked at. A week in which only a part of the usual
 * days is worked has as large a part of the capacity. Undefined where nothing limits the supply: neither a capacity nor days off.
 */
export function buildAhead({ per_day, today, capacity_per_week, calendar }: BuildAhead): Explained | undefined {
  const weeks = Math.floor(per_day.length / week_days);
  if (weeks === 0 || (capacity_per_week === undefined && calendar === undefined)) return undefined;
  const demand = Array.from({ length: weeks }, (_, week) => sumOf(per_day, week));
  const whole = demand.reduce((sum, units) => sum + units, 0);
  const capacity = demand.map((_, week) => {
    const share = workedShare(today + week * week_days, calendar);
    if (capacity_per_week === undefined) return share === 0 ? 0 : whole;
    return capacity_per_week * share;
  });
  const found = anticipationStock(demand, capacity);
  if (!found.ok) return undefined;
  const { value, at_end_units } = found.value;
  const largest_units = Math.max(value, ...at_end_units);
  const at = value === largest_units ? 0 : at_end_units.indexOf(largest_units) + 1;
  const short = demand.filter((units, week) => units > (capacity[week] ?? 0)).length;
  const formula = `what must be there today: max(0, stock needed after the week + demand − capacity), from the last week back; the most is needed on ${dayText(today + at * week_days)}`;
  return explained(value, 'units', formula, {
    weeks,
    weeks_short: short,
    demand_units: whole,
    ...(capacity_per_week === undefined
      ? {}
      : { capacity_per_week, capacity_units: capacity.reduce((sum, units) => sum + units, 0) }),
    largest_units,
    days_until_largest: at * week_days,
  });
}

function sumOf(per_day: readonly number[], week: number): number {
  let sum = 0;
  for (let day = week * week_days; day < (week + 1) * week_days; day++) sum += per_day[day] ?? 0;
  return sum;
}

/** Of the days on which it is usually worked in a week, those that are none off. */
function workedShare(first: number, calendar: WorkingDays | undefined): number {
  if (calendar === undefined) return 1;
  const off = new Set(calendar.closed.flatMap((day) => dayNumber(day) ?? []));
  let [usual, worked] = [0, 0];
  for (let day = first; day < first + week_days; day++) {
    if (!calendar.weekdays.includes(weekdayOf(day) + 1)) continue;
    usual += 1;
    if (!off.has(day)) worked += 1;
  }
  return usual === 0 ? 0 : worked / usual;
}
