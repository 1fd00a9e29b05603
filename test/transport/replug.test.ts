/**
 * Goal: a device that is unplugged and plugged in again, a hundred times at random instants, is back each time, the gap
 * stands in the journal, and what changed meanwhile is never booked as a pick.
 * Method: a scale on each kind of wire, the real transport and the real intake over a real ledger. Its load changes only while
 * it is away. Now and then the plug is pulled before anybody can have read from it.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { native } from '../../devices/native/native.ts';
import { drivers } from '../../devices/registry.ts';
import { adStGs } from '../../devices/scales/ad-st-gs.ts';
import { hidScale } from '../../devices/scales/hid-scale.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { type Random, randomOf } from '../../gateway/base/random.ts';
import { verifyLedger } from '../../gateway/main.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import type { IntakePort } from '../../gateway/transport/arrival.ts';
import { brokerLink } from '../../gateway/transport/broker.ts';
import { hidLink } from '../../gateway/transport/hid.ts';
import { hidBus } from '../../gateway/transport/hid-bus.ts';
import type { Link } from '../../gateway/transport/link.ts';
import { serialLink } from '../../gateway/transport/serial.ts';
import { tcpLink } from '../../gateway/transport/tcp.ts';
import { eventually } from './eventually.ts';
import { FakeHid } from './fake-hid.ts';
import { fastClock } from './fast-clock.ts';
import { ledgerIntake } from './ledger-intake.ts';
import { type PtyPair, ptyPair, withoutSocat } from './pty-pair.ts';

const seed = Number(process.env.TALLYGATE_SEED ?? Date.now() % 1_000_000);
const times = 100;
const piece_mg = 20_000;
const plate_mg = 300_000;
/** One time in twenty the scale stays until what lies on it is known to be at rest. */
const stays_every = 20;
const rest_ms = 40;

/** How long it is plugged in before the plug is pulled unheard, and how long it is away. */
interface Intervals {
  readonly unheard_ms_max: number;
  readonly away_ms_max: number;
}

/** The device's side of a wire. */
interface Plug {
  readonly link: Link;
  plugIn(): Promise<void> | void;
  unplug(): Promise<void> | void;
  /** What the scale shows now. Nothing when nobody listens. */
  say(mass_mg: number): void;
  end?(): Promise<unknown>;
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-replug-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pause = (wait_ms: number) => new Promise<void>((resolve) => systemClock.after(wait_ms, resolve));

function siteWith(driver: string, wire: object): Site {
  const parsed = parseSite(
    {
      name: 'Replug',
      time_zone: 'UTC',
      currency: 'EUR',
      rules: { weight: { rest_ms } },
      items: [{ id: 'bolt', unit_mass_mg: piece_mg }],
      locations: [{ id: 'B1', kind: 'bin', item: 'bolt', taken_to: 'production', filled_from: 'supplier' }],
      connections: [{ id: 'scale', wire }],
      devices: [{ id: 'scale', driver, channels: [{ channel: '1', location: 'B1', empty_mass_mg: plate_mg }] }],
    },
    drivers,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.site;
}

async function replugged(site: Site, intervals: Intervals, plugOf: (intake: IntakePort) => Plug): Promise<void> {
  const random = randomOf(seed);
  const { intake, movements, journal } = await ledgerIntake(site, folder, (says) => expect.fail(says));
  let heard = 0;
  const counting: IntakePort = {
    get waiting() {
      return intake.waiting;
    },
    whenRoom: (then) => intake.whenRoom(then),
    note: (device, event, says) => intake.note(device, event, says),
    offer(arrival, settled) {
      heard += 1;
      intake.offer(arrival, settled);
    },
  };
  const plug = plugOf(counting);
  await plug.link.start();
  let pieces = 20;
  const say = () => plug.say(plate_mg + pieces * piece_mg);
  const levelOf = () =>
    movements.reduce(
      (sum, { from, to, quantity }) => sum + (to === 'B1' ? quantity : 0) - (from === 'B1' ? quantity : 0),
      0,
    );
  try {
    for (let time = 1; time <= times; time += 1) {
      while (random.int(0, 4) === 0) {
        await plug.plugIn();
        await pause(random.int(0, intervals.unheard_ms_max));
        await plug.unplug();
      }
      await plug.plugIn();
      const before = heard;
      await eventually(() => {
        say();
        return heard >= before + 2;
      });
      if (time % stays_every === 0) {
        await eventually(() => {
          say();
          return levelOf() === pieces;
        });
      }
      await plug.unplug();
      pieces = Math.max(5, Math.min(40, pieces + random.int(-3, 3)));
      await pause(random.int(0, intervals.away_ms_max));
    }
    const waiting = () => plug.link.states()[0]?.state !== 'connected';
    await eventually(waiting);
  } finally {
    await plug.link.stop();
    await plug.end?.();
    await intake.stop();
  }
  const kinds = new Set(movements.map(({ kind }) => kind));
  expect([...kinds].sort(), `seed ${seed}`).toEqual(['changed-while-offline', 'counted']);
  const events = journal().flatMap(({ event, device }) => (device === 'scale' && event !== undefined ? [event] : []));
  const comings = events.filter((event) => event === 'connected').length;
  expect(comings, `seed ${seed}`).toBeGreaterThanOrEqual(times);
  // Each coming is followed by its going, and by nothing else.
  expect(events, `seed ${seed}`).toEqual(Array.from({ length: comings }, () => ['connected', 'disconnected']).flat());
  expect(verifyLedger(folder).problems).toEqual([]);
}

function partsOf(intake: IntakePort, random: Random) {
  return {
    connection: 'scale',
    device: 'scale',
    intake,
    clock: systemClock,
    random,
    log: silentLog,
    counters: countersOf(),
    waits: { min_ms: 2, max_ms: 20 },
  };
}

function weightLine(mass_mg: number): string {
  return `ST,GS,+${(mass_mg / 1_000_000).toFixed(3).padStart(7, '0')}kg\r\n`;
}

describe(`unplugged and plugged in again ${times} times (seed ${seed})`, () => {
  test.skipIf(withoutSocat !== '')(
    `a scale on a serial line is back each time${withoutSocat}`,
    async () => {
      const path = join(folder, 'scale');
      const intervals = { unheard_ms_max: 3, away_ms_max: 5 };
      await replugged(siteWith('ad-st-gs', { kind: 'serial', path }), intervals, (intake) => {
        let pair: PtyPair | undefined;
        return {
          link: serialLink({
            ...partsOf(intake, randomOf(seed)),
            driver: adStGs,
            serial: { path, baud: 9_600, data_bits: 8, parity: 'none', stop_bits: 1 },
            watchdog_ms: 20,
          }),
          async plugIn() {
            pair = await ptyPair(path);
          },
          async unplug() {
            await pair?.unplug();
          },
          say: (mass_mg) => pair?.say(weightLine(mass_mg)),
        };
      });
    },
    60_000,
  );

  test('a scale behind TCP is back each time', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.setNoDelay(true);
      if (plugged) sockets.add(socket);
      else socket.resetAndDestroy();
    });
    const sockets = new Set<Socket>();
    let plugged = false;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const wire = { kind: 'tcp', host: '127.0.0.1', port };
    await replugged(siteWith('ad-st-gs', wire), { unheard_ms_max: 4, away_ms_max: 10 }, (intake) => ({
      link: tcpLink({ ...partsOf(intake, randomOf(seed)), driver: adStGs, address: { host: '127.0.0.1', port } }),
      plugIn() {
        plugged = true;
      },
      unplug() {
        plugged = false;
        for (const socket of sockets) socket.resetAndDestroy();
        sockets.clear();
      },
      say(mass_mg) {
        for (const socket of sockets) socket.write(weightLine(mass_mg));
      },
      end: () => new Promise((resolve) => server.close(resolve)),
    }));
  });

  test('a scale on USB HID is back each time', async () => {
    const hid = new FakeHid();
    const clock = fastClock(1_000);
    const path = '/dev/hidraw0';
    const wire = { kind: 'hid', vendor_id: '0x0922' };
    await replugged(siteWith('hid-scale', wire), { unheard_ms_max: 3, away_ms_max: 10 }, (intake) => ({
      link: hidLink({
        ...partsOf(intake, randomOf(seed)),
        driver: hidScale,
        hid: { vendor_id: 0x0922 },
        bus: hidBus({ clock, load: () => Promise.resolve(hid) }),
        clock,
      }),
      plugIn() {
        hid.plug(path);
      },
      unplug() {
        hid.unplug(path);
      },
      say(mass_mg) {
        const grams = mass_mg / 1_000;
        hid.say(path, Uint8Array.of(3, 4, 2, 0, grams & 0xff, grams >> 8));
      },
    }));
  });

  test('a scale on MQTT, its connection cut, is back each time', async () => {
    await replugged(siteWith('native', { kind: 'mqtt' }), { unheard_ms_max: 4, away_ms_max: 5 }, (intake) => {
      const devices = [
        {
          device: 'scale',
          connection: 'scale',
          filters: [...(native.topics ?? [])].map(ofScale),
          ignored: [],
          commands: [],
        },
      ];
      const link = brokerLink({
        ...partsOf(intake, randomOf(seed)),
        host: '127.0.0.1',
        port: 0,
        devices,
        authenticate: () => true,
      });
      let client: MqttClient | undefined;
      let seq = 0;
      return {
        link,
        plugIn() {
          client = mqtt.connect(`mqtt://127.0.0.1:${link.port}`, {
            clientId: 'scale',
            username: 'scale',
            password: 'secret',
            reconnectPeriod: 0,
          });
          client.on('error', () => {});
        },
        async unplug() {
          const gone = client;
          client = undefined;
          gone?.stream.destroy();
          gone?.end(true);
          await eventually(() => link.states()[0]?.state !== 'connected');
        },
        say(mass_mg) {
          if (client?.connected !== true) return;
          const reading = { weight: { grams: mass_mg / 1_000 }, seq: seq++, boot: 'a' };
          client.publish('tallygate/scale/reading', JSON.stringify(reading), { qos: 1 });
        },
      };
    });
    // What the cuts swallowed leaves holes in its count, and each stay waits for as long as these may still be filled.
  });
});

function ofScale(filter: string): string {
  return filter.replaceAll('{device}', 'scale');
}
