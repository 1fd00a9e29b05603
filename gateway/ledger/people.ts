/** Where people, their sessions and the tokens of programs are kept: beside the ledger's tables, as durable as those. */
import type { Database, Statement } from 'better-sqlite3';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { type AlertReader, type AlertWrite, alertReader, alertWriter } from './alerts.ts';
import { type AuditEntry, type AuditReader, auditAppender, auditReader } from './audit-rows.ts';
import { openForReading, openForWriting } from './database.ts';
import { type ForecastReader, type ForecastWrite, forecastReader, forecastWriter } from './forecasts.ts';
import { migrate } from './migrations.ts';

export interface StoredPerson {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly active: boolean;
  /** Its hash with how it was made; absent until one is chosen. */
  readonly password?: string;
  readonly made_ms: number;
  readonly made_by: string;
}

/** Lets somebody in once. */
export interface StoredTicket {
  readonly hash: Uint8Array;
  readonly kind: 'setup' | 'invitation';
  /** Whom it is for; empty at a setup. */
  readonly login: string;
  readonly made_ms: number;
  readonly expires_ms: number;
}

export interface StoredSession {
  readonly hash: Uint8Array;
  /** What it may be called aloud. */
  readonly id: string;
  readonly login: string;
  readonly begun_ms: number;
  readonly seen_ms: number;
  readonly address: string;
  readonly agent: string;
}

export interface StoredApiToken {
  readonly hash: Uint8Array;
  readonly name: string;
  readonly roles: readonly string[];
  readonly made_ms: number;
  readonly made_by: string;
  readonly revoked_ms?: number;
}

export type PeopleWrite =
  /** Makes or replaces. */
  | { readonly kind: 'person'; readonly person: StoredPerson }
  /** Holds while the person is as they were read: whatever was changed meanwhile is not undone. */
  | { readonly kind: 'as-read'; readonly person: StoredPerson }
  /** Holds while the login name is not taken. */
  | { readonly kind: 'new-login'; readonly login: string }
  /** Holds while nobody can sign in with a password. */
  | { readonly kind: 'nobody-yet' }
  /** In place of an earlier one of the same kind for the same person. */
  | { readonly kind: 'ticket'; readonly ticket: StoredTicket }
  | { readonly kind: 'no-tickets'; readonly of: string }
  /** Holds while there is such a ticket; it is gone then. */
  | { readonly kind: 'use-ticket'; readonly hash: Uint8Array; readonly now_ms: number }
  | { readonly kind: 'session'; readonly session: StoredSession }
  | { readonly kind: 'session-seen'; readonly hash: Uint8Array; readonly seen_ms: number }
  | { readonly kind: 'session-over'; readonly hash: Uint8Array }
  | { readonly kind: 'api-token'; readonly token: StoredApiToken }
  /** Holds while there is one that is not revoked. */
  | { readonly kind: 'api-token-over'; readonly name: string; readonly at_ms: number }
  | { readonly kind: 'audit'; readonly entry: AuditEntry }
  /** Alerts change beside people: who acknowledged one stands in the trail in the same transaction. So do kept forecasts. */
  | AlertWrite
  | ForecastWrite;

export interface PeopleReader {
  person(login: string): StoredPerson | undefined;
  people(): StoredPerson[];
  ticket(hash: Uint8Array): StoredTicket | undefined;
  /** The invitation that waits for a person; at most one. */
  invitationOf(login: string): StoredTicket | undefined;
  session(hash: Uint8Array): StoredSession | undefined;
  /** The oldest first. */
  sessionsOf(login: string): StoredSession[];
  /** Also one that is revoked. */
  apiToken(hash: Uint8Array): StoredApiToken | undefined;
  /** The newest first. */
  apiTokens(): StoredApiToken[];
  readonly audit: AuditReader;
  readonly alerts: AlertReader;
  readonly forecasts: ForecastReader;
  close(): void;
}

interface PersonRow extends Omit<StoredPerson, 'roles' | 'active' | 'password'> {
  readonly roles: string;
  readonly active: number;
  readonly password: string | null;
}

interface ApiTokenRow extends Omit<StoredApiToken, 'roles' | 'revoked_ms'> {
  readonly roles: string;
  readonly revoked_ms: number | null;
}

export function peopleReader(directory: string): PeopleReader {
  const database = openForReading(directory);
  const person = database.prepare<[string], PersonRow>('SELECT * FROM person WHERE login = ?');
  const people = database.prepare<[], PersonRow>('SELECT * FROM person ORDER BY login');
  const ticket = database.prepare<[Uint8Array], StoredTicket>('SELECT * FROM ticket WHERE hash = ?');
  const invitation = database.prepare<[string], StoredTicket>(
    "SELECT * FROM ticket WHERE login = ? AND kind = 'invitation'",
  );
  const session = database.prepare<[Uint8Array], StoredSession>('SELECT * FROM session WHERE hash = ?');
  const sessions = database.prepare<[string], StoredSession>(
    'SELECT * FROM session WHERE login = ? ORDER BY begun_ms, id',
  );
  const apiToken = database.prepare<[Uint8Array], ApiTokenRow>('SELECT * FROM api_token WHERE hash = ?');
  const apiTokens = database.prepare<[], ApiTokenRow>('SELECT * FROM api_token ORDER BY made_ms DESC, name');
  return {
    person(login) {
      const row = person.get(login);
      return row === undefined ? undefined : personOf(row);
    },
    people: () => people.all().map(personOf),
    ticket: (hash) => ticket.get(hash),
    invitationOf: (login) => invitation.get(login),
    session: (hash) => session.get(hash),
    sessionsOf: (login) => sessions.all(login),
    apiToken(hash) {
      const row = apiToken.get(hash);
      return row === undefined ? undefined : apiTokenOf(row);
    },
    apiTokens: () => apiTokens.all().map(apiTokenOf),
    audit: auditReader(database),
    alerts: alertReader(database),
    forecasts: forecastReader(database),
    close: () => database.close(),
  };
}

function personOf({ roles, active, password, ...rest }: PersonRow): StoredPerson {
  const names: readonly string[] = JSON.parse(roles);
  return { ...rest, roles: names, active: active === 1, ...(password === null ? {} : { password }) };
}

function isSame(a: StoredPerson, b: StoredPerson): boolean {
  const roles = a.roles.length === b.roles.length && a.roles.every((role, i) => role === b.roles[i]);
  return roles && a.name === b.name && a.active === b.active && a.password === b.password;
}

function apiTokenOf({ roles, revoked_ms, ...rest }: ApiTokenRow): StoredApiToken {
  const names: readonly string[] = JSON.parse(roles);
  return { ...rest, roles: names, ...(revoked_ms === null ? {} : { revoked_ms }) };
}

/** A condition among the writes does not hold: everything before it is taken back. */
class DoesNotHold extends Error {}

/**
 * Carries out all writes in one transaction, or none of them when a condition does not hold: then false.
 * Throws `ledger-commit-failed`.
 */
export function peopleWriter(database: Database): (writes: readonly PeopleWrite[]) => boolean {
  const write = writerOfOne(database);
  const all = database.transaction((writes: readonly PeopleWrite[]) => {
    for (const each of writes) if (!write(each)) throw new DoesNotHold();
  });
  return (writes) => {
    try {
      all.immediate(writes);
      return true;
    } catch (thrown) {
      if (thrown instanceof DoesNotHold) return false;
      throw new GatewayFault(
        'ledger-commit-failed',
        `The ledger could not store a change of people (${messageOf(thrown)}). Check the disk, then start again.`,
        thrown,
      );
    }
  };
}

type Value = string | number | Uint8Array | null;

/** False: a condition that does not hold. */
function writerOfOne(database: Database): (write: PeopleWrite) => boolean {
  const sql = (text: string): Statement<Value[]> => database.prepare<Value[]>(text);
  const person = sql(
    'INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (login) DO UPDATE SET name = excluded.name, roles = excluded.roles, active = excluded.active, password = excluded.password',
  );
  const known = database.prepare<[string], PersonRow>('SELECT * FROM person WHERE login = ?');
  const anybody = database.prepare<[], object>('SELECT 1 FROM person WHERE password IS NOT NULL LIMIT 1');
  const noTickets = sql('DELETE FROM ticket WHERE kind = ? AND login = ?');
  const noTicketsOf = sql('DELETE FROM ticket WHERE login = ?');
  const ticket = sql('INSERT INTO ticket VALUES (?, ?, ?, ?, ?)');
  const useTicket = sql('DELETE FROM ticket WHERE hash = ? AND expires_ms > ?');
  const session = sql('INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)');
  const seen = sql('UPDATE session SET seen_ms = ? WHERE hash = ?');
  const over = sql('DELETE FROM session WHERE hash = ?');
  const token = sql('INSERT INTO api_token VALUES (?, ?, ?, ?, ?, NULL)');
  const tokenKnown = database.prepare<[string], object>(
    'SELECT 1 FROM api_token WHERE name = ? AND revoked_ms IS NULL',
  );
  const tokenOver = sql('UPDATE api_token SET revoked_ms = ? WHERE name = ? AND revoked_ms IS NULL');
  const audit = auditAppender(database);
  const alerts = alertWriter(database);
  const forecasts = forecastWriter(database);
  return (each) => {
    switch (each.kind) {
      case 'person': {
        const { login, name, roles, active, password, made_ms, made_by } = each.person;
        person.run(login, name, JSON.stringify(roles), active ? 1 : 0, password ?? null, made_ms, made_by);
        return true;
      }
      case 'as-read': {
        const row = known.get(each.person.login);
        return row !== undefined && isSame(personOf(row), each.person);
      }
      case 'new-login':
        return known.get(each.login) === undefined;
      case 'nobody-yet':
        return anybody.get() === undefined;
      case 'ticket': {
        const { hash, kind, login, made_ms, expires_ms } = each.ticket;
        noTickets.run(kind, login);
        ticket.run(hash, kind, login, made_ms, expires_ms);
        return true;
      }
      case 'no-tickets':
        noTicketsOf.run(each.of);
        return true;
      case 'use-ticket':
        return useTicket.run(each.hash, each.now_ms).changes === 1;
      case 'session': {
        const { hash, id, login, begun_ms, seen_ms, address, agent } = each.session;
        session.run(hash, id, login, begun_ms, seen_ms, address, agent);
        return true;
      }
      case 'session-seen':
        seen.run(each.seen_ms, each.hash);
        return true;
      case 'session-over':
        over.run(each.hash);
        return true;
      case 'api-token': {
        const { hash, name, roles, made_ms, made_by } = each.token;
        if (tokenKnown.get(name) !== undefined) return false;
        token.run(hash, name, JSON.stringify(roles), made_ms, made_by);
        return true;
      }
      case 'api-token-over':
        return tokenOver.run(each.at_ms, each.name).changes === 1;
      case 'audit':
        audit(each.entry);
        return true;
      case 'forecasts':
      case 'forecast-origin':
        forecasts(each);
        return true;
      default:
        alerts(each);
        return true;
    }
  };
}

/** For commands of the command line: a connection of its own, also beside a running gateway. Makes the ledger where there is none. */
export function writePeople(directory: string, writes: readonly PeopleWrite[]): boolean {
  const writer = openPeopleWriter(directory);
  try {
    return writer.write(writes);
  } finally {
    writer.close();
  }
}

/** The same for several changes. */
export function openPeopleWriter(directory: string): { write(writes: readonly PeopleWrite[]): boolean; close(): void } {
  const database = openForWriting(directory);
  try {
    migrate(database);
    return { write: peopleWriter(database), close: () => database.close() };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}
