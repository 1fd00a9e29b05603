/** A count that names lots: how many of each there are, and so what the difference was of and which presumptions were wrong. */
import { levelOf } from '../stock/levels.ts';
import { byFefo } from '../stock/lots/fefo.ts';
import { type LotSaid, saidKey, type Tracking, unknown_lot } from '../stock/lots/lot.ts';
import { type Cause, correctCounted } from './lot-settling.ts';
import { lotHere, noteSaid, stocksAt } from './lots.ts';
import type { Turn } from './turn.ts';

export interface CountByLot {
  readonly item: string;
  readonly location: string;
  readonly tracking: Tracking;
  /** How many there are of each lot. */
  readonly wanted: ReadonlyMap<string, number>;
  readonly known: LotSaid['known'];
}

/**
 * What a count by lot says of every lot at its place. Pieces counted beyond those whose lot was named are of the lots that nobody named,
 * first expired first; where there are none of these, of the lot `unknown`. Undefined when no lot was named.
 */
export function countByLot(
  turn: Turn,
  { item, location, counted, ...cause }: Cause & { readonly location: string; readonly counted: number },
  said: readonly LotSaid[],
): CountByLot | undefined {
  const tracking = turn.index.items.get(item)?.tracking;
  if (tracking === undefined || said.length === 0) return undefined;
  const wanted = new Map<string, number>();
  let left = counted;
  for (const each of said) {
    const key = saidKey(each, tracking);
    if (key === undefined || left === 0) continue;
    const isOne = tracking === 'serial' && key !== unknown_lot;
    if (isOne && wanted.has(key)) continue;
    const quantity = isOne ? 1 : Math.min(left, each.quantity ?? left);
    left -= quantity;
    wanted.set(key, quantity + (wanted.get(key) ?? 0));
    if (key !== unknown_lot) noteSaid(turn, { item, ...cause }, each, key);
  }
  const others = stocksAt(turn, item, location, cause.at_ms).filter(({ lot }) => !wanted.has(lot));
  for (const { lot, quantity } of others.sort(byFefo)) {
    const taken = Math.max(0, Math.min(left, quantity));
    wanted.set(lot, taken);
    left -= taken;
  }
  if (left > 0) wanted.set(unknown_lot, left + (wanted.get(unknown_lot) ?? 0));
  return { item, location, tracking, wanted, known: said[0]?.known ?? 'stated' };
}

/** Of which lots the difference is. */
export function differenceParts(turn: Turn, count: CountByLot): readonly LotSaid[] {
  const { tracking, known } = count;
  const [over, short] = differences(turn, count);
  const difference = sum(over) - sum(short);
  const parts = difference > 0 ? over : short;
  let left = Math.abs(difference);
  const said: LotSaid[] = [];
  for (const { lot, quantity } of parts) {
    const taken = Math.min(left, quantity);
    if (taken === 0) break;
    left -= taken;
    said.push({ [tracking]: lot, quantity: taken, known });
  }
  return said;
}

/** With the level right: pieces thought to be of one lot are of another. */
export function correctLots(turn: Turn, cause: Cause, count: CountByLot): void {
  const { item, location } = count;
  const level = levelOf(turn.books.levels, item, location);
  if (level !== [...count.wanted.values()].reduce((all, each) => all + each, 0)) {
    turn.books.counters.add('counts by lot of what moved meanwhile');
    return;
  }
  let made = 0;
  // Each correction may move others along, so what is still wrong is looked at anew.
  for (let rounds = count.wanted.size * 2; rounds > 0; rounds -= 1) {
    const [[over], [short]] = differences(turn, count);
    if (over === undefined || short === undefined) return;
    const quantity = Math.min(over.quantity, short.quantity);
    made = correctCounted(turn, cause, { location, was: short.lot, is: over.lot, quantity }, made);
  }
}

interface Difference {
  readonly lot: string;
  readonly quantity: number;
}

/** Lots that more pieces were counted of than were thought to be there, and lots that fewer were. */
function differences(turn: Turn, { item, location, wanted }: CountByLot): [Difference[], Difference[]] {
  const over: Difference[] = [];
  const short: Difference[] = [];
  for (const [lot, quantity] of wanted) {
    const difference = quantity - lotHere(turn, item, location, lot);
    if (difference > 0) over.push({ lot, quantity: difference });
    else if (difference < 0) short.push({ lot, quantity: -difference });
  }
  const unknown = wanted.has(unknown_lot) ? 0 : lotHere(turn, item, location, unknown_lot);
  if (unknown > 0) short.push({ lot: unknown_lot, quantity: unknown });
  if (unknown < 0) over.push({ lot: unknown_lot, quantity: -unknown });
  return [over, short];
}

function sum(list: readonly Difference[]): number {
  return list.reduce((all, { quantity }) => all + quantity, 0);
}
