/** Goal: what was in doubt is told by what is learned later, in the open; and never where somebody may have booked it already. */
import { describe, expect, test } from 'vitest';
import type { Site } from '../../gateway/stock/site.ts';
import { asked, inDoubt, learnAt, shelf } from './crate-shelves.ts';
import { ShopFloor } from './shop-floor.ts';

const meaning = { scheme: 'sgtin-96', uri: 'urn:epc:id:sgtin:0614141.012346.1', gtin: '00614141123469' } as const;

/** The same shelves with an antenna each: 3 at E, 4 at F. Crates have tags. */
const tagged: Site = {
  ...shelf,
  items: shelf.items.map((item) => (item.id === 'crate' ? { ...item, gtins: [meaning.gtin] } : item)),
  devices: shelf.devices.map((device) =>
    device.id === 'reader'
      ? {
          ...device,
          antennas: [
            ...device.antennas,
            { antenna: 3, role: 'shelf', location: 'E', rssi_floor_cdbm: -7_000 },
            { antenna: 4, role: 'shelf', location: 'F', rssi_floor_cdbm: -7_000 },
          ],
        }
      : device,
  ),
};

describe('what was in doubt for long', () => {
  test('is booked once picks that were scanned have taught what its item weighs', () => {
    const floor = learnAt(inDoubt(), 'E', 6_480, 5_640);
    expect(floor.booked()).toEqual([
      'picked 1 crate E → production',
      'picked 1 crate E → production',
      'taken 2 crate E → production',
    ]);
    expect(floor.movements.at(-1)).toMatchObject({
      at_ms: 1_795_420_952_000,
      why: 'Shelf E: −1680 g = 2 × 840 g (Crate, unit mass learned from 2 picks), p 0.983; what was learned since then tells what it was',
    });
    expect([floor.open(), floor.questions.at(-1)]).toMatchObject([
      [],
      { kind: 'settled', answer: 'what was learned since then tells what it was', by: 'fusion@11' },
    ]);
    expect(floor.level('crate', 'E')).toBe(5);
  });

  test('is told by what is learned of its item elsewhere, also after a restart', () => {
    const floor = learnAt(inDoubt().restore(), 'F', 8_160, 7_320);
    expect(floor.booked().at(-1)).toBe('taken 2 crate E → production');
    expect([floor.level('crate', 'E'), floor.level('crate', 'F')]).toEqual([7, 7]);
  });

  test('is taken from the level of then: what left and came meanwhile is no part of it', () => {
    const floor = inDoubt();
    // All other crates leave, each of them scanned.
    learnAt(floor, 'F', 8_160);
    expect(floor.booked()).toEqual(['picked 1 crate F → production']);
    learnAt(floor, 'E', 6_480, 5_640, 4_800, 3_960, 3_120, 2_280, 1_440);
    expect(floor.booked().filter((each) => each.startsWith('taken'))).toEqual(['taken 2 crate E → production']);
    expect(floor.level('crate', 'E')).toBe(0);
  });

  test('is asked on where a person has booked anything by hand there since', () => {
    const floor = inDoubt();
    const by_hand = { item: 'crate', quantity: 2, from: 'E', to: 'production', reason: 'taken for the fair' };
    expect(floor.command({ kind: 'move', ...by_hand })).toBeUndefined();
    learnAt(floor, 'E', 6_480, 5_640);
    expect(floor.booked()).toEqual([
      'manual 2 crate E → production',
      'picked 1 crate E → production',
      'picked 1 crate E → production',
    ]);
    expect([floor.open(), floor.level('crate', 'E')]).toEqual([[asked], 5]);
  });

  test('is asked on where what was booked by hand was another item', () => {
    const floor = inDoubt();
    floor.command({ kind: 'move', item: 'shirt', quantity: 2, from: 'E', to: 'production', reason: 'taken' });
    learnAt(floor, 'E', 6_480, 5_640);
    expect([floor.open(), floor.level('crate', 'E')]).toEqual([[asked], 7]);
  });

  test('is settled by a count, and nothing is booked for it', () => {
    const floor = inDoubt();
    expect(
      floor.command({ kind: 'count', item: 'crate', location: 'E', quantity: 7, reason: 'asked' }),
    ).toBeUndefined();
    learnAt(floor, 'F', 8_160, 7_320);
    expect(floor.booked().filter((each) => each.includes('taken'))).toEqual([]);
    expect(floor.level('crate', 'E')).toBe(7);
  });

  test('is asked on where it had been booked before by a scan that the scale had yet to show', () => {
    const floor = new ShopFloor(shelf).stock('crate', 'E', 9).stock('shirt', 'E', 4).stock('crate', 'F', 9);
    floor.rest('4', 9_000);
    // The scale of shelf E has not spoken yet: a scan is booked by itself.
    floor.scans('TG-CMD.PICK', 'TG-LOC.E', 'SKU-CRATE', 'TG-CMD.DONE').wait(200_000);
    floor.rest('3', 9_000, 20_000).rest('3', 7_320, 150_000);
    learnAt(floor, 'F', 8_160, 7_320);
    expect(floor.booked().filter((each) => each.includes(' E '))).toEqual(['picked 1 crate E → production']);
    expect(floor.open()).toEqual([asked]);
  });

  test('is left alone where an older version asked about it, for nobody noted what was booked since', () => {
    const floor = inDoubt();
    for (const event of floor.memory.fusion.doubts) delete event.since;
    learnAt(floor.restore(), 'E', 6_480, 5_640);
    expect([floor.open(), floor.level('crate', 'E')]).toEqual([[asked], 7]);
  });

  test('is booked one after the other where several changes were in doubt', () => {
    const floor = inDoubt();
    floor.rest('4', 7_320, 150_000);
    expect(floor.open()).toEqual([asked, 'weight-unresolved/scale/4']);
    learnAt(floor, 'E', 6_480, 5_640, 4_800);
    expect(floor.booked().slice(3).sort()).toEqual(['taken 2 crate E → production', 'taken 2 crate F → production']);
    expect([floor.open(), floor.level('crate', 'E'), floor.level('crate', 'F')]).toEqual([[], 4, 7]);
  });

  test('is no item that belongs elsewhere and was taken there since', () => {
    const crates: Site = {
      ...shelf,
      locations: shelf.locations.map((each) => (each.id === 'E' ? { ...each, items: ['crate'] } : each)),
    };
    const floor = new ShopFloor(crates).stock('crate', 'E', 9).stock('bolt', 'B2', 4);
    floor.rest('2', 1_324).rest('3', 9_000, 20_000);
    floor.rest('3', 9_206, 100_000).rest('2', 1_118, 10_000).rest('3', 8_306, 100_000);
    expect(floor.booked()).toEqual(['taken 1 bolt B2 → production', 'taken 1 crate E → production']);
    expect(floor.open()).toEqual([asked]);
  });

  test('is not booked once more where a scanned move has begun, which is booked at its end', () => {
    const floor = inDoubt();
    floor.scans('TG-CMD.MOVE', 'TG-LOC.E', 'SKU-CRATE', 'SKU-CRATE', 'TG-LOC.F').rest('4', 10_680, 200_000);
    expect(floor.booked()).toEqual(['moved 1 crate E → F', 'moved 1 crate E → F']);
    expect([floor.level('crate', 'E'), floor.level('crate', 'F'), floor.open()]).toEqual([7, 11, [asked]]);
  });

  test('is not booked once more where its pieces were put down elsewhere by their tags', () => {
    const floor = new ShopFloor(tagged);
    const hear = (antenna: number, channel: string, grams: number, times: number): void => {
      for (let time = 0; time < times; time += 1) {
        for (const epc of ['C1', 'C2']) floor.read(epc, antenna, -50, { meaning });
        floor.rest(channel, grams, 300);
      }
    };
    floor.stock('crate', 'F', 9).rest('4', 9_000).rest('3', 5_000, 20_000);
    hear(3, '3', 6_800, 30);
    floor.stock('crate', 'E', 7).wait(60_000);
    floor.say('reader', { kind: 'condition', condition: 'antenna-disconnected', channel: '3' });
    floor.rest('3', 5_120, 150_000);
    hear(4, '4', 10_680, 60);
    learnAt(floor.wait(30_000), 'F', 9_840, 9_000, 8_160).wait(100_000);
    expect(floor.booked()).toEqual([
      'filled 2 crate E → F',
      'picked 1 crate F → production',
      'picked 1 crate F → production',
      'picked 1 crate F → production',
    ]);
    expect(floor.level('crate', 'E')).toBe(7);
    expect(floor.open()).toContain(asked);
  });

  test('is asked on where somebody booked by hand while the plate was not at rest yet', () => {
    const floor = new ShopFloor(shelf).stock('crate', 'E', 9).stock('shirt', 'E', 4).stock('crate', 'F', 9);
    floor.rest('4', 9_000).rest('3', 9_000, 20_000).rest('3', 8_000, 300);
    floor.command({ kind: 'move', item: 'crate', quantity: 2, from: 'E', to: 'production', reason: 'fair' });
    floor.rest('3', 7_320, 150_000);
    learnAt(floor.restore(), 'F', 8_160, 7_320);
    expect(floor.booked().filter((each) => each.includes(' E '))).toEqual(['manual 2 crate E → production']);
    expect(floor.open()).toEqual([asked]);
  });

  test('is not booked once more where a scan waits for its scale, and that goes away', () => {
    const floor = learnAt(inDoubt(), 'F', 8_160);
    floor.scans('TG-CMD.PICK', 'TG-LOC.F', 'SKU-CRATE', 'TG-CMD.DONE');
    floor.scans('TG-CMD.PICK', 'TG-LOC.E', 'SKU-CRATE', 'SKU-CRATE', 'TG-CMD.DONE').rest('4', 7_320, 4_000);
    floor.gap('disconnected', 'scale').wait(60_000);
    expect(floor.booked().filter((each) => each.includes(' E '))).toEqual([
      'picked 1 crate E → production',
      'picked 1 crate E → production',
    ]);
    expect(floor.level('crate', 'E')).toBe(7);
  });

  test('is asked on where the settings have another plan since', () => {
    const floor = new ShopFloor(shelf).stock('crate', 'E', 9).stock('shirt', 'E', 4).stock('crate', 'F', 9);
    floor.rest('4', 9_000).rest('3', 9_000, 20_000).rest('3', 10_680, 150_000);
    const box = { id: 'box', name: 'Box', gtins: [], codes: [], unit: 'piece', unit_mass_mg: 840_000 };
    floor.settings({
      ...shelf,
      items: [...shelf.items, box],
      locations: shelf.locations.map((each) => ('items' in each ? { ...each, items: ['box', 'shirt'] } : each)),
    });
    floor.rest('4', 9_000, 5_000).rest('3', 10_680, 5_000).rest('4', 9_840, 50_000);
    expect(floor.booked()).toEqual(['filled 1 box dock → F']);
    expect(floor.open()).toContain(asked);
  });

  describe('takes its tags along', () => {
    const gone = (): ShopFloor => {
      const floor = new ShopFloor(tagged).stock('crate', 'E', 9).stock('shirt', 'E', 4).stock('crate', 'F', 9);
      floor.wait(130_000).rest('4', 9_000).rest('3', 9_000, 20_000);
      for (let time = 0; time < 40; time += 1) {
        for (const epc of ['C1', 'C2']) floor.read(epc, 3, -50, { meaning });
        floor.rest('3', 9_000, 500);
      }
      learnAt(floor.rest('3', 7_320, 150_000), 'F', 8_160, 7_320, 6_480);
      expect(floor.booked().filter((each) => each.includes(' E '))).toEqual(['taken 2 crate E → production']);
      return floor;
    };

    test('out through a gate', () => {
      const floor = gone();
      for (let time = 0; time < 8; time += 1) {
        for (const epc of ['C1', 'C2']) floor.read(epc, time < 4 ? 2 : 1, -50, { device: 'gate', meaning });
        floor.wait(400);
      }
      floor.wait(30_000);
      expect([floor.level('crate', 'E'), floor.booked().filter((each) => each.includes(' E '))]).toEqual([
        7,
        ['taken 2 crate E → production'],
      ]);
    });

    test('to another shelf', () => {
      const floor = gone();
      for (let time = 0; time < 60; time += 1) {
        for (const epc of ['C1', 'C2']) floor.read(epc, 4, -50, { meaning });
        floor.rest('4', 6_480 + 1_680, 300);
      }
      floor.wait(30_000);
      expect([floor.level('crate', 'E'), floor.level('crate', 'F')]).toEqual([7, 8]);
    });
  });

  test('is asked on where nobody hears more tags of the item any more than pieces went', () => {
    const floor = new ShopFloor(tagged).stock('crate', 'E', 9).stock('shirt', 'E', 4).stock('crate', 'F', 9);
    floor.wait(130_000).rest('4', 9_000).rest('3', 9_000, 20_000);
    for (let time = 0; time < 40; time += 1) {
      for (const epc of ['C1', 'C2', 'C3']) floor.read(epc, 3, -50, { meaning });
      floor.rest('3', 9_000, 500);
    }
    learnAt(floor.rest('3', 7_320, 150_000), 'F', 8_160, 7_320, 6_480);
    expect([floor.level('crate', 'E'), floor.open()]).toEqual([9, [asked]]);
  });

  test('is no item of which more tags are known there than pieces would be left', () => {
    const floor = new ShopFloor(tagged);
    const hear = (channel: string, grams: number, time_ms: number): void => {
      for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 500) {
        for (let nth = 1; nth <= 9; nth += 1) floor.read(`C${nth}`, 3, -50, { meaning });
        floor.rest(channel, grams, 500);
      }
    };
    floor.stock('crate', 'E', 9).stock('shirt', 'E', 4).stock('crate', 'F', 9).wait(130_000).rest('4', 9_000);
    hear('3', 9_000, 60_000);
    hear('3', 7_320, 150_000);
    expect([floor.booked(), floor.open()]).toEqual([[], [asked]]);
    for (const grams of [8_160, 7_320]) {
      floor.scans('TG-CMD.PICK', 'TG-LOC.F', 'SKU-CRATE', 'TG-CMD.DONE').rest('4', grams, 3_000);
      hear('3', 7_320, 40_000);
    }
    expect(floor.booked()).toEqual(['picked 1 crate F → production', 'picked 1 crate F → production']);
    expect(floor.open()).toEqual([asked]);
  });

  test('is no item that was counted since and found as it was', () => {
    const floor = inDoubt();
    floor.command({ kind: 'count', item: 'crate', location: 'E', quantity: 9, reason: 'asked' });
    learnAt(floor, 'F', 8_160, 7_320);
    expect(floor.booked().filter((each) => each.includes('E'))).toEqual([]);
    expect(floor.open()).toEqual([asked]);
  });

  test('is asked on while somebody has scanned what nobody knows there, which is booked once that is named', () => {
    const floor = inDoubt().scans('TG-CMD.PICK', 'TG-LOC.E', 'SKU-NEW', 'SKU-NEW', 'TG-CMD.DONE');
    learnAt(floor, 'F', 8_160, 7_320);
    expect(floor.booked().filter((each) => each.includes('E'))).toEqual([]);
    const [named] = floor.open().filter((id) => id.includes('SKU-NEW'));
    floor.command({ kind: 'settle', question: named ?? '', item: 'crate', answer: 'a crate' });
    learnAt(floor, 'F', 6_480);
    expect(floor.level('crate', 'E')).toBe(7);
  });

  test('is asked on while it is open what became of a move from there', () => {
    const floor = inDoubt().scans('TG-CMD.MOVE', 'TG-LOC.E', 'SKU-CRATE', 'SKU-CRATE').wait(700_000);
    learnAt(floor.rest('4', 9_000).rest('3', 7_320), 'F', 8_160, 7_320, 6_480);
    expect(floor.booked().filter((each) => each.includes(' E'))).toEqual([]);
    expect(floor.open()).toContain(asked);
  });

  test('is asked on where somebody booked it by hand first, and then took it', () => {
    const floor = new ShopFloor(shelf).stock('crate', 'E', 9).stock('shirt', 'E', 4).stock('crate', 'F', 9);
    floor.wait(130_000).rest('4', 9_000).rest('3', 9_000, 20_000);
    floor.command({ kind: 'move', item: 'crate', quantity: 2, from: 'E', to: 'production', reason: 'fair' });
    floor.rest('3', 9_000, 30_000).rest('3', 7_320, 150_000);
    learnAt(floor, 'F', 8_160, 7_320);
    expect([floor.level('crate', 'E'), floor.open()]).toEqual([7, [asked]]);
  });

  test('is told though many others that people have answered are newer', () => {
    const floor = inDoubt();
    const [doubt] = floor.memory.fusion.doubts;
    for (let nth = 0; nth < 20; nth += 1)
      if (doubt !== undefined) floor.memory.fusion.doubts.push({ ...doubt, asked_as: `answered/${nth}` });
    learnAt(floor, 'F', 8_160, 7_320);
    expect(floor.booked().filter((each) => each.includes(' E '))).toEqual(['taken 2 crate E → production']);
  });
});
