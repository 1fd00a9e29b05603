/** Lots of movements: what codes, tags and people say; what is presumed where nobody does; and what proves a presumption wrong. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import { forgetLots, keepRecord, lotBooksOf } from '../../gateway/interpretation/lot-memory.ts';
import { lotHere } from '../../gateway/interpretation/lots.ts';
import { checkpointOf } from '../../gateway/interpretation/memory.ts';
import type { LotDraft, LotPart } from '../../gateway/stock/lots/lot.ts';
import { keyOf, unknown_lot } from '../../gateway/stock/lots/lot.ts';
import { addLot } from '../../gateway/stock/lots/lot-levels.ts';
import type { Item, Site } from '../../gateway/stock/site.ts';
import { ShopFloor, shirt, site } from './shop-floor.ts';

const gs = '\u001d';

/** Nuts are told apart by lot, shirts by serial. */
function tracked(more: Partial<Item> = {}): Site {
  const items = site.items.map((item): Item => {
    if (item.id === 'nut') return { ...item, tracking: 'lot', ...more };
    return item.id === 'shirt' ? { ...item, tracking: 'serial' } : item;
  });
  return { ...site, items };
}

function partText({ lot, serial, quantity, known }: LotPart): string {
  return `${quantity} ${lot}${serial === undefined ? '' : `/${serial}`} ${known}`;
}

function parts(floor: ShopFloor): string[] {
  return floor.movements.map(({ lots = [] }) => lots.map(partText).join(', '));
}

function here(floor: ShopFloor, item: string, location: string): Record<string, number> {
  const { turn, books } = floor.memory;
  if (turn === undefined) return {};
  const lots = [...(books.lots.levels.get(location)?.get(item)?.lots.keys() ?? []), unknown_lot].sort();
  const levels = lots.map((lot): [string, number] => [lot, lotHere(turn, item, location, lot)]);
  return Object.fromEntries(levels.filter(([, quantity]) => quantity !== 0));
}

function receive(floor: ShopFloor, location: string, quantity: number, lot: LotDraft): void {
  const move = { kind: 'move', item: 'nut', quantity, from: 'supplier', to: location, reason: 'received' } as const;
  expect(floor.command({ ...move, lots: [lot] })).toBeUndefined();
}

function move(floor: ShopFloor, quantity: number, from: string, to: string, lots?: readonly LotDraft[]) {
  const command = { kind: 'move', item: 'nut', quantity, from, to, reason: 'moved' } as const;
  return floor.command(lots === undefined ? command : { ...command, lots });
}

function count(floor: ShopFloor, location: string, quantity: number, lots: readonly LotDraft[]) {
  return floor.command({ kind: 'count', item: 'nut', location, quantity, reason: 'counted', lots });
}

describe('what is said of lots', () => {
  test('what is received into a weighed bin keeps the lot that its document names', () => {
    const floor = new ShopFloor(tracked()).stock('nut', 'B1', 50).gap('connected', 'scale').rest('1', 600, 5_000);
    const work = { document: 'RC-1', line: 1 };
    const said = [{ lot: 'L-77', known: 'stated' }] as const;
    const ends = { from: 'supplier', to: 'B1' } as const;
    const came = { kind: 'received', item: 'nut', quantity: 10, ...ends, at_ms: floor.now_ms, why: 'x', work } as const;
    const input = { kind: 'work', n: 1_000, at_ms: floor.now_ms, person: 'anna', asks: [], settles: [] } as const;
    expect(floor.give({ ...input, movements: [{ ...came, said }] })).toBeUndefined();
    expect(floor.booked()).toEqual([]);
    floor.restore().rest('1', 720, 5_000).wait(20_000);
    expect(floor.booked()).toEqual(['received 10 nut supplier → B1']);
    expect(parts(floor)).toEqual(['10 L-77 stated']);
  });

  test('a movement that is taken back leaves what is known of its lots as it is', () => {
    const floor = new ShopFloor(tracked());
    const came = { kind: 'move', item: 'shirt', quantity: 1, from: 'supplier', to: 'S1', reason: 'received' } as const;
    floor.command({ ...came, lots: [{ serial: 'S1' }] });
    floor.command({ kind: 'lot', item: 'shirt', lot: { serial: 'S1', lot: 'B-7' }, reason: 'read on the label' });
    const told = floor.lot_events.length;
    expect(floor.command({ kind: 'reverse', movement: floor.movements[0]?.id ?? '', reason: 'wrong' })).toBeUndefined();
    expect(floor.lot_events).toHaveLength(told);
    expect(floor.memory.books.lots.records.get('shirt')?.get('S1')).toMatchObject({ of_lot: 'B-7' });
    expect(here(floor, 'shirt', 'S1')).toEqual({});
  });

  test('a count of more than can be booked is refused before anything is noted of its lots', () => {
    const floor = new ShopFloor(tracked());
    expect(count(floor, 'S1', 1_000_000_000_001, [{ lot: 'A', expiry: '2027-01-31' }])).toBe('quantity-too-large');
    expect(floor.lot_events).toEqual([]);
  });

  test('so is one that is too far from a level below zero', () => {
    const floor = new ShopFloor(tracked());
    move(floor, 5, 'S1', 'customer');
    const events = floor.lot_events.length;
    expect(count(floor, 'S1', 999_999_999_999, [{ lot: 'A', expiry: '2027-01-31' }])).toBe('quantity-too-large');
    expect(floor.lot_events).toHaveLength(events);
    expect(floor.memory.books.lots.records.get('nut')?.get('A')).toBeUndefined();
  });

  test('a GS1 code names lot, expiry and day of making of what is received', () => {
    const floor = new ShopFloor(tracked());
    floor.scans('TG-CMD.RECEIVE', 'TG-LOC.S1').scan(`]C1010950600013435217270531${'11260102'}10L-77${gs}3712`);
    floor.wait(6_000);
    expect(floor.booked()).toEqual(['received 12 nut supplier → S1']);
    expect(parts(floor)).toEqual(['12 L-77 scanned']);
    expect(floor.lot_events.map(({ kind, record }) => ({ kind, ...record, first_seen_ms: 0 }))).toEqual([
      {
        kind: 'seen',
        item: 'nut',
        lot: 'L-77',
        tracking: 'lot',
        expiry: '2027-05-31',
        expiry_from: 'told',
        made_on: '2026-01-02',
        first_seen_ms: 0,
      },
    ]);
    expect(here(floor, 'nut', 'S1')).toEqual({ 'L-77': 12 });
  });

  test('a code without a lot, of an item that is tracked, books the lot unknown', () => {
    const floor = new ShopFloor(tracked());
    floor.scans('TG-CMD.RECEIVE', 'TG-LOC.S1', 'SKU-NUT').wait(6_000);
    expect(parts(floor)).toEqual(['1 unknown presumed']);
    expect(here(floor, 'nut', 'S1')).toEqual({ unknown: 1 });
  });

  test('an associated tag carries its lot wherever it is seen', () => {
    const floor = new ShopFloor(tracked());
    const associations = [{ epc: 'AA00', item: 'nut', quantity: 5, lot: 'L-9', expiry: '2027-01-31' }];
    floor.command({ kind: 'associate', associations, reason: 'labelled' });
    floor.read('AA00', 1, -50).wait(300).read('AA00', 1, -50).wait(5_000);
    expect(parts(floor)).toEqual(['5 L-9 tag']);
    expect(here(floor, 'nut', 'S1')).toEqual({ 'L-9': 5 });
  });

  test('the serial number in the bits of a tag is the piece', () => {
    const floor = new ShopFloor(tracked());
    for (const at of [1, 2]) {
      const meaning = { ...shirt, serial: `S${at}` };
      floor.read(`3034BB0${at}`, 1, -50, { meaning }).wait(300).read(`3034BB0${at}`, 1, -50, { meaning });
    }
    floor.wait(5_000);
    expect(parts(floor)).toEqual(['1 unknown/S1 tag', '1 unknown/S2 tag']);
    expect(here(floor, 'shirt', 'S1')).toEqual({ S1: 1, S2: 1 });
  });

  test('a person names several lots; what is not named is presumed', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'S1', 4, { lot: 'A' });
    receive(floor, 'S1', 4, { lot: 'B' });
    move(floor, 6, 'S1', 'S2', [{ lot: 'B', quantity: 3 }]);
    expect(parts(floor).at(-1)).toBe('3 B stated, 3 A presumed');
    expect(here(floor, 'nut', 'S1')).toEqual({ A: 1, B: 1 });
  });

  test.each<[string, string, number, readonly LotDraft[]]>([
    ['more than the quantity', 'nut', 2, [{ lot: 'A', quantity: 3 }]],
    ['no lot at all', 'nut', 2, [{ quantity: 2 }]],
    [
      'a lot twice',
      'nut',
      2,
      [
        { lot: 'A', quantity: 1 },
        { lot: 'A', quantity: 1 },
      ],
    ],
    ['a day that there is not', 'nut', 2, [{ lot: 'A', expiry: '2027-02-30' }]],
    ['two pieces of a serial', 'shirt', 2, [{ serial: 'S1', quantity: 2 }]],
    ['an item that is not tracked', 'bolt', 2, [{ lot: 'A' }]],
  ])('is refused and changes nothing: %s', (_, item, quantity, lots) => {
    const floor = new ShopFloor(tracked());
    const command = { kind: 'move', item, quantity, from: 'supplier', to: 'S1', reason: 'received', lots } as const;
    expect(floor.command(command)).toBe('lots-invalid');
    expect(floor.movements).toEqual([]);
    expect(floor.lot_events).toEqual([]);
  });
});

describe('what nobody says', () => {
  test('pieces taken from a scale are of the lot that expires first, and that is presumed', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'B1', 5, { lot: 'late', expiry: '2027-09-30' });
    receive(floor, 'B1', 2, { lot: 'soon', expiry: '2027-01-31' });
    floor
      .rest('1', 84)
      .rest('1', 84 - 36, 3_000)
      .wait(12_000);
    expect(floor.booked().at(-1)).toBe('taken 3 nut B1 → production');
    expect(parts(floor).at(-1)).toBe('2 soon presumed, 1 late presumed');
    expect(here(floor, 'nut', 'B1')).toEqual({ late: 4 });
  });

  test('what has expired is presumed last', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'S1', 5, { lot: 'old', expiry: '2026-11-22' });
    receive(floor, 'S1', 5, { lot: 'new', expiry: '2027-09-30' });
    move(floor, 6, 'S1', 'S2');
    expect(parts(floor).at(-1)).toBe('5 new presumed, 1 old presumed');
  });

  test('what is on hold is presumed last, and a scanner that picks it is told', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'S1', 5, { lot: 'A', expiry: '2027-01-31' });
    receive(floor, 'S1', 5, { lot: 'B', expiry: '2027-09-30' });
    const nothing = { n: 0, at_ms: floor.now_ms, person: 'anna', movements: [], asks: [], settles: [] } as const;
    floor.give({
      kind: 'work',
      ...nothing,
      bars: [{ id: 'HD-1', scope: { item: 'nut', lot: 'A', location: 'hall' } }],
    });
    floor.restore();
    move(floor, 6, 'S1', 'S2');
    expect(parts(floor).at(-1)).toBe('5 B presumed, 1 A presumed');
    floor.scans('TG-CMD.PICK', 'TG-LOC.S1').scan(']C1010950600013435210A'.slice(3));
    expect(floor.said()).toBe('error: pick 1 × Nut M8 at Shelf S1; it is on hold');
    floor.give({ kind: 'work', ...nothing, bars: [{ id: 'HD-1' }] });
    floor.scan('010950600013435210A').wait(6_000);
    expect(floor.said()).toBe('ok: pick 1 × Nut M8 at Shelf S1');
  });

  test('what came before lots were kept is of the lot unknown, and goes before undated lots', () => {
    const floor = new ShopFloor(site).stock('nut', 'S1', 3).settings(tracked());
    receive(floor, 'S1', 3, { lot: 'A' });
    expect(here(floor, 'nut', 'S1')).toEqual({ A: 3, unknown: 3 });
    move(floor, 4, 'S1', 'S2');
    expect(parts(floor).at(-1)).toBe('3 unknown presumed, 1 A presumed');
  });

  test('a lot without a printed expiry has the shelf life of its item', () => {
    const floor = new ShopFloor(tracked({ shelf_life_days: 30 }));
    receive(floor, 'S1', 1, { lot: 'made', made_on: '2026-11-01' });
    receive(floor, 'S1', 1, { lot: 'seen' });
    expect(floor.lot_events.map(({ record }) => [record.lot, record.expiry, record.expiry_from])).toEqual([
      ['made', '2026-12-01', 'made'],
      ['seen', '2026-12-23', 'seen'],
    ]);
  });
});

describe('what proves a presumption wrong', () => {
  test('a lot scanned where it was thought to be gone: what was taken was another', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'S1', 5, { lot: 'A', expiry: '2027-01-31' });
    receive(floor, 'S1', 5, { lot: 'B', expiry: '2027-09-30' });
    move(floor, 5, 'S1', 'S2');
    const taken = floor.movements.at(-1);
    expect(here(floor, 'nut', 'S2')).toEqual({ A: 5 });
    move(floor, 3, 'S1', 'customer', [{ lot: 'A', quantity: 3 }]);
    expect(floor.corrections).toMatchObject([
      { quantity: 3, was: 'B', is: 'A', location: 'S1', other: 'S2', movement: taken?.id },
    ]);
    expect(here(floor, 'nut', 'S1')).toEqual({ B: 2 });
    expect(here(floor, 'nut', 'S2')).toEqual({ A: 2, B: 3 });
    expect(floor.level('nut', 'S1')).toBe(2);
  });

  test('a count by lot corrects what was presumed, and books only what the level lacks', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'S1', 5, { lot: 'A', expiry: '2027-01-31' });
    receive(floor, 'S1', 5, { lot: 'B', expiry: '2027-09-30' });
    move(floor, 4, 'S1', 'production');
    floor.movements.length = 0;
    count(floor, 'S1', 5, [
      { lot: 'A', quantity: 4 },
      { lot: 'B', quantity: 1 },
    ]);
    expect(floor.booked()).toEqual(['counted 1 nut S1 → count-difference']);
    expect(parts(floor)).toEqual(['1 B stated']);
    expect(floor.corrections).toMatchObject([{ quantity: 3, was: 'B', is: 'A', location: 'S1', other: 'production' }]);
    expect(here(floor, 'nut', 'S1')).toEqual({ A: 4, B: 1 });
  });

  test('a count by lot tells what was unknown', () => {
    const floor = new ShopFloor(site).stock('nut', 'S1', 6).settings(tracked());
    count(floor, 'S1', 6, [{ lot: 'A', quantity: 4 }]);
    expect(floor.movements).toEqual([]);
    expect(floor.corrections).toMatchObject([{ quantity: 4, was: 'unknown', is: 'A', other: 'count-difference' }]);
    expect(here(floor, 'nut', 'S1')).toEqual({ A: 4, unknown: 2 });
  });

  test('more was taken than was known of: what comes later is what it was', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'S1', 2, { lot: 'A' });
    move(floor, 5, 'S1', 'customer');
    expect(here(floor, 'nut', 'S1')).toEqual({ unknown: -3 });
    receive(floor, 'S1', 3, { lot: 'B' });
    expect(here(floor, 'nut', 'S1')).toEqual({});
    expect(floor.corrections).toMatchObject([
      { quantity: 3, was: 'B', is: 'unknown', location: 'S1', other: 'customer' },
    ]);
  });

  test('what is taken back comes back as what it was', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'S1', 2, { lot: 'A' });
    receive(floor, 'S1', 2, { lot: 'B' });
    move(floor, 3, 'S1', 'S2');
    const { id = '' } = floor.movements.at(-1) ?? {};
    floor.command({ kind: 'reverse', movement: id, reason: 'wrong' });
    expect(here(floor, 'nut', 'S1')).toEqual({ A: 2, B: 2 });
    expect(here(floor, 'nut', 'S2')).toEqual({});
  });

  test('lots are no longer kept once the settings say so', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'S1', 2, { lot: 'A' });
    floor.settings(site);
    move(floor, 1, 'S1', 'S2');
    expect(floor.movements.at(-1)).not.toHaveProperty('lots');
    floor.settings(tracked());
    expect(here(floor, 'nut', 'S1')).toEqual({ unknown: 1 });
  });
});

describe('what is remembered', () => {
  test('a site without tracking says nothing of lots, in movements or in checkpoints', () => {
    const floor = new ShopFloor(site);
    move(floor, 3, 'supplier', 'S1');
    expect(floor.movements.every((movement) => !('lots' in movement))).toBe(true);
    expect(JSON.parse(checkpointOf(floor.memory))).not.toHaveProperty('lots');
  });

  test('beyond the limit the oldest lots go of which nothing is here, and none that is', () => {
    const books = lotBooksOf();
    const record = { item: 'nut', tracking: 'lot', first_seen_ms: 0 } as const;
    for (let at = 0; at <= limits.lots_remembered_max; at += 1) keepRecord(books, { ...record, lot: `L${at}` });
    addLot(books.levels, { item: 'nut', location: 'S1', lot: 'L0', quantity: 1 });
    expect(forgetLots(books)).toBe(12_501);
    expect(books.count).toBe(87_500);
    const left = [...(books.records.get('nut')?.keys() ?? [])];
    expect([left[0], left[1], left.length]).toEqual(['L0', 'L12502', 87_500]);
  });

  test('where a location lies outside from now on, no lot lies there any more', () => {
    const floor = new ShopFloor(tracked());
    receive(floor, 'S1', 2, { lot: 'A' });
    const locations = site.locations.map((each) => (each.id === 'S1' ? { ...each, kind: 'outside' as const } : each));
    floor.settings({ ...tracked(), locations });
    expect(floor.memory.books.lots.levels.size).toBe(0);
    move(floor, 1, 'S1', 'S2');
    expect(parts(floor).at(-1)).toBe('1 unknown presumed');
  });
});

const place = fc.constantFrom('S1', 'S2', 'dock', 'supplier', 'customer', 'transit');
const lotName = fc.constantFrom('A', 'B', 'C', 'D');
const step = fc.oneof(
  fc.record({
    kind: fc.constant('move' as const),
    quantity: fc.integer({ min: 1, max: 9 }),
    from: place,
    to: place,
    lot: fc.option(lotName, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('count' as const),
    quantity: fc.integer({ min: 0, max: 12 }),
    location: fc.constantFrom('S1', 'S2', 'dock'),
    lots: fc.uniqueArray(fc.record({ lot: lotName, quantity: fc.integer({ min: 1, max: 4 }) }), {
      selector: ({ lot }) => lot,
      maxLength: 3,
    }),
  }),
  fc.record({ kind: fc.constant('reverse' as const), back: fc.nat(8) }),
  fc.record({ kind: fc.constant('restore' as const) }),
);

describe('whatever happens', () => {
  test('lots sum to levels, no piece of a lot is made or lost, and without lots the same is booked', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const floor = new ShopFloor(tracked());
        const plain = new ShopFloor(site);
        for (const each of steps) {
          if (each.kind === 'restore') floor.restore();
          else for (const on of [floor, plain]) play(on, each, on === floor);
        }
        expect(floor.movements.map(({ lots, ...rest }) => rest)).toEqual(plain.movements);
        const sums = new Map<string, number>();
        const add = (location: string, lot: string, quantity: number) => {
          const key = `${location} ${lot}`;
          sums.set(key, (sums.get(key) ?? 0) + quantity);
        };
        for (const { lots = [], quantity, from, to } of floor.movements) {
          expect(lots.reduce((sum, part) => sum + part.quantity, 0)).toBe(quantity);
          for (const part of lots) {
            add(from, keyOf(part), -part.quantity);
            add(to, keyOf(part), part.quantity);
          }
        }
        for (const { location, other, was, is, quantity } of floor.corrections) {
          add(location, was, -quantity);
          add(location, is, quantity);
          add(other, was, quantity);
          add(other, is, -quantity);
        }
        for (const location of ['S1', 'S2', 'dock', 'transit']) {
          const known = here(floor, 'nut', location);
          expect(Object.values(known).reduce((sum, each) => sum + each, 0)).toBe(floor.level('nut', location));
          for (const lot of ['A', 'B', 'C', 'D', unknown_lot]) {
            expect(known[lot] ?? 0, `${lot} at ${location}`).toBe(sums.get(`${location} ${lot}`) ?? 0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function play(floor: ShopFloor, each: Exclude<Step, { kind: 'restore' }>, byLot: boolean): void {
  if (each.kind === 'move') {
    move(floor, each.quantity, each.from, each.to, byLot && each.lot !== undefined ? [{ lot: each.lot }] : undefined);
    return;
  }
  if (each.kind === 'reverse') {
    const movement = floor.movements.at(-1 - each.back)?.id ?? '';
    floor.command({ kind: 'reverse', movement, reason: 'wrong' });
    return;
  }
  const lots: LotDraft[] = [];
  let left = each.quantity;
  for (const { lot, quantity } of each.lots) {
    if (quantity > left) continue;
    lots.push({ lot, quantity });
    left -= quantity;
  }
  const command = {
    kind: 'count',
    item: 'nut',
    location: each.location,
    quantity: each.quantity,
    reason: 'counted',
  } as const;
  floor.command(byLot && lots.length > 0 ? { ...command, lots } : command);
}
