/** Goods and units go into a handling unit, and come out of it. Where they stand already nothing moves: they lie there packed now, or loose. */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { refusePlace } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { lineOf } from './document.ts';
import {
  type Goods,
  goodsIn,
  goodsKey,
  type HandlingUnit,
  heldFor,
  membersOf,
  refuseFull,
  rootOf,
  seenUnit,
  sscc,
  unit_version,
} from './handling-unit.ts';
import { type LotCame, lotCame, refuseLot } from './lot-came.ts';
import { massCame, refuseMassCame } from './mass-came.ts';
import { list, object, type Shape, text, whole, words } from './shape.ts';
import { carryGoods, type GoodsCarried, relocate } from './unit-carrying.ts';
import { UnitContents, unitsOf } from './unit-contents.ts';
import { onItsWay, sentWith } from './unit-moving.ts';

/** Goods from where the unit stands, or from `from`; units from wherever they stand. */
export interface UnitPacking {
  readonly sscc: string;
  readonly version?: number;
  readonly lines?: readonly {
    readonly item: string;
    readonly quantity: number;
    readonly lot?: LotCame;
    readonly from?: string;
    /** What goes from another place into it weighs so much together, of an item with catch weight. */
    readonly mass_mg?: number;
  }[];
  readonly units?: readonly string[];
}

/** Everything when neither lines nor units are named; then the unit is done with. */
export interface UnitUnpacking {
  readonly sscc: string;
  readonly version?: number;
  readonly lines?: readonly { readonly line: number; readonly quantity: number; readonly mass_mg?: number }[];
  readonly units?: readonly string[];
  /** Where it goes to; it stays at the unit's place when absent. */
  readonly to?: string;
  readonly reason?: string;
}

const name = text(256);
const quantity = whole(1, quantity_max);
const many = limits.document_lines_max;

export const unitPacking: Shape<UnitPacking> = object(
  { sscc },
  {
    version: unit_version,
    lines: list(object({ item: name, quantity }, { lot: lotCame, from: name, mass_mg: massCame }), 1, many),
    units: list(sscc, 1, many),
  },
);
export const unitUnpacking: Shape<UnitUnpacking> = object(
  { sscc },
  {
    version: unit_version,
    lines: list(object({ line: whole(1, Number.MAX_SAFE_INTEGER), quantity }, { mass_mg: massCame }), 1, many),
    units: list(sscc, 1, many),
    to: name,
    reason: words(200),
  },
);

export function packUnit(desk: Desk, { lines = [], units = [], ...asked }: UnitPacking): WorkRefusal | undefined {
  const found = seenUnit(desk, asked);
  if (!found.ok) return found.refused;
  if (lines.length + units.length === 0) return refusal('lines', 'or units are needed: what goes into it');
  const { unit } = found;
  const sent = sentWith(desk, unit);
  if (sent !== undefined) return refusal('sscc', onItsWay(unit, sent));
  const { location } = unit;
  const contents = new UnitContents(desk);
  let packed = unit.lines;
  for (const [i, { from = location, ...goods }] of lines.entries()) {
    const path = `lines.${i}`;
    const { item, quantity: pieces, lot, mass_mg } = goods;
    if (!desk.index.items.has(item)) return refusal(`${path}.item`, `there is no item ${item}`);
    const refused =
      refusePlace(desk, from, `${path}.from`) ??
      refuseLot(desk, { lot, item, quantity: pieces }, path) ??
      refuseMass(desk, { mass_mg, item, quantity: pieces, isMoved: from !== location }, path) ??
      refuseSerial(contents, packed, goods, path) ??
      refuseUnpicked(desk, unit, { contents, goods, packed, from }, path);
    if (refused !== undefined) return refused;
    const short = pieces - contents.take(item, from, pieces);
    if (short > 0)
      desk.notes.push(
        `${short} × ${itemName(desk.index, item)} more than lie loose at ${locationName(desk.index, from)} by the record are packed now: count them.`,
      );
    if (from !== location)
      carryGoods(desk, [goods], { kind: 'moved', from, to: location, says: `packed into ${unit.sscc}`, of: unit });
    packed = withGoods(packed, goods);
  }
  let next: HandlingUnit = { ...unit, state: 'open', lines: packed };
  for (const [i, number] of units.entries()) {
    const inner = putInside(desk, next, number, `units.${i}`);
    if ('rule' in inner) return inner;
    next = { ...next, units: [...next.units, number] };
  }
  desk.put(next, {
    what: 'packed',
    detail: { ...(lines.length > 0 ? { lines } : {}), ...(units.length > 0 ? { units } : {}) },
  });
  return refuseFull(desk, rootOf(desk, next), lines.length > 0 ? 'lines' : 'units');
}

/** Another unit stands in this one from now on, and comes to its place. */
function putInside(desk: Desk, outer: HandlingUnit, number: string, field: string): HandlingUnit | WorkRefusal {
  const found = seenUnit(desk, { sscc: number }, field);
  if (!found.ok) return found.refused;
  const { unit: inner } = found;
  if (inner.inside !== undefined) return refusal(field, `${number} stands in ${inner.inside} already: unpack it first`);
  if (rootOf(desk, outer).sscc === number) return refusal(field, `${number} cannot stand in itself`);
  const sent = sentWith(desk, inner);
  if (sent !== undefined) return refusal(field, onItsWay(inner, sent));
  if (heldFor(desk, inner) !== heldFor(desk, outer))
    return refusal(field, `${number} and ${outer.sscc} are not for the same shipment`);
  const members = membersOf(desk, inner);
  const { location = '' } = outer;
  if (inner.location !== location)
    carryGoods(desk, goodsIn(members), {
      kind: 'moved',
      from: inner.location,
      to: location,
      says: `put with ${number} into ${outer.sscc}`,
      of: inner,
    });
  relocate(desk, members, { location }, { what: 'packed', detail: { into: outer.sscc } });
  const moved = desk.unit(number);
  if (moved === undefined) return refusal(field, `there is no handling unit ${number}`);
  const next: HandlingUnit = { ...moved, inside: outer.sscc };
  desk.put(next, { what: 'put inside', detail: { inside: outer.sscc } });
  return next;
}

export function unpackUnit(
  desk: Desk,
  { lines, units, to, reason = '', ...asked }: UnitUnpacking,
): WorkRefusal | undefined {
  const found = seenUnit(desk, asked);
  if (!found.ok) return found.refused;
  const { unit } = found;
  const { location } = unit;
  const wrong = to === undefined ? undefined : refusePlace(desk, to, 'to');
  if (wrong !== undefined) return wrong;
  if (to === location) return refusal('to', 'is where the unit stands: leave it out');
  const held = heldFor(desk, unit);
  if (to !== undefined && held !== undefined)
    return refusal('to', `${unit.sscc} is picked for ${held}: put it back from there`);
  const sent = to === undefined ? undefined : sentWith(desk, unit);
  if (sent !== undefined) return refusal('to', onItsWay(unit, sent));
  const isWhole = lines === undefined && units === undefined;
  const out: NonNullable<UnitUnpacking['lines']> =
    lines ?? (isWhole ? unit.lines.map(({ line, quantity: pieces }) => ({ line, quantity: pieces })) : []);
  let left = unit.lines;
  const goods: GoodsCarried[] = [];
  for (const [i, { line, quantity: pieces, mass_mg }] of out.entries()) {
    const known = lineOf(left, line);
    if (known === undefined) return refusal(`lines.${i}.line`, `${unit.sscc} has no line ${line}`);
    if (pieces > known.quantity)
      return refusal(`lines.${i}.quantity`, `must be at most ${known.quantity}, which are in it`);
    const refused = refuseMass(
      desk,
      { mass_mg, item: known.item, quantity: pieces, isMoved: to !== undefined },
      `lines.${i}`,
    );
    if (refused !== undefined) return refused;
    goods.push({ ...known, quantity: pieces, mass_mg });
    left = left.flatMap((each) =>
      each.line !== line ? [each] : each.quantity === pieces ? [] : [{ ...each, quantity: each.quantity - pieces }],
    );
  }
  if (to !== undefined)
    carryGoods(desk, goods, { kind: 'moved', from: location, to, says: `taken out of ${unit.sscc}`, of: unit });
  const inner = units ?? (isWhole ? unit.units : []);
  for (const [i, number] of inner.entries()) {
    const refused = takeOut(desk, unit, { number, to }, `units.${i}`);
    if (refused !== undefined) return refused;
  }
  const next: HandlingUnit = {
    ...unit,
    state: 'open',
    lines: left,
    units: unit.units.filter((each) => !inner.includes(each)),
  };
  const told = { what: 'unpacked', reason, detail: { ...(isWhole ? {} : { lines: out, units: inner }) } };
  if (!isWhole) desk.put(next, told);
  else endUnit(desk, next, { ...told, state: 'unpacked', closing: reason === '' ? 'everything is out of it' : reason });
  return undefined;
}

function takeOut(
  desk: Desk,
  unit: HandlingUnit & { readonly location: string },
  { number, to = unit.location }: { readonly number: string; readonly to: string | undefined },
  field: string,
): WorkRefusal | undefined {
  const inner = desk.unit(number);
  if (inner?.inside !== unit.sscc) return refusal(field, `${number} does not stand in ${unit.sscc}`);
  const { inside, ...free } = inner;
  desk.put(free, { what: 'taken out', detail: { inside } });
  if (to === unit.location) return undefined;
  const members = membersOf(desk, free);
  carryGoods(desk, goodsIn(members), {
    kind: 'moved',
    from: unit.location,
    to,
    says: `taken out of ${unit.sscc}`,
    of: free,
  });
  relocate(desk, members, { location: to }, { what: 'moved', detail: { to } });
  return undefined;
}

/** The unit is done with; where it stood in another one, it does no longer. */
function endUnit(
  desk: Desk,
  { inside, ...unit }: HandlingUnit,
  {
    state,
    closing,
    ...told
  }: { readonly state: 'unpacked'; readonly closing: string; readonly what: string; readonly reason: string },
): void {
  const outer = inside === undefined ? undefined : desk.unit(inside);
  if (outer !== undefined)
    desk.put(
      { ...outer, units: outer.units.filter((each) => each !== unit.sscc) },
      { what: 'taken out', detail: { unit: unit.sscc } },
    );
  desk.put({ ...unit, state, closing }, told);
}

function withGoods(lines: HandlingUnit['lines'], { item, quantity: pieces, lot }: Goods): HandlingUnit['lines'] {
  const added = { item, quantity: pieces, ...(lot === undefined ? {} : { lot }) };
  const known = lines.find((each) => goodsKey(each) === goodsKey(added));
  if (known !== undefined)
    return lines.map((each) => (each === known ? { ...each, quantity: each.quantity + pieces } : each));
  return [...lines, { line: Math.max(0, ...lines.map(({ line }) => line)) + 1, ...added }];
}

/** So many more of an item are in it than the record has by now. */
function packedSince(unit: HandlingUnit, packed: HandlingUnit['lines'], item: string): number {
  return unitsOf(packed, item) - unitsOf(unit.lines, item);
}

/** Of goods that stay where they lie nothing is booked that could have a mass: a count says it. */
function refuseMass(
  desk: Desk,
  {
    isMoved,
    ...came
  }: {
    readonly mass_mg: number | undefined;
    readonly item: string;
    readonly quantity: number;
    readonly isMoved: boolean;
  },
  path: string,
): WorkRefusal | undefined {
  const refused = refuseMassCame(desk, came, `${path}.`);
  if (refused !== undefined || came.mass_mg === undefined || isMoved) return refused;
  return refusal(`${path}.mass_mg`, 'is of goods that go to another place, and these stay where they lie: count them');
}

/** One piece is in one unit. */
function refuseSerial(
  contents: UnitContents,
  packed: HandlingUnit['lines'],
  { item, lot }: Goods,
  path: string,
): WorkRefusal | undefined {
  const serial = lot?.serial;
  if (serial === undefined) return undefined;
  const isIt = (each: HandlingUnit['lines'][number]) => each.item === item && each.lot?.serial === serial;
  if (packed.some(isIt)) return refusal(`${path}.lot.serial`, `${serial} is in it already`);
  const holder = contents.holderOf(item, serial);
  return holder === undefined ? undefined : refusal(`${path}.lot.serial`, `${serial} is in ${holder} already`);
}

/** What a shipment's unit holds was picked for the shipment, and is in no other unit of it. */
function refuseUnpicked(
  desk: Desk,
  unit: HandlingUnit,
  {
    contents,
    goods,
    packed,
    from,
  }: {
    readonly contents: UnitContents;
    readonly goods: Goods;
    readonly packed: HandlingUnit['lines'];
    readonly from: string;
  },
  path: string,
): WorkRefusal | undefined {
  const shipment = unit.shipment === undefined ? undefined : desk.open(unit.shipment);
  if (shipment?.kind !== 'shipment') return undefined;
  if (from !== shipment.location)
    return refusal(`${path}.from`, `must be ${shipment.location}, where what was picked for ${shipment.id} stands`);
  const staged = shipment.lines.reduce(
    (sum, each) => (each.item === goods.item ? sum + each.picked - each.shipped : sum),
    0,
  );
  const left = staged - packedSince(unit, packed, goods.item) - contents.heldFor(shipment.id, goods.item);
  return goods.quantity <= left
    ? undefined
    : refusal(`${path}.quantity`, `must be at most ${left}, which are picked for ${shipment.id} and not packed yet`);
}
