/** From movements to a proposal, with numbers worked out by hand. */
import { describe, expect, test } from 'vitest';
import { localDay, localDayStart } from '../../../gateway/base/site-time.ts';
import { materialOf } from '../../../gateway/planning/plan/material-input.ts';
import type { Supplier } from '../../../gateway/stock/planning-policy.ts';
import type { Site } from '../../../gateway/stock/site.ts';
import { day_ms, type Moved, planned, siteWith } from './warehouse.ts';

/** Sunday 29 November 2026, noon in Berlin. */
const now_ms = Date.parse('2026-11-29T11:00:00Z');
const zone = 'Europe/Berlin';
const today = localDay(now_ms, zone);

const bolts: Supplier = { id: 'acme', name: 'Acme', lead_time_days: 5, lead_time_sd_days: 0, order_cost: '36.50' };
const policy = {
  supplier: 'acme',
  unit_cost: '0.40',
  service_level: 0.95,
  holding_cost_share_per_year: 0.25,
  order_multiple: 50,
} as const;

/** 400 come in, then four a day are used for so many days, the last one yesterday. */
function steady(days: number): Moved[] {
  const at_ms = (back: number) => localDayStart(today - back, zone) + 9 * 3_600_000;
  return [
    { quantity: 400, from: 'supplier', to: 'a1-01', at_ms: at_ms(days) - 3_600_000 },
    ...Array.from({ length: days }, (_, i) => ({
      quantity: 4,
      from: 'a1-01',
      to: 'production',
      at_ms: at_ms(days - i),
    })),
  ];
}

const site: Site = siteWith({ policy }, { suppliers: [bolts] });

describe('a steady item', () => {
  const planner = planned(steady(98), site, now_ms);
  const told = planner.item('bolt-m6');

  test('has a reorder point of demand times lead time, and nothing to be safe from', () => {
    const { figures, forecast, missing } = told?.plan ?? {};
    expect(figures?.demand_per_day?.value).toBeCloseTo(4, 9);
    expect(figures?.lead_time?.value).toBe(5);
    expect(figures?.reorder_point?.value).toBe(20);
    expect(figures?.safety_stock?.value).toBeCloseTo(0, 9);
    // √(2 · 36.50 · 4 · 365 / (0.40 · 0.25)) = 1,032.37…; of 1,000 and 1,050 the dearer by K·D/Q + h·Q/2 is 1,000: 103.29 to 103.25.
    expect(figures?.order_quantity?.terms.economic_order_quantity).toBeCloseTo(1_032.376, 2);
    expect(figures?.order_quantity?.value).toBe(1_050);
    expect(forecast?.pattern.pattern).toBe('smooth');
    expect(missing).toEqual([]);
  });

  test('is proposed at its reorder point: 8 are left of 400', () => {
    expect(told?.row).toMatchObject({
      on_hand: 8,
      proposed: 1_050,
      proposed_value: '420.00',
      is_below_reorder: true,
      days_left: 2,
      stock_out_day: '2026-12-01',
      abc: 'A',
      xyz: 'X',
    });
    expect(planner.purchases()).toEqual([
      {
        supplier: 'acme',
        lines: [
          {
            item: 'bolt-m6',
            name: 'Bolt M6',
            unit: 'piece',
            quantity: 1_050,
            unit_cost: '0.40',
            value: '420.00',
            stock_out_day: '2026-12-01',
          },
        ],
        value: '420.00',
        lines_without_cost: 0,
      },
    ]);
  });

  test('turns by its time-weighted stock', () => {
    const { figures } = told?.plan ?? {};
    // 400 come at 8, the first 4 go at 9, and 4 more each day: 98 · 400 − 400 · 8/24 − 4 · (98 · 97/2 + 98 · 15/24) unit days;
    // 25 October has an hour more, in which 144 were there.
    const level_days = 39_200 - 400 / 3 - 4 * (4_753 + 61.25) + 144 / 24;
    const days = 98 + 1 / 24;
    expect(figures?.average_stock?.value).toBeCloseTo(level_days / days, 6);
    expect(figures?.days_of_inventory?.value).toBeCloseTo((level_days / days / 392) * days, 6);
    expect((figures?.turns_per_year?.value ?? 0) * (figures?.days_of_inventory?.value ?? 0)).toBeCloseTo(365, 6);
  });

  test('is not proposed above its reorder point, and excess is what is beyond all need', () => {
    const much = [{ quantity: 3_000, from: 'supplier', to: 'a1-01', at_ms: now_ms - 1_000 }];
    const row = planned([...steady(98), ...much], site, now_ms).item('bolt-m6');
    expect(row?.row).toMatchObject({ on_hand: 3_008, proposed: 0, is_below_reorder: false });
    // 3,008 − max(20 + 1,050, 182 · 4)
    expect(row?.plan.figures.excess?.value).toBeCloseTo(1_938, 6);
  });
});

describe('what is not there', () => {
  const missingOf = (item: object, suppliers = [bolts]) =>
    planned(steady(98), siteWith({ policy: item }, { suppliers }), now_ms).item('bolt-m6')?.row.missing;

  test('is told, and nothing is guessed instead', () => {
    expect(missingOf({})).toEqual([
      'no lead time: nothing is proposed',
      "no unit_cost, the supplier's order_cost, holding_cost_share_per_year: no economic order quantity, nothing is proposed",
      'no service level or fill rate: no safety stock, nothing is proposed',
    ]);
    const { lead_time_sd_days: _, ...unsure } = bolts;
    expect(missingOf(policy, [unsure])).toEqual([
      'no lead_time_sd_days: the lead time is taken as certain, the safety stock covers demand alone',
    ]);
  });

  test('an item that never moved has a stock of 0 and no demand', () => {
    const row = planned([], site, now_ms).item('bolt-m6')?.row;
    expect(row).toMatchObject({ on_hand: 0, missing: ['no demand is known yet: nothing is proposed'] });
    expect(row?.proposed).toBeUndefined();
  });

  test('an unknown item is in no plan', () => {
    expect(planned([], site, now_ms).item('nut-m6')).toBeUndefined();
  });
});

describe('what if', () => {
  const planner = planned(steady(98), site, now_ms);

  test('the lead time were 10 days and an order cost 9.125', () => {
    const tried = planner.whatIf('bolt-m6', { lead_time_days: 10, order_cost: '9.125', order_multiple: 1 });
    if (!tried?.ok) throw new Error('it can be tried');
    const { now, changed } = tried.value;
    expect([now.figures.reorder_point?.value, changed.figures.reorder_point?.value]).toEqual([20, 40]);
    // A quarter of the order cost: half the quantity, 516.19, and 516 is the cheaper of the two around it.
    expect([now.figures.order_quantity?.value, changed.figures.order_quantity?.value]).toEqual([1_050, 516]);
    expect(planner.item('bolt-m6')?.row.reorder_point).toBe(20);
  });

  test('money were no money: the field and the rule', () => {
    expect(planner.whatIf('bolt-m6', { unit_cost: '1,5' })).toEqual({
      ok: false,
      field: 'unit_cost',
      rule: 'must be an amount with at most six digits behind the point',
    });
  });
});

describe('the plan after', () => {
  test('says what is different, and by which terms', () => {
    const planner = planned(steady(98), site, now_ms);
    planner.begin(siteWith({ policy: { ...policy, lead_time_days: 7 } }, { suppliers: [bolts] }), now_ms + day_ms / 4);
    while (planner.step());
    expect(planner.item('bolt-m6')?.row.changes).toEqual([
      { figure: 'lead_time', was: 5, is: 7, because: 'lead_time_days 5 → 7' },
      { figure: 'reorder_point', was: 20, is: 28, because: 'lead_time_days 5 → 7, mean_units 20 → 28' },
    ]);
  });
});

describe('suppliers that work on weekdays', () => {
  test('take until Friday for five days from a Sunday on', () => {
    const calendar = { weekdays: [1, 2, 3, 4, 5], closed: [] };
    const told = (closed: string[]) =>
      planned(
        steady(98),
        siteWith({ policy }, { suppliers: [{ ...bolts, calendar: { ...calendar, closed } }] }),
        now_ms,
      ).item('bolt-m6')?.plan.figures.lead_time?.value;
    expect(told([])).toBe(5);
    expect(told(['2026-12-02'])).toBe(8);
  });
});

describe('demand', () => {
  const at = (text: string) => Date.parse(text);
  const history = (moved: readonly Moved[]) => planned(moved, site, now_ms).item('bolt-m6')?.plan.history;

  test('is what went to customers and production less what came back; nothing else is', () => {
    const moved = [
      { quantity: 100, from: 'supplier', to: 'a1-01', at_ms: at('2026-11-20T08:00:00Z') },
      { quantity: 30, from: 'a1-01', to: 'a1-02', at_ms: at('2026-11-21T08:00:00Z') },
      { quantity: 10, from: 'a1-01', to: 'production', at_ms: at('2026-11-22T08:00:00Z') },
      { quantity: 4, from: 'a1-01', to: 'customer', at_ms: at('2026-11-22T10:00:00Z') },
      { quantity: 3, from: 'production', to: 'a1-01', at_ms: at('2026-11-23T08:00:00Z') },
      { quantity: 5, from: 'a1-02', to: 'count-difference', at_ms: at('2026-11-24T08:00:00Z') },
      { quantity: 2, from: 'a1-02', to: 'scrap', at_ms: at('2026-11-25T08:00:00Z') },
    ];
    expect(history(moved)).toMatchObject({
      first_day: '2026-11-20',
      days: 9,
      issued: 14,
      returned: 3,
      transferred: 30,
      used_in_making: 7,
      days_without_issue: 6,
    });
  });

  test('of what was issued and did not come back, a part went elsewhere than to production', () => {
    const share = (moved: readonly Moved[]) => {
      const plan = planned(moved, site, now_ms).item('bolt-m6')?.plan;
      return plan && materialOf(plan).independent_share;
    };
    const way = (quantity: number, from: string, to: string, day: string) => ({
      quantity,
      from,
      to,
      at_ms: at(`2026-11-${day}T08:00:00Z`),
    });
    const bought = way(9_000, 'supplier', 'a1-01', '10');
    const reel = [way(5_000, 'a1-01', 'production', '11'), way(4_500, 'production', 'a1-01', '12')];
    expect(share([bought])).toBe(1);
    expect(share([bought, ...reel])).toBe(0);
    expect(share([bought, ...reel, way(500, 'a1-01', 'customer', '13')])).toBe(0.5);
    const back = [way(700, 'a1-01', 'customer', '13'), way(200, 'customer', 'a1-01', '14')];
    expect(share([bought, ...reel, ...back])).toBe(0.5);
    // The reel had gone out before anything was written down.
    expect(share([bought, way(40, 'production', 'a1-01', '12'), way(60, 'a1-01', 'customer', '13')])).toBe(1);
    const seen = [
      { ...way(2, 'a1-01', 'production', '15'), rule: 'fusion@5', kind: 'taken' },
      { ...way(2, 'production', 'a1-01', '15'), rule: 'fusion@5', kind: 'filled' },
    ];
    expect(share([bought, ...seen, way(5, 'a1-01', 'customer', '16')])).toBe(1);
    // What shipments were packed with is used up in production, and nothing is made of it.
    const packed = { ...way(300, 'a1-01', 'production', '17'), kind: 'consumed', is_packing: true } as const;
    expect(share([bought, packed])).toBe(1);
    expect(share([bought, packed, way(100, 'a1-01', 'production', '18')])).toBe(0.75);
  });

  test('what sensors saw go and come back is wobble; what a person said is not', () => {
    const pair = (rule: string) => [
      { quantity: 100, from: 'supplier', to: 'a1-01', at_ms: at('2026-11-20T08:00:00Z') },
      { quantity: 2, from: 'a1-01', to: 'production', at_ms: at('2026-11-21T08:00:00Z'), rule, kind: 'taken' },
      { quantity: 2, from: 'production', to: 'a1-01', at_ms: at('2026-11-21T08:00:30Z'), rule, kind: 'filled' },
    ];
    expect(history(pair('fusion@5'))).toMatchObject({ issued: 0, returned: 0, wobble_pairs: 1 });
    expect(history(pair('scan@1'))).toMatchObject({ issued: 2, returned: 2, wobble_pairs: 0 });
  });

  test('days are the site’s own, 25 hours long ones too: 23:30 before and 00:30 after midnight are two days', () => {
    // The night of 25 October 2026 has the hour from 2 to 3 twice in Berlin.
    const moved = [
      { quantity: 50, from: 'supplier', to: 'a1-01', at_ms: at('2026-10-24T06:00:00Z') },
      { quantity: 1, from: 'a1-01', to: 'production', at_ms: at('2026-10-24T21:59:00Z') },
      { quantity: 2, from: 'a1-01', to: 'production', at_ms: at('2026-10-24T22:01:00Z') },
      { quantity: 4, from: 'a1-01', to: 'production', at_ms: at('2026-10-25T22:59:00Z') },
      { quantity: 8, from: 'a1-01', to: 'production', at_ms: at('2026-10-25T23:01:00Z') },
    ];
    const dst = planned(moved, site, at('2026-10-27T12:00:00Z')).item('bolt-m6')?.plan.history;
    expect(dst).toMatchObject({ first_day: '2026-10-24', days: 3, issued: 15, days_without_issue: 0 });
    const until_26th = planned(moved, site, at('2026-10-26T12:00:00Z')).item('bolt-m6')?.plan.history;
    expect(until_26th).toMatchObject({ days: 2, issued: 7 });
  });
});
