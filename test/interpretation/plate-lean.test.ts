/** Goal: a bin on a plate of its own that shows no lean is believed more pieces at once than one that touches something. */
import { describe, expect, test } from 'vitest';
import { leanOf, type MassModel } from '../../gateway/interpretation/likelihood.ts';
import { leanAfter, leanShare, type PlateLean } from '../../gateway/interpretation/plate-lean.ts';
import { ShopFloor } from './shop-floor.ts';

const mass: MassModel = { mean_mg: 20_500, piece_sd_mg: 205, mean_sd_mg: 100, is_proven: false };

/** Single picks, each off by so many thousandths. */
function seen(off_permille: readonly number[], before?: PlateLean): PlateLean | undefined {
  return off_permille.reduce<PlateLean | undefined>((lean, off) => {
    const sample = { piece_mg: mass.mean_mg * (1 + off / 1_000), pieces: 1, lean: leanOf(1, true), noise: 0.002 };
    return leanAfter(lean, mass, sample);
  }, before);
}

describe('the lean of a plate of its own', () => {
  test('is less than usual once picks show none, and all of it while they do', () => {
    expect(leanShare(undefined)).toBeCloseTo(0.71, 1);
    const quiet = seen([3, -5, 8, 2, -9, 4, 0, -6]);
    expect(leanShare(quiet)).toBeLessThan(0.35);
    expect(leanShare(seen([30, -45, 20, 38, -25, 50, -12, 33]))).toBeGreaterThan(0.75);
    // A bin that begins to touch something is known again.
    expect(leanShare(seen([60, -45, 40, 70], quiet))).toBeGreaterThan(0.5);
  });

  test('one wild pick is no lean', () => {
    const quiet = seen([3, -5, 8, 2, -9, 4, 0, -6]);
    const wild = seen([400], quiet);
    expect(leanShare(seen([3, -5], wild))).toBeLessThan(0.5);
  });

  test('a refill of 25 is booked where picks have shown how little the plate leans, and is the same after a restart', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 60).stock('nut', 'dock', 100).rest('1', 1_000);
    let grams = 1_000;
    for (const pieces of [1, 2, 1, 1, 2, 3, 1, 1]) {
      grams -= 12 * pieces;
      floor.rest('1', grams, 8_000);
    }
    floor.restore();
    floor.rest('1', grams, 130_000).rest('1', grams + 300.2, 12_000);
    expect(floor.open()).toEqual([]);
    expect(floor.booked().at(-1)).toBe('filled 25 nut dock → B1');
  });
});
