/**
 * Protocol Buffers as bytes (protobuf.dev, "Encoding"): a message is its fields in any order, each with a number and one of
 * four forms. Groups, which nobody has used for twenty years, are refused; what a number means is the reader's business.
 */
import { Misfit } from './misfit.ts';

export type ProtoField = { readonly number: number } & (
  | { readonly form: 'varint'; readonly value: bigint }
  /** Low byte first, four or eight. */
  | { readonly form: 'fixed32' | 'fixed64'; readonly bytes: Uint8Array }
  /** Text, bytes or a message. */
  | { readonly form: 'bytes'; readonly bytes: Uint8Array }
);

const varint_bytes_max = 10;
const number_max = 536_870_911;
const forms = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** All fields of one message; those in it that are messages themselves are read by another call. Never throws. */
export function protoFields(message: Uint8Array): readonly ProtoField[] | Misfit {
  const fields: ProtoField[] = [];
  let at = 0;
  while (at < message.length) {
    const tag = varintAt(message, at);
    if (tag === undefined) return new Misfit('truncated', 'must be a whole varint', `byte ${at}`);
    at = tag.end;
    const number = Number(tag.value >> 3n);
    if (number < 1 || number > number_max) return new Misfit('range', 'must be a field number', `byte ${at}`);
    switch (Number(tag.value & 7n)) {
      case forms.varint: {
        const read = varintAt(message, at);
        if (read === undefined) return new Misfit('truncated', 'must be a whole varint', `field ${number}`);
        fields.push({ number, form: 'varint', value: read.value });
        at = read.end;
        break;
      }
      case forms.fixed64:
        fields.push({ number, form: 'fixed64', bytes: message.subarray(at, at + 8) });
        at += 8;
        break;
      case forms.fixed32:
        fields.push({ number, form: 'fixed32', bytes: message.subarray(at, at + 4) });
        at += 4;
        break;
      case forms.bytes: {
        const length = varintAt(message, at);
        if (length === undefined) return new Misfit('truncated', 'must be a whole varint', `field ${number}`);
        if (length.value > BigInt(message.length - length.end)) {
          return new Misfit('truncated', 'must not be longer than its message', `field ${number}`);
        }
        const end = length.end + Number(length.value);
        fields.push({ number, form: 'bytes', bytes: message.subarray(length.end, end) });
        at = end;
        break;
      }
      default:
        return new Misfit('unsupported', 'must be a varint, four, eight or counted bytes', `field ${number}`);
    }
    if (at > message.length) return new Misfit('truncated', 'must not be longer than its message', `field ${number}`);
  }
  return fields;
}

/** Undefined when the message ends before it, or when it has more than 64 bits. */
function varintAt(bytes: Uint8Array, start: number): { readonly value: bigint; readonly end: number } | undefined {
  // Up to four bytes without big numbers: nearly all there are.
  let small = 0;
  for (let at = 0; at < 4; at += 1) {
    const byte = bytes[start + at];
    if (byte === undefined) return undefined;
    small |= (byte & 0x7f) << (7 * at);
    if (byte < 0x80) return { value: BigInt(small), end: start + at + 1 };
  }
  let value = BigInt(small);
  for (let at = 4; at < varint_bytes_max; at += 1) {
    const byte = bytes[start + at];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * at);
    if (byte < 0x80) return value >> 64n === 0n ? { value, end: start + at + 1 } : undefined;
  }
  return undefined;
}

function varintBytes(value: bigint): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80n) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  return [...bytes, Number(left)];
}

function tagged(number: number, form: keyof typeof forms): number[] {
  return varintBytes((BigInt(number) << 3n) | BigInt(forms[form]));
}

/** A whole number from 0 to 2⁶⁴ − 1. */
export function protoVarint(number: number, value: bigint | number): number[] {
  return [...tagged(number, 'varint'), ...varintBytes(BigInt(value))];
}

export function protoBytes(number: number, bytes: Iterable<number>): number[] {
  const all = [...bytes];
  return [...tagged(number, 'bytes'), ...varintBytes(BigInt(all.length)), ...all];
}

export function protoText(number: number, text: string): number[] {
  return protoBytes(number, new TextEncoder().encode(text));
}

export function protoFloat(number: number, value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value, true);
  return [...tagged(number, 'fixed32'), ...new Uint8Array(view.buffer)];
}

export function protoDouble(number: number, value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [...tagged(number, 'fixed64'), ...new Uint8Array(view.buffer)];
}

/** What four or eight bytes hold as a number with a point. */
export function protoNumber(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true);
}
