/** A scene through the whole score: rows, product, judge. */
import { expect, test } from 'vitest';
import { baselinesOf } from './baselines/all.ts';
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
  expect(score.rows).toBe(624);
  expect(standingText([score]).split('\n')[0]).toBe(
    'F1 1.0000  precision 1.0000  recall 1.0000  (4 right, 0 missed, 0 false; 0.00 false per device-day)',
  );
});

test('its baselines', () => {
  const { score } = scoreScene({ name: 'tiny', sceneOf: tinyScene }, 1, 1, (site) => baselinesOf('tiny', site));
  console.log(standingText([score]));
});
