/**
 * What a channel's level went without a step that was told: drift, mostly, and now and then something that must not vanish in it.
 * The level follows all of it; here is kept how far.
 *
 * - The day's drift is a fact to show.
 * - What goes faster than cells drift (`crept_mg`), or came in steps too small to be told (`stepped_mg`), is put to a person once it
 *   could hide a piece. The former is forgotten at the speed of drift, the latter slowly.
 */
import { driftSd, type Noise, wander_ms } from './weight-noise.ts';

export interface Drift {
  /** The level up to which drift is counted; undefined until a new level is known well. */
  mark_mg: number | undefined;
  mark_ms: number;
  crept_mg: number;
  stepped_mg: number;
  stepped_ms: number;
  /** Net drift since then, and in the stretch before, with its length. */
  since_ms: number;
  drifted_mg: number;
  before_mg: number;
  before_ms: number;
  /** Net drift since what it shows when empty was known; absent in older checkpoints. */
  zero_mg?: number;
}

/** How well the empty mass of the settings is known, beside this share of it. */
const empty_sd = { mg: 2_000, share: 0.005 };

/** Measured on shelves: nineteen in twenty cells drift less than 1.8 g within 30 s, and most of them far less. */
const crept_mg_per_s = 50;
/** Steps too small to be told are forgotten at this share of the least change that may be a piece. */
const stepped_per_hour = 0.6;
const stretch_ms = 86_400_000;
const hour_ms = 3_600_000;

export function driftOf(): Drift {
  return {
    mark_mg: undefined,
    mark_ms: 0,
    crept_mg: 0,
    stepped_mg: 0,
    stepped_ms: 0,
    since_ms: 0,
    drifted_mg: 0,
    before_mg: 0,
    before_ms: 0,
  };
}

/** Counts from this level on. */
export function markLevel(drift: Drift, mass_mg: number | undefined, at_ms: number): void {
  drift.mark_mg = mass_mg;
  if (drift.since_ms === 0) drift.since_ms = at_ms;
  drift.mark_ms = at_ms;
}

/** The level went here, without a step. */
export function followLevel(drift: Drift, noise: Noise, mass_mg: number, at_ms: number): void {
  const { mark_mg } = drift;
  if (mark_mg === undefined) return;
  const went_mg = mass_mg - mark_mg;
  const elapsed_ms = Math.max(0, at_ms - drift.mark_ms);
  const own_mg_per_s = driftSd(noise, wander_ms) / (wander_ms / 1_000);
  const forgot_mg = (Math.max(crept_mg_per_s, own_mg_per_s) * elapsed_ms) / 1_000;
  drift.crept_mg = nearer(drift.crept_mg + went_mg, forgot_mg);
  drift.drifted_mg += went_mg;
  drift.zero_mg = (drift.zero_mg ?? 0) + went_mg;
  markLevel(drift, mass_mg, at_ms);
  if (at_ms - drift.since_ms < stretch_ms) return;
  drift.before_mg = drift.drifted_mg;
  drift.before_ms = at_ms - drift.since_ms;
  drift.drifted_mg = 0;
  drift.since_ms = at_ms;
}

/** The level went by a step that is too small to be told. */
export function followStep(drift: Drift, least_mg: number, step_mg: number, at_ms: number): void {
  const forgot_mg = (least_mg * stepped_per_hour * Math.max(0, at_ms - drift.stepped_ms)) / hour_ms;
  drift.stepped_ms = at_ms;
  drift.stepped_mg = nearer(drift.stepped_mg, forgot_mg) + step_mg;
  drift.zero_mg = (drift.zero_mg ?? 0) + step_mg;
}

/** How far what the plate shows when empty may have gone from what it is taken for, standard deviation. */
export function zeroSd({ zero_mg = 0 }: Drift, empty_mg: number): number {
  return Math.hypot(empty_sd.mg, empty_sd.share * empty_mg, zero_mg);
}

/** What of the drift could be a piece: the part that is too fast or came in steps. 0 while it could not. */
export function suspectOf(drift: Drift, least_mg: number): number {
  const { crept_mg, stepped_mg } = drift;
  // What bleeds is seen now as the one, now as the other.
  const suspect_mg = crept_mg * stepped_mg > 0 ? crept_mg + stepped_mg : farther(crept_mg, stepped_mg);
  return Math.abs(suspect_mg) >= least_mg ? suspect_mg : 0;
}

export function forgetCreep(drift: Drift, mass_mg: number | undefined): void {
  drift.crept_mg = 0;
  drift.stepped_mg = 0;
  if (drift.mark_mg !== undefined) drift.mark_mg = mass_mg;
}

/** So much of what the level went by was told with a change beside it. */
export function forgetTold(drift: Drift, by_mg: number): void {
  const ofSteps_mg =
    by_mg < 0 ? Math.max(by_mg, Math.min(0, drift.stepped_mg)) : Math.min(by_mg, Math.max(0, drift.stepped_mg));
  drift.stepped_mg -= ofSteps_mg;
  drift.crept_mg = nearer(drift.crept_mg, Math.abs(by_mg - ofSteps_mg));
}

/** Net drift a day, whole milligrams, over at least the last `hour` and at most two days; undefined before that long. */
export function driftPerDay(drift: Drift, at_ms: number): number | undefined {
  const length_ms = at_ms - drift.since_ms + drift.before_ms;
  if (drift.since_ms === 0 || length_ms < hour_ms) return undefined;
  return Math.round(((drift.drifted_mg + drift.before_mg) * stretch_ms) / length_ms);
}

function farther(one: number, other: number): number {
  return Math.abs(one) >= Math.abs(other) ? one : other;
}

function nearer(value: number, by: number): number {
  return value - Math.max(-by, Math.min(by, value));
}
