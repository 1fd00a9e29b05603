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
    expect(arrive(floor, '2', { scheme: 'sgtin-96', gtin: piece_gtin }).level('shirt', 'S1')).toBe(13);
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
});
