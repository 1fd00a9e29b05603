/** Where the hashes of device secrets are kept: beside the ledger's tables, because they must be as durable. */
import { openForReading, openForWriting } from './database.ts';
import { migrate } from './migrations.ts';

export interface CredentialRow {
  readonly connection: string;
  readonly hash: Uint8Array;
  readonly at_ms: number;
}

export interface CredentialReader {
  find(connection: string): CredentialRow | undefined;
  all(): CredentialRow[];
  /** Changes whenever another process has changed the ledger; cheap to ask. */
  version(): number;
  close(): void;
}

export function credentialReader(directory: string): CredentialReader {
  const database = openForReading(directory);
  const one = database.prepare<[string], CredentialRow>(
    'SELECT connection, hash, at_ms FROM credential WHERE connection = ?',
  );
  const all = database.prepare<[], CredentialRow>('SELECT connection, hash, at_ms FROM credential ORDER BY connection');
  return {
    find: (connection) => one.get(connection),
    all: () => all.all(),
    version: () => Number(database.pragma('data_version', { simple: true })),
    close: () => database.close(),
  };
}

/** Stores or replaces a connection's hash; with `undefined` removes it. True when something was there before. */
export function writeCredential(
  directory: string,
  connection: string,
  hash: Uint8Array | undefined,
  at_ms: number,
): boolean {
  const database = openForWriting(directory);
  try {
    migrate(database);
    const before = database
      .prepare<[string], { connection: string }>('SELECT connection FROM credential WHERE connection = ?')
      .get(connection);
    if (hash === undefined) database.prepare('DELETE FROM credential WHERE connection = ?').run(connection);
    else database.prepare('INSERT OR REPLACE INTO credential VALUES (?, ?, ?)').run(connection, hash, at_ms);
    return before !== undefined;
  } finally {
    database.close();
  }
}
