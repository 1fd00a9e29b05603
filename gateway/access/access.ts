/** Who may come in and what they may do there; built once, used by whatever lets people in. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { Accounts, type Invitation } from './accounts.ts';
import { ApiTokens } from './api-tokens.ts';
import { Attempts } from './attempts.ts';
import { AuditTrail } from './audit-trail.ts';
import type { Caller } from './caller.ts';
import { type Derive, Passwords, type ScryptCost } from './password.ts';
import type { PeopleStore } from './people-store.ts';
import { type Role, rightsOf } from './rights.ts';
import { Sessions } from './sessions.ts';

export interface AccessOptions {
  readonly store: PeopleStore;
  readonly clock: Clock;
  readonly counters: Counters;
  /** Who anybody is who comes from this machine itself and says nothing of who they are; only the demo has such. */
  readonly visitor?: { readonly by: string; readonly name: string; readonly roles: readonly Role[] };
  readonly scrypt_cost?: ScryptCost;
  readonly derive?: Derive;
  readonly onSetUp?: () => void;
}

export class Access {
  readonly trail: AuditTrail;
  readonly sessions: Sessions;
  readonly accounts: Accounts;
  readonly tokens: ApiTokens;
  readonly visitor: Caller | undefined;
  readonly #listeners: ((key: string) => void)[] = [];

  constructor(options: AccessOptions) {
    const { store, clock, counters, visitor, onSetUp = () => {} } = options;
    const over = (key: string) => {
      for (const listener of this.#listeners) listener(key);
    };
    const passwords = new Passwords(counters, options.scrypt_cost, options.derive);
    this.trail = new AuditTrail(store, clock, counters);
    const { trail } = this;
    const attempts = new Attempts(clock, counters);
    this.sessions = new Sessions({ store, trail, passwords, attempts, clock, counters, over });
    const { sessions } = this;
    this.accounts = new Accounts({ store, trail, passwords, sessions, clock, attempts, onSetUp });
    this.tokens = new ApiTokens({ store, trail, clock, over });
    this.visitor =
      visitor === undefined ? undefined : { ...visitor, rights: rightsOf(visitor.roles), how: 'visitor', key: '' };
  }

  /** Calls back with the key of a session or token that no longer holds. */
  onOver(listener: (key: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Also of one that was ended by another process, or by time. */
  stillHolds({ how, key }: Caller): boolean {
    if (how === 'visitor') return true;
    return how === 'session' ? this.sessions.stillHolds(key) : this.tokens.stillHolds(key);
  }
}

export type { Invitation };
