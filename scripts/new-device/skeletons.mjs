/**
 * The source of a new driver, its examples and its first test, for each way in which frames are cut. A skeleton is whole: it
 * passes the contract suite as it is written. It stands for no real device, which is what its caveat says.
 */
import { families } from './families.mjs';

const start_byte = 0xa5;
const report_id = 0x01;
const stx = 0x02;
const etx = 0x03;
const on_streams = ['serial', 'tcp', 'tcp-server'];

/**
 * By the name of the framing on the command line. `parts` gives the imports, the table and the framing; `example` and `wrong`
 * a frame that is understood and one that is refused at `place`.
 */
export const framings = {
  line: {
    wires: on_streams,
    says: 'a line of text for each message',
    parts: lineParts,
    example: ({ text }) => ({ text: `V ${text.text}` }),
    wrong: () => ({ text: 'what?', kind: 'format', place: 'frame' }),
  },
  length: {
    wires: on_streams,
    says: 'a length in front of each message',
    parts: lengthParts,
    example: ({ payload }) => ({ bytes: [0, payload.bytes.length + 2, ...payload.bytes] }),
    wrong: ({ payload }) => ({ bytes: [0, 99, ...payload.bytes], kind: 'format', place: 'length' }),
  },
  'start-end': {
    wires: on_streams,
    says: 'a byte that begins and one that ends each message',
    parts: startEndParts,
    example: ({ text }) => ({ bytes: [stx, ...bytesIn(text.text), etx] }),
    wrong: ({ value }) => ({ bytes: [stx, 0x01, etx], kind: 'format', place: value }),
  },
  counted: {
    wires: on_streams,
    says: 'a length and a checksum around each message',
    parts: countedParts,
    example: ({ payload }) => ({ bytes: counted(payload.bytes) }),
    wrong: ({ payload }) => ({ bytes: counted(payload.bytes, 1), kind: 'checksum', place: 'checksum' }),
  },
  json: {
    wires: ['mqtt', 'http', 'http-stream'],
    says: 'JSON messages',
    parts: jsonParts,
    example: ({ json }) => ({ text: json.text }),
    wrong: ({ json, value }) => ({ text: json.wrong, kind: 'format', place: value }),
  },
  hid: {
    wires: ['hid'],
    says: 'USB HID reports',
    parts: hidParts,
    example: ({ payload }) => ({ bytes: [report_id, ...payload.bytes] }),
    wrong: ({ payload }) => ({ bytes: [0x7f, ...payload.bytes], kind: 'unsupported', place: 'report_id' }),
  },
};

/** The driver's name in TypeScript, and its files by their path. */
export function skeletonOf({ folder, id, title, wires, framing }) {
  const [first, ...more] = id.split('-');
  const variable = [first, ...more.map(capital)].join('');
  const way = framings[framing];
  const given = { ...families[folder], folder, id, title, wires, variable, name: capital(variable) };
  return {
    variable,
    files: {
      [`devices/${folder}/${id}.ts`]: driverText(given, way),
      [`devices/${folder}/${id}-examples.ts`]: examplesText(given, way),
      [`test/devices/${folder}/${id}.test.ts`]: testText(given, way),
    },
  };
}

function driverText(given, way) {
  const { id, title, wires, variable, name, family, says, value, reading } = given;
  const { imports, table, framing, frame } = way.parts(given);
  const cut = framing === 'framing' ? 'framing' : `framing: ${framing}`;
  return `/**
 * ${title}: ${way.says}.
 *
 * Say here which models, after which document, set up how, and what the device does to its values that nobody here can
 * undo.
 */
${inOrder(`${imports}
import { driver } from '../driver.ts';
import { ${variable}Examples } from './${id}-examples.ts';`)}

${table}

export const ${variable} = driver<${name}Message>({
  id: '${id}',
  title: ${quoted(title)},
  family: '${family}',
  wires: [${wires.map(quoted).join(', ')}],
  says: '${says}',
  caveats: ['This driver is a skeleton: it has met no device and follows no document.'],
  ${cut},${lineOf(wires.includes('mqtt') ? `  topics: ['${id}/{device}/reading'],` : undefined)}
  frame${frame === 'frame' ? '' : `: ${frame}`},

  readings: ({ ${value} }) => [${reading}],

  examples: ${variable}Examples,
});
`;
}

function examplesText(given, way) {
  const { id, title, variable, wires, example } = given;
  const { text, bytes } = way.example(given);
  return `/** Frames of the ${title} and what they must mean. */
import type { Example } from '../driver.ts';

export const ${variable}Examples: readonly Example[] = [
  {
    says: '${example.says}',
    proof: 'specification',${lineOf(wires.includes('mqtt') ? `    topic: '${id}/${id}-1/reading',` : undefined)}
    ${text === undefined ? `hex: '${hexText(bytes)}',` : `text: ${quoted(text)},`}
    readings: [${example.reading}],
  },
];
`;
}

function testText(given, way) {
  const { folder, id, title, variable } = given;
  const { text, bytes, kind, place } = way.wrong(given);
  const wrong =
    text === undefined
      ? `Uint8Array.of(${bytes.map(hexByte).join(', ')})`
      : `new TextEncoder().encode(${quoted(text)})`;
  return `/** What the ${title} does that no other device does: the contract suite has the rest. */
import { expect, test } from 'vitest';
import { understand } from '../../../devices/driver.ts';
import { ${variable} } from '../../../devices/${folder}/${id}.ts';

test('a frame that is not its own is refused, with the place and the rule', () => {
  const wrong = ${wrong};
  expect(understand(${variable}, wrong, { retained: false })).toMatchObject({
    ok: false,
    fault: { kind: '${kind}', place: '${place}' },
  });
});
`;
}

function lineParts({ name, value, says_value, text }) {
  return {
    imports: `import { type LineValueOf, lineForm, lines, type TextField } from '../codec/line.ts';${lineOf(text.imports)}`,
    table: `const bytes_max = ${text.bytes_max + 2};

const ${value}Field: TextField<${text.type}> = {
  says: '${says_value}',
  read: (text) => ${text.read},
  write: (${value}) => ${text.write},
  sample: (chance) => ${text.sample},
};

const forms = [
  lineForm('value', /^V (?<${value}>${text.pattern})$/, { ${value}: ${value}Field }, ({ ${value} }) => \`V \${${value}}\`),
];

export type ${name}Message = LineValueOf<(typeof forms)[number]>;`,
    framing: "{ by: 'line', bytes_max }",
    frame: `lines<${name}Message>(forms, bytes_max)`,
  };
}

function startEndParts({ name, type, value, says_value, text }) {
  return {
    imports: `import type { Codec } from '../codec/codec.ts';\nimport { fault } from '../codec/codec.ts';${lineOf(text.imports)}`,
    table: `const start = ${hexByte(stx)};
const end = ${hexByte(etx)};
const bytes_max = ${text.bytes_max + 2};
const ${value}Text = /^${text.pattern}$/;

/** One message, as it stands in a frame. */
export interface ${name}Message {
  ${type}
}

const frame: Codec<${name}Message> = {
  decode(bytes) {
    if (bytes.length > bytes_max) return fault('too-long', 'frame', \`must be at most \${bytes_max} bytes\`);
    if (bytes[0] !== start || bytes.at(-1) !== end) return fault('format', 'frame', 'must stand between 02 and 03');
    const text = String.fromCharCode(...bytes.subarray(1, -1));
    if (!${value}Text.test(text)) return fault('format', '${value}', 'must be ${lower(text.says)}');
    return { ok: true, value: { ${value}: ${text.read} } };
  },
  encode({ ${value} }) {
    const characters = Array.from(${text.write}, (character) => character.charCodeAt(0));
    return Uint8Array.from([start, ...characters, end]);
  },
  sample: (chance) => ({ ${value}: ${text.sample} }),
  fields: [
    { name: 'start', says: '02' },
    { name: '${value}', says: '${says_value}: ${lower(text.says)}' },
    { name: 'end', says: '03' },
  ],
};`,
    framing: "{ by: 'start-end', start, end, bytes_max }",
    frame: 'frame',
  };
}

function lengthParts(given) {
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

function countedParts(given) {
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

function hidParts(given) {
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

function jsonParts({ name, value, json }) {
  return {
    imports: `import { json, type ValueOf } from '../codec/json.ts';\n${json.imports}`,
    table: `const bytes_max = 4_096;

const message = object('What the device has to say', {
  ${value}: ${json.shape},
});

export type ${name}Message = ValueOf<typeof message>;`,
    framing: "{ by: 'message', bytes_max }",
    frame: 'json(message, bytes_max)',
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

/** Imports by their paths, as Biome has them; else it parts the first from the comment above. */
function inOrder(imports) {
  const pathIn = (line) => /'([^']+)'/.exec(line)[1];
  const lines = imports.split('\n').map((line) => ({ line, path: pathIn(line) }));
  return lines
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ line }) => line)
    .join('\n');
}

/** With a sum that is wrong by `error`. */
function counted(payload, error = 0) {
  const body = [payload.length, ...payload];
  return [start_byte, ...body, (body.reduce((sum, byte) => sum + byte, 0) + error) % 256];
}

function bytesIn(text) {
  return Array.from(text, (character) => character.charCodeAt(0));
}

function hexText(bytes) {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function hexByte(byte) {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}

function quoted(text) {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

function lineOf(text) {
  return text === undefined ? '' : `\n${text}`;
}

function lower(text) {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function capital(word) {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
