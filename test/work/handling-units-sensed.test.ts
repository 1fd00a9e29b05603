/** Goal: a handling unit that is scanned, or whose tag passes a door or lies on a shelf, goes there with all that is in it, booked once. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { say } from '../intake/small-warehouse.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const json = {
  ...workSiteJson,
  items: [
    { id: 'bolt', codes: ['B-8'] },
    { id: 'nut', codes: ['N-8'] },
    { id: 'washer' },
    { id: 'shirt', gtins: ['80614141123458'] },
  ],
  work: { ...workSiteJson.work, staging: 'stage', sscc: { company_prefix: '4012345' } },
  connections: ['gun', 'gate', 'reader'].map((id) => ({ id, wire: { kind: 'mqtt' } })),
  devices: [
    { id: 'gun', driver: 'native', scanner: {} },
    {
      id: 'gate',
      driver: 'native',
      antennas: [
        { antenna: 1, role: 'portal-outside' },
        { antenna: 2, role: 'portal-inside' },
      ],
      portal: { inside: 'dock', from_outside: 'supplier', to_outside: 'customer' },
    },
    { id: 'reader', driver: 'native', antennas: [{ antenna: 1, role: 'shelf', location: 'X1' }] },
  ],
  rules: { scan: { duplicate_ms: 0, idle_ms: 60_000 } },
};
const pallet = '106141412345678908';
const crate = '006141411234567890';
/** SSCC-96 of the pallet, as the Tag Data Standard encodes it. */
const pallet_tag = '3174257BF4499602D2000000';
const shirt_tag = '3034257BF7194E4000001A85';

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

/** What the scanner is told; numbers of eighteen digits are scanned as the SSCC that they are. */
function scans(...codes: readonly string[]): string[] {
  const told: string[] = [];
  for (const code of codes) {
    house.at_ms += 1_000;
    const isUnit = /^\d{18}$/.test(code);
    const scanned = isUnit ? { code: `00${code}`, aim: ']C1' } : { code };
    told.push(...house.offer(say(house.at_ms, 'gun', { scan: scanned })));
  }
  house.at_ms += 7_000;
  told.push(...house.idle());
  return told;
}

const levels = (item: string) =>
  Object.fromEntries(house.reader.levels({ item }).map((each) => [each.location, each.quantity]));
const unit = (id: string) => house.document(id, 'handling-unit');
const stock = (item: string, quantity: number, to: string) =>
  house.give({ kind: 'move', item, quantity, from: 'supplier', to, reason: '' });

/** Tags are carried through the gate within two and a half seconds, and then it is quiet. */
function pass(way: 'in' | 'out', ...epcs: readonly string[]): void {
  const inwards = [
    [-65, undefined],
    [-50, -68],
    [-60, -60],
    [-68, -50],
    [undefined, -65],
  ] as const;
  for (const [first, second] of inwards) {
    for (let reads = 0; reads < 5; reads += 1) {
      house.at_ms += 100;
      const [outside, inside] = way === 'in' ? [first, second] : [second, first];
      const tags = epcs.flatMap((epc) => [
        ...(outside === undefined ? [] : [{ epc, antenna: 1, rssi: outside }]),
        ...(inside === undefined ? [] : [{ epc, antenna: 2, rssi: inside }]),
      ]);
      house.offer(say(house.at_ms, 'gate', { tags }));
    }
  }
  quiet(5_000);
}

function quiet(time_ms: number): void {
  for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 250) {
    house.at_ms += 250;
    house.idle();
  }
}

function lie(epc: string): void {
  for (let reads = 0; reads < 40; reads += 1) {
    house.at_ms += 200;
    house.offer(say(house.at_ms, 'reader', { tags: [{ epc, antenna: 1, rssi: -50 }] }));
  }
  quiet(1_000);
}

test('a case is packed by scanning: the place, the unit, the goods, the end; and looked up, moved and unpacked by its number', () => {
  stock('bolt', 20, 'B1');
  expect(scans('TG-CMD.TASK.PACK', pallet)).toEqual([
    'mode pack: scan the handling unit, then the goods, then FINISH',
    'error scan the place where it stands, then the handling unit again',
  ]);
  expect(scans('TG-LOC.B1', pallet, 'B-8', 'TG-CMD.QTY.12', 'TG-CMD.FINISH')).toEqual([
    'mode task at B1',
    `ok ${pallet} at B1: empty`,
    'ok PACK: 1 × bolt at B1',
    'ok task 12 × bolt',
    `ok ${pallet} at B1: 12 × bolt`,
    `ok ${pallet} at B1: 12 × bolt`,
  ]);
  expect(unit('HU-1')).toMatchObject({ state: 'packed', lines: [{ item: 'bolt', quantity: 12 }] });
  expect(scans('TG-CMD.DONE', pallet)).toEqual([expect.stringMatching(/^mode task/), `ok ${pallet} at B1: 12 × bolt`]);
  expect(scans('TG-CMD.MOVE', pallet, 'TG-LOC.X1')).toEqual([
    'mode move: scan the source, the items, the destination',
    `ok move ${pallet}: scan the destination`,
    `ok ${pallet} at X1: 12 × bolt`,
  ]);
  expect(levels('bolt')).toEqual({ B1: 8, X1: 12, supplier: -20 });
  const [movement] = house.reader.movementsAfter(1, 1);
  expect(movement).toMatchObject({ kind: 'moved', quantity: 12, work: { document: 'HU-1', unit: pallet } });
  expect(movement?.evidence).toMatchObject([{ device: 'gun', says: expect.stringContaining('scanned') }]);
  scans('TG-CMD.TASK.UNPACK', pallet, 'B-8', 'TG-CMD.QTY.2');
  expect([levels('bolt'), unit('HU-1').lines[0]?.quantity]).toEqual([{ B1: 8, X1: 12, supplier: -20 }, 10]);
});

test('an announced unit is received, put away and shipped by scanning its number', () => {
  house.done({ act: 'open-order', order: { supplier: 'acme', lines: [{ item: 'bolt', quantity: 12 }] } });
  house.done({ act: 'open-receipt', opening: { order: 'PO-1', is_announced: true } });
  const lines = [{ item: 'bolt', quantity: 12 }];
  house.done({ act: 'announce-units', notice: { id: 'RC-1', units: [{ sscc: pallet, lines }] } });
  scans('TG-CMD.TASK.RC-1', pallet, 'TG-CMD.FINISH');
  expect(levels('bolt')).toEqual({ dock: 12, supplier: -12 });
  expect(scans('TG-CMD.TASK.PA-1', 'TG-LOC.B2', pallet).at(-1)).toBe('ok PA-1 is done');
  expect([levels('bolt'), unit('HU-1').location]).toEqual([{ B2: 12, supplier: -12 }, 'B2']);
  house.done({ act: 'open-shipment', draft: { customer: 'Miller', lines } });
  scans('TG-CMD.TASK.SH-1', pallet, 'TG-CMD.FINISH');
  expect([levels('bolt'), unit('HU-1').state]).toEqual([{ customer: 12, supplier: -12 }, 'shipped']);
});

test('a unit that nobody announced is unknown goods, and a person is asked what it is', () => {
  house.done({
    act: 'open-receipt',
    opening: { supplier: 'acme', is_announced: true, lines: [{ item: 'bolt', quantity: 12 }] },
  });
  scans('TG-CMD.TASK.RC-1', crate, 'TG-CMD.FINISH', 'TG-CMD.DONE');
  expect(house.document('RC-1', 'receipt')).toMatchObject({ state: 'waiting', lines: [{}, { code: `00${crate}` }] });
  expect(scans('TG-CMD.RECEIVE', 'TG-LOC.X1', crate).at(-1)).toMatch(/names no item$/);
  expect(levels('bolt')).toEqual({});
});

test('a pallet that was announced is received when its tag passes the door inwards, follows to the shelf, and is shipped outwards', () => {
  house.done({
    act: 'open-receipt',
    opening: { supplier: 'acme', is_announced: true, lines: [{ item: 'bolt', quantity: 12 }] },
  });
  const units = [
    { sscc: pallet, lines: [{ item: 'bolt', quantity: 5 }] },
    { sscc: crate, inside: pallet, lines: [{ item: 'bolt', quantity: 7 }] },
  ];
  house.done({ act: 'announce-units', notice: { id: 'RC-1', units } });
  pass('in', pallet_tag);
  expect([levels('bolt'), unit('HU-2').location]).toEqual([{ dock: 12, supplier: -12 }, 'dock']);
  const [received] = house.reader.movementsAfter(0, 1);
  expect(received).toMatchObject({ kind: 'received', quantity: 12, work: { document: 'RC-1', unit: pallet } });
  expect(received?.why).toContain('read by reader:gate');
  expect(received?.confidence_permille).toBeLessThan(1_000);
  lie(pallet_tag);
  expect([levels('bolt'), unit('HU-2').location]).toEqual([{ X1: 12, supplier: -12 }, 'X1']);
  const head = house.reader.head();
  quiet(120_000);
  expect(house.reader.head()).toBe(head);
  house.restart('killed');
  pass('out', pallet_tag);
  expect([levels('bolt'), unit('HU-1').state, unit('HU-2').state]).toEqual([
    { customer: 12, supplier: -12 },
    'shipped',
    'shipped',
  ]);
  expect(house.verified().problems).toEqual([]);
});

test('goods with tags of their own go by those, and are not booked twice with their pallet', () => {
  lie(shirt_tag);
  stock('bolt', 4, 'X1');
  house.done({ act: 'open-unit', opening: { location: 'X1', sscc: pallet } });
  house.done({
    act: 'pack-unit',
    packing: {
      sscc: pallet,
      lines: [
        { item: 'shirt', quantity: 1 },
        { item: 'bolt', quantity: 4 },
      ],
    },
  });
  pass('out', shirt_tag, pallet_tag);
  expect([levels('shirt').customer, levels('bolt')]).toEqual([1, { customer: 4, supplier: -4 }]);
  expect(levels('shirt').X1 ?? 0).toBe(0);
});

test('a blank tag moves the unit that a person said it belongs to; one that nobody keeps moves nothing', () => {
  stock('bolt', 4, 'B1');
  pass('in', pallet_tag);
  expect(levels('bolt')).toEqual({ B1: 4, supplier: -4 });
  house.done({ act: 'open-unit', opening: { location: 'B1', sscc: crate } });
  house.done({ act: 'pack-unit', packing: { sscc: crate, lines: [{ item: 'bolt', quantity: 4 }] } });
  const blank = 'E28011700000020A12345678';
  house.give({ kind: 'associate', associations: [{ epc: blank, handling_unit: crate }], reason: '' });
  lie(blank);
  expect([levels('bolt'), unit('HU-1').location]).toEqual([{ X1: 4, supplier: -4 }, 'X1']);
});

test('a pallet that was sent with a transfer has not left: outwards it stays on its way, inwards it arrives with its transfer', () => {
  stock('bolt', 10, 'B1');
  house.done({ act: 'open-unit', opening: { sscc: pallet, location: 'B1' } });
  house.done({ act: 'pack-unit', packing: { sscc: pallet, lines: [{ item: 'bolt', quantity: 10 }] } });
  house.done({ act: 'open-transfer', draft: { from: 'B1', to: 'dock', lines: [{ item: 'bolt', quantity: 10 }] } });
  house.done({ act: 'take-unit', taking: { kind: 'transfer', id: 'TR-1', sscc: pallet } });
  pass('out', pallet_tag);
  expect(levels('bolt')).toEqual({ supplier: -10, transit: 10 });
  expect(unit('HU-1')).toMatchObject({ state: 'open', location: 'transit' });
  pass('in', pallet_tag);
  expect(levels('bolt')).toEqual({ supplier: -10, dock: 10 });
  expect(unit('HU-1').location).toBe('dock');
  expect(house.document('TR-1', 'transfer')).toMatchObject({ state: 'done', lines: [{ sent: 10, arrived: 10 }] });
  expect(house.verified().problems).toEqual([]);
});
