/** Tells every upstream each movement once in effect and in order; the targets know nothing of each other. */

import type { SyncState } from '../base/sync-state.ts';
import type { Target } from '../stock/site.ts';
import { Outbox, type OutboxWires } from './outbox.ts';
import type { Fetch } from './post.ts';

export interface SyncOptions extends Omit<OutboxWires, 'fetch'> {
  readonly targets: readonly Target[];
  /** The engine's own when absent. */
  readonly fetch?: Fetch;
}

export interface Sync {
  /** One per target, in the order of the settings. */
  states(): SyncState[];
  /** To be called after each commit. */
  wake(): void;
  /** Takes over changed settings: a target that is gone stops, a new or changed one starts, the others do not notice. */
  update(targets: readonly Target[]): Promise<void>;
  /** Idempotent; resolves when nothing is on its way any more. */
  stop(): Promise<void>;
}

export function startSync(options: SyncOptions): Sync {
  const wires: OutboxWires = { ...options, fetch: options.fetch ?? fetch };
  let outboxes: Outbox[] = [];
  let turn: Promise<void> = Promise.resolve();
  let stopped = false;

  async function change(targets: readonly Target[]): Promise<void> {
    const keep = (outbox: Outbox): boolean =>
      targets.some(({ id, url }) => id === outbox.target.id && url === outbox.target.url);
    const gone = outboxes.filter((outbox) => !keep(outbox));
    // A changed target's cursor must be at rest before its successor reads it.
    await Promise.all(gone.map((outbox) => outbox.stop()));
    outboxes = targets.map(
      (target) => outboxes.find((each) => each.target.id === target.id && keep(each)) ?? begin(target),
    );
  }

  function begin(target: Target): Outbox {
    const outbox = new Outbox(target, wires);
    outbox.start();
    return outbox;
  }

  function inTurn(step: () => Promise<void>): Promise<void> {
    const done = turn.then(step);
    turn = done.catch(() => undefined);
    return done;
  }

  outboxes = options.targets.map(begin);
  return {
    states: () => outboxes.map((outbox) => outbox.state()),
    wake() {
      for (const outbox of outboxes) outbox.wake();
    },
    update: (targets) => inTurn(async () => (stopped ? undefined : change(targets))),
    stop: () =>
      inTurn(async () => {
        stopped = true;
        await Promise.all(outboxes.map((outbox) => outbox.stop()));
      }),
  };
}
