/** Two shelves whose crates weigh less than the settings say: what leaves them is asked about until picks have taught what a crate weighs. */
import { expect } from 'vitest';
import type { Site } from '../../gateway/stock/site.ts';
import { ShopFloor, site } from './shop-floor.ts';

/** Shelves E and F: crates that the settings have at 900 g, and shirts of 200 g, each on one plate. */
export const shelf: Site = {
  ...site,
  items: [
    ...site.items.map((item) => (item.id === 'shirt' ? { ...item, unit_mass_mg: 200_000 } : item)),
    { id: 'crate', name: 'Crate', gtins: [], codes: ['SKU-CRATE'], unit: 'piece', unit_mass_mg: 900_000 },
  ],
  locations: [
    ...site.locations,
    { id: 'E', name: 'Shelf E', kind: 'shelf', in: 'hall', codes: ['SHELF-E'], items: ['crate', 'shirt'] },
    { id: 'F', name: 'Shelf F', kind: 'shelf', in: 'hall', codes: ['SHELF-F'], items: ['crate', 'shirt'] },
  ],
  devices: site.devices.map((device) =>
    device.id === 'scale'
      ? {
          ...device,
          channels: [...device.channels, { channel: '3', location: 'E' }, { channel: '4', location: 'F' }],
        }
      : device,
  ),
};

export const asked = 'weight-unresolved/scale/3';

/** Two crates went from shelf E: at the mass of the settings that is nothing whole, and a person was asked two and a half minutes ago. */
export function inDoubt(settings = shelf): ShopFloor {
  const floor = new ShopFloor(settings)
    .stock('crate', 'E', 9)
    .stock('shirt', 'E', 4)
    .stock('crate', 'F', 9)
    .wait(130_000)
    .rest('4', 9_000)
    .rest('3', 9_000, 20_000);
  floor.rest('3', 7_320, 150_000);
  expect([floor.booked(), floor.open()]).toEqual([[], [asked]]);
  return floor;
}

/** Picks that were scanned teach that a crate has 840 g. */
export function learnAt(floor: ShopFloor, location: 'E' | 'F', ...grams: readonly number[]): ShopFloor {
  for (const each of grams) {
    floor.scans('TG-CMD.PICK', `TG-LOC.${location}`, 'SKU-CRATE', 'TG-CMD.DONE');
    floor.rest(location === 'E' ? '3' : '4', each, 40_000);
  }
  return floor;
}

/** The same shelves a moment after they were stocked. */
export function begun(): ShopFloor {
  const floor = new ShopFloor(shelf).stock('crate', 'E', 9).stock('shirt', 'E', 4).stock('crate', 'F', 9);
  return floor.rest('4', 9_000).rest('3', 9_000, 20_000);
}
