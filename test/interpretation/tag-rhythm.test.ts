import { describe, expect, test } from 'vitest';
import { ShopFloor, site, start_ms } from './shop-floor.ts';

const epcOf = (serial: number) => `30342CAC0C0303C0${serial.toString(16).toUpperCase().padStart(8, '0')}`;

/** A reader whose loss nobody would notice. */
const unwatched = {
  ...site,
  connections: [{ id: 'reader', wire: { kind: 'mqtt' as const } }],
};

/** For `listen_ms` of each `every_ms` the tags are read each second; in between the reader rests. */
function readInCycles(floor: ShopFloor, epcs: readonly string[], every_ms: number, listen_ms: number, times: number) {
  for (let cycle = 0; cycle < times; cycle += 1) {
    for (let at = 0; at < listen_ms; at += 1_000) {
      for (const epc of epcs) floor.read(epc, 1, -54);
      floor.wait(1_000);
    }
    floor.wait(every_ms - listen_ms);
  }
  return floor;
}

describe('readers that work in cycles', () => {
  test.each([
    [15_000, 3_000],
    [60_000, 3_000],
    [60_000, 12_000],
    [10_000, 2_000],
  ])('still tags stay, every %i ms heard for %i ms; one that is missing leaves', (every_ms, listen_ms) => {
    const [one, two, three] = [epcOf(1), epcOf(2), epcOf(3)];
    const floor = new ShopFloor();
    readInCycles(floor, [one, two, three], every_ms, listen_ms, 12);
    expect(floor.booked()).toHaveLength(3);
    const cycles = Math.ceil(400_000 / every_ms);
    readInCycles(floor, [one, two], every_ms, listen_ms, cycles);
    expect(floor.booked().slice(3)).toEqual(['left 1 shirt S1 → production']);
    expect(floor.movements[3]?.why).toContain(three);
  });

  test('a rhythm that is over delays nothing: heard all the time again, a tag leaves as ever', () => {
    const floor = new ShopFloor();
    readInCycles(floor, [epcOf(1), epcOf(2)], 60_000, 3_000, 5);
    readInCycles(floor, [epcOf(1), epcOf(2)], 60_000, 60_000, 1);
    readInCycles(floor, [epcOf(1)], 12_000, 12_000, 1);
    expect(floor.booked().slice(2)).toEqual(['left 1 shirt S1 → production']);
  });

  test('a tag that is heard now and then by itself leaves falsely at most twice, and the second time it is taken back', () => {
    const floor = new ShopFloor();
    for (let time = 0; time < 20; time += 1) {
      for (let at = 0; at < 80; at += 1) {
        if (at < 20) floor.read(epcOf(1), 1, -54);
        floor.read(epcOf(2), 2, -54).wait(500);
      }
    }
    expect(floor.booked()).toEqual([
      'arrived 1 shirt count-difference → S1',
      'arrived 1 shirt count-difference → S2',
      'left 1 shirt S1 → production',
      'arrived 1 shirt production → S1',
      'left 1 shirt S1 → production',
      'reversed 1 shirt production → S1',
    ]);
    expect(floor.level('shirt', 'S1')).toBe(1);
  });
});

describe('a reader that is silent as a whole', () => {
  test('has an outage that nobody told of: its tags have not left, and one that is missing afterwards has gone meanwhile', () => {
    const floor = new ShopFloor(unwatched);
    readInCycles(floor, [epcOf(1), epcOf(2)], 60_000, 60_000, 1);
    floor.wait(110_000);
    readInCycles(floor, [epcOf(2)], 30_000, 30_000, 1);
    expect(floor.booked().slice(2)).toEqual(['changed-while-offline 1 shirt S1 → production']);
  });

  test('after an outage of hours what was said to have left is taken back', () => {
    const floor = new ShopFloor(unwatched);
    readInCycles(floor, [epcOf(1), epcOf(2)], 60_000, 60_000, 1);
    floor.wait(7_200_000);
    expect(floor.level('shirt', 'S1')).toBe(0);
    readInCycles(floor, [epcOf(1), epcOf(2)], 60_000, 60_000, 1);
    expect(floor.booked().slice(4)).toEqual(['reversed 1 shirt production → S1', 'reversed 1 shirt production → S1']);
    expect(floor.movements[4]?.why).toBe(
      `Tag ${epcOf(1)} (Shirt) never left Shelf S1: heard there again after 7201 s, its reader had only paused`,
    );
  });

  test('that had one tag leaves no doubt: it left at once', () => {
    const floor = new ShopFloor(unwatched).keepReading(epcOf(1), 1, -54, 5_000).wait(12_000);
    expect(floor.booked()[1]).toBe('left 1 shirt S1 → production');
  });

  test('goes on the same from a checkpoint at any point', () => {
    const play = (restored: boolean) => {
      const floor = new ShopFloor();
      for (let cycle = 0; cycle < 8; cycle += 1) {
        readInCycles(floor, cycle < 5 ? [epcOf(1), epcOf(2)] : [epcOf(1)], 40_000, 3_000, 1);
        if (restored) floor.restore();
      }
      return floor.wait(300_000).movements;
    };
    expect(play(true)).toEqual(play(false));
  });
});

describe('tags that are read seldom', () => {
  test.each([4_000, 5_000, 10_000, 30_000])(
    'arrive as well, when they are read every %i ms, as of their first read',
    (every_ms) => {
      const floor = new ShopFloor();
      for (let read = 0; read < 20; read += 1) floor.read(epcOf(1), 1, -54).wait(every_ms);
      expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1']);
      expect(floor.movements[0]?.at_ms).toBe(start_ms);
      expect(floor.movements[0]?.arrived_ms).toBeLessThanOrEqual(start_ms + 4 * every_ms);
      // Silent for long it has left all the same.
      expect(floor.wait(600_000).booked()[1]).toBe('left 1 shirt S1 → production');
    },
  );

  test('a few strays, and then being carried past, are no arrival', () => {
    const floor = new ShopFloor().read(epcOf(1), 1, -54).wait(90_000).read(epcOf(1), 1, -54).wait(4_000);
    floor.read(epcOf(1), 1, -54).wait(4_000).read(epcOf(1), 1, -54).wait(600_000);
    expect(floor.booked()).toEqual([]);
  });

  test('a soft one needs more, and one that two places hear in turn is at none of them', () => {
    const floor = new ShopFloor();
    for (let read = 0; read < 6; read += 1) floor.read(epcOf(1), 1, -68).wait(10_000);
    expect(floor.booked()).toEqual([]);
    for (let read = 0; read < 30; read += 1)
      floor.read(epcOf(2), 1, -68).wait(10_000).read(epcOf(2), 2, -68).wait(10_000);
    expect(floor.booked()).toEqual([]);
  });
});
