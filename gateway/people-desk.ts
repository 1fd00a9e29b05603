/** People and programs from the command line, whether a gateway runs on the data directory or not. */
import { Access } from './access/access.ts';
import type { Done } from './access/people-store.ts';
import { isRole, type Role, roleNames } from './access/rights.ts';
import { systemClock } from './base/clock.ts';
import { countersOf } from './base/counters.ts';
import { openPeopleWriter, type PeopleWrite, peopleReader } from './ledger/people.ts';

export type { Role };
export { roleNames };

/** Whoever has the machine itself is not known by name. */
const by = 'console';

export interface PersonTold {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly active: boolean;
  readonly has_password: boolean;
  readonly sessions: number;
}

export interface PeopleDesk {
  list(): readonly PersonTold[];
  /** A token that lets them choose a password, once. */
  invite(login: string, name: string, roles: readonly Role[]): Promise<Done<{ token: string; expires_ms: number }>>;
  reset(login: string): Promise<Done<{ token: string; expires_ms: number }>>;
  setActive(login: string, active: boolean): Promise<Done<true>>;
  /** The token of a program. */
  makeToken(name: string, roles: readonly Role[]): Promise<Done<string>>;
  revokeToken(name: string): Promise<Done<true>>;
  close(): void;
}

/** The roles of this name, or the first that is none. */
export function rolesOf(names: readonly string[]): readonly Role[] | string {
  return names.find((name) => !isRole(name)) ?? names.filter(isRole);
}

/** Makes the ledger where there is none yet. Throws GatewayFault when it cannot be used. */
export function openPeopleDesk(data_dir: string): PeopleDesk {
  const writer = openPeopleWriter(data_dir);
  const reader = peopleReader(data_dir);
  const write = (writes: readonly PeopleWrite[]) => Promise.resolve(writer.write(writes));
  const store = { reader, write };
  const { accounts, sessions, tokens } = new Access({ store, clock: systemClock, counters: countersOf() });
  return {
    list: () =>
      accounts.list().map(({ login, name, roles, active, password }) => {
        const told = { login, name, roles, active, has_password: password !== undefined };
        return { ...told, sessions: sessions.list(login).length };
      }),
    invite: (login, name, roles) => accounts.invite({ login, name, roles }, by, ''),
    reset: (login) => accounts.reset(login, by, ''),
    setActive: (login, active) => accounts.setActive(login, active, by, ''),
    makeToken: (name, roles) => tokens.make(name, roles, by, ''),
    revokeToken: (name) => tokens.revoke(name, by, ''),
    close() {
      reader.close();
      writer.close();
    },
  };
}
