/** Goal: the same evidence leads to the same outcome in whatever order it comes; tags that contradict a scan are a question. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EpcMeaning } from '../../devices/reading.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { ShopFloor, shirt, site } from './shop-floor.ts';

const coat: EpcMeaning = { scheme: 'sgtin-96', uri: 'urn:epc:id:sgtin:0614141.012346.1', gtin: '00614141123469' };

/** W holds shirts and coats of one mass on a scale that a reader watches, too; all with tags. */
const wardrobe: Site = {
  ...site,
  items: [
    ...site.items.map((item) =>
      item.id === 'shirt' ? { ...item, unit_mass_mg: 200_000, codes: ['SKU-SHIRT'] } : item,
    ),
    { id: 'coat', name: 'Coat', gtins: ['00614141123469'], codes: ['SKU-COAT'], unit: 'piece', unit_mass_mg: 200_000 },
  ],
  locations: [
    ...site.locations,
    { id: 'W', name: 'Shelf W', kind: 'shelf', in: 'hall', codes: [], items: ['shirt', 'coat'] },
  ],
  devices: site.devices.map((device) => {
    if (device.id === 'scale') return { ...device, channels: [...device.channels, { channel: '3', location: 'W' }] };
    if (device.id !== 'reader') return device;
    return { ...device, antennas: [...device.antennas, { antenna: 3, role: 'shelf' as const, location: 'W' }] };
  }),
};

const all = ['C1', 'C2', 'C3', 'S1', 'S2', 'S3'];
const all_but_a_coat = ['C1', 'C2', 'S1', 'S2', 'S3'];

/** Three coats and three shirts lie on W. */
function stocked(): ShopFloor {
  const floor = new ShopFloor(wardrobe).stock('shirt', 'W', 3).stock('coat', 'W', 3);
  return live(floor.rest('3', 5_000), 5_000, all, 40_000);
}

function live(floor: ShopFloor, grams: number, epcs: readonly string[], time_ms: number): ShopFloor {
  for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 500) {
    for (const epc of epcs) floor.read(epc, 3, -50, { meaning: epc.startsWith('C') ? coat : shirt });
    floor.rest('3', grams, 500);
  }
  return floor;
}

function standing(floor: ShopFloor): string[] {
  return floor.movements
    .filter(({ id, reverses }) => reverses === undefined && floor.memory.books.booked.get(id)?.reversed !== true)
    .map(({ kind, quantity, item }) => `${kind} ${quantity} ${item}`);
}

function asked(floor: ShopFloor): string[] {
  return floor.open().map((id) => floor.memory.books.questions.get(id)?.kind ?? '');
}

describe('tags that contradict a scan', () => {
  const moment = fc.integer({ min: 0, max: 18 });

  /** In halves of a second since the piece went: when it is scanned, and when the gateway is started again. */
  function played(scan_at: number, restore_at: number): ShopFloor {
    const floor = stocked().scans('TG-CMD.PICK', 'TG-LOC.W');
    for (let at = 0; at < 120; at += 1) {
      if (at === restore_at) floor.restore();
      if (at === scan_at) floor.scan('SKU-SHIRT', { wait_ms: 0 });
      live(floor, 4_800, all_but_a_coat, 500);
    }
    return floor;
  }

  test('are asked about, and what was scanned is booked, whenever it is scanned and wherever a restart falls', () => {
    fc.assert(
      fc.property(moment, moment, (scan_at, restore_at) => {
        const floor = played(scan_at, -1);
        expect([standing(floor), asked(floor)]).toEqual([['picked 1 shirt'], ['scan-unresolved']]);
        expect([floor.level('shirt', 'W'), floor.level('coat', 'W')]).toEqual([2, 3]);
        const restored = played(scan_at, restore_at);
        expect(restored.movements).toEqual(floor.movements);
        expect(restored.questions).toEqual(floor.questions);
      }),
      { numRuns: 12 },
    );
  });

  test('where the weight denies the scan it is not booked', () => {
    const floor = stocked().scans('TG-CMD.PICK', 'TG-LOC.W', 'SKU-SHIRT', 'TG-CMD.QTY.2');
    live(floor, 4_800, all_but_a_coat, 60_000);
    expect(standing(floor)).not.toContain('picked 2 shirt');
    expect(floor.open().length).toBeGreaterThanOrEqual(1);
  });
});

describe('tags that agree with a scan', () => {
  test.each([0, 3, 8])('are part of its movement, be it scanned %i s later', (scan_at) => {
    const floor = stocked().scans('TG-CMD.PICK', 'TG-LOC.W');
    live(floor, 4_800, all_but_a_coat, scan_at * 1_000);
    floor.scan('SKU-COAT', { wait_ms: 0 });
    live(floor, 4_800, all_but_a_coat, 60_000);
    expect([standing(floor), floor.open()]).toEqual([['picked 1 coat'], []]);
    expect([...(floor.memory.tags.by_place.get('W') ?? [])].sort()).toEqual(all_but_a_coat);
  });
});

describe('what is derived again', () => {
  const bolts_g = (pieces: number): number => 500 + 206 * pieces;

  function bolts(): ShopFloor {
    return new ShopFloor(wardrobe).stock('bolt', 'B2', 10).rest('2', bolts_g(10), 10_000);
  }

  test('is not what a scan had booked alone while the scale was away: a second scan is asked about', () => {
    const floor = bolts().gap('disconnected', 'scale').scans('TG-CMD.PICK', 'TG-LOC.B2', 'SKU-BOLT').wait(20_000);
    floor.gap('connected', 'scale').rest('2', bolts_g(9), 3_000);
    floor.scan('SKU-BOLT').rest('2', bolts_g(9), 40_000);
    expect([standing(floor), floor.level('bolt', 'B2')]).toEqual([['picked 1 bolt'], 9]);
    expect(asked(floor)).toEqual(['scan-unresolved']);
  });

  test('what was scanned alone before and what is scanned now make one change', () => {
    const floor = bolts().gap('disconnected', 'scale').scans('TG-CMD.PICK', 'TG-LOC.B2', 'SKU-BOLT').wait(20_000);
    floor.scan('SKU-BOLT', { wait_ms: 0 }).gap('connected', 'scale').rest('2', bolts_g(8), 40_000);
    expect([standing(floor), floor.level('bolt', 'B2'), floor.open()]).toEqual([
      ['picked 1 bolt', 'picked 1 bolt'],
      8,
      [],
    ]);
  });

  test('gives back what was taken for a put-back', () => {
    const floor = bolts().rest('2', bolts_g(9), 3_000).rest('2', bolts_g(10), 8_000);
    expect(floor.booked()).toEqual(['taken 1 bolt B2 → production', 'filled 1 bolt production → B2']);
    for (const code of ['TG-CMD.RECEIVE', 'TG-LOC.B2', 'SKU-BOLT', 'TG-CMD.DONE']) floor.scan(code, { wait_ms: 200 });
    floor.rest('2', bolts_g(10), 20_000).rest('2', bolts_g(11), 10_000);
    expect(floor.booked().slice(2)).toEqual([
      'reversed 1 bolt B2 → production',
      'received 1 bolt supplier → B2',
      'filled 1 bolt production → B2',
    ]);
  });

  test('what had been booked alone is remembered until its time is over, swept away or not', () => {
    const shown = (wait_ms: number): string[] => {
      const floor = bolts();
      const at = { at_ms: floor.now_ms, until_ms: floor.now_ms + 180_000 };
      const credit = { location: 'B2', item: 'bolt', quantity: -1, other: 'production', ...at };
      floor.memory.fusion.credits.push({ awaits: 'weight', ...credit });
      floor.gap('disconnected', 'scale').wait(wait_ms).gap('connected', 'scale').rest('2', bolts_g(9), 10_000);
      return floor.booked();
    };
    expect(shown(60_000)).toEqual([]);
    expect(shown(600_000)).toEqual(['changed-while-offline 1 bolt B2 → count-difference']);
  });
});
