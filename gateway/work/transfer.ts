/** Goods on the way between two places of the site: sent, for a while in transit, and arrived; or lost on the way. */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { carry, numbered, refuseItems, refusePlace, seen } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { type DocumentHead, type DocumentLine, lineOf, withLine } from './document.ts';
import { massCame, refuseMassCame } from './mass-came.ts';
import { day, list, object, type Shape, text, whole, words } from './shape.ts';
import type { Ending } from './shipment.ts';

export interface TransferLine extends DocumentLine {
  readonly item: string;
  readonly sent: number;
  readonly arrived: number;
  /** Sent, and given up at the close. */
  readonly lost: number;
}

export interface Transfer
  extends DocumentHead<'transfer', 'open' | 'sent' | 'done' | 'short' | 'cancelled', TransferLine> {
  /** Where from. */
  readonly location: string;
  readonly to: string;
  /** A location of the kind transit. */
  readonly via: string;
}

export interface TransferDraft {
  readonly from: string;
  readonly to: string;
  readonly via?: string;
  readonly reference?: string;
  readonly due_day?: string;
  readonly lines: readonly { readonly item: string; readonly quantity: number }[];
  readonly reason?: string;
}

/** Of the lines named, or of all that there is to send or to arrive. */
export interface Carrying {
  readonly id: string;
  readonly version?: number;
  readonly lines?: readonly CarriedLine[];
}

export interface CarriedLine {
  readonly line: number;
  readonly quantity: number;
  /** What they weigh together as they leave, or as they arrive, of an item with catch weight. */
  readonly mass_mg?: number;
}

const name = text(256);
const quantity = whole(1, quantity_max);
const version = whole(1, Number.MAX_SAFE_INTEGER);
const many = limits.document_lines_max;

export const transferDraft: Shape<TransferDraft> = object(
  { from: name, to: name, lines: list(object({ item: name, quantity }, {}), 1, many) },
  { via: name, reference: text(100), due_day: day, reason: words(200) },
);
export const carrying: Shape<Carrying> = object(
  { id: name },
  { version, lines: list(object({ line: whole(1, many), quantity }, { mass_mg: massCame }), 1, many) },
);

/** `of`: the document that it came of. */
export function openTransfer(desk: Desk, draft: TransferDraft, of?: string): WorkRefusal | undefined {
  const { from, to, via = 'transit', lines, reference, due_day, reason = '' } = draft;
  const refused = refusePlace(desk, from, 'from') ?? refusePlace(desk, to, 'to') ?? refuseItems(desk, lines, 'lines');
  if (refused !== undefined) return refused;
  if (from === to) return refusal('to', 'must be another place than from');
  if (desk.index.locations.get(via)?.kind !== 'transit')
    return refusal('via', `${via} is no location of the kind transit`);
  const given = numbered(desk, 'transfer');
  if ('rule' in given) return given;
  desk.put(
    {
      kind: 'transfer',
      id: given.id,
      state: 'open',
      location: from,
      to,
      via,
      lines: lines.map((each, i) => ({ line: i + 1, ...each, sent: 0, arrived: 0, lost: 0 })),
      ...(reference === undefined ? {} : { reference }),
      ...(due_day === undefined ? {} : { due_day }),
      ...(of === undefined ? {} : { of }),
    },
    { what: 'opened', reason },
  );
  return undefined;
}

export function send(desk: Desk, { lines: said, ...asked }: Carrying): WorkRefusal | undefined {
  const found = seen(desk, 'transfer', asked);
  if (!found.ok) return found.refused;
  let transfer: Transfer = found.document;
  const lines: readonly CarriedLine[] = said ?? allOf(transfer, (each) => each.quantity - each.sent);
  if (lines.length === 0) return refusal('id', 'has nothing left to send');
  for (const [i, { line, quantity: pieces, mass_mg }] of lines.entries()) {
    const known = lineOf(transfer.lines, line);
    if (known === undefined) return refusal(`lines.${i}.line`, `${transfer.id} has no line ${line}`);
    const left = known.quantity - known.sent;
    if (pieces > left)
      return refusal(`lines.${i}.quantity`, `must be at most ${left}, which are left to send of line ${line}`);
    const wrong = refuseMassCame(desk, { mass_mg, item: known.item, quantity: pieces }, `lines.${i}.`);
    if (wrong !== undefined) return wrong;
    transfer = { ...transfer, lines: withLine(transfer.lines, { ...known, sent: known.sent + pieces }) };
    const { location: from, via: to, id } = transfer;
    carry(desk, {
      kind: 'moved',
      item: known.item,
      quantity: pieces,
      from,
      to,
      says: 'sent',
      work: { document: id, line },
      mass_mg,
    });
  }
  desk.put({ ...transfer, state: 'sent' }, { what: 'sent', detail: { lines } });
  return undefined;
}

/** Never more than was sent; the last that arrives of a transfer that is sent whole closes it. */
export function arrive(desk: Desk, { lines: said, ...asked }: Carrying): WorkRefusal | undefined {
  const found = seen(desk, 'transfer', asked);
  if (!found.ok) return found.refused;
  let transfer: Transfer = found.document;
  const lines: readonly CarriedLine[] = said ?? allOf(transfer, (each) => each.sent - each.arrived);
  if (lines.length === 0) return refusal('id', 'has nothing on the way');
  for (const [i, { line, quantity: pieces, mass_mg }] of lines.entries()) {
    const known = lineOf(transfer.lines, line);
    if (known === undefined) return refusal(`lines.${i}.line`, `${transfer.id} has no line ${line}`);
    const left = known.sent - known.arrived;
    if (pieces > left)
      return refusal(`lines.${i}.quantity`, `must be at most ${left}, which are on the way of line ${line}`);
    const wrong = refuseMassCame(desk, { mass_mg, item: known.item, quantity: pieces }, `lines.${i}.`);
    if (wrong !== undefined) return wrong;
    transfer = { ...transfer, lines: withLine(transfer.lines, { ...known, arrived: known.arrived + pieces }) };
    const { via: from, to, id } = transfer;
    carry(desk, {
      kind: 'moved',
      item: known.item,
      quantity: pieces,
      from,
      to,
      says: 'arrived',
      work: { document: id, line },
      mass_mg,
    });
  }
  const isDone = transfer.lines.every((each) => each.arrived === each.quantity);
  const told = { what: 'arrived', detail: { lines } };
  if (isDone) desk.put({ ...transfer, state: 'done', closing: 'everything has arrived' }, told);
  else desk.put(transfer, told);
  return undefined;
}

/** What was sent and never arrived is given up: it leaves the stock as a count difference, with the reason. */
export function closeTransfer(desk: Desk, { reason, ...asked }: Ending): WorkRefusal | undefined {
  const found = seen(desk, 'transfer', asked);
  if (!found.ok) return found.refused;
  const { via: from, id, lines } = found.document;
  // What has left the settings cannot be booked: it stays where the record has it, and the transfer is closed all the same.
  const isKnown = (item: string) => desk.index.items.has(item);
  const lost = lines.map((each) => ({ ...each, lost: isKnown(each.item) ? each.sent - each.arrived : 0 }));
  for (const { item, sent, arrived } of lines) {
    if (isKnown(item) || sent === arrived) continue;
    desk.notes.push(`${sent - arrived} of ${item} stay at ${from}, for the settings have no item ${item} any more.`);
  }
  for (const { line, item, lost: pieces } of lost) {
    if (pieces === 0) continue;
    const work = { document: id, line, reason };
    carry(desk, { kind: 'moved', item, quantity: pieces, from, to: 'count-difference', says: 'lost on the way', work });
  }
  const state = lines.every(({ sent }) => sent === 0) ? 'cancelled' : 'short';
  desk.put(
    { ...found.document, lines: lost, state, closing: reason },
    { what: state === 'cancelled' ? 'cancelled' : 'closed' },
  );
  return undefined;
}

function allOf({ lines }: Transfer, left: (line: TransferLine) => number) {
  return lines.flatMap((each) => (left(each) > 0 ? [{ line: each.line, quantity: left(each) }] : []));
}
