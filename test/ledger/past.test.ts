/** Goal: what the ledger says was known at a time is what a fold of all that had arrived by then gives, whatever came when. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import type { StoredCount } from '../../gateway/ledger/counts.ts';
import { ledger_file } from '../../gateway/ledger/database.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import { applyMovement, type Levels, levelOf, levelsOf, listLevels } from '../../gateway/stock/levels.ts';
import type { StoredQuestion } from '../../gateway/work/question.ts';
import { takeBack } from './older-ledger.ts';
import { batchOf, freshDirectory } from './small-ledger.ts';

const limit = { days: 7, bytes: 1_000_000_000 };
const directory = freshDirectory('past');

const items = ['bolt', 'nut', 'cap'];
const places = ['a1', 'a2', 'supplier'];

function movement(seq: number, arrived_ms: number, [item, from, step, quantity]: readonly number[]): StoredMovement {
  return {
    seq,
    id: `m${seq}`,
    kind: 'manual',
    item: items[(item ?? 0) % 3] ?? '',
    quantity: 1 + ((quantity ?? 0) % 9),
    from: places[(from ?? 0) % 3] ?? '',
    to: places[((from ?? 0) + 1 + ((step ?? 0) % 2)) % 3] ?? '',
    at_ms: arrived_ms,
    arrived_ms,
    confidence_permille: 1_000,
    rule: 'manual@1',
    settings_revision: 1,
    why: 'so it was said',
    evidence: [],
  };
}

/** Commits movements, some a commit, with the levels they lead to. */
function commitAll(writer: LedgerWriter, movements: readonly StoredMovement[], per_commit: number): void {
  const levels: Levels = new Map();
  for (let start = 0; start < movements.length; start += per_commit) {
    const part = movements.slice(start, start + per_commit);
    for (const each of part) applyMovement(levels, each);
    const touched = part.flatMap(({ item, from, to }) => [from, to].map((location) => ({ item, location })));
    writer.commit(
      batchOf({
        movements: part,
        levels: touched.map((each) => ({ ...each, quantity: levelOf(levels, each.item, each.location) })),
      }),
      limit,
    );
  }
}

/** Deterministic variety without chance. */
function variety(i: number): readonly number[] {
  return [i * 7 + (i >> 3), i * 5 + (i >> 2), i * 3, i * 11];
}

describe('levels of a past second', () => {
  test('are the fold of what had arrived by then, at any second and of any place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }), fc.nat(3)), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(200),
        (steps, per_commit, at) => {
          const place = mkdtempSync(join(tmpdir(), 'tallygate-past-fold-'));
          let at_ms = 1_000;
          const movements = steps.map(([shape, wait_ms], i) => {
            at_ms += wait_ms;
            return movement(i + 1, at_ms, shape);
          });
          const writer = new LedgerWriter(place);
          commitAll(writer, movements, per_commit);
          writer.close();
          const reader = readerOf(place);
          const known = movements.filter(({ arrived_ms }) => arrived_ms <= 1_000 + at);
          const { past } = reader;
          const seq = past.seqAt(1_000 + at);
          expect(seq).toBe(known.length);
          expect(past.levelsAt(seq, {})).toEqual(listLevels(levelsOf(known)));
          for (const item of items) {
            expect(past.levelsAt(seq, { item })).toEqual(listLevels(levelsOf(known)).filter((l) => l.item === item));
          }
          expect(past.levelsAt(reader.head(), {})).toEqual(reader.levels({}));
          reader.close();
          rmSync(place, { recursive: true });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('are the same from a snapshot on, and on both of its sides', () => {
    const count = 2 * limits.level_snapshot_movements + 500;
    const movements = Array.from({ length: count }, (_, i) => movement(i + 1, 1_000 + i, variety(i)));
    const writer = new LedgerWriter(directory());
    commitAll(writer, movements, 1_000);
    writer.close();
    const database = new Sqlite(join(directory(), ledger_file), { readonly: true });
    expect(database.prepare('SELECT DISTINCT seq FROM level_snapshot ORDER BY seq').pluck().all()).toEqual([
      10_000, 20_000,
    ]);
    database.close();
    const reader = readerOf(directory());
    for (const seq of [9_999, 10_000, 10_001, 20_000, 20_001, count]) {
      const folded = listLevels(levelsOf(movements.slice(0, seq)));
      expect(reader.past.levelsAt(seq, {})).toEqual(folded);
      expect(reader.past.levelsAt(seq, { item: 'nut' })).toEqual(folded.filter(({ item }) => item === 'nut'));
      expect(reader.past.levelsAt(seq, { location: 'a1' })).toEqual(folded.filter(({ location }) => location === 'a1'));
    }
    reader.close();
  });
});

describe('a ledger of the table version before', () => {
  test('is opened, gets its snapshots and its questions, and says that counts of before are not recorded', () => {
    const count = limits.level_snapshot_movements + 20;
    const movements = Array.from({ length: count }, (_, i) => movement(i + 1, 1_000 + i, variety(i)));
    const writer = new LedgerWriter(directory());
    commitAll(writer, movements, 2_000);
    writer.commit(batchOf({ tick_ms: 20_000, questions: [question('q1', 5_000)] }), limit);
    writer.close();
    takeBack(directory());
    const early = readerOf(directory());
    expect(() => early.past).toThrow('Start this version on it once');
    expect(early.head()).toBe(count);
    early.close();
    new LedgerWriter(directory()).close();
    const { past, close } = readerOf(directory());
    expect(past.counts_since()).toEqual({ seq: count, at_ms: 20_000 });
    expect(past.began_ms()).toBe(1_000);
    expect(past.levelsAt(10_010, {})).toEqual(listLevels(levelsOf(movements.slice(0, 10_010))));
    expect(past.questionsAt(5_000).map(({ id }) => id)).toEqual(['q1']);
    expect(past.questionsAt(4_999)).toEqual([]);
    close();
    const database = new Sqlite(join(directory(), ledger_file), { readonly: true });
    expect(database.prepare('SELECT DISTINCT seq FROM level_snapshot').pluck().all()).toEqual([10_000]);
    database.close();
  });
});

function question(id: string, at_ms: number, settled_ms?: number): StoredQuestion {
  const asked = {
    id,
    kind: 'negative-level',
    at_ms,
    item: 'bolt',
    location: 'a1',
    question: '?',
    evidence: [],
  } as const;
  if (settled_ms === undefined) return { ...asked, times: 1, state: 'open' };
  return { ...asked, times: 1, state: 'settled', settled_ms, answer: 'so', by: 'ana' };
}

describe('questions of a past second', () => {
  test('are those that were open then, also when they were asked anew later', () => {
    const writer = new LedgerWriter(directory());
    const ask = (...questions: StoredQuestion[]) => writer.commit(batchOf({ questions }), limit);
    ask(question('q1', 100));
    ask(question('q2', 150));
    ask(question('q1', 100, 200));
    ask(question('q1', 300));
    // Settled and asked anew within one batch: only the end is told.
    ask(question('q1', 400));
    writer.close();
    const { past, close } = readerOf(directory());
    const open = (at_ms: number) => past.questionsAt(at_ms).map(({ id, at_ms: asked_ms }) => `${id} ${asked_ms}`);
    expect(open(99)).toEqual([]);
    expect(open(100)).toEqual(['q1 100']);
    expect(open(199)).toEqual(['q2 150', 'q1 100']);
    expect(open(200)).toEqual(['q2 150']);
    expect(open(350)).toEqual(['q1 300', 'q2 150']);
    expect(open(400)).toEqual(['q1 400', 'q2 150']);
    expect(past.questionsAt(150).every(({ state, answer }) => state === 'open' && answer === undefined)).toBe(true);
    close();
  });
});

describe('counts', () => {
  const count = (number: number, seq: number, more: Partial<StoredCount> = {}): StoredCount => ({
    number,
    seq,
    id: `c${number}`,
    item: 'bolt',
    location: 'a1',
    counted: 7,
    before: 7,
    level: 7,
    at_ms: 1_000 + seq,
    arrived_ms: 1_000 + seq,
    confidence_permille: 1_000,
    by: 'person:ana',
    rule: 'manual@1',
    why: 'counted',
    evidence: [],
    ...more,
  });

  test('are found by place and time, and one that was taken back holds no more', () => {
    const writer = new LedgerWriter(directory());
    const taken = movement(1, 1_001, [0, 0, 0, 1]);
    writer.commit(batchOf({ movements: [taken], counts: [count(1, 0), count(2, 1, { id: 'm1' })] }), limit);
    writer.commit(batchOf({ movements: [{ ...movement(2, 1_002, [0, 1, 1, 1]), reverses: 'm1' }] }), limit);
    writer.commit(batchOf({ counts: [count(3, 2, { location: 'a2' })] }), limit);
    writer.close();
    const { past, close } = readerOf(directory());
    expect(past.lastCount('bolt', 'a1', 0)?.number).toBe(1);
    expect(past.lastCount('bolt', 'a1', 1)?.number).toBe(2);
    expect(past.lastCount('bolt', 'a1', 2)?.number).toBe(1);
    expect(past.lastCount('bolt', 'a2', 2)?.number).toBe(3);
    expect(past.lastCount('nut', 'a1', 2)).toBeUndefined();
    expect(past.countsAfter(1, 10).map(({ number }) => number)).toEqual([2, 3]);
    expect(past.countsAfter(0, 1)).toEqual([count(1, 0)]);
    close();
  });

  test('are never changed and never removed', () => {
    const writer = new LedgerWriter(directory());
    writer.commit(batchOf({ counts: [count(1, 0)] }), limit);
    expect(() => writer.commit(batchOf({ counts: [count(3, 0)] }), limit)).toThrow('count 3 does not follow 1');
    writer.close();
    const database = new Sqlite(join(directory(), ledger_file));
    expect(() => database.exec('UPDATE counts SET seq = 5')).toThrow('counts are never changed');
    expect(() => database.exec('DELETE FROM counts')).toThrow('counts are never removed');
    database.close();
  });
});
