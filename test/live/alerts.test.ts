/** Alerts from what is the case to whoever is told: the desk with a ledger on disk, over REST, to screens, and to a server that listens. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AlertDesk } from '../../gateway/alert-desk.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { limits } from '../../gateway/base/limits.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { openPeopleWriter, type PeopleReader, peopleReader } from '../../gateway/ledger/people.ts';
import type { Alerts } from '../../gateway/live/routes/alerts.ts';
import { type AlertChannel, type AlertSettings, usualAlerts } from '../../gateway/stock/alert-settings.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { type House, houseOf } from '../access/house.ts';
import { hookBox } from '../notify/letter-box.ts';
import { ask } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { HandClock } from './hand-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { movementOf, smallSite } from './small-site.ts';

let directory: string;
let clock: HandClock;
let ledger: MemoryLedger;
let writer: ReturnType<typeof openPeopleWriter>;
let reader: PeopleReader;
const undo: (() => unknown)[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-alerts-'));
  clock = new HandClock();
  ledger = new MemoryLedger();
  writer = openPeopleWriter(directory);
  reader = peopleReader(directory);
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  reader.close();
  writer.close();
  rmSync(directory, { recursive: true });
});

interface Watched {
  readonly desk: AlertDesk;
  readonly gateway: TestGateway;
  readonly house: House;
  /** Books so many bolts into A1-01 (or out of it), and looks when that has lasted. */
  change(bolts: number): Promise<void>;
  get(path: string): Promise<unknown>;
  post(path: string, body: object, by: string): Promise<{ status: number; body: unknown }>;
}

let booked = 0;

async function watched(settings: Partial<AlertSettings> = {}): Promise<Watched> {
  const site: Site = { ...smallSite, alerts: { ...usualAlerts, ...settings } };
  const house = houseOf({ clock });
  undo.push(() => house.close());
  const later: { alerts?: AlertDesk } = {};
  const alerts: Alerts = {
    reader: reader.alerts,
    channels: () => later.alerts?.channels() ?? [],
    acknowledge: (number, said) => desk.acknowledge(number, said),
    silence: (number, until_ms, said) => desk.silence(number, until_ms, said),
  };
  const gateway = await startTestGateway({ clock, ledger, house, alerts });
  undo.push(() => gateway.stop());
  const desk = new AlertDesk({
    reader: reader.alerts,
    ledger_id: 'l1',
    gateway_id: 'g1',
    write: (writes) => Promise.resolve(writer.write(writes)),
    site: () => site,
    facts: () => gateway.state.facts(),
    tell: (view) => gateway.state.applyAlerts(view),
    clock,
    random: { next: () => 1, int: (max) => max - 1 },
    log: silentLog,
    counters: countersOf(),
  });
  later.alerts = desk;
  undo.push(() => desk.stop());
  // Time that passes while a post is on its way would break it off.
  const quiet = () => expect.poll(() => desk.channels().some(({ state }) => state === 'sending')).toBe(false);
  const token = await house.program('watch', ['demand-planner']);
  return {
    desk,
    gateway,
    house,
    async change(bolts) {
      booked += 1;
      const places = bolts < 0 ? { from: 'a1-01', to: 'customer' } : { from: 'supplier', to: 'a1-01' };
      const movement = movementOf(`b${booked}`, { quantity: Math.abs(bolts), ...places });
      gateway.state.applyCommit(ledger.commit({ at_ms: clock.now_ms(), movements: [movement] }));
      await desk.look();
      await quiet();
      clock.pass(60_000);
      await desk.look();
      await quiet();
    },
    get: async (path) =>
      (await ask(gateway.live.port, `/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).body,
    async post(path, body, by) {
      const bearer = await house.program(by, ['inventory-associate']);
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${bearer}` };
      return ask(gateway.live.port, `/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    },
  };
}

/** A webhook with its server. */
async function hooked(more: Partial<Pick<AlertChannel, 'kinds' | 'quiet' | 'cleared'>> = {}, ...statuses: number[]) {
  const box = await hookBox(...statuses);
  undo.push(() => box.stop());
  const secret_file = join(directory, 'key');
  writeFileSync(secret_file, 'an example key of at least 32 characters');
  const channel: AlertChannel = { id: 'hook', kind: 'webhook', cleared: true, url: box.url, secret_file, ...more };
  const told = () =>
    box.posts.flatMap(({ body }) =>
      JSON.parse(body).alerts.map(({ event, kind, alert }: Record<string, unknown>) => `${event} ${kind} ${alert}`),
    );
  return { box, channel, told };
}

const settled = (get: Watched['get']) => async () => {
  const page = JSON.parse(JSON.stringify(await get('/alert-channels')));
  return page.channels[0]?.waiting;
};

describe('an alert', () => {
  test('goes its way: raised, told, acknowledged, cleared; over REST, to screens, and in the ledger', async () => {
    const { channel, told } = await hooked();
    const { change, get, post, gateway, house } = await watched({ channels: [channel] });
    await change(50);
    expect(await get('/alerts')).toEqual({ alerts: [] });
    await change(-40);
    const raised = { number: 1, kind: 'low', state: 'raised', item: 'bolt-m6', location: 'a1-01', times: 1 };
    expect(await get('/alerts?state=open&kind=low')).toMatchObject({ alerts: [raised] });
    expect(gateway.state.snapshot().alerts).toMatchObject({ open: 1, alerts: [raised] });
    await expect.poll(told).toEqual(['raised low 1']);

    const done = await post('/alerts/1/acknowledge', { reason: 'is ordered' }, 'floor');
    expect(done).toMatchObject({ status: 200, body: { alert: { state: 'acknowledged' } } });
    expect(await post('/alerts/1/acknowledge', {}, 'other')).toMatchObject({
      status: 422,
      body: { errors: [{ in: 'path', field: 'id', rule: 'was acknowledged by api:floor already' }] },
    });
    await change(60);
    await expect.poll(told).toEqual(['raised low 1', 'cleared low 1']);
    await expect.poll(settled(get)).toBe(0);
    expect(await get('/alerts/1')).toMatchObject({
      alert: { state: 'cleared', acknowledged: { by: 'api:floor', why: 'is ordered' } },
      events: [
        { number: 1, kind: 'raised' },
        { number: 2, kind: 'acknowledged', by: 'api:floor', why: 'is ordered' },
        { number: 3, kind: 'cleared' },
      ],
      deliveries: [
        { event: 1, channel: 'hook', state: 'sent', tries: 1, says: '' },
        { event: 3, channel: 'hook', state: 'sent', tries: 1, says: '' },
      ],
    });
    expect(gateway.state.snapshot().alerts).toEqual({ open: 0, alerts: [] });
    expect(house.reader.audit.list({ what: 'acknowledgeAlert', limit: 9 })).toMatchObject([
      { by: 'api:other', outcome: 'refused' },
      { by: 'api:floor', subject: '1', outcome: 'done', why: 'is ordered' },
    ]);
  });

  test('that is silenced is told of to nobody until then, and anew when it still holds', async () => {
    const { channel, told } = await hooked();
    const { change, desk, post } = await watched({ channels: [channel] });
    await change(10);
    await expect.poll(told).toEqual(['raised low 1']);
    const until_ms = clock.now_ms() + 3_600_000;
    expect((await post('/alerts/1/silence', { until_ms, reason: 'delivery at noon' }, 'floor')).status).toBe(200);
    await change(20);
    await change(-20);
    expect(reader.alerts.list({ limit: 9 }).map(({ number, state }) => `${number} ${state}`)).toEqual([
      '2 raised',
      '1 cleared',
    ]);
    clock.pass(3_600_000);
    await desk.look();
    await expect.poll(told).toEqual(['raised low 1', 'raised-anew low 2']);
    const late = await post('/alerts/2/silence', { until_ms: 5 }, 'other');
    expect(late).toMatchObject({ status: 422, body: { errors: [{ field: 'until_ms', rule: 'must be after now' }] } });
  });

  test('goes on after a restart, and what was not told yet is told then', async () => {
    const { channel, told, box } = await hooked({}, 500, 500, 204);
    const first = await watched({ channels: [channel] });
    await first.change(10);
    await expect.poll(async () => reader.alerts.deliveries(1)[0]?.says).toBe('it answers 500');
    expect(await first.get('/alert-channels')).toMatchObject({
      channels: [{ channel: 'hook', state: 'waiting', says: 'It is tried again soon: it answers 500.', waiting: 1 }],
    });
    await first.desk.stop();
    const again = await watched({ channels: [channel] });
    again.gateway.state.applyCommit(ledger.commit({ at_ms: clock.now_ms() }));
    await again.desk.look();
    await expect.poll(() => reader.alerts.deliveries(1)[0]?.tries).toBe(2);
    clock.pass(15_000);
    await again.desk.look();
    await expect.poll(() => reader.alerts.deliveries(1)[0]).toMatchObject({ state: 'sent', tries: 3 });
    expect(told()).toEqual(['raised low 1', 'raised low 1', 'raised low 1']);
    // Whoever takes it more than once knows it by its id.
    expect(new Set(box.posts.map(({ body }) => JSON.parse(body).alerts[0].id))).toEqual(new Set(['l1/1']));
    expect(reader.alerts.list({ limit: 9 })).toHaveLength(1);
  });
});

test('a look that fails ends nothing: it is told, and there is another one', async () => {
  const { desk: _, gateway } = await watched();
  const says: string[] = [];
  let looks = 0;
  const desk = new AlertDesk({
    reader: reader.alerts,
    ledger_id: 'l1',
    gateway_id: 'g1',
    write: () => Promise.resolve(),
    site: () => smallSite,
    facts() {
      looks += 1;
      if (looks === 1) throw new Error('the disk is gone');
      return gateway.state.facts();
    },
    tell() {},
    clock,
    random: { next: () => 1, int: (max) => max - 1 },
    log: { ...silentLog, error: (_what, told) => says.push(told) },
    counters: countersOf(),
  });
  undo.push(() => desk.stop());
  desk.start();
  await expect.poll(() => says).toEqual(['Alerts could not be looked at, and are again soon: the disk is gone']);
  clock.pass(limits.alert_look_ms);
  await expect.poll(() => looks).toBe(2);
  expect(says).toHaveLength(1);
});

describe('a channel', () => {
  test('is told its kinds only, and of the end only where that is wanted', async () => {
    const { channel, told } = await hooked({ kinds: ['out'], cleared: false });
    const { change, get } = await watched({ channels: [channel] });
    await change(10);
    await change(-10);
    await change(90);
    await expect.poll(settled(get)).toBe(0);
    expect(told()).toEqual(['raised out 2']);
  });

  test('is told after its quiet hours what happened in them, and at once what may not wait', async () => {
    // 17:00 in Berlin.
    const { channel, told } = await hooked({ quiet: { from: '16:00', to: '18:00', but: ['out'] } });
    const { change, desk, get } = await watched({ channels: [channel] });
    await change(10);
    expect(await get('/alert-channels')).toMatchObject({ channels: [{ state: 'quiet', waiting: 1 }] });
    await change(-10);
    await expect.poll(told).toEqual(['raised out 2']);
    clock.pass(3_600_000);
    await desk.look();
    await expect.poll(told).toEqual(['raised out 2', 'raised low 1']);
  });

  test('that left the settings gives up what waits for it, and says so', async () => {
    const { channel } = await hooked({}, 500);
    const first = await watched({ channels: [channel] });
    await first.change(10);
    await expect.poll(async () => reader.alerts.deliveries(1)[0]?.tries).toBe(1);
    await first.desk.stop();
    const again = await watched({});
    await again.desk.look();
    expect(reader.alerts.deliveries(1)).toMatchObject([
      { state: 'given-up', says: 'the channel is no longer in the settings' },
    ]);
  });
});
