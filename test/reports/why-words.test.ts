import { expect, test } from 'vitest';
import { groupWords } from '../../gateway/reports/why-words.ts';

test('what came to another place by its tags moved on from here', () => {
  expect(groupWords({ kind: 'arrived', quantity: 5, movements: 5 })).toBe('5 arrived in 5 arrivals');
  expect(groupWords({ kind: 'arrived', quantity: -5, movements: 5 })).toBe('5 moved on in 5 moves');
  expect(groupWords({ kind: 'left', quantity: -1, movements: 1 })).toBe('1 left in 1 departure');
  expect(groupWords({ kind: 'taken', quantity: 2, movements: 1 })).toBe('+2 taken in 1 pick');
});
