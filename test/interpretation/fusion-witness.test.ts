/** Goal: each tag is where its piece is, and speaks of the change that it belongs to. */
import { describe, expect, test } from 'vitest';
import type { EpcMeaning } from '../../devices/reading.ts';
import type { Fusion, SubEvent, Witness } from '../../gateway/interpretation/fusion-memory.ts';
import { openUntil, witnessesOf } from '../../gateway/interpretation/fusion-witness.ts';
import { memoryOf } from '../../gateway/interpretation/memory.ts';
import type { DeviceSettings, Site } from '../../gateway/stock/site.ts';
import { siteIndexOf } from '../../gateway/stock/site-index.ts';
import { ShopFloor, shirt, site, start_ms } from './shop-floor.ts';

const tin: EpcMeaning = { scheme: 'sgtin-96', uri: 'urn:epc:id:sgtin:0614141.012346.1', gtin: '00614141123469' };

/** Shelves L and M with shirts and tins of nearly the same mass, each on one plate before an antenna. */
const alike: Site = {
  ...site,
  items: [
    ...site.items.map((item) => (item.id === 'shirt' ? { ...item, unit_mass_mg: 200_000 } : item)),
    { id: 'tin', name: 'Tin', gtins: ['00614141123469'], codes: [], unit: 'piece', unit_mass_mg: 201_000 },
    { id: 'crate', name: 'Crate', gtins: [], codes: [], unit: 'piece', unit_mass_mg: 900_000 },
  ],
  locations: [
    ...site.locations,
    { id: 'L', name: 'Shelf L', kind: 'shelf', in: 'hall', codes: [], items: ['shirt', 'tin'] },
    { id: 'M', name: 'Shelf M', kind: 'shelf', in: 'hall', codes: [], items: ['crate'] },
  ],
  devices: site.devices.map((device): DeviceSettings => {
    if (device.id === 'scale') {
      const channels = [...device.channels, { channel: '4', location: 'L' }, { channel: '5', location: 'M' }];
      return { ...device, channels };
    }
    if (device.id !== 'reader') return device;
    const antennas = [4, 5].map(
      (antenna) => ({ antenna, role: 'shelf', location: antenna === 4 ? 'L' : 'M' }) as const,
    );
    return { ...device, antennas: [...device.antennas, ...antennas] };
  }),
};

/** Weighs every 100 ms and reads every tag once in so long, each at a time of its own, for a while. */
function live(floor: ShopFloor, grams: number, epcs: readonly string[], time_ms: number, every_ms = 500): ShopFloor {
  for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 500) {
    for (const [at, epc] of epcs.entries()) {
      if ((passed_ms + 500 * at) % every_ms === 0)
        floor.read(epc, 4, -50, { meaning: epc.startsWith('T') ? tin : shirt });
    }
    floor.rest('4', grams, 500);
  }
  return floor;
}

describe('tags of stock that was counted before anybody heard it', () => {
  test('are found among it also when they are heard all the time', () => {
    const floor = new ShopFloor(alike).stock('shirt', 'L', 4).rest('4', 5_000);
    live(floor, 5_000, ['A1', 'A2'], 25_000);
    expect([...(floor.memory.tags.by_place.get('L') ?? [])].sort()).toEqual(['A1', 'A2']);
    expect(floor.booked()).toEqual([]);
  });
});

describe('what was taken and is back while it is open which one it was', () => {
  const tags = ['A1', 'A2', 'T1', 'T2'];

  test('is told by the tag that was silent meanwhile, and comes from where it had gone', () => {
    const floor = new ShopFloor(alike).stock('shirt', 'L', 2).stock('tin', 'L', 2).rest('4', 5_000);
    live(floor, 5_000, tags, 60_000, 3_000);
    live(floor, 4_799.5, ['A1', 'A2', 'T1'], 9_000, 3_000);
    live(floor, 5_000, tags, 60_000, 3_000);

    expect(floor.booked()).toEqual(['taken 1 tin L → production', 'filled 1 tin production → L']);
    expect(floor.open()).toEqual([]);
    expect([...(floor.memory.tags.by_place.get('L') ?? [])].sort()).toEqual(tags);
  });
});

test('what was taken and is put down at a wrong place, before it is clear which one it was, comes from where it had gone', () => {
  const floor = new ShopFloor(alike).stock('shirt', 'L', 2).stock('tin', 'L', 2).stock('crate', 'M', 4);
  floor.rest('5', 4_000).rest('4', 5_000);
  live(floor, 5_000, ['A1', 'A2', 'T1', 'T2'], 60_000, 3_000);
  live(floor, 4_799.5, ['A1', 'A2', 'T1'], 3_000, 3_000);
  for (let passed_ms = 0; passed_ms < 60_000; passed_ms += 1_000) {
    floor.read('T2', 5, -50, { meaning: tin }).rest('5', 4_201, 500);
    live(floor, 4_799.5, ['A1', 'A2', 'T1'], 500, 500);
  }
  expect(floor.booked()).toEqual(['taken 1 tin L → production', 'filled 1 tin production → M']);
});

test('who fills up does so by several handfuls: the next one is likelier of the same item', () => {
  const floor = new ShopFloor(alike).stock('shirt', 'L', 2).stock('tin', 'dock', 9).rest('4', 5_000, 3_000);
  live(floor, 5_402, ['T1', 'T2'], 9_000);
  live(floor, 5_602.3, ['T1', 'T2'], 30_000);
  expect(floor.booked()).toEqual(['filled 2 tin dock → L']);
  const [raised] = floor.questions;
  expect(raised?.kind === 'raised' ? raised.question.question : '').toContain('the likeliest is 1 × Tin filled');
});

test('a tag that was heard once the plate was at rest again hardly went with what went', () => {
  const floor = new ShopFloor(alike).stock('shirt', 'L', 2).stock('tin', 'L', 2).rest('4', 5_000);
  live(floor, 5_000, ['A1', 'T1', 'T2'], 40_000);
  live(floor, 4_799.5, ['A1', 'T1', 'T2'], 7_000);
  live(floor, 4_799.5, ['A1', 'T1'], 30_000);
  // The shirt whose tag nobody ever heard.
  expect(floor.booked()).toEqual(['taken 1 shirt L → production']);
});

describe('the word of a tag', () => {
  const ref = { device: 'reader', id: 'reader:n1:0', n: 1, index: 0, at_ms: start_ms };
  const turn = { index: siteIndexOf(alike) };

  function change(at_ms: number, delta_mg: number): SubEvent {
    const rest = (mass_mg: number, id: string) => ({ mass_mg, sd_mg: 300, ref: { ...ref, id } });
    const plate = {
      channel: '4',
      location: 'L',
      before: rest(5_000_000, `before ${at_ms}`),
      after: rest(5_000_000 + delta_mg, `after ${at_ms}`),
      delta_mg,
      sd_mg: 420,
      empty_mg: undefined,
    };
    const times = { at_ms, settled_ms: at_ms + 1_500, arrived_ms: at_ms + 2_000, due_ms: at_ms + 9_000 };
    return {
      key: `${at_ms}`,
      device: 'scale',
      group: '4',
      plates: [plate],
      ref,
      ...times,
      unwatched: false,
      doubt: undefined,
    };
  }

  function word(change: Witness['change'], at_ms: number): Witness {
    const said = { ref, confidence_permille: 900, unwatched: false, due_ms: start_ms + 40_000 };
    return { epc: 'T1', item: 'tin', quantity: 1, location: 'L', change, at_ms, ...said };
  }

  function heard(witness: Witness, parts: Partial<Fusion>): Parameters<typeof witnessesOf>[1] {
    return { ...memoryOf().fusion, ...parts, witnesses: [witness] };
  }

  test('that was heard before a thing lay there is of the thing before it, while nobody knows what that was', () => {
    const [first, second] = [change(start_ms, 201_000), change(start_ms + 6_000, 200_000)];
    const came = word('came', start_ms + 1_000);
    expect(witnessesOf(turn, heard(came, { pending: [first, second] }), second, ['L'])).toEqual([]);
    expect(witnessesOf(turn, heard(came, { pending: [first, second] }), first, ['L'])).toEqual([came]);
    expect(witnessesOf(turn, heard(came, { pending: [second] }), second, ['L'])).toEqual([came]);
    const credit = {
      awaits: 'tags',
      location: 'L',
      quantity: 1,
      other: 'dock',
      at_ms: start_ms,
      until_ms: start_ms,
    } as const;
    expect(witnessesOf(turn, heard(came, { credits: [{ ...credit, item: 'tin' }] }), second, ['L'])).toEqual([]);
    expect(witnessesOf(turn, heard(came, { credits: [{ ...credit, item: 'shirt' }] }), second, ['L'])).toEqual([came]);
  });

  test('that comes is not held against what goes meanwhile, while something else may have come', () => {
    const [putting, taking] = [change(start_ms, 201_000), change(start_ms + 6_000, -200_000)];
    const came = word('came', start_ms + 1_000);
    expect(witnessesOf(turn, heard(came, { pending: [putting, taking] }), taking, ['L'])).toEqual([]);
    expect(witnessesOf(turn, heard(came, { pending: [taking] }), taking, ['L'])).toEqual([came]);
  });

  test('is kept while a change that may be its own is open', () => {
    const [taking, putting] = [change(start_ms, -201_000), change(start_ms + 20_000, 201_000)];
    const gone = word('gone', start_ms);
    expect(openUntil(turn, heard(gone, { doubts: [taking] }), gone)).toBe(start_ms + 9_000);
    expect(openUntil(turn, heard(gone, { pending: [putting] }), gone)).toBe(0);
  });
});
