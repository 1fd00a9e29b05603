/**
 * Goal: whatever a scale speaks, what is taken off it is the right movement. Method: one gateway as built, every scale driver
 * on the wire it has in life (pseudo-terminals, Modbus RTU and TCP, MQTT), each with four pieces of which two are taken.
 * USB HID, whose library has no wire to simulate, is beside it in `hid-links.test.ts`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import type { RegisterMap } from '../../devices/scales/modbus-map.ts';
import { presetMap } from '../../devices/scales/modbus-presets.ts';
import { every, systemClock } from '../../simulators/clock.ts';
import { announcedAvailability, announcedState, announcement } from '../../simulators/home-assistant-node.ts';
import { type LoadCell, loadCellOf } from '../../simulators/load-cell.ts';
import { instrumentOf } from '../../simulators/modbus-slave.ts';
import { modbusRtuWire, modbusTcpWire } from '../../simulators/modbus-wires.ts';
import { openPty } from '../../simulators/pty.ts';
import { mtSicsScale } from '../../simulators/scale.ts';
import { scaleWire } from '../../simulators/scale-wires.ts';
import { seedOf } from '../../simulators/seed.ts';
import { serialScales } from '../../simulators/serial-scale.ts';
import { sparkplugWire } from '../../simulators/sparkplug-edge.ts';
import { weighingOf } from '../../simulators/weighing.ts';
import { esphomeWeightMessage, tasmotaWeightMessage, type WeightMessage } from '../../simulators/weight-messages.ts';
import { withoutSocat } from '../transport/pty-pair.ts';
import { freePort, type GatewayProcess, runCommand, startGatewayProcess } from './process.ts';

const piece_mg = 200_000;
const plate_mg = 412_000;
const capacity_mg = 15_000_000;
const manner = { noise_mg: 600, quantum_mg: 100, drift_mg: 0, lean_permille: 0, ring_permille: 0, ring_hz: 8 };

/** Gross weight as binary32, low word first, and a state of its own: what no preset has. */
const ownMap: RegisterMap = {
  weights: [
    { channel: '1', table: 'input', address: 30, type: 'f32', words: 'low-first', unit: 'kg', decimals: 0, step: 1 },
  ],
  states: [{ table: 'input', address: 32, bit: 3, when: 0, means: 'motion' }],
  orders: [],
};

/** Device, driver, and what the settings say of it besides. */
const serial = ['mt-sics', ...serialScales].map((driver) => ({ id: driver, driver, connection: driver }));
const onModbus = [
  { id: 'tcp-laumas', connection: 'plc', unit: 'kg', modbus: { address: 1, preset: 'laumas-gross', decimals: 3 } },
  { id: 'tcp-baykon', connection: 'plc', unit: 'g', modbus: { address: 2, preset: 'baykon-mx08', decimals: 1 } },
  { id: 'tcp-absent', connection: 'plc', unit: 'g', modbus: { address: 3, preset: 'generic-i32' } },
  { id: 'rtu-pavone', connection: 'rs485', unit: 'kg', modbus: { address: 7, preset: 'pavone-dat', decimals: 3 } },
  {
    id: 'rtu-own',
    connection: 'rs485',
    modbus: {
      address: 8,
      weights: ownMap.weights.map(({ channel, table, address, type, words, unit }) => ({
        channel,
        table,
        address,
        type,
        words,
        unit,
      })),
      states: ownMap.states,
    },
  },
].map((device) => ({ driver: 'modbus-scale', ...device }));
const onMqtt = [
  { id: 'tasmota-1', driver: 'tasmota', connection: 'nodes' },
  { id: 'esphome-1', driver: 'esphome', connection: 'nodes', channel: 'pan' },
  { id: 'announced-1', driver: 'home-assistant', connection: 'nodes', channel: 'pan' },
  {
    id: 'edge-1',
    driver: 'sparkplug',
    connection: 'edge',
    metrics: [{ metric: 'scale-1/Weight', channel: '1', stable: 'scale-1/Stable' }],
  },
];
const devices: readonly { readonly id: string; readonly driver: string; readonly channel?: string }[] = [
  ...serial,
  ...onModbus,
  ...onMqtt,
];
const weighing = devices.filter(({ id }) => id !== 'tcp-absent');

let folder = '';
let gateway: GatewayProcess;
const ends: (() => Promise<unknown>)[] = [];
const cells = new Map<string, LoadCell>();

function cellOf(id: string): LoadCell {
  const cell = cells.get(id) ?? loadCellOf(seedOf(3, id), manner, plate_mg);
  cells.set(id, cell);
  return cell;
}

function site(ports: { readonly dashboard: number; readonly broker: number; readonly modbus: number }): object {
  const port = { baud: 9_600 };
  return {
    name: 'Scales',
    time_zone: 'UTC',
    currency: 'EUR',
    rules: { weight: { rest_ms: 400 } },
    items: weighing.map(({ id }) => ({ id: `part-${id}`, unit_mass_mg: piece_mg })),
    locations: weighing.map(({ id }) => ({ id: `bin-${id}`, kind: 'bin', item: `part-${id}`, taken_to: 'production' })),
    connections: [
      ...serial.map(({ id }) => ({ id, wire: { kind: 'serial', path: join(folder, id), ...port } })),
      { id: 'plc', wire: { kind: 'modbus', host: '127.0.0.1', port: ports.modbus } },
      { id: 'rs485', wire: { kind: 'modbus', path: join(folder, 'rs485'), ...port } },
      { id: 'nodes', wire: { kind: 'mqtt' } },
      { id: 'edge', wire: { kind: 'mqtt' } },
    ],
    devices: devices.map(({ channel = '1', ...device }) => ({
      poll_ms: 100,
      ...(device.driver === 'toledo-8217' ? { unit: 'kg' } : {}),
      ...device,
      ...(device.id === 'tcp-absent'
        ? {}
        : { channels: [{ channel, location: `bin-${device.id}`, empty_mass_mg: plate_mg }] }),
    })),
    network: {
      dashboard: { host: '127.0.0.1', port: ports.dashboard },
      broker: { kind: 'embedded', host: '127.0.0.1', port: ports.broker },
    },
  };
}

async function openSerialLines(): Promise<void> {
  const clock = systemClock;
  const broke = (says: string) => expect.fail(says);
  const sics = mtSicsScale({ pan: cellOf('mt-sics'), serial: 'B1', capacity_mg });
  const line = await openPty({
    path: join(folder, 'mt-sics'),
    clock,
    broke,
    heard: (chunk) => line.write(sics.heard(chunk, clock.now_ms())),
  });
  ends.push(() => line.stop());
  for (const driver of serialScales) {
    const options = { path: join(folder, driver), pan: cellOf(driver), clock, seed: seedOf(5), broke };
    const end = await scaleWire({ id: driver, driver, unit: 'kg' }, options);
    if (end !== undefined) ends.push(end);
  }
}

async function openModbus(): Promise<number> {
  const clock = systemClock;
  const made = (id: string, map: RegisterMap, unit: 'g' | 'kg') =>
    instrumentOf(map, weighingOf({ pan: cellOf(id), capacity_mg, unit }));
  const tcp = await modbusTcpWire({
    clock,
    instruments: new Map([
      [1, made('tcp-laumas', presetMap('laumas-gross', { unit: 'kg', decimals: 3 }), 'kg')],
      [2, made('tcp-baykon', presetMap('baykon-mx08', { unit: 'g', decimals: 1 }), 'g')],
    ]),
  });
  ends.push(() => tcp.stop());
  const instruments = new Map([
    [7, made('rtu-pavone', presetMap('pavone-dat', { unit: 'kg', decimals: 3 }), 'kg')],
    [8, made('rtu-own', ownMap, 'kg')],
  ]);
  const faults = { spoilt_permille: 10, noise_permille: 30, split_permille: 100 };
  const broke = (says: string) => expect.fail(says);
  ends.push(await modbusRtuWire(join(folder, 'rs485'), { instruments, clock, seed: seedOf(9), faults, broke }));
  return tcp.port;
}

async function openNodes(): Promise<void> {
  const secretOf = async (connection: string) => {
    const enrolled = await runCommand(['enrol', connection, '--data', join(folder, 'data'), '--json']);
    const { secret }: { secret: string } = JSON.parse(enrolled.out);
    return secret;
  };
  const [nodes, edge] = [await secretOf('nodes'), await secretOf('edge')];
  const login = { clientId: 'nodes', username: 'nodes', password: nodes, reconnectPeriod: 0 };
  const client: MqttClient = await mqtt.connectAsync(gateway.broker, login);
  const say = ({ topic, payload, retain }: WeightMessage) =>
    client.publish(topic, Buffer.from(payload), { qos: 1, retain });
  const announced = { node: 'announced-1', object: 'pan', unit: 'kg' } as const;
  say(announcement(announced));
  say(announcedAvailability('announced-1', true));
  const end = every(systemClock, 150, () => {
    const at_ms = systemClock.now_ms();
    const massOf = (id: string) => cellOf(id).massAt(at_ms);
    say(tasmotaWeightMessage('tasmota-1', { mass_mg: massOf('tasmota-1'), at_ms }));
    say(esphomeWeightMessage('esphome-1', { channel: 'pan', mass_mg: massOf('esphome-1') }));
    say(announcedState(announced, massOf('announced-1')));
  });
  ends.push(async () => {
    end();
    await client.endAsync(true);
  });
  let told = 0;
  ends.push(
    await sparkplugWire({
      url: gateway.broker,
      connection: 'edge',
      secret: edge,
      clock: systemClock,
      group: 'plant',
      node: 'edge-1',
      device: 'scale-1',
      pan: cellOf('edge-1'),
      session: 1,
      behind_ms: systemClock.now_ms() - 86_400_000,
      doubles: () => told % 10 === 3,
      // One of the first messages is lost, and now and then another: however few there are, the node is asked for its birth.
      loses: () => {
        told += 1;
        return told % 25 === 5;
      },
    }),
  );
}

async function answerOf(path: string): Promise<unknown> {
  const answer = await gateway.fetch(`/api/v1/${path}`);
  return answer.json();
}

/** Pieces by device, as the gateway's levels say. */
async function levels(): Promise<Readonly<Record<string, number>>> {
  const body = await answerOf('levels?limit=1000');
  const rows: { location: string; quantity: number }[] = Reflect.get(Object(body), 'levels');
  return Object.fromEntries(
    rows.flatMap(({ location, quantity }) => (location.startsWith('bin-') ? [[location.slice(4), quantity]] : [])),
  );
}

const all = (pieces: number) => Object.fromEntries(weighing.map(({ id }) => [id, pieces]));

beforeAll(async () => {
  if (withoutSocat !== '') return;
  folder = mkdtempSync(join(tmpdir(), 'tallygate-every-scale-'));
  const long_ago_ms = systemClock.now_ms() - 60_000;
  for (const { id } of weighing) cellOf(id).load(long_ago_ms, piece_mg * 4);
  await openSerialLines();
  const modbus = await openModbus();
  const file = join(folder, 'site.json');
  writeFileSync(file, JSON.stringify(site({ dashboard: await freePort(), broker: await freePort(), modbus })));
  gateway = await startGatewayProcess(['--site', file, '--data', join(folder, 'data')]);
  await openNodes();
});

afterAll(async () => {
  if (withoutSocat !== '') return;
  await Promise.all(ends.map((end) => end()));
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('every scale driver but the USB one is here', () => {
  const here = new Set(devices.map(({ driver }) => driver));
  const scales = drivers.filter(({ family }) => family === 'scale').map(({ id }) => id);
  expect(scales.filter((id) => !here.has(id))).toEqual(['hid-scale']);
});

describe.skipIf(withoutSocat !== '')(`every scale at a running gateway${withoutSocat}`, () => {
  test('what lies on it is counted, what is taken is one movement, and what is added another', async () => {
    const slow = { timeout: 60_000, interval: 100 };
    await expect.poll(levels, slow).toEqual(all(4));
    for (const { id } of weighing) cellOf(id).load(systemClock.now_ms(), -2 * piece_mg);
    await expect.poll(levels, slow).toEqual(all(2));
    for (const { id } of weighing) cellOf(id).load(systemClock.now_ms(), 3 * piece_mg);
    await expect.poll(levels, slow).toEqual(all(5));

    const body = await answerOf('movements?limit=1000');
    const movements: { kind: string; from: string; to: string; quantity: number; item: string }[] = Reflect.get(
      Object(body),
      'movements',
    );
    for (const { id } of weighing) {
      const own = movements
        .filter(({ item }) => item === `part-${id}`)
        .map(({ from, to, quantity }) => `${quantity} ${from} > ${to}`);
      expect([id, own.toSorted()]).toEqual([
        id,
        [`2 bin-${id} > production`, `3 transit > bin-${id}`, `4 count-difference > bin-${id}`],
      ]);
    }
  });

  test('a node that lost messages was asked for its birth, and frames on a bad line were no weights', async () => {
    const body = await answerOf('status');
    const counters: Readonly<Record<string, number>> = Reflect.get(Object(body), 'counters');
    expect(counters['mqtt.commands_sent'] ?? 0).toBeGreaterThan(0);
    expect(counters['stream.noise_bytes'] ?? 0).toBeGreaterThan(0);
    expect(counters['quarantined frames'] ?? 0).toBe(0);
  });

  test('all of it can be derived again from the journal', async () => {
    const verified = await runCommand(['verify', '--data', join(folder, 'data'), '--json']);
    expect({ code: verified.code, err: verified.err }).toEqual({ code: 0, err: '' });
  });

  test('an instrument that is not there is told apart from the others on its line', async () => {
    const body = await answerOf('devices');
    const known: { id: string; link?: { state: string; device?: string } }[] = Reflect.get(Object(body), 'devices');
    const states = Object.fromEntries(known.map(({ id, link }) => [id, link?.state]));
    expect(states['tcp-absent']).toBe('waiting');
    expect(states['tcp-laumas']).toBe('connected');
    expect(states['rtu-own']).toBe('connected');
  });
});
