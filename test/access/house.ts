/** People in a ledger of their own, on disk as in earnest; passwords are hashed with little work. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Access, type AccessOptions } from '../../gateway/access/access.ts';
import type { Asking } from '../../gateway/access/caller.ts';
import type { Derive, ScryptCost } from '../../gateway/access/password.ts';
import type { Role } from '../../gateway/access/rights.ts';
import { type Clock, systemClock } from '../../gateway/base/clock.ts';
import { type Counters, countersOf } from '../../gateway/base/counters.ts';
import { openPeopleWriter, type PeopleReader, type PeopleWrite, peopleReader } from '../../gateway/ledger/people.ts';

export const light: ScryptCost = { log2_n: 4, r: 8, p: 1 };
export const here: Asking = { address: '127.0.0.1', agent: 'test' };
export const good_password = 'eleven small boats at sea';

export interface House {
  readonly access: Access;
  readonly reader: PeopleReader;
  readonly directory: string;
  readonly counters: Counters;
  /** Somebody with an account and a session: its token. */
  person(login: string, roles: readonly Role[]): Promise<string>;
  /** The token of a program. */
  program(name: string, roles: readonly Role[]): Promise<string>;
  /** The same ledger after a restart. */
  again(): House;
  close(): void;
}

export interface HouseOptions {
  readonly clock?: Clock;
  readonly counters?: Counters;
  readonly visitor?: NonNullable<AccessOptions['visitor']>;
  readonly directory?: string;
  readonly scrypt_cost?: ScryptCost;
  readonly derive?: Derive;
  readonly onSetUp?: () => void;
}

export function houseOf(options: HouseOptions = {}): House {
  const { clock = systemClock, counters = countersOf(), visitor, scrypt_cost = light } = options;
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'tallygate-people-'));
  const writer = openPeopleWriter(directory);
  const reader = peopleReader(directory);
  const write = (writes: readonly PeopleWrite[]) => Promise.resolve(writer.write(writes));
  const access = new Access({
    store: { reader, write },
    clock,
    counters,
    scrypt_cost,
    ...(visitor === undefined ? {} : { visitor }),
    ...(options.derive === undefined ? {} : { derive: options.derive }),
    ...(options.onSetUp === undefined ? {} : { onSetUp: options.onSetUp }),
  });
  return {
    access,
    reader,
    directory,
    counters,
    async person(login, roles) {
      const invited = await access.accounts.invite({ login, name: login.toUpperCase(), roles }, 'console', 'test');
      if (!invited.ok) throw new Error(invited.says);
      const accepted = await access.accounts.accept(invited.value.token, good_password, here);
      if (!accepted.ok) throw new Error(accepted.says);
      return accepted.value;
    },
    async program(name, roles) {
      const made = await access.tokens.make(name, roles, 'console', 'test');
      if (!made.ok) throw new Error(made.says);
      return made.value;
    },
    again() {
      reader.close();
      writer.close();
      return houseOf({ ...options, directory });
    },
    close() {
      reader.close();
      writer.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
