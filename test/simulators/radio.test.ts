import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meaningOfEpc } from '../../devices/rfid/epc.ts';
import { sgtinEpc, type TaggedPiece } from '../../simulators/goods.ts';
import { heardAtPortals, heardOnShelves } from '../../simulators/radio.ts';
import { seedOf } from '../../simulators/seed.ts';
import { smallWorld } from './small-world.ts';

const [portal] = smallWorld.portals;
const [r1] = smallWorld.zones;

test('the tag of an item says the GTIN of the item, whatever it is', () => {
  expect(meaningOfEpc(sgtinEpc('09521234500117', '42'))).toMatchObject({
    scheme: 'sgtin-96',
    gtin: '09521234500117',
    serial: '42',
    filter: 1,
  });
  expect(meaningOfEpc(sgtinEpc('19506000134359', '274877906943'))).toMatchObject({
    gtin: '19506000134359',
    serial: '274877906943',
  });
});

/** Time-weighted by received power, where on its way each side heard the tag. */
function centres(way: 'in' | 'out', seed: number) {
  if (portal === undefined) throw new Error('the world has no portal');
  const piece: TaggedPiece = {
    epc: sgtinEpc('09521234500117', '1'),
    item: 'pump',
    bias_cdb: 0,
    spot: { kind: 'portal', portal, way, start_ms: 0, for_ms: 4_000 },
  };
  const chance = seedOf(seed);
  const sums = new Map<number, { power: number; moment: number; reads: number }>();
  for (let at_ms = 0; at_ms <= 4_000; at_ms += 100) {
    for (const { antenna, rssi_cdbm } of heardAtPortals(
      'dock-reader',
      smallWorld,
      [piece],
      { timeline_ms: at_ms, at_ms },
      chance,
    )) {
      const sum = sums.get(antenna) ?? { power: 0, moment: 0, reads: 0 };
      const power = 10 ** (rssi_cdbm / 1_000);
      sums.set(antenna, { power: sum.power + power, moment: sum.moment + power * at_ms, reads: sum.reads + 1 });
    }
  }
  const side = (antenna: number) => sums.get(antenna) ?? { power: 1, moment: 0, reads: 0 };
  const [outside, inside] = [side(1), side(2)];
  return {
    reads: Math.min(outside.reads, inside.reads),
    outside_ms: outside.moment / outside.power,
    inside_ms: inside.moment / inside.power,
  };
}

describe('a tag that passes the portal', () => {
  test('inwards, is heard by both sides and loudest outside first', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { reads, outside_ms, inside_ms } = centres('in', seed);
        expect(reads).toBeGreaterThan(3);
        expect(inside_ms).toBeGreaterThan(outside_ms);
      }),
      { numRuns: 100 },
    );
  });

  test('outwards, is loudest inside first', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { outside_ms, inside_ms } = centres('out', seed);
        expect(outside_ms).toBeGreaterThan(inside_ms);
      }),
      { numRuns: 100 },
    );
  });
});

test('a tag on a shelf is heard often and loud by its own antenna, seldom and softly by the next', () => {
  if (r1 === undefined) throw new Error('the world has no shelf');
  const piece: TaggedPiece = {
    epc: sgtinEpc('09521234500117', '1'),
    item: 'pump',
    bias_cdb: 0,
    spot: { kind: 'zone', zone: r1 },
  };
  const seed = seedOf(9);
  const heard = Array.from({ length: 1_000 }, (_, at_ms) =>
    heardOnShelves('rails', smallWorld, [piece], at_ms, seed),
  ).flat();
  const own = heard.filter(({ antenna }) => antenna === 1);
  const next = heard.filter(({ antenna }) => antenna === 2);
  expect(own.length).toBeGreaterThan(500);
  expect(own.every(({ rssi_cdbm }) => rssi_cdbm > -6_500)).toBe(true);
  expect(next.length).toBeLessThan(40);
  expect(next.every(({ rssi_cdbm }) => rssi_cdbm < -6_000)).toBe(true);
});

test('a tag that is carried is heard by nobody', () => {
  const piece: TaggedPiece = {
    epc: sgtinEpc('09521234500117', '1'),
    item: 'pump',
    bias_cdb: 0,
    spot: { kind: 'away' },
  };
  expect(heardOnShelves('rails', smallWorld, [piece], 0, seedOf(1))).toEqual([]);
  expect(heardAtPortals('dock-reader', smallWorld, [piece], { timeline_ms: 0, at_ms: 0 }, seedOf(1))).toEqual([]);
});
