import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelsOf, listLevels } from '../../../gateway/stock/levels.ts';
import { grossProfit } from '../../../gateway/stock/valuation/gross-profit.ts';
import { stockEventOf } from '../../../gateway/stock/valuation/ledger-events.ts';
import { periodFlows } from '../../../gateway/stock/valuation/period-flows.ts';
import type { StockEvent } from '../../../gateway/stock/valuation/stock-event.ts';
import { valueStock } from '../../../gateway/stock/valuation/stock-valuation.ts';
import { addEvents, openBook } from '../../../gateway/stock/valuation/valuation-book.ts';
import type { ValuationPolicy } from '../../../gateway/stock/valuation/valuation-policy.ts';
import { valueReport } from '../../../gateway/stock/valuation/value-report.ts';
import { each, policyOf, receive, sell, streamOf, valuedItem } from './stream.ts';

function valued(events: readonly StockEvent[], policy: ValuationPolicy) {
  const valuation = valueStock(events, policy);
  if (!valuation.ok) throw new Error(valuation.rule);
  return valuation.value;
}

const classOf = (item: string) => (item === 'nut' ? 'raw' : 'finished');

describe('stock and value', () => {
  // Three pieces for 10.00: a third of a cent is in every one of them.
  const thirds = streamOf(
    { ...receive(3, undefined, 'shelf'), cost: { total_micro: 10_000_000n } },
    { kind: 'transfer', quantity: 1, from: 'shelf', to: 'cage' },
    { kind: 'transfer', quantity: 1, from: 'shelf', to: 'dock' },
    { ...receive(2, 5, 'cage'), item: 'lamp' },
    { ...receive(9, 5, 'cage'), item: 'lamp', owner: 'acme' },
  );

  test('locations add up to the item, to the cent', () => {
    const report = valueReport(valued(thirds, policyOf('average')), { by: 'location', currency: 'EUR', classOf });
    expect(
      report.rows.map(({ location, quantity, value_micro, consigned }) => [location, quantity, value_micro, consigned]),
    ).toEqual([
      ['cage', 3, 13_340_000n, 9],
      ['dock', 1, 3_330_000n, 0],
      ['shelf', 1, 3_330_000n, 0],
    ]);
    expect(report.total_micro).toBe(20_000_000n);
    expect(report.method_says).toBe('moving weighted average: IAS 2 paragraphs 25 and 27');
  });

  test('no place has more pieces without a cost than pieces', () => {
    const events = streamOf(
      receive(7, undefined, 'shelf'),
      { kind: 'transfer', quantity: 2, from: 'shelf', to: 'dock' },
      { kind: 'transfer', quantity: 1, from: 'shelf', to: 'cage' },
    );
    const { rows } = valueReport(valued(events, policyOf('average')), { by: 'location', currency: 'EUR', classOf });
    expect(rows.map(({ location, quantity, unvalued }) => [location, quantity, unvalued])).toEqual([
      ['cage', 1, 1],
      ['dock', 2, 2],
      ['shelf', 4, 4],
    ]);
  });

  test('by class and by item the total is the same', () => {
    const rows = valueReport(valued(thirds, policyOf('average')), { by: 'class', currency: 'EUR', classOf }).rows;
    expect(rows.map((row) => [row.class, row.value_micro])).toEqual([
      ['finished', 10_000_000n],
      ['raw', 10_000_000n],
    ]);
    const both = valueReport(valued(thirds, policyOf('average')), {
      by: 'class-and-location',
      currency: 'EUR',
      classOf,
    }).rows;
    expect(both.map((row) => `${row.class}/${row.location}`)).toEqual([
      'finished/cage',
      'raw/cage',
      'raw/dock',
      'raw/shelf',
    ]);
  });

  test('each place has its own where value is kept by place; what is below nothing and what has no value is told', () => {
    const events = streamOf(receive(2, 4, 'shelf'), receive(3, undefined, 'dock'), sell(5, 'cage'));
    const report = valueReport(valued(events, policyOf('fifo', { pool: 'item-and-location' })), {
      by: 'location',
      currency: 'JPY',
      classOf,
    });
    expect(
      report.rows.map(({ location, value_micro, unvalued, negative }) => [location, value_micro, unvalued, negative]),
    ).toEqual([
      ['cage', 0n, 0, 5],
      ['dock', 0n, 3, 0],
      ['shelf', 8_000_000n, 0, 0],
    ]);
  });

  test('however it is grouped, the total is one', () => {
    const moves = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.constantFrom('a', 'b', 'c'), fc.nat(999)), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(
        moves,
        fc.constantFrom('JPY', 'EUR', 'KWD'),
        fc.constantFrom('item' as const, 'item-and-location' as const),
        (list, currency, pool) => {
          const events = streamOf(
            ...list.map(([quantity, place, cents], i) => ({
              ...(quantity > 0 ? receive(quantity, cents / 100, place) : sell(1 - quantity, place)),
              item: i % 2 === 0 ? 'nut' : 'lamp',
            })),
          );
          const valuation = valued(events, policyOf('average', { pool }));
          const groupings = ['item', 'location', 'class', 'class-and-location'] as const;
          const totals = groupings.map((by) => valueReport(valuation, { by, currency, classOf }).total_micro);
          expect(new Set(totals).size).toBe(1);
        },
      ),
    );
  });
});

describe('gross profit', () => {
  test('is revenue less what the goods sold cost', () => {
    const events = streamOf(
      receive(10, 6),
      sell(4),
      { kind: 'issue', purpose: 'scrap', quantity: 1, location: 'shelf' },
      { ...receive(1, 1), item: 'lamp' },
      { ...sell(1), item: 'lamp' },
    );
    const flows = new Map([...valued(events, policyOf('fifo')).items].map(([item, { flows }]) => [item, flows]));
    const profit = grossProfit(flows, new Map([['nut', 40_000_000n]]), { currency: 'EUR', rounding: 'half-even' });
    expect(profit.rows).toEqual([
      {
        item: 'nut',
        quantity: 4,
        cost_of_sales_micro: 24_000_000n,
        losses_micro: 6_000_000n,
        unvalued: 0,
        revenue_micro: 40_000_000n,
        gross_profit_micro: 16_000_000n,
        margin_permille: 400,
      },
      { item: 'lamp', quantity: 1, cost_of_sales_micro: 1_000_000n, losses_micro: 0n, unvalued: 0 },
    ]);
    expect(profit.total).toEqual({
      revenue_micro: 40_000_000n,
      cost_of_sales_micro: 24_000_000n,
      gross_profit_micro: 16_000_000n,
      margin_permille: 400,
    });
    expect(profit.items_without_revenue).toBe(1);
  });

  test('of a period has what went through the books in it', () => {
    const events = streamOf(receive(10, 6), sell(4), sell(2));
    const { opening, closing, flows } = periodFlows('nut', events, { from_ms: 2500, until_ms: 9000 }, policyOf('fifo'));
    expect([opening.quantity, closing.quantity, flows.get('sale')?.quantity]).toEqual([6, 4, -2]);
  });
});

describe('movements of the ledger', () => {
  const outside = new Set(['supplier', 'customer', 'production', 'scrap', 'count-difference', 'elsewhere']);
  const eventOf = (from: string, to: string, more: object = {}) => {
    const movement = { id: 'm', item: 'nut', quantity: 2, from, to, at_ms: 5 };
    return stockEventOf({ seq: 1, movement, ...more }, (location) => outside.has(location));
  };

  test.each([
    ['supplier', 'shelf', { kind: 'receipt', source: 'purchase', location: 'shelf' }],
    ['production', 'shelf', { kind: 'receipt', source: 'production' }],
    ['count-difference', 'shelf', { kind: 'receipt', source: 'found' }],
    ['elsewhere', 'shelf', { kind: 'receipt', source: 'other' }],
    ['customer', 'shelf', { kind: 'customer-return', location: 'shelf' }],
    ['shelf', 'customer', { kind: 'issue', purpose: 'sale', location: 'shelf' }],
    ['shelf', 'production', { kind: 'issue', purpose: 'production' }],
    ['shelf', 'scrap', { kind: 'issue', purpose: 'scrap' }],
    ['shelf', 'count-difference', { kind: 'issue', purpose: 'lost' }],
    ['shelf', 'elsewhere', { kind: 'issue', purpose: 'other' }],
    ['shelf', 'supplier', { kind: 'supplier-return', location: 'shelf' }],
    ['shelf', 'transit', { kind: 'transfer', from: 'shelf', to: 'transit' }],
  ])('from %s to %s', (from, to, event) => {
    expect(eventOf(from, to)).toMatchObject({ id: 'm', item: 'nut', seq: 1, at_ms: 5, quantity: 2, ...event });
  });

  test('what never was here is no event, and a reversal names its movement', () => {
    expect(eventOf('supplier', 'customer')).toBeUndefined();
    const movement = { id: 'r', item: 'nut', quantity: 2, from: 'shelf', to: 'supplier', at_ms: 5, reverses: 'm' };
    expect(stockEventOf({ seq: 2, movement }, (at) => outside.has(at))).toEqual({
      id: 'r',
      item: 'nut',
      seq: 2,
      at_ms: 5,
      kind: 'reversal',
      of: 'm',
    });
    expect(eventOf('supplier', 'shelf', { cost: each(3), owner: 'acme' })).toMatchObject({
      cost: { unit_micro: 3_000_000n },
      owner: 'acme',
    });
  });

  test('levels of the valuation are those of the ledger', () => {
    const places = fc.constantFrom('shelf', 'cage', 'supplier', 'customer', 'scrap', 'count-difference');
    const ledgers = fc.array(
      fc.record({ from: places, to: places, quantity: fc.integer({ min: 1, max: 9 }), at_ms: fc.nat(50) }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(ledgers, fc.constantFrom('fifo' as const, 'average' as const), (list, method) => {
        const movements = list
          .filter(({ from, to }) => from !== to)
          .map((each, i) => ({ ...each, id: `m${i}`, item: 'nut' }));
        const entries = movements.map((movement, seq) =>
          stockEventOf({ seq, movement, cost: { unit_micro: 5n } }, (at) => outside.has(at)),
        );
        const events = entries.filter((event) => event !== undefined);
        fc.pre(events.length > 0);
        const { levels } = valuedItem(events, policyOf(method));
        const ours = listLevels(levelsOf(movements)).filter(({ location }) => !outside.has(location));
        for (const place of ['shelf', 'cage']) {
          expect(levels.get(place) ?? 0).toBe(ours.find(({ location }) => location === place)?.quantity ?? 0);
        }
      }),
    );
  });
});

describe('a book that goes on', () => {
  test('gives what all events together give, however they come in', () => {
    const drafts = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.nat(20), fc.nat(99)), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        drafts,
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('fifo' as const, 'average' as const),
        (list, size, method) => {
          const events = streamOf(
            ...list.map(([quantity, at, unit], i) => ({
              ...(quantity > 0 ? receive(quantity, unit) : sell(1 - quantity)),
              at_ms: at,
              item: `item-${i % 3}`,
            })),
          );
          const opened = openBook(policyOf(method));
          if (!opened.ok) throw new Error(opened.rule);
          let book = opened.value;
          for (let i = 0; i < events.length; i += size) book = addEvents(book, events.slice(i, i + size).toReversed());
          expect(book.items).toEqual(valued(events, policyOf(method)).items);
        },
      ),
    );
  });

  test('derives only the items that something happened to', () => {
    const opened = openBook(policyOf('fifo'));
    if (!opened.ok) throw new Error(opened.rule);
    const first = addEvents(opened.value, streamOf(receive(1, 1), { ...receive(1, 1), item: 'lamp' }));
    const second = addEvents(first, streamOf({ ...receive(5, 1), id: 'late', at_ms: 1 }));
    expect(second.items.get('lamp')).toBe(first.items.get('lamp'));
    expect(second.items.get('nut')?.quantity).toBe(6);
    expect(openBook(policyOf('lifo', { accounting: 'ifrs' }))).toMatchObject({ ok: false, field: 'method' });
  });
});
