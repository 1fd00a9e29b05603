/** How long stock lies: averages of a level over time, days of inventory (DSI), turns. Silver, Pyke, Thomas, 1.3; any text on accounts. */
import { type Explained, explained } from './explained.ts';
import { type Answer, answer, notNegative, positive, refuse } from './refusal.ts';

/** From this instant on the level is so high, until the next step. */
export interface LevelStep {
  readonly at_ms: number;
  readonly level: number;
}

export interface Span {
  readonly from_ms: number;
  readonly until_ms: number;
}

/** Which average a figure was made with; reports must say it. */
export type AverageKind = 'time-weighted' | 'opening and closing' | 'closing';

export interface AverageLevel extends Explained {
  readonly average: AverageKind;
}

const day_ms = 86_400_000;

/**
 * The average of a level over a span. `time-weighted`: ∫ level dt / span, which a ledger can give and which no other can replace: 100
 * where (opening + closing)/2 says 95. The steps are in the order of time, the first at or before the beginning of the span; of steps
 * at one instant the last one counts. Days of 23 and 25 hours weigh what they last.
 */
export function averageLevel(
  steps: readonly LevelStep[],
  { from_ms, until_ms }: Span,
  average: AverageKind = 'time-weighted',
): Answer<AverageLevel> {
  if (!Number.isFinite(from_ms)) return refuse('from_ms', 'must be a finite number');
  if (!(until_ms > from_ms && Number.isFinite(until_ms))) return refuse('until_ms', 'must be after from_ms');
  const first = steps[0];
  if (first === undefined || !(first.at_ms <= from_ms)) {
    return refuse('steps[0].at_ms', 'must not be after from_ms: the level before it is not known');
  }
  let area = 0;
  let opening = 0;
  let closing = 0;
  for (const [i, { at_ms, level }] of steps.entries()) {
    if (!Number.isFinite(level)) return refuse(`steps[${i}].level`, 'must be a finite number');
    const next_ms = steps[i + 1]?.at_ms ?? Number.POSITIVE_INFINITY;
    if (!(next_ms >= at_ms)) return refuse(`steps[${i + 1}].at_ms`, 'must not be before that of the step before');
    if (at_ms <= from_ms) opening = level;
    if (at_ms <= until_ms) closing = level;
    area += level * Math.max(0, Math.min(next_ms, until_ms) - Math.max(at_ms, from_ms));
  }
  const days = (until_ms - from_ms) / day_ms;
  const terms = { opening, closing, days };
  switch (average) {
    case 'time-weighted':
      return answer({
        average,
        ...explained(area / (until_ms - from_ms), 'level', 'level_days / days', {
          ...terms,
          level_days: area / day_ms,
        }),
      });
    case 'opening and closing':
      return answer({ average, ...explained((opening + closing) / 2, 'level', '(opening + closing) / 2', terms) });
    default:
      return answer({ average, ...explained(closing, 'level', 'closing', terms) });
  }
}

export interface InventoryAndCost {
  /** In money, or both in units. */
  readonly inventory: number;
  /** Cost of the goods that went out in the period. */
  readonly cost_of_goods: number;
  readonly days: number;
  /** What `inventory` is; `time-weighted` when absent. */
  readonly average?: AverageKind;
}

export interface DaysOfInventory extends Explained {
  readonly average: AverageKind;
}

/** DSI = inventory / cost of goods · days. Without issues stock lasts without end, and there is no number to say. */
export function daysOfInventory(input: InventoryAndCost): Answer<DaysOfInventory> {
  const { inventory, cost_of_goods, days, average = 'time-weighted' } = input;
  const refusal = notNegative({ inventory }) ?? positive({ cost_of_goods, days });
  if (refusal !== undefined) return refusal;
  const terms = { inventory, cost_of_goods, days };
  return answer({
    average,
    ...explained((inventory / cost_of_goods) * days, 'days', 'inventory / cost_of_goods · days', terms),
  });
}

/** Turns of a year = cost of goods / inventory · 365 / days. They are 365 / DSI. An inventory of 0 cannot be said to turn. */
export function inventoryTurns(input: InventoryAndCost): Answer<DaysOfInventory> {
  const { inventory, cost_of_goods, days, average = 'time-weighted' } = input;
  const refusal = notNegative({ cost_of_goods }) ?? positive({ inventory, days });
  if (refusal !== undefined) return refusal;
  const value = ((cost_of_goods / inventory) * 365) / days;
  const formula = 'cost_of_goods / inventory · 365 / days';
  return answer({ average, ...explained(value, 'per year', formula, { inventory, cost_of_goods, days }) });
}

/** Days that a stock lasts at a rate of use: stock / (issued / days). */
export function daysOfSupply(stock_units: number, issued_units: number, days: number): Answer<Explained> {
  const refusal = notNegative({ stock_units }) ?? positive({ issued_units, days });
  if (refusal !== undefined) return refusal;
  const terms = { stock_units, issued_units, days };
  return answer(explained((stock_units / issued_units) * days, 'days', 'stock_units / (issued_units / days)', terms));
}
