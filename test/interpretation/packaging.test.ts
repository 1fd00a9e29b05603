import { describe, expect, test } from 'vitest';
import type { EpcMeaning } from '../../devices/reading.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { ShopFloor, site } from './shop-floor.ts';

const piece_gtin = '00614141123452';
const case_gtin = '10614141123459';

const packed: Site = {
  ...site,
  items: site.items.map((item) =>
    item.id === 'shirt' ? { ...item, gtins: [piece_gtin, case_gtin], packs: [{ gtin: case_gtin, pieces: 12 }] } : item,
  ),
};

const piece: EpcMeaning = { scheme: 'sgtin-96', gtin: piece_gtin, filter: 1 };
const carton: EpcMeaning = { scheme: 'sgtin-96', gtin: case_gtin, filter: 2 };
const pallet: EpcMeaning = { scheme: 'sgtin-96', gtin: case_gtin, filter: 6 };

function arrive(floor: ShopFloor, serial: string, meaning: EpcMeaning): ShopFloor {
  return floor.read(`30342CAC0C0303C00000000${serial}`, 1, -50, { meaning, count: 3 }).wait(200);
}

describe('levels of packaging', () => {
  test('where only cases carry tags, each is its pieces', () => {
    const floor = arrive(arrive(new ShopFloor(packed), '1', carton), '2', carton);
    expect(floor.level('shirt', 'S1')).toBe(24);
  });

  test('where the pieces carry tags, their case and pallet count nothing and ask nothing', () => {
    const floor = arrive(arrive(arrive(new ShopFloor(packed), '1', piece), '2', carton), '3', pallet);
    expect([floor.level('shirt', 'S1'), floor.open()]).toEqual([1, []]);
  });

  test('the change from cases to pieces is told once; what was counted stays counted', () => {
    const floor = arrive(new ShopFloor(packed), '1', carton).restore();
    // Longer after it than what comes together.
    for (let at = 0; at < 20; at += 1) arrive(floor, '1', carton).wait(800);
    arrive(arrive(floor, '2', piece), '3', piece).restore();
    arrive(floor, '4', carton);
    expect(floor.level('shirt', 'S1')).toBe(14);
    expect(floor.open()).toEqual(['packaging/shirt/0']);
    expect(floor.questions.map((each) => (each.kind === 'raised' ? each.question.question : ''))).toEqual([
      'Pieces of Shirt carry tags of their own now (30342CAC0C0303C000000002); until now cases did. These count no longer, except where they were counted already. Is the level right?',
    ]);
  });

  test('a part of a piece and a handling unit are watched and count nothing', () => {
    const floor = arrive(new ShopFloor(packed), '1', { ...piece, filter: 7 });
    arrive(floor, '2', { scheme: 'sscc-96', sscc: '106141412345678908' });
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });

  test('a tag that tells no level is what its GTIN is', () => {
    const floor = arrive(new ShopFloor(packed), '1', { scheme: 'sgtin-96', gtin: case_gtin, filter: 0 });
    expect(floor.level('shirt', 'S1')).toBe(12);
    const loose = arrive(new ShopFloor(packed), '2', { scheme: 'sgtin-96', gtin: piece_gtin });
    expect(loose.level('shirt', 'S1')).toBe(1);
  });

  test('every tag counts where the settings say so', () => {
    const tags = { ...packed.rules.tags, packaging: 'every-tag' as const };
    const floor = new ShopFloor({ ...packed, rules: { ...packed.rules, tags } });
    expect(arrive(arrive(floor, '1', piece), '2', carton).level('shirt', 'S1')).toBe(13);
  });

  test('what a person says of a tag goes before its level', () => {
    const floor = arrive(new ShopFloor(packed), '1', piece);
    floor.command({
      kind: 'associate',
      associations: [{ epc: '30342CAC0C0303C000000002', item: 'shirt', quantity: 5 }],
      reason: '',
    });
    expect(arrive(floor, '2', carton).level('shirt', 'S1')).toBe(6);
  });

  test('a case and the pieces in it that come together are one quantity, whoever is heard first, also across a restart', () => {
    for (const first of ['case', 'pieces'] as const) {
      const floor = new ShopFloor(packed);
      if (first === 'case') arrive(floor, 'A', carton);
      for (const serial of '0123456789BC') arrive(floor, serial, piece).restore();
      if (first === 'pieces') arrive(floor, 'A', carton);
      expect([first, floor.level('shirt', 'S1'), floor.open()]).toEqual([first, 12, []]);
    }
  });

  test('the movement is the case, and its tag the evidence; pieces then move for themselves, and nothing is left behind', () => {
    const floor = arrive(new ShopFloor(packed), 'A', carton);
    for (const serial of '0123456789BC') arrive(floor, serial, piece);
    expect(floor.booked()).toEqual(['arrived 12 shirt count-difference → S1']);
    expect(floor.movements[0]?.evidence[0]?.says).toBe(
      'tag 30342CAC0C0303C00000000A read by antenna 1 3 times at −50 dBm',
    );
    floor.wait(300_000);
    expect(floor.level('shirt', 'S1')).toBe(0);
    expect(floor.movements.slice(1).map(({ quantity }) => quantity)).toEqual(Array.from({ length: 12 }, () => 1));
  });

  test('pieces of a case that nobody heard are in it still, and come out of it where they are heard at last', () => {
    const floor = arrive(new ShopFloor(packed), 'A', carton);
    for (const serial of '0123456789') arrive(floor, serial, piece);
    expect(floor.level('shirt', 'S1')).toBe(12);
    floor.restore().read('30342CAC0C0303C00000000B', 2, -50, { meaning: piece, count: 3 }).wait(200);
    expect([floor.level('shirt', 'S1'), floor.level('shirt', 'S2')]).toEqual([11, 1]);
  });

  test('four cases with their pieces that a dock reads all at once are four cases', () => {
    const [, reader] = packed.devices;
    const locations = packed.locations.map((each) =>
      each.id === 'dock' ? { ...each, filled_from: 'supplier' } : each,
    );
    const dock = { antenna: 3, role: 'receiving', location: 'dock' } as const;
    const devices = packed.devices.map((each) =>
      each === reader ? { ...each, antennas: [...each.antennas, dock] } : each,
    );
    const floor = new ShopFloor({ ...packed, devices, locations });
    const read = (serial: number, meaning: EpcMeaning) =>
      floor.read(`30342CAC0C0303C000000${100 + serial}`, 3, -50, { meaning, count: 3 }).wait(30);
    for (let nth = 0; nth < 52; nth += 1) read((nth * 23) % 52, (nth * 23) % 52 < 4 ? carton : piece);
    expect(floor.level('shirt', 'dock')).toBe(48);
    expect(floor.open()).toEqual([]);
  });
});
