/** Goal: a passage whose reads say it plainly, first all on one side and then all on the other, is booked at any usual pace. */
import { describe, expect, test } from 'vitest';
import { ShopFloor } from './shop-floor.ts';

const epc = '30342CAC0C0303C000000001';
const gate = { device: 'gate' };

/** Reads one side as often as told, then the other. */
function plainly(sides: readonly [1 | 2, 1 | 2], reads: number, gap_ms: number, dbm: number | undefined): ShopFloor {
  const floor = new ShopFloor();
  for (const antenna of sides) {
    for (let read = 0; read < reads; read += 1) floor.read(epc, antenna, dbm, gate).wait(gap_ms);
  }
  return floor.wait(12_000);
}

const paces = [
  ['a walk, well read', 8, 200],
  ['a brisk walk', 6, 150],
  ['a brisk walk, hardly read', 3, 300],
  ['a truck', 8, 80],
  ['slowly', 8, 500],
] as const;

// Known and open: the quick ones are asked about, because half seconds are the finest time in which a side is judged.
describe('a plain passage', () => {
  test.fails.each(paces.slice(1, 4))('%s, is booked either way', (_, reads, gap_ms) => {
    for (const dbm of [-57, undefined]) {
      expect(plainly([1, 2], reads, gap_ms, dbm).booked()).toEqual(['received 1 shirt supplier → dock']);
      expect(plainly([2, 1], reads, gap_ms, dbm).booked()).toEqual(['shipped 1 shirt dock → customer']);
    }
  });
});
