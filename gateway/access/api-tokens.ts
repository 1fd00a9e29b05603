/** Tokens of programs: named, with roles, shown once, revoked at once. */
import type { Clock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { StoredApiToken } from '../ledger/people.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Caller } from './caller.ts';
import { type Done, done, type PeopleStore, refused } from './people-store.ts';
import { isRole, type Role, rightsOf } from './rights.ts';
import { hashOf, isSecretText, newSecret } from './secret.ts';
import { keyOf } from './sessions.ts';

export interface ApiTokenParts {
  readonly store: PeopleStore;
  readonly trail: AuditTrail;
  readonly clock: Clock;
  over(key: string): void;
}

export class ApiTokens {
  readonly #parts: ApiTokenParts;

  constructor(parts: ApiTokenParts) {
    this.#parts = parts;
  }

  /** Also those revoked, the newest first. */
  list(): readonly StoredApiToken[] {
    return this.#parts.store.reader.apiTokens();
  }

  /** The token itself: it is told this once. */
  async make(name: string, roles: readonly Role[], by: string, why: string): Promise<Done<string>> {
    const { store, trail, clock } = this.#parts;
    if (!/^[a-z0-9][a-z0-9._-]{0,31}$/.test(name)) {
      const rule = 'must be 1 to 32 small letters, digits, dots, hyphens and underscores';
      return refused('breaks-a-rule', rule, { field: 'name' });
    }
    if (this.list().filter(({ revoked_ms }) => revoked_ms === undefined).length >= limits.api_tokens_max) {
      return refused('not-possible', `There are already ${limits.api_tokens_max} tokens.`);
    }
    const token = newSecret();
    const row = { hash: hashOf(token), name, roles, made_ms: clock.now_ms(), made_by: by };
    const deed = { by, what: 'makeToken', subject: name, why, outcome: 'done', detail: { roles } } as const;
    const isWritten = await store.write([{ kind: 'api-token', token: row }, ...trail.entries(deed)]);
    if (!isWritten) return refused('breaks-a-rule', 'is the name of a token already', { field: 'name' });
    return done(token);
  }

  async revoke(name: string, by: string, why: string): Promise<Done<true>> {
    const { store, trail, clock, over } = this.#parts;
    const known = this.list().find((each) => each.name === name && each.revoked_ms === undefined);
    const deed = { by, what: 'revokeToken', subject: name, why, outcome: 'done' } as const;
    const isWritten = await store.write([
      { kind: 'api-token-over', name, at_ms: clock.now_ms() },
      ...trail.entries(deed),
    ]);
    if (!isWritten || known === undefined) return refused('not-known', `There is no token ${name}.`);
    over(keyOf(known.hash));
    return done(true as const);
  }

  callerOf(token: string): Caller | undefined {
    if (!isSecretText(token)) return undefined;
    const row = this.#parts.store.reader.apiToken(hashOf(token));
    if (row === undefined || row.revoked_ms !== undefined) return undefined;
    return {
      by: `api:${row.name}`,
      name: row.name,
      roles: row.roles.filter(isRole),
      rights: rightsOf(row.roles),
      how: 'token',
      key: keyOf(row.hash),
    };
  }

  stillHolds(key: string): boolean {
    const row = this.#parts.store.reader.apiToken(Buffer.from(key, 'hex'));
    return row !== undefined && row.revoked_ms === undefined;
  }
}
