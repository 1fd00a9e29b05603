/**
 * Tags that pass a portal together. What is carried on one pallet crosses within a moment, so who crossed at the same time supports
 * a tag's own evidence, and who came along with it and stayed where it was speaks against it.
 */
import { limits } from '../base/limits.ts';
import { type Crossing, crossingOf, heardAround, type Passage, slice_ms, type Way, worseAt } from './passage.ts';
import { type Besides, likenessOf, type Odds } from './whereabouts.ts';

/** A crossing that was booked. */
export interface Crossed {
  readonly way: Way;
  /** Effective time. */
  readonly at_ms: number;
  /** Since when it had been heard there; absent in older memories. */
  readonly start_ms?: number;
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
}

/** A pallet's length at walking speed. */
const together_ms = 2_000;
/** Who waited in the gate may have crossed at any time within so long; of so many, the one in the middle is nearer. */
const near_ms = 12_000;
export const company_min = 3;
/** A companion's own crossing counts from this evidence on. */
const crossing_min = 1;
/** How far a tag's reads may lie from a crossing that it shared. */
const around_ms = 4_000;
const support_max = 50;
/** Who turned so much later than the others crossed did not cross with them; who did so earlier waited for them in the gate. */
const turned_later_ms = 2_500;
/** From here on its own reads count in full against their time. */
const turned_about_ms = 1_000;
/** How much more seldom than else a tag crosses with those who came so much later than it. */
const was_before = 0.05;
const before_ms = 8_000;
const support_share = 1.2;
/** Those who stay are seldom of one pallet, and say less. */
const stays_max = 12;
const stays_share = 0.7;
/** What came on one pallet crosses with it: the more of those did at a time, the less a tag's own reads tell of another time. */
const load_share = 1.8;
/** Slices that follow each other are not all news. */
const worse_share = 0.5;
/** So long about the crossing of its company, a tag may be heard by either side. */
const crossing_ms = 750;
/** What it costs that a tag was heard only before, or only after, the others crossed; more for one that was heard more often. */
const one_sided = 2;
const few_slices = 1;
/** Log odds from which on a tag is taken to stay on a side. */
const stays_min = 1;
const amid_ms = 2_500;
/** What is well heard is compared with what came with it, not with all that stands about. */
const came_together_ms = 8_000;
const just_then_ms = 1_500;
/** Of the tags of a pallet, about so many are read only once or twice. */
const hardly_read = 0.08;
const forget_overheard_s = 120;
/** Overheard tags are hardly ever louder than this, and by so much e times more seldom. */
const overheard_cdbm = -6_700;
const overheard_slope_cdb = 300;

export function gateOf<Member extends Companion>(): Gate<Member> {
  return { active: new Set(), crossed: [], overheard: { per_s: 0, at_ms: 0 } };
}

export function noteCrossed({ crossed }: Gate<Companion>, { epc, start_ms }: Passage, { way, at_ms }: Crossed): void {
  crossed.push({ epc, way, at_ms, start_ms });
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
  const word =
    Math.min(support_max, (1 + company.length) ** support_share) * (wasBefore(company, self) ? was_before : 1);
  return {
    crossed: Math.max(Math.min(1, word), word * agreement(self, { way, at_ms, before }, middle_ms)),
    staysOutside: Math.min(stays_max, (1 + stays.outside) ** stays_share),
    staysInside: Math.min(stays_max, (1 + stays.inside) ** stays_share),
    along: company.length,
    at_ms: middle_ms,
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

/** It was here long before nearly all of them came. */
function wasBefore(company: readonly Crossed[], { start_ms }: Passage): boolean {
  if (company.length < company_min) return false;
  const starts = company.map((each) => each.start_ms ?? Number.NEGATIVE_INFINITY).sort((a, b) => a - b);
  return start_ms < (starts[Math.floor(starts.length / 10)] ?? 0) - before_ms;
}

/** The gathering of crossings that the tag's own reads let it have shared most likely; its own time where there is none. */
function crossingTime(others: readonly Crossed[], self: Passage, way: Way, own_ms: number): number {
  const times = others.map((each) => each.at_ms);
  const came = others.filter(({ start_ms = 0 }) => Math.abs(start_ms - self.start_ms) <= came_together_ms);
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
function gatherings(times: readonly number[]): { readonly middle_ms: number; readonly count: number }[] {
  const sorted = times.toSorted((a, b) => a - b);
  const found: { readonly middle_ms: number; readonly count: number }[] = [];
  for (let first = 0, last = 0; last < sorted.length; last += 1) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) > together_ms) first += 1;
    found.push({ middle_ms: sorted[Math.floor((first + last) / 2)] ?? 0, count: last - first + 1 });
  }
  return found;
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
  const near = times.filter((at_ms) => at_ms > self.begun_ms + together_ms && heardAround(self, at_ms, around_ms));
  let best = 0;
  let best_ms: number | undefined;
  for (const { middle_ms, count } of gatherings(near)) {
    if (count <= best) continue;
    best = count;
    best_ms = middle_ms;
  }
  return best_ms === undefined ? undefined : { way, at_ms: best_ms };
}

/**
 * Log odds that a tag hardly heard crossed with those that did so at that time, against that it stays on either side, as others do that
 * are heard meanwhile, or is one of those that the portal overhears.
 */
export function sharedOdds(gate: Gate<Companion>, self: Passage, { way, at_ms }: Crossing, along: number): number {
  let [crossed, outside, inside, between] = [0, 0, 0, 0];
  let [before, after] = [0, 0];
  for (const slice of self.slices) {
    const [out, amid, within] = likenessOf(slice);
    const [first, then] = way === 'in' ? [out, within] : [within, out];
    const late_ms = slice.at_ms + slice_ms / 2 - at_ms;
    crossed += late_ms < -crossing_ms ? first : late_ms > crossing_ms ? then : Math.max(first, amid, then);
    outside += out;
    inside += within;
    between += amid;
    if (late_ms < 0) before += 1;
    else after += 1;
  }
  const oneSided =
    one_sided * Math.log(1 + Math.max(before, after) / few_slices) * (Math.min(before, after) === 0 ? 1 : 0);
  const stays = staysAmid(gate, self, { way, at_ms }, Number.POSITIVE_INFINITY);
  const overheard = overheardOdds(gate, self, at_ms);
  const others =
    (hardly_read * stays.outside + overheard) * Math.exp(outside) +
    (hardly_read * stays.inside + overheard) * Math.exp(inside) +
    overheard * Math.exp(between);
  return Math.log(hardly_read * (1 + along)) + crossed - oneSided - Math.log(others);
}

/**
 * How many others stayed on either side while it was heard. Where it would have come from, only those count that were heard there
 * after it would have crossed; where it would have gone, those that were not first heard just then: others may have crossed unheard.
 */
function staysAmid(
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

/** How many the portal overhears by chance meanwhile. */
function overheardOdds({ overheard }: Gate<Companion>, self: Passage, at_ms: number): number {
  // What is overheard is soft: the louder a read, the less likely it is that.
  const soft = Math.exp(-Math.max(0, self.peak_cdbm - overheard_cdbm) / overheard_slope_cdb);
  return perSecond(overheard, at_ms) * ((2 * around_ms) / 1_000) * soft + 0.02;
}

function perSecond({ per_s, at_ms }: Gate<Companion>['overheard'], now_ms: number): number {
  return per_s * Math.exp(-Math.max(0, now_ms - at_ms) / 1_000 / forget_overheard_s);
}

function isCrossing({ both }: Odds): boolean {
  return both >= crossing_min;
}
