/** Hours in which nobody is told, on the wall clock of the site. */
import { clockWords } from '../base/site-time.ts';
import type { AlertKind, QuietHours } from '../stock/alert-settings.ts';

/**
 * Whether a kind is held back at that instant. `from` is in the quiet hours and `to` is not; the same time twice is all day. On the
 * nights when clocks change, what the wall clock shows is what counts.
 */
export function isQuiet(quiet: QuietHours | undefined, kind: AlertKind, at_ms: number, zone: string): boolean {
  if (quiet === undefined || quiet.but.includes(kind)) return false;
  const clock = clockWords(at_ms, zone);
  const { from, to } = quiet;
  return from < to ? clock >= from && clock < to : clock >= from || clock < to;
}
