/** Goal: an inventory analyst's day: every figure of the reports is made anew from the file of movements, and is the same. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginDay, binCards, type Day, levelsOf, type Person, trailOf } from './day.ts';
import { figuresOf, movementsIn, type Row, tenThousandths } from './figures.ts';

let day: Day;
let yara: Person;
let morning_ms: number;
let rows: readonly Row[];

beforeAll(async () => {
  day = await beginDay('analyst');
  yara = await day.join('yara', 'inventory-analyst');
  const ben = await day.join('ben', 'inventory-associate');
  await day.screen.holds('pump-25-60', 'R1', 3);
  await day.admin.does('/movements/import?file=cards.csv&reason=bin%20cards', binCards());
  const known = await day.screen.until(() => day.screen.movements.findLast(({ item }) => item === 'sealant-310'));
  morning_ms = known.arrived_ms + 1_000;
  await day.screen.until(() => day.screen.now_ms > morning_ms);
  // What the day brings: bolts and relays are used, tape is scanned in and one of it is not found, a pump goes to the other rail.
  day.hands.take('A1', 5);
  day.hands.take('A5', 3);
  day.hands.carry('pump-25-60', 1, 'R1', 'R2');
  await day.scan([
    ['TG-CMD.RECEIVE', 'receive: scan the location, then the items'],
    ['TG-LOC.D2', 'receive at Shelf D2'],
    ['9521234500162', 'receive 1 × Insulating tape 50 m at Shelf D2'],
    ['TG-CMD.QTY.12', 'receive 12 × Insulating tape 50 m'],
    ['TG-CMD.DONE', 'receive of Shelf D2 done; lookup: scans only show'],
  ]);
  await day.screen.holds('tape-50', 'D2', 12);
  await ben.does('/commands', { kind: 'count', item: 'tape-50', location: 'D2', quantity: 11, reason: 'looked' });
  await day.screen.holds('bolt-m12', 'A1', 25);
  await day.screen.holds('relay-24v', 'A5', 27);
  await day.screen.holds('pump-25-60', 'R2', 1);
  rows = movementsIn(await yara.sees('/movements.csv'));
}, 300_000);
afterAll(() => day.stop());

const report = (name: string) => yara.sees(`/reports/${name}?days=60`);
const rowOf = (told: { rows: readonly Record<string, unknown>[] }, item: string) =>
  told.rows.find((row) => row.item === item);
const costs = {
  ...{ 'bolt-m12': '0.38', 'nut-m16': '0.21', 'bearing-6204': '3.15', 'bushing-25': '2.40', 'relay-24v': '6.80' },
  ...{ 'fuse-nh00': '4.90', 'coupling-dn20': '5.60', 'terminal-pe': '0.95', 'grease-400': '7.25', 'valve-1-2': '8.40' },
  ...{ 'pump-25-60': '142.00', 'sealant-310': '3.60', 'tape-50': '1.15' },
};

test('stock and its value: by item, by place, and in sum', async () => {
  const { total, rows: told } = await yara.sees('/valuation');
  const own = Object.entries(costs).map(([item, cost]) => ({ item, ...figuresOf(rows, item, cost, 0, Date.now()) }));
  for (const { item, on_hand, value } of own) {
    const row = told.find((each: { item: string }) => each.item === item);
    expect([item, row.quantity, tenThousandths(row.value)]).toEqual([item, on_hand, value]);
  }
  // 780.10 − 5 · 0.38 − 3 · 6.80 in the bins, 426.00 on the rails, 7.60 of sealant, 11 · 1.15 of tape.
  expect(total).toBe('1204.05');
  expect(tenThousandths(total)).toBe(own.reduce((sum, { value }) => sum + value, 0));
  const { rows: places, total: all } = await report('stock-value');
  expect(places.find(({ location }: { location: string }) => location === 'Rail R2')).toMatchObject({
    ...{ class: 'raw', items: 1, quantity: 1, value: '142.00' },
  });
  expect(all.value).toBe('1204.05');
});

test('turns: the time-weighted stock and what was used, at the cost it left with', async () => {
  const told = await report('turns');
  const sealant = rowOf(told, 'sealant-310');
  const own = figuresOf(rows, 'sealant-310', '3.60', told.from_ms, told.until_ms);
  expect(sealant).toMatchObject({ issued: 96, cost_of_goods: '345.00' });
  expect([own.used, own.used_value]).toEqual([96, 3_450_000]);
  expect(Math.abs(Number(sealant?.average_quantity) - own.average)).toBeLessThan(0.01);
  const days = (told.until_ms - told.from_ms) / 86_400_000;
  const average_value = Number(sealant?.average_value);
  expect(Math.abs(Number(sealant?.dsi) - (average_value / 345) * days)).toBeLessThan(0.02);
  expect(Math.abs(Number(sealant?.turns) - ((345 / average_value) * 365) / days)).toBeLessThan(0.02);
  // 345.00 + 5 · 0.38 + 3 · 6.80
  expect(told.total.cost_of_goods).toBe('367.30');
});

test('ABC by what was used: the item that crosses 80 % still is an A', async () => {
  const told = await report('abc-xyz');
  expect(['sealant-310', 'relay-24v', 'bolt-m12', 'nut-m16'].map((item) => rowOf(told, item))).toMatchObject([
    { usage_value: '345.00', share: 0.9393, share_before: 0, abc: 'A', xyz: 'X' },
    { usage_value: '20.40', share: 0.0555, share_before: 0.9393, abc: 'B' },
    { usage_value: '1.90', share: 0.0052, share_before: 0.9948, abc: 'C' },
    { usage_value: '0.00', share: 0, abc: 'C' },
  ]);
});

test('what counts found missing, and how often they agreed', async () => {
  const shrinkage = rowOf(await report('shrinkage'), 'tape-50');
  expect(shrinkage).toMatchObject({
    ...{ opening: 0, receipts: 12, issues: 0, closing: 11, missing: 1, rate: 0.0833, value: '1.15' },
    ...{ by_people: 1, by_devices: 0, scrapped: 0 },
  });
  const counted = rows.filter(({ kind, item }) => kind === 'counted' && item === 'tape-50');
  expect(counted).toMatchObject([{ quantity: 1, from: 'D2', to: 'count-difference' }]);
  const { rows: classes } = await report('record-accuracy');
  const tape = classes.find(({ class: abc }: { class: string }) => abc === 'C');
  expect(tape.counts).toBeGreaterThanOrEqual(1);
});

test('how much is noticed by itself: by the devices in the evidence of each movement', async () => {
  const { movements } = await yara.sees('/movements?limit=1000');
  const senses: Record<string, number> = { weight: 0, tag: 0, scan: 0, fused: 0, person: 0 };
  for (const { evidence } of movements) {
    const by = new Set(evidence.map(({ device }: { device: string }) => senseOf(device)));
    const sense = by.size > 1 ? 'fused' : String([...by][0] ?? 'person');
    senses[sense] = (senses[sense] ?? 0) + 1;
  }
  const told = await report('automation');
  expect(Object.fromEntries(told.rows.map((row: Record<string, unknown>) => [row.source, row.movements]))).toEqual(
    senses,
  );
  const automated = movements.length - (senses.person ?? 0);
  expect(told.total).toMatchObject({ movements: automated });
  expect(told.total.share).toBeCloseTo(automated / movements.length, 3);
});

function senseOf(device: string): string {
  if (device.startsWith('person:')) return 'person';
  if (device === 'scanner-d') return 'scan';
  return device === 'rail-reader' ? 'tag' : 'weight';
}

test('the same as a file and as a page, and as it was this morning', async () => {
  const csv: string = await yara.sees('/reports/abc-xyz?days=60&format=csv');
  expect(csv).toContain('sealant-310,Sealant 310 ml,345.00,');
  const page: string = await yara.sees('/reports/abc-xyz/page?days=60');
  expect(page).toContain('<!doctype html>');
  expect(page).toContain('Sealant 310 ml');
  const { levels } = await yara.sees(`/levels?item=bolt-m12&at=${morning_ms}`);
  expect(levels.find(({ location }: { location: string }) => location === 'A1')).toMatchObject({ quantity: 30 });
  expect((await levelsOf(yara, 'bolt-m12')).A1).toBe(25);
  expect((await yara.sees(`/valuation?at=${morning_ms}`)).total).toBe('1213.70');
});

test('they change nothing, what they took out is in the trail, and the ledger is true', async () => {
  const count = { kind: 'count', item: 'bolt-m12', location: 'A1', quantity: 1, reason: 'x' };
  expect(await yara.asks('/commands', count)).toMatchObject({ status: 403, body: { code: 'right-missing' } });
  expect(await yara.asks('/periods/close', { until: '2026-01-01', reason: 'x' })).toMatchObject({ status: 403 });
  expect(await trailOf(yara, 'yara')).toEqual([
    'acceptInvitation yara done',
    'signIn done',
    'exportMovements done',
    'getReport done',
    'getReportPage done',
    'postCommand refused',
    'closePeriod refused',
  ]);
  expect(await day.end()).toMatchObject({ problems: [] });
});
