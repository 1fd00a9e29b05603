/**
 * The radio of a house: antennas and tags in metres, and which answers are heard. What is modelled, and why: `radio-path.ts` gives
 * the mean; every channel that a reader hops to has a fade of its own at every place (multipath stands still with a parked tag);
 * on top of it lies a fast fade. A tag answers the more surely the louder it is, never above a ceiling of its own; tags in one field
 * share the time of its antenna. Seeded: the same calls in the same order hear the same reads.
 */
import type { Seed } from '../seed.ts';
import { type Axis, type FieldAntenna, meanPower, type PathSettings, type Spot, type Wall } from './radio-path.ts';

export interface FieldSettings extends PathSettings {
  /** Deviation of the fade that changes from one look of an antenna to the next. */
  readonly fast_fade_cdb: number;
  /** Deviation of the fade that belongs to a place and a channel. */
  readonly hop_fade_cdb: number;
  readonly channels: number;
  readonly hop_ms: number;
  /** Half of the tags answer at this strength, and how steep that is. */
  readonly faint_cdbm: number;
  readonly faint_slope_cdb: number;
  /** Tags that an antenna can read in a second, its losses to collisions included. */
  readonly rate_per_s: number;
}

/** What people have measured lies in between; a scenario draws its own from its seed. */
export const usualField: FieldSettings = {
  at_one_metre_cdbm: -4_400,
  exponent: 3,
  range_m_max: 25,
  fast_fade_cdb: 350,
  hop_fade_cdb: 250,
  channels: 4,
  hop_ms: 2_000,
  faint_cdbm: -7_000,
  faint_slope_cdb: 180,
  rate_per_s: 250,
};

export interface TagNature {
  readonly epc: string;
  /** How much louder or softer it is than others. */
  readonly bias_cdb: number;
  /** It answers at most so many of a thousand looks, however loud it is. 0: it is dead. */
  readonly answers_permille: number;
}

export interface TagSetting extends Spot {
  /** Loss for how its dipole lies to all antennas, 0 to 2000: another one when somebody turns the piece. */
  readonly turned_cdb: number;
  /** How its dipole lies; each antenna then has a loss of its own, 0 to 20 dB. */
  readonly axis?: Axis | undefined;
  /** Loss to metal, liquid or the load around it. */
  readonly shadow_cdb: number;
}

/** A tag somewhere in the field; `RadioField` alone changes it. */
export interface FieldTag extends TagNature {
  readonly number: number;
  x_m: number;
  y_m: number;
  z_m: number;
  turned_cdb: number;
  axis?: Axis | undefined;
  shadow_cdb: number;
  silent_until_ms: number;
  readonly paths: (Path | undefined)[];
}

export interface FieldRead {
  readonly epc: string;
  readonly device: string;
  readonly antenna: number;
  /** The loudest of the reads. */
  readonly rssi_cdbm: number;
  readonly count: number;
  /** When it was read, in the time of the house. */
  readonly at_ms: number;
}

/** From one tag to one antenna that may hear it. */
interface Path {
  readonly tag: FieldTag;
  mean_cdbm: number;
  list: Path[];
  at: number;
}

interface Ear {
  readonly antenna: FieldAntenna;
  readonly number: number;
  /** Tags worth a look each time, and those so soft that one in sixteen is looked at, sixteen times as closely. */
  readonly near: Path[];
  readonly far: Path[];
  /** Tags that shared its last looks; undefined before the first. */
  crowd: number | undefined;
}

const far_stride = 16;
/** Below the faint strength by these: hardly ever heard, never heard. */
const far_cdb = 1_600;
const never_cdb = 2_800;
/** Multipath at 0.87 GHz is another one some centimetres further. */
const cell_m = 0.08;
const rounds_max = 6;
const normals_mask = 4_095;

export class RadioField {
  readonly settings: FieldSettings;
  readonly #seed: Seed;
  readonly #walls: readonly Wall[];
  readonly #ears: readonly Ear[];
  readonly #normals: Float64Array;
  #numbers = 0;

  constructor(antennas: readonly FieldAntenna[], walls: readonly Wall[], settings: FieldSettings, seed: Seed) {
    this.settings = settings;
    this.#seed = seed.stream('radio-field');
    this.#walls = walls;
    this.#ears = antennas.map((antenna, number) => ({ antenna, number, near: [], far: [], crowd: undefined }));
    const normal = seed.stream('fades');
    this.#normals = Float64Array.from({ length: normals_mask + 1 }, () => normal.normal(1));
  }

  add(nature: TagNature, setting: TagSetting): FieldTag {
    this.#numbers += 1;
    const tag = { ...nature, ...setting, number: this.#numbers, silent_until_ms: 0, paths: [] };
    this.#lay(tag);
    return tag;
  }

  remove(tag: FieldTag): void {
    for (const ear of this.#ears) takeUp(tag, ear);
  }

  /** Another place, or another way to lie there. */
  move(tag: FieldTag, to: Partial<TagSetting>): void {
    tag.x_m = to.x_m ?? tag.x_m;
    tag.y_m = to.y_m ?? tag.y_m;
    tag.z_m = to.z_m ?? tag.z_m;
    tag.turned_cdb = to.turned_cdb ?? tag.turned_cdb;
    tag.axis = to.axis ?? tag.axis;
    tag.shadow_cdb = to.shadow_cdb ?? tag.shadow_cdb;
    this.#lay(tag);
  }

  /** Mean strength of a tag at an antenna, all that stays included; undefined where it is never heard. For truth, not for sensors. */
  meanAt(tag: FieldTag, antenna: FieldAntenna): number | undefined {
    const ear = this.#ears.find((each) => each.antenna === antenna);
    return ear === undefined ? undefined : tag.paths[ear.number]?.mean_cdbm;
  }

  /** One look of an antenna at all that is in its field. Reads come in the order of the tags, each with its time within the look. */
  listen(antenna: FieldAntenna, start_ms: number, for_ms: number, hear: (read: FieldRead) => void): void {
    const ear = this.#ears.find((each) => each.antenna === antenna);
    if (ear === undefined) return;
    const { settings } = this;
    const crowd_before = ear.crowd ?? ear.near.length;
    const channel = Math.floor(start_ms / settings.hop_ms) % settings.channels;
    const rounds = (settings.rate_per_s * for_ms) / 1_000 / Math.max(1, crowd_before);
    const look: Look = { ear, start_ms, for_ms, rounds, salt: Math.imul(channel + 1, 0x9e37_79b1), hear };
    let crowd = 0;
    for (const path of ear.near) crowd += this.#look(look, path, 1);
    const step = () => 1 + Math.floor(this.#seed.share() * (2 * far_stride - 1));
    for (let at = step() - 1; at < ear.far.length; at += step()) {
      const path = ear.far[at];
      if (path !== undefined) crowd += this.#look(look, path, far_stride);
    }
    ear.crowd = (crowd_before + crowd) / 2;
  }

  /** How likely it took part in the look; tells what was heard. */
  #look({ ear, start_ms, for_ms, rounds, salt, hear }: Look, { tag, mean_cdbm }: Path, weight: number): number {
    const { quiet_ms } = ear.antenna;
    if (quiet_ms !== undefined && tag.silent_until_ms > start_ms) return 0;
    const seed = this.#seed;
    const { hop_fade_cdb, fast_fade_cdb, faint_cdbm, faint_slope_cdb } = this.settings;
    const fade = this.#normal(mixed(salt ^ placeHash(tag, ear.number))) * hop_fade_cdb;
    const fast = this.#normal(Math.floor(seed.share() * 4_096)) * fast_fade_cdb;
    const power_cdbm = mean_cdbm + fade + fast;
    const loud = 1 / (1 + Math.exp((faint_cdbm - power_cdbm) / faint_slope_cdb));
    const chance = Math.min(1, weight * loud) * (tag.answers_permille / 1_000);
    if (chance < 0.000_01) return 0;
    const count =
      rounds < 1 ? Number(seed.share() < chance * rounds) : this.#answers(chance, Math.min(rounds_max, rounds));
    if (count === 0) return chance;
    if (quiet_ms !== undefined) {
      tag.silent_until_ms = start_ms + quiet_ms.min + seed.share() * (quiet_ms.max - quiet_ms.min);
    }
    const at_ms = Math.floor(start_ms + seed.share() * for_ms);
    const { device, antenna } = ear.antenna;
    const heard = quiet_ms === undefined ? count : 1;
    hear({ epc: tag.epc, device, antenna, rssi_cdbm: Math.round(power_cdbm / 50) * 50, count: heard, at_ms });
    return chance;
  }

  /** A weak tag that answers at all in a look answers some of its rounds: the ceiling holds for the look, not for each round. */
  #answers(chance: number, rounds: number): number {
    if (this.#seed.share() >= chance) return 0;
    let count = 1;
    for (let round = 2; round <= rounds; round += 1) if (this.#seed.share() < chance) count += 1;
    return count;
  }

  #normal(at: number): number {
    return this.#normals[at & normals_mask] ?? 0;
  }

  #lay(tag: FieldTag): void {
    const { faint_cdbm } = this.settings;
    const own_cdb = tag.bias_cdb - tag.turned_cdb - tag.shadow_cdb;
    for (const ear of this.#ears) {
      const path_cdbm = meanPower(ear.antenna, tag, this.#walls, this.settings);
      const mean_cdbm = path_cdbm === undefined ? Number.NEGATIVE_INFINITY : path_cdbm + own_cdb;
      if (mean_cdbm < faint_cdbm - never_cdb || tag.answers_permille === 0) takeUp(tag, ear);
      else putDown(tag, ear, mean_cdbm, mean_cdbm < faint_cdbm - far_cdb ? ear.far : ear.near);
    }
  }
}

interface Look {
  readonly ear: Ear;
  readonly start_ms: number;
  readonly for_ms: number;
  /** Times that each tag is asked within the look; below 1, not every tag is. */
  readonly rounds: number;
  readonly salt: number;
  readonly hear: (read: FieldRead) => void;
}

function putDown(tag: FieldTag, ear: Ear, mean_cdbm: number, list: Path[]): void {
  const path = tag.paths[ear.number];
  if (path === undefined) {
    const laid = { tag, mean_cdbm, list, at: list.length };
    tag.paths[ear.number] = laid;
    list.push(laid);
    return;
  }
  path.mean_cdbm = mean_cdbm;
  if (path.list === list) return;
  leave(path);
  path.list = list;
  path.at = list.length;
  list.push(path);
}

function takeUp(tag: FieldTag, ear: Ear): void {
  const path = tag.paths[ear.number];
  if (path === undefined) return;
  leave(path);
  tag.paths[ear.number] = undefined;
}

/** The last of the list takes its place. */
function leave({ list, at }: Path): void {
  const last = list.pop();
  if (last === undefined || last.at === at) return;
  list[at] = last;
  last.at = at;
}

function placeHash(tag: FieldTag, ear: number): number {
  const x = Math.imul(Math.floor(tag.x_m / cell_m), 0x0127_4a35);
  const y = Math.imul(Math.floor(tag.y_m / cell_m), 0x2545_f491);
  return Math.imul(tag.number, 0x85eb_ca6b) ^ Math.imul(ear + 1, 0xc2b2_ae35) ^ x ^ y;
}

function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x7feb_352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846c_a68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
