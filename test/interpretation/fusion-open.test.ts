/** Goal: what somebody else has booked where a change is open is neither booked once more, nor does it hide what comes next. */
import { describe, expect, test } from 'vitest';
import { asked, begun, learnAt, shelf } from './crate-shelves.ts';
import { ShopFloor } from './shop-floor.ts';

describe('what was in doubt a moment ago', () => {
  const two = { item: 'crate', quantity: 2, from: 'E', to: 'production', reason: 'answered' } as const;
  test('is not booked once more where a person answers by booking it', () => {
    const floor = begun().rest('3', 7_320, 12_000);
    floor.command({ kind: 'move', ...two });
    for (const grams of [8_160, 7_320]) {
      floor.scans('TG-CMD.PICK', 'TG-LOC.F', 'SKU-CRATE', 'TG-CMD.DONE').rest('4', grams, 20_000);
    }
    floor.wait(60_000);
    expect([floor.level('crate', 'E'), floor.open()]).toEqual([7, [asked]]);
  });

  test('makes no one change with the next one where a person has booked it meanwhile', () => {
    // Two crates of 900 g went, and something of 530 g was left there.
    const floor = begun().rest('3', 7_730, 150_000);
    floor.command({ kind: 'move', ...two });
    floor.rest('3', 7_200, 150_000);
    expect([floor.booked(), floor.level('crate', 'E')]).toEqual([['manual 2 crate E → production'], 7]);
    expect(floor.open()).toContain(asked);
  });

  test('does not hide what comes back where a person has booked it meanwhile', () => {
    const floor = begun().rest('3', 7_320, 150_000);
    floor.command({ kind: 'move', ...two });
    learnAt(floor, 'F', 8_160, 7_320).rest('3', 7_320, 2_000).rest('3', 9_000, 30_000);
    expect(floor.booked().filter((each) => each.includes('E'))).toEqual([
      'manual 2 crate E → production',
      'filled 2 crate dock → E',
    ]);
    expect(floor.level('crate', 'E')).toBe(9);
  });

  test('is settled by a count of what may have gone, not by one that finds another item as it was', () => {
    const floor = begun().rest('3', 7_320, 150_000);
    floor.command({ kind: 'count', item: 'shirt', location: 'E', quantity: 4, reason: 'asked' });
    expect(floor.open()).toEqual([asked]);
    floor.command({ kind: 'count', item: 'crate', location: 'E', quantity: 7, reason: 'asked' });
    expect(floor.open()).toEqual([]);
  });

  test('is settled once all that may lie there was counted and found as it was', () => {
    const floor = begun().rest('3', 7_320, 150_000);
    floor.command({ kind: 'count', item: 'crate', location: 'E', quantity: 9, reason: 'asked' });
    expect(floor.open()).toEqual([asked]);
    floor.command({ kind: 'count', item: 'shirt', location: 'E', quantity: 4, reason: 'asked' });
    expect(floor.open()).toEqual([]);
  });

  test('goes away with what lay there though something else was booked by hand meanwhile', () => {
    const floor = begun().rest('3', 9_530, 100_000);
    floor.command({ kind: 'move', item: 'shirt', quantity: 1, from: 'E', to: 'production', reason: 'sold' });
    expect(floor.rest('3', 9_000, 30_000).open()).toEqual([]);
  });

  test('goes away with what lay there though a scanned move that the weight has shown was booked meanwhile', () => {
    const floor = begun()
      .rest('3', 9_530, 100_000)
      .scans('TG-CMD.MOVE', 'TG-LOC.E', 'SKU-CRATE')
      .rest('3', 8_630, 4_000);
    floor.scans('TG-LOC.F').rest('4', 9_900, 20_000).rest('3', 8_630).rest('3', 8_100, 30_000);
    expect(floor.booked()).toEqual(['moved 1 crate E → F']);
    expect(floor.open()).toEqual([]);
  });

  test('is settled by a count of all that lies there, without what belongs there and is not there', () => {
    const floor = new ShopFloor(shelf).stock('crate', 'E', 9).rest('3', 9_000, 20_000).rest('3', 9_530, 100_000);
    expect(floor.open()).toEqual([asked]);
    floor.command({ kind: 'count', item: 'crate', location: 'E', quantity: 9, reason: 'asked' });
    expect(floor.open()).toEqual([]);
  });

  test('is told with the scan about it, though that was asked about, too', () => {
    const floor = begun().rest('3', 7_320, 2_000);
    floor.scans('TG-CMD.PICK', 'TG-LOC.E', 'SKU-CRATE', 'SKU-CRATE', 'TG-CMD.DONE').rest('3', 7_320, 12_000);
    expect(floor.open()).toHaveLength(3);
    for (const grams of [8_160, 7_320]) {
      floor.scans('TG-CMD.PICK', 'TG-LOC.F', 'SKU-CRATE', 'TG-CMD.DONE').rest('4', grams, 12_000);
    }
    floor.wait(300_000);
    expect(floor.booked().filter((each) => each.includes(' E '))).toEqual([
      'picked 1 crate E → production',
      'picked 1 crate E → production',
    ]);
    expect([floor.open(), floor.level('crate', 'E')]).toEqual([[], 7]);
  });

  test('is told though a number scanned there an hour before is asked about still', () => {
    const items = shelf.items.map((item) => (item.id === 'shirt' ? { ...item, codes: ['SKU-SHIRT'] } : item));
    const floor = new ShopFloor({ ...shelf, items }).stock('crate', 'E', 9).stock('shirt', 'E', 14);
    floor.stock('crate', 'F', 9).wait(130_000).rest('4', 9_000).rest('3', 9_000, 20_000);
    const three = ['SKU-SHIRT', 'SKU-SHIRT', 'SKU-SHIRT'];
    floor.scans('TG-CMD.PICK', 'TG-LOC.E', ...three, 'TG-CMD.DONE').rest('3', 8_600, 60_000);
    const asked_before = floor.open();
    expect(asked_before).toHaveLength(1);
    floor
      .wait(3_600_000)
      .rest('3', 8_600, 3_000)
      .rest('4', 9_000, 3_000)
      .rest('3', 8_600, 3_000)
      .rest('3', 6_920, 12_000);
    expect(floor.open()).toEqual([...asked_before, asked].sort());
    for (const grams of [8_160, 7_320, 6_480]) {
      floor.scans('TG-CMD.PICK', 'TG-LOC.F', 'SKU-CRATE', 'TG-CMD.DONE').rest('4', grams, 12_000);
    }
    floor.wait(60_000);
    expect([floor.open(), floor.level('crate', 'E')]).toEqual([asked_before, 7]);
  });

  test('goes away with its exact opposite first, whatever else lies there', () => {
    const floor = begun().rest('3', 9_530, 100_000).rest('3', 7_850, 100_000);
    expect(floor.open()).toHaveLength(2);
    floor.rest('3', 9_530, 60_000);
    expect([floor.booked(), floor.open()]).toEqual([[], [asked]]);
    floor.rest('3', 9_000, 60_000);
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });
});
