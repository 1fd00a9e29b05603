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

type Way = readonly (readonly [number | undefined, number | undefined])[];

/** All of them through the gate at once. */
function through(floor: ShopFloor, way: Way, who: readonly string[]): ShopFloor {
  for (const [outside, inside] of way) {
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
});
