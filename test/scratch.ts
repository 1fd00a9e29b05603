/**
 * Where the ledgers of a test run lie: in memory where there is much of it, since a disk makes gateways wait at each commit. Removed
 * at the end of the run, also what a test has left.
 */
import { mkdirSync, rmSync, statfsSync } from 'node:fs';

const in_memory = '/dev/shm';
const needed_bytes = 1_000_000_000;
const directory = `${in_memory}/tallygate-tests-${process.pid}`;

function isRoomy(): boolean {
  try {
    const { bavail, bsize } = statfsSync(in_memory);
    return bavail * bsize > needed_bytes;
  } catch {
    return false;
  }
}

/** What `os.tmpdir` goes by; whoever sets it knows better. */
export const scratch: Readonly<Record<string, string>> =
  process.env.TMPDIR === undefined && isRoomy() ? { TMPDIR: directory } : {};

export function setup(): void {
  if (scratch.TMPDIR !== undefined) mkdirSync(directory, { recursive: true });
}

export function teardown(): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
