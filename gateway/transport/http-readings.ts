/**
 * Devices that post what they have to say. A request is answered with 200 when it is stored, and not before; what the ledger
 * cannot store is answered with 503, and the device sends it again. A client that is gone before its answer will do so too, so
 * that its device begins a new connection there: the next message may be a redelivery (`intake/identity.ts`).
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FrameFault } from '../../devices/codec/codec.ts';
import { framerOf } from '../../devices/codec/framer.ts';
import type { Framing } from '../../devices/codec/framing.ts';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { LinkState } from '../base/link-state.ts';
import type { Log } from '../base/log.ts';
import type { IntakePort } from './arrival.ts';
import { comeAgain, keyReused, notAllowed, nothingIn, notStored, notUnderstood, wrongType } from './http-problems.ts';
import { credentialsIn, type HttpProblem, keyIn, readBody, refuse, typeIn } from './http-request.ts';
import type { Link } from './link.ts';
import { type LinkTracker, linkTracker } from './link-tracker.ts';
import { Refusals } from './refusals.ts';

export interface PostingDevice {
  readonly device: string;
  readonly connection: string;
  readonly framing: Framing;
  /** Why its driver cannot understand a frame; undefined when it can. */
  fault(frame: Uint8Array): FrameFault | undefined;
}

/** What became of a scan, as it is told in the answer. */
export interface Told {
  readonly device: string;
  readonly tone: string;
  readonly says: string;
  readonly at_ms: number;
}

export interface HttpReadingsParts {
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  readonly devices: readonly PostingDevice[];
  authenticate(connection: string, secret: string): boolean;
}

/** What is answered to a request that is stored. */
interface Stored {
  readonly frames: number;
  readonly fault: FrameFault | undefined;
}

/** What an idempotency key was given with: the body's hash, and what became of it. */
interface Kept {
  readonly hash: string;
  readonly stored: Promise<Stored | undefined>;
}

/** A request whose body is there. */
interface Post {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Uint8Array;
  readonly frames: readonly Uint8Array[];
}

export class HttpReadings implements Link {
  readonly #parts: HttpReadingsParts;
  readonly #refusals: Refusals;
  #devices = new Map<string, PostingDevice>();
  #trackers = new Map<string, LinkTracker>();
  /** By device: what was stored under an idempotency key, oldest first; a promise while it is on its way. */
  readonly #keys = new Map<string, Map<string, Kept>>();
  /** Devices whose connection the journal knows of. */
  readonly #begun = new Set<string>();
  readonly #open = new Map<string, number>();
  readonly #told = new Map<string, Told[]>();
  /** The last post of each device that is being taken. */
  readonly #turns = new Map<string, Promise<void>>();
  #waiting = 0;
  #stopped = false;

  constructor(parts: HttpReadingsParts) {
    this.#parts = parts;
    this.#refusals = new Refusals(parts);
    this.update(parts.devices);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#stopped = true;
    for (const tracker of this.#trackers.values()) tracker.set('stopped', 'Stopped.');
    return Promise.resolve();
  }

  states(): readonly LinkState[] {
    return [...this.#trackers.values()].map((tracker) => tracker.read());
  }

  /** Takes over edited settings. */
  update(devices: readonly PostingDevice[]): void {
    this.#devices = new Map(devices.map((each) => [each.device, each]));
    const trackers = new Map<string, LinkTracker>();
    for (const { connection } of devices) {
      const known = this.#trackers.get(connection);
      const tracker = known ?? linkTracker(connection, this.#parts.clock);
      if (known === undefined) tracker.set('waiting', 'Nothing was posted yet.');
      trackers.set(connection, tracker);
    }
    this.#trackers = trackers;
    for (const device of this.#keys.keys()) if (!this.#devices.has(device)) this.#keys.delete(device);
  }

  /** For the answer to the request that brought the scan; nobody else is waiting for it. */
  tell(told: Told): void {
    if ((this.#open.get(told.device) ?? 0) === 0) return;
    const list = this.#told.get(told.device);
    if (list === undefined) this.#told.set(told.device, [told]);
    else if (list.length < limits.batch_frames_max) list.push(told);
  }

  /** Answers one request to the readings of a device, also when it is refused. */
  handle(device: string, request: IncomingMessage, response: ServerResponse): void {
    this.#handle(device, request, response).catch((thrown: unknown) => {
      this.#parts.log.error({ err: thrown, device }, 'a request of a device broke');
      refuse(response, {
        status: 500,
        code: 'internal',
        title: 'Internal error',
        detail: 'See the log of the gateway.',
      });
    });
  }

  async #handle(device: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const posting = this.#devices.get(device);
    const refusal = this.#refusal(posting, request);
    if (refusal !== undefined || posting === undefined) {
      refuse(response, refusal ?? notAllowed);
      return;
    }
    this.#waiting += 1;
    this.#open.set(device, (this.#open.get(device) ?? 0) + 1);
    try {
      await this.#take(posting, request, response);
    } finally {
      this.#waiting -= 1;
      const left = (this.#open.get(device) ?? 1) - 1;
      this.#open.set(device, left);
      if (left === 0) this.#told.delete(device);
    }
  }

  #refusal(posting: PostingDevice | undefined, request: IncomingMessage): HttpProblem | undefined {
    const { authenticate, counters, intake } = this.#parts;
    const given = credentialsIn(request);
    const connection = posting?.connection ?? '';
    const isRight = given !== undefined && authenticate(connection, given.secret);
    if (!isRight || posting === undefined || (given.connection !== undefined && given.connection !== connection)) {
      counters.add('http.refused_logins');
      this.#refusals.tell(posting?.connection, 'A request of a device was refused: its secret is wrong or missing.');
      return notAllowed;
    }
    if (typeIn(request) === undefined) return wrongType;
    const isFull = this.#waiting >= limits.http_readings_open_max || intake.waiting >= limits.intake_waiting_frames_max;
    if (!isFull && !this.#stopped) return undefined;
    counters.add('http.told_to_come_again');
    return comeAgain;
  }

  async #take(posting: PostingDevice, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, limits.http_body_bytes_max);
    if (!(body instanceof Uint8Array)) {
      refuse(response, body);
      return;
    }
    const frames = framesIn(posting.framing, body);
    if (frames.length === 0) {
      refuse(response, nothingIn);
      return;
    }
    await this.#inTurn(posting.device, () => this.#takeBody(posting, { request, response, body, frames }));
  }

  /** Posts of one device are taken one after the other, so that each is answered with what became of it and nothing else. */
  #inTurn(device: string, take: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(device) ?? Promise.resolve()).then(take);
    const settled = turn.catch(() => {});
    this.#turns.set(device, settled);
    void settled.then(() => {
      if (this.#turns.get(device) === settled) this.#turns.delete(device);
    });
    return turn;
  }

  async #takeBody(posting: PostingDevice, { request, response, body, frames }: Post): Promise<void> {
    const { device, connection } = posting;
    const tracker = this.#trackers.get(connection);
    tracker?.bytes(body.length);
    tracker?.set('connected', `Posted to from ${request.socket.remoteAddress ?? 'an address unknown'}.`);
    this.#begin(device);
    response.once('close', () => {
      if (!response.writableFinished) this.#unheard(device);
    });
    const key = keyIn(request);
    const hash = createHash('sha256').update(body).digest('hex');
    const known = key === undefined ? undefined : this.#keys.get(device)?.get(key);
    if (known !== undefined && known.hash !== hash) {
      this.#parts.counters.add('http.keys_reused');
      refuse(response, keyReused);
      return;
    }
    if (known !== undefined) this.#parts.counters.add('http.repeats');
    const storing = known?.stored ?? this.#store(posting, { frames, key, hash });
    const stored = await storing;
    if (stored === undefined) {
      if (key !== undefined) this.#keys.get(device)?.delete(key);
      refuse(response, notStored);
      return;
    }
    if (stored.fault !== undefined) refuse(response, notUnderstood(stored.fault));
    else this.#answer(device, stored.frames, known !== undefined, response);
  }

  #store(
    posting: PostingDevice,
    { frames, key, hash }: Pick<Post, 'frames'> & { readonly key: string | undefined; readonly hash: string },
  ): Promise<Stored | undefined> {
    const fault = frames.map((frame) => posting.fault(frame)).find((each) => each !== undefined);
    const stored = Promise.all(frames.map((frame) => this.#offer(posting, frame, key))).then((outcomes) =>
      outcomes.every((outcome) => outcome) ? { frames: frames.length, fault } : undefined,
    );
    if (key !== undefined) this.#remember(posting.device, key, { hash, stored });
    return stored;
  }

  #offer({ device, connection }: PostingDevice, data: Uint8Array, key: string | undefined): Promise<boolean> {
    this.#trackers.get(connection)?.frame();
    const topic = key === undefined ? {} : { topic: `idempotency-key/${key}` };
    return new Promise((resolve) => {
      this.#parts.intake.offer({ device, ...topic, retained: false, qos: 1, data }, (outcome) => {
        if (outcome === 'failed') this.#parts.counters.add('http.frames_not_stored');
        // What became of the scans is told in the same turn, right after this.
        setImmediate(() => resolve(outcome === 'committed'));
      });
    });
  }

  #remember(device: string, key: string, kept: Kept): void {
    const keys = this.#keys.get(device) ?? new Map<string, Kept>();
    this.#keys.set(device, keys);
    keys.set(key, kept);
    for (const oldest of keys.keys()) {
      if (keys.size <= limits.http_keys_per_device_max) break;
      keys.delete(oldest);
      this.#parts.counters.add('http.keys_forgotten');
    }
  }

  #answer(device: string, frames: number, isRepeat: boolean, response: ServerResponse): void {
    const told = isRepeat ? [] : (this.#told.get(device) ?? []);
    if (!isRepeat) this.#told.delete(device);
    const feedback = told.map(({ tone, says, at_ms }) => ({ tone, says, at: new Date(at_ms).toISOString() }));
    const body = JSON.stringify({ stored: frames, ...(isRepeat ? { repeated: true } : {}), feedback });
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(body);
  }

  #begin(device: string): void {
    if (this.#begun.has(device)) return;
    this.#begun.add(device);
    this.#parts.intake.note(device, 'connected', 'Posts for the first time since the gateway started.');
  }

  /** The answer did not go out: what is posted next may be the same once more. */
  #unheard(device: string): void {
    if (this.#stopped) return;
    this.#parts.counters.add('http.answers_unheard');
    this.#parts.intake.note(device, 'disconnected', 'It went before it was answered.');
    this.#parts.intake.note(device, 'connected', 'It may post the same once more.');
  }
}

/** One frame a line where the device's driver reads lines, else the whole body. */
function framesIn(framing: Framing, body: Uint8Array): readonly Uint8Array[] {
  if (framing.by !== 'line') return body.length === 0 ? [] : [body];
  const framer = framerOf(framing);
  const cuts = [...framer.push(body), ...framer.push(Uint8Array.of(0x0a))];
  // A line that is too long goes on as it is: it is refused, and shown, where all others are.
  return cuts.some(({ kind }) => kind === 'noise') ? [body] : cuts.flatMap((cut) => ('data' in cut ? [cut.data] : []));
}
