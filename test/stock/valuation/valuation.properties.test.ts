/** What holds of every stream of stock events, whatever is in it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flowOf } from '../../../gateway/stock/valuation/flow.ts';
import {
  isEqual,
  plus,
  type Ratio,
  ratio,
  reduced,
  times,
  whole,
  zero,
} from '../../../gateway/stock/valuation/ratio.ts';
import type { StockEvent } from '../../../gateway/stock/valuation/stock-event.ts';
import { type ItemValuation, stockCard, valueItem } from '../../../gateway/stock/valuation/stock-valuation.ts';
import type { ValuationPolicy } from '../../../gateway/stock/valuation/valuation-policy.ts';
import { runsOf } from '../../long.ts';
import { each, policyOf, receive, sell, streamOf, valuedItem } from './stream.ts';

const methods = ['fifo', 'lifo', 'average', 'standard'] as const;
const places = ['shelf', 'cage', 'dock'];

const policies: fc.Arbitrary<ValuationPolicy> = fc
  .record({
    method: fc.constantFrom(...methods),
    pool: fc.constantFrom('item' as const, 'item-and-location' as const),
    negative: fc.constantFrom('revalue' as const, 'variance' as const, 'no-value' as const),
    customer_returns: fc.constantFrom('as-issued' as const, 'current' as const),
    isRounded: fc.boolean(),
  })
  .map(({ isRounded, ...choices }) =>
    policyOf(choices.method, { ...choices, ...(isRounded && choices.method === 'average' && { average_decimals: 2 }) }),
  );

const quantity = fc.integer({ min: 1, max: 30 });
const location = fc.constantFrom(...places);
const cost = fc.oneof(
  fc.integer({ min: 0, max: 500 }).map((cents) => each(cents / 100)),
  fc.integer({ min: 0, max: 5000 }).map((cents) => ({ total_micro: BigInt(cents) * 10_000n })),
);

/** Each event may refer to any id `e1` … `e40`, be it there or not: what cannot be is refused. */
const of = fc.integer({ min: 1, max: 40 }).map((n) => `e${n}`);

const anyEvent = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('receipt' as const),
      source: fc.constantFrom('purchase' as const, 'production' as const),
      quantity,
      location,
      cost,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('receipt' as const),
      source: fc.constant('purchase' as const),
      quantity,
      location,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('issue' as const),
      purpose: fc.constantFrom('sale' as const, 'scrap' as const),
      quantity,
      location,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('issue' as const),
      purpose: fc.constant('other' as const),
      quantity,
      location,
      cost,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('customer-return' as const), quantity, location, of }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('customer-return' as const), quantity, location }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('supplier-return' as const), quantity, location, of }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('transfer' as const), quantity, from: location, to: location }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('count' as const), counted: fc.nat(40), location }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('costing' as const), of, cost }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('revaluation' as const), unit_micro: fc.bigInt(0n, 5_000_000n) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('standard-cost' as const), unit_micro: fc.bigInt(0n, 5_000_000n) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('reversal' as const), of }) },
);

const streams: fc.Arbitrary<StockEvent[]> = fc
  .array(fc.tuple(anyEvent, fc.integer({ min: 1, max: 25 })), { minLength: 1, maxLength: 40 })
  .map((drafts) => streamOf(...drafts.map(([draft, at]) => ({ ...draft, at_ms: at * 1000 }))));

describe('whatever happens', () => {
  test('layers less debts are worth what all flows together are, after every event', () => {
    fc.assert(
      fc.property(streams, policies, (events, policy) => {
        const card = stockCard('nut', events, policy);
        expect(card.ok).toBe(true);
        const last = card.ok ? card.value.at(-1) : undefined;
        const valuation = valueItem('nut', events, policy);
        expect(isEqual(last?.value_micro_after ?? zero, valuation.value_micro)).toBe(true);
        const all = [...valuation.flows.values()].reduce((sum, { value_micro }) => plus(sum, value_micro), zero);
        expect(isEqual(all, valuation.value_micro)).toBe(true);
      }),
      { numRuns: runsOf(300) },
    );
  });

  test('pieces on hand are those that came in less those that went out, and layers, levels and flows agree on them', () => {
    fc.assert(
      fc.property(streams, policies, (events, policy) => {
        const { flows, layers, levels, quantity: onHand } = valueItem('nut', events, policy);
        expect([...levels.values()].reduce((sum, level) => sum + level, 0)).toBe(onHand);
        expect(layers.reduce((sum, layer) => sum + layer.quantity, 0)).toBe(onHand);
        expect([...flows.values()].reduce((sum, flow) => sum + flow.quantity, 0)).toBe(onHand);
      }),
      { numRuns: runsOf(300) },
    );
  });

  test('a pile never holds layers and debts at once', () => {
    fc.assert(
      fc.property(streams, policies, (events, policy) => {
        const { layers } = valueItem('nut', events, policy);
        for (const place of new Set(layers.map((layer) => layer.location))) {
          const here = layers.filter((layer) => layer.location === place);
          expect(here.every((layer) => layer.quantity > 0) || here.every((layer) => layer.quantity < 0)).toBe(true);
        }
      }),
      { numRuns: runsOf(150) },
    );
  });

  test('nothing is worth less than nothing but what is owed', () => {
    fc.assert(
      fc.property(streams, policies, (events, policy) => {
        for (const { unit_micro } of valueItem('nut', events, policy).layers) {
          expect((unit_micro?.numerator ?? 0n) >= 0n).toBe(true);
        }
      }),
      { numRuns: runsOf(150) },
    );
  });

  test('any order of arrival gives one result', () => {
    fc.assert(
      fc.property(
        streams.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        policies,
        ([events, shuffled], policy) => {
          expect(valueItem('nut', shuffled, policy)).toEqual(valueItem('nut', events, policy));
        },
      ),
      { numRuns: runsOf(150) },
    );
  });

  test('what was on hand does not depend on what came after', () => {
    fc.assert(
      fc.property(streams, policies, fc.nat(30), (events, policy, at) => {
        const card = stockCard('nut', events, policy);
        const until = events.filter((event) => event.at_ms <= at * 1000);
        const line = card.ok ? card.value.findLast(({ event }) => event.at_ms <= at * 1000) : undefined;
        const { quantity: onHand, value_micro } = valueItem('nut', until, policy);
        expect([onHand, isEqual(value_micro, line?.value_micro_after ?? zero)]).toEqual([
          line?.quantity_after ?? 0,
          true,
        ]);
      }),
      { numRuns: runsOf(150) },
    );
  });

  test('transfers move no value', () => {
    fc.assert(
      fc.property(streams, policies, (events, policy) => {
        const { quantity: pieces, value_micro } = flowOf(valueItem('nut', events, policy).flows, 'transfer');
        expect([pieces, isEqual(value_micro, zero)]).toEqual([0, true]);
      }),
      { numRuns: runsOf(200) },
    );
  });

  test('an event taken back at its own instant leaves levels and value as if it had not been', () => {
    const movement = fc.oneof(
      fc.record({
        kind: fc.constant('receipt' as const),
        source: fc.constant('purchase' as const),
        quantity,
        location,
        cost,
      }),
      fc.record({ kind: fc.constant('issue' as const), purpose: fc.constant('sale' as const), quantity, location }),
      fc.record({ kind: fc.constant('count' as const), counted: fc.nat(40), location }),
    );
    const plain = fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant('receipt' as const),
          source: fc.constant('purchase' as const),
          quantity,
          location,
          cost,
        }),
        fc.record({ kind: fc.constant('issue' as const), purpose: fc.constant('sale' as const), quantity, location }),
      ),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(plain, movement, fc.constantFrom(...methods), (drafts, wrong, method) => {
        const others = streamOf(...drafts);
        const slip = { item: 'nut', at_ms: 5_500, ...wrong };
        const events = [
          ...others,
          { ...slip, id: 'wrong', seq: 900 },
          { kind: 'reversal' as const, item: 'nut', at_ms: 5_500, id: 'back', seq: 901, of: 'wrong' },
        ];
        const [without, taken] = [
          valueItem('nut', others, policyOf(method)),
          valueItem('nut', events, policyOf(method)),
        ];
        expect(taken.quantity).toBe(without.quantity);
        const canonical = ({ layers }: ItemValuation) =>
          layers.map((layer) => ({ ...layer, unit_micro: layer.unit_micro && reduced(layer.unit_micro) }));
        expect(canonical(taken)).toEqual(canonical(without));
      }),
      { numRuns: runsOf(150) },
    );
  });
});

/** Receipts and issues of which none takes what is not there. */
const covered = fc
  .array(fc.tuple(fc.boolean(), quantity, fc.integer({ min: 1, max: 900 })), { maxLength: 40 })
  .map((steps) => {
    let onHand = 0;
    return steps.map(([isIn, pieces, cents]) => {
      const out = Math.min(pieces, onHand);
      if (isIn || out === 0) {
        onHand += pieces;
        return { in: true, pieces, cents };
      }
      onHand -= out;
      return { in: false, pieces: out, cents };
    });
  });

const eventsOf = (steps: readonly { in: boolean; pieces: number; cents: number }[]) =>
  streamOf(...steps.map((step) => (step.in ? receive(step.pieces, step.cents / 100) : sell(step.pieces))));

describe('against models that cannot be wrong', () => {
  test('FIFO and LIFO give what a row of single pieces gives', () => {
    fc.assert(
      fc.property(covered, fc.constantFrom('fifo' as const, 'lifo' as const), (steps, method) => {
        fc.pre(steps.length > 0);
        const row: number[] = [];
        let sold = 0;
        for (const { in: isIn, pieces, cents } of steps) {
          for (let i = 0; i < pieces; i++) {
            if (isIn) row.push(cents);
            else sold += (method === 'fifo' ? row.shift() : row.pop()) ?? 0;
          }
        }
        const valuation = valuedItem(eventsOf(steps), policyOf(method));
        expect(flowOf(valuation.flows, 'sale').value_micro).toEqual(whole(BigInt(-sold) * 10_000n));
        expect(valuation.value_micro).toEqual(whole(BigInt(row.reduce((sum, cents) => sum + cents, 0)) * 10_000n));
        expect(valuation.quantity).toBe(row.length);
      }),
      { numRuns: runsOf(150) },
    );
  });

  test('the moving average is the fraction that the definition gives', () => {
    fc.assert(
      fc.property(covered, (steps) => {
        fc.pre(steps.length > 0);
        let pieces = 0;
        let value: Ratio = zero;
        let sold: Ratio = zero;
        for (const step of steps) {
          if (step.in) {
            value = plus(value, whole(BigInt(step.cents) * 10_000n * BigInt(step.pieces)));
            pieces += step.pieces;
          } else {
            const out = times(ratio(value.numerator, value.denominator * BigInt(pieces)), step.pieces);
            value = plus(value, { ...out, numerator: -out.numerator });
            sold = plus(sold, out);
            pieces -= step.pieces;
          }
        }
        const valuation = valuedItem(eventsOf(steps), policyOf('average'));
        expect(isEqual(valuation.value_micro, value)).toBe(true);
        expect(isEqual(flowOf(valuation.flows, 'sale').value_micro, { ...sold, numerator: -sold.numerator })).toBe(
          true,
        );
      }),
      { numRuns: runsOf(150) },
    );
  });
});
