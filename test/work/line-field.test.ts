/** Goal: what booking refuses of a document names the field of the command that it follows from, like everything that the document itself refuses. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Act, parseAct } from '../../gateway/work/act.ts';
import { fieldOf } from '../../gateway/work/line-field.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

let house: WorkHouse;
beforeEach(() => {
  house = workHouse({ ...workSiteJson, work: { ...workSiteJson.work, staging: 'stage' } });
});
afterEach(() => house.clear());

function actOf(json: unknown): Act {
  const parsed = parseAct(json);
  if (!parsed.ok) throw new Error(`${parsed.misfit.field} ${parsed.misfit.rule}`);
  return parsed.act;
}

test('what is delivered in a closed period, by the time of the delivery', () => {
  const until_ms = house.at_ms + 500;
  const closing = { head_seq: 0, value: '0.00', currency: 'EUR', reason: 'month end' } as const;
  house.at_ms += 1_000;
  expect(house.give({ kind: 'close-period', until_ms, ...closing })).toMatchObject({ ok: true });
  const lines = [{ item: 'bolt', sound: 1 }];
  expect(
    house.act({ act: 'deliver', delivery: { supplier: 'acme', location: 'dock', at_ms: until_ms - 1, lines } }),
  ).toEqual({
    ok: false,
    code: 'period-closed',
    field: 'at_ms',
    says: 'must be at or after 2026-11-23T08:00:00.500Z: the period before it is closed',
  });
});

test.each([
  ['quantity', { line: 2, place: 'B2' }, 'lines.1.quantity'],
  ['from', { line: 2, place: 'B2' }, 'lines.1.place'],
  ['to', { line: 2, place: 'B2' }, 'lines.1'],
  ['at', { line: 2, place: 'B2' }, 'lines.1'],
  ['quantity', { line: 1, place: 'B1' }, 'lines.0.quantity'],
  // The same line from two places.
  ['quantity', { line: 1, place: 'B9' }, 'lines.2.quantity'],
  ['quantity', { line: 7, place: 'B9' }, ''],
])('picked: %s of %j is %s', (field, { line, place }, says) => {
  const picked = [
    { line: 1, quantity: 4, place: 'B1' },
    { line: 2, quantity: 4, place: 'B2' },
    { line: 1, quantity: 3, place: 'B9' },
  ];
  const act = actOf({ act: 'pick', picking: { id: 'SH-1', lines: picked } });
  const booked = { item: 'bolt', quantity: 4, from: place, to: 'stage', work: { document: 'SH-1', line } };
  expect(fieldOf(act, booked, field)).toBe(says);
});

test('what opens its document is found by its item, what packs it among the materials, and what the whole says by its own name', () => {
  const delivered = actOf({
    act: 'deliver',
    delivery: {
      supplier: 'acme',
      location: 'dock',
      at_ms: 5,
      lines: [
        { item: 'nut', sound: 3 },
        { item: 'bolt', sound: 1, damaged: 2 },
      ],
    },
  });
  const bolt = { item: 'bolt', quantity: 2, from: 'supplier', to: 'dock', work: { document: 'RC-1', line: 2 } };
  expect(['quantity', 'item', 'to', 'from', 'at', undefined].map((field) => fieldOf(delivered, bolt, field))).toEqual([
    'lines.1.damaged',
    'lines.1.item',
    'location',
    'lines.1',
    'at_ms',
    'lines.1',
  ]);
  const packed = actOf({
    act: 'pack',
    packing: { id: 'SH-1', materials: [{ item: 'washer', quantity: 2, from: 'N1' }] },
  });
  const washer = { item: 'washer', quantity: 2, from: 'N1', to: 'production', work: { document: 'SH-1' } };
  expect(['quantity', 'from'].map((field) => fieldOf(packed, washer, field))).toEqual([
    'materials.0.quantity',
    'materials.0.from',
  ]);
  expect(fieldOf(actOf({ act: 'ship', shipping: { id: 'SH-1' } }), washer, 'quantity')).toBe('');
});
