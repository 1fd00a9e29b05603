/** Sparkplug payloads against the library of the specification's makers, and what a node's count, births and deaths mean. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Followed, type MetricChannel, understandNext } from '../../devices/driver.ts';
import { sparkplug } from '../../devices/scales/sparkplug.ts';
import { type Metric, type MetricValue, sparkplugPayload } from '../../devices/scales/sparkplug-payload.ts';
import { type EdgeMessage, sparkplugEdge } from '../../simulators/sparkplug-edge.ts';

interface OracleMetric {
  readonly name?: string;
  readonly alias?: unknown;
  readonly timestamp?: unknown;
  readonly type?: string;
  readonly value?: unknown;
  readonly isHistorical?: boolean;
  readonly isNull?: boolean;
  readonly properties?: Record<string, { type: string; value: unknown }>;
}
interface OraclePayload {
  readonly timestamp?: unknown;
  readonly seq?: unknown;
  readonly metrics: readonly OracleMetric[];
}
const oracle: {
  encodePayload(payload: OraclePayload): Uint8Array;
  decodePayload(bytes: Uint8Array): OraclePayload;
} = createRequire(import.meta.url)('sparkplug-payload').get('spBv1.0');

/** A value in the library's words, and as it stands on the wire by the specification. */
const values: fc.Arbitrary<{ type: string; datatype: number; value: unknown; ours: MetricValue }> = fc.oneof(
  ...[
    ['Int8', 1, -128, 127],
    ['Int16', 2, -32_768, 32_767],
    ['Int32', 3, -2_147_483_648, 2_147_483_647],
    ['UInt8', 5, 0, 255],
    ['UInt16', 6, 0, 65_535],
  ].map(([type, datatype, min, max]) =>
    fc.integer({ min: Number(min), max: Number(max) }).map((value) => ({
      type: String(type),
      datatype: Number(datatype),
      value,
      ours: { is: 'int', int: value >>> 0 } as const,
    })),
  ),
  // The library keeps it in the field of 64 bits, other nodes in that of 32: both are read.
  fc.nat(4_294_967_295).map((value) => ({
    type: 'UInt32',
    datatype: 7,
    value,
    ours: { is: 'long', long: BigInt(value) } as const,
  })),
  fc.maxSafeNat().map((value) => ({
    type: 'UInt64',
    datatype: 8,
    value,
    ours: { is: 'long', long: BigInt(value) } as const,
  })),
  fc.maxSafeInteger().map((value) => ({
    type: 'Int64',
    datatype: 4,
    value,
    ours: { is: 'long', long: BigInt.asUintN(64, BigInt(value)) } as const,
  })),
  fc
    .float({ noNaN: true })
    .map((value) => ({ type: 'Float', datatype: 9, value, ours: { is: 'float', number: value } as const })),
  fc.double({ noNaN: true }).map((value) => ({
    type: 'Double',
    datatype: 10,
    value,
    ours: { is: 'double', number: value } as const,
  })),
  fc
    .boolean()
    .map((value) => ({ type: 'Boolean', datatype: 11, value, ours: { is: 'boolean', boolean: value } as const })),
  fc.string().map((value) => ({ type: 'String', datatype: 12, value, ours: { is: 'text', text: value } as const })),
);
const names = fc.string({ minLength: 1, maxLength: 40 });

function numbered(value: unknown): unknown {
  return value instanceof Object && 'toNumber' in value && value.toNumber instanceof Function
    ? value.toNumber()
    : value;
}

describe('against sparkplug-payload', () => {
  test('what it writes we read to the same', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.maxSafeNat(), values), { maxLength: 5 }), fc.nat(255), (given, seq) => {
        const metrics = given.map(([name, alias, { type, value }]) => ({ name, alias, type, value, timestamp: 5 }));
        const decoded = sparkplugPayload.decode(oracle.encodePayload({ timestamp: 1_763_884_800_123, seq, metrics }));
        expect(decoded).toEqual({
          ok: true,
          value: {
            timestamp_ms: 1_763_884_800_123,
            seq,
            metrics: given.map(([name, alias, { datatype, ours }]) => ({
              name,
              alias: BigInt(alias),
              timestamp_ms: 5,
              datatype,
              value: ours,
            })),
          },
        });
      }),
    );
  });

  test('what we write it reads to the same', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values), { maxLength: 5 }), fc.nat(255), (given, seq) => {
        const metrics: Metric[] = given.map(([name, { datatype, ours }]) => ({ name, datatype, value: ours }));
        const read = oracle.decodePayload(sparkplugPayload.encode({ timestamp_ms: 1_763_884_800_123, seq, metrics }));
        expect(numbered(read.timestamp)).toBe(1_763_884_800_123);
        expect(numbered(read.seq)).toBe(seq);
        const seen = read.metrics.map(({ name, type, value }) => ({ name, type, value: numbered(value) }));
        expect(seen).toEqual(given.map(([name, { type, value }]) => ({ name, type, value })));
      }),
    );
  });

  test('null, historical values and units', () => {
    const metrics = [
      { name: 'a', type: 'Double', value: null, isHistorical: true },
      {
        name: 'b',
        type: 'Int16',
        value: -3,
        properties: { engUnit: { type: 'String', value: 'kg' }, low: { type: 'Int32', value: 1 } },
      },
    ];
    expect(sparkplugPayload.decode(oracle.encodePayload({ timestamp: 1, metrics }))).toEqual({
      ok: true,
      value: {
        timestamp_ms: 1,
        metrics: [
          { name: 'a', datatype: 10, is_historical: true, is_null: true },
          {
            name: 'b',
            datatype: 2,
            value: { is: 'int', int: 4_294_967_293 },
            properties: [{ key: 'engUnit', text: 'kg' }],
          },
        ],
      },
    });
  });

  test('whatever bytes come, it never throws; nor do cut or changed messages', () => {
    const good = oracle.encodePayload({
      timestamp: 1,
      seq: 3,
      metrics: [{ name: 'Weight', type: 'Double', value: 1.5 }],
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(good.length), fc.nat(255), (noise, cut, byte) => {
        sparkplugPayload.decode(noise);
        sparkplugPayload.decode(good.slice(0, cut));
        sparkplugPayload.decode(good.map((each, at) => (at === cut ? byte : each)));
      }),
    );
    expect(
      sparkplugPayload.decode(Uint8Array.of(0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)),
    ).toMatchObject({ ok: false, fault: { kind: 'truncated' } });
  });
});

describe('a node', () => {
  const pan = { mass_mg: 1_000_000, massAt: () => pan.mass_mg, isMovingAt: () => false };
  const metrics: readonly MetricChannel[] = [{ metric: 'scale-1/Weight', channel: '1', stable: 'scale-1/Stable' }];
  const edgeOf = (session: number) =>
    sparkplugEdge({ group: 'plant', node: 'edge-1', device: 'scale-1', pan, session });

  function host() {
    const follower = sparkplug.follower?.();
    const hear = ({ topic, payload }: EdgeMessage): Followed => {
      const understood = understandNext(sparkplug, follower, payload, { topic, retained: false, metrics });
      if (!understood.ok) throw new Error(understood.fault.rule);
      return understood.value;
    };
    const says = (messages: readonly EdgeMessage[]) =>
      messages
        .map(hear)
        .flatMap(({ readings, commands = [] }) => [
          ...readings.map((reading) =>
            reading.kind === 'weight' ? reading.mass_mg : reading.kind === 'condition' ? reading.condition : '',
          ),
          ...commands.map((command) => command.kind),
        ]);
    return { follower, says };
  }
  const moved = (edge: ReturnType<typeof edgeOf>, mass_mg: number) => {
    pan.mass_mg = mass_mg;
    return edge.data(0);
  };

  test('is born, weighs, and is asked for its birth when a message is lost', () => {
    const edge = edgeOf(1);
    const { says } = host();
    expect(says(edge.births(0))).toEqual(['online', 1_000_000]);
    expect(says(moved(edge, 2_000_000))).toEqual([2_000_000]);
    moved(edge, 3_000_000);
    expect(says(moved(edge, 4_000_000))).toEqual(['data-lost', 4_000_000, 'announce']);
    expect(says(moved(edge, 5_000_000))).toEqual([5_000_000]);
  });

  test('that says data before a birth is asked once in 33 messages, until it is born', () => {
    const edge = edgeOf(1);
    const { says } = host();
    const asked = Array.from({ length: 70 }, (_, at) => says(moved(edge, at * 1_000)).length);
    expect(asked.flatMap((count, at) => (count > 0 ? [at] : []))).toEqual([0, 33, 66]);
    expect(says(edge.births(0))).toEqual(['online', 69_000]);
    expect(says(moved(edge, 1_000))).toEqual([1_000]);
  });

  test('counts over 255 without a gap, and a message that comes twice is one', () => {
    const edge = edgeOf(1);
    const { says } = host();
    says(edge.births(0));
    for (let at = 1; at <= 600; at += 1) expect(says(moved(edge, at * 1_000))).toEqual([at * 1_000]);
    const again = moved(edge, 7_000);
    expect(says(again)).toEqual([7_000]);
    expect(says(again)).toEqual([]);
  });

  test('whose connection is gone says nothing until it is born again; the death of a session replaced is none', () => {
    const first = edgeOf(255);
    const { says } = host();
    says(first.births(0));
    const second = edgeOf(256);
    expect(says(second.births(0))).toEqual(['online', pan.mass_mg]);
    expect(says([first.will])).toEqual([]);
    expect(says(moved(second, 8_000))).toEqual([8_000]);
    expect(says([second.will])).toEqual(['offline']);
    expect(says(moved(second, 9_000))).toEqual(['announce']);
  });

  test('is unknown after a gap of the host, because an alias may mean something else by now', () => {
    const edge = edgeOf(1);
    const { says, follower } = host();
    says(edge.births(0));
    follower?.gap?.();
    expect(says(moved(edge, 11_000))).toEqual(['announce']);
  });

  test('is told to be born again where its own messages came from', () => {
    const message = sparkplug.message?.({ kind: 'announce', topic: 'spBv1.0/plant/NCMD/edge-1' }, 'edge-1');
    expect(message?.topic).toBe('spBv1.0/plant/NCMD/edge-1');
    expect(oracle.decodePayload(message?.payload ?? new Uint8Array()).metrics).toMatchObject([
      { name: 'Node Control/Rebirth', type: 'Boolean', value: true },
    ]);
  });
});

/** What is remembered of a node after each of so many messages that never say the same name twice. */
function savedAfter(
  rounds: number,
  say: (at: number, hear: (topic: string, metrics: readonly Metric[]) => void) => void,
) {
  const follower = sparkplug.follower?.();
  let seq = 0;
  const hear = (topic: string, metrics: readonly Metric[]) => {
    const data = sparkplugPayload.encode({ metrics, seq: seq % 256 });
    seq += 1;
    understandNext(sparkplug, follower, data, { retained: false, topic: `spBv1.0/plant/${topic}` });
  };
  hear('NBIRTH/edge-1', []);
  for (let at = 0; at < rounds; at += 1) say(at, hear);
  return JSON.stringify(follower?.saved());
}

describe('what is remembered of a node does not grow', () => {
  const weight = (name: string): Metric => ({
    name,
    datatype: 10,
    properties: [{ key: 'engUnit', text: 'kg' }],
    value: { is: 'double', number: 1 },
  });

  test('with deaths of devices that it never announced', () => {
    expect(savedAfter(500, (at, hear) => hear(`DDEATH/edge-1/scale-${at}`, []))).toContain('"dead":[]');
  });

  test('with births of one device under ever new names', () => {
    const saved = savedAfter(500, (at, hear) => hear('DBIRTH/edge-1/scale-1', [weight(`Weight ${at}`)]));
    expect(saved).toContain('"masses":{"scale-1/Weight 499":1000000}');
  });
});
