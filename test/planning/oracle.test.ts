/**
 * The special functions of planning against jstat, an independent library, over the range that stock planning asks for: equal to
 * 1e-9 of their own size. Beyond that range, and in the far tails, literal values of higher precision are in
 * special-functions.test.ts.
 */
import { jStat } from 'jstat';
import { describe, expect, test } from 'vitest';
import { gammaQuantile, gammaTails, logGamma } from '../../gateway/planning/gamma.ts';
import {
  negativeBinomialMass,
  negativeBinomialOf,
  negativeBinomialTails,
} from '../../gateway/planning/negative-binomial.ts';
import { normalBelow, normalDensity, normalQuantile } from '../../gateway/planning/normal.ts';
import { poissonMass, poissonTails } from '../../gateway/planning/poisson.ts';

/** The library multiplies its factorials out, and 171! is no double. */
const library_whole_max = 170;

/** Every value from `first` to `last` in `steps` equal steps. */
function range(first: number, last: number, steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, i) => first + ((last - first) * i) / steps);
}

/** The places where two functions differ by more than 1e-9 of their size. */
function differences(places: readonly string[], ours: readonly number[], theirs: readonly number[]): string[] {
  return places.flatMap((place, i) => {
    const [own = Number.NaN, other = Number.NaN] = [ours[i], theirs[i]];
    return Math.abs(own - other) <= 1e-9 * Math.abs(other) ? [] : [`${place}: ${own} against ${other}`];
  });
}

// n comes out whole, as the library wants it: 6, 8, 32.
const dispersed = [
  [3, 4.5],
  [12, 30],
  [40, 90],
] as const;

describe('against jstat', () => {
  test('the normal distribution', () => {
    const places = range(-5, 5, 400);
    const named = places.map((z) => `z ${z}`);
    expect(
      differences(
        named,
        places.map(normalDensity),
        places.map((z) => jStat.normal.pdf(z, 0, 1)),
      ),
    ).toEqual([]);
    expect(
      differences(
        named,
        places.map(normalBelow),
        places.map((z) => jStat.normal.cdf(z, 0, 1)),
      ),
    ).toEqual([]);
  });

  test('its quantiles, from a cycle service level of 0.55 to 0.9999', () => {
    const levels = range(0.55, 0.9999, 300);
    const named = levels.map((p) => `p ${p}`);
    expect(
      differences(
        named,
        levels.map(normalQuantile),
        levels.map((p) => jStat.normal.inv(p, 0, 1)),
      ),
    ).toEqual([]);
  });

  test("Poisson's distribution", () => {
    for (const mean of [0.05, 0.7, 2.2, 9, 31.5, 120]) {
      const wholes = Array.from(
        { length: Math.min(Math.ceil(mean + 8 * Math.sqrt(mean)), library_whole_max) },
        (_, k) => k,
      );
      const named = wholes.map((k) => `mean ${mean}, ${k}`);
      expect(
        differences(
          named,
          wholes.map((k) => poissonMass(mean, k)),
          wholes.map((k) => jStat.poisson.pdf(k, mean)),
        ),
      ).toEqual([]);
      expect(
        differences(
          named,
          wholes.map((k) => poissonTails(mean, k).below),
          wholes.map((k) => jStat.poisson.cdf(k, mean)),
        ),
      ).toEqual([]);
    }
  });

  test('the negative binomial distribution', () => {
    for (const [mean, variance] of dispersed) {
      const distribution = negativeBinomialOf(mean, variance);
      const wholes = Array.from({ length: 90 }, (_, k) => k);
      const masses = wholes.map((k) => jStat.negbin.pdf(k, distribution.n, distribution.p));
      const named = wholes.map((k) => `mean ${mean}, variance ${variance}, ${k}`);
      expect(
        differences(
          named,
          wholes.map((k) => negativeBinomialMass(distribution, k)),
          masses,
        ),
      ).toEqual([]);
      let sum = 0;
      const sums = wholes.map((k) => {
        sum += negativeBinomialMass(distribution, k);
        return sum;
      });
      expect(
        differences(
          named,
          wholes.map((k) => negativeBinomialTails(distribution, k).below),
          sums,
        ),
      ).toEqual([]);
    }
  });

  test('the gamma distribution and the logarithm of its function', () => {
    const places = range(0.1, 60, 200);
    expect(
      differences(
        places.map((x) => `x ${x}`),
        places.map((x) => Math.exp(logGamma(x))),
        places.map((x) => Math.exp(jStat.gammaln(x))),
      ),
    ).toEqual([]);
    for (const [shape, scale] of [
      [0.4, 2],
      [3, 1],
      [14.5, 0.25],
    ] as const) {
      const xs = range(0.05, 8, 60);
      const named = xs.map((x) => `shape ${shape}, scale ${scale}, x ${x}`);
      expect(
        differences(
          named,
          xs.map((x) => gammaTails({ shape, scale }, x).below),
          xs.map((x) => jStat.gamma.cdf(x, shape, scale)),
        ),
      ).toEqual([]);
      const levels = range(0.55, 0.999, 60);
      expect(
        differences(
          levels.map((p) => `shape ${shape}, scale ${scale}, p ${p}`),
          levels.map((p) => gammaQuantile({ shape, scale }, p)),
          levels.map((p) => jStat.gamma.inv(p, shape, scale)),
        ),
      ).toEqual([]);
    }
  });
});
