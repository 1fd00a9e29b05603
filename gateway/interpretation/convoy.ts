/**
 * Tags that pass a portal together. What is carried on one pallet crosses within a moment, so who crossed at the same time supports
 * a tag's own evidence, and who came along with it and stayed where it was speaks against it.
 */
import { limits } from '../base/limits.ts';
import { type Crossing, crossingOf, heardAround, type Passage, type Way, worseAt } from './passage.ts';
import type { Besides, Odds } from './whereabouts.ts';

/** A crossing that was booked. */
export interface Crossed {
  readonly way: Way;
  /** Effective time. */
  readonly at_ms: number;
  /** Since when it had been heard there; absent in older memories. */
  readonly start_ms?: number;
  /** It was told by its company alone: it is no company for others that are to be told so. */
  readonly is_shared?: true;
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

export interface Support extends Pick<Besides, 'crossed' | 'staysOutside' | 'staysInside'> {
  readonly along: number;
  /** When the company crossed, all told; the tag's own time where it had none worth the name. */
  readonly at_ms: number;
  /** The tag was here long before nearly all of them came. */
  readonly wasBefore: boolean;
  /** Of those along, so many came when it did. */
  readonly together: number;
  /** Of those along, so many were told by their company alone. */
  readonly followed: number;
}

/** A pallet's length at walking speed. */
export const together_ms = 2_000;
/** Who waited in the gate may have crossed at any time within so long; of so many, the one in the middle is nearer. */
const near_ms = 12_000;
export const company_min = 3;
/** A companion's own crossing counts from this evidence on. */
const crossing_min = 1;
const support_max = 50;
/** Who turned so much later than the others crossed did not cross with them; who did so earlier waited for them in the gate. */
const turned_later_ms = 2_500;
/** From here on its own reads count in full against their time. */
const turned_about_ms = 1_000;
/** How much more seldom than else a tag crosses with those who came so much later than it. */
export const was_before = 0.05;
const before_ms = 8_000;
const support_share = 1.2;
/** Those who stay are seldom of one pallet, and say less. */
const stays_max = 12;
const stays_share = 0.7;
/** What came on one pallet crosses with it: the more of those did at a time, the less a tag's own reads tell of another time. */
const load_share = 1.8;
/** Slices that follow each other are not all news. */
const worse_share = 0.5;
/** Log odds from which on a tag is taken to stay on a side. */
const stays_min = 1;
const amid_ms = 2_500;
/** What is well heard is compared with what came with it, not with all that stands about. */
const came_together_ms = 8_000;
const just_then_ms = 1_500;
const forget_overheard_s = 120;
export function gateOf<Member extends Companion>(): Gate<Member> {
  return { active: new Set(), crossed: [], overheard: { per_s: 0, at_ms: 0 } };
}

export function noteCrossed(
  { crossed }: Gate<Companion>,
  { epc, start_ms }: Passage,
  { way, at_ms, is_shared }: Crossed,
): void {
  crossed.push({ epc, way, at_ms, start_ms, ...(is_shared === undefined ? {} : { is_shared }) });
  if (crossed.length > limits.crossings_remembered_max) crossed.shift();
}

export function noteOverheard({ overheard }: Gate<Companion>, at_ms: number): void {
  overheard.per_s = perSecond(overheard, at_ms) + 1 / forget_overheard_s;
  overheard.at_ms = at_ms;
}

/** Whether a crossing of the tag at about that time has been booked here. */
export function hasCrossed(
  { crossed }: Gate<Companion>,
  epc: string,
  { way, at_ms }: Crossed,
  within_ms: number,
): boolean {
  return crossed.some((each) => each.epc === epc && each.way === way && Math.abs(each.at_ms - at_ms) < within_ms);
}

/** What the company says of a crossing of one tag. */
export function supportOf(
  gate: Gate<Companion>,
  self: Passage,
  { way, at_ms, before = 0 }: Crossing & Partial<Pick<Odds, 'before'>>,
): Support {
  const others: Crossed[] = [];
  for (const each of gate.crossed) {
    if (each.way === way && each.epc !== self.epc && Math.abs(each.at_ms - at_ms) <= near_ms) others.push(each);
  }
  for (const { passage, crossed } of gate.active) {
    if (passage === self) continue;
    const isCounted = crossed?.way === way && Math.abs(crossed.at_ms - at_ms) <= near_ms;
    const crossing = crossingOf(passage, way);
    if (isCounted || !isCrossing(crossing) || Math.abs(crossing.at_ms - at_ms) > near_ms) continue;
    others.push({ way, at_ms: crossing.at_ms, start_ms: passage.start_ms });
  }
  const middle_ms = crossingTime(others, self, way, at_ms);
  const company = others.filter((each) => Math.abs(each.at_ms - middle_ms) <= together_ms);
  const stays = staysAmid(gate, self, { way, at_ms: middle_ms }, came_together_ms);
  const isFirst = wasBefore(company, self);
  const word = Math.min(support_max, (1 + company.length) ** support_share) * (isFirst ? was_before : 1);
  return {
    crossed: Math.max(Math.min(1, word), word * agreement(self, { way, at_ms, before }, middle_ms)),
    staysOutside: Math.min(stays_max, (1 + stays.outside) ** stays_share),
    staysInside: Math.min(stays_max, (1 + stays.inside) ** stays_share),
    along: company.length,
    at_ms: middle_ms,
    wasBefore: isFirst,
    together: company.filter((each) => cameWith(each, self)).length,
    followed: company.filter((each) => each.is_shared === true).length,
  };
}

/**
 * What the word of a company is worth, 0 to 1, by what the tag's own reads say of their time and of where it came from: a word that they
 * contradict is no second witness.
 */
function agreement(self: Passage, { way, at_ms, before }: Crossing & Pick<Odds, 'before'>, middle_ms: number): number {
  const late = at_ms - middle_ms > turned_about_ms ? Math.exp(-worseAt(self, way, middle_ms)) : 1;
  // Of those who cross, the side from which they come hears most as well as the other.
  return before < 0 ? late / (1 + self.slices.length) : late;
}

function cameWith({ start_ms = 0 }: Crossed, self: Passage): boolean {
  return Math.abs(start_ms - self.start_ms) <= came_together_ms;
}

/** It was here long before nearly all of them came. */
function wasBefore(company: readonly Crossed[], { start_ms }: Passage): boolean {
  if (company.length < company_min) return false;
  const starts = company.map((each) => each.start_ms ?? Number.NEGATIVE_INFINITY).sort((a, b) => a - b);
  return start_ms < (starts[Math.floor(starts.length / 10)] ?? 0) - before_ms;
}

/** The gathering of crossings that the tag's own reads let it have shared most likely; its own time where there is none. */
function crossingTime(others: readonly Crossed[], self: Passage, way: Way, own_ms: number): number {
  const times = others.map((each) => each.at_ms);
  const came = others.filter((each) => cameWith(each, self));
  let best = 0;
  let best_ms = own_ms;
  for (const { middle_ms, count } of gatherings(times)) {
    if (count < company_min || middle_ms < self.begun_ms || own_ms - middle_ms > turned_later_ms) continue;
    if (!heardAround(self, middle_ms, together_ms)) continue;
    const load = came.filter((each) => Math.abs(each.at_ms - middle_ms) <= together_ms).length;
    const likely =
      support_share * Math.log(1 + count) +
      load_share * Math.log(1 + load) -
      worse_share * worseAt(self, way, middle_ms);
    if (likely <= best) continue;
    best = likely;
    best_ms = middle_ms;
  }
  return best_ms;
}

/** Each lot of crossings that lie within the length of a pallet, with the one in the middle. */
export function gatherings(times: readonly number[]): { readonly middle_ms: number; readonly count: number }[] {
  const sorted = times.toSorted((a, b) => a - b);
  const found: { readonly middle_ms: number; readonly count: number }[] = [];
  for (let first = 0, last = 0; last < sorted.length; last += 1) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) > together_ms) first += 1;
    found.push({ middle_ms: sorted[Math.floor((first + last) / 2)] ?? 0, count: last - first + 1 });
  }
  return found;
}

/**
 * How many others stayed on either side while it was heard. Where it would have come from, only those count that were heard there
 * after it would have crossed; where it would have gone, those that were not first heard just then: others may have crossed unheard.
 */
export function staysAmid(
  gate: Gate<Companion>,
  self: Passage,
  { way, at_ms }: Crossing,
  came_within_ms: number,
): { readonly outside: number; readonly inside: number } {
  let [behind, ahead] = [0, 0];
  for (const { passage, crossed } of gate.active) {
    if (passage === self || passage.start_ms > self.end_ms + amid_ms || passage.end_ms < self.start_ms - amid_ms)
      continue;
    if (crossed !== undefined && Math.abs(crossed.at_ms - at_ms) < near_ms) continue;
    if (Math.abs(passage.start_ms - self.start_ms) > came_within_ms) continue;
    const { before, after } = crossingOf(passage, way);
    if (before > stays_min && after < -stays_min && passage.end_ms > at_ms + just_then_ms) behind += 1;
    if (before < -stays_min && after > stays_min && !(Math.abs(passage.start_ms - at_ms) < just_then_ms)) ahead += 1;
  }
  return way === 'in' ? { outside: behind, inside: ahead } : { outside: ahead, inside: behind };
}

export function perSecond({ per_s, at_ms }: Gate<Companion>['overheard'], now_ms: number): number {
  return per_s * Math.exp(-Math.max(0, now_ms - at_ms) / 1_000 / forget_overheard_s);
}

export function isCrossing({ both }: Odds): boolean {
  return both >= crossing_min;
}
