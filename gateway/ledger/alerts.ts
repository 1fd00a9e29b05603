/** Alerts as the ledger keeps them: how each one is, what happened to it, and what became of telling it on each channel. */
import type { Database } from 'better-sqlite3';
import type { Alert, AlertEvent } from '../work/alert.ts';

/** One event that one channel is to be told. `waiting`: not told yet; `given-up`: tried as often as it is. */
export interface Delivery {
  readonly event: number;
  readonly channel: string;
  readonly alert: number;
  readonly state: 'waiting' | 'sent' | 'given-up';
  readonly tries: number;
  /** Of the last try, or since when it waits. */
  readonly at_ms: number;
  /** Why the last try failed; empty when none did. */
  readonly says: string;
}

export type AlertWrite =
  /** Makes or replaces. */
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'alert-event'; readonly number: number; readonly alert: number; readonly event: AlertEvent }
  /** Makes or replaces. */
  | { readonly kind: 'alert-delivery'; readonly delivery: Delivery }
  /** Forgets the oldest of those that are over, beyond so many, with all that is known of them. */
  | { readonly kind: 'alerts-kept'; readonly cleared_max: number };

/** Something that waits to be told. */
export interface Waiting {
  readonly delivery: Delivery;
  readonly event: AlertEvent;
  /** As it is now. */
  readonly alert: Alert;
}

export interface AlertFilter {
  readonly state?: 'open' | 'cleared';
  readonly kind?: string;
  /** Only alerts with a smaller number: the cursor of a page, newest first. */
  readonly before?: number;
  readonly limit: number;
}

export interface AlertReader {
  /** The newest first. */
  list(filter: AlertFilter): Alert[];
  alert(number: number): Alert | undefined;
  /** Everything that is open, the oldest first. */
  open(): Alert[];
  /** In the order in which it happened. */
  events(alert: number): (AlertEvent & { readonly number: number })[];
  /** What became of telling it, in order. */
  deliveries(alert: number): Delivery[];
  /** The oldest first, from after the event of this number on. */
  waiting(channel: string, limit: number, after?: number): Waiting[];
  /** Deliveries of each channel by state. */
  tally(): { readonly channel: string; readonly state: Delivery['state']; readonly count: number }[];
  /** The last numbers that were given, 0 when none was. */
  lastAlert(): number;
  lastEvent(): number;
}

type Body = { readonly body: string };

export function alertReader(database: Database): AlertReader {
  const one = database.prepare<[number], Body>('SELECT body FROM alert WHERE number = ?');
  const open = database.prepare<[], Body>("SELECT body FROM alert WHERE state <> 'cleared' ORDER BY number");
  const events = database.prepare<[number], Body & { number: number }>(
    'SELECT number, body FROM alert_event WHERE alert = ? ORDER BY number',
  );
  const deliveries = database.prepare<[number], Delivery>(
    'SELECT * FROM alert_delivery WHERE alert = ? ORDER BY event, channel',
  );
  const waiting = database.prepare<[string, number, number], Delivery>(
    "SELECT * FROM alert_delivery WHERE channel = ? AND state = 'waiting' AND event > ? ORDER BY event LIMIT ?",
  );
  const event = database.prepare<[number], Body>('SELECT body FROM alert_event WHERE number = ?');
  const tally = database.prepare<[], { channel: string; state: Delivery['state']; count: number }>(
    'SELECT channel, state, COUNT(*) AS count FROM alert_delivery GROUP BY channel, state ORDER BY channel, state',
  );
  // Of what was forgotten the numbers are not given again.
  const last = database.prepare<[], { alert: number | null; event: number | null }>(
    'SELECT (SELECT MAX(number) FROM alert) AS alert, (SELECT MAX(number) FROM alert_event) AS event',
  );
  return {
    list({ state, kind, before = Number.MAX_SAFE_INTEGER, limit }) {
      const of = state === undefined ? '' : state === 'open' ? "AND state <> 'cleared'" : "AND state = 'cleared'";
      const named = kind === undefined ? '' : 'AND key >= ? AND key < ?';
      // A key begins with its kind, and a slash where there is more.
      const keys = kind === undefined ? [] : [kind, `${kind}0`];
      return database
        .prepare<(string | number)[], Body>(
          `SELECT body FROM alert WHERE number < ? ${of} ${named} ORDER BY number DESC LIMIT ?`,
        )
        .all(before, ...keys, limit)
        .map(alertOf);
    },
    alert(number) {
      const row = one.get(number);
      return row === undefined ? undefined : alertOf(row);
    },
    open: () => open.all().map(alertOf),
    events: (alert) => events.all(alert).map((row) => ({ number: row.number, ...eventOf(row) })),
    deliveries: (alert) => deliveries.all(alert),
    waiting: (channel, limit, after = 0) =>
      waiting.all(channel, after, limit).flatMap((delivery): Waiting[] => {
        const [told, about] = [event.get(delivery.event), one.get(delivery.alert)];
        if (told === undefined || about === undefined) return [];
        return [{ delivery, event: eventOf(told), alert: alertOf(about) }];
      }),
    tally: () => tally.all(),
    lastAlert: () => last.get()?.alert ?? 0,
    lastEvent: () => last.get()?.event ?? 0,
  };
}

function alertOf({ body }: Body): Alert {
  return JSON.parse(body);
}

function eventOf({ body }: Body): AlertEvent {
  return JSON.parse(body);
}

/** Writes inside the caller's transaction. */
export function alertWriter(database: Database): (write: AlertWrite) => void {
  const alert = database.prepare<[number, string, string, string]>(
    'INSERT INTO alert VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET state = excluded.state, body = excluded.body',
  );
  const event = database.prepare<[number, number, string]>('INSERT INTO alert_event VALUES (?, ?, ?)');
  const delivery = database.prepare<[number, string, number, string, number, number, string]>(
    'INSERT INTO alert_delivery VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event, channel) DO UPDATE SET state = excluded.state, tries = excluded.tries, at_ms = excluded.at_ms, says = excluded.says',
  );
  const last = database.prepare<[number], { number: number }>(
    "SELECT number FROM alert WHERE state = 'cleared' ORDER BY number DESC LIMIT 1 OFFSET ?",
  );
  const forgotten = "SELECT number FROM alert WHERE state = 'cleared' AND number <= ?";
  const forget = [
    `DELETE FROM alert_delivery WHERE alert IN (${forgotten})`,
    `DELETE FROM alert_event WHERE alert IN (${forgotten})`,
    "DELETE FROM alert WHERE state = 'cleared' AND number <= ?",
  ].map((text) => database.prepare<[number]>(text));
  return (write) => {
    switch (write.kind) {
      case 'alert': {
        const { number, key, state } = write.alert;
        alert.run(number, key, state, JSON.stringify(write.alert));
        return;
      }
      case 'alert-event':
        event.run(write.number, write.alert, JSON.stringify(write.event));
        return;
      case 'alert-delivery': {
        const { event: of, channel, alert: number, state, tries, at_ms, says } = write.delivery;
        delivery.run(of, channel, number, state, tries, at_ms, says);
        return;
      }
      case 'alerts-kept': {
        const beyond = last.get(write.cleared_max)?.number;
        if (beyond !== undefined) for (const each of forget) each.run(beyond);
        return;
      }
    }
  };
}
