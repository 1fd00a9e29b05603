/** A client of a simulated reader over a real socket, driven by the gateway's own session. */
import { connect, type Socket } from 'node:net';
import { framerOf } from '../../devices/codec/framer.ts';
import type { CommandOutcome, DeviceCommand, SessionSettings, SessionStep } from '../../devices/driver.ts';
import type { Reading } from '../../devices/reading.ts';
import { llrp } from '../../devices/rfid/llrp.ts';
import { llrpFollower } from '../../devices/rfid/llrp-follower.ts';
import { LlrpSession } from '../../devices/rfid/llrp-session.ts';

export class LlrpClient {
  /** What happened. */
  readonly readings: Reading[] = [];
  /** What the reader said is the case when it was asked. */
  readonly found: Reading[] = [];
  readonly states: string[] = [];
  says = '';
  closed = false;
  chunks = 0;
  /** Frames that are no news, for whoever wants to look. */
  hear: (frame: Uint8Array) => void = () => {};
  /** Hears, and says nothing any more. */
  mute = false;
  readonly #socket: Socket;
  readonly #session: LlrpSession;
  readonly #follower = llrpFollower();
  readonly #told = new Map<number, (outcome: CommandOutcome) => void>();
  #watchers: (() => void)[] = [];

  constructor(port: number, settings: SessionSettings = {}) {
    const framer = framerOf(llrp.framing);
    this.#session = new LlrpSession(settings);
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('connect', () => this.#follow(this.#session.opened(0)));
    this.#socket.on('data', (chunk) => {
      this.chunks += 1;
      for (const cut of framer.push(chunk)) {
        if (cut.kind === 'frame') this.#heard(cut.data);
      }
      this.#changed();
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.closed = true;
      this.#changed();
    });
  }

  get epcs(): string[] {
    return this.readings.flatMap((reading) => (reading.kind === 'tag' ? [reading.epc] : []));
  }

  /** Resolves as soon as it is so; asked again whenever something has been heard. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Says something outside the session. */
  send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Tells the reader something, as the gateway would; resolves with what became of it. */
  tell(command: DeviceCommand): Promise<CommandOutcome> {
    const number = this.#told.size + 1;
    return new Promise((resolve) => {
      this.#told.set(number, resolve);
      this.#follow(this.#session.told(command, number, 0));
    });
  }

  async leave(): Promise<void> {
    this.#socket.destroy();
    await this.until(() => this.closed);
  }

  #heard(frame: Uint8Array): void {
    const step = this.#session.heard(frame, 0);
    this.#follow(step);
    if (!step.deliver) {
      this.hear(frame);
      return;
    }
    const decoded = llrp.frame.decode(frame);
    if (!decoded.ok) return;
    for (const reading of this.#follower.follow(decoded.value, { retained: false }).readings) {
      (reading.snapshot === true ? this.found : this.readings).push(reading);
    }
  }

  #follow(step: SessionStep): void {
    if (this.mute) return;
    for (const frame of step.send) this.#socket.write(frame);
    for (const { number, ok, says } of step.outcomes ?? []) this.#told.get(number)?.({ ok, says });
    if (step.status === undefined) return;
    this.states.push(step.status.state);
    this.says = step.status.says;
    if (step.status.state === 'refused' || step.status.state === 'lost') this.#socket.end();
  }

  #changed(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}
