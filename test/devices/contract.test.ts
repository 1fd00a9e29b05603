/** What every driver owes the gateway. A new driver is tested by being listed in the registry. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chance } from '../../devices/codec/codec.ts';
import { framerOf } from '../../devices/codec/framer.ts';
import { hexOf } from '../../devices/codec/hex.ts';
import {
  type DeviceCommand,
  type Driver,
  type Example,
  type Session,
  type SessionStep,
  understand,
  understandNext,
} from '../../devices/driver.ts';
import type { Reading } from '../../devices/reading.ts';
import { drivers } from '../../devices/registry.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { filterFault, filtersOverlap } from '../../gateway/site/topic-filter.ts';
import { bytesOf, contextOf } from './example-bytes.ts';
import { noiseOf } from './noise.ts';
import { unsoundness } from './sound-reading.ts';

const isLong = process.env.TALLYGATE_LONG !== undefined;
const noises_per_driver = isLong ? 1_000_000 : 20_000;

/** Without what tags and codes stand for, which has tests of its own. */
function bare(reading: Reading): Reading {
  if (reading.kind !== 'tag' && reading.kind !== 'scan') return reading;
  const { meaning: _, ...rest } = reading;
  return rest;
}

test('no two drivers have the same id', () => {
  expect(new Set(drivers.map(({ id }) => id)).size).toBe(drivers.length);
});

describe.each(drivers)('$id', (driver) => {
  const { examples, frame, framing } = driver;
  const good = examples.map(bytesOf);

  test('has a name, wires and a table of fields', () => {
    expect(driver.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(driver.title).not.toBe('');
    expect(driver.wires.length).toBeGreaterThan(0);
    expect(frame.fields.length).toBeGreaterThan(0);
    for (const { name, says } of frame.fields) expect([name, says]).not.toContain('');
  });

  test('listens to topics on MQTT and nowhere else, with {device} as the only placeholder', () => {
    const { topics = [], ignored_topics = [], command_topics = [] } = driver;
    expect(topics.length > 0).toBe(driver.wires.includes('mqtt'));
    for (const filter of [...topics, ...ignored_topics, ...command_topics]) {
      expect(filter.replaceAll('{device}', '')).not.toMatch(/[{}]/);
      expect(filterFault(filter.replaceAll('{device}', 'shelf-a1'))).toBeUndefined();
    }
    for (const filter of [...topics, ...command_topics]) expect(filter).toContain('{device}');
  });

  test('every example says where it comes from and holds bytes once', () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const { says, proof, hex, text } of examples) {
      expect(says).not.toBe('');
      expect(['captured', 'specification']).toContain(proof);
      expect([hex, text].filter((form) => form !== undefined)).toHaveLength(1);
    }
    expect(new Set(examples.map(({ says }) => says)).size).toBe(examples.length);
  });

  test.each(examples)('understands $says', (example) => {
    const follower = driver.follower?.();
    for (const before of example.after ?? []) {
      understandNext(driver, follower, bytesOf(before), contextOf({ ...example, retained: undefined, ...before }));
    }
    const understood = understandNext(driver, follower, bytesOf(example), contextOf(example));
    expect(understood.ok ? understood.value.readings.map(bare) : understood.fault).toEqual(example.readings);
  });

  test('what it follows can be saved and taken up again', () => {
    if (driver.follower === undefined) return;
    for (const example of examples) {
      const follower = driver.follower();
      for (const before of example.after ?? []) {
        understandNext(driver, follower, bytesOf(before), contextOf({ ...example, retained: undefined, ...before }));
      }
      const again = driver.follower(JSON.parse(JSON.stringify(follower.saved())));
      const context = contextOf(example);
      expect(understandNext(driver, again, bytesOf(example), context)).toEqual(
        understandNext(driver, follower, bytesOf(example), context),
      );
    }
  });

  test('what it can be told it can also be sent', () => {
    if (driver.commands === undefined) return;
    const byMessage = driver.wires.includes('mqtt') ? driver.message : undefined;
    const byRegisters = driver.wires.includes('modbus') ? driver.registers : undefined;
    expect(byMessage ?? byRegisters ?? driver.session?.({}).told).toBeDefined();
  });

  test('an example comes on a topic the driver listens to', () => {
    for (const { topic } of examples) {
      if (topic === undefined) continue;
      const device = topic.split('/').filter((level) => /^[a-z]+(-[a-z0-9]+)+$/.test(level));
      const filters = (driver.topics ?? []).flatMap((filter) => device.map((id) => filter.replaceAll('{device}', id)));
      expect(filters.some((filter) => filtersOverlap(filter, topic))).toBe(true);
    }
  });

  test('reads back what it writes, whatever the table allows', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const value = frame.sample(randomOf(seed));
        const bytes = frame.encode(value);
        expect(bytes.length).toBeLessThanOrEqual(framing.bytes_max);
        expect(frame.decode(bytes)).toEqual({ ok: true, value });
      }),
      { numRuns: 300 },
    );
  });

  test('measures in whole numbers, whatever the table allows', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const understood = understand(driver, frame.encode(frame.sample(randomOf(seed))), { retained: false });
        expect(understood.ok && understood.value.map(unsoundness).filter((rule) => rule !== undefined)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('never throws at noise, and what it refuses has a place and a rule', () => {
    const seed = 20_261_123;
    const chance = randomOf(seed);
    for (let at = 0; at < noises_per_driver; at += 1) {
      const bytes = noiseOf(chance, good);
      const wrong = wrongWith(driver, bytes, examples[at % examples.length]);
      if (wrong !== undefined) expect.fail(`${wrong}, from ${hexOf(bytes)} (seed ${seed}, input ${at})`);
    }
  });

  test('refuses a frame beyond its limit', () => {
    for (const bytes of good) {
      const long = new Uint8Array(framing.bytes_max + 1).fill(0x20);
      long.set(bytes);
      expect(frame.decode(long)).toMatchObject({ ok: false });
      const taken = framerOf(framing).push(long);
      expect(taken.filter((each) => each.kind === 'frame' && each.data.length === long.length)).toEqual([]);
    }
  });

  test('marks all that the broker remembered as a snapshot', () => {
    for (const example of examples) {
      const understood = understand(driver, bytesOf(example), { ...contextOf(example), retained: true });
      expect(understood.ok && understood.value.every(({ snapshot }) => snapshot === true)).toBe(true);
    }
  });
});

/** What is wrong with how the driver took these bytes; undefined when it took or refused them properly. */
function wrongWith(driver: Driver, bytes: Uint8Array, example: Example | undefined): string | undefined {
  const context = example === undefined ? { retained: false } : contextOf(example);
  const understood = understand(driver, bytes, context);
  if (understood.ok) return understood.value.map(unsoundness).find((rule) => rule !== undefined);
  const { place, rule, kind } = understood.fault;
  return place === '' || rule === '' || kind === undefined ? 'a fault without place or rule' : undefined;
}

const streamed = drivers.filter(({ framing }) => framing.by !== 'message');

/** Every way in which the device may end its frames. */
function onTheWire({ framing }: Driver, frame: Uint8Array): readonly Uint8Array[] {
  if (framing.by !== 'line') return [frame];
  const ends = [[0x0d], [0x0a], [0x0d, 0x0a], [0x0d, 0x0a, 0x0d, 0x0a]];
  return [...ends.map((end) => Uint8Array.from([...frame, ...end])), Uint8Array.from([0x02, ...frame, 0x03])];
}

/** What must follow before the last frame is known to be whole: the beginning of another, where a checksum may follow. */
function afterLast({ framing }: Driver): readonly number[] {
  return framing.by === 'start-end' && framing.sum_after === 'maybe' ? [framing.start] : [];
}

function framesOf(driver: Driver, chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  const framer = framerOf(driver.framing);
  return chunks.flatMap((chunk) => framer.push(chunk)).flatMap((cut) => (cut.kind === 'frame' ? [cut.data] : []));
}

describe.each(streamed)('$id on a stream', (driver) => {
  const good = driver.examples.map(bytesOf);

  test('every example is one frame, however it is split in two', () => {
    for (const example of good) {
      for (const sent of onTheWire(driver, example)) {
        const bytes = Uint8Array.from([...sent, ...afterLast(driver)]);
        for (let at = 0; at <= bytes.length; at += 1) {
          const frames = framesOf(driver, [bytes.subarray(0, at), bytes.subarray(at)]);
          expect(frames.map((frame) => hexOf(frame))).toEqual([hexOf(example)]);
        }
      }
    }
  });

  test('all examples in one stream are their frames, byte by byte and in one chunk', () => {
    const sent = good.flatMap((example) => [...(onTheWire(driver, example)[0] ?? [])]);
    const stream = Uint8Array.from([...sent, ...afterLast(driver)]);
    const expected = good.map((example) => hexOf(example));
    expect(framesOf(driver, [stream]).map((frame) => hexOf(frame))).toEqual(expected);
    const single = Array.from(stream, (_, at) => stream.subarray(at, at + 1));
    expect(framesOf(driver, single).map((frame) => hexOf(frame))).toEqual(expected);
  });

  test('no piece of a frame is taken for a frame', () => {
    for (const example of good) {
      for (let end = 0; end < example.length; end += 1) {
        const piece = example.slice(0, end);
        expect(framesOf(driver, [piece])).toEqual([]);
        if (driver.framing.by === 'length') expect(driver.frame.decode(piece)).toMatchObject({ ok: false });
      }
    }
  });

  test('its session, where it has one, takes noise, silence and commands without throwing', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const chance = randomOf(seed);
        const session = driver.session?.({});
        if (session === undefined) return;
        let now_ms = 1_000;
        session.opened(now_ms);
        for (let at = 0; at < 20; at += 1) {
          now_ms += chance.int(0, 5_000);
          const step = stepOf(driver, session, at, now_ms, chance, good);
          if (step.status?.state === 'lost' || step.status?.state === 'refused') return;
          expect(step.wake_in_ms ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Noise, silence or a command of those the driver lists, by chance. */
function stepOf(
  driver: Driver,
  session: Session,
  number: number,
  now_ms: number,
  chance: Chance,
  good: readonly Uint8Array[],
): SessionStep {
  const { commands = [] } = driver;
  switch (chance.int(0, 3)) {
    case 0:
      return session.waited(now_ms);
    case 1: {
      const kind = commands[chance.int(0, Math.max(commands.length - 1, 0))];
      if (kind === undefined || session.told === undefined) return session.waited(now_ms);
      const step = session.told(commandOf(kind, chance), number, now_ms);
      for (const outcome of step.outcomes ?? []) expect(outcome.says).not.toBe('');
      return step;
    }
    default:
      return session.heard(noiseOf(chance, good), now_ms);
  }
}

function commandOf(kind: DeviceCommand['kind'], chance: Chance): DeviceCommand {
  const isEven = chance.int(0, 1) === 0;
  switch (kind) {
    case 'tare':
    case 'zero':
      return isEven ? { kind } : { kind, channel: String(chance.int(-1, 3)) };
    case 'beep':
      return { kind, tone: isEven ? 'ok' : 'error' };
    case 'light':
      return { kind, on: isEven };
    case 'antenna-power':
      return { kind, antenna: chance.int(0, 20), power_cdbm: chance.int(-1_000, 100_000) };
    case 'announce':
      return { kind };
    case 'feedback': {
      const tone = (['ok', 'mode', 'duplicate', 'error'] as const)[chance.int(0, 3)] ?? 'ok';
      return { kind, tone, says: 'x'.repeat(chance.int(0, 300)), at_ms: chance.int(0, 100_000) };
    }
  }
}
