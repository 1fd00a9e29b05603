/**
 * The rule of EdgeX's RFID inventory service and of Intel's RSP controller before it. Each tag has the strengths of its last 20
 * reads at each antenna. It arrives where it is read first, and moves to the antenna that reads it when that one has two or
 * more reads and
 *
 *   mean there > mean here + min(threshold, slope · (t − holdoff) + threshold),   t = time since it was last read here
 *
 * so the longer it is unread the less it takes. It departs when no antenna reads it for `departed_ms`.
 * EdgeX: threshold 6 dB, slope −0.008 dB/ms, holdoff 500 ms. Intel's profile `retail_garment`: 6 dB, −0.0005 dB/ms, 60 s;
 * `asset_tracking`: 6 dB, −0.008 dB/ms, 0 s.
 */
import type { PresenceRule, ShelfRead } from './presence.ts';
import type { TagBook } from './tag-book.ts';

export interface RssiManner {
  readonly threshold_db: number;
  readonly slope_db_per_ms: number;
  readonly holdoff_ms: number;
  readonly departed_ms: number;
}

export const profiles = {
  edgex: { threshold_db: 6, slope_db_per_ms: -0.008, holdoff_ms: 500 },
  retail_garment: { threshold_db: 6, slope_db_per_ms: -0.0005, holdoff_ms: 60_000 },
  asset_tracking: { threshold_db: 6, slope_db_per_ms: -0.008, holdoff_ms: 0 },
} as const;

interface Antenna {
  readonly location: string;
  /** The newest strengths, at most 20, in a ring. */
  readonly strengths: number[];
  reads: number;
  last_ms: number;
}

interface Located {
  readonly antennas: Map<string, Antenna>;
  at: string;
  last_ms: number;
  arrived_ms: number;
}

const strengths_max = 20;
/** Of readers that tell no strength all reads count the same. */
const unknown_dbm = -60;

export function rssiRule(book: TagBook, manner: RssiManner): PresenceRule {
  const { threshold_db, slope_db_per_ms, holdoff_ms, departed_ms } = manner;
  /** The longest unread first. */
  const tags = new Map<string, Located>();

  function isMoved({ antennas, at }: Located, there: Antenna, at_ms: number): boolean {
    const here = antennas.get(at);
    if (here === undefined) return true;
    if (there === here || there.strengths.length < 2) return false;
    const unread_ms = at_ms - here.last_ms;
    const offset_db = Math.min(threshold_db, slope_db_per_ms * (unread_ms - holdoff_ms) + threshold_db);
    return meanOf(there.strengths) > meanOf(here.strengths) + offset_db;
  }

  return {
    read(read) {
      const { epc, antenna, location, at_ms, arrived_ms } = read;
      const known = tags.get(epc);
      const tag = known ?? { antennas: new Map<string, Antenna>(), at: antenna, last_ms: at_ms, arrived_ms };
      tags.delete(epc);
      tags.set(epc, tag);
      tag.last_ms = at_ms;
      tag.arrived_ms = arrived_ms;
      const there = noteRead(tag, read);
      if (known !== undefined && !isMoved(tag, there, at_ms)) return;
      tag.at = antenna;
      book.goes(epc, location, at_ms, arrived_ms);
    },
    tick(now_ms) {
      for (const [epc, { last_ms, arrived_ms }] of tags) {
        if (now_ms - arrived_ms < departed_ms) return;
        tags.delete(epc);
        book.leaves(epc, last_ms, now_ms);
      }
    },
  };
}

function noteRead({ antennas }: Located, { antenna, location, rssi_dbm = unknown_dbm, at_ms }: ShelfRead): Antenna {
  const known = antennas.get(antenna) ?? { location, strengths: [], reads: 0, last_ms: at_ms };
  antennas.set(antenna, known);
  known.strengths[known.reads % strengths_max] = rssi_dbm;
  known.reads += 1;
  known.last_ms = at_ms;
  return known;
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
