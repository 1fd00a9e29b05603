/** Which items matter (ABC, by value) and which can be foretold (XYZ, by how much their demand varies), and both together. */
import { type Answer, answer, notNegative, quantities, type Refusal, refuse } from './refusal.ts';

export type AbcClass = 'A' | 'B' | 'C';
export type XyzClass = 'X' | 'Y' | 'Z';

export interface AbcItem {
  readonly item: string;
  /** Value of a year's usage, in money. */
  readonly usage_value: number;
}

export interface AbcRank extends AbcItem {
  readonly abc: AbcClass;
  /** Of the value of all items. */
  readonly share: number;
  /** Of all items before this one: what decides its class. */
  readonly share_before: number;
}

/** Shares up to which items are A, and B. */
export type AbcCuts = readonly [number, number];

const usual_abc: AbcCuts = [0.8, 0.95];
/** Sums of shares that should be exactly a cut. */
const rounding = 1e-12;

/**
 * Items by falling usage value (of equal ones by name). An item's class is that of the cumulative share *before* it: A while the items
 * before it make up less than 80 %, B while less than 95 %, else C. So the item that crosses a cut still belongs to the class above it,
 * and the most valuable item is always A. Without any usage an item is C.
 */
export function abcRanks(items: readonly AbcItem[], cuts: AbcCuts = usual_abc): Answer<readonly AbcRank[]> {
  const refusal = refusalOfCuts(cuts) ?? refusalOfItems(items);
  if (refusal !== undefined) return refusal;
  const total = items.reduce((sum, { usage_value }) => sum + usage_value, 0);
  const sorted = [...items].sort((a, b) => b.usage_value - a.usage_value || (a.item < b.item ? -1 : 1));
  let before = 0;
  return answer(
    sorted.map(({ item, usage_value }) => {
      const share_before = total === 0 ? 1 : before / total;
      before += usage_value;
      const share = total === 0 ? 0 : usage_value / total;
      return { item, usage_value, share, share_before, abc: usage_value === 0 ? 'C' : abcAt(share_before, cuts) };
    }),
  );
}

function abcAt(share_before: number, [a, b]: AbcCuts): AbcClass {
  if (share_before < a - rounding) return 'A';
  return share_before < b - rounding ? 'B' : 'C';
}

function refusalOfCuts([a, b]: AbcCuts): Refusal | undefined {
  if (!(a > 0 && a < 1)) return refuse('cuts[0]', 'must be above 0 and below 1');
  return b > a && b <= 1 ? undefined : refuse('cuts[1]', 'must be above cuts[0] and at most 1');
}

function refusalOfItems(items: readonly AbcItem[]): Refusal | undefined {
  for (const [i, { usage_value }] of items.entries()) {
    const refusal = notNegative({ [`items[${i}].usage_value`]: usage_value });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

export interface Variation {
  readonly mean: number;
  /** Of n − 1. */
  readonly sd: number;
  /** sd / mean; absent where the mean is 0. */
  readonly cv?: number;
  readonly xyz: XyzClass;
}

/**
 * The coefficient of variation of the demand of equal periods, with n − 1: X below 0.5, Y below 1, else Z. Without demand there is
 * none, and the item is Z: nothing is known of it. Takes at least two periods.
 */
export function xyzOf(demand_units: readonly number[], cuts: readonly [number, number] = [0.5, 1]): Answer<Variation> {
  const refusal = quantities('demand_units', demand_units, 2);
  if (refusal !== undefined) return refusal;
  if (!(cuts[0] > 0 && cuts[1] > cuts[0])) return refuse('cuts', 'must rise from above 0');
  const n = demand_units.length;
  const mean = demand_units.reduce((sum, each) => sum + each, 0) / n;
  const sd = Math.sqrt(demand_units.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1));
  if (mean === 0) return answer({ mean, sd, xyz: 'Z' });
  const cv = sd / mean;
  return answer({ mean, sd, cv, xyz: cv < cuts[0] ? 'X' : cv < cuts[1] ? 'Y' : 'Z' });
}

export interface MatrixCell {
  readonly abc: AbcClass;
  readonly xyz: XyzClass;
  readonly items: readonly string[];
  readonly usage_value: number;
}

/** Nine cells, AX first and CZ last, empty ones too. */
export function abcXyzMatrix(
  items: readonly {
    readonly item: string;
    readonly usage_value: number;
    readonly abc: AbcClass;
    readonly xyz: XyzClass;
  }[],
): readonly MatrixCell[] {
  const cells = new Map<string, { items: string[]; usage_value: number }>();
  for (const { item, usage_value, abc, xyz } of items) {
    const cell = cells.get(abc + xyz) ?? { items: [], usage_value: 0 };
    cell.items.push(item);
    cell.usage_value += usage_value;
    cells.set(abc + xyz, cell);
  }
  return (['A', 'B', 'C'] as const).flatMap((abc) =>
    (['X', 'Y', 'Z'] as const).map((xyz) => ({ abc, xyz, ...(cells.get(abc + xyz) ?? { items: [], usage_value: 0 }) })),
  );
}
