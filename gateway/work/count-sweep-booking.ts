/** What a swept sheet books beside its counts: tags that were heard at another of its places than the ledger has them are moved there. */
import type { SensedCount } from '../stock/movement.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import type { CountLine, CountSheet, CountTry } from './count-sheet.ts';
import { readSweep, type SweepReading } from './count-sweep-reading.ts';
import { keyOf } from './counted-lines.ts';
import type { Desk } from './desk.ts';

export interface SweptBooking {
  /** By how much a line's level is another one by what is moved, by place and item. */
  readonly moved: ReadonlyMap<string, number>;
  sensedOf(line: CountLine): SensedCount | undefined;
}

/**
 * Puts the moves of a sheet that is about to be booked on the desk. Both ends have been swept and stand on the sheet, so neither is a
 * guess, and what one line lacks and another has too much is a piece that was misplaced, and no loss.
 */
export function bookSwept(desk: Desk, sheet: CountSheet): SweptBooking {
  const readings = new Map<number, SweepReading | undefined>();
  const readingOf = ({ round }: CountTry) => {
    if (!readings.has(round)) readings.set(round, readSweep(desk, sheet, round));
    return readings.get(round);
  };
  const lines = new Map(sheet.lines.map((line) => [keyOf(line), line]));
  const moved = new Map<string, number>();
  const add = (key: string, by: number) => moved.set(key, (moved.get(key) ?? 0) + by);
  for (const line of sheet.lines) {
    const look = sweptLook(line);
    const ways = new Map<string, number>();
    for (const { thought, quantity } of (look && readingOf(look)?.seen.get(keyOf(line))) ?? [])
      if (thought !== undefined && thought !== line.location) ways.set(thought, (ways.get(thought) ?? 0) + quantity);
    for (const [from, quantity] of ways) {
      const source = lines.get(keyOf({ location: from, item: line.item }));
      const other = source === undefined ? undefined : sweptLook(source);
      if (source === undefined || look === undefined || other === undefined) continue;
      add(keyOf(line), quantity);
      add(keyOf(source), -quantity);
      const { index } = desk;
      desk.movements.push({
        kind: 'moved',
        item: line.item,
        quantity,
        from,
        to: line.location,
        // Before both counts, which are of what lies there after it.
        at_ms: Math.min(look.at_ms, other.at_ms),
        why: `${quantity} × ${itemName(index, line.item)} heard at ${locationName(index, line.location)} in a sweep, and the ledger had it at ${locationName(index, from)} (${sheet.id})`,
        work: { document: sheet.id, line: line.line, source: 'rfid-sweep' },
        is_record: true,
      });
    }
  }
  return {
    moved,
    sensedOf(line) {
      const last = line.tries.at(-1);
      if (last?.source === undefined) return undefined;
      const { permille = 0, evidence = [] } = last;
      const reading = last.source === 'weight' ? undefined : readingOf(last);
      if (reading === undefined) return { permille, evidence };
      const key = keyOf(line);
      const tags = (reading.seen.get(key) ?? []).map(({ epc, quantity }) => ({ epc, quantity }));
      const here = new Set(tags.map(({ epc }) => epc));
      const gone = (reading.known.get(key) ?? []).flatMap(({ epc, is_new }) =>
        here.has(epc) || is_new === true ? [] : [epc],
      );
      return { permille, evidence, tags, gone };
    },
  };
}

function sweptLook({ tries, is_left }: CountLine): CountTry | undefined {
  const last = tries.at(-1);
  return is_left !== true && last?.source === 'rfid-sweep' ? last : undefined;
}
