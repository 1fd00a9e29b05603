/** Simulated readers: what their antennas hear goes out as the reader would say it. */
import { every, type SimulatorClock } from './clock.ts';
import { impinjStatusMessage, impinjTagMessage } from './impinj-reader.ts';

import { startImpinjStream } from './impinj-stream.ts';
import { readerPersonalities } from './llrp-personality.ts';

import { type LlrpReader, startLlrpReader } from './llrp-reader.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { Liveness, MqttNode } from './mqtt-node.ts';
import { heardAtPortals, heardOnShelves, round_ms } from './radio.ts';
import type { Seed } from './seed.ts';
import type { Warehouse } from './warehouse.ts';
import type { World } from './world.ts';

export interface TagWireParts {
  readonly world: World;
  readonly warehouse: Warehouse;
  readonly clock: SimulatorClock;
  readonly seed: Seed;
}

/** Looks at the antennas of a device round by round; the returned function ends it. */
export function listenIn(parts: TagWireParts, device: string, hear: (tags: readonly SeenTag[]) => void): () => void {
  const { world, warehouse, clock } = parts;
  const seed = parts.seed.stream(`radio-${device}`);
  const ends: (() => void)[] = [];
  if (world.portals.some((portal) => portal.device === device)) {
    ends.push(
      every(clock, round_ms.portal, () => {
        const now = { timeline_ms: warehouse.at_ms, at_ms: clock.now_ms() };
        hear(heardAtPortals(device, world, warehouse.pieces, now, seed));
      }),
    );
  }
  if (world.zones.some((zone) => zone.device === device)) {
    ends.push(
      every(clock, round_ms.shelf, () => {
        hear(heardOnShelves(device, world, warehouse.pieces, clock.now_ms(), seed));
      }),
    );
  }
  return () => {
    for (const end of ends) end();
  };
}

/** An LLRP reader on a TCP port. Rejects with a sentence when the port cannot be had. */
export async function llrpWire(
  parts: TagWireParts,
  device: string,
  address: { readonly host: string; readonly port: number },
): Promise<() => Promise<void>> {
  const reader = await listening(parts, device, address);
  const end = listenIn(parts, device, (tags) => {
    for (const tag of tags) reader.see(tag);
  });
  return () => {
    end();
    return reader.close();
  };
}

async function listening(
  { clock, world }: TagWireParts,
  device: string,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<LlrpReader> {
  const { plain } = readerPersonalities;
  const personality = { ...plain, antennas: Math.max(plain.antennas, ...antennasOf(world, device)) };
  try {
    return await startLlrpReader({ host, port, clock, personality });
  } catch (thrown) {
    const isTaken = thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE';
    const place = `${host}:${port}`;
    const why = isTaken ? 'another program listens there' : String(thrown);
    throw new Error(`the reader ${device} cannot be had at ${place}: ${why}`, { cause: thrown });
  }
}

/** An Impinj reader whose events the gateway fetches. Rejects with a sentence when the port cannot be had. */
export async function impinjStreamWire(parts: TagWireParts, device: string, url: string): Promise<() => Promise<void>> {
  const { hostname: host, port } = new URL(url);
  const seed = parts.seed.stream(`stream-${device}`);
  const stream = await startImpinjStream({ host, port: Number(port || 80), clock: parts.clock, seed }).catch(
    (thrown: unknown) => {
      throw new Error(`the reader ${device} cannot be had at ${url}: ${String(thrown)}`, { cause: thrown });
    },
  );
  const end = listenIn(parts, device, (tags) => stream.tags(tags));
  return () => {
    end();
    return stream.stop();
  };
}

function antennasOf(world: World, device: string): readonly number[] {
  const portals = world.portals.filter((portal) => portal.device === device);
  const zones = world.zones.filter((zone) => zone.device === device);
  return [
    ...portals.flatMap(({ inside_antennas, outside_antennas }) => [...inside_antennas, ...outside_antennas]),
    ...zones.map(({ antenna }) => antenna),
  ];
}

export function impinjLiveness(device: string): Liveness {
  const online = impinjStatusMessage(device, true);
  return { topic: online.topic, online: online.payload, offline: impinjStatusMessage(device, false).payload };
}

/** An Impinj reader on an MQTT connection. */
export function impinjWire(parts: TagWireParts, device: string, node: MqttNode): () => void {
  return listenIn(parts, device, (tags) => {
    if (tags.length === 0) return;
    const { topic, payload } = impinjTagMessage(device, tags);
    node.publish(topic, payload);
  });
}
