/** Dates and times in the values of AIs, as ISO 8601 writes them. */
import type { AiValue } from './element-string.ts';
import { type Ai, aiOf } from './gs1-ai.ts';
import { isoDateOf } from './gs1-date.ts';

/**
 * The dates by AI, seen from a year, which decides the century: `2026-12-31`, with a time where the AI has one
 * (`2026-12-31T14:30`, as exact as it is printed), two with a stroke between them where it has two, as a harvest can.
 * The first of a repeated AI counts. AIs without a date are left out.
 */
export function datesIn(ais: readonly AiValue[], reference_year: number): Readonly<Record<string, string>> {
  const dates: Record<string, string> = {};
  for (const { ai: name, value } of ais) {
    const ai = aiOf(name);
    if (ai?.dated !== true || dates[name] !== undefined) continue;
    const date = instantOf(ai, value, reference_year);
    if (date !== undefined) dates[name] = date;
  }
  return dates;
}

function isDate(kind: Ai['parts'][number]['kind']): boolean {
  return kind === 'date' || kind === 'full-date';
}

/** Parts of dates and times have fixed lengths, so that each stands where those before it end. */
function instantOf(ai: Ai, value: string, reference_year: number): string | undefined {
  let text = '';
  let at = 0;
  for (const { kind, max } of ai.parts) {
    const piece = value.slice(at, at + max);
    at += max;
    if (piece === '') break;
    if (isDate(kind)) {
      const date = kind === 'date' ? isoDateOf(piece, reference_year) : fullDate(piece);
      if (date === undefined) return undefined;
      text += text === '' ? date : `/${date}`;
    } else if (kind === 'time') {
      const clock = piece.length === 4 ? `${piece.slice(0, 2)}:${piece.slice(2)}` : piece;
      text += text.includes('T') ? `:${clock}` : `T${clock}`;
    }
  }
  return text;
}

function fullDate(yyyymmdd: string): string {
  return `${yyyymmdd.slice(0, 4)}-${yyyymmdd.slice(4, 6)}-${yyyymmdd.slice(6)}`;
}
