/**
 * Tags that pass a portal together. What is carried on one pallet crosses within a moment, so who crossed at the same time supports
 * a tag's own evidence, and who came along with it and stayed where it was speaks against it.
 */
import { limits } from '../base/limits.ts';
import { type Crossing, crossingAt, crossingOf, heardAround, type Passage, type Way } from './passage.ts';

/** A crossing that was booked. */
export interface Crossed {
  readonly way: Way;
  /** Effective time. */
  readonly at_ms: number;
}

/** One tag at a portal, with the crossing that was last booked for it there. */
export interface Companion {
  readonly passage: Passage;
  readonly crossed: Crossed | undefined;
}

/** Who is at one portal. */
export interface Gate<Member extends Companion> {
  /** Tags that are being heard. */
  readonly active: Set<Member>;
  /** The newest crossings, oldest first. */
  readonly crossed: (Crossed & { readonly epc: string })[];
  /** Tags that were heard once or twice and did not cross, a second, lately: how much the portal overhears. */
  readonly overheard: { per_s: number; at_ms: number };
}

export interface Support {
  /** Log odds that the company lends. */
  readonly odds: number;
  readonly along: number;
  /** When the company crossed, all told; the tag's own time where it had none worth the name. */
  readonly at_ms: number;
}

/** A pallet's length at walking speed. */
const together_ms = 2_000;
/** What one tag alone says of the time of a crossing may be so far off; of so many, the one in the middle is nearer. */
const near_ms = 4_000;
const company_min = 3;
const shifts = 3;
/** Tags that began to be heard within this time may have come together. */
const came_together_ms = 2_500;
/** A companion's own crossing counts from this evidence on for each half. */
const crossing_min = 1;
/** A companion stays from this evidence on. */
const staying_min = 2;
/** How far a tag's reads may lie from a crossing that it shared. */
const around_ms = 4_000;
const support_max = 4;
/** Of the tags of a pallet, about so many are read only once or twice. */
const hardly_read = 0.08;
const forget_overheard_s = 120;
/** Overheard tags are hardly ever louder than this, and by so much e times more seldom. */
const overheard_cdbm = -6_700;
const overheard_slope_cdb = 300;

export function gateOf<Member extends Companion>(): Gate<Member> {
  return { active: new Set(), crossed: [], overheard: { per_s: 0, at_ms: 0 } };
}

export function noteCrossed({ crossed }: Gate<Companion>, epc: string, { way, at_ms }: Crossed): void {
  crossed.push({ epc, way, at_ms });
  if (crossed.length > limits.crossings_remembered_max) crossed.shift();
}

export function noteOverheard({ overheard }: Gate<Companion>, at_ms: number): void {
  overheard.per_s = perSecond(overheard, at_ms) + 1 / forget_overheard_s;
  overheard.at_ms = at_ms;
}

/** What the company says of a crossing of one tag. */
export function supportOf(gate: Gate<Companion>, self: Passage, { way, at_ms }: Crossed): Support {
  const times: number[] = [];
  for (const each of gate.crossed) {
    if (each.way === way && each.epc !== self.epc && Math.abs(each.at_ms - at_ms) <= near_ms) times.push(each.at_ms);
  }
  let stayed = 0;
  for (const { passage, crossed } of gate.active) {
    if (passage === self) continue;
    const crossing = crossingOf(passage, way);
    if (isCrossing(crossing)) {
      const isCounted = crossed?.way === way && Math.abs(crossed.at_ms - at_ms) <= near_ms;
      if (!isCounted && Math.abs(crossing.at_ms - at_ms) <= near_ms) times.push(crossing.at_ms);
    } else if (crossed === undefined && isStaying(passage, self, crossing)) stayed += 1;
  }
  const middle_ms = crossingTime(times, at_ms);
  const along = times.filter((each) => Math.abs(each - middle_ms) <= together_ms).length;
  const odds = 1.2 * (Math.log(1 + along) - Math.log(1 + stayed));
  return { odds: Math.max(-support_max, Math.min(support_max, odds)), along, at_ms: middle_ms };
}

/**
 * The nearest gathering of crossings, from the tag's own time on (mean shift, with the median): pallets that follow each other within
 * seconds keep their own times.
 */
function crossingTime(times: readonly number[], own_ms: number): number {
  let middle_ms = own_ms;
  for (let step = 0; step < shifts; step += 1) {
    const near = times.filter((each) => Math.abs(each - middle_ms) <= together_ms);
    if (near.length < company_min)
      return step === 0 && times.length >= company_min ? middleOf([...times, own_ms]) : middle_ms;
    middle_ms = middleOf([...near, own_ms]);
  }
  return middle_ms;
}

function middleOf(times: number[]): number {
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? 0;
}

/**
 * The crossing of others that a tag shared which was heard too rarely to tell by itself; undefined when nobody crossed while it
 * was heard.
 */
export function sharedCrossing(gate: Gate<Companion>, self: Passage, way: Way): Crossing | undefined {
  const times: number[] = [];
  for (const each of gate.crossed) if (each.way === way && each.epc !== self.epc) times.push(each.at_ms);
  for (const { passage } of gate.active) {
    if (passage === self) continue;
    const crossing = crossingOf(passage, way);
    if (isCrossing(crossing)) times.push(crossing.at_ms);
  }
  const near = times
    .filter((at_ms) => at_ms > self.begun_ms + together_ms && heardAround(self, at_ms, around_ms))
    .sort((a, b) => a - b);
  let best = 0;
  let best_ms: number | undefined;
  for (let first = 0, last = 0; last < near.length; last += 1) {
    while ((near[last] ?? 0) - (near[first] ?? 0) > together_ms) first += 1;
    if (last - first + 1 <= best) continue;
    best = last - first + 1;
    best_ms = near[Math.floor((first + last) / 2)];
  }
  return best_ms === undefined ? undefined : crossingAt(self, way, best_ms);
}

/** Log odds that a tag hardly heard amid a crossing of others belongs to them, and is none of those that the portal overhears. */
export function belongsOdds({ overheard }: Gate<Companion>, self: Passage, along: number, at_ms: number): number {
  const of_them = hardly_read * (1 + along);
  // What is overheard is soft: the louder a read, the less likely it is that.
  const soft = Math.exp(-Math.max(0, self.peak_cdbm - overheard_cdbm) / overheard_slope_cdb);
  const by_chance = perSecond(overheard, at_ms) * ((2 * around_ms) / 1_000) * soft + 0.02;
  return Math.log(of_them / by_chance);
}

function perSecond({ per_s, at_ms }: Gate<Companion>['overheard'], now_ms: number): number {
  return per_s * Math.exp(-Math.max(0, now_ms - at_ms) / 1_000 / forget_overheard_s);
}

function isCrossing({ before, after }: Crossing): boolean {
  return before >= crossing_min && after >= crossing_min;
}

function isStaying(passage: Passage, self: Passage, { before, after }: Crossing): boolean {
  if (Math.abs(passage.start_ms - self.start_ms) > came_together_ms) return false;
  return before >= staying_min && after < crossing_min / 2;
}
