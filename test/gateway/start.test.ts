/** What an operator meets when a gateway cannot start, or must not: one clear sentence, and nothing left running. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bindingFault } from '../../gateway/ledger/database.ts';
import { eventually } from '../transport/eventually.ts';
import { command, freePort, runCommand, startGatewayProcess } from './process.ts';

const look_every_ms = 50;

let directory: string;
let data: string;
let site: string;
let ports: { dashboard: number; broker: number };

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-start-'));
  data = join(directory, 'data');
  site = join(directory, 'site.json');
  ports = { dashboard: await freePort(), broker: await freePort() };
  writeSite({});
});
afterEach(() => rmSync(directory, { recursive: true }));

function writeSite(more: {
  readonly broker_host?: string;
  readonly dashboard_host?: string;
  readonly bins?: readonly string[];
}): void {
  const settings = {
    name: 'Small',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [{ id: 'bolt', gtins: ['9521141000014'], unit_mass_mg: 21_000 }],
    locations: ['A1', ...(more.bins ?? [])].map((id) => ({ id, kind: 'bin', item: 'bolt' })),
    connections: [{ id: 'shelf-a1', wire: { kind: 'mqtt' } }],
    devices: [
      { id: 'shelf-a1', driver: 'native', channels: [{ channel: '1', location: 'A1', empty_mass_mg: 500_000 }] },
    ],
    network: {
      dashboard: { host: more.dashboard_host ?? '127.0.0.1', port: ports.dashboard },
      broker: { kind: 'embedded', host: more.broker_host ?? '127.0.0.1', port: ports.broker },
    },
  };
  writeFileSync(site, JSON.stringify(settings, null, 2));
}

const start = () => runCommand(['start', '--site', site, '--data', data, '--log', 'silent']);

describe('a gateway that cannot start says why in one sentence', () => {
  test.each(['dashboard', 'broker'] as const)('when the port of the %s is in use', async (which) => {
    const other = createServer().listen(ports[which], '127.0.0.1');
    await once(other, 'listening');
    const { code, err } = await start();
    other.close();
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(`${ports[which]}`);
    expect(err).toContain('in use');
  });

  test('when another gateway holds the data directory', async () => {
    const first = await startGatewayProcess(['--site', site, '--data', data]);
    ports = { dashboard: await freePort(), broker: await freePort() };
    writeSite({});
    const { code, err } = await start();
    expect(await first.stop()).toBe(0);
    expect({ code, err }).toEqual({
      code: 2,
      err: `The data directory ${data} is already held by another gateway. Stop that one, or start with another --data directory.\n`,
    });
  });

  test('when the dashboard should listen beyond loopback', async () => {
    writeSite({ dashboard_host: '0.0.0.0' });
    const { code, err } = await start();
    expect(code).toBe(2);
    expect(err).toContain('network.dashboard.host');
    expect(err).toContain('loopback');
  });

  test('when the settings are not JSON, with the place', async () => {
    writeFileSync(site, '{"name": "x",}');
    const { code, err } = await start();
    expect(code).toBe(2);
    expect(err).toContain('line 1');
  });

  test('when the store has no binary for this Node, with the cure', () => {
    const other = new Error(
      'was compiled against a different Node.js version using\nNODE_MODULE_VERSION 115. This version requires 127.',
    );
    expect(bindingFault(other)?.message).toBe(
      `better-sqlite3 was built for another Node than ${process.version}. Run: npm rebuild better-sqlite3`,
    );
    expect(bindingFault(new Error('Could not locate the bindings file. Tried: …'))?.message).toContain(
      'npm rebuild better-sqlite3',
    );
    expect(bindingFault(new Error('unable to open database file'))).toBeUndefined();
  });
});

describe('a broker beyond loopback', () => {
  test('starts only when every connection has its secret, and says that the wire is not encrypted', async () => {
    writeSite({ broker_host: '0.0.0.0' });
    const without = await start();
    expect(without.code).toBe(2);
    expect(without.err).toContain(
      `these have none: shelf-a1. Run: npx tallygate enrol shelf-a1 --data ${data} --site ${site}\n`,
    );
    await runCommand(['enrol', 'shelf-a1', '--data', data, '--site', site]);
    const { notes, stop } = await startWithNotes();
    expect(notes).toContain('not encrypted');
    expect(await stop()).toBe(0);
  });
});

async function startWithNotes() {
  const child = spawn(process.execPath, [command, 'start', '--site', site, '--data', data, '--log', 'silent']);
  let notes = '';
  child.stdout.on('data', (chunk: Buffer) => {
    notes += chunk.toString();
  });
  await eventually(() => notes.includes('encrypted') || child.exitCode !== null);
  return {
    notes,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      return child.exitCode;
    },
  };
}

describe('a secret', () => {
  test('is shown once, lets its connection in, and is revoked at once', async () => {
    const enrolled = await runCommand(['enrol', 'shelf-a1', '--data', data, '--site', site, '--json']);
    const { secret }: { secret: string } = JSON.parse(enrolled.out);
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const gateway = await startGatewayProcess(['--site', site, '--data', data]);
    const login = { clientId: 'shelf-a1', username: 'shelf-a1', password: secret, reconnectPeriod: 0 };
    const client = mqtt.connect(gateway.broker, login);
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    const gone = new Promise<void>((resolve) => client.once('close', resolve));
    await runCommand(['enrol', 'shelf-a1', '--data', data, '--revoke']);
    await gone;
    const again = mqtt.connect(gateway.broker, login);
    const error = await new Promise<Error>((resolve) => again.once('error', resolve));
    expect(String(error)).toMatch(/Not authorized|Bad username or password/);
    again.end(true);
    expect(await gateway.stop()).toBe(0);
  });

  test('of a connection that the settings do not have is not made', async () => {
    const { code, err } = await runCommand(['enrol', 'nobody', '--data', data, '--site', site]);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'The settings name no MQTT or HTTP connection nobody; they name: shelf-a1.\n',
    });
  });
});

describe('edited settings', () => {
  test('are taken over while the gateway runs, and a wrong edit changes nothing and is shown', async () => {
    const gateway = await startGatewayProcess(['--site', site, '--data', data]);
    const ask = (path: string) => gateway.fetch(`/api/v1/${path}`);
    expect((await ask('locations/A2')).status).toBe(404);
    writeSite({ bins: ['A2'] });
    while ((await ask('locations/A2')).status !== 200) await pause(look_every_ms);
    writeFileSync(site, '{"name": 5}');
    let status = '';
    while (!status.includes('not taken over')) {
      await pause(look_every_ms);
      status = await (await ask('status')).text();
    }
    expect((await ask('locations/A2')).status).toBe(200);
    expect(status).toContain('Settings not taken over');
    expect(await gateway.stop()).toBe(0);
  });
});
