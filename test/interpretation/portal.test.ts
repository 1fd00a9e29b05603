import { describe, expect, test } from 'vitest';
import { ShopFloor, site } from './shop-floor.ts';

const epc = '30342CAC0C0303C000000001';
const gate = { device: 'gate' };

/** Reads every 100 ms along a way of `[seconds, dBm outside, dBm inside]`; what is undefined is not heard. */
function pass(
  floor: ShopFloor,
  way: readonly (readonly [number, number | undefined, number | undefined])[],
): ShopFloor {
  for (const [seconds, outside, inside] of way) {
    for (let passed = 0; passed < seconds * 10; passed += 1) {
      if (outside !== undefined) floor.read(epc, 1, outside, gate);
      if (inside !== undefined) floor.read(epc, 2, inside, gate);
      floor.wait(100);
    }
  }
  return floor;
}

const inwards = [
  [0.5, -65, undefined],
  [0.5, -50, -68],
  [0.5, -60, -60],
  [0.5, -68, -50],
  [0.5, undefined, -65],
] as const;
const outwards = inwards.map(([seconds, outside, inside]) => [seconds, inside, outside] as const);

describe('portals', () => {
  test('a tag that passes inwards is received once the portal is quiet', () => {
    const floor = pass(new ShopFloor(), inwards);
    expect(floor.wait(1_600).booked()).toEqual([]);
    expect(floor.wait(500).booked()).toEqual(['received 1 shirt supplier → dock']);
    const [movement] = floor.movements;
    expect(movement?.rule).toBe('portal@2');
    expect(movement?.id).toBe('gate:n41:0/portal');
    expect(movement?.why).toContain('passed Gate 1 inwards: 20 reads outside, 20 inside in 2.4 s, p 0.9');
    expect(movement?.evidence.map(({ n }) => n)).toEqual([2, 8, 41]);
  });

  test('a tag that passes outwards is shipped from where it was last known', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -54, 1_000).wait(2_000);
    pass(floor, outwards).wait(3_000);
    expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1', 'shipped 1 shirt S1 → customer']);
    expect(floor.wait(60_000).booked()).toHaveLength(2);
  });

  test('a tag never seen before that passes outwards is shipped from inside the portal', () => {
    const floor = pass(new ShopFloor(), outwards).wait(3_000);
    expect(floor.booked()).toEqual(['shipped 1 shirt dock → customer']);
    expect(floor.open()).toEqual(['negative-level/shirt/dock']);
  });

  test('a received tag arrives at its shelf from inside the portal', () => {
    const floor = pass(new ShopFloor(), inwards).wait(3_000).keepReading(epc, 2, -50, 1_000);
    expect(floor.booked()[1]).toBe('arrived 1 shirt dock → S2');
  });

  test('a tag that comes in twice is still one piece', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -54, 1_000);
    pass(floor, inwards).wait(3_000);
    expect(floor.booked()[1]).toBe('moved 1 shirt S1 → dock');
    pass(floor, inwards).wait(3_000);
    expect(floor.booked()).toHaveLength(2);
    expect(floor.level('shirt', 'dock')).toBe(1);
  });

  test('an inside antenna that is much louder does not turn the direction', () => {
    const louder = inwards.map(
      ([seconds, outside, inside]) => [seconds, outside, inside === undefined ? undefined : inside + 20] as const,
    );
    expect(pass(new ShopFloor(), louder).wait(3_000).booked()).toEqual(['received 1 shirt supplier → dock']);
  });

  test('who turns back moves nothing', () => {
    const floor = pass(new ShopFloor(), [
      [0.5, -60, undefined],
      [0.5, -50, -66],
      [0.5, -52, -55],
      [0.5, -50, -66],
      [0.5, -60, undefined],
    ]).wait(3_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
    expect(floor.memory.books.counters.read()).toEqual({ 'passages turned back': 1 });
  });

  test('a tag heard by one side only is asked about', () => {
    const floor = pass(new ShopFloor(), [[1, -60, undefined]]).wait(3_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([`passage-unresolved/gate/${epc}`]);
  });

  test('both sides at once all the time is asked about', () => {
    const floor = pass(new ShopFloor(), [[2, -60, -60]]).wait(3_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([`passage-unresolved/gate/${epc}`]);
  });

  test('who loiters for minutes without direction moves nothing and asks nothing', () => {
    const floor = pass(new ShopFloor(), [[90, -60, -62]]);
    expect(floor.memory.portals.passing.size).toBe(1);
    expect(floor.wait(3_000).open()).toEqual([]);
    expect(floor.booked()).toEqual([]);
    expect(floor.memory.portals.passing.size).toBe(0);
  });

  test('fewer reads than the rule asks for are no passage', () => {
    const floor = new ShopFloor().read(epc, 1, -60, gate).wait(100).read(epc, 2, -60, gate).wait(3_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
  });

  test('an unknown tag at a portal is one question', () => {
    const floor = new ShopFloor();
    const meaning = { scheme: 'unknown' };
    for (let index = 0; index < 10; index += 1) floor.read(epc, index < 5 ? 1 : 2, -55, { ...gate, meaning }).wait(100);
    expect(floor.wait(3_000).open()).toEqual([`unknown-tag/${epc}`]);
    expect(floor.booked()).toEqual([]);
  });

  test('reads that arrive all at once are ordered by the clock of the reader, once that is known', () => {
    const floor = new ShopFloor();
    const on_time = { kind: 'tag', epc: 'E200', antenna: 1, count: 1, device_at_ms: floor.now_ms - 40 } as const;
    floor.say('gate', on_time).wait(10_000);
    for (let index = 0; index < 30; index += 1) {
      floor.say('gate', {
        kind: 'tag',
        epc,
        antenna: index < 15 ? 1 : 2,
        rssi_cdbm: -5_500,
        count: 1,
        meaning: { scheme: 'sgtin-96', gtin: '00614141123452' },
        device_at_ms: floor.now_ms - 3_000 + index * 100,
      });
    }
    expect(floor.wait(3_000).booked()).toEqual(['received 1 shirt supplier → dock']);
  });

  test('a passage whose portal the settings dropped is counted and nothing else', () => {
    const floor = pass(new ShopFloor(), inwards);
    floor.settings({ ...site, devices: site.devices.filter(({ id }) => id !== 'gate') }).wait(3_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.memory.books.counters.read()).toEqual({ 'passages of a portal that is gone': 1 });
  });
});
