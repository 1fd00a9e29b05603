/** The ledger on a real disk: what a commit stores, what a reader sees, what is refused, what pruning keeps. */
import { describe, expect, test } from 'vitest';
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import { openForWriting } from '../../gateway/ledger/database.ts';
import { holdDirectory, isHeld } from '../../gateway/ledger/lock.ts';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import { batchOf, freshDirectory } from './small-ledger.ts';

const limit = { days: 7, bytes: 1_000_000 };
const directory = freshDirectory('ledger');

function frame(n: number, at_ms: number, text: string): JournalRow {
  return { n, at_ms, kind: 'frame', device: 'shelf', topic: 't', retained: false, qos: 1, data: Buffer.from(text) };
}

function movement(seq: number, n: number): StoredMovement {
  return {
    seq,
    id: `shelf:n${n}:0/weight-step`,
    kind: 'taken',
    item: seq % 2 === 0 ? 'nut' : 'bolt',
    quantity: 2,
    from: 'a1',
    to: 'production',
    at_ms: 1_000 + n,
    arrived_ms: 1_000 + n,
    confidence_permille: 970,
    rule: 'weight-step@1',
    settings_revision: 1,
    why: 'bin A1 −42 g = 2 × 21 g',
    evidence: [{ n, index: 0, device: 'shelf', at_ms: 1_000 + n, says: 'channel 1' }],
  };
}

describe('a commit', () => {
  test('is there after the ledger is closed and opened again', () => {
    const writer = new LedgerWriter(directory());
    writer.commit(
      batchOf({
        rows: [frame(1, 1_001, 'one'), frame(2, 1_002, 'two')],
        tick_ms: 1_000,
        movements: [movement(1, 2)],
        levels: [{ item: 'bolt', location: 'a1', quantity: -2 }],
      }),
      limit,
    );
    const { ledger_id } = writer;
    writer.close();
    const again = new LedgerWriter(directory());
    expect(again.ledger_id).toBe(ledger_id);
    expect({ n: again.head.n, seq: again.head.seq, at_ms: again.head.at_ms, tick_ms: again.head.tick_ms }).toEqual({
      n: 2,
      seq: 1,
      at_ms: 1_002,
      tick_ms: 1_000,
    });
    expect([...again.rowsAfter(0)].map((row) => Buffer.from(row.data ?? []).toString())).toEqual(['one', 'two']);
    expect(again.levels()).toEqual([{ item: 'bolt', location: 'a1', quantity: -2 }]);
    again.close();
  });

  test('of rows that leave a hole is refused: that would be our own mistake', () => {
    const writer = new LedgerWriter(directory());
    expect(() => writer.commit(batchOf({ rows: [frame(2, 1, 'x')] }), limit)).toThrow(
      'journal row 2 does not follow 0',
    );
    writer.close();
  });
});

describe('movements', () => {
  test('are never changed and never removed', () => {
    const writer = new LedgerWriter(directory());
    writer.commit(batchOf({ rows: [frame(1, 1, 'x')], movements: [movement(1, 1)] }), limit);
    writer.close();
    const database = openForWriting(directory());
    expect(() => database.exec('UPDATE movement SET quantity = 5')).toThrow('movements are never changed');
    expect(() => database.exec('DELETE FROM movement')).toThrow('movements are never removed');
    database.close();
  });

  test('are read newest first in pages, by item and by either side', () => {
    const writer = new LedgerWriter(directory());
    const all = [1, 2, 3, 4, 5].map((seq) => movement(seq, seq));
    writer.commit(batchOf({ rows: [1, 2, 3, 4, 5].map((n) => frame(n, n, 'x')), movements: all }), limit);
    writer.close();
    const reader = readerOf(directory());
    const seqs = (filter: Parameters<typeof reader.movements>[0]) => reader.movements(filter).map((each) => each.seq);
    expect(seqs({ limit: 2 })).toEqual([5, 4]);
    expect(seqs({ limit: 2, before_seq: 4 })).toEqual([3, 2]);
    expect(seqs({ limit: 10, item: 'nut' })).toEqual([4, 2]);
    expect(seqs({ limit: 10, location: 'production', item: 'bolt' })).toEqual([5, 3, 1]);
    expect(reader.movementsAfter(3, 10).map((each) => each.seq)).toEqual([4, 5]);
    expect(reader.movement('shelf:n3:0/weight-step')).toEqual(movement(3, 3));
    reader.close();
  });
});

describe('a sync cursor', () => {
  test('never goes back', () => {
    const writer = new LedgerWriter(directory());
    writer.commit(batchOf({ cursors: [{ target: 'erp', seq: 7 }] }), limit);
    writer.commit(batchOf({ cursors: [{ target: 'erp', seq: 5 }] }), limit);
    writer.close();
    const reader = readerOf(directory());
    expect([reader.cursor('erp'), reader.cursor('other')]).toEqual([7, 0]);
    reader.close();
  });
});

describe('the journal at its limit', () => {
  test('forgets old rows, counts them, and keeps what movements point at', () => {
    const writer = new LedgerWriter(directory());
    const small = { days: 7, bytes: 2_000 };
    writer.commit(
      batchOf({ rows: [frame(1, 1, 'kept'), frame(2, 2, 'x'.repeat(900))], movements: [movement(1, 1)] }),
      small,
    );
    writer.commit(batchOf({ rows: [frame(3, 3, 'y'.repeat(900))], checkpoint: '{}' }), small);
    writer.commit(batchOf({ rows: [frame(4, 4, 'z'.repeat(900))] }), small);
    expect(writer.journalState(small, 0)).toMatchObject({ first_n: 3, last_n: 4, pruned_rows: 2 });
    expect(writer.latestCheckpoint()).toMatchObject({ n: 3, state: '{}' });
    writer.close();
    const reader = readerOf(directory());
    expect(Buffer.from(reader.frame(1)?.data ?? []).toString()).toBe('kept');
    expect(reader.frame(2)).toBeUndefined();
    expect(reader.frame(4)?.at_ms).toBe(4);
    reader.close();
  });

  test('never forgets what a start would have to replay', () => {
    const writer = new LedgerWriter(directory());
    const tiny = { days: 7, bytes: 10 };
    writer.commit(batchOf({ rows: [frame(1, 1, 'x'.repeat(100))] }), tiny);
    writer.commit(batchOf({ rows: [frame(2, 2, 'x'.repeat(100))] }), tiny);
    expect([...writer.rowsAfter(0)].length).toBe(2);
    writer.close();
  });
});

describe('a data directory', () => {
  test('is held by one gateway, and free again when that one lets go', () => {
    const lock = holdDirectory(directory());
    expect(isHeld(directory())).toBe(true);
    expect(() => holdDirectory(directory())).toThrow('is already held by another gateway');
    lock.release();
    expect(isHeld(directory())).toBe(false);
  });

  test('without a ledger is named as such', () => {
    expect(() => readerOf(directory())).toThrow('There is no ledger in');
  });

  test('with a ledger of a newer version is refused', () => {
    const writer = new LedgerWriter(directory());
    writer.close();
    const database = openForWriting(directory());
    database.pragma('user_version = 99');
    database.close();
    expect(() => new LedgerWriter(directory())).toThrow('was written by a newer Tallygate');
  });
});
