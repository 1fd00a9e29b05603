/** Names of devices, topics and events, stored once and numbered; the journal's rows carry the numbers. */
import type { Database } from 'better-sqlite3';
import { assert } from '../base/assert.ts';
import type { Names } from './segment.ts';

export type NameTable = Names;

/** New names are inserted in the transaction that first uses them. On a read-only connection a new name is a mistake of ours. */
export function nameTableOf(database: Database): NameTable {
  const numbers = new Map<string, number>();
  const texts = new Map<number, string>();
  const find = database.prepare<[number], { text: string }>('SELECT text FROM name WHERE number = ?');
  const insert = database.prepare<[number, string]>('INSERT INTO name VALUES (?, ?)');
  for (const row of database.prepare<[], { number: number; text: string }>('SELECT number, text FROM name').all()) {
    numbers.set(row.text, row.number);
    texts.set(row.number, row.text);
  }
  return {
    numberOf(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const number = texts.size + 1;
      insert.run(number, text);
      numbers.set(text, number);
      texts.set(number, text);
      return number;
    },
    textOf(number) {
      const known = texts.get(number) ?? find.get(number)?.text;
      assert(known !== undefined, `the journal names ${number}, which is not in its name table`);
      texts.set(number, known);
      return known;
    },
  };
}
