/**
 * An item whose costs are for a kilogram is valued in milligrams of it: its movements as stock events with what they weigh for pieces, and what was
 * booked off beside them. A cost by the kilogram in millionths of the currency's unit is a cost by the milligram in millionths of those, so the numbers of
 * costs stay as they are, and values of such events are divided by `mass_scale` when they are told.
 */
import type { MassSource } from '../../stock/catch-weight/catch-weight.ts';
import { stockEventOf } from '../../stock/valuation/ledger-events.ts';
import type { Cost } from '../../stock/valuation/money.ts';
import type { StockEvent } from '../../stock/valuation/stock-event.ts';
import type { BookRow } from './book-source.ts';
import type { BooksContext } from './books-context.ts';

/** Milligrams in a kilogram. */
export const mass_scale = 1_000_000;

/** What the ledger knows of the masses of an item beside its movements. */
export interface BookMass {
  /** Movements before this one are of before catch weight; they weigh the nominal mass of then. */
  readonly began_seq: number;
  readonly unit_mass_mg: number;
  /** Counts that found or missed pieces or said a mass: what those pieces weigh, and what was not there of mass beside them. */
  readonly counts: readonly {
    readonly id: string;
    readonly location: string;
    readonly at_ms: number;
    readonly seq: number;
    readonly found: number;
    readonly mass_mg: number;
    readonly off_mg: number;
    /** Estimated when absent. */
    readonly source?: MassSource;
  }[];
}

/** What a movement did to the masses of its ends. */
export interface RowMass {
  readonly mass_mg: number;
  /** Nominal when absent. */
  readonly source?: MassSource;
  readonly off_from_mg: number;
  readonly off_to_mg: number;
}

type Around = Pick<BooksContext, 'isOutside'>;

/** Undefined where it moved nothing of ours, or is what a count booked: that is among the counts. */
export function massOfRow(row: BookRow, { began_seq, unit_mass_mg }: BookMass): RowMass | undefined {
  if (row.seq < began_seq) return { mass_mg: row.quantity * unit_mass_mg, off_from_mg: 0, off_to_mg: 0 };
  return row.moved;
}

/** By place of ours, before an instant. */
export function massesAt(
  rows: readonly BookRow[],
  mass: BookMass,
  { isOutside }: Around,
  before_ms = Number.POSITIVE_INFINITY,
): ReadonlyMap<string, number> {
  const masses = new Map<string, number>();
  const add = (location: string, mass_mg: number): void => {
    if (!isOutside(location)) masses.set(location, (masses.get(location) ?? 0) + mass_mg);
  };
  for (const row of rows) {
    const moved = row.at_ms < before_ms ? massOfRow(row, mass) : undefined;
    if (moved === undefined) continue;
    add(row.from, -moved.mass_mg - moved.off_from_mg);
    add(row.to, moved.mass_mg - moved.off_to_mg);
  }
  for (const { location, at_ms, found, mass_mg, off_mg } of mass.counts)
    if (at_ms < before_ms) add(location, Math.sign(found) * mass_mg - off_mg);
  return masses;
}

/** All that moved mass of ours, at what documents say that it costs. Of movements with stock of others only what is ours. */
export function massEvents(
  item: string,
  rows: readonly BookRow[],
  mass: BookMass,
  around: Around & { costOf(row: BookRow): Cost | undefined },
): readonly StockEvent[] {
  const events: StockEvent[] = [];
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const row of rows) {
    const all = massOfRow(row, mass);
    if (all === undefined) continue;
    const share = ownShare(row);
    const quantity = share(all.mass_mg);
    const cost = around.costOf(row);
    const back = row.reverses === undefined ? undefined : known.get(row.reverses);
    const taken = back === undefined ? undefined : massOfRow(back, mass);
    const { reverses, ...plain } = row;
    // What had moved no mass, for a count had it, or another one, for it was of before the accounts, is not taken back: its reversal moves some by itself.
    const isBack = reverses !== undefined && quantity > 0 && taken !== undefined && share(taken.mass_mg) === quantity;
    const movement = isBack ? { ...row, quantity } : { ...plain, quantity };
    const entry = { seq: row.seq, movement, ...(cost === undefined ? {} : { cost }) };
    const event = quantity === 0 ? undefined : stockEventOf(entry, around.isOutside);
    if (event !== undefined) events.push(event);
    for (const side of ['from', 'to'] as const) {
      const id = offId(row.id, side);
      const { at_ms, seq } = row;
      // What goes back from there had come to there.
      const other = side === 'from' ? 'to' : 'from';
      const had = taken === undefined ? 0 : taken[`off_${other}_mg`];
      if (back !== undefined && had !== 0)
        events.push({ kind: 'reversal', id: `${id}~back`, item, at_ms, seq, of: offId(back.id, other) });
      const off = off_of(share, all[`off_${side}_mg`] + had);
      if (off !== 0) events.push(offEvent({ id, item, at_ms, seq, location: row[side] }, off));
    }
  }
  for (const { id, location, at_ms, seq, found, mass_mg, off_mg } of mass.counts) {
    const at = { item, at_ms, seq, location };
    if (mass_mg > 0) {
      const counted = { ...at, id: foundId(id), quantity: mass_mg };
      events.push(
        found < 0 ? { ...counted, kind: 'issue', purpose: 'lost' } : { ...counted, kind: 'receipt', source: 'found' },
      );
    }
    if (off_mg !== 0) events.push(offEvent({ ...at, id: restId(id) }, off_mg));
  }
  return events;
}

/** The share of a mass that is of our own pieces; all where all are. */
function ownShare({ owners = [], quantity }: BookRow): (mass_mg: number) => number {
  const others = owners.reduce((sum, part) => sum + part.quantity, 0);
  if (others === 0) return (mass_mg) => mass_mg;
  return (mass_mg) => Number((BigInt(mass_mg) * BigInt(quantity - others)) / BigInt(quantity));
}

function off_of(share: (mass_mg: number) => number, off_mg: number): number {
  return off_mg === 0 ? 0 : share(off_mg);
}

function offId(movement: string, side: 'from' | 'to'): string {
  return `${movement}~~${side}`;
}

function foundId(count: string): string {
  return `${count}~~found`;
}

function restId(count: string): string {
  return `${count}~~off`;
}

function offEvent(
  at: Pick<Extract<StockEvent, { kind: 'receipt' }>, 'id' | 'item' | 'at_ms' | 'seq' | 'location'>,
  off_mg: number,
): StockEvent {
  return off_mg > 0
    ? { ...at, kind: 'issue', purpose: 'mass-loss', quantity: off_mg }
    : { ...at, kind: 'receipt', source: 'mass-gain', quantity: -off_mg };
}
