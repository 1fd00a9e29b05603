/**
 * When plates left their rest, as evidence of what changed them. What lies across plates lets go of all of them in the same moment, by
 * as much as sampling and noise blur; two things that are taken beside each other, by two hands or two people, go half a second to some
 * seconds apart. On shelves of five plates the first differed by less than a quarter of a second in nine cases of ten, the second
 * by just what the hands were apart.
 */
import { normalDensity } from './normal.ts';

/** How far off the same moment plates are told, and what share of them late: a small share of a thing shows only once it has settled. */
const same_sd_ms = 200;
const late = { share: 0.2, by_ms: 600 } as const;
/** How far apart two things at once are. */
const apart_ms = 1_000;

/** When one of the places that changed left its rest; absent where nobody knows. */
export interface Leaving {
  readonly delta_mg: number;
  readonly left_ms?: number | undefined;
}

/** Density a second of when all of them left their rest for one thing, which lies mostly on the one numbered `home`; 1 where that says nothing. */
export function chanceTogether(all: readonly Leaving[], home: number): number {
  const first = referenceOf(all, home);
  return all.reduce((product, each, at) => (at === first ? product : product * ofOne(each, all[first])), 1);
}

/** The same for two things, each with those of its side. */
export function chanceInTwo(
  left: readonly Leaving[],
  left_home: number,
  right: readonly Leaving[],
  right_home: number,
): number {
  const [a, b] = [left[referenceOf(left, left_home)], right[referenceOf(right, right_home)]];
  return chanceTogether(left, left_home) * chanceTogether(right, right_home) * ofTwo(a, b);
}

/** The same where it is open whether they left it for one thing or for two. */
export function chanceEither(all: readonly Leaving[]): number {
  const first = referenceOf(all, 0);
  return all.reduce(
    (product, each, at) =>
      at === first ? product : 0.5 * product * (ofOne(each, all[first]) + ofTwo(each, all[first])),
    1,
  );
}

/** The home, or where nobody knows when that left its rest, what changed most of those that told. */
function referenceOf(all: readonly Leaving[], home: number): number {
  if (all[home]?.left_ms !== undefined) return home;
  let most = -1;
  for (const [at, { delta_mg, left_ms }] of all.entries()) {
    if (left_ms !== undefined && Math.abs(delta_mg) > Math.abs(all[most]?.delta_mg ?? 0)) most = at;
  }
  return most;
}

function ofOne(a: Leaving, b: Leaving | undefined): number {
  if (a.left_ms === undefined || b?.left_ms === undefined) return 1;
  const apart = a.left_ms - b.left_ms;
  return (1 - late.share) * 1_000 * normalDensity(apart, same_sd_ms) + late.share * laplace(apart, late.by_ms);
}

function ofTwo(a: Leaving | undefined, b: Leaving | undefined): number {
  if (a?.left_ms === undefined || b?.left_ms === undefined) return 1;
  return laplace(a.left_ms - b.left_ms, apart_ms);
}

function laplace(distance_ms: number, scale_ms: number): number {
  return (500 / scale_ms) * Math.exp(-Math.abs(distance_ms) / scale_ms);
}
