/** The main thread's side of intake: hands over what arrives, settles it when it is durable, tells what changed. */
import { Worker } from 'node:worker_threads';
import type { CommandOutcome } from '../../devices/driver.ts';
import type { Clock } from '../base/clock.ts';
import { GatewayFault } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { CommandForDevice, Feedback } from '../interpretation/interpretation.ts';
import type { Commit } from '../ledger/commit.ts';
import type { PeopleWrite } from '../ledger/people.ts';
import type { Site } from '../stock/site.ts';
import type { Arrival, IntakePort, Settled } from '../transport/arrival.ts';
import { arrivalTime } from './arrival-time.ts';
import type { TakenCommand } from './command.ts';
import type { CommandAnswer } from './command-answer.ts';
import type { Inspected, Inspection } from './inspection.ts';
import { type FromWriter, frameOf, pack, type ToWriter, type WriterStart } from './messages.ts';
import type { Offered } from './offered.ts';

export type { CommandAnswer };

export interface IntakeListener {
  committed(commit: Commit, feedback: readonly Feedback[], commands: readonly CommandForDevice[]): void;
  /** The ledger cannot store any more; nothing further is acknowledged. The gateway has to stop. */
  failed(fault: GatewayFault): void;
}

export interface Intake extends IntakePort {
  /** The state at the start. */
  readonly opening: Commit;
  readonly ledger_id: string;
  readonly gateway_id: string;
  /** The file the capture is written to, where one was asked for: it has a number when the one that was named is there already. */
  readonly capture?: string;
  command(person: string, command: TakenCommand): Promise<CommandAnswer>;
  /** Journals what became of a command to a device. */
  told(command: CommandForDevice, outcome: CommandOutcome): void;
  /** Journals a new revision of the settings; rules use it from the next row on. */
  settings(site: Site): Promise<void>;
  /** Journals that a person adopted a device or let it go. */
  adopted(person: string, device: string, says: string): void;
  /** One device with its last frames, what was learned of an item, or parts and conditions of all heard since this was last asked. */
  inspect(asked?: Inspected): Promise<Inspection>;
  /** Changes people, sessions and the trail durably: all of it or, when a condition does not hold, nothing and false. */
  people(writes: readonly PeopleWrite[]): Promise<boolean>;
  /** Stores a sync cursor durably. */
  advance(target: string, seq: number): Promise<void>;
  /** Commits what waits, writes a checkpoint, ends the writer. Idempotent. */
  stop(): Promise<void>;
}

/** Something that runs the writer's loop: the worker thread, or inline for tests. */
export interface WriterThread {
  post(message: ToWriter): void;
  onMessage(listener: (message: FromWriter) => void): void;
  onError(listener: (thrown: unknown) => void): void;
}

export function writerThread(script: URL, start: WriterStart): WriterThread {
  const worker = new Worker(script, { workerData: start });
  return {
    post: (message) =>
      worker.postMessage(message, message.kind === 'offered' ? [message.bytes.buffer, message.frames.buffer] : []),
    onMessage: (listener) => worker.on('message', listener),
    onError(listener) {
      worker.on('error', listener);
      worker.on('exit', (code) => {
        if (code !== 0) listener(new Error(`the writer's thread ended with code ${code}`));
      });
    },
  };
}

type Waiting =
  | { readonly settled: Settled; readonly bytes: number }
  | { readonly answer: (answer: CommandAnswer) => void; readonly fail: (fault: GatewayFault) => void };

/** Resolves when the ledger is open and recovered. Rejects with GatewayFault when it cannot be used. */
export function startIntake(thread: WriterThread, clock: Clock, listener: IntakeListener): Promise<Intake> {
  return new Promise((resolve, reject) => {
    const port = new Port(thread, clock);
    thread.onError((thrown) => {
      const fault = new GatewayFault('ledger-commit-failed', `The writer stopped: ${String(thrown)}`, thrown);
      reject(fault);
      port.fail(fault);
      port.stopped();
      listener.failed(fault);
    });
    thread.onMessage((message) => {
      switch (message.kind) {
        case 'ready':
          resolve(port.opened(message));
          break;
        case 'committed':
          port.settle(message);
          listener.committed(message.commit, message.feedback, message.commands);
          break;
        case 'inspected':
          port.inspected(message.number, message.found);
          break;
        case 'people-written':
          port.peopleWritten(message.number, message.isWritten);
          break;
        case 'failed': {
          const fault = new GatewayFault(message.code, message.says);
          reject(fault);
          port.fail(fault);
          listener.failed(fault);
          break;
        }
        case 'stopped':
          port.stopped();
          break;
      }
    });
  });
}

class Port {
  readonly #thread: WriterThread;
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  #first = 0;
  #waiting_bytes = 0;
  #offered: Offered[] = [];
  #isPosting = false;
  #roomListeners: (() => void)[] = [];
  #time: () => number;
  #fault: GatewayFault | undefined;
  #inspections = 0;
  readonly #inspecting = new Map<number, (found: Inspection) => void>();
  #changes = 0;
  readonly #changing = new Map<number, { answer(isWritten: boolean): void; fail(fault: GatewayFault): void }>();
  #isThreadGone = false;
  #stop: { readonly done: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(thread: WriterThread, clock: Clock) {
    this.#thread = thread;
    this.#clock = clock;
    this.#time = () => clock.now_ms();
  }

  opened(ready: Extract<FromWriter, { kind: 'ready' }>): Intake {
    const port = this;
    this.#time = arrivalTime(this.#clock, ready.state.at_ms, (to_ms) =>
      this.#push({ kind: 'leap', at_ms: to_ms }, { settled() {}, bytes: 0 }),
    );
    return {
      opening: ready.state,
      ledger_id: ready.ledger_id,
      gateway_id: ready.gateway_id,
      ...(ready.capture === undefined ? {} : { capture: ready.capture }),
      get waiting() {
        return port.waiting;
      },
      offer: (arrival, settled) => this.offer(arrival, settled),
      note: (device, event, says) =>
        this.#push({ kind: 'note', at_ms: this.#time(), device, event, says }, { settled() {}, bytes: 0 }),
      whenRoom: (then) => this.whenRoom(then),
      command: (person, command) => this.#ask({ kind: 'command', at_ms: this.#time(), person, command }),
      told: ({ device, n }, outcome) =>
        this.#push({ kind: 'told', at_ms: this.#time(), device, command_n: n, outcome }, { settled() {}, bytes: 0 }),
      settings: async (site) => {
        await this.#ask({ kind: 'settings', at_ms: this.#time(), site });
      },
      adopted: (person, device, says) =>
        this.#push({ kind: 'adopted', at_ms: this.#time(), device, person, says }, { settled() {}, bytes: 0 }),
      inspect: (asked) => this.inspect(asked),
      people: (writes) => this.people(writes),
      advance: async (target, seq) => {
        await this.#ask({ kind: 'cursor', at_ms: this.#time(), target, seq });
      },
      stop: () => this.stop(),
    };
  }

  /** Frames; at least the limit when their bytes are over theirs, so that wires know one figure only. */
  get waiting(): number {
    const frames = this.#waiting.length - this.#first;
    return this.#waiting_bytes < limits.intake_waiting_bytes_max
      ? frames
      : Math.max(frames, limits.intake_waiting_frames_max);
  }

  offer(arrival: Arrival, settled: Settled): void {
    this.#waiting_bytes += arrival.data.length;
    this.#push(frameOf(arrival, this.#time(), arrival.data), { settled, bytes: arrival.data.length });
  }

  whenRoom(then: () => void): void {
    if (this.waiting < limits.intake_waiting_frames_max) setImmediate(then);
    else this.#roomListeners.push(then);
  }

  settle(message: Extract<FromWriter, { kind: 'committed' }>): void {
    for (let i = 0; i < message.settled; i += 1) {
      const waiting = this.#waiting[this.#first];
      this.#first += 1;
      if (waiting === undefined) continue;
      if ('settled' in waiting) {
        this.#waiting_bytes -= waiting.bytes;
        waiting.settled('committed');
      } else waiting.answer(message.answers.get(i) ?? { ok: true, n: 0, notes: [] });
    }
    if (this.#first > 4_096 || this.#first === this.#waiting.length) {
      this.#waiting.splice(0, this.#first);
      this.#first = 0;
    }
    if (this.#roomListeners.length > 0 && this.waiting < limits.intake_waiting_frames_max / 2) {
      const listeners = this.#roomListeners;
      this.#roomListeners = [];
      for (const then of listeners) then();
    }
  }

  /** Nothing is known of devices once the writer is gone or stopping. */
  inspect(asked: Inspected = {}): Promise<Inspection> {
    if (this.#fault !== undefined || this.#stop !== undefined) return Promise.resolve({ details: [], frames: [] });
    this.#inspections += 1;
    const number = this.#inspections;
    return new Promise((resolve) => {
      this.#inspecting.set(number, resolve);
      this.#thread.post({ kind: 'inspect', number, ...asked });
    });
  }

  inspected(number: number, found: Inspection): void {
    this.#inspecting.get(number)?.(found);
    this.#inspecting.delete(number);
  }

  people(writes: readonly PeopleWrite[]): Promise<boolean> {
    if (this.#fault !== undefined || this.#stop !== undefined) return Promise.reject(this.#fault ?? stopping());
    this.#changes += 1;
    const number = this.#changes;
    return new Promise((answer, fail) => {
      this.#changing.set(number, { answer, fail });
      this.#thread.post({ kind: 'people', number, writes });
    });
  }

  peopleWritten(number: number, isWritten: boolean): void {
    this.#changing.get(number)?.answer(isWritten);
    this.#changing.delete(number);
  }

  /** From now on nothing is acknowledged. */
  fail(fault: GatewayFault): void {
    if (this.#fault !== undefined) return;
    this.#fault = fault;
    const left = this.#waiting.splice(0).slice(this.#first);
    this.#first = 0;
    this.#offered = [];
    this.#endInspections();
    this.#endChanges(fault);
    for (const waiting of left) {
      if ('settled' in waiting) waiting.settled('failed');
      else waiting.fail(fault);
    }
  }

  /** Also after a fault: the writer has to let go of the ledger before anybody else may have it. */
  stop(): Promise<void> {
    if (this.#stop === undefined) {
      let resolve: () => void = () => {};
      const done = new Promise<void>((then) => {
        resolve = then;
      });
      this.#stop = { done, resolve };
      if (this.#isThreadGone) resolve();
      else {
        this.#post();
        this.#thread.post({ kind: 'stop' });
      }
    }
    return this.#stop.done;
  }

  /** The writer has let go of the ledger, or is gone. */
  stopped(): void {
    this.#isThreadGone = true;
    this.#endInspections();
    this.#endChanges(stopping());
    this.#stop?.resolve();
  }

  #endChanges(fault: GatewayFault): void {
    for (const { fail } of this.#changing.values()) fail(fault);
    this.#changing.clear();
  }

  #endInspections(): void {
    for (const answer of this.#inspecting.values()) answer({ details: [], frames: [] });
    this.#inspecting.clear();
  }

  #ask(offered: Offered): Promise<CommandAnswer> {
    return new Promise((answer, fail) => this.#push(offered, { answer, fail }));
  }

  #push(offered: Offered, waiting: Waiting): void {
    if (this.#fault !== undefined || this.#stop !== undefined) {
      if ('settled' in waiting) waiting.settled('failed');
      else waiting.fail(this.#fault ?? stopping());
      return;
    }
    this.#waiting.push(waiting);
    this.#offered.push(offered);
    if (this.#isPosting) return;
    // Everything one turn of the event loop brings goes over in one message.
    this.#isPosting = true;
    setImmediate(() => this.#post());
  }

  #post(): void {
    this.#isPosting = false;
    if (this.#offered.length === 0) return;
    const offered = this.#offered;
    this.#offered = [];
    this.#thread.post({ kind: 'offered', ...pack(offered) });
  }
}

function stopping(): GatewayFault {
  return new GatewayFault('ledger-commit-failed', 'The gateway is stopping.');
}
