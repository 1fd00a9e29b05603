/** A past second that somebody asks for, as a place in the ledger. */
import { fullWords, parseTime } from '../base/site-time.ts';
import type { Past } from './past.ts';

/** What was known at `at_ms` is what movements up to `seq` and the questions of then say. */
export interface Moment {
  readonly at_ms: number;
  readonly seq: number;
}

export type AskedMoment =
  | { readonly ok: true; readonly moment: Moment }
  | {
      readonly ok: false;
      readonly code: 'time-invalid' | 'before-the-beginning' | 'not-yet';
      readonly says: string;
    };

/**
 * The moment that a text means on the site's clock; a time before the ledger's first row or after now is none. `now_ms` is the
 * machine's clock; where the ledger is ahead of it, the ledger's own time counts.
 */
export function momentOf(past: Past, text: string, zone: string, now_ms: number): AskedMoment {
  const parsed = parseTime(text, zone);
  if (!parsed.ok) return { ok: false, code: 'time-invalid', says: parsed.says };
  const { at_ms } = parsed;
  if (at_ms > Math.max(now_ms, past.known_ms())) {
    return { ok: false, code: 'not-yet', says: `${fullWords(at_ms, zone)} is still to come: nothing is known of it.` };
  }
  const began_ms = past.began_ms();
  if (began_ms === undefined) return { ok: false, code: 'before-the-beginning', says: 'Nothing is in the ledger yet.' };
  if (at_ms < began_ms) {
    const says = `The ledger begins at ${fullWords(began_ms, zone)}: nothing was known at ${fullWords(at_ms, zone)}.`;
    return { ok: false, code: 'before-the-beginning', says };
  }
  return { ok: true, moment: { at_ms, seq: past.seqAt(at_ms) } };
}
