/**
 * What a tag that cannot tell by itself did with those that crossed while it was heard: too rarely, or by one side alone, until just then
 * or from then on. What metal and other cases hide from the one side of a door is told by the other, and by the company.
 */
import {
  type Companion,
  type Crossed,
  company_min,
  type Gate,
  gatherings,
  isCrossing,
  perSecond,
  type Support,
  staysAmid,
  together_ms,
  was_before,
} from './convoy.ts';
import { type Crossing, crossingOf, heardAround, type Passage, type Slice, slice_ms, type Way } from './passage.ts';
import { likenessOf } from './whereabouts.ts';

/** How far a tag's reads may lie from a crossing that it shared. */
const around_ms = 4_000;
/** So long about the crossing of its company, a tag may be heard by either side. */
const crossing_ms = 750;
/** What it costs that a tag was heard only before, or only after, the others crossed: once, twice, and more often. */
const one_sided = [0.7, 1.6, 2.2] as const;
/** Of the tags of a pallet, about so many are read only once or twice, or by one side alone. */
const hardly_read = 0.08;
/** Of those that cross, so many at least came when it did. */
const together_share = 0.25;
/** Slices with reads. */
const hardly_slices = 8;
/** Of one that is heard by one side, the other hears so little. */
const few_share = 0.1;
/** A tag is heard well for about so long when it crosses; who stays is heard at any time. */
const passing_ms = 600;
const at_the_door = 1;
/** How long a tag is silent between its reads, before there is more than one. */
const first_gap_ms = 8_000;
/** Silent for so long before it came. */
const anew_ms = 30_000;
/** A silence says at most so much, in natural log odds: what stays may be hidden just then. */
const silence_max = 4;
/** That one goes its own way just then, or comes. */
const by_itself = 0.02;
/** Others that are heard like it and did not cross are a load of their own, if they are more than such a share of those that crossed. */
const alike_share = 0.15;
const alike_weight = 1;
/** Overheard tags are hardly ever louder than this, and by so much e times more seldom, and are not read more often. */
const overheard_cdbm = -6_700;
const overheard_slope_cdb = 300;
const overheard_slices = 5;
/** Nor is what stands there and is hardly read, but for so many of them. */
const hidden_min = 0.15;
/** What is told of it by its company alone is no surer than this, in natural log odds. */
const odds_max = 3.5;

/**
 * The crossing of others that a tag shared which was heard too rarely to tell by itself; undefined when nobody crossed while it
 * was heard.
 */
export function sharedCrossing(gate: Gate<Companion>, self: Passage, way: Way): Crossing | undefined {
  const times: number[] = [];
  for (const each of gate.crossed) {
    if (each.way === way && each.epc !== self.epc && each.is_shared !== true) times.push(each.at_ms);
  }
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

/** What its reads since its last crossing say of a crossing at a time, by side. */
export interface Shown {
  readonly slices: readonly Slice[];
  /** Slices in which it was heard rather where it would have come from, and where it would have gone. */
  readonly behind: number;
  readonly ahead: number;
}

export function shownOf({ slices, begun_ms }: Passage, way: Way): Shown {
  const heard = slices.filter((slice) => slice.at_ms >= begun_ms);
  let [behind, ahead] = [0, 0];
  for (const slice of heard) {
    const isOutside = slice.louder_cdb < 0;
    if (isOutside === (way === 'in')) behind += 1;
    else ahead += 1;
  }
  return { slices: heard, behind, ahead };
}

/** Heard by the one side of the door alone: then it is waited until it is gone. */
export function isOneSided({ behind, ahead }: Shown): boolean {
  return behind === 0 || ahead === 0;
}

/**
 * Whether the reads of a tag are so few that its company may tell what it did, or they end as those cross with whom it came, or begin as
 * those cross.
 */
export function isToldByOthers(
  { begun_ms, start_ms }: Passage,
  { slices, behind, ahead }: Shown,
  { at_ms }: Crossing,
  { along, together }: Pick<Support, 'along' | 'together'>,
): boolean {
  const first_ms = slices[0]?.at_ms;
  const last_ms = slices.at(-1)?.at_ms;
  if (first_ms === undefined || last_ms === undefined) return false;
  if (slices.length <= hardly_slices && Math.max(at_ms - start_ms, last_ms - at_ms) <= 2 * around_ms) return true;
  if (ahead <= behind * few_share) {
    return last_ms <= at_ms + crossing_ms && together >= Math.max(company_min, together_share * along);
  }
  if (behind > ahead * few_share) return false;
  return Math.max(start_ms, begun_ms) >= at_ms - 2 * crossing_ms && first_ms <= at_ms + crossing_ms;
}

/**
 * Who crossed here and comes back with a company does so with those with whom it crossed: whether half of them have come back at that time.
 */
export function cameBackWith(
  { crossed }: Gate<Companion>,
  epc: string,
  before: Crossed,
  { way, at_ms }: Crossing,
): boolean {
  const back = new Set<string>();
  for (const each of crossed) if (each.way === way && Math.abs(each.at_ms - at_ms) <= together_ms) back.add(each.epc);
  let [all, returned] = [0, 0];
  for (const each of crossed) {
    if (each.way !== before.way || each.epc === epc || Math.abs(each.at_ms - before.at_ms) > together_ms) continue;
    all += 1;
    if (back.has(each.epc)) returned += 1;
  }
  return returned >= company_min && 2 * returned >= all;
}

/**
 * Log odds that a tag crossed with those that did so at that time, against that it stays on either side, as others do that are heard
 * meanwhile, or is one of those that the portal overhears. Who stays is not silent for longer than usual just then. `lately`: all who
 * were heard at the portals lately, also those of whom nothing more is expected.
 */
export function sharedOdds(
  gate: Gate<Companion>,
  self: Passage,
  shown: Shown,
  { way, at_ms }: Crossing,
  { along, wasBefore, followed }: Pick<Support, 'along' | 'wasBefore' | 'followed'>,
  lately: Iterable<Companion>,
): number {
  const { slices } = shown;
  let [crossed, outside, inside, between] = [0, 0, 0, 0];
  let nearest_ms = around_ms;
  for (const slice of slices) {
    const [out, amid, within] = likenessOf(slice);
    const [first, then] = way === 'in' ? [out, within] : [within, out];
    const late_ms = slice.at_ms + slice_ms / 2 - at_ms;
    nearest_ms = Math.min(nearest_ms, Math.abs(late_ms));
    crossed += late_ms < -crossing_ms ? first : late_ms > crossing_ms ? then : Math.max(first, amid, then);
    outside += out;
    inside += within;
    between += amid;
  }
  // A door hears best who is in it.
  crossed -= 0.5 * (Math.max(0, nearest_ms - crossing_ms) / passing_ms) ** 2;
  if (isOneSided(shown)) crossed += at_the_door - (one_sided[Math.min(one_sided.length, slices.length) - 1] ?? 0);
  if (wasBefore) crossed += Math.log(was_before);
  const silence = silenceOf(self, slices);
  const stays = staysAmid(gate, self, { way, at_ms }, Number.POSITIVE_INFINITY);
  const [atFirst, then] = way === 'in' ? [outside, inside] : [inside, outside];
  const [behind, ahead] = way === 'in' ? [stays.outside, stays.inside] : [stays.inside, stays.outside];
  const soft = softness(slices);
  const overheard = overheardOdds(gate, soft, slices.length, at_ms);
  // What stands near enough to be heard so loud is read often.
  const hidden = Math.max(hidden_min, soft);
  const alike = alike_weight * Math.max(0, followed + alikeOf(lately, self, at_ms) - alike_share * (1 + along));
  const others =
    (hardly_read * behind * hidden * Math.exp(-silence.after) + overheard + alike) * Math.exp(atFirst) +
    (hardly_read * ahead * hidden * Math.exp(-silence.before) + overheard + alike) * Math.exp(then) +
    overheard * Math.exp(between);
  // So many of a load may be hardly read; the more of them are told already, the less likely is one more.
  const hardly = (hardly_read * (1 + along - followed)) / (1 + followed);
  return Math.min(odds_max, Math.log(hardly) + crossed - Math.log(others));
}

/** What its silence before its first read, and after its newest, tells against that it is there all the time, in natural log odds. */
function silenceOf(
  { start_ms, begun_ms, slice_ms: now_ms }: Passage,
  slices: readonly Slice[],
): Readonly<Record<'before' | 'after', number>> {
  const first_ms = slices[0]?.at_ms ?? now_ms;
  const last_ms = slices.at(-1)?.at_ms ?? now_ms;
  const gap_ms = (last_ms - first_ms + first_gap_ms) / Math.max(1, slices.length);
  // Of the older slices nothing is known any more.
  const isWhole = first_ms <= Math.max(start_ms, begun_ms) + around_ms;
  const before_ms = !isWhole ? 0 : begun_ms < start_ms ? anew_ms : first_ms - begun_ms;
  const logOf = (silent_ms: number) => Math.min(silence_max, Math.max(0, silent_ms) / gap_ms);
  return { before: logOf(before_ms), after: logOf(now_ms - last_ms) };
}

/** How many others came, or fell silent, when it did and have not crossed. */
function alikeOf(lately: Iterable<Companion>, self: Passage, at_ms: number): number {
  let count = 0;
  for (const { passage, crossed } of lately) {
    if (passage === self || passage.device !== self.device) continue;
    if (passage.end_ms < at_ms - around_ms || passage.start_ms > at_ms + around_ms) continue;
    if (crossed !== undefined && Math.abs(crossed.at_ms - at_ms) <= around_ms) continue;
    if (isCrossing(crossingOf(passage, 'in')) || isCrossing(crossingOf(passage, 'out'))) continue;
    const isAlike =
      Math.abs(passage.start_ms - self.start_ms) <= together_ms ||
      Math.abs(passage.end_ms - self.end_ms) <= together_ms;
    if (isAlike) count += 1;
  }
  return count;
}

/** How many the portal overhears by chance meanwhile. */
function overheardOdds({ overheard }: Gate<Companion>, soft: number, slices: number, at_ms: number): number {
  const few = Math.exp(-Math.max(0, slices - overheard_slices));
  return perSecond(overheard, at_ms) * ((2 * around_ms) / 1_000) * soft * few + by_itself;
}

/** What is overheard is soft: the louder a read, the less likely it is that. */
function softness(slices: readonly Slice[]): number {
  const loud_cdbm = Math.max(...slices.map((slice) => slice.loud_cdbm));
  return Math.exp(-Math.max(0, loud_cdbm - overheard_cdbm) / overheard_slope_cdb);
}
