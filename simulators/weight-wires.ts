/** Simulated load-cell nodes and scales: cells are sampled ten times a second, and each node says it in its own way and time. */
import { every, type SimulatorClock } from './clock.ts';
import { type LoadCell, type LoadCellManner, loadCellOf, type Pan } from './load-cell.ts';
import type { Liveness, MqttNode } from './mqtt-node.ts';
import { openPty, type Pty } from './pty.ts';
import { type MtSicsScale, mtSicsScale } from './scale.ts';
import type { ScaleFaults } from './scale-faults.ts';
import type { Seed } from './seed.ts';
import { faultyDevice, type StreamDevice } from './stream-device.ts';
import {
  esphomeStatusMessage,
  esphomeWeightMessage,
  nativeStatusMessage,
  nativeWeightMessage,
  tasmotaStatusMessage,
  tasmotaWeightMessage,
  type WeightMessage,
} from './weight-messages.ts';
import type { Bin, World } from './world.ts';

const sample_ms = 100;
/** What a node looks back over to know whether its plate is at rest, and how far apart samples at rest may be. */
const rest_samples = 10;
const rest_spread_mg = 4_000;
const native_ms = { moving: 250, resting: 1_000 } as const;
const tasmota_ms = 1_000;
const esphome_ms = 2_000;
const scale_capacity_mg = 15_000_000;
const nudge_ms = 20;
/** Samples that a native node takes the mean of. */
const averaged = 5;

/** Load cells by device and channel. */
export class Plates {
  readonly #cells = new Map<string, LoadCell>();

  constructor(world: World, seed: Seed, manner?: LoadCellManner) {
    for (const { device, channel, empty_mass_mg } of world.bins) {
      const cell = loadCellOf(seed.stream(`cell-${device}-${channel}`), manner, empty_mass_mg);
      this.#cells.set(keyOf(device, channel), cell);
    }
  }

  of({ device, channel }: Pick<Bin, 'device' | 'channel'>): LoadCell | undefined {
    return this.#cells.get(keyOf(device, channel));
  }

  /** The channels of a device with their cells. */
  on(world: World, device: string): { readonly channel: string; readonly cell: LoadCell }[] {
    return world.bins.flatMap((bin) => {
      const cell = bin.device === device ? this.of(bin) : undefined;
      return cell === undefined ? [] : [{ channel: bin.channel, cell }];
    });
  }
}

export interface WeightWireParts {
  readonly world: World;
  readonly plates: Plates;
  readonly clock: SimulatorClock;
  /** Changes at every start of the simulation: each is a power-up of its nodes. */
  readonly boot: string;
  /** When nodes were powered whose clocks were never set; absent: their clocks are right. */
  readonly unset_since_ms?: number | undefined;
}

interface Sampled {
  readonly channel: string;
  readonly cell: LoadCell;
  /** The newest last. */
  readonly samples: number[];
  published_ms: number;
}

/** Tallygate's native JSON: often while the plate moves, seldom while it rests. */
export function nativeWire(parts: WeightWireParts, device: string, node: MqttNode): () => void {
  const channels = sampledOn(parts, device);
  const tares = new Map<string, number>();
  let seq = 0;
  node.listen(`tallygate/${device}/command`, (payload) => {
    for (const { channel, samples } of tared(payload, channels)) tares.set(channel, mean(samples.slice(-averaged)));
  });
  return sampling(parts, channels, (at_ms) => {
    const due = channels.filter(
      ({ samples, published_ms }) =>
        at_ms - published_ms >= (isMoving(samples) ? native_ms.moving : native_ms.resting) - nudge_ms,
    );
    if (due.length === 0) return;
    const weights = due.map(({ channel, samples, published_ms }) => {
      const taken = Math.max(1, Math.min(samples.length, Math.round((at_ms - published_ms) / sample_ms)));
      const shown_mg = mean(samples.slice(-Math.min(taken, averaged))) - (tares.get(channel) ?? 0);
      return { channel, mass_mg: Math.round(shown_mg) };
    });
    for (const each of due) each.published_ms = at_ms;
    say(
      node,
      nativeWeightMessage(device, weights, { seq, boot: parts.boot, at_ms: at_ms - (parts.unset_since_ms ?? 0) }),
    );
    seq += weights.length;
  });
}

/** The channels that a message on the command topic makes zero: the one named, or all of them. */
function tared(payload: Uint8Array, channels: readonly Sampled[]): readonly Sampled[] {
  let told: { readonly tare?: { readonly channel?: unknown }; readonly zero?: { readonly channel?: unknown } };
  try {
    told = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return [];
  }
  const order = told.tare ?? told.zero;
  if (order === undefined) return [];
  return channels.filter(({ channel }) => order.channel === undefined || order.channel === channel);
}

/** One value a second: of ten samples the two highest and the two lowest are dropped. */
export function tasmotaWire(parts: WeightWireParts, device: string, node: MqttNode): () => void {
  const channels = sampledOn(parts, device);
  return sampling(parts, channels, (at_ms) => {
    for (const each of channels) {
      if (at_ms - each.published_ms < tasmota_ms - nudge_ms) continue;
      each.published_ms = at_ms;
      const middle = each.samples.toSorted((a, b) => a - b).slice(2, -2);
      say(
        node,
        tasmotaWeightMessage(device, {
          mass_mg: mean(middle.length > 0 ? middle : each.samples),
          at_ms: at_ms - (parts.unset_since_ms ?? 0),
        }),
      );
    }
  });
}

/** The median of the last second, at ESPHome's update interval. */
export function esphomeWire(parts: WeightWireParts, device: string, node: MqttNode): () => void {
  const channels = sampledOn(parts, device);
  return sampling(parts, channels, (at_ms) => {
    for (const each of channels) {
      if (at_ms - each.published_ms < esphome_ms - nudge_ms) continue;
      each.published_ms = at_ms;
      const sorted = each.samples.toSorted((a, b) => a - b);
      say(node, esphomeWeightMessage(device, { channel: each.channel, mass_mg: sorted[sorted.length >> 1] ?? 0 }));
    }
  });
}

/** An MT-SICS scale on a serial line. */
export async function mtSicsWire(
  parts: WeightWireParts & { readonly seed: Seed },
  device: string,
  { faults = {}, ...serial }: { readonly path: string; readonly faults?: ScaleFaults; broke(says: string): void },
): Promise<() => Promise<void>> {
  const { world, plates, clock, seed } = parts;
  const [only] = plates.on(world, device);
  const pan = only?.cell ?? { massAt: () => 0, isMovingAt: () => false };
  const scale = mtSicsScale({ pan, serial: device, capacity_mg: scale_capacity_mg });
  const spoken = faultyDevice(sicsDevice(scale, pan), faults, seed.stream(`faults-${device}`));
  const line: Pty = await openPty({
    ...serial,
    clock,
    heard: (chunk) => {
      for (const bytes of spoken.heard(chunk, clock.now_ms())) line.write(bytes);
    },
  });
  line.write(scale.switchOn(clock.now_ms()));
  return () => line.stop();
}

/** It shows grams or kilograms and no pounds: the unit key goes from one to the other. */
function sicsDevice(scale: MtSicsScale, pan: Pan): StreamDevice {
  return {
    heard: (chunk, at_ms) => {
      const answer = scale.heard(chunk, at_ms);
      return answer.length === 0 ? [] : [answer];
    },
    spoken: () => [],
    restart: (at_ms) => [scale.switchOn(at_ms)],
    showIn: (unit) => scale.showIn(unit === 'g' ? 'g' : 'kg'),
    isMovingAt: (at_ms) => pan.isMovingAt(at_ms),
    noise: { min: 0x90, max: 0xff },
  };
}

export function nativeLiveness(device: string): Liveness {
  return livenessOf((online) => nativeStatusMessage(device, online));
}

export function tasmotaLiveness(device: string): Liveness {
  return livenessOf((online) => tasmotaStatusMessage(device, online));
}

export function esphomeLiveness(device: string): Liveness {
  return livenessOf((online) => esphomeStatusMessage(device, online));
}

function livenessOf(message: (online: boolean) => WeightMessage): Liveness {
  const { topic, payload } = message(true);
  return { topic, online: payload, offline: message(false).payload };
}

function sampledOn({ world, plates }: WeightWireParts, device: string): Sampled[] {
  return plates.on(world, device).map((each) => ({ ...each, samples: [], published_ms: 0 }));
}

function sampling({ clock }: WeightWireParts, channels: readonly Sampled[], then: (at_ms: number) => void): () => void {
  return every(clock, sample_ms, () => {
    const at_ms = clock.now_ms();
    for (const { cell, samples } of channels) {
      samples.push(cell.massAt(at_ms));
      if (samples.length > rest_samples) samples.shift();
    }
    then(at_ms);
  });
}

function isMoving(samples: readonly number[]): boolean {
  return Math.max(...samples) - Math.min(...samples) > rest_spread_mg;
}

function mean(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0) / values.length;
}

function say(node: MqttNode, { topic, payload, retain }: WeightMessage): void {
  node.publish(topic, payload, retain);
}

function keyOf(device: string, channel: string): string {
  return `${device}\u0000${channel}`;
}
