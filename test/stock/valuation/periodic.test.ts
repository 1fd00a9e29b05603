import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admitEvent, admitEvents, closePeriod } from '../../../gateway/stock/valuation/period-close.ts';
import { comparePeriod, totalComparison } from '../../../gateway/stock/valuation/period-comparison.ts';
import {
  costOfGoodsSold,
  type PeriodicInput,
  type PeriodicMethod,
  periodicCost,
} from '../../../gateway/stock/valuation/periodic-cost.ts';
import { isEqual, ratio, whole, zero } from '../../../gateway/stock/valuation/ratio.ts';
import { amount, count, each, policyOf, receive, reverse, sell, streamOf } from './stream.ts';

function layer(quantity: number, unit: number) {
  return { quantity, unit_micro: whole(BigInt(Math.round(unit * 1e6))) };
}

function costsOf(input: PeriodicInput, method: PeriodicMethod) {
  const cost = periodicCost(input, method);
  if (!cost.ok) throw new Error(cost.rule);
  return { closing: amount(cost.value.closing.value_micro), used: amount(cost.value.usage.value_micro) };
}

describe('cost of goods sold, by opening, purchases and count', () => {
  // coursehero.com/file/6386813: 300 at 20, then 100, 200 and 200; 450 sold in March.
  const march: PeriodicInput = {
    opening: [layer(300, 20)],
    purchases: [
      { quantity: 100, cost: each(20.2) },
      { quantity: 200, cost: each(20.7) },
      { quantity: 200, cost: each(21) },
    ],
    closing: 350,
  };

  test.each([
    ['fifo', { closing: '7305', used: '9055' }],
    ['lifo', { closing: '7010', used: '9350' }],
    ['average', { closing: '7157.5', used: '9202.5' }],
  ] as const)('%s', (method, costs) => {
    expect(costsOf(march, method)).toEqual(costs);
  });

  // wyzant.com/resources/answers/593937.
  test.each([
    ['fifo', '95400', '46890'],
    ['lifo', '109060', '33230'],
  ] as const)('%s, of five purchases', (method, used, closing) => {
    const purchases = [
      [2180, 8],
      [3550, 9],
      [5110, 10],
      [2190, 11],
    ].map(([quantity = 0, unit = 0]) => ({ quantity, cost: each(unit) }));
    expect(costsOf({ opening: [layer(2530, 7)], purchases, closing: 4470 }, method)).toEqual({ used, closing });
  });

  test('an average that does not come out even is kept exactly', () => {
    const cost = periodicCost(
      { opening: [layer(1, 1)], purchases: [{ quantity: 2, cost: each(2) }], closing: 1 },
      'average',
    );
    expect(cost.ok && cost.value.closing.value_micro).toEqual(ratio(5_000_000n, 3n));
  });

  test('freight is part of the cost, and what went back is not bought', () => {
    const input: PeriodicInput = {
      opening: [],
      purchases: [{ quantity: 10, cost: { total_micro: 100_000_000n }, landed_micro: 20_000_000n, returned: 4 }],
      closing: 2,
    };
    const cost = periodicCost(input, 'fifo');
    expect(cost.ok && [cost.value.purchases.quantity, amount(cost.value.purchases.value_micro)]).toEqual([6, '72']);
    expect(costsOf(input, 'fifo')).toEqual({ closing: '24', used: '48' });
  });

  test('more than there can have been is told, and makes the usage negative', () => {
    const cost = periodicCost(
      { opening: [layer(2, 5)], purchases: [{ quantity: 1, cost: each(7) }], closing: 5 },
      'fifo',
    );
    expect(cost.ok && [cost.value.surplus, cost.value.usage.quantity, amount(cost.value.usage.value_micro)]).toEqual([
      2,
      -2,
      '-14',
    ]);
  });

  test('nothing counted, all was used; all counted, nothing', () => {
    expect(costsOf({ ...march, closing: 0 }, 'lifo')).toEqual({ closing: '0', used: '16360' });
    expect(costsOf({ ...march, closing: 800 }, 'average')).toEqual({ closing: '16360', used: '0' });
    expect(costsOf({ opening: [], purchases: [], closing: 0 }, 'average')).toEqual({ closing: '0', used: '0' });
  });

  test('what cannot be names its field and rule', () => {
    const ask = (input: Partial<PeriodicInput>) =>
      periodicCost({ opening: [], purchases: [], closing: 0, ...input }, 'fifo');
    expect(ask({ closing: -1 })).toEqual({ ok: false, field: 'closing', rule: 'must be a whole number, 0 or above' });
    expect(ask({ closing: 3 })).toMatchObject({ field: 'closing' });
    expect(ask({ opening: [layer(0, 1)] })).toMatchObject({ field: 'opening[0].quantity' });
    expect(
      ask({
        purchases: [
          { quantity: 1, cost: each(1) },
          { quantity: 1, cost: each(-1) },
        ],
      }),
    ).toMatchObject({ field: 'purchases[1].cost.unit_micro' });
    expect(ask({ purchases: [{ quantity: 1, cost: each(1), returned: 2 }] })).toMatchObject({
      field: 'purchases[0].returned',
    });
  });

  test('in money alone: 20,000 + 50,000 − 15,000 = 55,000', () => {
    const amounts = {
      opening_micro: 20_000_000_000n,
      purchases_micro: 50_000_000_000n,
      closing_micro: 15_000_000_000n,
    };
    expect(costOfGoodsSold(amounts)).toEqual({ ok: true, value: 55_000_000_000n });
    const more = { ...amounts, freight_in_micro: 3_000_000_000n, purchase_returns_micro: 1_000_000_000n };
    expect(costOfGoodsSold(more)).toEqual({ ok: true, value: 57_000_000_000n });
    expect(costOfGoodsSold({ ...amounts, closing_micro: -1n })).toMatchObject({ ok: false, field: 'closing_micro' });
  });
});

describe('closed periods', () => {
  const january = { from_ms: 0, until_ms: 1000, seq: 10 };
  const february = { from_ms: 1000, until_ms: 2000, seq: 20 };
  const closed = [january, february];
  const event = (at_ms: number, seq: number) => ({ ...receive(1, 1), id: 'e', item: 'nut', at_ms, seq });

  test('follow each other without a gap', () => {
    expect(closePeriod([january], february)).toEqual({ ok: true, value: closed });
    expect(closePeriod([january], { ...february, from_ms: 1500 })).toMatchObject({ ok: false, field: 'from_ms' });
    expect(closePeriod([january], { ...february, seq: 9 })).toMatchObject({ field: 'seq' });
    expect(closePeriod([], { ...january, until_ms: 0 })).toMatchObject({ field: 'until_ms' });
    expect(closePeriod([], { ...january, from_ms: Number.NaN })).toMatchObject({ field: 'from_ms' });
  });

  test('refuse what is learned after their end', () => {
    expect(admitEvent(event(500, 11), closed, 'refuse')).toEqual({
      ok: false,
      field: 'at_ms',
      rule: 'must be at or after 1000: the period before it is closed',
    });
    expect(admitEvent(event(500, 10), closed, 'refuse')).toEqual({ ok: true, value: { event: event(500, 10) } });
    expect(admitEvent(event(2000, 99), closed, 'refuse').ok).toBe(true);
  });

  test('or have it booked in the one that was open then', () => {
    expect(admitEvent(event(500, 11), closed, 'book-in-open-period')).toEqual({
      ok: true,
      value: { event: event(1000, 11), happened_ms: 500 },
    });
    expect(admitEvent(event(500, 21), closed, 'book-in-open-period')).toEqual({
      ok: true,
      value: { event: event(2000, 21), happened_ms: 500 },
    });
  });

  test('a count is never moved', () => {
    const late = { ...count(3), id: 'e', item: 'nut', at_ms: 500, seq: 30 };
    expect(admitEvents([late, event(600, 31)], closed, 'book-in-open-period')).toEqual({
      admitted: [{ event: event(2000, 31), happened_ms: 600 }],
      refused: [
        {
          event: 'e',
          field: 'at_ms',
          rule: 'must be at or after 1000: a count of a closed period holds for no other; count again',
        },
      ],
    });
  });
});

describe('the same period by both systems', () => {
  const events = streamOf(
    receive(100, 5),
    receive(50, 6),
    sell(80),
    { kind: 'issue', purpose: 'scrap', quantity: 3, location: 'shelf' },
    { kind: 'issue', purpose: 'production', quantity: 20, location: 'shelf' },
    { kind: 'customer-return', quantity: 5, location: 'shelf', of: 'e3' },
    count(45),
  );
  const choice = { policy: policyOf('fifo'), method: 'fifo' } as const;
  const compare = (counted?: number, from_ms = 1500) =>
    comparePeriod(
      { item: 'nut', events, ...(counted !== undefined && { counted }) },
      { from_ms, until_ms: 90_000 },
      choice,
    );

  test('a period shows as used what was sold, consumed, scrapped and lost', () => {
    const answer = compare();
    if (!answer.ok) throw new Error(answer.rule);
    const { periodic, sold, consumed, scrapped, shrinkage, hidden } = answer.value;
    expect(
      [periodic.opening, periodic.purchases, periodic.closing, periodic.usage].map((part) => part.quantity),
    ).toEqual([100, 50, 45, 105]);
    expect([sold, consumed, scrapped, shrinkage, hidden].map((part) => part.quantity)).toEqual([75, 20, 3, 7, 10]);
    // 80 at 5, of which 5 come back at 5; 3 at 5; 17 at 5 and 3 at 6; 7 at 6. The 5 that came back lie behind, so the count leaves
    // 40 at 6 and 5 at 5, which a period takes for 45 at 6.
    expect([sold, consumed, scrapped, shrinkage].map((part) => amount(part.value_micro))).toEqual([
      '375',
      '103',
      '15',
      '42',
    ]);
    expect([periodic.closing, periodic.usage].map((part) => amount(part.value_micro))).toEqual(['270', '530']);
    expect(amount(answer.value.method_difference_micro)).toBe('-5');
    expect(answer.value.shrinkage_permille).toBe(47);
  });

  test('a count that is not booked yet is shrinkage too', () => {
    const answer = compare(44);
    expect(answer.ok && answer.value.shrinkage.quantity).toBe(8);
    expect(answer.ok && answer.value.hidden.quantity).toBe(11);
  });

  test('totals are the sums of the rounded rows', () => {
    const answer = compare();
    const rows = answer.ok ? [answer.value, answer.value] : [];
    expect(totalComparison(rows, { currency: 'EUR', rounding: 'half-even' })).toMatchObject({
      items: 2,
      usage_micro: 1_060_000_000n,
      hidden_micro: 114_000_000n,
    });
  });

  test('a receipt without a cost holds the period open', () => {
    const unpriced = streamOf(receive(10), sell(3));
    const span = { from_ms: 0, until_ms: 90_000 };
    expect(comparePeriod({ item: 'nut', events: unpriced }, span, choice)).toMatchObject({
      ok: false,
      field: 'purchases',
    });
    const priced = [...unpriced, ...streamOf({ kind: 'costing', of: 'e1', cost: each(2), id: 'told', at_ms: 80_000 })];
    const answer = comparePeriod({ item: 'nut', events: priced }, span, choice);
    expect(answer.ok && amount(answer.value.periodic.usage.value_micro)).toBe('6');
    expect(comparePeriod({ item: 'nut', events: priced }, { from_ms: 5, until_ms: 5 }, choice)).toMatchObject({
      field: 'until_ms',
    });
    expect(
      comparePeriod(
        { item: 'nut', events: streamOf(sell(1), receive(1, 1)) },
        { from_ms: 1500, until_ms: 5000 },
        choice,
      ),
    ).toMatchObject({ field: 'opening' });
  });

  test('an opening balance of the period was there before it, and was not bought', () => {
    const events = streamOf({ ...receive(40, 5), source: 'opening' }, receive(10, 6), sell(15));
    const answer = comparePeriod({ item: 'nut', events }, { from_ms: 0, until_ms: 90_000 }, choice);
    if (!answer.ok) throw new Error(answer.rule);
    const { opening, purchases, closing, usage } = answer.value.periodic;
    expect([opening, purchases, closing, usage].map((part) => part.quantity)).toEqual([40, 10, 35, 15]);
    expect([opening, purchases, closing, usage].map((part) => amount(part.value_micro))).toEqual([
      '200',
      '60',
      '185',
      '75',
    ]);
    const unpriced = streamOf({ ...receive(40), source: 'opening' }, sell(15));
    expect(comparePeriod({ item: 'nut', events: unpriced }, { from_ms: 0, until_ms: 90_000 }, choice)).toMatchObject({
      field: 'opening',
    });
  });

  test('a receipt taken back was not bought, and one sent back neither', () => {
    const events = streamOf(receive(10, 5), receive(10, 6), receive(10, 7), reverse('e2'), {
      kind: 'supplier-return',
      quantity: 4,
      location: 'shelf',
      of: 'e3',
    });
    const answer = comparePeriod({ item: 'nut', events }, { from_ms: 0, until_ms: 90_000 }, choice);
    expect(
      answer.ok && [answer.value.periodic.purchases.quantity, amount(answer.value.periodic.purchases.value_micro)],
    ).toEqual([16, '92']);
    expect(answer.ok && answer.value.hidden.quantity).toBe(0);
  });

  // FIFO gives the same by either system, whatever is sold when (Kieso, Weygandt and Warfield, Intermediate Accounting, ch. 8).
  test('by FIFO both value the same, and pieces always agree', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 99 })), {
      minLength: 1,
      maxLength: 25,
    });
    fc.assert(
      fc.property(
        steps,
        fc.nat(30_000),
        fc.constantFrom('fifo' as const, 'average' as const, 'lifo' as const),
        (list, from_ms, method) => {
          let onHand = 0;
          const stream = streamOf(
            ...list.map(([isIn, quantity, unit]) => {
              const out = Math.min(quantity, onHand);
              onHand += isIn || out === 0 ? quantity : -out;
              return isIn || out === 0 ? receive(quantity, unit) : sell(out);
            }),
          );
          const answer = comparePeriod(
            { item: 'nut', events: stream },
            { from_ms, until_ms: 99_000 },
            { policy: policyOf(method), method },
          );
          if (!answer.ok) throw new Error(answer.rule);
          const { periodic, sold, method_difference_micro } = answer.value;
          expect(periodic.usage.quantity).toBe(sold.quantity);
          if (method === 'fifo') expect(isEqual(method_difference_micro, zero)).toBe(true);
        },
      ),
    );
  });
});
