/** What was used for a production order and what was made of it, report by report; each can be taken back. */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { type Carried, carry, refusePlace, seen } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { lineOf, withLine } from './document.ts';
import { type LotCame, lotCame, refuseLot } from './lot-came.ts';
import { massCame, refuseMassCame } from './mass-came.ts';
import { endOf, leftToMake, noteLeft, type ProductionLine, type ProductionOrder } from './production.ts';
import { list, object, type Shape, text, whole, words, yes_or_no } from './shape.ts';

/** What was used, of a line of the order; or of an item that nobody planned. */
export interface Used {
  readonly line?: number;
  readonly item?: string;
  readonly quantity: number;
  /** Where it was taken from; where the order is made when absent. */
  readonly from?: string;
  readonly lot?: LotCame;
  /** What they weigh together, of an item with catch weight. */
  readonly mass_mg?: number;
}

export interface Reporting {
  readonly id: string;
  readonly version?: number;
  readonly good?: number;
  /** Made, and not fit for use: it used material all the same. */
  readonly scrapped?: number;
  readonly to?: string;
  /** Of what is good. */
  readonly lot?: LotCame;
  /** What all that is good weighs together, of an item with catch weight. */
  readonly mass_mg?: number;
  readonly consumed?: readonly Used[];
  readonly by_products?: readonly {
    readonly item: string;
    readonly quantity: number;
    readonly to?: string;
    readonly lot?: LotCame;
    readonly mass_mg?: number;
  }[];
  /** Lines that `consumed` does not name are used as planned; as the order says when absent. */
  readonly is_backflushed?: boolean;
  /** More than ordered are good. */
  readonly is_over?: boolean;
  /** Nothing more is made. */
  readonly is_last?: boolean;
  readonly reason?: string;
}

export interface Undoing {
  readonly id: string;
  readonly version: number;
  readonly report: number;
  readonly reason: string;
}

const name = text(256);
const quantity = whole(1, quantity_max);
const some = whole(0, quantity_max);
const many = limits.document_lines_max;
const line = whole(1, many);
const version = whole(1, Number.MAX_SAFE_INTEGER);

export const reporting: Shape<Reporting> = object(
  { id: name },
  {
    version,
    good: some,
    scrapped: some,
    to: name,
    lot: lotCame,
    mass_mg: massCame,
    consumed: list(object({ quantity }, { line, item: name, from: name, lot: lotCame, mass_mg: massCame }), 1, many),
    by_products: list(object({ item: name, quantity }, { to: name, lot: lotCame, mass_mg: massCame }), 1, many),
    is_backflushed: yes_or_no,
    is_over: yes_or_no,
    is_last: yes_or_no,
    reason: words(200),
  },
);
export const undoing: Shape<Undoing> = object({ id: name, version, report: line, reason: text(200) }, {});

/** What was used goes to production and what was made comes from there: one report, which can be taken back as a whole. */
export function report(desk: Desk, asked: Reporting): WorkRefusal | undefined {
  const found = seen(desk, 'production-order', asked);
  if (!found.ok) return found.refused;
  const order = found.document;
  const { good = 0, scrapped = 0, consumed = [], by_products = [], is_last = false, reason = '' } = asked;
  if (good + scrapped === 0 && consumed.length + by_products.length === 0)
    return refusal('good', 'one of good, scrapped, consumed and by_products must say something');
  if (order.reports.length >= many) return refusal('id', `has ${many} reports; close it and open another one`);
  const left = leftToMake(order);
  if (good > left && asked.is_over !== true)
    return refusal('good', `must be at most ${left}, which are left to make; say is_over to book more all the same`);
  const booking: Booking = { order, number: order.reports.length + 1, from: desk.movements.length };
  const isBackflushed = asked.is_backflushed ?? order.is_backflushed;
  const refused =
    use(desk, booking, consumed) ??
    (isBackflushed ? backflush(desk, booking, { consumed, made: good + scrapped }) : undefined) ??
    make(desk, booking, asked);
  if (refused !== undefined) return refused;
  let next = booking.order;
  next = { ...next, good: next.good + good, scrapped: next.scrapped + scrapped };
  const movements = desk.movements.length - booking.from;
  const used = next.lines.flatMap((each) => {
    const before = lineOf(order.lines, each.line);
    const quantity = each.consumed - (before?.consumed ?? 0);
    const elsewhere = (each.elsewhere ?? 0) - (before?.elsewhere ?? 0);
    return quantity > 0 ? [{ line: each.line, quantity, ...(elsewhere > 0 ? { elsewhere } : {}) }] : [];
  });
  const told = {
    report: booking.number,
    at_ms: desk.at_ms,
    by: desk.by,
    good,
    scrapped,
    ...(order.of === undefined ? {} : { to: asked.to ?? order.to }),
    consumed: used,
    by_products: by_products.map(({ item, quantity: pieces }) => ({ item, quantity: pieces })),
    first: desk.first_id,
    movements,
  };
  next = { ...next, reports: [...next.reports, told], state: stateOf(next) };
  const event = { what: 'reported', reason, detail: { ...told } };
  if (!is_last) desk.put(next, event);
  else {
    noteLeft(desk, next);
    desk.put({ ...next, state: endOf(next), closing: 'nothing more is made' }, event);
  }
  return undefined;
}

interface Booking {
  order: ProductionOrder;
  /** Of the report. */
  readonly number: number;
  /** How many movements there were before. */
  readonly from: number;
}

function stateOf(order: ProductionOrder): 'begun' | 'complete' {
  return leftToMake(order) === 0 ? 'complete' : 'begun';
}

function use(desk: Desk, booking: Booking, consumed: readonly Used[]): WorkRefusal | undefined {
  for (const [i, { line: number, item, quantity: pieces, ...each }] of consumed.entries()) {
    const path = `consumed.${i}`;
    const { from = booking.order.location, lot, mass_mg } = each;
    if ((number === undefined) === (item === undefined))
      return refusal(`${path}.line`, 'either line or item is needed');
    const known = number === undefined ? unplanned(desk, booking, item ?? '') : lineOf(booking.order.lines, number);
    if (known === undefined)
      return item === undefined
        ? refusal(`${path}.line`, `${booking.order.id} has no line ${number}`)
        : refusal(`${path}.item`, `there is no item ${item}, or it is what is made, or the order has too many lines`);
    const refused =
      refusePlace(desk, from, `${path}.from`) ??
      refuseLot(desk, { lot, item: known.item, quantity: pieces }, path) ??
      refuseMassCame(desk, { mass_mg, item: known.item, quantity: pieces }, `${path}.`);
    if (refused !== undefined) return refused;
    consume(desk, booking, known, { quantity: pieces, from, lot, mass_mg });
  }
  return undefined;
}

/** A line of the item; a new one where nobody planned it. */
function unplanned({ index }: Desk, booking: Booking, item: string): ProductionLine | undefined {
  const { order } = booking;
  const known = order.lines.find((each) => each.item === item);
  if (known !== undefined) return known;
  if (!index.items.has(item) || item === order.item || order.lines.length >= many) return undefined;
  const made = { line: order.lines.length + 1, item, quantity: 0, issued: 0, consumed: 0 };
  booking.order = { ...order, lines: [...order.lines, made] };
  return made;
}

/** By the plan, as many as all that is made so far takes, less what was made before: parts of an order use no more than the whole. */
function backflush(
  desk: Desk,
  booking: Booking,
  { consumed, made }: { readonly consumed: readonly Used[]; readonly made: number },
): undefined {
  if (made === 0) return;
  const named = new Set(consumed.map((each) => each.line ?? each.item));
  const { good, scrapped, start_quantity, lines } = booking.order;
  const before = good + scrapped;
  for (const each of lines) {
    if (named.has(each.line) || named.has(each.item)) continue;
    const share = (units: number) => shareOf(each.quantity, units, start_quantity);
    const pieces = share(before + made) - share(before);
    if (pieces > 0) consume(desk, booking, each, { quantity: pieces, from: booking.order.location });
  }
}

/** ⌈all · part / whole⌉, exactly. */
function shareOf(all: number, part: number, of: number): number {
  return Number((BigInt(all) * BigInt(part) + BigInt(of) - 1n) / BigInt(of));
}

function consume(
  desk: Desk,
  booking: Booking,
  { line: number }: ProductionLine,
  { quantity: pieces, from, ...said }: Pick<Carried, 'quantity' | 'from' | 'lot' | 'mass_mg'>,
): void {
  const { order } = booking;
  const known = lineOf(order.lines, number);
  if (known === undefined) return;
  // What is used elsewhere than where it is made was never issued.
  const elsewhere = from === order.location ? {} : { elsewhere: (known.elsewhere ?? 0) + pieces };
  const next = { ...known, consumed: known.consumed + pieces, ...elsewhere };
  booking.order = { ...order, lines: withLine(order.lines, next) };
  const work = { document: order.id, line: number, report: booking.number };
  carry(desk, {
    kind: 'consumed',
    item: known.item,
    quantity: pieces,
    from,
    to: 'production',
    says: 'used',
    work,
    ...said,
  });
}

function make(desk: Desk, booking: Booking, asked: Reporting): WorkRefusal | undefined {
  const { good = 0, scrapped = 0, by_products = [], lot, mass_mg } = asked;
  const { id, item, to: home } = booking.order;
  const to = asked.to ?? home;
  const refused =
    refusePlace(desk, to, 'to') ??
    refuseLot(desk, { lot, item, quantity: good }, '') ??
    refuseMassCame(desk, { mass_mg, item, quantity: good }, '');
  if (refused !== undefined) return refused;
  const part = { document: id, report: booking.number };
  const shares = new Map(booking.order.by_products.map((each) => [each.item, each.value_permille]));
  for (const [i, { item: other, quantity: pieces, to: place = home, ...own }] of by_products.entries()) {
    const path = `by_products.${i}`;
    if (!desk.index.items.has(other) || other === item)
      return refusal(`${path}.item`, other === item ? 'is what is made' : `there is no item ${other}`);
    if (by_products.findIndex((each) => each.item === other) !== i)
      return refusal(`${path}.item`, 'stands there twice');
    const wrong =
      refusePlace(desk, place, `${path}.to`) ??
      refuseLot(desk, { lot: own.lot, item: other, quantity: pieces }, path) ??
      refuseMassCame(desk, { mass_mg: own.mass_mg, item: other, quantity: pieces }, `${path}.`);
    if (wrong !== undefined) return wrong;
    const carried = shares.get(other) ?? 0;
    booking.order = { ...booking.order, by_products: withByProduct(booking.order.by_products, other, pieces) };
    const work = { ...part, share_permille: carried };
    const made: Carried = {
      kind: 'produced',
      item: other,
      quantity: pieces,
      from: 'production',
      to: place,
      says: 'came of it',
      work,
    };
    carry(desk, { ...made, ...own });
  }
  if (good > 0)
    carry(desk, {
      kind: 'produced',
      item,
      quantity: good,
      from: 'production',
      to,
      says: 'made',
      work: part,
      lot,
      mass_mg,
    });
  // It never was stock: it goes from one outside to the other, and what it used is carried by what is good.
  if (scrapped > 0)
    carry(desk, {
      kind: 'scrapped',
      item,
      quantity: scrapped,
      from: 'production',
      to: 'scrap',
      says: 'made and not fit for use,',
      work: part,
    });
  return undefined;
}

function withByProduct(all: ProductionOrder['by_products'], item: string, pieces: number) {
  const known = all.find((each) => each.item === item) ?? { item, quantity: 0, made: 0, value_permille: 0 };
  const next = { ...known, made: known.made + pieces };
  return all.includes(known) ? all.map((each) => (each === known ? next : each)) : [...all, next];
}

/** A report is taken back, all of it: what it used is there again and what it made is not. It stays written down. */
export function undoReport(desk: Desk, { report: number, reason, ...asked }: Undoing): WorkRefusal | undefined {
  const found = seen(desk, 'production-order', asked);
  if (!found.ok) return found.refused;
  const order = found.document;
  const told = order.reports.find((each) => each.report === number);
  if (told === undefined) return refusal('report', `${order.id} has no report ${number}`);
  if (told.is_undone === true) return refusal('report', `${number} was taken back already`);
  const { first, movements, good, scrapped, consumed, by_products } = told;
  desk.reversals.push({ first, count: movements, why: `report ${number} of ${order.id} taken back: ${reason}` });
  let { lines } = order;
  for (const each of consumed) {
    const known = lineOf(lines, each.line);
    if (known === undefined) continue;
    const elsewhere = each.elsewhere === undefined ? {} : { elsewhere: (known.elsewhere ?? 0) - each.elsewhere };
    lines = withLine(lines, { ...known, consumed: known.consumed - each.quantity, ...elsewhere });
  }
  let made = order.by_products;
  for (const each of by_products) made = withByProduct(made, each.item, -each.quantity);
  const next: ProductionOrder = {
    ...order,
    good: order.good - good,
    scrapped: order.scrapped - scrapped,
    lines,
    by_products: made,
    reports: order.reports.map((each) => (each === told ? { ...each, is_undone: true } : each)),
  };
  desk.put({ ...next, state: stateOf(next) }, { what: 'taken back', reason, detail: { report: number } });
  return undefined;
}
