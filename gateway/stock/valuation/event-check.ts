/** What a stock event must be, seen alone. What it refers to is seen when it takes effect. */
import { quantity_max } from '../movement.ts';
import type { Cost } from './money.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { StockEvent } from './stock-event.ts';

/** Above this a cost is a slip of the keyboard: a million million of the currency's unit. */
export const cost_micro_max = 1_000_000_000_000_000_000n;

/** Why an event cannot be valued, or undefined when it can. */
export function checkEvent(event: StockEvent): Refusal | undefined {
  if (event.id === '') return refuse('id', 'must not be empty');
  if (event.item === '') return refuse('item', 'must not be empty');
  if (!Number.isSafeInteger(event.at_ms)) return refuse('at_ms', 'must be a whole number of milliseconds');
  if (!Number.isSafeInteger(event.seq) || event.seq < 0) return refuse('seq', 'must be a whole number, 0 or above');
  switch (event.kind) {
    case 'receipt':
    case 'issue':
      return checkQuantity(event.quantity) ?? checkPlace('location', event.location) ?? checkCost(event.cost);
    case 'customer-return':
    case 'supplier-return':
      return (
        checkQuantity(event.quantity) ??
        checkPlace('location', event.location) ??
        checkCost(event.cost) ??
        (event.of === event.id ? refuse('of', 'must not be the event itself') : undefined)
      );
    case 'transfer':
      return checkQuantity(event.quantity) ?? checkPlace('from', event.from) ?? checkTo(event.from, event.to);
    case 'count':
      return checkCounted(event.counted) ?? checkPlace('location', event.location) ?? checkCost(event.cost);
    case 'costing':
      return (
        checkCost(event.cost) ?? (event.of === event.id ? refuse('of', 'must not be the event itself') : undefined)
      );
    case 'revaluation':
    case 'standard-cost':
      return checkAmount('unit_micro', event.unit_micro);
    case 'reversal':
      return event.of === event.id ? refuse('of', 'must not be the event itself') : undefined;
  }
}

export function checkQuantity(quantity: number, field = 'quantity'): Refusal | undefined {
  if (!Number.isSafeInteger(quantity) || quantity <= 0) return refuse(field, 'must be a whole number above zero');
  return quantity > quantity_max ? refuse(field, `must be at most ${quantity_max}`) : undefined;
}

export function checkCounted(counted: number, field = 'counted'): Refusal | undefined {
  if (!Number.isSafeInteger(counted) || counted < 0) return refuse(field, 'must be a whole number, 0 or above');
  return counted > quantity_max ? refuse(field, `must be at most ${quantity_max}`) : undefined;
}

export function checkCost(cost: Cost | undefined, field = 'cost'): Refusal | undefined {
  if (cost === undefined) return undefined;
  return 'unit_micro' in cost
    ? checkAmount(`${field}.unit_micro`, cost.unit_micro)
    : checkAmount(`${field}.total_micro`, cost.total_micro);
}

export function checkAmount(field: string, micro: bigint): Refusal | undefined {
  if (micro < 0n) return refuse(field, 'must not be below 0');
  return micro > cost_micro_max ? refuse(field, `must be at most ${cost_micro_max}`) : undefined;
}

function checkPlace(field: string, location: string): Refusal | undefined {
  return location === '' ? refuse(field, 'must not be empty') : undefined;
}

function checkTo(from: string, to: string): Refusal | undefined {
  return checkPlace('to', to) ?? (from === to ? refuse('to', 'must be another location than from') : undefined);
}
