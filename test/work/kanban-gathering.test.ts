/** Goal: signals of a supplier that gathers become one order with a line for each card, and each card follows its own line alone. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CardSignal } from '../../gateway/work/card-signal.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const bolts = {
  id: 'bolts',
  item: 'bolt',
  bins: ['B1'],
  supplier: 'acme',
  container_units: 100,
  cards: 3,
  lead_time_days: 5,
};
const nuts = { ...bolts, id: 'nuts', item: 'nut', bins: ['N1'], container_units: 50, lead_time_days: 2 };
const others = { ...bolts, id: 'others', item: 'gear', bins: ['X1'], supplier: 'bolts-r-us' };
const json = (...kanban: readonly object[]) => ({
  ...workSiteJson,
  suppliers: [
    { id: 'acme', lead_time_days: 5, gather_s: 3_600 },
    { id: 'bolts-r-us', gather_s: 60 },
  ],
  work: { ...workSiteJson.work, kanban },
});

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json(bolts, nuts, others));
});
afterEach(() => house.clear());

const signal = (loop: string, card: number, from: WorkHouse = house) =>
  from.done({ act: 'signal-card', empty: { loop, card, told_by: 'person' } });
const at = (id: string): CardSignal => house.document(id, 'card-signal');
const order = (id: string) => house.document(id, 'purchase-order');
const gather = (supplier = 'acme') => house.done({ act: 'order-cards', gathered: { supplier } });
const withdrawal = (loop: string, card: number) => ({ loop, card, reason: 'not needed' });
/** Two cards of bolts and one of nuts, ordered together as PO-1. */
function ordered(): void {
  signal('bolts', 1);
  signal('nuts', 1);
  signal('bolts', 2);
  house.at_ms += 3_600_000;
  gather();
}
const deliver = (...lines: readonly object[]) =>
  house.done({ act: 'deliver', delivery: { order: 'PO-1', lines: lines.map((line) => ({ ...line })) } });

describe('signals of a supplier that gathers', () => {
  test('wait as signalled, and become one order once the first has waited for long enough', () => {
    expect(signal('bolts', 1).map(({ id, state }) => [id, state])).toEqual([['KB-1', 'signalled']]);
    expect(at('KB-1').orders_at_ms).toBe(at('KB-1').opened.at_ms + 3_600_000);
    signal('nuts', 1);
    signal('others', 1);
    const early = 'supplier: acme has no cards that are due to be ordered';
    expect(house.refused({ act: 'order-cards', gathered: { supplier: 'acme' } })).toBe(early);
    house.restart();
    house.at_ms += 3_590_000;
    signal('bolts', 2);
    house.at_ms += 10_000;
    expect(gather().map(({ id }) => id)).toEqual(['PO-1', 'KB-1', 'KB-2', 'KB-4']);
    expect(order('PO-1')).toMatchObject({
      of: 'KB-1',
      party: 'acme',
      due_day: '2026-11-25',
      lines: [
        { line: 1, item: 'bolt', quantity: 100, due_day: '2026-11-28' },
        { line: 2, item: 'nut', quantity: 50, due_day: '2026-11-25' },
        { line: 3, item: 'bolt', quantity: 100, due_day: '2026-11-28' },
      ],
    });
    expect(at('KB-2')).toMatchObject({ state: 'ordered', filled_by: 'PO-1', filled_line: 2 });
    expect(at('KB-4')).toMatchObject({ state: 'ordered', filled_by: 'PO-1', filled_line: 3 });
    expect(at('KB-1').orders_at_ms).toBeUndefined();
    // Another supplier's wait for their own.
    expect(at('KB-3')).toMatchObject({ state: 'signalled', party: 'bolts-r-us' });
    expect(house.refused({ act: 'order-cards', gathered: { supplier: 'acme' } })).toBe(early);
    expect(house.verified().problems).toEqual([]);
  });

  test('may be withdrawn, called back, filled or ordered by themselves while they wait', () => {
    for (const card of [1, 2]) signal('bolts', card);
    house.done({ act: 'withdraw-card', withdrawal: withdrawal('bolts', 1) });
    house.done({ act: 'order-card', said: { loop: 'bolts', card: 2 } });
    expect(at('KB-2')).toMatchObject({ state: 'ordered', filled_by: 'PO-1' });
    expect(at('KB-2').orders_at_ms).toBeUndefined();
    house.done({ act: 'see-bins', seeing: { loop: 'nuts' } });
    expect([at('KB-3').state, at('KB-4').state, at('KB-5').state]).toEqual(['signalled', 'signalled', 'signalled']);
    house.give({ kind: 'move', item: 'nut', quantity: 100, from: 'supplier', to: 'N1', reason: 'x' });
    house.done({ act: 'see-bins', seeing: { loop: 'nuts' } });
    expect([at('KB-3').state, at('KB-4').state, at('KB-5').state]).toEqual(['full', 'full', 'signalled']);
    house.at_ms += 3_600_000;
    expect(gather().map(({ id }) => id)).toEqual(['PO-2', 'KB-5']);
  });

  test('of a loop that left the settings are not ordered, and hold nobody up', () => {
    signal('nuts', 1);
    signal('bolts', 1);
    house.use(json(bolts));
    house.at_ms += 3_600_000;
    expect(gather().map(({ id }) => id)).toEqual(['PO-1', 'KB-2']);
    expect(at('KB-1').state).toBe('signalled');
  });

  test('of a loop that is left to a person meanwhile are not ordered, and hold nobody up', () => {
    signal('bolts', 1);
    signal('nuts', 1);
    house.use(json({ ...bolts, is_ordered_by_itself: false }, nuts));
    house.at_ms += 3_600_000;
    expect(gather().map(({ id }) => id)).toEqual(['PO-1', 'KB-2']);
    expect(at('KB-1').state).toBe('signalled');
    house.done({ act: 'order-card', said: { loop: 'bolts', card: 1 } });
    expect(at('KB-1')).toMatchObject({ state: 'ordered', filled_by: 'PO-2' });
  });

  test('that a person is to order wait for nobody', () => {
    house.use(json({ ...bolts, is_ordered_by_itself: false }));
    signal('bolts', 1);
    expect(at('KB-1').orders_at_ms).toBeUndefined();
  });
});

describe('a card of a gathered order', () => {
  beforeEach(ordered);

  test('is full when its own line has come and is in its bin', () => {
    deliver({ item: 'nut', sound: 50 }, { item: 'bolt', sound: 120 });
    expect([at('KB-1').state, at('KB-2').state, at('KB-3').state]).toEqual(['received', 'received', 'in-transit']);
    expect(at('KB-3').lines).toMatchObject([{ received: 20 }]);
    house.give({ kind: 'move', item: 'nut', quantity: 50, from: 'dock', to: 'N1', reason: 'x' });
    expect(at('KB-2')).toMatchObject({ state: 'full', closed: { reason: '50 are in N1' } });
    expect(order('PO-1').state).toBe('partial');
    deliver({ item: 'bolt', sound: 80 });
    expect(at('KB-3').state).toBe('received');
    house.give({ kind: 'move', item: 'bolt', quantity: 200, from: 'dock', to: 'B1', reason: 'x' });
    expect([at('KB-1').state, at('KB-3').state]).toEqual(['full', 'full']);
    expect(house.verified().problems).toEqual([]);
  });

  test('is withdrawn by cutting its line, and the others still come', () => {
    house.done({ act: 'withdraw-card', withdrawal: withdrawal('bolts', 1) });
    expect(at('KB-1').state).toBe('withdrawn');
    expect(order('PO-1')).toMatchObject({ state: 'open', lines: [{ is_cut: true }, { quantity: 50 }, {}] });
    expect([at('KB-2').state, at('KB-3').state]).toEqual(['ordered', 'ordered']);
    deliver({ item: 'bolt', sound: 100 });
    expect(at('KB-3').state).toBe('received');
    expect(house.refused({ act: 'withdraw-card', withdrawal: withdrawal('bolts', 2) })).toBe(
      'card: 2 is received with PO-1: what is on its way is taken in, or closed, first',
    );
    // The last that was awaited: the order is done without it.
    house.done({ act: 'withdraw-card', withdrawal: withdrawal('nuts', 1) });
    expect(order('PO-1').state).toBe('short');
    expect(at('KB-3').state).toBe('received');
    expect(house.verified().problems).toEqual([]);
  });

  test('is not withdrawn while the order is being received', () => {
    house.done({ act: 'open-receipt', opening: { order: 'PO-1' } });
    expect(house.refused({ act: 'withdraw-card', withdrawal: withdrawal('nuts', 1) })).toBe(
      'card: PO-1 is being received by RC-1; close that first',
    );
    expect(at('KB-2').state).toBe('ordered');
  });

  test('withdrawn as the last one it ends the order', () => {
    for (const [loop, card] of [
      ['bolts', 1],
      ['bolts', 2],
      ['nuts', 1],
    ] as const)
      house.done({ act: 'withdraw-card', withdrawal: withdrawal(loop, card) });
    expect(order('PO-1')).toMatchObject({ state: 'cancelled', closed: { reason: 'not needed' } });
  });

  test('is to be ordered anew when its line is cut or came damaged, or its order was closed without it', () => {
    const cut = { id: 'PO-1', version: 1, lines: [{ line: 2, is_cut: true }], reason: 'sold out' };
    house.done({ act: 'change-order', change: cut });
    expect(at('KB-2').state).toBe('signalled');
    expect(at('KB-2').filled_line).toBeUndefined();
    house.done({ act: 'order-card', said: { loop: 'nuts', card: 1 } });
    expect(at('KB-2')).toMatchObject({ state: 'ordered', filled_by: 'PO-2' });
    deliver({ item: 'bolt', damaged: 100 });
    expect([at('KB-1').state, at('KB-3').state]).toEqual(['signalled', 'ordered']);
    house.done({ act: 'close-order', closing: { id: 'PO-1', version: order('PO-1').version, reason: 'no more' } });
    expect([at('KB-1').state, at('KB-2').state, at('KB-3').state]).toEqual(['signalled', 'ordered', 'signalled']);
    // Whose order was ended waits for a person, not for others.
    house.at_ms += 7_200_000;
    expect(house.refused({ act: 'order-cards', gathered: { supplier: 'acme' } })).toContain('no cards');
  });
});

describe('a card of an order of its own', () => {
  const more = [{ item: 'nut', quantity: 70 }];

  beforeEach(() => {
    signal('bolts', 1);
    house.done({ act: 'order-card', said: { loop: 'bolts', card: 1 } });
    house.done({ act: 'change-order', change: { id: 'PO-1', version: 1, more, reason: 'nuts too' } });
  });

  test('that a person adds to is withdrawn, or filled, without what was added', () => {
    house.done({ act: 'withdraw-card', withdrawal: withdrawal('bolts', 1) });
    expect(at('KB-1').state).toBe('withdrawn');
    expect(order('PO-1')).toMatchObject({ state: 'open', lines: [{ is_cut: true }, { item: 'nut', quantity: 70 }] });
    deliver({ item: 'nut', sound: 70 });
    expect(order('PO-1').state).toBe('short');
  });

  test('that a person adds to is filled by its own line alone', () => {
    deliver({ item: 'nut', sound: 70 });
    expect(at('KB-1')).toMatchObject({ state: 'ordered', lines: [{ received: 0 }] });
    deliver({ item: 'bolt', sound: 100 });
    expect(at('KB-1')).toMatchObject({ state: 'received', lines: [{ received: 100 }] });
    expect(house.verified().problems).toEqual([]);
  });
});

test('whatever comes of a gathered order in whatever parts, each card has received what is sound of its own line', () => {
  const came = fc.record({
    item: fc.constantFrom('bolt', 'nut'),
    sound: fc.integer({ min: 0, max: 120 }),
    damaged: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(came, { maxLength: 8 }), (deliveries) => {
      const own = workHouse(json(bolts, nuts));
      try {
        for (const [loop, card] of [
          ['bolts', 1],
          ['nuts', 1],
          ['bolts', 2],
        ] as const)
          signal(loop, card, own);
        own.at_ms += 3_600_000;
        own.done({ act: 'order-cards', gathered: { supplier: 'acme' } });
        for (const line of deliveries) own.act({ act: 'deliver', delivery: { order: 'PO-1', lines: [line] } });
        const { lines } = own.document('PO-1', 'purchase-order');
        for (const [i, id] of ['KB-1', 'KB-2', 'KB-3'].entries()) {
          const line = lines[i];
          const { state, lines: held } = own.document(id, 'card-signal');
          if (line === undefined) throw new Error('a card without its line');
          const sound = line.received - line.damaged;
          const isOver = line.received >= line.quantity;
          expect(held).toMatchObject([{ received: isOver && sound === 0 ? 0 : sound }]);
          expect(state).toBe(isOver ? (sound === 0 ? 'signalled' : 'received') : sound > 0 ? 'in-transit' : 'ordered');
        }
        expect(own.verified().problems).toEqual([]);
      } finally {
        own.clear();
      }
    }),
    { numRuns: 20 },
  );
});
