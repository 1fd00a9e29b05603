/** From readings to changes: what a channel's own noise, drift, hands, vibration and neighbours may do, and what must be seen all the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Random, randomOf } from '../../gateway/base/random.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { plateClasses } from '../soak/plate-classes.ts';
import { soak } from '../soak/run.ts';
import { ShopFloor, site, weightReading } from './shop-floor.ts';

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** The shop with bins of parts of one mass, and hands as long as anywhere. */
function siteWith(piece_g: number, group?: string): Site {
  const { hand_ms: _, ...weight } = site.rules.weight;
  const items = site.items.map((each) => ({
    ...each,
    ...(each.id === 'shirt' ? {} : { unit_mass_mg: piece_g * 1_000 }),
  }));
  const places = ['1', '2', '3', '4'].map((channel) => {
    return { channel, location: `P${channel}`, ...(group === undefined ? {} : { group }) };
  });
  const bins = places.map(({ location }) => ({
    id: location,
    name: location,
    kind: 'bin' as const,
    codes: [],
    item: 'nut',
  }));
  const devices = site.devices.map((each) => (each.id === 'scale' ? { ...each, channels: places } : each));
  const locations = [...site.locations, ...bins];
  return { ...site, items, locations, devices, rules: { ...site.rules, weight } };
}

interface Cell {
  readonly floor: ShopFloor;
  readonly random: Random;
  readonly noise_g: number;
  readonly every_ms: number;
  readonly resonance_g?: number;
}

/** Channel 1 shows `massAt` (seconds from now on) with noise for a while. */
function show(cell: Cell, seconds: number, massAt: (second: number) => number): void {
  const { floor, random, noise_g, every_ms, resonance_g = 0 } = cell;
  const began_ms = floor.now_ms;
  for (let at = 0; at < (seconds * 1_000) / every_ms; at += 1) {
    const swing = resonance_g * Math.sin(2 * Math.PI * 7.7 * (floor.now_ms / 1_000));
    const spike = random.next() < 0.0001 ? 300 * (random.next() - 0.5) : 0;
    const grams = massAt((floor.now_ms - began_ms) / 1_000) + noise_g * normal(random) + swing + spike;
    floor.say('scale', weightReading('1', Math.round(grams * 20) / 20));
    const next_ms = began_ms + Math.round((at + 1) * every_ms);
    floor.wait(next_ms - floor.now_ms);
  }
}

function cellOf(piece_g: number, noise_g: number, rate_hz: number, seed: number, resonance_g = 0): Cell {
  const floor = new ShopFloor(siteWith(piece_g)).stock('nut', 'P1', 10_000).stock('nut', 'transit', 10_000);
  return { floor, random: randomOf(seed), noise_g, every_ms: 1_000 / rate_hz, resonance_g };
}

/** Falls within a tenth of a second and rings out. */
function stepTo(before: number, after: number): (second: number) => number {
  return (second) =>
    second < 0.1
      ? before + ((after - before) * second) / 0.1
      : after + 0.2 * (after - before) * Math.exp(-(second - 0.1) / 0.4) * Math.sin(50 * (second - 0.1));
}

describe('the signal of a load cell', () => {
  test('of runs of steps of eight times the noise or more, 98 in 100 are seen as they were, and none as more', () => {
    const run = fc.record({
      seed: fc.nat(1_000_000),
      noise_g: fc.constantFrom(0.05, 0.5, 1.5, 3),
      rate_hz: fc.constantFrom(1, 4, 10, 25, 60),
      pieces: fc.array(
        fc.integer({ min: -3, max: 3 }).filter((each) => each !== 0),
        { minLength: 1, maxLength: 4 },
      ),
    });
    const wrong: object[] = [];
    for (const { seed, noise_g, rate_hz, pieces } of fc.sample(run, { numRuns: 150, seed: 20_261_129 })) {
      const piece_g = Math.max(2, 8 * noise_g);
      const cell = cellOf(piece_g, noise_g, rate_hz, seed);
      let mass_g = 5_000;
      const seconds = rate_hz >= 4 ? 14 : 24;
      show(cell, 3 * seconds, () => mass_g);
      for (const count of pieces) {
        const before = mass_g;
        mass_g += count * piece_g;
        show(cell, seconds, stepTo(before, mass_g));
      }
      const seen = cell.floor.movements.map(({ kind, quantity }) => (kind === 'taken' ? -quantity : quantity));
      expect(seen.length, `seed ${seed}`).toBeLessThanOrEqual(pieces.length);
      if (`${seen}` !== `${pieces}`) wrong.push({ seed, noise_g, rate_hz, pieces, seen, open: cell.floor.open() });
    }
    expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(3);
  });

  test.each([4, 10, 30])(
    'of single steps of five times the noise, read at %i Hz, 98 in 100 are seen once and rightly',
    (rate_hz) => {
      let right = 0;
      for (let seed = 1; seed <= 50; seed += 1) {
        const cell = cellOf(2.5, 0.5, rate_hz, seed);
        show(cell, 30, () => 5_000);
        show(cell, 14, stepTo(5_000, 5_002.5));
        show(cell, 14, stepTo(5_002.5, 5_000));
        const seen = cell.floor.movements.map(({ kind, quantity }) => `${kind} ${quantity}`);
        expect(seen.length).toBeLessThanOrEqual(2);
        right += ['filled 1', 'taken 1'].filter((each) => seen.includes(each)).length;
      }
      expect(right).toBeGreaterThanOrEqual(98);
    },
  );

  test.each([10, 60])(
    'a gondola that swings by 7 g at 7.7 Hz, read at %i Hz, hides no piece of 40 g and makes none',
    (rate_hz) => {
      const cell = cellOf(40, 0.5, rate_hz, 3, 7);
      show(cell, 120, () => 4_000);
      expect(cell.floor.booked()).toEqual([]);
      show(cell, 15, stepTo(4_000, 3_960));
      show(cell, 15, stepTo(3_960, 4_080));
      expect(cell.floor.booked()).toEqual(['taken 1 nut P1 → transit', 'filled 3 nut transit → P1']);
      expect(cell.floor.open()).toEqual([]);
    },
  );

  test('drift as of the worst twentieth of cells, for ever, moves nothing; a piece taken in it is seen', () => {
    const cell = cellOf(24, 0.3, 4, 5);
    show(cell, 1_200, (second) => 2_000 + 0.04 * second);
    expect([cell.floor.booked(), cell.floor.open()]).toEqual([[], []]);
    show(cell, 10, (second) => 2_048 + 0.04 * second - 24);
    expect(cell.floor.booked()).toEqual(['taken 1 nut P1 → transit']);
    expect(cell.floor.open()).toEqual([]);
  });

  test('many steps too small for a piece become a question before they hide one', () => {
    const cell = cellOf(24, 0.1, 4, 6);
    let mass_g = 2_000;
    for (let step = 0; step < 8; step += 1) {
      show(cell, 60, () => mass_g);
      mass_g -= 2;
    }
    expect(cell.floor.booked()).toEqual([]);
    expect(cell.floor.open()).toEqual(['weight-unresolved/scale/1']);
  });

  test('a hand held still for five seconds is no piece, whatever it weighs', () => {
    for (const grams of [50, 100, 200, 400, 500]) {
      const cell = cellOf(50, 0.3, 10, grams);
      show(cell, 20, () => 3_000);
      show(cell, 5, () => 3_000 + grams);
      show(cell, 10, () => 3_000);
      expect([cell.floor.booked(), cell.floor.open()]).toEqual([[], []]);
    }
  });

  test('a hand that presses for four seconds and then takes two is one movement, at the time of the taking', () => {
    const cell = cellOf(50, 0.3, 10, 8);
    show(cell, 20, () => 3_000);
    show(cell, 4, () => 3_200);
    const taken_ms = cell.floor.now_ms;
    show(cell, 8, stepTo(3_200, 2_900));
    expect(cell.floor.booked()).toEqual(['taken 2 nut P1 → transit']);
    const [movement] = cell.floor.movements;
    expect(Math.abs((movement?.at_ms ?? 0) - taken_ms)).toBeLessThanOrEqual(200);
  });

  test('a piece put down by a hand that stays for three seconds is booked once, as what it is without the hand', () => {
    const cell = cellOf(50, 0.3, 10, 9);
    show(cell, 20, () => 3_000);
    show(cell, 3, () => 3_250);
    show(cell, 12, () => 3_050);
    expect(cell.floor.booked()).toEqual(['filled 1 nut transit → P1']);
    expect(cell.floor.open()).toEqual([]);
  });

  test('spikes of one to three readings are nothing, at any rate', () => {
    for (const every_ms of [17, 100, 1_000]) {
      const floor = new ShopFloor(siteWith(50));
      for (let at = 0; at < 400; at += 1) {
        const isSpike = at > 60 && at % 50 < (at % 3) + 1;
        floor.say('scale', weightReading('1', 1_000 + (at % 3) * 0.1 - (isSpike ? 100 : 0))).wait(every_ms);
      }
      expect([floor.booked(), floor.open()]).toEqual([[], []]);
    }
  });

  test.each([
    ['fine', 3, 0.05],
    ['fine', 4, 0.05],
    ['in whole grams', 3, 1],
    ['in whole grams', 4, 1],
  ])('read once a second, %s, what is taken one by one every %i s is booked one by one', (_, every_s, step_g) => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const floor = new ShopFloor(siteWith(20)).stock('nut', 'P1', 100);
      const random = randomOf(seed);
      for (let at = 0; at < 120; at += 1) {
        const taken = Math.max(0, Math.min(12, Math.floor((at - 60) / every_s) + 1));
        const grams = 3_000.4 - 20 * taken + 0.15 * normal(random);
        floor.say('scale', weightReading('1', Math.round(grams / step_g) * step_g)).wait(1_000);
      }
      expect(floor.booked(), `seed ${seed}`).toEqual(Array.from({ length: 12 }, () => 'taken 1 nut P1 → transit'));
      expect(floor.open()).toEqual([]);
    }
  });

  test.each([
    [1, 4],
    [2, 4],
    [4, 4],
    [10, 3],
  ])(
    'read at %i Hz, single pieces of %i times the noise and 0.4 g are seen from the first one on',
    (rate_hz, times) => {
      let right = 0;
      for (let seed = 1; seed <= 10; seed += 1) {
        const cell = cellOf(0.4, 0.4 / times, rate_hz, seed);
        for (let taken = 0; taken <= 4; taken += 1) show(cell, taken === 0 ? 60 : 30, () => 88 - 0.4 * taken);
        right += cell.floor.movements.filter(({ kind, quantity }) => kind === 'taken' && quantity === 1).length;
        expect(cell.floor.movements.length, `seed ${seed}`).toBeLessThanOrEqual(4);
      }
      expect(right).toBeGreaterThanOrEqual(37);
    },
  );

  test('read once a second, two readings that lie together and fall back are nothing', () => {
    const floor = new ShopFloor(siteWith(20)).stock('nut', 'P1', 100);
    for (let at = 0; at < 600; at += 1) {
      const grams = at > 60 && at % 40 < 2 ? 2_900 : at > 60 && at % 40 === 2 ? 2_960 : 3_000;
      floor.say('scale', weightReading('1', grams + (at % 3) * 0.1)).wait(1_000);
    }
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });

  test('read once a second, a hand that leaves for one reading and comes back harder is nothing', () => {
    const floor = new ShopFloor(siteWith(50)).stock('nut', 'P1', 1_000);
    const rested = Array.from({ length: 60 }, (_, at) => 3_000 + (at % 3) * 0.4);
    for (const grams of [...rested, 3_096, 3_097.1, 3_097.1, 3_096.2, 3_000.2, 3_140.4, 3_114.4, ...rested]) {
      floor.say('scale', weightReading('1', grams)).wait(1_000);
    }
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });

  test.each([
    ['a hand that presses harder and leaves', [193, 191.2, 191.4, 196.1, 200]],
    ['one that presses harder twice', [136, 135, 137, 143, 151]],
    ['a spike of two readings, and a hand at once', [26, 25.5, 95, 66, 70]],
    ['three spikes in a row', [-125, -60, -60.4, -171, -161, -114]],
  ])('read once a second, %s is nothing', (_, shown) => {
    const floor = new ShopFloor(siteWith(12)).stock('nut', 'P1', 1_000).stock('nut', 'transit', 100);
    const rested = Array.from({ length: 60 }, (_each, at) => 3_000 + (at % 3) * 0.3);
    for (const grams of [...rested, ...shown.map((by_g) => 3_000 + by_g), ...rested]) {
      floor.say('scale', weightReading('1', grams)).wait(1_000);
    }
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });

  test.each([
    [10, 400],
    [10, 900],
    [60, 700],
  ])('read at %i Hz, two grasps %i ms apart are one taking', (rate_hz, apart_ms) => {
    const cell = cellOf(50, 0.3, rate_hz, 4);
    show(cell, 20, () => 3_000);
    show(cell, apart_ms / 1_000, () => 2_900);
    show(cell, 6, () => 2_850);
    expect(cell.floor.booked()).toEqual(['taken 3 nut P1 → transit']);
  });

  test('two grasps 1.6 s apart are two takings', () => {
    const cell = cellOf(50, 0.3, 10, 4);
    show(cell, 20, () => 3_000);
    show(cell, 1.6, () => 2_900);
    show(cell, 6, () => 2_850);
    expect(cell.floor.booked()).toEqual(['taken 2 nut P1 → transit', 'taken 1 nut P1 → transit']);
  });

  test('what is lifted and laid back within a second moves nothing', () => {
    const cell = cellOf(50, 0.3, 10, 4);
    show(cell, 20, () => 3_000);
    show(cell, 0.9, () => 2_950);
    show(cell, 6, () => 3_000);
    expect([cell.floor.booked(), cell.floor.open()]).toEqual([[], []]);
  });

  test('what is taken and told by nobody any more because the scale went away is told then', () => {
    const cell = cellOf(50, 0.3, 10, 4);
    show(cell, 20, () => 3_000);
    show(cell, 1.3, () => 2_900);
    cell.floor.say('scale', { kind: 'condition', condition: 'offline' }).wait(60_000);
    expect(cell.floor.booked()).toEqual(['taken 2 nut P1 → transit']);
  });

  test('what is taken just before the readings stop is told all the same', () => {
    const cell = cellOf(50, 0.3, 10, 4);
    show(cell, 20, () => 3_000);
    show(cell, 1.2, () => 2_900);
    cell.floor.wait(4_000);
    expect(cell.floor.booked()).toEqual(['taken 2 nut P1 → transit']);
  });

  test('a hand that presses harder for a moment and rests on as before is nothing', () => {
    const cell = cellOf(50, 0.3, 10, 4);
    show(cell, 20, () => 3_000);
    show(cell, 2.4, () => 3_200);
    show(cell, 0.4, () => 3_280);
    show(cell, 1.4, () => 3_200);
    show(cell, 6, () => 3_000);
    expect([cell.floor.booked(), cell.floor.open()]).toEqual([[], []]);
  });

  test('a shaken plate is not at rest, whatever the readings between two jumps look like', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const cell = cellOf(50, 2, 10, seed);
      show(cell, 20, () => 3_000);
      const swing = (second: number) => 90 * Math.sin(2 * Math.PI * 4.6 * second);
      show(cell, 6, (second) => 3_000 + swing(second));
      show(cell, 6, () => 3_000);
      expect([cell.floor.booked(), cell.floor.open()], `seed ${seed}`).toEqual([[], []]);
    }
  });

  test('a piece across two plates is one taking', () => {
    const floor = new ShopFloor(siteWith(50, 'board')).stock('nut', 'P1', 1_000).stock('nut', 'P2', 1_000);
    const told = (first_g: number, second_g: number, seconds: number) => {
      for (let at = 0; at < seconds * 10; at += 1) {
        floor
          .say('scale', weightReading('1', first_g + (at % 3) * 0.2))
          .say('scale', weightReading('2', second_g + (at % 4) * 0.2));
        floor.wait(100);
      }
    };
    told(3_000, 9_000, 20);
    told(2_966, 8_984, 12);
    expect([floor.booked(), floor.open()]).toEqual([['taken 1 nut P1 → transit'], []]);
  });

  test('what stood for a moment on the way is told with the reading that showed it', () => {
    const floor = new ShopFloor(siteWith(12)).stock('nut', 'P1', 1_000);
    const rested = Array.from({ length: 60 }, () => 3_000);
    for (const grams of [...rested, 2_988, 2_988.1, 2_964, 2_964, 2_964, 2_964, 2_964]) {
      floor.say('scale', weightReading('1', grams)).wait(1_000);
    }
    expect(floor.booked()).toEqual(['taken 1 nut P1 → transit', 'taken 2 nut P1 → transit']);
    const [first, second] = floor.movements.map(({ evidence }) => evidence.map(({ n, says }) => [n, says]));
    expect(first).toEqual([
      [62, 'channel 1: 3000 g at rest'],
      [64, 'channel 1: 2988.1 g at rest'],
    ]);
    expect(second).toEqual([
      [64, 'channel 1: 2988.1 g at rest'],
      [68, 'channel 1: 2964 g at rest'],
    ]);
  });

  test('a scale that shows whole grams, two in a block, is not held to the quiet of its first rest', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const floor = new ShopFloor(siteWith(200)).stock('nut', 'P1', 100).stock('nut', 'transit', 100);
      const random = randomOf(seed);
      const rest = (grams: number, noise_g: number, seconds: number) => {
        for (let at = 0; at < seconds * 10; at += 1) {
          floor.say('scale', weightReading('1', Math.round(grams + noise_g * normal(random)))).wait(100);
        }
      };
      rest(1_212, 0, 6);
      rest(812.5, 0.3, 2);
      rest(1_412.5, 0.5, 20);
      expect(floor.level('nut', 'P1'), `seed ${seed}`).toBe(101);
    }
  });

  test('a device that speaks only of changes, and does not call them stable, is understood once it is known', () => {
    const floor = new ShopFloor(siteWith(50)).stock('nut', 'P1', 100);
    for (const grams of [1_000, 950, 900, 850, 800, 750, 650]) {
      for (const ringing of [8, -4, 0]) floor.say('scale', weightReading('1', grams + ringing)).wait(300);
      floor.wait(120_000);
    }
    const taken = floor.movements.reduce((sum, { quantity }) => sum + quantity, 0);
    // Three silences tell what it is; the level after them, 850 g, is the first one.
    expect(taken).toBe(4);
  });

  test('readings with their own times give the same, however they are batched', () => {
    const played = (batch: number) => {
      const floor = new ShopFloor(siteWith(50)).stock('nut', 'P1', 100);
      const random = randomOf(4);
      const sampled_ms = floor.now_ms;
      // The first one is on time, so that the device's clock is known.
      for (let at = 0; at < 900; at += 1) {
        const device_at_ms = sampled_ms + Math.round(at * 33.3);
        if (at > 0 && (at - 1) % batch === 0) {
          floor.wait(Math.max(0, sampled_ms + Math.round((at - 1 + batch) * 33.3) - floor.now_ms));
        }
        const mass_mg = Math.round(1_000 * (1_000 - (at > 300 ? 100 : 0) - (at > 600 ? 50 : 0) + 0.3 * normal(random)));
        floor.say('scale', { kind: 'weight', channel: '1', mass_mg, device_at_ms });
      }
      return floor.movements.map(({ kind, quantity, at_ms }) => [kind, quantity, at_ms - sampled_ms]);
    };
    const alone = played(1);
    expect(alone.map(([kind, quantity]) => [kind, quantity])).toEqual([
      ['taken', 2],
      ['taken', 1],
    ]);
    for (const batch of [2, 12, 50]) expect(played(batch)).toEqual(alone);
  });

  test('the level is as sure as it says: nineteen in twenty lie within two deviations of what lies there', () => {
    let within = 0;
    let all = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const noise_g = [0.1, 0.5, 1.5, 3][seed % 4] ?? 1;
      const cell = cellOf(1_000, noise_g, [4, 10, 30][seed % 3] ?? 10, seed);
      for (let check = 0; check < 3; check += 1) {
        show(cell, 12, () => 5_000);
        const level = cell.floor.memory.scales.devices.get('scale')?.get('1')?.state.current;
        if (level === undefined) continue;
        all += 1;
        if (Math.abs(level.mass_mg - 5_000_000) <= 2 * level.sd_mg) within += 1;
      }
    }
    expect(all).toBe(180);
    expect(within / all).toBeGreaterThanOrEqual(0.93);
  });
});

describe('plates that share a lean', () => {
  /** Four plates of one group; each shows what `massAt` says for a while, ten times a second. */
  function showAll(floor: ShopFloor, seconds: number, massAt: (plate: number, second: number) => number): void {
    for (let at = 0; at < seconds * 10; at += 1) {
      for (const plate of [1, 2, 3, 4]) {
        floor.say('scale', weightReading(`${plate}`, massAt(plate, at / 10) + (at % 3) * 0.1));
      }
      floor.wait(100);
    }
  }

  test('a change is told when all are at rest, and neighbours that sway and come back are no change', () => {
    const floor = new ShopFloor(siteWith(50, 'shelf')).stock('nut', 'P2', 100);
    showAll(floor, 10, () => 1_000);
    const sway = (second: number) => (second < 2.5 ? 15 * Math.sin(9 * second) : 0);
    showAll(floor, 2, (plate, second) => (plate === 2 ? 950 : 1_000 + sway(second)));
    expect(floor.booked()).toEqual([]);
    showAll(floor, 4, (plate, second) => (plate === 2 ? 950 : 1_000 + sway(second + 2)));
    expect(floor.booked()).toEqual(['taken 1 nut P2 → transit']);
    expect(floor.open()).toEqual([]);
  });

  test('where somebody works for long at one plate, what stands apart from it is told meanwhile', () => {
    const floor = new ShopFloor(siteWith(50, 'shelf')).stock('nut', 'P1', 100);
    showAll(floor, 10, () => 1_000);
    showAll(floor, 8, (plate, second) =>
      plate === 4 ? 1_000 + 200 * Math.sin(7 * second) : plate === 1 ? 900 : 1_000,
    );
    expect(floor.booked()).toEqual(['taken 2 nut P1 → transit']);
  });

  test('what came to rest while others still shake is told before more is put there, and not as one with it', () => {
    const floor = new ShopFloor(siteWith(50, 'shelf')).stock('nut', 'P1', 100);
    const shake = (plate: number, second: number) => (plate === 4 ? 200 * Math.sin(7 * second) : 0);
    showAll(floor, 10, () => 1_000);
    showAll(floor, 2.6, (plate, second) => (plate === 1 ? 1_200 : 1_000 + shake(plate, second)));
    showAll(floor, 2.6, (plate, second) => (plate === 1 ? 1_250 : 1_000 + shake(plate, second + 2.6)));
    showAll(floor, 14, (plate) => (plate === 1 ? 1_250 : 1_000));
    expect(floor.movements.map(({ kind, quantity }) => `${kind} ${quantity}`)).toEqual(['filled 4', 'filled 1']);
  });

  test('whatever several people do at a board, no two changes share a name', () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = randomOf(seed);
      const floor = new ShopFloor(siteWith(50, 'shelf'));
      for (const plate of [1, 2, 3, 4]) floor.stock('nut', `P${plate}`, 1_000);
      const shows = [0, 0, 0, 0].map(() => ({ grams: 1_000, next_s: 8 + 6 * random.next(), shaken_until_s: 0 }));
      showAll(floor, 90, (plate, second) => {
        const shown = shows[plate - 1];
        if (shown === undefined) return 0;
        if (second >= shown.next_s) {
          shown.grams += 50 * (1 + Math.floor(4 * random.next())) * (random.next() < 0.5 ? -1 : 1);
          shown.next_s = second + 0.5 + 5 * random.next();
          if (random.next() < 0.3) shown.shaken_until_s = second + 4 * random.next();
        }
        return shown.grams + (second < shown.shaken_until_s ? 120 * Math.sin(7 * second) : 0);
      });
      const ids = floor.movements.map(({ id }) => id);
      expect(new Set(ids).size, `seed ${seed}`).toBe(ids.length);
      expect(ids.length, `seed ${seed}`).toBeGreaterThan(0);
    }
  });
});

describe('plates at rest for days', () => {
  test.each(plateClasses.map((kind) => [kind.name, kind] as const))('book and ask nothing: %s', (_, kind) => {
    const result = soak(
      kind,
      11,
      kind.group > 1 ? kind.group : 4,
      kind.group > 1 ? 0.003 : kind.rate_hz > 1 ? 0.02 : 0.1,
    );
    expect(result).toMatchObject({ movements: 0, questions: 0, says: [] });
    expect(result.readings).toBeGreaterThan(20_000);
  });
});
