/** Skeletons of frames that hold bytes of any value: by a length, by a length and a checksum, and USB HID reports. */
import { hexByte, lineOf, lower } from './words.mjs';

const start_byte = 0xa5;
/** The first byte of a report. */
export const report_id = 0x01;

export function lengthParts(given) {
  const { name } = given;
  return {
    imports: binaryImports(given, ['bytesOfNumber', 'numberAt']),
    table: `${payloadTable(given)}
/** Two bytes that count the whole frame. */
const head_bytes = 2;
const bytes_max = head_bytes + payload_bytes_max;

const frame: Codec<${name}Message> = {
  decode(bytes) {
    if (bytes.length > bytes_max) return fault('too-long', 'frame', \`must be at most \${bytes_max} bytes\`);
    if (bytes.length < head_bytes) return fault('truncated', 'length', 'must be two bytes');
    if (numberAt(bytes, 0, head_bytes) !== bytes.length) return fault('format', 'length', 'must count the frame');
    return meaningOf(bytes.subarray(head_bytes));
  },
  encode(message) {
    const payload = payloadOf(message);
    return Uint8Array.from([...bytesOfNumber(head_bytes + payload.length, head_bytes), ...payload]);
  },
  sample: (chance) => (${given.payload.sample}),
  fields: [
    { name: 'length', says: 'Bytes of the whole frame, two bytes, the high one first' },
    ${fieldOf(given)},
  ],
};

${payloadFunctions(given)}`,
    framing: "{ by: 'length', offset: 0, width: 2, bytes_min: head_bytes + payload_bytes_min, bytes_max }",
    frame: 'frame',
  };
}

export function countedParts(given) {
  const { name } = given;
  return {
    imports: `${binaryImports(given, [])}\nimport { checksumFits, checksumOf } from '../codec/checksum.ts';\nimport type { CountedFraming } from '../codec/framing.ts';`,
    table: `${payloadTable(given)}
const start = ${hexByte(start_byte)};
/** Start, length and checksum. */
const around_bytes = 3;

const framing: CountedFraming = {
  by: 'counted',
  starts: [{ start }],
  length: { offset: 1, width: 1, adds: around_bytes },
  check: { of: 'sum-8', from: 1, after: 0 },
  bytes_min: around_bytes + payload_bytes_min,
  bytes_max: around_bytes + payload_bytes_max,
};

const frame: Codec<${name}Message> = {
  decode(bytes) {
    const { length } = bytes;
    if (length > framing.bytes_max) return fault('too-long', 'frame', \`must be at most \${framing.bytes_max} bytes\`);
    if (length < framing.bytes_min) return fault('truncated', 'frame', \`must be at least \${framing.bytes_min} bytes\`);
    if (bytes[0] !== start) return fault('format', 'start', 'must be A5');
    if (bytes[1] !== length - around_bytes) return fault('format', 'length', 'must count the payload');
    if (!checksumFits('sum-8', bytes, 1, length - 1)) return fault('checksum', 'checksum', 'must be the sum of the bytes');
    return meaningOf(bytes.subarray(2, length - 1));
  },
  encode(message) {
    const payload = payloadOf(message);
    const body = Uint8Array.from([payload.length, ...payload]);
    return Uint8Array.from([start, ...body, ...checksumOf('sum-8', body)]);
  },
  sample: (chance) => (${given.payload.sample}),
  fields: [
    { name: 'start', says: 'A5' },
    { name: 'length', says: 'Bytes of the payload' },
    ${fieldOf(given)},
    { name: 'checksum', says: 'Sum of all bytes from the length on, modulo 256' },
  ],
};

${payloadFunctions(given)}`,
    framing: 'framing',
    frame: 'frame',
  };
}

export function hidParts(given) {
  const { name } = given;
  return {
    imports: binaryImports(given, []),
    table: `${payloadTable(given)}
/** A full-speed interrupt endpoint's largest report. */
const bytes_max = 64;
/** The first byte; a device of several reports tells them apart by it. */
const report_id = ${hexByte(report_id)};

const frame: Codec<${name}Message> = {
  decode(bytes) {
    if (bytes.length > bytes_max) return fault('too-long', 'frame', \`must be at most \${bytes_max} bytes\`);
    if (bytes[0] !== report_id) return fault('unsupported', 'report_id', 'must be 01');
    return meaningOf(bytes.subarray(1));
  },
  encode: (message) => Uint8Array.from([report_id, ...payloadOf(message)]),
  sample: (chance) => (${given.payload.sample}),
  fields: [
    { name: 'report_id', says: '01' },
    ${fieldOf(given)},
  ],
};

${payloadFunctions(given)}`,
    framing: "{ by: 'message', bytes_max }",
    frame: 'frame',
  };
}

/** The codec's own words, and the byte helpers that frame and payload need between them. */
function binaryImports({ payload }, helpers) {
  const bytes = [...new Set([...helpers, ...payload.helpers])].sort();
  return `${bytes.length > 0 ? `import { ${bytes.join(', ')} } from '../codec/bytes.ts';\n` : ''}import type { Codec, Decoded } from '../codec/codec.ts';
import { fault } from '../codec/codec.ts';${lineOf(payload.imports)}`;
}

function payloadTable({ name, type, payload }) {
  return `const payload_bytes_min = ${payload.bytes_min};
const payload_bytes_max = ${payload.bytes_max};

/** One message, as it stands in a frame. */
export interface ${name}Message {
  ${type}
}
`;
}

function payloadFunctions({ name, value, payload }) {
  return `function meaningOf(payload: Uint8Array): Decoded<${name}Message> {
  if (payload.length < payload_bytes_min) return fault('truncated', '${value}', \`must be at least \${payload_bytes_min} bytes\`);
  if (payload.length > payload_bytes_max) return fault('too-long', '${value}', \`must be at most \${payload_bytes_max} bytes\`);
  ${payload.read}
}

function payloadOf({ ${value} }: ${name}Message): readonly number[] {
  ${payload.write}
}`;
}

function fieldOf({ value, says_value, payload }) {
  return `{ name: '${value}', says: '${says_value}: ${lower(payload.says)}' }`;
}

/** With a sum that is wrong by `error`. */
export function counted(payload, error = 0) {
  const body = [payload.length, ...payload];
  return [start_byte, ...body, (body.reduce((sum, byte) => sum + byte, 0) + error) % 256];
}
