/** A device's own time, as ISO 8601 with a zone or as milliseconds since 1970. */
import type { Shape } from './json.ts';
import { Misfit } from './misfit.ts';

const latest_ms = Date.UTC(2100, 0, 1);
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const rule = 'must be ISO 8601 with a zone, or milliseconds since 1970, from 1970 to 2100';

/**
 * Milliseconds since 1970 of an ISO 8601 time with seconds and a zone; what is finer than a millisecond is cut off.
 * Undefined when it is none, when such a day or hour does not exist, or before 1970 or after 2100. Local time without
 * a zone is refused: nobody can say when it was.
 */
export function instantOf(text: string): number | undefined {
  if (text.length > 40 || !iso.test(text)) return undefined;
  // The standard defines what Date.parse makes of three digits of fraction; more are cut before it sees them.
  const at_ms = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  return dayExists(text) && at_ms >= 0 && at_ms <= latest_ms ? at_ms : undefined;
}

/** Date.parse takes the 31st of any month for the 1st of the next; the calendar does not. */
function dayExists(text: string): boolean {
  const day = Number(text.slice(8, 10));
  return day <= 28 || day <= new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
}

/** Either form is read; milliseconds are written. */
export function instant(says: string): Shape<number> {
  return {
    schema: {
      description: says,
      anyOf: [
        { type: 'string', maxLength: 40, pattern: iso.source },
        { type: 'integer', minimum: 0, maximum: latest_ms },
      ],
    },
    read(json) {
      const at_ms = typeof json === 'string' ? instantOf(json) : json;
      const fits = typeof at_ms === 'number' && Number.isInteger(at_ms) && at_ms >= 0 && at_ms <= latest_ms;
      return fits ? at_ms + 0 : new Misfit('format', rule);
    },
    write: (value) => value,
    sample: (chance) => chance.int(0, latest_ms),
  };
}
