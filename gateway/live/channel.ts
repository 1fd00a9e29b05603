/**
 * The live channel: every client gets a snapshot, then each change. Changes are encoded once for all clients. A client
 * that cannot keep up gets nothing more until it has drained, then a snapshot: the latest values, never a queue. Who
 * connects is let in by the gate, hears what they have the right to, and is closed when their session ends.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Access } from '../access/access.ts';
import type { Caller } from '../access/caller.ts';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { Gate } from './gate.ts';
import { isLiveEvent, type LiveEvent, liveNeeds } from './live-needs.ts';
import type { LiveState } from './live-state.ts';
import type { Change, ClientMessages, ServerMessages } from './messages.ts';

export interface ChannelOptions {
  readonly server: HttpServer;
  readonly state: LiveState;
  readonly gate: Gate;
  readonly access: Access;
  readonly clock: Clock;
  readonly counters: Counters;
}

/** A session that another process has ended, or that time has, is looked for this often. */
const look_every_ms = 1_000;

type LiveSocket = Socket<ClientMessages, ServerMessages>;

interface Client {
  readonly socket: LiveSocket;
  readonly caller: Caller;
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
  readonly #gate: Gate;
  readonly #access: Access;
  readonly #clock: Clock;
  readonly #counters: Counters;
  readonly #io: Server<ClientMessages, ServerMessages>;
  readonly #clients = new Map<string, Client>();
  #quit: () => void = () => {};
  #cancelLook: () => void = () => {};

  constructor({ server, state, gate, access, clock, counters }: ChannelOptions) {
    this.#state = state;
    this.#gate = gate;
    this.#access = access;
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
    this.#access.onOver((key) => this.#close((caller) => caller.key === key));
    this.#lookAtSessions();
  }

  /** Closes every client and, with them, the HTTP server's listening socket. Idempotent. */
  async stop(): Promise<void> {
    this.#quit();
    this.#cancelLook();
    for (const client of this.#clients.values()) client.cancel();
    await this.#io.close();
  }

  #refuse(request: IncomingMessage): string | undefined {
    const admission = this.#gate.visit(request);
    if (!admission.ok) {
      this.#counters.add('live.origin_refused');
      return admission.problem.detail;
    }
    const problem = this.#gate.refuse(request, admission.visit, liveNeeds.snapshot);
    if (problem !== undefined) {
      this.#counters.add('live.right_refused');
      return problem.detail;
    }
    if (this.#io.engine.clientsCount >= limits.live_clients_max) {
      this.#counters.add('live.clients_refused');
      return `there are already ${limits.live_clients_max} screens`;
    }
    return undefined;
  }

  #welcome(socket: LiveSocket): void {
    const admission = this.#gate.visit(socket.request);
    const caller = admission.ok ? admission.visit.caller : undefined;
    if (caller === undefined) {
      // It held when the request was let in, a moment ago.
      socket.disconnect(true);
      return;
    }
    const client: Client = { socket, caller, waiting_bytes: 0, place: 'arriving', due_ms: 0, cancel: () => {} };
    this.#clients.set(socket.id, client);
    this.#counters.add('live.clients_connected');
    this.#watchBacklog(client);
    socket.use(([event], next) => {
      if (isLiveEvent(event) && mayHear(client, event)) next();
      else this.#counters.add('live.messages_refused');
    });
    socket.on('resync', () => {
      this.#counters.add('live.resyncs');
      this.#expectSnapshot(client);
    });
    socket.on('disconnect', () => {
      client.cancel();
      this.#clients.delete(socket.id);
      // Who leaves and comes again on the same connection would get another snapshot each time, whatever is still waiting.
      socket.conn.close();
      this.#counters.add('live.clients_disconnected');
    });
    this.#expectSnapshot(client);
  }

  /** Ends what was opened with something that no longer holds. */
  #close(isOver: (caller: Caller) => boolean): void {
    for (const { socket, caller } of [...this.#clients.values()]) {
      if (!isOver(caller)) continue;
      this.#counters.add('live.clients_signed_out');
      socket.disconnect(true);
    }
  }

  #lookAtSessions(): void {
    this.#cancelLook = this.#clock.after(look_every_ms, () => {
      const held = new Map<string, boolean>();
      this.#close((caller) => {
        const holds = held.get(caller.key) ?? this.#access.stillHolds(caller);
        held.set(caller.key, holds);
        return !holds;
      });
      this.#lookAtSessions();
    });
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
    const due = [...this.#clients.values()].filter(
      (client) =>
        client.place === 'arriving' &&
        client.due_ms <= now_ms &&
        mayHear(client, 'snapshot') &&
        mayHear(client, 'change'),
    );
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

function mayHear({ caller }: Client, event: LiveEvent): boolean {
  return caller.rights.has(liveNeeds[event]);
}
