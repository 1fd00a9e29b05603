/** How Impinj's IoT Device Interface writes tag memory and times in JSON. */
import { hexOf } from '../codec/hex.ts';
import { instant } from '../codec/instant.ts';
import type { Shape } from '../codec/json.ts';
import { Misfit } from '../codec/misfit.ts';

/** What the protocol control word of a Gen2 tag can announce: 31 words. */
const epc_bytes_max = 62;
const text_length_max = 88;
const alphabet = /^[A-Za-z0-9_-]+={0,2}$/;

/** Tag memory in base64url, with or without padding; the value is upper-case hexadecimal, and empty for none. */
export function base64urlHex(says: string): Shape<string> {
  return {
    schema: { type: 'string', description: says, maxLength: text_length_max, pattern: `^$|${alphabet.source}` },
    read(json) {
      if (typeof json !== 'string') return new Misfit('format', 'must be text');
      if (json === '') return '';
      if (json.length > text_length_max) return new Misfit('too-long', `must be at most ${epc_bytes_max} bytes`);
      const digits = json.replace(/={1,2}$/, '');
      if (!alphabet.test(json) || digits.length % 4 === 1) return new Misfit('format', 'must be base64url');
      const binary = atob(digits.replaceAll('-', '+').replaceAll('_', '/'));
      if (binary.length > epc_bytes_max) return new Misfit('too-long', `must be at most ${epc_bytes_max} bytes`);
      return hexOf(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
    },
    write: base64urlOfHex,
    sample: (chance) => hexOf(Uint8Array.from({ length: chance.int(1, 31) * 2 }, () => chance.int(0, 255))),
  };
}

function base64urlOfHex(hex: string): string {
  const pairs = hex.match(/../g) ?? [];
  const binary = pairs.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_');
}

/** A time with nine digits of fraction, as the readers write it; kept to the millisecond. */
export function nanoInstant(says: string): Shape<number> {
  const read = instant(says);
  return {
    schema: { type: 'string', description: says, maxLength: 40 },
    read: (json) => read.read(json),
    write: (at_ms) => new Date(at_ms).toISOString().replace('Z', '000000Z'),
    sample: (chance) => read.sample(chance),
  };
}
