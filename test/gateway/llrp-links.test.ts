/** An LLRP reader on the gateway's links: told its power, and set up more plainly when it breaks off. */

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { CommandOutcome, DeviceCommand } from '../../devices/driver.ts';
import { drivers } from '../../devices/registry.ts';
import { llrpHeader } from '../../devices/rfid/llrp-decode.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { type Links, startLinks } from '../../gateway/links.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { readerPersonalities } from '../../simulators/llrp-personality.ts';
import { startLlrpReader } from '../../simulators/llrp-reader.ts';
import { accepted, bytes } from '../devices/rfid/llrp-talk.ts';
import { TestIntake } from '../transport/test-intake.ts';

const epc = '303644334083340000000190';

let ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function linked(port: number, antennas: readonly object[]): Promise<{ links: Links; intake: TestIntake }> {
  const parsed = parseSite(
    {
      name: 'Reader',
      time_zone: 'UTC',
      currency: 'EUR',
      network: { broker: { kind: 'embedded', port: 0 } },
      locations: [{ id: 'R1', kind: 'shelf' }],
      connections: [{ id: 'reader', wire: { kind: 'tcp', host: '127.0.0.1', port } }],
      devices: [{ id: 'reader', driver: 'llrp', antennas }],
    },
    drivers,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const intake = new TestIntake();
  const parts = { intake, clock: systemClock, random: randomOf(1), log: silentLog, counters: countersOf() };
  const access = {
    authenticate: () => true,
    hasSecret: () => true,
    client_id: 'gateway',
    enrolCommand: (connection: string) => connection,
  };
  const links = await startLinks(parts, parsed.site, access);
  ends.push(() => links.stop());
  return { links, intake };
}

function says(links: Links): string {
  return links.states().find(({ connection }) => connection === 'reader')?.says ?? '';
}

test('a reader sends with the power of the settings, and with another as soon as it is told so', async () => {
  const personality = readerPersonalities.impinj;
  const reader = await startLlrpReader({ host: '127.0.0.1', port: 0, clock: systemClock, personality });
  ends.push(() => reader.close());
  const shelf = { antenna: 1, role: 'shelf', location: 'R1', power_cdbm: 3_000 };
  const { links } = await linked(reader.port, [shelf]);
  await expect.poll(() => says(links), { interval: 10 }).toContain('Antenna 1 sends with 30 dBm.');
  const tell = (command: DeviceCommand) =>
    new Promise<CommandOutcome>((resolve) => links.command('reader', command, resolve));
  expect(reader.read(epc, 1, -7_000, systemClock.now_ms())).toBe(true);
  expect(await tell({ kind: 'antenna-power', antenna: 1, power_cdbm: 1_510 })).toEqual({
    ok: true,
    says: 'Antenna 1 sends with 15 dBm, the nearest not above 15.1 dBm.',
  });
  expect(reader.read(epc, 1, -7_000, systemClock.now_ms())).toBe(false);
  expect(says(links)).toContain('Antenna 1 sends with 15 dBm, the nearest not above 15.1 dBm.');
  expect(await tell({ kind: 'antenna-power', antenna: 1, power_cdbm: 0 })).toEqual({
    ok: false,
    says: 'The weakest the reader can send with is 10 dBm.',
  });
  expect(await tell({ kind: 'tare' })).toMatchObject({ ok: false });
  reader.drop();
  await expect.poll(() => says(links), { interval: 10 }).toContain('Antenna 1 sends with 30 dBm.');
});

test('a reader that breaks off at the question for its version is not asked it the next time', async () => {
  const firsts: number[] = [];
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.write(bytes(accepted));
    socket.once('data', (chunk) => {
      firsts.push(llrpHeader(chunk)?.type ?? 0);
      socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  const address = server.address();
  await linked(address !== null && typeof address === 'object' ? address.port : 0, [
    { antenna: 1, role: 'shelf', location: 'R1' },
  ]);
  await expect.poll(() => firsts.slice(0, 3), { interval: 10 }).toEqual([46, 1, 46]);
});
