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
    expect(movement?.rule).toBe('portal@11');
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
    const slowly = inwards.map(([, outside, inside]) => [2, outside, inside] as const);
    pass(floor, slowly).wait(3_000);
    expect(floor.booked()[1]).toBe('moved 1 shirt S1 → dock');
    floor.wait(60_000);
    pass(floor, slowly).wait(12_000);
    expect(floor.booked()).toHaveLength(2);
    expect(floor.level('shirt', 'dock')).toBe(1);
  });

  test.each([
    ['inwards', inwards, 'received 1 shirt supplier → dock'],
    ['outwards', outwards, 'shipped 1 shirt dock → customer'],
  ] as const)('an inside antenna that is four times as loud does not turn the direction %s', (_, way, booked) => {
    const louder = way.map(
      ([seconds, outside, inside]) => [seconds, outside, inside === undefined ? undefined : inside + 6] as const,
    );
    expect(pass(new ShopFloor(), louder).wait(10_000).booked()).toEqual([booked]);
  });

  test('who turns back moves nothing', () => {
    const floor = pass(new ShopFloor(), [
      [0.5, -60, undefined],
      [0.5, -50, -66],
      [0.5, -52, -55],
      [0.5, -50, -66],
      [0.5, -60, undefined],
    ]).wait(10_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
    expect(floor.memory.books.counters.read()).toEqual({ 'tags that came near a portal and did not pass': 1 });
  });

  test.each([
    ['heard by one side only, as who walks past', [[1, -60, undefined]]],
    ['heard by both sides alike, as who stands in the gate and goes', [[2, -60, -60]]],
    ['who loiters for minutes without direction', [[90, -60, -62]]],
  ] as const)('%s moves nothing and asks nothing', (_, way) => {
    const floor = pass(new ShopFloor(), way).wait(10_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
    expect(floor.memory.books.counters.read()).toEqual({ 'tags that came near a portal and did not pass': 1 });
  });

  test('a passage that is seen by half is asked about', () => {
    const floor = pass(new ShopFloor(), [
      [1, -56, -68],
      [0.5, -60, -60],
      [0.5, -66, -61],
      [0.5, -68, -62],
    ]).wait(10_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([`passage-unresolved/gate/${epc}`]);
  });

  test('a pallet that parks inside is booked while it is still heard, at the time when it crossed, and only once', () => {
    const floor = new ShopFloor();
    const crossed_ms = floor.now_ms + 2_500;
    pass(floor, [
      [1, -60, undefined],
      [1, -50, -68],
      [1, -60, -58],
      [1, -68, -50],
      [5, undefined, -58],
    ]);
    expect(floor.booked()).toEqual(['received 1 shirt supplier → dock']);
    expect(Math.abs((floor.movements[0]?.at_ms ?? 0) - crossed_ms)).toBeLessThan(1_500);
    for (let minute = 0; minute < 5; minute += 1)
      pass(floor, [[50, -70, -58]])
        .read(epc, 1, -56, gate)
        .wait(10_000);
    expect(floor.booked()).toHaveLength(1);
  });

  test('a pallet that comes in and goes out again shortly after is two movements', () => {
    const floor = pass(new ShopFloor(), [
      [1.5, -50, -68],
      [1.5, -68, -50],
      [6, undefined, -55],
      [1.5, -68, -50],
      [1.5, -50, -68],
      [1, -60, undefined],
    ]).wait(10_000);
    expect(floor.booked()).toEqual(['received 1 shirt supplier → dock', 'shipped 1 shirt dock → customer']);
  });

  test('a tag read twice amid twenty that clearly came in came in with them; alone it is nothing', () => {
    const weak = '30342CAC0C0303C0000000FF';
    const amid = new ShopFloor();
    for (let step = 0; step < 40; step += 1) {
      const [outside, inside] = step < 20 ? [-50 - step / 2, -68] : [-68, -60 + (step - 20) / 2];
      for (let tag = 0; tag < 20; tag += 1) {
        const own = `30342CAC0C0303C0000001${tag.toString(16).padStart(2, '0').toUpperCase()}`;
        amid.read(own, 1, outside, gate).read(own, 2, inside, gate);
      }
      if (step === 15) amid.read(weak, 1, -66, gate);
      if (step === 24) amid.read(weak, 2, -66, gate);
      amid.wait(100);
    }
    amid.wait(12_000);
    expect(amid.open()).toEqual([]);
    expect(amid.booked()).toHaveLength(21);
    const last = amid.movements.find(({ why }) => why.includes(weak));
    expect(last?.why).toContain('1 reads outside, 1 inside');
    expect(last?.why).toContain('with 20 others');
    const alone = new ShopFloor().read(weak, 1, -66, gate).wait(900).read(weak, 2, -66, gate).wait(12_000);
    expect(alone.booked()).toEqual([]);
  });

  test('a stray that a neighbouring portal hears louder is no passage here', () => {
    const devices = site.devices.flatMap((device) =>
      device.id === 'gate' ? [device, { ...device, id: 'gate-2', name: 'Gate 2' }] : [device],
    );
    const floor = new ShopFloor({ ...site, devices });
    for (const [seconds, outside, inside] of inwards) {
      for (let passed = 0; passed < seconds * 10; passed += 1) {
        for (const [device, softer] of [
          ['gate-2', 9],
          ['gate', 0],
        ] as const) {
          if (outside !== undefined) floor.read(epc, 1, outside - softer, { device });
          if (inside !== undefined) floor.read(epc, 2, inside - softer, { device });
        }
        floor.wait(100);
      }
    }
    floor.wait(12_000);
    expect(floor.booked()).toEqual(['received 1 shirt supplier → dock']);
    expect(floor.movements[0]?.why).toContain('passed Gate 1 inwards');
  });

  test('a door between two zones of the house moves stock between them', () => {
    const devices = site.devices.map((device) =>
      device.id === 'gate' ? { ...device, portal: { inside: 'S2', from_outside: 'S1', to_outside: 'S1' } } : device,
    );
    const floor = pass(new ShopFloor({ ...site, devices }), inwards).wait(10_000);
    pass(floor, outwards).wait(10_000);
    expect(floor.booked().map((text) => text.split(' ').slice(1).join(' '))).toEqual([
      '1 shirt S1 → S2',
      '1 shirt S2 → S1',
    ]);
  });

  test('fewer reads than the rule asks for are no passage', () => {
    const floor = new ShopFloor().read(epc, 1, -60, gate).wait(100).read(epc, 2, -60, gate).wait(3_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
  });

  test('an unknown tag at a portal is one question', () => {
    const floor = new ShopFloor();
    const meaning = { scheme: 'unknown' };
    for (let index = 0; index < 40; index += 1)
      floor.read(epc, index < 20 ? 1 : 2, -55, { ...gate, meaning }).wait(100);
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
    floor.settings({ ...site, devices: site.devices.filter(({ id }) => id !== 'gate') }).wait(12_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.memory.books.counters.read()).toEqual({ 'passages of a portal that is gone': 1 });
  });
});
