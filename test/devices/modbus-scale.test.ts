/** From registers to milligrams: exact for every kind of number, and as few questions as there can be. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { understand } from '../../devices/driver.ts';
import { registerAnswers } from '../../devices/scales/modbus-frame.ts';
import { type RegisterMap, type RegisterWeight, readsOf } from '../../devices/scales/modbus-map.ts';
import { presetMap, presetNamed, presetTitles } from '../../devices/scales/modbus-presets.ts';
import { modbusScale } from '../../devices/scales/modbus-scale.ts';

const plain = {
  channel: '1',
  table: 'holding',
  address: 0,
  words: 'high-first',
  unit: 'kg',
  decimals: 0,
  step: 1,
} as const;

function massOf(weight: RegisterWeight, values: readonly number[]): number | string {
  const map: RegisterMap = { weights: [weight], states: [], orders: [] };
  const frame = registerAnswers.encode([{ table: weight.table, address: weight.address, values }]);
  const understood = understand(modbusScale, frame, { retained: false, registers: map });
  const reading = understood.ok ? understood.value[0] : undefined;
  return reading?.kind === 'weight' ? reading.mass_mg : reading?.kind === 'condition' ? reading.condition : 'refused';
}

describe('a number in registers', () => {
  test('of 32 bits is exact in every unit, step and order of words', () => {
    const unit_mg = {
      g: [1_000n, 1n],
      kg: [1_000_000n, 1n],
      lb: [45_359_237n, 100n],
      oz: [28_349_523_125n, 1_000_000n],
    } as const;
    fc.assert(
      fc.property(
        fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }),
        fc.integer({ min: 2, max: 6 }),
        fc.constantFrom(1, 2, 5, 10),
        fc.constantFrom('g', 'kg', 'lb', 'oz'),
        fc.boolean(),
        (count, decimals, step, unit, isLowFirst) => {
          const bits = count >>> 0;
          const words = [Math.floor(bits / 65_536), bits % 65_536];
          const weight = { ...plain, type: 'i32', decimals, step, unit } as const;
          const [times, by] = unit_mg[unit];
          const dividend = BigInt(count) * BigInt(step) * times;
          const divisor = by * 10n ** BigInt(decimals);
          const size = dividend < 0n ? -dividend : dividend;
          const exact = Number((2n * size + divisor) / (2n * divisor)) * (dividend < 0n ? -1 : 1) + 0;
          // No scale stands beside a thousand tonnes.
          const rounded = Math.abs(exact) > 1_000_000_000_000 ? 'fault' : exact;
          expect(massOf(weight, words)).toBe(rounded);
          expect(massOf({ ...weight, words: 'low-first' }, words.toReversed())).toBe(rounded);
          if (isLowFirst && count >= 0) expect(massOf({ ...weight, type: 'u32' }, words)).toBe(rounded);
        },
      ),
    );
  });

  test.each([
    ['i16', [0x8000], -32_768_000_000],
    ['u16', [0xffff], 65_535_000_000],
    ['f32', [0x3f80, 0], 1_000_000],
    ['f32', [0x3dcc, 0xcccd], 100_000],
    ['f32', [0xc2f6, 0xe979], -123_456_001],
    ['f32', [0x7fc0, 0], 'fault'],
    ['f32', [0xff80, 0], 'fault'],
    ['f32', [0x7f7f, 0xffff], 'fault'],
    ['i32', [0x7fff, 0xffff], 'fault'],
  ] as const)('of the type %s', (type, values, expected) => {
    expect(massOf({ ...plain, type }, values)).toBe(expected);
  });

  test('whose sign is a bit elsewhere is below zero with it, and zero has no sign', () => {
    const weight = { ...plain, type: 'u16', negative: { table: 'holding', address: 1, bit: 15, when: 1 } } as const;
    expect(massOf(weight, [7, 0x8000])).toBe(-7_000_000);
    expect(massOf(weight, [7, 0x7fff])).toBe(7_000_000);
    expect(Object.is(massOf(weight, [0, 0x8000]), 0)).toBe(true);
  });
});

describe('the questions', () => {
  test('of every preset are one, with the state in the same answer as the weight', () => {
    const names = Object.keys(presetTitles).flatMap((name) => presetNamed(name) ?? []);
    const reads = names.map((name) => readsOf(presetMap(name, { unit: 'kg' })));
    expect(reads).toEqual([
      [{ table: 'holding', address: 6, count: 3 }],
      [{ table: 'holding', address: 6, count: 5 }],
      [{ table: 'holding', address: 0, count: 5 }],
      [{ table: 'holding', address: 0, count: 3 }],
      [{ table: 'holding', address: 0, count: 2 }],
    ]);
  });

  test('bring each register of any map, at most 32 at once', () => {
    const weights = fc.array(
      fc.record({
        table: fc.constantFrom('holding', 'input'),
        address: fc.integer({ min: 0, max: 200 }),
        type: fc.constantFrom('i16', 'i32', 'f32'),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(weights, (some) => {
        const all = some.map((each, at) => ({ ...plain, ...each, channel: String(at) }));
        const reads = readsOf({ weights: all, states: [], orders: [] });
        for (const { count } of reads) expect(count).toBeLessThanOrEqual(32);
        for (const { table, address, type } of all) {
          const end = address + (type === 'i16' ? 1 : 2);
          const fits = (read: (typeof reads)[number]) =>
            read.table === table && read.address <= address && read.address + read.count >= end;
          expect(reads.some(fits)).toBe(true);
        }
      }),
    );
  });
});
