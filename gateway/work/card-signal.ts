/**
 * The signal of a kanban card: its container is empty and is to be filled again. A card is full while no signal of it is open; a signal is
 * a document from the empty container to the full one, so that each emptying is told once, and stays told.
 */
import { localDayText } from '../base/site-time.ts';
import { binOf, cardsOf, type KanbanLoop, loopOf } from '../stock/kanban.ts';
import { numbered } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { Document, DocumentHead, DocumentLine } from './document.ts';
import { isUntouched, openProduction } from './production.ts';
import { type OrderLine, openOrder, type PurchaseOrder } from './purchase-order.ts';
import { openTransfer } from './transfer.ts';

/**
 * `signalled`: empty, and nothing is ordered; `ordered`; `in-transit`: sent, or some of it has come, or it is being made; `received`: in
 * the house, and not at its place yet. `full` and `withdrawn` are its ends.
 */
export const signalStates = ['signalled', 'ordered', 'in-transit', 'received', 'full', 'withdrawn'] as const;
export type SignalState = (typeof signalStates)[number];

export interface SignalLine extends DocumentLine {
  readonly item: string;
  /** The place that it comes from; absent where a supplier fills the containers, or they are filled by making the item. */
  readonly from?: string;
  /** Of the order or transfer: what has come; of a production order: what is good. */
  readonly received: number;
  /** Of what a supplier sent or was made: what has been brought to the bin. */
  readonly filled: number;
}

/** It has one line. */
export interface CardSignal extends DocumentHead<'card-signal', SignalState, SignalLine> {
  readonly loop: string;
  readonly card: number;
  /** The bin. */
  readonly location: string;
  /** `level`: the bin was seen empty; `card`: its code was scanned; `person`: somebody said so. */
  readonly told_by: 'level' | 'card' | 'person';
  /** What is in it is made here. */
  readonly is_made?: true;
  /** The order or transfer that fills it; none any more where that was given up. */
  readonly filled_by?: string;
  /** Of an order for several cards: its own line. */
  readonly filled_line?: number;
  /** Until then it waits for others of its supplier, to be ordered with them. */
  readonly orders_at_ms?: number;
  /** When it is late: its time and the lead time of the loop. */
  readonly late_ms: number;
}

export interface CardNamed {
  readonly loop: string;
  readonly card: number;
}

const day_ms = 86_400_000;

/** The card of a loop as the settings have it, and its signal where one is open; or why there is none. */
export function cardAt(
  desk: Desk,
  { loop: id, card }: CardNamed,
):
  | { readonly ok: true; readonly loop: KanbanLoop; readonly signal?: CardSignal }
  | { ok: false; refused: WorkRefusal } {
  const loop = loopOf(desk.index, id);
  if (loop === undefined) return no(refusal('loop', `there is no kanban loop ${id}`, 'no-such-document'));
  const signal = desk.signal(id, card);
  if (signal !== undefined) return { ok: true, loop, signal };
  if (card <= cardsOf(loop)) return { ok: true, loop };
  return no(refusal('card', `${id} has no card ${card}: its cards are 1 to ${cardsOf(loop)}`, 'no-such-document'));
}

/** The open signal of a card; also of a loop that has left the settings. */
export function signalAt(
  desk: Desk,
  { loop, card }: CardNamed,
): { readonly ok: true; readonly signal: CardSignal } | { ok: false; refused: WorkRefusal } {
  const signal = desk.signal(loop, card);
  if (signal !== undefined) return { ok: true, signal };
  const found = cardAt(desk, { loop, card });
  return found.ok ? no(refusal('card', `${card} of ${loop} is full: it has not been signalled`)) : found;
}

function no(refused: WorkRefusal): { readonly ok: false; readonly refused: WorkRefusal } {
  return { ok: false, refused };
}

/** Opens the signal of a card that is full, and what fills it, where that is opened by itself. */
export function openSignal(
  desk: Desk,
  loop: KanbanLoop,
  card: number,
  { told_by, reason }: { readonly told_by: CardSignal['told_by']; readonly reason: string },
): WorkRefusal | undefined {
  const { id: name, item, from, supplier, is_made, container_units, lead_time_days } = loop;
  const gather_s = desk.index.site.suppliers?.find((each) => each.id === supplier)?.gather_s;
  const isGathered = loop.is_ordered_by_itself && gather_s !== undefined;
  const given = numbered(desk, 'card-signal');
  if ('rule' in given) return given;
  const signal = {
    kind: 'card-signal',
    id: given.id,
    state: 'signalled',
    // By it the signals of a loop are found.
    reference: name,
    loop: name,
    card,
    location: binOf(loop, card),
    told_by,
    late_ms: desk.at_ms + Math.round(lead_time_days * day_ms),
    lines: [
      { line: 1, item, quantity: container_units, ...(from === undefined ? {} : { from }), received: 0, filled: 0 },
    ],
    ...(supplier === undefined ? {} : { party: supplier }),
    ...(is_made === undefined ? {} : { is_made }),
    ...(isGathered ? { orders_at_ms: desk.at_ms + gather_s * 1_000 } : {}),
  } as const;
  desk.put(signal, { what: 'signalled', reason, detail: { told_by } });
  return loop.is_ordered_by_itself && !isGathered ? orderFor(desk, given.id, reason) : undefined;
}

/** The order, transfer or production order that fills a container. What the settings no longer allow is refused. */
export function orderFor(desk: Desk, id: string, reason: string): WorkRefusal | undefined {
  const signal = desk.open(id);
  if (signal?.kind !== 'card-signal') return refusal('card', `there is no open signal ${id}`, 'no-such-document');
  const [line] = signal.lines;
  const loop = loopOf(desk.index, signal.loop);
  if (line === undefined || loop === undefined)
    return refusal('loop', `there is no kanban loop ${signal.loop}`, 'no-such-document');
  const why = reason === '' ? `card ${signal.card} of ${signal.loop}` : reason;
  const refused = openFilling(desk, signal, line, { due_day: dueDayOf(desk, signal), reason: why });
  if (refused !== undefined) return refused;
  const filled_by = desk.changes.at(-1)?.document.id;
  if (filled_by === undefined) return undefined;
  const { orders_at_ms: _, ...ordered } = signal;
  desk.put({ ...ordered, state: 'ordered', filled_by }, { what: 'ordered', reason, detail: { document: filled_by } });
  return undefined;
}

/** The day on which it is late; today where it is that already. */
export function dueDayOf({ at_ms, index }: Desk, { late_ms }: CardSignal): string {
  return localDayText(Math.max(late_ms, at_ms), index.site.time_zone);
}

function openFilling(
  desk: Desk,
  { id, party = '', location: bin, is_made }: CardSignal,
  { item, quantity, from }: SignalLine,
  more: { readonly due_day: string; readonly reason: string },
): WorkRefusal | undefined {
  const lines = [{ item, quantity }];
  if (from !== undefined) return openTransfer(desk, { from, to: bin, lines, ...more }, id);
  if (is_made === undefined) return openOrder(desk, { supplier: party, lines, ...more }, '', id);
  // Where the bill says that it goes somewhere else when it is made, it is brought from there.
  const to = desk.index.site.bills?.find((bill) => bill.item === item)?.to ?? bin;
  const refused = openProduction(desk, { item, quantity, to, ...more }, id);
  if (refused === undefined || refused.field === '') return refused;
  return { ...refused, field: 'card', rule: `cannot be made: ${refused.field} ${refused.rule}` };
}

/** The container is full again. */
export function closeFull(desk: Desk, signal: CardSignal, closing: string): void {
  desk.put({ ...signal, state: 'full', closing }, { what: 'full' });
}

/** What fills it, where nothing of that has come or is on its way: it may be given up with the signal. */
export function untouched(desk: Desk, signal: CardSignal): Document | undefined {
  const { filled_by } = signal;
  const document = filled_by === undefined ? undefined : desk.open(filled_by);
  if (document?.kind === 'transfer') return document.lines.every(({ sent }) => sent === 0) ? document : undefined;
  if (document?.kind === 'production-order') return isUntouched(document) ? document : undefined;
  if (document?.kind !== 'purchase-order') return undefined;
  const isAwaited = linesFor(signal, document).every(({ received, refused }) => received + refused === 0);
  return isAwaited ? document : undefined;
}

/** Of a purchase order, what is for the card: the first line where it was ordered alone. Lines that a person adds are not. */
export function linesFor({ filled_line = 1 }: CardSignal, { lines }: PurchaseOrder): readonly OrderLine[] {
  return lines.filter(({ line }) => line === filled_line);
}
