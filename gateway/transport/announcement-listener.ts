/**
 * Listens at an external broker for devices that make themselves known. A client of its own, with a clean session and
 * QoS 0: where its filters overlap with those of the devices, nothing is delivered twice to intake, and what a broker says
 * to it never holds up an acknowledgement.
 */
import { connect } from 'mqtt';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { Strangers } from './strangers.ts';

export interface AnnouncementParts {
  readonly url: string;
  readonly username?: string;
  readonly secret?: string;
  readonly client_id: string;
  readonly filters: readonly string[];
  readonly strangers: Strangers;
  readonly counters: Counters;
}

/** Connects and stays connected as far as the broker lets it; the returned function ends it. Never throws. */
export function listenForAnnouncements(parts: AnnouncementParts): () => Promise<void> {
  const { url, username, secret, client_id, filters, strangers, counters } = parts;
  const client = connect(url, {
    clientId: client_id,
    clean: true,
    reconnectPeriod: limits.reconnect_ms_max,
    connectTimeout: limits.tcp_connect_ms_max,
    ...(username === undefined ? {} : { username }),
    ...(secret === undefined ? {} : { password: secret }),
  });
  client.on('connect', () => {
    client.subscribe([...filters], { qos: 0 }, (error, granted) => {
      const denied = granted?.filter(({ qos }) => qos === 128).length ?? 0;
      if (error !== null || denied > 0) counters.add('discovery.filters_denied', Math.max(1, denied));
    });
  });
  // The link to the same broker tells people what is wrong with it.
  client.on('error', () => counters.add('discovery.listener_errors'));
  client.on('message', (topic, payload) => strangers.message({ topic, payload }));
  return () => client.endAsync(true);
}
