/** Where people are kept, as this room needs it: reading at once, writing by the one who writes. */
import type { PeopleReader, PeopleWrite } from '../ledger/people.ts';

export interface PeopleStore {
  readonly reader: PeopleReader;
  /** Durable when it resolves; false when a condition among the writes did not hold and nothing was written. */
  write(writes: readonly PeopleWrite[]): Promise<boolean>;
}

/** Why something was not done, for the person who asked. */
export interface Refused {
  readonly ok: false;
  readonly code:
    | 'sign-in-failed'
    | 'too-many-tries'
    | 'busy'
    | 'token-refused'
    | 'breaks-a-rule'
    | 'not-known'
    | 'not-possible';
  readonly says: string;
  /** What breaks a rule, where one field does. */
  readonly field?: string;
  /** When another try may be made. */
  readonly wait_ms?: number;
}

export type Done<Value> = { readonly ok: true; readonly value: Value } | Refused;

export function done<Value>(value: Value): Done<Value> {
  return { ok: true, value };
}

export function refused(code: Refused['code'], says: string, more: { field?: string; wait_ms?: number } = {}): Refused {
  return { ok: false, code, says, ...more };
}

export const busy = refused('busy', 'Too many people are signing in at this moment. Try again in some seconds.');
