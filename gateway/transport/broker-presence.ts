/** Who is connected to the embedded broker, with which rights, and what to tell people and the journal about it. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import type { LinkState } from '../base/link-state.ts';
import type { IntakePort } from './arrival.ts';
import type { Visitor } from './broker-visitor.ts';
import type { MqttDevice } from './link.ts';
import { type LinkTracker, linkTracker } from './link-tracker.ts';
import { type Rights, rightsByConnection } from './mqtt-rights.ts';

export interface PresenceParts {
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly counters: Counters;
}

export class Presence {
  readonly #parts: PresenceParts;
  readonly #present = new Map<string, Visitor>();
  readonly #trackers = new Map<string, LinkTracker>();
  #rights: ReadonlyMap<string, Rights> = new Map();

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Takes new rights and gives the visitors whose rights changed; they are to be closed and log in again. */
  update(devices: readonly MqttDevice[]): readonly Visitor[] {
    const before = this.#rights;
    this.#rights = rightsByConnection(devices);
    for (const connection of this.#trackers.keys()) {
      if (!this.#rights.has(connection)) this.#trackers.delete(connection);
    }
    for (const connection of this.#rights.keys()) {
      if (this.#trackers.has(connection)) continue;
      const tracker = linkTracker(connection, this.#parts.clock);
      tracker.set('waiting', 'It has not connected since the gateway started.');
      this.#trackers.set(connection, tracker);
    }
    return [...this.#present]
      .filter(([connection]) => !sameDevices(before.get(connection), this.#rights.get(connection)))
      .map(([, visitor]) => visitor);
  }

  rights(connection: string): Rights | undefined {
    return this.#rights.get(connection);
  }

  tracker(connection: string): LinkTracker | undefined {
    return this.#trackers.get(connection);
  }

  visitor(connection: string): Visitor | undefined {
    return this.#present.get(connection);
  }

  /** The connection whose devices may hear this topic. */
  listener(topic: string): Visitor | undefined {
    for (const [connection, rights] of this.#rights) {
      if (rights.subscribe(topic)) return this.#present.get(connection);
    }
    return undefined;
  }

  /** A login was accepted. One that is there already gives way to it (MQTT 3.1.1, 3.1.4-2), which is counted and shown. */
  accepted(visitor: Visitor, connection: string): void {
    const before = this.#present.get(connection);
    if (before === undefined) return;
    this.#parts.counters.add('mqtt.takeovers');
    before.reason ??= `It was replaced by another login, from ${visitor.from}.`;
    visitor.replaces = before;
  }

  /** The login is through and the visitor may be heard. */
  arrived(visitor: Visitor): void {
    if (visitor.login === undefined) return;
    const { connection, rights } = visitor.login;
    const present = this.#present.get(connection);
    const before = visitor.replaces ?? present;
    visitor.replaces = undefined;
    if (present !== undefined) {
      // The broker closes it by its client id, unless an unfinished login under that id made it forget whom it has.
      this.left(present, present.reason ?? `It was replaced by another login, from ${visitor.from}.`);
      present.socket.destroy();
    }
    this.#present.set(connection, visitor);
    const says =
      before === undefined
        ? `Connected from ${visitor.from}.`
        : `Connected from ${visitor.from}. It replaced a connection from ${before.from}: when this repeats, two devices use one credential; give each its own.`;
    this.#trackers.get(connection)?.set('connected', says);
    for (const { device } of rights.devices) this.#parts.intake.note(device, 'connected', says);
  }

  /** Idempotent. */
  left(visitor: Visitor, says: string): void {
    if (visitor.login === undefined) return;
    const { connection, rights } = visitor.login;
    if (this.#present.get(connection) !== visitor) return;
    this.#present.delete(connection);
    this.#trackers.get(connection)?.set('waiting', says);
    for (const { device } of rights.devices) this.#parts.intake.note(device, 'disconnected', says);
  }

  /** A login under this name was refused; says so where people look, unless the device itself is well connected. */
  refused(connection: string, says: string): void {
    if (!this.#present.has(connection)) this.#trackers.get(connection)?.set('refused', says);
  }

  stopped(): void {
    for (const tracker of this.#trackers.values()) tracker.set('stopped', 'Stopped.');
  }

  states(): readonly LinkState[] {
    return [...this.#trackers.values()].map((tracker) => tracker.read());
  }
}

function sameDevices(a: Rights | undefined, b: Rights | undefined): boolean {
  return JSON.stringify(a?.devices) === JSON.stringify(b?.devices);
}
