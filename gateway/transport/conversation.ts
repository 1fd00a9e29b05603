/** The talk over one open wire: frames cut, the driver's session followed, news offered, reading held back when intake is full. */
import { framerOf } from '../../devices/codec/framer.ts';
import type { Cut, Framer, Framing } from '../../devices/codec/framing.ts';
import type {
  CommandOutcome,
  DeviceCommand,
  Driver,
  Session,
  SessionSettings,
  SessionStep,
} from '../../devices/driver.ts';
import { never } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { IntakePort } from './arrival.ts';
import type { LinkTracker } from './link-tracker.ts';
import type { Wire } from './wire.ts';

/** What the talk needs of a driver. */
export type StreamDriver = Pick<Driver, 'framing' | 'session'>;

export interface ConversationParts {
  readonly device: string;
  readonly driver: StreamDriver;
  readonly settings: SessionSettings;
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly tracker: LinkTracker;
  readonly wire: Wire;
  /** The device is being greeted and cannot be heard yet. */
  greeting(says: string, is_away: boolean): void;
  /** The device can be heard. */
  ready(says: string): void;
  /** The talk is over and the wire is to be closed. Called at most once and never after `end`. */
  over(state: 'refused' | 'waiting', says: string): void;
}

export class Conversation {
  readonly #parts: ConversationParts;
  readonly #framer: Framer;
  readonly #session: Session | undefined;
  #delivered = 0;
  #ended = false;
  #paused = false;
  #wake_in_ms: number | undefined;
  #cancelWake = () => {};
  /** Commands so far, and those whose outcome is awaited. */
  #told = 0;
  readonly #awaited = new Map<number, (outcome: CommandOutcome) => void>();

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#framer = framerOf(framingOf(parts));
    this.#session = parts.driver.session?.(parts.settings);
  }

  /** Frames offered to intake. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Bytes of a frame whose end has not come. */
  get pending_bytes(): number {
    return this.#framer.pending_bytes;
  }

  begin(): void {
    if (this.#session === undefined) this.#parts.ready('Connected.');
    else this.#follow(this.#session.opened(this.#now_ms()));
  }

  heard(chunk: Uint8Array): void {
    if (this.#ended) return;
    this.#parts.tracker.bytes(chunk.length);
    this.#take(this.#framer.push(chunk));
  }

  /** Tells the device something. `done` is called once, at the latest when the talk ends. */
  tell(command: DeviceCommand, done: (outcome: CommandOutcome) => void): void {
    if (this.#ended || this.#session?.told === undefined) {
      done({ ok: false, says: 'The device cannot be told anything over this wire.' });
      return;
    }
    if (this.#awaited.size >= limits.device_commands_open_max) {
      this.#parts.counters.add('stream.commands_refused');
      done({ ok: false, says: `${limits.device_commands_open_max} commands wait for this device already.` });
      return;
    }
    this.#told += 1;
    this.#awaited.set(this.#told, done);
    this.#cancelWake();
    this.#follow(this.#session.told(command, this.#told, this.#now_ms()));
  }

  /** Idempotent. Nothing but the outcome of what it was told is called back afterwards. */
  end(): void {
    this.#ended = true;
    this.#cancelWake();
    const left = [...this.#awaited.values()];
    this.#awaited.clear();
    for (const done of left) {
      done({ ok: false, is_unsure: true, says: 'The connection ended before the device answered.' });
    }
  }

  #take(cuts: readonly Cut[]): void {
    for (const cut of cuts) {
      if (this.#ended) return;
      if (cut.kind === 'frame') this.#heardFrame(cut.data);
      else this.#heardNoise(cut.bytes, cut.rule, cut.fatal);
    }
  }

  #heardFrame(frame: Uint8Array): void {
    this.#parts.tracker.frame();
    if (this.#session === undefined) {
      this.#offer(frame);
      return;
    }
    this.#cancelWake();
    const step = this.#session.heard(frame, this.#now_ms());
    this.#gather(step);
    if (step.deliver && !this.#ended) this.#offer(frame);
    if (!this.#ended) this.#act(step);
  }

  #heardNoise(bytes: number, rule: string, fatal: boolean): void {
    this.#parts.tracker.noise(bytes);
    this.#parts.counters.add('stream.noise_bytes', bytes);
    if (fatal) {
      this.#over('waiting', `The device sent what its driver cannot read (${rule}); the connection was closed.`);
    } else if (this.#session?.garbled !== undefined) {
      this.#cancelWake();
      this.#follow(this.#session.garbled(this.#now_ms()));
    }
  }

  #follow(step: SessionStep): void {
    this.#gather(step);
    if (!this.#ended) this.#act(step);
  }

  #gather({ gathered = [] }: SessionStep): void {
    for (const frame of gathered) if (!this.#ended) this.#offer(frame);
  }

  #act(step: SessionStep): void {
    for (const report of step.feature ?? []) this.#parts.wire.feature?.(report);
    for (const bytes of step.send) this.#parts.wire.write(bytes);
    for (const { number, ...outcome } of step.outcomes ?? []) {
      const done = this.#awaited.get(number);
      this.#awaited.delete(number);
      done?.(outcome);
    }
    if (step.status !== undefined) this.#tell(step.status);
    if (this.#parts.wire.unsent_bytes > limits.stream_unsent_bytes_max) {
      this.#over('waiting', 'The device takes nothing that is sent to it; the connection was closed.');
    }
    this.#wake_in_ms = step.wake_in_ms;
    this.#armWake();
  }

  #tell({ state, says, is_away }: NonNullable<SessionStep['status']>): void {
    switch (state) {
      case 'greeting':
        this.#parts.greeting(says, is_away === true);
        break;
      case 'ready':
        this.#parts.ready(says);
        break;
      case 'refused':
        this.#over('refused', says);
        break;
      case 'lost':
        this.#over('waiting', says);
        break;
      default:
        never(state);
    }
  }

  /** While reading is held back the device cannot be heard, so its silence means nothing and no timer runs. */
  #armWake(): void {
    this.#cancelWake();
    const wake_in_ms = this.#wake_in_ms;
    if (wake_in_ms === undefined || this.#paused || this.#ended) return;
    this.#cancelWake = this.#parts.clock.after(wake_in_ms, () => {
      if (this.#session === undefined || this.#ended) return;
      this.#take(this.#framer.silence?.() ?? []);
      if (!this.#ended) this.#follow(this.#session.waited(this.#now_ms()));
    });
  }

  #offer(frame: Uint8Array): void {
    const { device, intake, counters } = this.#parts;
    this.#delivered += 1;
    intake.offer({ device, retained: false, qos: 0, data: frame }, (outcome) => {
      if (outcome === 'committed') {
        this.#settled();
        return;
      }
      counters.add('stream.frames_not_stored');
      this.#over('waiting', 'The ledger could not store what the device sent; the connection was closed.');
    });
    if (!this.#paused && intake.waiting >= limits.intake_waiting_frames_max) this.#pause();
  }

  #settled(): void {
    if (this.#ended || this.#session?.settled === undefined) return;
    this.#cancelWake();
    this.#follow(this.#session.settled(this.#now_ms()));
  }

  #pause(): void {
    this.#paused = true;
    this.#cancelWake();
    this.#parts.counters.add('stream.pauses');
    this.#parts.wire.pause();
    this.#parts.intake.whenRoom(() => {
      this.#paused = false;
      if (this.#ended) return;
      this.#parts.wire.resume();
      this.#armWake();
    });
  }

  #over(state: 'refused' | 'waiting', says: string): void {
    if (this.#ended) return;
    this.end();
    this.#parts.over(state, says);
  }

  #now_ms(): number {
    return Math.floor(this.#parts.clock.monotonic_ms());
  }
}

function framingOf({ driver, settings }: ConversationParts): Framing {
  const { framing } = driver;
  return framing.by === 'line' && settings.ends_with_tab === true ? { ...framing, tab: true } : framing;
}
