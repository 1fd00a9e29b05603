/**
 * The payload of Sparkplug B messages (Eclipse Sparkplug 3.0, section 6.4, and its sparkplug_b.proto), as far as a scale
 * needs it: numbers, truths and texts. Data sets, templates, arrays and files are stepped over, as are fields that later
 * versions may add.
 */
import { type Chance, type Codec, fault } from '../codec/codec.ts';
import { Misfit } from '../codec/misfit.ts';
import {
  type ProtoField,
  protoBytes,
  protoDouble,
  protoFields,
  protoFloat,
  protoNumber,
  protoText,
  protoVarint,
} from '../codec/protobuf.ts';

/** An MQTT packet holds no more at the gateway's own broker. */
export const sparkplug_bytes_max = 65_536;
const metrics_max = 2_000;
const properties_max = 64;
const text_bytes_max = 1_024;
const latest_ms = 4_102_444_800_000n;

export type MetricValue =
  /** As it stands on the wire: 32 bits without sign, whatever the datatype makes of them. */
  | { readonly is: 'int'; readonly int: number }
  | { readonly is: 'long'; readonly long: bigint }
  | { readonly is: 'float' | 'double'; readonly number: number }
  | { readonly is: 'boolean'; readonly boolean: boolean }
  | { readonly is: 'text'; readonly text: string }
  /** Something that is no weight. */
  | { readonly is: 'other' };

export interface Metric {
  readonly name?: string;
  readonly alias?: bigint;
  readonly timestamp_ms?: number;
  readonly datatype?: number;
  readonly is_historical?: true;
  readonly is_null?: true;
  /** Those that are texts. */
  readonly properties?: readonly { readonly key: string; readonly text: string }[];
  readonly value?: MetricValue;
}

export interface SparkplugPayload {
  readonly timestamp_ms?: number;
  readonly metrics: readonly Metric[];
  /** 0 to 255, then 0 again. */
  readonly seq?: number;
}

/** The numbers of the specification's datatypes that hold one number or truth. */
export const datatypes = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
} as const;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const sparkplugPayload: Codec<SparkplugPayload> = {
  decode(bytes) {
    if (bytes.length > sparkplug_bytes_max) {
      return fault('too-long', 'frame', `must be at most ${sparkplug_bytes_max} bytes`);
    }
    const payload = payloadOf(bytes);
    return payload instanceof Misfit ? { ok: false, fault: payload.fault } : { ok: true, value: payload };
  },
  encode({ timestamp_ms, metrics, seq }) {
    return Uint8Array.from([
      ...(timestamp_ms === undefined ? [] : protoVarint(1, timestamp_ms)),
      ...metrics.flatMap((metric) => protoBytes(2, metricBytes(metric))),
      ...(seq === undefined ? [] : protoVarint(3, seq)),
    ]);
  },
  sample: (chance) => ({
    ...(chance.int(0, 3) > 0 && { timestamp_ms: chance.int(0, 2_000_000_000_000) }),
    metrics: Array.from({ length: chance.int(0, 4) }, () => sampleMetric(chance)),
    ...(chance.int(0, 3) > 0 && { seq: chance.int(0, 255) }),
  }),
  fields: [
    { name: 'timestamp', says: 'Milliseconds since 1970 by the clock of the node' },
    { name: 'metrics[].name', says: 'In a birth always; in data only where there is no alias' },
    { name: 'metrics[].alias', says: 'A number that stands for the name until the next birth' },
    { name: 'metrics[].timestamp', says: 'When the value was taken' },
    { name: 'metrics[].datatype', says: '1 to 12: whole numbers, numbers with a point, truths and texts' },
    { name: 'metrics[].is_historical', says: 'From the store of the node: not what is now' },
    { name: 'metrics[].is_null', says: 'There is no value' },
    { name: 'metrics[].properties', says: 'Texts by name, among them the unit: engUnit, unit or units' },
    { name: 'metrics[].value', says: 'One number, truth or text' },
    { name: 'seq', says: '0 to 255 and again 0: shows what was lost' },
  ],
};

function payloadOf(bytes: Uint8Array): SparkplugPayload | Misfit {
  const fields = protoFields(bytes);
  if (fields instanceof Misfit) return fields.under('payload');
  let payload: SparkplugPayload = { metrics: [] };
  const metrics: Metric[] = [];
  for (const field of fields) {
    if (field.number === 1 && field.form === 'varint') payload = { ...payload, ...timeOf(field.value) };
    if (field.number === 3 && field.form === 'varint') {
      if (field.value > 255n) return new Misfit('range', 'must be 0 to 255', 'seq');
      payload = { ...payload, seq: Number(field.value) };
    }
    if (field.number !== 2 || field.form !== 'bytes') continue;
    if (metrics.length === metrics_max) return new Misfit('too-long', `must be at most ${metrics_max}`, 'metrics');
    const metric = metricOf(field.bytes);
    if (metric instanceof Misfit) return metric.under(`metrics[${metrics.length}]`);
    metrics.push(metric);
  }
  return { ...payload, metrics };
}

/** A time that cannot be is none; the value beside it may be sound. */
function timeOf(value: bigint): { readonly timestamp_ms?: number } {
  return value <= latest_ms ? { timestamp_ms: Number(value) } : {};
}

function metricOf(bytes: Uint8Array): Metric | Misfit {
  const fields = protoFields(bytes);
  if (fields instanceof Misfit) return fields;
  let metric: Metric = {};
  for (const field of fields) {
    const part = partOf(field);
    if (part instanceof Misfit) return part;
    metric = { ...metric, ...part };
  }
  return metric;
}

function partOf(field: ProtoField): Metric | Misfit {
  const { number } = field;
  if (field.form === 'varint') {
    const { value } = field;
    switch (number) {
      case 2:
        return { alias: value };
      case 3:
        return timeOf(value);
      case 4:
        return value < 256n ? { datatype: Number(value) } : new Misfit('range', 'must be a datatype', 'datatype');
      case 5:
        return value === 0n ? {} : { is_historical: true };
      case 7:
        return value === 0n ? {} : { is_null: true };
      case 10:
        return { value: { is: 'int', int: Number(BigInt.asUintN(32, value)) } };
      case 11:
        return { value: { is: 'long', long: value } };
      case 14:
        return { value: { is: 'boolean', boolean: value !== 0n } };
      default:
        return {};
    }
  }
  if (number === 12 && field.form === 'fixed32') return { value: { is: 'float', number: protoNumber(field.bytes) } };
  if (number === 13 && field.form === 'fixed64') return { value: { is: 'double', number: protoNumber(field.bytes) } };
  if (field.form !== 'bytes') return {};
  switch (number) {
    case 1: {
      const name = textOf(field.bytes);
      return name instanceof Misfit ? name.under('name') : { name };
    }
    case 9:
      return propertiesOf(field.bytes);
    case 15: {
      const text = textOf(field.bytes);
      return { value: text instanceof Misfit ? { is: 'other' } : { is: 'text', text } };
    }
    case 16:
    case 17:
    case 18:
      return { value: { is: 'other' } };
    default:
      return {};
  }
}

/** Keys and values stand in two lists beside each other. */
function propertiesOf(bytes: Uint8Array): Metric | Misfit {
  const fields = protoFields(bytes);
  if (fields instanceof Misfit) return fields.under('properties');
  const keys: string[] = [];
  const texts: (string | undefined)[] = [];
  for (const field of fields) {
    if (field.form !== 'bytes' || keys.length > properties_max) continue;
    if (field.number === 1) {
      const key = textOf(field.bytes);
      if (key instanceof Misfit) return key.under('properties');
      keys.push(key);
    }
    if (field.number === 2) {
      const value = protoFields(field.bytes);
      if (value instanceof Misfit) return value.under('properties');
      const found = value.find((each) => each.number === 8 && each.form === 'bytes');
      const text = found?.form === 'bytes' ? textOf(found.bytes) : undefined;
      texts.push(typeof text === 'string' ? text : undefined);
    }
  }
  const properties = keys.flatMap((key, at) => {
    const text = texts[at];
    return text === undefined ? [] : [{ key, text }];
  });
  return properties.length === 0 ? {} : { properties };
}

function textOf(bytes: Uint8Array): string | Misfit {
  if (bytes.length > text_bytes_max) return new Misfit('too-long', `must be at most ${text_bytes_max} bytes`);
  try {
    return utf8.decode(bytes);
  } catch {
    // TextDecoder throws a TypeError at the first byte that is not UTF-8, and for nothing else.
    return new Misfit('format', 'must be UTF-8');
  }
}

function metricBytes(metric: Metric): number[] {
  const { name, alias, timestamp_ms, datatype, is_historical, is_null, properties, value } = metric;
  return [
    ...(name === undefined ? [] : protoText(1, name)),
    ...(alias === undefined ? [] : protoVarint(2, alias)),
    ...(timestamp_ms === undefined ? [] : protoVarint(3, timestamp_ms)),
    ...(datatype === undefined ? [] : protoVarint(4, datatype)),
    ...(is_historical === undefined ? [] : protoVarint(5, 1)),
    ...(is_null === undefined ? [] : protoVarint(7, 1)),
    ...(properties === undefined ? [] : protoBytes(9, propertyBytes(properties))),
    ...(value === undefined ? [] : valueBytes(value)),
  ];
}

function propertyBytes(properties: NonNullable<Metric['properties']>): number[] {
  return [
    ...properties.flatMap(({ key }) => protoText(1, key)),
    ...properties.flatMap(({ text }) => protoBytes(2, [...protoVarint(1, datatypes.String), ...protoText(8, text)])),
  ];
}

function valueBytes(value: MetricValue): number[] {
  switch (value.is) {
    case 'int':
      return protoVarint(10, value.int);
    case 'long':
      return protoVarint(11, value.long);
    case 'float':
      return protoFloat(12, value.number);
    case 'double':
      return protoDouble(13, value.number);
    case 'boolean':
      return protoVarint(14, value.boolean ? 1 : 0);
    case 'text':
      return protoText(15, value.text);
    case 'other':
      return protoBytes(16, []);
  }
}

function sampleMetric(chance: Chance): Metric {
  const name = chance.int(0, 2) > 0 ? { name: `Scale ${chance.int(1, 9)}/Weight` } : {};
  const values: readonly MetricValue[] = [
    { is: 'int', int: chance.int(0, 0xffff_ffff) },
    { is: 'long', long: BigInt(chance.int(0, 0xffff_ffff)) << BigInt(chance.int(0, 32)) },
    { is: 'float', number: Math.fround(chance.int(-99_999, 99_999) / 64) },
    { is: 'double', number: chance.int(-9_999_999, 9_999_999) / 1_000 },
    { is: 'boolean', boolean: chance.int(0, 1) === 1 },
    { is: 'text', text: 'kilo grün' },
    { is: 'other' },
  ];
  const value = values[chance.int(0, values.length)];
  return {
    ...name,
    ...(chance.int(0, 1) === 1 && { alias: BigInt(chance.int(0, 1_000)) }),
    ...(chance.int(0, 1) === 1 && { timestamp_ms: chance.int(0, 2_000_000_000_000) }),
    ...(chance.int(0, 1) === 1 && { datatype: chance.int(1, 12) }),
    ...(chance.int(0, 9) === 0 && { is_historical: true }),
    ...(value === undefined && { is_null: true }),
    ...(chance.int(0, 3) === 0 && { properties: [{ key: 'engUnit', text: 'kg' }] }),
    ...(value !== undefined && { value }),
  };
}
