/** Goal: a materials manager's day: from the plan to orders, from orders to a product, what it is worth before and after, and a period that is closed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginDay, binCards, type Day, dayIn, levelsOf, type Person, planned, trailOf } from './day.ts';
import { Screen } from './screen.ts';

let day: Day;
let mia: Person;
let ben: Person;
beforeAll(async () => {
  day = await beginDay('manager');
  mia = await day.join('mia', 'materials-manager');
  ben = await day.join('ben', 'inventory-associate');
}, 300_000);
afterAll(() => day.stop());

const worth = async () => (await mia.sees('/valuation')).total;

test('what stock is worth in the morning, and what is proposed to be ordered, becomes an order and goods', async () => {
  await mia.does('/movements/import?file=cards.csv&reason=bin%20cards', binCards());
  await day.screen.holds('pump-25-60', 'R1', 3);
  // 780.10 in the bins, three pumps of 142.00, two tubes of sealant at 3.80.
  expect(await worth()).toBe('1213.70');
  await planned(mia);
  const [{ supplier, lines }] = (await mia.sees('/plans/purchase-list')).orders;
  expect([supplier, lines]).toMatchObject(['allgrip', [{ item: 'sealant-310', quantity: 132, value: '475.20' }]]);
  const order = { supplier, reference: 'W-48', lines: [{ item: 'sealant-310', quantity: 132, unit_cost: '3.60' }] };
  expect((await mia.does('/purchase-orders', order)).document).toMatchObject({ id: 'PO-1', state: 'open' });
  expect((await planned(mia)).find(({ item }) => item === 'sealant-310')).toMatchObject({ on_order: 132, proposed: 0 });
  await ben.does('/deliveries', { order: 'PO-1', lines: [{ item: 'sealant-310', sound: 132 }] });
  expect(await worth()).toBe('1688.90');
});

test('what a customer wants is planned down the bill, and planned orders become real ones', async () => {
  const wanted = { customer: 'Heating Co', due_day: dayIn(40), is_backorder: true };
  await mia.does('/reservations', { ...wanted, lines: [{ item: 'pump-station', quantity: 5 }] });
  const { material } = await mia.sees('/mrp');
  const [station, pump] = ['pump-station', 'pump-25-60'].map((id) =>
    material.find(({ item }: { item: string }) => item === id),
  );
  // Of the five pumps three hang on the rail.
  expect([station, pump]).toMatchObject([
    { how: 'make', orders: [{ quantity: 5 }] },
    { how: 'buy', supplier: 'elbe-pumps', orders: [{ quantity: 2 }] },
  ]);
  const taken = ({ orders: [{ need_day, quantity }] }: typeof station) => ({ need_day, quantity });
  expect(await mia.asks('/mrp/pump-25-60/purchase', { ...taken(pump), quantity: 3 })).toMatchObject({ status: 409 });
  await mia.does('/mrp/pump-25-60/purchase', taken(pump));
  expect((await mia.does('/mrp/pump-station/produce', taken(station))).document).toMatchObject({
    ...{ id: 'MO-1', quantity: 5 },
    lines: [{ quantity: 5 }, { quantity: 10 }, { quantity: 10 }, { quantity: 20 }, { quantity: 5 }],
  });
  await ben.does('/deliveries', { order: 'PO-2', lines: [{ item: 'pump-25-60', sound: 2 }] });
  expect(await worth()).toBe('1972.90');
});

test('one is made: what is issued from bins is weighed, and it is worth what it is made of', async () => {
  const from = ['inbound', 'B1', 'C1', 'A1', 'D1'];
  const lines = [1, 2, 2, 4, 1].map((quantity, i) => ({ line: i + 1, quantity, place: from[i] }));
  await ben.does('/production-orders/MO-1/issue', { lines });
  day.hands.take('B1', 2);
  day.hands.take('C1', 2);
  day.hands.take('A1', 4);
  const issued = await Promise.all(
    ['B1', 'C1', 'A1'].map((bin) =>
      day.screen.until(() => day.screen.movements.find(({ from, work }) => from === bin && work?.document === 'MO-1')),
    ),
  );
  expect(issued.map(({ item, quantity, to, rule }) => [item, quantity, to, rule.split('@')[0]])).toEqual([
    ['coupling-dn20', 2, 'assembly', 'fusion'],
    ['valve-1-2', 2, 'assembly', 'fusion'],
    ['bolt-m12', 4, 'assembly', 'fusion'],
  ]);
  await ben.does('/production-orders/MO-1/report', { good: 1 });
  // 142.00 + 2 · 5.60 + 2 · 8.40 + 4 · 0.38 + the oldest sealant, 3.80.
  expect(await mia.sees('/valuation/pump-station')).toMatchObject({ quantity: 1, value: '175.32' });
  expect((await mia.sees('/levels?location=assembly')).levels).toEqual([]);
  expect(await levelsOf(mia, 'bolt-m12')).toEqual({ A1: 26, production: 4, 'count-difference': -30 });
  expect(await worth()).toBe('1972.90');
});

test('the period up to today is closed, and nothing is entered into it any more', async () => {
  expect(await ben.asks('/periods/close', { until: dayIn(0), reason: 'x' })).toMatchObject({ status: 403 });
  expect(await mia.does('/periods/close', { until: dayIn(0), reason: 'month end' })).toMatchObject({
    value: '7.60',
    currency: 'EUR',
  });
  const late = { kind: 'move', item: 'sealant-310', quantity: 1, from: 'D1', to: 'production', reason: 'forgotten' };
  expect(await mia.asks('/commands', { ...late, at: `${dayIn(-1)} 11:00` })).toMatchObject({
    status: 422,
    body: { code: 'period-closed', errors: [{ in: 'body', field: 'at' }] },
  });
  const [period] = (await mia.sees('/periods')).periods;
  expect(period).toMatchObject({ number: 1, by: 'mia', reason: 'month end', value: '7.60', differs: false });
  // What was used by the periodic system, 175.00 + 86.40 + 83.60, is what was used by every movement.
  expect((await mia.sees('/periods/1')).items).toMatchObject([
    { item: 'sealant-310', closing: { quantity: 2, value: '7.60' }, consumed: { quantity: 96, value: '345.00' } },
  ]);
  expect(await worth()).toBe('1972.90');
});

test('what is out is on the screen, and says who takes care of it', async () => {
  const screen = new Screen(day.dashboard, mia.cookie);
  try {
    const alert = await screen.until(() => screen.alerts.find(({ key }) => key === 'out/D3'));
    await mia.does(`/alerts/${alert.number}/acknowledge`, { reason: 'is ordered' });
    const seen = await screen.until(() =>
      screen.alerts.find(({ key, state }) => key === 'out/D3' && state === 'acknowledged'),
    );
    expect(seen.acknowledged).toMatchObject({ by: 'mia', why: 'is ordered' });
  } finally {
    screen.close();
  }
});

test('the trail has it all, and the ledger is true', async () => {
  expect(await trailOf(mia, 'mia')).toEqual([
    'acceptInvitation mia done',
    'signIn done',
    'importMovements cards.csv done',
    'runPlan done',
    'openPurchaseOrder PO-1 done',
    'runPlan done',
    'reserve RS-1 done',
    'purchasePlanned pump-25-60 refused',
    'purchasePlanned PO-2 done',
    'producePlanned MO-1 done',
    'closePeriod done',
    'postCommand sealant-310 refused',
    expect.stringMatching(/^acknowledgeAlert \d+ done$/),
  ]);
  expect(await trailOf(mia, 'ben')).toEqual([
    'acceptInvitation ben done',
    'signIn done',
    'deliver PO-1 done',
    'deliver PO-2 done',
    'issueMaterial MO-1 done',
    'reportProduction MO-1 done',
    'closePeriod refused',
  ]);
  expect(await day.end()).toMatchObject({ problems: [] });
});
