/** `?at=`: an answer as it would have been at a past second. */
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { type AskedMoment, type Moment, momentOf } from '../ledger/moment.ts';
import type { LedgerReader } from '../ledger/reader.ts';
import type { LiveState } from './live-state.ts';
import { badRequest, type Problem } from './problem.ts';

export const atTime = z.string().min(1).max(40).optional().meta({
  description:
    'As it was known at that time: 2026-11-23T14:02:11Z, 2026-11-23 14:02 on the clock of the site, or milliseconds since 1970',
});

export const asOf = z
  .strictObject({ at_ms: z.int(), seq: z.int().meta({ description: 'The last movement known by then' }) })
  .exactOptional()
  .meta({ description: 'The time that was asked for' });

export const atProblems = { 404: 'The time is before the beginning of the ledger or still to come' };

/** What a route needs to know which second is meant. */
export interface TimeSources {
  readonly reader: LedgerReader;
  readonly state: LiveState;
  readonly clock: Clock;
}

export function askedMoment({ reader, state, clock }: TimeSources, at: string): AskedMoment {
  return momentOf(reader.past, at, state.site.time_zone, clock.now_ms());
}

/** The moment, or the problem to answer with. */
export function momentAt(
  sources: TimeSources,
  at: string,
): { readonly ok: true; readonly moment: Moment } | { readonly ok: false; readonly problem: Problem } {
  const asked = askedMoment(sources, at);
  return asked.ok ? asked : { ok: false, problem: problemOf(asked) };
}

export function problemOf({ code, says }: { readonly code: string; readonly says: string }): Problem {
  if (code === 'time-invalid') return badRequest([{ in: 'query', field: 'at', rule: says }]);
  return { status: 404, title: 'Not found', code, detail: says };
}
