import { statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { RunOrder } from './test/run-order.ts';

const isLong = process.env.TALLYGATE_LONG !== undefined;

/** Where the ledgers of the tests lie: in memory where there is much of it, since a disk makes gateways wait at each commit. */
function scratchDirectory(): Record<string, string> {
  const in_memory = '/dev/shm';
  const needed_bytes = 1_000_000_000;
  try {
    const { bavail, bsize } = statfsSync(in_memory);
    return process.env.TMPDIR === undefined && bavail * bsize > needed_bytes ? { TMPDIR: in_memory } : {};
  } catch {
    return {};
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/without-power-cuts.ts'],
    env: scratchDirectory(),
    // Two cores are what CI has; who waits for a gateway leaves its core to another.
    maxWorkers: 4,
    // A worker reads each module once for all of its files. No module keeps anything that a test could find changed.
    isolate: false,
    sequence: { sequencer: RunOrder },
    // What never comes has to end; what comes late on a slow or busy machine is no fault. So nothing is expected within a time
    // that is not far beyond what it takes.
    testTimeout: isLong ? 3_600_000 : 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
