/** Goal: what hardly moves, as pieces weigh, is known for a level, also where a quiet display stands between two of its steps. */
import { expect, test } from 'vitest';
import { noiseOf } from '../../gateway/interpretation/weight-noise.ts';
import { extendRun, isCalm, isNearRest, nearOf, nearReach, runOf } from '../../gateway/interpretation/weight-rest.ts';

const plan = { band_mg: 3_000, least_mg: 200_000 };

/** One block of one reading each second. */
function runOfBlocks(masses_mg: readonly number[]) {
  const run = runOf();
  const noise = { ...noiseOf(plan.band_mg), hop_mg: 2, hops: 50 };
  for (const [at, mass_mg] of masses_mg.entries()) {
    const times = { start_ms: at * 1_000, until_ms: (at + 1) * 1_000 };
    extendRun(run, { mass_mg, spread_mg: 0, readings: 1, ...times }, noise, plan);
  }
  return run;
}

test.each([
  { least_mg: 200_000, reach_mg: 10_000 },
  { least_mg: 40_000, reach_mg: 3_000 },
  { least_mg: 10_000, reach_mg: 1_500 },
])('of pieces of which $least_mg mg are the least, $reach_mg mg are hardly anything', ({ least_mg, reach_mg }) => {
  expect(nearReach({ band_mg: 3_000, least_mg })).toBe(reach_mg);
});

test('a display that flickers between two steps is one run, however quiet it was before', () => {
  expect(runOfBlocks([840_000, 842_600, 840_000, 840_000, 842_600])).toMatchObject({ blocks: 5, first_mg: 840_000 });
});

test('what rings out is a level once it moves by less than pieces weigh', () => {
  const near = nearOf(runOfBlocks([7_264_000, 7_351_000, 7_370_000, 7_373_000, 7_375_000]));
  expect(near).toMatchObject({ blocks: 3, mass_mg: 7_375_000 });
  expect(near === undefined ? undefined : isNearRest(near, 800)).toBe(true);
});

test('a block that holds the end of it and the beginning of something else does not hide it', () => {
  const near = nearOf(runOfBlocks([500_000, 500_000, 500_000, 620_000]));
  expect(near).toMatchObject({ blocks: 3, mass_mg: 500_000, until_ms: 3_000 });
});

test('two blocks of one reading each may be a spike', () => {
  const near = nearOf(runOfBlocks([500_000, 500_000]));
  expect(near === undefined ? undefined : isNearRest(near, 800)).toBe(false);
});

test('what is restless at first is no part of the rest that follows it', () => {
  const run = runOf();
  const noise = { ...noiseOf(plan.band_mg), hop_mg: 2_000, hops: 50, spread_mg: 5_000, spreads: 50 };
  for (const [at, spread_mg] of [70_000, 5_000, 6_000, 4_000].entries()) {
    const times = { start_ms: at * 400, until_ms: (at + 1) * 400 };
    extendRun(run, { mass_mg: 840_000, spread_mg, readings: 4, ...times }, noise, plan);
  }
  expect(isCalm(run, noise)).toBe(true);
  expect(run).toMatchObject({ blocks: 3, start_ms: 400 });
});
