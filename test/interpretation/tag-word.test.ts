/** Goal: silences are compared with each other: the surer one names the item that went. */
import { expect, test } from 'vitest';
import { type TagWord, tagFactor } from '../../gateway/interpretation/tag-word.ts';

function silent(...silences: number[]): TagWord {
  return { gone: 0, came: 0, known_share: 1, silences, untagged: 3, heard: 0, is_final: true };
}

/** How much likelier it is that a piece with the first word went than one with the second. */
function odds(first: TagWord, second: TagWord): number {
  return (tagFactor(first, -1) * tagFactor(second, 0)) / (tagFactor(first, 0) * tagFactor(second, -1));
}

test('a much surer silence outweighs a weak one', () => {
  expect(odds(silent(0.0001), silent(0.03))).toBeGreaterThan(5);
  expect(odds(silent(0.03), silent(0.03))).toBeCloseTo(1);
});

test('no silence is so sure that nothing else can have happened', () => {
  expect(odds(silent(1e-9), silent())).toBeLessThan(1_000);
});

test('where every tag is heard since, hardly any piece went', () => {
  expect(tagFactor({ ...silent(), untagged: 0 }, -1)).toBeLessThan(0.02);
  expect(tagFactor(silent(), -1)).toBe(1);
});
