/** Goal: what is on order is not proposed again, and lead times are those that orders took, once enough have come. */
import { describe, expect, test } from 'vitest';
import { type OrderedLine, orderBook } from '../../../gateway/planning/plan/order-book.ts';
import { Planner } from '../../../gateway/planning/plan/planner.ts';
import { bounds, day_ms, type Moved, siteWith, sourceOf } from './warehouse.ts';

const now_ms = Date.parse('2026-11-23T12:00:00Z');

/** Ordered so many days ago, and come after `days`. */
function came(ago: number, days: number, more: Partial<OrderedLine> = {}): OrderedLine {
  const ordered_ms = now_ms - ago * day_ms;
  return {
    item: 'bolt-m6',
    supplier: 'acme',
    ordered_ms,
    awaited: 0,
    received: 10,
    mean_ms: ordered_ms + days * day_ms,
    ...more,
  };
}

const awaited = (item: string, units: number): OrderedLine => ({ ...came(1, 0), item, awaited: units, received: 0 });

describe('lead times', () => {
  const agreed = { supplier: 'acme', lead_time_days: 5, lead_time_sd_days: 1 };
  const weeks = [7, 8, 9, 7, 9].map((days, i) => came(60 - i * 8, days));

  test('are measured from five orders on: mean 8, standard deviation 1 of n − 1', () => {
    expect(orderBook(weeks.slice(1), 'UTC').measured('bolt-m6', agreed)).toEqual(agreed);
    expect(orderBook(weeks, 'UTC').measured('bolt-m6', agreed)).toEqual({
      supplier: 'acme',
      lead_time_days: 8,
      lead_time_sd_days: 1,
      measured: { orders: 5, of: 'item' },
    });
  });

  test('of another item are those of the supplier, and another supplier has its own', () => {
    const book = orderBook(weeks, 'UTC');
    expect(book.measured('nut-m6', agreed)).toMatchObject({ lead_time_days: 8, measured: { of: 'supplier' } });
    expect(book.measured('bolt-m6', { ...agreed, supplier: 'other' }).lead_time_days).toBe(5);
    expect(book.measured('bolt-m6', { lead_time_days: 5 })).toEqual({ lead_time_days: 5 });
  });

  test('leave out lines of which something is missing, and goods that came before they were ordered', () => {
    const [first, ...rest] = weeks;
    const broken = [...rest, { ...came(5, 1), awaited: 3 }, came(5, -2)];
    expect(orderBook(broken, 'UTC').measured('bolt-m6', agreed)).toEqual(agreed);
    expect(first).toBeDefined();
  });

  test('count in local days', () => {
    // 22:30 UTC is half past eleven in Berlin, and half an hour later it is the next day there.
    const late_ms = Date.parse('2026-11-01T22:30:00Z');
    const lines = Array.from({ length: 5 }, () => ({
      ...came(0, 0),
      ordered_ms: late_ms,
      mean_ms: late_ms + 3_600_000,
    }));
    expect(orderBook(lines, 'Europe/Berlin').measured('bolt-m6', agreed).lead_time_days).toBe(1);
    expect(orderBook(lines, 'UTC').measured('bolt-m6', agreed).lead_time_days).toBe(0);
  });
});

describe('a plan', () => {
  const daily: Moved[] = Array.from({ length: 60 }, (_, day) => ({
    quantity: 4,
    from: 'a1-01',
    to: 'customer',
    at_ms: now_ms - (60 - day) * day_ms,
  }));
  const stock: Moved = { quantity: 260, from: 'supplier', to: 'a1-01', at_ms: now_ms - 61 * day_ms };
  const policy = { supplier: 'acme', order_min: 50, service_level: 0.95 };
  const site = siteWith(
    { policy },
    { suppliers: [{ id: 'acme', name: 'Acme', lead_time_days: 5, lead_time_sd_days: 0 }] },
  );

  function plannedWith(orders: readonly OrderedLine[]) {
    let ticks = 0;
    const planner = new Planner({ ...sourceOf([stock, ...daily]), orders: () => orders }, bounds, () => (ticks += 1));
    planner.begin(site, now_ms);
    while (planner.step());
    return planner;
  }

  test('counts what is on order in the position, so that it is not proposed twice', () => {
    const [without] = plannedWith([]).rows({ limit: 1 })?.rows ?? [];
    expect(without).toMatchObject({ on_hand: 20, on_order: 0, position: 20, is_below_reorder: true, proposed: 50 });
    const [with_order] = plannedWith([awaited('bolt-m6', 50), awaited('nut-m6', 9)]).rows({ limit: 1 })?.rows ?? [];
    expect(with_order).toMatchObject({ on_hand: 20, on_order: 50, position: 70, is_below_reorder: false, proposed: 0 });
  });

  test('says over how many orders a lead time was measured, and a tried one is none that was measured', () => {
    const orders = [7, 8, 9, 7, 9].map((days, i) => came(60 - i * 8, days));
    const planner = plannedWith(orders);
    expect(planner.item('bolt-m6')?.plan.figures.lead_time).toMatchObject({
      value: 8,
      terms: { lead_time_days: 8, orders: 5 },
      formula: expect.stringContaining('the mean of the last orders of the item that came'),
    });
    const tried = planner.whatIf('bolt-m6', { lead_time_days: 3 });
    expect(tried?.ok && tried.value.changed.figures.lead_time).toMatchObject({ value: 3, formula: 'lead_time_days' });
  });
});
