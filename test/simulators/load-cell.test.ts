/** The simulated load cell is as bad as a real one, and no worse. */
import { describe, expect, test } from 'vitest';
import { type LoadCell, loadCellOf, usualLoadCell } from '../../simulators/load-cell.ts';
import { seedOf } from '../../simulators/seed.ts';

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
const still = { ...usualLoadCell, noise_mg: 0, drift_mg: 0, quantum_mg: 1 };

function series(cell: LoadCell, from_ms: number, to_ms: number): number[] {
  const masses: number[] = [];
  for (let at_ms = from_ms; at_ms < to_ms; at_ms += 100) masses.push(cell.massAt(at_ms));
  return masses;
}

function mean(masses: readonly number[]): number {
  return masses.reduce((sum, mass_mg) => sum + mass_mg, 0) / masses.length;
}

describe('a load cell at rest', () => {
  test('shows whole milligrams in steps of its converter', () => {
    const cell = loadCellOf(seedOf(1), usualLoadCell, 412_000);
    for (const mass_mg of series(cell, 0, 60_000)) {
      expect(Number.isSafeInteger(mass_mg)).toBe(true);
      expect(mass_mg % 240).toBe(0);
    }
  });

  test('has half a gram of noise around what lies on it', () => {
    for (const seed of seeds) {
      const masses = series(loadCellOf(seedOf(seed), usualLoadCell, 412_000), 0, 30_000);
      const middle_mg = mean(masses);
      const deviation_mg = Math.sqrt(mean(masses.map((mass_mg) => (mass_mg - middle_mg) ** 2)));
      expect(Math.abs(middle_mg - 412_000)).toBeLessThan(600);
      expect(deviation_mg).toBeGreaterThan(400);
      expect(deviation_mg).toBeLessThan(650);
    }
  });

  test('its zero creeps a little within hours', () => {
    for (const seed of seeds) {
      const cell = loadCellOf(seedOf(seed), { ...usualLoadCell, noise_mg: 0 });
      const hourly = Array.from({ length: 12 }, (_, hour) => cell.massAt(hour * 3_600_000));
      expect(Math.max(...hourly.map(Math.abs))).toBeLessThan(6_000);
    }
  });

  test('one seed gives one history', () => {
    const history = () => {
      const cell = loadCellOf(seedOf(7));
      cell.load(1_000, 200_000);
      cell.touch(3_000, 90_000, 500);
      return series(cell, 0, 6_000);
    };
    expect(history()).toEqual(history());
  });
});

describe('a step', () => {
  test('falls in within a tenth of a second, rings, and is at rest within four seconds', () => {
    const cell = loadCellOf(seedOf(3), { ...still, lean_permille: 0 });
    cell.load(1_000, 200_000);
    expect(cell.massAt(1_000)).toBe(0);
    expect(cell.massAt(1_050)).toBe(100_000);
    expect(cell.isMovingAt(1_050)).toBe(true);
    const ringing = Array.from({ length: 40 }, (_, at) => cell.massAt(1_100 + at * 10));
    expect(Math.max(...ringing)).toBeGreaterThan(210_000);
    expect(Math.min(...ringing)).toBeLessThan(190_000);
    expect(Math.abs(cell.massAt(5_000) - 200_000)).toBeLessThan(500);
    expect(cell.massAt(8_000)).toBe(200_000);
    expect(cell.isMovingAt(8_000)).toBe(false);
  });

  test('is a few percent off for where the piece lies, and an empty plate is empty again', () => {
    for (const seed of seeds) {
      const cell = loadCellOf(seedOf(seed), still, 412_000);
      const chance = seedOf(seed).stream('hands');
      let at_ms = 0;
      let shown_mg = 412_000;
      for (let times = 0; times < 60; times += 1) {
        const mass_mg = cell.load_mg < 400_000 || chance.happens(500) ? 100_000 : -100_000;
        cell.load(at_ms, mass_mg);
        at_ms += 10_000;
        const step_mg = cell.massAt(at_ms) - shown_mg;
        shown_mg += step_mg;
        expect(Math.abs(step_mg - mass_mg)).toBeLessThan(15_000);
      }
      cell.load(at_ms, -cell.load_mg);
      expect(cell.load_mg).toBe(0);
      expect(cell.massAt(at_ms + 10_000)).toBe(412_000);
    }
  });
});

test('a hand that leans on it leaves nothing behind', () => {
  const cell = loadCellOf(seedOf(5), still, 412_000);
  cell.touch(1_000, 150_000, 800);
  expect(cell.massAt(1_000)).toBe(412_000);
  expect(cell.massAt(1_400)).toBeGreaterThan(540_000);
  expect(cell.isMovingAt(1_400)).toBe(true);
  expect(cell.massAt(1_800)).toBe(412_000);
  expect(cell.isMovingAt(1_800)).toBe(false);
});
