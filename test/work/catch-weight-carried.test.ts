/**
 * Goal: whoever carries, makes or packs pieces with catch weight may say what they weigh: it is booked as said, refused by field and rule where it
 * cannot be or means nothing, and taken back with what it was said of. What nobody says is estimated as before.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const kg = 1_000_000;
const caught = { unit: 'wheel', unit_mass_mg: 10 * kg, catch_weight: { tolerance_permille: 200 } };
const json = {
  ...workSiteJson,
  items: [
    { id: 'cheese', ...caught },
    { id: 'smoked', ...caught },
    { id: 'rind', ...caught, unit: 'bag', unit_mass_mg: kg },
    { id: 'nut' },
    { id: 'washer' },
    { id: 'bolt' },
  ],
  locations: [...workSiteJson.locations, { id: 'line', kind: 'wip' }],
  work: {
    ...workSiteJson.work,
    wip: 'line',
    finished: 'stage',
    sscc: { company_prefix: '4012345', extension: 3 },
  },
  bills: [
    {
      item: 'smoked',
      components: [
        { item: 'cheese', quantity: 1 },
        { item: 'nut', quantity: 2 },
      ],
      by_products: [{ item: 'rind', quantity: 1, value_permille: 10 }],
    },
  ],
};

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

const stock = (item: string, quantity: number, to: string, mass_mg?: number) =>
  house.give({
    kind: 'move',
    item,
    quantity,
    from: 'supplier',
    to,
    reason: 'x',
    ...(mass_mg === undefined ? {} : { mass_mg }),
  });
const masses = () => house.reader.masses({}).map((each) => `${each.item} ${each.location} ${each.mass_mg / kg}`);
const moved = (last: number) =>
  house.reader
    .movements({ limit: last })
    .toReversed()
    .map(({ item, quantity, moved: of }) => {
      const off = of?.off_mg === undefined || of.off_mg === 0 ? '' : ` off ${of.off_mg / kg}`;
      return `${quantity} ${item}${of === undefined ? '' : ` ${of.mass_mg / kg} ${of.source}${off}`}`;
    });
const rule = (least: number, most: number, pieces: number) =>
  `must be from ${least * kg} to ${most * kg} for ${pieces} wheel: 10000000 mg each, 20 % more or less`;
const of_others = 'is of items with catch weight alone, and nut has none';

describe('a transfer', () => {
  beforeEach(() => {
    stock('cheese', 4, 'X1', 42 * kg);
    stock('nut', 5, 'X1');
    const lines = [
      { item: 'cheese', quantity: 3 },
      { item: 'nut', quantity: 5 },
    ];
    house.done({ act: 'open-transfer', draft: { from: 'X1', to: 'dock', lines } });
  });

  test('is on its way with what was said when it was sent, and arrives with what is said then', () => {
    house.done({ act: 'send', carrying: { id: 'TR-1', lines: [{ line: 1, quantity: 3, mass_mg: 32 * kg }] } });
    expect(masses()).toEqual(['cheese X1 10', 'cheese transit 32']);
    expect(house.reader.movements({ limit: 1 })[0]).toMatchObject({
      why: '3 × cheese sent from X1 to On the move (TR-1), said by person:anna (32000 g, stated)',
      mass: { mass_mg: 32 * kg, known: 'stated', ours: 'both' },
    });
    house.done({ act: 'arrive', carrying: { id: 'TR-1', lines: [{ line: 1, quantity: 2, mass_mg: 21 * kg }] } });
    expect(masses()).toEqual(['cheese X1 10', 'cheese dock 21', 'cheese transit 11']);
    house.restart();
    house.done({ act: 'arrive', carrying: { id: 'TR-1', lines: [{ line: 1, quantity: 1, mass_mg: 10.5 * kg }] } });
    expect(masses()).toEqual(['cheese X1 10', 'cheese dock 31.5']);
    expect(moved(3)).toEqual(['3 cheese 32 stated', '2 cheese 21 stated', '1 cheese 10.5 stated off 0.5']);
    expect(house.verified().problems).toEqual([]);
  });

  test('of which nobody says it carries the mean, both ways', () => {
    house.done({ act: 'send', carrying: { id: 'TR-1' } });
    house.done({ act: 'arrive', carrying: { id: 'TR-1' } });
    expect(masses()).toEqual(['cheese X1 10.5', 'cheese dock 31.5']);
    expect(moved(4)).toEqual(['3 cheese 31.5 mean', '5 nut', '3 cheese 31.5 mean', '5 nut']);
  });

  test('refuses what its pieces cannot weigh, either way', () => {
    const head = house.reader.head();
    const lines = [{ line: 1, quantity: 3, mass_mg: 37 * kg }];
    expect(house.refused({ act: 'send', carrying: { id: 'TR-1', lines } })).toBe(`lines.0.mass_mg: ${rule(24, 36, 3)}`);
    expect(
      house.refused({ act: 'send', carrying: { id: 'TR-1', lines: [{ line: 2, quantity: 5, mass_mg: kg }] } }),
    ).toBe(`lines.0.mass_mg: ${of_others}`);
    expect(house.reader.head()).toBe(head);
    house.done({ act: 'send', carrying: { id: 'TR-1' } });
    expect(house.refused({ act: 'arrive', carrying: { id: 'TR-1', lines } })).toBe(
      `lines.0.mass_mg: ${rule(24, 36, 3)}`,
    );
    expect(
      house.refused({ act: 'arrive', carrying: { id: 'TR-1', lines: [{ line: 2, quantity: 5, mass_mg: kg }] } }),
    ).toBe(`lines.0.mass_mg: ${of_others}`);
  });
});

test('a put-away says what was put', () => {
  stock('cheese', 4, 'dock', 42 * kg);
  const lines = [
    { item: 'cheese', quantity: 4, to: 'X1' },
    { item: 'nut', quantity: 1, to: 'N1' },
  ];
  house.done({ act: 'open-put-away', opening: { from: 'dock', lines } });
  const put = (line: number, quantity: number, mass_mg: number) =>
    ({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line, quantity, mass_mg }] } }) as const;
  expect(house.refused(put(1, 3, 23 * kg))).toBe(`lines.0.mass_mg: ${rule(24, 36, 3)}`);
  expect(house.refused(put(2, 1, kg))).toBe(`lines.0.mass_mg: ${of_others}`);
  house.done(put(1, 3, 33 * kg));
  expect(masses()).toEqual(['cheese X1 33', 'cheese dock 9']);
  house.done(put(1, 1, 8.5 * kg));
  expect(masses()).toEqual(['cheese X1 41.5']);
  expect(moved(2)).toEqual(['3 cheese 33 stated', '1 cheese 8.5 stated off 0.5']);
  expect(house.reader.movements({ limit: 1 })[0]?.why).toBe(
    '1 × cheese put away from dock to X1 (PA-1), said by person:anna (8500 g, stated)',
  );
  expect(house.verified().problems).toEqual([]);
});

describe('production', () => {
  beforeEach(() => {
    stock('cheese', 4, 'X1', 44 * kg);
    stock('nut', 20, 'X1');
    house.done({ act: 'open-production', draft: { item: 'smoked', quantity: 3 } });
  });

  test('says what was issued, brought back, used and made, and gives it back with a report that is taken back', () => {
    const issuing = { id: 'MO-1', lines: [{ line: 1, quantity: 3, place: 'X1', mass_mg: 31 * kg }] };
    house.done({ act: 'issue-material', issuing });
    const back = { id: 'MO-1', lines: [{ line: 1, quantity: 1, place: 'X1', mass_mg: 10.5 * kg }] };
    house.done({ act: 'return-material', issuing: back });
    expect(masses()).toEqual(['cheese X1 23.5', 'cheese line 20.5']);
    house.done({
      act: 'report-production',
      reporting: {
        id: 'MO-1',
        good: 2,
        scrapped: 1,
        mass_mg: 18 * kg,
        consumed: [
          { line: 1, quantity: 2, mass_mg: 20 * kg },
          { line: 1, quantity: 1, from: 'X1', mass_mg: 11.5 * kg },
        ],
        by_products: [{ item: 'rind', quantity: 1, mass_mg: 0.9 * kg }],
      },
    });
    expect(masses()).toEqual(['cheese X1 12', 'rind stage 0.9', 'smoked stage 18']);
    expect(moved(6)).toEqual([
      '2 cheese 20 stated off 0.5',
      '1 cheese 11.5 stated',
      '6 nut',
      '1 rind 0.9 stated',
      '2 smoked 18 stated',
      '1 smoked',
    ]);
    const { version } = house.document('MO-1', 'production-order');
    house.done({ act: 'undo-production', undoing: { id: 'MO-1', version, report: 1, reason: 'x' } });
    expect(masses()).toEqual(['cheese X1 23.5', 'cheese line 20.5']);
    expect(house.verified().problems).toEqual([]);
  });

  test('refuses it by the member that says it', () => {
    const reported = (more: object) =>
      house.refused({ act: 'report-production', reporting: { id: 'MO-1', is_backflushed: false, ...more } });
    expect(reported({ good: 2, mass_mg: 25 * kg })).toBe(`mass_mg: ${rule(16, 24, 2)}`);
    expect(reported({ scrapped: 2, mass_mg: 20 * kg })).toBe('mass_mg: means nothing where nothing lies');
    expect(reported({ good: 1, consumed: [{ line: 1, quantity: 1, mass_mg: 13 * kg }] })).toBe(
      `consumed.0.mass_mg: ${rule(8, 12, 1)}`,
    );
    expect(reported({ good: 1, consumed: [{ item: 'nut', quantity: 1, mass_mg: kg }] })).toBe(
      `consumed.0.mass_mg: ${of_others}`,
    );
    expect(reported({ good: 1, by_products: [{ item: 'rind', quantity: 1, mass_mg: 2 * kg }] })).toBe(
      'by_products.0.mass_mg: must be from 800000 to 1200000 for 1 bag: 1000000 mg each, 20 % more or less',
    );
    const lines = [{ line: 1, quantity: 1, place: 'X1', mass_mg: 13 * kg }];
    expect(house.refused({ act: 'issue-material', issuing: { id: 'MO-1', lines } })).toBe(
      `lines.0.mass_mg: ${rule(8, 12, 1)}`,
    );
    house.done({ act: 'issue-material', issuing: { id: 'MO-1', lines: [{ line: 1, quantity: 1, place: 'X1' }] } });
    expect(house.refused({ act: 'return-material', issuing: { id: 'MO-1', lines } })).toBe(
      `lines.0.mass_mg: ${rule(8, 12, 1)}`,
    );
  });
});

describe('a handling unit', () => {
  const sscc = '340123450000000017';
  const stays = 'is of goods that go to another place, and these stay where they lie: count them';
  beforeEach(() => {
    stock('cheese', 4, 'X1', 42 * kg);
    house.done({ act: 'open-unit', opening: { location: 'stage' } });
  });

  test('is packed from elsewhere and unpacked to elsewhere with what is said; what stays where it lies is counted instead', () => {
    const pack = (quantity: number, mass_mg: number, from?: string) =>
      ({
        act: 'pack-unit',
        packing: { sscc, lines: [{ item: 'cheese', quantity, mass_mg, ...(from === undefined ? {} : { from }) }] },
      }) as const;
    expect(house.refused(pack(3, 23 * kg, 'X1'))).toBe(`lines.0.mass_mg: ${rule(24, 36, 3)}`);
    expect(house.refused(pack(3, 30 * kg))).toBe(`lines.0.mass_mg: ${stays}`);
    house.done(pack(3, 33 * kg, 'X1'));
    expect(masses()).toEqual(['cheese X1 9', 'cheese stage 33']);
    expect(house.document('HU-1', 'handling-unit').lines).toEqual([{ line: 1, item: 'cheese', quantity: 3 }]);
    const unpack = (quantity: number, mass_mg: number, to?: string) =>
      ({
        act: 'unpack-unit',
        unpacking: { sscc, lines: [{ line: 1, quantity, mass_mg }], ...(to === undefined ? {} : { to }) },
      }) as const;
    expect(house.refused(unpack(1, 13 * kg, 'dock'))).toBe(`lines.0.mass_mg: ${rule(8, 12, 1)}`);
    expect(house.refused(unpack(1, 11 * kg))).toBe(`lines.0.mass_mg: ${stays}`);
    house.done(unpack(1, 12 * kg, 'dock'));
    expect(masses()).toEqual(['cheese X1 9', 'cheese dock 12', 'cheese stage 21']);
    house.done({ act: 'unpack-unit', unpacking: { sscc, to: 'dock' } });
    expect(masses()).toEqual(['cheese X1 9', 'cheese dock 33']);
    expect(moved(3)).toEqual(['3 cheese 33 stated', '1 cheese 12 stated', '2 cheese 21 mean']);
    expect(house.verified().problems).toEqual([]);
  });

  test('refuses a mass of other items', () => {
    const lines = [{ item: 'nut', quantity: 1, from: 'X1', mass_mg: kg }];
    expect(house.refused({ act: 'pack-unit', packing: { sscc, lines } })).toBe(`lines.0.mass_mg: ${of_others}`);
  });
});

describe('returns and scrap', () => {
  test('say what came back, went back and was thrown away', () => {
    stock('cheese', 5, 'X1', 52 * kg);
    const line = { item: 'cheese', quantity: 1 };
    const from = (condition: 'stock' | 'scrap', mass_mg: number) =>
      ({
        act: 'return-from-customer',
        goods: { customer: 'mia', location: 'X1', lines: [{ ...line, condition, mass_mg }], reason: 'x' },
      }) as const;
    expect(house.refused(from('stock', 13 * kg))).toBe(`lines.0.mass_mg: ${rule(8, 12, 1)}`);
    house.done(from('stock', 9.5 * kg));
    house.done(from('scrap', 8.5 * kg));
    expect(masses()).toEqual(['cheese X1 61.5']);
    const to = (mass_mg: number) =>
      ({
        act: 'return-to-supplier',
        goods: { supplier: 'acme', lines: [{ ...line, from: 'X1', mass_mg }], reason: 'x' },
      }) as const;
    expect(house.refused(to(13 * kg))).toBe(`lines.0.mass_mg: ${rule(8, 12, 1)}`);
    house.done(to(11.5 * kg));
    const scrap = (mass_mg: number, item = 'cheese') =>
      ({
        act: 'scrap',
        goods: { location: 'X1', lines: [{ item, quantity: 1, mass_mg }], reason: 'x' },
      }) as const;
    expect(house.refused(scrap(13 * kg))).toBe(`lines.0.mass_mg: ${rule(8, 12, 1)}`);
    expect(house.refused(scrap(kg, 'nut'))).toBe(`lines.0.mass_mg: ${of_others}`);
    const [scrapped] = house.done(scrap(9 * kg));
    expect(scrapped?.lines).toEqual([{ line: 1, item: 'cheese', quantity: 1 }]);
    expect(masses()).toEqual(['cheese X1 41']);
    expect(moved(5)).toEqual([
      '1 cheese 9.5 stated',
      '1 cheese 8.5 stated',
      '1 cheese 8.5 stated',
      '1 cheese 11.5 stated',
      '1 cheese 9 stated',
    ]);
    expect(house.verified().problems).toEqual([]);
  });
});
