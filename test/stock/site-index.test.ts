import { describe, expect, test } from 'vitest';
import type { Location } from '../../gateway/stock/site.ts';
import {
  antennaPlace,
  channelPlace,
  filledFrom,
  isOutside,
  itemByCode,
  itemByGtin,
  itemName,
  locationByCode,
  locationName,
  portalOf,
  siteIndexOf,
  takenTo,
} from '../../gateway/stock/site-index.ts';
import { site } from '../interpretation/shop-floor.ts';

const index = siteIndexOf(site);

function withLocations(...locations: Location[]) {
  return siteIndexOf({ ...site, locations });
}

describe('the site by its keys', () => {
  test('an item is found by its GTIN in any length', () => {
    expect(itemByGtin(index, '9506000134352')?.id).toBe('nut');
    expect(itemByGtin(index, '09506000134352')?.id).toBe('nut');
    expect(itemByGtin(index, '00000000000000')).toBeUndefined();
  });

  test('an item is found by its own code, exactly', () => {
    expect(itemByCode(index, 'SKU-BOLT')?.id).toBe('bolt');
    expect(itemByCode(index, 'sku-bolt')).toBeUndefined();
  });

  test('a location is found by its printed code and by its own codes', () => {
    expect(locationByCode(index, 'TG-LOC.B1')?.id).toBe('B1');
    expect(locationByCode(index, 'RACK-B1')?.id).toBe('B1');
    expect(locationByCode(index, 'B1')).toBeUndefined();
  });

  test('a location is found by the GLN of its site and its id, where they fit', () => {
    const long = { id: 'x'.repeat(21), name: 'x', kind: 'bin', codes: [] } as const;
    const known = siteIndexOf({ ...site, gln: '9506000134352', locations: [...site.locations, long] });
    expect(locationByCode(known, '(414)9506000134352(254)B1')?.id).toBe('B1');
    expect(locationByCode(known, `(414)9506000134352(254)${long.id}`)).toBeUndefined();
    expect(locationByCode(index, '(414)9506000134352(254)B1')).toBeUndefined();
  });

  test('every site has the locations outside', () => {
    expect(locationByCode(index, 'TG-LOC.scrap')?.kind).toBe('outside');
    expect([isOutside(index, 'supplier'), isOutside(index, 'transit'), isOutside(index, 'B1')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isOutside(index, 'nowhere')).toBe(false);
  });

  test('a channel leads to its location', () => {
    expect(channelPlace(index, 'scale', '2')?.location).toBe('B2');
    expect(channelPlace(index, 'scale', '3')).toBeUndefined();
    expect(channelPlace(index, 'nobody', '2')).toBeUndefined();
  });

  test('an antenna leads to its place, and a reader that names none needs to have only one', () => {
    const reader = index.devices.get('reader');
    expect(reader && antennaPlace(reader, 2)?.location).toBe('S2');
    expect(reader && antennaPlace(reader, 9)).toBeUndefined();
    expect(reader && antennaPlace(reader, undefined)).toBeUndefined();
    const only = siteIndexOf({
      ...site,
      devices: [
        {
          id: 'r',
          name: 'R',
          connection: 'r',
          driver: 'x',
          channels: [],
          antennas: [{ antenna: 7, role: 'shelf', location: 'S1' }],
        },
      ],
    }).devices.get('r');
    expect(only && antennaPlace(only, undefined)?.location).toBe('S1');
  });

  test('a portal belongs to its device', () => {
    expect(portalOf(index, 'gate')?.inside).toBe('dock');
    expect(portalOf(index, 'reader')).toBeUndefined();
  });

  test('where stock goes and comes from is inherited down the tree', () => {
    const tree = withLocations(
      { id: 'site', name: 'Site', kind: 'site', codes: [], taken_to: 'production' },
      { id: 'zone', name: 'Zone', kind: 'zone', in: 'site', codes: [], filled_from: 'supplier' },
      { id: 'bin', name: 'Bin', kind: 'bin', in: 'zone', codes: [] },
      { id: 'own', name: 'Own', kind: 'bin', in: 'zone', codes: [], taken_to: 'scrap' },
    );
    expect([takenTo(tree, 'bin'), filledFrom(tree, 'bin')]).toEqual(['production', 'supplier']);
    expect(takenTo(tree, 'own')).toBe('scrap');
  });

  test('at the root stock goes to and comes from transit', () => {
    const tree = withLocations({ id: 'bin', name: 'Bin', kind: 'bin', codes: [] });
    expect([takenTo(tree, 'bin'), filledFrom(tree, 'bin'), takenTo(tree, 'nowhere')]).toEqual([
      'transit',
      'transit',
      'transit',
    ]);
  });

  test('a tree that goes in a circle ends at transit', () => {
    const tree = withLocations(
      { id: 'a', name: 'A', kind: 'zone', in: 'b', codes: [] },
      { id: 'b', name: 'B', kind: 'zone', in: 'a', codes: [] },
    );
    expect(takenTo(tree, 'a')).toBe('transit');
  });

  test('what the settings do not have is called by its id', () => {
    expect([itemName(index, 'nut'), itemName(index, 'gone')]).toEqual(['Nut M8', 'gone']);
    expect([locationName(index, 'B1'), locationName(index, 'gone')]).toEqual(['Bin B1', 'gone']);
  });

  test('where two items claim one code, the first keeps it', () => {
    const twice = siteIndexOf({
      ...site,
      items: [...site.items, { id: 'copy', name: 'Copy', gtins: ['9506000134352'], codes: [], unit: 'piece' }],
    });
    expect(itemByGtin(twice, '9506000134352')?.id).toBe('nut');
  });
});
