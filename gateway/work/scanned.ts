/** What a scan means to the document that is worked on: the act it stands for, or why it stands for none. */
import type { Act } from './act.ts';
import type { Document } from './document.ts';
import type { LotCame } from './lot-came.ts';
import { awaited } from './purchase-order.ts';

export interface ScannedLine {
  readonly item?: string;
  /** A code that nobody knows. */
  readonly code?: string;
  readonly quantity: number;
  readonly is_damaged: boolean;
  /** The place scanned last. */
  readonly location?: string;
  readonly lot?: LotCame;
}

export type Meant = { readonly ok: true; readonly act: Act } | { readonly ok: false; readonly says: string };

/** A line for work that has no document before it is done. */
export function meantAlone(task: 'SCRAP' | 'RETURN', { item, quantity, is_damaged, location }: ScannedLine): Meant {
  if (item === undefined) return no('that is no item of this site');
  if (task === 'RETURN') {
    const condition = is_damaged ? ('quarantine' as const) : ('stock' as const);
    const at = location === undefined ? {} : { location };
    const goods = { customer: 'customer', lines: [{ item, quantity, condition }], reason: 'scanned', ...at };
    return { ok: true, act: { act: 'return-from-customer', goods } };
  }
  if (location === undefined) return no('scan the place before the item');
  return { ok: true, act: { act: 'scrap', goods: { location, lines: [{ item, quantity }], reason: 'scanned' } } };
}

export function meantFor(document: Document, line: ScannedLine): Meant {
  const { id } = document;
  const { item, code, quantity, is_damaged, location, lot } = line;
  if (document.kind === 'receipt') {
    const what = item === undefined ? { code: code ?? '' } : { item };
    const came = is_damaged ? { damaged: quantity } : { sound: quantity };
    const of = lot === undefined ? {} : { lot };
    return { ok: true, act: { act: 'receive', receiving: { id, lines: [{ ...what, ...came, ...of }] } } };
  }
  if (item === undefined) return no('that is no item of this site');
  if (location === undefined && document.kind !== 'transfer') return no('scan the place before the item');
  switch (document.kind) {
    case 'put-away': {
      const lines = spread(document.lines, item, quantity, (each) => each.quantity - each.done);
      if (lines === undefined) return no(`${id} has no ${quantity} of it left`);
      const to = location === undefined ? {} : { to: location };
      return { ok: true, act: { act: 'put-away', putting: { id, lines: lines.map((each) => ({ ...each, ...to })) } } };
    }
    case 'shipment': {
      const lines = spread(document.lines, item, quantity, (each) => each.quantity - each.picked);
      if (lines === undefined) return no(`${id} has no ${quantity} of it left to pick`);
      const place = location ?? '';
      return { ok: true, act: { act: 'pick', picking: { id, lines: lines.map((each) => ({ ...each, place })) } } };
    }
    case 'transfer': {
      if (location !== document.to && location !== document.location)
        return no('scan one of the two places of the transfer first');
      const isArrival = location === document.to;
      const lines = spread(document.lines, item, quantity, (each) =>
        isArrival ? each.sent - each.arrived : each.quantity - each.sent,
      );
      if (lines === undefined) return no(`${id} has no ${quantity} of it ${isArrival ? 'on the way' : 'left to send'}`);
      return { ok: true, act: { act: isArrival ? 'arrive' : 'send', carrying: { id, lines } } };
    }
    default:
      return no(`${id} is not worked on by scanning`);
  }
}

/** What a finished task is. */
export function finishOf(document: Document): Meant {
  const { id, version } = document;
  if (document.kind === 'receipt') return { ok: true, act: { act: 'close-receipt', closing: { id, version } } };
  if (document.kind === 'shipment') return { ok: true, act: { act: 'ship', shipping: { id } } };
  return no(`${id} is finished with its last piece`);
}

/** What is left of it, for whoever begins and goes on with it. */
export function leftText(document: Document): string {
  const { id } = document;
  switch (document.kind) {
    case 'receipt':
      return `receipt ${id}: scan what comes, then FINISH`;
    case 'put-away':
      return `put-away ${id}: ${piecesText(document.lines, (each) => each.quantity - each.done)}, scan the place, then the items`;
    case 'shipment':
      return `shipment ${id}: ${piecesText(document.lines, (each) => each.quantity - each.picked)} to pick, scan the place, then the items; FINISH ships`;
    case 'transfer':
      return `transfer ${id}: ${piecesText(document.lines, (each) => each.quantity - each.arrived)}, scan ${document.location} and send, or ${document.to} and take in`;
    case 'purchase-order':
      return `order ${id}: ${piecesText(document.lines, awaited)} to come`;
    default:
      return id;
  }
}

function piecesText<Line>(lines: readonly Line[], left: (line: Line) => number): string {
  const pieces = lines.reduce((sum, each) => sum + Math.max(0, left(each)), 0);
  return `${pieces} ${pieces === 1 ? 'piece' : 'pieces'}`;
}

/** Pieces of an item over the lines that have room for them, the first one first; undefined when they do not fit. */
function spread<Line extends { readonly line: number; readonly item: string }>(
  lines: readonly Line[],
  item: string,
  quantity: number,
  left: (line: Line) => number,
): readonly { readonly line: number; readonly quantity: number }[] | undefined {
  const given: { line: number; quantity: number }[] = [];
  let rest = quantity;
  for (const each of lines) {
    const here = each.item === item ? Math.min(rest, left(each)) : 0;
    if (here <= 0) continue;
    given.push({ line: each.line, quantity: here });
    rest -= here;
  }
  return rest === 0 && given.length > 0 ? given : undefined;
}

function no(says: string): Meant {
  return { ok: false, says };
}
