/** Captures of the built product: ended by a signal they are whole, and no earlier one is ever lost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { command, runCommand, startGatewayProcess } from './process.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-captures-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('tallygate capture', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('ends at %s with its last line and a summary', async (signal) => {
    const scanner = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('TG-LOC.A1\r\n');
    });
    scanner.listen(0, '127.0.0.1');
    await once(scanner, 'listening');
    const address = scanner.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const file = join(folder, 'door.jsonl');
    const args = ['capture', 'door', '--tcp', `127.0.0.1:${port}`, '--driver', 'line-scanner', '--out', file];
    const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    const [line] = await once(child.stdout, 'data');
    expect(String(line)).toMatch(/^\S+Z door scan TG-LOC.A1 = location A1\n$/);
    child.kill(signal);
    await once(child, 'close');
    scanner.close();
    expect(child.exitCode).toBe(0);
    expect(err).toContain(`1 frame (9 bytes), 0 not understood, 0 bytes of noise, 1 connection: ${file}\n`);
    const rows = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(rows.map(({ event, text }) => event ?? text)).toEqual([
      undefined,
      'started',
      'connected',
      'TG-LOC.A1',
      'end',
    ]);
    const { code, out } = await runCommand(['replay', file, '--readings']);
    expect([code, out]).toEqual([0, String(line)]);
  });
});

describe('tallygate capture of a device of the settings', () => {
  test('says by itself how its frames are read, also what only the settings say', async () => {
    const scanner = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('DOORTG-LOC.A1\r\n');
    });
    scanner.listen(0, '127.0.0.1');
    await once(scanner, 'listening');
    const address = scanner.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const site = join(folder, 'site.json');
    const connections = [{ id: 'door', wire: { kind: 'tcp', host: '127.0.0.1', port } }];
    const devices = [{ id: 'door', driver: 'line-scanner', scanner: { prefix: 'DOOR' } }];
    writeFileSync(site, JSON.stringify({ name: 'C', time_zone: 'UTC', currency: 'EUR', connections, devices }));
    const file = join(folder, 'door.jsonl');
    const captured = await runCommand(['capture', 'door', '--site', site, '--out', file, '--frames', '1']);
    scanner.close();
    expect(captured.out).toContain(' door scan TG-LOC.A1 = location A1\n');
    const { code, out } = await runCommand(['replay', file, '--readings']);
    expect([code, out]).toEqual([0, captured.out]);
  });
});

describe('tallygate capture begins no file for', () => {
  test.each([
    ['a device that posts', { kind: 'http' }, [], 'posts to a running gateway'],
    [
      'raw bytes of a line on which nobody speaks unasked',
      { kind: 'modbus', host: '127.0.0.1' },
      ['--raw'],
      'only answers',
    ],
  ])('%s', async (_what, wire, flags, says) => {
    const site = join(folder, 'site.json');
    const isModbus = wire.kind === 'modbus';
    const device = isModbus
      ? {
          id: 'door',
          driver: 'modbus-scale',
          unit: 'kg',
          modbus: { address: 1, weights: [{ address: 0, type: 'i16' }] },
        }
      : { id: 'door', driver: 'line-scanner' };
    const connections = [{ id: 'door', wire }];
    writeFileSync(
      site,
      JSON.stringify({ name: 'C', time_zone: 'UTC', currency: 'EUR', connections, devices: [device] }),
    );
    const file = join(folder, 'door.jsonl');
    const { code, err } = await runCommand(['capture', 'door', '--site', site, '--out', file, ...flags]);
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    expect(existsSync(file)).toBe(false);
  });
});

describe('a gateway that is started again with the same capture', () => {
  test('leaves the earlier file as it is, and says where it writes', async () => {
    const site = join(folder, 'site.json');
    const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
    writeFileSync(site, JSON.stringify({ name: 'Captures', time_zone: 'UTC', currency: 'EUR', network }));
    const file = join(folder, 'day.jsonl');
    const args = ['--site', site, '--data', join(folder, 'data'), '--capture', file];
    const first = await startGatewayProcess(args);
    expect(await first.stop()).toBe(0);
    const earlier = readFileSync(file, 'utf8');
    const child = spawn(process.execPath, [command, 'start', '--log', 'silent', ...args]);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    await expect.poll(() => out).toContain('day-2.jsonl');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(out).toContain(
      `${file} is there already and stays as it is; this capture is ${join(folder, 'day-2.jsonl')}.`,
    );
    expect(readFileSync(file, 'utf8')).toBe(earlier);
    const second = readFileSync(join(folder, 'day-2.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(second[0] ?? '')).toMatchObject({ capture: 1, state: 'running' });
    expect(JSON.parse(second.at(-1) ?? '')).toMatchObject({ event: 'end' });
  });
});
