/** Signing in, and what holds afterwards: a token in a cookie, of which the ledger has the hash. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { PeopleWrite, StoredPerson, StoredSession } from '../ledger/people.ts';
import type { Attempts } from './attempts.ts';
import type { AuditTrail, Deed } from './audit-trail.ts';
import type { Asking, Caller } from './caller.ts';
import type { Passwords } from './password.ts';
import { busy, type Done, done, type PeopleStore, refused } from './people-store.ts';
import { isRole, rightsOf } from './rights.ts';
import { hashOf, isSecretText, newPublicId, newSecret } from './secret.ts';

export interface SessionParts {
  readonly store: PeopleStore;
  readonly trail: AuditTrail;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly counters: Counters;
  /** Tells whoever has sockets open that a session or token no longer holds. */
  over(key: string): void;
}

const agent_chars_max = 200;

export class Sessions {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** The token of a new session. A wrong name, a wrong password and a person who may not sign in any more are told alike, after the same time. */
  async signIn(name: string, password: string, asking: Asking): Promise<Done<string>> {
    const { store, trail, passwords, attempts, counters } = this.#parts;
    const login = name.trim().toLowerCase();
    const person = store.reader.person(login);
    // What is no name may be a password in the wrong field: it is not written down.
    const subject = person === undefined ? 'a name that is not known' : login;
    const deed = { by: 'nobody', what: 'signIn', subject, detail: { address: asking.address } } as const;
    const wait_ms = attempts.begin(login, asking.address);
    if (wait_ms > 0) {
      await trail.note({ ...deed, outcome: 'refused', detail: { ...deed.detail, says: 'too many tries' } });
      const says = `Too many wrong tries. Try again in ${minutesWords(wait_ms)}.`;
      return refused('too-many-tries', says, { wait_ms });
    }
    const isRight = await passwords.verify(password, person?.password);
    if (isRight === undefined) {
      attempts.withdraw(login, asking.address);
      return busy;
    }
    const current = store.reader.person(login);
    if (!isRight || current === undefined || !current.active || current.password !== person?.password) {
      counters.add('access.sign_ins_failed');
      await trail.note({ ...deed, outcome: 'refused' });
      return refused('sign-in-failed', 'The name or the password is wrong.');
    }
    attempts.succeeded(login, asking.address);
    const renewed = await this.#withStrongerHash(current, password);
    counters.add('access.sign_ins');
    const token = await this.begin(current, asking, { by: login, what: 'signIn', outcome: 'done' }, renewed);
    return token === undefined ? refused('sign-in-failed', 'The name or the password is wrong.') : done(token);
  }

  /**
   * Begins a session together with other writes; the oldest ends when a person has too many. `person`: as they were read, before the
   * writes. Undefined, and nothing is written, when they were changed meanwhile.
   */
  async begin(
    person: StoredPerson,
    asking: Asking,
    deed: Deed,
    writes: readonly PeopleWrite[],
  ): Promise<string | undefined> {
    const { store, trail, clock } = this.#parts;
    const token = newSecret();
    const now_ms = clock.now_ms();
    const session: StoredSession = {
      hash: hashOf(token),
      id: newPublicId(),
      login: person.login,
      begun_ms: now_ms,
      seen_ms: now_ms,
      address: asking.address,
      agent: asking.agent.slice(0, agent_chars_max),
    };
    const others = store.reader.sessionsOf(person.login);
    const holding = others.filter((each) => this.#isOn(each));
    const last = new Set(holding.slice(Math.max(0, holding.length - limits.sessions_per_person_max + 1)));
    const over = others.filter((each) => !last.has(each));
    const detail = { ...deed.detail, session: session.id, address: asking.address };
    const isWritten = await store.write([
      { kind: 'as-read', person },
      ...writes,
      ...over.map(({ hash }): PeopleWrite => ({ kind: 'session-over', hash })),
      { kind: 'session', session },
      ...trail.entries({ ...deed, detail }),
    ]);
    if (!isWritten) return undefined;
    for (const { hash } of over) this.#parts.over(keyOf(hash));
    return token;
  }

  /** Who has this token, and notes that it was used; undefined when it holds no longer. */
  callerOf(token: string): Caller | undefined {
    if (!isSecretText(token)) return undefined;
    const { store, clock } = this.#parts;
    const session = store.reader.session(hashOf(token));
    if (session === undefined || !this.#isOn(session)) return undefined;
    const person = store.reader.person(session.login);
    if (person?.active !== true) return undefined;
    const now_ms = clock.now_ms();
    if (now_ms - session.seen_ms >= limits.session_seen_ms_min) {
      // A use that is not noted only ends the session earlier; when the ledger cannot write, the gateway ends anyway.
      store.write([{ kind: 'session-seen', hash: session.hash, seen_ms: now_ms }]).catch(() => undefined);
    }
    return {
      by: person.login,
      name: person.name,
      roles: person.roles.filter(isRole),
      rights: rightsOf(person.roles),
      how: 'session',
      key: keyOf(session.hash),
      session: session.id,
    };
  }

  /** Without noting a use: for sockets that are open. */
  stillHolds(key: string): boolean {
    const { store } = this.#parts;
    const session = store.reader.session(Buffer.from(key, 'hex'));
    if (session === undefined || !this.#isOn(session)) return false;
    return store.reader.person(session.login)?.active === true;
  }

  /** Those that hold, the oldest first. */
  list(login: string): readonly StoredSession[] {
    return this.#parts.store.reader.sessionsOf(login).filter((each) => this.#isOn(each));
  }

  /** Ends the sessions of a person, or the one of this name. */
  async end(login: string, deed: Omit<Deed, 'outcome'>, id?: string): Promise<Done<number>> {
    const { store, trail } = this.#parts;
    const ended = store.reader.sessionsOf(login).filter((each) => id === undefined || each.id === id);
    if (id !== undefined && ended.length === 0) return refused('not-known', 'There is no such session (any more).');
    await store.write([...this.over(ended), ...trail.entries({ ...deed, outcome: 'done' })]);
    this.tellOver(ended);
    return done(ended.length);
  }

  over(sessions: readonly StoredSession[]): readonly PeopleWrite[] {
    return sessions.map(({ hash }): PeopleWrite => ({ kind: 'session-over', hash }));
  }

  tellOver(sessions: readonly StoredSession[]): void {
    for (const { hash } of sessions) this.#parts.over(keyOf(hash));
  }

  #isOn({ begun_ms, seen_ms }: StoredSession): boolean {
    const now_ms = this.#parts.clock.now_ms();
    return now_ms < begun_ms + limits.session_ms_max && now_ms < seen_ms + limits.session_idle_ms;
  }

  async #withStrongerHash(person: StoredPerson, password: string): Promise<readonly PeopleWrite[]> {
    const { passwords } = this.#parts;
    if (person.password === undefined || !passwords.isOutdated(person.password)) return [];
    const stronger = await passwords.hash(password);
    return stronger === undefined ? [] : [{ kind: 'person', person: { ...person, password: stronger } }];
  }
}

export function keyOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}

function minutesWords(wait_ms: number): string {
  const minutes = Math.ceil(wait_ms / 60_000);
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
