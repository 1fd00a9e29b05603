/** Goal: what lies on a plate that feels nothing is told by scans, and its silence denies none of them. */
import { describe, expect, test } from 'vitest';
import type { DeviceSettings, Site } from '../../gateway/stock/site.ts';
import { ShopFloor, shirt, site } from './shop-floor.ts';

/** Shelf D: crates of 900 g on the left plate, shirts of 200 g on the right one, before an antenna. */
const shelf: Site = {
  ...site,
  items: [
    ...site.items.map((item) =>
      item.id === 'shirt' ? { ...item, unit_mass_mg: 200_000, codes: ['SKU-SHIRT'] } : item,
    ),
    { id: 'crate', name: 'Crate', gtins: [], codes: ['SKU-CRATE'], unit: 'piece', unit_mass_mg: 900_000 },
  ],
  locations: [
    ...site.locations,
    { id: 'D', name: 'Shelf D', kind: 'shelf', in: 'hall', codes: ['SHELF-D'], items: ['shirt', 'crate'] },
  ],
  devices: site.devices.map((device): DeviceSettings => {
    if (device.id === 'scale') {
      const channels = ['6', '7'].map((channel) => ({ channel, location: 'D' }));
      return { ...device, channels: [...device.channels, ...channels] };
    }
    if (device.id !== 'reader') return device;
    return { ...device, antennas: [...device.antennas, { antenna: 6, role: 'shelf', location: 'D' }] };
  }),
};

interface Plates {
  /** Of the left plate, without its noise. */
  readonly crates_g: number;
  readonly epcs: readonly string[];
  readonly time_ms: number;
  /** How far the left plate's readings go to and fro, and the right one's. */
  readonly noise_g?: readonly [number, number];
}

/** Both plates weighed five times a second and every tag read twice, for a while. */
function live(floor: ShopFloor, { crates_g, epcs, time_ms, noise_g = [0.4, 0] }: Plates): ShopFloor {
  for (let at = 0; at < time_ms / 200; at += 1) {
    const off = ((at * 7) % 11) / 10 - 0.5;
    floor.say('scale', { kind: 'weight', channel: '6', mass_mg: Math.round(1_000 * (crates_g + noise_g[0] * off)) });
    floor.say('scale', { kind: 'weight', channel: '7', mass_mg: Math.round(1_000 * (3_000 + noise_g[1] * off)) });
    if (at % 3 === 0) for (const epc of epcs) floor.read(epc, 6, -50, { meaning: shirt });
    floor.wait(200);
  }
  return floor;
}

function opened(noise_g?: readonly [number, number]): ShopFloor {
  const floor = new ShopFloor(shelf).stock('shirt', 'D', 4).stock('crate', 'D', 5);
  live(floor, { crates_g: 5_000, epcs: four, time_ms: 60_000, ...(noise_g === undefined ? {} : { noise_g }) });
  return floor;
}

const four = ['A1', 'A2', 'A3', 'A4'];

/** A scan by a person who tells first what they do and where. */
function scanned(floor: ShopFloor, mode: 'PICK' | 'RECEIVE', code: string, quantity = 1): ShopFloor {
  return floor.scans(`TG-CMD.${mode}`, 'TG-LOC.D', `TG-CMD.QTY.${quantity}`, code, 'TG-CMD.DONE');
}

describe('a plate that was never moved, beside one that is alive,', () => {
  test('does not deny a scan of what was never seen on the other one', () => {
    const floor = scanned(opened(), 'PICK', 'SKU-SHIRT');
    live(floor, { crates_g: 5_000, epcs: four, time_ms: 40_000 });
    expect(floor.booked()).toEqual(['picked 1 shirt D → production']);
    expect(floor.open()).toEqual([]);
  });

  test('denies a scan of what was seen on the other one', () => {
    const floor = opened();
    scanned(floor, 'PICK', 'SKU-CRATE');
    live(floor, { crates_g: 4_100, epcs: four, time_ms: 40_000 });
    expect(floor.booked()).toEqual(['picked 1 crate D → production']);
    scanned(floor, 'PICK', 'SKU-CRATE');
    live(floor, { crates_g: 4_100, epcs: four, time_ms: 40_000 });
    expect(floor.booked()).toEqual(['picked 1 crate D → production']);
    expect(floor.questions.at(-1)).toMatchObject({
      kind: 'raised',
      question: { kind: 'scan-unresolved', item: 'crate' },
    });
  });

  test('denies nothing of a number that was scanned, which the other one shows a part of; that is asked', () => {
    const floor = scanned(opened(), 'RECEIVE', 'SKU-SHIRT', 3);
    live(floor, { crates_g: 5_400, epcs: [...four, 'B1', 'B2'], time_ms: 40_000 });
    expect(floor.booked()).toEqual(['received 3 shirt supplier → D']);
    expect(floor.questions.at(-1)).toMatchObject({
      kind: 'raised',
      question: {
        question: 'Gun 1 scanned 3 × Shirt and the scale shows 2 at Shelf D; 3 are booked. Which number is right?',
      },
    });
  });

  test('shows the rest of a scanned number later, and that is not booked again', () => {
    const floor = scanned(opened(), 'RECEIVE', 'SKU-SHIRT', 3);
    live(floor, { crates_g: 5_400, epcs: [...four, 'B1', 'B2'], time_ms: 40_000 });
    live(floor, { crates_g: 5_600, epcs: [...four, 'B1', 'B2', 'B3'], time_ms: 40_000 });
    expect([floor.booked(), floor.level('shirt', 'D')]).toEqual([['received 3 shirt supplier → D'], 7]);
  });

  test('makes what no item explains well a question, where a tag does not name it', () => {
    const floor = opened();
    live(floor, { crates_g: 4_185, epcs: four, time_ms: 40_000 });
    expect([floor.booked(), floor.open()]).toEqual([[], ['weight-unresolved/scale/6']]);
  });
});

describe('a plate that was never moved, beside one that shows no noise either,', () => {
  const noise_g = [0, 0] as const;

  function moved(): ShopFloor {
    const floor = opened(noise_g);
    live(floor, { crates_g: 4_100, epcs: four, time_ms: 40_000, noise_g });
    expect(floor.booked()).toEqual(['taken 1 crate D → production']);
    return floor;
  }

  test('denies a scan: that is asked', () => {
    const floor = scanned(moved(), 'PICK', 'SKU-SHIRT');
    live(floor, { crates_g: 4_100, epcs: four, time_ms: 40_000, noise_g });
    expect(floor.booked()).toEqual(['taken 1 crate D → production']);
    expect(floor.questions.at(-1)).toMatchObject({
      kind: 'raised',
      question: { kind: 'scan-unresolved', item: 'shirt' },
    });
  });
});
