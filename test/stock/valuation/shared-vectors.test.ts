/**
 * A list of worked examples through the valuation, when a copy lies beside the repository (`../shared/vectors`). Nothing here is
 * needed: the same examples stand with their sources in `valuation.test.ts` and `periodic.test.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Cost } from '../../../gateway/stock/valuation/money.ts';
import { costOfGoodsSold } from '../../../gateway/stock/valuation/periodic-cost.ts';
import { type Ratio, toNumber } from '../../../gateway/stock/valuation/ratio.ts';
import type { CardLine } from '../../../gateway/stock/valuation/stock-valuation.ts';
import type { ValuationPolicy } from '../../../gateway/stock/valuation/valuation-policy.ts';
import { cardOf, count, type Draft, each, policyOf, receive, sell, streamOf, valuedItem } from './stream.ts';

const file = new URL('../../../../shared/vectors/inventory.json', import.meta.url);
const absent = existsSync(file) ? '' : ' (skipped: there is no file ../shared/vectors/inventory.json)';

interface Vector {
  readonly id: string;
  readonly topic: string;
  readonly tolerance: number;
  readonly inputs: {
    readonly moves?: readonly (readonly [string, number, number?])[];
    readonly ops?: readonly (readonly [string, number, number?])[];
    readonly initialQueue?: readonly (readonly [number, number])[];
    readonly remove?: number;
    readonly unitCostDecimals?: number;
    readonly eventsByEffectiveTime?: readonly (readonly [string, string, number])[];
    readonly opening?: number;
    readonly purchases?: number;
    readonly closing?: number;
  };
  readonly expected: {
    readonly values?: readonly number[];
    readonly onHand?: number;
    readonly stockValue?: number;
    readonly unitCostAfter?: readonly number[];
    readonly consumed?: readonly (readonly [number, number])[];
    readonly queue?: readonly (readonly [number, number])[];
    readonly balanceAfter?: Readonly<Record<string, number>>;
    readonly cogs?: number;
  };
}

const vectors: readonly Vector[] = absent === '' ? JSON.parse(readFileSync(file, 'utf8')).vectors : [];
const ofTopics = (...topics: readonly string[]) => vectors.filter(({ topic }) => topics.includes(topic));
const units = (value_micro: Ratio | undefined) => toNumber(value_micro ?? { numerator: 0n, denominator: 1n }) / 1e6;

/** `in` and `add` receive at a cost; `out` and `rem` send out, at a stated cost where there is one. */
function drafts(moves: readonly (readonly [string, number, number?])[]): readonly Draft[] {
  return moves.map(([kind, quantity, unit]) => {
    if (kind === 'in' || kind === 'add') return receive(quantity, unit);
    const cost: { cost?: Cost } = unit === undefined ? {} : { cost: each(unit) };
    return { ...sell(quantity), ...cost };
  });
}

function policyFor({ topic, inputs }: Vector): ValuationPolicy {
  if (topic.includes('lifo')) return policyOf('lifo');
  if (!topic.includes('average')) return policyOf('fifo');
  return policyOf(
    'average',
    inputs.unitCostDecimals === undefined ? {} : { average_decimals: inputs.unitCostDecimals },
  );
}

/** What an event moved, but for what rounding did. */
function moved(line: CardLine): number {
  return line.postings.reduce(
    (sum, posting) => sum + (posting.flow === 'rounding' ? 0 : units(posting.value_micro)),
    0,
  );
}

describe.skipIf(absent !== '')(`worked examples${absent}`, () => {
  test.each(ofTopics('valuation-fifo', 'valuation-moving-average-exact', 'valuation-moving-average-rounded-unit-cost'))(
    '$id $topic: what each movement is worth',
    (vector) => {
      const events = streamOf(...drafts(vector.inputs.moves ?? []));
      const values = cardOf(events, policyFor(vector)).map((line) => Math.abs(moved(line)));
      expect(values).toHaveLength(vector.expected.values?.length ?? 0);
      for (const [i, value] of values.entries())
        expect(value).toBeCloseTo(vector.expected.values?.[i] ?? Number.NaN, 8);
      const { quantity, value_micro } = valuedItem(events, policyFor(vector));
      expect(quantity).toBe(vector.expected.onHand);
      if (vector.expected.stockValue !== undefined) expect(units(value_micro)).toBe(vector.expected.stockValue);
    },
  );

  test.each(ofTopics('valuation-fifo-unit-cost'))(
    '$id $topic: what a piece on hand is worth',
    ({ inputs, expected }) => {
      const events = streamOf(...drafts(inputs.moves ?? []));
      const after = events.map((_, i) => units(valuedItem(events.slice(0, i + 1), policyOf('fifo')).unit_micro));
      expect(after).toEqual(expected.unitCostAfter);
    },
  );

  test.each(ofTopics('valuation-fifo-queue-negative-stock'))(
    '$id $topic: the layers after it',
    ({ inputs, expected }) => {
      const before = (inputs.initialQueue ?? []).map(([quantity, unit]) =>
        quantity < 0 ? { ...sell(-quantity), cost: each(unit) } : receive(quantity, unit),
      );
      const { layers } = valuedItem(streamOf(...before, ...drafts(inputs.ops ?? [])), policyOf('fifo'));
      expect(layers.map(({ quantity, unit_micro }) => [quantity, units(unit_micro)])).toEqual(expected.queue);
    },
  );

  test.each(ofTopics('valuation-lifo'))('$id $topic: the layers taken', ({ inputs, expected }) => {
    const events = streamOf(...drafts(inputs.ops ?? []), sell(inputs.remove ?? 0));
    const taken = cardOf(events, policyOf('lifo')).at(-1)?.postings ?? [];
    expect(taken.map(({ quantity, value_micro }) => [-quantity, units(value_micro) / quantity])).toEqual(
      expected.consumed,
    );
  });

  test.each(ofTopics('ledger-backdated-count'))('$id $topic: what was there after each', ({ inputs, expected }) => {
    const told = (inputs.eventsByEffectiveTime ?? []).map(([id, kind, quantity], i) => {
      const event = kind === 'count' ? count(quantity) : receive(quantity, 1);
      return { ...event, id, at_ms: i, seq: 100 - i };
    });
    const lines = cardOf(streamOf(...told.toReversed()), policyOf('fifo'));
    expect(Object.fromEntries(lines.map((line) => [line.event.id, line.quantity_after]))).toEqual(
      expected.balanceAfter,
    );
  });

  test.each(ofTopics('cogs-periodic'))('$id $topic', ({ inputs, expected }) => {
    const micro = (amount: number | undefined) => BigInt((amount ?? 0) * 1e6);
    const amounts = {
      opening_micro: micro(inputs.opening),
      purchases_micro: micro(inputs.purchases),
      closing_micro: micro(inputs.closing),
    };
    expect(costOfGoodsSold(amounts)).toEqual({ ok: true, value: micro(expected.cogs) });
  });

  test('are found', () => {
    expect(
      ofTopics(
        'valuation-fifo',
        'valuation-fifo-unit-cost',
        'valuation-fifo-queue-negative-stock',
        'valuation-lifo',
        'valuation-moving-average-exact',
        'valuation-moving-average-rounded-unit-cost',
        'ledger-backdated-count',
        'cogs-periodic',
      ).length,
    ).toBeGreaterThan(10);
  });
});
