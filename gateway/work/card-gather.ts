/**
 * Signals of kanban cards that wait for others of their supplier, and become one order with a line for each. They wait as `signalled`, with
 * nothing ordered: an order is whole when it is opened, and who sends it to the supplier need not look whether more has come to it.
 */
import { limits } from '../base/limits.ts';
import type { Site } from '../stock/site.ts';
import { type CardSignal, dueDayOf } from './card-signal.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { openOrder } from './purchase-order.ts';

export interface Gathered {
  readonly supplier: string;
}

/** Whether a signal waits for others of its supplier, and the settings let it be ordered: else a person sees to it. */
function isWaiting({ state, party, orders_at_ms, loop, lines }: CardSignal, site: Site): boolean {
  if (state !== 'signalled' || orders_at_ms === undefined) return false;
  const isOrdered = site.suppliers?.some(({ id }) => id === party) === true;
  const isLoop =
    site.work?.kanban?.some(({ id, is_ordered_by_itself }) => id === loop && is_ordered_by_itself) === true;
  return isOrdered && isLoop && lines.every((line) => site.items.some(({ id }) => id === line.item));
}

/** Suppliers at whom is to be ordered now, each with the signal that has waited for the longest. */
export function dueGathered(
  signals: readonly CardSignal[],
  site: Site,
  now_ms: number,
): ReadonlyMap<string, CardSignal> {
  const due = new Map<string, CardSignal>();
  for (const signal of signals) {
    const { party = '', orders_at_ms = 0 } = signal;
    if (orders_at_ms > now_ms || !isWaiting(signal, site)) continue;
    const first = due.get(party);
    if (first === undefined || orders_at_ms < (first.orders_at_ms ?? 0)) due.set(party, signal);
  }
  return due;
}

/** When the first of them has waited for long enough all of them are ordered, as many as an order has lines; the others wait on. */
export function orderGathered(desk: Desk, { supplier }: Gathered): WorkRefusal | undefined {
  const all = [...desk.signals()];
  if (!dueGathered(all, desk.index.site, desk.at_ms).has(supplier))
    return refusal('supplier', `${supplier} has no cards that are due to be ordered`);
  const waiting = all
    .filter((signal) => signal.party === supplier && isWaiting(signal, desk.index.site))
    .sort((a, b) => a.opened.at_ms - b.opened.at_ms)
    .slice(0, limits.document_lines_max);
  const [first] = waiting;
  if (first === undefined) return undefined;
  const lines = waiting.flatMap((signal) =>
    signal.lines.map(({ item, quantity }) => ({ item, quantity, due_day: dueDayOf(desk, signal) })),
  );
  const due_day = lines.map((line) => line.due_day).reduce((a, b) => (a < b ? a : b));
  const reason = `cards of ${[...new Set(waiting.map(({ loop }) => loop))].join(', ')}`.slice(0, 200);
  const refused = openOrder(desk, { supplier, lines, due_day, reason }, '', first.id);
  if (refused !== undefined) return refused;
  const filled_by = desk.changes.at(-1)?.document.id;
  if (filled_by === undefined) return undefined;
  for (const [i, { orders_at_ms: _, ...signal }] of waiting.entries()) {
    const by = { filled_by, filled_line: i + 1 };
    desk.put({ ...signal, ...by, state: 'ordered' }, { what: 'ordered', detail: { document: filled_by, line: i + 1 } });
  }
  return undefined;
}
