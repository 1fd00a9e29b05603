/** What the command prints and promises, on scores made by hand. */
import { describe, expect, test } from 'vitest';
import { bestOf, type Tried } from './baselines/search.ts';
import type { Band } from './calibration.ts';
import { between } from './documents.ts';
import type { Counts } from './figures.ts';
import { goalsOf } from './goals.ts';
import { optionsOf } from './options.ts';
import { scenarioScore } from './scenario-score.ts';
import type { SceneScore } from './scene-score.ts';
import { mainTable } from './table.ts';

const levels = (exact_s: number, error_piece_s: number) => ({ pair_s: 1_000, exact_s, error_piece_s });

function sceneScore(counts: Counts, baseline: Counts, more: Partial<SceneScore> = {}): SceneScore {
  return {
    scenario: 'shop',
    seed: 101,
    rows: 10,
    readings: 10,
    device_days: 2,
    product: {
      counts,
      events: counts.matched + counts.missed,
      causes: { asked: 1 },
      questions: 1,
      unseen: { 'behind metal': 1 },
      unseen_booked: 0,
      taken_back: 0,
      opposites: 0,
      counted: 0,
      came_to_nothing: 0,
      portal_matched: 0,
      portal_wrong_way: 0,
      levels: levels(990, 10),
      levels_shown: levels(980, 20),
      delays_ms: [1_000, 2_000, 3_000],
      bands: [],
    },
    baselines: { 'last read': { counts: baseline, levels: levels(500, 800) } },
    fused: { all: levels(990, 10), rfid: levels(900, 60), weight: levels(900, 40) },
    ...more,
  };
}

const good = sceneScore({ matched: 99, missed: 1, unmatched: 1 }, { matched: 90, missed: 10, unmatched: 10 });
const band: Band = { from_permille: 900, below_permille: 950, right: 9, all: 10 };

test('goals, each with its figure', () => {
  expect(goalsOf([scenarioScore('shop', [good])], [band]).map(({ figure, holds }) => [figure, holds])).toEqual([
    ['0.9900', true],
    ['0.9900, shop', true],
    ['10.0 times, shop (last read)', true],
    ['6.0 times', true],
    ['4.0 times', false],
    ['0.900 of 10, 95 % interval 0.596 to 0.982', true],
    ['0.99 %, shop', true],
  ]);
});

test('the row of a scenario', () => {
  const rows = mainTable([scenarioScore('shop', [good])], [good]).split('\n');
  expect(rows[2]).toBe(
    '| shop | 100 | **0.9900** (0.9900–0.9900) | 0.9900 | 0.9900 | 1.00 % | 0.50 | 99.00 % | 2.0 s / 3.0 s | 0.9000 last read | 10.0 |',
  );
});

test('the search takes what is best over all seeds, the earlier one where two are as good', () => {
  const counts = (matched: number): Counts => ({ matched, missed: 10 - matched, unmatched: 0 });
  const tried = (...f1s: number[]): Tried => ({ 'last read': f1s.map(counts) });
  expect(bestOf([tried(5, 9, 1, 9, 0, 0, 0, 0), tried(5, 5, 9, 5, 0, 0, 0, 0)])).toEqual({
    'last read': { absent_ms: 2_500 },
  });
});

describe('options', () => {
  test('development seeds unless asked otherwise', () => {
    expect(optionsOf([]).seeds).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(optionsOf(['--held-out']).seeds).toEqual([101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112]);
    expect(optionsOf(['--seed', '3', '--seeds', '5-6']).seeds).toEqual([3, 5, 6]);
  });

  test('nothing is tuned on held-out seeds', () => {
    expect(() => optionsOf(['--tune', '--held-out'])).toThrow('on development seeds');
  });

  test.each([['--scale', '0'], ['--seed', 'x'], ['--speed']])('%s %s is refused', (...words) => {
    expect(() => optionsOf(words)).toThrow();
  });
});

test('a page is written between its markers only', () => {
  const page = 'a\n<!-- score: begin; by hand of nobody -->\nold\n<!-- score: end -->\nb\n';
  expect(between(page, 'score', 'new')).toBe(
    'a\n<!-- score: begin; by hand of nobody -->\nnew\n<!-- score: end -->\nb\n',
  );
  expect(between('no markers', 'score', 'new')).toBeUndefined();
});
