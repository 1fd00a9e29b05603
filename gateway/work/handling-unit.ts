/**
 * What carries stock and has a number of its own, its SSCC: a case, a pallet. What is in it lies at its place and is part of the level
 * there; packing says only that it is inside. A unit may stand in another one and is then where that one is.
 */
import { limits } from '../base/limits.ts';
import { isSscc, ssccOf } from '../stock/sscc.ts';
import { numbered, refusePlace } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import type { LotCame } from './lot-came.ts';
import { object, oneOf, type Shape, text, whole, words } from './shape.ts';

/** Goods of one item, and of one lot where that is known. */
export interface UnitLine extends DocumentLine {
  readonly item: string;
  readonly lot?: LotCame;
}

/** `announced`: it is on its way to the site. `packed`: it was closed. `shipped`, `unpacked` and `absent` are ends. */
export type UnitState = 'announced' | 'open' | 'packed' | 'shipped' | 'unpacked' | 'absent';

export const packagings = ['case', 'pallet', 'container', 'other'] as const;

export interface HandlingUnit extends DocumentHead<'handling-unit', UnitState, UnitLine> {
  /** Also its `reference`: what others call it. */
  readonly sscc: string;
  readonly packaging: (typeof packagings)[number];
  /** Where it stands; absent while it is announced. */
  readonly location?: string;
  /** The SSCC of the unit that it stands in. */
  readonly inside?: string;
  /** Those that stand directly in it. */
  readonly units: readonly string[];
  /** The shipment that it was picked or packed for. */
  readonly shipment?: string;
}

export interface UnitOpening {
  /** A label that is there already; one of the site's own numbers when absent. */
  readonly sscc?: string;
  readonly packaging?: HandlingUnit['packaging'];
  readonly location?: string;
  /** It is packed for this shipment, of what was picked for it. */
  readonly shipment?: string;
  readonly reason?: string;
}

export interface UnitClosing {
  readonly sscc: string;
  readonly version?: number;
}

const name = text(256);
export const unit_version = whole(1, Number.MAX_SAFE_INTEGER);
export const packaging = oneOf(...packagings);

export const sscc: Shape<string> = {
  misfit: (json, field) =>
    typeof json === 'string' && isSscc(json)
      ? undefined
      : { field, rule: 'must be the 18 digits of an SSCC with its check digit' },
};

export const unitOpening: Shape<UnitOpening> = object(
  {},
  { sscc, packaging, location: name, shipment: name, reason: words(200) },
);
export const unitClosing: Shape<UnitClosing> = object({ sscc }, { version: unit_version });

export function openUnit(desk: Desk, opening: UnitOpening): WorkRefusal | undefined {
  const { packaging: kind = 'other', shipment: of, reason = '' } = opening;
  const shipment = of === undefined ? undefined : desk.open(of);
  if (of !== undefined && shipment?.kind !== 'shipment') return refusal('shipment', `there is no open shipment ${of}`);
  const location = opening.location ?? shipment?.location;
  if (location === undefined) return refusal('location', 'is needed: where the unit stands');
  if (shipment !== undefined && location !== shipment.location)
    return refusal('location', `must be ${shipment.location}, where ${shipment.id} is gathered`);
  const refused = refusePlace(desk, location, 'location');
  if (refused !== undefined) return refused;
  const made = newUnit(desk, opening.sscc, 'sscc');
  if ('rule' in made) return made;
  desk.put(
    {
      ...made,
      state: 'open',
      packaging: kind,
      location,
      lines: [],
      units: [],
      ...(of === undefined ? {} : { shipment: of }),
    },
    { what: 'opened', reason, detail: { sscc: made.sscc } },
  );
  return undefined;
}

/** The number of a new unit in the ledger, and on its label: the one that is said, else the next one of the site's own. */
export function newUnit(
  desk: Desk,
  said: string | undefined,
  field: string,
): (Pick<HandlingUnit, 'kind' | 'id' | 'sscc'> & { readonly reference: string }) | WorkRefusal {
  const own = desk.index.site.work?.sscc;
  if (said === undefined && own === undefined)
    return refusal(field, 'is needed, for the settings name no company prefix for own numbers (work.sscc)');
  for (;;) {
    const given = numbered(desk, 'handling-unit');
    if ('rule' in given) return given;
    const made = said ?? (own === undefined ? { rule: 'is needed' } : ssccOf(own, Number(given.id.slice(3))));
    if (typeof made !== 'string') return refusal(field, made.rule);
    if (desk.unit(made) === undefined) return { kind: 'handling-unit', id: given.id, sscc: made, reference: made };
    if (said !== undefined) return refusal(field, `${made} is kept already: it is in the house, or announced`);
    // Somebody has stuck the next of our own numbers on a unit before it was given: the one after it is free.
  }
}

/** Nothing more is put in for now; packing or unpacking opens it again. */
export function closeUnit(desk: Desk, asked: UnitClosing): WorkRefusal | undefined {
  const found = seenUnit(desk, asked);
  if (!found.ok) return found.refused;
  const { unit } = found;
  if (unit.state === 'packed') return refusal('sscc', `${unit.sscc} is closed already`);
  if (unit.lines.length + unit.units.length === 0) return refusal('sscc', 'is empty');
  desk.put({ ...unit, state: 'packed' }, { what: 'closed' });
  return undefined;
}

export type SeenUnit =
  | { readonly ok: true; readonly unit: HandlingUnit & { readonly location: string } }
  | { readonly ok: false; readonly refused: WorkRefusal };

/** The unit of this number that is in the house, in the version that was seen; or why not. */
export function seenUnit(
  desk: Desk,
  { sscc: number, version }: { readonly sscc: string; readonly version?: number },
  field = 'sscc',
): SeenUnit {
  const unit = desk.unit(number);
  if (unit === undefined)
    return { ok: false, refused: refusal(field, `there is no handling unit ${number}`, 'no-such-document') };
  if (version !== undefined && version !== unit.version) {
    const rule = `is ${version}, and ${unit.id} has version ${unit.version} by now: read it again`;
    return { ok: false, refused: refusal('version', rule, 'stale') };
  }
  const { location } = unit;
  if (unit.state === 'announced' || location === undefined)
    return { ok: false, refused: refusal(field, `${number} is announced with ${unit.of ?? ''} and not received yet`) };
  return { ok: true, unit: { ...unit, location } };
}

/** A unit with all that stand in it, itself first. */
export function membersOf(desk: Desk, unit: HandlingUnit): readonly HandlingUnit[] {
  const members: HandlingUnit[] = [unit];
  // The list grows while it is walked, so that the inner ones of the inner ones follow.
  for (const each of members) {
    for (const number of each.units) {
      const inner = desk.unit(number);
      if (inner !== undefined) members.push(inner);
    }
  }
  return members;
}

/** The outermost unit that this one stands in; itself where it stands in none. */
export function rootOf(desk: Desk, unit: HandlingUnit): HandlingUnit {
  let root = unit;
  while (root.inside !== undefined) {
    const outer = desk.unit(root.inside);
    if (outer === undefined) return root;
    root = outer;
  }
  return root;
}

export type Goods = Pick<UnitLine, 'item' | 'quantity' | 'lot'>;

/** All that is in some units, goods of one item and lot together, in the order in which they are met. */
export function goodsIn(units: readonly Pick<HandlingUnit, 'lines'>[]): readonly Goods[] {
  const goods = new Map<string, Goods>();
  for (const { lines } of units) {
    for (const { item, quantity, lot } of lines) {
      const key = goodsKey({ item, ...(lot === undefined ? {} : { lot }) });
      const sum = (goods.get(key)?.quantity ?? 0) + quantity;
      goods.set(key, { item, quantity: sum, ...(lot === undefined ? {} : { lot }) });
    }
  }
  return [...goods.values()];
}

/** What is the same goods has the same. */
export function goodsKey({ item, lot }: Pick<UnitLine, 'item' | 'lot'>): string {
  return `${item}\u0000${lot?.serial ?? ''}\u0000${lot?.lot ?? ''}`;
}

/** Why goods and units cannot be put into a unit as far as numbers go. */
export function refuseFull(desk: Desk, root: HandlingUnit, field: string): WorkRefusal | undefined {
  const members = membersOf(desk, root);
  if (members.length > limits.handling_units_nested_max)
    return refusal(field, `at most ${limits.handling_units_nested_max} handling units stand in one`);
  const long = members.find(({ lines }) => lines.length > limits.document_lines_max);
  return long === undefined
    ? undefined
    : refusal(field, `a handling unit holds at most ${limits.document_lines_max} different goods`);
}

/** A delivery is over: what was announced with it and is not here did not come. */
export function dropAnnounced(desk: Desk, receipt: string): void {
  for (const unit of [...desk.units()]) {
    if (unit.state === 'announced' && unit.of === receipt)
      desk.put({ ...unit, state: 'absent', closing: `it did not come with ${receipt}` }, { what: 'absent' });
  }
}

/** The shipment that a unit is picked or packed for, while that is open. */
export function heldFor(desk: Desk, { shipment }: HandlingUnit): string | undefined {
  return shipment !== undefined && desk.open(shipment)?.kind === 'shipment' ? shipment : undefined;
}
