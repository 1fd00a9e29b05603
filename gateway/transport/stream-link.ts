/** The life of a link over a byte stream: open, talk, lose, wait, open again. Serial, TCP, HID and HTTP streams differ only in their port. */
import type { CommandOutcome, DeviceCommand, SessionSettings } from '../../devices/driver.ts';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import type { LinkState } from '../base/link-state.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { IntakePort } from './arrival.ts';
import { type BackOff, backOff, reconnectWaits, type Waits } from './back-off.ts';
import { Conversation, type StreamDriver } from './conversation.ts';
import type { Link } from './link.ts';
import { type LinkTracker, linkTracker } from './link-tracker.ts';
import type { Port, Wire } from './wire.ts';

/** What serial, TCP and HID links need alike. */
export interface StreamLinkParts {
  readonly connection: string;
  readonly device: string;
  readonly driver: StreamDriver;
  /** How the session talks; `first_id` is drawn by the link. */
  readonly session?: SessionSettings;
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
  readonly waits?: Waits;
}

interface Current {
  readonly wire: Wire;
  readonly talk: Conversation;
  readonly opened_ms: number;
  /** Frames offered before the device was ready; undefined until it is, and until the journal was told so. */
  before_ready: number | undefined;
}

/** Message ids of one session start here at most, so that they never run over 32 bits. */
const firstIdMax = 0x3fff_ffff;

export class StreamLink implements Link {
  readonly #parts: StreamLinkParts;
  readonly #port: Port;
  readonly #tracker: LinkTracker;
  readonly #backOff: BackOff;
  readonly #waits: Waits;
  #running = false;
  #abort = new AbortController();
  #current: Current | undefined;
  /** Connections in a row that ended before the device was ready. */
  #unready = 0;
  #cancelRetry = () => {};
  #pending: Promise<void> = Promise.resolve();

  constructor(parts: StreamLinkParts, port: Port) {
    this.#parts = parts;
    this.#port = port;
    this.#tracker = linkTracker(parts.connection, parts.clock);
    this.#waits = parts.waits ?? reconnectWaits;
    this.#backOff = backOff(parts.random, this.#waits);
  }

  start(): Promise<void> {
    if (!this.#running) {
      this.#running = true;
      this.#abort = new AbortController();
      this.#tracker.set('connecting', `Opening ${this.#port.place}.`);
      this.#attempt();
    }
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelRetry();
    this.#abort.abort();
    this.#drop('The gateway is stopping.');
    await this.#pending;
    this.#tracker.set('stopped', 'Stopped.');
  }

  states(): readonly LinkState[] {
    return [this.#tracker.read()];
  }

  command(command: DeviceCommand, done: (outcome: CommandOutcome) => void): void {
    const current = this.#current;
    if (current?.before_ready === undefined) done({ ok: false, says: 'The device is not connected.' });
    else current.talk.tell(command, done);
  }

  #attempt(): void {
    this.#pending = this.#port.open(this.#abort.signal).then(
      (wire) => (this.#running ? this.#opened(wire) : wire.close()),
      (thrown: unknown) => this.#failed(thrown),
    );
  }

  #opened(wire: Wire): void {
    const { device, driver, intake, clock, random, counters, session } = this.#parts;
    const talk = new Conversation({
      device,
      driver,
      settings: {
        ...session,
        first_id: random.int(1, firstIdMax),
        unready: this.#unready,
        ...(wire.vendor_id === undefined ? {} : { vendor_id: wire.vendor_id }),
      },
      intake,
      clock,
      counters,
      tracker: this.#tracker,
      wire,
      greeting: (says, is_away) => this.#greeting(says, is_away),
      ready: (says) => this.#ready(says),
      over: (state, says) => this.#over(state, says),
    });
    this.#current = { wire, talk, opened_ms: clock.monotonic_ms(), before_ready: undefined };
    wire.listen({ heard: (chunk) => talk.heard(chunk), gone: (says) => this.#over('waiting', says) });
    talk.begin();
  }

  #failed(thrown: unknown): void {
    if (!this.#running) return;
    if (thrown instanceof GatewayFault && thrown.code === 'library-missing') {
      this.#tracker.set('unavailable', thrown.message);
      this.#parts.log.warn({ connection: this.#parts.connection }, thrown.message);
      return;
    }
    const isRefused = thrown instanceof GatewayFault && thrown.code === 'device-refused';
    this.#wait(isRefused ? 'refused' : 'waiting', messageOf(thrown));
  }

  /**
   * A device that refused us stays `refused` until it lets us in; greeting it once more is no news. One that was ready and is
   * away is journaled as gone although its port is open: what it does not hear now proves nothing.
   */
  #greeting(says: string, is_away: boolean): void {
    if (this.#tracker.state !== 'refused') this.#tracker.set('connecting', says);
    const current = this.#current;
    if (!is_away || current?.before_ready === undefined) return;
    current.before_ready = undefined;
    const { connection, device, intake, log } = this.#parts;
    log.warn({ connection, device }, says);
    intake.note(device, 'disconnected', says);
  }

  #ready(says: string): void {
    const { connection, device, intake, log } = this.#parts;
    this.#tracker.set('connected', says);
    const current = this.#current;
    if (current === undefined || current.before_ready !== undefined) return;
    current.before_ready = current.talk.delivered;
    log.info({ connection, device }, `Connected to ${this.#port.place}.`);
    intake.note(device, 'connected', says);
  }

  #over(state: 'refused' | 'waiting', says: string): void {
    if (this.#drop(says)) this.#pending = this.#pending.then(() => this.#wait(state, says));
  }

  /** Ends the talk and closes the wire; false when there was none. */
  #drop(says: string): boolean {
    const current = this.#current;
    if (current === undefined) return false;
    this.#current = undefined;
    const { connection, device, clock, intake, log } = this.#parts;
    const open_ms = clock.monotonic_ms() - current.opened_ms;
    // A reader that refuses us says so in a frame that is news; only what comes after it was ready proves the connection.
    const ready = current.before_ready !== undefined;
    const proved = ready && (current.talk.delivered > (current.before_ready ?? 0) || open_ms >= this.#waits.max_ms);
    if (proved) this.#backOff.reset();
    this.#unready = ready ? 0 : this.#unready + 1;
    current.talk.end();
    this.#pending = current.wire.close();
    if (ready) {
      log.info({ connection, device }, `Lost ${this.#port.place}: ${says}`);
      intake.note(device, 'disconnected', says);
    }
    return true;
  }

  #wait(state: 'refused' | 'waiting', says: string): void {
    if (!this.#running) return;
    const { connection, clock, log, counters } = this.#parts;
    counters.add('stream.retries');
    if (this.#tracker.state !== state) log.warn({ connection }, says);
    this.#tracker.set(state, says);
    this.#cancelRetry = clock.after(this.#backOff.next(), () => this.#attempt());
  }
}
