/**
 * What one portal heard of one tag, and where that says it was. The side that hears a tag louder is the nearer one, so each quarter
 * second's difference in power is evidence for a side. Its running sum falls while the tag is outside and rises while it is inside:
 * where the sum turned is when the tag crossed (CUSUM, Page 1954). A read costs the same however long a tag stands there.
 */
import type { TagReport } from './tag.ts';
import {
  type Besides,
  begunAnew,
  type Heard,
  hear,
  likenessOf,
  nothing_besides,
  type Odds,
  oddsOf,
  type Whereabouts,
  whereaboutsOf,
} from './whereabouts.ts';

export type Side = 'inside' | 'outside';
export type Way = 'in' | 'out';

/** A change of sides. */
export interface Crossing {
  readonly way: Way;
  /** Effective time. */
  readonly at_ms: number;
}

/** What one side heard of it lately. */
export interface Hearing {
  now_cdbm?: number | undefined;
  before_cdbm?: number | undefined;
  /** Begin of the newest slice before this one in which it read. */
  before_ms: number;
  /** Reports by the other side since this one's newest. */
  missed: number;
}

/** The sum at a turning point. */
interface Turn {
  sum: number;
  at_ms: number;
}

/** A slice of time in which it was heard. */
export interface Slice extends Heard {
  readonly at_ms: number;
  /** By the side that heard it louder. */
  readonly loud_cdbm: number;
}

export interface Passage {
  readonly device: string;
  readonly epc: string;
  /** Effective time of its first and newest read. */
  readonly start_ms: number;
  end_ms: number;
  /** Arrival of the newest read: from then on it has to be quiet. */
  last_arrived_ms: number;
  reads_inside: number;
  reads_outside: number;
  first_inside: TagReport | undefined;
  first_outside: TagReport | undefined;
  last: TagReport;
  /**
   * Slices are counted from here, and begin at full quarters of a second of the device's clock where it tells the time: an error in the estimate
   * of when the tag was read moves all of them and changes none. Absent in older checkpoints, which counted from 0.
   */
  readonly sliced_from_ms?: number;
  /** What the device's clock said then: how far apart two reads are, it knows better than the estimate of either. */
  readonly device_from_ms?: number | undefined;
  /** Begin of the slice being gathered. */
  slice_ms: number;
  /** Reads in it. */
  slice_reads: number;
  /** How loud either side heard it in this slice, and in the one before; undefined where it read nothing. */
  readonly inside: Hearing;
  readonly outside: Hearing;
  /** By either side, fading more slowly: what other portals are compared with. */
  peak_cdbm: number;
  /** Running sum of evidence for the inside, and its extremes since it began. */
  sum: number;
  /** No crossing is earlier: the last one booked, or some time before the first read. */
  begun_ms: number;
  readonly lowest: Turn;
  readonly highest: Turn;
  whereabouts: Whereabouts;
  /** Begin of the newest slice in which it was heard. */
  heard_ms: number;
  /** The newest slices, oldest first. */
  readonly slices: Slice[];
}

export const slice_ms = 250;
const slices_max = 64;
/** What one side read so long ago it may read still. */
const lately_ms = slice_ms;
/** Unless the other has read it so often since. */
const missed_lately = 2;
/** Further than this no estimate of a read's time is off: the clock was set. */
const estimate_off_ms = 5_000;
/** It may have crossed so long before it was first read. */
const before_first_read_ms = 10_000;
/** What no antenna hears is at most as loud as this. */
const silent_cdbm = -7_500;
/** Reads without a strength count as middling. */
const middling_cdbm = -5_800;
const peak_fading_cdb_per_s = 150;
/** Each time the other side alone reads it, this one is taken to hear so much less of it, up to the most. */
const missed_cdb = 125;
const missed_cdb_max = 1_200;
/** What was read in the slice before may have become softer by so much. */
const before_cdb = 500;
/** Of a slice, for its time only. */
const slice_evidence_max = 3;
const evidence_per_cdb = 1 / 400;
const waits_cost = 0.16;

/** `device_at_ms`: what the device's clock said at the read. */
export function passageOf(device: string, epc: string, report: TagReport, device_at_ms?: number): Passage {
  const { at_ms } = report.ref;
  const into_slice_ms = (device_at_ms ?? at_ms) % slice_ms;
  return {
    device,
    epc,
    start_ms: at_ms,
    end_ms: at_ms,
    last_arrived_ms: 0,
    reads_inside: 0,
    reads_outside: 0,
    first_inside: undefined,
    first_outside: undefined,
    last: report,
    sliced_from_ms: at_ms - into_slice_ms,
    device_from_ms: device_at_ms === undefined ? undefined : device_at_ms - into_slice_ms,
    slice_ms: at_ms - into_slice_ms,
    slice_reads: 0,
    inside: { now_cdbm: undefined, before_cdbm: undefined, before_ms: 0, missed: 0 },
    outside: { now_cdbm: undefined, before_cdbm: undefined, before_ms: 0, missed: 0 },
    peak_cdbm: silent_cdbm,
    sum: 0,
    begun_ms: at_ms - before_first_read_ms,
    lowest: { sum: 0, at_ms },
    highest: { sum: 0, at_ms },
    whereabouts: whereaboutsOf(),
    heard_ms: at_ms - into_slice_ms,
    slices: [],
  };
}

/** As a checkpoint has it. Older ones counted slices of half a second, and did not count their reads. */
export interface SavedPassage
  extends Omit<Passage, Added | 'inside' | 'outside' | 'slices'>,
    Partial<Pick<Passage, Added>> {
  readonly slice?: number;
  readonly heard_slice?: number;
  readonly inside: SavedHearing;
  readonly outside: SavedHearing;
  readonly slices: readonly (Omit<Slice, 'reads'> & Partial<Pick<Slice, 'reads'>>)[];
}
type Added = 'slice_ms' | 'slice_reads' | 'heard_ms' | 'first_inside' | 'first_outside';
type SavedHearing = Omit<Hearing, 'before_ms'> & Partial<Pick<Hearing, 'before_ms'>>;
const older_slice_ms = 500;

export function restorePassage({ slice = 0, heard_slice = 0, ...saved }: SavedPassage): Passage {
  const { sliced_from_ms = 0 } = saved;
  const begun_ms = saved.slice_ms ?? sliced_from_ms + slice * older_slice_ms;
  return {
    ...saved,
    first_inside: saved.first_inside,
    first_outside: saved.first_outside,
    slice_ms: begun_ms,
    slice_reads: saved.slice_reads ?? 1,
    heard_ms: saved.heard_ms ?? sliced_from_ms + heard_slice * older_slice_ms,
    inside: { ...saved.inside, before_ms: saved.inside.before_ms ?? begun_ms - slice_ms },
    outside: { ...saved.outside, before_ms: saved.outside.before_ms ?? begun_ms - slice_ms },
    slices: saved.slices.map((each) => ({ ...each, reads: each.reads ?? 1 })),
  };
}

/** `sliced_ms`: from `readTime`. */
export function addRead(passage: Passage, side: Side, report: TagReport, sliced_ms: number, arrived_ms: number): void {
  const { at_ms } = report.ref;
  settleTo(passage, sliced_ms);
  if (at_ms > passage.end_ms) passage.end_ms = at_ms;
  passage.last = report;
  passage.last_arrived_ms = arrived_ms;
  passage.slice_reads += report.count;
  const power_cdbm = report.rssi_cdbm ?? middling_cdbm;
  if (power_cdbm > passage.peak_cdbm) passage.peak_cdbm = power_cdbm;
  if (side === 'inside') {
    passage.reads_inside += report.count;
    passage.first_inside ??= report;
    noteHeard(passage.inside, passage.outside, power_cdbm);
  } else {
    passage.reads_outside += report.count;
    passage.first_outside ??= report;
    noteHeard(passage.outside, passage.inside, power_cdbm);
  }
}

function noteHeard(here: Hearing, there: Hearing, power_cdbm: number): void {
  if (here.now_cdbm === undefined || power_cdbm > here.now_cdbm) here.now_cdbm = power_cdbm;
  here.missed = 0;
  there.missed += 1;
}

/**
 * The effective time of a read by which it is put into its slice: as long after the first one as the device's clock says, unless that
 * was set meanwhile. The estimate gets better with each message, and would squeeze a passage that it is learned from.
 */
export function readTime(
  { sliced_from_ms = 0, device_from_ms }: Passage,
  at_ms: number,
  device_at_ms: number | undefined,
): number {
  if (device_from_ms === undefined || device_at_ms === undefined) return at_ms;
  const own_ms = sliced_from_ms + device_at_ms - device_from_ms;
  return Math.abs(own_ms - at_ms) <= estimate_off_ms ? own_ms : at_ms;
}

/** Takes what was gathered up to an effective time as evidence. */
export function settleTo(passage: Passage, at_ms: number): void {
  const next_ms = sliceOf(passage, at_ms);
  if (next_ms > passage.slice_ms) closeSlice(passage, next_ms);
}

/** The change of sides in a direction that explains best what was heard since the last one. */
export function crossingOf(
  { whereabouts, lowest, highest }: Passage,
  way: Way,
  besides: Besides = nothing_besides,
): Crossing & Odds {
  const { at_ms } = way === 'in' ? lowest : highest;
  return { way, at_ms, ...oddsOf(whereabouts, way, besides) };
}

/**
 * How much worse a crossing at a time explains the newest slices than the one at the best time does, in natural log odds; 0 or more.
 * Before it the tag was on the side from which it came, after it on the other, or, a little less likely, waiting in the gate.
 */
export function worseAt({ slices }: Passage, way: Way, at_ms: number): number {
  let [odds, then, best] = [0, 0, 0];
  for (const slice of slices) {
    const [outside, gate, inside] = likenessOf(slice);
    const waits = gate - waits_cost;
    const [from, to] = way === 'in' ? [outside, inside] : [inside, outside];
    odds += Math.max(from, waits) - Math.max(to, waits);
    if (odds > best) best = odds;
    if (slice.at_ms + slice_ms <= at_ms) then = odds;
  }
  return best - then;
}

/** Whether it was read within so long of a time, as far as its newest slices tell. */
export function heardAround({ slices }: Passage, at_ms: number, within_ms: number): boolean {
  return slices.some((slice) => Math.abs(slice.at_ms - at_ms) <= within_ms);
}

/** How loud it was heard within so long of a time, as far as its newest slices tell; undefined where it was not. */
export function loudAround({ slices }: Passage, at_ms: number, within_ms: number): number | undefined {
  const loud = slices.filter((slice) => Math.abs(slice.at_ms - at_ms) <= within_ms).map(({ loud_cdbm }) => loud_cdbm);
  return loud.length === 0 ? undefined : Math.max(...loud);
}

/** From its crossing on the tag is on the other side; only what is heard from now on can speak of another crossing. */
export function accept(passage: Passage, { at_ms, way }: Crossing): void {
  const { lowest, highest, sum } = passage;
  const now_ms = passage.slice_ms;
  const isBack = passage.begun_ms > passage.start_ms - before_first_read_ms;
  passage.begun_ms = at_ms;
  passage.whereabouts = begunAnew(passage.whereabouts, way, isBack);
  Object.assign(lowest, { sum, at_ms: now_ms });
  Object.assign(highest, { sum, at_ms: now_ms });
}

/** Time goes on to a later slice: what was heard in the one before becomes evidence, and gets older. */
function closeSlice(passage: Passage, next_ms: number): void {
  const { slice_ms: at_ms, slice_reads: reads, inside, outside } = passage;
  if (inside.now_cdbm !== undefined || outside.now_cdbm !== undefined) {
    const louder_cdb = loudness(inside) - loudness(outside);
    const isAlone = isSilent(inside) !== isSilent(outside);
    hear(passage.whereabouts, likenessOf({ louder_cdb, isAlone, reads }), (at_ms - passage.heard_ms) / slice_ms);
    passage.heard_ms = at_ms;
    passage.sum += evidenceOf(louder_cdb);
    passage.slices.push({
      at_ms,
      louder_cdb,
      isAlone,
      reads,
      loud_cdbm: Math.max(loudness(inside), loudness(outside)),
    });
    if (passage.slices.length > slices_max) passage.slices.shift();
    if (passage.sum <= passage.lowest.sum) Object.assign(passage.lowest, { sum: passage.sum, at_ms: at_ms + slice_ms });
    if (passage.sum >= passage.highest.sum)
      Object.assign(passage.highest, { sum: passage.sum, at_ms: at_ms + slice_ms });
  }
  for (const hearing of [inside, outside]) {
    if (hearing.now_cdbm !== undefined) {
      hearing.before_cdbm = hearing.now_cdbm;
      hearing.before_ms = at_ms;
    }
    if (next_ms - hearing.before_ms > lately_ms) hearing.before_cdbm = undefined;
    hearing.now_cdbm = undefined;
  }
  const passed_s = (next_ms - at_ms) / 1_000;
  passage.peak_cdbm = Math.max(silent_cdbm, passage.peak_cdbm - peak_fading_cdb_per_s * passed_s);
  passage.slice_ms = next_ms;
  passage.slice_reads = 0;
}

function sliceOf({ sliced_from_ms = 0 }: Passage, at_ms: number): number {
  return sliced_from_ms + Math.floor((at_ms - sliced_from_ms) / slice_ms) * slice_ms;
}

function evidenceOf(louder_cdb: number): number {
  return Math.max(-slice_evidence_max, Math.min(slice_evidence_max, louder_cdb * evidence_per_cdb));
}

function isSilent({ now_cdbm, before_cdbm, missed }: Hearing): boolean {
  return now_cdbm === undefined && (before_cdbm === undefined || missed >= missed_lately);
}

function loudness({ now_cdbm, before_cdbm, missed }: Hearing): number {
  const silent = silent_cdbm - Math.min(missed_cdb_max, missed_cdb * missed);
  const before = before_cdbm === undefined || missed >= missed_lately ? silent : before_cdbm - before_cdb;
  return Math.max(now_cdbm ?? silent, before, silent);
}
