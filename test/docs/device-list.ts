/** The list of devices in the documents, made from the registry and from what is proven: nobody keeps it by hand. */
import type { Framing } from '../../devices/codec/framing.ts';
import type { Driver, Example, FrameContext, SessionSettings } from '../../devices/driver.ts';
import { drivers } from '../../devices/registry.ts';
import { siteJsonSchema } from '../../gateway/site/schema.ts';
import type { Proof } from '../proofs.ts';

const families = {
  rfid: 'RFID readers',
  barcode: 'Scanners',
  scale: 'Scales',
  native: "Tallygate's own format",
} as const satisfies Readonly<Record<Driver['family'], string>>;

/** `docs/devices.md`, whole. */
export function devicesPage(proofs: readonly Proof[]): string {
  const rows = drivers.map((driver) => summaryRow(driver, proofOf(driver, proofs)));
  const parts = Object.entries(families).flatMap(([family, title]) => {
    const own = drivers.filter((driver) => driver.family === family);
    if (own.length === 0) return [];
    return [`## ${title}`, ...own.map((driver) => entryOf(driver, proofOf(driver, proofs)))];
  });
  return `${[head, [summaryHead, ...rows].join('\n'), legend, ...parts].join('\n\n')}\n`;
}

const head = `<!-- made from devices/registry.ts and the tests by \`npm run docs\`; what is written here by hand is overwritten -->

# Devices

Every device family Tallygate speaks, what each tells, and what was proven of it. A device that is not here is one file and one line:
[adding-a-device.md](adding-a-device.md).`;

const summaryHead = `| driver | device | wire | frames from devices | frames from documents | simulator | end to end |
|---|---|---|---|---|---|---|`;

const legend = `- **Frames** are the driver's examples: bytes and what they must mean, each a test. *From devices*: recorded from a real one. *From documents*: printed in, or
  computed from, the maker's document or the standard. A family without frames from devices has never met one here: record yours
  with \`tallygate capture\`.
- **Simulator**: speaks the device's bytes through the driver's own tables, and is asked and answers as a device does.
- **End to end**: a test in which its words go over its wire into a gateway and become the right movement.
- Every driver passes the contract suite: \`test/devices/contract.test.ts\` and \`test/devices/contract-wires.test.ts\`.
- **What no driver can find out.** Where frames carry no checksum, a bad line can turn one digit into another, and the result is a frame
  like any other: another weight, another code. Noise that happens to be digits does the same. It is named at each such driver below.
  Shield the line, keep it short, and use the checksum, or the check digit of the codes, where there is one. Frames that are lost, doubled,
  split, merged or broken off, noise that is no text, a wrong checksum, a cut of the power and the unit key make no wrong reading, except
  where the driver says so: \`test/simulators/faults.test.ts\` tries them with every simulator of a stream, and how soon it is read on.`;

function summaryRow({ id, title, wires, examples }: Driver, proof: Proof): string {
  const link = `[\`${id}\`](#${anchorOf(id, title)})`;
  const cells = [link, title, wires.join(', '), ...counted(examples), ...yesNo(proof)];
  return `| ${cells.join(' | ')} |`;
}

function yesNo({ simulators, end_to_end }: Proof): readonly string[] {
  return [simulators, end_to_end].map((files) => (files.length > 0 ? 'yes' : 'no'));
}

/** Examples from devices, and from documents. */
function counted(examples: readonly Example[]): readonly string[] {
  return (['captured', 'specification'] as const).map(
    (proof) => `${examples.filter((example) => example.proof === proof).length}`,
  );
}

function entryOf(driver: Driver, proof: Proof): string {
  const { id, title, says, caveats, wires, framing, commands = [], frame } = driver;
  const facts = [
    `Wires: ${wires.join(', ')}. Says: ${says}.`,
    `Frames: ${framingWords(framing)}.`,
    ...topicWords(driver),
    optionWords(driver),
    ...(commands.length === 0 ? [] : [`Can be told: ${commands.map((kind) => `\`${kind}\``).join(', ')}.`]),
  ];
  const fields = [
    '| field | means |',
    '|---|---|',
    ...frame.fields.map((field) => `| \`${cell(field.name)}\` | ${cell(field.says)} |`),
  ];
  return [
    `### \`${id}\`: ${title}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    ...(caveats.length === 0 ? [] : [`Know that\n\n${caveats.map((caveat) => `- ${caveat}`).join('\n')}`]),
    provenWords(driver, proof),
    `<details><summary>Fields of its frames</summary>\n\n${fields.join('\n')}\n\n</details>`,
  ].join('\n\n');
}

function provenWords({ examples }: Driver, { file, simulators, simulated_on, end_to_end }: Proof): string {
  const [captured, specified] = counted(examples);
  const sims = simulators.map((path) => `\`${path}\``).join(', ');
  const on = simulated_on.length === 0 ? '' : `, which \`tallygate simulate\` puts on ${simulated_on.join(', ')}`;
  return [
    'Proven',
    '',
    `- by ${captured} frames from devices and ${specified} from documents, in or beside \`${file}\``,
    sims === '' ? '- with no simulator' : `- with the simulator ${sims}${on}`,
    end_to_end.length === 0
      ? '- by no test from its wire to a movement'
      : `- from its wire to a movement in ${end_to_end.map((path) => `\`${path}\``).join(', ')}`,
  ].join('\n');
}

function framingWords(framing: Framing): string {
  const most = `at most ${framing.bytes_max.toLocaleString('en')} bytes`;
  switch (framing.by) {
    case 'message':
      return `whole messages, ${most}`;
    case 'line':
      return `lines, ended by CR, LF or ETX, ${most}`;
    case 'length':
      return `by a length of ${framing.width} bytes, ${most}`;
    case 'start-end':
      return `from byte ${hex(framing.start)} to byte ${hex(framing.end)}, ${most}`;
    case 'counted':
      return `by a length of ${framing.length.width} bytes, with checksum ${framing.check.of}, ${most}`;
  }
}

function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function topicWords({ topics = [] }: Driver): readonly string[] {
  if (topics.length === 0) return [];
  return [
    `Topics: ${topics.map((topic) => `\`${topic.replaceAll('{device}', '<device>')}\``).join(', ')}; more in [mqtt.md](mqtt.md).`,
  ];
}

function optionWords(driver: Driver): string {
  const options = optionsOf(driver);
  return options.length === 0
    ? 'Settings of its own: none.'
    : `Settings of its own: ${options.map((option) => `\`${option}\``).join(', ')} (see [settings.md](settings.md)).`;
}

/** Keys of a device's settings that the driver looks at, found by watching it: its session begin and wait, its examples read. */
export function optionsOf(driver: Driver): readonly string[] {
  const asked = new Set<string>();
  const settings = watched<SessionSettings>({}, asked);
  const session = driver.session?.(settings);
  session?.opened(0);
  session?.waited(100_000);
  for (const example of driver.examples) {
    const { topic } = example;
    const context = watched<FrameContext>({ retained: false, ...(topic === undefined ? {} : { topic }) }, asked);
    const decoded = driver.frame.decode(bytesOf(example), context);
    if (!decoded.ok) continue;
    driver.readings(decoded.value, context);
    driver.follower?.().follow(decoded.value, context);
  }
  driver.registers?.(watched<FrameContext>({ retained: false }, asked));
  return [...new Set([...asked].map((key) => held_in[key] ?? key))].filter((key) => deviceKeys().has(key)).sort();
}

/** Where the settings file holds what a driver is given under another name. */
const held_in: Readonly<Record<string, string>> = {
  powers: 'antennas',
  registers: 'modbus',
  gs_substitutes: 'scanner',
  layout: 'scanner',
  prefix: 'scanner',
  suffix: 'scanner',
  ends_with_tab: 'scanner',
  answer: 'scanner',
};

function watched<Value extends object>(value: Value, asked: Set<string>): Value {
  return new Proxy(value, {
    get(target, key) {
      asked.add(String(key));
      return Reflect.get(target, key);
    },
  });
}

function deviceKeys(): ReadonlySet<string> {
  const schema: unknown = siteJsonSchema();
  const device = ['properties', 'devices', 'items', 'properties'].reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    schema,
  );
  const keys = typeof device === 'object' && device !== null ? Object.keys(device) : [];
  // What every device has is no option of a driver.
  return new Set(keys.filter((key) => !['id', 'name', 'connection', 'driver', 'topics'].includes(key)));
}

function bytesOf({ hex: digits = '', text }: Example): Uint8Array {
  return text === undefined ? Buffer.from(digits.replaceAll(' ', ''), 'hex') : new TextEncoder().encode(text);
}

/** The table in the README. */
export function readmeTable(): string {
  const rows = drivers.map(({ id, title, wires, says }) => `| \`${id}\` | ${title} | ${wires.join(', ')} | ${says} |`);
  return ['| driver | device | wire | says |', '|---|---|---|---|', ...rows].join('\n');
}

/** The table in the page about MQTT. */
export function topicTable(): string {
  const filters = (list: readonly string[] = []) =>
    list.map((filter) => `\`${filter.replaceAll('{device}', '<device>')}\``).join(', ');
  const rows = drivers
    .filter(({ wires }) => wires.includes('mqtt'))
    .map(({ id, topics, ignored_topics, command_topics }) => {
      const cells = [`\`${id}\``, filters(topics), filters(ignored_topics), filters(command_topics)];
      return `|${cells.map((each) => (each === '' ? ' ' : ` ${each} `)).join('|')}|`;
    });
  return [
    '| driver | is read | is allowed, acknowledged, counted, not read | may be subscribed to, besides `tallygate/<device>/command` |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function proofOf({ id }: Driver, proofs: readonly Proof[]): Proof {
  const proof = proofs.find(({ driver }) => driver === id);
  if (proof === undefined) throw new Error(`nothing is known of ${id}`);
  return proof;
}

/** As GitHub makes it of a heading. */
function anchorOf(id: string, title: string): string {
  return `${id}: ${title}`
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
