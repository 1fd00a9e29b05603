/**
 * Tokens: 256 random bits, shown or set once, of which only the SHA-256 is kept. There is nothing to guess in them, so
 * no slow hash is needed; and what is looked up is the hash, so that the time a look-up takes tells nothing of a token.
 */
import { createHash, randomBytes } from 'node:crypto';

const secret_bytes = 32;

export function newSecret(): string {
  return randomBytes(secret_bytes).toString('base64url');
}

export function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** What a thing with a secret may be called where anybody can read it; tells nothing of the secret. */
export function newPublicId(): string {
  return randomBytes(9).toString('base64url');
}

/** As a token is written; anything else is none and is not looked up. */
export function isSecretText(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
