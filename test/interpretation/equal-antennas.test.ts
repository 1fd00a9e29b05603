/** A tag that two antennas of one zone hear alike stays where it was booked. */
import { expect, test } from 'vitest';
import { seedOf } from '../../simulators/seed.ts';
import { ShopFloor, start_ms } from './shop-floor.ts';

const epc = '30342CAC0C0303C000000001';

/** Both antennas read it about once a second, some dB about the same strength; one that moves is heard by the first alone at first, and from some time on by the second alone, louder. */
function between(seed_number: number, difference_dbm: number, moved_at_s = Number.POSITIVE_INFINITY): ShopFloor {
  const seed = seedOf(seed_number, 'equal-antennas');
  const floor = new ShopFloor();
  for (let s = 0; s < 300; s += 1) {
    const isMoved = s >= moved_at_s;
    for (const antenna of seed.happens(500) ? [1, 2] : [2, 1]) {
      floor.wait(200 + Math.round(200 * seed.share()));
      const isFirst = s < 5 && moved_at_s !== Number.POSITIVE_INFINITY;
      if (seed.happens(100) || (isMoved && antenna === 1) || (isFirst && antenna === 2)) continue;
      floor.read(epc, antenna, -55 + (antenna === 1 ? difference_dbm : isMoved ? 6 : 0) + seed.normal(2.5));
    }
    floor.wait(1_000 - (floor.now_ms % 1_000));
  }
  return floor;
}

test.each([1, 2, 3, 4, 5, 6])('heard alike by both, it arrives once and does not wander (seed %i)', (seed) => {
  for (const difference_dbm of [0, 2]) expect(between(seed, difference_dbm).booked()).toHaveLength(1);
});

test.each([1, 2, 3])('carried over to the other antenna after a while, it moves once (seed %i)', (seed) => {
  const floor = between(seed, 5, 150);
  expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1', 'moved 1 shirt S1 → S2']);
  expect(Math.abs((floor.movements[1]?.at_ms ?? 0) - start_ms - 150_000)).toBeLessThan(10_000);
});
