/** What an LLRP reader remembers from one client to the next: its configuration, its ROSpecs, the reports nobody took. */
import {
  answerTo,
  inVersion,
  type LlrpMessage,
  type LlrpParameter,
  llrpMessage,
  llrpParameter,
  numberOf,
  parametersOf,
} from '../devices/rfid/llrp-message.ts';
import { capabilitiesOfReader, factorySettings, type ReaderPersonality } from './llrp-personality.ts';
import { type Refusal, RoSpecs, status } from './llrp-rospecs.ts';
import { type SeenTag, tagReport } from './llrp-tag-report.ts';

export type { SeenTag } from './llrp-tag-report.ts';

/** What a reader will not do, though others of its kind would. */
export type ReaderRefusal =
  | 'capabilities'
  | 'config'
  | 'events'
  | 'inputs'
  | 'keepalives'
  | 'hold'
  | 'impinj'
  | 'protocol-control'
  | 'power'
  | 'start';

/** Status codes besides those of ROSpecs (LLRP 1.1, 14.2). */
const unsupported_message = 109;
const unsupported_version = 110;

/** Weaker answers are not heard. */
const sensitivity_cdbm = -8_500;
/** How long it stays on one frequency. */
const dwell_ms = 200;

export class LlrpReaderMemory {
  readonly #reader: ReaderPersonality;
  readonly #refuses: readonly ReaderRefusal[];
  readonly #rospecs: RoSpecs;
  readonly #wanted_events = new Set<number>();
  readonly #watched_inputs = new Set<number>();
  readonly #inputs = new Map<number, boolean>();
  readonly #unplugged = new Set<number>();
  readonly #kept: LlrpParameter[] = [];
  readonly #kept_max: number;
  #overflowed = false;
  #keepalive_ms: number | undefined;
  #holds = false;
  /** Of the client that is connected. */
  #version = 1;
  #extended = false;

  constructor(reader: ReaderPersonality, kept_max: number, refuses: readonly ReaderRefusal[]) {
    this.#reader = reader;
    this.#kept_max = kept_max;
    this.#refuses = refuses;
    this.#rospecs = new RoSpecs(reader);
  }

  /** Undefined when no client has asked for keepalives. */
  get keepalive_ms(): number | undefined {
    return this.#keepalive_ms;
  }

  /** Whether the next client must say that it is ready before it gets reports. */
  get holds(): boolean {
    return this.#holds;
  }

  /** That the talk with the client is in. */
  get version(): number {
    return this.#version;
  }

  wantsEvent(event: number): boolean {
    return this.#wanted_events.has(event);
  }

  /** Version and extensions are agreed on anew with each client. */
  meetClient(): void {
    this.#version = 1;
    this.#extended = false;
  }

  plug(antenna: number, connected: boolean): void {
    if (connected) this.#unplugged.delete(antenna);
    else this.#unplugged.add(antenna);
  }

  /** True when its client wants to know. */
  setInput(input: number, high: boolean): boolean {
    this.#inputs.set(input, high);
    return this.#watched_inputs.has(input) && this.wantsEvent(1);
  }

  /** The answer to a request; undefined for messages that have none. */
  answer(request: LlrpMessage): LlrpMessage | undefined {
    if (request.version > this.#reader.version_max) {
      return error(request, unsupported_version, 'Version not supported.', this.#reader.version_max);
    }
    switch (request.name) {
      case 'GET_SUPPORTED_VERSION':
        return this.#answered(request, undefined, [], { current: this.#version, supported: this.#reader.version_max });
      case 'SET_PROTOCOL_VERSION':
        this.#version = numberOf(request, 'version') ?? 1;
        return this.#answered(request);
      case 'GET_READER_CAPABILITIES':
        return (
          this.#refusing(request, 'capabilities') ??
          this.#answered(request, undefined, capabilitiesOfReader(this.#reader))
        );
      case 'GET_READER_CONFIG':
        return this.#refusing(request, 'config') ?? this.#answered(request, undefined, this.#configuration());
      case 'IMPINJ_ENABLE_EXTENSIONS':
        return this.#extend(request);
      case 'SET_READER_CONFIG':
        return this.#answered(request, this.#configure(request));
      case 'ADD_ROSPEC':
        return this.#answered(request, this.#refusedRospec(request) ?? this.#rospecs.add(request, this.#extended));
      case 'DELETE_ROSPEC':
        // What the deleted ROSpecs had gathered goes with them, as the standard lets a reader do.
        this.#kept.length = 0;
        return this.#answered(request, this.#rospecs.delete(request));
      case 'START_ROSPEC':
        return this.#refusing(request, 'start') ?? this.#answered(request, this.#rospecs.move(request, request.name));
      case 'ENABLE_ROSPEC':
      case 'DISABLE_ROSPEC':
      case 'STOP_ROSPEC':
        return this.#answered(request, this.#rospecs.move(request, request.name));
      case 'CLOSE_CONNECTION':
        return this.#answered(request);
      case 'KEEPALIVE_ACK':
      case 'ENABLE_EVENTS_AND_REPORTS':
        return undefined;
      default:
        return error(request, unsupported_message, `${request.name} is no request.`);
    }
  }

  /** What is reported of a tag, if an active ROSpec uses the antenna and the power is enough. */
  report(seen: SeenTag, at_us: number): LlrpParameter | undefined {
    const rospec = this.#rospecs.reading(seen.antenna);
    if (rospec === undefined || this.#unplugged.has(seen.antenna)) return undefined;
    const { powers_cdbm, frequencies_khz, hop_table } = this.#reader;
    const strongest = powers_cdbm.length;
    const entry = rospec.powers.get(seen.antenna) ?? rospec.powers.get(0) ?? strongest;
    const weaker_cdb = (powers_cdbm[strongest - 1] ?? 0) - (powers_cdbm[entry - 1] ?? 0);
    const rssi_cdbm = seen.rssi_cdbm - weaker_cdb;
    if (rssi_cdbm < sensitivity_cdbm) return undefined;
    const channel = hop_table === 0 ? 1 : 1 + (Math.floor(seen.at_ms / dwell_ms) % frequencies_khz.length);
    return tagReport({ ...seen, rssi_cdbm }, channel, at_us, rospec.wanted);
  }

  /** Keeps a report or event for later; when the buffer is full, it is lost and the loss is remembered. */
  keep(told: LlrpParameter): void {
    if (this.#kept.length < this.#kept_max) this.#kept.push(told);
    else this.#overflowed = true;
  }

  /** Everything kept, oldest first, which is then forgotten. */
  takeKept(): { readonly kept: readonly LlrpParameter[]; readonly overflowed: boolean } {
    const taken = { kept: this.#kept.splice(0), overflowed: this.#overflowed };
    this.#overflowed = false;
    return taken;
  }

  #configuration(): readonly LlrpParameter[] {
    const { antennas, inputs } = this.#reader;
    const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
    return [
      ...numbers(antennas).map((antenna) =>
        llrpParameter('AntennaProperties', { connected: this.#unplugged.has(antenna) ? 0 : 1, antenna, gain: 0 }),
      ),
      ...factorySettings(this.#reader),
      ...numbers(inputs).map((port) => {
        const state = this.#inputs.get(port);
        return llrpParameter('GPIPortCurrentState', {
          port,
          on: this.#watched_inputs.has(port) ? 1 : 0,
          state: state === undefined ? 2 : state ? 1 : 0,
        });
      }),
      llrpParameter('EventsAndReports', { hold: this.#holds ? 1 : 0 }),
    ];
  }

  /** All of it or nothing. */
  #configure(request: LlrpMessage): Refusal {
    const events = parametersOf(request, 'ReaderEventNotificationSpec').flatMap(({ parameters }) => parameters);
    const inputs = parametersOf(request, 'GPIPortCurrentState');
    const keepalives = parametersOf(request, 'KeepaliveSpec');
    const holding = parametersOf(request, 'EventsAndReports');
    if (events.length > 0 && this.#refuses.includes('events')) return refused('events');
    if (keepalives.length > 0 && this.#refuses.includes('keepalives')) return refused('keepalives');
    if (inputs.length > 0 && this.#refuses.includes('inputs')) return refused('inputs');
    if (holding.length > 0 && (!this.#reader.holds || this.#refuses.includes('hold'))) return refused('holding');
    if (inputs.some((input) => (numberOf(input, 'port') ?? 0) > this.#reader.inputs)) {
      return { code: status.out_of_range, words: 'There is no such input.' };
    }
    for (const event of events) note(this.#wanted_events, numberOf(event, 'event'), numberOf(event, 'on') === 1);
    for (const input of inputs) note(this.#watched_inputs, numberOf(input, 'port'), numberOf(input, 'on') === 1);
    for (const spec of keepalives) {
      this.#keepalive_ms = numberOf(spec, 'trigger') === 1 ? numberOf(spec, 'interval_ms') : undefined;
    }
    for (const spec of holding) this.#holds = numberOf(spec, 'hold') === 1;
    return undefined;
  }

  #extend(request: LlrpMessage): LlrpMessage {
    if (!this.#reader.speaks_impinj) return error(request, unsupported_message, 'Unknown custom message.');
    const answer = this.#refusing(request, 'impinj');
    this.#extended = answer === undefined;
    return answer ?? this.#answered(request);
  }

  #refusedRospec(request: LlrpMessage): Refusal {
    const all = JSON.stringify(request.parameters);
    if (this.#refuses.includes('power') && all.includes('RFTransmitter')) return refused('transmit power');
    if (this.#refuses.includes('protocol-control') && all.includes('C1G2EPCMemorySelector')) return refused('PC bits');
    return undefined;
  }

  #refusing(request: LlrpMessage, what: ReaderRefusal): LlrpMessage | undefined {
    return this.#refuses.includes(what) ? this.#answered(request, refused(what)) : undefined;
  }

  #answered(
    { name, id, version }: LlrpMessage,
    refusal: Refusal = undefined,
    parameters: readonly LlrpParameter[] = [],
    fields: Readonly<Record<string, number>> = {},
  ): LlrpMessage {
    const said = statusParameter(refusal?.code ?? 0, refusal?.words ?? '');
    return inVersion(llrpMessage(answerTo(name) ?? 'ERROR_MESSAGE', id, fields, [said, ...parameters]), version);
  }
}

function refused(what: string): Refusal {
  return { code: status.field_error, words: `Not here: ${what}.` };
}

function error({ id, version }: LlrpMessage, code: number, words: string, version_max = 2): LlrpMessage {
  const message = llrpMessage('ERROR_MESSAGE', id, {}, [statusParameter(code, words)]);
  return inVersion(message, Math.min(version, version_max));
}

function statusParameter(code: number, description: string): LlrpParameter {
  return llrpParameter('LLRPStatus', { code, description });
}

function note(into: Set<number>, number: number | undefined, wanted: boolean): void {
  if (number === undefined) return;
  if (wanted) into.add(number);
  else into.delete(number);
}
