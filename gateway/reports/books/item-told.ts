/** One item's books laid open: its layers, its flows, and each step down to the movement it comes from. */
import type { Posting } from '../../stock/valuation/flow.ts';
import { printMoney, printUnitCost, unitCostOf } from '../../stock/valuation/money.ts';
import { times } from '../../stock/valuation/ratio.ts';
import type { StockEvent } from '../../stock/valuation/stock-event.ts';
import type { CardLine, ItemValuation } from '../../stock/valuation/stock-valuation.ts';
import { valuation_methods } from '../../stock/valuation/valuation-policy.ts';
import type { BookRow } from './book-source.ts';
import type { BooksContext } from './books-context.ts';
import { cardOf, type ItemBook, ownerEventId, valueBook } from './item-book.ts';
import { isMade } from './made-cost.ts';
import { massesAt } from './mass-events.ts';
import { scaled } from './mass-value.ts';

export interface LayerTold {
  readonly location?: string;
  readonly quantity: number;
  readonly unit_value?: string;
  readonly value?: string;
  /** The movement, or count, that the cost comes from. */
  readonly movement?: string;
}

export interface StepTold {
  /** The movement's id; of what is no movement (a standard cost) its own. */
  readonly id: string;
  readonly seq: number;
  readonly kind: string;
  /** When it takes effect in the books. */
  readonly at_ms: number;
  /** When it happened, where that was in a period that is closed. */
  readonly happened_ms?: number;
  readonly note?: string;
  /** The document that booked it, and the order that it fulfils. */
  readonly document?: string;
  readonly order?: string;
  readonly from?: string;
  readonly to?: string;
  readonly quantity: number;
  readonly unit_cost?: string;
  readonly cost_from?: 'document' | 'production' | 'settings';
  readonly value: string;
  readonly quantity_after: number;
  readonly value_after: string;
  readonly postings: readonly {
    readonly flow: string;
    readonly quantity: number;
    readonly value: string;
    readonly corrects?: string;
  }[];
}

export interface ItemTold {
  readonly item: string;
  readonly name: string;
  readonly unit: string;
  readonly class?: string;
  readonly method: string;
  readonly method_says: string;
  /** Layers and steps are then in milligrams, and their unit values for a kilogram. */
  readonly cost_basis?: 'mass';
  readonly quantity: number;
  /** Of an item with catch weight. */
  readonly mass_mg?: number;
  readonly value: string;
  readonly unit_value?: string;
  readonly unvalued: number;
  readonly owed: number;
  readonly layers: readonly LayerTold[];
  /** Layers beyond those shown. */
  readonly layers_more: number;
  readonly flows: readonly {
    readonly flow: string;
    readonly quantity: number;
    readonly value: string;
    readonly unvalued: number;
  }[];
  readonly steps: readonly StepTold[];
  readonly steps_of: number;
  /** Where the next page of steps begins; absent on the last. */
  readonly next?: number;
  readonly refused: readonly { readonly movement: string; readonly field: string; readonly rule: string }[];
}

export interface ItemPage {
  readonly before_ms?: number;
  /** Steps passed over. */
  readonly after: number;
  readonly limit: number;
  readonly layers_max: number;
}

export function itemTold(book: ItemBook, context: BooksContext, page: ItemPage): ItemTold {
  const { item, policy } = book;
  const { before_ms = Number.POSITIVE_INFINITY, after, limit, layers_max } = page;
  const valuation = valueBook(book, before_ms);
  const lines = cardOf(book, before_ms);
  const rows = new Map(
    book.rows.flatMap((row) =>
      [row.id, ...(row.owners ?? []).map(({ owner }) => ownerEventId(row.id, owner))].map((id) => [id, row] as const),
    ),
  );
  const shown = lines.slice(after, after + limit);
  const kind = context.classOf(item);
  const money = moneyWith(context);
  return {
    item,
    name: context.itemName(item),
    unit: context.unitOf(item),
    ...(kind === undefined ? {} : { class: kind }),
    method: policy.method,
    method_says: valuation_methods[policy.method].says,
    ...(book.weighed === undefined ? {} : { cost_basis: 'mass' }),
    quantity: valuation.quantity,
    ...massTold(book, context, before_ms),
    value: money(valuation.value_micro),
    ...(valuation.unit_micro === undefined
      ? {}
      : { unit_value: printUnitCost(valuation.unit_micro, 6, context.rounding) }),
    unvalued: valuation.unvalued,
    owed: valuation.owed,
    layers: valuation.layers.slice(0, layers_max).map((layer) => layerTold(layer, context, book.weighed !== undefined)),
    layers_more: Math.max(0, valuation.layers.length - layers_max),
    flows: [...valuation.flows].map(([flow, { quantity, value_micro, unvalued }]) => ({
      flow,
      quantity,
      value: money(value_micro),
      unvalued,
    })),
    steps: shown.map((line) => stepTold(line, { book, context, row: rows.get(line.event.id) })),
    steps_of: lines.length,
    ...(after + limit < lines.length ? { next: after + limit } : {}),
    refused: valuation.refused.slice(0, limit).map(({ event, field, rule }) => ({ movement: event, field, rule })),
  };
}

/** What lies here weighs, what belongs to others with it. */
export function massTold(
  { mass, rows }: ItemBook,
  context: BooksContext,
  before_ms: number,
): { readonly mass_mg?: number } {
  if (mass === undefined) return {};
  return { mass_mg: [...massesAt(rows, mass, context, before_ms).values()].reduce((sum, each) => sum + each, 0) };
}

function layerTold(layer: ItemValuation['layers'][number], context: BooksContext, isByMass: boolean): LayerTold {
  const { location, quantity, unit_micro, source } = layer;
  const value = unit_micro && {
    unit_value: printUnitCost(unit_micro, 6, context.rounding),
    value: moneyWith(context)(isByMass ? scaled(times(unit_micro, quantity)) : times(unit_micro, quantity)),
  };
  return {
    ...(location === undefined ? {} : { location }),
    quantity,
    ...value,
    ...(source === undefined ? {} : { movement: source }),
  };
}

interface StepContext {
  readonly book: ItemBook;
  readonly context: BooksContext;
  readonly row: BookRow | undefined;
}

function stepTold(line: CardLine, { book, context, row }: StepContext): StepTold {
  const { event, postings, quantity, quantity_after, value_micro, value_micro_after } = line;
  const happened_ms = book.late.get(event.id);
  const money = moneyWith(context);
  return {
    id: row?.id ?? event.id,
    seq: event.seq,
    kind: kindOf(event),
    at_ms: event.at_ms,
    ...(happened_ms === undefined
      ? {}
      : {
          happened_ms,
          note: 'It happened in a period that was closed when it was learned: it is valued in the one after it.',
        }),
    ...(row === undefined ? {} : { from: row.from, to: row.to, ...documentsOf(row) }),
    quantity,
    ...costOf(event, { ...book, row }, context),
    value: money(value_micro),
    quantity_after,
    value_after: money(value_micro_after),
    postings: postings.map((posting) => postingTold(posting, context)),
  };
}

function documentsOf({ work }: BookRow): Pick<StepTold, 'document' | 'order'> {
  if (work === undefined) return {};
  const { document, order } = work;
  return order === undefined ? { document } : { document, order };
}

function postingTold({ flow, quantity, value_micro, corrects }: Posting, context: BooksContext) {
  const told = { flow, quantity, value: moneyWith(context)(value_micro) };
  return corrects === undefined ? told : { ...told, corrects };
}

function kindOf(event: StockEvent): string {
  if (event.kind === 'receipt') return `receipt: ${event.source}`;
  return event.kind === 'issue' ? `issue: ${event.purpose}` : event.kind;
}

function costOf(
  event: StockEvent,
  { from_settings, row }: ItemBook & { readonly row: BookRow | undefined },
  { rounding }: BooksContext,
): Pick<StepTold, 'unit_cost' | 'cost_from'> {
  if (event.kind !== 'receipt' || event.cost === undefined) return {};
  const unit_cost = printUnitCost(unitCostOf(event.cost, event.quantity), 6, rounding);
  if (from_settings.has(event.id)) return { unit_cost, cost_from: 'settings' };
  return { unit_cost, cost_from: row !== undefined && isMade(row) ? 'production' : 'document' };
}

function moneyWith({ currency, rounding }: BooksContext) {
  return (value: Parameters<typeof printMoney>[0]) => printMoney(value, currency, rounding);
}
