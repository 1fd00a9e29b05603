/** The kinds of field that LLRP messages and parameters are made of (LLRP 1.1, 17.1.1). All numbers are big-endian. */
import type { Chance, FrameFault } from '../codec/codec.ts';
import { bytesOfHex, hexOf } from '../codec/hex.ts';

export type FieldValue = number | string | readonly number[];

/** Where reading stands. `end` is the end of the parameter being read; `fault` holds the first thing that did not fit. */
export interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  end: number;
  /** Parameters passed over because the tables do not know them. */
  skipped: number;
  fault: FrameFault | undefined;
}

export interface LlrpField {
  readonly says: string;
  /** Bytes that must be there before `read` is called; what comes on top, `read` checks itself. */
  readonly bytes_min: number;
  /** Undefined when the bytes do not fit; then `fault` says why. */
  read(from: Cursor): FieldValue | undefined;
  /** A value that does not fit the field is our mistake and throws. */
  write(into: number[], value: FieldValue): void;
  sample(chance: Chance): FieldValue;
}

const largest_us = 4_102_444_800_000_000;

export function u8(says: string): LlrpField {
  return unsigned(says, 1, (from) => from.view.getUint8(from.at));
}

export function u16(says: string): LlrpField {
  return unsigned(says, 2, (from) => from.view.getUint16(from.at));
}

export function u32(says: string): LlrpField {
  return unsigned(says, 4, (from) => from.view.getUint32(from.at));
}

export function i8(says: string): LlrpField {
  return {
    says,
    bytes_min: 1,
    read(from) {
      const value = from.view.getInt8(from.at);
      from.at += 1;
      return value;
    },
    write: (into, value) => writeUnsigned(into, numberIn(value, -128, 127) & 0xff, 1),
    sample: (chance) => chance.int(-128, 127),
  };
}

export function i16(says: string): LlrpField {
  return {
    says,
    bytes_min: 2,
    read(from) {
      const value = from.view.getInt16(from.at);
      from.at += 2;
      return value;
    },
    write: (into, value) => writeUnsigned(into, numberIn(value, -32_768, 32_767) & 0xffff, 2),
    sample: (chance) => chance.int(-32_768, 32_767),
  };
}

/** One byte, and a reserved one. */
export function u8Wide(says: string): LlrpField {
  return {
    says,
    bytes_min: 2,
    read(from) {
      const value = from.view.getUint8(from.at);
      from.at += 2;
      return value;
    },
    write: (into, value) => writeUnsigned(into, numberIn(value, 0, 0xff) * 256, 2),
    sample: (chance) => chance.int(0, 0xff),
  };
}

/** Microseconds in 64 bits. A time past the year 2255 loses its last digits: no clock means it. */
export function micros(says: string): LlrpField {
  return {
    says,
    bytes_min: 8,
    read(from) {
      const value = from.view.getUint32(from.at) * 4_294_967_296 + from.view.getUint32(from.at + 4);
      from.at += 8;
      return value;
    },
    write: (into, value) => writeUnsigned(into, numberIn(value, 0, Number.MAX_SAFE_INTEGER), 8),
    sample: (chance) => chance.int(0, largest_us),
  };
}

/** One bit, 0 or 1, and seven reserved ones. */
export function flag(says: string): LlrpField {
  return {
    says,
    bytes_min: 1,
    read(from) {
      const value = from.view.getUint8(from.at) >> 7;
      from.at += 1;
      return value;
    },
    write: (into, value) => writeUnsigned(into, numberIn(value, 0, 1) << 7, 1),
    sample: (chance) => chance.int(0, 1),
  };
}

/** A fixed number of bytes, as upper-case hexadecimal. */
export function hexBytes(says: string, bytes: number): LlrpField {
  return {
    says,
    bytes_min: bytes,
    read(from) {
      const value = hexOf(from.bytes, from.at, from.at + bytes);
      from.at += bytes;
      return value;
    },
    write(into, value) {
      const given = hexIn(value);
      if (given.length !== bytes) throw new Error(`${says}: needs ${bytes} bytes`);
      into.push(...given);
    },
    sample: (chance) => sampleHex(chance, bytes),
  };
}

/** A count of bits and as many bytes as they need; the value is whole bytes in hexadecimal, unused bits zero. */
export function bitArray(says: string): LlrpField {
  return {
    says,
    bytes_min: 2,
    read(from) {
      const bits = from.view.getUint16(from.at);
      const start = from.at + 2;
      const stop = start + Math.ceil(bits / 8);
      if (stop > from.end) return misfit(from, 'truncated', `announces ${bits} bits, more than are there`);
      from.at = stop;
      const unused = stop * 8 - start * 8 - bits;
      if (unused === 0) return hexOf(from.bytes, start, stop);
      const last = ((from.bytes[stop - 1] ?? 0) >> unused) << unused;
      return hexOf(from.bytes, start, stop - 1) + hexOf(Uint8Array.of(last));
    },
    write(into, value) {
      const given = hexIn(value);
      writeUnsigned(into, given.length * 8, 2);
      into.push(...given);
    },
    sample: (chance) => sampleHex(chance, chance.int(1, 16) * 2),
  };
}

/** A count and as many numbers of 8 bits. */
export function u8s(says: string): LlrpField {
  return numbers(says, 1, (view, at) => view.getUint8(at));
}

/** A count and as many numbers of 16 bits. */
export function u16s(says: string): LlrpField {
  return numbers(says, 2, (view, at) => view.getUint16(at));
}

/** A count and as many numbers of 32 bits. */
export function u32s(says: string): LlrpField {
  return numbers(says, 4, (view, at) => view.getUint32(at));
}

/** Nothing is set aside for a count before the bytes that it announces are known to be there. */
function numbers(says: string, bytes: 1 | 2 | 4, one: (view: DataView, at: number) => number): LlrpField {
  const largest = 2 ** (bytes * 8) - 1;
  return {
    says,
    bytes_min: 2,
    read(from) {
      const count = from.view.getUint16(from.at);
      const start = from.at + 2;
      const stop = start + count * bytes;
      if (stop > from.end) return misfit(from, 'truncated', `announces ${count} numbers, more than are there`);
      from.at = stop;
      const values: number[] = [];
      for (let at = start; at < stop; at += bytes) values.push(one(from.view, at));
      return values;
    },
    write(into, value) {
      if (typeof value !== 'object') throw new Error(`${says}: needs a list of numbers`);
      writeUnsigned(into, value.length, 2);
      for (const each of value) writeUnsigned(into, numberIn(each, 0, largest), bytes);
    },
    sample: (chance) => Array.from({ length: chance.int(0, 4) }, () => chance.int(0, largest)),
  };
}

/** A count of 16-bit words and the words, as upper-case hexadecimal. */
export function words(says: string): LlrpField {
  return {
    says,
    bytes_min: 2,
    read(from) {
      const count = from.view.getUint16(from.at);
      const start = from.at + 2;
      const stop = start + count * 2;
      if (stop > from.end) return misfit(from, 'truncated', `announces ${count} words, more than are there`);
      from.at = stop;
      return hexOf(from.bytes, start, stop);
    },
    write(into, value) {
      const given = hexIn(value);
      if (given.length % 2 !== 0) throw new Error(`${says}: needs whole words`);
      writeUnsigned(into, given.length / 2, 2);
      into.push(...given);
    },
    sample: (chance) => sampleHex(chance, chance.int(0, 8) * 2),
  };
}

const fromUtf8 = new TextDecoder();
const toUtf8 = new TextEncoder();

/** A count of bytes and text; what is no UTF-8 becomes U+FFFD, for a reader's words are shown to people, not parsed. */
export function utf8(says: string): LlrpField {
  return {
    says,
    bytes_min: 2,
    read(from) {
      const start = from.at + 2;
      const stop = start + from.view.getUint16(from.at);
      if (stop > from.end) return misfit(from, 'truncated', `announces ${stop - start} bytes, more than are there`);
      from.at = stop;
      return fromUtf8.decode(from.bytes.subarray(start, stop));
    },
    write(into, value) {
      if (typeof value !== 'string') throw new Error(`${says}: needs text`);
      const given = toUtf8.encode(value);
      writeUnsigned(into, given.length, 2);
      into.push(...given);
    },
    sample: (chance) => ['', 'No such ROSpec.', 'Antenne gestört'][chance.int(0, 2)] ?? '',
  };
}

function unsigned(says: string, bytes: 1 | 2 | 4, read: (from: Cursor) => number): LlrpField {
  const largest = 2 ** (bytes * 8) - 1;
  return {
    says,
    bytes_min: bytes,
    read(from) {
      const value = read(from);
      from.at += bytes;
      return value;
    },
    write: (into, value) => writeUnsigned(into, numberIn(value, 0, largest), bytes),
    sample: (chance) => chance.int(0, largest),
  };
}

/** Appends a whole number of at least 0 in so many bytes. */
export function writeUnsigned(into: number[], value: number, bytes: number): void {
  for (let left = bytes - 1; left >= 0; left -= 1) into.push(Math.floor(value / 256 ** left) % 256);
}

function numberIn(value: FieldValue, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new Error(`needs a whole number from ${min} to ${max}, not ${String(value)}`);
  }
  return value;
}

function hexIn(value: FieldValue): Uint8Array {
  const bytes = typeof value === 'string' ? bytesOfHex(value) : undefined;
  if (bytes === undefined) throw new Error(`needs hexadecimal, not ${String(value)}`);
  return bytes;
}

function sampleHex(chance: Chance, bytes: number): string {
  return hexOf(Uint8Array.from({ length: bytes }, () => chance.int(0, 255)));
}

/** Notes the first thing that did not fit; the names in front are added on the way up. */
export function misfit(from: Cursor, kind: FrameFault['kind'], rule: string): undefined {
  from.fault ??= { kind, place: '', rule };
  return undefined;
}
