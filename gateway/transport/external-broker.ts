/** A broker the site runs already: the same devices, topics and promises as with the embedded one, through one client. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { GatewayFault } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { LinkState } from '../base/link-state.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { IntakePort, Settled } from './arrival.ts';
import { type BackOff, backOff, reconnectWaits, type Waits } from './back-off.ts';
import { type BrokerMessage, ExternalSession } from './external-session.ts';
import type { Link, MqttDevice } from './link.ts';
import { type LinkTracker, linkTracker } from './link-tracker.ts';
import { type Rights, rightsOf } from './mqtt-rights.ts';
import { socketFault } from './socket-fault.ts';

export interface ExternalBrokerParts {
  /** `mqtt://host:port`, also mqtts, ws and wss; may carry user name and password. */
  readonly url: string;
  readonly username?: string;
  readonly secret?: string;
  /** Stable for this gateway: the broker keeps what came while it was away under this name. */
  readonly client_id: string;
  /** True for a guest who comes once: the broker keeps nothing under its name. */
  readonly clean?: boolean;
  readonly devices: readonly MqttDevice[];
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
  readonly waits?: Waits;
}

export interface ExternalBrokerLink extends Link {
  update(devices: readonly MqttDevice[]): void;
  /** Hands a command to the broker. False, and counted, when it is not connected: a command is never kept for later. */
  publish(topic: string, payload: Uint8Array): boolean;
}

/** Throws GatewayFault `settings-invalid` when the address is none. */
export function externalBrokerLink(parts: ExternalBrokerParts): ExternalBrokerLink {
  return new ExternalBroker(parts, placeOf(parts.url));
}

const defaultPorts: ReadonlyMap<string, string> = new Map([
  ['mqtt:', '1883'],
  ['mqtts:', '8883'],
  ['ws:', '80'],
  ['wss:', '443'],
]);

/** Host and port for people; never the password a URL may carry. */
function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const port = parsed === undefined ? undefined : defaultPorts.get(parsed.protocol);
  if (parsed === undefined || port === undefined || parsed.hostname === '') {
    throw new GatewayFault(
      'settings-invalid',
      'The broker address must look like mqtt://host:1883 (or mqtts, ws, wss).',
    );
  }
  return `broker at ${parsed.hostname} port ${parsed.port === '' ? port : parsed.port}`;
}

class ExternalBroker implements ExternalBrokerLink {
  readonly #parts: ExternalBrokerParts;
  readonly #place: string;
  readonly #backOff: BackOff;
  readonly #waits: Waits;
  readonly #trackers = new Map<string, LinkTracker>();
  #rights: Rights;
  #session: ExternalSession | undefined;
  #running = false;
  /** The journal was told that the broker can be heard. */
  #noted = false;
  #heard = false;
  #opened_ms = 0;
  #awaitsRoom = false;
  #state: LinkState['state'] = 'stopped';
  #says = 'Not started.';
  #cancelRetry = () => {};

  constructor(parts: ExternalBrokerParts, place: string) {
    this.#parts = parts;
    this.#place = place;
    this.#waits = parts.waits ?? reconnectWaits;
    this.#backOff = backOff(parts.random, this.#waits);
    this.#rights = rightsOf(parts.devices);
    this.#track(parts.devices);
  }

  start(): Promise<void> {
    if (!this.#running) {
      this.#running = true;
      this.#set('connecting', `Connecting to the ${this.#place}.`);
      this.#attempt();
    }
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelRetry();
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) {
      await session.idle(this.#parts.clock);
      await session.leave(this.#parts.clock);
      this.#note('disconnected', 'The gateway is stopping.');
    }
    this.#set('stopped', 'Stopped.');
  }

  states(): readonly LinkState[] {
    return [...this.#trackers.values()].map((tracker) => tracker.read());
  }

  update(devices: readonly MqttDevice[]): void {
    const before = this.#rights.devices;
    this.#rights = rightsOf(devices);
    this.#track(devices);
    if (!this.#noted) return;
    const { intake } = this.#parts;
    const known = new Set(before.map(({ device }) => device));
    const kept = new Set(devices.map(({ device }) => device));
    for (const device of known) if (!kept.has(device)) intake.note(device, 'disconnected', 'It left the settings.');
    for (const device of kept) if (!known.has(device)) intake.note(device, 'connected', this.#says);
    const filters = { before: filtersOf(before), after: filtersOf(devices) };
    this.#session?.unsubscribe([...filters.before].filter((filter) => !filters.after.has(filter)));
    this.#session?.subscribe([...filters.after].filter((filter) => !filters.before.has(filter)));
  }

  publish(topic: string, payload: Uint8Array): boolean {
    const sent = this.#session?.publish(topic, payload) ?? false;
    this.#parts.counters.add(sent ? 'mqtt.commands_sent' : 'mqtt.commands_undelivered');
    return sent;
  }

  #attempt(): void {
    const { url, username, secret, client_id, clean = false, clock } = this.#parts;
    this.#heard = false;
    this.#opened_ms = clock.monotonic_ms();
    const options = {
      clientId: client_id,
      clean,
      connectTimeout: limits.tcp_connect_ms_max,
      ...(username === undefined ? {} : { username }),
      ...(secret === undefined ? {} : { password: secret }),
    };
    this.#session = new ExternalSession(url, options, {
      connected: () => {
        this.#connected();
        this.#session?.subscribe([...filtersOf(this.#rights.devices)]);
      },
      message: (message, settled) => this.#message(message, settled),
      mayTake: () => this.#mayTake(),
      denied: (filters) => this.#denied(filters),
      gone: (error) => this.#gone(error),
    });
  }

  /** Messages of a kept session may come before the library says that it is connected. */
  #connected(): void {
    if (this.#noted) return;
    const says = `Connected through the ${this.#place}.`;
    this.#set('connected', says);
    this.#note('connected', says);
    this.#parts.log.info({ broker: this.#place }, says);
  }

  #message({ topic, payload, retained, qos }: BrokerMessage, settled: Settled): void {
    const { intake, counters } = this.#parts;
    this.#connected();
    const right = this.#rights.publish(topic);
    if (right.kind !== 'understood') {
      counters.add('mqtt.foreign_messages');
      settled('committed');
      return;
    }
    this.#heard = true;
    const owner = this.#rights.devices.find(({ device }) => device === right.device);
    const tracker = this.#trackers.get(owner?.connection ?? '');
    tracker?.frame();
    tracker?.bytes(payload.length);
    intake.offer({ device: right.device, topic, retained, qos, data: payload }, (outcome) => {
      settled(outcome);
      if (outcome === 'failed') this.#notStored();
    });
  }

  /** What is not acknowledged stays with the broker, which sends it again after the reconnect. */
  #notStored(): void {
    this.#parts.counters.add('mqtt.frames_not_stored');
    const session = this.#session;
    if (session === undefined || !this.#running) return;
    session.cut();
    this.#lost('waiting', 'The ledger could not store what the broker sent; the broker will send it again.');
  }

  #mayTake(): boolean {
    const { intake, counters } = this.#parts;
    const session = this.#session;
    if (!this.#running || session === undefined) return false;
    if (session.unsettled >= limits.mqtt_in_flight_per_client_max) return false;
    if (intake.waiting < limits.intake_waiting_frames_max) return true;
    if (!this.#awaitsRoom) {
      this.#awaitsRoom = true;
      counters.add('mqtt.pauses');
      intake.whenRoom(() => {
        this.#awaitsRoom = false;
        this.#session?.release();
      });
    }
    return false;
  }

  #denied(filters: readonly string[]): void {
    const says = `The ${this.#place} does not let the gateway read ${filters.slice(0, 3).join(', ')}. Give its user the right to.`;
    this.#parts.log.warn({ filters }, says);
    for (const { connection, filters: own } of this.#rights.devices) {
      if (own.some((filter) => filters.includes(filter))) this.#trackers.get(connection)?.set('refused', says);
    }
  }

  #gone(error: Error | undefined): void {
    const code = error !== undefined && 'code' in error ? error.code : undefined;
    if (code === 4 || code === 5) {
      this.#lost(
        'refused',
        `The ${this.#place} refuses the login: user name or password is wrong, or this user may not log in. Correct it in the settings.`,
      );
    } else if (error === undefined) this.#lost('waiting', `The ${this.#place} closed the connection.`);
    else this.#lost('waiting', socketFault(`The ${this.#place}`, error));
  }

  #lost(state: 'refused' | 'waiting', says: string): void {
    if (!this.#running) return;
    const { clock, counters, log } = this.#parts;
    this.#session = undefined;
    if (this.#heard || (this.#noted && clock.monotonic_ms() - this.#opened_ms >= this.#waits.max_ms))
      this.#backOff.reset();
    if (this.#state !== state) log.warn({ broker: this.#place }, says);
    this.#note('disconnected', says);
    this.#set(state, says);
    counters.add('mqtt.retries');
    this.#cancelRetry = clock.after(this.#backOff.next(), () => this.#attempt());
  }

  #note(event: 'connected' | 'disconnected', says: string): void {
    if (this.#noted === (event === 'connected')) return;
    this.#noted = event === 'connected';
    for (const { device } of this.#rights.devices) this.#parts.intake.note(device, event, says);
  }

  #set(state: LinkState['state'], says: string): void {
    this.#state = state;
    this.#says = says;
    for (const tracker of this.#trackers.values()) tracker.set(state, says);
  }

  /** One tracker a connection, in the state of the whole. */
  #track(devices: readonly MqttDevice[]): void {
    const wanted = new Set(devices.map(({ connection }) => connection));
    for (const connection of this.#trackers.keys()) if (!wanted.has(connection)) this.#trackers.delete(connection);
    for (const connection of wanted) {
      if (this.#trackers.has(connection)) continue;
      const tracker = linkTracker(connection, this.#parts.clock);
      tracker.set(this.#state, this.#says);
      this.#trackers.set(connection, tracker);
    }
  }
}

function filtersOf(devices: readonly MqttDevice[]): ReadonlySet<string> {
  return new Set(devices.flatMap(({ filters }) => filters));
}
