/** Goal: a wrong unit mass is learned from confirmed picks, and nothing wrong is booked on the way. */
import { describe, expect, test } from 'vitest';
import { weigh } from '../../gateway/interpretation/hypotheses.ts';
import type { Candidate } from '../../gateway/interpretation/likelihood.ts';
import { learnedMass, learnMass, type MassRecords, massOf } from '../../gateway/interpretation/unit-mass.ts';
import type { Item } from '../../gateway/stock/site.ts';

const item: Item = { id: 'nut', name: 'Nut', gtins: [], codes: [], unit: 'piece', unit_mass_mg: 115_000 };
const true_mg = 100_000;
const seeds = 200;

/** Uniform from a seed (mulberry32), as normal deviates. */
function normalsOf(seed: number): () => number {
  let state = seed;
  const share = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - share())) * Math.cos(2 * Math.PI * share());
}

interface Outcome {
  readonly error: number;
  readonly wrong: number;
  readonly asked: number;
}

/** Twenty scanned picks of one to four pieces that differ by 1.5 % and lean by 3 % each. */
function picks(seed: number): Outcome {
  const normal = normalsOf(seed);
  const records: MassRecords = new Map();
  let wrong = 0;
  let asked = 0;
  for (let pick = 0; pick < 20; pick += 1) {
    const pieces = 1 + (pick % 4);
    let mass_mg = 0;
    for (let piece = 0; piece < pieces; piece += 1) mass_mg += true_mg * (1 + 0.015 * normal()) * (1 + 0.03 * normal());
    const mass = massOf(records, item);
    if (mass === undefined) continue;
    const base = {
      item: 'nut',
      block: 0,
      mass,
      level: 100,
      is_alone: true,
      prior: 1,
      most: undefined,
      arrangement: 1,
      tags: undefined,
    };
    const candidate: Candidate = { ...base, scanned: -pieces };
    const [best] = weigh([{ delta_mg: -mass_mg, sd_mg: 200 }], [candidate]).ranked;
    const quantity = best?.lines[0]?.quantity;
    if (best !== undefined && quantity !== undefined && best.permille >= 900) {
      if (quantity !== -pieces) wrong += 1;
    } else asked += 1;
    if (quantity === -pieces) learnMass(records, item, { piece_mg: mass_mg / pieces, pieces, at_ms: pick });
  }
  const learned = learnedMass(records, item)?.mean_mg ?? 0;
  return { error: Math.abs(learned / true_mg - 1), wrong, asked };
}

describe('a unit mass 15 % off', () => {
  test(`is learned within 20 confirmed picks, and nothing wrong is booked on the way (${seeds} seeds)`, () => {
    const outcomes = Array.from({ length: seeds }, (_, seed) => picks(seed + 1));
    expect(outcomes.reduce((sum, { wrong }) => sum + wrong, 0)).toBe(0);
    expect(outcomes.filter(({ error }) => error < 0.01).length).toBeGreaterThanOrEqual(0.85 * seeds);
    expect(Math.max(...outcomes.map(({ error }) => error))).toBeLessThan(0.03);
  });
});

describe('a changed package', () => {
  test('is noticed by the fourth pick, and learned anew', () => {
    const records: MassRecords = new Map();
    const right: Item = { ...item, unit_mass_mg: 100_000 };
    for (let pick = 0; pick < 12; pick += 1) {
      expect(learnMass(records, right, { piece_mg: 100_000 + (pick % 3) * 500, pieces: 2, at_ms: pick })).toBe(
        'learned',
      );
    }
    const after = [1, 2, 3, 4].map((pick) =>
      learnMass(records, right, { piece_mg: 112_000, pieces: 2, at_ms: 20 + pick }),
    );
    expect(after.at(-1)).toBe('changed');
    expect(Math.round(learnedMass(records, right)?.mean_mg ?? 0)).toBe(112_000);
  });

  test('a pick far off is a mistake about the number and teaches nothing', () => {
    expect(learnMass(new Map(), item, { piece_mg: 230_000, pieces: 1, at_ms: 0 })).toBe('refused');
  });
});
