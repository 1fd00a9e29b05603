/** Devices that connect to a port of ours: handhelds that send what they scan, device servers that call by themselves. */
import { createServer, type Server, type Socket } from 'node:net';
import type { CommandOutcome, DeviceCommand, SessionSettings } from '../../devices/driver.ts';
import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { LinkState } from '../base/link-state.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { IntakePort } from './arrival.ts';
import { type BackOff, backOff } from './back-off.ts';
import { Conversation, type StreamDriver } from './conversation.ts';
import type { Link } from './link.ts';
import { type LinkTracker, linkTracker } from './link-tracker.ts';
import { listening } from './listening.ts';
import { Refusals } from './refusals.ts';
import { tcpWire } from './tcp.ts';
import type { Wire } from './wire.ts';

/** A device that comes to the port. */
export interface ServedDevice {
  readonly device: string;
  readonly driver: StreamDriver;
  readonly session?: SessionSettings;
  /** It is whoever connects from here; without it, whoever connects from elsewhere. */
  readonly address?: string;
}

export interface TcpServerParts {
  readonly connection: string;
  readonly host: string;
  readonly port: number;
  readonly devices: readonly ServedDevice[];
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
}

interface Client {
  readonly served: ServedDevice;
  readonly wire: Wire;
  readonly talk: Conversation;
  /** For people. */
  readonly from: string;
  heard_ms: number;
  is_ready: boolean;
}

/** Message ids of one session start here at most, so that they never run over 32 bits. */
const firstIdMax = 0x3fff_ffff;

/** A link that listens. A port that cannot be had is tried again for as long as it runs; never throws. */
export function tcpServerLink(parts: TcpServerParts): TcpServerLink {
  return new TcpServerLink(parts);
}

export class TcpServerLink implements Link {
  readonly #parts: TcpServerParts;
  /** By device: of several each has a state of its own. */
  readonly #trackers: ReadonlyMap<string, LinkTracker>;
  readonly #backOff: BackOff;
  readonly #refusals: Refusals;
  readonly #clients = new Set<Client>();
  readonly #closing = new Set<Promise<void>>();
  #server: Server | undefined;
  #running = false;
  #cancelRetry = () => {};
  #opening: Promise<void> = Promise.resolve();
  #place: string;

  constructor(parts: TcpServerParts) {
    this.#parts = parts;
    const { connection, clock, devices } = parts;
    this.#trackers = new Map(
      devices.map(({ device }) => [device, linkTracker(connection, clock, devices.length > 1 ? device : undefined)]),
    );
    this.#backOff = backOff(parts.random);
    this.#refusals = new Refusals(parts);
    this.#place = `${parts.host} port ${parts.port}`;
  }

  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#opening = this.#listen();
    await this.#opening;
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelRetry();
    await this.#opening;
    const server = this.#server;
    this.#server = undefined;
    const closed = server === undefined ? Promise.resolve() : new Promise<void>((done) => server.close(() => done()));
    for (const client of [...this.#clients]) this.#drop(client, 'The gateway is stopping.');
    await Promise.all(this.#closing);
    await closed;
    this.#setAll('stopped', 'Stopped.');
  }

  states(): readonly LinkState[] {
    return [...this.#trackers.values()].map((tracker) => tracker.read());
  }

  /** To the client of the device that spoke last. */
  command(command: DeviceCommand, done: (outcome: CommandOutcome) => void, device: string): void {
    let newest: Client | undefined;
    for (const client of this.#clients) {
      if (client.served.device !== device || !client.is_ready) continue;
      if (newest === undefined || client.heard_ms >= newest.heard_ms) newest = client;
    }
    if (newest === undefined) done({ ok: false, says: 'The device is not connected.' });
    else newest.talk.tell(command, done);
  }

  async #listen(): Promise<void> {
    const { connection, host, port, log, clock } = this.#parts;
    const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: limits.tcp_keepalive_ms });
    server.on('connection', (socket) => this.#connected(socket));
    this.#setAll('connecting', `Opening ${this.#place}.`);
    try {
      const taken = await listening(server, host, port, `the connection ${connection}`);
      if (!this.#running) {
        server.close();
        return;
      }
      server.on('error', (error) => log.warn({ connection }, messageOf(error)));
      this.#server = server;
      this.#place = `${host} port ${taken}`;
      this.#backOff.reset();
      this.#show();
    } catch (thrown) {
      if (!this.#running) return;
      this.#setAll('waiting', messageOf(thrown));
      log.warn({ connection }, messageOf(thrown));
      this.#cancelRetry = clock.after(this.#backOff.next(), () => {
        this.#opening = this.#listen();
      });
    }
  }

  #connected(socket: Socket): void {
    // A socket that fails before anybody listens must find a listener, or it would end the process.
    socket.on('error', () => {});
    const { clock, connection } = this.#parts;
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const served = this.#servedAt(address);
    if (served === undefined) {
      this.#refuse(
        socket,
        'tcp_server.strangers',
        `No device of the connection ${connection} has the address ${address}.`,
      );
      return;
    }
    if (!this.#makeRoom()) {
      this.#refuse(socket, 'tcp_server.refused', `${limits.tcp_server_clients_max} devices are connected already.`);
      return;
    }
    const from = `${address} port ${socket.remotePort ?? 0}`;
    // A device that has an address of its own and connects anew has given up its connection before.
    if (served.address !== undefined) {
      for (const other of [...this.#clients]) if (other.served === served) this.#drop(other, 'It connected anew.');
    }
    this.#begin(served, tcpWire(socket, from, clock), from);
  }

  #servedAt(address: string): ServedDevice | undefined {
    const { devices } = this.#parts;
    return devices.find((each) => each.address === address) ?? devices.find((each) => each.address === undefined);
  }

  /** True when one more may come: where the port is full, the one that has been silent longest gives way, after a while. */
  #makeRoom(): boolean {
    if (this.#clients.size < limits.tcp_server_clients_max) return true;
    let oldest: Client | undefined;
    for (const client of this.#clients) if (oldest === undefined || client.heard_ms < oldest.heard_ms) oldest = client;
    const silent_ms = this.#parts.clock.monotonic_ms() - (oldest?.heard_ms ?? 0);
    if (oldest === undefined || silent_ms < limits.tcp_server_silent_ms) return false;
    this.#parts.counters.add('tcp_server.silent_closed');
    this.#drop(oldest, 'It was silent and another one wanted its place.');
    return true;
  }

  #refuse(socket: Socket, counter: string, says: string): void {
    this.#parts.counters.add(counter);
    this.#refusals.tell(this.#parts.connection, says);
    socket.destroy();
  }

  #setAll(state: LinkState['state'], says: string): void {
    for (const tracker of this.#trackers.values()) tracker.set(state, says);
  }

  #begin(served: ServedDevice, wire: Wire, from: string): void {
    const tracker = this.#trackers.get(served.device);
    assert(tracker !== undefined, 'only devices of the settings are served');
    const { intake, clock, counters, random } = this.#parts;
    const talk = new Conversation({
      device: served.device,
      driver: served.driver,
      settings: { ...served.session, first_id: random.int(1, firstIdMax) },
      intake,
      clock,
      counters,
      tracker,
      wire,
      greeting: () => this.#show(),
      ready: () => this.#ready(client),
      over: (_, says) => this.#drop(client, says),
    });
    const client: Client = { served, wire, talk, from, heard_ms: clock.monotonic_ms(), is_ready: false };
    this.#clients.add(client);
    wire.listen({
      heard(chunk) {
        client.heard_ms = clock.monotonic_ms();
        talk.heard(chunk);
      },
      gone: (says) => this.#drop(client, says),
    });
    talk.begin();
  }

  #ready(client: Client): void {
    if (client.is_ready) return;
    client.is_ready = true;
    const { device } = client.served;
    const { connection, intake, log } = this.#parts;
    log.info({ connection, device }, `Connected from ${client.from}.`);
    if (this.#readyOf(device) === 1) intake.note(device, 'connected', `Connected from ${client.from}.`);
    this.#show();
  }

  #drop(client: Client, says: string): void {
    if (!this.#clients.delete(client)) return;
    const { connection, intake, log, counters } = this.#parts;
    const { device } = client.served;
    const pending = client.talk.pending_bytes;
    if (pending > 0) {
      // No end of a frame came, so nobody can say whether it is whole.
      counters.add('stream.unended_bytes', pending);
      this.#trackers.get(device)?.noise(pending);
      log.warn(
        { connection, device },
        `${pending} bytes without an end: set the device to send CR or LF after each code.`,
      );
    }
    client.talk.end();
    const closing = client.wire.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    if (client.is_ready) {
      log.info({ connection, device }, `Lost ${client.from}: ${says}`);
      if (this.#readyOf(device) === 0) intake.note(device, 'disconnected', says);
    }
    this.#show();
  }

  #readyOf(device: string): number {
    let count = 0;
    for (const client of this.#clients) if (client.is_ready && client.served.device === device) count += 1;
    return count;
  }

  #show(): void {
    if (!this.#running) return;
    for (const [device, tracker] of this.#trackers) {
      const ready = [...this.#clients].filter(({ is_ready, served }) => is_ready && served.device === device);
      if (ready.length === 0) {
        tracker.set('waiting', `Listening on ${this.#place}; ${this.#nobody(device)}.`);
        continue;
      }
      const shown = ready.slice(0, 4).map(({ from }) => from);
      const more = ready.length > shown.length ? ` and ${ready.length - shown.length} more` : '';
      tracker.set('connected', `Listening on ${this.#place}; connected: ${shown.join(', ')}${more}.`);
    }
  }

  #nobody(device: string): string {
    const { devices } = this.#parts;
    const address = devices.find((each) => each.device === device)?.address;
    if (address !== undefined) return `nobody is connected from ${address}`;
    return devices.length > 1 ? 'nobody else is connected' : 'nobody is connected';
  }
}
