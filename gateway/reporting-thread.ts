/** The reporting thread: reads the ledger by its own connection, values stock and makes reports, never keeps anybody waiting. Wiring only. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadStart } from './asked-thread.ts';
import { assert } from './base/assert.ts';
import { systemClock } from './base/clock.ts';
import { GatewayFault } from './base/faults.ts';
import { limits } from './base/limits.ts';
import { booksOf } from './ledger/books.ts';
import { type FromReporting, type ToReporting, Turns } from './reporting-talk.ts';
import { Reporter } from './reports/reporter.ts';

assert(parentPort !== null, 'reporting runs as a worker thread');
const port = parentPort;
const { directory }: ThreadStart = workerData;

function tell(message: FromReporting): void {
  port.postMessage(message);
}

try {
  // On Linux the priority is this thread's alone: whoever takes readings in goes first. Elsewhere it would be the whole gateway's.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
  const bounds = {
    page_rows: limits.report_rows_at_once,
    rows_max: limits.report_item_rows_max,
    passes_kept: limits.report_results_kept,
    layers_shown: limits.report_layers_shown,
    counts_max: limits.report_counts_max,
    orders_max: limits.report_orders_max,
  };
  const turns = new Turns(new Reporter(booksOf(directory), bounds, systemClock), tell);
  let isWorking = false;
  const work = (): void => {
    const began_ms = systemClock.monotonic_ms();
    do turns.step();
    while (turns.isBusy && systemClock.monotonic_ms() - began_ms < limits.plan_slice_ms);
    isWorking = turns.isBusy;
    if (isWorking) systemClock.after(limits.plan_pause_ms, work);
  };
  port.on('message', (message: ToReporting) => {
    turns.take(message);
    if (isWorking) return;
    isWorking = true;
    setImmediate(work);
  });
} catch (thrown) {
  if (!(thrown instanceof GatewayFault)) throw thrown;
  tell({ kind: 'failed', says: thrown.message });
  port.close();
}
