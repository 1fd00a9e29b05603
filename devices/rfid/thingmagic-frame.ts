/**
 * Frames of ThingMagic's embedded modules (M6e, M7e): `FF`, length, command, in replies a status in two bytes, data, CRC.
 * The length counts the data alone. While reading without end the module sends a reply 22 for every tag, whose fields
 * follow from the flags that the request to read has set.
 */
import { anyHex, bytesOfNumber, hexBytes, numberAt, signedByte } from '../codec/bytes.ts';
import { checksumFits, checksumOf } from '../codec/checksum.ts';
import { type Chance, type Codec, type Decoded, fault } from '../codec/codec.ts';
import type { CountedFraming } from '../codec/framing.ts';
import { hexOf } from '../codec/hex.ts';

export const thingmagic_commands = {
  version: 0x03,
  read: 0x22,
  read_on: 0x2f,
  antennas: 0x91,
  power: 0x92,
  protocol: 0x93,
  region: 0x97,
} as const;
/** What a reply 22 without a tag says. */
export const thingmagic_status = { keepalive: 0x0400, too_hot: 0x0504, return_loss: 0x0505 } as const;

const request_around_bytes = 5;
const reply_around_bytes = 7;
const data_max = 250;
const epc_bytes_max = 62;
const check = { of: 'crc-16-thingmagic', from: 1, after: 0 } as const;
const data_at = 5;

/** What the flags of a read ask for about each tag, in the order of the bits and of the bytes; sizes in bytes. */
const metadata = [
  { name: 'reads', bytes: 1 },
  { name: 'rssi_dbm', bytes: 1 },
  { name: 'antennas', bytes: 1 },
  { name: 'frequency_khz', bytes: 3 },
  { name: 'since_ms', bytes: 4 },
  { name: 'phase', bytes: 2 },
  { name: 'protocol', bytes: 1 },
  { name: 'embedded', bytes: 2 },
  { name: 'gpio', bytes: 1 },
] as const;

type NumberName = Exclude<(typeof metadata)[number]['name'], 'embedded'>;

/** One tag; members are there when the flags asked for them. */
export type ThingMagicTag = { readonly [Name in NumberName]?: number } & {
  /** What an operation built into the read gave, hexadecimal; empty when it gave nothing. */
  readonly embedded?: string;
  readonly pc: string;
  readonly epc: string;
  /** The tag's own CRC-16. */
  readonly crc: string;
};

export type ThingMagicReply =
  | {
      readonly kind: 'tag';
      readonly status: number;
      readonly option: number;
      readonly search_flags: number;
      readonly reply: number;
      readonly tag: ThingMagicTag;
    }
  | { readonly kind: 'other'; readonly command: number; readonly status: number; readonly data: string };

export interface ThingMagicRequest {
  readonly command: number;
  readonly data: string;
}

export const thingmagicFraming: CountedFraming = {
  by: 'counted',
  starts: [{ start: 0xff }],
  marks: [{ offset: 2, any_of: Object.values(thingmagic_commands) }],
  length: { offset: 1, width: 1, adds: reply_around_bytes },
  check,
  bytes_min: reply_around_bytes,
  bytes_max: reply_around_bytes + data_max,
};

/** What a module hears. */
export const thingmagicRequestFraming: CountedFraming = {
  by: 'counted',
  starts: [{ start: 0xff }],
  length: { offset: 1, width: 1, adds: request_around_bytes },
  check,
  bytes_min: request_around_bytes,
  bytes_max: request_around_bytes + data_max,
};

export function encodeThingMagicRequest({ command, data }: ThingMagicRequest): Uint8Array {
  const bytes = hexBytes(data);
  return framed([bytes.length, command, ...bytes]);
}

/** The inverse, for whoever plays the module. */
export function decodeThingMagicRequest(bytes: Uint8Array): Decoded<ThingMagicRequest> {
  const wrong = shapeFault(bytes, request_around_bytes);
  if (wrong !== undefined) return wrong;
  return { ok: true, value: { command: bytes[2] ?? 0, data: hexOf(bytes, 3, bytes.length - 2) } };
}

export const thingmagicFrame: Codec<ThingMagicReply> = {
  decode,
  encode(reply) {
    if (reply.kind === 'other') {
      const data = hexBytes(reply.data);
      return framed([data.length, reply.command, ...bytesOfNumber(reply.status, 2), ...data]);
    }
    const data = [reply.option, ...bytesOfNumber(reply.search_flags, 2), ...tagData(reply)];
    return framed([data.length, thingmagic_commands.read, ...bytesOfNumber(reply.status, 2), ...data]);
  },
  sample,
  fields: [
    { name: 'length', says: 'Bytes of data' },
    { name: 'command', says: '22 a tag or the state of reading, 03 version, 2F reading on and off, …' },
    { name: 'status', says: '0000 done, 0400 still reading, 0504 too hot, 0505 antenna sends too much back, …' },
    { name: 'tag.flags', says: 'Which of the following are there' },
    { name: 'tag.reads', says: 'How often the tag was read' },
    { name: 'tag.rssi_dbm', says: 'Signal strength in dBm, one signed byte' },
    { name: 'tag.antennas', says: 'Sending antenna in the high half, receiving in the low half' },
    { name: 'tag.frequency_khz', says: 'Frequency in kHz' },
    { name: 'tag.since_ms', says: 'Milliseconds since the last sign of life' },
    { name: 'tag.phase', says: 'Phase, 0 to 180 degrees' },
    { name: 'tag.protocol', says: '5 is Gen2' },
    { name: 'tag.embedded', says: 'What an operation built into the read gave' },
    { name: 'tag.gpio', says: 'Inputs and outputs of the module' },
    { name: 'tag.pc', says: "The tag's protocol control word" },
    { name: 'tag.epc', says: 'EPC' },
    { name: 'tag.crc', says: "The tag's own CRC-16" },
    { name: 'crc', says: 'CRC over all but the first byte, high byte first' },
  ],
};

function framed(body: readonly number[]): Uint8Array {
  return Uint8Array.from([0xff, ...body, ...checksumOf(check.of, Uint8Array.from(body))]);
}

type Fault = Exclude<Decoded<never>, { readonly ok: true }>;

function shapeFault(bytes: Uint8Array, around_bytes: number): Fault | undefined {
  const { length } = bytes;
  const bytes_max = around_bytes + data_max;
  if (length > bytes_max) return fault('too-long', 'frame', `must be at most ${bytes_max} bytes`);
  if (length < around_bytes) return fault('truncated', 'frame', `must be at least ${around_bytes} bytes`);
  if (bytes[0] !== 0xff) return fault('format', 'start', 'must be FF');
  if (bytes[1] !== length - around_bytes) return fault('format', 'length', 'must count the data');
  if (!checksumFits(check.of, bytes, check.from, length - 2))
    return fault('checksum', 'crc', 'must be that of the bytes');
  return undefined;
}

function decode(bytes: Uint8Array): Decoded<ThingMagicReply> {
  const wrong = shapeFault(bytes, reply_around_bytes);
  if (wrong !== undefined) return wrong;
  const command = bytes[2] ?? 0;
  const status = numberAt(bytes, 3, 2);
  const data = bytes.subarray(data_at, bytes.length - 2);
  if (command !== thingmagic_commands.read || data.length === 0) {
    return { ok: true, value: { kind: 'other', command, status, data: hexOf(data) } };
  }
  return readTag(data, status);
}

function readTag(data: Uint8Array, status: number): Decoded<ThingMagicReply> {
  if (data.length < 6) return fault('truncated', 'tag', 'must begin with option, flags and kind of reply');
  const [option, search_flags, flags, reply] = [data[0] ?? 0, numberAt(data, 1, 2), numberAt(data, 3, 2), data[5] ?? 0];
  if (flags >= 2 ** metadata.length) return fault('unsupported', 'tag.flags', 'must be 0 to 01FF');
  const given: Record<string, number | string> = {};
  let at = 6;
  for (const [bit, { name, bytes }] of metadata.entries()) {
    if ((flags & (1 << bit)) === 0) continue;
    const number = numberAt(data, at, bytes);
    at += bytes;
    if (name !== 'embedded') {
      given[name] = name === 'rssi_dbm' ? signedByte(number) : number;
      continue;
    }
    const end = at + Math.ceil(number / 8);
    given[name] = hexOf(data, at, end);
    at = end;
  }
  const epc_bytes = Math.ceil(numberAt(data, at, 2) / 8) - 4;
  const pc_at = at + 2;
  if (pc_at + epc_bytes + 4 > data.length) return fault('truncated', 'tag.epc', 'must be as long as its length says');
  if (pc_at + epc_bytes + 4 < data.length) return fault('trailing', 'tag', 'must end with the CRC of the tag');
  if (epc_bytes < 1 || epc_bytes > epc_bytes_max)
    return fault('range', 'tag.epc', `must have 1 to ${epc_bytes_max} bytes`);
  const tag: ThingMagicTag = {
    ...given,
    pc: hexOf(data, pc_at, pc_at + 2),
    epc: hexOf(data, pc_at + 2, pc_at + 2 + epc_bytes),
    crc: hexOf(data, pc_at + 2 + epc_bytes),
  };
  return { ok: true, value: { kind: 'tag', status, option, search_flags, reply, tag } };
}

function tagData({ reply, tag }: Extract<ThingMagicReply, { kind: 'tag' }>): readonly number[] {
  let flags = 0;
  const given: number[] = [];
  for (const [bit, { name, bytes }] of metadata.entries()) {
    const value = tag[name];
    if (value === undefined) continue;
    flags |= 1 << bit;
    if (typeof value === 'number') given.push(...bytesOfNumber(name === 'rssi_dbm' ? value & 0xff : value, bytes));
    else given.push(...bytesOfNumber(value.length * 4, bytes), ...hexBytes(value));
  }
  const air = hexBytes(tag.pc + tag.epc + tag.crc);
  return [...bytesOfNumber(flags, 2), reply, ...given, ...bytesOfNumber(air.length * 8, 2), ...air];
}

function sample(chance: Chance): ThingMagicReply {
  if (chance.int(0, 2) === 0) {
    const commands = [thingmagic_commands.version, thingmagic_commands.read_on, thingmagic_commands.antennas];
    const states = Object.values(thingmagic_status);
    if (chance.int(0, 1) === 0) {
      const status = states[chance.int(0, states.length - 1)] ?? 0;
      return { kind: 'other', command: thingmagic_commands.read, status, data: '' };
    }
    const command = commands[chance.int(0, commands.length - 1)] ?? 0;
    return { kind: 'other', command, status: chance.int(0, 0x200), data: anyHex(chance, chance.int(0, 20)) };
  }
  const given: Record<string, number | string> = {};
  for (const { name, bytes } of metadata) {
    if (chance.int(0, 1) === 0) continue;
    if (name === 'embedded') given[name] = anyHex(chance, chance.int(0, 12));
    else given[name] = name === 'rssi_dbm' ? chance.int(-128, 127) : chance.int(0, 2 ** (bytes * 8) - 1);
  }
  const words = chance.int(1, 31);
  const pc = (words << 11).toString(16).toUpperCase().padStart(4, '0');
  const tag: ThingMagicTag = { ...given, pc, epc: anyHex(chance, words * 2), crc: anyHex(chance, 2) };
  return { kind: 'tag', status: 0, option: 0x10, search_flags: 0x1b, reply: 1, tag };
}
