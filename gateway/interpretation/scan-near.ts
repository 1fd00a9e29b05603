/** Which scans may speak of a change of weight, and what they say of it. */
import { isPutAt, totalOf } from './fusion-event.ts';
import { type Fusion, type HeldScan, put_back_ms, type ScanEnd, type SubEvent } from './fusion-memory.ts';
import type { Turn } from './turn.ts';
import { massOf } from './unit-mass.ts';

/** A scan goes with the change that lies nearer to it, by this factor at least, where it may be about either. */
const nearer_factor = 2;
/** And only where the later change began so long after the scan. */
const after_scan_ms = 5_000;
/** A change so far from whole pieces, in pieces, is none of them. */
const off_pieces_max = 0.25;

/** Scans at its places and in its direction that nothing has explained yet, near to it in time. */
export function scansOf(
  turn: Turn,
  { fusion }: { readonly fusion: Fusion },
  event: SubEvent,
  locations: readonly string[],
): HeldScan[] {
  const { window_ms } = turn.index.site.rules.fusion;
  return fusion.scans.filter(({ ends, asked, item }) =>
    ends.some((end) => {
      if (end.met !== undefined || !locations.includes(end.location)) return false;
      if (end.sign > 0 !== isPutAt(event, end.location)) return false;
      // Whoever scans first may be slow to take: a scan that nothing explained is still open to that.
      const after_ms = asked || end.sign === -1 ? put_back_ms : window_ms;
      const isNear = end.at_ms >= event.at_ms - after_ms && end.at_ms <= event.settled_ms + window_ms;
      return isNear && !isOfAnother(turn, fusion, event, { end, item });
    }),
  );
}

/**
 * The scan told of an earlier change that is still open, far nearer to it in time and maybe pieces of that item, too. Whoever scans first
 * and then takes is not meant: nothing had changed when they scanned.
 */
function isOfAnother(
  turn: Turn,
  { pending, masses }: Fusion,
  event: SubEvent,
  { end, item }: { readonly end: ScanEnd; readonly item: string },
): boolean {
  const mass = massOf(masses, turn.index.items.get(item));
  if (mass === undefined) return false;
  const apart_ms = timeApart(event, end.at_ms);
  if (event.at_ms - end.at_ms < after_scan_ms) return false;
  return pending.some((other) => {
    const plates = other.plates.filter(({ location }) => location === end.location);
    if (other === event || other.unwatched || plates.length === 0 || other.at_ms > end.at_ms) return false;
    const pieces = (totalOf({ plates }) / mass.mean_mg) * end.sign;
    const isPieces = pieces >= 1 - off_pieces_max && Math.abs(pieces - Math.round(pieces)) <= off_pieces_max;
    return isPieces && nearer_factor * timeApart(other, end.at_ms) < apart_ms;
  });
}

/** From the change, which lasts from leaving one rest to the next. */
function timeApart({ at_ms, settled_ms }: SubEvent, time_ms: number): number {
  return Math.max(0, at_ms - time_ms, time_ms - settled_ms);
}

/** Pieces of the item that they speak of at the location, below zero where they left it; undefined where they say nothing. */
export function scannedOf(scans: readonly HeldScan[], location: string, item: string): number | undefined {
  let sum = 0;
  for (const scan of scans) {
    const end = scan.ends.find((each) => each.location === location);
    if (end !== undefined && scan.item === item) sum += end.sign * scan.quantity;
  }
  return sum === 0 ? undefined : sum;
}
