/** What each kind of event does, in examples worked out by hand. */
import { describe, expect, test } from 'vitest';
import { flowOf } from '../../../gateway/stock/valuation/flow.ts';
import type { StockEvent } from '../../../gateway/stock/valuation/stock-event.ts';
import { valueStock } from '../../../gateway/stock/valuation/stock-valuation.ts';
import {
  amount,
  cardOf,
  count,
  type Draft,
  each,
  layersOf,
  policyOf,
  receive,
  reverse,
  sell,
  streamOf,
  valuedItem,
} from './stream.ts';

const fifo = policyOf('fifo');
const average = policyOf('average');
const standard = policyOf('standard');

const flowsOf = (events: readonly StockEvent[], policy = fifo) =>
  [...valuedItem(events, policy).flows].map(([flow, { quantity, value_micro }]) => [
    flow,
    quantity,
    amount(value_micro),
  ]);

describe('returns', () => {
  const sold = streamOf(receive(10, 10), receive(10, 12), sell(12), {
    kind: 'customer-return',
    quantity: 11,
    location: 'shelf',
    of: 'e3',
  });

  test('of customers come in at what they went out at', () => {
    expect(layersOf(valuedItem(sold, fifo))).toEqual([
      [8, '12'],
      [10, '10'],
      [1, '12'],
    ]);
    expect(amount(flowOf(valuedItem(sold, fifo).flows, 'customer-return').value_micro)).toBe('112');
  });

  test('or at today’s cost, where that is chosen or the issue is not known', () => {
    expect(layersOf(valuedItem(sold, policyOf('fifo', { customer_returns: 'current' })))).toEqual([
      [8, '12'],
      [11, '12'],
    ]);
    const unknown = streamOf(receive(10, 10), sell(10), { kind: 'customer-return', quantity: 1, location: 'shelf' });
    expect(layersOf(valuedItem(unknown, average))).toEqual([[1, '10']]);
  });

  test('of more pieces than went out come in at today’s cost beyond', () => {
    const events = streamOf(receive(4, 10), sell(2), receive(1, 30), {
      kind: 'customer-return',
      quantity: 3,
      location: 'shelf',
      of: 'e2',
    });
    expect(layersOf(valuedItem(events, fifo))).toEqual([
      [2, '10'],
      [1, '30'],
      [2, '10'],
      [1, '30'],
    ]);
  });

  test('to suppliers take the pieces of their receipt', () => {
    const events = streamOf(receive(10, 10), receive(10, 12), {
      kind: 'supplier-return',
      quantity: 4,
      location: 'shelf',
      of: 'e2',
    });
    expect(layersOf(valuedItem(events, fifo))).toEqual([
      [10, '10'],
      [6, '12'],
    ]);
    expect(amount(valuedItem(events, average).value_micro)).toBe('172');
  });

  test('to suppliers of pieces that are used up book the difference apart', () => {
    const events = streamOf(receive(5, 10), sell(5), receive(5, 12), {
      kind: 'supplier-return',
      quantity: 2,
      location: 'shelf',
      of: 'e1',
    });
    expect(flowsOf(events)).toEqual([
      ['purchase', 10, '110'],
      ['sale', -5, '-50'],
      ['supplier-return', -2, '-20'],
      ['cost-variance', 0, '-4'],
    ]);
  });
});

describe('a cost that is told later', () => {
  const events = streamOf(receive(10), sell(4), { kind: 'costing', of: 'e1', cost: each(5) });

  test('until then pieces have a number and no value, and it is said', () => {
    const before = valuedItem(events.slice(0, 2), fifo);
    expect([before.quantity, amount(before.value_micro), before.unvalued]).toEqual([6, '0', 6]);
    expect(before.receipts_without_cost).toEqual(['e1']);
    expect(flowOf(before.flows, 'sale').unvalued).toBe(4);
  });

  test.each([fifo, average, policyOf('lifo')])('values what is here and what is gone: $method', (policy) => {
    const after = valuedItem(events, policy);
    expect([amount(after.value_micro), after.unvalued, after.receipts_without_cost]).toEqual(['30', 0, []]);
    expect(flowsOf(events, policy)).toEqual([
      ['purchase', 10, '50'],
      ['sale', -4, '-20'],
    ]);
    expect(flowOf(after.flows, 'sale').unvalued).toBe(0);
  });

  test('and told again belongs to the pieces of its receipt alone, though others came to lie with them meanwhile', () => {
    const costing = (pieces: number) => ({ kind: 'costing' as const, of: 'e1', cost: each(pieces) });
    const again = streamOf(receive(1), costing(10), receive(3, 20), costing(14));
    expect(flowsOf(again, average)).toEqual([['purchase', 4, '74']]);
    expect(amount(valuedItem(again, average).value_micro)).toBe('74');
  });

  test('is lost again where what told it is taken back', () => {
    const sold = streamOf(sell(3), receive(2, 10), reverse('e2'));
    for (const policy of [fifo, average, policyOf('lifo')]) {
      const { flows, quantity } = valuedItem(sold, policy);
      expect([quantity, amount(flowOf(flows, 'sale').value_micro), flowOf(flows, 'sale').unvalued]).toEqual([
        -3,
        '0',
        3,
      ]);
    }
  });

  test('and told by itself goes with the receipt that is taken back, also where that had made up for what was sold', () => {
    const costing = { kind: 'costing' as const, of: 'e2', cost: each(10) };
    const corrected = streamOf(sell(5), receive(5), costing, reverse('e2'), receive(5, 12));
    for (const policy of [fifo, average]) {
      expect(flowsOf(corrected, policy)).toEqual([
        ['purchase', 5, '60'],
        ['sale', -5, '-60'],
      ]);
    }
  });

  test('of an invoice that differs goes on to what was sold', () => {
    const invoiced = streamOf(receive(10, 5), sell(4), {
      kind: 'costing',
      of: 'e1',
      cost: { total_micro: 60_000_000n },
    });
    expect(flowsOf(invoiced)).toEqual([
      ['purchase', 10, '60'],
      ['sale', -4, '-24'],
    ]);
    expect(flowsOf(invoiced, average)).toEqual([
      ['purchase', 10, '60'],
      ['sale', -4, '-20'],
      ['cost-variance', 0, '-4'],
    ]);
    expect(amount(valuedItem(invoiced, average).value_micro)).toBe('36');
  });

  test('takes an average down to nothing and not below: the rest of the difference is a variance', () => {
    const written_down = streamOf(
      receive(4, 5),
      { kind: 'revaluation', unit_micro: 1_000_000n },
      { kind: 'costing', of: 'e1', cost: each(3) },
    );
    expect(layersOf(valuedItem(written_down, average))).toEqual([[4, '0']]);
    expect(flowsOf(written_down, average)).toEqual([
      ['purchase', 4, '12'],
      ['cost-variance', 0, '4'],
      ['revaluation', 0, '-16'],
    ]);
  });

  test('pieces without a cost go out last under the average', () => {
    const mixed = streamOf(receive(5), receive(5, 8), sell(6));
    const { flows, unvalued } = valuedItem(mixed, average);
    expect([amount(flowOf(flows, 'sale').value_micro), flowOf(flows, 'sale').unvalued, unvalued]).toEqual([
      '-40',
      1,
      4,
    ]);
  });

  test('that makes up for a negative takes the negative’s cost meanwhile', () => {
    const short = streamOf(receive(1, 10), sell(3), receive(5), { kind: 'costing', of: 'e3', cost: each(12) });
    expect(flowsOf(short.slice(0, 3))).toEqual([
      ['purchase', 6, '30'],
      ['sale', -3, '-30'],
    ]);
    expect(flowsOf(short)).toEqual([
      ['purchase', 6, '70'],
      ['sale', -3, '-34'],
    ]);
    expect(layersOf(valuedItem(short, fifo))).toEqual([[3, '12']]);
  });
});

describe('standard cost', () => {
  // The textbook's material price variance: (standard − actual) × quantity bought; Horngren, Datar and Rajan, Cost Accounting, ch. 7.
  const events = streamOf(
    { kind: 'standard-cost', unit_micro: 10_000_000n },
    receive(100, 10.5),
    sell(40),
    receive(50, 9.8),
    { kind: 'standard-cost', unit_micro: 11_000_000n },
    sell(10),
  );

  test('stock stands at the standard, and what was paid beyond is kept apart', () => {
    expect(flowsOf(events, standard)).toEqual([
      ['purchase', 150, '1540'],
      ['sale', -50, '-510'],
      ['purchase-variance', 0, '-40'],
      ['standard-change', 0, '110'],
    ]);
    expect(layersOf(valuedItem(events, standard))).toEqual([[100, '11']]);
  });

  test('a receipt without a cost stands at the standard, and its variance follows', () => {
    const late = streamOf({ kind: 'standard-cost', unit_micro: 10_000_000n }, receive(10), {
      kind: 'costing',
      of: 'e2',
      cost: each(9),
    });
    expect(amount(valuedItem(late.slice(0, 2), standard).value_micro)).toBe('100');
    expect(flowsOf(late, standard)).toEqual([
      ['purchase', 10, '90'],
      ['purchase-variance', 0, '10'],
    ]);
  });

  test('before the first standard what is here has no value', () => {
    const first = streamOf(receive(10, 9), { kind: 'standard-cost', unit_micro: 10_000_000n });
    expect(valuedItem(first.slice(0, 1), standard).unvalued).toBe(10);
    expect(flowsOf(first, standard)).toEqual([
      ['purchase', 10, '90'],
      ['purchase-variance', 0, '10'],
    ]);
  });
});

describe('counts', () => {
  test('what is missing goes out by the method, what is found comes in at today’s cost', () => {
    const events = streamOf(receive(10, 10), receive(10, 12), count(15), count(16));
    expect(layersOf(valuedItem(events, fifo))).toEqual([
      [5, '10'],
      [10, '12'],
      [1, '12'],
    ]);
    expect(flowsOf(events).slice(1)).toEqual([
      ['count-gain', 1, '12'],
      ['count-loss', -5, '-50'],
    ]);
  });

  test('one that finds nothing changes nothing', () => {
    expect(flowsOf(streamOf(receive(10, 10), count(10)))).toEqual([['purchase', 10, '100']]);
  });

  test('the first of all can tell a cost', () => {
    expect(layersOf(valuedItem(streamOf({ ...count(8), cost: each(3) }), fifo))).toEqual([[8, '3']]);
  });

  test('a receipt that is learned late does not move a later count', () => {
    const events = [
      ...streamOf(receive(10, 10), count(6), receive(1, 12)),
      ...streamOf({ ...receive(5, 7), id: 'late', at_ms: 1500, seq: 9 }),
    ];
    expect(cardOf(events, fifo).map((line) => line.quantity_after)).toEqual([10, 15, 6, 7]);
    expect(layersOf(valuedItem(events, fifo))).toEqual([
      [1, '10'],
      [5, '7'],
      [1, '12'],
    ]);
  });
});

describe('places', () => {
  const events = streamOf(
    receive(10, 10, 'dock'),
    { kind: 'transfer', quantity: 4, from: 'dock', to: 'shelf' },
    receive(2, 16, 'shelf'),
    sell(5, 'shelf'),
  );

  test('an item valued as a whole moves no value between them', () => {
    expect(flowsOf(events)).toEqual([
      ['purchase', 12, '132'],
      ['sale', -5, '-50'],
    ]);
    expect(valuedItem(events, fifo).levels).toEqual(
      new Map([
        ['dock', 6],
        ['shelf', 1],
      ]),
    );
  });

  test('an item valued at each place takes its cost along', () => {
    const valued = valuedItem(events, policyOf('average', { pool: 'item-and-location' }));
    expect(valued.layers.map(({ location, quantity, unit_micro }) => [location, quantity, amount(unit_micro)])).toEqual(
      [
        ['dock', 6, '10'],
        ['shelf', 1, '12'],
      ],
    );
    expect(amount(flowOf(valued.flows, 'transfer').value_micro)).toBe('0');
  });

  test('what belongs to others is counted and not valued', () => {
    const theirs = streamOf(
      { ...receive(7, 99), owner: 'acme' },
      { ...sell(2), owner: 'acme' },
      { ...count(4), owner: 'acme' },
      receive(1, 10),
      reverse('e2'),
    );
    const valued = valuedItem(theirs, fifo);
    expect([valued.quantity, amount(valued.value_micro)]).toEqual([1, '10']);
    expect(valued.consigned).toEqual([{ owner: 'acme', location: 'shelf', quantity: 6 }]);
  });
});

describe('reversals', () => {
  test('a receipt keyed with a wrong cost leaves no mark on the average', () => {
    const events = streamOf(receive(10, 1), receive(10, 9), reverse('e2'));
    expect(layersOf(valuedItem(events, average))).toEqual([[10, '1']]);
    expect(flowsOf(events, average)).toEqual([['purchase', 10, '10']]);
  });

  test('a receipt taken back makes the debts again that it made up for', () => {
    const events = streamOf(receive(1, 10), sell(3), receive(5, 12), reverse('e3'));
    expect(layersOf(valuedItem(events, fifo))).toEqual([[-2, '10']]);
    expect(flowsOf(events)).toEqual([
      ['purchase', 1, '10'],
      ['sale', -3, '-30'],
    ]);
  });

  test('a return of a customer that was none goes out at what it came in at', () => {
    const back = { kind: 'customer-return', quantity: 7, location: 'shelf', of: 'e3' } as const;
    const events = streamOf(receive(6, 10), receive(4, 12), sell(8), back, reverse('e4'));
    expect(layersOf(valuedItem(events, fifo))).toEqual([[2, '12']]);
    expect(flowsOf(events).slice(2)).toEqual([
      ['customer-return', 0, '0'],
      ['cost-variance', 0, '0'],
    ]);
  });

  test('a transfer and a count can be taken back too', () => {
    const events = streamOf(
      receive(10, 10),
      { kind: 'transfer', quantity: 4, from: 'shelf', to: 'cage' },
      count(1),
      reverse('e3'),
      reverse('e2'),
    );
    expect([...valuedItem(events, fifo).levels]).toEqual([
      ['shelf', 10],
      ['cage', 0],
    ]);
    expect(layersOf(valuedItem(events, policyOf('fifo', { pool: 'item-and-location' })))).toEqual([[10, '10']]);
  });

  test('a transfer of pieces without a cost is taken back without one, whatever its place has come to know since', () => {
    const events = streamOf(
      { kind: 'transfer', quantity: 1, from: 'shelf', to: 'cage' },
      receive(1, 10, 'cage'),
      sell(2, 'cage'),
      reverse('e1'),
    );
    expect(flowsOf(events, policyOf('fifo', { pool: 'item-and-location', negative: 'revalue' }))).toEqual([
      ['purchase', 1, '10'],
      ['sale', -2, '-10'],
      ['transfer', 0, '0'],
      ['cost-variance', 0, '-10'],
    ]);
  });
});

describe('what cannot be', () => {
  const refusedOf = (...events: readonly Draft[]) => valuedItem(streamOf(...events), fifo).refused;

  test('is told with its field and its rule, and changes nothing', () => {
    const refused = refusedOf(
      receive(10, 10),
      receive(-1, 10),
      sell(0.5),
      sell(Number.NaN),
      { ...receive(1), cost: { unit_micro: -1n } },
      { kind: 'transfer', quantity: 1, from: 'shelf', to: 'shelf' },
      count(-1),
      reverse('nobody'),
      reverse('e8'),
      { kind: 'costing', of: 'e1', cost: { total_micro: -5n } },
      { kind: 'customer-return', quantity: 1, location: 'shelf', of: 'e1' },
      { kind: 'supplier-return', quantity: 1, location: 'shelf', of: 'nobody' },
      { kind: 'revaluation', unit_micro: 1n, location: 'shelf' },
    );
    expect(refused.map(({ event, field, rule }) => `${event} ${field} ${rule}`)).toEqual([
      'e2 quantity must be a whole number above zero',
      'e3 quantity must be a whole number above zero',
      'e4 quantity must be a whole number above zero',
      'e5 cost.unit_micro must not be below 0',
      'e6 to must be another location than from',
      'e7 counted must be a whole number, 0 or above',
      'e8 of must name a movement or count of this item that took effect before',
      'e9 of must name a movement or count of this item that took effect before',
      'e10 cost.total_micro must not be below 0',
      'e11 of must name an issue of this item that took effect before',
      'e12 of must name a receipt of this item that took effect before',
      'e13 location must not be given where an item has one value over all locations',
    ]);
  });

  test('an event without a time or a number has no place, and leaves the order of the others', () => {
    const events = streamOf(
      receive(1, 1),
      { ...receive(1, 2), at_ms: Number.NaN },
      { ...sell(1), seq: 0.5 },
      sell(1),
      receive(1, 9),
    );
    for (const arrived of [events, events.toReversed()]) {
      const { refused, layers } = valuedItem(arrived, fifo);
      expect(refused.map(({ event, field }) => `${event} ${field}`)).toEqual(['e2 at_ms', 'e3 seq']);
      expect(layers).toHaveLength(1);
      expect(amount(layers[0]?.unit_micro)).toBe('9');
    }
  });

  test('nothing is taken back twice', () => {
    expect(refusedOf(receive(1, 1), reverse('e1'), reverse('e1'))).toEqual([
      { ok: false, event: 'e3', field: 'of', rule: 'must not be taken back twice; book the movement anew' },
    ]);
  });

  test('the same event twice is one', () => {
    const [first] = streamOf(receive(1, 1));
    const valuation = valueStock(first === undefined ? [] : [first, first], fifo);
    expect(valuation.ok && valuation.value.items.get('nut')).toMatchObject({ quantity: 1, repeated: 1 });
  });

  test('only an average is rounded', () => {
    expect(valueStock([], policyOf('fifo', { average_decimals: 2 }))).toMatchObject({
      ok: false,
      field: 'average_decimals',
    });
  });
});
