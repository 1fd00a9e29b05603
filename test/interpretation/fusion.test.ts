/** Goal: one physical event becomes one movement with all its evidence; disagreement becomes a question. */
import { describe, expect, test } from 'vitest';
import type { EpcMeaning } from '../../devices/reading.ts';
import type { DeviceSettings, Site } from '../../gateway/stock/site.ts';
import { ShopFloor, shirt, site } from './shop-floor.ts';

const tin: EpcMeaning = { scheme: 'sgtin-96', uri: 'urn:epc:id:sgtin:0614141.012346.1', gtin: '00614141123469' };

/** A shelf W that a scale and a reader watch, and a shelf L with three items of nearly the same mass on one plate. */
const weighed: Site = {
  ...site,
  items: [
    ...site.items.map((item) =>
      item.id === 'shirt' ? { ...item, unit_mass_mg: 200_000, codes: ['SKU-SHIRT'] } : item,
    ),
    { id: 'tin', name: 'Tin', gtins: ['00614141123469'], codes: ['SKU-TIN'], unit: 'piece', unit_mass_mg: 201_000 },
    { id: 'bag', name: 'Bag', gtins: [], codes: ['SKU-BAG'], unit: 'piece', unit_mass_mg: 330_000 },
  ],
  locations: [
    ...site.locations,
    { id: 'W', name: 'Shelf W', kind: 'shelf', in: 'hall', codes: [], items: ['shirt', 'bag'] },
    { id: 'L', name: 'Shelf L', kind: 'shelf', in: 'hall', codes: [], items: ['shirt', 'tin', 'bag'] },
  ],
  devices: site.devices.map((device): DeviceSettings => {
    if (device.id === 'scale') {
      return {
        ...device,
        channels: [...device.channels, { channel: '3', location: 'W' }, { channel: '4', location: 'L' }],
      };
    }
    if (device.id !== 'reader') return device;
    const antennas = [
      ...device.antennas,
      { antenna: 3, role: 'shelf', location: 'W' } as const,
      { antenna: 4, role: 'shelf', location: 'L' } as const,
    ];
    return { ...device, antennas };
  }),
};

/** Reads every tag once and weighs every 100 ms, for a while. */
function live(
  floor: ShopFloor,
  channel: string,
  grams: number,
  epcs: readonly string[],
  antenna: number,
  time_ms: number,
): ShopFloor {
  for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 500) {
    for (const epc of epcs) floor.read(epc, antenna, -50, { meaning: epc.startsWith('T') ? tin : shirt });
    floor.rest(channel, grams, 500);
  }
  return floor;
}

function opened(): ShopFloor {
  return new ShopFloor(weighed).stock('shirt', 'W', 4).stock('bag', 'W', 3).stock('shirt', 'L', 4).stock('tin', 'L', 4);
}

describe('weight alone', () => {
  test('tells the items of a shelf apart by their masses', () => {
    const floor = opened().rest('3', 5_000).rest('3', 4_670);
    expect(floor.booked()).toEqual(['taken 1 bag W → production']);
    floor.rest('3', 4_270);
    expect(floor.booked()[1]).toBe('taken 2 shirt W → production');
  });

  test('does not guess between items of nearly one mass, and names both', () => {
    const floor = opened().rest('4', 5_000).rest('4', 4_799.5, 8_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual(['weight-unresolved/scale/4']);
    const [raised] = floor.questions;
    expect(raised?.kind === 'raised' ? raised.question.question : '').toContain('1 × Shirt taken (p 0.');
    expect(raised?.kind === 'raised' ? raised.question.question : '').toContain('1 × Tin taken (p 0.');
  });

  test('what comes back within two minutes is put back; what comes later is filled', () => {
    const floor = opened().rest('3', 5_000).rest('3', 4_670).rest('3', 5_000, 8_000);
    expect(floor.booked()).toEqual(['taken 1 bag W → production', 'filled 1 bag production → W']);
    floor.rest('3', 4_670, 130_000).rest('3', 5_000, 8_000);
    expect(floor.booked()[3]).toBe('filled 1 bag dock → W');
  });

  test('more than was taken is no put-back', () => {
    const floor = opened().rest('3', 5_000).rest('3', 4_670).rest('3', 5_330, 8_000);
    expect(floor.booked()).toEqual(['taken 1 bag W → production', 'filled 2 bag dock → W']);
  });

  test('a tool put down and taken away again books nothing, also when it weighs as much as a piece', () => {
    const floor = opened().rest('3', 5_000).rest('3', 5_330, 3_000).rest('3', 5_000, 8_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.questions).toEqual([]);
  });

  test('a tool that stays is asked about, and settles its question when it goes', () => {
    const floor = opened().rest('3', 5_000).rest('3', 5_117, 8_000);
    expect(floor.open()).toEqual(['weight-unresolved/scale/3']);
    expect(floor.rest('3', 5_000, 8_000).open()).toEqual([]);
    expect(floor.booked()).toEqual([]);
  });
});

describe('what is in doubt', () => {
  test('a piece that goes is not taken for a tool of two thirds of its weight that stays', () => {
    const floor = opened().rest('3', 5_000).rest('3', 5_150, 60_000);
    const open = floor.open();
    expect(open.length).toBe(1);
    floor.rest('3', 4_950, 30_000);
    expect([floor.booked(), floor.open()]).toEqual([['taken 1 shirt W → production'], open]);
  });

  test.each([
    ['a piece is taken while a pen is left there, and comes back', 4_850, 20_000, 5_050],
    ['a box is put down, and all but a little of it goes again', 5_230, 60_000, 5_030],
    ['a box is put down for a moment, and all but a little of it goes again', 5_230, 3_000, 5_030],
    ['a heavier box is put down for a moment, and most of it goes again', 5_260, 3_000, 5_060],
  ])('%s: nothing is booked', (_, first, wait_ms, then) => {
    const floor = opened().rest('3', 5_000).rest('3', first, wait_ms).rest('3', then, 30_000);
    expect(floor.booked()).toEqual([]);
  });

  test('bit by bit no piece goes: two halves are asked about, each by itself', () => {
    const floor = opened().rest('3', 5_000).rest('3', 4_900, 8_000).rest('3', 4_800, 8_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toHaveLength(2);
  });

  test('is not mixed up with what comes later, where each is stock and only which is open', () => {
    const floor = opened().stock('bag', 'L', 3).rest('4', 5_000).rest('4', 4_469.5, 8_000);
    expect(floor.booked()).toEqual([]);
    // As one they would be a bag, and it was one of a shirt and a tin that came back.
    floor.rest('4', 4_670, 8_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toHaveLength(2);
  });
});

describe('weight with tags', () => {
  const four = ['A1', 'A2', 'A3', 'A4'];

  /** Four tagged shirts lie on W, and the ledger has them there. */
  function tagged(): ShopFloor {
    const floor = new ShopFloor(weighed).stock('bag', 'W', 3).stock('shirt', 'dock', 20).rest('3', 4_200);
    live(floor, '3', 5_000, four, 3, 12_000);
    expect(floor.booked()).toEqual(['filled 4 shirt dock → W']);
    floor.movements.length = 0;
    return floor;
  }

  test('two pieces and their two tags are one movement with both', () => {
    const floor = live(tagged(), '3', 4_600, ['A1', 'A2'], 3, 16_000);
    expect(floor.booked()).toEqual(['taken 2 shirt W → production']);
    expect(floor.movements[0]?.why).toMatch(
      /^Shelf W: −400 g = 2 × 200 g \(Shirt\), p 0\.9\d\d, tags A3 and A4 gone within/,
    );
    expect(floor.movements[0]?.evidence.map(({ device }) => device)).toEqual(['scale', 'scale', 'reader', 'reader']);
    live(floor, '3', 4_600, ['A1', 'A2'], 3, 20_000);
    expect([floor.booked().length, floor.open()]).toEqual([1, []]);
    // What was taken arrives elsewhere from where it went to.
    floor.keepReading('A3', 1, -50, 5_000);
    expect(floor.booked()[1]).toBe('arrived 1 shirt production → S1');
  });

  test('a dead tag does not hide its piece', () => {
    const floor = live(tagged(), '3', 4_600, ['A1', 'A2', 'A3'], 3, 30_000);
    expect(floor.booked()).toEqual(['taken 2 shirt W → production']);
    // It turns out later which one it was.
    live(floor, '3', 4_600, ['A1', 'A2'], 3, 40_000);
    expect(floor.booked()).toHaveLength(1);
    expect(floor.level('shirt', 'W')).toBe(2);
  });

  test('silent tags where the weight stays are shadowed: nothing is booked, and they are there still', () => {
    const floor = live(tagged(), '3', 5_000, ['A1'], 3, 40_000);
    expect([floor.booked(), floor.level('shirt', 'W'), floor.open()]).toEqual([[], 4, []]);
    live(floor, '3', 5_000, four, 3, 20_000);
    expect(floor.booked()).toEqual([]);
  });

  test('a stray tag on a shelf that weighs the same has not arrived', () => {
    const floor = live(tagged(), '3', 5_000, [...four, 'A9'], 3, 40_000);
    expect([floor.booked(), floor.level('shirt', 'W')]).toEqual([[], 4]);
  });

  test('tags decide while the scale is away, and the weight books nothing again', () => {
    const floor = tagged().gap('disconnected', 'scale');
    for (let passed_ms = 0; passed_ms < 20_000; passed_ms += 500)
      for (const epc of ['A1', 'A2', 'A3']) floor.read(epc, 3, -50).wait(166);
    expect(floor.booked()).toEqual(['left 1 shirt W → production']);
    floor.gap('connected', 'scale');
    live(floor, '3', 4_800, ['A1', 'A2', 'A3'], 3, 20_000);
    expect(floor.booked()).toHaveLength(1);
  });

  test('what tags told before the scale was seen at rest lies in a later count, and is not taken for what is put back then', () => {
    const floor = new ShopFloor(weighed).stock('bag', 'W', 3);
    for (let nth = 0; nth < 6; nth += 1) floor.read('A', 3, -50).read('B', 3, -50).wait(500);
    live(floor, '3', 5_000, ['A', 'B'], 3, 4_000);
    floor.command({ kind: 'count', item: 'shirt', location: 'W', quantity: 4, reason: '' });
    live(floor, '3', 5_000, ['A', 'B'], 3, 6_000);
    live(floor, '3', 4_800, ['B'], 3, 20_000);
    live(floor, '3', 5_000, ['A', 'B'], 3, 15_000);
    expect(floor.booked().slice(-2)).toEqual(['taken 1 shirt W → production', 'filled 1 shirt production → W']);
    expect(floor.level('shirt', 'W')).toBe(4);
  });

  test('a hand that rests before it takes a look-alike is part of the take, though the tags have yet to say which', () => {
    const floor = opened();
    live(floor, '4', 5_000, ['T1', 'T2', 'S1', 'S2'], 4, 14_000);
    floor.movements.length = 0;
    live(floor, '4', 5_090, ['T1', 'T2', 'S1', 'S2'], 4, 2_500);
    live(floor, '4', 4_799, ['T2', 'S1', 'S2'], 4, 30_000);
    expect([floor.booked(), floor.questions]).toEqual([['taken 1 tin L → production'], []]);
  });

  test('look-alike items are told apart by the tag that is gone', () => {
    const floor = new ShopFloor(weighed).stock('shirt', 'dock', 9).stock('tin', 'dock', 9).rest('4', 4_000);
    live(floor, '4', 4_400, ['A1', 'A2'], 4, 12_000);
    live(floor, '4', 4_802, ['A1', 'A2', 'T1', 'T2'], 4, 12_000);
    expect(floor.booked()).toEqual(['filled 2 shirt dock → L', 'filled 2 tin dock → L']);
    live(floor, '4', 4_601.5, ['A1', 'A2', 'T1'], 4, 20_000);
    expect(floor.booked()[2]).toBe('taken 1 tin L → production');
    expect(floor.open()).toEqual([]);
  });

  test('a silence that begins with the change tells more than one that had lasted long', () => {
    const floor = new ShopFloor(weighed).stock('shirt', 'dock', 9).stock('tin', 'dock', 9).rest('4', 4_000);
    live(floor, '4', 4_400, ['A1', 'A2'], 4, 12_000);
    live(floor, '4', 4_802, ['A1', 'A2', 'T1', 'T2'], 4, 12_000);
    live(floor, '4', 4_802, ['A1', 'A2', 'T1'], 4, 5_000);
    // T2 has been silent for five seconds, behind something, when A2 falls silent with the change.
    live(floor, '4', 4_601.5, ['A1', 'T1'], 4, 30_000);
    expect(floor.booked().slice(2)).toEqual(['taken 1 shirt L → production']);
    expect(floor.questions).toEqual([]);
  });

  test('a reader that pauses as a whole does not testify that a tag of it is gone', () => {
    const floor = tagged().rest('3', 4_800, 25_000);
    expect(floor.booked()).toEqual(['taken 1 shirt W → production']);
    expect(floor.movements[0]?.why).not.toContain('tag');
    // It hears again, and tells which one it was.
    live(floor, '3', 4_800, ['A1', 'A2', 'A4'], 3, 40_000);
    expect(floor.booked()).toEqual(['taken 1 shirt W → production']);
    expect([...(floor.memory.tags.by_place.get('W') ?? [])].sort()).toEqual(['A1', 'A2', 'A4']);
  });

  test('what changed while nobody was watching is told as that, with the item that the tags name', () => {
    const floor = new ShopFloor(weighed).stock('shirt', 'dock', 9).stock('tin', 'dock', 9).rest('4', 4_000);
    live(floor, '4', 4_802, ['A1', 'A2', 'T1', 'T2'], 4, 12_000);
    floor.movements.length = 0;
    floor.gap('gateway-started').wait(5_000);
    live(floor, '4', 4_601.5, ['A1', 'A2', 'T1'], 4, 25_000);
    expect(floor.booked()).toEqual(['changed-while-offline 1 tin L → count-difference']);
  });
});

describe('weight with scans', () => {
  test('scan then pick is one movement that says who', () => {
    const floor = opened().rest('3', 5_000);
    floor.scans('TG-CMD.PICK', 'TG-LOC.W', 'SKU-BAG').rest('3', 4_670, 2_000).wait(6_000);
    expect(floor.booked()).toEqual(['picked 1 bag W → production']);
    expect(floor.movements[0]?.why).toBe(
      '1 × Bag picked from Shelf W, scanned by Gun 1; weighed −330 g = 1 × 330 g (Bag), p 0.999',
    );
    floor.rest('3', 4_670, 30_000);
    expect([floor.booked().length, floor.open()]).toEqual([1, []]);
  });

  test('a scan at a scale that goes away before it has shown anything is booked by itself, and nothing twice when it is back', () => {
    const floor = opened().rest('3', 5_000, 10_000);
    floor.scans('TG-CMD.PICK', 'TG-LOC.W', 'SKU-BAG').wait(1_000).gap('disconnected', 'scale').wait(30_000);
    expect([floor.booked(), floor.open()]).toEqual([['picked 1 bag W → production'], []]);
    floor.gap('connected', 'scale').rest('3', 4_670, 10_000);
    expect([floor.booked().length, floor.open()]).toEqual([1, []]);
    // One more than was scanned is what nobody saw.
    floor.gap('disconnected', 'scale').scan('SKU-BAG').wait(30_000).gap('connected', 'scale').rest('3', 4_010, 30_000);
    expect(floor.booked().slice(1)).toEqual([
      'picked 1 bag W → production',
      'changed-while-offline 1 bag W → count-difference',
    ]);
  });

  test('what a scan alone has told as taken may be put back when the scale is there again', () => {
    const floor = opened().rest('3', 5_000, 10_000).gap('disconnected', 'scale');
    floor.scans('TG-CMD.PICK', 'TG-LOC.W', 'SKU-BAG').wait(5_000).gap('connected', 'scale').rest('3', 4_670, 10_000);
    floor.rest('3', 5_000, 20_000);
    expect(floor.booked()).toEqual(['picked 1 bag W → production', 'filled 1 bag production → W']);
  });

  test('pick then scan is the same', () => {
    const floor = opened()
      .rest('3', 5_000)
      .scans('TG-CMD.PICK', 'TG-LOC.W')
      .rest('3', 4_670)
      .scan('SKU-BAG')
      .rest('3', 4_670, 30_000);
    expect(floor.booked()).toEqual(['picked 1 bag W → production']);
  });

  test('what is scanned some seconds after it was taken was taken when the weight went', () => {
    const floor = opened().rest('3', 5_000, 3_000).scans('TG-CMD.PICK', 'TG-LOC.W');
    const taken_ms = floor.now_ms;
    floor.rest('3', 4_670, 9_000).scan('SKU-BAG').rest('3', 4_670, 30_000);
    expect(floor.booked()).toEqual(['picked 1 bag W → production']);
    expect(Math.abs((floor.movements[0]?.at_ms ?? 0) - taken_ms)).toBeLessThan(1_000);
  });

  test('a scan long after tells who in the open: a reversal and a new movement', () => {
    const floor = opened().rest('3', 5_000).rest('3', 4_670);
    expect(floor.booked()).toEqual(['taken 1 bag W → production']);
    floor.scans('TG-CMD.PICK', 'TG-LOC.W', 'SKU-BAG').wait(20_000);
    expect(floor.booked().slice(1)).toEqual(['reversed 1 bag production → W', 'picked 1 bag W → production']);
    expect([floor.level('bag', 'W'), floor.open()]).toEqual([2, []]);
  });

  test('a scan goes with the change that is near to it, and not with a later one of its number', () => {
    const floor = opened().rest('3', 5_000, 3_000).scans('TG-CMD.PICK', 'TG-LOC.W');
    // Two are taken and one is scanned; then one is taken and scanned.
    floor.rest('3', 4_340, 3_000).scan('SKU-BAG').rest('3', 4_340, 10_000);
    floor.rest('3', 4_010, 3_000).scan('SKU-BAG').rest('3', 4_010, 30_000);
    expect(floor.booked()).toEqual(['picked 2 bag W → production', 'picked 1 bag W → production']);
    const asked = floor.questions.flatMap((each) => (each.kind === 'raised' ? each.question.question : []));
    expect(asked).toEqual([
      'Gun 1 scanned 1 × Bag and the scale shows 2 at Shelf W; 2 are booked. Which number is right?',
    ]);
  });

  test('a scan tells items of one mass apart', () => {
    const floor = opened().rest('4', 5_000);
    floor.scans('TG-CMD.PICK', 'TG-LOC.L', 'SKU-TIN').rest('4', 4_799.5, 20_000);
    expect(floor.booked()).toEqual(['picked 1 tin L → production']);
  });

  test('a scan without a change of weight is asked about and not booked', () => {
    const floor = opened().rest('3', 5_000);
    floor.scans('TG-CMD.PICK', 'TG-LOC.W', 'SKU-BAG').rest('3', 5_000, 30_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toHaveLength(1);
    floor.rest('3', 4_670, 20_000);
    expect([floor.booked(), floor.open()]).toEqual([['picked 1 bag W → production'], []]);
  });

  test('a receipt is weighed in', () => {
    const floor = opened().rest('3', 5_000);
    floor.scans('TG-CMD.RECEIVE', 'TG-LOC.W', 'SKU-BAG', 'TG-CMD.QTY.3').rest('3', 5_990, 20_000);
    expect(floor.booked()).toEqual(['received 3 bag supplier → W']);
  });

  test('of a move both ends are weighed', () => {
    const floor = opened().rest('3', 5_000).rest('4', 5_000);
    floor.scans('TG-CMD.MOVE', 'TG-LOC.W', 'SKU-BAG').rest('3', 4_670, 8_000);
    floor.rest('4', 5_000, 25_000).rest('4', 5_330, 2_000).scan('TG-LOC.L').rest('4', 5_330, 20_000);
    expect(floor.booked()).toEqual(['moved 1 bag W → L']);
    expect(floor.open()).toEqual([]);
  });

  test('a number other than the scanned one is booked as weighed, and asked about', () => {
    const floor = opened().rest('3', 5_000);
    for (let pick = 0; pick < 6; pick += 1) {
      floor.scans('TG-CMD.PICK', 'TG-LOC.B2');
    }
    floor.scans('TG-CMD.PICK', 'TG-LOC.W', 'SKU-BAG').rest('3', 4_340, 30_000);
    expect(floor.booked()).toEqual(['picked 2 bag W → production']);
    expect(floor.open()).toHaveLength(1);
  });

  test('another item than the scanned one is a question', () => {
    const floor = opened().rest('3', 5_000);
    floor.scans('TG-CMD.PICK', 'TG-LOC.W', 'SKU-BAG').rest('3', 4_800, 30_000);
    expect(floor.open().length).toBeGreaterThanOrEqual(1);
    expect(floor.level('bag', 'W')).toBe(3);
  });

  test('a line taken back before it is booked leaves what the weight shows', () => {
    const floor = opened().rest('3', 5_000);
    floor.scans('TG-CMD.PICK', 'TG-LOC.W', 'SKU-BAG', 'TG-CMD.UNDO').rest('3', 5_000, 30_000);
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });
});
