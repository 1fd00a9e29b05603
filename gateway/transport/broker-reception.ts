/**
 * A publish at the embedded broker: whose it is, into the intake, and only after the commit back to the broker, which then
 * acknowledges. Every publish is offered, a QoS 2 redelivery too: the broker remembers message ids in RAM only and a client
 * reuses them after a new login, so that only the identity of its reading can tell a repetition from news.
 */
import type { Client } from 'aedes';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { IntakePort } from './arrival.ts';
import type { Presence } from './broker-presence.ts';
import type { Visitor } from './broker-visitor.ts';
import type { PublishRight } from './mqtt-rights.ts';
import type { Refusals } from './refusals.ts';
import { isStatusTopic } from './topics.ts';

/** The part of the broker's packet that we read and change. */
export interface PublishedPacket {
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  payload: string | Buffer;
  retain: boolean;
}

export type Answer = (error?: Error | null) => void;

export interface ReceptionParts {
  readonly intake: IntakePort;
  readonly counters: Counters;
  readonly presence: Presence;
  readonly refusals: Refusals;
}

/** What the broker keeps of a publish that nobody can be subscribed to. */
const nothing = Buffer.alloc(0);

export class Reception {
  readonly #parts: ReceptionParts;
  readonly #retained = new Set<string>();

  constructor(parts: ReceptionParts) {
    this.#parts = parts;
  }

  /** An error in the answer makes the broker close the connection without acknowledging. */
  publish(visitor: Visitor, client: Pick<Client, 'closed'>, packet: PublishedPacket, answer: Answer): void {
    const right = this.#right(visitor, packet.topic);
    if (right.kind === 'refused') {
      this.#parts.counters.add('mqtt.refused_publishes');
      visitor.reason = `It was closed because it published where it may not: ${right.why}.`;
      this.#parts.refusals.tell(visitor.login?.connection, visitor.reason);
      answer(new Error(right.why));
      return;
    }
    const tracker = this.#parts.presence.tracker(visitor.login?.connection ?? '');
    tracker?.bytes(packet.payload.length);
    if (right.kind === 'ignored') {
      this.#ignore(packet);
      visitor.inTurn(() => answer(visitor.reason === undefined ? null : new Error(visitor.reason)));
      return;
    }
    tracker?.frame();
    const settle = visitor.begin();
    this.#offer(right.device, packet, packet.qos, (committed) =>
      settle(() => {
        if (!committed) {
          visitor.reason ??= 'It was closed because the ledger could not store what it sent; it will send it again.';
          answer(new Error('not stored'));
        } else if (client.closed && packet.qos > 0) {
          // Nobody is left to acknowledge to, and a message id stored now would fall into the client's next session.
          answer(new Error('closed before the commit'));
        } else answer(null);
      }),
    );
  }

  /** A last will comes without a sender to answer: an ordinary arrival that no wire can redeliver. */
  will(visitor: Visitor, packet: PublishedPacket, answer: Answer): void {
    const right = this.#right(visitor, packet.topic);
    if (right.kind === 'refused' || visitor.login?.rights.will(packet.topic) !== true) {
      this.#parts.counters.add('mqtt.refused_wills');
      answer(new Error('the will is not allowed'));
    } else if (right.kind === 'ignored') {
      this.#ignore(packet);
      answer(null);
    } else {
      this.#offer(right.device, packet, 0, (committed) => answer(committed ? null : new Error('not stored')));
    }
  }

  #right(visitor: Visitor, topic: string): PublishRight {
    return visitor.login?.rights.publish(topic) ?? { kind: 'refused', why: 'it has not logged in' };
  }

  #ignore(packet: PublishedPacket): void {
    this.#parts.counters.add('mqtt.ignored_publishes');
    this.#keep(packet);
  }

  #offer(device: string, packet: PublishedPacket, qos: 0 | 1 | 2, settled: (committed: boolean) => void): void {
    const data = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    this.#keep(packet);
    // The broker sees the publish happen, so it is live even where the device asks to retain it.
    this.#parts.intake.offer({ device, topic: packet.topic, retained: false, qos, data }, (outcome) => {
      if (outcome === 'failed') this.#parts.counters.add('mqtt.frames_not_stored');
      settled(outcome === 'committed');
    });
  }

  /** Status topics may be retained, up to a limit. All else is for the gateway alone, and the broker need not carry its payload on. */
  #keep(packet: PublishedPacket): void {
    const { counters } = this.#parts;
    if (!isStatusTopic(packet.topic)) {
      if (packet.retain) counters.add('mqtt.retain_refused');
      packet.retain = false;
      packet.payload = nothing;
    } else if (packet.retain && packet.payload.length === 0) {
      this.#retained.delete(packet.topic);
    } else if (packet.retain && !this.#retained.has(packet.topic)) {
      if (this.#retained.size < limits.mqtt_retained_max) this.#retained.add(packet.topic);
      else {
        packet.retain = false;
        counters.add('mqtt.retain_refused');
      }
    }
  }
}
