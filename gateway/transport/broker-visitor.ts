/** One socket at the embedded broker, from its first byte to its last: login, what is in flight, and why it went. */
import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import { guardReads } from './mqtt-guard.ts';
import type { Rights } from './mqtt-rights.ts';
import { meets } from './topics.ts';

/** A publish that waits for its commit, and what must be answered after it because it came later. */
interface Unsettled {
  readonly after: (() => void)[];
}

/** What a visitor asks and tells the broker. */
export interface VisitorHost {
  /** Whether any client may be read from at the moment. */
  mayRead(): boolean;
  /** A rule of the wire was broken; the socket is to be closed. */
  broken(rule: string): void;
  /** Nothing of this visitor waits for a commit any more. */
  idle(): void;
}

export class Visitor {
  readonly socket: Socket;
  readonly address: string;
  /** For people: address and port. */
  readonly from: string;
  /** Set by login. */
  login: { readonly connection: string; readonly rights: Rights } | undefined;
  /** The topic of its last will, kept from CONNECT until its rights are known. */
  will: string | undefined;
  /** The connection it took the place of, from login until it may be heard. */
  replaces: Visitor | undefined;
  /** Why the connection ends, where we know it. */
  reason: string | undefined;
  readonly #subscribed = new Set<string>();
  #connecting = false;
  #in_flight = 0;
  #last: Unsettled | undefined;
  #cancelLogin = () => {};
  #host: VisitorHost | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    this.address = socket.remoteAddress ?? 'unknown';
    this.from = `${this.address} port ${socket.remotePort ?? 0}`;
  }

  /** Holds the broker's parser back, and reports a login that takes too long. */
  guard(clock: Clock, host: VisitorHost): void {
    this.#host = host;
    guardReads(this.socket, {
      mayRead: () => !this.#connecting && this.#in_flight < limits.mqtt_in_flight_per_client_max && host.mayRead(),
      broken: (rule) => host.broken(rule),
    });
    this.#cancelLogin = clock.after(limits.mqtt_before_login_ms_max, () => host.broken('the login took too long'));
    this.socket.once('close', () => this.#cancelLogin());
  }

  /** CONNECT has come. Until the login is through nothing more is read, or what follows could overtake what came along with CONNECT. */
  beginLogin(): void {
    this.#connecting = true;
  }

  loggedIn(): void {
    this.#cancelLogin();
    this.#connecting = false;
    this.readOn();
  }

  /** Whether it may hear this topic; remembers it, because what one client is subscribed to has a limit. */
  subscribe(filter: string): boolean {
    if (this.login?.rights.subscribe(filter) !== true) return false;
    if (this.#subscribed.has(filter)) return true;
    if (this.#subscribed.size >= limits.mqtt_subscriptions_per_client_max) return false;
    this.#subscribed.add(filter);
    return true;
  }

  /** Whether it has asked for this topic. */
  hears(topic: string): boolean {
    for (const filter of this.#subscribed) if (meets(filter, topic)) return true;
    return false;
  }

  get in_flight(): number {
    return this.#in_flight;
  }

  /** A publish goes to intake; call the returned function when it is settled. */
  begin(): (answer: () => void) => void {
    const unsettled: Unsettled = { after: [] };
    this.#last = unsettled;
    this.#in_flight += 1;
    // aedes takes no further chunk of a client before the one at hand is through; a commit must not hold up what came after.
    this.readOn();
    return (answer) => {
      this.#in_flight -= 1;
      if (this.#last === unsettled) this.#last = undefined;
      answer();
      for (const next of unsettled.after) next();
      if (this.#in_flight === limits.mqtt_in_flight_per_client_max - 1) this.readOn();
      if (this.#in_flight === 0) this.#host?.idle();
    };
  }

  /** Answers once all that came before is answered: acknowledgements keep the order of their publishes (MQTT 3.1.1, 4.6). */
  inTurn(answer: () => void): void {
    if (this.#last === undefined) answer();
    else this.#last.after.push(answer);
  }

  /** The gate may have opened: the broker looks again, once what runs now has run, so that nothing is offered within a settlement. */
  readOn(): void {
    queueMicrotask(() => {
      if (!this.socket.destroyed) this.socket.emit('readable');
    });
  }
}
