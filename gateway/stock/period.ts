/** A period of the books, closed by a person: append-only, the next one begins where the last one ends. */
import { type ClosedPeriod, closePeriod } from './valuation/period-close.ts';
import { type Answer, answer, refuse } from './valuation/refusal.ts';

export interface Period extends ClosedPeriod {
  /** From 1, without a gap. */
  readonly number: number;
  readonly closed_ms: number;
  readonly by: string;
  readonly reason: string;
  /** Of all stock at its end, decimal text, as the books were when it was closed. */
  readonly value: string;
  readonly currency: string;
}

export interface Closing {
  /** The first instant after the period. */
  readonly until_ms: number;
  /** The last movement that its value was made of; what is learned later came too late for it. */
  readonly head_seq: number;
  readonly value: string;
  readonly currency: string;
  readonly reason: string;
}

/** The first period begins with the ledger. Refused: an end that is still to come, or before that of the last period. */
export function closeNext(
  closed: readonly Period[],
  { until_ms, head_seq, value, currency, reason }: Closing,
  { at_ms, by }: { readonly at_ms: number; readonly by: string },
): Answer<Period> {
  if (until_ms > at_ms) return refuse('until', 'must not be still to come: what happens until then is not known yet');
  const from_ms = closed.at(-1)?.until_ms ?? 0;
  if (until_ms <= from_ms)
    return refuse('until', `must be after ${new Date(from_ms).toISOString()}, where the last closed period ends`);
  const span = { from_ms, until_ms, seq: head_seq };
  const all = closePeriod(closed, span);
  if (!all.ok) return all;
  return answer({ number: closed.length + 1, ...span, closed_ms: at_ms, by, reason, value, currency });
}

/** When what happened then is valued: in the open period, where its own is closed. */
export function valuedFrom(closed: readonly Period[], at_ms: number): number {
  return Math.max(at_ms, closed.at(-1)?.until_ms ?? 0);
}
