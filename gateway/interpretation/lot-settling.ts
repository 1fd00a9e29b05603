/**
 * What a scan or a count by lot shows of earlier presumptions. A lot below zero at a place means that pieces of it lay there which were
 * thought to be gone, or to be of another lot: the newest movements that presumed so were wrong, and are corrected at both their ends.
 */
import { limits } from '../base/limits.ts';
import { byFefo } from '../stock/lots/fefo.ts';
import { keyOf, type LotPart, unknown_lot } from '../stock/lots/lot.ts';
import type { Movement } from '../stock/movement.ts';
import { isOutside, itemName, locationName } from '../stock/site-index.ts';
import type { Presumed } from './lot-memory.ts';
import { lotHere, lotNews, recordOf, shiftLot, stocksAt } from './lots.ts';
import type { Turn } from './turn.ts';

/** Why it is corrected: the movement or count that shows it. */
export type Cause = Pick<Movement, 'id' | 'item' | 'at_ms' | 'evidence'>;

interface Wrong {
  readonly location: string;
  readonly was: string;
  readonly is: string;
  readonly quantity: number;
  /** Also where no movement explains it. */
  readonly isCertain: boolean;
}

interface Work {
  readonly turn: Turn;
  readonly cause: Cause;
  made: number;
}

/** After a movement was booked: no lot of it is below zero at its ends where other lots can explain it. */
export function settleLots(turn: Turn, movement: Movement): void {
  const work: Work = { turn, cause: movement, made: 0 };
  for (const part of movement.lots ?? []) settleLot(work, movement.from, keyOf(part));
  settleLot(work, movement.to, unknown_lot);
}

/** What was counted by lot: pieces thought to be of the lot `was` are of the lot `is`. */
export function correctCounted(turn: Turn, cause: Cause, wrong: Omit<Wrong, 'isCertain'>, made: number): number {
  const work: Work = { turn, cause, made };
  correct(work, { ...wrong, isCertain: true });
  return work.made;
}

function settleLot(work: Work, location: string, lot: string): void {
  const { turn, cause } = work;
  if (isOutside(turn.index, location)) return;
  if (lotHere(turn, cause.item, location, lot) >= 0) return;
  const others = stocksAt(turn, cause.item, location, cause.at_ms).filter(({ quantity }) => quantity > 0);
  // What nobody knows is the likeliest to be it.
  const first = others.filter((stock) => stock.lot === unknown_lot);
  const rest = others.filter((stock) => stock.lot !== unknown_lot).sort(byFefo);
  for (const stock of [...first, ...rest]) {
    const short = -lotHere(turn, cause.item, location, lot);
    if (short <= 0 || work.made >= limits.lot_corrections_at_once_max) return;
    const quantity = Math.min(short, stock.quantity);
    correct(work, { location, was: stock.lot, is: lot, quantity, isCertain: stock.lot === unknown_lot });
  }
}

/** Looks for the presumptions that were wrong, the newest first. */
function correct(work: Work, wrong: Wrong): void {
  const { location, was, is } = wrong;
  let left = wrong.quantity;
  const presumed = work.turn.books.lots.presumed.get(work.cause.item) ?? [];
  const wentOut = (each: Presumed) => each.from === location && each.lot === is;
  const cameIn = (each: Presumed) => each.to === location && each.lot === was && is !== unknown_lot;
  for (const fits of [wentOut, cameIn]) {
    for (let at = presumed.length - 1; at >= 0 && left > 0; at -= 1) {
      const each = presumed[at];
      if (each === undefined || each.movement === work.cause.id || !fits(each)) continue;
      if (work.made >= limits.lot_corrections_at_once_max) return;
      left -= exchange(work, presumed, each, { ...wrong, quantity: Math.min(left, each.quantity) });
    }
  }
  if (left === 0 || !wrong.isCertain) return;
  note(work, { ...wrong, quantity: left }, 'count-difference', undefined);
}

/** The pieces of a movement that were presumed were others. */
function exchange(work: Work, presumed: Presumed[], each: Presumed, wrong: Wrong): number {
  const { turn } = work;
  const { location, quantity } = wrong;
  const now = each.lot === wrong.is ? wrong.was : wrong.is;
  const before = each.lot;
  if (each.quantity === quantity) each.lot = now;
  else {
    each.quantity -= quantity;
    presumed.splice(presumed.indexOf(each), 0, { ...each, lot: now, quantity });
  }
  const other = each.from === location ? each.to : each.from;
  const booked = turn.books.booked.get(each.movement);
  if (booked?.lots !== undefined)
    booked.lots = exchanged(turn, work.cause.item, booked.lots, { before, now, quantity });
  note(work, wrong, other, each.movement);
  settleLot(work, other, wrong.is);
  return quantity;
}

function exchanged(
  turn: Turn,
  item: string,
  parts: readonly LotPart[],
  { before, now, quantity }: { readonly before: string; readonly now: string; readonly quantity: number },
): readonly LotPart[] {
  const record = recordOf(turn, item, now);
  const names =
    record?.tracking === 'serial' && now !== unknown_lot
      ? { lot: record.of_lot ?? unknown_lot, serial: now }
      : { lot: now };
  const isBefore = (part: LotPart) => part.known === 'presumed' && keyOf(part) === before;
  const left = parts.map((part) => (isBefore(part) ? { ...part, quantity: part.quantity - quantity } : part));
  return [...left.filter((part) => part.quantity > 0), { ...names, quantity, known: 'presumed' as const }];
}

function note(work: Work, wrong: Wrong, other: string, movement: string | undefined): void {
  const { turn, cause } = work;
  const { item } = cause;
  const { location, was, is, quantity } = wrong;
  work.made += 1;
  shiftLot(turn, { item, location, lot: was, quantity: -quantity });
  shiftLot(turn, { item, location, lot: is, quantity });
  shiftLot(turn, { item, location: other, lot: was, quantity });
  shiftLot(turn, { item, location: other, lot: is, quantity: -quantity });
  const { index } = turn;
  const what = `${quantity} × ${itemName(index, item)} at ${locationName(index, location)}`;
  const because =
    movement === undefined
      ? 'no movement explains it'
      : `the lot of movement ${movement} was presumed and is corrected`;
  lotNews(turn).corrections.push({
    id: `${cause.id}/lot-${work.made}`,
    item,
    quantity,
    was,
    is,
    location,
    other,
    ...(movement === undefined ? {} : { movement }),
    at_ms: cause.at_ms,
    arrived_ms: turn.at_ms,
    why: `${what} are of ${lotText(is)}, not of ${lotText(was)}: ${because}`,
    evidence: cause.evidence,
  });
}

function lotText(lot: string): string {
  return lot === unknown_lot ? 'an unknown lot' : lot;
}
