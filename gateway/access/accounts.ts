/** The accounts of people: the first one by the setup token, further ones by invitation; changed and locked out, never removed. */
import type { Clock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { PeopleWrite, StoredPerson, StoredTicket } from '../ledger/people.ts';
import type { Attempts } from './attempts.ts';
import type { AuditTrail, Deed } from './audit-trail.ts';
import type { Asking, Caller } from './caller.ts';
import { networkOf } from './network.ts';
import { type Passwords, passwordFault } from './password.ts';
import { busy, type Done, done, type PeopleStore, type Refused, refused } from './people-store.ts';
import { isRole, type Role } from './rights.ts';
import { hashOf, isSecretText, newSecret } from './secret.ts';
import type { Sessions } from './sessions.ts';

export interface AccountParts {
  readonly store: PeopleStore;
  readonly trail: AuditTrail;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly attempts: Attempts;
  /** The first account is made. */
  onSetUp(): void;
}

/** Shown once. */
export interface Invitation {
  readonly token: string;
  readonly expires_ms: number;
}

export interface NewPerson {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

const refused_token = refused('token-refused', 'This token is not known, was used already, or has expired.');

/** Names that stand for something else in journal and trail. */
const taken_names = ['local', 'demo', 'console', 'nobody', 'settings-file', 'system'];

/** Why a login name cannot be one, or undefined. */
export function loginFault(login: string): string | undefined {
  if (!/^[a-z0-9][a-z0-9._-]{1,31}$/.test(login)) {
    return 'must be 2 to 32 small letters, digits, dots, hyphens and underscores, beginning with a letter or digit';
  }
  return taken_names.includes(login) ? 'is a name with a meaning of its own here' : undefined;
}

export class Accounts {
  readonly #parts: AccountParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  list(): readonly (StoredPerson & { readonly invited_until_ms?: number })[] {
    const { reader } = this.#parts.store;
    return reader.people().map((person) => {
      const expires_ms = reader.invitationOf(person.login)?.expires_ms;
      return { ...person, ...(expires_ms === undefined ? {} : { invited_until_ms: expires_ms }) };
    });
  }

  /** Can anybody sign in with a password? */
  get isSetUp(): boolean {
    return this.#parts.store.reader.people().some(({ password }) => password !== undefined);
  }

  /** A new setup token in place of an earlier one. */
  async makeSetupToken(): Promise<Invitation> {
    const { token, ticket } = this.#newTicket('setup', '', limits.setup_token_ms);
    await this.#parts.store.write([{ kind: 'ticket', ticket }]);
    return { token, expires_ms: ticket.expires_ms };
  }

  /** Makes the first administrator and a session for them. */
  async setUp(asked: NewPerson & { token: string; password: string }, asking: Asking): Promise<Done<string>> {
    const { clock, trail } = this.#parts;
    const login = asked.login.trim().toLowerCase();
    const ticket = this.#ticketOf(asked.token, 'setup', asking);
    if (!('hash' in ticket)) return this.#refuse('setUp', '', asking, ticket);
    const fault = loginFault(login);
    if (fault !== undefined) return refused('breaks-a-rule', fault, { field: 'login' });
    const kept = await this.#keep(asked.password, [login, asked.name]);
    if (typeof kept !== 'string') return kept;
    const now_ms = clock.now_ms();
    const person: StoredPerson = {
      login,
      name: asked.name,
      roles: asked.roles,
      active: true,
      password: kept,
      made_ms: now_ms,
      made_by: login,
    };
    const deed = { by: login, what: 'setUp', subject: login, outcome: 'done', detail: { roles: asked.roles } } as const;
    const writes: readonly PeopleWrite[] = [
      { kind: 'use-ticket', hash: ticket.hash, now_ms },
      { kind: 'nobody-yet' },
      { kind: 'new-login', login },
      { kind: 'person', person },
      ...trail.entries(deed),
    ];
    if (!(await this.#parts.store.write(writes))) return this.#refuse('setUp', '', asking, refused_token);
    this.#parts.onSetUp();
    const began = { by: login, what: 'signIn', outcome: 'done' } as const;
    return begun(await this.#parts.sessions.begin(person, asking, began, []));
  }

  /** A person who chooses their password with the token of an invitation, at first or anew; and a session for them. */
  async accept(token: string, password: string, asking: Asking): Promise<Done<string>> {
    const { store, trail, clock, sessions } = this.#parts;
    const ticket = this.#ticketOf(token, 'invitation', asking);
    if (!('hash' in ticket)) return this.#refuse('acceptInvitation', '', asking, ticket);
    const person = store.reader.person(ticket.login);
    if (person?.active !== true) return this.#refuse('acceptInvitation', ticket.login, asking, refused_token);
    const kept = await this.#keep(password, [person.login, person.name]);
    if (typeof kept !== 'string') return kept;
    const others = store.reader.sessionsOf(person.login);
    const next = { ...person, password: kept };
    const isWritten = await store.write([
      { kind: 'use-ticket', hash: ticket.hash, now_ms: clock.now_ms() },
      { kind: 'as-read', person },
      { kind: 'person', person: next },
      ...sessions.over(others),
      ...trail.entries({ by: person.login, what: 'acceptInvitation', subject: person.login, outcome: 'done' }),
    ]);
    if (!isWritten) return this.#refuse('acceptInvitation', ticket.login, asking, refused_token);
    sessions.tellOver(others);
    return begun(await sessions.begin(next, asking, { by: person.login, what: 'signIn', outcome: 'done' }, []));
  }

  /** All sessions of the person end, and one begins anew. */
  async changePassword(caller: Caller, before: string, password: string, asking: Asking): Promise<Done<string>> {
    const { store, trail, passwords, sessions, attempts } = this.#parts;
    const person = store.reader.person(caller.by);
    if (caller.how !== 'session' || person === undefined) {
      return refused('not-possible', 'Only a person who has signed in has a password.');
    }
    const wait_ms = attempts.begin(person.login, asking.address);
    if (wait_ms > 0) return refused('too-many-tries', 'Too many wrong tries. Try again later.', { wait_ms });
    const deed = { by: person.login, what: 'changePassword', subject: person.login } as const;
    const isRight = await passwords.verify(before, person.password);
    if (isRight === undefined) {
      attempts.withdraw(person.login, asking.address);
      return busy;
    }
    if (!isRight) {
      await trail.note({ ...deed, outcome: 'refused' });
      return refused('breaks-a-rule', 'is not the password of now', { field: 'before' });
    }
    attempts.succeeded(person.login, asking.address);
    const kept = await this.#keep(password, [person.login, person.name]);
    if (typeof kept !== 'string') return kept;
    if (!sessions.stillHolds(caller.key)) return changed_meanwhile;
    const others = store.reader.sessionsOf(person.login);
    const token = await sessions.begin(person, asking, { ...deed, outcome: 'done' }, [
      { kind: 'person', person: { ...person, password: kept } },
      { kind: 'no-tickets', of: person.login },
      ...sessions.over(others),
    ]);
    if (token === undefined) return changed_meanwhile;
    sessions.tellOver(others);
    return done(token);
  }

  invite(asked: NewPerson, by: string, why: string): Promise<Done<Invitation>> {
    return this.#inTurn(async () => {
      const { store, trail, clock } = this.#parts;
      const login = asked.login.trim().toLowerCase();
      const fault = loginFault(login);
      if (fault !== undefined) return refused('breaks-a-rule', fault, { field: 'login' });
      if (store.reader.people().length >= limits.people_max) {
        return refused('not-possible', `There are already ${limits.people_max} people.`);
      }
      const { token, ticket } = this.#newTicket('invitation', login, limits.invitation_ms);
      const person = { login, name: asked.name, roles: asked.roles, active: true } as const;
      const isWritten = await store.write([
        { kind: 'new-login', login },
        { kind: 'person', person: { ...person, made_ms: clock.now_ms(), made_by: by } },
        { kind: 'ticket', ticket },
        ...trail.entries({
          by,
          what: 'invitePerson',
          subject: login,
          why,
          outcome: 'done',
          detail: { name: asked.name, roles: asked.roles },
        }),
      ]);
      if (!isWritten) return refused('breaks-a-rule', 'is the name of somebody already', { field: 'login' });
      return done({ token, expires_ms: ticket.expires_ms });
    });
  }

  /** A new invitation for somebody who is known: they choose a password anew; the one of before no longer lets them in. */
  reset(login: string, by: string, why: string): Promise<Done<Invitation>> {
    return this.#inTurn(async () => {
      const person = this.#parts.store.reader.person(login);
      if (person === undefined) return refused('not-known', `There is nobody called ${login}.`);
      if (!person.active) return refused('not-possible', `${login} is locked out. Let them in again first.`);
      const { token, ticket } = this.#newTicket('invitation', login, limits.invitation_ms);
      const { password: _, ...next } = person;
      const last = this.#lastAdministrator(person, next);
      // The one who could invite is not locked out by a slip: their password holds until the invitation is used.
      const change: readonly PeopleWrite[] = last ? [] : [{ kind: 'person', person: next }];
      await this.#change(person, { by, what: 'resetPerson', subject: login, why }, [
        ...change,
        { kind: 'ticket', ticket },
      ]);
      return done({ token, expires_ms: ticket.expires_ms });
    });
  }

  setRoles(login: string, roles: readonly Role[], by: string, why: string): Promise<Done<true>> {
    return this.#alter(login, { by, what: 'setRoles', subject: login, why }, (person) => ({ ...person, roles }));
  }

  setActive(login: string, active: boolean, by: string, why: string): Promise<Done<true>> {
    return this.#alter(login, { by, what: 'setActive', subject: login, why }, (person) => ({ ...person, active }));
  }

  #alter(
    login: string,
    deed: Omit<Deed, 'outcome'>,
    alter: (person: StoredPerson) => StoredPerson,
  ): Promise<Done<true>> {
    return this.#inTurn(async () => {
      const person = this.#parts.store.reader.person(login);
      if (person === undefined) return refused('not-known', `There is nobody called ${login}.`);
      const next = alter(person);
      if (this.#lastAdministrator(person, next)) {
        return refused('not-possible', `${login} is the last administrator who can sign in. Make another one first.`);
      }
      const before = { roles: person.roles, active: person.active };
      const after = { roles: next.roles, active: next.active };
      const tickets: readonly PeopleWrite[] = next.active ? [] : [{ kind: 'no-tickets', of: login }];
      await this.#change(person, { ...deed, detail: { before, after } }, [
        { kind: 'person', person: next },
        ...tickets,
      ]);
      return done(true as const);
    });
  }

  /** Other rights need a new token: all sessions of the person end. */
  async #change({ login }: StoredPerson, deed: Omit<Deed, 'outcome'>, writes: readonly PeopleWrite[]): Promise<void> {
    const { store, trail, sessions } = this.#parts;
    const open = store.reader.sessionsOf(login);
    await store.write([...writes, ...sessions.over(open), ...trail.entries({ ...deed, outcome: 'done' })]);
    sessions.tellOver(open);
  }

  #lastAdministrator(person: StoredPerson, next: StoredPerson): boolean {
    if (!canAdminister(person) || canAdminister(next)) return false;
    return this.#parts.store.reader.people().filter(canAdminister).length === 1;
  }

  #newTicket(kind: StoredTicket['kind'], login: string, holds_ms: number) {
    const token = newSecret();
    const made_ms = this.#parts.clock.now_ms();
    const ticket: StoredTicket = { hash: hashOf(token), kind, login, made_ms, expires_ms: made_ms + holds_ms };
    return { token, ticket };
  }

  #ticketOf(token: string, kind: StoredTicket['kind'], asking: Asking): StoredTicket | Refused {
    const { store, attempts, clock } = this.#parts;
    // Nobody guesses 256 bits; but whoever tries is not to keep the gateway busy either.
    const wait_ms = attempts.begin(tokenTries(asking), asking.address);
    if (wait_ms > 0) return refused('too-many-tries', 'Too many wrong tries. Try again later.', { wait_ms });
    const text = token.trim();
    const ticket = isSecretText(text) ? store.reader.ticket(hashOf(text)) : undefined;
    if (ticket === undefined || ticket.kind !== kind || ticket.expires_ms <= clock.now_ms()) return refused_token;
    attempts.succeeded(tokenTries(asking), asking.address);
    return ticket;
  }

  async #refuse(what: string, subject: string, { address }: Asking, fault: Refused): Promise<Refused> {
    await this.#parts.trail.note({ by: 'nobody', what, subject, outcome: 'refused', detail: { address } });
    return fault;
  }

  /** The hash to keep, or why the password cannot be chosen. */
  async #keep(password: string, names: readonly string[]): Promise<string | Refused> {
    const fault = passwordFault(password, names);
    if (fault !== undefined) return refused('breaks-a-rule', fault, { field: 'password' });
    return (await this.#parts.passwords.hash(password)) ?? busy;
  }

  /** One change of people after the other: each sees what the one before it did. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const next = this.#turn.then(work);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

const changed_meanwhile = refused('not-possible', 'Your account was changed at the same time. Sign in and try again.');

/** No name to sign in with has a capital letter. */
function tokenTries({ address }: Asking): string {
  return `Token from ${networkOf(address)}`;
}

function begun(token: string | undefined): Done<string> {
  return token === undefined ? changed_meanwhile : done(token);
}

function canAdminister({ active, password, roles }: StoredPerson): boolean {
  return active && password !== undefined && roles.filter(isRole).includes('administrator');
}
