/**
 * A production order: so many of an item are to be made of its components. Material is issued to where it is made, what is used and made
 * is reported, and each report can be taken back. What is used goes to `production`, and from there comes what is made.
 */
import { limits } from '../base/limits.ts';
import { type Bill, needsOf, smallestOf, unitsNeeded, unitsStarted } from '../stock/bill.ts';
import { quantity_max } from '../stock/movement.ts';
import { numbered, refuseItems, refusePlace, seen } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import { day, list, object, type Shape, text, whole, words, yes_or_no } from './shape.ts';
import type { Ending } from './shipment.ts';

/** A component. Its quantity is what the whole order is to use, 0 of what nobody planned. */
export interface ProductionLine extends DocumentLine {
  readonly item: string;
  /** Brought to where it is made, less what was brought back. */
  readonly issued: number;
  readonly consumed: number;
  /** Of what was used: from other places than where it is made, so that it never was issued. */
  readonly elsewhere?: number;
}

/** What comes of it besides. */
export interface ByProduct {
  readonly item: string;
  /** Expected of the whole order. */
  readonly quantity: number;
  readonly made: number;
  /** Thousandths of the value of what is used that it carries. */
  readonly value_permille: number;
}

/** What was said at once: so much was used, and so much made of it. */
export interface ProductionReport {
  /** From 1, for good. */
  readonly report: number;
  readonly at_ms: number;
  readonly by: string;
  readonly good: number;
  readonly scrapped: number;
  /** Of an order that came of a kanban card: where what is good went. */
  readonly to?: string;
  readonly consumed: readonly { readonly line: number; readonly quantity: number; readonly elsewhere?: number }[];
  readonly by_products: readonly { readonly item: string; readonly quantity: number }[];
  /** Its movements: what their ids begin with, and how many. */
  readonly first: string;
  readonly movements: number;
  readonly is_undone?: true;
}

/** `complete`: as many as ordered are made, and nobody has closed it yet. */
export type ProductionState = 'open' | 'begun' | 'complete' | 'done' | 'short' | 'cancelled';

export interface ProductionOrder extends DocumentHead<'production-order', ProductionState, ProductionLine> {
  /** What is made, and how many. */
  readonly item: string;
  readonly quantity: number;
  /** So many have to be started that so many become good: what the components are reckoned for. */
  readonly start_quantity: number;
  readonly good: number;
  readonly scrapped: number;
  /** Where it is made: material is issued to there and used from there. */
  readonly location: string;
  /** Where it goes when it is made. */
  readonly to: string;
  readonly is_backflushed: boolean;
  readonly by_products: readonly ByProduct[];
  readonly reports: readonly ProductionReport[];
}

export interface ProductionDraft {
  readonly item: string;
  readonly quantity: number;
  readonly reference?: string;
  readonly due_day?: string;
  readonly location?: string;
  readonly to?: string;
  /** Instead of those of the bill, for the whole order. */
  readonly components?: readonly { readonly item: string; readonly quantity: number }[];
  readonly is_backflushed?: boolean;
  readonly reason?: string;
}

const name = text(256);
const quantity = whole(1, quantity_max);

export const productionDraft: Shape<ProductionDraft> = object(
  { item: name, quantity },
  {
    reference: text(100),
    due_day: day,
    location: name,
    to: name,
    components: list(object({ item: name, quantity }, {}), 1, limits.document_lines_max),
    is_backflushed: yes_or_no,
    reason: words(200),
  },
);

/** `of`: the document that it came of. */
export function openProduction(desk: Desk, draft: ProductionDraft, of?: string): WorkRefusal | undefined {
  const { item, quantity: units, reference, due_day, components, reason = '' } = draft;
  const { site, items } = desk.index;
  if (!items.has(item)) return refusal('item', `there is no item ${item}`);
  const bill = (site.bills ?? []).find((each) => each.item === item);
  if (bill === undefined && components === undefined)
    return refusal('components', `are needed, for the settings have no bill of material for ${item}`);
  const wrong = components === undefined ? undefined : refuseItems(desk, components, 'components');
  if (wrong !== undefined) return wrong;
  if (components?.some((each) => each.item === item)) return refusal('components', 'must not have the product itself');
  const location = draft.location ?? bill?.at ?? site.work?.wip;
  if (location === undefined)
    return refusal('location', 'is needed, for the settings say nowhere where it is made (work.wip)');
  const to = draft.to ?? bill?.to ?? site.work?.finished;
  if (to === undefined)
    return refusal('to', 'is needed, for the settings say nowhere where it goes when it is made (work.finished)');
  const refused = refusePlace(desk, location, 'location') ?? refusePlace(desk, to, 'to');
  if (refused !== undefined) return refused;
  const given = numbered(desk, 'production-order');
  if ('rule' in given) return given;
  const start_quantity = components === undefined ? unitsStarted(units, bill?.yield_permille) : units;
  const needs = components ?? componentsOf(desk, bill, start_quantity);
  if (needs.some((each) => each.quantity > quantity_max))
    return refusal('quantity', `would take more of a component than ${quantity_max}`);
  desk.put(
    {
      kind: 'production-order',
      id: given.id,
      state: 'open',
      item,
      quantity: units,
      start_quantity,
      good: 0,
      scrapped: 0,
      location,
      to,
      is_backflushed: draft.is_backflushed ?? bill?.is_backflushed ?? true,
      lines: needs.map((each, i) => ({ line: i + 1, ...each, issued: 0, consumed: 0 })),
      by_products: byProductsOf(desk, bill, start_quantity),
      reports: [],
      ...(reference === undefined ? {} : { reference }),
      ...(due_day === undefined ? {} : { due_day }),
      ...(of === undefined ? {} : { of }),
    },
    { what: 'opened', reason },
  );
  return undefined;
}

function componentsOf({ index }: Desk, bill: Bill | undefined, units: number) {
  if (bill === undefined) return [];
  return needsOf(bill, index.items).map((need) => ({ item: need.item, quantity: unitsNeeded(need, units) }));
}

function byProductsOf({ index }: Desk, bill: Bill | undefined, units: number): readonly ByProduct[] {
  const { makes = 1, by_products = [] } = bill ?? {};
  return by_products.flatMap(({ item, quantity: per, unit, value_permille = 0 }) => {
    const pieces = smallestOf(index.items.get(item), per, unit);
    if (pieces === undefined) return [];
    return [{ item, quantity: Math.floor((pieces * units) / makes), made: 0, value_permille }];
  });
}

/** Nothing more is made: done, short of what was ordered, or cancelled where nothing was made or used. */
export function closeProduction(desk: Desk, { reason, ...asked }: Ending): WorkRefusal | undefined {
  const found = seen(desk, 'production-order', asked);
  if (!found.ok) return found.refused;
  const order = found.document;
  noteLeft(desk, order);
  const state = endOf(order);
  desk.put({ ...order, state, closing: reason }, { what: state === 'cancelled' ? 'cancelled' : 'closed' });
  return undefined;
}

export function endOf({ good, quantity: ordered, scrapped, lines }: ProductionOrder): 'done' | 'short' | 'cancelled' {
  if (good >= ordered) return 'done';
  return good + scrapped === 0 && lines.every(({ consumed }) => consumed === 0) ? 'cancelled' : 'short';
}

/** What was issued and not used stays where it is, and whoever closes the order is told. */
export function noteLeft(desk: Desk, { lines, location }: ProductionOrder): void {
  for (const line of lines) {
    const left = unused(line);
    if (left > 0) desk.notes.push(`${left} of ${line.item} that were issued are still at ${location}`);
  }
}

/** Nothing was issued for it that was not brought back, and no report of it stands. */
export function isUntouched({ good, scrapped, lines, by_products }: ProductionOrder): boolean {
  const isUnused = lines.every(({ issued, consumed }) => issued === 0 && consumed === 0);
  return good + scrapped === 0 && isUnused && by_products.every(({ made }) => made === 0);
}

/** Of a component, what was issued and is not used. */
export function unused({ issued, consumed, elsewhere = 0 }: ProductionLine): number {
  return Math.max(0, issued - consumed + elsewhere);
}

/** Of what an order is to make, what is not made yet; none once it is complete. */
export function leftToMake({ quantity: ordered, good }: ProductionOrder): number {
  return Math.max(0, ordered - good);
}

/** Of a component, what the order will still use, and how much of that lies at its place already. */
export function leftToUse(line: ProductionLine): { readonly units: number; readonly issued: number } {
  const units = Math.max(0, line.quantity - line.consumed);
  return { units, issued: Math.min(units, unused(line)) };
}
