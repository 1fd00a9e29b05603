/** Goal: what goes out, between and back adds up with the stock: picked, packed, shipped, transferred, returned, scrapped. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { itemHistoryOf } from '../../gateway/ledger/item-history.ts';
import { say } from '../intake/small-warehouse.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

let house: WorkHouse;
const json = { ...workSiteJson, work: { ...workSiteJson.work, staging: 'stage' } };

beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

const levels = (item: string) =>
  Object.fromEntries(house.reader.levels({ item }).map((each) => [each.location, each.quantity]));
const stock = (item: string, location: string, quantity: number) =>
  house.give({ kind: 'move', item, quantity, from: 'supplier', to: location, reason: 'opening' });

describe('a shipment', () => {
  const draft = {
    customer: 'Miller',
    reference: 'C-9',
    lines: [
      { item: 'bolt', quantity: 10 },
      { item: 'nut', quantity: 4 },
    ],
  } as const;

  test('is picked, packed and shipped, and its movements name it', () => {
    stock('bolt', 'B1', 50);
    stock('nut', 'N1', 50);
    house.done({ act: 'open-shipment', draft });
    house.done({
      act: 'pick',
      picking: {
        id: 'SH-1',
        lines: [
          { line: 1, quantity: 6, place: 'B1' },
          { line: 1, quantity: 4, place: 'B1' },
        ],
      },
    });
    expect(
      house.refused({ act: 'pick', picking: { id: 'SH-1', lines: [{ line: 1, quantity: 1, place: 'B1' }] } }),
    ).toBe('lines.0.quantity: must be at most 0, which are left to pick of line 1');
    house.done({ act: 'pack', packing: { id: 'SH-1', materials: [{ item: 'washer', quantity: 2, from: 'N1' }] } });
    expect(house.document('SH-1', 'shipment').state).toBe('packed');
    // Planning is told that nothing was made of it, in whatever way it reads.
    const history = itemHistoryOf(house.data);
    const packed = { kind: 'consumed', from: 'N1', to: 'production', rule: 'work@1', is_packing: true };
    expect(history.rows({ item: 'washer', after_seq: 0, until_seq: 99, limit: 9 })).toMatchObject([packed]);
    const ways: unknown[] = [];
    const undone = () => undefined;
    history.stretch(
      { after_seq: 0, until_seq: 99 },
      { placeOf: (item) => (item === 'bolt' ? undefined : 1), moved: (_, __, way) => ways.push(way), undone },
    );
    history.close();
    expect(ways).toEqual([{ kind: 'manual', from: 'supplier', to: 'N1', rule: 'manual@2' }, packed]);
    house.done({ act: 'ship', shipping: { id: 'SH-1' } });
    expect(house.document('SH-1', 'shipment')).toMatchObject({
      state: 'picking',
      lines: [{ shipped: 10 }, { shipped: 0 }],
    });
    house.done({ act: 'pick', picking: { id: 'SH-1', lines: [{ line: 2, quantity: 4, place: 'N1' }] } });
    house.done({ act: 'ship', shipping: { id: 'SH-1' } });
    expect(house.document('SH-1', 'shipment')).toMatchObject({ state: 'shipped', closed: { by: 'person:anna' } });
    expect([levels('bolt'), levels('washer')]).toEqual([
      { B1: 40, customer: 10, supplier: -50 },
      { N1: -2, production: 2 },
    ]);
    expect(house.reader.movements({ item: 'bolt', limit: 1 })[0]).toMatchObject({
      kind: 'shipped',
      why: '10 × bolt shipped to Miller from stage to Customer (SH-1), said by person:anna',
      work: { document: 'SH-1', line: 1, party: 'Miller' },
    });
    expect(house.verified().problems).toEqual([]);
  });

  test('cannot be ended while something is picked; put back, it is short or cancelled', () => {
    house.done({ act: 'open-shipment', draft });
    house.done({ act: 'pick', picking: { id: 'SH-1', lines: [{ line: 1, quantity: 6, place: 'B1' }] } });
    const close = { act: 'close-shipment', ending: { id: 'SH-1', version: 2, reason: 'no' } } as const;
    expect(house.refused(close)).toBe('id: something is picked that is not shipped: ship it, or put it back');
    expect(
      house.refused({ act: 'unpick', picking: { id: 'SH-1', lines: [{ line: 1, quantity: 7, place: 'B1' }] } }),
    ).toContain('at most 6');
    house.done({ act: 'ship', shipping: { id: 'SH-1', lines: [{ line: 1, quantity: 1 }] } });
    house.done({ act: 'unpick', picking: { id: 'SH-1', lines: [{ line: 1, quantity: 5, place: 'B2' }] } });
    expect(house.refused({ act: 'ship', shipping: { id: 'SH-1' } })).toBe('id: has nothing picked to ship');
    house.done({ act: 'ship', shipping: { id: 'SH-1', is_last: true } });
    expect(house.document('SH-1', 'shipment').state).toBe('short');
    expect(levels('bolt')).toEqual({ B1: -6, B2: 5, customer: 1 });
    house.done({ act: 'open-shipment', draft });
    house.done({ act: 'close-shipment', ending: { id: 'SH-2', version: 1, reason: 'they changed their mind' } });
    expect(house.document('SH-2', 'shipment').state).toBe('cancelled');
  });

  test('is shipped and closed also when an item that was picked for it has left the settings; what stays there is told', () => {
    house.done({ act: 'open-shipment', draft });
    const lines = [
      { line: 1, quantity: 6, place: 'B1' },
      { line: 2, quantity: 4, place: 'N1' },
    ];
    house.done({ act: 'pick', picking: { id: 'SH-1', lines } });
    house.use({
      ...json,
      items: workSiteJson.items.filter(({ id }) => id !== 'nut'),
      locations: workSiteJson.locations.map((each) => (each.id === 'N1' ? { id: 'N1', kind: 'shelf' } : each)),
    });
    house.done({ act: 'ship', shipping: { id: 'SH-1' } });
    expect(levels('bolt')).toEqual({ B1: -6, customer: 6 });
    const ended = house.act({ act: 'close-shipment', ending: { id: 'SH-1', version: 3, reason: 'no more of it' } });
    const says = '4 of nut stay at stage, for the settings have no item nut any more.';
    expect(ended).toMatchObject({ ok: true, notes: [says] });
    expect(house.document('SH-1', 'shipment').state).toBe('short');
  });
});

describe('a transfer', () => {
  const draft = { from: 'B1', to: 'X1', lines: [{ item: 'bolt', quantity: 10 }] } as const;

  test('is in transit between leaving and arriving; it never arrives more than was sent', () => {
    stock('bolt', 'B1', 10);
    house.done({ act: 'open-transfer', draft });
    expect(house.refused({ act: 'arrive', carrying: { id: 'TR-1' } })).toBe('id: has nothing on the way');
    house.done({ act: 'send', carrying: { id: 'TR-1', lines: [{ line: 1, quantity: 8 }] } });
    expect(levels('bolt')).toEqual({ B1: 2, supplier: -10, transit: 8 });
    expect(house.refused({ act: 'arrive', carrying: { id: 'TR-1', lines: [{ line: 1, quantity: 9 }] } })).toBe(
      'lines.0.quantity: must be at most 8, which are on the way of line 1',
    );
    house.done({ act: 'arrive', carrying: { id: 'TR-1' } });
    house.done({ act: 'send', carrying: { id: 'TR-1' } });
    house.done({ act: 'arrive', carrying: { id: 'TR-1' } });
    expect(house.document('TR-1', 'transfer').state).toBe('done');
    expect(levels('bolt')).toEqual({ X1: 10, supplier: -10 });
  });

  test('that is closed gives up what is lost on the way', () => {
    house.done({ act: 'open-transfer', draft });
    house.done({ act: 'send', carrying: { id: 'TR-1' } });
    house.done({ act: 'arrive', carrying: { id: 'TR-1', lines: [{ line: 1, quantity: 7 }] } });
    house.done({ act: 'close-transfer', ending: { id: 'TR-1', version: 3, reason: 'fell off the truck' } });
    expect(house.document('TR-1', 'transfer')).toMatchObject({ state: 'short', lines: [{ arrived: 7, lost: 3 }] });
    expect(levels('bolt')).toEqual({ B1: -10, X1: 7, 'count-difference': 3 });
  });

  test('is closed also when an item of it has left the settings on the way; what stays there is told', () => {
    stock('nut', 'B1', 4);
    house.done({ act: 'open-transfer', draft: { ...draft, lines: [...draft.lines, { item: 'nut', quantity: 4 }] } });
    house.done({ act: 'send', carrying: { id: 'TR-1' } });
    house.use({
      ...workSiteJson,
      items: workSiteJson.items.filter(({ id }) => id !== 'nut'),
      locations: workSiteJson.locations.map((each) => (each.id === 'N1' ? { id: 'N1', kind: 'shelf' } : each)),
    });
    const closed = house.act({ act: 'close-transfer', ending: { id: 'TR-1', version: 2, reason: 'stolen' } });
    expect(closed).toMatchObject({
      ok: true,
      notes: ['4 of nut stay at transit, for the settings have no item nut any more.'],
    });
    expect(house.document('TR-1', 'transfer')).toMatchObject({ state: 'short', lines: [{ lost: 10 }, { lost: 0 }] });
    expect([levels('bolt'), levels('nut')]).toEqual([
      { B1: -10, 'count-difference': 10 },
      { supplier: -4, transit: 4 },
    ]);
  });

  test.each([
    [{ to: 'B1' }, 'to: must be another place than from'],
    [{ to: 'customer' }, 'to: customer is no place of this site'],
    [{ via: 'X1' }, 'via: X1 is no location of the kind transit'],
    [{ lines: [{ item: 'cog', quantity: 1 }] }, 'lines.0.item: there is no item cog'],
  ])('with %j is refused', (wrong, says) => {
    expect(house.refused({ act: 'open-transfer', draft: { ...draft, ...wrong } })).toBe(says);
  });
});

test('the lot that is picked, put back or put away is the one that is said, by who keys it in as by who scans it', () => {
  const milk = { id: 'milk', tracking: 'lot' };
  house.use({ ...json, items: [...workSiteJson.items, milk] });
  for (const lot of ['L-1', 'L-2'])
    house.give({ kind: 'move', item: 'milk', quantity: 5, from: 'supplier', to: 'X1', reason: '', lots: [{ lot }] });
  house.done({ act: 'open-shipment', draft: { customer: 'Miller', lines: [{ item: 'milk', quantity: 4 }] } });
  const line = { line: 1, quantity: 3, place: 'X1', lot: { lot: 'L-2' } };
  house.done({ act: 'pick', picking: { id: 'SH-1', lines: [line] } });
  house.done({ act: 'unpick', picking: { id: 'SH-1', lines: [{ ...line, quantity: 1, place: 'B2' }] } });
  house.done({ act: 'open-put-away', opening: { from: 'X1', lines: [{ item: 'milk', quantity: 2, to: 'B1' }] } });
  house.done({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line: 1, quantity: 2, lot: { lot: 'L-2' } }] } });
  expect(house.reader.movementsAfter(2, 9).map(({ to, lots }) => [to, lots])).toEqual([
    ['stage', [{ lot: 'L-2', quantity: 3, known: 'stated' }]],
    ['B2', [{ lot: 'L-2', quantity: 1, known: 'stated' }]],
    ['B1', [{ lot: 'L-2', quantity: 2, known: 'stated' }]],
  ]);
  const wrong = { ...line, quantity: 1, lot: { serial: 'S' } };
  expect(house.refused({ act: 'pick', picking: { id: 'SH-1', lines: [wrong] } })).toBe(
    'lines.0.lot.lot: is required: the item is tracked by lot',
  );
});

test('returns come in by their condition, go out to the supplier, and scrap names its reason', () => {
  const lines = [
    { item: 'bolt', quantity: 3, condition: 'stock' },
    { item: 'bolt', quantity: 2, condition: 'quarantine' },
    { item: 'bolt', quantity: 1, condition: 'scrap' },
  ] as const;
  house.done({ act: 'return-from-customer', goods: { customer: 'Miller', of: 'SH-9', lines, reason: 'too long' } });
  expect(levels('bolt')).toEqual({ cage: 2, customer: -6, dock: 3, scrap: 1 });
  house.done({
    act: 'return-to-supplier',
    goods: {
      supplier: 'acme',
      lines: [{ item: 'bolt', quantity: 2, from: 'cage', unit_cost: '0.12' }],
      reason: 'too long',
    },
  });
  house.done({ act: 'scrap', goods: { location: 'dock', lines: [{ item: 'bolt', quantity: 1 }], reason: 'bent' } });
  expect(levels('bolt')).toEqual({ customer: -6, dock: 2, scrap: 2, supplier: 2 });
  expect(house.reader.movements({ limit: 2 }).map(({ kind, why, work }) => [kind, why, work?.reason])).toEqual([
    ['scrapped', '1 × bolt scrapped from dock to Scrap (SC-1): bent, said by person:anna', 'bent'],
    ['returned', '2 × bolt sent back to acme from cage to Supplier (RT-2): too long, said by person:anna', 'too long'],
  ]);
  expect(house.document('RT-1', 'return')).toMatchObject({
    state: 'from-customer',
    of: 'SH-9',
    closed: { reason: 'too long' },
  });
  expect(house.verified().problems).toEqual([]);
});

test('what is put on a scale is one event with what the scale shows: booked once, as it weighs', () => {
  house.clear();
  house = workHouse({
    ...json,
    items: [{ id: 'bolt', unit_mass_mg: 21_000 }],
    locations: json.locations.filter(({ id }) => id !== 'N1'),
    connections: [{ id: 'shelf', wire: { kind: 'mqtt' } }],
    devices: [{ id: 'shelf', driver: 'native', channels: [{ channel: '1', location: 'B1', empty_mass_mg: 500_000 }] }],
  });
  const weigh = (grams: number, seconds: number) => {
    for (let i = 0; i < seconds * 2; i += 1) {
      house.at_ms += 500;
      house.offer(say(house.at_ms, 'shelf', { weight: { channel: '1', grams, stable: true } }));
    }
  };
  weigh(500, 10);
  stock('bolt', 'dock', 20);
  house.done({ act: 'open-put-away', opening: { from: 'dock', lines: [{ item: 'bolt', quantity: 10 }] } });
  house.done({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line: 1, quantity: 10, to: 'B1' }] } });
  weigh(710, 30);
  expect(levels('bolt')).toEqual({ B1: 10, dock: 10, supplier: -20 });
  const [movement] = house.reader.movements({ item: 'bolt', limit: 1 });
  expect(movement).toMatchObject({ id: 'n25/fusion', work: { document: 'PA-1', line: 1 } });
  expect(movement?.why).toContain('said by person:anna; weighed');
  expect(house.verified().problems).toEqual([]);
});
