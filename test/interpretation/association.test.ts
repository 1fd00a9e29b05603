import { describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import type { TagStatement } from '../../gateway/interpretation/interpretation.ts';
import { checkpointOf, memoryFrom } from '../../gateway/interpretation/memory.ts';
import { ShopFloor, shirt, site } from './shop-floor.ts';

const plain = 'E2801160600002054C5B1A85';
const other = 'E2801160600002054C5B1A86';
const own = '3034257BF7194E4000001A85';

/** A tag whose bits say nothing. */
const blank = { scheme: 'unknown' };

function keepReading(floor: ShopFloor, epc: string, antenna: number, time_ms = 1_000): ShopFloor {
  for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 200) {
    floor.read(epc, antenna, antenna === 1 ? -55 : -45, { meaning: blank }).wait(200);
  }
  return floor;
}

function associate(floor: ShopFloor, ...associations: TagStatement[]): string | undefined {
  return floor.command({ kind: 'associate', associations, reason: 'labelled' });
}

describe('saying what a tag is', () => {
  test('books the tag that is present where it is, settles its question, and lets it move and leave like any other', () => {
    const floor = keepReading(new ShopFloor(), plain, 1);
    expect([floor.booked(), floor.open()]).toEqual([[], [`unknown-tag/${plain}`]]);
    expect(
      associate(floor, { epc: plain, item: 'shirt', quantity: 12, lot: 'L7', expiry: '2027-05-31' }),
    ).toBeUndefined();
    expect(floor.booked()).toEqual(['arrived 12 shirt count-difference → S1']);
    expect(floor.open()).toEqual([]);
    expect(floor.questions.at(-1)).toMatchObject({
      kind: 'settled',
      answer: 'it is 12 × Shirt, lot L7, expires 2027-05-31',
      by: 'anna',
    });
    expect(floor.movements[0]).toMatchObject({
      rule: 'association@1',
      at_ms: floor.now_ms,
      why: `Tag ${plain} at Shelf S1 is 12 × Shirt, lot L7, expires 2027-05-31, says anna: labelled`,
    });
    expect(floor.movements[0]?.evidence.map(({ says }) => says)).toEqual([
      `tag ${plain} read by antenna 1 at −55 dBm`,
      'associate by anna',
    ]);
    keepReading(floor, plain, 2, 5_000);
    floor.wait(20_000);
    expect(floor.booked().slice(1)).toEqual(['moved 12 shirt S1 → S2', 'left 12 shirt S2 → production']);
  });

  test('that was never seen only waits for it, and asks no question', () => {
    const floor = new ShopFloor();
    associate(floor, { epc: plain, item: 'shirt' });
    expect(floor.booked()).toEqual([]);
    keepReading(floor, plain, 2);
    expect([floor.booked(), floor.open()]).toEqual([['arrived 1 shirt count-difference → S2'], []]);
  });

  test('that has left meanwhile books nothing until it is heard again', () => {
    const floor = keepReading(new ShopFloor(), plain, 1).wait(30_000);
    associate(floor, { epc: plain, item: 'shirt' });
    expect(floor.booked()).toEqual([]);
    keepReading(floor, plain, 2);
    expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S2']);
  });

  test('that came in through a portal receives it', () => {
    const floor = new ShopFloor();
    // Portals tell sides by power over time, so it comes nearer to each antenna and goes from it.
    for (const [outside, inside] of [
      [-65, -72],
      [-50, -68],
      [-60, -60],
      [-68, -50],
      [-72, -65],
    ] as const) {
      for (let reads = 0; reads < 5; reads += 1) {
        floor.read(plain, 1, outside, { device: 'gate', meaning: blank });
        floor.read(plain, 2, inside, { device: 'gate', meaning: blank }).wait(100);
      }
    }
    floor.wait(10_000);
    expect([floor.booked(), floor.open()]).toEqual([[], [`unknown-tag/${plain}`]]);
    associate(floor, { epc: plain, item: 'shirt' });
    expect(floor.booked()).toEqual(['arrived 1 shirt supplier → dock']);
    keepReading(floor, plain, 1);
    expect(floor.booked().at(-1)).toBe('arrived 1 shirt dock → S1');
  });

  test('anew books the old pieces out and the new ones in; the same again books nothing', () => {
    const floor = keepReading(new ShopFloor(), plain, 1);
    associate(floor, { epc: plain, item: 'shirt' });
    associate(floor, { epc: plain, item: 'shirt', lot: 'L8' });
    expect(floor.booked()).toHaveLength(1);
    associate(floor, { epc: plain, item: 'nut', quantity: 50 });
    expect(floor.booked().slice(1)).toEqual([
      'manual 1 shirt S1 → count-difference',
      'arrived 50 nut count-difference → S1',
    ]);
    expect([floor.level('shirt', 'S1'), floor.level('nut', 'S1')]).toEqual([0, 50]);
  });

  test('ended takes its pieces out, and whoever ended it is not asked what it is', () => {
    const floor = keepReading(new ShopFloor(), plain, 1);
    associate(floor, { epc: plain, item: 'shirt' });
    expect(floor.command({ kind: 'dissociate', epcs: [plain], reason: 'tag peeled off' })).toBeUndefined();
    expect(floor.booked().at(-1)).toBe('manual 1 shirt S1 → count-difference');
    keepReading(floor, plain, 1, 2_000);
    expect([floor.open(), floor.booked().length]).toEqual([[], 2]);
    expect(floor.command({ kind: 'dissociate', epcs: [plain], reason: '' })).toBe('not-associated');
    expect(floor.associations.map(({ kind }) => kind)).toEqual(['made', 'ended']);
  });

  test('goes before the GTIN in its own bits, with a warning, and these count again when it is ended', () => {
    const floor = new ShopFloor().keepReading(own, 1, -55, 1_000);
    expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1']);
    associate(floor, { epc: own, item: 'nut', quantity: 100, gtin: shirt.gtin ?? '' });
    expect(floor.notes).toEqual([`tag ${own} has the GTIN of Shirt; from now on it counts as 100 × Nut M8`]);
    expect([floor.level('shirt', 'S1'), floor.level('nut', 'S1')]).toEqual([0, 100]);
    floor.command({ kind: 'dissociate', epcs: [own], reason: '' });
    floor.keepReading(own, 1, -55, 400);
    expect([floor.level('shirt', 'S1'), floor.level('nut', 'S1')]).toEqual([1, 0]);
  });

  test('with a handling unit books nothing, asks nothing, and its presence is known', () => {
    const floor = keepReading(new ShopFloor(), plain, 1);
    expect(associate(floor, { epc: plain, handling_unit: '106141412345678907' })).toBe('association-invalid');
    expect(associate(floor, { epc: plain, handling_unit: '10614141234567890' })).toBe('association-invalid');
    expect(associate(floor, { epc: plain, handling_unit: '106141412345678908' })).toBeUndefined();
    keepReading(floor, plain, 1);
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
    expect(floor.memory.tags.by_epc.get(plain)?.place).toBe('S1');
    keepReading(floor, plain, 2, 5_000);
    floor.wait(20_000);
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });

  test('is all or nothing', () => {
    const floor = keepReading(new ShopFloor(), plain, 1);
    expect(associate(floor, { epc: plain, item: 'shirt' }, { epc: other, item: 'no-such' })).toBe(
      'association-invalid',
    );
    expect(associate(floor, { epc: plain, item: 'shirt' }, { epc: plain, item: 'nut' })).toBe('association-invalid');
    expect([floor.booked(), floor.associations]).toEqual([[], []]);
    associate(floor, { epc: plain, item: 'shirt' });
    expect(floor.command({ kind: 'dissociate', epcs: [plain, other], reason: '' })).toBe('not-associated');
    expect(floor.associations).toHaveLength(1);
  });

  test('beyond the limit is refused with a sentence, and nothing of it is taken over', () => {
    const floor = new ShopFloor();
    const { associations } = floor.memory.books;
    for (let index = 1; index < limits.associations_max; index += 1) {
      associations.set(`E2${String(index).padStart(6, '0')}`, { item: 'shirt', quantity: 1 });
    }
    const refused = associate(floor, { epc: plain, item: 'shirt' }, { epc: other, item: 'shirt' });
    expect([refused, associations.size]).toEqual(['too-many-associations', limits.associations_max - 1]);
    expect(associate(floor, { epc: plain, item: 'shirt' })).toBeUndefined();
  });

  test('with an item that the settings lose becomes a question, and counts again when it is back', () => {
    const floor = new ShopFloor();
    associate(floor, { epc: plain, item: 'shirt' });
    floor.settings({ ...site, items: site.items.filter(({ id }) => id !== 'shirt') });
    keepReading(floor, plain, 1);
    expect([floor.booked(), floor.open()]).toEqual([[], [`unknown-tag/${plain}`]]);
    floor.settings(site);
    keepReading(floor, plain, 1, 400);
    expect([floor.booked(), floor.open()]).toEqual([['arrived 1 shirt count-difference → S1'], []]);
  });

  test('outlives a checkpoint', () => {
    const floor = keepReading(new ShopFloor(), plain, 1);
    associate(floor, { epc: plain, item: 'shirt', quantity: 3 });
    floor.restore();
    keepReading(floor, plain, 2, 5_000);
    expect(floor.booked().at(-1)).toBe('moved 3 shirt S1 → S2');
  });
});

describe('a checkpoint from before there were associations and tares', () => {
  test('is taken up: tags stand for one piece, scales show what they weigh', () => {
    const floor = new ShopFloor().keepReading(own, 1, -55, 1_000).rest('2', 500 + 206 * 3);
    floor.scans('TG-CMD.MOVE', 'TG-LOC.S2');
    const older = JSON.parse(checkpointOf(floor.memory), (key, value) =>
      ['quantity', 'shift_mg', 'is_shift_known', 'associations', 'came', 'unknown'].includes(key) &&
      typeof value !== 'string'
        ? undefined
        : value,
    );
    // Levels and movements have quantities, too, and keep them.
    const { levels, booked } = JSON.parse(checkpointOf(floor.memory));
    floor.memory = memoryFrom(JSON.stringify({ ...older, levels, booked }));
    keepReading(floor, own, 2, 5_000);
    floor.rest('2', 500 + 206 * 2);
    expect(floor.booked().slice(-2)).toEqual(['moved 1 shirt S1 → S2', 'taken 1 bolt B2 → production']);
    expect(associate(floor, { epc: plain, item: 'shirt' })).toBeUndefined();
    floor.scans('WHAT', 'TG-CMD.DONE');
    expect(floor.open()).toEqual(['unknown-code/WHAT']);
  });
});

describe('an answer that names an item', () => {
  test('associates the tag it is about', () => {
    const floor = keepReading(new ShopFloor(), plain, 1);
    const question = `unknown-tag/${plain}`;
    expect(floor.command({ kind: 'settle', question, answer: 'Shirt', item: 'no-such' })).toBe('unknown-item');
    expect(floor.command({ kind: 'settle', question, answer: 'Shirt', item: 'shirt' })).toBeUndefined();
    expect([floor.booked(), floor.open()]).toEqual([['arrived 1 shirt count-difference → S1'], []]);
    expect(floor.memory.books.associations.get(plain)).toEqual({ item: 'shirt', quantity: 1 });
  });

  test('books what was received and picked under a code nobody knew, at the time of its scan', () => {
    const floor = new ShopFloor().stock('shirt', 'S2', 5);
    floor.scans('TG-CMD.RECEIVE', 'TG-LOC.S1', 'TG-CMD.QTY.4', 'WHAT');
    const scanned_ms = floor.now_ms - 1_000;
    floor.scans('TG-CMD.DONE', 'TG-CMD.PICK', 'TG-LOC.S2', 'WHAT', 'WHAT', 'TG-CMD.DONE').wait(60_000);
    expect(floor.booked()).toEqual([]);
    const question = 'unknown-code/WHAT';
    expect(floor.command({ kind: 'settle', question, answer: 'it is a shirt', item: 'shirt' })).toBeUndefined();
    expect(floor.booked()).toEqual(['received 4 shirt supplier → S1', 'picked 2 shirt S2 → production']);
    expect(floor.movements[0]).toMatchObject({
      at_ms: scanned_ms,
      rule: 'scan-workflow@4',
      why: '4 × Shirt received into Shelf S1, scanned as WHAT by Gun 1; anna said what it is',
    });
    expect(floor.open()).toEqual([]);
  });

  test('books a move to where its other lines went', () => {
    const floor = new ShopFloor().stock('shirt', 'S1', 5).stock('bolt', 'S1', 5);
    floor.scans('TG-CMD.MOVE', 'TG-LOC.S1', 'SKU-BOLT', 'WHAT', 'TG-LOC.S2');
    floor.command({ kind: 'settle', question: 'unknown-code/WHAT', answer: 'shirt', item: 'shirt' });
    expect(floor.booked()).toEqual(['moved 1 bolt S1 → S2', 'moved 1 shirt S1 → S2']);
  });

  test('asks on where a count is closed, a move came nowhere, or the location is gone', () => {
    const floor = new ShopFloor();
    floor.scans('TG-CMD.COUNT', 'TG-LOC.S1', 'WHAT', 'TG-CMD.DONE', 'TG-CMD.MOVE', 'TG-LOC.S2', 'WHAT', 'TG-CMD.DONE');
    floor.command({ kind: 'settle', question: 'unknown-code/WHAT', answer: 'shirt', item: 'shirt' });
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toHaveLength(1);
    expect(floor.questions.at(-1)).toMatchObject({
      question: {
        kind: 'scan-unresolved',
        item: 'shirt',
        location: 'S1',
        question:
          'WHAT is Shirt, and of what was scanned under it this could not be booked afterwards: 1 for a count at Shelf S1, 1 for a move at Shelf S2. How many are there?',
      },
    });
  });

  test('books nothing of a move that was cancelled, and nothing where no location was given', () => {
    const floor = new ShopFloor();
    floor.scans('TG-CMD.MOVE', 'TG-LOC.S1', 'WHAT', 'TG-CMD.CANCEL', 'TG-CMD.RECEIVE', 'WHAT', 'TG-CMD.DONE');
    floor.command({ kind: 'settle', question: 'unknown-code/WHAT', answer: 'shirt', item: 'shirt' });
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });

  test('leaves a later count standing', () => {
    const floor = new ShopFloor();
    floor.scans('TG-CMD.RECEIVE', 'TG-LOC.S1', 'WHAT', 'TG-CMD.DONE');
    floor.command({ kind: 'count', item: 'shirt', location: 'S1', quantity: 7, reason: '' });
    floor.command({ kind: 'settle', question: 'unknown-code/WHAT', answer: 'shirt', item: 'shirt' });
    expect(floor.level('shirt', 'S1')).toBe(7);
  });

  test('is refused where a question is about no item', () => {
    const floor = new ShopFloor();
    floor.command({ kind: 'move', item: 'shirt', quantity: 1, from: 'S1', to: 'S2', reason: '' });
    const [question = ''] = floor.open();
    expect(floor.command({ kind: 'settle', question, answer: 'x', item: 'shirt' })).toBe('not-about-an-item');
    expect(floor.open()).toEqual([question]);
  });
});
