import { existsSync } from 'node:fs';
import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../devices/driver.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { StreamDriver } from '../../gateway/transport/conversation.ts';
import type { Link } from '../../gateway/transport/link.ts';
import { loadSerialPort, type SerialLinkParts, serialLink } from '../../gateway/transport/serial.ts';
import { eventually } from './eventually.ts';
import { type PtyPair, ptyPair, withoutSocat } from './pty-pair.ts';
import { TestIntake } from './test-intake.ts';

const lines: StreamDriver = { framing: { by: 'line', bytes_max: 64 } };

let folder = '';
const links: Link[] = [];
const pairs: PtyPair[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallygate-serial-'));
});

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
  await Promise.all(pairs.splice(0).map((pair) => pair.unplug()));
  await rm(folder, { recursive: true, force: true });
});

async function plugIn(): Promise<PtyPair> {
  const pair = await ptyPair(join(folder, 'scanner'));
  pairs.push(pair);
  return pair;
}

function linkWith(changes: Partial<SerialLinkParts> = {}) {
  const intake = new TestIntake();
  const counters = countersOf();
  const link = serialLink({
    connection: 'scanner',
    device: 'scanner-1',
    driver: lines,
    serial: { path: join(folder, 'scanner'), baud: 9600, data_bits: 8, parity: 'none', stop_bits: 1 },
    intake,
    clock: systemClock,
    random: randomOf(1),
    log: silentLog,
    counters,
    waits: { min_ms: 10, max_ms: 40 },
    watchdog_ms: 50,
    ...changes,
  });
  links.push(link);
  return { link, intake, counters, state: () => link.states()[0] };
}

describe.skipIf(withoutSocat !== '')(`a serial line${withoutSocat}`, () => {
  it('gives whole frames from split chunks', async () => {
    const pair = await plugIn();
    const { link, intake, state } = linkWith();
    await link.start();
    await eventually(() => state()?.state === 'connected');
    for (const byte of '4006381333931\r\nAB') pair.say(byte);
    pair.say('C\r\n');
    await intake.until(({ arrivals }) => arrivals.length === 2);
    expect(intake.texts()).toEqual(['4006381333931', 'ABC']);
    expect(state()).toMatchObject({ frames: 2, bytes: 20, noise_bytes: 0 });
  });

  it('counts noise and reads on', async () => {
    const pair = await plugIn();
    const { link, intake, counters, state } = linkWith();
    await link.start();
    await eventually(() => state()?.state === 'connected');
    pair.say(`${'z'.repeat(200)}\r\nGOOD\r\n`);
    await intake.until(({ arrivals }) => arrivals.length === 1);
    expect(intake.texts()).toEqual(['GOOD']);
    expect(counters.read()['stream.noise_bytes']).toBe(200);
  });

  it('carries what a session sends', async () => {
    const pair = await plugIn();
    const session = (): Session => ({
      opened: () => ({ send: [Buffer.from('SI\r\n')], deliver: false, wake_in_ms: 20 }),
      heard: () => ({
        send: [],
        deliver: true,
        status: { state: 'ready', says: 'The scale answers.' },
        wake_in_ms: 20,
      }),
      waited: () => ({ send: [Buffer.from('SI\r\n')], deliver: false, wake_in_ms: 20 }),
    });
    const { link, intake, state } = linkWith({ driver: { ...lines, session } });
    await link.start();
    await eventually(() => pair.heard().startsWith('SI\r\nSI\r\n'));
    expect(intake.notes).toEqual([]);
    pair.say('S S     100.00 g\r\n');
    await intake.until(({ arrivals }) => arrivals.length === 1);
    expect(state()).toMatchObject({ state: 'connected', says: 'The scale answers.' });
  });

  it('survives being unplugged while idle, and goes on when plugged in again', async () => {
    const pair = await plugIn();
    const { link, intake, state } = linkWith();
    await link.start();
    await eventually(() => state()?.state === 'connected');
    await pair.unplug();
    await intake.until(({ notes }) => notes.length === 2);
    expect(intake.notes[1]).toMatchObject({
      event: 'disconnected',
      says: `${pair.path} was unplugged or closed by its driver.`,
    });
    await eventually(() => state()?.says === `${pair.path} is not there. Plug the device in, or correct the path.`);
    const again = await plugIn();
    await intake.until(({ notes }) => notes.length === 3);
    again.say('BACK\r\n');
    await intake.until(({ arrivals }) => arrivals.length === 1);
    expect(intake.events()).toEqual(['scanner-1 connected', 'scanner-1 disconnected', 'scanner-1 connected']);
    expect(state()).toMatchObject({ state: 'connected', connects: 2 });
  });

  it('unplugged before the first read is closed by the watchdog and does not spin', async () => {
    const pair = await plugIn();
    const device = await readlink(pair.path);
    let pulled: { readonly isOpen: boolean } | undefined;
    const { SerialPort } = await loadSerialPort();
    /** The plug is pulled after the port opened and before anybody reads from it. */
    class PulledPort extends SerialPort {
      override open(done?: (error: Error | null) => void): void {
        super.open(async (error) => {
          if (error === null && pulled === undefined) {
            pulled = this;
            await pair.unplug();
            await eventually(() => !existsSync(device));
          }
          done?.(error);
        });
      }
    }
    const { link, intake, state } = linkWith({ loadSerial: () => Promise.resolve({ SerialPort: PulledPort }) });
    await link.start();
    await intake.until(({ notes }) => notes.length === 2);
    await eventually(() => state()?.state === 'waiting');
    await eventually(() => pulled?.isOpen === false);
    // What spins goes round thousands of times; what waits between its tries a few times for each.
    const { loopCount } = performance.nodeTiming.uvMetricsInfo;
    for (let looks = 0; looks < 20; looks += 1) await new Promise<void>((resolve) => systemClock.after(10, resolve));
    expect(performance.nodeTiming.uvMetricsInfo.loopCount - loopCount).toBeLessThan(1_000);
  });

  it('unplugged while nobody may read is closed as well', async () => {
    const pair = await plugIn();
    const { link, intake, state } = linkWith();
    await link.start();
    await eventually(() => state()?.state === 'connected');
    intake.backlog = 20_000;
    pair.say('S S 100.00 g\r\n'.repeat(20_000));
    await intake.until(({ arrivals }) => arrivals.length > 0);
    await pair.unplug();
    await intake.until(({ notes }) => notes.length === 2);
    expect(intake.events()).toEqual(['scanner-1 connected', 'scanner-1 disconnected']);
  });

  it('survives being unplugged under a flood in both directions, time and again', async () => {
    const session = (): Session => ({
      opened: () => ({ send: [Buffer.from('SI\r\n')], deliver: false, wake_in_ms: 1 }),
      heard: () => ({ send: [Buffer.from('SI\r\n')], deliver: true, status: { state: 'ready', says: 'It answers.' } }),
      waited: () => ({ send: [Buffer.from('SI\r\n')], deliver: false, wake_in_ms: 1 }),
    });
    const { link, intake } = linkWith({ driver: { ...lines, session } });
    await link.start();
    for (let round = 1; round <= 5; round += 1) {
      const pair = await plugIn();
      await eventually(() => {
        pair.say('S S 100.00 g\r\n'.repeat(20));
        return intake.notes.length === round * 2 - 1;
      });
      await pair.unplug();
      await intake.until(({ notes }) => notes.length === round * 2);
    }
    await link.stop();
    expect(intake.notes.length).toBe(10);
  });

  it('says when another program has the port', async () => {
    await plugIn();
    const first = linkWith();
    await first.link.start();
    await eventually(() => first.state()?.state === 'connected');
    const second = linkWith();
    await second.link.start();
    await eventually(() => second.state()?.state === 'waiting');
    expect(second.state()?.says).toBe(`${join(folder, 'scanner')} is in use by another program. Close that program.`);
  });

  it('works where modem lines cannot be set, and counts that', async () => {
    const pair = await plugIn();
    const { link, intake, counters, state } = linkWith({
      serial: { path: join(folder, 'scanner'), baud: 9600, data_bits: 8, parity: 'none', stop_bits: 1, dtr: true },
    });
    await link.start();
    await eventually(() => state()?.state === 'connected');
    pair.say('ABC\r\n');
    await intake.until(({ arrivals }) => arrivals.length === 1);
    await eventually(() => counters.read()['serial.modem_lines_refused'] === 1);
  });

  it('is free for others once its link has stopped', async () => {
    await plugIn();
    const first = linkWith();
    await first.link.start();
    await eventually(() => first.state()?.state === 'connected');
    await first.link.stop();
    expect(first.intake.events()).toEqual(['scanner-1 connected', 'scanner-1 disconnected']);
    const second = linkWith();
    await second.link.start();
    await second.intake.until(({ notes }) => notes.length === 1);
    expect(second.state()?.state).toBe('connected');
  });
});

describe('without the serial library', () => {
  it('the link is unavailable, says what to install, and nothing is thrown', async () => {
    const { link, intake, state } = linkWith({
      loadSerial: () => Promise.reject(new Error('cannot open shared object file\nat somewhere')),
    });
    await link.start();
    await eventually(() => state()?.state === 'unavailable');
    expect(state()?.says).toBe(
      'The serial library cannot be loaded (cannot open shared object file). Install serialport for this machine: run npm ci again here, with this Node; then restart the gateway.',
    );
    expect(intake.notes).toEqual([]);
  });
});
