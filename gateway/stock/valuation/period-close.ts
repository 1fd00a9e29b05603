/** Periods and their end: what took effect in a closed one and is learned afterwards does not change it. */
import { type Answer, answer, refuse } from './refusal.ts';
import type { StockEvent } from './stock-event.ts';

/** A period from an instant to before another one, as it was closed. */
export interface ClosedPeriod {
  readonly from_ms: number;
  readonly until_ms: number;
  /** The last of the ledger's numbers when it was closed; what has a later one came too late for it. */
  readonly seq: number;
}

/**
 * `refuse`: an event of a closed period is not taken; who has it may give it a time in the open one.
 * `book-in-open-period`: it is valued at the first instant after the period, and keeps the time when it happened beside.
 */
export type LateRule = 'refuse' | 'book-in-open-period';

/** The closed periods with one more. They follow each other without a gap. */
export function closePeriod(closed: readonly ClosedPeriod[], next: ClosedPeriod): Answer<readonly ClosedPeriod[]> {
  const { from_ms, until_ms, seq } = next;
  const last = closed.at(-1);
  if (!Number.isSafeInteger(from_ms)) return refuse('from_ms', 'must be a whole number of milliseconds');
  if (!Number.isSafeInteger(until_ms)) return refuse('until_ms', 'must be a whole number of milliseconds');
  if (!Number.isSafeInteger(seq) || seq < 0) return refuse('seq', 'must be a whole number, 0 or above');
  if (until_ms <= from_ms) return refuse('until_ms', 'must be after from_ms');
  if (last !== undefined && from_ms !== last.until_ms) {
    return refuse('from_ms', `must be ${last.until_ms}, where the last closed period ends`);
  }
  if (last !== undefined && seq < last.seq)
    return refuse('seq', `must be at least ${last.seq}, that of the last closed period`);
  return answer([...closed, next]);
}

/** When something is valued that happened then and has that number of the ledger: in the first period that was open when it was learned. */
export function valuedAt(
  { at_ms, seq }: { readonly at_ms: number; readonly seq: number },
  closed: readonly ClosedPeriod[],
): number {
  return closed.reduce(
    (valued_ms, each) => (valued_ms < each.until_ms && seq > each.seq ? each.until_ms : valued_ms),
    at_ms,
  );
}

/** An event as it is valued. */
export interface AdmittedEvent {
  readonly event: StockEvent;
  /** When it happened, where it is valued later. */
  readonly happened_ms?: number;
}

/**
 * Whether an event may be, and when it is valued. An event that was known when its period was closed is in it. A count says how
 * many were there then; it cannot be moved to another instant, and is refused by either rule.
 */
export function admitEvent(event: StockEvent, closed: readonly ClosedPeriod[], rule: LateRule): Answer<AdmittedEvent> {
  let at_ms = event.at_ms;
  for (const { until_ms, seq } of closed) {
    if (at_ms >= until_ms || event.seq <= seq) continue;
    if (rule === 'refuse') return refuse('at_ms', `must be at or after ${until_ms}: the period before it is closed`);
    if (event.kind === 'count') {
      return refuse(
        'at_ms',
        `must be at or after ${until_ms}: a count of a closed period holds for no other; count again`,
      );
    }
    at_ms = until_ms;
  }
  if (at_ms === event.at_ms) return answer({ event });
  return answer({ event: { ...event, at_ms }, happened_ms: event.at_ms });
}

/** When an event is valued in a list of events: their own order, less what is refused, each refusal with its event. */
export function admitEvents(
  events: Iterable<StockEvent>,
  closed: readonly ClosedPeriod[],
  rule: LateRule,
): {
  readonly admitted: readonly AdmittedEvent[];
  readonly refused: readonly { readonly event: string; readonly field: string; readonly rule: string }[];
} {
  const admitted: AdmittedEvent[] = [];
  const refused: { event: string; field: string; rule: string }[] = [];
  for (const event of events) {
    const each = admitEvent(event, closed, rule);
    if (each.ok) admitted.push(each.value);
    else refused.push({ event: event.id, field: each.field, rule: each.rule });
  }
  return { admitted, refused };
}
