/** Simulated readers: what their antennas hear goes out as the reader would say it. */
import { every, type SimulatorClock } from './clock.ts';
import { impinjStatusMessage, impinjTagMessage } from './impinj-reader.ts';
import { startImpinjStream } from './impinj-stream.ts';
import { faultyLine, type LineFaults } from './line-faults.ts';
import { readerPersonalities } from './llrp-personality.ts';

import { type LlrpReader, startLlrpReader } from './llrp-reader.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import { withUnsetClock } from './message-faults.ts';
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
  /** When readers were powered whose clocks were never set; absent: their clocks are right. */
  readonly unset_since_ms?: number | undefined;
}

/** Looks at the antennas of a device round by round; the returned function ends it. */
export function listenIn(parts: TagWireParts, device: string, hear: (tags: readonly SeenTag[]) => void): () => void {
  const { world, warehouse, clock, unset_since_ms } = parts;
  const tell = (tags: readonly SeenTag[]) =>
    hear(unset_since_ms === undefined ? tags : withUnsetClock(tags, unset_since_ms));
  const seed = parts.seed.stream(`radio-${device}`);
  const ends: (() => void)[] = [];
  if (world.portals.some((portal) => portal.device === device)) {
    ends.push(
      every(clock, round_ms.portal, () => {
        const now = { timeline_ms: warehouse.at_ms, at_ms: clock.now_ms() };
        tell(heardAtPortals(device, world, warehouse.pieces, now, seed));
      }),
    );
  }
  if (world.zones.some((zone) => zone.device === device)) {
    ends.push(
      every(clock, round_ms.shelf, () => {
        tell(heardOnShelves(device, world, warehouse.pieces, clock.now_ms(), seed));
      }),
    );
  }
  return () => {
    for (const end of ends) end();
  };
}

export interface ReaderFaults {
  readonly faults?: LineFaults;
  readonly power_every_ms?: number | undefined;
}

/** TCP loses nothing and turns no bit; frames may come in pieces. */
function ofTcp({ split_permille = 0 }: LineFaults): LineFaults {
  return { split_permille };
}

/** An LLRP reader on a TCP port. Rejects with a sentence when the port cannot be had. */
export async function llrpWire(
  parts: TagWireParts,
  device: string,
  address: { readonly host: string; readonly port: number },
  { faults = {}, power_every_ms }: ReaderFaults = {},
): Promise<() => Promise<void>> {
  const split = faultyLine(ofTcp(faults), parts.seed.stream(`faults-${device}`));
  const reader = await listening(parts, device, address, (frame) => split([frame]));
  const ends = [
    listenIn({ ...parts, unset_since_ms: undefined }, device, (tags) => {
      for (const tag of tags) reader.see(tag);
    }),
    ...(power_every_ms === undefined ? [] : [every(parts.clock, power_every_ms, () => cyclePower(reader, parts))]),
  ];
  if (parts.unset_since_ms !== undefined) cyclePower(reader, parts);
  return () => {
    for (const end of ends) end();
    return reader.close();
  };
}

/** Its clock stands in 1970 then; where others have theirs set, a time server sets this one. */
function cyclePower(reader: LlrpReader, { unset_since_ms }: TagWireParts): void {
  reader.powerCycle();
  if (unset_since_ms === undefined) reader.setClock();
}

async function listening(
  { clock, world }: TagWireParts,
  device: string,
  { host, port }: { readonly host: string; readonly port: number },
  pieces: (bytes: Uint8Array) => readonly Uint8Array[],
): Promise<LlrpReader> {
  const { plain } = readerPersonalities;
  const personality = { ...plain, antennas: Math.max(plain.antennas, ...antennasOf(world, device)) };
  try {
    return await startLlrpReader({ host, port, clock, personality, pieces });
  } catch (thrown) {
    const isTaken = thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE';
    const place = `${host}:${port}`;
    const why = isTaken ? 'another program listens there' : String(thrown);
    throw new Error(`the reader ${device} cannot be had at ${place}: ${why}`, { cause: thrown });
  }
}

/** An Impinj reader whose events the gateway fetches. Rejects with a sentence when the port cannot be had. */
export async function impinjStreamWire(
  parts: TagWireParts,
  device: string,
  url: string,
  { faults = {}, power_every_ms }: ReaderFaults = {},
): Promise<() => Promise<void>> {
  const { hostname: host, port } = new URL(url);
  const seed = parts.seed.stream(`stream-${device}`);
  const stream = await startImpinjStream({
    host,
    port: Number(port || 80),
    clock: parts.clock,
    seed,
    faults: ofTcp(faults),
  }).catch((thrown: unknown) => {
    throw new Error(`the reader ${device} cannot be had at ${url}: ${String(thrown)}`, { cause: thrown });
  });
  const ends = [
    listenIn(parts, device, (tags) => stream.tags(tags)),
    ...(power_every_ms === undefined ? [] : [every(parts.clock, power_every_ms, () => stream.restart())]),
  ];
  return () => {
    for (const end of ends) end();
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
