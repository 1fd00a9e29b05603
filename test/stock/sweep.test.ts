/** Goal: what two sweeps tell of the tags that neither heard, against published numbers and by hand. */
import { expect, test } from 'vitest';
import { missedChance, recaptured } from '../../gateway/stock/sweep.ts';

const tags = (from: number, to: number) => new Set(Array.from({ length: to - from }, (_, i) => `E${from + i}`));

test("Chapman's estimate and its deviation", () => {
  // The turtles of every textbook: 10 marked, 15 caught later, 5 of them marked.
  const { tags: there, sd } = recaptured(tags(0, 10), tags(5, 20));
  expect(there).toBeCloseTo(28.333_333, 5);
  expect(sd).toBeCloseTo(5.909_368, 5);
  expect(recaptured(tags(0, 8), tags(0, 8))).toEqual({ tags: 8, sd: 0 });
  expect(recaptured(new Set(), new Set())).toEqual({ tags: 0, sd: 0 });
});

test('the chance that every pass missed a tag: one pass says nothing of itself, agreeing ones say much', () => {
  expect(missedChance([])).toBe(1);
  expect(missedChance([tags(0, 500)])).toBe(0.5);
  // Each heard all eight of the other: 1 − 9/10 each.
  expect(missedChance([tags(0, 8), tags(0, 8)])).toBeCloseTo(0.01, 12);
  // Each heard half of the other's ten: 1 − 6/12 each.
  expect(missedChance([tags(0, 10), tags(5, 15)])).toBeCloseTo(0.25, 12);
  expect(missedChance([new Set(), new Set()])).toBe(0.25);
  expect(missedChance([tags(0, 10), tags(5, 15), tags(0, 15)])).toBeLessThan(0.05);
});
