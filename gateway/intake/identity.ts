/**
 * Which readings have been here before. A function of the journal alone: it is restored with the checkpoint and the
 * journal's tail, so a redelivery after a crash is recognised like any other.
 *
 * - A device that counts is known by (boot, sequence). Its sequences may come late and out of order; what is kept is the
 *   highest one and the holes below it, so the memory stays small however long the device lives.
 * - A message that can be redelivered and carries no sequence is known by its hash, and only where MQTT can deliver again:
 *   at the beginning of a new connection, before anything new. Two honest scans of one code are two.
 */
import { limits } from '../base/limits.ts';

interface Boot {
  /** The device's own word, or `~1`, `~2`, … for a device that names no boot, counted by us. */
  boot: string;
  high: number;
  /** Sequences not seen yet below the highest, as inclusive ranges in order. */
  holes: [number, number][];
  /** The newest sequence and the frame it came in: several readings of one frame may share it. */
  last_seq: number;
  last_n: number;
  /** Only where the device names no boot: its last sequences and the hash of what they carried, newest last. */
  recent: [number, number][];
}

interface DeviceMemory {
  /** Newest last. */
  boots: Boot[];
  /** Grows with every connection of the device and every start of the gateway. */
  epoch: number;
  /** Nothing new has come over this connection yet: what an earlier one brought may come again. */
  redelivering: boolean;
}

interface WeakSighting {
  epoch: number;
  at_ms: number;
  /** How many of them a redelivery may still stand for. */
  open: number;
}

export interface IdentityMemory {
  devices: Map<string, DeviceMemory>;
  /** Oldest first: by device and hash. */
  weak: Map<string, WeakSighting>;
  holes_closed: number;
  weak_forgotten: number;
}

/** A device that reboots often must not fill the memory; the oldest boot is forgotten. */
const boots_max = 16;
/** A client has at most this many messages in flight, so nothing older can be delivered again. */
const recent_max = limits.mqtt_in_flight_per_client_max;

export function identityMemoryOf(): IdentityMemory {
  return { devices: new Map(), weak: new Map(), holes_closed: 0, weak_forgotten: 0 };
}

/** A new connection: from now on an unnumbered message may be the redelivery of one from before. */
export function newEpoch(memory: IdentityMemory, device: string | undefined): void {
  for (const each of device === undefined ? memory.devices.values() : [deviceOf(memory, device)]) {
    each.epoch += 1;
    each.redelivering = true;
  }
}

/**
 * The boot a reading belongs to, the first time its (device, boot, sequence) is seen and for further readings of the same
 * frame `n`; undefined when it has been here before.
 *
 * A device that counts without naming its boot starts again from a low number after a restart. That is told from a
 * redelivery by what the sequence carried: the same bytes are a redelivery, other bytes a new boot.
 */
export function newSequence(
  memory: IdentityMemory,
  device: string,
  stamp: { readonly boot: string | undefined; readonly seq: number; readonly n: number; readonly data: Uint8Array },
): string | undefined {
  const { boots } = deviceOf(memory, device);
  if (stamp.boot !== undefined) {
    const entry = boots.find((each) => each.boot === stamp.boot) ?? addBoot(boots, stamp.boot, stamp.seq);
    return isNew(memory, entry, stamp.seq, stamp.n) ? entry.boot : undefined;
  }
  const hash = hashOf(stamp.data);
  let entry = boots.findLast((each) => each.boot.startsWith('~')) ?? addBoot(boots, '~1', stamp.seq);
  if (!isNew(memory, entry, stamp.seq, stamp.n)) {
    if (entry.recent.some(([seq, before]) => seq === stamp.seq && before === hash)) return undefined;
    entry = addBoot(boots, `~${Number(entry.boot.slice(1)) + 1}`, stamp.seq);
    isNew(memory, entry, stamp.seq, stamp.n);
  }
  entry.recent.push([stamp.seq, hash]);
  if (entry.recent.length > recent_max) entry.recent.shift();
  return entry.boot;
}

/**
 * True unless the message repeats one from an earlier connection within the redelivery window. A client sends again what
 * was not acknowledged, in order, before anything new (MQTT 3.1.1, 4.4 and 4.6), so the first new message ends the doubt.
 */
export function isNewMessage(memory: IdentityMemory, device: string, hash: string, at_ms: number): boolean {
  forgetOld(memory, at_ms);
  const known = deviceOf(memory, device);
  const { epoch } = known;
  const key = `${device} ${hash}`;
  const before = memory.weak.get(key);
  if (known.redelivering && before !== undefined && before.epoch < epoch && before.open > 0) {
    before.open -= 1;
    return false;
  }
  known.redelivering = false;
  memory.weak.delete(key);
  memory.weak.set(key, { epoch, at_ms, open: before !== undefined && before.epoch === epoch ? before.open + 1 : 1 });
  if (memory.weak.size > limits.weak_identities_max) {
    for (const oldest of memory.weak.keys()) {
      memory.weak.delete(oldest);
      memory.weak_forgotten += 1;
      break;
    }
  }
  return true;
}

export function identityToJson(memory: IdentityMemory): unknown {
  return { ...memory, devices: [...memory.devices], weak: [...memory.weak] };
}

/** Reads what `identityToJson` wrote. */
export function identityOfJson(json: {
  readonly devices: readonly [string, DeviceMemory][];
  readonly weak: readonly [string, WeakSighting][];
  readonly holes_closed: number;
  readonly weak_forgotten: number;
}): IdentityMemory {
  return { ...json, devices: new Map(json.devices), weak: new Map(json.weak) };
}

function deviceOf(memory: IdentityMemory, device: string): DeviceMemory {
  let known = memory.devices.get(device);
  if (known === undefined) {
    known = { boots: [], epoch: 0, redelivering: false };
    memory.devices.set(device, known);
  }
  return known;
}

function addBoot(boots: Boot[], boot: string, seq: number): Boot {
  // What lies below the first sequence heard may still come late.
  const entry: Boot = {
    boot,
    high: seq - 1,
    holes: seq > 0 ? [[0, seq - 1]] : [],
    last_seq: -1,
    last_n: -1,
    recent: [],
  };
  boots.push(entry);
  if (boots.length > boots_max) boots.shift();
  return entry;
}

function isNew(memory: IdentityMemory, entry: Boot, seq: number, n: number): boolean {
  if (entry.last_seq === seq && entry.last_n === n) return true;
  const first = seq > entry.high ? advance(memory, entry, seq) : fillHole(entry, seq);
  if (first) {
    entry.last_seq = seq;
    entry.last_n = n;
  }
  return first;
}

/** FNV-1a, 32 bits: tells the bytes of one sequence from other bytes under the same sequence, nothing more. */
function hashOf(data: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of data) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function advance(memory: IdentityMemory, entry: Boot, seq: number): boolean {
  if (seq > entry.high + 1) {
    entry.holes.push([entry.high + 1, seq - 1]);
    if (entry.holes.length > limits.sequence_holes_max) {
      entry.holes.shift();
      memory.holes_closed += 1;
    }
  }
  entry.high = seq;
  return true;
}

function fillHole(entry: Boot, seq: number): boolean {
  const at = entry.holes.findIndex(([first, last]) => first <= seq && seq <= last);
  const hole = entry.holes[at];
  if (hole === undefined) return false;
  const [first, last] = hole;
  const rest: [number, number][] = [];
  if (first < seq) rest.push([first, seq - 1]);
  if (seq < last) rest.push([seq + 1, last]);
  entry.holes.splice(at, 1, ...rest);
  return true;
}

function forgetOld(memory: IdentityMemory, at_ms: number): void {
  for (const [key, sighting] of memory.weak) {
    if (at_ms - sighting.at_ms <= limits.redelivery_window_ms) return;
    memory.weak.delete(key);
  }
}
