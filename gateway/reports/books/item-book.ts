/** The books of one item: its movements as events that are valued, at the costs that were told and, where none was, at that of the settings. */
import { stockEventOf } from '../../stock/valuation/ledger-events.ts';
import { type Cost, parseMoney } from '../../stock/valuation/money.ts';
import { admitEvents } from '../../stock/valuation/period-close.ts';
import type { ReceiptEvent, StockEvent } from '../../stock/valuation/stock-event.ts';
import { type CardLine, type ItemValuation, stockCard, valueItem } from '../../stock/valuation/stock-valuation.ts';
import type { ValuationPolicy } from '../../stock/valuation/valuation-policy.ts';
import type { BookRow, BookSource } from './book-source.ts';
import type { BooksContext } from './books-context.ts';
import { MadeCosts } from './made-cost.ts';
import { type BookMass, mass_scale, massEvents } from './mass-events.ts';
import { bothValued, scaledLine } from './mass-value.ts';

export interface ItemBook {
  readonly item: string;
  readonly policy: ValuationPolicy;
  readonly events: readonly StockEvent[];
  readonly rows: readonly BookRow[];
  /** Receipts that nobody told a cost of: they are valued at the unit cost of the settings. */
  readonly from_settings: ReadonlySet<string>;
  /** Of an item with catch weight. */
  readonly mass?: BookMass;
  /** Of an item whose costs are for a kilogram: its events in milligrams, which have its values; `events` have its pieces alone. */
  readonly weighed?: readonly StockEvent[];
  /** When it happened, of what came too late for its period and is valued in the one after it. */
  readonly late: ReadonlyMap<string, number>;
}

export interface BookAsked {
  readonly item: string;
  readonly until_seq: number;
  readonly page_rows: number;
  /** An item that moved more often is not valued. */
  readonly rows_max: number;
  /** Where the books of many items are read together: what is known of the cost of what was made. */
  readonly made?: MadeCosts;
}

/** Undefined of an item with too many movements. */
export function readBook(source: BookSource, context: BooksContext, asked: BookAsked): ItemBook | undefined {
  const { item, until_seq, page_rows, rows_max, made = madeCosts(source, context, asked) } = asked;
  const all: BookRow[] = [];
  for (let after_seq = 0; ; ) {
    const rows = source.rows({ item, after_seq, until_seq, limit: page_rows });
    for (const row of rows) all.push(row);
    if (all.length > rows_max) return undefined;
    if (rows.length < page_rows) return bookOf(item, all, context, made, source.masses?.(item, until_seq));
    after_seq = rows.at(-1)?.seq ?? until_seq;
  }
}

/** For the books of many items that are read together, up to one movement. */
export function madeCosts(source: BookSource, context: BooksContext, asked: Omit<BookAsked, 'item'>): MadeCosts {
  return new MadeCosts({
    production: (document) => source.production(document, asked.until_seq),
    bookOf: (item, made) => readBook(source, context, { ...asked, item, made }),
  });
}

/** Rows in any order; the same for every order in which they arrived. Without `made` nothing is known of the cost of what was made. */
export function bookOf(
  item: string,
  rows: readonly BookRow[],
  context: BooksContext,
  made?: MadeCosts,
  known_mass?: BookMass,
): ItemBook {
  const policy = context.policyOf(item);
  const isByMass = context.isByMass(item);
  const mass = known_mass ?? (isByMass ? context.nominalMass(item) : undefined);
  if (isByMass && mass !== undefined) {
    const pieces = inOpenPeriods(
      pieceEvents(rows, context, () => ({})),
      context,
    ).admitted;
    const told = massEvents(item, rows, mass, { ...context, costOf: (row) => costOf(row, context).cost });
    const { admitted, late } = inOpenPeriods([...context.standardCosts(item), ...told], context);
    const { events, from_settings } = costedBy(admitted, item, rows, context, made);
    return { item, policy, rows, late, mass, events: pieces, weighed: events.map(totalScaled), from_settings };
  }
  const events = [...context.standardCosts(item), ...pieceEvents(rows, context, costOf)];
  const { admitted, late } = inOpenPeriods(events, context);
  const costed = costedBy(admitted, item, rows, context, made);
  return { item, policy, rows, late, ...(mass === undefined ? {} : { mass }), ...costed };
}

function pieceEvents(
  rows: readonly BookRow[],
  context: BooksContext,
  costOf: (row: BookRow, context: BooksContext) => { readonly cost?: Cost },
): readonly StockEvent[] {
  const events: StockEvent[] = [];
  for (const row of rows) {
    for (const { part, owner } of partsOf(row)) {
      const entry = { ...(owner === undefined ? costOf(row, context) : { owner }), seq: row.seq, movement: part };
      const event = stockEventOf(entry, context.isOutside);
      if (event !== undefined) events.push(event);
    }
  }
  return events;
}

function inOpenPeriods(
  events: readonly StockEvent[],
  { closed }: BooksContext,
): { readonly admitted: readonly StockEvent[]; readonly late: ReadonlyMap<string, number> } {
  const { admitted } = admitEvents(events, closed, 'book-in-open-period');
  const late = new Map<string, number>();
  for (const { event, happened_ms } of admitted) if (happened_ms !== undefined) late.set(event.id, happened_ms);
  return { admitted: admitted.map(({ event }) => event), late };
}

function costedBy(
  events: readonly StockEvent[],
  item: string,
  rows: readonly BookRow[],
  context: BooksContext,
  made: MadeCosts | undefined,
): Pick<ItemBook, 'events' | 'from_settings'> {
  const told = made === undefined ? events : made.costed(item, events, rows);
  return withSettingsCost(told, context.policyOf(item), context.settingsCost(item));
}

/** What was used for goods is a value of money; the books of a mass keep a finer one. */
function totalScaled(event: StockEvent): StockEvent {
  if (!('cost' in event) || event.cost === undefined || !('total_micro' in event.cost)) return event;
  return { ...event, cost: { total_micro: event.cost.total_micro * BigInt(mass_scale) } };
}

/** What the order or the document of the movement says that a unit costs. */
function costOf({ work }: BookRow, { currency }: BooksContext): { readonly cost?: Cost } {
  const parsed = work?.unit_cost === undefined ? undefined : parseMoney(work.unit_cost, currency, 6);
  return parsed?.ok ? { cost: { unit_micro: parsed.value } } : {};
}

/** What of a movement is ours, under its own id, and what belongs to each other owner: events of their own, for only ours is valued. */
function partsOf(row: BookRow): readonly { readonly part: BookRow; readonly owner?: string }[] {
  const { owners } = row;
  if (owners === undefined) return [{ part: row }];
  const others = owners.reduce((sum, { quantity }) => sum + quantity, 0);
  const own = row.quantity - others;
  return [
    ...(own > 0 ? [{ part: { ...row, quantity: own } }] : []),
    ...owners.map(({ owner, quantity }) => ({
      owner,
      part: {
        ...row,
        id: ownerEventId(row.id, owner),
        quantity,
        ...(row.reverses === undefined ? {} : { reverses: ownerEventId(row.reverses, owner) }),
      },
    })),
  ];
}

/** The event of what of a movement belongs to somebody else. */
export function ownerEventId(movement: string, owner: string): string {
  return `${movement}~${owner}`;
}

/** Under `standard` pieces stand at the standard cost, whatever was paid. */
function withSettingsCost(
  events: readonly StockEvent[],
  policy: ValuationPolicy,
  unit_micro: bigint | undefined,
): Pick<ItemBook, 'events' | 'from_settings'> {
  const none: ReadonlySet<string> = new Set();
  if (unit_micro === undefined || policy.method === 'standard') return { events, from_settings: none };
  const costed = new Set(events.flatMap((event) => (event.kind === 'costing' ? [event.of] : [])));
  const isWithout = (event: StockEvent): event is ReceiptEvent =>
    event.kind === 'receipt' && event.cost === undefined && event.owner === undefined && !costed.has(event.id);
  const isFound = ({ source }: ReceiptEvent) => source === 'found' || source === 'mass-gain';
  const bought = new Set(events.filter((event) => isWithout(event) && !isFound(event)).map(({ id }) => id));
  const once = atCost(events, bought, unit_micro);
  const found = events.filter((event) => isWithout(event) && isFound(event));
  if (found.length === 0) return { events: once, from_settings: bought };
  // What a count found comes in at today's cost. Where there was none on that day, the settings' one stands in.
  const open = new Set(valueItem(events[0]?.item ?? '', once, policy).receipts_without_cost);
  const all = new Set([...bought, ...found.filter(({ id }) => open.has(id)).map(({ id }) => id)]);
  return { events: all.size === bought.size ? once : atCost(events, all, unit_micro), from_settings: all };
}

function atCost(events: readonly StockEvent[], which: ReadonlySet<string>, unit_micro: bigint): readonly StockEvent[] {
  if (which.size === 0) return events;
  return events.map((event) =>
    event.kind === 'receipt' && which.has(event.id) ? { ...event, cost: { unit_micro } } : event,
  );
}

/** As it stands before an instant, all that is known by now; of everything when absent. */
export function valueBook(book: ItemBook, before_ms = Number.POSITIVE_INFINITY): ItemValuation {
  const { item, policy, weighed } = book;
  const pieces = valueItem(item, before(book.events, before_ms), policy);
  if (weighed === undefined) return pieces;
  return bothValued(pieces, valueItem(item, before(weighed, before_ms), policy));
}

/** Each step with what it moved: of an item whose costs are for a kilogram in milligrams. */
export function cardOf({ item, policy, events, weighed }: ItemBook, before_ms: number): readonly CardLine[] {
  const card = stockCard(item, before(weighed ?? events, before_ms), policy);
  if (!card.ok) return [];
  return weighed === undefined ? card.value : card.value.map(scaledLine);
}

function before(events: readonly StockEvent[], before_ms: number): readonly StockEvent[] {
  return before_ms === Number.POSITIVE_INFINITY ? events : events.filter(({ at_ms }) => at_ms < before_ms);
}

/** For the periodic system every purchase has a cost: where nobody told one of an item at standard cost, the standard of its day. */
export function costedEvents({ events: by_unit, weighed, policy }: ItemBook): readonly StockEvent[] {
  const events = weighed ?? by_unit;
  if (policy.method !== 'standard') return events;
  const standards = events
    .flatMap((each) => (each.kind === 'standard-cost' ? [each] : []))
    .sort((a, b) => a.at_ms - b.at_ms);
  return events.map((event) => {
    if (event.kind !== 'receipt' || event.cost !== undefined) return event;
    const held = standards.findLast(({ at_ms }) => at_ms <= event.at_ms);
    return held === undefined ? event : { ...event, cost: { unit_micro: held.unit_micro } };
  });
}
