/** What tests of the ledger begin with: a directory of their own for each test, and a batch that writes nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { BatchWrite } from '../../gateway/ledger/batch-write.ts';

/** Gives each test a fresh directory, and removes it afterwards. Returns where it is now. */
export function freshDirectory(name: string): () => string {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), `tallygate-${name}-`));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  return () => directory;
}

const empty: BatchWrite = {
  rows: [],
  tick_ms: 0,
  movements: [],
  counts: [],
  levels: [],
  questions: [],
  associations: [],
  tellings: [],
  documents: [],
  quarantine: [],
  devices: [],
  cursors: [],
};

/** A batch of nothing but what is said. */
export function batchOf(write: Partial<BatchWrite>): BatchWrite {
  return { ...empty, ...write };
}
