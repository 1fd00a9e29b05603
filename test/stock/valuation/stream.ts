/** Streams of stock events in few words: `receive(10, 12.5)`, numbered and dated one after another. */
import type { Cost } from '../../../gateway/stock/valuation/money.ts';
import { type Ratio, reduced } from '../../../gateway/stock/valuation/ratio.ts';
import type {
  CountEvent,
  IssueEvent,
  ReceiptEvent,
  ReversalEvent,
  StockEvent,
} from '../../../gateway/stock/valuation/stock-event.ts';
import {
  type CardLine,
  type ItemValuation,
  stockCard,
  valueStock,
} from '../../../gateway/stock/valuation/stock-valuation.ts';
import { default_policy, type ValuationPolicy } from '../../../gateway/stock/valuation/valuation-policy.ts';

export function policyOf(method: ValuationPolicy['method'], more: Partial<ValuationPolicy> = {}): ValuationPolicy {
  return { ...default_policy, method, accounting: 'internal', ...more };
}

/** A cost of a piece in units of the currency, of at most six decimals. */
export function each(amount: number): Cost {
  return { unit_micro: BigInt(Math.round(amount * 1e6)) };
}

type Free<T> = T extends unknown ? Omit<T, 'id' | 'item' | 'seq' | 'at_ms'> & Partial<T> : never;

export type Draft = Free<StockEvent>;

/** Gives each event what it does not say itself: an id `e1`, `e2` …, one item, and a time of its own. */
export function streamOf(...events: readonly Draft[]): StockEvent[] {
  return events.map((event, i) => ({ id: `e${i + 1}`, item: 'nut', seq: i + 1, at_ms: (i + 1) * 1000, ...event }));
}

export function receive(quantity: number, unit?: number, location = 'shelf'): Free<ReceiptEvent> {
  return { kind: 'receipt', source: 'purchase', quantity, location, ...(unit !== undefined && { cost: each(unit) }) };
}

export function sell(quantity: number, location = 'shelf'): Free<IssueEvent> {
  return { kind: 'issue', purpose: 'sale', quantity, location };
}

export function count(counted: number, location = 'shelf'): Free<CountEvent> {
  return { kind: 'count', counted, location };
}

export function reverse(of: string): Free<ReversalEvent> {
  return { kind: 'reversal', of };
}

export function valuedItem(events: readonly StockEvent[], policy: ValuationPolicy, item = 'nut'): ItemValuation {
  const valuation = valueStock(events, policy);
  const found = valuation.ok ? valuation.value.items.get(item) : undefined;
  if (found === undefined) throw new Error(`no valuation: ${JSON.stringify(valuation)}`);
  return found;
}

export function cardOf(events: readonly StockEvent[], policy: ValuationPolicy, item = 'nut'): readonly CardLine[] {
  const card = stockCard(item, events, policy);
  if (!card.ok) throw new Error(card.rule);
  return card.value;
}

/** An exact number of millionths as an amount: `12`, or `955/60` where it does not come out even. */
export function amount(value_micro: Ratio | undefined): string | undefined {
  if (value_micro === undefined) return undefined;
  const { numerator, denominator } = reduced({ ...value_micro, denominator: value_micro.denominator * 1_000_000n });
  if (denominator === 1n) return String(numerator);
  const value = Number(numerator) / Number(denominator);
  return 10_000n % denominator === 0n ? String(value) : `${numerator}/${denominator}`;
}

/** Layers and debts as pairs of pieces and cost. */
export function layersOf(valuation: ItemValuation): readonly (readonly [number, string | undefined])[] {
  return valuation.layers.map(({ quantity, unit_micro }) => [quantity, amount(unit_micro)]);
}

/** What each event moved, without its sign. */
export function valuesOf(events: readonly StockEvent[], policy: ValuationPolicy): readonly (string | undefined)[] {
  return cardOf(events, policy).map((line) => amount(line.value_micro)?.replace('-', ''));
}
