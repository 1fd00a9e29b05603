import { describe, expect, test } from 'vitest';
import { type Driver, understand } from '../../devices/driver.ts';
import { native } from '../../devices/native/native.ts';
import type { Reading, WeightReading } from '../../devices/reading.ts';
import { esphome } from '../../devices/scales/esphome.ts';
import { tasmota } from '../../devices/scales/tasmota.ts';
import type { MqttNode } from '../../simulators/mqtt-node.ts';
import { seedOf } from '../../simulators/seed.ts';
import { esphomeWire, nativeWire, Plates, tasmotaWire, type WeightWireParts } from '../../simulators/weight-wires.ts';
import type { World } from '../../simulators/world.ts';
import { HandClock } from '../live/hand-clock.ts';
import { smallWorld } from './small-world.ts';

type Wire = (parts: WeightWireParts, device: string, node: MqttNode) => () => void;

interface Heard {
  readonly at_ms: number;
  readonly topic: string;
  readonly reading: Reading;
}

/** One node with one channel on a plate of 412 g, and everything that it publishes as its driver understands it. */
function noded(wire: Wire, by: Driver) {
  const clock = new HandClock();
  const world: World = { ...smallWorld, bins: smallWorld.bins.filter(({ device }) => device === 'node-1') };
  const plates = new Plates(world, seedOf(1));
  const cell = plates.of({ device: 'node-1', channel: '1' });
  if (cell === undefined) throw new Error('the plate is missing');
  const heard: Heard[] = [];
  const listeners = new Map<string, (payload: Uint8Array) => void>();
  const node: MqttNode = {
    is_connected: true,
    publish(topic, payload) {
      const understood = understand(by, payload, { topic, retained: false });
      if (!understood.ok) throw new Error(`${understood.fault.place}: ${understood.fault.rule}`);
      for (const reading of understood.value) heard.push({ at_ms: clock.now_ms() - clock.start_ms, topic, reading });
      return true;
    },
    listen(topic, hear) {
      listeners.set(topic, hear);
    },
    ready: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
  const end = wire({ world, plates, clock, boot: 'b1' }, 'node-1', node);
  const weights = (from_ms: number, to_ms: number): WeightReading[] =>
    heard.flatMap(({ at_ms, reading }) =>
      reading.kind === 'weight' && at_ms > from_ms && at_ms <= to_ms ? [reading] : [],
    );
  const tell = (topic: string, payload: string) => listeners.get(topic)?.(new TextEncoder().encode(payload));
  return { clock, cell, heard, weights, tell, end };
}

function farthest(weights: readonly WeightReading[], mass_mg: number): number {
  return Math.max(...weights.map((weight) => Math.abs(weight.mass_mg - mass_mg)));
}

describe('a native node', () => {
  test('takes its load for zero when it is told to tare, and forgets nothing of what comes after', () => {
    const { clock, cell, weights, tell } = noded(nativeWire, native);
    clock.pass(4_000);
    tell('tallygate/node-1/command', '{"tare":{"channel":"2"}}');
    tell('tallygate/node-1/command', 'no JSON');
    clock.pass(4_000);
    expect(farthest(weights(6_000, 8_000), 412_000)).toBeLessThan(1_500);
    tell('tallygate/node-1/command', '{"tare":{}}');
    clock.pass(4_000);
    expect(farthest(weights(8_000, 12_000), 0)).toBeLessThan(1_500);
    cell.load(clock.now_ms(), 200_000);
    clock.pass(6_000);
    expect(farthest(weights(16_000, 18_000), 200_000)).toBeLessThan(8_000);
  });

  test('says once a second what lies at rest on its plate, within a few grams of the truth', () => {
    const { clock, weights } = noded(nativeWire, native);
    clock.pass(12_000);
    const at_rest = weights(2_000, 12_000);
    expect(at_rest.length).toBe(10);
    expect(farthest(at_rest, 412_000)).toBeLessThan(1_500);
  });

  test('says four times a second how its plate moves, and comes to rest at the new weight', () => {
    const { clock, cell, weights } = noded(nativeWire, native);
    clock.pass(5_000);
    cell.load(clock.now_ms(), 61_400);
    clock.pass(10_000);
    expect(weights(5_000, 6_000).length).toBeGreaterThanOrEqual(3);
    expect(weights(10_000, 15_000).length).toBeLessThanOrEqual(6);
    // Leaning makes a load seem up to 7 % off.
    expect(farthest(weights(11_000, 15_000), 473_400)).toBeLessThan(6_000);
  });

  test('numbers its readings without a gap and dates them', () => {
    const { clock, weights } = noded(nativeWire, native);
    clock.pass(30_000);
    const all = weights(0, 30_000);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, nth) => nth));
    expect(new Set(all.map(({ boot }) => boot))).toEqual(new Set(['b1']));
    expect(all.every(({ device_at_ms }) => (device_at_ms ?? 0) > clock.start_ms)).toBe(true);
  });
});

test('a Tasmota node speaks once a second in whole grams and never below zero', () => {
  const { clock, cell, weights } = noded(tasmotaWire, tasmota);
  clock.pass(5_000);
  cell.load(clock.now_ms(), -600_000);
  clock.pass(10_000);
  const all = weights(0, 15_000);
  expect(all.length).toBe(15);
  expect(all.every(({ mass_mg }) => mass_mg % 1_000 === 0)).toBe(true);
  expect(farthest(weights(1_000, 5_000), 412_000)).toBeLessThan(2_000);
  expect(farthest(weights(11_000, 15_000), 0)).toBe(0);
});

test('an ESPHome node speaks every two seconds on the topic of its channel', () => {
  const { clock, heard, weights } = noded(esphomeWire, esphome);
  clock.pass(10_000);
  expect(weights(0, 10_000).length).toBe(5);
  expect(new Set(heard.map(({ topic }) => topic))).toEqual(new Set(['node-1/sensor/1/state']));
  expect(farthest(weights(1_000, 10_000), 412_000)).toBeLessThan(2_000);
});
