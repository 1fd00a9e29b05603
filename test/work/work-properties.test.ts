/** Goal: whatever people do with orders, receipts, shipments and transfers, documents and movements say the same, and what is refused changes nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Act } from '../../gateway/work/act.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const item = fc.constantFrom('bolt', 'nut');
const quantity = fc.integer({ min: 1, max: 12 });
const line = fc.integer({ min: 1, max: 3 });
const place = fc.constantFrom('B1', 'B2', 'X1');
const version = fc.integer({ min: 1, max: 6 });
const lines = fc.array(fc.record({ item, quantity }), { minLength: 1, maxLength: 3 });
const number = (prefix: string) => fc.integer({ min: 1, max: 3 }).map((each) => `${prefix}-${each}`);
const came = fc.array(
  fc.record({
    item,
    sound: fc.integer({ min: 0, max: 8 }),
    damaged: fc.integer({ min: 0, max: 2 }),
    refused: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 2 },
);

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    act: fc.constant('open-order' as const),
    order: fc.record({ supplier: fc.constant('acme'), lines, over_permille: fc.constantFrom(0, 100, 500) }),
  }),
  fc.record({ act: fc.constant('deliver' as const), delivery: fc.record({ order: number('PO'), lines: came }) }),
  fc.record({ act: fc.constant('open-receipt' as const), opening: fc.record({ order: number('PO') }) }),
  fc.record({ act: fc.constant('receive' as const), receiving: fc.record({ id: number('RC'), lines: came }) }),
  fc.record({ act: fc.constant('close-receipt' as const), closing: fc.record({ id: number('RC'), version }) }),
  fc.record({
    act: fc.constant('close-order' as const),
    closing: fc.record({ id: number('PO'), version, reason: fc.constant('enough') }),
  }),
  fc.record({
    act: fc.constant('put-away' as const),
    putting: fc.record({
      id: number('PA'),
      lines: fc.array(fc.record({ line, quantity, to: place }), { minLength: 1, maxLength: 2 }),
    }),
  }),
  fc.record({
    act: fc.constant('open-shipment' as const),
    draft: fc.record({ customer: fc.constant('Miller'), lines }),
  }),
  fc.record({
    act: fc.constantFrom('pick' as const, 'pick' as const, 'unpick' as const),
    picking: fc.record({
      id: number('SH'),
      lines: fc.array(fc.record({ line, quantity, place }), { minLength: 1, maxLength: 2 }),
    }),
  }),
  fc.record({ act: fc.constant('ship' as const), shipping: fc.record({ id: number('SH'), is_last: fc.boolean() }) }),
  fc.record({ act: fc.constant('open-transfer' as const), draft: fc.record({ from: place, to: place, lines }) }),
  fc.record({
    act: fc.constantFrom('send' as const, 'arrive' as const),
    carrying: fc.record({
      id: number('TR'),
      lines: fc.array(fc.record({ line, quantity }), { minLength: 1, maxLength: 2 }),
    }),
  }),
  fc.record({
    act: fc.constant('close-transfer' as const),
    ending: fc.record({ id: number('TR'), version, reason: fc.constant('gone') }),
  }),
);
const step = fc.oneof(
  { arbitrary: act, weight: 12 },
  { arbitrary: fc.constantFrom('killed' as const, 'stopped' as const), weight: 1 },
);

/** What the movements say of each line: units by document, line and way. */
function carried(house: WorkHouse): (document: string, line: number, from: string, to: string) => number {
  const sums = new Map<string, number>();
  for (const { work, quantity: units, from, to } of house.reader.movementsAfter(0, 10_000)) {
    const orders = work?.order === undefined ? [] : [`${work.order} ${work.order_line} ${from} *`];
    for (const key of [
      `${work?.document} ${work?.line} ${from} *`,
      `${work?.document} ${work?.line} * ${to}`,
      ...orders,
    ])
      sums.set(key, (sums.get(key) ?? 0) + units);
  }
  return (document, number_, from, to) => sums.get(`${document} ${number_} ${from} ${to}`) ?? 0;
}

function check(house: WorkHouse): void {
  const sum = carried(house);
  for (const { document } of house.reader.documents.documents({ limit: 1_000 })) {
    for (const each of document.lines) {
      const { line: n } = each;
      if (document.kind === 'purchase-order' && 'received' in each) {
        expect(each.received).toBe(sum(document.id, n, 'supplier', '*'));
        expect(each.received).toBeLessThanOrEqual(
          Math.floor((each.quantity * (1_000 + document.over_permille)) / 1_000),
        );
      }
      if (document.kind === 'shipment' && 'shipped' in each) {
        expect(each.shipped).toBe(sum(document.id, n, '*', 'customer'));
        expect(each.picked).toBe(
          sum(document.id, n, '*', 'stage') - (sum(document.id, n, 'stage', '*') - each.shipped),
        );
        expect([each.shipped <= each.picked, each.picked <= each.quantity]).toEqual([true, true]);
      }
      if (document.kind === 'transfer' && 'sent' in each) {
        expect(each.sent).toBe(sum(document.id, n, '*', 'transit'));
        expect(each.arrived + each.lost).toBe(sum(document.id, n, 'transit', '*'));
        expect([each.arrived + each.lost <= each.sent, each.sent <= each.quantity]).toEqual([true, true]);
      }
    }
  }
}

test('documents are what their movements say, after every crash, and verify agrees', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const house = workHouse({ ...workSiteJson, work: { ...workSiteJson.work, staging: 'stage' } });
      try {
        for (const each of steps) {
          if (typeof each === 'string') {
            house.restart(each);
            continue;
          }
          const before = [house.reader.head(), JSON.stringify(house.reader.documents.documents({ limit: 1_000 }))];
          const answer = house.act(each);
          if (answer.ok) continue;
          expect(answer.field).toBeDefined();
          expect([house.reader.head(), JSON.stringify(house.reader.documents.documents({ limit: 1_000 }))]).toEqual(
            before,
          );
        }
        check(house);
        expect(house.verified().problems).toEqual([]);
      } finally {
        house.clear();
      }
    }),
    { numRuns: 12 },
  );
});
