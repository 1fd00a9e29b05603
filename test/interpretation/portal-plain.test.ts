/** A passage whose reads say it plainly, first all on one side and then all on the other, is booked at any usual pace. */
import { describe, expect, test } from 'vitest';
import { restorePassage } from '../../gateway/interpretation/passage.ts';
import { whereaboutsOf } from '../../gateway/interpretation/whereabouts.ts';
import { ShopFloor } from './shop-floor.ts';

const epc = '30342CAC0C0303C000000001';
const gate = { device: 'gate' };

/** Reads each side in turn as often as told. */
function plainly(sides: readonly (1 | 2)[], reads: number, gap_ms: number, dbm: number | undefined): ShopFloor {
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

describe('a plain passage', () => {
  test.each(paces)('%s, is booked either way', (_, reads, gap_ms) => {
    for (const dbm of [-57, undefined]) {
      expect(plainly([1, 2], reads, gap_ms, dbm).booked()).toEqual(['received 1 shirt supplier → dock']);
      expect(plainly([2, 1], reads, gap_ms, dbm).booked()).toEqual(['shipped 1 shirt dock → customer']);
    }
  });

  test('two reads by each side within a second are asked about', () => {
    const floor = plainly([1, 2], 2, 200, -57);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([`passage-unresolved/gate/${epc}`]);
  });

  test.each(paces.slice(0, 4))('%s, and back at once, moves nothing', (_, reads, gap_ms) => {
    expect(plainly([1, 2, 1], reads, gap_ms, -57).booked()).toEqual([]);
  });
});

test('a passage of an older checkpoint, in slices of half a second, goes on where it was', () => {
  const last = {
    ref: { device: 'gate', id: 'n1:0', n: 1, index: 0, at_ms: 10_600 },
    antenna: 1,
    rssi_cdbm: -5_700,
    count: 1,
  };
  const older = {
    ...{ device: 'gate', epc, start_ms: 10_100, end_ms: 10_600, last_arrived_ms: 10_610 },
    ...{ reads_inside: 0, reads_outside: 2, last, slice: 21, heard_slice: 20 },
    ...{ inside: { missed: 2 }, outside: { now_cdbm: -5_700, before_cdbm: -5_900, missed: 0 } },
    ...{ peak_cdbm: -5_700, sum: -3, begun_ms: 100, lowest: { sum: -3, at_ms: 10_500 } },
    ...{ highest: { sum: 0, at_ms: 10_100 }, whereabouts: whereaboutsOf() },
    slices: [{ at_ms: 10_000, louder_cdb: -1_800, isAlone: true, loud_cdbm: -5_900 }],
  };
  const passage = restorePassage(older);
  expect([passage.slice_ms, passage.heard_ms, passage.outside.before_ms]).toEqual([10_500, 10_000, 10_250]);
  expect(passage.slices[0]?.reads).toBe(1);
  expect(restorePassage(JSON.parse(JSON.stringify(passage)))).toEqual(passage);
});
