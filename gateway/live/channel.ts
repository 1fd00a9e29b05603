/**
 * The live channel: every client gets a snapshot, then each change. Changes are encoded once for all clients. A client
 * that cannot keep up gets nothing more until it has drained, then a snapshot: the latest values, never a queue.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { LiveState } from './live-state.ts';
import type { Change, ClientMessages, ServerMessages } from './messages.ts';
import { refuseCaller } from './origin.ts';

export interface ChannelOptions {
  readonly server: HttpServer;
  readonly state: LiveState;
  readonly clock: Clock;
  readonly counters: Counters;
}

type LiveSocket = Socket<ClientMessages, ServerMessages>;

interface Client {
  readonly socket: LiveSocket;
  /** Bytes handed to the socket that wait behind what is being written. */
  waiting_bytes: number;
  /** `arriving`: a snapshot is due; `current`: gets every change; `behind`: must drain first. */
  place: 'arriving' | 'current' | 'behind';
  /** When it may get its next snapshot, on the monotonic clock. */
  due_ms: number;
  cancel: () => void;
}

export class LiveChannel {
  readonly #state: LiveState;
  readonly #clock: Clock;
  readonly #counters: Counters;
  readonly #io: Server<ClientMessages, ServerMessages>;
  readonly #clients = new Map<string, Client>();
  #quit: () => void = () => {};

  constructor({ server, state, clock, counters }: ChannelOptions) {
    this.#state = state;
    this.#clock = clock;
    this.#counters = counters;
    this.#io = new Server<ClientMessages, ServerMessages>(server, {
      serveClient: false,
      // A WebSocket's write buffer shows how far a client is behind; long polling would only hide it.
      transports: ['websocket'],
      perMessageDeflate: false,
      maxHttpBufferSize: limits.live_message_bytes_max,
      // Browsers do not apply CORS to WebSockets: this check is the one that holds.
      allowRequest: (request, answer) => {
        const refusal = this.#refuse(request);
        answer(refusal, refusal === undefined);
      },
    });
  }

  get clients(): number {
    return this.#clients.size;
  }

  start(): void {
    this.#io.on('connection', (socket) => this.#welcome(socket));
    this.#quit = this.#state.onChange((change) => this.#tell(change));
  }

  /** Closes every client and, with them, the HTTP server's listening socket. Idempotent. */
  async stop(): Promise<void> {
    this.#quit();
    for (const client of this.#clients.values()) client.cancel();
    await this.#io.close();
  }

  #refuse(request: IncomingMessage): string | undefined {
    const refusal = refuseCaller(request.headers.host, request.headers.origin);
    if (refusal !== undefined) {
      this.#counters.add('live.origin_refused');
      return refusal;
    }
    if (this.#io.engine.clientsCount >= limits.live_clients_max) {
      this.#counters.add('live.clients_refused');
      return `there are already ${limits.live_clients_max} screens`;
    }
    return undefined;
  }

  #welcome(socket: LiveSocket): void {
    const client: Client = { socket, waiting_bytes: 0, place: 'arriving', due_ms: 0, cancel: () => {} };
    this.#clients.set(socket.id, client);
    this.#counters.add('live.clients_connected');
    this.#watchBacklog(client);
    socket.on('resync', () => {
      this.#counters.add('live.resyncs');
      this.#expectSnapshot(client);
    });
    socket.on('disconnect', () => {
      client.cancel();
      this.#clients.delete(socket.id);
      this.#counters.add('live.clients_disconnected');
    });
    this.#expectSnapshot(client);
  }

  /** `flush` comes when everything written before has left for the network and what waited is written in one go. */
  #watchBacklog(client: Client): void {
    const { conn } = client.socket;
    conn.on('packetCreate', (packet: { readonly data?: unknown }) => {
      if (typeof packet.data === 'string') client.waiting_bytes += packet.data.length;
    });
    conn.on('flush', () => {
      client.waiting_bytes = 0;
      if (client.place === 'behind') this.#expectSnapshot(client);
    });
  }

  #tell(change: Change): void {
    // Nothing is encoded for nobody.
    if (this.#clients.size === 0) return;
    for (const client of this.#clients.values()) {
      if (client.place !== 'current' || client.waiting_bytes <= limits.live_client_bytes_max) continue;
      client.place = 'behind';
      this.#counters.add('live.clients_fell_behind');
      void client.socket.leave('current');
    }
    this.#io.to('current').emit('change', change);
  }

  /** Sends a snapshot as soon as the last one is long enough ago; asking again meanwhile changes nothing. */
  #expectSnapshot(client: Client): void {
    client.cancel();
    client.place = 'arriving';
    void client.socket.leave('current');
    const { due_ms } = client;
    const wait_ms = Math.max(0, due_ms - this.#clock.monotonic_ms());
    client.cancel = this.#clock.after(wait_ms, () => this.#sendSnapshots(due_ms));
  }

  /** All who are due get the same snapshot, encoded once: many screens that come back together cost little more than one. */
  #sendSnapshots(at_ms: number): void {
    const now_ms = Math.max(at_ms, this.#clock.monotonic_ms());
    const due = [...this.#clients.values()].filter((client) => client.place === 'arriving' && client.due_ms <= now_ms);
    for (const client of due) {
      client.cancel();
      client.place = 'current';
      client.due_ms = now_ms + limits.live_resync_ms_min;
      void client.socket.join('arriving');
    }
    this.#io.to('arriving').emit('snapshot', this.#state.snapshot());
    this.#io.in('arriving').socketsJoin('current');
    this.#io.in('arriving').socketsLeave('arriving');
    this.#counters.add('live.snapshots_sent', due.length);
  }
}
