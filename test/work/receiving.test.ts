/** Goal: what was ordered and what came of it add up, whatever comes: short, over, damaged, refused, unknown, twice, too late. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openForWriting } from '../../gateway/ledger/database.ts';
import { verifyLedger } from '../../gateway/main.ts';
import type { Came } from '../../gateway/work/taking-in.ts';
import { opening_ms, type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

let house: WorkHouse;
beforeEach(() => {
  house = workHouse();
});
afterEach(() => house.clear());

const lines = [
  { item: 'bolt', quantity: 100, unit_cost: '0.12' },
  { item: 'nut', quantity: 40, unit_cost: '0.05', due_day: '2026-12-01' },
] as const;

function ordered(more: object = {}): string {
  const [order] = house.done({ act: 'open-order', order: { supplier: 'acme', reference: 'A-77', lines, ...more } });
  return order?.id ?? '';
}

const deliver = (order: string, came: readonly Came[]) =>
  house.done({ act: 'deliver', delivery: { order, lines: came } });

describe('an order', () => {
  test('is open until everything has come, and closes by itself', () => {
    const id = ordered();
    expect(house.document(id, 'purchase-order')).toMatchObject({
      id: 'PO-1',
      state: 'open',
      version: 1,
      party: 'acme',
      ordered_ms: opening_ms + 1_000,
      opened: { at_ms: opening_ms + 1_000, by: 'person:anna' },
    });
    deliver(id, [{ item: 'bolt', sound: 60 }]);
    expect(house.document(id, 'purchase-order')).toMatchObject({
      state: 'partial',
      lines: [{ received: 60 }, { received: 0 }],
    });
    deliver(id, [
      { item: 'bolt', sound: 40 },
      { item: 'nut', sound: 40 },
    ]);
    const order = house.document(id, 'purchase-order');
    expect(order).toMatchObject({ state: 'received', closed: { reason: 'everything has come' } });
    expect([house.level('bolt', 'dock'), house.level('nut', 'dock'), house.level('bolt', 'supplier')]).toEqual([
      100, 40, -100,
    ]);
    // 60 pieces came with the second command, 40 with the third.
    expect(order.lines[0]).toMatchObject({
      first_ms: opening_ms + 2_000,
      last_ms: opening_ms + 3_000,
      mean_ms: opening_ms + 2_400,
    });
  });

  test('names the order, the line, the supplier and the cost in each movement', () => {
    const id = ordered();
    deliver(id, [{ code: '9521141000014', sound: 60 }]);
    const [movement] = house.reader.movementsAfter(0, 10);
    expect(movement).toMatchObject({
      id: 'n4/work',
      kind: 'received',
      from: 'supplier',
      to: 'dock',
      quantity: 60,
      rule: 'work@1',
      why: '60 × bolt received from acme into dock (RC-1, ordered with PO-1), said by person:anna',
      work: { document: 'RC-1', line: 1, order: 'PO-1', order_line: 1, party: 'acme', unit_cost: '0.12' },
    });
  });

  test('closed before something has come is cancelled, afterwards short; a line can be cut', () => {
    const [first, second, third] = [ordered(), ordered({ reference: 'A-78' }), ordered({ reference: 'A-79' })];
    house.done({ act: 'close-order', closing: { id: first, version: 1, reason: 'not needed' } });
    expect(house.document(first, 'purchase-order')).toMatchObject({ state: 'cancelled' });
    deliver(second, [{ item: 'nut', sound: 40 }]);
    house.done({ act: 'close-order', closing: { id: second, version: 2, reason: 'they have no more' } });
    expect(house.document(second, 'purchase-order')).toMatchObject({ state: 'short' });
    house.done({
      act: 'change-order',
      change: { id: third, version: 1, reason: 'sold out', lines: [{ line: 1, is_cut: true }] },
    });
    deliver(third, [{ item: 'nut', sound: 40 }]);
    expect(house.document(third, 'purchase-order')).toMatchObject({
      state: 'short',
      closed: { reason: 'everything has come' },
    });
    const events = house.reader.documents.documentEvents(third, 0, 10).map(({ what, version }) => `${version} ${what}`);
    expect(events).toEqual(['1 opened', '2 changed', '3 received', '4 closed']);
  });

  test('takes nothing more on a line that was cut', () => {
    const id = ordered({ over_permille: 100 });
    const cut = [{ line: 1, is_cut: true }];
    house.done({ act: 'change-order', change: { id, version: 1, reason: 'sold out', lines: cut } });
    expect(house.refused({ act: 'deliver', delivery: { order: id, lines: [{ item: 'bolt', sound: 1 }] } })).toBe(
      'lines.0.sound: 1 of bolt are more than the 0 that PO-1 still takes, 10 % more than ordered included: change the order, or refuse them',
    );
    expect(house.level('bolt', 'dock')).toBe(0);
  });

  test('cannot be changed to less than has come, nor its cost once it has', () => {
    const id = ordered();
    deliver(id, [{ item: 'bolt', sound: 60 }]);
    const change = (to: object) =>
      house.refused({ act: 'change-order', change: { id, version: 2, reason: 'x', ...to } });
    expect(change({ lines: [{ line: 1, quantity: 59 }] })).toBe(
      'lines.0.quantity: must be at least 60, which have come already',
    );
    expect(change({ lines: [{ line: 1, unit_cost: '0.10' }] })).toBe(
      'lines.0.unit_cost: cannot be changed once something of the line has come',
    );
    expect(change({ lines: [{ line: 9, quantity: 5 }] })).toBe('lines.0.line: PO-1 has no line 9');
  });

  test.each([
    [{ supplier: 'nobody' }, 'supplier: there is no supplier nobody in the settings'],
    [{ location: 'elsewhere' }, 'location: there is no location elsewhere on the site'],
    [{ lines: [{ item: 'cog', quantity: 1 }] }, 'lines.0.item: there is no item cog'],
    [{ lines: [{ item: 'bolt', quantity: 0 }] }, 'lines.0.quantity: must be a whole number from 1 to 1000000000000'],
    [
      { lines: [{ item: 'bolt', quantity: 1, unit_cost: '1,5' }] },
      'lines.0.unit_cost: must be digits with at most one point and six digits behind it, such as "12.34"',
    ],
    [{ due_day: '2026-02-30' }, 'due_day: must be a day such as 2026-12-25'],
    [{ lines: [] }, 'lines: must be a list of 1 to 500'],
  ])('with %j is refused with the field and the rule', (wrong, says) => {
    expect(house.refused({ act: 'open-order', order: { supplier: 'acme', lines, ...wrong } })).toBe(says);
    expect(house.reader.documents.documents({ limit: 10 })).toEqual([]);
  });

  test('is taken over with all others of an import, or none is', () => {
    const good = { supplier: 'acme', lines };
    expect(
      house.refused({
        act: 'import-orders',
        orders: [good, { ...good, lines: [...lines, { item: 'cog', quantity: 1 }] }],
      }),
    ).toBe('orders.1.lines.2.item: there is no item cog');
    expect(house.reader.documents.documents({ limit: 10 })).toEqual([]);
    expect(house.done({ act: 'import-orders', orders: [good, good] }).map(({ id }) => id)).toEqual(['PO-1', 'PO-2']);
  });

  test('has a reference that no other open order of the supplier has', () => {
    const id = ordered();
    const again = { act: 'open-order', order: { supplier: 'acme', reference: 'A-77', lines } } as const;
    expect(house.refused(again)).toBe(`reference: is the reference of the open order ${id} of acme too`);
    expect(house.done({ act: 'open-order', order: { ...again.order, supplier: 'bolts-r-us' } })).toHaveLength(1);
  });
});

describe('a command', () => {
  test('that comes again under its key books once, and is answered with what it did', () => {
    const id = ordered();
    const act = { act: 'deliver', delivery: { order: id, lines: [{ item: 'bolt', sound: 10 }] } } as const;
    const first = house.act(act, 'k-1');
    house.restart();
    const again = house.act(act, 'k-1');
    expect(again).toMatchObject({ ok: true, is_repeat: true });
    expect([first, again].map((each) => each.ok && each.documents)).toEqual([
      ['RC-1', 'PO-1', 'PA-1'],
      ['RC-1', 'PO-1', 'PA-1'],
    ]);
    expect(house.level('bolt', 'dock')).toBe(10);
    expect(
      house.act({ ...act, delivery: { ...act.delivery, lines: [{ item: 'bolt', sound: 11 }] } }, 'k-1'),
    ).toMatchObject({
      ok: false,
      code: 'key-used',
    });
    // Another person's key is another key.
    expect(house.give({ kind: 'work', key: 'k-1', act }, 'person:ben')).toMatchObject({
      ok: true,
      documents: ['RC-2', 'PO-1', 'PA-2'],
    });
  });

  test('that was refused may come again under its key', () => {
    const id = ordered();
    const act = { act: 'deliver', delivery: { order: id, lines: [{ item: 'washer', sound: 1 }] } } as const;
    expect(house.act(act, 'k-2').ok).toBe(false);
    house.done({
      act: 'change-order',
      change: { id, version: 1, reason: 'forgotten', more: [{ item: 'washer', quantity: 5 }] },
    });
    expect(house.act(act, 'k-2').ok).toBe(true);
  });

  test('about a version that is no more is refused', () => {
    const id = ordered();
    deliver(id, [{ item: 'bolt', sound: 1 }]);
    const stale = house.act({ act: 'close-order', closing: { id, version: 1, reason: 'x' } });
    expect(stale).toMatchObject({ ok: false, code: 'stale', field: 'version' });
    expect(
      house.act({ act: 'deliver', delivery: { order: id, version: 1, lines: [{ item: 'bolt', sound: 1 }] } }),
    ).toMatchObject({ code: 'stale' });
    expect(house.act({ act: 'close-order', closing: { id: 'PO-9', version: 1, reason: 'x' } })).toMatchObject({
      code: 'no-such-document',
    });
  });
});

describe('what comes', () => {
  test('beyond the tolerance is refused as a whole; within it, it is over', () => {
    const id = ordered({ over_permille: 50 });
    expect(house.refused({ act: 'deliver', delivery: { order: id, lines: [{ item: 'bolt', sound: 106 }] } })).toBe(
      'lines.0.sound: 106 of bolt are more than the 105 that PO-1 still takes, 5 % more than ordered included: change the order, or refuse them',
    );
    expect(house.reader.head()).toBe(0);
    deliver(id, [{ item: 'bolt', sound: 105 }]);
    expect(house.document('RC-1', 'receipt').differences).toEqual([
      { line: 1, item: 'bolt', what: 'over', quantity: 5 },
      { line: 2, item: 'nut', what: 'short', quantity: 40 },
    ]);
  });

  test('damaged goes to quarantine or, bought and lost, to scrap; refused books nothing and is still awaited', () => {
    const id = ordered();
    deliver(id, [
      { item: 'bolt', sound: 90, damaged: 6 },
      { item: 'nut', damaged: 3, damaged_to: 'scrap', refused: 7 },
    ]);
    expect(house.document(id, 'purchase-order').lines).toMatchObject([
      { received: 96, damaged: 6, refused: 0 },
      { received: 3, damaged: 3, refused: 7 },
    ]);
    const levels = [
      house.level('bolt', 'dock'),
      house.level('bolt', 'cage'),
      house.level('nut', 'dock'),
      house.level('nut', 'scrap'),
    ];
    expect(levels).toEqual([90, 6, 0, 3]);
    expect(
      house.reader.movementsAfter(0, 10).map(({ kind, quantity, from, to }) => [kind, quantity, from, to]),
    ).toEqual([
      ['received', 90, 'supplier', 'dock'],
      ['received', 6, 'supplier', 'cage'],
      ['received', 3, 'supplier', 'dock'],
      ['scrapped', 3, 'dock', 'scrap'],
    ]);
  });

  test('and is on no line is taken in only when that is said', () => {
    const id = ordered();
    const came = { item: 'washer', sound: 4 };
    expect(house.refused({ act: 'deliver', delivery: { order: id, lines: [came] } })).toBe(
      'lines.0.item: washer is not on PO-1; say is_unasked to take it in all the same',
    );
    deliver(id, [{ ...came, is_unasked: true }]);
    expect(house.document('RC-1', 'receipt').differences).toContainEqual({
      line: 3,
      item: 'washer',
      what: 'unasked',
      quantity: 4,
    });
    expect(house.level('washer', 'dock')).toBe(4);
  });

  test('fills the lines of one item in their order', () => {
    const id = ordered({
      lines: [
        { item: 'bolt', quantity: 10 },
        { item: 'bolt', quantity: 20 },
      ],
    });
    deliver(id, [{ item: 'bolt', sound: 12, damaged: 3 }]);
    expect(house.document(id, 'purchase-order').lines).toMatchObject([
      { received: 10, damaged: 0 },
      { received: 5, damaged: 3 },
    ]);
    deliver(id, [{ item: 'bolt', order_line: 2, sound: 15 }]);
    expect(house.document(id, 'purchase-order').state).toBe('received');
  });

  test('unknown is a question; the answer books it and closes the receipt', () => {
    const [receipt] = house.done({ act: 'open-receipt', opening: { supplier: 'acme' } });
    const id = receipt?.id ?? '';
    house.done({
      act: 'receive',
      receiving: {
        id,
        lines: [
          { code: 'XZ-9', sound: 3, unit_cost: '2' },
          { item: 'nut', sound: 1 },
        ],
      },
    });
    house.done({ act: 'receive', receiving: { id, lines: [{ code: 'XZ-9', sound: 2 }] } });
    const [question] = house.reader.questions({ limit: 5 });
    expect(question).toMatchObject({
      id: 'unknown-item/RC-1/1',
      kind: 'unknown-item',
      question: '5 × “XZ-9” came with RC-1 from acme, and there is no such item. What is it?',
    });
    expect(house.refused({ act: 'close-receipt', closing: { id, version: 2 } })).toContain('version');
    house.done({ act: 'close-receipt', closing: { id, version: 3 } });
    expect(house.document(id, 'receipt').state).toBe('waiting');
    const settle = { kind: 'settle', question: 'unknown-item/RC-1/1', answer: 'washers, new label' } as const;
    expect(house.give({ ...settle, item: 'cog' })).toMatchObject({ ok: false, field: 'item' });
    expect(house.give({ ...settle, item: 'washer' })).toMatchObject({ ok: true, documents: ['RC-1', 'PA-1'] });
    expect(house.level('washer', 'dock')).toBe(5);
    expect(house.document(id, 'receipt')).toMatchObject({ state: 'closed', put_away: 'PA-1' });
    expect(house.reader.question('unknown-item/RC-1/1')).toMatchObject({ state: 'settled', by: 'person:anna' });
    expect(house.give({ ...settle, item: 'washer' })).toMatchObject({ ok: false });
    expect(house.verified().problems).toEqual([]);
  });

  test('unknown, and named later, counts to the order: what it still awaits, at its cost, and not beyond its tolerance', () => {
    const id = ordered();
    house.done({ act: 'open-receipt', opening: { order: id } });
    house.done({
      act: 'receive',
      receiving: {
        id: 'RC-1',
        lines: [
          { item: 'bolt', sound: 60 },
          { code: 'XZ-9', sound: 35, damaged: 3, refused: 2 },
          { code: 'XZ-8', sound: 3 },
        ],
      },
    });
    house.done({ act: 'close-receipt', closing: { id: 'RC-1', version: 2 } });
    const answer = (line: number, item: string) =>
      house.give({ kind: 'settle', question: `unknown-item/RC-1/${line}`, answer: 'new label', item });
    expect(answer(3, 'bolt')).toMatchObject({ ok: true, documents: ['RC-1', id] });
    expect(house.document(id, 'purchase-order').lines).toMatchObject([
      { item: 'bolt', received: 98, damaged: 3, refused: 2 },
      { item: 'nut', received: 0 },
    ]);
    expect(answer(4, 'bolt')).toMatchObject({
      ok: false,
      field: 'item',
      says: 'item 3 of bolt are more than the 2 that PO-1 still takes: change the order, or refuse them',
    });
    expect(answer(4, 'nut')).toMatchObject({ ok: true });
    expect(house.document('RC-1', 'receipt')).toMatchObject({
      state: 'closed',
      lines: [
        { item: 'bolt', order_line: 1, sound: 95, damaged: 3, refused: 2 },
        { item: 'nut', order_line: 2, sound: 3 },
        { code: 'XZ-9', item: 'bolt', sound: 0, damaged: 0, refused: 0 },
        { code: 'XZ-8', item: 'nut', sound: 0 },
      ],
      differences: [
        { line: 1, what: 'short', quantity: 2 },
        { line: 1, what: 'damaged', quantity: 3 },
        { line: 1, what: 'refused', quantity: 2 },
        { line: 2, what: 'short', quantity: 37 },
      ],
    });
    const booked = house.reader.movementsAfter(0, 9).map(({ item, quantity, to, work }) => [item, quantity, to, work]);
    const work = { document: 'RC-1', order: id, party: 'acme' };
    expect(booked).toEqual([
      ['bolt', 60, 'dock', { ...work, line: 1, order_line: 1, unit_cost: '0.12' }],
      ['bolt', 35, 'dock', { ...work, line: 1, order_line: 1, unit_cost: '0.12' }],
      ['bolt', 3, 'cage', { ...work, line: 1, order_line: 1, unit_cost: '0.12' }],
      ['nut', 3, 'dock', { ...work, line: 2, order_line: 2, unit_cost: '0.05' }],
    ]);
    expect(house.document(id, 'purchase-order')).toMatchObject({ state: 'partial' });
    expect(house.verified().problems).toEqual([]);
  });

  test('may have come before, never after now', () => {
    const id = ordered();
    const delivery = { order: id, lines: [{ item: 'bolt', sound: 1 }] } as const;
    expect(house.refused({ act: 'deliver', delivery: { ...delivery, at_ms: opening_ms + 86_400_000 } })).toBe(
      'at_ms: must not be after now',
    );
    house.done({ act: 'deliver', delivery: { ...delivery, at_ms: opening_ms - 3_600_000 } });
    expect(house.reader.movementsAfter(0, 1)[0]).toMatchObject({
      at_ms: opening_ms - 3_600_000,
      arrived_ms: opening_ms + 3_000,
    });
  });
});

test('nothing is received in a period that is closed', () => {
  const id = ordered();
  const until_ms = opening_ms + 500;
  const closing = { head_seq: 0, value: '0.00', currency: 'EUR', reason: 'month end' } as const;
  expect(house.give({ kind: 'close-period', until_ms, ...closing })).toMatchObject({ ok: true });
  const delivery = { order: id, lines: [{ item: 'bolt', sound: 1 }] } as const;
  expect(house.act({ act: 'deliver', delivery: { ...delivery, at_ms: until_ms - 1 } })).toMatchObject({
    ok: false,
    code: 'period-closed',
    field: 'at_ms',
  });
  expect(house.document(id, 'purchase-order')).toMatchObject({ state: 'open', lines: [{ received: 0 }, {}] });
  house.done({ act: 'deliver', delivery: { ...delivery, at_ms: until_ms } });
  expect(house.level('bolt', 'dock')).toBe(1);
});

describe('put-away', () => {
  test('proposes the own bin with the most room, then the planned shelf, then nothing; the person decides', () => {
    const [receipt] = house.done({ act: 'open-receipt', opening: {} });
    const id = receipt?.id ?? '';
    const came = ['bolt', 'nut', 'gear'].map((item) => ({ item, sound: 10 }));
    house.done({ act: 'receive', receiving: { id, lines: came } });
    house.done({ act: 'close-receipt', closing: { id, version: 2 } });
    const task = house.document('PA-1', 'put-away');
    expect(task.lines.map(({ item, to }) => [item, to])).toEqual([
      ['bolt', 'B2'],
      ['nut', 'N1'],
      ['gear', undefined],
    ]);
    expect(house.refused({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line: 3, quantity: 1 }] } })).toBe(
      'lines.0.to: is needed, for nothing says where gear belongs',
    );
    house.done({
      act: 'put-away',
      putting: {
        id: 'PA-1',
        lines: [
          { line: 1, quantity: 4, to: 'B1' },
          { line: 1, quantity: 6 },
          { line: 2, quantity: 10 },
        ],
      },
    });
    expect(house.document('PA-1', 'put-away').state).toBe('begun');
    house.done({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line: 3, quantity: 10, to: 'X1' }] } });
    expect(house.document('PA-1', 'put-away')).toMatchObject({ state: 'done', of: 'RC-1' });
    expect(['B1', 'B2'].map((place) => house.level('bolt', place))).toEqual([4, 6]);
    expect([house.level('bolt', 'dock'), house.level('nut', 'N1'), house.level('gear', 'X1')]).toEqual([0, 10, 10]);
  });
});

describe('the ledger', () => {
  test('gives the same documents after a crash, after a stop, and to verify', () => {
    const id = ordered();
    deliver(id, [{ item: 'bolt', sound: 10 }]);
    house.restart('killed');
    deliver(id, [{ item: 'bolt', sound: 10 }]);
    house.restart('stopped');
    deliver(id, [{ item: 'nut', sound: 1 }]);
    expect(house.document(id, 'purchase-order').lines.map(({ received }) => received)).toEqual([20, 1]);
    const verdict = house.verified();
    expect([verdict.problems, verdict.movements]).toEqual([[], 3]);
  });

  test('is not called true when a document was changed behind its back', () => {
    const id = ordered();
    deliver(id, [{ item: 'bolt', sound: 10 }]);
    expect(house.verified().problems).toEqual([]);
    const changed = (sql: string) => {
      const database = openForWriting(house.data);
      database.exec(sql);
      database.close();
      return verifyLedger(house.data).problems;
    };
    const forged = `UPDATE document SET body = json_set(body, '$.lines[0].received', 99) WHERE id = '${id}'`;
    expect(changed(forged)).toEqual([`${id} is not what its events made of it`]);
    expect(changed("DELETE FROM document_event WHERE document = 'RC-1'").join()).toContain('where the ledger has');
  });
});

test('a receipt is closed also when an item of it, or its place, has left the settings meanwhile; what stays where it is is told', () => {
  const id = ordered();
  for (const opening of [{ order: id }, { location: 'X1' }]) house.done({ act: 'open-receipt', opening });
  const came = [
    { item: 'bolt', sound: 3 },
    { item: 'nut', sound: 2 },
  ];
  for (const receipt of ['RC-1', 'RC-2']) house.done({ act: 'receive', receiving: { id: receipt, lines: came } });
  const { items, locations } = workSiteJson;
  house.use({
    ...workSiteJson,
    items: items.filter((each) => each.id !== 'nut'),
    locations: locations
      .filter((each) => each.id !== 'X1')
      .map((each) => (each.id === 'N1' ? { id: 'N1', kind: 'shelf', items: ['washer'] } : each)),
  });
  const close = (receipt: string) => house.act({ act: 'close-receipt', closing: { id: receipt, version: 2 } });
  expect(close('RC-1')).toMatchObject({
    ok: true,
    documents: ['PA-1', 'RC-1'],
    notes: ['Not put away, for the settings no longer have them: nut.'],
  });
  expect(house.document('PA-1', 'put-away').lines).toMatchObject([{ item: 'bolt', quantity: 3, to: 'B2' }]);
  expect(close('RC-2')).toMatchObject({
    ok: true,
    documents: ['RC-2'],
    notes: ['Nothing of RC-2 is put away, for the settings no longer have X1, where it was taken in.'],
  });
  expect(house.document('RC-2', 'receipt')).toMatchObject({ state: 'closed' });
  expect(house.document('RC-2', 'receipt').put_away).toBeUndefined();
  expect(house.verified().problems).toEqual([]);
});

test('a page of documents, and of what became of one, ends where its text is too much, with one of them at least', () => {
  const ids = [1, 2, 3].map((i) => ordered({ reference: `A-${i}` }));
  house.done({ act: 'change-order', change: { id: 'PO-1', version: 1, reason: 'earlier', due_day: '2026-12-24' } });
  const { documents } = house.reader;
  const bytes = JSON.stringify(documents.document('PO-3')).length;
  const pages = (bytes_max: number, limit = 10) => {
    const told: string[][] = [];
    for (let before = Number.MAX_SAFE_INTEGER, hasMore = true; hasMore; ) {
      const page = documents.documentPage({ before, limit }, bytes_max);
      told.push(page.found.map(({ document }) => document.id));
      before = page.found.at(-1)?.number ?? 0;
      hasMore = page.hasMore;
    }
    return told;
  };
  const newest = ids.toReversed();
  expect(pages(1)).toEqual(newest.map((id) => [id]));
  expect(pages(2 * bytes)).toEqual([newest.slice(0, 2), newest.slice(2)]);
  expect(pages(100 * bytes)).toEqual([newest]);
  expect(pages(100 * bytes, 2)).toEqual([newest.slice(0, 2), newest.slice(2)]);
  const first = documents.eventPage('PO-1', 0, 10, 1);
  expect([first.found.map(({ what }) => what), first.hasMore]).toEqual([['opened'], true]);
  const second = documents.eventPage('PO-1', first.found[0]?.number ?? 0, 10, 1);
  expect([second.found.map(({ what }) => what), second.hasMore]).toEqual([['changed'], false]);
});
