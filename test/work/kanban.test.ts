/** Goal: a kanban card is signalled once an emptying, by its level, its code or a person, and full again when its goods are in the bin. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KanbanLoop } from '../../gateway/stock/kanban.ts';
import { binSays, containersAt, parseCardCode } from '../../gateway/stock/kanban.ts';
import type { CardSignal } from '../../gateway/work/card-signal.ts';
import { say } from '../intake/small-warehouse.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const bought = {
  id: 'bought',
  item: 'bolt',
  bins: ['B1'],
  supplier: 'acme',
  container_units: 100,
  cards: 3,
  lead_time_days: 5,
};
const brought = {
  id: 'brought',
  item: 'nut',
  bins: ['N1', 'X1'],
  from: 'stage',
  container_units: 50,
  cards: 2,
  empty_at_units: 2,
  lead_time_days: 0.5,
};
const asked = {
  id: 'asked',
  item: 'washer',
  bins: ['N1'],
  supplier: 'acme',
  container_units: 10,
  cards: 2,
  lead_time_days: 5,
  signals: 'card',
  is_ordered_by_itself: false,
};
const json = (...kanban: readonly object[]) => ({
  ...workSiteJson,
  items: [{ id: 'bolt', codes: ['B-8'] }, { id: 'nut' }, { id: 'washer' }, { id: 'gear' }],
  connections: [{ id: 'gun', wire: { kind: 'mqtt' } }],
  devices: [{ id: 'gun', driver: 'native', scanner: {} }],
  rules: { scan: { duplicate_ms: 0, idle_ms: 60_000 } },
  work: { ...workSiteJson.work, kanban },
});

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json(bought, brought, asked));
});
afterEach(() => house.clear());

const see = (loop: string) => house.done({ act: 'see-bins', seeing: { loop } });
const signal = (loop: string, card: number) =>
  house.done({ act: 'signal-card', empty: { loop, card, told_by: 'person' } });
const at = (id: string): CardSignal => house.document(id, 'card-signal');
function move(item: string, quantity: number, from: string, to: string): void {
  const answer = house.give({ kind: 'move', item, quantity, from, to, reason: 'x' });
  if (!answer.ok) throw new Error(answer.says);
}
function scan(code: string): string[] {
  house.at_ms += 1_000;
  return house.offer(say(house.at_ms, 'gun', { scan: { code } }));
}
const delivered = (order: string, sound: number) =>
  house.done({ act: 'deliver', delivery: { order, lines: [{ item: 'bolt', sound }] } });

describe('the empty bin', () => {
  test('signals each container once, and orders it at the supplier', () => {
    move('bolt', 300, 'supplier', 'B1');
    expect(see('bought')).toEqual([]);
    move('bolt', 99, 'B1', 'customer');
    expect(see('bought')).toEqual([]);
    move('bolt', 1, 'B1', 'customer');
    expect(see('bought').map(({ id, state }) => [id, state])).toEqual([
      ['KB-1', 'ordered'],
      ['PO-1', 'open'],
    ]);
    expect(at('KB-1')).toMatchObject({ loop: 'bought', card: 1, told_by: 'level', filled_by: 'PO-1', party: 'acme' });
    expect(at('KB-1').late_ms - at('KB-1').opened.at_ms).toBe(432_000_000);
    expect(house.document('PO-1', 'purchase-order')).toMatchObject({
      of: 'KB-1',
      due_day: '2026-11-28',
      lines: [{ item: 'bolt', quantity: 100 }],
    });
    expect(see('bought')).toEqual([]);
    house.restart();
    expect(see('bought')).toEqual([]);
    move('bolt', 200, 'B1', 'customer');
    expect(see('bought').map(({ id }) => id)).toEqual(['KB-2', 'PO-2', 'KB-3', 'PO-3']);
    expect(house.verified().problems).toEqual([]);
  });

  test('is full when the goods are put away, not when they have come to the dock', () => {
    see('bought');
    delivered('PO-1', 100);
    expect(at('KB-1')).toMatchObject({ state: 'received', lines: [{ received: 100, filled: 0 }] });
    expect(see('bought')).toEqual([]);
    house.done({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line: 1, quantity: 60, to: 'B1' }] } });
    expect(at('KB-1')).toMatchObject({ state: 'received', lines: [{ filled: 60 }] });
    house.done({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line: 1, quantity: 40, to: 'B1' }] } });
    expect(at('KB-1')).toMatchObject({ state: 'full', closed: { reason: '100 are in B1' } });
    expect(see('bought')).toEqual([]);
    move('bolt', 100, 'B1', 'customer');
    expect(see('bought').map(({ id }) => id)).toEqual(['KB-4', 'PO-4']);
  });

  test('a delivery in parts stays on its way, and an order that brings nothing is to be ordered anew', () => {
    see('bought');
    house.done({ act: 'deliver', delivery: { order: 'PO-1', lines: [{ item: 'bolt', sound: 30 }] } });
    expect(at('KB-1')).toMatchObject({ state: 'in-transit', lines: [{ received: 30 }] });
    house.done({ act: 'close-order', closing: { id: 'PO-2', version: 1, reason: 'not made any more' } });
    expect(at('KB-2')).toMatchObject({ state: 'signalled' });
    expect(at('KB-2').filled_by).toBeUndefined();
    expect(see('bought')).toEqual([]);
    house.done({ act: 'order-card', said: { loop: 'bought', card: 2 } });
    expect(at('KB-2')).toMatchObject({ state: 'ordered', filled_by: 'PO-4' });
    house.done({ act: 'close-order', closing: { id: 'PO-1', version: 2, reason: 'no more of it' } });
    expect(at('KB-1')).toMatchObject({ state: 'received' });
  });

  test('is full when its order is cut short and what has come of it is in the bin already', () => {
    see('bought');
    delivered('PO-1', 30);
    house.done({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line: 1, quantity: 30, to: 'B1' }] } });
    expect(at('KB-1')).toMatchObject({ state: 'in-transit', lines: [{ received: 30, filled: 30 }] });
    house.done({ act: 'close-order', closing: { id: 'PO-1', version: 2, reason: 'no more of it' } });
    expect(at('KB-1')).toMatchObject({
      state: 'full',
      lines: [{ received: 30, filled: 30 }],
      closed: { reason: '30 are in B1' },
    });
  });

  test('does not wait for pieces that came damaged: nobody brings them to the bin', () => {
    see('bought');
    const lines = [{ item: 'bolt', sound: 90, damaged: 10 }];
    house.done({ act: 'deliver', delivery: { order: 'PO-1', lines } });
    expect(at('KB-1')).toMatchObject({ state: 'received', lines: [{ received: 90 }] });
    move('bolt', 90, 'dock', 'B1');
    expect(at('KB-1')).toMatchObject({ state: 'full', closed: { reason: '90 are in B1', by: 'person:anna' } });
    see('bought');
    house.done({ act: 'deliver', delivery: { order: 'PO-2', lines: [{ item: 'bolt', damaged: 100 }] } });
    expect(at('KB-2')).toMatchObject({ state: 'signalled', lines: [{ received: 0 }] });
  });

  test('is full when people carry the goods there by hand or by scanning, whoever signalled it', () => {
    for (const card of [1, 2]) signal('bought', card);
    delivered('PO-1', 100);
    delivered('PO-2', 100);
    move('bolt', 60, 'dock', 'B1');
    expect(at('KB-1')).toMatchObject({ state: 'received', lines: [{ filled: 60 }] });
    for (const code of ['TG-CMD.MOVE', 'TG-LOC.dock', 'B-8', 'TG-CMD.QTY.140', 'TG-LOC.B1', 'TG-CMD.DONE']) scan(code);
    expect(house.level('bolt', 'B1')).toBe(200);
    expect([at('KB-1').state, at('KB-2').state]).toEqual(['full', 'full']);
    expect(at('KB-2').closed?.by).toBe('gun');
    expect(house.verified().problems).toEqual([]);
  });

  test('is not filled by what a count finds there, by what is taken back, or by a change of its owner', () => {
    move('bolt', 100, 'supplier', 'B1');
    move('bolt', 100, 'B1', 'customer');
    signal('bought', 1);
    delivered('PO-1', 100);
    const last = house.reader.movementsAfter(1, 1)[0]?.id ?? '';
    house.give({ kind: 'reverse', movement: last, reason: 'wrong' });
    house.give({ kind: 'count', item: 'bolt', location: 'B1', quantity: 300, reason: 'counted' });
    const lines = [{ item: 'bolt', location: 'B1', quantity: 100 }];
    house.done({ act: 'change-owner', changing: { to_owner: 'acme', lines, reason: 'theirs' } });
    expect(at('KB-1')).toMatchObject({ state: 'received', lines: [{ filled: 0 }] });
  });

  test('of its own for each card opens transfers, whose arrival fills it', () => {
    move('nut', 50, 'supplier', 'X1');
    expect(see('brought').map(({ id }) => id)).toEqual(['KB-1', 'TR-1']);
    expect(house.document('TR-1', 'transfer')).toMatchObject({ location: 'stage', to: 'N1', of: 'KB-1' });
    move('nut', 100, 'supplier', 'stage');
    house.done({ act: 'send', carrying: { id: 'TR-1' } });
    expect(at('KB-1')).toMatchObject({ state: 'in-transit' });
    house.done({ act: 'arrive', carrying: { id: 'TR-1' } });
    expect(at('KB-1')).toMatchObject({ state: 'full', closed: { reason: '50 have come with TR-1' } });
    move('nut', 48, 'X1', 'customer');
    expect(see('brought').map(({ id }) => id)).toEqual(['KB-2', 'TR-2']);
    expect(at('KB-2')).toMatchObject({ card: 2, location: 'X1' });
    // Somebody carries a container there without the transfer.
    move('nut', 50, 'stage', 'X1');
    see('brought');
    expect(at('KB-2')).toMatchObject({ state: 'full' });
    expect(house.document('TR-2', 'transfer')).toMatchObject({
      state: 'cancelled',
      closed: { reason: '52 are in X1' },
    });
    expect(house.verified().problems).toEqual([]);
  });

  test('whose transfer is closed short says what came of it, not what was to come', () => {
    move('nut', 100, 'supplier', 'stage');
    signal('brought', 1);
    house.done({ act: 'send', carrying: { id: 'TR-1' } });
    house.done({ act: 'arrive', carrying: { id: 'TR-1', lines: [{ line: 1, quantity: 20 }] } });
    house.done({ act: 'close-transfer', ending: { id: 'TR-1', version: 3, reason: 'lost' } });
    expect(at('KB-1')).toMatchObject({ state: 'full', lines: [{ quantity: 50, received: 20 }] });
  });

  test('that was emptied for a moment is called back at the place it comes from, not at a supplier', () => {
    move('nut', 50, 'supplier', 'N1');
    move('nut', 50, 'supplier', 'X1');
    move('nut', 50, 'N1', 'X1');
    see('brought');
    move('nut', 20, 'X1', 'N1');
    see('brought');
    expect(at('KB-1').state).toBe('ordered');
    move('nut', 30, 'X1', 'N1');
    see('brought');
    expect(at('KB-1').state).toBe('full');
    expect(at('KB-1').filled_by).toBeUndefined();
    see('bought');
    move('bolt', 300, 'supplier', 'B1');
    see('bought');
    expect(at('KB-2').state).toBe('ordered');
  });

  test('is looked at where it is said, and elsewhere not', () => {
    house.done({ act: 'see-bins', seeing: { loop: 'brought', bins: ['X1'] } });
    expect(house.reader.documents.documents({ kinds: ['card-signal'], limit: 9 })).toMatchObject([
      { document: { card: 2, location: 'X1' } },
    ]);
  });

  test('does not signal again what a person took back, and the others all the same', () => {
    house.done({ act: 'see-bins', seeing: { loop: 'bought', but: [1] } });
    expect(house.reader.documents.documents({ kinds: ['card-signal'], limit: 9 })).toMatchObject([
      { document: { card: 3 } },
      { document: { card: 2 } },
    ]);
    move('bolt', 100, 'supplier', 'B1');
    expect(house.done({ act: 'see-bins', seeing: { loop: 'bought', but: [1] } })).toEqual([]);
  });

  test('says nothing of a loop that goes by its cards', () => {
    expect(house.refused({ act: 'see-bins', seeing: { loop: 'asked' } })).toBe(
      'loop: asked is signalled by its cards alone',
    );
    expect(house.refused({ act: 'see-bins', seeing: { loop: 'none' } })).toBe('loop: there is no kanban loop none');
  });
});

describe('a card', () => {
  test('is signalled once, whoever says it, and a command that comes again does nothing', () => {
    const empty = { loop: 'bought', card: 2, told_by: 'person' } as const;
    const first = house.done({ act: 'signal-card', empty }, 'k');
    expect(first.map(({ id }) => id)).toEqual(['KB-1', 'PO-1']);
    expect(house.act({ act: 'signal-card', empty }, 'k')).toMatchObject({ ok: true, is_repeat: true });
    expect(house.refused({ act: 'signal-card', empty })).toBe('card: 2 is ordered with PO-1 already (KB-1)');
    expect(scan('TG-CARD.bought.2')).toEqual(['error card 2 is ordered with PO-1 already (KB-1)']);
    // Two of three are still there by the level, so that the early signal takes no other with it.
    move('bolt', 300, 'supplier', 'B1');
    expect(see('bought')).toEqual([]);
    move('bolt', 100, 'B1', 'customer');
    expect(see('bought')).toEqual([]);
  });

  test('is scanned when it is empty, in any mode, and again when its goods are in the house', () => {
    scan('TG-CMD.MOVE');
    expect(scan('TG-CARD.bought.1')).toEqual(['ok card 1 of bought: 100 × bolt for B1 signalled']);
    expect(at('KB-1')).toMatchObject({ told_by: 'card', opened: { by: 'scanner:gun' } });
    delivered('PO-1', 100);
    expect(scan('TG-CARD.bought.1')).toEqual(['ok card 1 of bought is full again in B1']);
    expect(at('KB-1')).toMatchObject({ state: 'full', closed: { by: 'scanner:gun' } });
    expect(scan('TG-CARD.bought.4')).toEqual(['error there is no card 4 of a kanban loop bought']);
    expect(scan('TG-CARD.none.1')).toEqual(['error there is no card 1 of a kanban loop none']);
    expect(scan('TG-CARD.bought')).toEqual(['error TG-CARD.bought is only part of a printed code, scan it again']);
  });

  test('of a loop that leaves ordering to people is ordered by one', () => {
    expect(signal('asked', 1).map(({ id, state }) => [id, state])).toEqual([['KB-1', 'signalled']]);
    house.done({ act: 'order-card', said: { loop: 'asked', card: 1 } });
    expect(at('KB-1')).toMatchObject({ state: 'ordered', filled_by: 'PO-1' });
    expect(house.refused({ act: 'order-card', said: { loop: 'asked', card: 1 } })).toBe(
      'card: 1 is ordered with PO-1 already (KB-1)',
    );
    expect(house.refused({ act: 'order-card', said: { loop: 'asked', card: 2 } })).toBe(
      'card: 2 of asked is full: it has not been signalled',
    );
  });

  test('is withdrawn with its order while nothing of that has come, and signalled anew', () => {
    const withdrawal = { loop: 'bought', card: 1, reason: 'scanned by mistake' };
    expect(house.refused({ act: 'withdraw-card', withdrawal })).toBe(
      'card: 1 of bought is full: it has not been signalled',
    );
    signal('bought', 1);
    house.done({ act: 'withdraw-card', withdrawal });
    expect(at('KB-1')).toMatchObject({ state: 'withdrawn', closed: { reason: 'scanned by mistake' } });
    expect(house.document('PO-1', 'purchase-order').state).toBe('cancelled');
    signal('bought', 1);
    house.done({ act: 'deliver', delivery: { order: 'PO-2', lines: [{ item: 'bolt', sound: 10 }] } });
    expect(house.refused({ act: 'withdraw-card', withdrawal })).toBe(
      'card: 1 is in-transit with PO-2: what is on its way is taken in, or closed, first',
    );
  });

  test('that is filled by hand gives up the transfer that has not begun', () => {
    signal('brought', 1);
    house.done({ act: 'fill-card', said: { loop: 'brought', card: 1, reason: 'carried over' } });
    expect(at('KB-1').state).toBe('full');
    expect(house.document('TR-1', 'transfer')).toMatchObject({
      state: 'cancelled',
      closed: { reason: 'carried over' },
    });
  });

  test('stays signalled when its loop leaves the settings, and can be withdrawn', () => {
    signal('brought', 1);
    house.use(json(bought));
    expect(house.refused({ act: 'signal-card', empty: { loop: 'brought', card: 2, told_by: 'person' } })).toBe(
      'loop: there is no kanban loop brought',
    );
    house.done({ act: 'withdraw-card', withdrawal: { loop: 'brought', card: 1, reason: 'no more' } });
    expect(at('KB-1').state).toBe('withdrawn');
  });

  test.each([
    [{ loop: 'bought', card: 4, told_by: 'person' }, 'card: bought has no card 4: its cards are 1 to 3'],
    [{ loop: 'none', card: 1, told_by: 'person' }, 'loop: there is no kanban loop none'],
  ] as const)('that is not there is refused: %j', (empty, says) => {
    expect(house.refused({ act: 'signal-card', empty })).toBe(says);
  });
});

describe('containers by a level', () => {
  const loop = { container_units: 50, empty_at_units: 2 };

  test('are there while more is in the last one than counts as empty, and filled from half on', () => {
    const there = (level: number) => containersAt(loop, level, 3);
    expect(there(150)).toEqual({ there: 3, filled: 3 });
    expect(there(103)).toEqual({ there: 3, filled: 2 });
    expect(there(102)).toEqual({ there: 2, filled: 2 });
    expect(there(52)).toEqual({ there: 1, filled: 1 });
    expect(there(26)).toEqual({ there: 1, filled: 1 });
    expect(there(25)).toEqual({ there: 1, filled: 0 });
    expect(there(2)).toEqual({ there: 0, filled: 0 });
    expect(there(-7)).toEqual({ there: 0, filled: 0 });
    expect(there(9_000)).toEqual({ there: 3, filled: 3 });
  });

  test('are known by the codes of their cards', () => {
    expect(parseCardCode('TG-CARD.line.2-a.17')).toEqual({ loop: 'line.2-a', card: 17 });
    expect(parseCardCode('TG-CARD.line.0')).toBeUndefined();
    expect(parseCardCode('TG-LOC.line.1')).toBeUndefined();
  });

  test('never ask for both at once, and what is done about them is not asked again', () => {
    const whole: KanbanLoop = {
      ...loop,
      id: 'l',
      item: 'i',
      bins: ['b'],
      from: 'c',
      cards: 4,
      safety_permille: 0,
      lead_time_days: 1,
      signals: 'level',
      settle_s: 0,
      is_ordered_by_itself: true,
    };
    const drawn = fc.record({ level: fc.integer({ min: -20, max: 260 }), open: fc.integer({ min: 0, max: 4 }) });
    fc.assert(
      fc.property(drawn, ({ level, open }) => {
        const cards = 4;
        const { to_signal, to_fill } = binSays(whole, level, { cards, open, fillable: open });
        expect(to_signal * to_fill).toBe(0);
        const after = open + to_signal - to_fill;
        expect(after).toBeGreaterThanOrEqual(0);
        expect(after).toBeLessThanOrEqual(cards);
        expect(binSays(whole, level, { cards, open: after, fillable: after })).toEqual({ to_signal: 0, to_fill: 0 });
      }),
    );
  });
});
