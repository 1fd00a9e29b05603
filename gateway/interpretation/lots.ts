/**
 * The lots of a movement: those that somebody named, and of the rest those that are taken first when nobody looks. Where a later scan
 * shows that other pieces lay there, what was presumed is corrected beside the movements, see `lot-settling.ts`.
 */
import { levelOf } from '../stock/levels.ts';
import { dayAt } from '../stock/lots/day.ts';
import { isExpired, type LotStock, takeByFefo } from '../stock/lots/fefo.ts';
import { isOf } from '../stock/lots/hold.ts';
import { keyOf, type LotPart, type LotSaid, saidKey, type Tracking, unknown_lot } from '../stock/lots/lot.ts';
import { addLot, type LotLevel, lotLevelOf, lotsAt } from '../stock/lots/lot-levels.ts';
import { type LotRecord, recordAfter } from '../stock/lots/lot-record.ts';
import type { Movement } from '../stock/movement.ts';
import type { Item } from '../stock/site.ts';
import { isOutside, isWithin } from '../stock/site-index.ts';
import { forgetLots, keepRecord, type LotNews, notePresumed, type OpenLotNews } from './lot-memory.ts';
import type { Turn } from './turn.ts';

/** Pieces of an item that go from one place to another. */
export type Going = Pick<Movement, 'id' | 'item' | 'quantity' | 'from' | 'to' | 'at_ms' | 'evidence' | 'reverses'>;

/** The parts of a movement of a tracked item; they sum to its quantity. What is said beyond the quantity did not move. */
export function partsOf(turn: Turn, going: Going, said: readonly LotSaid[], tracking: Tracking): readonly LotPart[] {
  const parts = new Map<string, LotPart>();
  let left = going.quantity;
  for (const each of said) {
    const key = saidKey(each, tracking);
    if (key === undefined || left === 0) continue;
    const isOne = tracking === 'serial' && key !== unknown_lot;
    const before = parts.get(key);
    if (isOne && before !== undefined) continue;
    const quantity = isOne ? 1 : Math.min(left, each.quantity ?? left);
    left -= quantity;
    // What is taken back says nothing new of its lots.
    if (key !== unknown_lot && going.reverses === undefined) noteSaid(turn, going, each, key);
    const sum = quantity + (before?.quantity ?? 0);
    parts.set(key, partOf(turn, going.item, key, { quantity: sum, known: each.known, tracking }));
  }
  const presumed = left === 0 ? [] : presume(turn, going, left, parts);
  return [
    ...parts.values(),
    ...presumed.map((each) => partOf(turn, going.item, each.lot, { ...each, known: 'presumed', tracking })),
  ];
}

function partOf(
  { books }: Turn,
  item: string,
  key: string,
  { quantity, known, tracking }: Pick<LotPart, 'quantity' | 'known'> & { readonly tracking: Tracking },
): LotPart {
  if (tracking === 'lot' || key === unknown_lot) return { lot: key, quantity, known };
  const { of_lot = unknown_lot } = books.lots.records.get(item)?.get(key) ?? {};
  return { lot: of_lot, serial: key, quantity, known };
}

/** From outside nobody knows which lot comes; from a place in the house it is the one that would be taken. */
function presume(turn: Turn, going: Going, quantity: number, said: ReadonlyMap<string, LotPart>) {
  if (isOutside(turn.index, going.from)) return [{ lot: unknown_lot, quantity }];
  const stocks = stocksAt(turn, going.item, going.from, going.at_ms).map((stock) => ({
    ...stock,
    quantity: stock.quantity - (said.get(stock.lot)?.quantity ?? 0),
  }));
  const taken = takeByFefo(stocks, quantity);
  const missing = taken.reduce((left, each) => left - each.quantity, quantity);
  if (missing === 0) return taken;
  const unknown = taken.find(({ lot }) => lot === unknown_lot);
  const others = taken.filter((each) => each !== unknown);
  return [...others, { lot: unknown_lot, quantity: missing + (unknown?.quantity ?? 0) }];
}

/** The lots of an item at a location with what is known of them, the lot `unknown` among them; in no order. */
export function stocksAt(turn: Turn, item: string, location: string, at_ms: number): LotStock[] {
  const { lots } = turn.books;
  const records = lots.records.get(item);
  const today = todayOf(turn, at_ms);
  const known = [...lotsAt(lots.levels, item, location)].map(([lot, quantity]): LotStock => {
    const record = records?.get(lot);
    const barred = isExpired(record?.expiry, today)
      ? 'expired'
      : isHeld(turn, item, location, lot)
        ? 'held'
        : undefined;
    return { lot, quantity, expiry: record?.expiry, first_seen_ms: record?.first_seen_ms, barred };
  });
  const unknown = lotHere(turn, item, location, unknown_lot);
  if (unknown !== 0 && isHeld(turn, item, location, unknown_lot)) {
    return [...known, { lot: unknown_lot, quantity: unknown, barred: 'held' }];
  }
  return unknown === 0 ? known : [...known, { lot: unknown_lot, quantity: unknown }];
}

/** Whether all of a lot at a location is on hold. */
export function isHeld({ books, index }: Turn, item: string, location: string, lot: string): boolean {
  for (const hold of books.lots.holds.values()) {
    if (isOf(hold, { item, location, lot }, (at, whole) => isWithin(index, at, whole))) return true;
  }
  return false;
}

/** Pieces of a lot at a location, of the lot `unknown` too. */
export function lotHere({ books }: Turn, item: string, location: string, lot: string): number {
  return lotLevelOf(books.lots.levels, { item, location, lot, level: levelOf(books.levels, item, location) });
}

export function recordOf({ books }: Turn, item: string, lot: string): LotRecord | undefined {
  return books.lots.records.get(item)?.get(lot);
}

/** Moves the lots of a booked movement, and remembers which of them were presumed. */
export function moveLots(turn: Turn, movement: Movement, isFinal: boolean): void {
  const { item, from, to, id } = movement;
  for (const part of movement.lots ?? []) {
    const lot = keyOf(part);
    shiftLot(turn, { item, location: from, lot, quantity: -part.quantity });
    shiftLot(turn, { item, location: to, lot, quantity: part.quantity });
    if (part.known !== 'presumed' || isFinal) continue;
    const isOld = notePresumed(turn.books.lots, item, { movement: id, from, to, lot, quantity: part.quantity });
    if (isOld) turn.books.counters.add('presumed lots that stay as they are, too many');
  }
}

/** Changes the level of a lot, except outside, where none is kept. */
export function shiftLot(turn: Turn, change: LotLevel): void {
  const { item, location, lot } = change;
  if (lot === unknown_lot || isOutside(turn.index, location)) return;
  addLot(turn.books.lots.levels, change);
  lotNews(turn).touched.set(`${location}\u0000${item}\u0000${lot}`, { item, location, lot, quantity: 0 });
}

/** Notes what was said of a lot besides that it moved. */
export function noteSaid(
  turn: Turn,
  { item, at_ms, evidence }: Pick<Going, 'item' | 'at_ms' | 'evidence'>,
  said: LotSaid,
  key: string,
  reason?: string,
): void {
  const settings: Item | undefined = turn.index.items.get(item);
  if (settings?.tracking === undefined) return;
  const { tracking, shelf_life_days } = settings;
  const before = recordOf(turn, item, key);
  const known = before?.tracking === tracking ? before : undefined;
  const seen = { item, lot: key, tracking, shelf_life_days, at_ms, day: todayOf(turn, at_ms) };
  const record = recordAfter(known, said, seen);
  if (record === known) return;
  keepRecord(turn.books.lots, record);
  const forgotten = forgetLots(turn.books.lots);
  if (forgotten > 0) turn.books.counters.add('lots forgotten of which nothing is here', forgotten);
  const last = evidence.at(-1);
  lotNews(turn).events.push({
    kind: known === undefined ? 'seen' : 'told',
    record,
    at_ms: turn.at_ms,
    n: last?.n ?? 0,
    by: last?.device ?? '',
    ...(reason === undefined || reason === '' ? {} : { reason }),
  });
}

export function lotNews(turn: Turn): OpenLotNews {
  turn.lots ??= { touched: new Map(), corrections: [], events: [] };
  return turn.lots;
}

/** What was gathered, with the levels as they are by now. */
export function tellLots(turn: Turn): LotNews | undefined {
  const { lots } = turn;
  turn.lots = undefined;
  if (lots === undefined) return undefined;
  const { levels } = turn.books.lots;
  return {
    levels: [...lots.touched.values()].map((each) => ({
      ...each,
      quantity: levels.get(each.location)?.get(each.item)?.lots.get(each.lot) ?? 0,
    })),
    corrections: lots.corrections,
    events: lots.events,
  };
}

/** A movement taken back is no longer presumed to have been anything. */
export function forgetPresumed({ books: { lots } }: Turn, item: string, movement: string): void {
  const presumed = lots.presumed.get(item)?.filter((each) => each.movement !== movement);
  if (presumed === undefined) return;
  if (presumed.length === 0) lots.presumed.delete(item);
  else lots.presumed.set(item, presumed);
}

const quarter_ms = 900_000;

/** The site's local day; asked of the calendar once a quarter of an hour, on which days begin in every zone. */
export function todayOf({ books, index }: Turn, at_ms: number): string {
  const { today } = books.lots;
  if (today.day !== '' && at_ms >= today.from_ms && at_ms < today.until_ms) return today.day;
  today.from_ms = at_ms - (((at_ms % quarter_ms) + quarter_ms) % quarter_ms);
  today.until_ms = today.from_ms + quarter_ms;
  today.day = dayAt(at_ms, index.site.time_zone);
  return today.day;
}
