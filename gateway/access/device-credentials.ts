/**
 * Secrets of connections. A secret is 256 random bits, so a plain SHA-256 of it is enough to keep: there is nothing to
 * guess, and five hundred devices may come back at once without a slow hash each.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { type CredentialReader, credentialReader, writeCredential } from '../ledger/credentials.ts';

const secret_bytes = 32;
const look_every_ms = 1_000;

/** Makes a new secret and stores its hash; an earlier one no longer works. The secret is returned once and kept nowhere. */
export function enrol(directory: string, connection: string, at_ms: number): string {
  const secret = randomBytes(secret_bytes).toString('base64url');
  writeCredential(directory, connection, hashOf(secret), at_ms);
  return secret;
}

/** True when there was a secret to revoke. */
export function revoke(directory: string, connection: string, at_ms: number): boolean {
  return writeCredential(directory, connection, undefined, at_ms);
}

export interface DeviceCredentials {
  /** Compares in constant time; an unknown connection takes as long as a wrong secret. */
  verify(connection: string, secret: string): boolean;
  has(connection: string): boolean;
  /** Calls back with every connection whose secret was replaced or revoked meanwhile. */
  onRevoked(listener: (connection: string) => void): void;
  stop(): void;
}

export function deviceCredentials(directory: string, clock: Clock): DeviceCredentials {
  const reader = credentialReader(directory);
  const listeners: ((connection: string) => void)[] = [];
  let known = hashesOf(reader);
  let version = reader.version();
  let cancel: () => void = () => {};
  /** The hash each connection last logged in with: one that already uses its new secret is not to be closed. */
  const used = new Map<string, string>();

  function look(): void {
    const now = reader.version();
    if (now !== version) {
      version = now;
      const next = hashesOf(reader);
      for (const [connection, hash] of known) {
        const now_hash = next.get(connection);
        if (now_hash === hash || (now_hash !== undefined && now_hash === used.get(connection))) continue;
        for (const listener of listeners) listener(connection);
      }
      known = next;
    }
    cancel = clock.after(look_every_ms, look);
  }

  cancel = clock.after(look_every_ms, look);
  return {
    verify(connection, secret) {
      const expected = reader.find(connection)?.hash ?? Buffer.alloc(secret_bytes);
      const given = hashOf(secret);
      const isRight = timingSafeEqual(given, expected);
      if (isRight) used.set(connection, given.toString('hex'));
      return isRight;
    },
    has: (connection) => reader.find(connection) !== undefined,
    onRevoked: (listener) => listeners.push(listener),
    stop() {
      cancel();
      reader.close();
    },
  };
}

function hashesOf(reader: CredentialReader): Map<string, string> {
  return new Map(reader.all().map((row) => [row.connection, Buffer.from(row.hash).toString('hex')]));
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}
