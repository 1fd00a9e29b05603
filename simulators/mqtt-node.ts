/** A connection of simulated devices to any MQTT broker: logs in as itself, comes back when it was cut off, says goodbye. */
import { connect } from 'mqtt';

/** How a device says that it is there and, as its last will, that it is not. Both are retained. */
export interface Liveness {
  readonly topic: string;
  readonly online: Uint8Array;
  readonly offline: Uint8Array;
}

export interface MqttNodeOptions {
  readonly url: string;
  /** Client id and user name. */
  readonly connection: string;
  readonly secret: string;
  /** Of each device it carries; a client has one last will, that of the first. */
  readonly liveness: readonly Liveness[];
  /** Told once for each change: `connected`, or why it is not. */
  changed(says: string): void;
}

export interface MqttNode {
  readonly is_connected: boolean;
  /** Publishes with QoS 1. False when the message is lost: a small device keeps nothing for later. */
  publish(topic: string, payload: Uint8Array, retain?: boolean): boolean;
  /** Hears what is published to a topic of a device it carries, whenever it is logged in. */
  listen(topic: string, heard: (payload: Uint8Array) => void): void;
  /** Resolves at the first login, or after that time without one. */
  ready(wait_ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** What a node at a real broker can besides. */
export interface BrokerNode extends MqttNode {
  /** Calls back at each login, and now if it is logged in; the returned function ends it. */
  atLogin(then: () => void): () => void;
  /** The connection breaks without a goodbye, as when the power fails; it logs in again by itself. */
  cut(): void;
}

const reconnect_ms = 1_000;
const unacknowledged_max = 500;
const goodbye_ms_max = 1_000;

export function mqttNode(options: MqttNodeOptions): BrokerNode {
  const { url, connection, secret, liveness } = options;
  const [first] = liveness;
  let unacknowledged = 0;
  const listeners = new Map<string, (payload: Uint8Array) => void>();
  const atLogins = new Set<() => void>();
  let said = '';
  let isStopping = false;
  const client = connect(url, {
    clientId: connection,
    username: connection,
    password: secret,
    reconnectPeriod: reconnect_ms,
    reconnectOnConnackError: true,
    ...(first === undefined
      ? {}
      : { will: { topic: first.topic, payload: Buffer.from(first.offline), qos: 1, retain: true } }),
  });
  const tell = (says: string) => {
    if (says !== said && !isStopping) options.changed(says);
    said = says;
  };
  client.on('connect', () => {
    for (const { topic, online } of liveness) publish(topic, online, true);
    for (const topic of listeners.keys()) client.subscribe(topic);
    for (const then of atLogins) then();
    tell('connected');
  });
  client.on('message', (topic, payload) => listeners.get(topic)?.(payload));
  client.on('error', (error) => tell(error.message === '' ? 'the broker cannot be reached' : error.message));
  client.on('close', () => {
    if (said === 'connected') tell('disconnected');
  });

  function publish(topic: string, payload: Uint8Array, retain = false): boolean {
    if (!client.connected || unacknowledged >= unacknowledged_max) return false;
    unacknowledged += 1;
    client.publish(topic, Buffer.from(payload), { qos: 1, retain }, () => {
      unacknowledged -= 1;
    });
    return true;
  }

  return {
    get is_connected() {
      return client.connected;
    },
    publish,
    listen(topic, heard) {
      listeners.set(topic, heard);
      if (client.connected) client.subscribe(topic);
    },
    atLogin(then) {
      atLogins.add(then);
      if (client.connected) then();
      return () => atLogins.delete(then);
    },
    cut() {
      client.stream?.destroy();
    },
    ready(wait_ms) {
      if (client.connected) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, wait_ms);
        client.once('connect', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
    async stop() {
      isStopping = true;
      for (const { topic, offline } of liveness) publish(topic, offline, true);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => client.end(true, () => resolve()), goodbye_ms_max);
        client.end(false, () => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}
