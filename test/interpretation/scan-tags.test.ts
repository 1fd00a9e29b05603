import { describe, expect, test } from 'vitest';
import type { EpcMeaning } from '../../devices/reading.ts';
import { ShopFloor, shirt, site } from './shop-floor.ts';

const shirt_code = '0614141123452';
const epc = (serial: number) => `3034257BF400B7800000000${serial}`;
const meaning = (serial: number): EpcMeaning => ({ ...shirt, serial: `${serial}`, filter: 1 });

function readBy(floor: ShopFloor, device: string, serials: readonly number[], times = 1): ShopFloor {
  for (let time = 0; time < times; time += 1) {
    for (const serial of serials) floor.read(epc(serial), 0, -55, { device, meaning: meaning(serial), count: 3 });
    floor.wait(500);
  }
  return floor;
}

function counting(): ShopFloor {
  return new ShopFloor().scans('TG-CMD.COUNT', 'TG-LOC.S1');
}

describe('tags that a handheld reads in a count', () => {
  test('twelve reads of one tag are one piece, and the person is told', () => {
    const floor = readBy(counting(), 'gun', [1], 12).wait(2_000);
    expect(floor.said()).toBe('ok: count at Shelf S1: 1 tag so far, 1 × Shirt');
    expect(floor.booked()).toEqual([]);
    floor.scans('TG-CMD.DONE');
    expect(floor.said()).toBe('mode: count of Shelf S1 done: 1 × Shirt (1 tag); lookup: scans only show');
    expect(floor.booked()).toEqual(['counted 1 shirt count-difference → S1']);
    expect(floor.movements[0]?.why).toBe('Shirt at Shelf S1 counted by Gun 1: 1 (1 tag), the level was 0');
  });

  test('four tags are four, also across a restart, and what they add is told once the trigger is released', () => {
    const floor = readBy(counting(), 'gun', [1, 2, 3], 4).restore();
    readBy(floor, 'gun', [2, 3, 4], 4).restore().wait(2_000).restore().wait(4_000);
    const told = floor.feedback.filter(({ says }) => says.includes('so far'));
    expect(told.map(({ says }) => says)).toEqual(['count at Shelf S1: 4 tags so far, 4 × Shirt']);
    expect(floor.scans('TG-CMD.DONE').level('shirt', 'S1')).toBe(4);
  });

  test('codes count a piece for each scan, and the answer tells the sum', () => {
    const floor = counting().scans(shirt_code, shirt_code);
    expect(floor.said()).toBe('ok: count 1 × Shirt at Shelf S1, 2 so far');
    readBy(floor, 'gun', [1, 2], 3).scans('TG-LOC.S2');
    expect(floor.said()).toBe('mode: Shelf S1 counted: 4 × Shirt (2 tags, 2 scanned); count at Shelf S2');
    expect(floor.level('shirt', 'S1')).toBe(4);
  });

  test('a piece whose code and tag have one serial number is counted once, whichever comes first', () => {
    const code = `01${shirt_code.padStart(14, '0')}211`;
    const floor = counting().scans(code);
    readBy(floor, 'gun', [1, 2], 2).scans('TG-CMD.DONE');
    expect(floor.level('shirt', 'S1')).toBe(2);
    const other = readBy(counting(), 'gun', [1, 2], 2).scans(code);
    expect(other.said()).toBe('duplicate: Shirt 1 was scanned already');
    expect(other.scans('TG-CMD.DONE').level('shirt', 'S1')).toBe(2);
  });

  test('CANCEL drops them, UNDO takes them back to be read again', () => {
    const floor = readBy(counting(), 'gun', [1, 2]).scans('TG-CMD.CANCEL');
    expect(floor.booked()).toEqual([]);
    floor.scans('TG-CMD.COUNT', 'TG-LOC.S1');
    readBy(floor, 'gun', [1, 2]).scans('TG-CMD.UNDO');
    expect(floor.said()).toBe('ok: 2 × Shirt taken back');
    expect(readBy(floor, 'gun', [2]).scans('TG-CMD.DONE').level('shirt', 'S1')).toBe(1);
  });

  test('before a location nothing is counted, and the person is told once', () => {
    const floor = readBy(new ShopFloor().scans('TG-CMD.COUNT'), 'gun', [1, 2], 3);
    expect(floor.feedback.slice(1)).toMatchObject([{ tone: 'error', says: 'scan the location before its tags' }]);
    expect(floor.scans('TG-CMD.DONE').booked()).toEqual([]);
  });

  test('a tag that a fixed antenna hears on another shelf is overheard', () => {
    const floor = new ShopFloor().read(epc(7), 2, -50, { meaning: meaning(7), count: 3 }).wait(200);
    expect(floor.level('shirt', 'S2')).toBe(1);
    floor.scans('TG-CMD.COUNT', 'TG-LOC.S1');
    readBy(floor, 'gun', [7, 8]).scans('TG-CMD.DONE');
    expect([floor.level('shirt', 'S1'), floor.level('shirt', 'S2')]).toEqual([1, 1]);
  });

  test('what a count found elsewhere before has moved; what it did not find again is no piece of the shelf', () => {
    const floor = readBy(counting(), 'gun', [1, 2, 3]).scans('TG-LOC.S2');
    readBy(floor, 'gun', [3]).scans('TG-CMD.DONE');
    expect(floor.booked().slice(1)).toEqual(['moved 1 shirt S1 → S2']);
    expect([floor.level('shirt', 'S1'), floor.level('shirt', 'S2')]).toEqual([2, 1]);
    floor.scans('TG-CMD.COUNT', 'TG-LOC.S1');
    readBy(floor, 'gun', [1]).scans('TG-CMD.DONE', 'TG-CMD.COUNT', 'TG-LOC.S2');
    readBy(floor, 'gun', [2, 3]).scans('TG-CMD.DONE');
    expect([floor.level('shirt', 'S1'), floor.level('shirt', 'S2')]).toEqual([1, 2]);
  });

  test('while tags are read the count stays open', () => {
    const floor = counting();
    for (let minute = 0; minute < 12; minute += 1) readBy(floor, 'gun', [minute % 9]).wait(60_000);
    expect(floor.scans('TG-CMD.DONE').level('shirt', 'S1')).toBe(9);
    expect(floor.open()).toEqual([]);
  });

  test('a container of tagged pieces counts nothing, and a tag that nobody knows is asked about', () => {
    const floor = readBy(counting(), 'gun', [1]);
    const strange = { scheme: 'sgtin-96', gtin: '09521141000021' } as const;
    for (let time = 0; time < 3; time += 1) floor.read('30A0', 0, -50, { device: 'gun', meaning: strange });
    floor.wait(2_000);
    expect(floor.said()).toBe('ok: count at Shelf S1: 1 tag so far, 1 × Shirt; 1 more count as nothing');
    expect(floor.open()).toEqual(['unknown-tag/30A0']);
  });

  test('in other modes, and by other readers, nothing is counted', () => {
    const floor = readBy(new ShopFloor(site).scans('TG-CMD.RECEIVE', 'TG-LOC.S1'), 'gun', [1, 2], 3);
    expect(floor.scans('TG-CMD.DONE').booked()).toEqual([]);
  });
});
