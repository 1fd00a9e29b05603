/** Published worked examples, each with where it was published. Amounts are units of a currency. */
import { describe, expect, test } from 'vitest';
import { flowOf } from '../../../gateway/stock/valuation/flow.ts';
import { isEqual, plus, toNumber, zero } from '../../../gateway/stock/valuation/ratio.ts';
import { valueStock } from '../../../gateway/stock/valuation/stock-valuation.ts';
import {
  amount,
  cardOf,
  count,
  each,
  layersOf,
  policyOf,
  receive,
  reverse,
  sell,
  streamOf,
  valuedItem,
  valuesOf,
} from './stream.ts';

const fifo = policyOf('fifo');
const lifo = policyOf('lifo');
const average = policyOf('average');

describe('first in, first out', () => {
  // Numbers of Odoo's addons/stock_account/tests/test_stockvaluation.py, test_fifo_edit_done_move1.
  test('the oldest pieces go out first', () => {
    const events = streamOf(receive(10, 10), receive(10, 12), sell(8));
    expect(valuesOf(events, fifo)).toEqual(['100', '120', '80']);
    expect(amount(valuedItem(events, fifo).value_micro)).toBe('140');
    expect(layersOf(valuedItem(events, fifo))).toEqual([
      [2, '10'],
      [10, '12'],
    ]);
  });

  test('an issue of 8 that were 14 is taken back and booked anew', () => {
    const events = streamOf(receive(10, 10), receive(10, 12), sell(8), reverse('e3'), sell(14));
    expect(valuesOf(events, fifo)).toEqual(['100', '120', '80', '80', '148']);
    expect(valuedItem(events, fifo).quantity).toBe(6);
    expect(amount(valuedItem(events, fifo).value_micro)).toBe('72');
  });

  // The same file, test_fifo_standard_price_upate_2.
  test('a piece on hand is worth the mean of the layers left', () => {
    const events = streamOf(receive(5, 17), receive(1, 23), sell(4));
    const after = events.map((_, i) => valuedItem(events.slice(0, i + 1), fifo).unit_micro);
    expect(after.map(amount)).toEqual(['17', '18', '20']);
  });
});

describe('a month by the perpetual system', () => {
  // Wild, Principles of Accounting, problem 6-1A, as worked out at coursehero.com/file/13294507.
  const month = streamOf(receive(100, 50), receive(400, 55), sell(420), receive(120, 60), receive(200, 62), sell(160));

  test.each([
    [fifo, ['5000', '22000', '22600', '7200', '12400', '9200'], '14800'],
    [lifo, ['5000', '22000', '23000', '7200', '12400', '9920'], '13680'],
    [average, ['5000', '22000', '22680', '7200', '12400', '9568'], '14352'],
  ])('$method', (policy, values, left) => {
    expect(valuesOf(month, policy)).toEqual(values);
    expect(amount(valuedItem(month, policy).value_micro)).toBe(left);
  });
});

describe('stock below nothing', () => {
  // Numbers of ERPNext's stock/tests/test_valuation.py: a negative keeps its cost until a receipt brings it above zero.
  const short = streamOf(
    { kind: 'issue', purpose: 'sale', quantity: 5, location: 'shelf', cost: each(100) },
    receive(1, 10),
    receive(5, 10),
  );

  test('a receipt that does not make up for all leaves the cost of the others', () => {
    expect(layersOf(valuedItem(short.slice(0, 2), fifo))).toEqual([[-4, '100']]);
  });

  test('one that does brings its own', () => {
    expect(layersOf(valuedItem(short, fifo))).toEqual([[1, '10']]);
    expect(layersOf(valuedItem(short, average))).toEqual([[1, '10']]);
  });

  test('what was sold is known to have cost what made up for it', () => {
    const sold = flowOf(valuedItem(short, fifo).flows, 'sale');
    expect(amount(sold.value_micro)).toBe('-50');
    expect(amount(sold.corrected_micro)).toBe('450');
  });

  test('or the difference is kept apart', () => {
    const { flows } = valuedItem(short, policyOf('fifo', { negative: 'variance' }));
    expect(amount(flowOf(flows, 'sale').value_micro)).toBe('-500');
    expect(amount(flowOf(flows, 'cost-variance').value_micro)).toBe('450');
  });

  test('or nothing is valued before it came', () => {
    const policy = policyOf('fifo', { negative: 'no-value' });
    const events = streamOf(receive(1, 10), sell(3), receive(4, 12));
    expect(layersOf(valuedItem(events.slice(0, 2), policy))).toEqual([[-2, undefined]]);
    expect(flowOf(valuedItem(events.slice(0, 2), policy).flows, 'sale').unvalued).toBe(2);
    expect(amount(flowOf(valuedItem(events, policy).flows, 'sale').value_micro)).toBe('-34');
    expect(flowOf(valuedItem(events, policy).flows, 'sale').unvalued).toBe(0);
  });

  test('what goes out further costs what the first that were not there cost', () => {
    const events = streamOf({ kind: 'issue', purpose: 'sale', quantity: 1, location: 'shelf', cost: each(5) }, sell(1));
    expect(layersOf(valuedItem(events, fifo))).toEqual([[-2, '5']]);
  });

  test('a cost that is stated takes the layer of that cost', () => {
    const events = streamOf(receive(1, 10), receive(1, 20), { ...sell(1), cost: each(20) });
    expect(layersOf(valuedItem(events, fifo))).toEqual([[1, '10']]);
  });

  test('an issue runs through several layers', () => {
    const events = streamOf(receive(1, 10), receive(2, 20), receive(1, 20), receive(5, 20), sell(4));
    expect(layersOf(valuedItem(events, fifo))).toEqual([[5, '20']]);
  });
});

describe('last in, first out', () => {
  // ERPNext's stock/tests/test_valuation.py, test_lifo_consumption.
  test('the newest pieces go out first', () => {
    const events = streamOf(receive(10, 10), receive(10, 20), sell(15));
    expect(valuesOf(events, lifo)).toEqual(['100', '200', '250']);
    expect(
      cardOf(events, lifo)[2]?.postings.map(({ quantity, value_micro }) => [quantity, amount(value_micro)]),
    ).toEqual([
      [-10, '-200'],
      [-5, '-50'],
    ]);
  });

  test('is refused where books are kept by IFRS', () => {
    expect(valueStock([], policyOf('lifo', { accounting: 'ifrs' }))).toEqual({
      ok: false,
      field: 'method',
      rule: 'lifo is not allowed under IFRS (IAS 2 paragraph 25)',
    });
  });
});

describe('the moving average', () => {
  // Odoo's test_stockvaluation.py, test_average_perpetual_1: there the unit cost is rounded to two decimals.
  const events = streamOf(receive(60, 15), receive(140, 15.5), sell(190), receive(70, 16), sell(30), sell(50));

  test('kept exactly, gives out what came in', () => {
    expect(valuesOf(events, average)).toEqual(['900', '2170', '2916.5', '1120', '477.5625', '795.9375']);
    expect(valuedItem(events, average).quantity).toBe(0);
    expect(amount(valuedItem(events, average).value_micro)).toBe('0');
  });

  test('rounded to two decimals, gives out ten cents more than came in, and says so', () => {
    const rounded = policyOf('average', { average_decimals: 2 });
    const postings = cardOf(events, rounded).flatMap((line) => line.postings);
    const moved = postings.filter(({ flow }) => flow !== 'rounding').map(({ value_micro }) => amount(value_micro));
    expect(moved).toEqual(['900', '2170', '-2916.5', '1120', '-477.6', '-796']);
    expect(amount(flowOf(valuedItem(events, rounded).flows, 'rounding').value_micro)).toBe('0.1');
    expect(amount(valuedItem(events, rounded).value_micro)).toBe('0');
  });
});

describe('an average over very many receipts', () => {
  test('stays exact while its fraction can be carried, and afterwards to 10^-18, with the difference told', () => {
    const drafts = Array.from({ length: 1500 }, (_, i) =>
      i % 3 === 2 ? sell(7) : receive(11 + (i % 13), 1 + (i % 17) / 7),
    );
    const few = valuedItem(streamOf(...drafts.slice(0, 600)), average);
    expect(few.flows.has('rounding')).toBe(false);
    const { flows, value_micro } = valuedItem(streamOf(...drafts), average);
    const rounded = flowOf(flows, 'rounding').value_micro;
    expect(isEqual(rounded, zero)).toBe(false);
    expect(Math.abs(toNumber(rounded))).toBeLessThan(1e-6);
    const all = [...flows.values()].reduce((sum, flow) => plus(sum, flow.value_micro), zero);
    expect(isEqual(all, value_micro)).toBe(true);
  });
});

describe('counts', () => {
  // ERPNext's stock_reconciliation/test_stock_reconciliation.py, test_backdated_stock_reco_qty_reposting; its last state.
  test('hold at their instant, whatever arrives late', () => {
    const day = (n: number) => ({ at_ms: n * 86_400_000 });
    const arrived = [
      { ...receive(10, 100), id: 'PR1', ...day(2) },
      { ...receive(1, 100), id: 'PR2', ...day(3) },
      { ...receive(1, 100), id: 'PR3', ...day(5) },
      { ...count(6), id: 'SR4', ...day(4) },
      { ...count(8), id: 'SR5', at_ms: 86_400_001 },
      { ...receive(10, 100), id: 'PR5', ...day(1) },
    ];
    const levels = cardOf(streamOf(...arrived), fifo).map((line) => [line.event.id, line.quantity_after]);
    expect(levels).toEqual([
      ['PR5', 10],
      ['SR5', 8],
      ['PR1', 18],
      ['PR2', 19],
      ['SR4', 6],
      ['PR3', 7],
    ]);
  });
});
