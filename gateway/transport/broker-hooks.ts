/**
 * What aedes asks us, and its own settings. Committing inside `authorizePublish` is the only way to hold back PUBACK and
 * PUBREC: its later hooks run when the acknowledgement is already out or the message id is already stored. A hook that
 * throws would end the process, so none does.
 */
import type { AedesOptions, Client } from 'aedes';
import type { Counters } from '../base/counters.ts';
import { messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import type { Presence } from './broker-presence.ts';
import type { Reception } from './broker-reception.ts';
import type { Visitor } from './broker-visitor.ts';
import type { Refusals } from './refusals.ts';

export interface HookParts {
  readonly presence: Presence;
  readonly reception: Reception;
  readonly refusals: Refusals;
  readonly counters: Counters;
  readonly log: Log;
  readonly authenticate: (connection: string, secret: string) => boolean;
  visitorOf(client: Client | null): Visitor | undefined;
  /** True while the gateway stops: its clients are closed by us, and their last wills would be lies. */
  stopping(): boolean;
}

const refusal = 'refused';

const settings: AedesOptions = {
  // With any other figure one client that stops reading blocks every other, and enough queued messages end the process.
  concurrency: 0,
  connectTimeout: limits.mqtt_before_login_ms_max,
  drainTimeout: limits.mqtt_drain_ms_max,
  maxTopicLevels: limits.mqtt_topic_levels_max,
  maxInflightInbound: limits.mqtt_half_open_per_client_max,
  maxClientsIdLength: limits.mqtt_client_id_bytes_max,
  // Packets that come in one chunk with CONNECT; the guard reads no further chunk until the login is through.
  queueLimit: limits.mqtt_packet_bytes_max,
};

export function brokerOptions(parts: HookParts): AedesOptions {
  const { presence, reception, refusals, counters, visitorOf } = parts;
  return {
    ...settings,

    preConnect(client, packet, done) {
      const answer = once(done);
      const refuse = (error: Error) => answer(error, false);
      safely(parts, refuse, () => {
        const visitor = visitorOf(client);
        if (visitor === undefined) return refuse(new Error(refusal));
        visitor.beginLogin();
        visitor.will = packet.will?.topic;
        // Kept sessions live in RAM without limit and die with the process anyway: every session is a clean one, and says so.
        packet.clean = true;
        if (packet.protocolVersion === 5) counters.add('mqtt.refused_protocol');
        answer(null, true);
      });
    },

    authenticate(client, username, password, done) {
      const answer = once(done);
      const refuse = () => answer(null, false);
      safely(parts, refuse, () => {
        const visitor = visitorOf(client);
        const fault = visitor === undefined ? refusal : login(parts, visitor, client.id, username, password);
        if (fault === undefined) return answer(null, true);
        counters.add('mqtt.refused_logins');
        if (username !== undefined) presence.refused(username, fault);
        const isKnown = username !== undefined && presence.rights(username) !== undefined;
        refusals.tell(isKnown ? username : undefined, fault);
        refuse();
      });
    },

    authorizePublish(client, packet, done) {
      const answer = once(done);
      safely(parts, answer, () => {
        const visitor = visitorOf(client);
        if (visitor === undefined || client === null) return answer(new Error(refusal));
        // A last will is no packet of its own and carries no command.
        if (Object.hasOwn(packet, 'cmd')) return reception.publish(visitor, client, packet, answer);
        if (parts.stopping()) return answer(new Error(refusal));
        reception.will(visitor, packet, answer);
      });
    },

    authorizeSubscribe(client, subscription, done) {
      const answer = once(done);
      const refuse = (error: Error) => answer(error);
      safely(parts, refuse, () => {
        if (visitorOf(client)?.subscribe(subscription.topic) === true) return answer(null, subscription);
        counters.add('mqtt.refused_subscriptions');
        answer(null, null);
      });
    },

    authorizeForward: (client, packet) => {
      const allowed = visitorOf(client)?.login?.rights.subscribe(packet.topic) === true;
      return allowed ? packet : null;
    },
  };
}

/** Checks name, secret and last will; gives the sentence for people when it fails. */
function login(
  parts: HookParts,
  visitor: Visitor,
  clientId: string,
  username: string | undefined,
  password: Buffer | undefined,
): string | undefined {
  if (
    username === undefined ||
    username === '' ||
    username.length > limits.mqtt_client_id_bytes_max ||
    clientId !== username
  ) {
    return `A login from ${visitor.from} was refused: its client id must be the same as its user name, the id of the connection.`;
  }
  const rights = parts.presence.rights(username);
  const secret = (password ?? Buffer.alloc(0)).toString('utf8');
  if (!parts.authenticate(username, secret) || rights === undefined) {
    return `A login from ${visitor.from} was refused: wrong secret. Correct it in the device, or enrol the connection again.`;
  }
  const { will } = visitor;
  if (will !== undefined && (!rights.will(will) || rights.publish(will).kind === 'refused')) {
    parts.counters.add('mqtt.refused_wills');
    return `A login from ${visitor.from} was refused: its last will must be on a status topic of its own, not on ${will.slice(0, 80)}.`;
  }
  visitor.login = { connection: username, rights };
  parts.presence.accepted(visitor, username);
  return undefined;
}

function once<Arguments extends readonly unknown[]>(done: (...all: Arguments) => void): (...all: Arguments) => void {
  let called = false;
  return (...all) => {
    if (called) return;
    called = true;
    done(...all);
  };
}

function safely(
  { log, counters }: Pick<HookParts, 'log' | 'counters'>,
  refuse: (error: Error) => void,
  run: () => void,
): void {
  try {
    run();
  } catch (thrown) {
    counters.add('mqtt.hooks_failed');
    log.error({ error: messageOf(thrown) }, 'A check of the broker failed; the connection is closed.');
    refuse(new Error(messageOf(thrown)));
  }
}
