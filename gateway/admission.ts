/** Wiring of who may come in: people in the ledger, the first setup, and what the trail is told of edits of the settings. */
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Access } from './access/access.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { GatewayFault, messageOf } from './base/faults.ts';
import type { Log } from './base/log.ts';
import { type PeopleWrite, peopleReader } from './ledger/people.ts';
import type { Site } from './stock/site.ts';

export const setup_file = 'setup-token';

/** The token that makes the first administrator; for whoever started the gateway. */
export interface SetupOffer {
  readonly token: string;
  /** Only its owner may read it. */
  readonly file: string;
  readonly expires_ms: number;
}

export interface AdmissionParts {
  readonly data_dir: string;
  readonly write: (writes: readonly PeopleWrite[]) => Promise<boolean>;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Log;
  /** Whoever comes from this machine is let in as administrator: of a simulated warehouse only. */
  readonly demo: boolean;
}

export interface Admission {
  readonly access: Access;
  /** A new token in place of an earlier one; undefined once somebody has an account, and in the demo. */
  offerSetup(): Promise<SetupOffer | undefined>;
  /** Tells the trail what an edit of the settings file changed. */
  edited(before: Site, after: Site): void;
  stop(): Promise<void>;
}

/** The ledger has to be there. */
export function admissionOf(parts: AdmissionParts): Admission {
  const { data_dir, write, clock, counters, log, demo } = parts;
  const reader = peopleReader(data_dir);
  const file = join(data_dir, setup_file);
  const forget = () => rmSync(file, { force: true });
  let cancelForget = () => {};
  const access = new Access({
    store: { reader, write },
    clock,
    counters,
    onSetUp: forget,
    ...(demo ? { visitor: { by: 'demo', name: 'Demo', roles: ['administrator'] } } : {}),
  });
  if (demo) log.warn({}, 'This is the demo: whoever comes from this machine is its administrator.');
  return {
    access,
    async offerSetup() {
      forget();
      if (demo || access.accounts.isSetUp) return undefined;
      const { token, expires_ms } = await access.accounts.makeSetupToken();
      write0600(file, token);
      cancelForget = clock.after(expires_ms - clock.now_ms(), forget);
      return { token, file, expires_ms };
    },
    edited(before, after) {
      const parts_changed = Object.keys(after).filter(
        (key) => !isDeepStrictEqual(partOf(before, key), partOf(after, key)),
      );
      const deed = { by: 'settings-file', what: 'editSettings', outcome: 'done', detail: { parts_changed } } as const;
      access.trail.note(deed).catch((thrown: unknown) => {
        log.error({ err: thrown }, 'an edit of the settings could not be written into the audit trail');
      });
    },
    async stop() {
      cancelForget();
      forget();
      // A ledger that no longer writes has said so by ending the gateway.
      await access.trail.settle().catch(() => undefined);
      reader.close();
    },
  };
}

function partOf(site: Site, key: string): unknown {
  return Object.entries(site).find(([name]) => name === key)?.[1];
}

function write0600(file: string, token: string): void {
  try {
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    // A file that was there already keeps its mode.
    chmodSync(file, 0o600);
  } catch (thrown) {
    const says = `The setup token cannot be written to ${file}: ${messageOf(thrown)}`;
    throw new GatewayFault('data-directory-unusable', says, thrown);
  }
}
