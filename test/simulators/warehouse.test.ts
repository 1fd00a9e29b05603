import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demoWorld } from './demo-world.ts';
import { observed, smallWorld, start_ms } from './small-world.ts';

const minute_ms = 60_000;

describe('a simulated warehouse', () => {
  test('one seed gives one history, another seed another', () => {
    const [first, second, other] = [observed(7), observed(7), observed(8)];
    for (const { warehouse } of [first, second, other]) warehouse.pass(10 * minute_ms);
    expect(second.movements).toEqual(first.movements);
    expect(second.deeds).toEqual(first.deeds);
    expect(other.movements).not.toEqual(first.movements);
  });

  test('the strides in which its time passes change nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 200 }), (strides) => {
        const [whole, parts] = [observed(3), observed(3)];
        whole.warehouse.pass(strides.reduce((all, stride) => all + stride, 0));
        for (const stride of strides) parts.warehouse.pass(stride);
        expect(parts.movements).toEqual(whole.movements);
        expect(parts.deeds).toEqual(whole.deeds);
      }),
      { numRuns: 20 },
    );
  });

  test('nothing is made or lost: all levels of an item, outside ones too, add up to nothing', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { warehouse } = observed(seed);
        warehouse.pass(20 * minute_ms);
        const sums = new Map<string, number>();
        for (const { item, quantity } of warehouse.truth.levels()) sums.set(item, (sums.get(item) ?? 0) + quantity);
        expect([...sums.values()].filter((sum) => sum !== 0)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test('no place in the house ever holds less than nothing', () => {
    const outside = ['production', 'supplier', 'customer', 'count-difference'];
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { movements, warehouse } = observed(seed, { speed: 4 });
        warehouse.pass(30 * minute_ms);
        const levels = new Map<string, number>();
        for (const { item, quantity, from, to } of movements) {
          levels.set(`${from}/${item}`, (levels.get(`${from}/${item}`) ?? 0) - quantity);
          levels.set(`${to}/${item}`, (levels.get(`${to}/${item}`) ?? 0) + quantity);
          if (!outside.includes(from)) expect(levels.get(`${from}/${item}`)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 10 },
    );
  });

  test('what lies in a bin weighs what the pieces weigh that the truth says are there', () => {
    const { warehouse, deeds } = observed(11);
    warehouse.pass(30 * minute_ms);
    for (const { location, item, unit_mass_mg, unit_mass_sd_mg } of smallWorld.bins) {
      const masses = deeds.map((deed) => new RegExp(`^${location} (-?\\d+)$`).exec(deed)?.[1] ?? '0').map(Number);
      const pieces = warehouse.truth.level(item, location);
      const mass_mg = masses.reduce((all, mass) => all + mass, 0);
      expect(Math.abs(mass_mg - pieces * unit_mass_mg)).toBeLessThan(4 * Math.sqrt(pieces + 1) * unit_mass_sd_mg);
    }
  });

  test('every kind of work is done within a quarter of an hour', () => {
    const { movements, deeds, warehouse } = observed(5);
    warehouse.pass(15 * minute_ms);
    const kinds = [...new Set(movements.map(({ kind }) => kind))].sort();
    expect(kinds).toEqual([
      'filled',
      'moved',
      'opening',
      'picked',
      'picked-up',
      'put-away',
      'put-back',
      'received',
      'shipped',
      'taken',
    ]);
    for (const name of ['RECEIVE', 'PICK', 'MOVE', 'COUNT', 'UNDO', 'DONE', 'QTY']) {
      expect(deeds.some((deed) => deed.includes(`TG-CMD.${name}`))).toBe(true);
    }
    expect(deeds.some((deed) => deed.includes('9529876'))).toBe(true);
    expect(deeds.some((deed) => deed.includes('touched'))).toBe(true);
  });

  test('the demo is lively from its sixth second on, and never still for long', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { movements, deeds, warehouse } = observed(seed, { world: demoWorld() });
      const opened = deeds.length;
      warehouse.pass(6_000);
      expect(deeds.length).toBeGreaterThan(opened);
      warehouse.pass(2 * minute_ms);
      const times = movements.map(({ at_ms }) => at_ms - start_ms).filter((at_ms) => at_ms > 0);
      const gaps = times.map((at_ms, nth) => at_ms - (times[nth - 1] ?? 0));
      expect(times.length).toBeGreaterThan(50);
      expect(Math.max(...gaps)).toBeLessThan(15_000);
    }
  });

  test('a faster house rests less', () => {
    const [slow, fast] = [observed(1), observed(1, { speed: 10 })];
    for (const { warehouse } of [slow, fast]) warehouse.pass(10 * minute_ms);
    expect(fast.movements.length).toBeGreaterThan(slow.movements.length * 1.3);
  });

  test('the fastest house there is still takes its time', () => {
    const { warehouse, movements } = observed(1, { speed: 9_999 });
    warehouse.pass(minute_ms);
    expect(movements.length).toBeLessThan(500);
  });
});
