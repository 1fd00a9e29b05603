/** Goal: whatever is packed, nested, moved, shipped and seen, pieces are neither made nor lost, no unit stands in itself, and each is in one place. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ssccOf } from '../../gateway/stock/sscc.ts';
import type { Act } from '../../gateway/work/act.ts';
import type { HandlingUnit } from '../../gateway/work/handling-unit.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const numbers = [1, 2, 3, 4].map((each) => String(ssccOf({ company_prefix: '4012345' }, each)));
const places = ['B1', 'B2', 'X1', 'stage'] as const;
const sscc = fc.constantFrom(...numbers);
const place = fc.constantFrom(...places);
const item = fc.constantFrom('bolt', 'nut');
const quantity = fc.integer({ min: 1, max: 9 });
const few = <Value>(of: fc.Arbitrary<Value>) => fc.array(of, { minLength: 1, maxLength: 2 });

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    act: fc.constant('open-unit' as const),
    opening: fc.record({ sscc, location: place }),
  }),
  fc.record({
    act: fc.constant('pack-unit' as const),
    packing: fc.oneof(
      fc.record({ sscc, lines: few(fc.record({ item, quantity, from: place })) }),
      fc.record({ sscc, units: few(sscc) }),
    ),
  }),
  fc.record({
    act: fc.constant('unpack-unit' as const),
    unpacking: fc.oneof(
      fc.record({ sscc, lines: few(fc.record({ line: fc.integer({ min: 1, max: 3 }), quantity })), to: place }),
      fc.record({ sscc, units: few(sscc) }),
      fc.record({ sscc }),
      fc.record({ sscc, to: place }),
    ),
  }),
  fc.record({ act: fc.constant('move-unit' as const), move: fc.record({ sscc, to: place }) }),
  fc.record({
    act: fc.constant('open-shipment' as const),
    draft: fc.record({ customer: fc.constant('Miller'), lines: few(fc.record({ item, quantity })) }),
  }),
  fc.record({
    act: fc.constant('take-unit' as const),
    taking: fc.oneof(
      fc.record({ kind: fc.constant('shipment' as const), id: fc.constant('SH-1'), sscc }),
      fc.record({ kind: fc.constant('shipment' as const), id: fc.constant('SH-1'), sscc, to: place }),
    ),
  }),
  fc.record({
    act: fc.constant('pick' as const),
    picking: fc.record({
      id: fc.constant('SH-1'),
      lines: few(fc.record({ line: fc.constant(1), quantity, place: fc.constantFrom('B1', 'B2') })),
    }),
  }),
  fc.record({ act: fc.constant('ship' as const), shipping: fc.record({ id: fc.constant('SH-1') }) }),
);
const step = fc.oneof(
  { arbitrary: act, weight: 14 },
  { arbitrary: fc.constantFrom('killed' as const, 'stopped' as const), weight: 1 },
);

function units(house: WorkHouse): readonly HandlingUnit[] {
  return house.reader.documents
    .documents({ kinds: ['handling-unit'], open: true, limit: 1_000 })
    .flatMap(({ document }) => (document.kind === 'handling-unit' ? [document] : []));
}

/** Of all locations together; the outside holds the opposite of what is here. */
function sum(house: WorkHouse, of: string): number {
  return house.reader.levels({ item: of }).reduce((all, each) => all + each.quantity, 0);
}

function check(house: WorkHouse): void {
  const open = units(house);
  const byNumber = new Map(open.map((each) => [each.sscc, each]));
  expect(byNumber.size).toBe(open.length);
  for (const each of open) {
    for (const inner of each.units) {
      const known = byNumber.get(inner);
      expect([known?.inside, known?.location, known?.shipment]).toEqual([each.sscc, each.location, each.shipment]);
    }
    if (each.inside !== undefined) expect(byNumber.get(each.inside)?.units).toContain(each.sscc);
    const above = new Set<string>();
    for (let at: HandlingUnit | undefined = each; at !== undefined; at = byNumber.get(at.inside ?? '')) {
      expect(above.has(at.sscc)).toBe(false);
      above.add(at.sscc);
    }
  }
}

/** What went into units and is not out of them is what is in them. */
function packed(house: WorkHouse, of: string): number {
  return units(house).reduce(
    (all, each) => all + each.lines.reduce((here, line) => (line.item === of ? here + line.quantity : here), 0),
    0,
  );
}

test('pieces are neither made nor lost, no unit stands in itself, each is in one place, and verify agrees', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 30 }), (steps) => {
      const house = workHouse({ ...workSiteJson, work: { ...workSiteJson.work, staging: 'stage' } });
      try {
        for (const of of ['bolt', 'nut']) {
          for (const to of ['B1', 'B2'])
            house.give({ kind: 'move', item: of, quantity: 50, from: 'supplier', to, reason: '' });
        }
        for (const each of steps) {
          if (typeof each === 'string') {
            house.restart(each);
            continue;
          }
          const head = house.reader.head();
          const before = JSON.stringify(units(house));
          const inUnits = ['bolt', 'nut'].map((of) => packed(house, of));
          const answer = house.act(each);
          if (!answer.ok) {
            expect(answer.field).toBeDefined();
            expect([house.reader.head(), JSON.stringify(units(house))]).toEqual([head, before]);
            continue;
          }
          check(house);
          // A unit that goes anywhere keeps what is in it.
          if (each.act === 'move-unit' || each.act === 'take-unit' || each.act === 'open-unit')
            expect(['bolt', 'nut'].map((of) => packed(house, of))).toEqual(inUnits);
        }
        for (const of of ['bolt', 'nut']) expect(sum(house, of)).toBe(0);
        const moved = house.reader.movementsAfter(0, 10_000);
        for (const of of ['bolt', 'nut']) {
          for (const at of places) {
            const level = moved.reduce((all, { item: which, from, to, quantity: units_ }) => {
              if (which !== of) return all;
              return all + (to === at ? units_ : 0) - (from === at ? units_ : 0);
            }, 0);
            expect(house.level(of, at)).toBe(level);
          }
        }
        expect(house.verified().problems).toEqual([]);
      } finally {
        house.clear();
      }
    }),
    { numRuns: 4 },
  );
});
