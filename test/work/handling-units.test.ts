/** Goal: what is in a handling unit lies where the unit stands, is part of the level there, and goes with it: packed, nested, moved, received, shipped. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { overpackedLevels } from '../../gateway/alerting.ts';
import { siteIndexOf } from '../../gateway/stock/site-index.ts';
import { isSscc, ssccOf } from '../../gateway/stock/sscc.ts';
import { Desk } from '../../gateway/work/desk.ts';
import { openUnit } from '../../gateway/work/handling-unit.ts';
import { packUnit } from '../../gateway/work/unit-packing.ts';
import { workOf } from '../../gateway/work/work.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const json = {
  ...workSiteJson,
  items: [...workSiteJson.items, { id: 'milk', tracking: 'lot' }, { id: 'pump', tracking: 'serial' }],
  work: { ...workSiteJson.work, staging: 'stage', sscc: { company_prefix: '4012345', extension: 3 } },
};
/** Numbers that others gave. */
const pallet = '106141412345678908';
const crate = '006141411234567890';

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

const unit = (id: string) => house.document(id, 'handling-unit');
const levels = (item: string) =>
  Object.fromEntries(house.reader.levels({ item }).map((each) => [each.location, each.quantity]));
const stock = (item: string, quantity: number, to: string) =>
  house.give({ kind: 'move', item, quantity, from: 'supplier', to, reason: '' });
const last = (count: number) => house.reader.movementsAfter(0, 1_000).slice(-count);

test('an SSCC has its check digit, and own ones are made of the company prefix and never twice', () => {
  expect([isSscc(pallet), isSscc(crate), isSscc('106141412345678901'), isSscc('10614141234567890')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(ssccOf({ company_prefix: '0614141', extension: 1 }, 234_567_890)).toBe(pallet);
  expect(ssccOf({ company_prefix: '401234567890' }, 10_000)).toEqual({
    rule: 'all numbers of the company prefix 401234567890 are used',
  });
  const [first] = house.done({ act: 'open-unit', opening: { location: 'dock', packaging: 'pallet' } });
  expect(first).toMatchObject({ id: 'HU-1', sscc: '340123450000000017', state: 'open', packaging: 'pallet' });
  house.done({ act: 'open-unit', opening: { location: 'dock', sscc: pallet } });
  const [third] = house.done({ act: 'open-unit', opening: { location: 'dock' } });
  expect(third).toMatchObject({ id: 'HU-3', sscc: '340123450000000031' });
  expect(house.refused({ act: 'open-unit', opening: { location: 'dock', sscc: pallet } })).toBe(
    `sscc: ${pallet} is kept already: it is in the house, or announced`,
  );
  expect(house.refused({ act: 'open-unit', opening: { location: 'dock', sscc: '106141412345678901' } })).toBe(
    'sscc: must be the 18 digits of an SSCC with its check digit',
  );
  expect(house.refused({ act: 'open-unit', opening: { location: 'elsewhere' } })).toBe(
    'location: elsewhere is no place of this site',
  );
});

test('what units hold beyond the level of their place is an alert, until it is counted or unpacked', () => {
  stock('bolt', 20, 'dock');
  house.done({ act: 'open-unit', opening: { location: 'dock', sscc: pallet } });
  house.done({ act: 'open-unit', opening: { location: 'dock', sscc: crate } });
  const pack = (sscc: string, quantity: number) =>
    house.done({ act: 'pack-unit', packing: { sscc, lines: [{ item: 'bolt', quantity }] } });
  pack(pallet, 12);
  pack(crate, 6);
  const overpacked = () => overpackedLevels(house.reader);
  expect(overpacked()).toEqual([]);
  // Somebody took five, and eighteen are packed.
  house.give({ kind: 'count', item: 'bolt', location: 'dock', quantity: 15, reason: 'counted' });
  expect(overpacked()).toEqual([{ item: 'bolt', location: 'dock', level: 15, packed: 18, loose: -3 }]);
  house.done({ act: 'unpack-unit', unpacking: { sscc: crate, lines: [{ line: 1, quantity: 3 }] } });
  expect(overpacked()).toEqual([]);
});

test('packing where the goods lie moves nothing; from elsewhere it moves them; unpacking leaves them where the unit stands', () => {
  stock('bolt', 20, 'dock');
  stock('nut', 8, 'N1');
  house.done({ act: 'open-unit', opening: { location: 'dock', sscc: pallet } });
  const before = house.reader.head();
  house.done({ act: 'pack-unit', packing: { sscc: pallet, lines: [{ item: 'bolt', quantity: 12 }] } });
  expect(house.reader.head()).toBe(before);
  house.done({
    act: 'pack-unit',
    packing: {
      sscc: pallet,
      lines: [
        { item: 'nut', quantity: 5, from: 'N1' },
        { item: 'bolt', quantity: 3 },
      ],
    },
  });
  expect([levels('bolt'), levels('nut')]).toEqual([
    { dock: 20, supplier: -20 },
    { N1: 3, dock: 5, supplier: -8 },
  ]);
  expect(last(1)).toMatchObject([{ kind: 'moved', item: 'nut', work: { document: 'HU-1', unit: pallet } }]);
  expect(unit('HU-1').lines).toEqual([
    { line: 1, item: 'bolt', quantity: 15 },
    { line: 2, item: 'nut', quantity: 5 },
  ]);
  const more = house.act({ act: 'pack-unit', packing: { sscc: pallet, lines: [{ item: 'bolt', quantity: 7 }] } });
  expect(more).toMatchObject({
    notes: ['2 × bolt more than lie loose at dock by the record are packed now: count them.'],
  });
  house.done({ act: 'close-unit', closing: { sscc: pallet } });
  expect(unit('HU-1').state).toBe('packed');
  expect(house.refused({ act: 'unpack-unit', unpacking: { sscc: pallet, lines: [{ line: 2, quantity: 6 }] } })).toBe(
    'lines.0.quantity: must be at most 5, which are in it',
  );
  house.done({ act: 'unpack-unit', unpacking: { sscc: pallet, lines: [{ line: 1, quantity: 2 }], to: 'B1' } });
  expect(levels('bolt')).toEqual({ B1: 2, dock: 18, supplier: -20 });
  house.done({ act: 'unpack-unit', unpacking: { sscc: pallet } });
  expect(unit('HU-1')).toMatchObject({ state: 'unpacked', lines: [], closed: { reason: 'everything is out of it' } });
  expect(levels('bolt')).toEqual({ B1: 2, dock: 18, supplier: -20 });
  expect(house.refused({ act: 'move-unit', move: { sscc: pallet, to: 'X1' } })).toBe(
    `sscc: there is no handling unit ${pallet}`,
  );
});

test('a case on a pallet goes with the pallet: one cause, one movement for each of the goods, and one place', () => {
  stock('bolt', 30, 'dock');
  stock('milk', 10, 'dock');
  house.done({ act: 'open-unit', opening: { location: 'dock', sscc: pallet, packaging: 'pallet' } });
  house.done({ act: 'open-unit', opening: { location: 'X1', sscc: crate, packaging: 'case' } });
  house.done({ act: 'pack-unit', packing: { sscc: pallet, lines: [{ item: 'bolt', quantity: 10 }] } });
  house.done({
    act: 'pack-unit',
    packing: {
      sscc: crate,
      lines: [
        { item: 'bolt', quantity: 4, from: 'dock' },
        { item: 'milk', quantity: 6, from: 'dock', lot: { lot: 'L1' } },
      ],
    },
  });
  expect(levels('bolt')).toEqual({ X1: 4, dock: 26, supplier: -30 });
  house.done({ act: 'pack-unit', packing: { sscc: pallet, units: [crate] } });
  expect(levels('bolt')).toEqual({ dock: 30, supplier: -30 });
  expect([unit('HU-1').units, unit('HU-2').inside, unit('HU-2').location]).toEqual([[crate], pallet, 'dock']);

  const before = house.reader.head();
  house.done({ act: 'move-unit', move: { sscc: pallet, to: 'N1', reason: 'room' } });
  expect(house.reader.head() - before).toBe(2);
  expect(last(2)).toMatchObject([
    { item: 'bolt', quantity: 14, from: 'dock', to: 'N1', work: { document: 'HU-1', unit: pallet, reason: 'room' } },
    { item: 'milk', quantity: 6, lots: [{ lot: 'L1', quantity: 6, known: 'stated' }], work: { document: 'HU-1' } },
  ]);
  expect([unit('HU-1').location, unit('HU-2').location]).toEqual(['N1', 'N1']);
  expect(levels('bolt')).toEqual({ N1: 14, dock: 16, supplier: -30 });

  expect(house.refused({ act: 'move-unit', move: { sscc: crate, to: 'dock' } })).toBe(
    `sscc: ${crate} stands in ${pallet}: move that one, or take it out first`,
  );
  expect(house.refused({ act: 'pack-unit', packing: { sscc: crate, units: [pallet] } })).toBe(
    `units.0: ${pallet} cannot stand in itself`,
  );
  expect(house.refused({ act: 'pack-unit', packing: { sscc: pallet, units: [crate] } })).toBe(
    `units.0: ${crate} stands in ${pallet} already: unpack it first`,
  );
  house.done({ act: 'unpack-unit', unpacking: { sscc: pallet, units: [crate], to: 'X1' } });
  expect(levels('bolt')).toEqual({ N1: 10, X1: 4, dock: 16, supplier: -30 });
  expect(unit('HU-2').inside).toBeUndefined();
});

test('what two lines take of one place is more than lies there, and is noted', () => {
  stock('bolt', 10, 'B1');
  house.done({ act: 'open-unit', opening: { location: 'X1', sscc: pallet } });
  const line = { item: 'bolt', quantity: 8, from: 'B1' };
  expect(house.act({ act: 'pack-unit', packing: { sscc: pallet, lines: [line, line] } })).toMatchObject({
    ok: true,
    notes: ['6 × bolt more than lie loose at B1 by the record are packed now: count them.'],
  });
});

test('a single piece is in one unit only', () => {
  stock('pump', 1, 'dock');
  house.done({ act: 'open-unit', opening: { location: 'dock', sscc: pallet } });
  house.done({ act: 'open-unit', opening: { location: 'dock', sscc: crate } });
  const goods = [{ item: 'pump', quantity: 1, lot: { serial: 'S-1' } }];
  house.done({ act: 'pack-unit', packing: { sscc: pallet, lines: goods } });
  expect(house.refused({ act: 'pack-unit', packing: { sscc: crate, lines: goods } })).toBe(
    `lines.0.lot.serial: S-1 is in ${pallet} already`,
  );
});

test('a delivery that was announced in units is received by their numbers, and what did not come is short', () => {
  house.done({ act: 'open-order', order: { supplier: 'acme', lines: [{ item: 'bolt', quantity: 40 }] } });
  house.done({ act: 'open-receipt', opening: { order: 'PO-1', is_announced: true } });
  const units = [
    { sscc: pallet, packaging: 'pallet' as const, lines: [{ item: 'bolt', quantity: 4 }] },
    { sscc: crate, inside: pallet, lines: [{ item: 'bolt', quantity: 20 }] },
    { sscc: '340123450000000017', lines: [{ item: 'bolt', quantity: 16 }] },
  ];
  expect(
    house.refused({
      act: 'announce-units',
      notice: { id: 'RC-1', units: [{ sscc: crate, inside: crate, lines: [] }] },
    }),
  ).toBe('units.0.lines: must be a list of 1 to 500');
  expect(
    house.refused({
      act: 'announce-units',
      notice: {
        id: 'RC-1',
        units: [
          { sscc: crate, inside: pallet },
          { sscc: pallet, inside: crate },
        ],
      },
    }),
  ).toBe('units.0.inside: means that it would stand in itself');
  house.done({ act: 'announce-units', notice: { id: 'RC-1', units } });
  expect(unit('HU-1')).toMatchObject({ state: 'announced', of: 'RC-1', units: [crate] });
  expect(house.refused({ act: 'move-unit', move: { sscc: pallet, to: 'X1' } })).toBe(
    `sscc: ${pallet} is announced with RC-1 and not received yet`,
  );
  house.done({ act: 'receive-unit', receiving: { sscc: pallet } });
  expect(levels('bolt')).toEqual({ dock: 24, supplier: -24 });
  expect(last(1)).toMatchObject([
    { kind: 'received', quantity: 24, work: { document: 'RC-1', order: 'PO-1', order_line: 1, unit: pallet } },
  ]);
  expect([unit('HU-1').state, unit('HU-2').location]).toEqual(['packed', 'dock']);
  expect(house.refused({ act: 'receive-unit', receiving: { sscc: pallet } })).toBe(
    `sscc: ${pallet} is in the house already, at dock`,
  );
  house.done({ act: 'close-receipt', closing: { id: 'RC-1', version: 3 } });
  expect(house.document('RC-1', 'receipt')).toMatchObject({ differences: [{ what: 'short', quantity: 16 }] });
  expect(unit('HU-3')).toMatchObject({ state: 'absent', closed: { reason: 'it did not come with RC-1' } });

  house.done({ act: 'take-unit', taking: { kind: 'put-away', id: 'PA-1', sscc: pallet } });
  expect(house.document('PA-1', 'put-away').state).toBe('done');
  expect([levels('bolt'), unit('HU-2').location]).toEqual([{ B2: 24, supplier: -24 }, 'B2']);
});

test('a shipment takes units whole, puts them back, packs what was picked, and sends what is in them', () => {
  stock('bolt', 30, 'B1');
  house.done({ act: 'open-unit', opening: { location: 'B1', sscc: pallet } });
  house.done({ act: 'pack-unit', packing: { sscc: pallet, lines: [{ item: 'bolt', quantity: 12 }] } });
  house.done({
    act: 'open-shipment',
    draft: { customer: 'Miller', lines: [{ item: 'bolt', quantity: 20 }] },
  });
  const taking = { kind: 'shipment', id: 'SH-1', sscc: pallet } as const;
  house.done({ act: 'take-unit', taking });
  expect(levels('bolt')).toEqual({ B1: 18, stage: 12, supplier: -30 });
  expect(house.refused({ act: 'move-unit', move: { sscc: pallet, to: 'X1' } })).toBe(
    `sscc: ${pallet} is picked for SH-1: put it back from there, or ship it`,
  );
  house.done({ act: 'take-unit', taking: { ...taking, to: 'B1' } });
  expect([levels('bolt'), unit('HU-1').shipment]).toEqual([{ B1: 30, supplier: -30 }, undefined]);
  house.done({ act: 'take-unit', taking });
  house.done({ act: 'pick', picking: { id: 'SH-1', lines: [{ line: 1, quantity: 8, place: 'B1' }] } });
  expect(house.refused({ act: 'ship', shipping: { id: 'SH-1', lines: [{ line: 1, quantity: 9 }] } })).toBe(
    'lines.0.quantity: must be at most 8, which stand there loose: the rest is in handling units',
  );
  expect(
    house.refused({ act: 'unpick', picking: { id: 'SH-1', lines: [{ line: 1, quantity: 9, place: 'B1' }] } }),
  ).toBe('lines.0.quantity: must be at most 8, which stand there loose: the rest is in handling units');
  house.done({ act: 'open-unit', opening: { shipment: 'SH-1' } });
  const own = '340123450000000024';
  expect(house.refused({ act: 'pack-unit', packing: { sscc: own, lines: [{ item: 'bolt', quantity: 9 }] } })).toBe(
    'lines.0.quantity: must be at most 8, which are picked for SH-1 and not packed yet',
  );
  house.done({ act: 'pack-unit', packing: { sscc: own, lines: [{ item: 'bolt', quantity: 6 }] } });
  house.done({ act: 'ship', shipping: { id: 'SH-1', units: [own] } });
  expect(levels('bolt')).toEqual({ B1: 10, customer: 6, stage: 14, supplier: -30 });
  expect(unit('HU-2')).toMatchObject({ state: 'shipped', closed: { reason: 'shipped with SH-1' } });
  house.done({ act: 'ship', shipping: { id: 'SH-1' } });
  expect(levels('bolt')).toEqual({ B1: 10, customer: 20, supplier: -30 });
  expect(last(2)).toMatchObject([
    { kind: 'shipped', quantity: 12, work: { document: 'SH-1', unit: pallet } },
    { kind: 'shipped', quantity: 2, work: { document: 'SH-1', line: 1 } },
  ]);
  expect([unit('HU-1').state, house.document('SH-1', 'shipment').state]).toEqual(['shipped', 'shipped']);
  const again = house.done({ act: 'open-unit', opening: { location: 'dock', sscc: pallet } });
  expect(again).toMatchObject([{ id: 'HU-3', sscc: pallet }]);
});

test('a transfer sends and takes in a unit whole, and after a crash the unit is where it was', () => {
  stock('bolt', 9, 'B1');
  house.done({ act: 'open-unit', opening: { location: 'B1', sscc: pallet } });
  house.done({ act: 'pack-unit', packing: { sscc: pallet, lines: [{ item: 'bolt', quantity: 9 }] } });
  house.done({ act: 'open-transfer', draft: { from: 'B1', to: 'X1', lines: [{ item: 'bolt', quantity: 9 }] } });
  const taking = { kind: 'transfer', id: 'TR-1', sscc: pallet } as const;
  house.done({ act: 'take-unit', taking });
  expect([levels('bolt'), unit('HU-1').location]).toEqual([{ supplier: -9, transit: 9 }, 'transit']);
  house.restart('killed');
  house.done({ act: 'take-unit', taking });
  house.restart('stopped');
  expect([levels('bolt'), unit('HU-1').location]).toEqual([{ X1: 9, supplier: -9 }, 'X1']);
  house.done({ act: 'move-unit', move: { sscc: pallet, to: 'B2' } });
  expect(levels('bolt')).toEqual({ B2: 9, supplier: -9 });
  expect(house.verified().problems).toEqual([]);
});

test('a unit on its way with a transfer is taken in with it, and neither moved, packed nor unpacked past it', () => {
  stock('bolt', 9, 'B1');
  for (const sscc of [pallet, crate]) house.done({ act: 'open-unit', opening: { location: 'B1', sscc } });
  house.done({ act: 'pack-unit', packing: { sscc: pallet, lines: [{ item: 'bolt', quantity: 9 }] } });
  house.done({ act: 'open-transfer', draft: { from: 'B1', to: 'X1', lines: [{ item: 'bolt', quantity: 9 }] } });
  house.done({ act: 'take-unit', taking: { kind: 'transfer', id: 'TR-1', sscc: pallet } });
  const says = `${pallet} is on its way to X1 with TR-1: take it in there first`;
  expect(house.refused({ act: 'move-unit', move: { sscc: pallet, to: 'B2' } })).toBe(`sscc: ${says}`);
  expect(house.refused({ act: 'unpack-unit', unpacking: { sscc: pallet, to: 'B2' } })).toBe(`to: ${says}`);
  const lines = [{ item: 'bolt', quantity: 1, from: 'B1' }];
  expect(house.refused({ act: 'pack-unit', packing: { sscc: pallet, lines } })).toBe(`sscc: ${says}`);
  expect(house.refused({ act: 'pack-unit', packing: { sscc: crate, units: [pallet] } })).toBe(`units.0: ${says}`);
  expect(levels('bolt')).toEqual({ supplier: -9, transit: 9 });
});

test('a number of our own that stands on a unit already is passed over by the next one that is given', () => {
  const own = (number: number) => String(ssccOf({ company_prefix: '4012345', extension: 3 }, number));
  house.done({ act: 'open-unit', opening: { location: 'B1', sscc: own(2) } });
  house.done({ act: 'open-unit', opening: { location: 'B1' } });
  house.done({ act: 'open-unit', opening: { location: 'B1', sscc: own(4) } });
  house.done({ act: 'open-unit', opening: { location: 'B1' } });
  expect(['HU-1', 'HU-3', 'HU-4', 'HU-5'].map((id) => unit(id).sscc)).toEqual([own(2), own(3), own(4), own(5)]);
});

test('five hundred single pieces are packed with one look at what other units hold', () => {
  const desk = new Desk({
    index: siteIndexOf(house.site),
    work: workOf(),
    levels: new Map([['B1', new Map([['pump', 500]])]]),
    levelThen: () => 0,
    open_from_ms: 0,
    n: 1,
    at_ms: 0,
    by: 'person:anna',
  });
  expect(openUnit(desk, { sscc: pallet, location: 'B1' })).toBeUndefined();
  const units = desk.units.bind(desk);
  let looks = 0;
  desk.units = () => {
    looks += 1;
    return units();
  };
  const lines = Array.from({ length: 500 }, (_, i) => ({ item: 'pump', quantity: 1, lot: { serial: `P${i}` } }));
  expect(packUnit(desk, { sscc: pallet, lines })).toBeUndefined();
  expect([desk.unit(pallet)?.lines.length, desk.notes, looks]).toEqual([500, [], 1]);
});
