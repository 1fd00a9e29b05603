/**
 * One delivery: what was expected of it, what came, and how the two differ. It may be announced before the goods are there. While it
 * is open, goods are taken in line by line; at its close what is short, over, damaged or unknown is written down.
 */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { refusePlace } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import { dropAnnounced } from './handling-unit.ts';
import { awaited, closeWhenComplete, openReceiptOf, type PurchaseOrder, seenOrder, stale } from './purchase-order.ts';
import { openPutAway } from './put-away.ts';
import { day, list, object, type Shape, text, whole, words, yes_or_no } from './shape.ts';

export interface ReceiptLine extends DocumentLine {
  /** What was on the label, where nobody knows the item. */
  readonly code?: string;
  /** Expected of this delivery; 0 of what came unasked. */
  readonly quantity: number;
  readonly order_line?: number;
  readonly unit_cost?: string;
  /** Taken in sound, and damaged, and where the damaged went. */
  readonly sound: number;
  readonly damaged: number;
  readonly damaged_to?: 'quarantine' | 'scrap';
  /** Sent back at the door. */
  readonly refused: number;
}

/** `waiting`: everything is counted, and a person has still to say what something is. */
export type ReceiptState = 'expected' | 'open' | 'waiting' | 'closed' | 'cancelled';

export interface Receipt extends DocumentHead<'receipt', ReceiptState, ReceiptLine> {
  /** Where sound goods are taken in. */
  readonly location: string;
  /** The supplier; of a delivery that nobody can place there is none. */
  readonly party?: string;
  /** How what came differs from what was expected; written at the close. */
  readonly differences?: readonly Difference[];
  /** The task that brings the goods to their places. */
  readonly put_away?: string;
}

export interface Difference {
  readonly line: number;
  readonly item?: string;
  readonly code?: string;
  readonly what: 'short' | 'over' | 'damaged' | 'refused' | 'unknown' | 'unasked';
  readonly quantity: number;
}

export interface ReceiptOpening {
  /** Of this order; else of `supplier`, or of nobody known. */
  readonly order?: string;
  readonly supplier?: string;
  readonly location?: string;
  /** The supplier's delivery note. */
  readonly reference?: string;
  readonly due_day?: string;
  /** What is to come; of an order all that is still awaited when absent. */
  readonly lines?: readonly { readonly item: string; readonly quantity: number; readonly order_line?: number }[];
  /** Announced only: nothing is here yet. */
  readonly is_announced?: boolean;
  readonly reason?: string;
}

export interface ReceiptClosing {
  readonly id: string;
  readonly version: number;
  readonly reason?: string;
}

const name = text(256);
const line_number = whole(1, limits.document_lines_max);

export const receiptOpening: Shape<ReceiptOpening> = object(
  {},
  {
    order: name,
    supplier: name,
    location: name,
    reference: text(100),
    due_day: day,
    lines: list(
      object({ item: name, quantity: whole(1, quantity_max) }, { order_line: line_number }),
      1,
      limits.document_lines_max,
    ),
    is_announced: yes_or_no,
    reason: words(200),
  },
);

export const receiptClosing: Shape<ReceiptClosing> = object(
  { id: name, version: whole(1, Number.MAX_SAFE_INTEGER) },
  { reason: words(200) },
);

export function openReceipt(desk: Desk, opening: ReceiptOpening): WorkRefusal | { readonly id: string } {
  const { order: order_id, supplier, reference, due_day, is_announced = false } = opening;
  let order: PurchaseOrder | undefined;
  if (order_id !== undefined) {
    const seen = seenOrder(desk, { id: order_id });
    if (!seen.ok) return { ...seen.refused, field: 'order' };
    ({ order } = seen);
    const other = is_announced ? undefined : openReceiptOf(desk, order_id);
    if (other !== undefined) return refusal('order', `is being received by ${other} already`);
    if (supplier !== undefined && supplier !== order.party)
      return refusal('supplier', `is not ${order.party}, whom ${order.id} was sent to`);
  } else if (supplier !== undefined && !(desk.index.site.suppliers ?? []).some(({ id }) => id === supplier)) {
    return refusal('supplier', `there is no supplier ${supplier} in the settings`);
  }
  const location = opening.location ?? order?.location ?? desk.index.site.work?.receiving;
  if (location === undefined)
    return refusal('location', 'is needed, for the settings name no location for receiving (work.receiving)');
  const refused = refusePlace(desk, location, 'location');
  if (refused !== undefined) return refused;
  const lines = expectedLines(desk, opening, order);
  if ('rule' in lines) return lines;
  const id = desk.nextId('receipt');
  if (id === undefined) return refusal('', `${limits.documents_open_max} documents are open; close some first`);
  const party = order?.party ?? supplier;
  desk.put(
    {
      kind: 'receipt',
      id,
      state: is_announced ? 'expected' : 'open',
      lines,
      location,
      ...(party === undefined ? {} : { party }),
      ...(order === undefined ? {} : { of: order.id }),
      ...(reference === undefined ? {} : { reference }),
      ...(due_day === undefined ? {} : { due_day }),
    },
    { what: is_announced ? 'announced' : 'opened', reason: opening.reason ?? '' },
  );
  return { id };
}

function expectedLines(
  desk: Desk,
  { lines }: ReceiptOpening,
  order: PurchaseOrder | undefined,
): readonly ReceiptLine[] | WorkRefusal {
  const nothing = { sound: 0, damaged: 0, refused: 0 };
  if (lines === undefined) {
    return (order?.lines ?? [])
      .filter((line) => awaited(line) > 0)
      .map((line, i) => ({ line: i + 1, ...ofOrderLine(line), quantity: awaited(line), ...nothing }));
  }
  const expected: ReceiptLine[] = [];
  for (const [i, { item, quantity, order_line }] of lines.entries()) {
    if (!desk.index.items.has(item)) return refusal(`lines.${i}.item`, `there is no item ${item}`);
    const of = order?.lines.find((line) => (order_line === undefined ? line.item === item : line.line === order_line));
    if (order_line !== undefined && of?.item !== item)
      return refusal(`lines.${i}.order_line`, `is no line of ${item} in ${order?.id ?? 'an order'}`);
    expected.push({ line: i + 1, ...(of === undefined ? { item } : ofOrderLine(of)), quantity, ...nothing });
  }
  return expected;
}

export function ofOrderLine({ line, item, unit_cost }: PurchaseOrder['lines'][number]) {
  return { item, order_line: line, ...(unit_cost === undefined ? {} : { unit_cost }) };
}

/** The receipt of this number, not closed yet, in the version that was seen; or why not. */
export function seenReceipt(desk: Desk, { id, version }: { readonly id: string; readonly version?: number }) {
  const found = desk.open(id);
  if (found?.kind !== 'receipt')
    return { ok: false as const, refused: refusal('id', `there is no open receipt ${id}`, 'no-such-document') };
  if (version !== undefined && version !== found.version)
    return { ok: false as const, refused: stale(id, found.version, version) };
  return { ok: true as const, receipt: found };
}

export function closeReceipt(desk: Desk, closing: ReceiptClosing): WorkRefusal | undefined {
  const seen = seenReceipt(desk, closing);
  if (!seen.ok) return seen.refused;
  const { receipt } = seen;
  const reason = closing.reason ?? '';
  if (receipt.state === 'expected') {
    dropAnnounced(desk, receipt.id);
    desk.put({ ...receipt, state: 'cancelled', closing: reason }, { what: 'cancelled' });
    return undefined;
  }
  if (receipt.state === 'waiting') return refusal('id', `waits for an answer to what ${unknownText(receipt)} is`);
  if (receipt.lines.some(isUnknown)) {
    desk.put({ ...receipt, state: 'waiting' }, { what: 'counted', reason });
    desk.notes.push(`${receipt.id} closes when somebody has said what ${unknownText(receipt)} is.`);
    return undefined;
  }
  return finishReceipt(desk, receipt, reason);
}

/** Writes the differences down, and makes the task that brings the goods to their places. */
export function finishReceipt(desk: Desk, receipt: Receipt, reason: string): WorkRefusal | undefined {
  const came = puttable(desk, receipt);
  const task =
    came.length === 0 ? undefined : openPutAway(desk, { from: receipt.location, of: receipt.id, lines: came });
  if (task !== undefined && 'rule' in task) return task;
  dropAnnounced(desk, receipt.id);
  const differences = receipt.lines.flatMap(differencesOf);
  const what = receipt.lines.some(({ sound, damaged, refused }) => sound + damaged + refused > 0)
    ? 'closed'
    : 'cancelled';
  desk.put(
    {
      ...receipt,
      state: what,
      differences,
      ...(task === undefined ? {} : { put_away: task.id }),
      closing: reason,
    },
    { what, detail: differences.length === 0 ? {} : { differences } },
  );
  if (receipt.of !== undefined) closeWhenComplete(desk, receipt.of);
  return undefined;
}

/** What came sound and can be brought to its place; whatever the settings no longer have is told and left where it is. */
function puttable(desk: Desk, { id, location, lines }: Receipt) {
  const came = lines.flatMap(({ item, sound }) => (item !== undefined && sound > 0 ? [{ item, quantity: sound }] : []));
  if (came.length > 0 && refusePlace(desk, location, 'location') !== undefined) {
    desk.notes.push(
      `Nothing of ${id} is put away, for the settings no longer have ${location}, where it was taken in.`,
    );
    return [];
  }
  const gone = new Set(came.map(({ item }) => item).filter((item) => !desk.index.items.has(item)));
  if (gone.size > 0)
    desk.notes.push(`Not put away, for the settings no longer have them: ${[...gone].slice(0, 10).join(', ')}.`);
  return came.filter(({ item }) => !gone.has(item));
}

export function isUnknown({ item, sound, damaged }: ReceiptLine): boolean {
  return item === undefined && sound + damaged > 0;
}

function unknownText({ lines }: Receipt): string {
  return lines
    .filter(isUnknown)
    .map(({ code }) => `“${code ?? ''}”`)
    .join(', ');
}

function differencesOf(each: ReceiptLine): Difference[] {
  const { line, item, code, quantity: expected, sound, damaged, refused } = each;
  const about = { line, ...(item === undefined ? {} : { item }), ...(code === undefined ? {} : { code }) };
  const taken = sound + damaged;
  const list: Difference[] = [];
  if (item === undefined && taken > 0) list.push({ ...about, what: 'unknown', quantity: taken });
  else if (expected === 0 && taken > 0) list.push({ ...about, what: 'unasked', quantity: taken });
  else if (taken > expected) list.push({ ...about, what: 'over', quantity: taken - expected });
  else if (taken < expected) list.push({ ...about, what: 'short', quantity: expected - taken });
  if (damaged > 0) list.push({ ...about, what: 'damaged', quantity: damaged });
  if (refused > 0) list.push({ ...about, what: 'refused', quantity: refused });
  return list;
}
