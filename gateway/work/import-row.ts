/** One row of an import: what it says, whether it can be booked, and how. */
import { lotFault, saidKey } from '../stock/lots/lot.ts';
import { type MovementKind, quantity_max } from '../stock/movement.ts';
import { isOutside, type SiteIndex, takenTo } from '../stock/site-index.ts';
import { toSmallest } from '../stock/units.ts';
import { type CountCause, causes } from './count-sheet.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { type LotCame, lotCame } from './lot-came.ts';
import { massCame, refuseMassCame } from './mass-came.ts';
import { refuseCost } from './purchase-order.ts';
import { money, object, oneOf, type Shape, text, whole, words } from './shape.ts';

/** What a row says: `opening` is what lay there when keeping began, `movement` whatever the others are not. */
export const importKinds = ['receipt', 'issue', 'transfer', 'count', 'opening', 'movement'] as const;
export type ImportKind = (typeof importKinds)[number];

export interface ImportRow {
  /** Its line in the file. */
  readonly row: number;
  readonly kind: ImportKind;
  readonly item: string;
  readonly quantity: number;
  /** Of the item; its smallest one when absent. */
  readonly unit?: string;
  readonly from?: string;
  readonly to?: string;
  /** The place of the site where only one is needed. */
  readonly location?: string;
  /** When it happened; now when absent. */
  readonly at_ms?: number;
  readonly lot?: LotCame;
  /** What all of it weighs, of an item with catch weight. */
  readonly mass_mg?: number;
  readonly unit_cost?: string;
  /** Supplier or customer. */
  readonly party?: string;
  /** Of a count that differs. */
  readonly cause?: CountCause;
  readonly reason?: string;
}

const name = text(256);
export const importRow: Shape<ImportRow> = object(
  { row: whole(1, 1_000_000), kind: oneOf(...importKinds), item: name, quantity: whole(0, quantity_max) },
  {
    unit: text(200),
    from: name,
    to: name,
    location: name,
    at_ms: whole(0, 253_402_300_799_999),
    lot: lotCame,
    mass_mg: massCame,
    unit_cost: money,
    party: text(100),
    cause: oneOf(...causes),
    reason: words(200),
  },
);
/** A row as it will be booked: in the smallest unit, between two places, or counted at one. */
export interface SettledRow {
  readonly row: ImportRow;
  readonly path: string;
  readonly pieces: number;
  readonly at_ms: number;
  readonly ends: { readonly from: string; readonly to: string } | { readonly location: string };
}

/** How a row will be booked; or the first rule that it breaks. */
export function settle(desk: Desk, given: ImportRow, path: string): SettledRow | WorkRefusal {
  const { index } = desk;
  const { item, quantity, unit, unit_cost, cause, kind, at_ms = desk.at_ms } = given;
  const known = index.items.get(item);
  if (known === undefined) return refusal(`${path}item`, `there is no item ${item}`);
  if (quantity === 0 && kind !== 'count') return refusal(`${path}quantity`, 'must be above zero');
  const converted = toSmallest(known, quantity, unit);
  if (!converted.ok) return refusal(`${path}${converted.field}`, converted.rule);
  if (converted.quantity > quantity_max)
    return refusal(`${path}quantity`, `must be at most ${quantity_max} ${known.unit}`);
  if (cause !== undefined && kind !== 'count') return refusal(`${path}cause`, 'is of counts alone');
  if (unit_cost !== undefined && kind !== 'receipt' && kind !== 'opening')
    return refusal(`${path}unit_cost`, 'is of receipts and openings alone');
  const ends = endsOf(index, given, path);
  if ('rule' in ends) return ends;
  const settled = { row: given, path, pieces: converted.quantity, at_ms, ends };
  return (
    refuseCost(unit_cost, index.site.currency, `${path}unit_cost`) ??
    refuseWhen(desk, settled) ??
    refuseLot(index, settled) ??
    refuseMassCame(desk, { mass_mg: given.mass_mg, item, quantity: converted.quantity }, path) ??
    settled
  );
}

function endsOf(index: SiteIndex, given: ImportRow, path: string): SettledRow['ends'] | WorkRefusal {
  const { kind, location } = given;
  const own = (field: 'from' | 'to' | 'location', id: string | undefined) => {
    if (id === undefined) return refusal(`${path}${field}`, `is needed of a ${kind}`);
    if (!index.locations.has(id)) return refusal(`${path}${field}`, `there is no location ${id}`);
    return isOutside(index, id)
      ? refusal(`${path}${field}`, `${id} is outside, and a ${kind} is of a place of the site`)
      : undefined;
  };
  const outside = (field: 'from' | 'to', id: string) => {
    if (!index.locations.has(id)) return refusal(`${path}${field}`, `there is no location ${id}`);
    return isOutside(index, id)
      ? undefined
      : refusal(`${path}${field}`, `${id} is a place of the site: this is a transfer`);
  };
  const none = (...fields: readonly ('from' | 'to' | 'location')[]) => {
    const strange = fields.find((field) => given[field] !== undefined);
    return strange === undefined ? undefined : refusal(`${path}${strange}`, `is not of a ${kind}`);
  };
  switch (kind) {
    case 'receipt': {
      const { from = 'supplier', to = location } = given;
      const wrong = (given.to === undefined ? undefined : none('location')) ?? outside('from', from) ?? own('to', to);
      return wrong ?? { from, to: to ?? '' };
    }
    case 'issue': {
      const { from = location } = given;
      const wrong = (given.from === undefined ? undefined : none('location')) ?? own('from', from);
      const to = given.to ?? takenTo(index, from ?? '');
      if (wrong === undefined && given.to === undefined && !isOutside(index, to))
        return refusal(
          `${path}to`,
          'is needed of an issue: the settings do not say where from there goods are taken to',
        );
      return wrong ?? outside('to', to) ?? { from: from ?? '', to };
    }
    case 'count':
      return none('from', 'to') ?? own('location', location) ?? { location: location ?? '' };
    case 'opening': {
      const { to = location } = given;
      const wrong = none('from') ?? (given.to === undefined ? undefined : none('location')) ?? own('to', to);
      return wrong ?? { from: 'opening-balance', to: to ?? '' };
    }
    case 'transfer':
    case 'movement': {
      const { from = '', to = '' } = given;
      if (from === to) return refusal(`${path}to`, 'must be another place than from');
      if (kind === 'transfer')
        return none('location') ?? own('from', given.from) ?? own('to', given.to) ?? { from, to };
      const strange = (
        [
          ['from', from],
          ['to', to],
        ] as const
      ).find(([, id]) => !index.locations.has(id));
      if (strange !== undefined) return refusal(`${path}${strange[0]}`, `there is no location ${strange[1]}`);
      return none('location') ?? { from, to };
    }
  }
}

function refuseWhen(desk: Desk, { row: given, path, at_ms, ends }: SettledRow): WorkRefusal | undefined {
  if (at_ms > desk.at_ms) return refusal(`${path}at`, 'must not be still to come');
  if (at_ms < desk.open_from_ms) {
    const from = new Date(desk.open_from_ms).toISOString();
    return refusal(`${path}at`, `must be at or after ${from}: the period before it is closed`);
  }
  if (given.kind !== 'count' && given.kind !== 'opening') return undefined;
  const place = 'location' in ends ? ends.location : ends.to;
  const level = desk.levelThen(given.item, place, at_ms);
  if (level === undefined) return refusal(`${path}at`, 'is too long ago: what has moved since is not kept one by one');
  if (given.kind === 'count' || level === 0) return undefined;
  return refusal(
    `${path}quantity`,
    `cannot be an opening: ${level} lie there by the ledger at that time; count them instead`,
  );
}

function refuseLot(index: SiteIndex, { row: given, path, pieces }: SettledRow): WorkRefusal | undefined {
  const { lot, item } = given;
  if (lot === undefined) return undefined;
  if (pieces === 0) return refusal(`${path}lot`, 'means nothing where nothing lies');
  const tracking = index.items.get(item)?.tracking;
  const fault = lotFault([lot], { tracking, quantity: pieces });
  if (fault !== undefined) return refusal(`${path}${fault.field.replace(/^lots(\[0\]\.)?/, '') || 'lot'}`, fault.rule);
  if (tracking !== 'serial' || pieces === 1) return undefined;
  return refusal(`${path}serial`, `is one piece, and the row has ${pieces}: a row for each serial`);
}

/** Of one place and time an item has one opening, and one count: of a tracked item one for each lot. */
export function twiceOf(index: SiteIndex, { row: given, path, at_ms, ends }: SettledRow, once: Map<string, number>) {
  const { kind, item, row: number, lot } = given;
  if (kind !== 'count' && kind !== 'opening') return undefined;
  const place = 'location' in ends ? ends.location : ends.to;
  const tracking = index.items.get(item)?.tracking;
  const of = tracking === undefined ? undefined : saidKey(lot ?? {}, tracking);
  const key = [kind, item, place, kind === 'count' ? at_ms : '', of ?? ''].join('\n');
  const first = once.get(key);
  once.set(key, first ?? number);
  if (first === undefined) return undefined;
  return refusal(`${path}item`, `is said of the same place ${kind === 'count' ? 'and time ' : ''}in row ${first} too`);
}

/** What a movement between two places is called; by hand where neither end says it. */
export function kindOf(index: SiteIndex, from: string, to: string): MovementKind {
  if (!isOutside(index, from)) {
    if (!isOutside(index, to)) return 'moved';
    const known: Readonly<Record<string, MovementKind>> = {
      customer: 'shipped',
      production: 'consumed',
      scrap: 'scrapped',
      supplier: 'returned',
    };
    return known[to] ?? 'manual';
  }
  const known: Readonly<Record<string, MovementKind>> = {
    supplier: 'received',
    production: 'produced',
    customer: 'returned',
  };
  return known[from] ?? 'manual';
}
