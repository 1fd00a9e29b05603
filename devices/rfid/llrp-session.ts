/**
 * The talk with an LLRP reader: wait for its greeting, put it to work, answer its keepalives, notice its silence, and tell it
 * what people ask. Nothing is sent before the greeting (LLRP 1.1, chapter 18); requests go one at a time, each waiting for its
 * answer. What is asked stands in `llrp-dialogue.ts`.
 */
import type { DeviceCommand, Session, SessionSettings, SessionStep } from '../driver.ts';
import { decodeLlrp, type LlrpHeader, llrpHeader } from './llrp-decode.ts';
import {
  changePower,
  type LlrpAnswer,
  type LlrpDialogue,
  type LlrpEnd,
  may_stay_unanswered,
  setUp,
} from './llrp-dialogue.ts';
import { encodeLlrp } from './llrp-encode.ts';
import { type KnownReader, readyWords, unknownReader } from './llrp-known-reader.ts';
import { answerTo, inVersion, type LlrpMessage, llrpMessage, parameterOf } from './llrp-message.ts';
import { llrpMessages, type MessageName } from './llrp-messages.ts';
import { keepalive_ms } from './llrp-requests.ts';
import { refusalOf, statusOf } from './llrp-status.ts';

const greeting_ms_max = 10_000;
const answer_ms_max = 5_000;
/** Three keepalives missed, and half an interval for a slow network. */
const silence_ms_max = keepalive_ms * 3.5;
const largest_id = 0xffff_ffff;

const report = llrpMessages.RO_ACCESS_REPORT.type;
const notification = llrpMessages.READER_EVENT_NOTIFICATION.type;
const keepalive = llrpMessages.KEEPALIVE.type;
const error_message = llrpMessages.ERROR_MESSAGE.type;
/** Answers that decide what later reports mean, and say how antennas and inputs are. */
const telling = [llrpMessages.GET_READER_CAPABILITIES_RESPONSE.type, llrpMessages.GET_READER_CONFIG_RESPONSE.type];
/** Asked and answered in LLRP 1.1, whatever the talk is in (LLRP 1.1, chapter 9.1). */
const negotiating: readonly MessageName[] = ['GET_SUPPORTED_VERSION', 'SET_PROTOCOL_VERSION'];

type Status = NonNullable<SessionStep['status']>;

/** A request on its way; its answer has the same number. */
interface Pending {
  readonly name: MessageName;
  readonly answer: MessageName;
  readonly id: number;
}

interface Told {
  readonly command: Extract<DeviceCommand, { readonly kind: 'antenna-power' }>;
  readonly number: number;
}

/** One connection's talk, see `Session`. Reports, events and what the reader tells of itself are for the gateway. */
export class LlrpSession implements Session {
  readonly #settings: SessionSettings;
  readonly #reader: KnownReader = unknownReader();
  #phase: 'greeting' | 'configuring' | 'reading' | 'over' = 'greeting';
  #dialogue: LlrpDialogue | undefined;
  #pending: Pending | undefined;
  /** The command that the dialogue carries out, and those that wait for it to end. */
  #telling: Told | undefined;
  readonly #waiting: Told[] = [];
  #next_id: number;
  #answer_by_ms: number | undefined;
  #heard_by_ms: number | undefined;

  constructor(settings: SessionSettings) {
    const { first_id = 1, unready = 0, antennas = [], powers = [] } = settings;
    this.#settings = { unready, antennas, powers };
    this.#next_id = first_id;
  }

  opened(now_ms: number): SessionStep {
    this.#answer_by_ms = now_ms + greeting_ms_max;
    return this.#step(now_ms, [], false, { state: 'greeting', says: 'Connected; waiting for the reader to greet.' });
  }

  heard(frame: Uint8Array, now_ms: number): SessionStep {
    const header = llrpHeader(frame);
    if (this.#phase === 'over' || header === undefined) return this.#step(now_ms, [], false);
    this.#noteLife(now_ms);
    // Reports are the bulk of the traffic and are decoded once, by the driver.
    if (header.type === report) return this.#step(now_ms, [], true);
    const pending = this.#pendingFor(header);
    if (pending !== undefined) {
      return this.#advance(now_ms, answerIn(frame, pending), telling.includes(header.type));
    }
    if (header.type === keepalive && this.#phase !== 'greeting') {
      return this.#step(now_ms, [inVersion(llrpMessage('KEEPALIVE_ACK', header.id), this.#reader.version)], false);
    }
    if (header.type !== notification) return this.#step(now_ms, [], false);
    const decoded = decodeLlrp(frame);
    // An event that cannot be understood goes on, to be kept with its reason.
    return decoded.ok ? this.#notified(decoded.value, now_ms) : this.#step(now_ms, [], true);
  }

  waited(now_ms: number): SessionStep {
    if (this.#phase === 'over') return this.#step(now_ms, [], false);
    if (this.#answer_by_ms !== undefined && now_ms >= this.#answer_by_ms) return this.#unanswered(now_ms);
    if (this.#heard_by_ms !== undefined && now_ms >= this.#heard_by_ms) {
      const says = `Nothing heard for ${silence_ms_max / 1000} s: three keepalives are missing.`;
      return this.#over(now_ms, 'lost', says);
    }
    return this.#step(now_ms, [], false);
  }

  told(command: DeviceCommand, number: number, now_ms: number): SessionStep {
    if (this.#phase !== 'reading') return this.#refuse(now_ms, number, 'The reader is not at work.');
    if (command.kind !== 'antenna-power') {
      return this.#refuse(now_ms, number, `An LLRP reader cannot be told to ${command.kind}.`);
    }
    this.#waiting.push({ command, number });
    return this.#dialogue === undefined ? this.#nextTold(now_ms, []) : this.#step(now_ms, [], false);
  }

  #refuse(now_ms: number, number: number, says: string): SessionStep {
    return { ...this.#step(now_ms, [], false), outcomes: [{ number, ok: false, says }] };
  }

  #notified(message: LlrpMessage, now_ms: number): SessionStep {
    const data = parameterOf(message, 'ReaderEventNotificationData');
    if (data !== undefined && parameterOf(data, 'ConnectionCloseEvent') !== undefined) {
      return this.#over(now_ms, 'lost', 'The reader closed the connection.', true);
    }
    const attempt = data && parameterOf(data, 'ConnectionAttemptEvent');
    if (this.#phase !== 'greeting' || attempt === undefined) return this.#step(now_ms, [], true);
    const refusal = refusalOf(attempt);
    if (refusal !== undefined) return this.#over(now_ms, 'refused', refusal, true);
    this.#phase = 'configuring';
    this.#dialogue = setUp(this.#reader, this.#settings);
    const step = this.#advance(now_ms, undefined, true);
    return { ...step, status: { state: 'greeting', says: 'The reader has answered and is being configured.' } };
  }

  #unanswered(now_ms: number): SessionStep {
    if (this.#phase === 'greeting') {
      const says = `The reader did not greet within ${greeting_ms_max / 1000} s. Is this an LLRP port?`;
      return this.#over(now_ms, 'lost', says);
    }
    const name = this.#pending?.name ?? 'KEEPALIVE';
    const words = `no answer within ${answer_ms_max / 1000} s`;
    const says = `The reader did not answer ${name} within ${answer_ms_max / 1000} s.`;
    if (!may_stay_unanswered.includes(name)) return this.#over(now_ms, 'lost', says);
    return this.#advance(now_ms, { ok: false, refused: false, words, says }, false);
  }

  /** Goes on with the dialogue: sends until it waits for an answer, or has ended. */
  #advance(now_ms: number, answer: LlrpAnswer | undefined, deliver: boolean): SessionStep {
    const send: LlrpMessage[] = [];
    this.#pending = undefined;
    this.#answer_by_ms = undefined;
    const dialogue = this.#dialogue;
    if (dialogue === undefined) return this.#step(now_ms, send, deliver);
    let turn = answer === undefined ? dialogue.next() : dialogue.next(answer);
    while (turn.done !== true) {
      const message = this.#addressed(turn.value);
      send.push(message);
      const awaited = answerTo(message.name);
      if (awaited !== undefined) {
        this.#pending = { name: message.name, answer: awaited, id: message.id };
        this.#answer_by_ms = now_ms + answer_ms_max;
        return this.#step(now_ms, send, deliver);
      }
      turn = dialogue.next({ ok: true, message });
    }
    this.#dialogue = undefined;
    return this.#ended(now_ms, send, deliver, turn.value);
  }

  /** The reader is at work, or has done what it was told; what else it is to be told comes next. */
  #ended(now_ms: number, send: readonly LlrpMessage[], deliver: boolean, { failure, outcome }: LlrpEnd): SessionStep {
    const told = this.#telling;
    this.#telling = undefined;
    const outcomes = told === undefined || outcome === undefined ? [] : [{ ...outcome, number: told.number }];
    if (failure !== undefined) {
      const over = this.#over(now_ms, failure.refused ? 'refused' : 'lost', failure.says, deliver);
      return { ...over, ...(outcomes.length > 0 && { outcomes }) };
    }
    this.#phase = 'reading';
    this.#noteLife(now_ms);
    const next = this.#nextTold(now_ms, send);
    const status: Status = { state: 'ready', says: readyWords(this.#reader) };
    const all = [...outcomes, ...(next.outcomes ?? [])];
    return { ...next, deliver, status, ...(all.length > 0 && { outcomes: all }) };
  }

  /** Begins with the next command, where one waits, and sends it after what is to be sent anyway. */
  #nextTold(now_ms: number, send: readonly LlrpMessage[]): SessionStep {
    const told = this.#waiting.shift();
    if (told === undefined) return this.#step(now_ms, send, false);
    this.#telling = told;
    this.#dialogue = changePower(this.#reader, told.command.antenna, told.command.power_cdbm);
    const step = this.#advance(now_ms, undefined, false);
    return { ...step, send: [...send.map(encodeLlrp), ...step.send] };
  }

  /** The request that this message answers. */
  #pendingFor({ type, id }: LlrpHeader): Pending | undefined {
    const pending = this.#pending;
    if (pending === undefined) return undefined;
    // What an older reader makes of a message it does not know may have lost its number too.
    if (type === error_message && may_stay_unanswered.includes(pending.name)) return pending;
    if (pending.id !== id) return undefined;
    return type === error_message || type === llrpMessages[pending.answer].type ? pending : undefined;
  }

  /** With a number of its own and in the version of the talk. */
  #addressed(message: LlrpMessage): LlrpMessage {
    const id = this.#next_id;
    this.#next_id = id >= largest_id ? 1 : id + 1;
    const version = negotiating.includes(message.name) ? 2 : this.#reader.version;
    return { ...inVersion(message, version), id };
  }

  /** A reader that sends keepalives is never silent for long. */
  #noteLife(now_ms: number): void {
    if (this.#phase === 'reading' && this.#reader.keepalives) this.#heard_by_ms = now_ms + silence_ms_max;
  }

  #over(now_ms: number, state: 'refused' | 'lost', says: string, deliver = false): SessionStep {
    this.#phase = 'over';
    return this.#step(now_ms, [], deliver, { state, says });
  }

  /** Every step says when to look again: the deadlines stand, whatever else the reader sends meanwhile. */
  #step(now_ms: number, send: readonly LlrpMessage[], deliver: boolean, status?: Status): SessionStep {
    const due_ms = Math.min(
      this.#answer_by_ms ?? Number.POSITIVE_INFINITY,
      this.#heard_by_ms ?? Number.POSITIVE_INFINITY,
    );
    return {
      send: send.map(encodeLlrp),
      deliver,
      ...(this.#phase !== 'over' && due_ms < Number.POSITIVE_INFINITY && { wake_in_ms: Math.max(0, due_ms - now_ms) }),
      ...(status !== undefined && { status }),
    };
  }
}

/** What a frame says to a request: granted, refused in the reader's words, or nothing that makes sense. */
function answerIn(frame: Uint8Array, { name, answer }: Pending): LlrpAnswer {
  const decoded = decodeLlrp(frame);
  if (!decoded.ok) {
    const words = `${decoded.fault.place} ${decoded.fault.rule}`;
    return { ok: false, refused: false, words, says: `The answer to ${name} makes no sense: ${words}.` };
  }
  const message = decoded.value;
  const status = statusOf(message);
  if (status === undefined || (message.name !== answer && message.name !== 'ERROR_MESSAGE')) {
    const words = 'an answer without a status';
    return { ok: false, refused: false, words, says: `The reader answered ${name} without a status.` };
  }
  if (message.name === answer && status.code === 0) return { ok: true, message };
  return { ok: false, refused: true, words: status.says, says: `The reader refused ${name}: ${status.says}` };
}
