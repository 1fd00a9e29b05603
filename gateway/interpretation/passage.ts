/**
 * What one portal heard of one tag, and where that says it was. The side that hears a tag louder is the nearer one, so each half
 * second's difference in power is evidence for a side. Its running sum falls while the tag is outside and rises while it is inside:
 * where the sum turned is when the tag crossed (CUSUM, Page 1954). A read costs the same however long a tag stands there.
 */
import type { TagReport } from './tag-memory.ts';

export type Side = 'inside' | 'outside';
export type Way = 'in' | 'out';

/** A change of sides, and how strongly what was heard speaks for each half of it, in natural log odds. */
export interface Crossing {
  readonly way: Way;
  /** Effective time. */
  readonly at_ms: number;
  /** That it was on the side it came from. */
  readonly before: number;
  /** That it has been on the other side since. */
  readonly after: number;
}

/** The sum at a turning point. */
interface Turn {
  sum: number;
  at_ms: number;
}

/** A slice of time in which it was heard, and its evidence for the inside. */
interface Slice {
  readonly at_ms: number;
  readonly evidence: number;
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
  /** The slice being gathered. */
  slice: number;
  /** How loud either side hears it: the loudest read lately, softer the longer it is ago. */
  inside_cdbm: number;
  outside_cdbm: number;
  /** By either side, fading more slowly: what other portals are compared with. */
  peak_cdbm: number;
  /** Running sum of evidence for the inside, where it began, and its extremes since. */
  sum: number;
  begun: number;
  /** No crossing is earlier: the last one booked, or some time before the first read. */
  begun_ms: number;
  readonly lowest: Turn;
  readonly highest: Turn;
  /** How often the sum went to and fro without a crossing: it hangs in the gate, or somebody lingers there. */
  swings: number;
  /** Positive while the sum last rose, by how much it has come back from its last turn. */
  rising: boolean;
  back: number;
  /** The newest slices, oldest first. */
  readonly slices: Slice[];
}

const slice_ms = 500;
const slices_max = 16;
/** It may have crossed so long before it was first read. */
const before_first_read_ms = 10_000;
/** What no antenna hears is at most as loud as this. */
const silent_cdbm = -7_300;
/** Reads without a strength count as middling. */
const middling_cdbm = -5_800;
/** How much less a side may be taken to hear of a tag for each second in which it read nothing of it. */
const fading_cdb_per_s = 1_000;
const peak_fading_cdb_per_s = 150;
/**
 * A little louder says little, for multipath does that to a tag that stands still; from so much on it tells. No slice has more
 * than the most.
 */
const telling_cdb = 1_200;
const slice_evidence_max = 1.5;
/** An hour on one side is no surer than some seconds. */
const evidence_max = 8;

export function passageOf(device: string, epc: string, report: TagReport): Passage {
  const { at_ms } = report.ref;
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
    slice: Math.floor(at_ms / slice_ms),
    inside_cdbm: silent_cdbm,
    outside_cdbm: silent_cdbm,
    peak_cdbm: silent_cdbm,
    sum: 0,
    begun: 0,
    begun_ms: at_ms - before_first_read_ms,
    lowest: { sum: 0, at_ms },
    highest: { sum: 0, at_ms },
    swings: 0,
    rising: true,
    back: 0,
    slices: [],
  };
}

export function addRead(passage: Passage, side: Side, report: TagReport, arrived_ms: number): void {
  const { at_ms } = report.ref;
  const slice = Math.floor(at_ms / slice_ms);
  if (slice > passage.slice) closeSlice(passage, slice);
  if (at_ms > passage.end_ms) passage.end_ms = at_ms;
  passage.last = report;
  passage.last_arrived_ms = arrived_ms;
  const power_cdbm = report.rssi_cdbm ?? middling_cdbm;
  if (power_cdbm > passage.peak_cdbm) passage.peak_cdbm = power_cdbm;
  if (side === 'inside') {
    passage.reads_inside += report.count;
    passage.first_inside ??= report;
    if (power_cdbm > passage.inside_cdbm) passage.inside_cdbm = power_cdbm;
  } else {
    passage.reads_outside += report.count;
    passage.first_outside ??= report;
    if (power_cdbm > passage.outside_cdbm) passage.outside_cdbm = power_cdbm;
  }
}

/** Takes what was gathered up to an effective time as evidence. */
export function settleTo(passage: Passage, at_ms: number): void {
  const slice = Math.floor(at_ms / slice_ms);
  if (slice > passage.slice) closeSlice(passage, slice);
}

/** How loud this portal has heard the tag lately. */
export function peakAt({ peak_cdbm, slice }: Passage, at_ms: number): number {
  return peak_cdbm - (peak_fading_cdb_per_s * Math.max(0, at_ms - slice * slice_ms)) / 1_000;
}

/** The change of sides in a direction that explains best what was heard since the last one. */
export function crossingOf({ sum, begun, lowest, highest }: Passage, way: Way): Crossing {
  const { sum: turn, at_ms } = way === 'in' ? lowest : highest;
  const sign = way === 'in' ? 1 : -1;
  return {
    way,
    at_ms,
    before: Math.min(evidence_max, sign * (begun - turn)),
    after: Math.min(evidence_max, sign * (sum - turn)),
  };
}

/** What the newest slices say of a crossing at a given time: for tags read too rarely to tell by themselves. */
export function crossingAt(passage: Passage, way: Way, at_ms: number): Crossing {
  const sign = way === 'in' ? 1 : -1;
  let before = 0;
  let after = 0;
  for (const { at_ms: from_ms, evidence } of passage.slices) {
    if (from_ms < at_ms) before -= sign * evidence;
    else after += sign * evidence;
  }
  return { way, at_ms, before, after };
}

/** Whether it was read within so long of a time, as far as its newest slices tell. */
export function heardAround({ slices }: Passage, at_ms: number, within_ms: number): boolean {
  return slices.some((slice) => Math.abs(slice.at_ms - at_ms) <= within_ms);
}

/** From its crossing on the tag is on the other side; only what is heard from now on can speak of another crossing. */
export function accept(passage: Passage, { at_ms, after, way }: Crossing): void {
  const { lowest, highest, sum } = passage;
  const now_ms = passage.slice * slice_ms;
  passage.begun = way === 'in' ? sum - Math.max(0, after) : sum + Math.max(0, after);
  passage.begun_ms = at_ms;
  passage.swings = 0;
  Object.assign(lowest, { sum: way === 'in' ? passage.begun : sum, at_ms: now_ms });
  Object.assign(highest, { sum: way === 'in' ? sum : passage.begun, at_ms: now_ms });
}

/** A swing is a change of mind by so much. */
const swing = 2;

function noteSwing(passage: Passage, evidence: number): void {
  // Where it begins is no change of mind.
  if (passage.slices.length === 0) passage.rising = evidence > 0;
  const onward = passage.rising ? evidence : -evidence;
  passage.back = Math.max(0, passage.back - onward);
  if (passage.back < swing) return;
  passage.rising = !passage.rising;
  passage.back = 0;
  passage.swings += 1;
}

/** Time goes on to a later slice: what was heard in the one before becomes evidence, and gets older. */
function closeSlice(passage: Passage, next: number): void {
  const at_ms = passage.slice * slice_ms;
  const louder = (passage.inside_cdbm - passage.outside_cdbm) / telling_cdb;
  const evidence = slice_evidence_max * Math.tanh(louder * Math.abs(louder));
  if (passage.end_ms >= at_ms) {
    passage.sum += evidence;
    noteSwing(passage, evidence);
    passage.slices.push({ at_ms, evidence });
    if (passage.slices.length > slices_max) passage.slices.shift();
    if (passage.sum <= passage.lowest.sum) {
      passage.lowest.sum = passage.sum;
      passage.lowest.at_ms = at_ms + slice_ms;
    }
    if (passage.sum >= passage.highest.sum) {
      passage.highest.sum = passage.sum;
      passage.highest.at_ms = at_ms + slice_ms;
    }
  }
  const passed_s = ((next - passage.slice) * slice_ms) / 1_000;
  passage.inside_cdbm = Math.max(silent_cdbm, passage.inside_cdbm - fading_cdb_per_s * passed_s);
  passage.outside_cdbm = Math.max(silent_cdbm, passage.outside_cdbm - fading_cdb_per_s * passed_s);
  passage.peak_cdbm = Math.max(silent_cdbm, passage.peak_cdbm - peak_fading_cdb_per_s * passed_s);
  passage.slice = next;
}
