/**
 * Goal: of items with catch weight the real mass is kept beside the pieces: said, scanned, weighed or estimated, carried along, booked off when
 * the last piece goes, and the same whatever is learned when. Property: whatever the order of arrival, it gives one result, and mass is neither made nor lost.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportRow } from '../../gateway/work/import-row.ts';
import { opening_ms, type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const kg = 1_000_000;
const json = {
  ...workSiteJson,
  items: [
    { id: 'cheese', unit: 'wheel', unit_mass_mg: 10 * kg, catch_weight: { tolerance_permille: 200 } },
    { id: 'nut', unit_mass_mg: 12_000 },
    { id: 'washer' },
    { id: 'bolt' },
  ],
};

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

const move = (quantity: number, from: string, to: string, more: { mass_mg?: number; at_ms?: number } = {}) =>
  house.give({ kind: 'move', item: 'cheese', quantity, from, to, reason: 'x', ...more });
const count = (quantity: number, location: string, mass_mg?: number) =>
  house.give({
    kind: 'count',
    item: 'cheese',
    location,
    quantity,
    reason: 'x',
    ...(mass_mg === undefined ? {} : { mass_mg }),
  });
const masses = () => house.reader.masses({}).map(({ location, mass_mg }) => `${location} ${mass_mg / kg}`);
const moved = () =>
  house.reader
    .movements({ limit: 100 })
    .toReversed()
    .map(({ moved: of }) =>
      of === undefined ? '' : `${of.mass_mg / kg} ${of.source}${of.off_mg ? ` ${of.off_mg / kg}` : ''}`,
    );

describe('mass beside the pieces', () => {
  test('is said, else the mean of what lies there, else nominal; a transfer carries it over', () => {
    move(4, 'supplier', 'X1', { mass_mg: 42 * kg });
    move(1, 'X1', 'dock');
    move(2, 'supplier', 'stage');
    expect(masses()).toEqual(['X1 31.5', 'dock 10.5', 'stage 20']);
    expect(moved()).toEqual(['42 stated', '10.5 mean', '20 nominal']);
    expect(house.reader.movements({ limit: 3 }).map(({ why }) => why)).toEqual([
      'cheese moved by person:anna: x',
      'cheese moved by person:anna: x',
      'cheese moved by person:anna: x (42000 g, stated)',
    ]);
    expect(house.verified().problems).toEqual([]);
  });

  test('what is left when the last piece goes is booked off, and comes back when that is taken back', () => {
    move(4, 'supplier', 'X1', { mass_mg: 42 * kg });
    move(4, 'X1', 'customer', { mass_mg: 40 * kg });
    expect(masses()).toEqual([]);
    expect(moved()).toEqual(['42 stated', '40 stated 2']);
    const [last] = house.reader.movements({ limit: 1 });
    expect(house.give({ kind: 'reverse', movement: last?.id ?? '', reason: 'x' })).toMatchObject({ ok: true });
    expect(masses()).toEqual(['X1 42']);
    expect(house.verified().problems).toEqual([]);
  });

  test('a mass that cannot be is refused with the field and the rule, and nothing changes', () => {
    const rule = 'mass_mg: must be from 16000000 to 24000000 for 2 wheel: 10000000 mg each, 20 % more or less';
    expect(move(2, 'supplier', 'X1', { mass_mg: 25 * kg })).toMatchObject({ ok: false, field: 'mass_mg', says: rule });
    expect(count(0, 'X1', 1)).toMatchObject({ ok: false, says: 'mass_mg: means nothing where nothing lies' });
    expect(
      house.give({ kind: 'move', item: 'nut', quantity: 1, from: 'supplier', to: 'X1', reason: 'x', mass_mg: 12_000 }),
    ).toMatchObject({
      ok: false,
      says: 'mass_mg: is of items with catch weight alone, and nut has none',
    });
    expect(house.reader.head()).toBe(0);
  });

  test('a count may say the mass, alone or with another number of pieces', () => {
    move(4, 'supplier', 'X1', { mass_mg: 42 * kg });
    count(4, 'X1', 41 * kg);
    expect(masses()).toEqual(['X1 41']);
    count(3, 'X1');
    expect(masses()).toEqual(['X1 30.75']);
    count(5, 'X1', 52 * kg);
    expect(masses()).toEqual(['X1 52']);
    expect(house.verified().problems).toEqual([]);
  });

  test('what is learned late is weighed in its place', () => {
    move(4, 'supplier', 'X1', { mass_mg: 44 * kg });
    house.at_ms += 60_000;
    move(2, 'X1', 'dock');
    expect(masses()).toEqual(['X1 22', 'dock 22']);
    move(1, 'X1', 'customer', { mass_mg: 8 * kg, at_ms: opening_ms + 30_000 });
    expect(masses()).toEqual(['X1 12', 'dock 24']);
    expect(house.verified().problems).toEqual([]);
  });

  test('begins with the nominal mass of what lies there, ends with the setting, and begins anew with it', () => {
    const without = {
      ...json,
      items: json.items.map((each) => (each.id === 'cheese' ? { id: 'cheese', unit_mass_mg: 9 * kg } : each)),
    };
    house.use(without);
    move(3, 'supplier', 'X1');
    expect(masses()).toEqual([]);
    house.use(json);
    move(1, 'X1', 'dock', { mass_mg: 11 * kg });
    expect(masses()).toEqual(['X1 19', 'dock 11']);
    house.use(without);
    move(1, 'dock', 'X1');
    expect(masses()).toEqual([]);
    house.use(json);
    move(1, 'X1', 'stage');
    expect(masses()).toEqual(['X1 20', 'stage 10']);
    house.restart('killed');
    expect(masses()).toEqual(['X1 20', 'stage 10']);
    expect(house.verified().problems).toEqual([]);
  });

  test('is said by receipts, picks and shipments', () => {
    const lines = [{ item: 'cheese', sound: 5, mass_mg: 52 * kg }];
    house.done({ act: 'deliver', delivery: { supplier: 'acme', location: 'X1', lines } });
    expect(
      house.refused({
        act: 'deliver',
        delivery: { supplier: 'acme', lines: [{ item: 'cheese', sound: 1, damaged: 1, mass_mg: 20 * kg }] },
      }),
    ).toBe('lines.0.mass_mg: is of sound or of damaged pieces: give each a line of its own');
    house.done({
      act: 'open-shipment',
      draft: { customer: 'mia', location: 'stage', lines: [{ item: 'cheese', quantity: 2 }] },
    });
    house.done({
      act: 'pick',
      picking: { id: 'SH-1', lines: [{ line: 1, quantity: 2, place: 'X1', mass_mg: 21 * kg }] },
    });
    expect(masses()).toEqual(['X1 31', 'stage 21']);
    expect(
      house.refused({ act: 'ship', shipping: { id: 'SH-1', lines: [{ line: 1, quantity: 2, mass_mg: 30 * kg }] } }),
    ).toMatch(/^lines\.0\.mass_mg: must be from 16000000 to 24000000/);
    house.done({ act: 'ship', shipping: { id: 'SH-1', lines: [{ line: 1, quantity: 2, mass_mg: 20.5 * kg }] } });
    expect(masses()).toEqual(['X1 31']);
    expect(moved().at(-1)).toBe('20.5 stated 0.5');
    expect(house.verified().problems).toEqual([]);
  });

  test('what is taken back after the setting was gone for a while is of the masses that began anew', () => {
    const plain = json.items.map((each) => (each.id === 'cheese' ? { id: 'cheese', unit_mass_mg: 9 * kg } : each));
    move(4, 'supplier', 'X1', { mass_mg: 46 * kg });
    const [came] = house.reader.movements({ limit: 1 });
    count(3, 'X1');
    const [counted] = house.reader.movements({ limit: 1 });
    house.use({ ...json, items: plain });
    move(2, 'supplier', 'dock');
    house.use(json);
    move(1, 'supplier', 'stage', { mass_mg: 11 * kg });
    expect(masses()).toEqual(['X1 30', 'dock 20', 'stage 11']);
    expect(house.give({ kind: 'reverse', movement: counted?.id ?? '', reason: 'x' })).toMatchObject({ ok: true });
    expect(masses()).toEqual(['X1 40', 'dock 20', 'stage 11']);
    // Not more pieces went than its account has.
    move(4, 'X1', 'customer');
    move(6, 'supplier', 'X1', { mass_mg: 66 * kg });
    expect(masses()).toEqual(['X1 66', 'dock 20', 'stage 11']);
    expect(house.give({ kind: 'reverse', movement: came?.id ?? '', reason: 'x' })).toMatchObject({ ok: true });
    expect(masses()).toEqual(['X1 26', 'dock 20', 'stage 11']);
    expect(house.verified().problems).toEqual([]);
  });

  test('is said by count sheets', () => {
    move(4, 'supplier', 'X1', { mass_mg: 42 * kg });
    house.done({ act: 'open-count', opening: { chosen: 'list', lines: [{ location: 'X1', item: 'cheese' }] } });
    const line = { location: 'X1', item: 'cheese', counted: 4 };
    expect(house.refused({ act: 'key-count', keying: { id: 'CT-1', lines: [{ ...line, mass_mg: 49 * kg }] } })).toMatch(
      /^lines\.0\.mass_mg: must be from 32000000 to 48000000 for 4 wheel/,
    );
    house.done({ act: 'key-count', keying: { id: 'CT-1', lines: [{ ...line, mass_mg: 41 * kg }] } });
    house.done({ act: 'finish-count', finish: { id: 'CT-1', version: house.document('CT-1', 'count').version } });
    expect(masses()).toEqual(['X1 41']);
    expect(house.verified().problems).toEqual([]);
  });

  test('other items carry nothing of it', () => {
    house.give({ kind: 'move', item: 'nut', quantity: 4, from: 'supplier', to: 'N1', reason: 'x' });
    const [only] = house.reader.movements({ limit: 1 });
    expect(only).not.toHaveProperty('mass');
    expect(house.reader.masses({})).toEqual([]);
  });
});

interface Step {
  readonly kind: 'movement' | 'count';
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  /** Thousandths that a stated mass is off the nominal one; nothing is stated when absent. */
  readonly off: number | undefined;
}

describe('any order of arrival', () => {
  // Few places and many counts: what is learned late has to meet counts before and after it.
  const place = fc.constantFrom('X1', 'X1', 'stage');
  const off = fc.option(fc.integer({ min: -200, max: 200 }), { nil: undefined });
  const movement: fc.Arbitrary<Step> = fc.record({
    kind: fc.constant('movement'),
    from: fc.oneof(place, fc.constant('supplier')),
    to: fc.oneof(place, fc.constant('customer')),
    quantity: fc.integer({ min: 1, max: 6 }),
    off,
  });
  const counted: fc.Arbitrary<Step> = fc.record({
    kind: fc.constant('count'),
    from: place,
    to: place,
    quantity: fc.integer({ min: 0, max: 8 }),
    off,
  });
  const steps = fc.array(fc.oneof({ weight: 5, arbitrary: movement }, { weight: 3, arbitrary: counted }), {
    minLength: 4,
    maxLength: 10,
  });
  const seconds = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 10, maxLength: 10 });
  const keys = fc.array(fc.nat(), { minLength: 10, maxLength: 10 });

  function rowOf({ kind, from, to, quantity, off: permille }: Step, i: number, second: number): ImportRow | undefined {
    const mass = permille === undefined || quantity === 0 ? {} : { mass_mg: quantity * (10 * kg + permille * 10_000) };
    const row = { row: i + 1, item: 'cheese', quantity, at_ms: opening_ms + second * 1_000, ...mass };
    if (kind === 'count') return { ...row, kind, location: from };
    return from === to ? undefined : { ...row, kind, from, to };
  }

  function weighedBy(rows: readonly ImportRow[]): string[] {
    const own = workHouse(json);
    try {
      own.at_ms += 500_000;
      for (const [i, row] of rows.entries())
        own.done({ act: 'import-rows', draft: { file: 'x', content: `${i}`, rows: [row], reason: 'x' } });
      const levels = own.reader.masses({}).map(({ location, mass_mg }) => `${location} ${mass_mg}`);
      expect(own.verified().problems).toEqual([]);
      return levels;
    } finally {
      own.clear();
    }
  }

  test('a movement learned after two counts is in the first of them', () => {
    const at = (second: number) => opening_ms + second * 1_000;
    const row = { item: 'cheese', row: 1 };
    const rows: readonly ImportRow[] = [
      { ...row, kind: 'movement', from: 'supplier', to: 'X1', quantity: 7, mass_mg: 70 * kg, at_ms: at(1) },
      { ...row, kind: 'movement', from: 'X1', to: 'customer', quantity: 2, mass_mg: 22 * kg, at_ms: at(5) },
      { ...row, kind: 'count', location: 'X1', quantity: 5, at_ms: at(10) },
      { ...row, kind: 'movement', from: 'X1', to: 'stage', quantity: 1, mass_mg: 11 * kg, at_ms: at(15) },
      { ...row, kind: 'count', location: 'X1', quantity: 4, at_ms: at(20) },
    ];
    const [came, went, ...others] = rows;
    if (came === undefined || went === undefined) throw new Error('no rows');
    expect(weighedBy(rows)).toEqual([`X1 ${37 * kg}`, `stage ${11 * kg}`]);
    expect(weighedBy([came, ...others, went])).toEqual([`X1 ${37 * kg}`, `stage ${11 * kg}`]);
  });

  test('gives one result', () => {
    fc.assert(
      fc.property(steps, seconds, keys, (all, times, arrivals) => {
        const rows = all.flatMap((step, i) => {
          const row = rowOf(step, i, times[i] ?? 0);
          return row === undefined ? [] : [{ row, arrival: arrivals[i] ?? 0 }];
        });
        const learned = [...rows].sort((a, b) => a.arrival - b.arrival).map(({ row }) => row);
        const inTime = rows.map(({ row }) => row).sort((a, b) => (a.at_ms ?? 0) - (b.at_ms ?? 0));
        expect(weighedBy(learned)).toEqual(weighedBy(inTime));
      }),
      // Each run is two ledgers: what fails is shown as it is.
      { numRuns: 60, endOnFailure: true },
    );
  });
});
