/** Opening SQLite, with errors that name the cure. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { GatewayFault, messageOf } from '../base/faults.ts';

export const ledger_file = 'ledger.sqlite';

/** Opens the ledger for its one writer: WAL, and `FULL` so that a commit that returned survives a power cut. */
export function openForWriting(directory: string): Database {
  const file = join(directory, ledger_file);
  try {
    mkdirSync(directory, { recursive: true });
  } catch (thrown) {
    throw openFault(file, thrown);
  }
  return open(file, false, [
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'busy_timeout = 5000',
    // A checkpoint of the WAL costs two more fsyncs; at 16 MB it is rare and the file stays small.
    'wal_autocheckpoint = 4000',
    'cache_size = -32768',
  ]);
}

export function openForReading(directory: string): Database {
  const file = join(directory, ledger_file);
  if (!existsSync(file)) {
    throw new GatewayFault('ledger-unusable', `There is no ledger in ${directory}: ${ledger_file} is missing.`);
  }
  return open(file, true, ['busy_timeout = 5000']);
}

function open(file: string, readonly: boolean, pragmas: readonly string[]): Database {
  let database: Database | undefined;
  try {
    database = new Sqlite(file, { readonly });
    // SQLite reads the file only now; what is no ledger shows here.
    for (const pragma of pragmas) database.pragma(pragma);
    database.pragma('schema_version');
    return database;
  } catch (thrown) {
    database?.close();
    throw openFault(file, thrown);
  }
}

function openFault(file: string, thrown: unknown): GatewayFault {
  const words = messageOf(thrown);
  return (
    bindingFault(thrown) ?? new GatewayFault('ledger-unusable', `The ledger ${file} cannot be opened: ${words}`, thrown)
  );
}

/** What to do when better-sqlite3 itself cannot be loaded; undefined when the trouble is another. */
export function bindingFault(thrown: unknown): GatewayFault | undefined {
  const words = messageOf(thrown);
  if (words.includes('NODE_MODULE_VERSION')) {
    return new GatewayFault(
      'binding-missing',
      `better-sqlite3 was built for another Node than ${process.version}. Run: npm rebuild better-sqlite3`,
      thrown,
    );
  }
  if (words.includes('bindings file') || words.includes('ERR_DLOPEN') || words.includes('.node')) {
    return new GatewayFault(
      'binding-missing',
      'better-sqlite3 has no binary for this machine. Run: npm rebuild better-sqlite3 (it needs its prebuilt binary, or python3, make and g++).',
      thrown,
    );
  }
  return undefined;
}
