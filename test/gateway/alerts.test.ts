/** A gateway as built, told of nothing but its settings: what runs low there is told to a mail server, an HTTP server and a broker. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { hookBox, mailBox, topicBox } from '../notify/letter-box.ts';
import { isGenuine } from '../notify/receiver.ts';
import { type GatewayProcess, startGatewayProcess } from './process.ts';

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const key = 'an example key of at least 32 characters';

async function put(gateway: GatewayProcess, path: string, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await gateway.fetch(`/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

test('an alert is told on every channel, once in effect also after a crash, acknowledged, and over', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tallygate-alerts-gateway-'));
  undo.push(() => rmSync(directory, { recursive: true }));
  const [mail, hook, bus] = [
    await mailBox({ disabledCommands: ['STARTTLS'] }),
    await hookBox(503, 204),
    await topicBox(),
  ];
  undo.push(
    () => mail.stop(),
    () => hook.stop(),
    () => bus.stop(),
  );
  const secret_file = join(directory, 'key');
  writeFileSync(secret_file, key);
  const people = { from: 'gate@example.com', to: ['stock@example.com'] };
  const channels = [
    { kind: 'smtp', id: 'mail', host: '127.0.0.1', port: mail.port, security: 'none', ...people },
    { kind: 'webhook', id: 'hook', url: hook.url, secret_file },
    { kind: 'mqtt', id: 'bus', url: bus.url },
  ];
  const site = join(directory, 'site.json');
  writeFileSync(
    site,
    JSON.stringify({
      name: 'Small',
      time_zone: 'UTC',
      currency: 'EUR',
      items: [{ id: 'bolt' }],
      locations: [{ id: 'A1', kind: 'bin', item: 'bolt', low: 10 }],
      network: { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } },
      alerts: { raise_after_ms: 0, clear_after_ms: 0, kinds: ['low'], channels },
    }),
  );
  const args = ['--site', site, '--data', join(directory, 'data')];
  const first = await startGatewayProcess(args);
  const count = (quantity: number) => ({ kind: 'count', item: 'bolt', location: 'A1', quantity, reason: 'weekly' });
  // Nothing lies there at the start, which is low already.
  const said = 'Alert (low, no. ';
  await expect.poll(() => mail.mails.some(({ text }) => text.includes(said))).toBe(true);
  await expect.poll(() => bus.published.some(({ text }) => text.includes('"kind":"low"'))).toBe(true);
  await expect.poll(() => hook.posts.length).toBeGreaterThan(0);
  await first.kill();

  const second = await startGatewayProcess(args);
  undo.push(() => second.stop());
  // The webhook answered 503: what it did not take is told by the gateway that comes after.
  const lows = () =>
    hook.posts
      .flatMap(({ body }) => JSON.parse(body).alerts)
      .filter(({ kind, event }) => kind === 'low' && event === 'raised');
  await expect.poll(() => lows().length).toBeGreaterThan(1);
  expect(new Set(lows().map(({ id }) => id)).size).toBe(1);
  for (const { headers, body } of hook.posts)
    expect(isGenuine(String(headers['tallygate-signature']), body, key, Date.now())).toBe(true);

  const { alert } = lows()[0];
  expect(await put(second, `/alerts/${alert}/acknowledge`, { reason: 'ordered' })).toBe(200);
  expect(await put(second, '/commands', count(40))).toBe(200);
  const state = async () => JSON.parse(await (await second.fetch(`/api/v1/alerts/${alert}`)).text());
  await expect.poll(async () => (await state()).alert.state).toBe('cleared');
  await expect
    .poll(async () => (await state()).deliveries.every((each: { state: string }) => each.state === 'sent'))
    .toBe(true);
  const events = (await state()).events.map(({ kind, by }: { kind: string; by?: string }) => [kind, by]);
  expect(events).toEqual([
    ['raised', undefined],
    ['acknowledged', 'api:test'],
    ['cleared', undefined],
  ]);
});
