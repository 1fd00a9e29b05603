/** The planning thread: reads the ledger by its own connection, plans between questions, never keeps anybody waiting. Wiring only. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadStart } from './asked-thread.ts';
import { assert } from './base/assert.ts';
import { systemClock } from './base/clock.ts';
import { GatewayFault } from './base/faults.ts';
import { limits } from './base/limits.ts';
import { itemHistoryOf } from './ledger/item-history.ts';
import { Planner } from './planning/plan/planner.ts';
import { answerOf, type FromPlanning, type ToPlanning } from './planning-talk.ts';

assert(parentPort !== null, 'planning runs as a worker thread');
const port = parentPort;
const { directory }: ThreadStart = workerData;

function tell(message: FromPlanning): void {
  port.postMessage(message);
}

/** On Linux the priority is this thread's alone: whoever takes readings in goes first. Elsewhere it would be the whole gateway's. */
function stepBack(): void {
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
}

try {
  stepBack();
  const history = itemHistoryOf(directory);
  const bounds = {
    history_days: limits.plan_history_days,
    horizon_days: limits.plan_horizon_days,
    items_max: limits.plan_items_max,
    page_rows: limits.plan_rows_at_once,
    sensed_rows_max: limits.plan_sensed_rows_max,
    rows_kept_max: limits.plan_rows_kept_max,
    stretch_rows: limits.plan_stretch_rows,
  };
  const planner = new Planner(history, bounds, () => systemClock.monotonic_ms());
  let isBusy = false;
  const work = (): void => {
    const began_ms = systemClock.monotonic_ms();
    do isBusy = planner.step();
    while (isBusy && systemClock.monotonic_ms() - began_ms < limits.plan_slice_ms);
    if (isBusy) systemClock.after(limits.plan_pause_ms, work);
  };
  port.on('message', (message: ToPlanning) => {
    // Each is answered at once: there is nothing to drop.
    if (!('ask' in message)) return;
    const { number, ask } = message;
    if (ask.kind === 'begin') planner.begin(history.site(), ask.origin_ms);
    tell({ kind: 'answer', number, answer: answerOf(planner, ask) });
    if (isBusy || planner.state().running === undefined) return;
    isBusy = true;
    setImmediate(work);
  });
} catch (thrown) {
  if (!(thrown instanceof GatewayFault)) throw thrown;
  tell({ kind: 'failed', says: thrown.message });
  port.close();
}
