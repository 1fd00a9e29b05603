/**
 * What was ordered from a supplier, and how much of it has come. Received is what was taken in, sound or damaged; what was refused is
 * still to come. An order closes by itself when everything has come and nothing is being received any more.
 */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { parseMoney } from '../stock/valuation/money.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { type DocumentHead, type DocumentLine, lineOf, withLine } from './document.ts';
import { day, list, money, object, type Shape, text, whole, words, yes_or_no } from './shape.ts';

export interface OrderLine extends DocumentLine {
  readonly item: string;
  readonly unit_cost?: string;
  readonly due_day?: string;
  /** It stays the supplier's until we use it, or not; as the supplier is set when absent. */
  readonly is_consigned?: boolean;
  /** Taken in so far, `damaged` of it not sound; sent back at the door. */
  readonly received: number;
  readonly damaged: number;
  readonly refused: number;
  /** Nothing more is awaited, whatever has come. */
  readonly is_cut?: true;
  /** When the first and the last of it came, and the mean time weighted by quantity. */
  readonly first_ms?: number;
  readonly last_ms?: number;
  readonly mean_ms?: number;
}

/** `short`: closed though something was missing. */
export type OrderState = 'open' | 'partial' | 'complete' | 'received' | 'short' | 'cancelled';

export interface PurchaseOrder extends DocumentHead<'purchase-order', OrderState, OrderLine> {
  readonly party: string;
  /** When it was ordered: where lead times are measured from. */
  readonly ordered_ms: number;
  /** How much more than ordered is taken in, thousandths of a line. */
  readonly over_permille: number;
}

export interface OrderDraft {
  readonly supplier: string;
  readonly reference?: string;
  readonly location?: string;
  readonly due_day?: string;
  /** When it was ordered, where that was before now. */
  readonly ordered_ms?: number;
  readonly over_permille?: number;
  readonly lines: readonly OrderLineDraft[];
  readonly reason?: string;
}

export interface OrderLineDraft {
  readonly item: string;
  readonly quantity: number;
  readonly unit_cost?: string;
  readonly due_day?: string;
  readonly is_consigned?: boolean;
}

/** Lines that are named are changed, further ones come at the end. */
export interface OrderChange {
  readonly id: string;
  readonly version: number;
  readonly reference?: string;
  readonly due_day?: string;
  readonly over_permille?: number;
  readonly lines?: readonly {
    readonly line: number;
    readonly quantity?: number;
    readonly unit_cost?: string;
    readonly due_day?: string;
    /** Nothing more of it is awaited. */
    readonly is_cut?: boolean;
  }[];
  readonly more?: readonly OrderLineDraft[];
  readonly reason: string;
}

export interface OrderClosing {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
}

const name = text(256);
const quantity = whole(1, quantity_max);
const permille = whole(0, 1_000);
const lineDraft = object({ item: name, quantity }, { unit_cost: money, due_day: day, is_consigned: yes_or_no });
const drafts = list(lineDraft, 1, limits.document_lines_max);
const reason = words(200);

export const orderDraft: Shape<OrderDraft> = object(
  { supplier: name, lines: drafts },
  {
    reference: text(100),
    location: name,
    due_day: day,
    ordered_ms: whole(0, Number.MAX_SAFE_INTEGER),
    over_permille: permille,
    reason,
  },
);

export const orderChange: Shape<OrderChange> = object(
  { id: name, version: whole(1, Number.MAX_SAFE_INTEGER), reason: text(200) },
  {
    reference: text(100),
    due_day: day,
    over_permille: permille,
    lines: list(
      object(
        { line: whole(1, limits.document_lines_max) },
        { quantity, unit_cost: money, due_day: day, is_cut: yes_or_no },
      ),
      1,
      limits.document_lines_max,
    ),
    more: drafts,
  },
);

export const orderClosing: Shape<OrderClosing> = object(
  { id: name, version: whole(1, Number.MAX_SAFE_INTEGER), reason: text(200) },
  {},
);

/** Pieces of a line that are still to come. */
export function awaited({ quantity: ordered, received, is_cut }: OrderLine): number {
  return is_cut === true ? 0 : Math.max(0, ordered - received);
}

/** Of a line at most so many may be taken in: what was ordered and what the order's tolerance adds, rounded down. */
export function acceptable(over_permille: number, ordered: number): number {
  return Math.floor((ordered * (1_000 + over_permille)) / 1_000);
}

/** All drafts become orders, or none. `path` is where the drafts stand in the command. */
export function openOrders(
  desk: Desk,
  all: readonly { readonly draft: OrderDraft; readonly path: string }[],
): WorkRefusal | undefined {
  for (const { draft, path } of all) {
    const refused = openOrder(desk, draft, path);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** `of`: the document that it came of. */
export function openOrder(desk: Desk, draft: OrderDraft, path: string, of?: string): WorkRefusal | undefined {
  const { supplier, lines, reference, location, due_day, ordered_ms = desk.at_ms } = draft;
  const { site, locations } = desk.index;
  if (!(site.suppliers ?? []).some(({ id }) => id === supplier))
    return refusal(`${path}supplier`, `there is no supplier ${supplier} in the settings`);
  if (location !== undefined && !isOwn(locations.get(location)?.kind))
    return refusal(`${path}location`, `there is no location ${location} on the site`);
  if (ordered_ms > desk.at_ms) return refusal(`${path}ordered_ms`, 'must not be after now');
  if (reference !== undefined) {
    for (const each of desk.allOpen()) {
      if (each.kind === 'purchase-order' && each.party === supplier && each.reference === reference)
        return refusal(`${path}reference`, `is the reference of the open order ${each.id} of ${supplier} too`);
    }
  }
  const refused = refuseLines(desk, lines, `${path}lines`);
  if (refused !== undefined) return refused;
  const id = desk.nextId('purchase-order');
  if (id === undefined) return refusal('', `${limits.documents_open_max} documents are open; close some first`);
  desk.put(
    {
      kind: 'purchase-order',
      id,
      state: 'open',
      party: supplier,
      ordered_ms,
      over_permille: draft.over_permille ?? site.work?.over_permille ?? 0,
      lines: lines.map((line, i) => ({ line: i + 1, ...line, received: 0, damaged: 0, refused: 0 })),
      ...(reference === undefined ? {} : { reference }),
      ...(location === undefined ? {} : { location }),
      ...(due_day === undefined ? {} : { due_day }),
      ...(of === undefined ? {} : { of }),
    },
    { what: 'opened', reason: draft.reason ?? '' },
  );
  return undefined;
}

function refuseLines(desk: Desk, lines: readonly OrderLineDraft[], path: string): WorkRefusal | undefined {
  const { currency } = desk.index.site;
  for (const [i, { item, unit_cost }] of lines.entries()) {
    if (!desk.index.items.has(item)) return refusal(`${path}.${i}.item`, `there is no item ${item}`);
    const refused = refuseCost(unit_cost, currency, `${path}.${i}.unit_cost`);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

export function refuseCost(unit_cost: string | undefined, currency: string, field: string): WorkRefusal | undefined {
  if (unit_cost === undefined) return undefined;
  const parsed = parseMoney(unit_cost, currency, 6);
  return parsed.ok ? undefined : refusal(field, parsed.rule);
}

function isOwn(kind: string | undefined): boolean {
  return kind !== undefined && kind !== 'outside';
}

/** The open order of this number in the version that was seen; or why not. */
export function seenOrder(desk: Desk, { id, version }: { readonly id: string; readonly version?: number }) {
  const found = desk.open(id);
  if (found?.kind !== 'purchase-order')
    return { ok: false as const, refused: refusal('id', `there is no open purchase order ${id}`, 'no-such-document') };
  if (version !== undefined && version !== found.version)
    return { ok: false as const, refused: stale(id, found.version, version) };
  return { ok: true as const, order: found };
}

export function stale(id: string, is: number, seen: number): WorkRefusal {
  return refusal('version', `is ${seen}, and ${id} has version ${is} by now: read it again`, 'stale');
}

/** Less than has come cannot have been ordered, and what has come stays what it cost. */
export function changeOrder(desk: Desk, change: OrderChange): WorkRefusal | undefined {
  const seen = seenOrder(desk, change);
  if (!seen.ok) return seen.refused;
  const { order } = seen;
  let { lines } = order;
  for (const [i, { line, is_cut, ...to }] of (change.lines ?? []).entries()) {
    const known = lineOf(lines, line);
    const path = `lines.${i}`;
    if (known === undefined) return refusal(`${path}.line`, `${order.id} has no line ${line}`);
    if (to.quantity !== undefined && to.quantity < known.received)
      return refusal(`${path}.quantity`, `must be at least ${known.received}, which have come already`);
    if (to.unit_cost !== undefined && known.received > 0)
      return refusal(`${path}.unit_cost`, 'cannot be changed once something of the line has come');
    const refused = refuseCost(to.unit_cost, desk.index.site.currency, `${path}.unit_cost`);
    if (refused !== undefined) return refused;
    const { is_cut: was_cut, ...kept } = known;
    lines = withLine(lines, { ...kept, ...to, ...((is_cut ?? was_cut === true) ? { is_cut: true as const } : {}) });
  }
  const more = change.more ?? [];
  const refused = refuseLines(desk, more, 'more');
  if (refused !== undefined) return refused;
  if (lines.length + more.length > limits.document_lines_max)
    return refusal('more', `an order has at most ${limits.document_lines_max} lines`);
  const first = lines.length + 1;
  lines = [...lines, ...more.map((line, i) => ({ line: first + i, ...line, received: 0, damaged: 0, refused: 0 }))];
  const { id: _, version: __, reason: why, lines: named, more: added, ...head } = change;
  const { reference, due_day, over_permille } = head;
  const detail = {
    ...head,
    ...(named === undefined ? {} : { lines: named }),
    ...(added === undefined ? {} : { more }),
  };
  desk.put(
    {
      ...order,
      lines,
      state: stateOf(lines),
      over_permille: over_permille ?? order.over_permille,
      ...(reference === undefined ? {} : { reference }),
      ...(due_day === undefined ? {} : { due_day }),
    },
    { what: 'changed', reason: why, detail },
  );
  return undefined;
}

/** Nothing more is awaited: `cancelled` where nothing has come, `short` where something is missing. */
export function closeOrder(desk: Desk, closing: OrderClosing): WorkRefusal | undefined {
  const seen = seenOrder(desk, closing);
  if (!seen.ok) return seen.refused;
  const { order } = seen;
  const receipt = openReceiptOf(desk, order.id);
  if (receipt !== undefined) return refusal('id', `is being received by ${receipt}; close that first`);
  const nothing = order.lines.every(({ received }) => received === 0);
  const missing = order.lines.some((line) => line.received < line.quantity);
  const state = nothing ? 'cancelled' : missing ? 'short' : 'received';
  const open = order.lines
    .map((line) => ({ line: line.line, awaited: awaited(line) }))
    .filter((each) => each.awaited > 0);
  desk.put(
    { ...order, state, closing: closing.reason },
    { what: state === 'cancelled' ? 'cancelled' : 'closed', detail: open.length === 0 ? {} : { missing: open } },
  );
  return undefined;
}

/** An order of which everything has come, and which nobody receives any more, is done. */
export function closeWhenComplete(desk: Desk, id: string): void {
  const order = desk.open(id);
  if (order?.kind !== 'purchase-order' || order.state !== 'complete' || openReceiptOf(desk, id) !== undefined) return;
  const state = order.lines.some((line) => line.received < line.quantity) ? 'short' : 'received';
  desk.put({ ...order, state, closing: 'everything has come' }, { what: 'closed' });
}

export function openReceiptOf(desk: Desk, order: string): string | undefined {
  const all = [...desk.allOpen()];
  return all.find((each) => each.kind === 'receipt' && each.of === order && each.state === 'open')?.id;
}

export interface Arrival {
  readonly sound: number;
  readonly damaged: number;
  readonly refused: number;
  readonly at_ms: number;
}

/** The line after something of it came. */
export function arrived(line: OrderLine, { sound, damaged, refused, at_ms }: Arrival): OrderLine {
  const taken = sound + damaged;
  const counted = { ...line, damaged: line.damaged + damaged, refused: line.refused + refused };
  if (taken === 0) return counted;
  const received = line.received + taken;
  const mean_ms =
    line.mean_ms === undefined ? at_ms : Math.round(line.mean_ms + ((at_ms - line.mean_ms) * taken) / received);
  return {
    ...counted,
    received,
    first_ms: Math.min(line.first_ms ?? at_ms, at_ms),
    last_ms: Math.max(line.last_ms ?? at_ms, at_ms),
    mean_ms,
  };
}

export function stateOf(lines: readonly OrderLine[]): OrderState {
  if (lines.every((line) => awaited(line) === 0)) return 'complete';
  return lines.some(({ received }) => received > 0) ? 'partial' : 'open';
}
