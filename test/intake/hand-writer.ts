/** The writer's loop without its thread: it commits when the test says so, on a clock that the test sets. */
import type { Clock } from '../../gateway/base/clock.ts';
import { type Log, silentLog } from '../../gateway/base/log.ts';
import type { CommandAnswer } from '../../gateway/intake/intake.ts';
import { type Intake, startIntake, type WriterThread } from '../../gateway/intake/intake.ts';
import type { FromWriter, WriterStart } from '../../gateway/intake/messages.ts';
import { pack, unpack } from '../../gateway/intake/messages.ts';
import { startWriterLoop, type WriterLoop } from '../../gateway/intake/writer-loop.ts';
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import { surroundings } from '../../gateway/main.ts';
import { warehouse } from './small-warehouse.ts';

export type { CommandAnswer };

/** A wall clock that can be set, beside a monotonic one that cannot. */
export class WallClock implements Clock {
  #wall_ms: number;
  #monotonic_ms = 0;
  #alarms: { readonly due_ms: number; readonly ring: () => void }[] = [];

  constructor(wall_ms: number) {
    this.#wall_ms = wall_ms;
  }

  now_ms(): number {
    return this.#wall_ms;
  }

  monotonic_ms(): number {
    return this.#monotonic_ms;
  }

  after(wait_ms: number, then: () => void): () => void {
    const alarm = { due_ms: this.#monotonic_ms + wait_ms, ring: then };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  set(wall_ms: number): void {
    this.#wall_ms = wall_ms;
  }

  /** Lets time pass in small steps and rings what is due. */
  pass(by_ms: number): void {
    for (let left_ms = by_ms; left_ms > 0; left_ms -= 50) {
      const step_ms = Math.min(50, left_ms);
      this.#wall_ms += step_ms;
      this.#monotonic_ms += step_ms;
      const due = this.#alarms.filter((alarm) => alarm.due_ms <= this.#monotonic_ms);
      this.#alarms = this.#alarms.filter((alarm) => alarm.due_ms > this.#monotonic_ms);
      for (const { ring } of due) ring();
    }
  }
}

export interface HandWriter {
  readonly intake: Intake;
  readonly movements: StoredMovement[];
  readonly faults: string[];
  /** What was told to the main thread, in order. */
  readonly told: FromWriter['kind'][];
  /** Commits all that was offered up to now. */
  commit(): Promise<void>;
  /** The process ends here: nothing more is committed. */
  kill(): void;
}

export async function handWriter(
  clock: Clock,
  directory: string,
  more: Partial<WriterStart> & { readonly log?: Log } = {},
): Promise<HandWriter> {
  const { log = silentLog, ...start } = more;
  const movements: StoredMovement[] = [];
  const faults: string[] = [];
  const told: FromWriter['kind'][] = [];
  let soon: (() => void) | undefined;
  let isKilled = false;
  let loop: WriterLoop | undefined;
  const listeners: ((message: FromWriter) => void)[] = [];
  const thread: WriterThread = {
    post(message) {
      if (isKilled) return;
      if (message.kind === 'stop') loop?.stop();
      else if (message.kind === 'inspect') loop?.inspect(message.number, message);
      else if (message.kind === 'people') loop?.people(message.number, message.writes);
      else loop?.offer(unpack(structuredClone(pack(unpack(message)))));
    },
    onMessage: (listener) => listeners.push(listener),
    onError() {},
  };
  const guarded: Clock = {
    now_ms: () => clock.now_ms(),
    monotonic_ms: () => clock.monotonic_ms(),
    after: (wait_ms, then) => clock.after(wait_ms, () => (isKilled ? undefined : then())),
  };
  const started = startIntake(thread, clock, {
    committed: (commit) => movements.push(...commit.movements),
    failed: (fault) => faults.push(fault.message),
  });
  loop = startWriterLoop({
    start: { directory, site: warehouse, log_level: 'silent', ...start },
    around: surroundings,
    clock: guarded,
    log,
    tell(message) {
      told.push(message.kind);
      for (const listener of listeners) listener(message);
    },
    soon(then) {
      soon = then;
    },
  });
  return {
    intake: await started,
    movements,
    faults,
    told,
    async commit() {
      // The main thread hands over what one turn of its event loop brought.
      await new Promise((next) => setImmediate(next));
      while (soon !== undefined && !isKilled) {
        const then = soon;
        soon = undefined;
        then();
      }
    },
    kill() {
      isKilled = true;
    },
  };
}
