/**
 * One connection to an external broker. mqtt.js handles one message at a time and acknowledges when its handler calls
 * back, which would make one message per commit; so the handler calls back at once with an error, which mqtt.js takes
 * as "do not acknowledge", and the PUBACK is written here after the commit, in order.
 */
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Clock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { Settled } from './arrival.ts';

/** What mqtt.js hands over of a message. */
export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
  readonly qos: 0 | 1 | 2;
}

export interface SessionEvents {
  connected(): void;
  /** Call `settled` once, in the order of the messages; `failed` means that the broker must send it again. */
  message(message: BrokerMessage, settled: Settled): void;
  /** Whether another message may be taken now. */
  mayTake(): boolean;
  /** Filters the broker does not let us subscribe to. */
  denied(filters: readonly string[]): void;
  /** The connection ended by itself; `code` is a CONNACK return code or a socket's error code. At most once. */
  gone(error: Error | undefined): void;
}

/** A message the broker waits for an answer to; QoS 0 has no id. */
interface Taken {
  readonly messageId: number | undefined;
  settled: boolean;
}

const notYet = new Error('acknowledged after the commit');

export class ExternalSession {
  readonly #client: MqttClient;
  readonly #events: SessionEvents;
  readonly #taken: Taken[] = [];
  #unsettled = 0;
  #ended = false;
  #held: (() => void) | undefined;
  #error: Error | undefined;
  #idle = () => {};

  constructor(url: string, options: IClientOptions, events: SessionEvents) {
    this.#events = events;
    this.#client = connect(url, { ...options, reconnectPeriod: 0, resubscribe: false, queueQoSZero: false });
    const client = this.#client;
    client.handleMessage = (packet, done) => {
      if (this.#ended) return;
      const { topic, qos, retain, messageId } = packet;
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      this.#take({ topic, payload, retained: retain, qos }, qos === 1 ? messageId : undefined);
      this.#held = () => done(qos === 0 ? undefined : notYet);
      this.release();
    };
    client.on('connect', () => {
      if (!this.#ended) events.connected();
    });
    client.on('error', (error) => {
      this.#error ??= error;
    });
    client.on('close', () => {
      if (this.#ended) return;
      this.#ended = true;
      events.gone(this.#error);
    });
  }

  get unsettled(): number {
    return this.#unsettled;
  }

  /** Takes the next message if one is held back and there is room now. */
  release(): void {
    const next = this.#held;
    if (next === undefined || this.#ended || !this.#events.mayTake()) return;
    this.#held = undefined;
    next();
  }

  subscribe(filters: readonly string[]): void {
    if (filters.length === 0) return;
    this.#client.subscribe([...filters], { qos: 1 }, (error, _requested, answer) => {
      if (error === null || this.#ended || answer === undefined) return;
      this.#events.denied(filters.filter((_, at) => answer.granted[at] === 128));
    });
  }

  unsubscribe(filters: readonly string[]): void {
    if (filters.length > 0) this.#client.unsubscribe([...filters], () => {});
  }

  /** False when there is no connection; nothing is kept for later. */
  publish(topic: string, payload: Uint8Array): boolean {
    if (this.#ended || !this.#client.connected) return false;
    this.#client.publish(topic, Buffer.from(payload), { qos: 0 }, () => {});
    return true;
  }

  /** Breaks the connection without a word, so that the broker keeps what is not acknowledged and sends it again. */
  cut(): void {
    this.#ended = true;
    this.#client.end(true);
  }

  /** Says good-bye after the last acknowledgement. Resolves when the socket is gone, whatever the broker does. */
  leave(clock: Clock): Promise<void> {
    this.#ended = true;
    const client = this.#client;
    const { stream } = client;
    if (!client.connected || stream.destroyed) {
      client.end(true);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const cancel = clock.after(limits.link_close_ms_max, () => client.end(true));
      stream.once('close', () => {
        cancel();
        resolve();
      });
      // DISCONNECT, MQTT 3.1.1, section 3.14.
      stream.end(Buffer.of(0xe0, 0x00), () => client.end(true));
    });
  }

  /** Resolves when all that was taken is settled, or when a closing link's time is over. */
  idle(clock: Clock): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(limits.link_close_ms_max, resolve);
      this.#idle = () => {
        cancel();
        resolve();
      };
      if (this.#unsettled === 0) this.#idle();
    });
  }

  #take(message: BrokerMessage, messageId: number | undefined): void {
    const taken: Taken = { messageId, settled: false };
    this.#unsettled += 1;
    this.#taken.push(taken);
    this.#events.message(message, (outcome) => {
      taken.settled = outcome === 'committed';
      this.#unsettled -= 1;
      this.#acknowledge();
      if (this.#unsettled === 0) this.#idle();
      this.release();
    });
  }

  /** In the order of the messages (MQTT 3.1.1, 4.6): the first one that is not settled holds back the rest. */
  #acknowledge(): void {
    const { stream } = this.#client;
    while (this.#taken[0]?.settled === true) {
      const messageId = this.#taken.shift()?.messageId;
      if (messageId === undefined || this.#ended || !stream.writable) continue;
      // PUBACK, MQTT 3.1.1, section 3.4: type 4, two bytes, the message id.
      stream.write(Buffer.of(0x40, 0x02, messageId >> 8, messageId & 0xff));
    }
  }
}
