import { describe, expect, test } from 'vitest';
import { type Random, randomOf } from '../../gateway/base/random.ts';
import { ShopFloor, weightReading } from './shop-floor.ts';

/** Sum of twelve even numbers less six: close to a normal deviate, and its tails end at six. */
function normal(random: Random): number {
  let sum = -6;
  for (let index = 0; index < 12; index += 1) sum += random.next();
  return sum;
}

/** A cheap cell: noise, slow wander, a spike now and then. */
function cellOf(random: Random, floor: ShopFloor, every_ms: number) {
  let wander = 0;
  return function weigh(grams: number): void {
    wander = 0.95 * wander + 0.05 * normal(random);
    const spike = random.next() < 0.001 ? (random.next() - 0.5) * 400 : 0;
    floor.say('scale', weightReading('1', grams + wander + 0.45 * normal(random) + spike)).wait(every_ms);
  };
}

function hold(weigh: (grams: number) => void, grams: number, readings: number): void {
  for (let index = 0; index < readings; index += 1) weigh(grams);
}

describe('a noisy cell', () => {
  test('books nothing in an hour of noise, drift and hands', () => {
    const random = randomOf(11);
    const floor = new ShopFloor();
    const weigh = cellOf(random, floor, 100);
    for (let minute = 0; minute < 60; minute += 1) {
      const level = 600 + minute * 0.02;
      hold(weigh, level, 540);
      for (let touch = random.int(3, 30); touch > 0; touch -= 1) weigh(level + random.next() * 300);
      hold(weigh, level, 60);
    }
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
  });

  test.each([
    ['ten', 100],
    ['sixty', 17],
  ])('counts at %s readings a second what is taken, also when it leans', (_, every_ms) => {
    const random = randomOf(7);
    const floor = new ShopFloor().stock('nut', 'B1', 1_000);
    const weigh = cellOf(random, floor, every_ms);
    let grams = 12_000;
    let taken = 0;
    hold(weigh, grams, 4_000 / every_ms);
    for (let pick = 0; pick < 200; pick += 1) {
      const pieces = random.int(1, 3);
      taken += pieces;
      const step = pieces * 12 * (1 + 0.02 * normal(random));
      // It falls, and rings for half a second.
      for (let ms = 0; ms < 500; ms += every_ms) weigh(grams - step + 60 * Math.exp(-ms / 150) * Math.cos(ms / 20));
      grams -= step;
      hold(weigh, grams, 4_000 / every_ms);
    }
    const booked = floor.movements.reduce((sum, { quantity }) => sum + quantity, 0);
    expect(floor.movements.length).toBeGreaterThanOrEqual(198);
    expect(booked).toBeGreaterThanOrEqual(taken - 6);
    expect(booked).toBeLessThanOrEqual(taken);
    expect(floor.movements.every(({ kind }) => kind === 'taken')).toBe(true);
  });
});
