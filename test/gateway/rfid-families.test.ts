/**
 * Goal: a tag in front of any RFID reader becomes the right stock movement, whatever happens on its wire.
 * Method: one gateway as built, a simulated reader of each family on its real wire (the gateway's broker, HTTP, TCP,
 * pseudo-terminals), faults on every wire, and REST to see what was booked.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { encodeEpc } from '../../devices/rfid/epc-encode.ts';
import { sgtinOf } from '../../devices/rfid/epc-keys.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { enrolConnection } from '../../gateway/enrolment.ts';
import { every } from '../../simulators/clock.ts';
import { impinjTagMessage, type MqttMessage } from '../../simulators/impinj-reader.ts';
import { impinj_stream_path, startImpinjStream } from '../../simulators/impinj-stream.ts';
import { faultyLine, type LineFaults } from '../../simulators/line-faults.ts';
import type { SeenTag } from '../../simulators/llrp-reader-memory.ts';
import { m100Module } from '../../simulators/m100-module.ts';
import { faultyMessages, type MessageFaults, withUnsetClock } from '../../simulators/message-faults.ts';
import { zebraSledLiveness } from '../../simulators/module-wires.ts';
import { type Liveness, mqttNode } from '../../simulators/mqtt-node.ts';
import { openPty } from '../../simulators/pty.ts';
import { reader18Reader } from '../../simulators/reader18-reader.ts';
import type { RfidModule } from '../../simulators/rfid-module.ts';
import { seedOf } from '../../simulators/seed.ts';
import { impinjLiveness } from '../../simulators/tag-wires.ts';
import { thingmagicModule } from '../../simulators/thingmagic-module.ts';
import { zebraReader, zebraSledMessage } from '../../simulators/zebra-reader.ts';
import { withoutSocat } from '../transport/pty-pair.ts';
import { freePort, type GatewayProcess, runCommand, startGatewayProcess } from './process.ts';

const seed = seedOf(20_261_128);
const round_ms = 60;
/** Longer than it takes to find out that a module has lost its power, and to set it up again over a bad line. */
const absent_ms = 8_000;
const booked = { timeout: 60_000, interval: 100 };
/** They decode to good GTINs that are nobody's: the demo tags of an Impinj and of a Zebra document. */
const demo_epcs = ['300833B2DDD9014000000000', '3005FB63AC1F3681EC880468'] as const;

const line_faults: LineFaults = {
  spoilt_permille: 40,
  noise_permille: 40,
  lost_permille: 30,
  doubled_permille: 30,
  split_permille: 200,
  merged_permille: 100,
};
/** A reader that is asked says nothing until it is asked again, so no frame of it waits for the next one on the line. */
const asked_faults: LineFaults = { ...line_faults, merged_permille: 0 };
const message_faults: MessageFaults = {
  lost_permille: 80,
  doubled_permille: 30,
  late_permille: 50,
  merged_permille: 50,
  cut_permille: 20,
};

/** A reader on its wire. */
interface Reader {
  /** One round: these tags are in front of it, at this time. */
  hear(tags: readonly SeenTag[]): void;
  /** Power is cut and comes back. */
  restart(): void;
  stop(): Promise<void>;
}

interface Place {
  readonly directory: string;
  readonly broker: string;
  readonly port: number;
  secretOf(connection: string): Promise<string>;
}

interface Family {
  readonly id: string;
  readonly driver: string;
  wire(place: Pick<Place, 'directory' | 'port'>): object;
  readonly settings?: object;
  open(place: Place): Promise<Reader>;
  /** What the simulated device was told by the settings, also after a power cut; fails where it was not. */
  check?(): void;
}

/** A reader on MQTT; after its power was cut its clock has not been set. */
async function onBroker(
  { broker, secretOf }: Place,
  {
    id,
    liveness,
    faults,
    message,
    restarted,
  }: {
    readonly id: string;
    readonly liveness: readonly Liveness[];
    readonly faults: MessageFaults;
    message(tags: readonly SeenTag[]): MqttMessage | undefined;
    restarted?(): void;
  },
): Promise<Reader> {
  const node = mqttNode({ url: broker, connection: id, secret: await secretOf(id), liveness, changed() {} });
  const onTheWay = faultyMessages(faults, seed.stream(id));
  let powered_ms = 0;
  await node.ready(10_000);
  return {
    hear(tags) {
      const told = tags.length === 0 ? undefined : message(withUnsetClock(tags, powered_ms));
      if (told !== undefined) for (const { topic, payload } of onTheWay(told)) node.publish(topic, payload);
    },
    restart() {
      powered_ms = systemClock.now_ms();
      restarted?.();
    },
    stop: () => node.stop(),
  };
}

/** A module on a line made of a program's two ends. */
async function onSerial(
  { directory }: Place,
  id: string,
  module: RfidModule,
  faults: LineFaults = line_faults,
): Promise<Reader> {
  const spoil = faultyLine(faults, seed.stream(id));
  const send = (frames: readonly Uint8Array[]) => {
    for (const chunk of spoil(frames)) line.write(chunk);
  };
  const line = await openPty({
    path: join(directory, id),
    clock: systemClock,
    heard: (chunk) => send(module.heard(chunk, systemClock.now_ms())),
    broke: (says) => expect.fail(says),
  });
  return {
    hear: (tags) => send(module.spoken(tags, systemClock.now_ms())),
    restart: () => module.restart(),
    stop: () => line.stop(),
  };
}

/** A module behind a serial device server. */
async function onTcp({ port }: Place, id: string, module: RfidModule): Promise<Reader> {
  const spoil = faultyLine(asked_faults, seed.stream(id));
  const sockets = new Set<Socket>();
  const send = (frames: readonly Uint8Array[]) => {
    for (const chunk of spoil(frames)) for (const socket of sockets) socket.write(chunk);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => send(module.heard(chunk, systemClock.now_ms())));
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    hear: (tags) => send(module.spoken(tags, systemClock.now_ms())),
    restart() {
      module.restart();
      for (const socket of sockets) socket.destroy();
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const m100 = m100Module({});
const m100_clone = m100Module({ marks: 'aa' });
const reader18_old = reader18Reader({ form: 'epcs', band: 'na' });
const reader18_new = reader18Reader({ form: 'antenna' });
const thingmagic = thingmagicModule({});
const zebra = zebraReader({ device: 'zebra', mode: 'PORTAL', tells_all: true, seed });
const serial =
  (baud: number) =>
  (id: string) =>
  ({ directory }: Pick<Place, 'directory'>) => ({
    kind: 'serial',
    path: join(directory, id),
    baud,
  });

const families: readonly Family[] = [
  {
    id: 'impinj',
    driver: 'impinj-iot',
    wire: () => ({ kind: 'mqtt' }),
    open: (place) =>
      onBroker(place, {
        id: 'impinj',
        liveness: [impinjLiveness('impinj')],
        faults: message_faults,
        message: (tags) => impinjTagMessage('impinj', tags),
      }),
  },
  {
    id: 'impinj-stream',
    driver: 'impinj-iot',
    wire: ({ directory, port }) => ({
      kind: 'http-stream',
      url: `http://127.0.0.1:${port}${impinj_stream_path}`,
      username: 'root',
      password_file: join(directory, 'impinj.password'),
    }),
    async open({ directory, port }) {
      writeFileSync(join(directory, 'impinj.password'), 'impinj\n');
      const stream = await startImpinjStream({
        host: '127.0.0.1',
        port,
        login: { username: 'root', password: 'impinj' },
        faults: { lost_permille: 50, doubled_permille: 30, split_permille: 200, merged_permille: 100 },
        clock: systemClock,
        seed: seed.stream('impinj-stream'),
      });
      return { hear: (tags) => stream.tags(tags), restart: () => stream.restart(), stop: () => stream.stop() };
    },
  },
  {
    id: 'zebra',
    driver: 'zebra-iot',
    wire: () => ({ kind: 'mqtt' }),
    open: (place) =>
      onBroker(place, {
        id: 'zebra',
        liveness: [],
        faults: message_faults,
        message: (tags) => zebra.tags(tags),
        restarted: () => zebra.restart(),
      }),
  },
  {
    id: 'sled',
    driver: 'zebra-sled',
    wire: () => ({ kind: 'mqtt' }),
    open: (place) =>
      onBroker(place, {
        id: 'sled',
        liveness: [zebraSledLiveness('sled')],
        // Its format knows no arrays.
        faults: { ...message_faults, merged_permille: 0 },
        message: (tags) => zebraSledMessage('sled', { tags, at_ms: tags[0]?.at_ms ?? 0 }),
      }),
  },
  {
    id: 'm100',
    driver: 'm100',
    wire: serial(115_200)('m100'),
    settings: { region: 'eu', power_cdbm: 2_600 },
    open: (place) => onSerial(place, 'm100', m100),
    check: () => expect([m100.region, m100.power_cdbm]).toEqual([3, 2_600]),
  },
  {
    id: 'm100-clone',
    driver: 'm100',
    wire: serial(115_200)('m100-clone'),
    open: (place) => onSerial(place, 'm100-clone', m100_clone),
  },
  {
    id: 'reader18',
    driver: 'reader18',
    wire: serial(57_600)('reader18'),
    settings: { region: 'eu', power_cdbm: 2_500, poll_ms: 100 },
    open: (place) => onSerial(place, 'reader18', reader18_old, asked_faults),
    check: () => expect([reader18_old.power_dbm, reader18_old.writes]).toEqual([25, 2]),
  },
  {
    id: 'reader18-tcp',
    driver: 'reader18',
    wire: ({ port }) => ({ kind: 'tcp', host: '127.0.0.1', port }),
    settings: { poll_ms: 100 },
    open: (place) => onTcp(place, 'reader18-tcp', reader18_new),
  },
  {
    id: 'thingmagic',
    driver: 'thingmagic',
    wire: serial(115_200)('thingmagic'),
    settings: { region: 'na', power_cdbm: 2_700 },
    open: (place) => onSerial(place, 'thingmagic', thingmagic),
    check: () => expect(thingmagic.power_cdbm).toBe(2_700),
  },
];

let directory = '';
let gateway: GatewayProcess;
let readers: Reader[] = [];
let endRounds = () => {};
/** Whether the pumps are in front of their readers; the demo tags always are. */
let are_there = true;

beforeAll(async () => {
  if (withoutSocat !== '') return;
  directory = mkdtempSync(join(tmpdir(), 'tallygate-rfid-'));
  const data = join(directory, 'data');
  const ports = new Map<string, number>();
  for (const { id } of [...families, { id: 'dashboard' }, { id: 'broker' }]) ports.set(id, await freePort());
  const port = (id: string) => ports.get(id) ?? 0;
  const site = {
    name: 'Readers',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [{ id: 'pump', gtins: ['09521141000021'] }],
    locations: families.map(({ id }) => ({
      id: `at-${id}`,
      kind: 'shelf',
      filled_from: 'supplier',
      taken_to: 'production',
    })),
    connections: families.map(({ id, wire }) => ({ id, wire: wire({ directory, port: port(id) }) })),
    devices: families.map(({ id, driver, settings }) => ({
      id,
      driver,
      antennas: [{ antenna: 1, role: 'shelf', location: `at-${id}` }],
      ...(driver === 'zebra-sled' && { scanner: { location: 'at-sled' } }),
      ...settings,
    })),
    rules: { tags: { absent_ms } },
    network: {
      dashboard: { port: port('dashboard') },
      broker: { kind: 'embedded', port: port('broker') },
    },
  };
  const file = join(directory, 'site.json');
  writeFileSync(file, JSON.stringify(site));
  gateway = await startGatewayProcess(['--site', file, '--data', data]);
  const secretOf = (connection: string) => enrolConnection(data, connection);
  const place = (id: string) => ({ directory, broker: gateway.broker, port: port(id), secretOf });
  readers = await Promise.all(families.map(({ id, open }) => open(place(id))));
  endRounds = every(systemClock, round_ms, () => {
    for (const [at, reader] of readers.entries()) reader.hear(seenBy(at));
  });
});

afterAll(async () => {
  endRounds();
  await Promise.all(readers.map((reader) => reader.stop()));
  await gateway?.stop();
  if (directory !== '') rmSync(directory, { recursive: true });
});

/** What is in front of a reader now: its own pump, and the demo tags that lie about everywhere. */
function seenBy(family: number): readonly SeenTag[] {
  const at_ms = systemClock.now_ms();
  const epcs = [...(are_there ? [pumpEpc(family + 1)] : []), ...demo_epcs];
  return epcs.map((epc) => ({ epc, antenna: 1, rssi_cdbm: -5_200, at_ms }));
}

function pumpEpc(serial_number: number): string {
  const epc = sgtinOf({ gtin: '09521141000021', prefix_digits: 7, serial: String(serial_number), filter: 1 });
  const encoded = epc.ok ? encodeEpc(epc.value) : epc;
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}

async function get(path: string): Promise<string> {
  const answer = await gateway.fetch(`/api/v1/${path}`);
  expect(answer.status).toBe(200);
  return answer.text();
}

/** Every movement of the ledger as "quantity item: from → to", sorted. */
async function movements(): Promise<readonly string[]> {
  const page: { movements: { item: string; quantity: number; from: string; to: string }[] } = JSON.parse(
    await get('movements?limit=1000'),
  );
  return page.movements.map(({ item, quantity, from, to }) => `${quantity} ${item}: ${from} → ${to}`).toSorted();
}

/** A tag never seen before may have been there all the time: nobody says where it came from. */
const arrivals = families.map(({ id }) => `1 pump: count-difference → at-${id}`);
const departures = families.map(({ id }) => `1 pump: at-${id} → production`);

describe.skipIf(withoutSocat !== '')(`readers of all families at one gateway${withoutSocat}`, () => {
  test('a pump in front of each reader is stock at its shelf, once', async () => {
    await expect.poll(movements, booked).toEqual(arrivals.toSorted());
  });

  test('power cuts, clocks that begin in 1970 and counts that begin again book nothing', async () => {
    for (const reader of readers) reader.restart();
    await vi.waitFor(() => {
      for (const { check } of families) check?.();
    }, booked);
    const before = new Map((await devices()).map(({ id, activity }) => [id, activity.readings]));
    const heardAgain = async () =>
      (await devices())
        .filter(({ id, activity }) => activity.readings < (before.get(id) ?? 0) + 30)
        .map(({ id }) => id);
    await expect.poll(heardAgain, booked).toEqual([]);
    expect(await movements()).toEqual(arrivals.toSorted());
  });

  test('pumps that are taken away have gone to production, and nothing else was ever booked', async () => {
    are_there = false;
    await expect.poll(movements, booked).toEqual([...arrivals, ...departures].toSorted());
  });

  test('the demo tags are asked about and are no stock', async () => {
    const { questions }: { questions: { id: string; kind: string }[] } = JSON.parse(await get('questions?state=open'));
    expect(questions.map(({ id }) => id).toSorted()).toEqual(demo_epcs.map((epc) => `unknown-tag/${epc}`).toSorted());
    const { levels }: { levels: { item: string; location: string; quantity: number }[] } = JSON.parse(
      await get('levels'),
    );
    expect(new Set(levels.map(({ item }) => item))).toEqual(new Set(['pump']));
  });

  test('what never came from the reader that counts is shown, and faults of the wires are counted', async () => {
    const known = new Map((await devices()).map((device) => [device.id, device]));
    expect(known.get('zebra')?.activity.lost).toMatchObject({
      last_says: expect.stringMatching(/^\d+ tag events? never came \(numbers? .*\); \d+ so far\.$/),
    });
    expect(known.get('m100')?.activity.lost).toBeUndefined();
    for (const id of ['impinj', 'zebra', 'sled']) expect(known.get(id)?.activity.quarantined).toBeGreaterThan(0);
    for (const id of ['m100', 'm100-clone', 'reader18', 'thingmagic']) {
      expect(known.get(id)?.link.noise_bytes).toBeGreaterThan(0);
    }
    expect([...known.values()].map(({ link }) => link.state)).toEqual(families.map(() => 'connected'));
  });

  test('what is scanned with the sled is booked as scanned', async () => {
    const node = await scanningNode();
    for (const code of ['TG-CMD.RECEIVE', 'TG-LOC.at-sled', '09521141000021', 'TG-CMD.DONE']) {
      node.scan(code);
    }
    const scanned = ['1 pump: supplier → at-sled'];
    await expect.poll(movements, booked).toEqual([...arrivals, ...departures, ...scanned].toSorted());
    await node.stop();
  });

  test('the journal derives all of it again', async () => {
    endRounds();
    expect(await runCommand(['verify', '--data', join(directory, 'data')])).toMatchObject({ code: 0 });
  });
});

interface Device {
  readonly id: string;
  readonly activity: {
    readonly readings: number;
    readonly quarantined: number;
    readonly lost?: { readonly times: number; readonly last_says: string };
  };
  readonly link: { readonly state: string; readonly noise_bytes: number };
}

async function devices(): Promise<readonly Device[]> {
  const page: { devices: Device[] } = JSON.parse(await get('devices'));
  return page.devices;
}

/** The sled as its own reader said nothing more. */
async function scanningNode() {
  const at = families.findIndex(({ id }) => id === 'sled');
  await readers[at]?.stop();
  readers.splice(at, 1);
  endRounds();
  const secret = await enrolConnection(join(directory, 'data'), 'sled');
  const node = mqttNode({ url: gateway.broker, connection: 'sled', secret, liveness: [], changed() {} });
  await node.ready(10_000);
  return {
    scan(code: string) {
      const at_ms = systemClock.now_ms();
      const { topic, payload } = zebraSledMessage('sled', { scans: [{ code, symbology: 'CODE128' }], at_ms });
      node.publish(topic, payload);
    },
    stop: () => node.stop(),
  };
}
