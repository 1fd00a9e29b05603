/** A scene through the whole score: rows, product, judge. */
import { expect, test } from 'vitest';
import { baselineOf, presence_names, weight_names } from './baselines/all.ts';
import { type Manners, usual } from './baselines/manners.ts';
import { missesText } from './misses.ts';
import { scoreScene } from './scene-score.ts';
import { standingText } from './standing.ts';
import { tinyScene } from './tiny-scene.ts';

test('a scene with clean signals', () => {
  const { score, details } = scoreScene({ name: 'tiny', sceneOf: tinyScene }, 1, 1, () => []);
  const { product } = score;
  expect(missesText({ score, details })).toBe(
    [
      'tiny, seed 1',
      '',
      'Missed: 0 of 4',
      '',
      'Booked and nothing like it happened: 0 more',
      '',
      'Nobody could have seen: 0',
      '',
      'What the product counted: nothing',
    ].join('\n'),
  );
  expect(product.counts).toEqual({ matched: 4, missed: 0, unmatched: 0 });
  expect(product.levels.pair_s).toBe(630);
  // A passage has no exact instant, and levels are compared to the millisecond.
  expect(product.levels.exact_s).toBeGreaterThan(628);
  expect(score.rows).toBe(670);
  expect(standingText([score]).split('\n')[0]).toBe(
    'F1 1.0000  precision 1.0000  recall 1.0000  (4 right, 0 missed, 0 false; 0.00 false per device-day)',
  );
});

test('every baseline is right throughout where the signals are clean and its settings suit them', () => {
  const suited: Manners = {
    ...usual,
    'last read': { absent_ms: 10_000 },
    edgex: { ...usual.edgex, departed_ms: 20_000 },
    'rolling deviation': { window_ms: 2_000, active_mg: 4_000 },
  };
  const names = [...presence_names, ...weight_names];
  const { score } = scoreScene({ name: 'tiny', sceneOf: tinyScene }, 1, 1, (site) =>
    names.map((name) => baselineOf(name, site, suited)),
  );
  const counts = Object.entries(score.baselines).map(([name, each]) => ({ name, ...each.counts }));
  expect(counts).toHaveLength(15);
  expect(counts.filter(({ matched, missed, unmatched }) => matched !== 4 || missed + unmatched > 0)).toEqual([]);
});
