/** What a scan means to the document that is worked on: the act it stands for, or why it stands for none. */
import type { Act } from './act.ts';
import type { KeyedLine } from './count-keying.ts';
import type { CountLine, CountSheet } from './count-sheet.ts';
import { goingOn } from './count-sweep.ts';
import type { Document } from './document.ts';
import type { LotCame } from './lot-came.ts';
import { leftToMake, type ProductionOrder } from './production.ts';
import type { Reporting } from './production-report.ts';
import { awaited } from './purchase-order.ts';

export interface ScannedLine {
  readonly item?: string;
  /** A code that nobody knows. */
  readonly code?: string;
  readonly quantity: number;
  readonly is_damaged: boolean;
  /** The place scanned last. */
  readonly location?: string;
  /** When it was scanned, and by which scanner. */
  readonly at_ms: number;
  readonly by: string;
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
  if (document.kind === 'production-order') return meantForProduction(document, line, item);
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
    case 'count':
      return { ok: true, act: { act: 'key-count', keying: { id, lines: [countedLine(document, line, item)] } } };
    default:
      return no(`${id} is not worked on by scanning`);
  }
}

/** A count is begun and ended to be swept by the reader of the scanner, or weighed; at the place that was scanned, else at all its places. */
export function meantByDevice(
  document: Document,
  what: 'sweep' | 'weigh',
  { reader, location }: { readonly reader: string; readonly location: string | undefined },
): Meant {
  const { id } = document;
  if (document.kind !== 'count') return no(`${id} is no count: nothing of it is swept or weighed`);
  if (what === 'weigh') {
    const at = location === undefined ? {} : { location };
    return { ok: true, act: { act: 'weigh-count', weighing: { id, ...at } } };
  }
  const going = goingOn(document, reader);
  if (going !== undefined) return { ok: true, act: { act: 'end-sweep', end: { id, pass: going.number } } };
  const at = location === undefined ? {} : { locations: [location] };
  return { ok: true, act: { act: 'begin-sweep', begin: { id, device: reader, ...at } } };
}

/** What one scanner finds of an item at a place in one round adds up; `QTY.0` says that none lies there, and begins anew. */
function countedLine({ lines, round }: CountSheet, line: ScannedLine, item: string): KeyedLine {
  const { location = '', quantity, at_ms, by } = line;
  const known = lines.find((each) => each.location === location && each.item === item);
  const before = known?.tries.find((each) => each.round === round && each.by === by)?.counted ?? 0;
  return { location, item, counted: quantity === 0 ? 0 : before + quantity, at_ms };
}

/** What is made is reported, `DAMAGED` as scrapped; a component is issued from the place that was scanned, or used where none was. */
function meantForProduction(order: ProductionOrder, line: ScannedLine, item: string): Meant {
  const { id, location: at } = order;
  const { quantity, is_damaged, location, lot: said } = line;
  const lot = said === undefined ? {} : { lot: said };
  const report = (reporting: Omit<Reporting, 'id'>): Meant => ({
    ok: true,
    act: { act: 'report-production', reporting: { id, ...reporting } },
  });
  if (item === order.item) {
    // The place where it is made may have been scanned for its components.
    const to = location === undefined || location === at ? {} : { to: location };
    return report(is_damaged ? { scrapped: quantity } : { good: quantity, ...to, ...lot });
  }
  const known = order.lines.find((each) => each.item === item);
  if (known === undefined) {
    if (order.by_products.some((each) => each.item === item))
      return report({ by_products: [{ item, quantity, ...lot }] });
    return no(`${id} neither makes it nor is made of it`);
  }
  if (location === undefined || location === at) return report({ consumed: [{ line: known.line, quantity, ...lot }] });
  const lines = [{ line: known.line, quantity, place: location, ...lot }];
  return { ok: true, act: { act: 'issue-material', issuing: { id, lines } } };
}

/** What a finished task is. */
export function finishOf(document: Document): Meant {
  const { id, version } = document;
  if (document.kind === 'receipt') return { ok: true, act: { act: 'close-receipt', closing: { id, version } } };
  if (document.kind === 'shipment') return { ok: true, act: { act: 'ship', shipping: { id } } };
  if (document.kind === 'count') {
    const [open] = uncounted(document);
    if (open === undefined) return { ok: true, act: { act: 'finish-count', finish: { id, version } } };
    return no(
      `line ${open.line} is not counted: ${open.item} at ${open.location}; QTY.0 after the item where none lies there`,
    );
  }
  if (document.kind === 'production-order')
    return { ok: true, act: { act: 'close-production', ending: { id, version, reason: 'finished at the scanner' } } };
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
    case 'count':
      return countLeftText(document);
    case 'production-order':
      return `production ${id}: ${piecesText([document], leftToMake)} of ${document.item} to make; scan a place, then what is issued from it; what is made, then FINISH`;
    case 'purchase-order':
      return `order ${id}: ${piecesText(document.lines, awaited)} to come`;
    default:
      return id;
  }
}

/** Levels are never told: whoever scans counts blindly. */
function countLeftText(document: CountSheet): string {
  const { id, state, round } = document;
  const going = document.sweeps?.find(({ ended_ms }) => ended_ms === undefined);
  if (going !== undefined)
    return `count ${id}: sweep ${going.number} of ${going.locations.slice(0, 3).join(', ')}${going.locations.length > 3 ? ' …' : ''} goes on; SWEEP ends it`;
  if (state === 'waiting') return `count ${id} waits to be approved`;
  const left = uncounted(document).length;
  const again = round > 1 ? ' again' : '';
  const lines = `${left} ${left === 1 ? 'line' : 'lines'}`;
  return `count ${id}: ${lines} to count${again}, scan the place, then the items${left === 0 ? '; FINISH ends it' : ''}`;
}

function uncounted({ lines, round, state }: CountSheet): readonly CountLine[] {
  const isDue = (each: CountLine) => state !== 'recount' || each.again === true;
  return lines.filter((each) => isDue(each) && !each.tries.some((look) => look.round === round));
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
