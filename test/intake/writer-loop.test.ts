/** Goal: what the loop promises to the main thread — acknowledge after the commit or never, and a time that goes on. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replay } from '../../gateway/intake/replay.ts';
import { openForWriting } from '../../gateway/ledger/database.ts';
import { movementLine, surroundings, verifyLedger } from '../../gateway/main.ts';
import type { Arrival } from '../../gateway/transport/arrival.ts';
import { handWriter, WallClock } from './hand-writer.ts';
import { opening_ms, shirt, warehouse } from './small-warehouse.ts';

let directory: string;
let clock: WallClock;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-loop-'));
  clock = new WallClock(opening_ms);
});
afterEach(() => rmSync(directory, { recursive: true }));

function arrival(device: string, payload: unknown): Arrival {
  const data = Buffer.from(JSON.stringify(payload));
  return { device, topic: `tallygate/${device}/reading`, retained: false, qos: 1, data };
}

let reads = 0;
/** No two reads are alike, so none is taken for the redelivery of another. */
const tag = () => arrival('reader', { tags: [{ epc: shirt, antenna: 1, rssi: -50 - (reads++ % 1_000) / 100 }] });
const grams = (value: number) => arrival('shelf', { weight: { grams: value, stable: true } });

type Writer = Awaited<ReturnType<typeof handWriter>>;

async function give(writer: Writer, ...arrivals: readonly Arrival[]): Promise<string[]> {
  const outcomes: string[] = [];
  for (const each of arrivals) {
    writer.intake.offer(each, (outcome) => outcomes.push(outcome));
    clock.pass(100);
  }
  await writer.commit();
  return outcomes;
}

const kinds = (writer: Writer) => writer.movements.map(({ kind }) => kind);

async function withTag(): Promise<Writer> {
  const writer = await handWriter(clock, directory);
  writer.intake.note('reader', 'connected', '');
  await give(writer, tag(), tag(), tag());
  expect(kinds(writer)).toEqual(['arrived']);
  return writer;
}

describe('when a commit fails', () => {
  test('nothing of it is acknowledged, it is told once, and nothing is taken any more', async () => {
    const writer = await handWriter(clock, directory);
    expect(await give(writer, grams(600))).toEqual(['committed']);
    const other = openForWriting(directory);
    other.exec('DROP TABLE journal');
    other.close();
    expect(await give(writer, grams(621), grams(642))).toEqual(['failed', 'failed']);
    expect(await give(writer, grams(663))).toEqual(['failed']);
    await expect(writer.intake.command('anna', { kind: 'settle', question: 'q', answer: 'a' })).rejects.toThrow(
      'The ledger could not store a batch',
    );
    expect(writer.faults).toHaveLength(1);
  });

  test('stopping still lets go of the ledger before it is over', async () => {
    const writer = await handWriter(clock, directory);
    const other = openForWriting(directory);
    other.exec('DROP TABLE journal');
    await give(writer, grams(600));
    await writer.intake.stop();
    expect(writer.told.slice(-2)).toEqual(['failed', 'stopped']);
    other.exec('BEGIN EXCLUSIVE');
    other.close();
  });

  test('a capture that cannot be begun is named', async () => {
    await expect(handWriter(clock, directory, { capture: join(directory, 'no', 'such') })).rejects.toThrow(
      /^The capture .*no\/such cannot be written: ENOENT/,
    );
  });
});

describe('a gateway that was killed', () => {
  test('does not take the time it was down for proof that a tag left', async () => {
    (await withTag()).kill();
    clock.pass(600_000);
    const again = await handWriter(clock, directory);
    again.intake.note('reader', 'connected', '');
    clock.pass(5_000);
    await give(again, tag(), tag());
    expect(kinds(again)).toEqual([]);
    clock.pass(11_000);
    expect(kinds(again)).toEqual(['left']);
    await again.intake.stop();
    expect(verifyLedger(directory).problems).toEqual([]);
  });

  test('knows a redelivery although it was down for longer than the window', async () => {
    const code = (text: string) => arrival('scanner', { scan: { code: text } });
    const writer = await handWriter(clock, directory);
    await give(writer, code('TG-CMD.RECEIVE'), code('TG-LOC.S1'), code('9521141000014'), code('TG-CMD.DONE'));
    writer.kill();
    clock.pass(600_000);
    const again = await handWriter(clock, directory);
    again.intake.note('scanner', 'connected', '');
    await give(again, code('TG-CMD.RECEIVE'), code('TG-LOC.S1'), code('9521141000014'), code('TG-CMD.DONE'));
    expect(kinds(again)).toEqual([]);
    await again.intake.stop();
  });
});

describe('a clock that is set', () => {
  test('back by an hour holds up nothing: time goes on, slowly, and never backwards', async () => {
    const writer = await withTag();
    clock.set(clock.now_ms() - 3_600_000);
    clock.pass(25_000);
    expect(kinds(writer)).toEqual(['arrived', 'left']);
    await give(writer, tag(), tag(), tag());
    expect(kinds(writer)).toEqual(['arrived', 'left', 'arrived']);
    const times = writer.movements.map(({ arrived_ms }) => arrived_ms);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await writer.intake.stop();
    expect(verifyLedger(directory).problems).toEqual([]);
  });

  test('forward by a day makes no tag leave', async () => {
    const writer = await withTag();
    clock.set(clock.now_ms() + 86_400_000);
    clock.pass(1_000);
    await give(writer, tag());
    expect(kinds(writer)).toEqual(['arrived']);
    clock.pass(11_000);
    expect(kinds(writer)).toEqual(['arrived', 'left']);
    await writer.intake.stop();
    expect(verifyLedger(directory).problems).toEqual([]);
  });

  test('from 1970 to today costs no billion of ticks, also while a reader is away', async () => {
    clock.set(1_000);
    const writer = await withTag();
    writer.intake.note('reader', 'disconnected', '');
    await writer.commit();
    clock.set(opening_ms);
    clock.pass(1_000);
    await give(writer, grams(600));
    expect(writer.movements.map(({ kind }) => kind)).toEqual(['arrived']);
    await writer.intake.stop();
    expect(verifyLedger(directory).problems).toEqual([]);
  });
});

test('the capture of a live run replays to the same movements, to the byte', async () => {
  const capture = join(directory, 'capture.jsonl');
  const writer = await handWriter(clock, directory, { capture });
  writer.intake.note('reader', 'connected', '');
  for (let i = 0; i < 40; i += 1) {
    // Long enough at each weight that it comes to rest there.
    await give(writer, grams(600 - 21 * (Math.floor(i / 7) % 5)), tag());
    if (i === 10) clock.set(clock.now_ms() + 7_200_000);
    if (i === 20) clock.set(clock.now_ms() - 3_600_000);
    if (i === 30) clock.set(clock.now_ms() + 3_600_000);
    if (i % 7 === 3) clock.pass(12_000);
  }
  void writer.intake.command('anna', { kind: 'count', item: 'bolt', location: 'B1', quantity: 3, reason: '' });
  await writer.commit();
  const fresh = { epc: `${shirt.slice(0, -1)}9`, antenna: 1, rssi: -50, count: 2 };
  await give(writer, arrival('reader', { tags: [fresh] }));
  // Its time to leave falls between the last look at the clock and the stop.
  for (let heard = 0; heard < 9; heard += 1) {
    // The reader goes on hearing others, so the silence of this one tells.
    await give(writer, tag());
    clock.pass(1_000);
  }
  clock.set(clock.now_ms() + 1_500);
  await writer.intake.stop();
  expect(writer.movements.at(-1)?.kind).toBe('left');

  const lines: string[] = [];
  const end = await replay(
    (async function* () {
      yield* readFileSync(capture, 'utf8').trim().split('\n');
    })(),
    warehouse,
    surroundings,
    { movement: (each) => lines.push(movementLine(each)), question() {}, note: (says) => expect(says).toBe('') },
  );
  expect(end.ok).toBe(true);
  expect(lines.length).toBeGreaterThan(10);
  expect(lines).toEqual(writer.movements.map(movementLine));
});

test('a capture whose file is gone ends there, and the gateway goes on', async () => {
  const folder = join(directory, 'captures');
  mkdirSync(folder);
  const errors: string[] = [];
  const log = { info() {}, warn() {}, debug() {}, error: (_what: object, says: string) => errors.push(says) };
  const writer = await handWriter(clock, directory, { capture: join(folder, 'one.jsonl'), log });
  rmSync(folder, { recursive: true });
  expect(await give(writer, grams(600))).toEqual(['committed']);
  expect(await give(writer, grams(621))).toEqual(['committed']);
  expect(errors).toEqual(['The capture cannot be written any more and ends here.']);
  await writer.intake.stop();
});
