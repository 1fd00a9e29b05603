/**
 * Frames of UHF modules with the M100 chip and its clones (QM100, YRM100, R200): `BB`, type, command, length in two
 * bytes, parameters, a sum, `7E`. Some clones say `AA … DD` and are the same inside. Nothing is escaped, every byte may
 * stand in the parameters, so frames are cut by their length.
 */
import { anyHex, bytesOfNumber, hexBytes, numberAt, signedByte } from '../codec/bytes.ts';
import { checksumFits, checksumOf } from '../codec/checksum.ts';
import type { Chance, Codec, Decoded } from '../codec/codec.ts';
import { fault } from '../codec/codec.ts';
import type { CountedFraming } from '../codec/framing.ts';
import { hexOf } from '../codec/hex.ts';

/** The bytes that begin and end a frame. */
const marks = { bb: [0xbb, 0x7e], aa: [0xaa, 0xdd] } as const;
const types = ['command', 'response', 'notice'] as const;
const parameters_at = 5;
const around_bytes = 7;
const parameters_max = 255;
const epc_bytes_max = 62;

export const m100_commands = {
  version: 0x03,
  region: 0x07,
  single_poll: 0x22,
  multi_poll: 0x27,
  stop: 0x28,
  power: 0xb6,
} as const;
const failed = 0xff;

export type M100Marks = keyof typeof marks;

export type M100Frame =
  /** A tag that was read: in a notice while polling, in the response to a single poll with some clones. */
  | {
      readonly kind: 'tag';
      readonly marks: M100Marks;
      readonly type: 'response' | 'notice';
      readonly rssi_dbm: number;
      readonly pc: string;
      readonly epc: string;
      /** The tag's own CRC-16 over PC and EPC. */
      readonly crc: string;
    }
  /** A command that came to nothing: code 15 is an inventory round without a tag. */
  | { readonly kind: 'failed'; readonly marks: M100Marks; readonly code: number; readonly details: string }
  | {
      readonly kind: 'other';
      readonly marks: M100Marks;
      readonly type: (typeof types)[number];
      readonly command: number;
      readonly parameters: string;
    };

export const m100Framing: CountedFraming = {
  by: 'counted',
  starts: Object.values(marks).map(([start, end]) => ({ start, end })),
  marks: [{ offset: 1, any_of: [0, 1, 2] }],
  length: { offset: 3, width: 2, adds: around_bytes },
  check: { of: 'sum-8', from: 1, after: 1 },
  bytes_min: around_bytes,
  bytes_max: around_bytes + parameters_max,
};

export const m100Frame: Codec<M100Frame> = {
  decode,
  encode(frame) {
    const [start, end] = marks[frame.marks];
    const { type, command, parameters } = partsOf(frame);
    const body = [types.indexOf(type), command, ...bytesOfNumber(parameters.length, 2), ...parameters];
    return Uint8Array.from([start, ...body, ...checksumOf('sum-8', Uint8Array.from(body)), end]);
  },
  sample,
  fields: [
    { name: 'marks', says: 'Bytes around the frame: BB … 7E, or AA … DD from some clones' },
    { name: 'type', says: '00 command, 01 response, 02 notice' },
    { name: 'command', says: '22 a tag, FF failed, 03 version, 07 region, 27 and 28 polling on and off, B6 power, …' },
    { name: 'tag.rssi', says: 'Signal strength in dBm, one signed byte' },
    { name: 'tag.pc', says: "The tag's protocol control word" },
    { name: 'tag.epc', says: 'EPC, as many bytes as the length leaves' },
    { name: 'tag.crc', says: "The tag's own CRC-16" },
    { name: 'failed.code', says: '15 no tag in this round, 17 unknown command, 20 no free channel, …' },
    { name: 'checksum', says: 'Sum of all bytes from type on, modulo 256' },
  ],
};

function decode(bytes: Uint8Array): Decoded<M100Frame> {
  const { length } = bytes;
  if (length > m100Framing.bytes_max)
    return fault('too-long', 'frame', `must be at most ${m100Framing.bytes_max} bytes`);
  if (length < around_bytes) return fault('truncated', 'frame', `must be at least ${around_bytes} bytes`);
  const by = bytes[0] === marks.bb[0] ? 'bb' : 'aa';
  if (bytes[0] !== marks[by][0] || bytes[length - 1] !== marks[by][1]) {
    return fault('format', 'marks', 'must be BB and 7E, or AA and DD');
  }
  if (numberAt(bytes, 3, 2) !== length - around_bytes) return fault('format', 'length', 'must count the parameters');
  if (!checksumFits('sum-8', bytes, 1, length - 2))
    return fault('checksum', 'checksum', 'must be the sum of the bytes');
  const type = types[bytes[1] ?? types.length];
  if (type === undefined) return fault('format', 'type', 'must be 0, 1 or 2');
  return meaning(by, type, bytes[2] ?? 0, bytes.subarray(parameters_at, length - 2));
}

function meaning(
  by: M100Marks,
  type: (typeof types)[number],
  command: number,
  parameters: Uint8Array,
): Decoded<M100Frame> {
  if (type !== 'command' && command === m100_commands.single_poll) {
    const epc_bytes = parameters.length - 5;
    if (epc_bytes < 1) return fault('truncated', 'tag.epc', 'must have at least one byte');
    if (epc_bytes > epc_bytes_max) return fault('too-long', 'tag.epc', `must have at most ${epc_bytes_max} bytes`);
    const rssi_dbm = signedByte(parameters[0] ?? 0);
    const crc_at = 3 + epc_bytes;
    const [pc, epc, crc] = [hexOf(parameters, 1, 3), hexOf(parameters, 3, crc_at), hexOf(parameters, crc_at)];
    return { ok: true, value: { kind: 'tag', marks: by, type, rssi_dbm, pc, epc, crc } };
  }
  if (type === 'response' && command === failed) {
    const [code] = parameters;
    if (code === undefined) return fault('truncated', 'failed.code', 'must be there');
    return { ok: true, value: { kind: 'failed', marks: by, code, details: hexOf(parameters, 1) } };
  }
  return { ok: true, value: { kind: 'other', marks: by, type, command, parameters: hexOf(parameters) } };
}

function partsOf(frame: M100Frame): {
  readonly type: (typeof types)[number];
  readonly command: number;
  readonly parameters: readonly number[];
} {
  switch (frame.kind) {
    case 'tag': {
      const parameters = [frame.rssi_dbm & 0xff, ...hexBytes(frame.pc + frame.epc + frame.crc)];
      return { type: frame.type, command: m100_commands.single_poll, parameters };
    }
    case 'failed':
      return { type: 'response', command: failed, parameters: [frame.code, ...hexBytes(frame.details)] };
    case 'other':
      return { type: frame.type, command: frame.command, parameters: [...hexBytes(frame.parameters)] };
  }
}

function sample(chance: Chance): M100Frame {
  const by = chance.int(0, 3) === 0 ? 'aa' : 'bb';
  switch (chance.int(0, 3)) {
    case 0: {
      const command = [m100_commands.version, m100_commands.stop, m100_commands.power][chance.int(0, 2)] ?? 0;
      const type = types[chance.int(0, 2)] ?? 'notice';
      return { kind: 'other', marks: by, type, command, parameters: anyHex(chance, chance.int(0, 40)) };
    }
    case 1:
      return { kind: 'failed', marks: by, code: chance.int(0, 255), details: anyHex(chance, chance.int(0, 8)) };
    default: {
      const words = chance.int(1, 31);
      const pc = ((words << 11) | chance.int(0, 0x7ff)).toString(16).toUpperCase().padStart(4, '0');
      const epc = anyHex(chance, words * 2);
      const type = chance.int(0, 1) === 0 ? 'notice' : 'response';
      return { kind: 'tag', marks: by, type, rssi_dbm: chance.int(-128, 127), pc, epc, crc: anyHex(chance, 2) };
    }
  }
}

/** A command as the host sends it. */
export function m100Command(command: number, parameters = '', by: M100Marks = 'bb'): Uint8Array {
  return m100Frame.encode({ kind: 'other', marks: by, type: 'command', command, parameters });
}
