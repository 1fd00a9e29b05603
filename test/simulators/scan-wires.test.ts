/** Simulated scanners on their wires: what goes wrong with a scan, and that the wires of a simulation carry it as real ones do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { scanMessage } from '../../devices/barcode/scan-message.ts';
import { ssi } from '../../devices/barcode/ssi.ts';
import { understand } from '../../devices/driver.ts';
import { systemClock as gatewayClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { Link } from '../../gateway/transport/link.ts';
import { serialLink } from '../../gateway/transport/serial.ts';
import { systemClock } from '../../simulators/clock.ts';
import { faultyScans } from '../../simulators/scan-faults.ts';
import { handheldWire, scanMessageLiveness, scanMessageWire, ssiWire } from '../../simulators/scan-wires.ts';
import type { Scanner } from '../../simulators/scanner.ts';
import { seedOf } from '../../simulators/seed.ts';
import { eventually } from '../transport/eventually.ts';
import { withoutSocat } from '../transport/pty-pair.ts';
import { TestIntake } from '../transport/test-intake.ts';

let folder = '';
let link: Link | undefined;
let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await link?.stop();
  link = undefined;
  for (const end of ends) await end();
  ends = [];
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

const parts = () => ({ clock: systemClock, seed: seedOf(9), scanners: new Map<string, Scanner>() });

describe('what goes wrong with a scan', () => {
  const gs1 = { aim: ']C1', code: '10AB\x1d2117' };
  test.each([
    [{}, [gs1]],
    [{ doubled_permille: 1_000 }, [gs1, gs1]],
    [{ dropped_gs_permille: 1_000 }, [{ aim: ']C1', code: '10AB2117' }]],
    [{ gs_as: '<GS>' }, [{ aim: ']C1', code: '10AB<GS>2117' }]],
    [{ layout: 'qwertz', gs_as: '' } as const, [{ aim: ']C1', code: '10AB2117' }]],
  ])('%o', (faults, sent) => {
    expect(faultyScans(faults, seedOf(4))(gs1)).toEqual(sent);
  });

  test('a truncated code is a beginning of it, never empty', () => {
    const become = faultyScans({ truncated_permille: 1_000 }, seedOf(4));
    for (let at = 0; at < 50; at += 1) {
      const [sent] = become({ code: '9506000134352' });
      expect('9506000134352'.startsWith(sent?.code ?? '?')).toBe(true);
      expect(sent?.code.length).toBeLessThan(13);
      expect(sent?.code).not.toBe('');
    }
  });
});

describe('wires of a simulation', () => {
  test.skipIf(withoutSocat !== '')(`a Zebra answers its host and gives its scans${withoutSocat}`, async () => {
    folder = mkdtempSync(join(tmpdir(), 'tallygate-ssi-'));
    const path = join(folder, 'zebra');
    const wires = parts();
    ends.push(await ssiWire(wires, 'zebra', { path, broke: (says) => expect.fail(says) }));
    const intake = new TestIntake();
    link = serialLink({
      connection: 'zebra',
      device: 'zebra',
      driver: ssi,
      serial: { path, baud: 9_600, data_bits: 8, parity: 'none', stop_bits: 1 },
      intake,
      clock: gatewayClock,
      random: randomOf(1),
      log: silentLog,
      counters: countersOf(),
    });
    await link.start();
    await eventually(() => link?.states()[0]?.state === 'connected');
    expect(wires.scanners.get('zebra')?.scan({ aim: ']E0', code: '9506000134352' })).toBe('9506000134352');
    await intake.until(({ arrivals }) => arrivals.length === 1);
    expect(understand(ssi, intake.arrivals[0]?.data ?? new Uint8Array(), { retained: false })).toMatchObject({
      ok: true,
      value: [{ kind: 'scan', code: '9506000134352', aim: ']E0' }],
    });
  });

  test('a handheld calls again when it was cut off', async () => {
    const sockets: Socket[] = [];
    let heard = '';
    const server: Server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString('latin1');
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const wires = parts();
    ends.push(
      handheldWire(wires, 'handheld', { host: '127.0.0.1', port }),
      () => new Promise((done) => server.close(() => done())),
    );
    await eventually(() => sockets.length === 1);
    sockets[0]?.resetAndDestroy();
    await eventually(() => sockets.length === 2);
    // The socket stands here a moment before the handheld knows it.
    while (heard === '') {
      wires.scanners.get('handheld')?.scan({ code: 'A1' });
      await new Promise((done) => setImmediate(done));
    }
    expect(heard.startsWith('A1\r')).toBe(true);
  });

  test('a phone numbers its messages and says that it is there', () => {
    const published: [string, Uint8Array][] = [];
    const node = {
      is_connected: true,
      publish: (topic: string, payload: Uint8Array) => published.push([topic, payload]) > 0,
      listen() {},
      ready: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
    const wires = parts();
    scanMessageWire(wires, { device: 'phone', node, boot: 'b' });
    wires.scanners.get('phone')?.scan({ aim: ']C1', code: '10AB\x1d2117' });
    wires.scanners.get('phone')?.scan({ code: 'TG-CMD.DONE' });
    const readings = published.map(([topic, payload]) => understand(scanMessage, payload, { retained: false, topic }));
    expect(published.map(([topic]) => topic)).toEqual(['tallygate/phone/scan', 'tallygate/phone/scan']);
    expect(readings).toMatchObject([
      { ok: true, value: [{ kind: 'scan', code: '10AB\x1d2117', aim: ']C1', seq: 1, boot: 'b' }] },
      { ok: true, value: [{ kind: 'scan', code: 'TG-CMD.DONE', seq: 2, boot: 'b' }] },
    ]);
    const { topic, online, offline } = scanMessageLiveness('phone');
    expect([topic, String.fromCharCode(...online), String.fromCharCode(...offline)]).toEqual([
      'tallygate/phone/status',
      'online',
      'offline',
    ]);
  });
});
