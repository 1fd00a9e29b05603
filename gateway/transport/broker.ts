/**
 * The embedded broker: aedes behind a guard. A publish is acknowledged only after its commit, a client may use its own
 * topics only, and everything it can make grow has its limit. aedes' traps and our answers to them are in the comments.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type Client } from 'aedes';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { LinkState } from '../base/link-state.ts';
import type { Log } from '../base/log.ts';
import type { IntakePort } from './arrival.ts';
import { brokerOptions, type HookParts } from './broker-hooks.ts';
import { Presence } from './broker-presence.ts';
import { Reception } from './broker-reception.ts';
import { Visitor } from './broker-visitor.ts';
import type { Link, MqttDevice } from './link.ts';
import { listening } from './listening.ts';
import { Refusals } from './refusals.ts';
import type { Strangers } from './strangers.ts';

export interface BrokerParts {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly devices: readonly MqttDevice[];
  /** Whether this is the connection's secret. Without it the broker does not start. */
  readonly authenticate: ((connection: string, secret: string) => boolean) | undefined;
  /** Told of logins and messages that belong to no device of the settings. */
  readonly strangers?: Strangers;
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
}

export interface BrokerLink extends Link {
  /** The port in use; 0 before start. */
  readonly port: number;
  /** New devices and rights. Connections whose rights changed are closed and log in again. */
  update(devices: readonly MqttDevice[]): void;
  /** Ends a connection now, for instance when its credential is revoked. */
  disconnect(connection: string): void;
  /** Whether a client is connected that has subscribed to this topic. */
  hears(topic: string): boolean;
  /** Hands a command to the connected device. False, and counted, when it is not there: a command is never kept for later. */
  publish(topic: string, payload: Uint8Array): boolean;
}

export function brokerLink(parts: BrokerParts): BrokerLink {
  return new Broker(parts);
}

class Broker implements BrokerLink {
  readonly #parts: BrokerParts;
  readonly #presence: Presence;
  readonly #visitors = new Set<Visitor>();
  readonly #visitorOf = new WeakMap<Client, Visitor>();
  readonly #perAddress = new Map<string, number>();
  #devices: readonly MqttDevice[];
  #server: Server | undefined;
  #aedes: Aedes | undefined;
  #port = 0;
  #awaitsRoom = false;
  #stopped: Promise<void> | undefined;
  #idle = () => {};

  constructor(parts: BrokerParts) {
    this.#parts = parts;
    this.#devices = parts.devices;
    this.#presence = new Presence(parts);
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    if (this.#aedes !== undefined) return;
    const { authenticate, host, log } = this.#parts;
    if (authenticate === undefined) {
      throw new GatewayFault(
        'settings-invalid',
        'The broker does not start without credentials. Enrol its connections first: npx tallygate enrol CONNECTION',
      );
    }
    const presence = this.#presence;
    const refusals = new Refusals(this.#parts);
    const hooks: HookParts = {
      ...this.#parts,
      authenticate,
      presence,
      refusals,
      reception: new Reception({ ...this.#parts, presence, refusals }),
      visitorOf: (client) => (client === null ? undefined : this.#visitorOf.get(client)),
      stopping: () => this.#stopped !== undefined,
    };
    const aedes = await Aedes.createBroker(brokerOptions(hooks));
    const server = createServer({ noDelay: true }, (socket) => this.#accept(aedes, socket));
    try {
      this.#port = await listening(server, host, this.#parts.port);
    } catch (fault) {
      await new Promise<void>((resolve) => aedes.close(resolve));
      throw fault;
    }
    this.#aedes = aedes;
    this.#server = server;
    presence.update(this.#devices);
    this.#observe(aedes);
    server.on('error', (error) => log.error({ error: error.message }, 'The broker cannot accept connections.'));
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  states(): readonly LinkState[] {
    return this.#presence.states();
  }

  update(devices: readonly MqttDevice[]): void {
    this.#devices = devices;
    if (this.#aedes === undefined) return;
    for (const visitor of this.#presence.update(devices)) {
      this.#close(visitor, 'Its settings changed; it has to log in again.');
    }
  }

  disconnect(connection: string): void {
    const visitor = this.#presence.visitor(connection);
    if (visitor !== undefined) this.#close(visitor, 'It was disconnected by the gateway.');
  }

  hears(topic: string): boolean {
    return this.#presence.listener(topic)?.hears(topic) === true;
  }

  publish(topic: string, payload: Uint8Array): boolean {
    const { counters } = this.#parts;
    if (this.#aedes === undefined || this.#presence.listener(topic) === undefined) {
      counters.add('mqtt.commands_undelivered');
      return false;
    }
    // QoS 0, or the broker would keep it in RAM for a client that is away and carry it out when nobody expects it any more.
    const packet = { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 0, retain: false, dup: false } as const;
    this.#aedes.publish(packet, () => {});
    counters.add('mqtt.commands_sent');
    return true;
  }

  #accept(aedes: Aedes, socket: Socket): void {
    const visitor = new Visitor(socket);
    const { counters, clock } = this.#parts;
    const here = this.#perAddress.get(visitor.address) ?? 0;
    if (this.#visitors.size >= limits.mqtt_connections_max || here >= limits.mqtt_connections_per_address_max) {
      counters.add('mqtt.refused_connections');
      socket.destroy();
      return;
    }
    this.#visitors.add(visitor);
    this.#perAddress.set(visitor.address, here + 1);
    socket.once('close', () => this.#closed(visitor));
    visitor.guard(clock, {
      mayRead: () => this.#mayRead(),
      broken: (rule) => {
        counters.add('mqtt.broken_rules');
        this.#close(visitor, `It was closed by the broker: ${rule}.`);
      },
      idle: () => this.#idle(),
    });
    this.#visitorOf.set(aedes.handle(socket), visitor);
  }

  #closed(visitor: Visitor): void {
    this.#visitors.delete(visitor);
    const left = (this.#perAddress.get(visitor.address) ?? 1) - 1;
    if (left === 0) this.#perAddress.delete(visitor.address);
    else this.#perAddress.set(visitor.address, left);
    this.#presence.left(visitor, visitor.reason ?? 'It closed the connection.');
  }

  #close(visitor: Visitor, reason: string): void {
    visitor.reason ??= reason;
    visitor.socket.destroy();
  }

  #observe(aedes: Aedes): void {
    const { log, counters } = this.#parts;
    aedes.on('clientReady', (client) => {
      const visitor = this.#visitorOf.get(client);
      const login = visitor?.login;
      if (visitor === undefined || login === undefined) return;
      if (this.#presence.rights(login.connection) !== login.rights)
        return this.#close(visitor, 'Its settings changed.');
      visitor.loggedIn();
      this.#presence.arrived(visitor);
      log.info({ connection: login.connection, from: visitor.from }, 'Connected to the broker.');
    });
    aedes.on('keepaliveTimeout', (client) => {
      const visitor = this.#visitorOf.get(client);
      if (visitor !== undefined) visitor.reason ??= 'It was silent for longer than its keepalive allows.';
    });
    aedes.on('clientError', (client, error) => {
      const visitor = this.#visitorOf.get(client);
      if (visitor !== undefined) visitor.reason ??= `The connection broke: ${error.message}.`;
    });
    aedes.on('connectionError', () => counters.add('mqtt.connection_errors'));
    // Emitted by the broker's base class for trouble in its own store, without a listener it would end the process.
    aedes.addListener('error', (error: unknown) => {
      counters.add('mqtt.broker_errors');
      log.error({ error: messageOf(error) }, 'The broker reports an error of its own.');
    });
  }

  #mayRead(): boolean {
    if (this.#stopped !== undefined) return false;
    const { intake, counters } = this.#parts;
    if (intake.waiting < limits.intake_waiting_frames_max) return true;
    if (!this.#awaitsRoom) {
      this.#awaitsRoom = true;
      counters.add('mqtt.pauses');
      intake.whenRoom(() => {
        this.#awaitsRoom = false;
        for (const visitor of this.#visitors) visitor.readOn();
      });
    }
    return false;
  }

  async #stop(): Promise<void> {
    const { clock } = this.#parts;
    const server = this.#server;
    const aedes = this.#aedes;
    if (server === undefined || aedes === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await this.#settled();
    const cancel = clock.after(limits.link_close_ms_max, () => {
      for (const { socket } of this.#visitors) socket.destroy();
    });
    for (const visitor of this.#visitors) {
      this.#presence.left(visitor, 'The gateway is stopping.');
      visitor.socket.destroySoon();
    }
    await closed;
    cancel();
    await new Promise<void>((resolve) => aedes.close(resolve));
    this.#presence.stopped();
  }

  /** What was taken in is settled and acknowledged before the sockets close, within the time a closing link has. */
  #settled(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        resolve();
      };
      const cancel = this.#parts.clock.after(limits.link_close_ms_max, done);
      this.#idle = () => {
        if ([...this.#visitors].every(({ in_flight }) => in_flight === 0)) done();
      };
      this.#idle();
    });
  }
}
