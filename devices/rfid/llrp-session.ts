/**
 * The talk with an LLRP reader: wait for its greeting, put it to work, answer its keepalives, notice its silence.
 * Nothing is sent before the greeting (LLRP 1.1, chapter 18); requests go one at a time, each waiting for its answer.
 */
import type { Session, SessionSettings, SessionStep } from '../driver.ts';
import { decodeLlrp, llrpHeader } from './llrp-decode.ts';
import { encodeLlrp } from './llrp-encode.ts';
import { type LlrpMessage, llrpMessage, parameterOf } from './llrp-message.ts';
import { llrpMessages } from './llrp-messages.ts';
import { keepalive_ms, type LlrpRequest, llrpRequests } from './llrp-requests.ts';
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

type Status = NonNullable<SessionStep['status']>;

/** A request on its way; its answer has the same number. */
interface Pending {
  readonly request: LlrpRequest;
  readonly id: number;
}

/** One connection's talk, see `Session`. Reports and events are for the gateway; answers and keepalives stay here. */
export class LlrpSession implements Session {
  readonly #requests: readonly LlrpRequest[];
  #phase: 'greeting' | 'configuring' | 'reading' | 'over' = 'greeting';
  #answered = 0;
  #pending: Pending | undefined;
  #next_id: number;
  #deadline_ms = 0;

  constructor(settings: SessionSettings) {
    this.#requests = llrpRequests(settings.antennas ?? []);
    this.#next_id = settings.first_id ?? 1;
  }

  opened(now_ms: number): SessionStep {
    this.#deadline_ms = now_ms + greeting_ms_max;
    return this.#step(now_ms, [], false, { state: 'greeting', says: 'Connected; waiting for the reader to greet.' });
  }

  heard(frame: Uint8Array, now_ms: number): SessionStep {
    const header = llrpHeader(frame);
    if (this.#phase === 'over' || header === undefined) return this.#step(now_ms, [], false);
    if (this.#phase === 'reading') this.#deadline_ms = now_ms + silence_ms_max;
    // Reports are the bulk of the traffic and are decoded once, by the driver.
    if (header.type === report) return this.#step(now_ms, [], true);
    const decoded = decodeLlrp(frame);
    const pending = this.#pendingFor(header.type, header.id);
    if (!decoded.ok) {
      // An event that cannot be understood goes on, to be kept with its reason; without its answer the talk is over.
      if (pending === undefined) return this.#step(now_ms, [], header.type === notification);
      const { place, rule } = decoded.fault;
      return this.#over(now_ms, 'lost', `The answer to ${pending.request.name} makes no sense: ${place} ${rule}.`);
    }
    if (header.type === notification) return this.#notified(decoded.value, now_ms);
    if (pending !== undefined) return this.#answeredBy(decoded.value, pending.request, now_ms);
    const acknowledging = header.type === keepalive && this.#phase !== 'greeting';
    return this.#step(now_ms, acknowledging ? [llrpMessage('KEEPALIVE_ACK', header.id)] : [], false);
  }

  waited(now_ms: number): SessionStep {
    if (this.#phase === 'over' || now_ms < this.#deadline_ms) return this.#step(now_ms, [], false);
    return this.#over(now_ms, 'lost', this.#missed());
  }

  #missed(): string {
    if (this.#phase === 'greeting') {
      return `The reader did not greet within ${greeting_ms_max / 1000} s. Is this an LLRP port?`;
    }
    if (this.#pending !== undefined) {
      return `The reader did not answer ${this.#pending.request.name} within ${answer_ms_max / 1000} s.`;
    }
    return `Nothing heard for ${silence_ms_max / 1000} s: three keepalives are missing.`;
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
    const status: Status = { state: 'greeting', says: 'The reader has answered and is being configured.' };
    // Released before anything is deleted: a reader may throw away what a deleted ROSpec had gathered.
    return this.#step(now_ms, [this.#release(), ...this.#askNext(now_ms)], true, status);
  }

  #answeredBy(message: LlrpMessage, request: LlrpRequest, now_ms: number): SessionStep {
    const status = statusOf(message);
    if (status === undefined) {
      return this.#over(now_ms, 'lost', `The reader answered ${request.name} without a status.`);
    }
    if (message.name === 'ERROR_MESSAGE' || status.code !== 0) {
      if (request.otherwise !== undefined) return this.#step(now_ms, [this.#ask(request.otherwise, now_ms)], false);
      return this.#over(now_ms, 'refused', `The reader refused ${request.name}: ${status.says}`);
    }
    this.#answered += 1;
    const next = this.#askNext(now_ms);
    if (next.length > 0) return this.#step(now_ms, next, false);
    this.#phase = 'reading';
    this.#pending = undefined;
    this.#deadline_ms = now_ms + silence_ms_max;
    return this.#step(now_ms, [this.#release()], false, { state: 'ready', says: 'The reader is taking inventory.' });
  }

  /** The request that a message of this type and number answers. */
  #pendingFor(type: number, id: number): Pending | undefined {
    const pending = this.#pending;
    if (pending === undefined || pending.id !== id) return undefined;
    return type === error_message || type === llrpMessages[`${pending.request.name}_RESPONSE`].type
      ? pending
      : undefined;
  }

  #askNext(now_ms: number): readonly LlrpMessage[] {
    const request = this.#requests[this.#answered];
    return request === undefined ? [] : [this.#ask(request, now_ms)];
  }

  #ask(request: LlrpRequest, now_ms: number): LlrpMessage {
    const id = this.#freshId();
    this.#pending = { request, id };
    this.#deadline_ms = now_ms + answer_ms_max;
    return request.message(id);
  }

  /** Lets go what the reader has held back since the last client left. It has no answer. */
  #release(): LlrpMessage {
    return llrpMessage('ENABLE_EVENTS_AND_REPORTS', this.#freshId());
  }

  #freshId(): number {
    const id = this.#next_id;
    this.#next_id = id >= largest_id ? 1 : id + 1;
    return id;
  }

  #over(now_ms: number, state: 'refused' | 'lost', says: string, deliver = false): SessionStep {
    this.#phase = 'over';
    return this.#step(now_ms, [], deliver, { state, says });
  }

  /** Every step says when to look again: the deadline stands, whatever else the reader sends meanwhile. */
  #step(now_ms: number, send: readonly LlrpMessage[], deliver: boolean, status?: Status): SessionStep {
    return {
      send: send.map(encodeLlrp),
      deliver,
      ...(this.#phase !== 'over' && { wake_in_ms: Math.max(0, this.#deadline_ms - now_ms) }),
      ...(status !== undefined && { status }),
    };
  }
}
