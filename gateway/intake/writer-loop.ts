/**
 * The writer's own pace: commit what is there, then see what has come meanwhile. No waiting for more — while one batch
 * commits, the next gathers. Runs in the worker thread, or inline in tests.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { GatewayFault } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import { tick_ms } from '../interpretation/interpretation.ts';
import { Batch, type BatchResult, type Offered } from './batch.ts';
import { printHeader, printRow, siteHash } from './capture.ts';
import type { Surroundings } from './deriver.ts';
import type { FromWriter, WriterStart } from './messages.ts';

export interface WriterLoop {
  /** Queues offers and sees to it that they are committed soon. */
  offer(items: readonly Offered[]): void;
  /** Commits what is queued, writes a checkpoint, closes the ledger. */
  stop(): void;
}

export interface WriterLoopOptions {
  readonly start: WriterStart;
  readonly around: Surroundings;
  readonly clock: Clock;
  readonly log: Log;
  tell(message: FromWriter): void;
  /** Calls back when the thread has taken in everything that has already been sent to it. */
  soon(then: () => void): void;
}

/** Opens the ledger, journals the start, tells `ready`. Throws GatewayFault when the ledger cannot be used. */
export function startWriterLoop(options: WriterLoopOptions): WriterLoop {
  const { start, around, clock, log, tell, soon } = options;
  const batch = new Batch(start.directory, around, start.site.journal, log);
  const queue: Offered[] = [];
  let isScheduled = false;
  let isOver = false;
  let cancelTick: () => void = () => {};
  const capture = start.capture === undefined ? undefined : captureInto(start.capture);

  function commitOpening(): void {
    const now_ms = clock.now_ms();
    const opening: Offered[] = batch.hasSettings(start.site)
      ? []
      : [{ kind: 'settings', at_ms: now_ms, site: start.site }];
    const isEmpty = batch.state(now_ms).journal.last_n === 0;
    capture?.open(
      printHeader({
        capture: 1,
        gateway: batch.gateway_id,
        site: siteHash(start.site),
        state: isEmpty ? 'empty' : 'running',
      }),
    );
    const result = batch.run([...opening, { kind: 'started', at_ms: now_ms }]);
    capture?.add(result);
  }

  function fail(thrown: unknown): void {
    if (!(thrown instanceof GatewayFault)) throw thrown;
    isOver = true;
    cancelTick();
    tell({ kind: 'failed', code: thrown.code, says: thrown.message });
  }

  function commitNext(): void {
    isScheduled = false;
    if (isOver) return;
    try {
      const taken = queue.splice(0, limits.batch_frames_max);
      if (taken.length > 0) report(batch.run(taken), taken.length);
      if (queue.length > 0) schedule();
    } catch (thrown) {
      fail(thrown);
    }
  }

  function report(result: BatchResult, settled: number): void {
    capture?.add(result);
    tell({ kind: 'committed', settled, commit: result.commit, feedback: result.feedback, refusals: result.refusals });
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    soon(commitNext);
  }

  function tick(): void {
    if (isOver) return;
    try {
      // Frames that wait are older than now: their times come first, then the clock's.
      if (queue.length === 0) {
        const result = batch.idle(clock.now_ms());
        if (result !== undefined) report(result, 0);
      }
      cancelTick = clock.after(tick_ms, tick);
    } catch (thrown) {
      fail(thrown);
    }
  }

  commitOpening();
  tell({ kind: 'ready', state: batch.state(clock.now_ms()), ledger_id: batch.ledger_id, gateway_id: batch.gateway_id });
  cancelTick = clock.after(tick_ms, tick);
  return {
    offer(items) {
      for (const item of items) queue.push(item);
      schedule();
    },
    stop() {
      cancelTick();
      while (queue.length > 0 && !isOver) commitNext();
      if (!isOver) {
        isOver = true;
        capture?.end(batch.state(clock.now_ms()).journal.last_n, Math.max(clock.now_ms(), batch.last_at_ms));
        batch.close();
      }
      tell({ kind: 'stopped' });
    },
  };
}

/** Appends rows after their commit, so that a capture never says more than the ledger. */
function captureInto(file: string) {
  return {
    open: (header: string) => writeFileSync(file, `${header}\n`),
    add(result: BatchResult) {
      if (result.rows.length > 0) appendFileSync(file, result.rows.map((row) => `${printRow(row)}\n`).join(''));
    },
    end(n: number, at_ms: number) {
      appendFileSync(file, `${JSON.stringify({ n: n + 1, at: new Date(at_ms).toISOString(), event: 'end' })}\n`);
    },
  };
}
