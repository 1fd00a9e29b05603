import { describe, expect, test } from 'vitest';
import { ShopFloor, site } from './shop-floor.ts';

const two_gates = {
  ...site,
  devices: site.devices.flatMap((device) =>
    device.id === 'gate' ? [device, { ...device, id: 'gate-2', name: 'Gate 2' }] : [device],
  ),
};
const load = Array.from({ length: 20 }, (_, at) => `30342CAC0C0303C0000001${String(at).padStart(2, '0')}`);
const other = Array.from({ length: 8 }, (_, at) => `30342CAC0C0303C0000003${String(at).padStart(2, '0')}`);
const one = '30342CAC0C0303C0000002FF';

/** dBm outside and inside, half a second each. */
const outwards = [
  [undefined, -65],
  [-68, -50],
  [-60, -60],
  [-50, -68],
  [-65, undefined],
] as const;
const inwards = outwards.map(([outside, inside]) => [inside, outside] as const);

type Heard = readonly [device: string, antenna: 1 | 2, dbm: number];

/** A load goes through a gate; `meanwhile` is what is heard of the one tag at each half second of it. */
function through(
  floor: ShopFloor,
  device: string,
  way: readonly (readonly [number | undefined, number | undefined])[],
  who: readonly string[],
  meanwhile: Readonly<Record<number, Heard>> = {},
): ShopFloor {
  for (const [at, [outside, inside]] of way.entries()) {
    const heard = meanwhile[at];
    if (heard !== undefined) floor.read(one, heard[1], heard[2], { device: heard[0] });
    for (let look = 0; look < 5; look += 1) {
      for (const epc of who) {
        if (outside !== undefined) floor.read(epc, 1, outside, { device });
        if (inside !== undefined) floor.read(epc, 2, inside, { device });
      }
      floor.wait(100);
    }
  }
  return floor;
}

function linesOf({ movements }: ShopFloor, epc: string): readonly string[] {
  return movements
    .filter(({ why }) => why.includes(epc))
    .map(({ kind, from, to, why }) => `${kind} ${from} → ${to}${why.includes('Gate 2') ? ' by Gate 2' : ''}`);
}

const histories = [
  ['as it is', (floor: ShopFloor) => floor],
  ['restored meanwhile', (floor: ShopFloor) => floor.restore()],
] as const;

describe('tags that one side alone hears until a load crosses', () => {
  /** All have come in; the load goes out, and so many are heard inside for a while until then, and nowhere after. */
  function shipped(silent: readonly string[]): readonly string[] {
    const floor = through(new ShopFloor(two_gates), 'gate', inwards, silent).wait(60_000);
    through(floor, 'gate', inwards, load).wait(60_000);
    for (let look = 0; look < 8; look += 1) {
      for (const epc of silent) floor.read(epc, 2, -62, { device: 'gate' });
      floor.wait(500);
    }
    for (const [at, [outside, inside]] of outwards.entries()) {
      for (let look = 0; look < 5; look += 1) {
        for (const epc of load) {
          if (outside !== undefined) floor.read(epc, 1, outside, { device: 'gate' });
          if (inside !== undefined) floor.read(epc, 2, inside, { device: 'gate' });
        }
        if (at < 2) for (const epc of silent) floor.read(epc, 2, -62, { device: 'gate' });
        floor.wait(100);
      }
    }
    floor.wait(20_000);
    return silent.filter((epc) => linesOf(floor, epc).includes('shipped dock → customer'));
  }

  test('have gone with it, where they are one or two', () => {
    expect(shipped([one])).toEqual([one]);
  });

  test('are a load of their own, where they are many', () => {
    expect(shipped(other)).toEqual([]);
  });
});

describe('what was told of a tag at a door', () => {
  test.each(histories)('is taken back when it passes another one clearly, shortly after (%s)', (_, again) => {
    const floor = through(new ShopFloor(two_gates), 'gate', inwards, [...load, one]).wait(60_000);
    through(floor, 'gate', outwards, load, { 1: ['gate', 2, -62], 3: ['gate', 1, -62] });
    again(floor.wait(9_000));
    expect(linesOf(floor, one)).toEqual(['received supplier → dock', 'shipped dock → customer']);
    through(again(floor.wait(3_000)), 'gate-2', outwards, [...other, one]).wait(12_000);
    expect(linesOf(floor, one)).toEqual([
      'received supplier → dock',
      'shipped dock → customer',
      'reversed customer → dock by Gate 2',
      'shipped dock → customer by Gate 2',
    ]);
    const [, first, back, second] = floor.movements.filter(({ why }) => why.includes(one));
    expect(back?.reverses).toBe(first?.id);
    expect(second?.why).toContain('passed Gate 2 outwards');
    expect(floor.memory.books.counters.read()['passages taken back']).toBe(1);
    expect(floor.level('shirt', 'customer')).toBe(29);
  });

  test('is taken back when it was never heard beyond and is heard on this side still', () => {
    const floor = through(new ShopFloor(two_gates), 'gate', inwards, [...load, one]).wait(60_000);
    through(floor, 'gate', outwards, load, { 1: ['gate', 2, -62], 3: ['gate', 2, -62] }).wait(12_000);
    expect(linesOf(floor, one)).toEqual(['received supplier → dock', 'shipped dock → customer']);
    for (let look = 0; look < 24; look += 1) floor.read(one, 2, -58, { device: 'gate' }).wait(250);
    floor.wait(12_000);
    expect(linesOf(floor, one)).toEqual([
      'received supplier → dock',
      'shipped dock → customer',
      'reversed customer → dock',
    ]);
    expect(floor.level('shirt', 'dock')).toBe(1);
  });
});

describe('a tag that one side of the door alone hears', () => {
  /** Two reads of it every half second while the load comes near and crosses, as far as `until` of its five half seconds. */
  function inWith(floor: ShopFloor, until: number): ShopFloor {
    const heard: Record<number, Heard> = {};
    for (let at = 0; at < until; at += 1) heard[at] = ['gate', 1, -54];
    return through(floor, 'gate', inwards, load, heard);
  }

  test('falls silent as its company crosses: it crossed with them', () => {
    const floor = inWith(new ShopFloor(two_gates), 3).wait(5_000);
    expect(linesOf(floor, one)).toEqual([]);
    floor.wait(9_000);
    expect(linesOf(floor, one)).toEqual(['received supplier → dock']);
  });

  test('is heard where it was again before it could be gone: it did not cross', () => {
    const floor = inWith(new ShopFloor(two_gates), 3).wait(3_500);
    for (let look = 0; look < 24; look += 1) floor.read(one, 1, -54, { device: 'gate' }).wait(250);
    floor.wait(12_000);
    expect(linesOf(floor, one)).toEqual([]);
  });

  test('is heard beyond from the moment they cross on, and stays: it crossed with them', () => {
    const floor = through(new ShopFloor(two_gates), 'gate', inwards, load, { 3: ['gate', 2, -54] });
    for (let look = 0; look < 60; look += 1) floor.read(one, 2, -58, { device: 'gate' }).wait(300);
    floor.wait(12_000);
    expect(linesOf(floor, one)).toEqual(['received supplier → dock']);
  });
});

describe('two loads that follow each other', () => {
  test('one that is heard before the door while the first crosses comes in when it does itself', () => {
    const floor = new ShopFloor();
    const from_ms = floor.now_ms;
    for (let at_ms = 0; at_ms < 9_000; at_ms += 100) {
      const crossed_ms = at_ms - 3_000;
      for (const epc of load) {
        if (at_ms >= 1_000 && crossed_ms < 300) floor.read(epc, 1, -55, { device: 'gate' });
        if (crossed_ms > -300 && crossed_ms < 2_000) floor.read(epc, 2, -55, { device: 'gate' });
      }
      // Softer outside than inside later, and not often.
      if (at_ms >= 1_500 && at_ms < 7_000 && at_ms % 400 === 0) floor.read(one, 1, -66, { device: 'gate' });
      if (at_ms >= 7_000 && at_ms < 8_500 && at_ms % 200 === 0) floor.read(one, 2, -58, { device: 'gate' });
      floor.wait(100);
    }
    floor.wait(12_000);
    const own = floor.movements.filter(({ why }) => why.includes(one));
    expect(own.map(({ kind }) => kind)).toEqual(['received']);
    expect(Math.abs((own[0]?.at_ms ?? 0) - from_ms - 7_000)).toBeLessThan(1_500);
  });
});
