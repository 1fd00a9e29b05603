/** What a scanned code says of the pieces beside what they are: their lot, and what they weigh. */
import type { CodeMeaning } from '../../devices/reading.ts';
import type { Item } from '../stock/site.ts';
import { lotOfCode } from './lot-said.ts';
import { massOfCode } from './masses.ts';
import type { Line } from './scan-session.ts';

/** `multiplier`: how many such codes are meant. */
export function saidByCode(
  item: Item,
  meaning: CodeMeaning | undefined,
  { now_ms, multiplier = 1 }: { readonly now_ms: number; readonly multiplier?: number | undefined },
): Pick<Line, 'lot' | 'weighs'> {
  const lot = lotOfCode(item, meaning, now_ms);
  return { ...(lot === undefined ? {} : { lot }), ...massOfCode(item, meaning, multiplier) };
}
