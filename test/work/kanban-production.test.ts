/** Goal: a card whose containers are filled by making the item opens a production order, and follows what is issued, made, taken back and closed. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CardSignal } from '../../gateway/work/card-signal.ts';
import { productionSiteJson } from './production-house.ts';
import { type WorkHouse, workHouse } from './work-house.ts';

const gears = {
  id: 'gears',
  item: 'gear',
  bins: ['G1'],
  is_made: true,
  container_units: 10,
  cards: 3,
  lead_time_days: 2,
};
/** Made at the line, and put to the shop by its bill. */
const cams = { ...gears, id: 'cams', item: 'cam', bins: ['C1'], cards: 2 };
const json = (...kanban: readonly object[]) => ({
  ...productionSiteJson,
  locations: [
    ...productionSiteJson.locations,
    { id: 'G1', kind: 'bin', item: 'gear' },
    { id: 'C1', kind: 'bin', item: 'cam' },
  ],
  bills: productionSiteJson.bills.map((bill) => (bill.item === 'cam' ? { ...bill, to: 'shop' } : bill)),
  work: { ...productionSiteJson.work, kanban },
});

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json(gears, cams));
});
afterEach(() => house.clear());

const see = (loop: string) => house.done({ act: 'see-bins', seeing: { loop } });
const signal = (loop: string, card: number) =>
  house.done({ act: 'signal-card', empty: { loop, card, told_by: 'person' } });
const at = (id: string): CardSignal => house.document(id, 'card-signal');
const made = (id: string) => house.document(id, 'production-order');
const report = (id: string, good: number, more: object = {}) =>
  house.done({ act: 'report-production', reporting: { id, good, ...more } });
const issue = (id: string, quantity: number) =>
  house.done({ act: 'issue-material', issuing: { id, lines: [{ line: 1, quantity, place: 'X1' }] } });
const undo = (id: string, report: number) =>
  house.done({ act: 'undo-production', undoing: { id, version: made(id).version, report, reason: 'wrong order' } });
const end = (id: string, reason: string) =>
  house.done({ act: 'close-production', ending: { id, version: made(id).version, reason } });
const withdrawal = (loop: string, card: number) => ({ loop, card, reason: 'not needed' });
function move(item: string, quantity: number, from: string, to: string): void {
  const answer = house.give({ kind: 'move', item, quantity, from, to, reason: 'x' });
  if (!answer.ok) throw new Error(answer.says);
}

describe('the empty container', () => {
  test('opens a production order of one container for its bin, in the same command', () => {
    move('gear', 30, 'supplier', 'G1');
    move('gear', 10, 'G1', 'customer');
    expect(see('gears').map(({ id, state }) => [id, state])).toEqual([
      ['KB-1', 'ordered'],
      ['MO-1', 'open'],
    ]);
    expect(at('KB-1')).toMatchObject({ is_made: true, filled_by: 'MO-1', told_by: 'level' });
    expect(made('MO-1')).toMatchObject({
      of: 'KB-1',
      item: 'gear',
      quantity: 10,
      location: 'line',
      to: 'G1',
      due_day: '2026-11-25',
      lines: [
        { item: 'blank', quantity: 10 },
        { item: 'bolt', quantity: 41 },
      ],
    });
    expect(see('gears')).toEqual([]);
    expect(signal('gears', 2).map(({ id }) => id)).toEqual(['KB-2', 'MO-2']);
    expect(house.refused({ act: 'signal-card', empty: { loop: 'gears', card: 2, told_by: 'card' } })).toBe(
      'card: 2 is ordered with MO-2 already (KB-2)',
    );
    expect(house.verified().problems).toEqual([]);
  });

  test('is in the making once material is issued or a part is made, and full when all of it is in the bin', () => {
    signal('gears', 1);
    issue('MO-1', 4);
    expect(at('KB-1')).toMatchObject({ state: 'in-transit', lines: [{ received: 0, filled: 0 }] });
    report('MO-1', 6);
    expect(at('KB-1')).toMatchObject({ state: 'in-transit', lines: [{ received: 6, filled: 6 }] });
    report('MO-1', 3, { scrapped: 2 });
    expect(at('KB-1').state).toBe('in-transit');
    report('MO-1', 1);
    expect(house.level('gear', 'G1')).toBe(10);
    expect(made('MO-1').state).toBe('complete');
    expect(at('KB-1')).toMatchObject({
      state: 'full',
      lines: [{ received: 10, filled: 10 }],
      closed: { reason: '10 are in G1', by: 'person:anna' },
    });
    expect(signal('gears', 1).map(({ id }) => id)).toEqual(['KB-2', 'MO-2']);
    expect(house.verified().problems).toEqual([]);
  });

  test('that is put elsewhere, by the bill or by the report, is received until it is brought to its bin', () => {
    signal('cams', 1);
    expect(made('MO-1')).toMatchObject({ to: 'shop', start_quantity: 13 });
    report('MO-1', 10);
    expect(at('KB-1')).toMatchObject({ state: 'received', lines: [{ received: 10, filled: 0 }] });
    move('cam', 4, 'shop', 'C1');
    expect(at('KB-1')).toMatchObject({ state: 'received', lines: [{ filled: 4 }] });
    move('cam', 6, 'shop', 'C1');
    expect(at('KB-1')).toMatchObject({ state: 'full', closed: { reason: '10 are in C1' } });
    signal('gears', 1);
    report('MO-2', 10, { to: 'shop' });
    expect(at('KB-2').state).toBe('received');
    house.done({ act: 'fill-card', said: { loop: 'gears', card: 1 } });
    expect(at('KB-2').state).toBe('full');
    expect(house.verified().problems).toEqual([]);
  });

  test('is filled by its own order, though another card waits longer for what lies elsewhere', () => {
    for (const card of [1, 2]) signal('gears', card);
    report('MO-1', 10, { to: 'shop' });
    report('MO-2', 10);
    expect([at('KB-1').state, at('KB-2').state]).toEqual(['received', 'full']);
    move('gear', 10, 'shop', 'G1');
    expect(at('KB-1').state).toBe('full');
  });
});

describe('an order that ends otherwise', () => {
  test('short fills the card with what is good; with nothing good the card is to be ordered anew', () => {
    for (const card of [1, 2]) signal('gears', card);
    report('MO-1', 7);
    end('MO-1', 'no more blanks');
    expect(made('MO-1').state).toBe('short');
    expect(at('KB-1')).toMatchObject({ state: 'full', lines: [{ quantity: 10, received: 7, filled: 7 }] });
    report('MO-2', 0, { scrapped: 3, is_last: true });
    expect(at('KB-2')).toMatchObject({ state: 'signalled', lines: [{ received: 0 }] });
    expect(at('KB-2').filled_by).toBeUndefined();
    house.done({ act: 'order-card', said: { loop: 'gears', card: 2 } });
    expect(at('KB-2')).toMatchObject({ state: 'ordered', filled_by: 'MO-3' });
    end('MO-3', 'machine down');
    expect(made('MO-3').state).toBe('cancelled');
    expect(at('KB-2').state).toBe('signalled');
  });

  test('short with goods elsewhere leaves the card received until they are brought', () => {
    signal('gears', 1);
    report('MO-1', 7, { to: 'shop', is_last: true });
    expect(at('KB-1')).toMatchObject({ state: 'received', lines: [{ received: 7, filled: 0 }] });
    move('gear', 7, 'shop', 'G1');
    expect(at('KB-1').state).toBe('full');
  });

  test('is cancelled with its signal while nothing was issued or reported, and not afterwards', () => {
    signal('gears', 1);
    house.done({ act: 'withdraw-card', withdrawal: withdrawal('gears', 1) });
    expect(made('MO-1')).toMatchObject({ state: 'cancelled', closed: { reason: 'not needed' } });
    expect(at('KB-1').state).toBe('withdrawn');
    signal('gears', 1);
    issue('MO-2', 4);
    const begun = 'card: 1 is in-transit with MO-2: what is being made is finished, or closed, first';
    expect(house.refused({ act: 'withdraw-card', withdrawal: withdrawal('gears', 1) })).toBe(begun);
    expect(made('MO-2').state).toBe('begun');
    // All of it is brought back: nothing is begun any more.
    house.done({ act: 'return-material', issuing: { id: 'MO-2', lines: [{ line: 1, quantity: 4, place: 'X1' }] } });
    expect(at('KB-2').state).toBe('ordered');
    house.done({ act: 'withdraw-card', withdrawal: withdrawal('gears', 1) });
    expect(made('MO-2').state).toBe('cancelled');
    signal('gears', 1);
    report('MO-3', 1);
    expect(house.refused({ act: 'withdraw-card', withdrawal: withdrawal('gears', 1) })).toContain('MO-3');
    expect(house.verified().problems).toEqual([]);
  });

  test('is cancelled by a level that calls its signal back, and goes on where it has begun', () => {
    move('gear', 10, 'supplier', 'G1');
    see('gears');
    issue('MO-2', 4);
    move('gear', 20, 'supplier', 'G1');
    see('gears');
    expect([at('KB-1').state, at('KB-2').state]).toEqual(['full', 'full']);
    expect(at('KB-1').filled_by).toBeUndefined();
    expect(made('MO-1')).toMatchObject({ state: 'cancelled', closed: { reason: '30 are in G1' } });
    expect(made('MO-2').state).toBe('begun');
    // A person's signal is not taken back by a level.
    signal('gears', 3);
    expect(see('gears')).toEqual([]);
    expect(at('KB-3').state).toBe('ordered');
    expect(house.verified().problems).toEqual([]);
  });

  test('a report that is taken back was not made, and is in the bin no more', () => {
    signal('gears', 1);
    report('MO-1', 4, { to: 'shop' });
    report('MO-1', 5);
    expect(at('KB-1')).toMatchObject({ state: 'in-transit', lines: [{ received: 9, filled: 5 }] });
    undo('MO-1', 2);
    expect(at('KB-1')).toMatchObject({ state: 'in-transit', lines: [{ received: 4, filled: 0 }] });
    undo('MO-1', 1);
    expect(at('KB-1')).toMatchObject({ state: 'ordered', lines: [{ received: 0, filled: 0 }] });
    // A card that was full stays so: what is in its bin is told by the level.
    report('MO-1', 10);
    undo('MO-1', 3);
    expect(at('KB-1').state).toBe('full');
    expect(house.verified().problems).toEqual([]);
  });

  test('says why nothing can be made any more, where the settings say so', () => {
    signal('gears', 1);
    end('MO-1', 'machine down');
    const { is_made: _, ...bought } = { ...gears, supplier: 'acme' };
    house.use({ ...json(bought), bills: [] });
    expect(house.refused({ act: 'order-card', said: { loop: 'gears', card: 1 } })).toBe(
      'card: cannot be made: components are needed, for the settings have no bill of material for gear',
    );
    expect(at('KB-1').state).toBe('signalled');
  });
});

test('whatever is reported, taken back and carried, a card holds what is good of its order and no more than that', () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant('report' as const), units: fc.integer({ min: 1, max: 6 }), isThere: fc.boolean() }),
    fc.record({ what: fc.constant('undo' as const), units: fc.integer({ min: 1, max: 4 }), isThere: fc.boolean() }),
    fc.record({ what: fc.constant('carry' as const), units: fc.integer({ min: 1, max: 6 }), isThere: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const own = workHouse(json(gears));
      try {
        own.done({ act: 'signal-card', empty: { loop: 'gears', card: 1, told_by: 'person' } });
        for (const { what, units, isThere } of steps) {
          const order = own.document('MO-1', 'production-order');
          if (what === 'report')
            own.act({ act: 'report-production', reporting: { id: 'MO-1', good: units, to: isThere ? 'G1' : 'shop' } });
          else if (what === 'undo') {
            const undoing = { id: 'MO-1', version: order.version, report: units, reason: 'wrong' };
            own.act({ act: 'undo-production', undoing });
          } else own.give({ kind: 'move', item: 'gear', quantity: units, from: 'shop', to: 'G1', reason: 'x' });
          const { good } = own.document('MO-1', 'production-order');
          const { state, lines } = own.document('KB-1', 'card-signal');
          if (state === 'full') {
            expect(lines).toMatchObject([{ received: 10, filled: 10 }]);
            break;
          }
          const [line] = lines;
          expect(line?.received).toBe(good);
          expect(line?.filled).toBeLessThanOrEqual(good);
          expect(state).toBe(good === 10 ? 'received' : good === 0 ? 'ordered' : 'in-transit');
        }
        expect(own.verified().problems).toEqual([]);
      } finally {
        own.clear();
      }
    }),
    { numRuns: 25 },
  );
});
