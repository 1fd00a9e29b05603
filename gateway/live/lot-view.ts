/** Lots as the API tells them: what is known of each, how many there are, and whether it may be used. */
import { z } from 'zod';
import type { LedgerReader } from '../ledger/reader.ts';
import { builtInLocations } from '../stock/built-in-locations.ts';
import type { Level } from '../stock/levels.ts';
import { dayAt, daysBetween } from '../stock/lots/day.ts';
import { type HoldScope, isOf } from '../stock/lots/hold.ts';
import { unknown_lot } from '../stock/lots/lot.ts';
import type { LotLevel } from '../stock/lots/lot-levels.ts';
import type { LotRecord } from '../stock/lots/lot-record.ts';
import { type LotState, lotState } from '../stock/lots/lot-state.ts';
import type { Item, Site } from '../stock/site.ts';
import type { TimeSources } from './at-time.ts';
import { holdsOf, treeOf } from './holds-now.ts';
import { at_ms, components, level } from './schemas.ts';

const text = z.string();
const whole = z.int();
const day = text.meta({ description: 'Local day, 2027-05-31' });
const lotStates = z.enum(['available', 'expiring', 'expired', 'held']);

export const lotRecord = z.strictObject({
  item: text,
  lot: text.meta({ description: 'The serial, for an item tracked by serial' }),
  tracking: z.enum(['lot', 'serial']),
  of_lot: text.exactOptional().meta({ description: 'Of a serial: the lot it was made in' }),
  expiry: day.exactOptional(),
  expiry_from: z.enum(['told', 'made', 'seen']).exactOptional().meta({
    description:
      '`told` by a code, a tag or a person; else by the shelf life from the day of making, or from when it was first seen',
  }),
  made_on: day.exactOptional(),
  supplier_lot: text.exactOptional(),
  first_seen_ms: at_ms,
});

export const lotView = z
  .strictObject({
    ...lotRecord.shape,
    quantity: whole.meta({ description: 'Pieces in the house, those on the move included' }),
    state: lotStates,
    days_left: whole.exactOptional().meta({ description: 'Days until its expiry; below zero when it is past' }),
  })
  .register(components, { id: 'Lot', description: 'A lot of an item, or one piece by its serial number' });

export type LotView = z.infer<typeof lotView>;

/** A level, and of an item that is tracked what it is made up of. */
export const levelByLot = z
  .strictObject({
    item: text,
    location: text,
    quantity: whole,
    lots: z
      .array(z.strictObject({ lot: text, quantity: whole, state: lotStates, expiry: day.exactOptional() }))
      .exactOptional()
      .meta({ description: 'With `by=lot`, of an item that is tracked, in the house: they sum to the quantity' }),
    mass_mg: whole
      .exactOptional()
      .meta({ description: 'Of an item with catch weight, at a place of ours: what it weighs; not with `at`' }),
    owners: z
      .array(z.strictObject({ owner: text, quantity: whole }))
      .exactOptional()
      .meta({ description: 'With `by=owner`: what of it is not ours; absent where all is' }),
  })
  .register(components, { id: 'LevelByLot', description: 'A level and the lots that it is the sum of' });

export type LevelByLot = z.infer<typeof levelByLot>;
export const plainLevel = level;

export function todayOf({ state, clock }: Pick<TimeSources, 'state' | 'clock'>): string {
  return dayAt(clock.now_ms(), state.site.time_zone);
}

export function lotViewOf(
  record: LotRecord,
  quantity: number,
  {
    item,
    today,
    holds,
  }: { readonly item: Item | undefined; readonly today: string; readonly holds: readonly HoldScope[] },
): LotView {
  // Where only some of it is on hold, its levels tell where.
  const isHeld = holds.some((hold) => hold.location === undefined && isAll(hold, record));
  return {
    ...record,
    quantity,
    state: stateOf(record, item, today, isHeld),
    ...(record.expiry === undefined ? {} : { days_left: daysBetween(today, record.expiry) }),
  };
}

/** Levels with their lots, the lot `unknown` as what the known ones leave. */
export function byLot(
  levels: readonly Level[],
  known: readonly LotLevel[],
  { reader, site, today }: { readonly reader: LedgerReader; readonly site: Site; readonly today: string },
): LevelByLot[] {
  const items = new Map(site.items.map((item) => [item.id, item]));
  const holds = new Map<string, readonly HoldScope[]>();
  const isIn = treeOf(site);
  const outside = outsideOf(site);
  const lots = new Map<string, LotLevel[]>();
  for (const each of known) {
    const key = `${each.location}\u0000${each.item}`;
    const list = lots.get(key);
    if (list === undefined) lots.set(key, [each]);
    else list.push(each);
  }
  return levels.map((each) => {
    const item = items.get(each.item);
    if (item?.tracking === undefined || outside.has(each.location)) return each;
    const here = lots.get(`${each.location}\u0000${each.item}`) ?? [];
    const holding = holds.get(each.item) ?? holdsOf(reader, each.item);
    holds.set(each.item, holding);
    const isHeld = (lot: string) =>
      holding.some((hold) => isAll(hold, { ...each, lot }) && isOf(hold, { ...each, lot }, isIn));
    const rows = here.map(({ lot, quantity }) => {
      const record = reader.lots.record(each.item, lot);
      return { lot, quantity, state: stateOf(record, item, today, isHeld(lot)), ...expiryOf(record) };
    });
    const unknown = each.quantity - here.reduce((sum, { quantity }) => sum + quantity, 0);
    if (unknown !== 0) {
      const state = stateOf(undefined, item, today, isHeld(unknown_lot));
      rows.push({ lot: unknown_lot, quantity: unknown, state });
    }
    return { ...each, lots: rows };
  });
}

/** Outside are those of the settings, and those that every site has. */
export function outsideOf(site: Site): ReadonlySet<string> {
  const outside = [...builtInLocations, ...site.locations].filter(({ kind }) => kind === 'outside');
  return new Set(outside.map(({ id }) => id));
}

/** Whether a hold is of all there is of a lot, at the places it is of. */
function isAll(hold: HoldScope, { item, lot }: { readonly item: string; readonly lot: string }): boolean {
  return hold.quantity === undefined && hold.item === item && (hold.lot === undefined || hold.lot === lot);
}

function stateOf(
  record: Pick<LotRecord, 'expiry'> | undefined,
  item: Item | undefined,
  today: string,
  isHeld: boolean,
): LotState {
  return lotState(record?.expiry, { today, warn_days: item?.expiry_warn_days, isHeld });
}

function expiryOf(record: LotRecord | undefined) {
  return record?.expiry === undefined ? {} : { expiry: record.expiry };
}
