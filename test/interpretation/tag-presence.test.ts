import { describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import { ShopFloor, shirt, site, start_ms } from './shop-floor.ts';

const epc = '30342CAC0C0303C000000001';

describe('tags on shelves', () => {
  test('one read is not enough, the second makes a tag present', () => {
    const floor = new ShopFloor().read(epc, 1, -54.5).wait(400);
    expect(floor.booked()).toEqual([]);
    floor.read(epc, 1, -54.5);
    expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1']);
    expect(floor.movements[0]).toMatchObject({
      id: 'reader:n3:0/tag-presence',
      at_ms: start_ms,
      arrived_ms: start_ms + 400,
      why: `Tag ${epc} (Shirt) came to Shelf S1: 2 reads in 0.4 s at −54.5 dBm, never seen before`,
      evidence: [
        { n: 2, index: 0, device: 'reader', at_ms: start_ms, says: `tag ${epc} read by antenna 1 at −54.5 dBm` },
        { n: 3, index: 0, device: 'reader', at_ms: start_ms + 400, says: `tag ${epc} read by antenna 1 at −54.5 dBm` },
      ],
    });
  });

  test('moves with a tag that is carried on seconds after it came, as a reader of two rails told it', () => {
    const heard = [
      ...[
        [0.5, 1, -56.4],
        [2, 1, -51.7],
        [2.5, 1, -50.5],
        [4, 1, -44],
        [4.5, 1, -57.8],
        [6, 1, -53],
        [6.5, 1, -55.6],
      ],
      ...[
        [7, 1, -47.1],
        [7.5, 1, -53.4],
        [8, 1, -45.5],
        [9.5, 2, -46.8],
        [10, 2, -52.9],
        [11, 2, -52.1],
        [11.5, 2, -49.1],
      ],
      ...[
        [12, 2, -49],
        [13.5, 2, -51.9],
        [14, 2, -48.7],
        [15, 2, -52.4],
        [15.5, 2, -49.6],
        [16, 2, -51.5],
        [16.5, 2, -49.4],
      ],
      ...[
        [17.5, 2, -54],
        [20, 2, -51.9],
        [21, 2, -51.2],
        [22.5, 2, -54.4],
        [23.5, 2, -47.9],
        [24, 2, -51.5],
        [25, 2, -51],
      ],
    ] as const;
    const floor = new ShopFloor();
    const began_ms = floor.now_ms;
    for (const [second = 0, antenna = 1, dbm = 0] of heard) {
      floor.wait(began_ms + second * 1_000 - floor.now_ms).read(epc, antenna, dbm);
    }
    expect(floor.wait(1_000).booked()).toEqual(['arrived 1 shirt count-difference → S1', 'moved 1 shirt S1 → S2']);
  });

  test('a report that stands for several reads is enough by itself', () => {
    expect(new ShopFloor().read(epc, 1, -54, { count: 2 }).booked()).toEqual(['arrived 1 shirt count-difference → S1']);
  });

  test('reads too far apart are strays', () => {
    const floor = new ShopFloor().read(epc, 1, -54).wait(3_100).read(epc, 1, -54).wait(3_100).read(epc, 1, -54);
    expect(floor.booked()).toEqual([]);
  });

  test('reads below the floor do not count', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -71, 5_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.memory.books.counters.read()).toEqual({ 'tag reads below the floor': 25 });
  });

  test('a tag leaves when it was silent for the whole time, as of its last sighting', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -54, 2_000).wait(9_600);
    expect(floor.booked()).toHaveLength(1);
    floor.wait(400);
    expect(floor.booked()[1]).toBe('left 1 shirt S1 → production');
    expect(floor.movements[1]).toMatchObject({
      id: 'reader:n11:0/tag-presence-left',
      at_ms: start_ms + 1_800,
      arrived_ms: start_ms + 12_000,
      why: `Tag ${epc} (Shirt) left Shelf S1: not heard for 10.2 s`,
    });
  });

  test('a tag that comes back comes from where it had gone', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -54, 1_000).wait(20_000).keepReading(epc, 2, -54, 1_000);
    expect(floor.booked()[2]).toBe('arrived 1 shirt production → S2');
    expect(floor.level('shirt', 'production')).toBe(0);
  });

  test('a tag moves to a shelf that hears it clearly louder', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -60, 10_000);
    for (let index = 0; index < 25; index += 1) floor.read(epc, 1, -69).read(epc, 2, -50).wait(200);
    expect(floor.booked()[1]).toBe('moved 1 shirt S1 → S2');
    expect(floor.booked()).toHaveLength(2);
  });

  test('a tag heard a little louder by the neighbour stays', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -60, 2_000);
    for (let index = 0; index < 100; index += 1) floor.read(epc, 1, -60).read(epc, 2, -56).wait(200);
    expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1']);
  });

  test('strong reads of an hour ago do not call a tag back', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -40, 2_000).keepReading(epc, 2, -60, 20_000);
    const before = floor.booked().length;
    floor.keepReading(epc, 2, -60, 3_600_000 / 20).read(epc, 1, -69);
    expect(floor.keepReading(epc, 2, -60, 5_000).booked()).toHaveLength(before);
  });

  test('silence proves nothing while the reader is away', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -54, 2_000).gap('disconnected', 'reader').wait(3_600_000);
    expect(floor.booked()).toHaveLength(1);
    floor.gap('connected', 'reader').wait(5_000).keepReading(epc, 1, -54, 2_000);
    expect(floor.wait(5_000).booked()).toHaveLength(1);
  });

  test('a tag not heard again when the reader is back has gone meanwhile', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -54, 2_000).gap('gateway-started').wait(60_000);
    floor.gap('connected', 'reader').wait(9_900);
    expect(floor.booked()).toHaveLength(1);
    expect(floor.wait(400).booked()[1]).toBe('changed-while-offline 1 shirt S1 → production');
  });

  test('an unplugged antenna makes nothing leave', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -54, 2_000);
    floor.say('reader', { kind: 'condition', condition: 'antenna-disconnected', channel: '1' }).wait(60_000);
    expect(floor.booked()).toHaveLength(1);
    floor.say('reader', { kind: 'condition', condition: 'antenna-connected', channel: '1' }).wait(10_500);
    expect(floor.booked()[1]).toBe('changed-while-offline 1 shirt S1 → production');
  });

  test('an antenna that reads can hear, whatever the reader says of its plug', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -54, 2_000);
    floor.say('reader', { kind: 'condition', condition: 'antenna-disconnected', channel: '1' });
    floor.keepReading(epc, 1, -54, 2_000).wait(10_500);
    expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1', 'left 1 shirt S1 → production']);
  });

  test('a read from before an antenna was unplugged does not show that it can hear', () => {
    const read = { kind: 'tag', epc, antenna: 1, rssi_cdbm: -5_400, count: 1, meaning: shirt } as const;
    const floor = new ShopFloor().say('reader', { ...read, device_at_ms: start_ms }).keepReading(epc, 1, -54, 3_000);
    floor.say('reader', { kind: 'condition', condition: 'antenna-disconnected', channel: '1' });
    floor.say('reader', { ...read, device_at_ms: start_ms + 500 }).wait(60_000);
    expect(floor.booked()).toHaveLength(1);
  });

  test('a tag of no known item is one question however often it is read', () => {
    const meaning = { scheme: 'sgtin-96', gtin: '00000000000017', serial: '7' };
    const floor = new ShopFloor();
    for (let index = 0; index < 50; index += 1) floor.read(epc, 1, -54, { meaning }).wait(500);
    floor.wait(60_000).read(epc, 2, -54, { meaning, count: 5 });
    expect(floor.booked()).toEqual([]);
    expect(floor.questions).toHaveLength(1);
    const [change] = floor.questions;
    expect(change?.kind === 'raised' ? change.question.question : '').toBe(
      `Tag ${epc} (GTIN 00000000000017, serial 7) was seen at Shelf S1 and is no item of this site. What is it?`,
    );
  });

  test('a tag without a GTIN is one question too', () => {
    const meaning = { scheme: 'gid-96', uri: 'urn:epc:id:gid:1.2.3' };
    const floor = new ShopFloor().read(epc, 1, -54, { meaning, count: 3 }).read(epc, 1, -54, { meaning, count: 3 });
    expect(floor.open()).toEqual([`unknown-tag/${epc}`]);
    expect(floor.questions).toHaveLength(1);
  });

  test('a tag whose item the settings come to know is counted and its question settled', () => {
    const meaning = { scheme: 'sgtin-96', gtin: '00000000000017' };
    const floor = new ShopFloor().read(epc, 1, -54, { meaning, count: 3 }).wait(100);
    floor.settings({
      ...site,
      items: [...site.items, { id: 'cap', name: 'Cap', gtins: ['00000017'], codes: [], unit: 'piece' }],
    });
    floor.read(epc, 1, -54, { meaning, count: 3 });
    expect(floor.booked()).toEqual(['arrived 1 cap count-difference → S1']);
    expect(floor.open()).toEqual([]);
  });

  test("reads from a broker's memory count for nothing", () => {
    const floor = new ShopFloor();
    floor.say('reader', { kind: 'tag', epc, antenna: 1, count: 9, snapshot: true });
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
  });

  test('many reads well above the floor make it surer than few just above', () => {
    const few = new ShopFloor().keepReading(epc, 1, -69, 1_000).movements[0];
    const many = new ShopFloor().read(epc, 1, -50, { count: 6 }).movements[0];
    expect([few?.confidence_permille, many?.confidence_permille]).toEqual([922, 999]);
  });

  test('at the limit of questions further ones are counted in one summary', () => {
    const floor = new ShopFloor();
    const meaning = { scheme: 'unknown' };
    for (let index = 0; index < limits.questions_open_max + 3; index += 1) {
      floor.read(index.toString(16).padStart(24, '0').toUpperCase(), 1, -54, { meaning, count: 2 });
    }
    expect(floor.open()).toHaveLength(limits.questions_open_max + 1);
    const summaries = floor.questions.filter(
      (each) => each.kind === 'raised' && each.question.id === 'too-many/unknown-tag',
    );
    expect(summaries).toHaveLength(3);
  });

  /** As many reads as there may be tags take half a minute on a busy machine. */
  const filling_ms_max = 180_000;
  test(
    'at the limit of tags the longest absent is forgotten and counted',
    () => {
      const floor = new ShopFloor();
      const meaning = { scheme: 'unknown' };
      floor.keepReading(epc, 1, -54, 400);
      for (let index = 0; index < limits.tags_max; index += 1) {
        floor.read(`E2${index.toString(16).padStart(10, '0')}`, 1, -54, { meaning });
      }
      expect(floor.memory.tags.by_epc.size).toBe(limits.tags_max);
      expect(floor.memory.tags.by_epc.has(epc)).toBe(true);
      expect(floor.memory.tags.by_epc.has('E20000000000')).toBe(false);
      expect(floor.memory.books.counters.read()).toEqual({ 'tags forgotten, too many': 1 });
    },
    filling_ms_max,
  );
});
