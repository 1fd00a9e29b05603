/** Closed periods of the books: nobody enters anything into them any more, and what a device tells late is valued in the open one. */
import { closeNext } from '../stock/period.ts';
import type { Draft } from './booking.ts';
import type { Input, Outcome } from './interpretation.ts';
import type { Turn } from './turn.ts';

type CommandInput = Extract<Input, { kind: 'command' }>;
type Refused = NonNullable<Outcome['refused']>;

export function onClosing(
  turn: Turn,
  command: Extract<CommandInput['command'], { kind: 'close-period' }>,
  { at_ms, person }: CommandInput,
): Refused | undefined {
  const { periods } = turn.books;
  const next = closeNext(periods, command, { at_ms, by: person });
  if (!next.ok) return { code: 'period-not-closed', field: next.field, says: next.rule };
  periods.push(next.value);
  return undefined;
}

/** Why a person may not say that something happened then. */
export function refuseTime({ books, at_ms: now_ms }: Turn, at_ms: number): Refused | undefined {
  const until_ms = books.periods.at(-1)?.until_ms ?? 0;
  if (at_ms > now_ms) return { code: 'not-yet', field: 'at', says: 'must not be still to come' };
  if (at_ms >= until_ms) return undefined;
  const says = `must be at or after ${new Date(until_ms).toISOString()}: the period before it is closed`;
  return { code: 'period-closed', field: 'at', says };
}

/** What happened in a closed period keeps its time, and says where it is valued. */
export function inOpenPeriod({ books }: Turn, draft: Draft): Draft {
  const until_ms = books.periods.at(-1)?.until_ms;
  if (until_ms === undefined || draft.at_ms >= until_ms) return draft;
  return {
    ...draft,
    why: `${draft.why} (Learned after its period was closed: valued from ${new Date(until_ms).toISOString()} on.)`,
  };
}
