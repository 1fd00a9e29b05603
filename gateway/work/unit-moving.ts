/** A whole unit goes to another place, by itself or as its shipment, transfer or put-away has it; all that is in it goes along. */
import { refusePlace } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { Document } from './document.ts';
import {
  type Goods,
  goodsIn,
  type HandlingUnit,
  heldFor,
  membersOf,
  seenUnit,
  sscc,
  unit_version,
} from './handling-unit.ts';
import { putAway } from './put-away.ts';
import { object, oneOf, type Shape, text, words } from './shape.ts';
import { pick, unpick } from './shipment.ts';
import { arrive, send } from './transfer.ts';
import { carryGoods, relocate, saidOf } from './unit-carrying.ts';

export interface UnitMove {
  readonly sscc: string;
  readonly version?: number;
  readonly to: string;
  readonly reason?: string;
}

/** A unit as a part of a document: put away, picked, put back, sent or arrived whole. */
export interface UnitTaking {
  readonly kind: 'put-away' | 'shipment' | 'transfer';
  readonly id: string;
  readonly sscc: string;
  readonly version?: number;
  /** Where it is put, of a put-away and of what is put back; the proposed place when absent. */
  readonly to?: string;
}

const name = text(256);

export const unitMove: Shape<UnitMove> = object({ sscc, to: name }, { version: unit_version, reason: words(200) });
export const unitTaking: Shape<UnitTaking> = object(
  { kind: oneOf('put-away', 'shipment', 'transfer'), id: name, sscc },
  { version: unit_version, to: name },
);

export function moveUnit(desk: Desk, { to, reason = '', ...asked }: UnitMove): WorkRefusal | undefined {
  const found = whole(desk, asked);
  if (!found.ok) return found.refused;
  const { unit } = found;
  const refused = refusePlace(desk, to, 'to');
  if (refused !== undefined) return refused;
  if (to === unit.location) return refusal('to', 'is where it stands already');
  const held = heldFor(desk, unit);
  if (held !== undefined)
    return refusal('sscc', `${unit.sscc} is picked for ${held}: put it back from there, or ship it`);
  const sent = sentWith(desk, unit);
  if (sent !== undefined) return refusal('sscc', onItsWay(unit, sent));
  carryUnit(desk, unit, { kind: 'moved', to, says: `moved with ${unit.sscc}`, reason });
  return undefined;
}

/** All that is in a unit goes from where it stands to a place, and the unit with it. */
export function carryUnit(
  desk: Desk,
  unit: HandlingUnit & { readonly location: string },
  {
    to,
    reason = '',
    ...way
  }: { readonly kind: 'moved'; readonly to: string; readonly says: string; readonly reason?: string },
): void {
  const members = membersOf(desk, unit);
  carryGoods(desk, goodsIn(members), { ...way, from: unit.location, to, of: unit, reason });
  relocate(desk, members, { location: to }, { what: 'moved', reason, detail: { from: unit.location, to } });
}

export function takeUnit(desk: Desk, taking: UnitTaking): WorkRefusal | undefined {
  const found = whole(desk, taking);
  if (!found.ok) return found.refused;
  const document = desk.open(taking.id);
  if (document?.kind !== taking.kind) {
    const kind = taking.kind.replace('-', ' ');
    return refusal('id', `there is no open ${kind} ${taking.id}`, 'no-such-document');
  }
  const { unit } = found;
  if (document.kind === 'put-away') return put(desk, document, unit, taking);
  if (document.kind === 'transfer') return transfer(desk, document, unit);
  if (document.kind !== 'shipment') return undefined;
  return unit.shipment === document.id
    ? putBack(desk, document, unit, taking)
    : pickWhole(desk, document, unit, taking);
}

type Standing = HandlingUnit & { readonly location: string };
type Of<Kind extends Document['kind']> = Extract<Document, { readonly kind: Kind }>;

function put(desk: Desk, task: Of<'put-away'>, unit: Standing, { to: said }: UnitTaking): WorkRefusal | undefined {
  if (unit.location !== task.location)
    return refusal(
      'sscc',
      `${unit.sscc} stands at ${unit.location}, and ${task.id} is for what stands at ${task.location}`,
    );
  const held = heldFor(desk, unit);
  if (held !== undefined) return refusal('sscc', `${unit.sscc} is picked for ${held}`);
  const members = membersOf(desk, unit);
  const goods = goodsIn(members);
  const spread = spreadOver(task.lines, goods, (line) => line.quantity - line.done);
  if (spread === undefined) return tooMuch(unit, `are left of ${task.id}`);
  const to = said ?? task.lines.find(({ line }) => line === spread[0]?.line)?.to;
  if (to === undefined) return refusal('to', `is needed, for nothing says where ${unit.sscc} belongs`);
  return asDocument(desk, unit, {
    members,
    spread,
    to,
    carried: (lines) => putAway(desk, { id: task.id, lines: lines.map((each) => ({ ...each, to })) }),
  });
}

function pickWhole(desk: Desk, shipment: Of<'shipment'>, unit: Standing, { to }: UnitTaking): WorkRefusal | undefined {
  if (to !== undefined) return refusal('to', `means nothing here: ${unit.sscc} goes to ${shipment.location}`);
  const held = heldFor(desk, unit);
  if (held !== undefined) return refusal('sscc', `${unit.sscc} is picked for ${held} already`);
  if (unit.location === shipment.location) return refusal('sscc', `${unit.sscc} stands at the staging place itself`);
  const members = membersOf(desk, unit);
  const spread = spreadOver(shipment.lines, goodsIn(members), (line) => line.quantity - line.picked);
  if (spread === undefined) return tooMuch(unit, `are left to pick for ${shipment.id}`);
  const { location: place } = unit;
  return asDocument(desk, unit, {
    members,
    spread,
    to: shipment.location,
    shipment: shipment.id,
    carried: (lines) => pick(desk, { id: shipment.id, lines: lines.map((each) => ({ ...each, place })) }),
  });
}

/** It goes back to a place, and is nobody's any more. */
function putBack(desk: Desk, shipment: Of<'shipment'>, unit: Standing, { to }: UnitTaking): WorkRefusal | undefined {
  if (to === undefined) return refusal('to', `is needed: ${unit.sscc} is picked already, and goes back to there`);
  const members = membersOf(desk, unit);
  const spread = spreadOver(shipment.lines, goodsIn(members), (line) => line.picked - line.shipped);
  if (spread === undefined) return tooMuch(unit, `are picked for ${shipment.id}`);
  const free = members.map(({ shipment: _, ...each }) => each);
  return asDocument(desk, unit, {
    members: free,
    spread,
    to,
    carried: (lines) => unpick(desk, { id: shipment.id, lines: lines.map((each) => ({ ...each, place: to })) }),
  });
}

/** Sent from the one place, or arrived at the other: by where it stands. */
function transfer(desk: Desk, document: Of<'transfer'>, unit: Standing): WorkRefusal | undefined {
  const { id, location, via, to } = document;
  const held = heldFor(desk, unit);
  if (held !== undefined) return refusal('sscc', `${unit.sscc} is picked for ${held}`);
  if (unit.location !== location && unit.location !== via)
    return refusal('sscc', `${unit.sscc} stands at ${unit.location}, neither at ${location} nor on the way`);
  const isArrival = unit.location === via;
  const members = membersOf(desk, unit);
  const spread = spreadOver(document.lines, goodsIn(members), (line) =>
    isArrival ? line.sent - line.arrived : line.quantity - line.sent,
  );
  if (spread === undefined) return tooMuch(unit, `are ${isArrival ? 'on the way' : 'left to send'} with ${id}`);
  return asDocument(desk, unit, {
    members,
    spread,
    to: isArrival ? to : via,
    carried: (lines) => (isArrival ? arrive(desk, { id, lines }) : send(desk, { id, lines })),
  });
}

/** The open transfer that a unit is on its way with: all that is in it was sent with it and has not arrived. */
export function sentWith(desk: Desk, unit: HandlingUnit): Of<'transfer'> | undefined {
  const { location } = unit;
  if (location === undefined || desk.index.locations.get(location)?.kind !== 'transit') return undefined;
  const goods = goodsIn(membersOf(desk, unit));
  for (const document of desk.allOpen()) {
    if (document.kind !== 'transfer' || document.via !== location) continue;
    if (spreadOver(document.lines, goods, (line) => line.sent - line.arrived) !== undefined) return document;
  }
  return undefined;
}

export function onItsWay({ sscc: number }: HandlingUnit, { id, to }: Of<'transfer'>): string {
  return `${number} is on its way to ${to} with ${id}: take it in there first`;
}

interface AsDocument {
  readonly members: readonly HandlingUnit[];
  readonly spread: readonly Spread[];
  readonly to: string;
  readonly shipment?: string;
  /** Has the document carry the goods: one movement a line, in their order. */
  carried(lines: readonly { readonly line: number; readonly quantity: number }[]): WorkRefusal | undefined;
}

/** The document books the goods, and the unit goes with them. */
function asDocument(
  desk: Desk,
  unit: Standing,
  { members, spread, to, shipment, carried }: AsDocument,
): WorkRefusal | undefined {
  const first = desk.movements.length;
  const refused = carried(spread.map(({ line, quantity }) => ({ line, quantity })));
  if (refused !== undefined) return refused.field.startsWith('lines.') ? { ...refused, field: 'to' } : refused;
  nameGoods(desk, first, unit, spread);
  const told = { what: 'moved', detail: { from: unit.location, to, ...(shipment === undefined ? {} : { shipment }) } };
  relocate(desk, members, { location: to, ...(shipment === undefined ? {} : { shipment }) }, told);
  return undefined;
}

/** Movements that a document booked for a unit's goods say which unit, and which lots. */
export function nameGoods(desk: Desk, first: number, { sscc: unit }: HandlingUnit, spread: readonly Spread[]): void {
  for (const [i, { lot }] of spread.entries()) {
    const movement = desk.movements[first + i];
    if (movement === undefined) continue;
    desk.movements[first + i] = { ...movement, ...saidOf(lot), work: { ...movement.work, unit } };
  }
}

export interface Spread {
  readonly line: number;
  readonly quantity: number;
  readonly lot?: Goods['lot'];
}

/** Goods over the lines of a document that have room for them, the first one first; undefined when they do not fit. */
export function spreadOver<Line extends { readonly line: number; readonly item: string }>(
  lines: readonly Line[],
  goods: readonly Goods[],
  room: (line: Line) => number,
): readonly Spread[] | undefined {
  const taken = new Map<number, number>();
  const spread: Spread[] = [];
  for (const { item, quantity, lot } of goods) {
    let rest = quantity;
    for (const each of lines) {
      const used = taken.get(each.line) ?? 0;
      const here = each.item === item ? Math.min(rest, room(each) - used) : 0;
      if (here <= 0) continue;
      taken.set(each.line, used + here);
      spread.push({ line: each.line, quantity: here, ...(lot === undefined ? {} : { lot }) });
      rest -= here;
    }
    if (rest > 0) return undefined;
  }
  return spread.length === 0 ? undefined : spread;
}

function tooMuch({ sscc: number }: HandlingUnit, says: string): WorkRefusal {
  return refusal('sscc', `${number} holds nothing, or more than ${says}: unpack what is too much`);
}

/** A unit that goes whole is one that stands in no other. */
function whole(desk: Desk, asked: { readonly sscc: string; readonly version?: number }) {
  const found = seenUnit(desk, asked);
  if (!found.ok || found.unit.inside === undefined) return found;
  const rule = `${found.unit.sscc} stands in ${found.unit.inside}: move that one, or take it out first`;
  return { ok: false as const, refused: refusal('sscc', rule) };
}
