/** Messages that are one JSON value, or several with a line each (NDJSON). */
import { type Codec, type Decoded, fault } from './codec.ts';

const line_feed = 0x0a;

/**
 * The codec of `values`, which also reads values on lines of their own; empty lines, which some devices send to keep a
 * connection alive, are skipped. A value that spans lines is read as one. Writing is left to `values`.
 */
export function orLines<Value>(values: Codec<readonly Value[]>): Codec<readonly Value[]> {
  return {
    decode(bytes, context) {
      const whole = values.decode(bytes, context);
      if (whole.ok || whole.fault.place !== 'frame' || whole.fault.kind === 'too-long') return whole;
      if (!bytes.includes(line_feed)) return whole;
      return decodeLines(values, bytes, context);
    },
    encode: (value) => values.encode(value),
    sample: (chance) => values.sample(chance),
    fields: values.fields,
  };
}

function decodeLines<Value>(
  values: Codec<readonly Value[]>,
  bytes: Uint8Array,
  context?: { readonly topic?: string },
): Decoded<readonly Value[]> {
  const all: Value[] = [];
  let number = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(line_feed, at);
    const line = bytes.subarray(at, end < 0 ? bytes.length : end);
    at += line.length + 1;
    number += 1;
    if (isBlank(line)) continue;
    const decoded = values.decode(line, context);
    if (!decoded.ok) {
      const { kind, place, rule } = decoded.fault;
      return fault(kind, place === 'frame' ? `line ${number}` : `line ${number}: ${place}`, rule);
    }
    all.push(...decoded.value);
  }
  return { ok: true, value: all };
}

/** Nothing but spaces, tabs and carriage returns. */
function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
