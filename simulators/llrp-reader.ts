/**
 * An RFID reader on a TCP port that speaks LLRP through the driver's own tables: one client at a time, ROSpecs that
 * outlive their client, reports and events held until the next client is ready, keepalives, and the faults of real
 * readers and networks.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { framerOf } from '../devices/codec/framer.ts';
import type { Framer } from '../devices/codec/framing.ts';
import { llrp } from '../devices/rfid/llrp.ts';
import { llrpHeader } from '../devices/rfid/llrp-decode.ts';
import {
  inVersion,
  type LlrpMessage,
  type LlrpParameter,
  llrpMessage,
  llrpParameter,
} from '../devices/rfid/llrp-message.ts';
import { readerPersonalities } from './llrp-personality.ts';
import { ReaderLine } from './llrp-reader-line.ts';
import { LlrpReaderMemory, type SeenTag } from './llrp-reader-memory.ts';
import type { LlrpReaderOptions } from './llrp-reader-options.ts';

export type { LlrpReaderOptions, ReaderClock } from './llrp-reader-options.ts';

const reports_max_default = 10_000;
const unanswered_keepalives_max = 3;
const antenna_event = 8;
const overflow_event = 3;
const exception_event = 4;
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
  readonly line: ReaderLine;
  held: boolean;
  unanswered: number;
}

export class LlrpReader {
  readonly #options: LlrpReaderOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #memory: LlrpReaderMemory;
  #client: Client | undefined;
  #owned = false;
  #silent = false;
  #keeps_alive = true;
  /** When its clock stood at 1970; undefined while the clock is right. */
  #began_ms: number | undefined;
  #next_id = 1;
  #cancelKeepalive = () => {};

  constructor(options: LlrpReaderOptions) {
    this.#options = options;
    this.#memory = this.#emptyMemory();
    const greet = (socket: Socket) => this.#greet(socket);
    this.#server = options.tls === undefined ? createServer(greet) : createTlsServer(options.tls, greet);
    // A client that dislikes the certificate leaves during the handshake.
    this.#server.on('tlsClientError', () => {});
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** True while a client is being served. */
  get connected(): boolean {
    return this.#client !== undefined;
  }

  /** That the talk with the client is in: 1 is LLRP 1.0.1, 2 is LLRP 1.1. */
  get version(): number {
    return this.#memory.version;
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

  /** A tag is in the field. False when nobody will ever hear of it: no ROSpec reads that antenna, or the power is too weak. */
  read(epc: string, antenna: number, rssi_cdbm: number, at_ms: number, count = 1): boolean {
    return this.see({ epc, antenna, rssi_cdbm, at_ms, count });
  }

  /** The same, from one value. */
  see(tag: SeenTag): boolean {
    const report = this.#memory.report(tag, this.#shown_us(tag.at_ms));
    if (report !== undefined) this.#tell(report);
    return report !== undefined;
  }

  /** An antenna cable is plugged in or out. */
  antenna(antenna: number, connected: boolean): void {
    this.#memory.plug(antenna, connected);
    if (!this.#memory.wantsEvent(antenna_event)) return;
    this.#tell(this.#event(llrpParameter('AntennaEvent', { event: connected ? 1 : 0, antenna })));
  }

  /** A general purpose input changes. */
  input(port: number, high: boolean): void {
    if (!this.#memory.setInput(port, high)) return;
    this.#tell(this.#event(llrpParameter('GPIEvent', { port, high: high ? 1 : 0 })));
  }

  /** Something is wrong inside. */
  except(message: string, antenna: number): void {
    if (!this.#memory.wantsEvent(exception_event)) return;
    const where = llrpParameter('AntennaID', { antenna });
    this.#tell(this.#event(llrpParameter('ReaderExceptionEvent', { message }, [where])));
  }

  /** True: somebody else is connected already, and every client is turned away. */
  own(owned: boolean): void {
    this.#owned = owned;
  }

  /** True: the reader hangs. The connection stays, but nothing is sent or answered any more. */
  silence(silent: boolean): void {
    this.#silent = silent;
  }

  /** True: keepalives get lost; everything else goes on. */
  loseKeepalives(lost: boolean): void {
    this.#keeps_alive = !lost;
  }

  /** The connection breaks, with whatever was on its way. */
  drop(): void {
    this.#client?.socket.destroy();
    this.#forgetClient();
  }

  /** The connection breaks in the middle of a report of this tag, which is lost. */
  dropWithin(tag: SeenTag): void {
    const report = this.#memory.report(tag, this.#shown_us(tag.at_ms));
    const client = this.#client;
    if (report === undefined || client === undefined) return;
    client.line.breakOff(llrp.frame.encode(this.#saying(report)));
    this.#forgetClient();
  }

  /** Power off and on: everything is forgotten, and the clock begins at 1970 until `setClock`. */
  powerCycle(): void {
    this.drop();
    this.#memory = this.#emptyMemory();
    this.#began_ms = this.#options.clock.now_ms();
  }

  setClock(): void {
    this.#began_ms = undefined;
  }

  /** From here on frames gather, until `uncork` writes them all at once. */
  cork(): void {
    this.#client?.line.cork();
  }

  uncork(): void {
    this.#client?.line.uncork();
  }

  #emptyMemory(): LlrpReaderMemory {
    const { personality = readerPersonalities.plain, reports_max = reports_max_default, refuses = [] } = this.#options;
    return new LlrpReaderMemory(personality, reports_max, refuses);
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
      socket.end(llrp.frame.encode(this.#notification(this.#event(connectionAttempt(attempt.taken)))));
      if (this.#client !== undefined)
        this.#send(this.#notification(this.#event(connectionAttempt(attempt.another_tried))));
      return;
    }
    const line = new ReaderLine(socket, this.#options.clock, this.#options.pieces);
    const client: Client = { socket, framer: framerOf(llrp.framing), line, held: this.#memory.holds, unanswered: 0 };
    this.#client = client;
    this.#memory.meetClient();
    socket.on('data', (chunk) => this.#heard(client, chunk));
    this.#send(this.#notification(this.#event(connectionAttempt(attempt.accepted))));
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
    // It has its version already: that of its request.
    if (answer !== undefined) this.#write(answer);
    if (request.name === 'KEEPALIVE_ACK') client.unanswered = 0;
    if (request.name === 'SET_READER_CONFIG') this.#keepAlive();
    if (request.name === 'CLOSE_CONNECTION') client.socket.end();
    if (request.name === 'ENABLE_EVENTS_AND_REPORTS') {
      client.held = false;
      this.#sendKept();
    }
  }

  /** A report or an event: now, or when somebody is there to hear it; never, when nobody is and it does not hold. */
  #tell(told: LlrpParameter): void {
    if (this.#client === undefined && !this.#memory.holds) return;
    if (this.#client === undefined || this.#client.held || this.#silent) this.#memory.keep(told);
    else this.#send(this.#saying(told));
  }

  #sendKept(): void {
    const { kept, overflowed } = this.#memory.takeKept();
    for (const told of kept) this.#send(this.#saying(told));
    if (overflowed && this.#memory.wantsEvent(overflow_event)) {
      this.#send(this.#notification(this.#event(llrpParameter('ReportBufferOverflowErrorEvent'))));
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
      if (this.#keeps_alive) client.unanswered += 1;
      if (client.unanswered > unanswered_keepalives_max) {
        this.drop();
        return;
      }
      if (this.#keeps_alive) this.#send(llrpMessage('KEEPALIVE', this.#freshId()));
      this.#keepAlive();
    });
  }

  #event(event: LlrpParameter): LlrpParameter {
    const at = llrpParameter('UTCTimestamp', { at_us: this.#shown_us(this.#options.clock.now_ms()) });
    return llrpParameter('ReaderEventNotificationData', {}, [at, event]);
  }

  #notification(data: LlrpParameter): LlrpMessage {
    return llrpMessage('READER_EVENT_NOTIFICATION', this.#freshId(), {}, [data]);
  }

  #saying(told: LlrpParameter): LlrpMessage {
    return told.name === 'TagReportData'
      ? llrpMessage('RO_ACCESS_REPORT', this.#freshId(), {}, [told])
      : this.#notification(told);
  }

  /** A moment as the reader's own clock shows it. */
  #shown_us(at_ms: number): number {
    return Math.max(0, at_ms - (this.#began_ms ?? 0)) * 1_000;
  }

  #freshId(): number {
    this.#next_id += 1;
    return this.#next_id;
  }

  #send(message: LlrpMessage): void {
    this.#write(inVersion(message, this.#memory.version));
  }

  #write(message: LlrpMessage): void {
    if (!this.#silent) this.#client?.line.send(llrp.frame.encode(message));
  }

  #forgetClient(): void {
    this.#client?.line.end();
    this.#client = undefined;
    this.#cancelKeepalive();
  }
}

function connectionAttempt(status: number): LlrpParameter {
  return llrpParameter('ConnectionAttemptEvent', { status });
}
