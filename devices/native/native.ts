/** Tallygate's own JSON over MQTT, simple enough for a microcontroller: weights, tags and scans in one format. */
import { instant } from '../codec/instant.ts';
import { type JsonSchema, json, type ValueOf } from '../codec/json.ts';
import { flag, hex, list, object, oneOrMany, optional, scaled, text, whole, withOneOf } from '../codec/json-shapes.ts';
import { orLiveness } from '../codec/liveness.ts';
import { type DeviceCommand, driver } from '../driver.ts';
import type { Reading, ScanReading, Stamp, TagReading, WeightReading } from '../reading.ts';
import { nativeExamples } from './native-examples.ts';

const bytes_max = 60_000;
const toUtf8 = new TextEncoder();

const weight = object('One weighing of one channel', {
  channel: optional(text('The load cell; "1" when absent', { max: 32 })),
  // Ten tonnes either way: no shelf holds more, and milligrams stay safe integers.
  grams: scaled('Grams; kept to the milligram', { min: -10_000_000, max: 10_000_000, per: 1_000 }),
  stable: optional(flag('What the device itself says of being at rest; left out when it cannot tell')),
});

const tag = object('One tag seen by one antenna', {
  epc: hex('EPC bank contents in hexadecimal, whole 16-bit words', { min: 2, max: 62, even: true }),
  antenna: optional(whole('Antenna, from 1', { min: 1, max: 255 })),
  rssi: optional(scaled('Signal strength in dBm; kept to a hundredth', { min: -150, max: 50, per: 100 })),
  count: optional(whole('How many reads this stands for; 1 when absent', { min: 1, max: 1_000_000 })),
  at: optional(instant('When this tag was seen, where the message has another time or none')),
});

const scan = object('One code scanned by a person', {
  code: text('The characters of the code, one per byte (U+0000 to U+00FF), FNC1 as U+001D', {
    max: 4_096,
    pattern: /^[^\u0100-\u{10ffff}]*$/u,
    rule: 'must be characters from U+0000 to U+00FF, one per byte of the code',
    such_as: ['0109506000134352', '010950600013435210AB-123\u001d21xyz', 'TG-LOC.A1', '\u00fc'],
  }),
  aim: optional(
    text('AIM symbology identifier, e.g. ]C1', {
      min: 3,
      max: 3,
      pattern: /^\][A-Za-z][0-9A-Za-z]$/,
      rule: 'must be ] with a letter and a letter or digit',
      such_as: [']C1', ']d2', ']E0', ']Q3'],
    }),
  ),
});

const reading = withOneOf(
  object('What a device has to say at one moment', {
    weight: optional(weight),
    tags: optional(list('Tags seen; an empty list says that none was', tag, { max: 512 })),
    scan: optional(scan),
    seq: optional(
      whole("The device's own counter; with it redelivery is known exactly", { min: 0, max: Number.MAX_SAFE_INTEGER }),
    ),
    boot: optional(text('Changes at every power-up, so that seq may start again', { max: 64 })),
    at: optional(instant("The device's clock: ISO 8601 with a zone, or milliseconds since 1970")),
  }),
  ['weight', 'tags', 'scan'],
);

const message = oneOrMany('One reading, or an array of them', reading, { max: 256 });

export type NativeReading = ValueOf<typeof reading>;

/** What `tallygate schema reading` prints: JSON Schema of the payload on `tallygate/{device}/reading`. */
export const nativeReadingSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Tallygate native reading',
  ...message.schema,
};

export const native = driver({
  id: 'native',
  title: 'Tallygate JSON over MQTT or HTTP',
  family: 'native',
  wires: ['mqtt', 'http'],
  says: 'weights, tags, scans; simple enough for a microcontroller',
  caveats: [
    'Without `seq` and `boot` a message that is sent again cannot be told from a second event; see docs/mqtt.md.',
  ],
  framing: { by: 'message', bytes_max },
  topics: ['tallygate/{device}/reading', 'tallygate/{device}/status'],
  frame: orLiveness(json(message, bytes_max), { online: 'online', offline: 'offline' }),
  commands: ['tare', 'zero', 'beep', 'light', 'antenna-power', 'announce', 'feedback'],
  message: (command, device) => ({
    topic: `tallygate/${device}/command`,
    payload: toUtf8.encode(commandText(command)),
  }),

  readings(value) {
    if (value.kind === 'liveness') return [{ kind: 'condition', condition: value.online ? 'online' : 'offline' }];
    const readings: Reading[] = [];
    for (const given of value.message) addReadings(given, readings);
    return readings;
  },

  examples: nativeExamples,
});

/** One JSON object whose only member names the command, as in docs/mqtt.md; power in dBm, as a reading's strength is. */
function commandText(command: DeviceCommand): string {
  switch (command.kind) {
    case 'feedback': {
      const { tone, says, at_ms } = command;
      return JSON.stringify({ feedback: { tone, says, at: new Date(at_ms).toISOString() } });
    }
    case 'antenna-power':
      return JSON.stringify({ 'antenna-power': { antenna: command.antenna, dbm: command.power_cdbm / 100 } });
    default: {
      const { kind, ...more } = command;
      return JSON.stringify({ [kind]: more });
    }
  }
}

/** Adds what one message says to `readings`. Members are set one by one, which is twice as fast as spreading them here. */
function addReadings(given: NativeReading, readings: Reading[]): void {
  if (given.weight !== undefined) {
    const { channel = '1', grams, stable } = given.weight;
    const reading: Mutable<WeightReading> = { kind: 'weight', channel, mass_mg: grams };
    if (stable !== undefined) reading.stable = stable;
    stamp(reading, given);
    readings.push(reading);
  }
  for (const { epc, antenna, rssi, count = 1, at } of given.tags ?? []) {
    const reading: Mutable<TagReading> = { kind: 'tag', epc, count };
    if (antenna !== undefined) reading.antenna = antenna;
    if (rssi !== undefined) reading.rssi_cdbm = rssi;
    stamp(reading, given);
    if (at !== undefined) reading.device_at_ms = at;
    readings.push(reading);
  }
  if (given.scan !== undefined) {
    const reading: Mutable<ScanReading> = { kind: 'scan', ...given.scan };
    stamp(reading, given);
    readings.push(reading);
  }
}

type Mutable<R> = { -readonly [K in keyof R]: R[K] };

function stamp(reading: Mutable<Stamp>, given: NativeReading): void {
  if (given.boot !== undefined) reading.boot = given.boot;
  if (given.seq !== undefined) reading.seq = given.seq;
  if (given.at !== undefined) reading.device_at_ms = given.at;
}
