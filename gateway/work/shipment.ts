/**
 * What a customer is to get: picked at its places to a staging place, packed, shipped. What is picked and not shipped stands at the
 * staging place and can be put back.
 */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { carry, numbered, refuseItems, refusePlace, seen } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { type DocumentHead, type DocumentLine, lineOf, withLine } from './document.ts';
import { type LotCame, lotCame, refuseLot } from './lot-came.ts';
import { massCame, refuseMassCame } from './mass-came.ts';
import { useReservation } from './reservation.ts';
import { day, list, object, type Shape, text, whole, words, yes_or_no } from './shape.ts';

export interface ShipmentLine extends DocumentLine {
  readonly item: string;
  /** Brought to the staging place, what has been shipped since included. */
  readonly picked: number;
  readonly shipped: number;
}

export type ShipmentState = 'open' | 'picking' | 'packed' | 'shipped' | 'short' | 'cancelled';

export interface Shipment extends DocumentHead<'shipment', ShipmentState, ShipmentLine> {
  /** The customer. */
  readonly party: string;
  /** Where it is gathered. */
  readonly location: string;
}

export interface ShipmentDraft {
  readonly customer: string;
  readonly reference?: string;
  readonly due_day?: string;
  readonly location?: string;
  readonly lines: readonly { readonly item: string; readonly quantity: number }[];
  /** The reservation that it takes the place of. */
  readonly reservation?: string;
  readonly reason?: string;
}

/** `from` where it is picked, `to` where it is put back. */
export interface Picking {
  readonly id: string;
  readonly version?: number;
  readonly lines: readonly {
    readonly line: number;
    readonly quantity: number;
    readonly place: string;
    /** Which pieces of an item that is tracked; presumed when absent. */
    readonly lot?: LotCame;
    /** What they weigh together, of an item with catch weight. */
    readonly mass_mg?: number;
  }[];
}

export interface Packing {
  readonly id: string;
  readonly version?: number;
  /** Packing material that is used up. */
  readonly materials?: readonly { readonly item: string; readonly quantity: number; readonly from: string }[];
}

export interface Shipping {
  readonly id: string;
  readonly version?: number;
  /** All that is picked when absent. */
  readonly lines?: readonly { readonly line: number; readonly quantity: number; readonly mass_mg?: number }[];
  /** Handling units that go whole, by their SSCC; all that stand ready when nothing is named at all. */
  readonly units?: readonly string[];
  /** Nothing more follows, also where something is missing. */
  readonly is_last?: boolean;
}

export interface Ending {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
}

const name = text(256);
const quantity = whole(1, quantity_max);
const line = whole(1, limits.document_lines_max);
const version = whole(1, Number.MAX_SAFE_INTEGER);
const many = limits.document_lines_max;

export const shipmentDraft: Shape<ShipmentDraft> = object(
  { customer: name, lines: list(object({ item: name, quantity }, {}), 1, many) },
  { reference: text(100), due_day: day, location: name, reservation: name, reason: words(200) },
);
export const picking: Shape<Picking> = object(
  { id: name, lines: list(object({ line, quantity, place: name }, { lot: lotCame, mass_mg: massCame }), 1, many) },
  { version },
);
export const packing: Shape<Packing> = object(
  { id: name },
  { version, materials: list(object({ item: name, quantity, from: name }, {}), 1, many) },
);
export const shipping: Shape<Shipping> = object(
  { id: name },
  {
    version,
    lines: list(object({ line, quantity }, { mass_mg: massCame }), 1, many),
    units: list(name, 1, many),
    is_last: yes_or_no,
  },
);
export const ending: Shape<Ending> = object({ id: name, version, reason: text(200) }, {});

export function openShipment(desk: Desk, draft: ShipmentDraft): WorkRefusal | undefined {
  const { customer, reference, due_day, lines, reservation, reason = '' } = draft;
  const location = draft.location ?? desk.index.site.work?.staging;
  if (location === undefined)
    return refusal('location', 'is needed, for the settings name no location for staging (work.staging)');
  const refused = refusePlace(desk, location, 'location') ?? refuseItems(desk, lines, 'lines');
  if (refused !== undefined) return refused;
  const given = numbered(desk, 'shipment');
  if ('rule' in given) return given;
  const taken = reservation === undefined ? undefined : useReservation(desk, reservation, given.id);
  if (taken !== undefined) return taken;
  desk.put(
    {
      kind: 'shipment',
      id: given.id,
      state: 'open',
      party: customer,
      location,
      lines: lines.map((each, i) => ({ line: i + 1, ...each, picked: 0, shipped: 0 })),
      ...(reference === undefined ? {} : { reference }),
      ...(due_day === undefined ? {} : { due_day }),
      ...(reservation === undefined ? {} : { of: reservation }),
    },
    { what: 'opened', reason },
  );
  return undefined;
}

/** Goods go from their places to the staging place; never more than the shipment is to have. */
export function pick(desk: Desk, { lines, ...asked }: Picking): WorkRefusal | undefined {
  const found = seen(desk, 'shipment', asked);
  if (!found.ok) return found.refused;
  let shipment: Shipment = found.document;
  for (const [i, { line: number, quantity: pieces, place, lot, mass_mg }] of lines.entries()) {
    const known = lineOf(shipment.lines, number);
    if (known === undefined) return refusal(`lines.${i}.line`, `${shipment.id} has no line ${number}`);
    const left = known.quantity - known.picked;
    if (pieces > left)
      return refusal(`lines.${i}.quantity`, `must be at most ${left}, which are left to pick of line ${number}`);
    const refused =
      refusePlace(desk, place, `lines.${i}.place`) ??
      refuseLot(desk, { lot, item: known.item, quantity: pieces }, `lines.${i}`) ??
      refuseMassCame(desk, { mass_mg, item: known.item, quantity: pieces }, `lines.${i}.`);
    if (refused !== undefined) return refused;
    if (place === shipment.location) return refusal(`lines.${i}.place`, 'is the staging place itself');
    shipment = { ...shipment, lines: withLine(shipment.lines, { ...known, picked: known.picked + pieces }) };
    move(desk, shipment, {
      line: known,
      quantity: pieces,
      kind: 'picked',
      from: place,
      to: shipment.location,
      says: 'picked',
      lot,
      mass_mg,
    });
  }
  desk.put({ ...shipment, state: 'picking' }, { what: 'picked', detail: { lines } });
  return undefined;
}

/** What was picked and is not shipped goes back to a place. */
export function unpick(desk: Desk, { lines, ...asked }: Picking): WorkRefusal | undefined {
  const found = seen(desk, 'shipment', asked);
  if (!found.ok) return found.refused;
  let shipment: Shipment = found.document;
  for (const [i, { line: number, quantity: pieces, place, lot, mass_mg }] of lines.entries()) {
    const known = lineOf(shipment.lines, number);
    if (known === undefined) return refusal(`lines.${i}.line`, `${shipment.id} has no line ${number}`);
    const staged = known.picked - known.shipped;
    if (pieces > staged)
      return refusal(`lines.${i}.quantity`, `must be at most ${staged}, which stand at the staging place`);
    const refused =
      refusePlace(desk, place, `lines.${i}.place`) ??
      refuseLot(desk, { lot, item: known.item, quantity: pieces }, `lines.${i}`) ??
      refuseMassCame(desk, { mass_mg, item: known.item, quantity: pieces }, `lines.${i}.`);
    if (refused !== undefined) return refused;
    if (place === shipment.location) return refusal(`lines.${i}.place`, 'is the staging place itself');
    shipment = { ...shipment, lines: withLine(shipment.lines, { ...known, picked: known.picked - pieces }) };
    move(desk, shipment, {
      line: known,
      quantity: pieces,
      kind: 'moved',
      from: shipment.location,
      to: place,
      says: 'put back',
      lot,
      mass_mg,
    });
  }
  const isEmpty = shipment.lines.every(({ picked }) => picked === 0);
  desk.put({ ...shipment, state: isEmpty ? 'open' : 'picking' }, { what: 'put back', detail: { lines } });
  return undefined;
}

/** What is picked is ready to go; the material it took is used up. */
export function pack(desk: Desk, { materials = [], ...asked }: Packing): WorkRefusal | undefined {
  const found = seen(desk, 'shipment', asked);
  if (!found.ok) return found.refused;
  const shipment = found.document;
  if (shipment.lines.every(({ picked, shipped }) => picked === shipped))
    return refusal('id', 'has nothing picked to pack');
  const wrong = refuseItems(desk, materials, 'materials');
  if (wrong !== undefined) return wrong;
  for (const [i, { item, quantity: pieces, from }] of materials.entries()) {
    const refused = refusePlace(desk, from, `materials.${i}.from`);
    if (refused !== undefined) return refused;
    const work = { document: shipment.id, reason: 'packing material' };
    carry(desk, { kind: 'consumed', item, quantity: pieces, from, to: 'production', says: 'used', work });
  }
  desk.put({ ...shipment, state: 'packed' }, { what: 'packed', detail: materials.length === 0 ? {} : { materials } });
  return undefined;
}

export function ship(desk: Desk, { lines: said, is_last = false, ...asked }: Shipping): WorkRefusal | undefined {
  const found = seen(desk, 'shipment', asked);
  if (!found.ok) return found.refused;
  let shipment: Shipment = found.document;
  const staged: NonNullable<Shipping['lines']> = shipment.lines.flatMap((each) =>
    isStaged(desk, each) ? [{ line: each.line, quantity: each.picked - each.shipped }] : [],
  );
  const lines = said ?? staged;
  if (lines.length === 0 && !is_last) return refusal('id', 'has nothing picked to ship');
  for (const [i, { line: number, quantity: pieces, mass_mg }] of lines.entries()) {
    const known = lineOf(shipment.lines, number);
    if (known === undefined) return refusal(`lines.${i}.line`, `${shipment.id} has no line ${number}`);
    const left = known.picked - known.shipped;
    if (pieces > left)
      return refusal(`lines.${i}.quantity`, `must be at most ${left}, which stand at the staging place`);
    const wrong = refuseMassCame(desk, { mass_mg, item: known.item, quantity: pieces }, `lines.${i}.`);
    if (wrong !== undefined) return wrong;
    shipment = { ...shipment, lines: withLine(shipment.lines, { ...known, shipped: known.shipped + pieces }) };
    const says = `shipped to ${shipment.party}`;
    move(desk, shipment, {
      line: known,
      quantity: pieces,
      kind: 'shipped',
      from: shipment.location,
      to: 'customer',
      says,
      mass_mg,
    });
  }
  const isWhole = shipment.lines.every((each) => each.shipped === each.quantity);
  if (is_last && shipment.lines.some((each) => isStaged(desk, each)))
    return refusal('is_last', 'something is picked that is not shipped: ship it, or put it back');
  const told = { what: 'shipped', detail: { lines } };
  if (isWhole) desk.put({ ...shipment, state: 'shipped', closing: 'everything is shipped' }, told);
  else if (is_last) {
    noteStaying(desk, shipment);
    desk.put({ ...shipment, state: endOf(shipment), closing: 'nothing more follows' }, told);
  } else desk.put({ ...shipment, state: 'picking' }, told);
  return undefined;
}

/** Nothing more is shipped. */
export function closeShipment(desk: Desk, { reason, ...asked }: Ending): WorkRefusal | undefined {
  const found = seen(desk, 'shipment', asked);
  if (!found.ok) return found.refused;
  const shipment = found.document;
  if (shipment.lines.some((each) => isStaged(desk, each)))
    return refusal('id', 'something is picked that is not shipped: ship it, or put it back');
  noteStaying(desk, shipment);
  const state = endOf(shipment);
  desk.put({ ...shipment, state, closing: reason }, { what: state === 'cancelled' ? 'cancelled' : 'closed' });
  return undefined;
}

/** Picked and not shipped; what has left the settings meanwhile can be neither shipped nor put back, and keeps nothing open. */
export function isStaged({ index }: Desk, { item, picked, shipped }: ShipmentLine): boolean {
  return picked > shipped && index.items.has(item);
}

function noteStaying(desk: Desk, { lines, location }: Shipment): void {
  for (const { item, picked, shipped } of lines) {
    if (picked === shipped || desk.index.items.has(item)) continue;
    desk.notes.push(
      `${picked - shipped} of ${item} stay at ${location}, for the settings have no item ${item} any more.`,
    );
  }
}

function endOf({ lines }: Shipment): 'short' | 'cancelled' {
  return lines.some(({ shipped }) => shipped > 0) ? 'short' : 'cancelled';
}

function move(
  desk: Desk,
  { id, party }: Shipment,
  {
    line: of,
    ...moved
  }: {
    readonly line: ShipmentLine;
    readonly quantity: number;
    readonly kind: 'picked' | 'moved' | 'shipped';
    readonly from: string;
    readonly to: string;
    readonly says: string;
    readonly lot?: LotCame | undefined;
    readonly mass_mg?: number | undefined;
  },
): void {
  carry(desk, { ...moved, item: of.item, work: { document: id, line: of.line, party } });
}
