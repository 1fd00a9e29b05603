/** What a scale saw go and come back, though nobody took anything: left out before anything is counted. */
import type { DemandRow } from './demand-row.ts';

export interface WobbleRule {
  /** Two rows further apart are no wobble. */
  readonly window_ms: number;
  /** Of more pieces than this a wobble is none. */
  readonly quantity_max: number;
}

/**
 * The rows without their wobble: of one item, one inside location and one quantity, out and back in again (or in and out) within the
 * window, both noticed by a sensor alone. A row is paired with the latest one before it that it undoes; each takes part in one pair.
 * Rows in order of time, of one item. What a person said (a scan, a count, an entry) is never a wobble.
 */
export function withoutWobble<Row extends DemandRow>(
  rows: readonly Row[],
  rule: WobbleRule,
  isInside: (location: string) => boolean,
): { readonly rows: readonly Row[]; readonly pairs: number } {
  const gone = new Set<number>();
  /** Of each location and quantity the rows that wait to be undone, the latest last. */
  const waiting = new Map<string, { readonly at: number; readonly sign: number }[]>();
  for (const [at, row] of rows.entries()) {
    const change = changeOf(row, isInside);
    if (change === undefined || !row.is_sensed || row.quantity > rule.quantity_max) continue;
    const key = `${row.quantity} ${change.location}`;
    const open = waiting.get(key) ?? [];
    const last = open.at(-1);
    const before = last === undefined ? undefined : rows[last.at];
    const undoes = last?.sign === -change.sign && before !== undefined && row.at_ms - before.at_ms <= rule.window_ms;
    if (undoes) {
      gone.add(at).add(last.at);
      open.pop();
    } else open.push({ at, sign: change.sign });
    waiting.set(key, open);
  }
  return { rows: gone.size === 0 ? rows : rows.filter((_, at) => !gone.has(at)), pairs: gone.size / 2 };
}

/** Where stock changed by the row, and which way; undefined of a transfer between two inside locations and of one outside. */
function changeOf(row: DemandRow, isInside: (location: string) => boolean) {
  const [from, to] = [isInside(row.from), isInside(row.to)];
  if (from === to) return undefined;
  return from ? { location: row.from, sign: -1 } : { location: row.to, sign: 1 };
}
