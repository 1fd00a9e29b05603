/** Goal: how many pieces people take at once is learned, and decides between one heavy piece and several light ones. */
import { describe, expect, test } from 'vitest';
import { type Habit, habitAfter, habitFactor, habitOf } from '../../gateway/interpretation/grasp-habit.ts';
import { ShopFloor, site } from './shop-floor.ts';

function habitWith(...quantities: readonly number[]): Habit {
  return quantities.reduce(habitAfter, habitOf());
}

/** To the precision of what is computed. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

describe('a habit', () => {
  test('before anything was seen falls with the number taken, and with its root where it is put down', () => {
    expect([-1, -4, -20].map((quantity) => rounded(habitFactor(habitOf(), quantity)))).toEqual([1, 0.25, 0.05]);
    expect([1, 4, 25].map((quantity) => rounded(habitFactor(habitOf(), quantity)))).toEqual([1, 0.5, 0.2]);
    expect(habitFactor(undefined, -4)).toBe(0.25);
  });

  test('follows what was seen, each direction by itself', () => {
    const ones = habitWith(...Array.from({ length: 200 }, () => -1));
    const ratio = (habit: Habit, sign: 1 | -1): number => habitFactor(habit, sign) / habitFactor(habit, 4 * sign);
    expect(ratio(ones, -1)).toBeGreaterThan(50);
    expect(rounded(ratio(ones, 1))).toBe(2);
    expect(ratio(habitWith(...Array.from({ length: 200 }, () => -4)), -1)).toBeLessThan(0.2);
  });

  test('keeps all chances together at what they were', () => {
    const sumOf = (habit: Habit): number =>
      Array.from({ length: 40 }, (_, at) => habitFactor(habit, -1 - at)).reduce((sum, each) => sum + each, 0);
    expect(sumOf(habitWith(-1, -1, -2, -9, -30, -1))).toBeCloseTo(sumOf(habitOf()), 9);
  });
});

describe('on a shelf with a heavy item and a light one', () => {
  test('what was booked is remembered, also by a checkpoint', () => {
    const floor = new ShopFloor(site).stock('nut', 'B1', 100).rest('1', 1_200, 8_000);
    for (let left = 99; left >= 95; left -= 1) floor.rest('1', 12 * left, 8_000);
    expect(floor.booked()).toEqual(Array.from({ length: 5 }, () => 'taken 1 nut B1 → production'));
    const { habit } = floor.memory.fusion;
    expect(Math.round(habit.taken[0] ?? 0)).toBe(5);
    expect(floor.restore().memory.fusion.habit).toEqual(habit);
  });
});
