/** Goal: what a label or a scale says of the mass of pieces that do not weigh the same comes with the movement; what cannot be is not believed. */
import { describe, expect, test } from 'vitest';
import { meaningOfCode } from '../../devices/barcode/code.ts';
import { checkpointOf } from '../../gateway/interpretation/memory.ts';
import { ShopFloor, site } from './shop-floor.ts';

const catch_weight = { tolerance_permille: 200 };
const caught = {
  ...site,
  items: site.items.map((item) => (item.id === 'shirt' ? item : { ...item, catch_weight })),
};
const ofBolt = { unit_mass_mg: 206_000, tolerance_permille: 200 };
const ofNut = { unit_mass_mg: 12_000, tolerance_permille: 200 };

describe('a scale', () => {
  function twoTaken(settings: typeof site): ShopFloor {
    const floor = new ShopFloor(settings).rest('2', 1_530, 4_000);
    floor.movements.length = 0;
    return floor.rest('2', 1_112, 4_000).wait(20_000);
  }

  test('says the change of its plate as the mass of what it saw go', () => {
    const [taken] = twoTaken(caught).movements;
    expect(taken).toMatchObject({ kind: 'taken', item: 'bolt', quantity: 2, mass: { ...ofBolt, known: 'weighed' } });
    expect(Math.abs((taken?.mass?.mass_mg ?? 0) - 418_000)).toBeLessThan(200);
    expect(taken?.why).toMatch(/ \(41[78](?:\.\d)? g, weighed\)$/);
  });

  test('decides just the same of items without catch weight, which carry nothing of it', () => {
    const [plain, weighed] = [twoTaken(site), twoTaken(caught)];
    const without = (floor: ShopFloor) =>
      floor.movements.map(({ mass: _, why, ...each }) => ({
        ...each,
        why: why.replace(/ \([\d.]+ g, weighed\)$/, ''),
      }));
    expect(without(weighed)).toEqual(without(plain));
    expect(plain.movements.every((each) => !('mass' in each))).toBe(true);
    expect(checkpointOf(plain.memory)).not.toContain('weighs');
  });

  test('gives a scanned line its mass, where the label has none', () => {
    const floor = new ShopFloor(caught).rest('2', 1_530, 4_000);
    floor.movements.length = 0;
    floor.scans('TG-LOC.B2', 'TG-CMD.PICK', 'SKU-BOLT', 'TG-CMD.DONE').rest('2', 1_320, 4_000).wait(20_000);
    expect(floor.movements).toMatchObject([
      { kind: 'picked', item: 'bolt', quantity: 1, mass: { ...ofBolt, known: 'weighed' } },
    ]);
    expect(Math.abs((floor.movements[0]?.mass?.mass_mg ?? 0) - 210_000)).toBeLessThan(300);
  });
});

describe('what a person says at a scale', () => {
  const said = (floor: ShopFloor, mass_mg: number) =>
    floor.give({
      kind: 'work',
      n: 1_000,
      at_ms: floor.now_ms,
      person: 'anna',
      asks: [],
      settles: [],
      movements: [
        {
          kind: 'moved',
          item: 'bolt',
          quantity: 1,
          from: 'B2',
          to: 'S1',
          at_ms: floor.now_ms,
          why: '1 × bolt put away',
          work: { document: 'PA-1', line: 1 },
          weighs: { mass_mg, known: 'stated' },
        },
      ],
    });
  const begun = () => {
    const floor = new ShopFloor(caught).rest('2', 1_530, 4_000);
    floor.movements.length = 0;
    return floor;
  };

  test('goes before what the scale shows', () => {
    const floor = begun();
    said(floor, 214_000);
    floor.rest('2', 1_320, 4_000).wait(20_000);
    expect(floor.movements).toMatchObject([
      { item: 'bolt', quantity: 1, mass: { ...ofBolt, mass_mg: 214_000, known: 'stated' } },
    ]);
  });

  test('is left out where the scale shows another number of pieces', () => {
    const floor = begun();
    said(floor, 214_000);
    floor.rest('2', 1_112, 4_000).wait(20_000);
    expect(floor.movements).toMatchObject([{ item: 'bolt', quantity: 2 }]);
    expect(floor.movements[0]?.mass?.known).toBeUndefined();
  });
});

describe('a label', () => {
  const gtin = '0109506000134352';
  const labelled = (grams: number) => {
    const code = `${gtin}3105${String(grams * 100).padStart(6, '0')}`;
    return { code, meaning: meaningOfCode(code, ']C1') };
  };
  const at = (place: string, mode: string) => new ShopFloor(caught).scans(`TG-LOC.${place}`, `TG-CMD.${mode}`);

  test('says the net weight of the piece that it is on', () => {
    const floor = at('S1', 'RECEIVE');
    const { code, meaning } = labelled(12.5);
    floor.scan(code, { meaning }).scans('TG-CMD.DONE');
    expect(floor.movements).toMatchObject([
      { item: 'nut', quantity: 1, mass: { ...ofNut, ours: 'to', mass_mg: 12_500, known: 'scanned' } },
    ]);
    expect(floor.movements[0]?.why).toContain('(12.5 g, scanned)');
  });

  test('says nothing of several that a number was scanned for', () => {
    const { code, meaning } = labelled(12.5);
    const after = at('S1', 'RECEIVE').scan(code, { meaning }).scans('TG-CMD.QTY.3', 'TG-CMD.DONE');
    const before = at('S1', 'RECEIVE').scans('TG-CMD.QTY.3').scan(code, { meaning }).scans('TG-CMD.DONE');
    for (const floor of [after, before])
      expect(floor.movements).toMatchObject([{ quantity: 3, mass: { ...ofNut, ours: 'to' } }]);
    expect([after, before].flatMap(({ movements }) => movements).some(({ mass }) => mass?.mass_mg !== undefined)).toBe(
      false,
    );
  });

  test('that cannot be is not believed: booked with an estimate, said and counted', () => {
    const floor = at('S1', 'RECEIVE');
    const { code, meaning } = labelled(24);
    floor.scan(code, { meaning }).scans('TG-CMD.DONE');
    expect(floor.movements.map(({ mass }) => mass)).toEqual([{ ...ofNut, ours: 'to' }]);
    expect(floor.movements[0]?.why).toContain('(scanned 24 g, which cannot be and is left out)');
    expect(floor.memory.books.counters.read()['masses beyond the tolerance of their item']).toBe(1);
  });

  test('adds to a count, where every piece counted has one', () => {
    const [first, second] = [labelled(12.5), labelled(11.25)];
    const floor = at('S1', 'COUNT');
    const counts = floor.scan(first.code, { meaning: first.meaning }).scan(second.code, { meaning: second.meaning });
    counts.scans('TG-CMD.DONE');
    expect(floor.movements).toMatchObject([{ kind: 'counted', quantity: 2, to: 'S1' }]);
    expect(floor.counted).toMatchObject([
      { item: 'nut', counted: 2, mass: { ...ofNut, mass_mg: 23_750, known: 'scanned' } },
    ]);
  });
});
