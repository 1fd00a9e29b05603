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

/** The long loops may write more than memory holds; whoever says where knows better. */
const isFree = process.env.TALLYGATE_LONG === undefined && process.env.TMPDIR === undefined;

/** What `os.tmpdir` goes by. */
export const scratch: Readonly<Record<string, string>> = isFree && isRoomy() ? { TMPDIR: directory } : {};

export function setup(): void {
  if (scratch.TMPDIR !== undefined) mkdirSync(directory, { recursive: true });
}

export function teardown(): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
