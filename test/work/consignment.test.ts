/**
 * Goal: stock of others is kept by owner through every movement, is worth nothing to us, and what of it is used is owed once; whose pieces
 * go where nobody sees it is the site's word. Properties: owners are neither made nor lost, and the list of what is owed is what was used.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { booksOf } from '../../gateway/ledger/books.ts';
import { booksContext } from '../../gateway/reports/books/books-context.ts';
import { readBook, valueBook } from '../../gateway/reports/books/item-book.ts';
import { consignedOf } from '../../gateway/reports/consigned.ts';
import { presumedOwners } from '../../gateway/stock/owner.ts';
import { type Act, parseAct } from '../../gateway/work/act.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const json = {
  ...workSiteJson,
  items: [
    { id: 'bolt', policy: { unit_cost: '0.10' } },
    { id: 'nut', policy: { unit_cost: '0.05' } },
    { id: 'washer', owner: 'acme' },
    { id: 'gear' },
    { id: 'milk', tracking: 'lot' },
  ],
  locations: [
    ...workSiteJson.locations.filter(({ id }) => id !== 'B2'),
    { id: 'B2', kind: 'bin', item: 'bolt' },
    { id: 'K1', kind: 'shelf', owner: 'kunde' },
  ],
  suppliers: [{ id: 'acme' }, { id: 'bolts-r-us', is_consigning: true }],
};

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

const move = (item: string, quantity: number, from: string, to: string) =>
  house.give({ kind: 'move', item, quantity, from, to, reason: 'x' });
const owners = (item: string) =>
  house.reader
    .owned({ item })
    .filter(
      ({ location }) => !['supplier', 'customer', 'production', 'count-difference', 'owner-change'].includes(location),
    )
    .map(({ location, owner, quantity }) => `${location} ${owner} ${quantity}`);
const deliver = (lines: readonly object[], supplier = 'acme') => {
  const act: unknown = { act: 'deliver', delivery: { supplier, location: 'dock', lines, reason: 'came' } };
  return house.give({ kind: 'work', act: actOf(act) });
};
function actOf(json: unknown): Act {
  const parsed = parseAct(json);
  if (!parsed.ok) throw new Error(`${parsed.misfit.field} ${parsed.misfit.rule}`);
  return parsed.act;
}
function read<Value>(look: (source: ReturnType<typeof booksOf>, head: number) => Value): Value {
  const source = booksOf(house.data);
  try {
    return look(source, source.head());
  } finally {
    source.close();
  }
}
const bounds = { page_rows: 1_000, rows_max: 100_000 };
const valued = (item: string) =>
  read((source, until_seq) => {
    const book = readBook(source, booksContext(house.site, []), { item, until_seq, ...bounds });
    if (book === undefined) throw new Error('no book');
    return valueBook(book);
  });
const owed = (item: string, from_ms = 0, until_ms = Number.MAX_SAFE_INTEGER) =>
  read((source, until_seq) =>
    consignedOf(
      item,
      source.rows({ item, after_seq: 0, until_seq, limit: 100_000 }),
      { from_ms, until_ms },
      booksContext(house.site, []),
    ),
  );

describe('stock of others', () => {
  test('comes by an order line, a receipt line, a supplier, an item or a place; a line may say that it is ours', () => {
    house.done({
      act: 'open-order',
      order: {
        supplier: 'acme',
        lines: [
          { item: 'bolt', quantity: 10, is_consigned: true, unit_cost: '0.12' },
          { item: 'nut', quantity: 5 },
        ],
      },
    });
    house.done({ act: 'open-receipt', opening: { order: 'PO-1' } });
    house.done({
      act: 'receive',
      receiving: {
        id: 'RC-1',
        lines: [
          { item: 'bolt', sound: 10 },
          { item: 'nut', sound: 5 },
        ],
      },
    });
    expect(deliver([{ item: 'nut', sound: 7, is_consigned: true }])).toMatchObject({ ok: true });
    deliver([{ item: 'gear', sound: 2 }], 'bolts-r-us');
    deliver([{ item: 'gear', sound: 3, is_consigned: false }], 'bolts-r-us');
    move('washer', 4, 'supplier', 'N1');
    move('nut', 6, 'supplier', 'K1');
    expect([owners('bolt'), owners('nut'), owners('gear'), owners('washer')]).toEqual([
      ['dock acme 10'],
      ['K1 kunde 6', 'dock acme 7'],
      ['dock bolts-r-us 2'],
      ['N1 acme 4'],
    ]);
    expect(house.reader.movementsAfter(0, 1)[0]).toMatchObject({
      owners: [{ owner: 'acme', quantity: 10, known: 'stated' }],
      work: { owner: 'acme', unit_cost: '0.12' },
    });
    expect(house.reader.movementsAfter(5, 1)[0]?.owners).toEqual([{ owner: 'acme', quantity: 4, known: 'place' }]);
    expect(house.verified().problems).toEqual([]);
  });

  test('without a supplier is nobody’s: refused by its field', () => {
    const answer = house.give({
      kind: 'work',
      act: actOf({
        act: 'deliver',
        delivery: { location: 'dock', lines: [{ item: 'nut', sound: 1, is_consigned: true }] },
      }),
    });
    expect(answer).toMatchObject({ ok: false, field: 'lines.0.is_consigned' });
  });

  test('goes after ours, or before, as the site says; and back by a reversal, as it went', () => {
    deliver([{ item: 'bolt', sound: 10, is_consigned: true, unit_cost: '0.12' }]);
    move('bolt', 5, 'supplier', 'dock');
    const taken = move('bolt', 8, 'dock', 'B1');
    expect(owners('bolt')).toEqual(['B1 acme 3', 'dock acme 7']);
    expect(house.reader.movementsAfter(2, 1)[0]?.owners).toEqual([{ owner: 'acme', quantity: 3, known: 'presumed' }]);
    const id = house.reader.movementsAfter(2, 1)[0]?.id ?? '';
    expect(taken).toMatchObject({ ok: true });
    house.give({ kind: 'reverse', movement: id, reason: 'wrong' });
    expect(owners('bolt')).toEqual(['dock acme 10']);
    house.use({ ...json, work: { ...json.work, owners: 'consigned-first' } });
    move('bolt', 8, 'dock', 'B1');
    expect(owners('bolt')).toEqual(['B1 acme 8', 'dock acme 2']);
    move('bolt', 4, 'B1', 'customer');
    house.restart();
    move('bolt', 3, 'B1', 'production');
    expect(owners('bolt')).toEqual(['B1 acme 1', 'dock acme 2']);
    // Seven of acme's were used, at what their receipt said.
    expect(owed('bolt')).toEqual([
      {
        owner: 'acme',
        opening: 0,
        received: 10,
        returned: 0,
        sold: 4,
        produced: 3,
        scrapped: 0,
        lost: 0,
        taken_over: 0,
        other: 0,
        closing: 3,
        owed: 7,
        owed_micro: 840_000n,
        uncosted: 0,
      },
    ]);
    // Ours: five, at the cost of the settings; what is acme's is counted and worth nothing.
    expect(valued('bolt')).toMatchObject({ quantity: 5, value_micro: { numerator: 500_000n } });
    expect(valued('bolt').consigned).toEqual([
      { owner: 'acme', location: 'dock', quantity: 2 },
      { owner: 'acme', location: 'B1', quantity: 1 },
    ]);
    expect(house.verified().problems).toEqual([]);
  });

  test('that a count misses is lost by the same rule, and what goes back to its supplier is the supplier’s first', () => {
    deliver([{ item: 'nut', sound: 10, is_consigned: true }]);
    move('nut', 4, 'supplier', 'dock');
    house.give({ kind: 'count', item: 'nut', location: 'dock', quantity: 8, reason: 'counted' });
    expect(owners('nut')).toEqual(['dock acme 8']);
    move('nut', 3, 'supplier', 'dock');
    house.done({
      act: 'return-to-supplier',
      goods: { supplier: 'acme', lines: [{ item: 'nut', quantity: 6, from: 'dock' }], reason: 'too many' },
    });
    expect(owners('nut')).toEqual(['dock acme 2']);
    expect(owed('nut')).toMatchObject([
      { received: 10, lost: 2, returned: 6, owed: 2, closing: 2, owed_micro: 100_000n },
    ]);
  });

  test('is taken over with a reason and at a price, and ours is handed over; nobody gives what they do not have', () => {
    deliver([{ item: 'nut', sound: 10, is_consigned: true, unit_cost: '0.04' }]);
    const lines = [{ item: 'nut', location: 'dock', quantity: 6, unit_cost: '0.03' }];
    const refused = (changing: object) =>
      house.refused(actOf({ act: 'change-owner', changing: { lines, reason: 'r', ...changing } }));
    expect(refused({})).toBe('to_owner: is needed, or from_owner');
    expect(refused({ from_owner: 'acme', to_owner: 'acme' })).toBe('to_owner: must not be from_owner, too');
    expect(refused({ from_owner: 'acme', to_owner: 'kunde ' })).toBe('to_owner: must not begin or end with a blank');
    expect(refused({ from_owner: 'acme', to_owner: ' ' })).toBe('to_owner: must not begin or end with a blank');
    expect(refused({ from_owner: 'kunde' })).toBe('lines.0.quantity: is more than the 0 that belong to kunde at dock');
    expect(refused({ to_owner: 'kunde' })).toBe('lines.0.quantity: is more than the 0 that are ours at dock');
    const six = { from_owner: 'acme', lines, reason: 'ninety days are over' };
    const [change] = house.done({ act: 'change-owner', changing: six });
    expect(change).toMatchObject({
      id: 'OC-1',
      state: 'changed',
      from_owner: 'acme',
      closed: { reason: 'ninety days are over' },
    });
    expect([house.level('nut', 'dock'), owners('nut')]).toEqual([10, ['dock acme 4']]);
    expect(valued('nut')).toMatchObject({ quantity: 6, value_micro: { numerator: 180_000n } });
    expect(owed('nut')).toMatchObject([{ taken_over: 6, owed: 6, owed_micro: 180_000n, closing: 4 }]);
    house.done({
      act: 'change-owner',
      changing: {
        to_owner: 'kunde',
        lines: [{ item: 'nut', location: 'dock', quantity: 2 }],
        reason: 'sold, kept here',
      },
    });
    expect(owners('nut')).toEqual(['dock acme 4', 'dock kunde 2']);
    expect(valued('nut').quantity).toBe(4);
    expect(house.verified().problems).toEqual([]);
  });

  test('that was owed and is taken back counts against it at the price at which it was owed', () => {
    const last = () => house.reader.movementsAfter(house.reader.head() - 1, 1)[0]?.id ?? '';
    deliver([{ item: 'nut', sound: 10, is_consigned: true, unit_cost: '0.04' }]);
    move('nut', 3, 'dock', 'customer');
    const sold = last();
    const lines = [{ item: 'nut', location: 'dock', quantity: 5, unit_cost: '0.01' }];
    house.done({ act: 'change-owner', changing: { from_owner: 'acme', lines, reason: 'r' } });
    const [taken_over, came_in] = house.reader.movementsAfter(house.reader.head() - 2, 2).map(({ id }) => id);
    deliver([{ item: 'nut', sound: 10, is_consigned: true, unit_cost: '0.90' }]);
    const settled_ms = house.at_ms + 1;
    expect(owed('nut')).toMatchObject([{ sold: 3, taken_over: 5, owed: 8, owed_micro: 170_000n }]);
    for (const movement of [sold, came_in])
      expect(house.give({ kind: 'reverse', movement: movement ?? '', reason: 'wrong' })).toMatchObject({ ok: true });
    expect(house.give({ kind: 'reverse', movement: taken_over ?? '', reason: 'wrong' })).toMatchObject({
      ok: false,
      code: 'already-reversed',
      field: 'movement',
    });
    expect(owed('nut')).toMatchObject([{ sold: 0, taken_over: 0, owed: 0, owed_micro: 0n, closing: 20 }]);
    expect(owed('nut', settled_ms)).toMatchObject([{ sold: -3, taken_over: -5, owed: -8, owed_micro: -170_000n }]);
    // The price of a receipt that was taken back holds no more.
    const receipt = house.reader.movementsAfter(0, 20).find(({ work }) => work?.unit_cost === '0.90')?.id ?? '';
    house.give({ kind: 'reverse', movement: receipt, reason: 'keyed in wrongly' });
    move('nut', 2, 'dock', 'customer');
    expect(owed('nut', settled_ms)).toMatchObject([{ sold: -1, owed: -6, owed_micro: -90_000n }]);
  });

  test('changes its owner back whole, whichever half is taken back', () => {
    deliver([{ item: 'nut', sound: 10, is_consigned: true, unit_cost: '0.04' }]);
    deliver([{ item: 'milk', sound: 5, is_consigned: true, lot: { lot: 'L1', expiry: '2027-01-31' } }]);
    const lines = [
      { item: 'nut', location: 'dock', quantity: 6, unit_cost: '0.03' },
      { item: 'milk', location: 'dock', quantity: 5 },
    ];
    house.done({ act: 'change-owner', changing: { from_owner: 'acme', lines, reason: 'ninety days are over' } });
    const [nut_out, nut_in, milk_out, milk_in] = house.reader.movementsAfter(2, 4).map(({ id }) => id);
    expect([owners('nut'), owners('milk')]).toEqual([['dock acme 4'], []]);
    house.restart('stopped');
    const reverse = (movement = '') => house.give({ kind: 'reverse', movement, reason: 'too early' });
    expect([reverse(nut_in), reverse(milk_out)]).toMatchObject([{ ok: true }, { ok: true }]);
    expect([owners('nut'), owners('milk')]).toEqual([['dock acme 10'], ['dock acme 5']]);
    expect([house.level('nut', 'dock'), house.level('milk', 'dock')]).toEqual([10, 5]);
    expect(house.reader.movementsAfter(6, 9).map(({ reverses, why }) => [reverses, why])).toEqual([
      [nut_out, '6 × nut taken back by person:anna: too early'],
      [nut_in, '6 × nut taken back by person:anna: too early'],
      [milk_out, '5 × milk taken back by person:anna: too early'],
      [milk_in, '5 × milk taken back by person:anna: too early'],
    ]);
    expect(
      house.reader.lots.levels({ item: 'milk' }).map(({ location, lot, quantity }) => [location, lot, quantity]),
    ).toEqual([['dock', 'L1', 5]]);
    expect(valued('nut').quantity).toBe(0);
    expect(reverse(nut_out)).toMatchObject({ ok: false, code: 'already-reversed', field: 'movement' });
    expect(house.reader.questions({ limit: 9 })).toEqual([]);
    expect(house.verified().problems).toEqual([]);
  });

  test('keeps its lot when its owner changes, for it stays where it lies', () => {
    const lot = { lot: 'L1', expiry: '2027-01-31' };
    deliver([{ item: 'milk', sound: 10, is_consigned: true, lot }]);
    deliver([{ item: 'milk', sound: 5, is_consigned: true, lot: { lot: 'L2', expiry: '2026-12-31' } }]);
    const lots = () =>
      house.reader.lots.levels({ item: 'milk' }).map(({ location, lot: of, quantity }) => [location, of, quantity]);
    const lines = [{ item: 'milk', location: 'dock', quantity: 7 }];
    house.done({ act: 'change-owner', changing: { from_owner: 'acme', lines, reason: 'ninety days are over' } });
    expect(owners('milk')).toEqual(['dock acme 8']);
    expect(lots()).toEqual([
      ['dock', 'L1', 10],
      ['dock', 'L2', 5],
    ]);
    move('milk', 15, 'dock', 'customer');
    expect(lots()).toEqual([]);
    expect(house.reader.questions({ limit: 9 })).toEqual([]);
    expect(house.verified().problems).toEqual([]);
  });
});

test('whose pieces go where nobody sees it: never more than they have, and what nobody has is ours', () => {
  const two = new Map([
    ['acme', 3],
    ['kunde', 2],
  ]);
  const parts = (quantity: number, more: object = {}) =>
    presumedOwners(quantity, { level: 9, owners: two, order: 'own-first', ...more }).map((each) => [
      each.owner,
      each.quantity,
    ]);
  expect(parts(4)).toEqual([]);
  expect(parts(6)).toEqual([['acme', 2]]);
  expect(parts(8)).toEqual([
    ['acme', 3],
    ['kunde', 1],
  ]);
  expect(parts(20)).toEqual([
    ['acme', 3],
    ['kunde', 2],
  ]);
  expect(parts(4, { order: 'consigned-first' })).toEqual([
    ['acme', 3],
    ['kunde', 1],
  ]);
  expect(parts(1, { first: 'kunde' })).toEqual([['kunde', 1]]);
  expect(parts(3, { level: 2 })).toEqual([['acme', 3]]);
});

const places = ['dock', 'B1', 'N1', 'K1'] as const;
const place = fc.constantFrom(...places);
const step = fc.oneof(
  fc.record({ kind: fc.constant('consigned' as const), quantity: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('bought' as const), quantity: fc.integer({ min: 1, max: 20 }), to: place }),
  fc.record({ kind: fc.constant('moved' as const), quantity: fc.integer({ min: 1, max: 15 }), from: place, to: place }),
  fc.record({
    kind: fc.constant('used' as const),
    quantity: fc.integer({ min: 1, max: 15 }),
    from: place,
    to: fc.constantFrom('customer', 'production', 'scrap', 'supplier'),
  }),
  fc.record({ kind: fc.constant('counted' as const), quantity: fc.integer({ min: 0, max: 25 }), at: place }),
  fc.record({ kind: fc.constant('reversed' as const), back: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant('taken over' as const), quantity: fc.integer({ min: 1, max: 8 }), at: place }),
  fc.record({ kind: fc.constant('policy' as const), order: fc.constantFrom('own-first', 'consigned-first') }),
);

function play(each: typeof step extends fc.Arbitrary<infer Value> ? Value : never): void {
  switch (each.kind) {
    case 'consigned':
      deliver([{ item: 'nut', sound: each.quantity, is_consigned: true, unit_cost: '0.04' }]);
      return;
    case 'bought':
      move('nut', each.quantity, 'supplier', each.to);
      return;
    case 'moved':
    case 'used':
      if (each.from !== each.to) move('nut', each.quantity, each.from, each.to);
      return;
    case 'counted':
      house.give({ kind: 'count', item: 'nut', location: each.at, quantity: each.quantity, reason: 'c' });
      return;
    case 'reversed': {
      const seq = house.reader.head();
      const found = house.reader.movementsAfter(Math.max(0, seq - each.back), 1)[0];
      if (found !== undefined) house.give({ kind: 'reverse', movement: found.id, reason: 'r' });
      return;
    }
    case 'taken over': {
      const lines = [{ item: 'nut', location: each.at, quantity: each.quantity }];
      house.act({ act: 'change-owner', changing: { from_owner: 'acme', lines, reason: 'r' } });
      return;
    }
    case 'policy':
      house.use({ ...json, work: { ...json.work, owners: each.order } });
  }
}

test('owners are neither made nor lost, are worth nothing, and what is owed is what was used, span by span', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
      house.clear();
      house = workHouse(json);
      const marks: number[] = [0];
      for (const [i, each] of steps.entries()) {
        play(each);
        if (i % 5 === 4) marks.push(house.at_ms + 1);
        if (i === 12) house.restart(steps.length % 2 === 0 ? 'killed' : 'stopped');
      }
      marks.push(Number.MAX_SAFE_INTEGER);
      const movements = house.reader.movementsAfter(0, 10_000);
      for (const { quantity, owners: parts = [] } of movements)
        expect(parts.reduce((sum, part) => sum + part.quantity, 0)).toBeLessThanOrEqual(quantity);
      // Double entry: of each owner the sum over all places, outside too, is nothing.
      const sums = new Map<string, number>();
      for (const { owner, quantity } of house.reader.owned({})) sums.set(owner, (sums.get(owner) ?? 0) + quantity);
      expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
      // What is ours and what is not are the level; only ours is valued.
      const value = valued('nut');
      const others = value.consigned.reduce((sum, { quantity }) => sum + quantity, 0);
      const level = house.reader
        .levels({ item: 'nut' })
        .reduce((sum, { location, quantity }) => sum + (places.some((at) => at === location) ? quantity : 0), 0);
      expect(value.quantity + others).toBe(level);
      // All that is ours has come at the cost of the settings, so each of its pieces stands at that, and the others at nothing.
      const { numerator, denominator } = value.value_micro;
      if (value.quantity >= 0) expect(numerator).toBe(50_000n * BigInt(value.quantity) * denominator);
      // The spans follow each other, and what is owed in all of them is what left for good.
      const whole = owed('nut');
      for (const { owner, opening, received, returned, owed: used, closing } of whole) {
        expect(opening + received - returned - used).toBe(closing);
        const here = house.reader
          .owned({ item: 'nut' })
          .reduce(
            (sum, each) =>
              sum + (each.owner === owner && places.some((at) => at === each.location) ? each.quantity : 0),
            0,
          );
        expect(closing).toBe(here);
        const spans = marks
          .slice(1)
          .map((until, i) => owed('nut', marks[i], until).find((each) => each.owner === owner));
        expect(spans.reduce((sum, each) => sum + (each?.owed ?? 0), 0)).toBe(used);
        expect(spans.reduce((sum, each) => sum + (each?.owed_micro ?? 0n), 0n)).toBe(
          whole.find((each) => each.owner === owner)?.owed_micro,
        );
      }
      expect(house.verified().problems).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
