/**
 * Goods are taken in: sound ones to the receipt's location, damaged ones to quarantine or to scrap, and what is refused at the door
 * books nothing. What nobody knows is a question, and is booked when it is answered.
 */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { withLine } from './document.ts';
import { lotCame } from './lot-came.ts';
import { massCame } from './mass-came.ts';
import { seenOrder, stateOf } from './purchase-order.ts';
import {
  closeReceipt,
  finishReceipt,
  isUnknown,
  openReceipt,
  type Receipt,
  type ReceiptLine,
  type ReceiptOpening,
  seenReceipt,
} from './receipt.ts';
import { list, money, object, oneOf, type Shape, text, whole, words, yes_or_no } from './shape.ts';
import { bookIn, type Came, type Open, takeIn, takeNamed, unknown_item } from './taking-in.ts';

export interface Receiving {
  readonly id: string;
  /** Whoever takes in line by line beside others need not say it. */
  readonly version?: number;
  /** When it came, where that was before now. */
  readonly at_ms?: number;
  readonly lines: readonly Came[];
  readonly reason?: string;
}

/** A whole delivery at once: opened, taken in and closed. */
export interface Delivery extends Omit<ReceiptOpening, 'lines' | 'is_announced' | 'due_day'> {
  /** Of the order, where one is named: the one that was seen. */
  readonly version?: number;
  readonly at_ms?: number;
  readonly lines: readonly Came[];
}

/** What a person says of the goods that nobody knew. */
export interface Naming {
  readonly id: string;
  readonly line: number;
  /** Absent: they are not taken in. */
  readonly item?: string;
  readonly answer: string;
}

const name = text(256);
const pieces = whole(0, quantity_max);
const line_number = whole(1, limits.document_lines_max);

export const cameLines: Shape<readonly Came[]> = list(
  object(
    {},
    {
      item: name,
      code: name,
      order_line: line_number,
      sound: pieces,
      damaged: pieces,
      damaged_to: oneOf('quarantine', 'scrap'),
      refused: pieces,
      unit_cost: money,
      is_consigned: yes_or_no,
      lot: lotCame,
      mass_mg: massCame,
      is_unasked: yes_or_no,
    },
  ),
  1,
  limits.document_lines_max,
);

export const receiving: Shape<Receiving> = object(
  { id: name, lines: cameLines },
  {
    version: whole(1, Number.MAX_SAFE_INTEGER),
    at_ms: whole(0, Number.MAX_SAFE_INTEGER),
    reason: words(200),
  },
);

export const delivery: Shape<Delivery> = object(
  { lines: cameLines },
  {
    order: name,
    supplier: name,
    location: name,
    reference: text(100),
    version: whole(1, Number.MAX_SAFE_INTEGER),
    at_ms: whole(0, Number.MAX_SAFE_INTEGER),
    reason: words(200),
  },
);

export const naming: Shape<Naming> = object({ id: name, line: line_number, answer: words(200) }, { item: name });

/** All lines are taken in, or none. */
export function receive(
  desk: Desk,
  { id, version, at_ms = desk.at_ms, lines, reason = '' }: Receiving,
): WorkRefusal | undefined {
  const seen = seenReceipt(desk, { id, ...(version === undefined ? {} : { version }) });
  if (!seen.ok) return seen.refused;
  if (seen.receipt.state === 'waiting') return refusal('id', `${id} is counted already`);
  if (at_ms > desk.at_ms) return refusal('at_ms', 'must not be after now');
  const open = openOf(desk, seen.receipt, at_ms);
  const { order } = open;
  for (const [i, came] of lines.entries()) {
    const refused = takeIn(desk, open, came, `lines.${i}`);
    if (refused !== undefined) return refused;
  }
  const { receipt } = open;
  desk.put({ ...receipt, state: 'open' }, { what: 'received', reason, detail: { lines, at_ms } });
  if (open.order !== order) putOrder(desk, open, lines);
  return undefined;
}

/** A receipt and its order, where that is still open. */
function openOf(desk: Desk, receipt: Receipt, at_ms: number): Open {
  const order = receipt.of === undefined ? undefined : desk.open(receipt.of);
  return { receipt, order: order?.kind === 'purchase-order' ? order : undefined, at_ms };
}

function putOrder(desk: Desk, { order, receipt, at_ms }: Open, lines: readonly Came[]): void {
  if (order === undefined) return;
  const state = stateOf(order.lines);
  desk.put({ ...order, state }, { what: 'received', detail: { receipt: receipt.id, lines, at_ms } });
}

export function deliver(desk: Desk, { version, at_ms, lines, ...opening }: Delivery): WorkRefusal | undefined {
  if (version !== undefined) {
    if (opening.order === undefined) return refusal('version', 'means nothing without order');
    const seen = seenOrder(desk, { id: opening.order, version });
    if (!seen.ok) return seen.refused.field === 'id' ? { ...seen.refused, field: 'order' } : seen.refused;
  }
  const opened = openReceipt(desk, opening);
  if ('rule' in opened) return opened;
  const { id } = opened;
  const refused = receive(desk, { id, lines, ...(at_ms === undefined ? {} : { at_ms }) });
  if (refused !== undefined) return refused;
  const receipt = desk.open(id);
  return closeReceipt(desk, { id, version: receipt?.version ?? 1, reason: opening.reason ?? '' });
}

/**
 * Somebody says what unknown goods are: they are booked, to the lines of the order that have the item, or noted as not taken in. More
 * than the order takes is refused, as it is of goods that were known when they came.
 */
export function nameItem(desk: Desk, { id, line, item, answer }: Naming): WorkRefusal | undefined {
  const seen = seenReceipt(desk, { id });
  if (!seen.ok) return seen.refused;
  const { receipt } = seen;
  const known = receipt.lines.find((each) => each.line === line);
  if (known === undefined || !isUnknown(known)) return refusal('line', `nobody asks what line ${line} of ${id} is`);
  if (item !== undefined && !desk.index.items.has(item)) return refusal('item', `there is no item ${item}`);
  const open = openOf(desk, receipt, desk.at_ms);
  const { order } = open;
  const refused = item === undefined ? leaveOut(open, known) : takeAs(desk, open, known, item);
  if (refused !== undefined) return refused;
  const { receipt: named } = open;
  desk.settles.push({ id: `${unknown_item}${id}/${line}`, answer });
  desk.put({ ...named }, { what: 'named', reason: answer, detail: { line, ...(item === undefined ? {} : { item }) } });
  const { sound, damaged } = known;
  if (open.order !== order) putOrder(desk, open, [{ ...(item === undefined ? {} : { item }), sound, damaged }]);
  if (named.state === 'waiting' && !named.lines.some(isUnknown))
    return finishReceipt(desk, named, 'everything has a name');
  return undefined;
}

function leaveOut(open: Open, known: ReceiptLine): undefined {
  const { sound, damaged } = known;
  const next: ReceiptLine = { ...known, sound: 0, damaged: 0, refused: known.refused + sound + damaged };
  open.receipt = { ...open.receipt, lines: withLine(open.receipt.lines, next) };
}

/** Goods of an item that nobody ordered, or of which the order is closed by now, are taken in beside it. */
function takeAs(desk: Desk, open: Open, known: ReceiptLine, item: string): WorkRefusal | undefined {
  if (open.order?.lines.some((each) => each.item === item) === true) return takeNamed(desk, open, known, item);
  const { sound, damaged, damaged_to = 'quarantine' } = known;
  const next: ReceiptLine = { ...known, item };
  open.receipt = { ...open.receipt, lines: withLine(open.receipt.lines, next) };
  bookIn(desk, open, { line: next, item, sound, damaged, damaged_to });
  return undefined;
}
