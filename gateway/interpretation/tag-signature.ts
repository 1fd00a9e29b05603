/**
 * How a tag sounds from a place: by which antennas it is heard within a slice of time, and how loud. One antenna's word is
 * `P(heard) · p(strength)`, or `1 − P(heard)`. Three sources, the better ones first:
 *
 * - what was learned of this very tag since it stands at its place: orientation, metal and liquid make each tag sound its own way, and a
 *   tag that sounds as ever has not moved, also when a neighbour hears it louder;
 * - what the calibration walk measured at a location;
 * - what holds without either: the antennas that serve the location hear a tag there more often and louder than others do.
 *
 * Strengths scatter by 3 to 5 dB from read to read and by more from tag to tag; hence the deviations below.
 */
import type { Hearing, Tag } from './tag.ts';
import { type Walked, walkedLog } from './walk-histogram.ts';

/** What a location was measured to sound like. */
export type WalkedZones = ReadonlyMap<string, Walked>;

export interface Assumed {
  readonly zones: WalkedZones;
  /** By how much a tag is heard louder at its own place than at another: `rules.tags.move_margin_cdb` and half as much again. */
  readonly shift_cdb: number;
}

/** From slice to slice, and besides while only few slices are known. */
const scatter_cdb = 450;
const unlearned_cdb = 900;
/** What is not learned of this tag: from tag to tag, and from place to place. */
const between_cdb = 800;
/** Strength where nothing is known: mid-field of a shelf reader. */
const common_cdbm = -5_800;
/** Antennas that do not serve the place hear its tags this much weaker, and this often, when nothing is learned. */
const cross_cdb = 1_200;
const cross_share = 0.05;
const own_share = 0.6;
/** Slices that a first guess of a share is worth. */
const guess_slices = 4;
const heard_slices_min = 3;
/** Now and then something stands before a tag: it is heard weaker, or not at all, and has not moved. */
const shadow_chance = 0.15;
const shadow_cdb = 1_000;
/** No single reading proves more than this many deviations. */
const deviations_max = 3;

/** Log of how much likelier the open slice is from `location` than from where the tag is. Only for a tag that has a place. */
export function movedLog(tag: Tag, location: string, assumed: Assumed): number {
  const own = ownOf(tag);
  let sum = 0;
  for (const hearing of tag.hearings) {
    sum += thereLog(hearing, tag.place, location, own, assumed) - stayedLog(hearing, tag.place, own, assumed);
  }
  return sum + unheardLog(tag, location, assumed) - unheardLog(tag, tag.place, assumed);
}

/** Log of how likely the open slice is from `location`, of a tag that is nowhere. */
export function standsLog(tag: Tag, location: string, assumed: Assumed): number {
  let sum = 0;
  const walked = assumed.zones.get(location);
  const loudest = loudestOf(tag);
  for (const hearing of tag.hearings) {
    if (walked !== undefined) sum += walkedLog(walked, hearing, strengthOf(hearing), loudest);
    else if (hearing.location === location) sum += sliceLog(hearing, own_share, common_cdbm, between_cdb);
    else sum += sliceLog(hearing, own_share / 3, common_cdbm - cross_cdb, between_cdb);
  }
  return sum + unheardLog(tag, location, assumed);
}

/** Mean strength in the open slice; undefined when it was not heard or told none. */
export function strengthOf({ loud, strength }: Hearing): number | undefined {
  return loud === 0 ? undefined : strength / loud;
}

/** In the open slice, by any antenna. */
function loudestOf({ hearings }: Tag): number {
  let loudest = Number.NEGATIVE_INFINITY;
  for (const hearing of hearings) {
    const strength = strengthOf(hearing);
    if (strength !== undefined && strength > loudest) loudest = strength;
  }
  return loudest;
}

interface Own {
  readonly loudest_cdbm: number;
  /** How often and how loud the antennas of its place hear it, the best of them. */
  readonly share: number;
  readonly level_cdbm: number;
}

function ownOf(tag: Tag): Own {
  const { place, hearings } = tag;
  const loudest_cdbm = loudestOf(tag);
  let share = 0.3;
  let level_cdbm: number | undefined;
  for (const hearing of hearings) {
    if (hearing.location !== place) continue;
    if (hearing.share > share) share = hearing.share;
    const level = hearing.level_cdbm;
    if (level !== undefined && (level_cdbm === undefined || level > level_cdbm)) level_cdbm = level;
  }
  return { share: Math.min(0.9, share), level_cdbm: level_cdbm ?? common_cdbm, loudest_cdbm };
}

function stayedLog(hearing: Hearing, place: string | undefined, own: Own, { zones }: Assumed): number {
  const learned = learnedLog(hearing, place, own);
  const walked = place === undefined ? undefined : zones.get(place);
  if (walked === undefined) return learned;
  return Math.log(
    (Math.exp(learned) + Math.exp(walkedLog(walked, hearing, strengthOf(hearing), own.loudest_cdbm))) / 2,
  );
}

function learnedLog(hearing: Hearing, place: string | undefined, own: Own): number {
  const { slices, level_cdbm } = hearing;
  if (hearing.location !== place) {
    const share = (hearing.share * slices + cross_share * guess_slices) / (slices + guess_slices);
    if (level_cdbm === undefined || !isLearned(hearing)) {
      return sliceLog(hearing, share, own.level_cdbm - cross_cdb, between_cdb);
    }
    return sliceLog(hearing, share, level_cdbm, scatter_cdb);
  }
  const share = Math.min(hearing.share, 1 - shadow_chance);
  if (hearing.reads === 0) return Math.log(1 - share);
  const strength = strengthOf(hearing);
  if (strength === undefined) return Math.log(share);
  const level = level_cdbm ?? common_cdbm;
  const deviation = Math.sqrt(scatter_cdb ** 2 + unlearned_cdb ** 2 / (slices + 1));
  const clear = (1 - shadow_chance) * Math.exp(densityLog(strength - level, deviation));
  const shadowed = shadow_chance * Math.exp(densityLog(strength - level + shadow_cdb, between_cdb));
  return Math.log(share) + Math.log(clear + shadowed);
}

function thereLog(hearing: Hearing, place: string | undefined, location: string, own: Own, assumed: Assumed): number {
  const walked = assumed.zones.get(location);
  if (walked !== undefined) return walkedLog(walked, hearing, strengthOf(hearing), own.loudest_cdbm);
  const { level_cdbm } = hearing;
  const isKnown = level_cdbm !== undefined && isLearned(hearing);
  if (hearing.location === location) {
    return isKnown
      ? sliceLog(hearing, Math.max(own.share * 0.8, hearing.share), level_cdbm + assumed.shift_cdb, between_cdb)
      : sliceLog(hearing, own.share * 0.8, own.level_cdbm, between_cdb);
  }
  if (hearing.location === place) {
    const level = level_cdbm ?? own.level_cdbm;
    return sliceLog(hearing, hearing.share * 0.45, level - assumed.shift_cdb, between_cdb);
  }
  return sliceLog(hearing, isKnown ? hearing.share : 2 * cross_share, own.level_cdbm - cross_cdb, between_cdb);
}

/** Heard often enough since the tag stands there for its strength to mean something. */
function isLearned({ slices, share }: Hearing): boolean {
  return share * slices >= heard_slices_min;
}

/** Antennas that never heard the tag, and would have by the walk. A tag may be harder to hear than the one of the walk. */
function unheardLog({ hearings }: Tag, location: string | undefined, { zones }: Assumed): number {
  const walked = location === undefined ? undefined : zones.get(location);
  if (walked === undefined) return 0;
  let sum = 0;
  for (const { device, antenna, share } of walked.antennas) {
    const isKnown = hearings.some((each) => each.device === device && each.antenna === antenna);
    if (!isKnown) sum += Math.log(1 - 0.6 * share);
  }
  return sum;
}

function sliceLog(hearing: Hearing, share: number, level_cdbm: number, deviation_cdb: number): number {
  const chance = Math.max(0.01, Math.min(0.95, share));
  if (hearing.reads === 0) return Math.log(1 - chance);
  const strength = strengthOf(hearing);
  if (strength === undefined) return Math.log(chance);
  return Math.log(chance) + densityLog(strength - level_cdbm, deviation_cdb);
}

/** Normal, in units in which a deviation of `scatter_cdb` has the density 1 at its middle; never beyond some deviations. */
function densityLog(distance: number, deviation: number): number {
  const z = Math.min(deviations_max, Math.abs(distance) / deviation);
  return -0.5 * z * z - Math.log(deviation / scatter_cdb);
}
