/** Stock and value, by item, location, class, or class at a location. Each row is rounded so that every way of grouping adds up to one total. */
import { type Currency, decimalsOf } from './currency.ts';
import { roundedMoney } from './money.ts';
import { divideRounded, type RoundingRule } from './rounding.ts';
import type { ItemValuation, StockValuation } from './stock-valuation.ts';
import { type ValuationMethod, valuation_methods } from './valuation-policy.ts';

export const value_formulas = {
  value: 'value = pieces × cost, layer by layer, less what went out before it came in; rounded once for each item',
  location:
    'where an item is valued as a whole, a location has the share of its value that it has of its pieces; cents left over go to the largest rests',
  total: 'the total is the sum of the rows',
} as const;

export type Grouping = 'item' | 'location' | 'class' | 'class-and-location';

export interface ValueRow {
  readonly item?: string;
  readonly location?: string;
  readonly class?: string;
  /** Our own pieces; summed over items only where that is asked for, and then of unlike things. */
  readonly quantity: number;
  /** Rounded to the currency's decimals, in millionths. */
  readonly value_micro: bigint;
  /** Pieces of items of which some have no value; 0 when all have. */
  readonly unvalued: number;
  /** Pieces below nothing. */
  readonly negative: number;
  /** Pieces that lie here and are not ours: never valued. */
  readonly consigned: number;
}

export interface ValueReport {
  readonly by: Grouping;
  readonly method: ValuationMethod;
  readonly method_says: string;
  readonly currency: Currency;
  readonly rounding: RoundingRule;
  readonly rows: readonly ValueRow[];
  readonly total_micro: bigint;
}

export interface ValueQuestion {
  readonly by: Grouping;
  readonly currency: Currency;
  /** Raw, finished, … of an item. */
  readonly classOf: (item: string) => string;
}

/** Rows in the order of their names. */
export function valueReport(valuation: StockValuation, { by, currency, classOf }: ValueQuestion): ValueReport {
  const { method, rounding } = valuation.policy;
  const rows = new Map<string, ValueRow>();
  for (const item of valuation.items.values()) {
    for (const cell of cellsOf(item, currency, rounding)) {
      const key = keyOf(by, { item: item.item, location: cell.location, class: classOf(item.item) });
      const name = JSON.stringify(Object.values(key));
      const row = rows.get(name);
      rows.set(name, row === undefined ? { ...key, ...withoutLocation(cell) } : added(row, cell));
    }
  }
  const ordered = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return {
    by,
    method,
    method_says: valuation_methods[method].says,
    currency,
    rounding,
    rows: ordered,
    total_micro: ordered.reduce((sum, row) => sum + row.value_micro, 0n),
  };
}

interface Cell {
  readonly location: string;
  readonly quantity: number;
  readonly value_micro: bigint;
  readonly unvalued: number;
  readonly negative: number;
  readonly consigned: number;
}

/** The item at each of its locations; values add up to the item's, rounded. */
function cellsOf(item: ItemValuation, currency: Currency, rounding: RoundingRule): readonly Cell[] {
  const places = new Set(item.levels.keys());
  for (const { location } of item.consigned) places.add(location);
  const locations = [...places].toSorted();
  const total = roundedMoney(item.value_micro, currency, rounding);
  const values = apportioned(
    total,
    locations.map((location) => weightOf(item, location)),
    currency,
  );
  const unvalued = unvaluedAt(item, locations);
  return locations.map((location, i) => {
    const quantity = item.levels.get(location) ?? 0;
    const consigned = item.consigned.reduce((sum, at) => (at.location === location ? sum + at.quantity : sum), 0);
    return {
      location,
      quantity,
      value_micro: values[i] ?? 0n,
      unvalued: unvalued[i] ?? 0,
      negative: Math.max(0, -quantity),
      consigned,
    };
  });
}

/** Pieces without a cost at each location; of an item valued as a whole each location has its share by its pieces, as of the value. */
function unvaluedAt(item: ItemValuation, locations: readonly string[]): readonly number[] {
  const weights = locations.map((location) => Math.max(0, item.levels.get(location) ?? 0));
  // Layers by mass are none of pieces.
  if (item.masses !== undefined) return sharedOut(item.unvalued, weights);
  const open = item.layers.filter((layer) => layer.unit_micro === undefined && layer.quantity > 0);
  const sumOf = (location: string | undefined) =>
    open.reduce((sum, layer) => (layer.location === location ? sum + layer.quantity : sum), 0);
  const shared = sharedOut(sumOf(undefined), weights);
  return locations.map((location, i) => sumOf(location) + (shared[i] ?? 0));
}

/** Whole pieces by weights; what is left over goes to the largest rests, the earlier of two alike. Without any weight all are at the first. */
function sharedOut(pieces: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return weights.map((_, i) => (i === 0 ? pieces : 0));
  const parts = weights.map((weight, i) => {
    const exact = BigInt(pieces) * BigInt(weight);
    return { i, whole: Number(exact / BigInt(sum)), rest: exact % BigInt(sum) };
  });
  let left = pieces - parts.reduce((all, { whole }) => all + whole, 0);
  const shares = parts.map(({ whole }) => whole);
  for (const { i } of parts.toSorted((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))) {
    if (left === 0) break;
    shares[i] = (shares[i] ?? 0) + 1;
    left -= 1;
  }
  return shares;
}

/** What a location has of the item's value: its own layers where it has some, else its pieces. */
function weightOf(item: ItemValuation, location: string): bigint {
  const own = item.layers.filter((layer) => layer.location === location);
  if (own.length === 0)
    return item.layers.some((layer) => layer.location !== undefined)
      ? 0n
      : BigInt((item.masses ?? item.levels).get(location) ?? 0);
  return own.reduce((sum, { quantity, unit_micro }) => {
    if (unit_micro === undefined) return sum;
    return (
      sum + divideRounded(unit_micro.numerator * BigInt(quantity) * 1_000_000n, unit_micro.denominator, 'half-even')
    );
  }, 0n);
}

/** A total in parts by weights, each whole in the currency's smallest coin; what is left over goes to the largest rests. */
function apportioned(total_micro: bigint, weights: readonly bigint[], currency: Currency): readonly bigint[] {
  const coin = 10n ** BigInt(6 - (decimalsOf(currency) ?? 2));
  const coins = total_micro / coin;
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum === 0n) return weights.map((_, i) => (i === 0 ? total_micro : 0n));
  const parts = weights.map((weight, i) => {
    const floor = floorDivided(coins * weight * sign(sum), abs(sum));
    return { i, floor, rest: coins * weight * sign(sum) - floor * abs(sum) };
  });
  let left = coins - parts.reduce((all, part) => all + part.floor, 0n);
  const values = parts.map((part) => part.floor);
  for (const { i } of parts.toSorted((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break;
    values[i] = (values[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return values.map((value) => value * coin);
}

function keyOf(
  by: Grouping,
  cell: { item: string; location: string; class: string },
): Pick<ValueRow, 'item' | 'location' | 'class'> {
  switch (by) {
    case 'item':
      return { item: cell.item };
    case 'location':
      return { location: cell.location };
    case 'class':
      return { class: cell.class };
    case 'class-and-location':
      return { class: cell.class, location: cell.location };
  }
}

function added(row: ValueRow, cell: Cell): ValueRow {
  return {
    ...row,
    quantity: row.quantity + cell.quantity,
    value_micro: row.value_micro + cell.value_micro,
    unvalued: row.unvalued + cell.unvalued,
    negative: row.negative + cell.negative,
    consigned: row.consigned + cell.consigned,
  };
}

function withoutLocation({ location: _, ...rest }: Cell): Omit<Cell, 'location'> {
  return rest;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function sign(value: bigint): bigint {
  return value < 0n ? -1n : 1n;
}

function floorDivided(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}
