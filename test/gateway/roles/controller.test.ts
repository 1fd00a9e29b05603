/** Goal: an inventory controller's day: what is due is counted and approved, questions are answered, stock is held, adjusted, taken back and explained. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginDay, type Day, levelsOf, type Person, trailOf } from './day.ts';

let day: Day;
let cora: Person;
beforeAll(async () => {
  day = await beginDay('controller');
  cora = await day.join('cora', 'inventory-controller');
}, 300_000);
afterAll(() => day.stop());

const bought = (item: string, quantity: number, to: string) => ({
  ...{ kind: 'move', item, quantity, from: 'supplier', to },
  reason: 'came without an order',
});
const settled = (question: string, answer: string, item?: string) => ({ kind: 'settle', question, answer, item });

test('what is due is counted blind by somebody else, counted again, and approved with its cause', async () => {
  const ben = await day.join('ben', 'inventory-associate');
  await cora.does('/commands', bought('tape-50', 12, 'D1'));
  await cora.does('/commands', bought('gloves-9', 30, 'D2'));
  const [programme] = (await cora.sees('/count-programmes')).programmes;
  // What scales have counted is not due.
  expect(programme.lines.map(({ item, location, why }: Record<string, string>) => [item, location, why])).toEqual(
    expect.arrayContaining([
      ['tape-50', 'D1', 'never counted'],
      ['gloves-9', 'D2', 'never counted'],
    ]),
  );
  const { document: sheet } = await cora.does('/counts', { locations: ['D1', 'D2'], assignee: 'ben' });
  const counted = {
    lines: [
      { line: 1, counted: 11 },
      { line: 2, counted: 30 },
    ],
  };
  expect((await cora.asks(`/counts/${sheet.id}/count`, counted)).status).toBe(422);
  await ben.does(`/counts/${sheet.id}/count`, counted);
  expect((await ben.does(`/counts/${sheet.id}/finish`, { version: 2 })).document.state).toBe('recount');
  await ben.does(`/counts/${sheet.id}/count`, { lines: [{ line: 1, counted: 11 }] });
  expect((await ben.does(`/counts/${sheet.id}/finish`, { version: 4 })).document.state).toBe('waiting');
  const waiting = await cora.sees(`/counts/${sheet.id}`);
  expect(waiting.lines[0].tries).toMatchObject([
    { counted: 11, level: 12, by: 'ben' },
    { counted: 11, level: 12, by: 'ben' },
  ]);
  const approval = { version: 5, reason: 'one roll is gone', causes: [{ line: 1, cause: 'lost' }] };
  expect((await cora.does(`/counts/${sheet.id}/approve`, approval)).document).toMatchObject({
    state: 'approved',
    lines: [{ cause: 'lost', booked: { level: 12, difference: -1 } }, { booked: { level: 30, difference: 0 } }],
  });
  expect(await levelsOf(cora, 'tape-50')).toEqual({ D1: 11, 'count-difference': 1, supplier: -12 });
  const [after] = (await cora.sees('/count-programmes')).programmes;
  expect(after.lines.map(({ location }: { location: string }) => location)).not.toContain('D1');
});

test('what a scale and a delivery ask is answered, and what waited for it is booked', async () => {
  const mia = await day.join('mia', 'materials-manager');
  const ben = await day.signIn('ben');
  day.hands.leave('C1', 93_750);
  const asked = await day.screen.until(() =>
    [...day.screen.questions.values()].find(({ location, state }) => location === 'C1' && state === 'open'),
  );
  expect(asked).toMatchObject({ kind: 'weight-unresolved', item: 'valve-1-2', device: 'scale-c1' });
  await cora.does('/commands', settled(asked.id, 'a rag lies in it'));
  day.hands.leave('C1', -93_750);

  const lines = [{ item: 'bolt-m12', quantity: 20, unit_cost: '0.40' }];
  await mia.does('/purchase-orders', { supplier: 'nordbolt', lines });
  const came = [
    { item: 'bolt-m12', sound: 18 },
    { code: '9529876500014', sound: 2 },
  ];
  expect((await ben.does('/deliveries', { order: 'PO-1', lines: came })).document.state).toBe('waiting');
  await cora.does('/commands', settled('unknown-item/RC-1/2', 'bolts with a new label', 'bolt-m12'));
  expect((await cora.sees('/receipts')).receipts).toMatchObject([{ id: 'RC-1', state: 'closed', put_away: 'PA-1' }]);
  expect(await levelsOf(cora, 'bolt-m12')).toEqual({ A1: 30, inbound: 20, supplier: -20, 'count-difference': -30 });
  expect(await cora.asks('/commands', settled('unknown-item/RC-1/2', 'again'))).toMatchObject({ status: 422 });
});

test('stock is put on hold and let go again, adjusted with a reason, and a wrong movement taken back', async () => {
  const hold = {
    item: 'fuse-nh00',
    location: 'A6',
    quantity: 6,
    state: 'quarantine',
    reason: 'wrong print on the box',
  };
  expect((await cora.does('/holds', hold)).document).toMatchObject({ id: 'HD-1', state: 'quarantine' });
  expect(await cora.sees('/items/fuse-nh00/availability')).toMatchObject({ on_hand: 18, held: 6, available: 12 });
  const some = { version: 1, reason: 'four are right', quantity: 4 };
  await cora.does('/holds/HD-1/release', some);
  expect(await cora.asks('/holds/HD-1/release', some)).toMatchObject({ status: 409, body: { code: 'stale' } });
  expect(await cora.sees('/items/fuse-nh00/availability')).toMatchObject({ held: 2, available: 16 });

  const found = { kind: 'move', item: 'tape-50', quantity: 1, from: 'count-difference', to: 'D1' };
  expect(await cora.asks('/commands', found)).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', field: 'reason' }] },
  });
  await cora.does('/commands', { ...found, reason: 'it was behind the shelf' });
  await cora.does('/commands', bought('clamp-set', 5, 'D3'));
  const [wrong] = (await cora.sees('/movements?item=clamp-set')).movements;
  await cora.does('/commands', { kind: 'reverse', movement: wrong.id, reason: 'went next door' });
  expect(await levelsOf(cora, 'clamp-set')).toEqual({});
  expect(await levelsOf(cora, 'tape-50')).toEqual({ D1: 12, supplier: -12 });
});

test('what a customer sends back comes in fit for stock or for the cage, and one goes on to its supplier', async () => {
  const lines = [
    { item: 'fuse-nh00', quantity: 3, condition: 'quarantine' },
    { item: 'gloves-9', quantity: 2, condition: 'stock' },
  ];
  await cora.does('/returns/from-customer', { customer: 'Miller', lines, reason: 'ordered too many' });
  const back = [{ item: 'fuse-nh00', quantity: 1, from: 'cage' }];
  await cora.does('/returns/to-supplier', { supplier: 'hansa-electric', lines: back, reason: 'cracked' });
  expect(await levelsOf(cora, 'fuse-nh00')).toEqual({
    ...{ A6: 18, cage: 2, supplier: 1, customer: -3 },
    'count-difference': -18,
  });
  expect(await levelsOf(cora, 'gloves-9')).toEqual({ D2: 30, inbound: 2, customer: -2, supplier: -30 });
});

test('a number is explained down to the bytes of the scale', async () => {
  day.hands.take('A1', 5);
  await day.screen.holds('bolt-m12', 'A1', 25);
  const { quantity, places } = await cora.sees('/why?item=bolt-m12&location=A1');
  const [{ anchor, groups, steps }] = places;
  expect([quantity, anchor.quantity, anchor.by]).toEqual([25, 30, 'Load cells A1 to A3']);
  expect(groups).toMatchObject([{ kind: 'taken', quantity: -5, movements: 1 }]);
  const [{ readings }] = steps;
  const last = readings.at(-1);
  expect(last).toMatchObject({ kept: true, topic: 'tallygate/node-a1/reading' });
  const frame = await cora.sees(`/frames/${last.evidence.n}`);
  expect(Buffer.from(last.hex, 'hex').toString()).toBe(last.text);
  expect(JSON.stringify(frame)).toContain('node-a1');
  // 5 × 61.4 g, as the two readings have them.
  const grams = readings.map(({ text }: { text: string }) => {
    const said: readonly { weight: { channel: string; grams: number } }[] = [JSON.parse(text)].flat();
    return said.find(({ weight }) => weight.channel === '1')?.weight.grams ?? 0;
  });
  expect(Math.abs(grams[0] - grams.at(-1) - 307)).toBeLessThan(20);
});

test('who did what stands in the trail that they may read themselves, and the ledger is true', async () => {
  expect(await trailOf(cora, 'cora')).toEqual([
    'acceptInvitation cora done',
    'signIn done',
    'postCommand tape-50 done',
    'postCommand gloves-9 done',
    'openCount CT-1 done',
    'keyCount CT-1 refused',
    'approveCount CT-1 done',
    'postCommand weight-unresolved/scale-c1/1 done',
    'postCommand unknown-item/RC-1/2 done',
    'postCommand unknown-item/RC-1/2 refused',
    'openHold HD-1 done',
    'releaseHold HD-1 done',
    'releaseHold HD-1 refused',
    'postCommand tape-50 done',
    'postCommand clamp-set done',
    expect.stringMatching(/^postCommand n\d+\S* done$/),
    'returnFromCustomer RT-1 done',
    'returnToSupplier RT-2 done',
  ]);
  const why = (await cora.sees('/audit?by=cora&what=approveCount')).audit[0];
  expect([why.why, why.outcome]).toEqual(['one roll is gone', 'done']);
  expect(await day.end()).toMatchObject({ problems: [] });
});
