/** The shadow's thread: it reads what the writer has committed and never keeps anybody waiting. Wiring only. */
import { parentPort, workerData } from 'node:worker_threads';
import { driverOf } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import { systemClock } from './base/clock.ts';
import { GatewayFault } from './base/faults.ts';
import { LiveShadow, type LiveShadowState } from './intake/live-shadow.ts';
import { followJournal } from './ledger/follower.ts';
import { siteOfJson } from './shadowed-site.ts';
import type { Rules } from './stock/site.ts';

export interface ShadowStart {
  readonly directory: string;
  readonly rules: Rules;
}

export type FromShadow =
  | { readonly kind: 'state'; readonly state: LiveShadowState }
  | { readonly kind: 'failed'; readonly says: string };

/** How long it waits when it has derived all there is. */
const look_ms = 250;

assert(parentPort !== null, 'the shadow runs as a worker thread');
const port = parentPort;
const { directory, rules }: ShadowStart = workerData;

function tell(message: FromShadow): void {
  port.postMessage(message);
}

try {
  const journal = followJournal(directory);
  const shadow = new LiveShadow(journal, { driverOf, siteOf: siteOfJson }, rules);
  const again = (): void => {
    if (shadow.step()) setImmediate(again);
    else systemClock.after(look_ms, again);
  };
  port.on('message', () => tell({ kind: 'state', state: shadow.read() }));
  again();
} catch (thrown) {
  if (!(thrown instanceof GatewayFault)) throw thrown;
  tell({ kind: 'failed', says: thrown.message });
  port.close();
}
