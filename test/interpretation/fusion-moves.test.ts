/** Goal: what goes from one plate of a group to another at once is one movement, with the scan and the tags that speak of it. */
import { describe, expect, test } from 'vitest';
import type { Site } from '../../gateway/stock/site.ts';
import { ShopFloor, shirt, site, weightReading } from './shop-floor.ts';

/** P1 and P2 hold shirts of 200 g on two plates of one group, each before an antenna of its own. */
const shelf: Site = {
  ...site,
  items: site.items.map((item) =>
    item.id === 'shirt' ? { ...item, unit_mass_mg: 200_000, codes: ['SKU-SHIRT'] } : item,
  ),
  locations: [
    ...site.locations,
    { id: 'P1', name: 'Place P1', kind: 'shelf', in: 'hall', codes: [], items: ['shirt'] },
    { id: 'P2', name: 'Place P2', kind: 'shelf', in: 'hall', codes: [], items: ['shirt'] },
  ],
  devices: site.devices.map((device) => {
    if (device.id === 'scale') {
      const plates = [
        { channel: '3', location: 'P1', group: 'g' },
        { channel: '4', location: 'P2', group: 'g' },
      ];
      return { ...device, channels: [...device.channels, ...plates] };
    }
    if (device.id !== 'reader') return device;
    const antennas = [
      { antenna: 3, role: 'shelf' as const, location: 'P1' },
      { antenna: 4, role: 'shelf' as const, location: 'P2' },
    ];
    return { ...device, antennas: [...device.antennas, ...antennas] };
  }),
};

/** Both plates every 100 ms and all tags every 500 ms, for a while. */
function live(
  floor: ShopFloor,
  [p1_g, p2_g]: readonly [number, number],
  time_ms: number,
  tags: { readonly P1?: readonly string[]; readonly P2?: readonly string[] } = {},
): ShopFloor {
  for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 100) {
    if (passed_ms % 500 === 0) {
      for (const epc of tags.P1 ?? []) floor.read(epc, 3, -50, { meaning: shirt });
      for (const epc of tags.P2 ?? []) floor.read(epc, 4, -50, { meaning: shirt });
    }
    const noise_g = ((passed_ms / 100) % 3) * 0.1;
    floor
      .say('scale', weightReading('3', p1_g + noise_g))
      .say('scale', weightReading('4', p2_g + noise_g))
      .wait(100);
  }
  return floor;
}

function stocked(): ShopFloor {
  return live(new ShopFloor(shelf).stock('shirt', 'P1', 18).stock('shirt', 'P2', 10), [4_000, 3_000], 4_000);
}

function levels(floor: ShopFloor): number[] {
  return [floor.level('shirt', 'P1'), floor.level('shirt', 'P2')];
}

describe('a move between two plates of one group at once', () => {
  test('is one movement by weight alone', () => {
    const floor = live(stocked(), [3_600, 3_400], 20_000);
    expect([floor.booked(), floor.open()]).toEqual([['moved 2 shirt P1 → P2'], []]);
  });

  test('is the scanned one, and leaves nothing open that later picks are taken for', () => {
    const floor = stocked().scans('TG-CMD.MOVE', 'TG-LOC.P1', 'SKU-SHIRT', 'TG-CMD.QTY.2');
    live(floor, [3_600, 3_400], 2_000).scan('TG-LOC.P2', { wait_ms: 100 });
    live(floor, [3_600, 3_400], 30_000);
    expect([floor.booked(), floor.open(), levels(floor)]).toEqual([['moved 2 shirt P1 → P2'], [], [16, 12]]);
    expect(floor.movements[0]?.why).toContain('scanned by Gun 1; weighed −400 g = 2 × 200 g (Shirt)');
    live(floor, [3_200, 3_400], 30_000);
    expect([floor.booked()[1], levels(floor)]).toEqual(['taken 2 shirt P1 → production', [14, 12]]);
  });

  test('that is scanned long after is told again in the open, with who', () => {
    const floor = live(stocked(), [3_600, 3_400], 8_000);
    expect(floor.booked()).toEqual(['moved 2 shirt P1 → P2']);
    for (const code of ['TG-CMD.MOVE', 'TG-LOC.P1', 'SKU-SHIRT', 'TG-CMD.QTY.2', 'TG-LOC.P2'])
      floor.scan(code, { wait_ms: 300 });
    live(floor, [3_600, 3_400], 30_000);
    expect(floor.booked().slice(1)).toEqual(['reversed 2 shirt P2 → P1', 'moved 2 shirt P1 → P2']);
    expect(floor.movements[2]?.why).toContain('scanned by Gun 1');
    expect([floor.open(), levels(floor)]).toEqual([[], [16, 12]]);
  });

  test('of another number than was scanned is asked about, once as a change and once as a scan', () => {
    const floor = stocked().scans('TG-CMD.MOVE', 'TG-LOC.P1', 'SKU-SHIRT', 'TG-CMD.QTY.3');
    live(floor, [3_600, 3_400], 2_000).scan('TG-LOC.P2', { wait_ms: 100 });
    live(floor, [3_600, 3_400], 30_000);
    expect([floor.booked(), levels(floor)]).toEqual([[], [18, 10]]);
    expect(floor.open()).toEqual(['scan-unresolved/gun:n86:0', 'weight-unresolved/scale/4']);
  });

  test('takes its tag along', () => {
    const floor = new ShopFloor(shelf).stock('shirt', 'P1', 2).stock('shirt', 'P2', 10);
    live(floor, [1_400, 3_000], 30_000, { P1: ['A1', 'A2'] });
    expect([...(floor.memory.tags.by_place.get('P1') ?? [])]).toEqual(['A1', 'A2']);
    live(floor, [1_200, 3_200], 40_000, { P1: ['A1'], P2: ['A2'] });
    expect(floor.booked()).toEqual(['moved 1 shirt P1 → P2']);
    expect([...(floor.memory.tags.by_place.get('P1') ?? [])]).toEqual(['A1']);
    expect([...(floor.memory.tags.by_place.get('P2') ?? [])]).toEqual(['A2']);
    expect([floor.open(), levels(floor)]).toEqual([[], [1, 11]]);
  });
});
