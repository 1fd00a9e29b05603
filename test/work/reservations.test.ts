/** Goal: nothing is promised twice: what is on hand, on hold, due and promised before decides what can be promised, day by day. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { promisableOn, promiseDays, type Stand } from '../../gateway/work/promise.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const today = '2026-11-23';
const stand = (more: Partial<Stand> = {}): Stand => ({
  on_hand: 10,
  held: 0,
  receipts: [],
  undated: 0,
  promises: [],
  ...more,
});
const on = (day: string, units: number) => ({ day, units, document: 'X-1' });

describe('what can be promised', () => {
  test('is the least that is left on the day or later, worked out by hand', () => {
    const given = stand({
      receipts: [on('2026-11-26', 20)],
      promises: [on(today, 4), on('2026-11-25', 5), on('2026-11-30', 12)],
    });
    expect(promiseDays(given, today)).toEqual([
      { day: today, receipts: 0, promises: 4, left: 6, promisable: 1 },
      { day: '2026-11-25', receipts: 0, promises: 5, left: 1, promisable: 1 },
      { day: '2026-11-26', receipts: 20, promises: 0, left: 21, promisable: 9 },
      { day: '2026-11-30', receipts: 0, promises: 12, left: 9, promisable: 9 },
    ]);
    expect(['2026-11-24', '2026-11-27', '2027-01-01'].map((day) => promisableOn(given, today, day))).toEqual([1, 9, 9]);
  });

  test('is never below zero, and what is on hold is not there', () => {
    expect(promisableOn(stand({ held: 7 }), today)).toBe(3);
    expect(promiseDays(stand({ promises: [on(today, 14)] }), today)).toEqual([
      { day: today, receipts: 0, promises: 14, left: -4, promisable: 0 },
    ]);
  });

  test('promised as it says never breaks a promise: no day falls below where it was', () => {
    const dated = fc.array(
      fc.record({
        day: fc.integer({ min: 10, max: 28 }).map((each) => `2026-12-${each}`),
        units: fc.integer({ min: 1, max: 9 }),
        document: fc.constant('X'),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        dated,
        dated,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 10, max: 28 }),
        (receipts, promises, on_hand, at) => {
          const given = stand({ on_hand, receipts, promises });
          const day = `2026-12-${at}`;
          const units = promisableOn(given, '2026-12-10', day);
          if (units === 0) return;
          const after = promiseDays(
            stand({ on_hand, receipts, promises: [...promises, on(day, units)] }),
            '2026-12-10',
          );
          const isBroken = after.some((each) => each.day >= day && each.left < 0);
          expect(isBroken).toBe(false);
          expect(
            promisableOn(stand({ on_hand, receipts, promises: [...promises, on(day, units)] }), '2026-12-10', day),
          ).toBe(0);
        },
      ),
    );
  });
});

describe('a reservation', () => {
  let house: WorkHouse;
  beforeEach(() => {
    house = workHouse({ ...workSiteJson, work: { ...workSiteJson.work, staging: 'stage' } });
    house.give({ kind: 'move', item: 'bolt', quantity: 10, from: 'supplier', to: 'B1', reason: 'opening' });
    house.give({ kind: 'move', item: 'bolt', quantity: 5, from: 'supplier', to: 'cage', reason: 'opening' });
  });
  afterEach(() => house.clear());

  const reserve = (quantity: number, more: object = {}) =>
    ({ act: 'reserve', draft: { customer: 'Miller', lines: [{ item: 'bolt', quantity }], ...more } }) as const;

  test('takes from what can be promised; quarantine, transit and overdue orders do not count', () => {
    house.give({ kind: 'move', item: 'bolt', quantity: 1, from: 'B1', to: 'transit', reason: 'on its way' });
    house.done({
      act: 'open-order',
      order: { supplier: 'acme', due_day: '2026-11-01', lines: [{ item: 'bolt', quantity: 50 }] },
    });
    house.done(reserve(6));
    expect(house.refused(reserve(4))).toBe(
      'lines.0.quantity: only 3 of bolt can be promised for now: say is_backorder to promise it all the same',
    );
    house.done({
      act: 'open-order',
      order: { supplier: 'acme', due_day: '2026-11-30', lines: [{ item: 'bolt', quantity: 50 }] },
    });
    house.done(reserve(40, { due_day: '2026-12-01' }));
    expect(house.refused(reserve(14, { due_day: '2026-12-01' }))).toContain('only 13 of bolt');
    house.done(reserve(14, { due_day: '2026-12-01', is_backorder: true }));
    expect(house.refused(reserve(1, { due_day: '2026-11-22' }))).toBe('due_day: is over: today is 2026-11-23');
  });

  test('takes nothing that is on hold in a zone, and holds of the same pieces hold them once', () => {
    house.clear();
    const locations = [
      ...workSiteJson.locations.map((each) => (each.id === 'B1' ? { ...each, in: 'hall' } : each)),
      { id: 'hall', kind: 'zone' },
    ];
    house = workHouse({ ...workSiteJson, locations });
    house.give({ kind: 'move', item: 'bolt', quantity: 10, from: 'supplier', to: 'B1', reason: 'opening' });
    house.give({ kind: 'move', item: 'bolt', quantity: 4, from: 'supplier', to: 'B2', reason: 'opening' });
    house.give({ kind: 'move', item: 'bolt', quantity: 5, from: 'supplier', to: 'cage', reason: 'opening' });
    const hold = (location: string) =>
      ({ act: 'open-hold', hold: { item: 'bolt', location, state: 'blocked', reason: 'rust' } }) as const;
    for (const location of ['hall', 'B1', 'cage']) house.done(hold(location));
    expect(house.refused(reserve(5))).toContain('only 4 of bolt');
  });

  test('counts all its lines of an item, is released, or used by its shipment', () => {
    const two = {
      ...reserve(1),
      draft: {
        ...reserve(1).draft,
        lines: [
          { item: 'bolt', quantity: 6 },
          { item: 'bolt', quantity: 5 },
        ],
      },
    };
    expect(house.refused(two)).toContain('lines.1.quantity: only 4 of bolt');
    house.done(reserve(10));
    expect(house.refused(reserve(1))).toContain('only 0 of bolt');
    house.done({
      act: 'open-shipment',
      draft: { customer: 'Miller', reservation: 'RS-1', lines: [{ item: 'bolt', quantity: 10 }] },
    });
    expect(house.document('RS-1', 'reservation')).toMatchObject({
      state: 'used',
      closed: { reason: 'shipped with SH-1' },
    });
    expect(house.refused(reserve(1))).toContain('only 0 of bolt');
    house.done({ act: 'pick', picking: { id: 'SH-1', lines: [{ line: 1, quantity: 10, place: 'B1' }] } });
    expect(house.refused(reserve(1))).toContain('only 0 of bolt');
    house.done({ act: 'ship', shipping: { id: 'SH-1' } });
    expect(house.refused(reserve(1))).toContain('only 0 of bolt');
    house.give({ kind: 'move', item: 'bolt', quantity: 3, from: 'supplier', to: 'B1', reason: 'more' });
    house.done(reserve(3));
    house.done({ act: 'release', ending: { id: 'RS-2', version: 1, reason: 'they changed their mind' } });
    house.done(reserve(3));
    expect(house.verified().problems).toEqual([]);
  });
});
