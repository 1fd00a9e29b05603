/**
 * Pieces of one item that are valued together: layers of what came in, or debts of what went out before it was seen to come in,
 * never both. Where pieces merge into one layer, by average or at standard cost, that layer comes first and unvalued ones follow.
 */

import type { Flow } from './flow.ts';
import { isEqual, type Ratio, reduced, times } from './ratio.ts';
import type { ValuationMethod } from './valuation-policy.ts';

/** Pieces that came in together, or what is left of them. */
export interface Layer {
  /** The event that put them here. */
  readonly event: string;
  /** The receipt or count whose cost they carry; none in a merged layer. */
  readonly source: string;
  /** Their place in the order of coming in. */
  readonly order: number;
  quantity: number;
  /** Millionths a piece; none while nobody knows it. */
  unit: Ratio | undefined;
}

/** Pieces that went out and were not there. */
export interface Debt {
  readonly event: string;
  readonly flow: Flow;
  quantity: number;
  /** What they were valued at. */
  unit: Ratio | undefined;
}

/** Of some pieces: what they are and what they cost; a layer or a part of one, out of its pile. */
export type Part = Readonly<Layer>;

export interface Pile {
  layers: Layer[];
  /** Layers before this one are used up. */
  head: number;
  debts: Debt[];
  debts_head: number;
  /** Below zero while there are debts. */
  quantity: number;
  /** The last known cost and the event that told it. */
  last: { readonly unit: Ratio; readonly event: string } | undefined;
  order_next: number;
}

export function emptyPile(): Pile {
  return { layers: [], head: 0, debts: [], debts_head: 0, quantity: 0, last: undefined, order_next: 0 };
}

export function layersOf(pile: Pile): readonly Layer[] {
  return pile.layers.slice(pile.head);
}

export function debtsOf(pile: Pile): readonly Debt[] {
  return pile.debts.slice(pile.debts_head);
}

/** The layer that pieces merge into, where the method has one and it is not empty. */
export function mergedLayer(pile: Pile): Layer | undefined {
  const first = pile.layers[pile.head];
  return first?.unit === undefined ? undefined : first;
}

export function isMerging(method: ValuationMethod): boolean {
  return method === 'average' || method === 'standard';
}

/** Takes the oldest debt that at most so many pieces make up for. */
export function fillDebt(pile: Pile, quantity_max: number): Debt | undefined {
  const debt = pile.debts[pile.debts_head];
  if (debt === undefined || quantity_max === 0) return undefined;
  const quantity = Math.min(debt.quantity, quantity_max);
  debt.quantity -= quantity;
  pile.quantity += quantity;
  if (debt.quantity === 0) {
    pile.debts_head += 1;
    if (pile.debts_head === pile.debts.length) {
      pile.debts = [];
      pile.debts_head = 0;
    }
  }
  return { ...debt, quantity };
}

/** Forgets the debts of one event, as far as nobody has made up for them. */
export function cancelDebts(pile: Pile, event: string): readonly Debt[] {
  const cancelled = debtsOf(pile).filter((debt) => debt.event === event);
  if (cancelled.length === 0) return [];
  pile.debts = debtsOf(pile).filter((debt) => debt.event !== event);
  pile.debts_head = 0;
  for (const { quantity } of cancelled) pile.quantity += quantity;
  return cancelled;
}

export function owe(pile: Pile, debt: Debt): void {
  pile.debts.push(debt);
  pile.quantity -= debt.quantity;
}

/** Puts pieces where no debt is left: into the merged layer, or as a layer at its place in the order of coming in. */
export function put(pile: Pile, part: Part, method: ValuationMethod): void {
  pile.quantity += part.quantity;
  if (isMerging(method) && part.unit !== undefined) {
    merge(pile, part.quantity, part.unit);
    return;
  }
  const { layers } = pile;
  let at = layers.length;
  while (at > pile.head && (layers[at - 1]?.order ?? 0) > part.order) at -= 1;
  const before = layers[at - 1];
  if (at > pile.head && before?.order === part.order && isSamePiece(before, part)) before.quantity += part.quantity;
  else if (at === layers.length) layers.push({ ...part });
  else layers.splice(at, 0, { ...part });
}

/** Takes pieces from where the method begins, as many as there are; those that `prefers` wants first. */
export function take(
  pile: Pile,
  quantity: number,
  method: ValuationMethod,
  prefers?: (layer: Part) => boolean,
): readonly Part[] {
  const parts: Part[] = [];
  let left = quantity;
  if (prefers !== undefined) {
    for (const layer of layersOf(pile)) {
      if (left === 0) break;
      if (prefers(layer)) left -= takeFrom(pile, layer, left, parts);
    }
    if (parts.length > 0) sweep(pile);
  }
  while (left > 0) {
    const layer = method === 'lifo' ? pile.layers.at(-1) : pile.layers[pile.head];
    if (layer === undefined) break;
    left -= takeFrom(pile, layer, left, parts);
    if (layer.quantity > 0) break;
    if (method === 'lifo') pile.layers.pop();
    else pile.head += 1;
    compact(pile);
  }
  return parts;
}

/** Makes unvalued layers that changed ownership of a unit part of the merged layer, and drops what is used up. */
export function settleMerged(pile: Pile, method: ValuationMethod): void {
  if (!isMerging(method)) return;
  const layers = layersOf(pile);
  const valued = layers.filter((layer) => layer.unit !== undefined);
  // One that stands alone becomes the merged one too: it would carry the costs of one receipt for all that join it later.
  if (valued.every((layer) => layer === mergedLayer(pile) && layer.source === '')) return;
  pile.layers = layers.filter((layer) => layer.unit === undefined);
  pile.head = 0;
  for (const layer of valued) if (layer.unit !== undefined) merge(pile, layer.quantity, layer.unit);
}

function takeFrom(pile: Pile, layer: Layer, quantity_max: number, parts: Part[]): number {
  const quantity = Math.min(layer.quantity, quantity_max);
  layer.quantity -= quantity;
  pile.quantity -= quantity;
  parts.push({ event: layer.event, source: layer.source, order: layer.order, quantity, unit: layer.unit });
  return quantity;
}

/** Frees what used-up layers hold, seldom enough to cost nothing. */
function compact(pile: Pile): void {
  const isEmpty = pile.head >= pile.layers.length;
  if (!isEmpty && (pile.head < 64 || pile.head * 2 < pile.layers.length)) return;
  pile.layers = isEmpty ? [] : pile.layers.slice(pile.head);
  pile.head = 0;
}

function sweep(pile: Pile): void {
  pile.layers = layersOf(pile).filter((layer) => layer.quantity > 0);
  pile.head = 0;
}

/** (q·a + r·c) / (q + r), exactly: the weighted average of what is there and what comes in. */
function merge(pile: Pile, quantity: number, unit: Ratio): void {
  const there = mergedLayer(pile);
  if (there?.unit === undefined) {
    const layer: Layer = { event: '', source: '', order: -1, quantity, unit };
    if (pile.head > 0) {
      pile.head -= 1;
      pile.layers[pile.head] = layer;
    } else pile.layers.unshift(layer);
    return;
  }
  const both = there.quantity + quantity;
  if (!isEqual(there.unit, unit)) there.unit = averageOf(there.unit, there.quantity, unit, quantity);
  there.quantity = both;
}

/** The denominator stays a multiple of the one before, which keeps sums cheap (see running-sum.ts). */
export function averageOf(a: Ratio, a_quantity: number, b: Ratio, b_quantity: number): Ratio {
  const [left, right] = [times(a, a_quantity), times(b, b_quantity)];
  const isNested = left.denominator % right.denominator === 0n;
  const numerator = isNested
    ? left.numerator + right.numerator * (left.denominator / right.denominator)
    : left.numerator * right.denominator + right.numerator * left.denominator;
  const denominator = isNested ? left.denominator : left.denominator * right.denominator;
  const pieces = BigInt(a_quantity + b_quantity);
  const shared = reduced({ numerator: numerator % pieces, denominator: pieces });
  const divisor = pieces / shared.denominator;
  return { numerator: numerator / divisor, denominator: denominator * shared.denominator };
}

function isSamePiece(a: Part, b: Part): boolean {
  if (a.event !== b.event || a.source !== b.source) return false;
  if (a.unit === undefined || b.unit === undefined) return a.unit === b.unit;
  return isEqual(a.unit, b.unit);
}
