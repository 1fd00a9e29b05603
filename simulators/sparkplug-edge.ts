/** A Sparkplug edge node with one scale behind it: births, data under aliases, a death, and what gets lost between. */
import { connect } from 'mqtt';
import {
  datatypes,
  type Metric,
  type SparkplugPayload,
  sparkplugPayload,
} from '../devices/scales/sparkplug-payload.ts';
import { every, type SimulatorClock } from './clock.ts';
import type { Pan } from './load-cell.ts';

export interface EdgeMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface SparkplugEdgeOptions {
  readonly group: string;
  readonly node: string;
  /** The scale behind it. */
  readonly device: string;
  readonly pan: Pan;
  /** How far its clock is behind: a node without a battery begins in 1970. */
  readonly behind_ms?: number;
  /** Counts the sessions at the broker; one more at each login. */
  readonly session: number;
}

export interface SparkplugEdge {
  readonly rebirth_topic: string;
  /** The death that the broker tells when the node is gone. */
  readonly will: EdgeMessage;
  births(at_ms: number): readonly EdgeMessage[];
  /** The weight of now, under its alias, where it or its rest has changed. */
  data(at_ms: number): readonly EdgeMessage[];
}

const alias = { weight: 101n, stable: 102n } as const;

/** The node without its wire. Its numbers go on whether a message arrives or not. */
export function sparkplugEdge({
  group,
  node,
  device,
  pan,
  session,
  behind_ms = 0,
}: SparkplugEdgeOptions): SparkplugEdge {
  let seq = 0;
  let told = '';
  const topic = (type: string, of = '') => `spBv1.0/${group}/${type}/${node}${of}`;
  const bdSeq: Metric = {
    name: 'bdSeq',
    datatype: datatypes.Int64,
    value: { is: 'long', long: BigInt(session % 256) },
  };
  const message = (to: string, payload: SparkplugPayload): EdgeMessage => ({
    topic: to,
    payload: sparkplugPayload.encode(payload),
  });
  const counted = (to: string, at_ms: number, metrics: readonly Metric[]) => {
    seq = (seq + 1) % 256;
    return message(to, { timestamp_ms: at_ms - behind_ms, metrics, seq });
  };

  function values(at_ms: number): readonly Metric[] {
    const kilograms = Math.round(pan.massAt(at_ms) / 100) / 10_000;
    return [
      { alias: alias.weight, value: { is: 'double', number: kilograms } },
      { alias: alias.stable, value: { is: 'boolean', boolean: !pan.isMovingAt(at_ms) } },
    ];
  }

  return {
    rebirth_topic: topic('NCMD'),
    will: message(topic('NDEATH'), { metrics: [bdSeq] }),
    births(at_ms) {
      seq = 0;
      const control: Metric = { name: 'Node Control/Rebirth', datatype: 11, value: { is: 'boolean', boolean: false } };
      const [weight, stable] = values(at_ms);
      return [
        message(topic('NBIRTH'), { timestamp_ms: at_ms - behind_ms, metrics: [bdSeq, control], seq }),
        counted(topic('DBIRTH', `/${device}`), at_ms, [
          { ...weight, name: 'Weight', datatype: datatypes.Double, properties: [{ key: 'engUnit', text: 'kg' }] },
          { ...stable, name: 'Stable', datatype: datatypes.Boolean },
        ]),
      ];
    },
    data(at_ms) {
      const metrics = values(at_ms);
      const now = metrics.map(({ value }) => JSON.stringify(value)).join();
      if (now === told) return [];
      told = now;
      return [counted(topic('DDATA', `/${device}`), at_ms, metrics)];
    },
  };
}

export interface SparkplugWireOptions extends SparkplugEdgeOptions {
  readonly url: string;
  readonly connection: string;
  readonly secret: string;
  readonly clock: SimulatorClock;
  /** True for a message that is to be lost, and for one that is to come twice. */
  loses?(): boolean;
  doubles?(): boolean;
}

const data_ms = 100;
const again_ms = 1_000;

/** An edge node as one of a simulated warehouse. */
export interface SparkplugNodeOptions extends Omit<SparkplugEdgeOptions, 'session'> {
  readonly url: string;
  readonly connection: string;
  readonly secret: string;
  readonly clock: SimulatorClock;
  /** So often it tells its births without being asked. */
  readonly rebirth_every_ms?: number;
  /** So often its power fails. */
  readonly power_every_ms?: number;
  /** Told once for each change: `connected`, or why it is not. */
  changed(says: string): void;
}

/**
 * The node at a broker, session after session: each has a number of its own, which its death carries too. Returns what ends
 * it. A node that ends says its death itself, as the broker drops the will of a client that says goodbye.
 */
export function sparkplugNode(options: SparkplugNodeOptions): () => Promise<void> {
  const { url, connection, secret, clock, rebirth_every_ms, power_every_ms, changed } = options;
  let session = 0;
  let said = '';
  let isStopping = false;
  let hangUp: () => Promise<void> = async () => {};
  let cancel = () => {};
  const tell = (says: string) => {
    if (says !== said && !isStopping) changed(says);
    said = says;
  };

  function login(): void {
    const edge = sparkplugEdge({ ...options, session });
    session += 1;
    const will = { topic: edge.will.topic, payload: Buffer.from(edge.will.payload), qos: 1, retain: false } as const;
    const client = connect(url, {
      clientId: connection,
      username: connection,
      password: secret,
      reconnectPeriod: 0,
      will,
    });
    const ends: (() => void)[] = [];
    const say = (messages: readonly EdgeMessage[]) => {
      for (const { topic, payload } of messages) client.publish(topic, Buffer.from(payload), { qos: 0 });
    };
    const births = () => say(edge.births(clock.now_ms()));
    client.on('error', (error) => tell(error.message === '' ? 'the broker cannot be reached' : error.message));
    client.on('message', births);
    client.once('connect', () => {
      tell('connected');
      client.subscribe(`${edge.rebirth_topic}/#`);
      births();
      ends.push(every(clock, data_ms, () => say(edge.data(clock.now_ms()))));
      if (rebirth_every_ms !== undefined) ends.push(every(clock, rebirth_every_ms, births));
      if (power_every_ms !== undefined) ends.push(clock.after(power_every_ms, () => client.stream.destroy()));
    });
    client.once('close', () => {
      if (said === 'connected') tell('disconnected');
      for (const end of ends) end();
      client.end(true);
      if (!isStopping) cancel = clock.after(again_ms, login);
    });
    hangUp = async () => {
      for (const end of ends) end();
      if (client.connected) client.publish(will.topic, will.payload, { qos: 0 });
      await client.endAsync(!client.connected);
    };
  }

  login();
  return () => {
    isStopping = true;
    cancel();
    return hangUp();
  };
}

/** The node at a broker. Tells its births again when it is asked to. Resolves when it is connected. */
export async function sparkplugWire(options: SparkplugWireOptions): Promise<() => Promise<void>> {
  const { url, connection, secret, clock, loses = () => false, doubles = () => false } = options;
  const edge = sparkplugEdge(options);
  const client = connect(url, {
    clientId: connection,
    username: connection,
    password: secret,
    reconnectPeriod: 0,
    // A broker that is gone is told nothing, and nothing is kept for it.
    queueQoSZero: false,
    will: { topic: edge.will.topic, payload: Buffer.from(edge.will.payload), qos: 1, retain: false },
  });
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    // Errors that come later are followed by a close; without a listener they would end the process.
    client.on('error', reject);
  });
  const say = (messages: readonly EdgeMessage[]) => {
    for (const { topic, payload } of messages) client.publish(topic, Buffer.from(payload), { qos: 0 }, () => {});
  };
  client.on('message', (topic) => {
    if (topic === edge.rebirth_topic) say(edge.births(clock.now_ms()));
  });
  await client.subscribeAsync(`${edge.rebirth_topic}/#`);
  say(edge.births(clock.now_ms()));
  const end = every(clock, data_ms, () => {
    const messages = edge.data(clock.now_ms());
    if (loses()) return;
    say(messages);
    if (doubles()) say(messages);
  });
  return async () => {
    end();
    await client.endAsync(true);
  };
}
