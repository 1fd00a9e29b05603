/** Goal: what was kept elsewhere becomes movements and counts of its times, whole or not at all, and says which file and row it came from. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportRow } from '../../gateway/work/import-row.ts';
import { opening_ms, type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const [bolt, ...others] = workSiteJson.items;
const json = {
  ...workSiteJson,
  items: [
    { ...bolt, units: [{ name: 'box', of: '12' }] },
    ...others,
    { id: 'glue', tracking: 'lot' },
    { id: 'pump', tracking: 'serial' },
  ],
};
const hour_ms = 3_600_000;

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
  house.at_ms = opening_ms + 10 * hour_ms;
});
afterEach(() => house.clear());

type Given = Omit<ImportRow, 'row'>;
const at = (hours: number) => opening_ms + hours * hour_ms;
const draftOf = (rows: readonly Given[]) => ({
  file: 'october.csv',
  content: 'h1',
  reason: 'bin cards',
  rows: rows.map((each, i) => ({ row: i + 2, ...each })),
});
const take = (...rows: readonly Given[]) => house.done({ act: 'import-rows', draft: draftOf(rows) });
const refused = (...rows: readonly Given[]) => house.refused({ act: 'import-rows', draft: draftOf(rows) });

describe('a file', () => {
  test('of receipts, issues and transfers is booked as each of them, in the order in which they happened', () => {
    const [document] = take(
      { kind: 'issue', item: 'bolt', quantity: 7, from: 'B1', to: 'production', at_ms: at(3), reason: 'job 12' },
      {
        kind: 'receipt',
        item: 'bolt',
        quantity: 4,
        unit: 'box',
        location: 'B1',
        at_ms: at(1),
        unit_cost: '0.10',
        party: 'acme',
      },
      { kind: 'transfer', item: 'bolt', quantity: 1, unit: 'box', from: 'B1', to: 'B2', at_ms: at(2) },
      { kind: 'issue', item: 'bolt', quantity: 2, location: 'B2', to: 'production', at_ms: at(4) },
      { kind: 'movement', item: 'nut', quantity: 5, from: 'elsewhere', to: 'N1', at_ms: at(4) },
    );
    expect(document).toMatchObject({
      kind: 'import',
      id: 'IM-1',
      state: 'imported',
      reference: 'october.csv',
      closed: { by: 'person:anna', reason: 'bin cards' },
      lines: [
        { line: 1, row: 2, what: 'issue', item: 'bolt', quantity: 7, from: 'B1', to: 'production', at_ms: at(3) },
        { line: 2, row: 3, what: 'receipt', quantity: 48, from: 'supplier', to: 'B1' },
        { line: 3, row: 4, what: 'transfer', quantity: 12 },
        { line: 4, row: 5, from: 'B2', to: 'production' },
        { line: 5, row: 6 },
      ],
    });
    const movements = house.reader.movementsAfter(0, 9);
    expect(
      movements.map(({ kind, item, quantity, from, to, at_ms }) => [kind, item, quantity, from, to, at_ms]),
    ).toEqual([
      ['received', 'bolt', 48, 'supplier', 'B1', at(1)],
      ['moved', 'bolt', 12, 'B1', 'B2', at(2)],
      ['consumed', 'bolt', 7, 'B1', 'production', at(3)],
      ['consumed', 'bolt', 2, 'B2', 'production', at(4)],
      ['manual', 'nut', 5, 'elsewhere', 'N1', at(4)],
    ]);
    expect(movements[0]).toMatchObject({
      why: '48 × bolt from Supplier to B1 (import IM-1, row 3 of october.csv), said by person:anna',
      work: { document: 'IM-1', line: 2, party: 'acme', unit_cost: '0.10' },
      arrived_ms: house.at_ms,
    });
    expect(movements[2]?.why).toBe(
      '7 × bolt from B1 to Production (import IM-1, row 2 of october.csv): job 12, said by person:anna',
    );
    expect(house.verified().problems).toEqual([]);
  });

  test('of which one row is wrong changes nothing, whichever it is', () => {
    const good: Given = { kind: 'receipt', item: 'nut', quantity: 4, to: 'N1' };
    expect(refused(good, { ...good, item: 'cog' })).toBe('rows.1.item: there is no item cog');
    expect(house.level('nut', 'N1')).toBe(0);
    expect(house.reader.documents.documents({ limit: 5 })).toEqual([]);
  });

  test('that comes again under its key books once', () => {
    const act = {
      act: 'import-rows',
      draft: draftOf([{ kind: 'receipt', item: 'nut', quantity: 4, to: 'N1' }]),
    } as const;
    house.act(act, 'import-h1');
    house.restart();
    expect(house.act(act, 'import-h1')).toMatchObject({ ok: true, is_repeat: true, documents: ['IM-1'] });
    expect(house.level('nut', 'N1')).toBe(4);
  });

  test('of more rows than a document has lines is several documents and one commit', () => {
    const rows = Array.from(
      { length: 501 },
      (_, i): Given => ({ kind: 'receipt', item: 'nut', quantity: 1, to: 'N1', at_ms: at(1) + i }),
    );
    const documents = take(...rows);
    expect(documents.map(({ id, lines, of }) => [id, lines.length, of])).toEqual([
      ['IM-1', 500, undefined],
      ['IM-2', 1, 'IM-1'],
    ]);
    expect(house.level('nut', 'N1')).toBe(501);
    expect(house.reader.movementsAfter(500, 5)[0]?.work).toEqual({ document: 'IM-2', line: 1 });
  });
});

test('a place that is full by a hard capacity refuses the row that brings too much, also of a file that is only tried', () => {
  house.use({
    ...json,
    locations: json.locations.map((each) =>
      each.id === 'X1' ? { ...each, capacity: { pieces: 5, is_hard: true } } : each,
    ),
  });
  const rows: readonly Given[] = [
    { ...receipt, at_ms: at(1) },
    { kind: 'receipt', item: 'nut', quantity: 9, location: 'X1', at_ms: at(2) },
  ];
  const says = 'X1 is full: X1 holds 5 pieces at most, not 9 pieces';
  expect(refused(...rows)).toBe(`rows.1.location: ${says}`);
  expect(house.tried(draftOf(rows))).toMatchObject({
    faults: [{ field: 'rows.1.location', rule: says }],
    faults_all: 1,
  });
  // What has gone again since is no load.
  take(...rows, { kind: 'issue', item: 'nut', quantity: 4, from: 'X1', to: 'production', at_ms: at(3) });
  expect(house.level('nut', 'X1')).toBe(5);
});

describe('a count in a file', () => {
  test('is compared with the level of its time, what the file moves included, and what came since stays', () => {
    house.give({ kind: 'move', item: 'nut', quantity: 40, from: 'supplier', to: 'N1', reason: 'x', at_ms: at(1) });
    house.give({ kind: 'move', item: 'nut', quantity: 3, from: 'N1', to: 'customer', reason: 'x', at_ms: at(6) });
    take(
      { kind: 'count', item: 'nut', quantity: 48, location: 'N1', at_ms: at(5), cause: 'lost' },
      { kind: 'receipt', item: 'nut', quantity: 10, to: 'N1', at_ms: at(4) },
      { kind: 'count', item: 'nut', quantity: 39, location: 'N1', at_ms: at(2) },
    );
    const { counts } = countsOf();
    expect(counts.map(({ counted, before, at_ms }) => [counted, before, at_ms])).toEqual([
      [39, 40, at(2)],
      [48, 49, at(5)],
    ]);
    expect(counts[1]).toMatchObject({
      why: 'nut at N1 counted by person:anna: 48 (import IM-1, row 2 of october.csv)',
      work: { document: 'IM-1', line: 1, reason: 'lost' },
    });
    expect(house.level('nut', 'N1')).toBe(45);
    expect(house.verified().problems).toEqual([]);
  });

  test('that stands gives a movement of before it its opposite', () => {
    take({ kind: 'count', item: 'nut', quantity: 20, location: 'N1', at_ms: at(5) });
    take({ kind: 'receipt', item: 'nut', quantity: 10, to: 'N1', at_ms: at(4) });
    expect(house.level('nut', 'N1')).toBe(20);
  });

  test('of an item with lots names each in a row of its own, and is one count', () => {
    take(
      { kind: 'count', item: 'glue', quantity: 5, location: 'X1', at_ms: at(1), lot: { lot: 'A' } },
      {
        kind: 'count',
        item: 'glue',
        quantity: 7,
        location: 'X1',
        at_ms: at(1),
        lot: { lot: 'B', expiry: '2027-05-31' },
      },
    );
    expect(house.level('glue', 'X1')).toBe(12);
    expect(countsOf().counts).toHaveLength(1);
    const lots = house.reader.lots.levels({ item: 'glue' }).map(({ lot, quantity }) => [lot, quantity]);
    expect(lots).toEqual([
      ['A', 5],
      ['B', 7],
    ]);
  });
});

function countsOf() {
  return { counts: house.reader.past.countsAfter(0, 20) };
}

describe('an opening balance', () => {
  test('comes from nowhere that is bought or found, and has a cost', () => {
    take({ kind: 'opening', item: 'nut', quantity: 90, location: 'N1', at_ms: at(0), unit_cost: '0.02' });
    expect(house.reader.movementsAfter(0, 5)).toMatchObject([
      { kind: 'manual', from: 'opening-balance', to: 'N1', quantity: 90, at_ms: at(0), work: { unit_cost: '0.02' } },
    ]);
    expect(house.level('nut', 'N1')).toBe(90);
  });

  test('is refused where something lies there already, and where it is said twice', () => {
    house.give({ kind: 'move', item: 'nut', quantity: 40, from: 'supplier', to: 'N1', reason: 'x' });
    const opening: Given = { kind: 'opening', item: 'nut', quantity: 90, location: 'N1' };
    expect(refused(opening)).toBe(
      'rows.0.quantity: cannot be an opening: 40 lie there by the ledger at that time; count them instead',
    );
    expect(refused({ ...opening, at_ms: at(1) }, { ...opening, at_ms: at(2) })).toBe(
      'rows.1.item: is said of the same place in row 2 too',
    );
  });
});

const receipt: Given = { kind: 'receipt', item: 'nut', quantity: 4, to: 'N1' };
const issue: Given = { kind: 'issue', item: 'nut', quantity: 4, from: 'N1', to: 'customer' };

test.each<[string, Given, string]>([
  ['nothing', { ...receipt, quantity: 0 }, 'rows.0.quantity: must be above zero'],
  ['a unit that the item has not', { ...receipt, unit: 'box' }, 'rows.0.unit: nut has no unit box; it has piece'],
  [
    'a receipt from a place of the site',
    { ...receipt, from: 'X1' },
    'rows.0.from: X1 is a place of the site: this is a transfer',
  ],
  [
    'a receipt to the outside',
    { ...receipt, to: 'scrap' },
    'rows.0.to: scrap is outside, and a receipt is of a place of the site',
  ],
  ['two words for one place', { ...receipt, location: 'X1' }, 'rows.0.location: is not of a receipt'],
  [
    'an issue that goes nobody knows where',
    { kind: 'issue', item: 'nut', quantity: 4, location: 'N1' },
    'rows.0.to: is needed of an issue: the settings do not say where from there goods are taken to',
  ],
  ['an issue from nowhere', { ...issue, from: 'Z9' }, 'rows.0.from: there is no location Z9'],
  [
    'a transfer without an end',
    { kind: 'transfer', item: 'nut', quantity: 1, from: 'N1' },
    'rows.0.to: is needed of a transfer',
  ],
  ['a transfer to where it is', { ...issue, kind: 'transfer', to: 'N1' }, 'rows.0.to: must be another place than from'],
  ['what is still to come', { ...receipt, at_ms: at(99) }, 'rows.0.at: must not be still to come'],
  ['a cause of what is no count', { ...receipt, cause: 'lost' }, 'rows.0.cause: is of counts alone'],
  ['a cost of what goes out', { ...issue, unit_cost: '1' }, 'rows.0.unit_cost: is of receipts and openings alone'],
  [
    'a lot of what has none',
    { ...receipt, lot: { lot: 'A' } },
    'rows.0.lot: the item is tracked neither by lot nor by serial',
  ],
  [
    'one serial of two',
    { ...receipt, item: 'pump', quantity: 2, lot: { serial: 's1' } },
    'rows.0.serial: is one piece, and the row has 2: a row for each serial',
  ],
  [
    'a count of the outside',
    { kind: 'count', item: 'nut', quantity: 1, location: 'customer' },
    'rows.0.location: customer is outside, and a count is of a place of the site',
  ],
])('%s is refused with its row and the rule', (_, row, says) => {
  expect(refused(row)).toBe(says);
});

test('what happened in a closed period is refused, as by hand', () => {
  house.give({ kind: 'close-period', until_ms: at(5), head_seq: 0, value: '0', currency: 'EUR', reason: 'October' });
  expect(refused({ ...receipt, at_ms: at(4) })).toMatch(
    /^rows\.0\.at: must be at or after .*: the period before it is closed$/,
  );
  take({ ...receipt, at_ms: at(5) });
});

test('whatever movements a file has, in whatever order, levels are what they add up to and each count stands at its time', () => {
  const row = fc.record({
    when: fc.nat(9),
    quantity: fc.integer({ min: 1, max: 9 }),
    what: fc.constantFrom('in', 'out', 'count'),
  });
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ({ when }) => when, minLength: 1, maxLength: 9 }), (rows) => {
      const depot = workHouse(json);
      try {
        depot.at_ms = at(10);
        const given = rows.map(({ when, quantity, what }): Given => {
          const common = { item: 'nut', quantity, at_ms: at(when) };
          if (what === 'count') return { ...common, kind: 'count', location: 'N1' };
          return what === 'in'
            ? { ...common, kind: 'receipt', to: 'N1' }
            : { ...common, kind: 'issue', from: 'N1', to: 'customer' };
        });
        depot.done({ act: 'import-rows', draft: draftOf(given) });
        let level = 0;
        for (const { quantity, what } of [...rows].sort((a, b) => a.when - b.when))
          level = what === 'count' ? quantity : level + (what === 'in' ? quantity : -quantity);
        expect(depot.level('nut', 'N1')).toBe(level);
        expect(depot.verified().problems).toEqual([]);
      } finally {
        depot.clear();
      }
    }),
    { numRuns: 25 },
  );
});
