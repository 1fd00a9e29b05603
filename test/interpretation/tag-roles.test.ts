import { describe, expect, test } from 'vitest';
import type { AntennaRole, Site } from '../../gateway/stock/site.ts';
import { ShopFloor, site, start_ms } from './shop-floor.ts';

const epc = '30342CAC0C0303C000000001';

/** Antenna 3 receives at the dock, 4 is the till, 5 the door. */
function shopWith(...roles: AntennaRole[]): Site {
  const points = [
    { antenna: 3, role: 'receiving', location: 'dock' },
    { antenna: 4, role: 'point-of-sale', location: 'customer' },
    { antenna: 5, role: 'exit', location: 'customer' },
  ] as const;
  return {
    ...site,
    devices: site.devices.map((device) =>
      device.id === 'reader'
        ? { ...device, antennas: [...device.antennas, ...points.filter(({ role }) => roles.includes(role))] }
        : device,
    ),
    locations: site.locations.map((each) => (each.id === 'dock' ? { ...each, filled_from: 'supplier' } : each)),
  };
}

describe('a read point that receives', () => {
  test('books what comes in once, and a shelf takes it from there', () => {
    const floor = new ShopFloor(shopWith('receiving')).keepReading(epc, 3, -50, 4_000).wait(120_000);
    expect(floor.booked()).toEqual(['received 1 shirt supplier → dock']);
    expect(floor.movements[0]).toMatchObject({
      id: 'reader:n3:0/tag-presence-receiving',
      at_ms: start_ms,
      why: `Tag ${epc} (Shirt) came in at Dock: 2 reads in 0.2 s, from Supplier`,
    });
    floor.keepReading(epc, 1, -50, 1_000).keepReading(epc, 3, -50, 4_000);
    expect(floor.booked().slice(1)).toEqual(['arrived 1 shirt dock → S1']);
  });

  test('asks once what an unknown tag is', () => {
    const floor = new ShopFloor(shopWith('receiving'));
    for (let at = 0; at < 5; at += 1) floor.read(epc, 3, -50, { meaning: { scheme: 'unknown' } }).wait(200);
    expect([floor.booked(), floor.open()]).toEqual([[], [`unknown-tag/${epc}`]]);
  });
});

describe('a point of sale', () => {
  const sold = () =>
    new ShopFloor(shopWith('point-of-sale', 'exit')).keepReading(epc, 1, -50, 2_000).keepReading(epc, 4, -40, 3_000);

  test('sells from where the tag is, once', () => {
    const floor = sold().wait(60_000).keepReading(epc, 4, -40, 3_000);
    expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1', 'shipped 1 shirt S1 → customer']);
  });

  test('what was sold and lies about is no stock again until it stays', () => {
    const floor = sold().keepReading(epc, 1, -50, 300_000);
    expect(floor.booked()).toHaveLength(2);
    floor.keepReading(epc, 1, -50, 310_000);
    expect(floor.booked()[2]).toBe('arrived 1 shirt customer → S1');
  });

  test('what was sold may leave', () => {
    const floor = sold().wait(5_000).keepReading(epc, 5, -50, 2_000).wait(120_000);
    expect([floor.booked().length, floor.open()]).toEqual([2, []]);
  });

  test('what leaves unsold is asked about and not booked', () => {
    const floor = new ShopFloor(shopWith('point-of-sale', 'exit')).keepReading(epc, 1, -50, 2_000);
    floor.keepReading(epc, 5, -50, 2_000).wait(29_000);
    expect(floor.open()).toEqual([]);
    floor.restore().wait(2_000);
    expect(floor.open()).toEqual([`passage-unresolved/unsold/${epc}`]);
    expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1']);
    expect(floor.questions.map((each) => (each.kind === 'raised' ? each.question.question : ''))).toEqual([
      `Tag ${epc} (Shirt) of Shelf S1 was read last on its way to Customer and was not sold. Where is it?`,
    ]);
  });
});

describe('an exit', () => {
  test('what is read there last and then nowhere has gone out', () => {
    const floor = new ShopFloor(shopWith('exit')).keepReading(epc, 1, -50, 2_000).wait(3_000);
    floor.keepReading(epc, 5, -50, 2_000).wait(31_000);
    expect(floor.booked()[1]).toBe('shipped 1 shirt S1 → customer');
    expect(floor.movements[1]?.at_ms).toBe(start_ms + 6_800);
    expect(floor.wait(120_000).booked()).toHaveLength(2);
  });

  test('what comes back within the time of grace has not', () => {
    const floor = new ShopFloor(shopWith('exit')).keepReading(epc, 1, -50, 2_000).keepReading(epc, 5, -50, 2_000);
    floor.wait(15_000).keepReading(epc, 1, -50, 60_000);
    expect(floor.booked()).toHaveLength(1);
    expect(floor.restore().wait(60_000).booked()[1]).toBe('left 1 shirt S1 → production');
  });
});
