/** Somebody pressed the tare of the scale, and nobody told the gateway. */
import { describe, expect, test } from 'vitest';
import { ShopFloor } from './shop-floor.ts';

describe('a scale tared by hand', () => {
  test('asks once, and books what is taken from then on', () => {
    const floor = new ShopFloor().rest('2', 500 + 10 * 206, 5_000).rest('2', 0, 20_000);
    const asked = floor.open();
    expect(asked).toHaveLength(1);
    floor.rest('2', -412, 10_000).rest('2', -618, 10_000);
    expect(floor.booked().slice(-2)).toEqual(['taken 2 bolt B2 → production', 'taken 1 bolt B2 → production']);
    expect(floor.open()).toEqual(asked);
  });

  test('a bin lifted away and put back is no tare: pieces taken meanwhile are counted from its empty mass', () => {
    const floor = new ShopFloor()
      .rest('2', 500 + 10 * 206, 5_000)
      .rest('2', 0, 20_000)
      .rest('2', 500 + 8 * 206, 10_000);
    expect(floor.memory.scales.devices.get('scale')?.get('2')?.state.is_shift_known).toBe(true);
    expect(floor.level('bolt', 'B2')).toBe(8);
  });
});
