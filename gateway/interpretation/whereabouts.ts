/**
 * On which side of a portal a tag was at first and is now, as probabilities: before it, in the gate, or behind it, from how much louder
 * one side hears it than the other. A hidden Markov chain, filtered forward (Rabiner 1989), whose state is the pair of both. What stands
 * in the gate sounds louder now on this side, now on that, for multipath does that; it is no crossing, however often it turns, because
 * it is explained better by the gate than by going to and fro.
 */
import type { Way } from './passage.ts';

/** Log likelihood of what was heard in one slice of time, had the tag been outside, in the gate, inside. */
export type Likeness = readonly [number, number, number];

export interface Whereabouts {
  /** Probability of each pair: nine numbers, outside, gate, inside now, for outside at first, then for gate, then for inside. */
  pairs: number[];
  /** How often it came to sound like outside, gate, inside since it is here. */
  readonly usual: number[];
  /** Like which of them it sounded last, as probabilities, if it stands still; absent in older checkpoints. */
  lately?: readonly number[];
  /** How often it came back from where it had crossed to, heard all the while; absent in older checkpoints. */
  readonly returns?: number;
  /** Natural log odds that it stands still somewhere and sounds as it always did, against that it goes about. */
  standing: number;
}

export interface Odds {
  /** Natural log odds that it was on the side it would have come from, that it is on the other side now, and of both at once. */
  readonly before: number;
  readonly after: number;
  readonly both: number;
}

/** A tag that is heard for the first time stands in the gate so often. */
const first: Likeness = [0.475, 0.05, 0.475];
/** From one slice to the next, a quarter of a second later: most stay; one that moves goes through the gate, unless it is too fast to be heard there. */
const going: readonly Likeness[] = [
  [0.895, 0.075, 0.03],
  [0.12, 0.76, 0.12],
  [0.03, 0.075, 0.895],
];
/** Where it was at first is where it has settled since: from one slice to the next, out of the gate, and into it. */
const settling = 0.106;
const settling_in_gate = 0.0025;
/** Before anything is heard of it. */
const standing_first = -2.5;
const standing_min = -4;
/** One that stood still for an hour may go about the next moment. */
const standing_max = 2;
/** Who crosses again and again and is heard all the while rather stands in the gate. */
const to_and_fro = 3;
/** What it is taken to have sounded like before it was heard. */
const usual_first = 0.3;
/** From one slice to the next, one that stands still sounds as it did so often. */
const same_sound = 0.7;
/** A minute ago counts half. */
const usual_fading = 0.9971;
/** So much more seldom is a tag last heard in the gate than on the side to which it went. */
const vanishes = 0.15;
/** After a longer silence than so many slices it is where it was last heard, rather than anywhere. */
const steps_max = 4;
/** A side that is nearer by a metre or more hears it louder by about this, or by more. */
const nearer_cdb = 1_500;
const nearer_sd_cdb = 1_000;
/** In the gate both are as loud, more or less. */
const gate_sd_cdb = 900;
/** Where one side alone hears it: in the gate, the other would mostly do so too; that it is on that other side is the less likely the louder it is. */
const alone_in_gate = 0.49;
const alone_in_gate_per_db = 0.056;
const soft_db = 9;
const alone_far = 0.84;
const alone_far_per_db = 0.14;
/** Each further read of the slice by it alone says more, though they are not all independent: multipath changes more slowly. */
const alone_per_read = 0.25;
const alone_reads_max = 5;
/** Slices that follow each other are not all news. */
const slice_share = 0.75;
const unlike_max = 4;
const not_in_gate_max = 2;
const odds_max = 8;

export function whereaboutsOf(): Whereabouts {
  const pairs = first.flatMap((chance, at) => [0, 1, 2].map((now) => (now === at ? chance : 0)));
  return { pairs, usual: [usual_first, usual_first, usual_first], standing: standing_first };
}

/** What was heard in one slice: how much louder inside than outside, and whether one side alone heard it, lately too. */
export interface Heard {
  readonly louder_cdb: number;
  readonly isAlone: boolean;
  /** By both sides. */
  readonly reads: number;
}

export function likenessOf({ louder_cdb, isAlone, reads }: Heard): Likeness {
  if (isAlone) {
    const more = alone_per_read * Math.min(alone_reads_max, Math.max(0, reads - 1));
    const louder_db = Math.abs(louder_cdb) / 100;
    const far = -Math.min(unlike_max, alone_far + alone_far_per_db * louder_db + more);
    const gate = -Math.min(
      not_in_gate_max,
      alone_in_gate + alone_in_gate_per_db * Math.max(0, louder_db - soft_db) + more,
    );
    return louder_cdb < 0 ? [0, gate, far] : [far, gate, 0];
  }
  const of = (short_cdb: number) =>
    -Math.min(unlike_max, slice_share * 0.5 * (Math.max(0, short_cdb) / nearer_sd_cdb) ** 2);
  const gate = -Math.min(not_in_gate_max, slice_share * 0.5 * (louder_cdb / gate_sd_cdb) ** 2);
  return [of(nearer_cdb + louder_cdb), gate, of(nearer_cdb - louder_cdb)];
}

/** Some slices later something was heard. */
export function hear(whereabouts: Whereabouts, likeness: Likeness, slices: number): void {
  const { pairs } = whereabouts;
  for (let step = Math.min(steps_max, slices); step > 0; step -= 1) go(pairs);
  const like = likeness.map(Math.exp);
  let sum = 0;
  for (let at = 0; at < 9; at += 1) {
    const chance = (pairs[at] ?? 0) * (like[at % 3] ?? 0);
    pairs[at] = chance;
    sum += chance;
  }
  for (let at = 0; at < 9; at += 1) pairs[at] = (pairs[at] ?? 0) / sum;
  const standing = whereabouts.standing + Math.log(asUsual(whereabouts, like, slices) / sum);
  whereabouts.standing = Math.max(leastStanding(whereabouts.returns), Math.min(standing_max, standing));
}

/**
 * How likely that is of one that stands still: mostly it sounds as it did a moment ago, for a reader stays on one channel for a while;
 * else as often like each as ever since it is here, which is remembered.
 */
function asUsual(whereabouts: Whereabouts, like: readonly number[], slices: number): number {
  const { usual } = whereabouts;
  const all = usual.reduce((total, each) => total + each, 0);
  const share = usual.map((each) => each / all);
  const same = same_sound ** Math.max(1, slices);
  const { lately = share } = whereabouts;
  const fresh = share.map((each, at) => (1 - same) * each * (like[at] ?? 0));
  const parts = fresh.map((each, at) => each + same * (lately[at] ?? 0) * (like[at] ?? 0));
  const sum = parts.reduce((total, each) => total + each, 0);
  for (const [at, part] of fresh.entries()) usual[at] = (usual[at] ?? 0) * usual_fading + part / sum;
  whereabouts.lately = parts.map((part) => part / sum);
  return sum;
}

function go(pairs: number[]): void {
  for (let row = 0; row < 9; row += 3) {
    const [a = 0, b = 0, c = 0] = pairs.slice(row, row + 3);
    for (let to = 0; to < 3; to += 1) {
      pairs[row + to] = a * (going[0]?.[to] ?? 0) + b * (going[1]?.[to] ?? 0) + c * (going[2]?.[to] ?? 0);
    }
  }
  settle(pairs, 3, 0, settling);
  settle(pairs, 5, 8, settling);
  settle(pairs, 1, 4, settling_in_gate);
  settle(pairs, 7, 4, settling_in_gate);
}

function settle(pairs: number[], from: number, to: number, share: number): void {
  const part = (pairs[from] ?? 0) * share;
  pairs[from] = (pairs[from] ?? 0) - part;
  pairs[to] = (pairs[to] ?? 0) + part;
}

/** What is known besides what is heard of it: factors by which the one or the other is likelier than else. */
export interface Besides {
  /** Log odds that it was inside at first. */
  readonly known: number;
  /** Nothing more is heard of it, and nothing vanishes in a gate. */
  readonly isGone: boolean;
  readonly crossed: number;
  readonly staysOutside: number;
  readonly staysInside: number;
}

export const nothing_besides: Besides = { known: 0, isGone: false, crossed: 1, staysOutside: 1, staysInside: 1 };

export function oddsOf({ pairs, standing }: Whereabouts, way: Way, besides: Besides): Odds {
  const { known, isGone, crossed, staysOutside, staysInside } = besides;
  const from = way === 'in' ? 0 : 2;
  const to = 2 - from;
  const weights = [Math.exp(-known / 2), 1, Math.exp(known / 2)];
  const goes = 3 * from + to;
  let [all, began, ends, both] = [0, 0, 0, 0];
  for (let at = 0; at < 9; at += 1) {
    const first = Math.floor(at / 3);
    const vanishing = isGone && at % 3 === 1 ? vanishes : 1;
    const company = at === goes ? crossed : at < 2 ? staysOutside : at > 6 ? staysInside : 1;
    const chance = (pairs[at] ?? 0) * (weights[first] ?? 1) * vanishing * company;
    all += chance;
    if (first === from) began += chance;
    if (at % 3 === to) ends += chance;
    if (at === goes) both = chance;
  }
  // One that stands still is none of those that cross.
  const stands = Math.exp(standing) * (all - both + both / crossed);
  return { before: logOdds(began, all), after: logOdds(ends, all), both: logOdds(both, all + stands) };
}

/** It crossed: what it was at first is forgotten, and it is not where it came from. `isBack`: it had crossed before, and was heard ever since. */
export function begunAnew(
  { pairs, usual, standing, returns = 0 }: Whereabouts,
  way: Way,
  isBack: boolean,
): Whereabouts {
  const gate = (pairs[1] ?? 0) + (pairs[4] ?? 0) + (pairs[7] ?? 0);
  const row = [0, gate, 1 - gate];
  const anew = way === 'in' ? [0, 0, 0, 0, 0, 0, ...row] : [...row.reverse(), 0, 0, 0, 0, 0, 0];
  if (!isBack) return { pairs: anew, usual: [usual_first, usual_first, usual_first], standing };
  const more = returns + 1;
  return { pairs: anew, usual: [...usual], returns: more, standing: Math.max(standing, leastStanding(more)) };
}

function leastStanding(returns = 0): number {
  return Math.min(standing_max, standing_min + to_and_fro * returns);
}

function logOdds(part: number, all: number): number {
  const odds = Math.log((part + 1e-9) / (Math.max(0, all - part) + 1e-9));
  return Math.max(-odds_max, Math.min(odds_max, odds));
}
