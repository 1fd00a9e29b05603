/**
 * Passwords: how they are chosen, kept and checked. Kept is scrypt with its parameters beside the salt, so that stronger
 * parameters take hold at each person's next sign-in. N = 2^15, r = 8, p = 3 is one of the settings OWASP's password
 * storage cheat sheet calls equally strong; this one takes 32 MB, which a small machine has.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import { worst_passwords } from './worst-passwords.ts';

export interface ScryptCost {
  /** Binary logarithm of N. */
  readonly log2_n: number;
  readonly r: number;
  readonly p: number;
}

export const scrypt_cost: ScryptCost = { log2_n: 15, r: 8, p: 3 };

/** What makes a password dear to guess: nearly all of the time a check takes. */
export type Derive = (password: string, salt: Uint8Array, cost: ScryptCost) => Promise<Buffer>;

const salt_bytes = 16;
const hash_bytes = 32;

/** Why a password cannot be chosen, or undefined when it can. No rule about its characters: length is what counts. */
export function passwordFault(password: string, names: readonly string[]): string | undefined {
  const plain = plainOf(password);
  const { length } = [...plain];
  if (length < limits.password_chars_min) return `must have at least ${limits.password_chars_min} characters`;
  if (length > limits.password_chars_max) return `must have at most ${limits.password_chars_max} characters`;
  const lower = plain.toLowerCase();
  if (names.some((name) => name.length > 2 && lower.includes(name.toLowerCase()))) return 'must not contain the name';
  if (new Set(lower).size < 4) return 'must not be made of so few different characters';
  if (isRun(lower)) return 'must not be characters in the order of a keyboard or the alphabet';
  const word = wordIn(lower);
  if (worst_passwords.some((worst) => isMadeOf(word, worst) || isMadeOf(lower, worst))) {
    return 'is one of those that are guessed first';
  }
  return undefined;
}

/** Without the digits and signs that people put before and behind a word. */
function wordIn(text: string): string {
  const characters = [...text];
  const isSign = (character: string): boolean => /^[\d\p{P}\p{S}\s]$/u.test(character);
  const first = characters.findIndex((character) => !isSign(character));
  const last = characters.findLastIndex((character) => !isSign(character));
  return first < 0 ? '' : characters.slice(first, last + 1).join('');
}

/** Checks one after the other: each takes 32 MB and a third of a second, and nobody may make that many. */
export class Passwords {
  readonly #cost: ScryptCost;
  readonly #derive: Derive;
  readonly #counters: Counters;
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #nobody: string;

  constructor(counters: Counters, cost: ScryptCost = scrypt_cost, derive: Derive = derived) {
    this.#cost = cost;
    this.#derive = derive;
    this.#counters = counters;
    this.#nobody = textOf(cost, randomBytes(salt_bytes), randomBytes(hash_bytes));
  }

  /** The text to be kept. Undefined when too many wait already. */
  hash(password: string): Promise<string | undefined> {
    const salt = randomBytes(salt_bytes);
    return this.#inTurn(async () => textOf(this.#cost, salt, await this.#derive(password, salt, this.#cost)));
  }

  /** Takes as long without anything kept, for a name that is not known. Undefined when too many wait already. */
  verify(password: string, kept: string | undefined): Promise<boolean | undefined> {
    return this.#inTurn(async () => {
      const parts = partsOf(kept ?? this.#nobody);
      if (parts === undefined) return false;
      const given = await this.#derive(password, parts.salt, parts.cost);
      return timingSafeEqual(given, parts.hash) && kept !== undefined;
    });
  }

  /** Was it kept with weaker parameters than those of now? */
  isOutdated(kept: string): boolean {
    const cost = partsOf(kept)?.cost;
    const { log2_n, r, p } = this.#cost;
    return cost === undefined || cost.log2_n < log2_n || cost.r < r || cost.p < p;
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    if (this.#waiting > limits.password_checks_waiting_max) {
      this.#counters.add('access.password_checks_refused');
      return Promise.resolve(undefined);
    }
    this.#waiting += 1;
    const done = this.#turn.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** Two ways to type one letter are one password. */
function plainOf(password: string): string {
  return password.normalize('NFKC');
}

export function derived(password: string, salt: Uint8Array, { log2_n, r, p }: ScryptCost): Promise<Buffer> {
  const n = 2 ** log2_n;
  const options: ScryptOptions = { N: n, r, p, maxmem: 256 * n * r };
  return new Promise((resolve, reject) => {
    scrypt(plainOf(password), salt, hash_bytes, options, (fault, key) => {
      if (fault === null) resolve(key);
      else reject(fault);
    });
  });
}

function textOf({ log2_n, r, p }: ScryptCost, salt: Buffer, hash: Buffer): string {
  return ['scrypt', log2_n, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

function partsOf(kept: string) {
  const found = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/.exec(kept);
  if (found === null) return undefined;
  const [, log2_n, r, p, salt = '', hash = ''] = found;
  return {
    cost: { log2_n: Number(log2_n), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

/** `abcabc` is made of `abc`, and so is `abcabca`. */
function isMadeOf(text: string, part: string): boolean {
  return (
    text !== '' && text.length >= part.length && part.repeat(Math.ceil(text.length / part.length)).startsWith(text)
  );
}

const rows = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
];

function isRun(text: string): boolean {
  const backwards = [...text].reverse().join('');
  return rows.some((row) => row.includes(text) || row.includes(backwards));
}
