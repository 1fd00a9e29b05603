/** `tallygate capture` against devices on real wires, and `replay` with what it wrote. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCapture } from '../../../gateway/capturing.ts';
import { capture } from '../../../gateway/cli/capture.ts';
import { replay } from '../../../gateway/cli/replay.ts';
import { mtSicsScale } from '../../../simulators/scale.ts';
import { eventually } from '../../transport/eventually.ts';
import { FakeHid } from '../../transport/fake-hid.ts';
import { hurriedClock } from '../../transport/hurried-clock.ts';
import { mosquitto, withoutMosquitto } from '../../transport/mosquitto.ts';
import { type PtyPair, ptyPair, withoutSocat } from '../../transport/pty-pair.ts';

let folder = '';
const ends: (() => Promise<unknown> | unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-capture-'));
});
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
  rmSync(folder, { recursive: true, force: true });
});

type Command = typeof capture;

/** Runs a command in this process. `end` is Ctrl-C; `result` resolves when it is over. */
function running(command: Command, argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  ends.push(() => end());
  const code = command(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    stdin: (async function* () {})(),
    ended: () => ended,
  });
  return { out, err, end, code };
}

async function run(command: Command, argv: readonly string[]) {
  const { out, err, code } = running(command, argv);
  return { code: await code, out, err: err.join('\n') };
}

function rowsIn(file: string): readonly Readonly<Record<string, unknown>>[] {
  const text = readFileSync(file, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const eventsIn = (file: string) => rowsIn(file).flatMap(({ event }) => (event === undefined ? [] : [event]));
const textsIn = (file: string) => rowsIn(file).flatMap(({ text }) => (text === undefined ? [] : [text]));

async function deviceServer(onDevice: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    onDevice(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { sockets, address: `127.0.0.1:${port}` };
}

function siteFile(settings: object): string {
  const file = join(folder, 'site.json');
  writeFileSync(file, JSON.stringify({ name: 'Capture', time_zone: 'UTC', currency: 'EUR', ...settings }));
  return file;
}

describe.skipIf(withoutSocat !== '')(`a scale of a site on its serial line${withoutSocat}`, () => {
  /** A simulated scale behind the path; `mass_mg` is what lies on it. */
  async function scaleAt(path: string): Promise<{ pair: PtyPair; mass_mg: number; unplug(): Promise<void> }> {
    const pair = await ptyPair(path);
    const state = { pair, mass_mg: 500_000, unplug: () => pair.unplug() };
    const pan = { massAt: () => state.mass_mg, isMovingAt: () => false };
    const scale = mtSicsScale({ pan, serial: 'B1', capacity_mg: 15_000_000 });
    let known = 0;
    const look = setInterval(() => {
      const heard = pair.heard();
      if (heard.length === known) return;
      const asked = Buffer.from(heard.slice(known), 'latin1');
      known = heard.length;
      pair.say(scale.heard(asked, Date.now()));
    }, 5);
    ends.push(() => clearInterval(look));
    ends.push(() => pair.unplug());
    return state;
  }

  test('is asked as the gateway would ask it, recorded, shown, and its capture replays to movements', async () => {
    const path = join(folder, 'scale');
    const scale = await scaleAt(path);
    const site = siteFile({
      items: [{ id: 'bolt', unit_mass_mg: 20_000 }],
      locations: [{ id: 'B1', kind: 'bin', item: 'bolt', taken_to: 'production' }],
      connections: [{ id: 'scale', wire: { kind: 'serial', path } }],
      devices: [
        {
          id: 'scale',
          driver: 'mt-sics',
          poll_ms: 100,
          channels: [{ channel: '1', location: 'B1', empty_mass_mg: 300_000 }],
        },
      ],
    });
    const file = join(folder, 'scale.jsonl');
    const { out, err, end, code } = running(capture, ['scale', '--site', site, '--out', file]);
    await eventually(() => out.length > 12);
    scale.mass_mg = 440_000;
    await eventually(() => out.filter((line) => line.includes('weight 1: 440 g at rest')).length > 12);
    end();
    expect(await code).toBe(0);
    expect(out[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z scale weight 1: 500 g at rest$/);
    expect(err).toContain(`Recording into ${file}. Ctrl-C ends it.`);
    expect(err.at(-1)).toMatch(/^\d+ frames \(\d+ bytes\), 0 not understood, 0 bytes of noise, 1 connection: .*jsonl$/);
    expect(rowsIn(file)[0]).toMatchObject({ capture: 1, gateway: 'none', state: 'running', driver: 'mt-sics' });
    expect(eventsIn(file)).toEqual(['settings', 'started', 'connected', 'end']);

    const replayed = await run(replay, [file, '--site', site]);
    expect(replayed.out.map((line) => line.slice(25).replace(/, p .*$/, ''))).toEqual([
      'B1: 200 g above the empty 300 g = 10 × 20 g (bolt)',
      'B1: −60 g = 3 × 20 g (bolt)',
    ]);
    const readings = await run(replay, [file, '--readings']);
    expect(readings.out).toEqual(out);
  });

  test('that is unplugged and plugged in again has both in its capture', async () => {
    const path = join(folder, 'scale');
    const scale = await scaleAt(path);
    const file = join(folder, 'scale.jsonl');
    const argv = ['--serial', path, '--driver', 'mt-sics', '--out', file];
    const { out, err, end, code } = running(capture, argv);
    await eventually(() => out.length > 1);
    await scale.unplug();
    await eventually(() => err.some((line) => line.startsWith('waiting: ')));
    await scaleAt(path);
    const before = out.length;
    await eventually(() => out.length > before);
    end();
    await code;
    expect(eventsIn(file)).toEqual(['started', 'connected', 'disconnected', 'connected', 'end']);
    expect(err.filter((line) => line.startsWith('connected: '))).toHaveLength(2);
    expect(err.at(-1)).toContain(', 2 connections: ');
  });
});

describe('a device of no site', () => {
  test('is recorded with its driver, to so many frames, and noise is counted', async () => {
    const { address } = await deviceServer((socket) => socket.write(`A1\r\n${'z'.repeat(9_000)}\r\n0400638\r\n`));
    const file = join(folder, 'scanner.jsonl');
    const argv = ['door', '--tcp', address, '--driver', 'line-scanner', '--frames', '2', '--out', file];
    const { code, out, err } = await run(capture, argv);
    expect(code).toBe(0);
    expect(out.map((line) => line.slice(25))).toEqual(['door scan A1', 'door scan 0400638']);
    expect(textsIn(file)).toEqual(['A1', '0400638']);
    expect(eventsIn(file)).toEqual(['started', 'connected', 'end']);
    expect(err).toContain('noise: 9000 bytes so far that belong to no frame');
    expect(err).toContain(`2 frames (9 bytes), 0 not understood, 9000 bytes of noise, 1 connection: ${file}`);
  });

  test('gives JSON lines where a machine reads', async () => {
    const { address } = await deviceServer((socket) => socket.write('TG-LOC.A1\r\n'));
    const file = join(folder, 'scanner.jsonl');
    const argv = ['--tcp', address, '--driver', 'line-scanner', '--frames', '1', '--out', file, '--json'];
    const { out } = await run(capture, argv);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        n: 3,
        at: expect.stringMatching(/Z$/),
        device: 'line-scanner',
        readings: [{ kind: 'scan', code: 'TG-LOC.A1', meaning: { kind: 'location', code: 'A1' } }],
      },
      {
        file,
        frames: 1,
        bytes: 9,
        refused: 0,
        noise_bytes: 0,
        connects: 1,
        says: 'Connected.',
      },
    ]);
  });

  test('whose driver is not known is recorded in chunks, which any driver can be tried on afterwards', async () => {
    let said = '';
    const { address } = await deviceServer((socket) => {
      socket.write('4006381');
      socket.on('data', (chunk) => {
        said += chunk.toString('latin1');
      });
    });
    const file = join(folder, 'raw.jsonl');
    const { out, end, code } = running(capture, ['--tcp', address, '--raw', '--out', file]);
    await eventually(() => out.length === 1);
    end();
    expect(await code).toBe(0);
    expect(said).toBe('');
    expect(out[0]?.slice(25)).toBe('device 34 30 30 36 33 38 31  4006381');
    expect(rowsIn(file)[0]).toMatchObject({ chunks: true, site: 'none' });

    writeFileSync(
      file,
      [
        '{"capture":1,"gateway":"none","site":"none","state":"running","chunks":true}',
        '{"at":"2026-11-23T08:00:00.000Z","event":"connected","device":"x"}',
        '{"at":"2026-11-23T08:00:00.010Z","device":"x","text":"40063"}',
        '{"at":"2026-11-23T08:00:00.020Z","device":"x","text":"81333931\\r\\nAB"}',
        '{"at":"2026-11-23T08:00:01.000Z","event":"connected","device":"x"}',
        '{"at":"2026-11-23T08:00:01.010Z","device":"x","text":"C1\\r\\n"}',
      ].join('\n'),
    );
    const tried = await run(replay, [file, '--readings', '--driver', 'line-scanner']);
    expect(tried.out.map((line) => line.slice(25))).toEqual(['x scan 4006381333931 = (01)04006381333931', 'x scan C1']);
    expect(tried.err).toContain('rows 5, readings 2, frames not understood 0');
    const untried = await run(replay, [file, '--readings']);
    expect(untried.err).toContain('frames of no known driver 3');
    expect(untried.out[0]).toBe('2026-11-23T08:00:00.010Z x 34 30 30 36 33  40063');
    const refused = await run(replay, [file, '--site', siteFile({})]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('it holds chunks of a wire and no frames');
  });

  test('gives its different frames as examples for a driver', async () => {
    const file = join(folder, 'examples.jsonl');
    writeFileSync(
      file,
      [
        '{"at":"2026-11-23T08:00:00.000Z","device":"x","text":"]E04006381333931"}',
        '{"at":"2026-11-23T08:00:01.000Z","device":"x","text":"]E04006381333931"}',
        '{"at":"2026-11-23T08:00:02.000Z","device":"x","data":"AQI="}',
      ].join('\n'),
    );
    const { out } = await run(replay, [file, '--readings', '--driver', 'line-scanner', '--examples']);
    expect(out.join('\n')).toBe(
      [
        '  {',
        "    says: 'frame 1',",
        "    proof: 'captured',",
        "    text: ']E04006381333931',",
        "    readings: [{ kind: 'scan', code: '4006381333931', aim: ']E0' }],",
        '  },',
        '  {',
        "    says: 'frame 3, not understood: frame[0] a control character that no symbol holds: noise on the line',",
        "    proof: 'captured',",
        "    hex: '0102',",
        '    readings: [],',
        '  },',
      ].join('\n'),
    );
  });

  test('on USB HID is recorded report by report', async () => {
    const hid = new FakeHid();
    hid.plug('/dev/hidraw0');
    const clock = hurriedClock(50);
    const shown: unknown[] = [];
    const running = await startCapture({
      of: { wire: { kind: 'hid', vendor_id: '0x0922' }, device: 'scale', driver: 'hid-scale' },
      file: join(folder, 'hid.jsonl'),
      raw: false,
      frames_max: 2,
      heard: (_, heard) => shown.push(heard.kind === 'readings' ? heard.readings : heard.kind),
      note() {},
      clock,
      loadHid: () => Promise.resolve(hid),
    });
    await eventually(() => hid.ports[0]?.reading === true);
    // The first report, which lay ready, is left out as a gateway leaves it out.
    for (let times = 0; times < 2; times += 1) hid.say('/dev/hidraw0', Uint8Array.of(3, 4, 2, 0, 210, 4));
    hid.say('/dev/hidraw0', Uint8Array.of(3, 6, 2, 0, 0, 0));
    expect(await running.done).toBeUndefined();
    expect(await running.stop()).toMatchObject({ frames: 2, bytes: 12, refused: 0 });
    expect(shown).toEqual([
      [{ kind: 'weight', channel: '1', mass_mg: 1_234_000, stable: true }],
      [{ kind: 'condition', channel: '1', condition: 'overload', says: 'Above the weighing range.' }],
    ]);
    const data = rowsIn(join(folder, 'hid.jsonl')).flatMap((row) => row.data ?? row.text ?? []);
    expect(data).toHaveLength(2);
  });

  test('that is not there is told, waited for, and nothing heard is exit code 1', async () => {
    const { address, sockets } = await deviceServer(() => {});
    const file = join(folder, 'silent.jsonl');
    const { code, err } = await run(capture, ['--tcp', address, '--raw', '--seconds', '1', '--out', file]);
    expect(code).toBe(1);
    expect(sockets).toHaveLength(1);
    expect(err).toMatch(/0 frames \(0 bytes\), .*\nNothing was heard: Connected\.$/);
    expect(eventsIn(file)).toEqual(['started', 'connected', 'end']);
  });
});

describe('files', () => {
  test('are never overwritten: a name that is taken gets a number, which is told', async () => {
    const { address } = await deviceServer((socket) => socket.write('A1\r\n'));
    const file = join(folder, 'day.jsonl');
    writeFileSync(file, 'an earlier capture\n');
    const argv = ['--tcp', address, '--driver', 'line-scanner', '--frames', '1', '--out', file];
    const { err } = await run(capture, argv);
    expect(err).toContain(
      `${file} is there already and stays as it is; this capture is ${join(folder, 'day-2.jsonl')}.`,
    );
    await run(capture, argv);
    expect(readFileSync(file, 'utf8')).toBe('an earlier capture\n');
    expect(readdirSync(folder).sort()).toEqual(['day-2.jsonl', 'day-3.jsonl', 'day.jsonl']);
  });

  test('have a name of device and time when none is given', async () => {
    const { address } = await deviceServer((socket) => socket.write('A1\r\n'));
    const before = process.cwd();
    process.chdir(folder);
    try {
      await run(capture, ['door', '--tcp', address, '--driver', 'line-scanner', '--frames', '1']);
    } finally {
      process.chdir(before);
    }
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^door-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.jsonl$/)]);
  });

  test.skipIf(!existsSync('/dev/full'))('that cannot be written end the capture with a sentence', async () => {
    const { address } = await deviceServer(() => {});
    const argv = ['--tcp', address, '--raw', '--out', '/dev/full'];
    await expect(capture(argv, idle())).rejects.toThrow(/^The capture \/dev\/full cannot be written: ENOSPC/);
  });
});

describe('a device on MQTT', () => {
  const settings = {
    connections: [{ id: 'node-1', wire: { kind: 'mqtt' } }],
    devices: [{ id: 'node-1', driver: 'native' }],
  };

  test("of the gateway's own broker is recorded by the gateway, and the command says how before a file is begun", async () => {
    const file = join(folder, 'node.jsonl');
    await expect(capture(['node-1', '--site', siteFile(settings), '--out', file], idle())).rejects.toThrow(
      "node-1 speaks MQTT at the gateway's own broker, which only a running gateway has. Record it there, with all others: npx tallygate start --site FILE --capture FILE",
    );
    expect(existsSync(file)).toBe(false);
  });

  test.skipIf(withoutMosquitto !== '')(
    `of another broker is recorded beside the gateway, and nobody else's words with it${withoutMosquitto}`,
    async () => {
      const broker = await mosquitto();
      await broker.start();
      ends.push(() => broker.remove());
      const url = `mqtt://127.0.0.1:${broker.port}`;
      const site = siteFile({
        ...settings,
        devices: [...settings.devices, { id: 'node-2', driver: 'native', connection: 'node-1' }],
        network: { broker: { kind: 'external', url } },
      });
      const file = join(folder, 'node.jsonl');
      const { out, err, code } = running(capture, ['node-1', '--site', site, '--frames', '2', '--out', file]);
      await eventually(() => err.some((line) => line.startsWith('connected: ')));
      const node = mqtt.connect(url);
      ends.push(() => node.endAsync(true));
      // The subscription follows the connection: until it stands the broker drops what nobody listens to.
      const say = setInterval(() => {
        node.publish('tallygate/node-2/reading', '{"weight":{"grams":9}}');
        node.publish('tallygate/node-1/reading', '{"weight":{"grams":538.2}}', { qos: 1 });
      }, 20);
      ends.push(() => clearInterval(say));
      expect(await code).toBe(0);
      expect(out.map((line) => line.slice(25))).toEqual(Array(2).fill('node-1 weight 1: 538.2 g'));
      expect(rowsIn(file)[4]).toMatchObject({ device: 'node-1', topic: 'tallygate/node-1/reading', qos: 1 });
    },
  );
});

function idle() {
  return { out() {}, err() {}, stdin: (async function* () {})(), ended: () => new Promise<void>(() => {}) };
}

describe('a wrong call', () => {
  test.each([
    [[], 'capture needs one of --site, --serial, --tcp and --hid.'],
    [['--serial', '/dev/ttyX', '--tcp', 'a:1', '--raw'], 'capture needs one of --site, --serial, --tcp and --hid.'],
    [['--site', 'site.json'], 'capture needs the id of one device of the settings.'],
    [['a', 'b', '--tcp', 'a:1', '--raw'], 'capture listens to one device.'],
    [['x', '--site', 'site.json', '--driver', 'llrp'], '--driver and --unit are those of the settings.'],
    [['--tcp', 'reader', '--driver', 'llrp'], '--tcp takes HOST:PORT, for example 192.168.1.40:4001.'],
    [
      ['--hid', 'scale', '--driver', 'hid-scale'],
      '--hid takes ids as lsusb prints them, for example 0922:8003, or a path.',
    ],
    [['--tcp', 'a:1', '--raw', '--unit', 'stone'], '--unit is one of: g, kg, lb, oz.'],
    [['--tcp', 'a:1', '--raw', '--frames', '0'], '--seconds and --frames take a whole number above zero.'],
  ])('%j', async (argv, says) => {
    expect(await run(capture, argv)).toMatchObject({ code: 2, err: `${says} See: npx tallygate capture --help` });
  });

  test('names the drivers when there is none, or none of that name', async () => {
    for (const argv of [
      ['--tcp', 'a:1'],
      ['--tcp', 'a:1', '--driver', 'lrp'],
    ]) {
      const { code, err } = await run(capture, argv);
      expect(code).toBe(2);
      expect(err).toMatch(/^Without a site capture needs --raw, or --driver with one of: native, llrp, /);
    }
  });

  test.each([
    [['--tcp', 'a:1', '--driver', 'hid-scale'], 'works over hid and not over tcp'],
    [['--serial', '/dev/ttyX', '--raw', '--baud', '7'], 'wire.baud must be at least 50'],
  ])('%j is refused by the rules of settings', async (argv, says) => {
    await expect(capture(argv, idle())).rejects.toThrow(says);
  });

  test('names the devices of the settings when there is none of that id', async () => {
    const site = siteFile({
      connections: [{ id: 'door', wire: { kind: 'tcp', host: '127.0.0.1', port: 9 } }],
      devices: [{ id: 'door', driver: 'line-scanner', scanner: {} }],
    });
    await expect(capture(['dor', '--site', site], idle())).rejects.toThrow(
      'The settings name no device dor; they name: door.',
    );
  });
});
