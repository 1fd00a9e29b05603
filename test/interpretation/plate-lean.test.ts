/** Goal: a bin on a plate of its own that shows no lean is believed more pieces at once than one that touches something. */
import { describe, expect, test } from 'vitest';
import { leanOf, type MassModel } from '../../gateway/interpretation/likelihood.ts';
import { leanAfter, leanShare, type PlateLean } from '../../gateway/interpretation/plate-lean.ts';
import { ShopFloor, site } from './shop-floor.ts';

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

  test('does not speak for plates side by side: what stands among others leans as much as things on shelves do', () => {
    const rack = {
      ...site,
      items: site.items.map((item) => {
        if (item.id === 'nut') return { ...item, unit_mass_mg: 150_000 };
        return item.id === 'bolt' ? { ...item, unit_mass_mg: 400_000 } : item;
      }),
      locations: site.locations.map((each) =>
        each.id === 'B1'
          ? { id: 'B1', name: 'Bin B1', kind: 'bin' as const, in: 'hall', codes: [], items: ['nut', 'bolt'] }
          : each,
      ),
      devices: site.devices.map((device) => ({
        ...device,
        channels: device.channels.map((plate) => ({ ...plate, group: 'rack' })),
      })),
    };
    const floor = new ShopFloor(rack).stock('nut', 'B1', 20).stock('bolt', 'B1', 3);
    const rests = (grams: number, time_ms: number): void => {
      for (let at = 0; at < time_ms / 100; at += 1) {
        const noise = (at % 3) * 0.1;
        for (const [channel, g] of [
          ['1', grams],
          ['2', 500],
        ] as const)
          floor.say('scale', { kind: 'weight', channel, mass_mg: Math.round((g + noise) * 1_000) });
        floor.wait(100);
      }
    };
    rests(4_700, 8_000);
    // Three of 150 g, 7.5 % heavier for what leans there.
    rests(4_700 - 483.75, 20_000);
    expect([floor.booked(), floor.open()]).toEqual([['taken 3 nut B1 → production'], []]);
  });
});
