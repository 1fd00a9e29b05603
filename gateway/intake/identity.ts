/**
 * Which readings have been here before. A function of the journal alone: it is restored with the checkpoint and the
 * journal's tail, so a redelivery after a crash is recognised like any other.
 *
 * - A device that counts is known by (boot, sequence). Its sequences may come late and out of order; what is kept is the
 *   highest one and the holes below it, so the memory stays small however long the device lives.
 * - A message that can be redelivered and carries no sequence is known by its hash. Where it holds the device's time,
 *   the same bytes are the same message; else only where MQTT can deliver again: at the beginning of a new
 *   connection, before anything new. Two honest scans of one code are two.
 */
import { createHash } from 'node:crypto';
import type { Stamp } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';

interface Boot {
  /** As the device names it; undefined for a device that names none. */
  boot: string | undefined;
  /** What identities call it: never the same for two boots of a device, also when one is forgotten and comes again. */
  label: string;
  high: number;
  /** Sequences not seen yet below the highest, as inclusive ranges in order. */
  holes: [number, number][];
  /** The newest sequence and the frame it came in: several readings of one frame may share it. */
  last_seq: number;
  last_n: number;
  /** Only where the device names no boot: its last frames and the hash of their bytes, newest last. */
  recent: [number, number][];
}

interface DeviceMemory {
  /** Newest last. */
  boots: Boot[];
  /** Boots that the device did not name and we counted. */
  unnamed: number;
  /** A boot has given way to the limit, so a name may be an old one. */
  has_forgotten: boolean;
  /** Grows with every connection of the device and every start of the gateway. */
  epoch: number;
  /** The newest epoch that brought something new. While it is an earlier one, what came before may come again. */
  news_epoch: number;
}

interface WeakSighting {
  epoch: number;
  at_ms: number;
  /** How often it came over that connection. */
  came: number;
  /** How often it came before and has not come again over that connection yet. */
  open: number;
}

export interface IdentityMemory {
  devices: Map<string, DeviceMemory>;
  /** Oldest first: by device and hash. */
  weak: Map<string, WeakSighting>;
  holes_closed: number;
  weak_forgotten: number;
  boots_forgotten: number;
}

/** A device that reboots often must not fill the memory; the oldest boot is forgotten. */
const boots_max = 16;
/** A client has at most this many messages in flight, so nothing older can be delivered again. */
const recent_max = limits.mqtt_in_flight_per_client_max;

export function identityMemoryOf(): IdentityMemory {
  return { devices: new Map(), weak: new Map(), holes_closed: 0, weak_forgotten: 0, boots_forgotten: 0 };
}

/** A new connection: from now on an unnumbered message may be the redelivery of one from before. */
export function newEpoch(memory: IdentityMemory, device: string | undefined): void {
  for (const each of device === undefined ? memory.devices.values() : [deviceOf(memory, device)]) each.epoch += 1;
}

/** Nobody was listening for this long: the redelivery window stands still. */
export function passUnwatched(memory: IdentityMemory, passed_ms: number): void {
  for (const sighting of memory.weak.values()) sighting.at_ms += passed_ms;
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
  const known = deviceOf(memory, device);
  const { boots } = known;
  const { boot, seq, n } = stamp;
  if (boot !== undefined) {
    const entry = boots.find((each) => each.boot === boot) ?? addBoot(memory, known, stamp);
    return isNew(memory, entry, seq, n) ? entry.label : undefined;
  }
  const unnamed = boots.filter((each) => each.boot === undefined);
  let entry = unnamed.at(-1) ?? addBoot(memory, known, stamp);
  const hash = hashOf(stamp.data);
  // A hole may be one that the boot before has filled.
  const fillsHole = seq <= entry.high;
  if (!isNew(memory, entry, seq, n)) {
    if (entry.recent.some(([, before]) => before === hash)) return undefined;
    entry = addBoot(memory, known, stamp);
    isNew(memory, entry, seq, n);
  } else if (fillsHole && unnamed.some(({ recent }) => recent.some(([at, before]) => before === hash && at !== n))) {
    return undefined;
  }
  if (entry.recent.at(-1)?.[0] !== n) entry.recent.push([n, hash]);
  if (entry.recent.length > recent_max) entry.recent.shift();
  return entry.label;
}

/** What tells one message of a device from another: 96 bits of SHA-1. */
export function messageHash(topic: string | undefined, data: Uint8Array | undefined): string {
  const hash = createHash('sha1')
    .update(topic ?? '')
    .update('\0');
  return hash
    .update(data ?? '')
    .digest('base64')
    .slice(0, 16);
}

/** What is known of a message without a number that may have been here before. */
export interface Repeats {
  /** So long ago the same bytes came, if they came within the redelivery window. */
  readonly since_ms: number | undefined;
  /** It repeats one from an earlier connection at a moment when only a redelivery can come. */
  readonly is_redelivery: boolean;
}

/**
 * A redelivery repeats a message from an earlier connection within the redelivery window. A client sends again what
 * was not acknowledged, in order, before anything new (MQTT 3.1.1, 4.4 and 4.6), so the first new message ends the doubt;
 * until then it may lose its connection and begin once more.
 */
export function repeatsOf(memory: IdentityMemory, device: string, hash: string, at_ms: number): Repeats {
  forgetOld(memory, at_ms);
  const known = deviceOf(memory, device);
  const { epoch, news_epoch } = known;
  const key = `${device} ${hash}`;
  const before = memory.weak.get(key);
  const isSameEpoch = before?.epoch === epoch;
  const open = before === undefined ? 0 : isSameEpoch ? before.open : openOf(before, news_epoch);
  const isRepeat = news_epoch < epoch && open > 0;
  if (!isRepeat) known.news_epoch = epoch;
  memory.weak.delete(key);
  memory.weak.set(key, {
    epoch,
    at_ms,
    came: (isSameEpoch ? before.came : 0) + 1,
    open: isRepeat ? open - 1 : open,
  });
  if (memory.weak.size > limits.weak_identities_max) {
    for (const oldest of memory.weak.keys()) {
      memory.weak.delete(oldest);
      memory.weak_forgotten += 1;
      break;
    }
  }
  return { since_ms: before === undefined ? undefined : at_ms - before.at_ms, is_redelivery: isRepeat };
}

/**
 * Two things that happen to one device have two times, so the same bytes with one time are one thing that came again after
 * `since_ms`. Whole seconds may be all that a clock tells: then two things of one second come within a second.
 */
export function isSameMoment({ device_at_ms }: Stamp, since_ms: number | undefined): boolean {
  if (device_at_ms === undefined || since_ms === undefined) return false;
  return device_at_ms % 1_000 !== 0 || since_ms >= 1_000;
}

/** How many times a message may come again over a later connection: whatever news came after it has settled it. */
function openOf({ epoch, came, open }: WeakSighting, news_epoch: number): number {
  return (news_epoch <= epoch ? came : 0) + (news_epoch < epoch ? open : 0);
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
  readonly boots_forgotten: number;
}): IdentityMemory {
  return { ...json, devices: new Map(json.devices), weak: new Map(json.weak) };
}

function deviceOf(memory: IdentityMemory, device: string): DeviceMemory {
  let known = memory.devices.get(device);
  if (known === undefined) {
    known = { boots: [], unnamed: 0, has_forgotten: false, epoch: 0, news_epoch: -1 };
    memory.devices.set(device, known);
  }
  return known;
}

function addBoot(
  memory: IdentityMemory,
  known: DeviceMemory,
  { boot, seq, n }: { readonly boot: string | undefined; readonly seq: number; readonly n: number },
): Boot {
  const entry: Boot = {
    boot,
    label: labelOf(known, boot, n),
    high: seq - 1,
    // What lies below the first sequence heard may still come late.
    holes: seq > 0 ? [[0, seq - 1]] : [],
    last_seq: -1,
    last_n: -1,
    recent: [],
  };
  known.boots.push(entry);
  if (known.boots.length > boots_max) {
    known.boots.shift();
    known.has_forgotten = true;
    memory.boots_forgotten += 1;
  }
  return entry;
}

/** `~` is ours: `~1`, `~2`, … are boots without a name, `~n17~b` is b as it began in frame 17, and `~~x` is a device's own `~x`. */
function labelOf(known: DeviceMemory, boot: string | undefined, n: number): string {
  if (boot === undefined) {
    known.unnamed += 1;
    return `~${known.unnamed}`;
  }
  if (known.has_forgotten) return `~n${n}~${boot}`;
  return boot.startsWith('~') ? `~${boot}` : boot;
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

const hashes = new WeakMap<Uint8Array, number>();

/** FNV-1a, 32 bits: tells the bytes of one sequence from other bytes under the same sequence, nothing more. Once a frame. */
function hashOf(data: Uint8Array): number {
  const known = hashes.get(data);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (const byte of data) hash = Math.imul(hash ^ byte, 0x01000193);
  hash >>>= 0;
  hashes.set(data, hash);
  return hash;
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
