import { defineConfig } from 'vitest/config';

const isLong = process.env.TALLYGATE_LONG !== undefined;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests start real gateways and real wires; two cores are what CI has.
    maxWorkers: 2,
    // What never comes has to end; what comes late on a slow or busy machine is no fault. So nothing is expected within a time
    // that is not far beyond what it takes.
    testTimeout: isLong ? 3_600_000 : 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
