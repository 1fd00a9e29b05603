import { defineConfig } from 'vitest/config';
import { RunOrder } from './test/run-order.ts';
import { scratch } from './test/scratch.ts';

const alone = ['test/devices/abuse.test.ts'];
const isLong = process.env.TALLYGATE_LONG !== undefined;

export default defineConfig({
  test: {
    setupFiles: ['test/without-power-cuts.ts'],
    globalSetup: ['test/scratch.ts'],
    env: scratch,
    // Two cores are what CI has; who waits for a gateway leaves its core to another.
    maxWorkers: 4,
    sequence: { sequencer: RunOrder },
    // What never comes has to end; what comes late on a slow or busy machine is no fault. So nothing is expected within a time
    // that is not far beyond what it takes.
    testTimeout: isLong ? 3_600_000 : 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        // A worker reads each module once for all of its files: no module keeps anything that a test could find changed.
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: alone, isolate: false },
      },
      // These count what built-in functions look at and measure the heap.
      { extends: true, test: { name: 'alone', include: alone, isolate: true } },
    ],
  },
});
