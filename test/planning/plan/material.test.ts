/** Goal: material requirements of a site come down its bills from what customers and forecasts need, against stock and open orders, with the reasons. */
import { expect, test } from 'vitest';
import type { ItemMaterial } from '../../../gateway/planning/plan/material-input.ts';
import { type MaterialAsked, materialPlan } from '../../../gateway/planning/plan/material-plan.ts';
import { materialDetail, materialRow } from '../../../gateway/planning/plan/material-told.ts';
import { builtInLocations } from '../../../gateway/stock/built-in-locations.ts';
import type { OpenLine } from '../../../gateway/stock/open-work.ts';
import type { Item } from '../../../gateway/stock/site.ts';
import { smallSite } from '../../live/small-site.ts';

/** 2026-11-30, a Monday. */
const today = 20_787;
const item = (id: string, policy: Item['policy'] = {}): Item => ({
  id,
  name: id,
  gtins: [],
  codes: [],
  unit: 'piece',
  policy,
});
const items = [
  item('blank', { lead_time_days: 7 }),
  item('bolt', { supplier: 'acme', lead_time_days: 7, order_multiple: 100 }),
  item('gear', { lead_time_days: 7 }),
];
const site = {
  ...smallSite,
  items,
  // What lies there came damaged, and serves nobody.
  work: { quarantine: 'cage' },
  planning: {
    demand_locations: ['customer'],
    open_weekdays: [1, 2, 3, 4, 5],
    closed_days: [],
    wobble_ms: 0,
    wobble_units_max: 1,
  },
  bills: [
    {
      item: 'gear',
      components: [
        { item: 'blank', quantity: 1 },
        { item: 'bolt', quantity: 4, scrap_permille: 200 },
      ],
    },
  ],
};
const places = new Map(builtInLocations.map(({ id, kind }) => [id, kind]));

function planned(
  lines: readonly Partial<OpenLine>[],
  levels: Record<string, number>,
  weekly: Record<string, readonly number[]> = {},
  independent_share = 1,
) {
  const asked: MaterialAsked = {
    site,
    items,
    today,
    horizon_days: 56,
    materials: new Map(
      Object.entries(weekly).map(([id, weeks]): [string, ItemMaterial] => [
        id,
        { weekly: weeks, safety_stock: 0, lead_time_days: 7, independent_share },
      ]),
    ),
    now: {
      events: 1,
      head_seq: 1,
      levels: new Map(
        Object.entries(levels).map(([id, quantity]) => [
          id,
          [
            { location: 'shelf', quantity },
            { location: 'customer', quantity: 99 },
            { location: 'cage', quantity: 77 },
          ],
        ]),
      ),
      lines: lines.map((each, i) => ({
        kind: 'need',
        of: 'customer',
        item: 'gear',
        quantity: 1,
        id: `RS-${i + 1}/1`,
        opened_ms: 0,
        ...each,
      })),
    },
    roleOf: (location) => (places.get(location) === 'outside' ? 'demand' : 'shelf'),
    dayOf: () => today,
  };
  const plan = materialPlan(asked);
  if (!plan.ok) throw new Error(`${plan.field} ${plan.rule}`);
  const of = (id: string) => items.find((each) => each.id === id) ?? items[0] ?? item('none');
  return {
    row: (id: string) => materialRow(plan.value, of(id)),
    detail: (id: string) => materialDetail(plan.value, of(id)),
  };
}

test('what customers need is made a lead time earlier, and its components are bought before that, in whole packs', () => {
  const { row, detail } = planned([{ item: 'gear', quantity: 30, day: '2026-12-23' }], {
    gear: 10,
    blank: 5,
    bolt: 12,
  });
  expect(row('gear')).toMatchObject({
    how: 'make',
    low_level_code: 0,
    on_hand: 10,
    orders: [{ id: 'gear@3', quantity: 20, need_day: '2026-12-21', order_day: '2026-12-14', late_days: 0 }],
    exceptions: [],
  });
  expect(row('blank')?.orders).toMatchObject([
    { how: 'buy', quantity: 15, need_day: '2026-12-14', order_day: '2026-12-07' },
  ]);
  // 20 · 4 / 0.8 = 100, less 12 that lie here: 88, in packs of 100.
  expect(row('bolt')).toMatchObject({ supplier: 'acme', orders: [{ quantity: 100, need_day: '2026-12-14' }] });
  expect(detail('bolt')).toMatchObject({
    is_component: true,
    demand: [{ id: 'gear@3', parent: 'gear', day: '2026-12-14', quantity: 100 }],
    record: {
      gross: [0, 0, 100, 0, 0, 0, 0, 0],
      net: [0, 0, 88, 0, 0, 0, 0, 0],
      projected: [12, 12, 12, 12, 12, 12, 12, 12],
    },
    why: [
      {
        id: 'bolt@2',
        because: [
          { kind: 'order', parent: 'gear', quantity_units: 88, because: [{ kind: 'customer', id: 'RS-1/1' }] },
          { kind: 'surplus', quantity_units: 12 },
        ],
      },
    ],
  });
});

test('customers use the forecast up, and of the forecast of what is used for others only what customers take counts', () => {
  const { detail } = planned(
    [
      { item: 'gear', quantity: 6, day: '2026-12-08' },
      { item: 'bolt', quantity: 20, day: '2026-12-01' },
      { item: 'bolt', quantity: 40, day: '2026-12-14', of: 'production', product: 'gear', id: 'MO-1/1' },
    ],
    {},
    { gear: [10, 10, 10], bolt: [500, 500] },
    0.25,
  );
  expect(detail('gear')?.record.gross.slice(0, 4)).toEqual([10, 10, 10, 0]);
  expect(detail('gear')?.demand).toContainEqual({ id: 'forecast@1', day: '2026-12-07', quantity: 4 });
  // 10 gears a week, made a week before, of 4 bolts each and a fifth spoiled: 50. A quarter of 500 bolts goes elsewhere, of which 20 are
  // asked for already; what production asks for is none of it.
  expect(detail('bolt')?.demand).toEqual([
    { id: 'RS-2/1', day: '2026-11-30', quantity: 20 },
    { id: 'MO-1/1', day: '2026-12-07', quantity: 40 },
    { id: 'forecast@0', day: '2026-11-30', quantity: 105 },
    { id: 'forecast@1', day: '2026-12-07', quantity: 125 },
    { id: 'gear@0', parent: 'gear', day: '2026-11-30', quantity: 50 },
    { id: 'gear@1', parent: 'gear', day: '2026-11-30', quantity: 50 },
    { id: 'gear@2', parent: 'gear', day: '2026-12-07', quantity: 50 },
  ]);
});

test('open orders are taken before anything new, and what is to be done about them is told', () => {
  const lines: Partial<OpenLine>[] = [
    { item: 'gear', quantity: 5, day: '2026-11-30' },
    { item: 'gear', quantity: 5, day: '2026-12-15' },
    { kind: 'receipt', item: 'gear', quantity: 5, id: 'MO-1', day: '2026-11-20' },
    { kind: 'receipt', item: 'gear', quantity: 5, id: 'MO-2', day: '2026-12-07' },
    { kind: 'receipt', item: 'gear', quantity: 5, id: 'MO-3', day: '2026-12-28' },
    { kind: 'receipt', item: 'bolt', quantity: 9, id: 'PO-1/1' },
  ];
  const { row, detail } = planned(lines, {});
  expect(row('gear')).toMatchObject({
    orders: [],
    exceptions: [
      { kind: 'expedite', id: 'MO-1', from_day: 'overdue', to_day: '2026-11-30' },
      { kind: 'reschedule-out', id: 'MO-2', from_day: '2026-12-07', to_day: '2026-12-14' },
      { kind: 'cancel', id: 'MO-3', from_day: '2026-12-28' },
    ],
  });
  // Due on no day: its lead time after it was ordered.
  expect(detail('bolt')?.receipts).toMatchObject([{ id: 'PO-1/1', due_day: '2026-12-07' }]);
});

test('what an open production order still uses is needed its lead time before it is to be done; what is late is told', () => {
  const need = { of: 'production', product: 'gear', id: 'MO-1/2' } as const;
  const { row, detail } = planned([{ item: 'bolt', quantity: 7, day: '2026-12-14', ...need }], { bolt: -2 });
  expect(detail('bolt')?.demand).toEqual([{ id: 'MO-1/2', day: '2026-12-07', quantity: 7 }]);
  expect(row('bolt')).toMatchObject({
    orders: [{ quantity: 100, need_day: '2026-11-30', order_day: '2026-11-30', late_days: 5 }],
    exceptions: [
      { kind: 'past-due-release', why: 'It should have been released 5 working days before the plan begins.' },
    ],
  });
});
