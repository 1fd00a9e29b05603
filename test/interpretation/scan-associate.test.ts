import { describe, expect, test } from 'vitest';
import { ShopFloor, shirt, site } from './shop-floor.ts';

const blank = { scheme: 'unknown' };
const first = 'E2801160600002054C5B1A85';
const second = 'E2801160600002054C5B1A86';
const by_code = '(01)09506000134352(10)L7(17)270531';

/** The scanner `desk`, whose tags antenna 1 of the reader hears. */
function scan(floor: ShopFloor, ...codes: string[]): ShopFloor {
  for (const code of codes) floor.scan(code, { device: 'desk' });
  return floor;
}

function hold(floor: ShopFloor, ...tags: readonly (readonly [string, number])[]): ShopFloor {
  for (let nth = 0; nth < 3; nth += 1) {
    for (const [epc, dbm] of tags) floor.read(epc, 1, dbm, { meaning: blank });
    floor.wait(200);
  }
  return floor.wait(1_500);
}

const associated = (floor: ShopFloor) => [...floor.memory.books.associations];

describe('scan, then read', () => {
  test('gives the next tag to the item with the lot and the day of its code, and books it where it is', () => {
    const floor = scan(new ShopFloor(), 'TG-CMD.ASSOCIATE');
    expect(floor.said()).toBe('mode: associate: scan the item, then hold its tag to the reader');
    scan(floor, by_code);
    expect(floor.said()).toBe('mode: hold the tag of Nut M8 to Reader');
    hold(floor, [first, -45]);
    expect(floor.said()).toBe('ok: tag …4C5B1A85 is Nut M8');
    expect(associated(floor)).toEqual([[first, { item: 'nut', quantity: 1, lot: 'L7', expiry: '2027-05-31' }]]);
    expect(floor.booked()).toEqual(['arrived 1 nut count-difference → S1']);
    expect(floor.associations[0]).toMatchObject({
      association: { by: 'scanner:desk', reason: 'scanned, then held to Reader', epc: first },
    });
    expect(floor.movements[0]?.why).toBe(
      `Tag ${first} at Shelf S1 is Nut M8, lot L7, expires 2027-05-31, says Desk: scanned, then held to Reader`,
    );
    // Nobody is asked about a tag that somebody is just naming.
    expect(floor.questions).toEqual([]);
  });

  test('takes the quantity scanned before or after the item', () => {
    const floor = scan(new ShopFloor(), 'TG-CMD.ASSOCIATE', 'TG-CMD.QTY.25', 'SKU-BOLT');
    expect(floor.said()).toBe('mode: hold the tag of 25 × Bolt M8 to Reader');
    hold(floor, [first, -45]);
    scan(floor, 'SKU-NUT', 'TG-CMD.QTY.500');
    hold(floor, [second, -45], [first, -45]);
    expect(associated(floor).map(([, contents]) => contents)).toEqual([
      { item: 'bolt', quantity: 25 },
      { item: 'nut', quantity: 500 },
    ]);
  });

  test('gives the tag to a handling unit, which books nothing', () => {
    const floor = hold(scan(new ShopFloor(), 'TG-CMD.ASSOCIATE', '(00)106141412345678908'), [first, -45]);
    expect(floor.said()).toBe('ok: tag …4C5B1A85 is handling unit 106141412345678908');
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });

  test('associates nothing while several tags are heard alike, and the clearly loudest when one is', () => {
    const floor = hold(scan(new ShopFloor(), 'TG-CMD.ASSOCIATE', 'SKU-BOLT'), [first, -50], [second, -53]);
    expect(floor.said()).toBe('error: 2 tags in the field: move the others away and scan Bolt M8 again');
    expect(associated(floor)).toEqual([]);
    hold(scan(floor, 'SKU-BOLT'), [first, -45], [second, -60]);
    expect(associated(floor)).toEqual([[first, { item: 'bolt', quantity: 1 }]]);
    floor.read(second, 1, -60, { meaning: blank });
    expect(floor.open()).toEqual([`unknown-tag/${second}`]);
  });

  test('hears only its own reader and antenna, and no tag that names an item itself', () => {
    const floor = scan(new ShopFloor(), 'TG-CMD.ASSOCIATE', 'SKU-BOLT');
    for (let nth = 0; nth < 3; nth += 1) {
      floor.read(first, 2, -40, { meaning: blank }).read(second, 1, -40, { device: 'gate', meaning: blank });
      floor.read('3034257BF7194E4000001A85', 1, -40, { meaning: shirt }).wait(300);
    }
    floor.wait(10_000);
    expect(floor.said()).toBe(
      'error: tag …00001A85 says itself what it is; hold another one to Reader and scan Bolt M8 again',
    );
    expect(associated(floor)).toEqual([]);
  });

  test('gives up after ten seconds without a tag', () => {
    const floor = scan(new ShopFloor(), 'TG-CMD.ASSOCIATE', 'SKU-BOLT').wait(8_500);
    expect(floor.said()).toBe('mode: hold the tag of Bolt M8 to Reader');
    floor.wait(1_000);
    expect(floor.said()).toBe('error: no tag was read at Reader; scan Bolt M8 again');
    hold(floor, [first, -45]);
    expect(associated(floor)).toEqual([]);
  });

  test('changes a tag that stands for something else only after a second scan', () => {
    const floor = hold(scan(new ShopFloor(), 'TG-CMD.ASSOCIATE', 'SKU-BOLT'), [first, -45]);
    hold(scan(floor, 'SKU-BOLT'), [first, -45]).wait(10_000);
    expect(floor.said()).toBe('duplicate: tag …4C5B1A85 is Bolt M8 already');
    hold(scan(floor, 'SKU-NUT'), [first, -45]).wait(9_000);
    expect(floor.said()).toBe('error: tag …4C5B1A85 is Bolt M8; scan Nut M8 again to change it');
    expect(associated(floor)).toEqual([[first, { item: 'bolt', quantity: 1 }]]);
    scan(floor, 'SKU-NUT');
    expect(floor.said()).toBe('ok: tag …4C5B1A85 is Nut M8');
    expect(associated(floor)).toEqual([[first, { item: 'nut', quantity: 1 }]]);
  });

  test('ends what a tag stands for', () => {
    const floor = hold(scan(new ShopFloor(), 'TG-CMD.ASSOCIATE', 'SKU-BOLT'), [first, -45]);
    scan(floor, 'TG-CMD.DISSOCIATE');
    expect(floor.said()).toBe('mode: hold the tag to Reader');
    hold(floor, [first, -45]);
    expect(floor.said()).toBe('ok: tag …4C5B1A85 is Bolt M8 no longer');
    expect([associated(floor), floor.level('bolt', 'S1')]).toEqual([[], 0]);
    scan(floor, 'TG-CMD.DISSOCIATE').wait(10_000);
    expect(floor.said()).toBe('error: no tag was read at Reader; scan DISSOCIATE again');
  });

  test('goes on from a checkpoint in the middle', () => {
    const floor = scan(new ShopFloor(), 'TG-CMD.ASSOCIATE', 'SKU-BOLT').restore();
    floor.read(first, 1, -45, { meaning: blank }).wait(200).restore();
    hold(floor, [first, -45]);
    expect(associated(floor)).toEqual([[first, { item: 'bolt', quantity: 1 }]]);
  });

  test('two scanners at one reader: when one gives up, the other goes on, also from a checkpoint', () => {
    const scanner = { reader: { device: 'reader' } };
    const own = { channels: [], antennas: [], driver: 'native', scanner };
    const twin = { ...own, id: 'twin', name: 'Twin', connection: 'twin' };
    const floor = new ShopFloor({ ...site, devices: [...site.devices, twin] });
    for (const device of ['desk', 'twin']) floor.scan('TG-CMD.ASSOCIATE', { device }).scan('SKU-BOLT', { device });
    floor.read(first, 1, -45, { meaning: blank }).scan('TG-CMD.DONE', { device: 'desk', wait_ms: 200 });
    expect([...floor.memory.books.offered]).toEqual([first]);
    expect([...floor.restore().memory.books.offered]).toEqual([first]);
    floor.wait(1_000);
    expect(floor.said()).toBe('ok: tag …4C5B1A85 is Bolt M8');
    expect([...floor.memory.books.offered]).toEqual([]);
  });

  test('waits for no tag any more once the mode is left', () => {
    const floor = scan(new ShopFloor(), 'TG-CMD.ASSOCIATE', 'SKU-BOLT', 'TG-CMD.DONE');
    hold(floor, [first, -45]);
    expect([associated(floor), floor.memory.scanners.offers.size]).toEqual([[], 0]);
  });

  test('a sled is its own reader', () => {
    const floor = new ShopFloor();
    floor.scan('TG-CMD.ASSOCIATE').scan('SKU-BOLT');
    for (let nth = 0; nth < 3; nth += 1) floor.read(first, 1, -45, { device: 'gun', meaning: blank }).wait(600);
    expect(floor.said()).toBe('ok: tag …4C5B1A85 is Bolt M8');
    expect([associated(floor).length, floor.booked()]).toEqual([1, []]);
  });
});
