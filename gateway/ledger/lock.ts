/** One gateway a data directory. The lock is SQLite's own on a file beside the ledger, so a killed process never leaves it behind. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { bindingFault } from './database.ts';

export interface DirectoryLock {
  release(): void;
}

/** Throws `data-directory-held` when another gateway has it. */
export function holdDirectory(directory: string): DirectoryLock {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (thrown) {
    throw new GatewayFault(
      'data-directory-unusable',
      `The data directory ${directory} cannot be made: ${messageOf(thrown)}`,
      thrown,
    );
  }
  const database = tryHold(directory);
  if (database === undefined) {
    throw new GatewayFault(
      'data-directory-held',
      `The data directory ${directory} is already held by another gateway. Stop that one, or start with another --data directory.`,
    );
  }
  return { release: () => database.close() };
}

export function isHeld(directory: string): boolean {
  const database = tryHold(directory);
  database?.close();
  return database === undefined;
}

function tryHold(directory: string): Database | undefined {
  let database: Database;
  try {
    database = new Sqlite(join(directory, 'gateway.lock'), { timeout: 0 });
  } catch (thrown) {
    const words = messageOf(thrown);
    throw (
      bindingFault(thrown) ??
      new GatewayFault('data-directory-unusable', `The data directory ${directory} cannot be used: ${words}`, thrown)
    );
  }
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (thrown) {
    database.close();
    if (messageOf(thrown).includes('locked')) return undefined;
    throw new GatewayFault(
      'data-directory-unusable',
      `The data directory ${directory} cannot be locked: ${messageOf(thrown)}`,
      thrown,
    );
  }
}
