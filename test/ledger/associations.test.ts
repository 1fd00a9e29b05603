import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { associationWriter } from '../../gateway/ledger/associations.ts';
import { openForWriting } from '../../gateway/ledger/database.ts';
import { migrate } from '../../gateway/ledger/migrations.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { tellingWriter } from '../../gateway/ledger/tellings.ts';
import type { AssociationChange } from '../../gateway/stock/association.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-associations-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function made(epc: string, n: number, item = 'bolt'): AssociationChange {
  return {
    kind: 'made',
    association: { epc, contents: { item, quantity: n }, n, at_ms: n, by: 'anna', reason: 'labelled' },
  };
}

const ended = (epc: string, at_ms: number): AssociationChange => ({ kind: 'ended', epc, at_ms, by: 'ben', reason: '' });

function opened() {
  const database = openForWriting(directory);
  migrate(database);
  return database;
}

describe('associations in the ledger', () => {
  test('one holds for each tag; what held before stays on record with who ended it', () => {
    const database = opened();
    const write = associationWriter(database, 100);
    write([made('AAAA', 1), made('BBBB', 1, 'nut'), made('AAAA', 3)]);
    write([ended('BBBB', 4), ended('CCCC', 4), made('BBBB', 5)]);
    database.close();
    const reader = readerOf(directory);
    const shown = (filter: object) =>
      reader
        .associations({ limit: 10, ...filter })
        .map((each) => `${each.epc} ${each.n}${each.ended === undefined ? '' : ` ended by ${each.ended.by}`}`);
    expect(shown({})).toEqual(['BBBB 5', 'AAAA 3']);
    expect(shown({ ended: true })).toEqual(['BBBB 5', 'AAAA 3', 'BBBB 1 ended by ben', 'AAAA 1 ended by anna']);
    expect(shown({ ended: true, epc: 'AAAA' })).toEqual(['AAAA 3', 'AAAA 1 ended by anna']);
    expect(shown({ ended: true, item: 'nut' })).toEqual(['BBBB 1 ended by ben']);
    expect(shown({ ended: true, limit: 1, before: { n: 1, epc: 'BBBB' } })).toEqual(['AAAA 1 ended by anna']);
    expect(reader.associations({ epc: 'AAAA', ended: true, limit: 9 })[1]?.ended).toEqual({
      at_ms: 3,
      by: 'anna',
      reason: 'said anew',
    });
    reader.close();
  });

  test('the same row may say the same tag twice, if it was ended between', () => {
    const database = opened();
    const write = associationWriter(database, 100);
    write([made('AAAA', 1), ended('AAAA', 2), made('AAAA', 1, 'nut')]);
    database.close();
    const reader = readerOf(directory);
    expect(reader.associations({ ended: true, limit: 9 })).toMatchObject([{ epc: 'AAAA', contents: { item: 'nut' } }]);
    reader.close();
  });

  test('of those that have ended the oldest give way', () => {
    const database = opened();
    const write = associationWriter(database, 2);
    for (let n = 1; n <= 5; n += 1) write([made('AAAA', n)]);
    // A new writer counts what is there.
    associationWriter(database, 1)([made('BBBB', 6)]);
    database.close();
    const reader = readerOf(directory);
    expect(reader.associations({ ended: true, limit: 10 }).map(({ n }) => n)).toEqual([6, 5, 4]);
    reader.close();
  });
});

describe('what devices were told, in the ledger', () => {
  test('is listed by device, newest first, with what became of it, and the oldest gives way', () => {
    const database = opened();
    const write = tellingWriter(database, 3);
    const given = (n: number, device: string) =>
      ({ kind: 'given', n, at_ms: n, device, by: 'anna', reason: 'why', command: { kind: 'tare' } }) as const;
    write([given(1, 'scale'), given(2, 'other'), given(3, 'scale')]);
    write([
      { kind: 'told', n: 3, at_ms: 9, outcome: { ok: false, says: 'not at rest' } },
      // The driver's own command to a device: nobody asked for it, nothing is noted.
      { kind: 'told', n: 7, at_ms: 9, outcome: { ok: true, says: '' } },
      given(8, 'scale'),
    ]);
    database.close();
    const reader = readerOf(directory);
    expect(reader.tellings('scale', 10)).toEqual([
      { n: 8, at_ms: 8, device: 'scale', by: 'anna', reason: 'why', command: { kind: 'tare' } },
      {
        n: 3,
        at_ms: 3,
        device: 'scale',
        by: 'anna',
        reason: 'why',
        command: { kind: 'tare' },
        outcome: { ok: false, says: 'not at rest' },
      },
    ]);
    expect(reader.tellings('scale', 10, 8).map(({ n }) => n)).toEqual([3]);
    reader.close();
  });
});
