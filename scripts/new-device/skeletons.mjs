/**
 * The source of a new driver, its examples and its first test, for each way in which frames are cut. A skeleton is whole: it
 * passes the contract suite as it is written. It stands for no real device, which is what its caveat says.
 */
import { counted, countedParts, hidParts, lengthParts, report_id } from './binary.mjs';
import { families } from './families.mjs';
import { bytesIn, capital, hexByte, hexText, inOrder, lineOf, lower, quoted } from './words.mjs';

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
