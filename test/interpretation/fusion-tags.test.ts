/** Goal: tags on a weighed shelf are where the ledger has their pieces, also those that lay there before anybody knew of them. */
import { describe, expect, test } from 'vitest';
import type { Site } from '../../gateway/stock/site.ts';
import { ShopFloor, shirt, site } from './shop-floor.ts';

/** W holds shirts of 200 g on a scale that a reader watches, too. */
const senses: Site = {
  ...site,
  items: site.items.map((item) =>
    item.id === 'shirt' ? { ...item, unit_mass_mg: 200_000, codes: ['SKU-SHIRT'] } : item,
  ),
  locations: [...site.locations, { id: 'W', name: 'Shelf W', kind: 'shelf', in: 'hall', codes: [], items: ['shirt'] }],
  devices: site.devices.map((device) => {
    if (device.id === 'scale') return { ...device, channels: [...device.channels, { channel: '3', location: 'W' }] };
    if (device.id !== 'reader') return device;
    return { ...device, antennas: [...device.antennas, { antenna: 3, role: 'shelf' as const, location: 'W' }] };
  }),
};

const four = ['A1', 'A2', 'A3', 'A4'];

/** Every tag read so often, and the plate weighed every 100 ms; for a while. */
function live(floor: ShopFloor, grams: number, epcs: readonly string[], time_ms: number, every_ms = 500): ShopFloor {
  for (let passed_ms = 0; passed_ms < time_ms; passed_ms += every_ms) {
    for (const epc of epcs) floor.read(epc, 3, -50, { meaning: shirt });
    floor.rest('3', grams, every_ms);
  }
  return floor;
}

/** The same while the scale is away. */
function read(floor: ShopFloor, epcs: readonly string[], time_ms: number): ShopFloor {
  for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 500) {
    for (const epc of epcs) floor.read(epc, 3, -50, { meaning: shirt });
    floor.wait(500);
  }
  return floor;
}

function placed(floor: ShopFloor): string[] {
  return [...(floor.memory.tags.by_place.get('W') ?? [])].sort();
}

describe('tags of stock that was counted before', () => {
  test.each([500, 2_000, 6_000])('are found among it while they are read every %i ms', (every_ms) => {
    const floor = live(new ShopFloor(senses).stock('shirt', 'W', 4).rest('3', 5_000), 5_000, four, 120_000, every_ms);
    expect([placed(floor), floor.booked(), floor.level('shirt', 'W')]).toEqual([four, [], 4]);
  });

  test('tell which piece is the first to be taken', () => {
    const floor = live(new ShopFloor(senses).stock('shirt', 'W', 4).rest('3', 5_000), 5_000, four, 40_000);
    live(floor, 4_800, ['A1', 'A2', 'A4'], 30_000);
    expect(floor.booked()).toEqual(['taken 1 shirt W → production']);
    expect(floor.movements[0]?.why).toContain('tag A3 gone');
    expect(placed(floor)).toEqual(['A1', 'A2', 'A4']);
  });

  test('book nothing while the scale is away, and nothing when it is back', () => {
    const floor = live(new ShopFloor(senses).stock('shirt', 'W', 4).rest('3', 5_000), 5_000, four, 40_000);
    read(floor.gap('disconnected', 'scale'), four, 30_000).gap('connected', 'scale');
    live(floor, 5_000, four, 30_000);
    expect([floor.booked(), floor.open(), floor.level('shirt', 'W')]).toEqual([[], [], 4]);
  });

  test('book nothing where the reader is heard before the scale', () => {
    const floor = read(new ShopFloor(senses).stock('shirt', 'W', 4), four, 30_000);
    live(floor, 5_000, four, 30_000);
    expect([placed(floor), floor.booked(), floor.level('shirt', 'W')]).toEqual([four, [], 4]);
  });

  test('are no more than there are pieces: one more has to be weighed', () => {
    const floor = live(new ShopFloor(senses).stock('shirt', 'W', 3).rest('3', 5_000), 5_000, four, 60_000);
    expect([placed(floor).length, floor.booked()]).toEqual([3, []]);
    live(floor, 5_200, [...four, 'A5'], 30_000);
    expect([floor.booked(), floor.level('shirt', 'W')]).toEqual([['filled 1 shirt dock → W'], 4]);
  });

  test('what is put down with its tag is not taken for one of them, however long it takes to come to rest', () => {
    const floor = new ShopFloor(senses).stock('shirt', 'dock', 1).stock('shirt', 'W', 4).rest('3', 5_000);
    read(floor.wait(5_000), ['A1'], 0);
    live(floor, 5_000, ['A9'], 8_000);
    live(floor, 5_200, ['A9'], 30_000);
    expect(floor.booked()).toEqual(['filled 1 shirt dock → W']);
    expect(floor.movements[0]?.why).toContain('tag A9 came');
  });
});
