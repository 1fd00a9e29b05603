/** A sync under test: a ledger in memory, a clock moved by hand, real HTTP on loopback. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { countersOf } from '../../gateway/base/counters.ts';
import { limits } from '../../gateway/base/limits.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { SyncState } from '../../gateway/base/sync-state.ts';
import type { Target } from '../../gateway/stock/site.ts';
import { type Sync, type SyncOptions, startSync } from '../../gateway/sync/sync.ts';
import { startUpstream, type Upstream, type UpstreamFaults } from '../../simulators/upstream.ts';
import { type HandClock, handClock } from './hand-clock.ts';
import { type MemoryLedger, memoryLedger } from './memory-ledger.ts';

export interface Rig {
  readonly ledger: MemoryLedger;
  readonly clock: HandClock;
  readonly counters: ReturnType<typeof countersOf>;
  start(targets: readonly Target[], changed?: Partial<SyncOptions>): Sync;
  upstream(faults?: UpstreamFaults): Promise<Upstream>;
  /** A server that answers as told; gives its URL. */
  server(listener: RequestListener): Promise<string>;
  close(): Promise<void>;
}

export function rigOf(seed = 1): Rig {
  const ledger = memoryLedger();
  const clock = handClock();
  const counters = countersOf();
  const random = randomOf(seed);
  const closing: (() => Promise<void>)[] = [];
  return {
    ledger,
    clock,
    counters,
    start(targets, changed = {}) {
      const { reader, advance } = ledger;
      const sync = startSync({ reader, advance, clock, random, counters, log: silentLog, targets, ...changed });
      closing.unshift(() => sync.stop());
      return sync;
    },
    async upstream(faults = {}) {
      const upstream = await startUpstream({ faults, random, after: clock.after });
      closing.push(() => upstream.stop());
      return upstream;
    },
    async server(listener) {
      const server = createServer(listener);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closing.push(
        () =>
          new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      );
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
      return `http://127.0.0.1:${address.port}/`;
    },
    async close() {
      for (const close of closing) await close();
    },
  };
}

/** Lets the sockets work until the condition holds; the suite's time limit ends a wait that never does. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

/** Like `until`, and every back-off is over at once; time limits of requests in flight are not touched. */
export async function hurryUntil(rig: Rig, condition: () => boolean): Promise<void> {
  while (!condition()) {
    rig.clock.fire((wait_ms) => wait_ms !== limits.sync_timeout_ms);
    await turn();
  }
}

export function only(sync: Sync): SyncState {
  const [state, ...more] = sync.states();
  if (state === undefined || more.length > 0) throw new Error(`expected one target, not ${sync.states().length}`);
  return state;
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
