/** Material requirements: records, bills of material, exceptions, pegging, feasible dates. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { billOfMaterial } from '../../gateway/planning/bill-of-material.ts';
import { feasibleOrders } from '../../gateway/planning/feasible-dates.ts';
import type { LotRule } from '../../gateway/planning/lot-sizing.ts';
import { type MrpInput, type MrpItem, type MrpPlan, planMaterial } from '../../gateway/planning/mrp.ts';
import type { MrpRecord } from '../../gateway/planning/mrp-record.ts';
import { pegsOf, whyOrdered } from '../../gateway/planning/pegging.ts';
import { plainCalendar } from '../../gateway/planning/planning-calendar.ts';
import { got, refusalIn } from './answers.ts';

const demandOf = (...units: readonly number[]) =>
  units
    .map((quantity_units, bucket) => ({ id: `d${bucket}`, bucket, quantity_units }))
    .filter((d) => d.quantity_units > 0);

function recordOf(plan: MrpPlan, item: string): MrpRecord {
  const record = plan.records.get(item);
  if (record === undefined) throw new Error(`no record of ${item}`);
  return record;
}

function planned(item: Omit<MrpItem, 'item'>, buckets: number, more: Partial<MrpInput> = {}): MrpRecord {
  const input = { calendar: plainCalendar(buckets), items: [{ item: 'a', ...item }], bom: [], ...more };
  return recordOf(got(planMaterial(input)), 'a');
}

describe('the record of one item', () => {
  test('nets, sizes and offsets as on paper', () => {
    // 4 on hand, 30 due in the second week, lots of 50, one week of lead time.
    const record = planned(
      {
        on_hand_units: 4,
        demand: demandOf(0, 10, 0, 40, 10),
        receipts: [{ id: 'po1', bucket: 1, quantity_units: 30 }],
        lot: { kind: 'fixed', quantity_units: 50 },
        lead_time_days: 1,
      },
      5,
    );
    expect(record.gross_units).toEqual([0, 10, 0, 40, 10]);
    expect(record.scheduled_units).toEqual([0, 30, 0, 0, 0]);
    expect(record.net_units).toEqual([0, 0, 0, 16, 10]);
    expect(record.planned_receipt_units).toEqual([0, 0, 0, 50, 0]);
    expect(record.planned_release_units).toEqual([0, 0, 50, 0, 0]);
    expect(record.projected_units).toEqual([4, 24, 24, 34, 24]);
    expect(record.unattended_units).toEqual([4, 24, 24, -16, -26]);
    expect(record.exceptions).toEqual([]);
  });

  test('keeps a safety stock that changes with time', () => {
    // Days 1 Jan, 1 Feb, 12 Feb, 1 Mar, 12 Mar: the example of frePPLe's test of safety stock (MIT).
    const record = planned(
      { on_hand_units: 0, demand: demandOf(10, 0, 10, 0, 10), safety_stock_units: [10, 20, 20, 5, 5] },
      5,
    );
    expect(record.planned_receipt_units).toEqual([20, 10, 10, 0, 0]);
    expect(record.projected_units).toEqual([10, 20, 20, 20, 10]);
  });

  test('starts more than it needs where not all becomes good', () => {
    const record = planned({ on_hand_units: 0, demand: demandOf(0, 90), yield_share: 0.9, lead_time_days: 1 }, 2);
    expect(record.planned_receipt_units).toEqual([0, 90]);
    expect(record.planned_release_units).toEqual([100, 0]);
  });

  test('says how late a release is, and expects the order in time all the same', () => {
    const record = planned({ on_hand_units: 0, demand: demandOf(0, 5), lead_time_days: 3 }, 4);
    expect(record.projected_units).toEqual([0, 0, 0, 0]);
    expect(record.exceptions).toEqual([
      {
        kind: 'past-due-release',
        id: 'a@1',
        quantity_units: 5,
        from_bucket: 1,
        to_bucket: 1,
        why: 'It should have been released 2 working days before the plan begins.',
      },
    ]);
  });

  test('lets it come when it can, and stock fall below 0, only when told so', () => {
    const record = planned({ on_hand_units: 0, demand: demandOf(0, 5), lead_time_days: 3 }, 4, { late: 'push' });
    expect(record.projected_units).toEqual([0, -5, -5, 0]);
    expect(record.orders[0]).toMatchObject({ need_bucket: 1, release_bucket: 0, receipt_bucket: 3, late_days: 2 });
  });

  test('orders what the ledger is below 0', () => {
    expect(planned({ on_hand_units: -3 }, 2).planned_receipt_units).toEqual([3, 0]);
  });
});

describe('exceptions', () => {
  test('pull in an order before a new one is planned', () => {
    const record = planned(
      {
        on_hand_units: 100,
        demand: demandOf(50, 125, 150, 60, 40),
        receipts: [
          { id: 'po1', bucket: 1, quantity_units: 200 },
          { id: 'po2', bucket: 3, quantity_units: 200 },
        ],
      },
      5,
    );
    expect(record.unattended_units).toEqual([50, 125, -25, 115, 75]);
    expect(record.projected_units).toEqual([50, 125, 175, 115, 75]);
    expect(record.orders).toEqual([]);
    expect(record.exceptions).toEqual([
      {
        kind: 'reschedule-in',
        id: 'po2',
        quantity_units: 200,
        from_bucket: 3,
        to_bucket: 2,
        why: 'Without it, stock would fall below the safety stock before it is due.',
      },
    ]);
  });

  test('put off, cancel, and hurry what is overdue', () => {
    const record = planned(
      {
        on_hand_units: 0,
        demand: demandOf(10, 0, 0, 10),
        receipts: [
          { id: 'late', bucket: -2, quantity_units: 10 },
          { id: 'early', bucket: 1, quantity_units: 10 },
          { id: 'never', bucket: 2, quantity_units: 10 },
        ],
      },
      4,
    );
    expect(record.exceptions.map(({ kind, id, to_bucket }) => [kind, id, to_bucket])).toEqual([
      ['expedite', 'late', 0],
      ['reschedule-out', 'early', 3],
      ['cancel', 'never', undefined],
    ]);
    expect(record.orders).toEqual([]);
  });

  test('leave firm orders where they are, and plan around them', () => {
    const receipts = [{ id: 'firm', bucket: 2, quantity_units: 10, is_firm: true }];
    const record = planned({ on_hand_units: 0, demand: demandOf(0, 10), receipts }, 3);
    expect(record.planned_receipt_units).toEqual([0, 10, 0]);
    expect(record.scheduled_units).toEqual([0, 0, 10]);
    expect(record.exceptions).toEqual([]);
  });
});

describe('a bill of material', () => {
  const line = (parent: string, component: string, quantity_per = 1) => ({ parent, component, quantity_per });

  test('gives each item the longest way down to it', () => {
    const lines = [line('bike', 'wheel', 2), line('bike', 'bolt', 4), line('wheel', 'bolt', 8), line('wheel', 'rim')];
    expect([...got(billOfMaterial(lines)).low_level_code]).toEqual([
      ['bike', 0],
      ['wheel', 1],
      ['bolt', 2],
      ['rim', 2],
    ]);
  });

  test('that holds an item within itself is refused, with the circle', () => {
    const lines = [line('x', 'a'), line('a', 'b'), line('b', 'c'), line('c', 'a'), line('c', 'd')];
    const [field, rule] = refusalIn(billOfMaterial(lines));
    expect(field).toBe('bom');
    expect(['a → b → c → a', 'b → c → a → b', 'c → a → b → c']).toContain(
      rule.replace('must not contain itself: ', ''),
    );
    expect(refusalIn(billOfMaterial([line('a', 'a')]))[1]).toBe('must not contain itself: a → a');
  });

  test('is exploded level by level, with scrap and yield', () => {
    const plan = got(
      planMaterial({
        calendar: plainCalendar(6),
        items: [
          { item: 'bolt', on_hand_units: 100, lead_time_days: 1, lot: { kind: 'lot-for-lot', multiple_units: 100 } },
          { item: 'wheel', on_hand_units: 3, lead_time_days: 1, yield_share: 0.5 },
          { item: 'bike', on_hand_units: 0, demand: demandOf(0, 0, 0, 0, 0, 10), lead_time_days: 2 },
        ],
        bom: [line('bike', 'wheel', 2), { ...line('bike', 'bolt', 4), scrap_share: 0.2 }, line('wheel', 'bolt', 8)],
      }),
    );
    expect([...plan.records.keys()]).toEqual(['bike', 'wheel', 'bolt']);
    expect(recordOf(plan, 'bike').planned_release_units).toEqual([0, 0, 0, 10, 0, 0]);
    // 20 needed, 3 there, 17 to be made, 34 started.
    expect(recordOf(plan, 'wheel').planned_receipt_units).toEqual([0, 0, 0, 17, 0, 0]);
    expect(recordOf(plan, 'wheel').planned_release_units).toEqual([0, 0, 34, 0, 0, 0]);
    // 34·8 in bucket 2 and 10·4/0.8 in bucket 3.
    expect(recordOf(plan, 'bolt').gross_units).toEqual([0, 0, 272, 50, 0, 0]);
    expect(recordOf(plan, 'bolt').planned_receipt_units).toEqual([0, 0, 200, 100, 0, 0]);
    expect(recordOf(plan, 'bolt').projected_units).toEqual([100, 100, 28, 78, 78, 78]);
  });

  test('tells why an order is there, up to the customers', () => {
    const plan = got(
      planMaterial({
        calendar: plainCalendar(4),
        items: [
          { item: 'rim', on_hand_units: 1, safety_stock_units: 2, lot: { kind: 'lot-for-lot', multiple_units: 10 } },
          { item: 'wheel', on_hand_units: 0, lead_time_days: 1 },
          { item: 'bike', on_hand_units: 0, lead_time_days: 1, demand: [{ id: 'so7', bucket: 3, quantity_units: 2 }] },
        ],
        bom: [line('bike', 'wheel', 2), line('wheel', 'rim')],
      }),
    );
    // The rims' safety stock is made good at once; of its lot of 10 the wheels take 3, 1 being in stock.
    expect(whyOrdered(plan, 'rim', 'rim@0')).toEqual([
      {
        kind: 'order',
        id: 'wheel@2',
        bucket: 1,
        parent: 'wheel',
        quantity_units: 3,
        because: [
          {
            kind: 'order',
            id: 'bike@3',
            bucket: 2,
            parent: 'bike',
            quantity_units: 4,
            because: [{ kind: 'customer', id: 'so7', bucket: 3, quantity_units: 2, because: [] }],
          },
        ],
      },
      { kind: 'safety-stock', id: 'safety-stock', bucket: 0, quantity_units: 2, because: [] },
      { kind: 'surplus', id: 'surplus', bucket: 0, quantity_units: 5, because: [] },
    ]);
  });

  test('makes an order wait for what it is made of', () => {
    // Two places, each a component of the next, both empty: what is bought takes 4 days, what is moved on takes 4 more.
    const plan = got(
      planMaterial({
        calendar: plainCalendar(12),
        items: [
          { item: 'A', on_hand_units: 0, safety_stock_units: 10, lead_time_days: 4 },
          { item: 'B', on_hand_units: 0, safety_stock_units: 20, lead_time_days: 4 },
        ],
        bom: [line('B', 'A')],
        late: 'push',
      }),
    );
    expect(feasibleOrders(plan)).toEqual([
      { item: 'B', order: 'B@0', quantity_units: 20, release_bucket: 4, receipt_bucket: 8, waits_for: 'A' },
      { item: 'A', order: 'A@0', quantity_units: 30, release_bucket: 0, receipt_bucket: 4 },
    ]);
  });
});

describe('any plan', () => {
  const buckets = 8;
  const units = fc.integer({ min: 0, max: 60 });
  const lots = fc.oneof(
    fc.constant<LotRule>({ kind: 'lot-for-lot' }),
    fc.constant<LotRule>({ kind: 'fixed', quantity_units: 25 }),
    fc.constant<LotRule>({ kind: 'periods', periods: 3 }),
    fc.constant<LotRule>({ kind: 'lot-for-lot', minimum_units: 30, multiple_units: 7 }),
    fc.constant<LotRule>({ kind: 'silver-meal', cost_per_order: 50, holding_cost_per_unit_period: 1 }),
    fc.constant<LotRule>({ kind: 'wagner-whitin', cost_per_order: 50, holding_cost_per_unit_period: 1 }),
  );
  const item = fc.record({
    on_hand_units: fc.integer({ min: -10, max: 80 }),
    demand: fc.array(
      fc.record({ id: fc.constant('so'), bucket: fc.integer({ min: -1, max: 9 }), quantity_units: units }),
      {
        maxLength: 6,
      },
    ),
    receipts: fc.array(
      fc.record({
        id: fc.uuid(),
        bucket: fc.integer({ min: -2, max: 10 }),
        quantity_units: units,
        is_firm: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    safety_stock_units: fc.oneof(units, fc.array(units, { minLength: buckets, maxLength: buckets })),
    lead_time_days: fc.integer({ min: 0, max: 5 }),
    yield_share: fc.constantFrom(1, 0.9, 0.5),
    lot: lots,
  });
  const plans = fc
    .record({
      items: fc.array(item, { minLength: 1, maxLength: 6 }),
      // Components have higher numbers than their parents, so there is no circle.
      links: fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, 0.2)), {
        maxLength: 8,
      }),
    })
    .map(
      ({ items, links }): MrpInput => ({
        calendar: plainCalendar(buckets),
        items: items.map((each, i) => ({ item: `i${i}`, ...each })),
        bom: links
          .filter(([a, b]) => a < b && b < items.length)
          .map(([a, b, quantity_per, scrap_share]) => ({
            parent: `i${a}`,
            component: `i${b}`,
            quantity_per,
            scrap_share,
          })),
      }),
    );
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

  test('never lets stock fall below the safety stock, nor below 0', () => {
    fc.assert(
      fc.property(plans, (input) => {
        for (const record of got(planMaterial(input)).records.values()) {
          for (const [t, stock] of record.projected_units.entries()) {
            expect(stock).toBeGreaterThanOrEqual((record.safety_stock_units[t] ?? 0) - 1e-6);
          }
        }
      }),
    );
  });

  test('makes nothing from nothing: what is there at the end is what was there, plus what came, less what went', () => {
    fc.assert(
      fc.property(plans, (input) => {
        const plan = got(planMaterial(input));
        for (const record of plan.records.values()) {
          const came = total(record.scheduled_units) + total(record.planned_receipt_units);
          const end = (plan.on_hand_units.get(record.item) ?? 0) + came - total(record.gross_units);
          expect(record.projected_units.at(-1)).toBeCloseTo(end, 6);
          const parents = input.bom.filter(({ component }) => component === record.item);
          const taken = parents.map(
            ({ parent, quantity_per, scrap_share = 0 }) =>
              (total(recordOf(plan, parent).planned_release_units) * quantity_per) / (1 - scrap_share),
          );
          const sold = (input.items.find((each) => each.item === record.item)?.demand ?? []).filter(
            (d) => d.bucket < buckets,
          );
          expect(total(record.gross_units)).toBeCloseTo(total(taken) + total(sold.map((d) => d.quantity_units)), 6);
        }
      }),
    );
  });

  test('pegs all of every supply, and no need twice', () => {
    fc.assert(
      fc.property(plans, (input) => {
        const plan = got(planMaterial(input));
        for (const record of plan.records.values()) {
          const pegs = pegsOf(plan, record.item);
          for (const { id, quantity_units } of record.orders) {
            const pegged = pegs.filter(({ supply }) => supply.kind === 'planned-order' && supply.id === id);
            expect(total(pegged.map((peg) => peg.quantity_units))).toBeCloseTo(quantity_units, 6);
          }
          const served = pegs.filter(({ need }) => need.kind === 'customer' || need.kind === 'order');
          expect(total(served.map((peg) => peg.quantity_units))).toBeLessThanOrEqual(total(record.gross_units) + 1e-6);
        }
      }),
    );
  });

  test('does not depend on the order in which items and lines are given', () => {
    fc.assert(
      fc.property(plans, (input) => {
        const there = got(planMaterial(input));
        const back = got(planMaterial({ ...input, items: input.items.toReversed(), bom: input.bom.toReversed() }));
        for (const [name, record] of there.records) {
          const other = recordOf(back, name);
          for (const [t, stock] of record.projected_units.entries())
            expect(other.projected_units[t]).toBeCloseTo(stock, 6);
        }
      }),
    );
  });

  test('of feasible dates begins nothing before it could', () => {
    fc.assert(
      fc.property(plans, (input) => {
        const plan = got(planMaterial({ ...input, late: 'push' }));
        for (const order of feasibleOrders(plan)) {
          const before = recordOf(plan, order.item).orders.find(({ id }) => id === order.order);
          expect(order.release_bucket).toBeGreaterThanOrEqual(before?.release_bucket ?? 0);
          expect(order.receipt_bucket).toBeGreaterThanOrEqual(before?.receipt_bucket ?? 0);
        }
      }),
    );
  });
});

describe('a plan refuses', () => {
  const base: MrpInput = { calendar: plainCalendar(2), items: [{ item: 'a', on_hand_units: 1 }], bom: [] };
  const refusalOf = (more: Partial<MrpItem>) =>
    refusalIn(planMaterial({ ...base, items: [{ item: 'a', on_hand_units: 1, ...more }] }));

  test('what makes no sense, by item and field', () => {
    expect(refusalOf({ on_hand_units: Number.NaN })).toEqual(['items[0].on_hand_units', 'must be a finite number']);
    expect(refusalOf({ lead_time_days: 0.5 })).toEqual([
      'items[0].lead_time_days',
      'must be a whole number, 0 or above',
    ]);
    expect(refusalOf({ yield_share: 0 })[0]).toBe('items[0].yield_share');
    expect(refusalOf({ safety_stock_units: [1] })).toEqual([
      'items[0].safety_stock_units',
      'must have a value for every bucket',
    ]);
    expect(refusalOf({ safety_stock_units: -1 })[0]).toBe('items[0].safety_stock_units[0]');
    expect(refusalOf({ demand: [{ id: 'x', bucket: 0, quantity_units: -1 }] })).toEqual([
      'items[0].demand[0].quantity_units',
      'must not be below 0',
    ]);
    expect(refusalOf({ receipts: [{ id: 'x', bucket: 0.5, quantity_units: 1 }] })[0]).toBe(
      'items[0].receipts[0].bucket',
    );
    expect(refusalOf({ lot: { kind: 'periods', periods: 0 } })[0]).toBe('items[0].lot.periods');
    expect(refusalIn(planMaterial({ ...base, items: [...base.items, ...base.items] }))[0]).toBe('items[1].item');
  });

  test('a bill of items that it does not know', () => {
    const bom = [{ parent: 'a', component: 'z', quantity_per: 1 }];
    expect(refusalIn(planMaterial({ ...base, bom }))).toEqual([
      'bom[0].component',
      'must be an item of the plan: z is none',
    ]);
    const wrong = [{ parent: 'a', component: 'a', quantity_per: 1 }];
    expect(refusalIn(planMaterial({ ...base, bom: wrong }))).toEqual(['bom', 'must not contain itself: a → a']);
  });
});
