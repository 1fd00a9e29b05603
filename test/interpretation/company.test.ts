import { describe, expect, test } from 'vitest';
import { ShopFloor } from './shop-floor.ts';

const epcs = Array.from({ length: 8 }, (_, at) => `30342CAC0C0303C00000001${at}`);
const gate = { device: 'gate' };
/** dBm outside and inside, half a second each. */
const inwards = [
  [-65, undefined],
  [-50, -68],
  [-60, -60],
  [-68, -50],
  [undefined, -65],
] as const;

const outwards = [
  [undefined, -65],
  [-68, -50],
  [-60, -60],
  [-50, -68],
  [-65, undefined],
] as const;

type Way = readonly (readonly [number | undefined, number | undefined])[];

/** All of them through the gate at once, while others are read at shelf S1. */
function through(floor: ShopFloor, way: Way, who: readonly string[], standing: readonly string[] = []): ShopFloor {
  for (const [outside, inside] of way) {
    for (const epc of standing) floor.read(epc, 1, -55);
    for (let look = 0; look < 5; look += 1) {
      for (const epc of who) {
        if (outside !== undefined) floor.read(epc, 1, outside, gate);
        if (inside !== undefined) floor.read(epc, 2, inside, gate);
      }
      floor.wait(100);
    }
  }
  return floor;
}

/** Each of them read once a second at shelf S1. */
function standing(floor: ShopFloor, who: readonly string[], time_ms: number): ShopFloor {
  for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 1_000) {
    for (const epc of who) floor.read(epc, 1, -55);
    floor.wait(1_000);
  }
  return floor;
}

const neighbour = '30342CAC0C0303C000000019';
const heard = epcs.slice(0, 7);
const [hidden = ''] = epcs.slice(7);

function counted(floor: ShopFloor): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of floor.booked()) counts[line] = (counts[line] ?? 0) + 1;
  return counts;
}

describe('tags that came in together', () => {
  test.each([
    ['as it is', false],
    ['restored on the way', true],
  ] as const)(
    'the one that its place does not hear stands there with the others, is picked up and goes out with them (%s)',
    (_, is_restored) => {
      const again = (floor: ShopFloor) => (is_restored ? floor.restore() : floor);
      const floor = again(through(new ShopFloor(), inwards, epcs).wait(10_000));
      expect(counted(floor)).toEqual({ 'received 1 shirt supplier → dock': 8 });
      again(standing(floor, heard, 8_000));
      again(standing(floor, heard, 12_000));
      expect(counted(floor)['arrived 1 shirt dock → S1']).toBe(8);
      const [with_others] = floor.movements.filter(({ why }) => why.includes('with 7 others that came in with it'));
      expect(with_others?.why).toContain(hidden);
      again(floor.wait(13_000));
      expect(counted(floor)['left 1 shirt S1 → production']).toBe(8);
    },
  );

  test.each([
    ['as it is', false],
    ['restored on the way', true],
  ] as const)('it is away and back again as often as it is carried, however alike the times (%s)', (_, is_restored) => {
    const floor = through(new ShopFloor(), inwards, epcs).wait(10_000);
    for (let time = 0; time < 4; time += 1) {
      for (let second = 0; second < 60; second += 1) {
        if (second < 20) for (const epc of epcs) floor.read(epc, 1, -55);
        floor.read(neighbour, 2, -55).wait(1_000);
      }
      if (is_restored) floor.restore();
    }
    expect(counted(floor)).toEqual({
      'received 1 shirt supplier → dock': 8,
      'arrived 1 shirt dock → S1': 8,
      'arrived 1 shirt count-difference → S2': 1,
      'left 1 shirt S1 → production': 32,
      'arrived 1 shirt production → S1': 24,
    });
  });

  test.each([
    ['one that its place never heard well', -68, -74, 0],
    ['one that its place heard well', -55, -74, 1],
    ['one that is heard as from afar', -68, -79, 1],
  ] as const)(
    'amid those that stand there still, %s is heard below the floor (%i, then %i dBm)',
    (_, own, then, left) => {
      const floor = through(new ShopFloor(), inwards, epcs).wait(10_000);
      for (let second = 0; second < 90; second += 1) {
        floor.read(hidden, 1, second < 15 ? own : then);
        standing(floor, heard, 1_000);
        if (second === 30) floor.restore();
      }
      expect(counted(floor)['arrived 1 shirt dock → S1']).toBe(8);
      expect(counted(floor)['left 1 shirt S1 → production'] ?? 0).toBe(left);
      // Once all are carried off it goes with them, however it is heard from the way.
      for (let second = 0; second < 14; second += 1) floor.read(hidden, 1, then).wait(1_000);
      expect(counted(floor)['left 1 shirt S1 → production']).toBe(8);
    },
  );

  test('one that was away by itself and is back amid the others came after it had left, not when they did', () => {
    const floor = through(new ShopFloor(), inwards, epcs).wait(10_000);
    standing(floor, epcs, 15_000);
    standing(floor, heard, 45_000);
    standing(floor, epcs, 5_000);
    const own = floor.movements.filter(({ why }) => why.includes(hidden));
    expect(own.map(({ kind }) => kind)).toEqual(['received', 'arrived', 'left', 'arrived']);
    const [left = 0, back = 0] = own.slice(2).map(({ at_ms }) => at_ms);
    expect(back - left).toBe(46_000);
  });

  test('one that another place hears stays out of it', () => {
    const floor = through(new ShopFloor(), inwards, epcs).wait(10_000);
    for (let second = 0; second < 25; second += 1) {
      floor.read(hidden, 2, -55);
      standing(floor, heard, 1_000);
    }
    expect(counted(floor)['arrived 1 shirt dock → S1']).toBe(7);
    expect(counted(floor)['arrived 1 shirt dock → S2']).toBe(1);
  });

  test('a tag that nobody saw before and that is put down amid them came in with them', () => {
    const floor = through(new ShopFloor(), inwards, heard).wait(10_000);
    standing(floor, epcs, 12_000);
    expect(counted(floor)).toEqual({ 'received 1 shirt supplier → dock': 8, 'arrived 1 shirt dock → S1': 8 });
  });

  const histories = ['came in together', 'lie there'] as const;
  test.each(
    histories.flatMap((history) => [1, 4, 7].flatMap((n) => [0, 4, 15].map((walk_s) => [n, history, walk_s] as const))),
  )(
    '%i of 8 that %s at a shelf go out, while the others are heard where they stand, after %i s on the way',
    (n, history, walk_s) => {
      const floor = new ShopFloor();
      if (history === 'came in together') through(floor, inwards, epcs).wait(5_000);
      standing(floor, epcs, 20_000);
      floor.movements.length = 0;
      const rest = epcs.slice(n);
      standing(floor, rest, walk_s * 1_000);
      through(floor, outwards, epcs.slice(0, n), rest);
      standing(floor, rest, 20_000);
      expect(shippedOf(floor)).toEqual(epcs.slice(0, n));
      // Whoever is silent for ten seconds on the way has left its shelf first; for thirty, where its company is heard there meanwhile.
      expect(counted(floor)).toEqual(
        walk_s < (history === 'came in together' ? 30 : 10)
          ? { 'shipped 1 shirt S1 → customer': n }
          : { 'left 1 shirt S1 → production': n, 'shipped 1 shirt production → customer': n },
      );
      expect(floor.open()).toEqual([]);
    },
  );

  test('who is hardly heard at the door goes out with most of its company, though one of them is heard where it stands', () => {
    const floor = through(new ShopFloor(), inwards, epcs).wait(10_000);
    standing(floor, epcs, 20_000);
    const [first = '', second = '', ...clear] = epcs.slice(0, 7);
    standing(floor, epcs.slice(7), 2_000);
    for (const [outside, inside] of outwards) {
      if (inside === -60) floor.read(first, 2, -62, gate).read(second, 1, -62, gate);
      through(floor, [[outside, inside]], clear, epcs.slice(7));
    }
    standing(floor, epcs.slice(7), 20_000);
    expect(shippedOf(floor)).toEqual(epcs.slice(0, 7));
  });
});

/** Tags that went out. */
function shippedOf({ movements }: ShopFloor): readonly string[] {
  const shipped = movements.filter(({ kind }) => kind === 'shipped');
  return epcs.filter((epc) => shipped.some(({ why }) => why.includes(epc)));
}
