/** What every driver owes the wires it names: framers that find their frames again, sessions that take anything, reports that leave no trace. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { framerOf } from '../../devices/codec/framer.ts';
import { hexOf } from '../../devices/codec/hex.ts';
import { type Driver, type Session, understandNext, type Wire } from '../../devices/driver.ts';
import { drivers } from '../../devices/registry.ts';
import { type Random, randomOf } from '../../gateway/base/random.ts';
import { bytesOf, contextOf } from './example-bytes.ts';
import { noiseOf } from './noise.ts';

const on_streams: readonly Wire[] = ['serial', 'tcp', 'tcp-server'];
const in_messages: readonly Wire[] = ['mqtt', 'hid'];
const streamed = drivers.filter(({ framing }) => framing.by !== 'message');
/** More than any follower has to remember of one device. */
const saved_characters_max = 1_000_000;

/** The example as the device sends it, ended so that its framer knows it to be whole. */
function sent({ framing }: Driver, example: Uint8Array): Uint8Array {
  return framing.by === 'line' ? Uint8Array.from([...example, 0x0d, 0x0a]) : example;
}

/** So many bytes in pieces of any size. */
function pieces(chance: Random, bytes: Uint8Array): readonly Uint8Array[] {
  const cut: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + chance.int(1, 40));
    cut.push(bytes.subarray(at, end));
    at = end;
  }
  return cut;
}

describe.each(drivers)('$id', (driver) => {
  const good = driver.examples.map(bytesOf);

  test('says what it tells, and what its people have to know, in sentences', () => {
    expect(driver.says).toMatch(/^[^.|]{3,120}$/);
    for (const caveat of driver.caveats) expect(caveat).toMatch(/^[A-Z`][^|\n]{10,300}\.$/);
    expect(new Set(driver.caveats).size).toBe(driver.caveats.length);
  });

  test('cuts frames where its wires bring a stream, and takes them whole where they bring messages', () => {
    const { wires, framing } = driver;
    if (wires.some((wire) => on_streams.includes(wire))) expect(framing.by).not.toBe('message');
    if (wires.some((wire) => in_messages.includes(wire))) expect(framing.by).toBe('message');
  });

  test('has a session that takes noise, good frames and silence, on whatever wire', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const chance = randomOf(seed);
        const session = driver.session?.({});
        if (session === undefined) return;
        let now_ms = 1_000;
        session.opened(now_ms);
        for (let at = 0; at < 30; at += 1) {
          now_ms += chance.int(0, 5_000);
          const frame =
            chance.int(0, 1) === 0 ? noiseOf(chance, good) : (good[chance.int(0, good.length - 1)] ?? new Uint8Array());
          const step = chance.int(0, 3) === 0 ? session.waited(now_ms) : session.heard(frame, now_ms);
          if (step.status?.state === 'lost' || step.status?.state === 'refused') return;
          expect(step.wake_in_ms ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('has a follower that takes noise without a throw and stays small', () => {
    const follower = driver.follower?.();
    if (follower === undefined) return;
    const chance = randomOf(20_261_123);
    for (let at = 0; at < 5_000; at += 1) {
      const example = driver.examples[at % driver.examples.length];
      understandNext(
        driver,
        follower,
        noiseOf(chance, good),
        example === undefined ? { retained: false } : contextOf(example),
      );
    }
    expect(JSON.stringify(follower.saved()).length).toBeLessThan(saved_characters_max);
  });
});

describe.each(streamed)('$id on a stream', (driver) => {
  const { framing, frame } = driver;
  const good = driver.examples.map(bytesOf);

  test('accounts for every byte of noise, in whatever pieces, and holds no more than one frame', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const chance = randomOf(seed);
        const framer = framerOf(framing);
        let given = 0;
        let told = 0;
        for (let at = 0; at < 20; at += 1) {
          const noise = noiseOf(chance, good);
          given += noise.length;
          for (const piece of pieces(chance, noise)) {
            for (const cut of framer.push(piece)) told += cut.kind === 'frame' ? cut.data.length : cut.bytes;
            expect(framer.pending_bytes).toBeLessThanOrEqual(framing.bytes_max);
          }
        }
        // Of a line, the bytes that end it belong to nobody.
        if (framing.by === 'line') expect(told + framer.pending_bytes).toBeLessThanOrEqual(given);
        else expect(told + framer.pending_bytes).toBe(given);
      }),
      { numRuns: 100 },
    );
  });

  // After a length that cannot be, the connection is begun anew.
  test.skipIf(framing.by === 'length')('finds its frames again after any noise', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const chance = randomOf(seed);
        const example = good[chance.int(0, good.length - 1)] ?? new Uint8Array();
        const framer = framerOf(framing);
        for (let at = 0; at < 3; at += 1) framer.push(noiseOf(chance, good));
        const once = sent(driver, example);
        // What noise may have begun is full by then.
        const times = Math.ceil(framing.bytes_max / once.length) + 2;
        let found = false;
        for (let time = 0; time < times && !found; time += 1) {
          found = framer.push(once).some((cut) => cut.kind === 'frame' && hexOf(cut.data) === hexOf(example));
        }
        expect(found, `after ${times} of ${hexOf(example)}`).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('decodes no frame that lost its end, where frames have one', () => {
    if (framing.by === 'line' || (framing.by === 'start-end' && framing.sum_after === 'maybe')) return;
    for (const example of good) {
      for (let end = 0; end < example.length; end += 1) {
        expect(frame.decode(example.slice(0, end)), hexOf(example)).toMatchObject({ ok: false });
      }
    }
  });
});

const hid = drivers.filter(({ wires }) => wires.includes('hid'));

describe.each(hid)('$id on USB HID', (driver) => {
  const good = driver.examples.map(bytesOf);

  /** What becomes of each example, told twice: a session may leave out the first report it hears. */
  function outcomes(session: Session | undefined, from_ms: number): readonly unknown[] {
    let now_ms = from_ms;
    return good.flatMap((report) =>
      [report, report].map((each) => {
        now_ms += 1_000;
        const { deliver, status, ...step } = session?.heard(each, now_ms) ?? { deliver: true, status: undefined };
        const gathered: unknown = Reflect.get(step, 'gathered');
        return { deliver, state: status?.state, gathered };
      }),
    );
  }

  test('a device of several reports is heard through those that the driver does not know', () => {
    const chance = randomOf(20_261_123);
    for (let round = 0; round < 200; round += 1) {
      const fresh = driver.session?.({});
      fresh?.opened(0);
      fresh?.heard(good[0] ?? new Uint8Array(), 1_000);
      const disturbed = driver.session?.({});
      disturbed?.opened(0);
      let now_ms = 1_000;
      for (let at = 0; at < 3; at += 1) {
        const step = disturbed?.heard(noiseOf(chance, good), now_ms);
        // Silence ends what a noise may have begun.
        for (let wake_ms = step?.wake_in_ms, times = 0; wake_ms !== undefined && times < 5; times += 1) {
          now_ms += wake_ms;
          wake_ms = disturbed?.waited(now_ms).wake_in_ms;
        }
        now_ms += 1_000;
      }
      expect(outcomes(disturbed, now_ms)).toEqual(outcomes(fresh, now_ms));
    }
  });

  test('a report is one frame, whatever came before it', () => {
    const chance = randomOf(20_261_124);
    const framer = framerOf(driver.framing);
    for (const report of good) {
      const noise = noiseOf(chance, good);
      framer.push(noise.subarray(0, driver.framing.bytes_max));
      expect(framer.push(report)).toEqual([{ kind: 'frame', data: report }]);
      expect(framer.pending_bytes).toBe(0);
    }
  });
});
