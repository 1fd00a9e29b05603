/**
 * An RFID reader on a TCP port that speaks LLRP through the driver's own tables: one client at a time, ROSpecs that
 * outlive their client, reports held until the next client is ready, keepalives, and the faults of real networks.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { framerOf } from '../devices/codec/framer.ts';
import type { Framer } from '../devices/codec/framing.ts';
import { llrp } from '../devices/rfid/llrp.ts';
import { llrpHeader } from '../devices/rfid/llrp-decode.ts';
import { type LlrpMessage, type LlrpParameter, llrpMessage, llrpParameter } from '../devices/rfid/llrp-message.ts';
import { LlrpReaderMemory, type SeenTag } from './llrp-reader-memory.ts';

/** Time, passed in. */
export interface ReaderClock {
  now_ms(): number;
  /** Calls back once; the returned function takes it back. */
  after(wait_ms: number, then: () => void): () => void;
}

export interface LlrpReaderOptions {
  readonly host: string;
  /** 0 lets the system choose; see `LlrpReader.port`. */
  readonly port: number;
  readonly clock: ReaderClock;
  /** Reports kept while nobody takes them. */
  readonly reports_max?: number;
  /** Cuts what goes out into pieces that reach the wire one by one; absent: each frame whole. */
  readonly pieces?: (bytes: Uint8Array) => readonly Uint8Array[];
}

const reports_max_default = 10_000;
const unanswered_keepalives_max = 3;
const piece_ms = 1;
const antenna_event = 8;
const overflow_event = 3;
/** ConnectionAttemptEvent. */
const attempt = { accepted: 0, taken: 2, another_tried: 4 } as const;

/** Listens, and resolves once it does. */
export async function startLlrpReader(options: LlrpReaderOptions): Promise<LlrpReader> {
  const reader = new LlrpReader(options);
  await reader.listen();
  return reader;
}

interface Client {
  readonly socket: Socket;
  readonly framer: Framer;
  held: boolean;
  unanswered: number;
}

export class LlrpReader {
  readonly #options: LlrpReaderOptions;
  readonly #memory: LlrpReaderMemory;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #client: Client | undefined;
  #owned = false;
  #silent = false;
  #next_id = 1;
  #cancelKeepalive = () => {};
  #corked: Uint8Array[] | undefined;
  #outgoing: Uint8Array[] = [];
  #cancelPiece: (() => void) | undefined;

  constructor(options: LlrpReaderOptions) {
    this.#options = options;
    this.#memory = new LlrpReaderMemory(options.reports_max ?? reports_max_default);
    this.#server = createServer((socket) => this.#greet(socket));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** True while a client is being served. */
  get connected(): boolean {
    return this.#client !== undefined;
  }

  listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => resolve());
    });
  }

  /** Ends everything; resolves when the port is free. */
  close(): Promise<void> {
    this.drop();
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** A tag is in the field. False when no ROSpec reads that antenna, so that nobody will ever hear of it. */
  read(epc: string, antenna: number, rssi_cdbm: number, at_ms: number, count = 1): boolean {
    return this.see({ epc, antenna, rssi_cdbm, at_ms, count });
  }

  /** The same, from one value. */
  see(tag: SeenTag): boolean {
    const report = this.#memory.report(tag);
    if (report === undefined) return false;
    if (this.#client === undefined || this.#client.held || this.#silent) this.#memory.keep(report);
    else this.#say('RO_ACCESS_REPORT', [report]);
    return true;
  }

  /** An antenna cable is plugged in or out. */
  antenna(antenna: number, connected: boolean): void {
    if (!this.#memory.wantsEvent(antenna_event) || this.#client === undefined || this.#client.held) return;
    this.#notify(llrpParameter('AntennaEvent', { event: connected ? 1 : 0, antenna }));
  }

  /** True: somebody else is connected already, and every client is turned away. */
  own(owned: boolean): void {
    this.#owned = owned;
  }

  /** True: the reader hangs. The connection stays, but nothing is sent or answered any more. */
  silence(silent: boolean): void {
    this.#silent = silent;
  }

  /** The connection breaks, with whatever was on its way. */
  drop(): void {
    this.#client?.socket.destroy();
    this.#forgetClient();
  }

  /** From here on frames gather, until `uncork` writes them all at once. */
  cork(): void {
    this.#corked ??= [];
  }

  uncork(): void {
    const frames = this.#corked ?? [];
    this.#corked = undefined;
    if (frames.length > 0) this.#write(Buffer.concat(frames));
  }

  #greet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (this.#client?.socket === socket) this.#forgetClient();
    });
    // A connection reset by the client is followed by 'close', which is all there is to do about it.
    socket.on('error', () => {});
    if (this.#owned || this.#client !== undefined) {
      // Nothing is read from it, but its end must be seen.
      socket.resume();
      socket.end(this.#frame(this.#notification(connectionAttempt(attempt.taken))));
      if (this.#client !== undefined) this.#notify(connectionAttempt(attempt.another_tried));
      return;
    }
    const client: Client = { socket, framer: framerOf(llrp.framing), held: this.#memory.holds, unanswered: 0 };
    this.#client = client;
    socket.on('data', (chunk) => this.#heard(client, chunk));
    this.#notify(connectionAttempt(attempt.accepted));
    if (!client.held) this.#sendKept();
    this.#keepAlive();
  }

  #heard(client: Client, chunk: Uint8Array): void {
    for (const cut of client.framer.push(chunk)) {
      if (this.#silent || this.#client !== client) return;
      if (cut.kind === 'noise') {
        this.drop();
        return;
      }
      const decoded = llrp.frame.decode(cut.data);
      if (decoded.ok) this.#follow(client, decoded.value);
      else this.#complain(cut.data, `${decoded.fault.place} ${decoded.fault.rule}`);
    }
  }

  #complain(frame: Uint8Array, description: string): void {
    const status = llrpParameter('LLRPStatus', { code: 100, description });
    this.#send(llrpMessage('ERROR_MESSAGE', llrpHeader(frame)?.id ?? 0, {}, [status]));
  }

  #follow(client: Client, request: LlrpMessage): void {
    const answer = this.#memory.answer(request);
    if (answer !== undefined) this.#send(answer);
    if (request.name === 'KEEPALIVE_ACK') client.unanswered = 0;
    if (request.name === 'SET_READER_CONFIG') this.#keepAlive();
    if (request.name === 'CLOSE_CONNECTION') client.socket.end();
    if (request.name === 'ENABLE_EVENTS_AND_REPORTS') {
      client.held = false;
      this.#sendKept();
    }
  }

  #sendKept(): void {
    const { reports, overflowed } = this.#memory.takeKept();
    for (const report of reports) this.#say('RO_ACCESS_REPORT', [report]);
    if (overflowed && this.#memory.wantsEvent(overflow_event)) {
      this.#notify(llrpParameter('ReportBufferOverflowErrorEvent'));
    }
  }

  /** A client that leaves three keepalives unanswered is taken for dead. */
  #keepAlive(): void {
    this.#cancelKeepalive();
    const interval_ms = this.#memory.keepalive_ms;
    if (interval_ms === undefined) return;
    this.#cancelKeepalive = this.#options.clock.after(interval_ms, () => {
      const client = this.#client;
      if (client === undefined) return;
      client.unanswered += 1;
      if (client.unanswered > unanswered_keepalives_max) {
        this.drop();
        return;
      }
      this.#say('KEEPALIVE', []);
      this.#keepAlive();
    });
  }

  #notify(event: LlrpParameter): void {
    this.#send(this.#notification(event));
  }

  #notification(event: LlrpParameter): LlrpMessage {
    const at = llrpParameter('UTCTimestamp', { at_us: this.#options.clock.now_ms() * 1_000 });
    const data = llrpParameter('ReaderEventNotificationData', {}, [at, event]);
    return llrpMessage('READER_EVENT_NOTIFICATION', this.#freshId(), {}, [data]);
  }

  #say(name: 'RO_ACCESS_REPORT' | 'KEEPALIVE', parameters: readonly LlrpParameter[]): void {
    this.#send(llrpMessage(name, this.#freshId(), {}, parameters));
  }

  #freshId(): number {
    this.#next_id += 1;
    return this.#next_id;
  }

  #frame(message: LlrpMessage): Uint8Array {
    return llrp.frame.encode(message);
  }

  #send(message: LlrpMessage): void {
    if (this.#silent) return;
    const frame = this.#frame(message);
    if (this.#corked === undefined) this.#write(frame);
    else this.#corked.push(frame);
  }

  #write(bytes: Uint8Array): void {
    const { pieces } = this.#options;
    if (pieces === undefined) {
      this.#client?.socket.write(bytes);
      return;
    }
    this.#outgoing.push(...pieces(bytes));
    if (this.#cancelPiece === undefined) this.#writePiece();
  }

  /** One piece per turn, or the system would join them again. */
  #writePiece(): void {
    const piece = this.#outgoing.shift();
    this.#cancelPiece = undefined;
    if (piece === undefined) return;
    this.#client?.socket.write(piece);
    this.#cancelPiece = this.#options.clock.after(piece_ms, () => this.#writePiece());
  }

  #forgetClient(): void {
    this.#client = undefined;
    this.#cancelKeepalive();
    this.#cancelPiece?.();
    this.#cancelPiece = undefined;
    this.#outgoing = [];
    this.#corked = undefined;
  }
}

function connectionAttempt(status: number): LlrpParameter {
  return llrpParameter('ConnectionAttemptEvent', { status });
}
