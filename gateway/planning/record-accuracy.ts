/** How right the ledger is: inventory record accuracy (IRA), variances, shrinkage. Brooks and Wilson, "Inventory Record Accuracy" (2007). */
import type { AbcClass } from './abc-xyz.ts';
import type { PerClass } from './cycle-count-plan.ts';
import { type Explained, explained } from './explained.ts';
import { type Answer, answer, notNegative, type Refusal, refuse, shares } from './refusal.ts';

export interface CountedRow {
  readonly abc: AbcClass;
  /** May be below 0 where the ledger is; then no count agrees with it. */
  readonly book_units: number;
  readonly counted_units: number;
  /** Money; 0 when absent. */
  readonly value_per_unit?: number;
}

/** Shares of the book quantity by which a count may differ and still agree: A 1 %, B 3 %, C 5 %. */
export const tolerance_usual: PerClass = { A: 0.01, B: 0.03, C: 0.05 };

export interface RecordAccuracy {
  /** Rows that agree / rows counted. */
  readonly accuracy: Explained;
  readonly by_class: Readonly<Record<AbcClass, { readonly rows: number; readonly agreeing: number }>>;
  /** Σ (counted − book): what the ledger is wrong by on the whole. Differences cancel out in it, so it says nothing of accuracy. */
  readonly net_units: number;
  /** Σ |counted − book|. */
  readonly absolute_units: number;
  readonly net_value: number;
  readonly absolute_value: number;
}

/** Remainders of products that should be exactly the tolerance. */
const rounding = 1e-9;

/**
 * IRA by rows, never by sums: counts of 95 and 105 against a book of 100 and 100 sum up to nothing wrong, and not one row is right. A row
 * agrees when |counted − book| ≤ tolerance · book; where the book says 0, only a count of 0 agrees.
 */
export function recordAccuracy(
  rows: readonly CountedRow[],
  tolerance: PerClass = tolerance_usual,
): Answer<RecordAccuracy> {
  const refusal =
    refusalOfRows(rows) ??
    shares({ 'tolerance.A': tolerance.A, 'tolerance.B': tolerance.B, 'tolerance.C': tolerance.C });
  if (refusal !== undefined) return refusal;
  const by_class = { A: { rows: 0, agreeing: 0 }, B: { rows: 0, agreeing: 0 }, C: { rows: 0, agreeing: 0 } };
  let [net_units, absolute_units, net_value, absolute_value, agreeing] = [0, 0, 0, 0, 0];
  for (const { abc, book_units, counted_units, value_per_unit = 0 } of rows) {
    const difference = counted_units - book_units;
    const agrees = Math.abs(difference) <= tolerance[abc] * Math.max(0, book_units) + rounding;
    net_units += difference;
    absolute_units += Math.abs(difference);
    net_value += difference * value_per_unit;
    absolute_value += Math.abs(difference) * value_per_unit;
    by_class[abc].rows += 1;
    if (agrees) by_class[abc].agreeing += 1;
    if (agrees) agreeing += 1;
  }
  const terms = { agreeing_rows: agreeing, rows: rows.length };
  return answer({
    accuracy: explained(agreeing / rows.length, 'share', 'agreeing_rows / rows', terms),
    by_class,
    net_units,
    absolute_units,
    net_value,
    absolute_value,
  });
}

function refusalOfRows(rows: readonly CountedRow[]): Refusal | undefined {
  if (rows.length === 0) return refuse('rows', 'must have at least 1 value');
  for (const [i, { book_units, counted_units, value_per_unit }] of rows.entries()) {
    if (!Number.isFinite(book_units)) return refuse(`rows[${i}].book_units`, 'must be a finite number');
    const refusal = notNegative({
      [`rows[${i}].counted_units`]: counted_units,
      [`rows[${i}].value_per_unit`]: value_per_unit,
    });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

export interface StockFlow {
  readonly opening: number;
  readonly receipts: number;
  readonly issues: number;
  readonly counted: number;
}

export interface Shrinkage extends Explained {
  /** opening + receipts − issues. */
  readonly book: number;
  /** Of the book; absent where that is not above 0. */
  readonly rate?: number;
}

/**
 * Shrinkage = opening + receipts − issues − counted, all in units or all in money, and its rate (book − counted) / book. Below 0 more is
 * there than there should be.
 */
export function shrinkage({ opening, receipts, issues, counted }: StockFlow): Answer<Shrinkage> {
  if (!Number.isFinite(opening)) return refuse('opening', 'must be a finite number');
  const refusal = notNegative({ receipts, issues, counted });
  if (refusal !== undefined) return refusal;
  const book = opening + receipts - issues;
  const terms = { opening, receipts, issues, counted };
  const told = { ...explained(book - counted, 'units or money', 'opening + receipts − issues − counted', terms), book };
  return answer(book > 1e-9 ? { ...told, rate: (book - counted) / book } : told);
}

/** What was used up in a period of which only the ends were counted: opening + purchases − closing. Shrinkage is in it, unseen. */
export function periodUsage(opening: number, purchases: number, closing: number): Answer<Explained> {
  const refusal = notNegative({ opening, purchases, closing });
  const terms = { opening, purchases, closing };
  return (
    refusal ??
    answer(explained(opening + purchases - closing, 'units or money', 'opening + purchases − closing', terms))
  );
}
