/** Goal: what was in doubt is told by what is learned later, in the open. */
import { expect, test } from 'vitest';
import type { Site } from '../../gateway/stock/site.ts';
import { ShopFloor, site } from './shop-floor.ts';

/** Shelf E: crates that the settings have at 900 g, and shirts of 200 g, on one plate. */
const shelf: Site = {
  ...site,
  items: [
    ...site.items.map((item) => (item.id === 'shirt' ? { ...item, unit_mass_mg: 200_000 } : item)),
    { id: 'crate', name: 'Crate', gtins: [], codes: ['SKU-CRATE'], unit: 'piece', unit_mass_mg: 900_000 },
  ],
  locations: [
    ...site.locations,
    { id: 'E', name: 'Shelf E', kind: 'shelf', in: 'hall', codes: ['SHELF-E'], items: ['crate', 'shirt'] },
  ],
  devices: site.devices.map((device) =>
    device.id === 'scale' ? { ...device, channels: [...device.channels, { channel: '3', location: 'E' }] } : device,
  ),
};

test('a change in doubt is booked once picks that were scanned have taught what its item weighs', () => {
  const floor = new ShopFloor(shelf).stock('crate', 'E', 9).stock('shirt', 'E', 4).rest('3', 9_000, 20_000);
  floor.rest('3', 7_320, 150_000);
  expect([floor.booked(), floor.open()]).toEqual([[], ['weight-unresolved/scale/3']]);
  for (const grams of [6_480, 5_640]) {
    floor.scans('TG-CMD.PICK', 'TG-LOC.E', 'SKU-CRATE', 'TG-CMD.DONE').rest('3', grams, 40_000);
  }
  expect(floor.booked()).toEqual([
    'picked 1 crate E → production',
    'picked 1 crate E → production',
    'taken 2 crate E → production',
  ]);
  expect(floor.movements.at(-1)?.at_ms).toBe(1_795_420_820_000);
  expect([floor.open(), floor.questions.at(-1)]).toMatchObject([
    [],
    { kind: 'settled', answer: 'what was learned since then tells what it was', by: 'fusion@10' },
  ]);
});

test('a thing in doubt is not booked late as an item that belongs elsewhere and was taken there since', () => {
  const crates: Site = {
    ...shelf,
    locations: shelf.locations.map((location) => (location.id === 'E' ? { ...location, items: ['crate'] } : location)),
  };
  const floor = new ShopFloor(crates)
    .stock('crate', 'E', 9)
    .stock('bolt', 'B2', 4)
    .rest('2', 1_324)
    .rest('3', 9_000, 20_000);
  floor.rest('3', 9_206, 100_000).rest('2', 1_118, 10_000).rest('3', 8_306, 100_000);
  expect(floor.booked()).toEqual(['taken 1 bolt B2 → production', 'taken 1 crate E → production']);
  expect(floor.open()).toEqual(['weight-unresolved/scale/3']);
});
