/**
 * One Modbus line and the instruments on it. The line carries one question at a time, so all share its time: each is asked
 * when it is due, and one that does not answer is asked ever less often, so that it holds up the others no more than its
 * share. Each comes and goes by itself; the line is lost for all.
 */
import type { CommandOutcome, DeviceCommand, RegisterTalk } from '../../devices/driver.ts';
import type { RegisterAnswer } from '../../devices/scales/modbus-frame.ts';
import { assert } from '../base/assert.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { LinkState } from '../base/link-state.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { IntakePort } from './arrival.ts';
import { type BackOff, backOff } from './back-off.ts';
import type { Link } from './link.ts';
import { type LinkTracker, linkTracker } from './link-tracker.ts';
import { type ModbusLine, type OpenModbusParts, openModbus, placeOf } from './modbus-line.ts';

export interface ModbusUnit {
  readonly device: string;
  readonly address: number;
  readonly poll_ms?: number;
  readonly talk: RegisterTalk;
}

export interface ModbusLinkParts extends OpenModbusParts {
  readonly connection: string;
  readonly units: readonly ModbusUnit[];
  readonly intake: IntakePort;
  readonly random: Random;
  readonly log: Log;
}

const poll_ms_usual = 250;
const poll_ms_min = 50;
const missed_max = 3;

interface Instrument extends ModbusUnit {
  readonly every_ms: number;
  readonly tracker: LinkTracker;
  readonly backOff: BackOff;
  isThere: boolean;
  missed: number;
  due_ms: number;
  /** The refusals of the last round: told once, not at each round. */
  refused: string;
}

interface Order {
  readonly unit: Instrument;
  readonly write: { readonly address: number; readonly value: number };
  readonly done: (outcome: CommandOutcome) => void;
}

/** A link to all instruments of one line. Reconnects for as long as it runs; never throws. */
export function modbusLink(parts: ModbusLinkParts): Link {
  return new ModbusLink(parts);
}

class ModbusLink implements Link {
  readonly #parts: ModbusLinkParts;
  readonly #place: string;
  readonly #units: readonly Instrument[];
  readonly #backOff: BackOff;
  readonly #orders: Order[] = [];
  #abort = new AbortController();
  #running: Promise<void> | undefined;
  #wake = () => {};
  #answered_ms = 0;
  #probed_ms = Number.NEGATIVE_INFINITY;
  #isStored = true;

  constructor(parts: ModbusLinkParts) {
    const { connection, clock, random, units } = parts;
    this.#parts = parts;
    this.#place = placeOf(parts.address);
    this.#backOff = backOff(random);
    this.#units = units.map((unit) => ({
      ...unit,
      every_ms: Math.max(poll_ms_min, unit.poll_ms ?? poll_ms_usual),
      tracker: linkTracker(connection, clock, unit.device),
      backOff: backOff(random),
      isThere: false,
      missed: 0,
      due_ms: 0,
      refused: '',
    }));
  }

  start(): Promise<void> {
    this.#running ??= this.#run();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#wake();
    await this.#running;
    for (const { tracker } of this.#units) tracker.set('stopped', 'Stopped.');
  }

  states(): readonly LinkState[] {
    return this.#units.map(({ tracker }) => tracker.read());
  }

  command(command: DeviceCommand, done: (outcome: CommandOutcome) => void, device: string): void {
    const unit = this.#units.find((each) => each.device === device);
    const write = unit?.talk.write(command);
    const refusal = this.#refusal(unit, write, command);
    if (unit === undefined || write === undefined || refusal !== undefined) {
      done({ ok: false, says: refusal ?? 'The device is not connected.' });
      return;
    }
    this.#orders.push({ unit, write, done });
    this.#wake();
  }

  #refusal(unit: Instrument | undefined, write: Order['write'] | undefined, { kind }: DeviceCommand) {
    if (unit === undefined || !unit.isThere) return 'The device is not connected.';
    if (write === undefined) return `Its register map has no order to ${kind}.`;
    if (this.#orders.length < limits.device_commands_open_max) return undefined;
    this.#parts.counters.add('stream.commands_refused');
    return `${limits.device_commands_open_max} commands wait for this line already.`;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    for (const { tracker } of this.#units) tracker.set('connecting', `Opening ${this.#place}.`);
    while (!signal.aborted) {
      let says: string;
      try {
        const line = await openModbus(this.#parts, signal);
        says = signal.aborted ? '' : await this.#talk(line);
        await line.close();
      } catch (thrown) {
        if (thrown instanceof GatewayFault && thrown.code === 'library-missing')
          return this.#unavailable(thrown.message);
        says = messageOf(thrown);
      }
      if (signal.aborted) break;
      this.#parts.counters.add('stream.retries');
      this.#lost(says);
      await this.#pause(this.#backOff.next());
    }
    this.#lost('The gateway is stopping.');
  }

  #unavailable(says: string): void {
    this.#parts.log.warn({ connection: this.#parts.connection }, says);
    for (const { tracker } of this.#units) tracker.set('unavailable', says);
  }

  /** Asks until the line is gone or stopped; says why it ended. */
  async #talk(line: ModbusLine): Promise<string> {
    const { clock, intake } = this.#parts;
    this.#answered_ms = clock.monotonic_ms();
    this.#isStored = true;
    for (const unit of this.#units) {
      unit.due_ms = this.#answered_ms;
      unit.missed = 0;
      unit.tracker.set('connecting', `Asking at ${this.#place}, address ${unit.address}.`);
    }
    while (!this.#abort.signal.aborted) {
      if (line.gone !== undefined) return line.gone;
      if (!this.#isStored) return 'The ledger could not store what an instrument said; the line was closed.';
      const order = this.#orders.shift();
      if (order !== undefined) {
        await this.#carryOut(line, order);
        continue;
      }
      if (clock.monotonic_ms() - this.#answered_ms > limits.modbus_silence_ms_max) {
        return `Nobody on ${this.#place} answers; check power, wiring, baud rate, parity and the addresses.`;
      }
      const { unit, due_ms } = this.#next();
      const wait_ms = due_ms - clock.monotonic_ms();
      if (wait_ms > 0) await this.#pause(wait_ms);
      else if (intake.waiting >= limits.intake_waiting_frames_max) await this.#room();
      else await this.#ask(line, unit);
    }
    return 'The gateway is stopping.';
  }

  /** The one that is due first. While some answer, those that did not wait for their turn together. */
  #next(): { readonly unit: Instrument; readonly due_ms: number } {
    const someAnswer = this.#units.some(({ isThere }) => isThere);
    const probe_ms = someAnswer ? this.#probed_ms + limits.modbus_probe_ms_min : Number.NEGATIVE_INFINITY;
    const turns = this.#units.map((unit) => ({
      unit,
      due_ms: unit.missed === 0 ? unit.due_ms : Math.max(unit.due_ms, probe_ms),
    }));
    const [first] = turns.toSorted((a, b) => a.due_ms - b.due_ms);
    assert(first !== undefined, 'a line has instruments');
    return first;
  }

  /** One round of questions. */
  async #ask(line: ModbusLine, unit: Instrument): Promise<void> {
    const { clock } = this.#parts;
    const asked_ms = clock.monotonic_ms();
    if (!unit.isThere) this.#probed_ms = asked_ms;
    const answers: RegisterAnswer[] = [];
    try {
      for (const { table, address, count } of unit.talk.reads) {
        const reply = await line.read(unit.address, table, address, count);
        answers.push({ table, address, ...(reply.ok ? { values: reply.values } : { exception: reply.exception }) });
      }
    } catch (thrown) {
      this.#missed(unit, messageOf(thrown), line.takeNoise());
      return;
    }
    const noise_bytes = line.takeNoise();
    if (noise_bytes > 0) this.#noise(unit, noise_bytes);
    unit.due_ms = Math.max(asked_ms + unit.every_ms, clock.monotonic_ms());
    this.#answered(unit, answers);
  }

  #answered(unit: Instrument, answers: readonly RegisterAnswer[]): void {
    const { device, tracker, talk } = unit;
    const { intake, clock, counters, log, connection } = this.#parts;
    this.#answered_ms = clock.monotonic_ms();
    this.#backOff.reset();
    unit.backOff.reset();
    unit.missed = 0;
    const refusals = answers.filter((answer) => 'exception' in answer);
    const refused = JSON.stringify(refusals);
    const says =
      refusals.length === 0
        ? `Address ${unit.address} at ${this.#place} answers.`
        : `Address ${unit.address} at ${this.#place} answers and refuses some registers; check the register map.`;
    tracker.set('connected', says);
    if (!unit.isThere) {
      unit.isThere = true;
      unit.refused = '';
      log.info({ connection, device }, says);
      intake.note(device, 'connected', says);
    }
    const frame = talk.frame(answers);
    tracker.bytes(frame.length);
    tracker.frame();
    const isKnown = refusals.length > 0 && refused === unit.refused;
    unit.refused = refused;
    if (isKnown) {
      counters.add('modbus.refusals_repeated');
      return;
    }
    intake.offer({ device, retained: false, qos: 0, data: frame }, (outcome) => {
      if (outcome === 'committed') return;
      counters.add('stream.frames_not_stored');
      this.#isStored = false;
    });
  }

  #missed(unit: Instrument, why: string, noise_bytes: number): void {
    const { clock, counters, log, connection } = this.#parts;
    counters.add('modbus.questions_unanswered');
    if (noise_bytes > 0) this.#noise(unit, noise_bytes);
    unit.missed += 1;
    const now_ms = clock.monotonic_ms();
    unit.due_ms = now_ms + (unit.isThere ? unit.every_ms : unit.backOff.next());
    if (unit.isThere && unit.missed < missed_max) return;
    const garbled = noise_bytes > 0 ? `; ${noise_bytes} bytes came that could not be read` : '';
    const says = `Address ${unit.address} at ${this.#place} does not answer (${why.slice(0, 100)}${garbled}); check its power, wiring, address and baud rate.`;
    if (unit.tracker.state !== 'waiting') log.warn({ connection, device: unit.device }, says);
    this.#leave(unit, says);
  }

  #noise(unit: Instrument, bytes: number): void {
    unit.tracker.noise(bytes);
    this.#parts.counters.add('stream.noise_bytes', bytes);
  }

  async #carryOut(line: ModbusLine, { unit, write, done }: Order): Promise<void> {
    try {
      const reply = await line.write(unit.address, write.address, write.value);
      line.takeNoise();
      if (reply.ok) done({ ok: true, says: 'The instrument has taken the order; its weights show what came of it.' });
      else done({ ok: false, says: `The instrument refuses the order (exception ${reply.exception}).` });
    } catch (thrown) {
      line.takeNoise();
      this.#parts.counters.add('modbus.questions_unanswered');
      done({
        ok: false,
        is_unsure: true,
        says: `No answer (${messageOf(thrown)}): whether it was carried out is not known.`,
      });
    }
  }

  /** The line is gone, and with it all that hang on it. */
  #lost(says: string): void {
    for (const { done } of this.#orders.splice(0)) done({ ok: false, says: 'The line was lost before it was sent.' });
    if (this.#units.some(({ tracker }) => tracker.state !== 'waiting')) {
      this.#parts.log.warn({ connection: this.#parts.connection }, says);
    }
    for (const unit of this.#units) this.#leave(unit, says);
  }

  #leave(unit: Instrument, says: string): void {
    unit.tracker.set('waiting', says);
    if (!unit.isThere) return;
    unit.isThere = false;
    this.#parts.intake.note(unit.device, 'disconnected', says);
  }

  #pause(wait_ms: number): Promise<void> {
    if (this.#abort.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(wait_ms, () => this.#wake());
      this.#wake = () => {
        cancel();
        this.#wake = () => {};
        resolve();
      };
    });
  }

  #room(): Promise<void> {
    this.#parts.counters.add('stream.pauses');
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#parts.intake.whenRoom(resolve);
    });
  }
}
