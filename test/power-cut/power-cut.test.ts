/**
 * Goal: what was acknowledged survives a power cut at any instant, and nothing is booked twice afterwards.
 * Method: record every write and sync of a real commit loop, replay the record up to random instants with everything not
 * yet synced dropped or torn, open the ledger that is left, deliver again what was not acknowledged, and verify.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { Batch } from '../../gateway/intake/batch.ts';
import type { Offered } from '../../gateway/intake/offered.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { surroundings, verifyLedger } from '../../gateway/main.ts';
import { root } from '../source-files.ts';
import { scanSite, scanSiteJson } from './scan-site.ts';
import { filesAfterCut, type Operation, parseRecord } from './write-record.ts';

const seed = Number(process.env.TALLYGATE_SEED ?? 20_261);
const cuts = process.env.TALLYGATE_LONG === undefined ? 60 : 1_000;
const batches = process.env.TALLYGATE_LONG === undefined ? 120 : 400;
const hasCompiler = spawnSync('cc', ['--version']).status === 0;

let directory: string;
let operations: Operation[] = [];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-cut-'));
  if (!hasCompiler) return;
  const shim = join(directory, 'write-log.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', shim, join(root, 'test/power-cut/write-log.c'), '-ldl']);
  const data = join(directory, 'recorded');
  mkdirSync(data);
  const record = join(directory, 'record');
  const script = join(root, 'test/power-cut/commit-loop.mjs');
  execFileSync(process.execPath, [script, data, JSON.stringify(scanSiteJson), String(batches), String(seed)], {
    env: { ...process.env, LD_PRELOAD: shim, WRITE_LOG: record },
  });
  operations = parseRecord(readFileSync(record));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What had been acknowledged after the first `count` operations: the last line written to the file of that name. */
function acknowledgedAfter(count: number): { readonly n: number; readonly seq: number } {
  const text = operations
    .slice(0, count)
    .filter((each) => each.op === 'w' && each.file === 'acknowledged')
    .at(-1)
    ?.data.toString();
  return text === undefined ? { n: 0, seq: 0 } : JSON.parse(text);
}

function redelivery(from_seq: number, to_seq: number): Offered[] {
  return Array.from({ length: to_seq - from_seq }, (_, i) => ({
    kind: 'frame',
    at_ms: 1_700_000_300_000,
    device: 'scanner',
    topic: 'tallygate/scanner/reading',
    retained: false,
    qos: 1,
    data: Buffer.from(
      JSON.stringify({
        scan: { code: from_seq + i < 2 ? ['TG-CMD.RECEIVE', 'TG-LOC.D1'][from_seq + i] : '9521141000014' },
        seq: from_seq + i,
        boot: 'b',
      }),
    ),
  }));
}

describe.skipIf(!hasCompiler)(`a power cut (needs a C compiler, cc; seed ${seed})`, () => {
  test('the record holds the syncs of every commit', () => {
    expect(operations.filter((each) => each.op === 's').length).toBeGreaterThan(batches);
  });

  test(`loses nothing acknowledged and books nothing twice, at ${cuts} random instants`, () => {
    const random = randomOf(seed);
    const total_seq = acknowledgedAfter(operations.length).seq;
    for (let i = 0; i < cuts; i += 1) {
      const count = random.int(1, operations.length);
      const place = `seed ${seed}, cut ${i} after operation ${count}`;
      const files = filesAfterCut(operations, count, random);
      const data = join(directory, `cut-${i}`);
      mkdirSync(data);
      for (const [name, bytes] of files) if (name !== 'acknowledged') writeFileSync(join(data, name), bytes);
      const { n, seq } = acknowledgedAfter(count);
      const batch = new Batch(data, surroundings, scanSite.journal, silentLog);
      expect(batch.state(0).journal.last_n, place).toBeGreaterThanOrEqual(n);
      if (!batch.hasSettings(scanSite)) batch.run([{ kind: 'settings', at_ms: 0, site: scanSite }]);
      // The scanner sends again from its last acknowledgement, and goes on to the end.
      batch.run([{ kind: 'started', at_ms: 0 }, ...redelivery(seq, total_seq)]);
      batch.idle(1_700_001_900_000);
      batch.close();
      const verdict = verifyLedger(data);
      expect(verdict.problems, place).toEqual([]);
      const reader = readerOf(data);
      expect(reader.levels({ location: 'D1' }), place).toEqual([
        { item: 'bolt', location: 'D1', quantity: total_seq - 2 },
      ]);
      reader.close();
      rmSync(data, { recursive: true });
    }
  });
});
