/** What bytes from outside can make a driver do: a bounded amount of looking, and no more memory than before. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { framerOf } from '../../devices/codec/framer.ts';
import type { Framer } from '../../devices/codec/framing.ts';
import { hexOf } from '../../devices/codec/hex.ts';
import { type Driver, type Follower, understand, understandNext } from '../../devices/driver.ts';
import { drivers } from '../../devices/registry.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { examinedIn, watched } from './examined.ts';
import { bytesOf, contextOf } from './example-bytes.ts';
import { noiseOf } from './noise.ts';

const seed = 20_261_128;
const isLong = process.env.TALLYGATE_LONG !== undefined;
const noises_per_driver = isLong ? 50_000 : 500;

/** Understanding a frame may look so often at each of its bytes, besides what even an empty one costs. */
const looks_per_byte_max = 32;
const looks_besides_max = 512;

function looksAllowed(bytes: number): number {
  return looks_besides_max + looks_per_byte_max * bytes;
}

/**
 * Cutting frames may look so often at each byte. Only frames with a length and a checksum anywhere in the stream can make it look
 * again, where a beginning came to nothing: then once for each beginning that may lie before it.
 */
function cutsAllowed({ framing }: Driver, bytes: number): number {
  return 64 + bytes * (framing.by === 'counted' ? 8 + framing.bytes_max : 8);
}

test('the count counts', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, at) => at);
  const once = () => watched(bytes).reduce((sum, byte) => sum + byte, 0);
  const twice = () => {
    const given = watched(bytes);
    for (let at = 0; at < 100; at += 1) for (let to = 0; to < at; to += 1) void given[to];
  };
  const inside = () => {
    const made = new Uint8Array(watched(bytes));
    for (let at = 0; at < 100; at += 1) void made[at];
  };
  expect(examinedIn(once)).toBe(100);
  expect(examinedIn(twice)).toBe(4_950);
  expect(examinedIn(inside)).toBeGreaterThanOrEqual(200);
  expect(examinedIn(() => /^a+b/.test('a'.repeat(50)))).toBe(50);
  expect(examinedIn(() => new TextDecoder().decode(watched(bytes)))).toBe(100);
  expect(examinedIn(() => new DataView(watched(bytes).buffer).getUint32(0))).toBe(4);
});

/** As long as a frame may be: good frames in a row, and what parsers trip over. */
function longInputs({ framing, examples }: Driver): readonly Uint8Array[] {
  const long = Math.min(framing.bytes_max, 16_384);
  const texts = [' ', '0', '9', '[', '[[],', '{"', '"', '\\', '-', '(01)', '01', '\x1d', '%', '%41', '/', 'a'];
  const pieces = [...examples.map(bytesOf), ...texts.map((text) => Uint8Array.from(Buffer.from(text, 'latin1')))];
  const filled = pieces.map((piece) => Uint8Array.from({ length: long }, (_, at) => piece[at % piece.length] ?? 0));
  return [
    ...filled,
    ...examples.map((example) => Uint8Array.from([...bytesOf(example), ...(filled[0] ?? [])].slice(0, long))),
  ];
}

describe.each(drivers)('$id', (driver) => {
  const { examples, framing } = driver;
  const good = examples.map(bytesOf);

  test('looks at what it is given no more often than stated', () => {
    const chance = randomOf(seed);
    const long = longInputs(driver);
    for (let at = 0; at < noises_per_driver + long.length; at += 1) {
      const bytes = long[at] ?? noiseOf(chance, good);
      const example = examples[at % examples.length];
      const context = example === undefined ? { retained: false } : contextOf(example);
      const looks = examinedIn(() => {
        understand(driver, watched(bytes), context);
      });
      if (looks > looksAllowed(bytes.length)) {
        expect.fail(
          `${looks} looks at ${bytes.length} bytes, ${hexOf(bytes.subarray(0, 200))} (seed ${seed}, input ${at})`,
        );
      }
    }
  });

  test('cuts frames with no more looks than stated, in any pieces', () => {
    const chance = randomOf(seed + 1);
    let framer: Framer | undefined;
    let given = 0;
    let total = examinedIn(() => {
      framer = framerOf(framing);
    });
    for (let at = 0; at < noises_per_driver; at += 1) {
      const bytes = noiseOf(chance, good);
      given += bytes.length;
      total += examinedIn(() => framer?.push(watched(bytes)));
      expect(framer?.pending_bytes ?? 0).toBeLessThanOrEqual(framing.bytes_max);
    }
    expect(total).toBeLessThanOrEqual(cutsAllowed(driver, given));
  });

  test('and where every byte could begin a frame', () => {
    for (let byte = 0; byte < 256; byte += 1) {
      const bytes = new Uint8Array(Math.min(4 * framing.bytes_max, 1_024)).fill(byte);
      const looks = examinedIn(() => framerOf(framing).push(watched(bytes)));
      if (looks > cutsAllowed(driver, bytes.length)) expect.fail(`${looks} looks at ${bytes.length} times ${byte}`);
    }
  });

  test('remembers no more after much noise than after some', () => {
    const chance = randomOf(seed + 2);
    const framer = framerOf(framing);
    const follower = driver.follower?.();
    const session = driver.session?.({});
    let now_ms = 1_000;
    session?.opened(now_ms);
    const feed = (inputs: number) => {
      for (let at = 0; at < inputs; at += 1) {
        const bytes = noiseOf(chance, good);
        const example = examples[at % examples.length];
        understandNext(driver, follower, bytes, example === undefined ? { retained: false } : contextOf(example));
        if (framing.by !== 'message') framer.push(bytes);
        expectSmall(framer.pending_bytes <= framing.bytes_max, 'the framer holds more than a frame', at);
        if (at % 1_000 === 0) expectSmall(savedBytes(follower) <= saved_bytes_max, 'the follower grows', at);
        now_ms += chance.int(0, 500);
        if (at % 10 === 0) session?.heard(bytes, now_ms);
      }
    };
    feed(inputs_before);
    const before = heapUsed();
    feed(inputs_after);
    expect(heapUsed() - before).toBeLessThanOrEqual(growth_bytes_max);
    // Still in use, so that nothing of it was collected before the heap was measured.
    expect(framer.pending_bytes).toBeLessThanOrEqual(framing.bytes_max);
    expect(savedBytes(follower)).toBeLessThanOrEqual(saved_bytes_max);
    expect(session?.waited(now_ms)).not.toBeNull();
  });
});

/** A follower's state is stored with every checkpoint. */
const saved_bytes_max = 262_144;
/** What compiled code and caches may add by themselves; a leak of four bytes a frame is more in the long run. */
const growth_bytes_max = 4_000_000;
const inputs_before = isLong ? 100_000 : 1_000;
const inputs_after = isLong ? 1_000_000 : 4_000;

function savedBytes(follower: Follower | undefined): number {
  return follower === undefined ? 0 : JSON.stringify(follower.saved()).length;
}

function expectSmall(isSmall: boolean, says: string, input: number): void {
  if (!isSmall) expect.fail(`${says} (seed ${seed + 2}, input ${input})`);
}

/** After a full collection, which the engine offers to whoever asks for the flag, also late. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') for (let times = 0; times < 3; times += 1) collect();
  return process.memoryUsage().heapUsed;
}
