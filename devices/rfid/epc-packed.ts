/**
 * "Variable-length alphanumeric" of TDS 2.3, section 14.5.6: three bits say how characters are packed, five how many
 * there are. A writer may take any way that can say the characters; the standard's own choice is the shortest.
 */
import { type BitWriter, bitsAt, decimalAt } from './epc-bits.ts';
import { isSerialText } from './epc-value.ts';

const indicator_bits = 3;
const length_bits = 5;

interface Packing {
  /** Undefined when the characters cannot be said this way. */
  bits(text: string): number | undefined;
  /** `bits(text)` of them. */
  write(text: string, writer: BitWriter): void;
  /** Undefined when the bits are no such characters. */
  read(at: number, characters: number): { readonly text: string; readonly bits: number } | undefined;
}

/** Characters of a fixed width, each the place it has in the alphabet. */
function fixed(width: number, alphabet: string): Packing {
  return {
    bits: (text) => ([...text].every((character) => alphabet.includes(character)) ? text.length * width : undefined),
    write(text, writer) {
      for (const character of text) writer.put(alphabet.indexOf(character), width);
    },
    read(at, characters) {
      let text = '';
      for (let index = 0; index < characters; index += 1) text += alphabet.charAt(bitsAt(at + index * width, width));
      return { text, bits: characters * width };
    },
  };
}

/** ceil(digits × log2(10)): how many bits so many digits take. */
function integerBits(digits: number): number {
  return digits === 0 ? 0 : (10n ** BigInt(digits) - 1n).toString(2).length;
}

const integer: Packing = {
  bits: (text) => (/^\d{1,20}$/.test(text) ? integerBits(text.length) : undefined),
  write: (text, writer) => writer.put(BigInt(text), integerBits(text.length)),
  read(at, characters) {
    const bits = integerBits(characters);
    const text = decimalAt(at, bits).padStart(characters, '0');
    return text.length > characters ? undefined : { text, bits };
  },
};

const ascii: Packing = {
  bits: (text) => (isSerialText(text, text.length) ? text.length * 7 : undefined),
  write(text, writer) {
    for (const character of text) writer.put(character.charCodeAt(0), 7);
  },
  read(at, characters) {
    let text = '';
    for (let index = 0; index < characters; index += 1) text += String.fromCharCode(bitsAt(at + index * 7, 7));
    return isSerialText(text, characters) ? { text, bits: characters * 7 } : undefined;
  },
};

/** Place 0 fills up the last group of three. */
const code_40 = '\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789';

const urnCode40: Packing = {
  bits: (text) => (/^[A-Z\-.:0-9]{1,20}$/.test(text) ? Math.ceil(text.length / 3) * 16 : undefined),
  write(text, writer) {
    for (let at = 0; at < text.length; at += 3) {
      const [first = 0, second = 0, third = 0] = [...text.slice(at, at + 3)].map((one) => code_40.indexOf(one));
      writer.put(1_600 * first + 40 * second + third + 1, 16);
    }
  },
  read(at, characters) {
    const groups = Math.ceil(characters / 3);
    let text = '';
    for (let group = 0; group < groups; group += 1) {
      const value = bitsAt(at + group * 16, 16) - 1;
      if (value < 0 || value >= 64_000) return undefined;
      const places = [Math.floor(value / 1_600), Math.floor(value / 40) % 40, value % 40];
      text += places.map((place) => code_40.charAt(place)).join('');
    }
    const fill = '\0'.repeat(groups * 3 - characters);
    const plain = text.slice(0, characters);
    return text === plain + fill && !plain.includes('\0') ? { text: plain, bits: groups * 16 } : undefined;
  },
};

/** By their number on the tag. */
const packings: readonly Packing[] = [
  integer,
  fixed(4, '0123456789ABCDEF'),
  fixed(4, '0123456789abcdef'),
  fixed(6, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
  ascii,
  urnCode40,
];

/** The serial at this place; undefined when it breaks a rule. `end` is the place after it. */
export function readPacked(
  at: number,
  characters_max: number,
): { readonly text: string; readonly packing: number; readonly end: number } | undefined {
  const packing = bitsAt(at, indicator_bits);
  const characters = bitsAt(at + indicator_bits, length_bits);
  const from = at + indicator_bits + length_bits;
  if (characters < 1 || characters > characters_max) return undefined;
  const read = packings[packing]?.read(from, characters);
  return read && { text: read.text, packing, end: from + read.bits };
}

/** The shortest way to say these characters; the smallest number where ways are equally short. */
export function shortestPacking(text: string): number {
  let best = 4;
  let best_bits = Number.POSITIVE_INFINITY;
  for (const [number, packing] of packings.entries()) {
    const bits = packing.bits(text) ?? Number.POSITIVE_INFINITY;
    if (bits < best_bits) [best, best_bits] = [number, bits];
  }
  return best;
}

/** False when the characters cannot be said this way. */
export function writePacked(text: string, packing: number, characters_max: number, writer: BitWriter): boolean {
  const way = packings[packing];
  if (way === undefined || text.length < 1 || text.length > characters_max || way.bits(text) === undefined)
    return false;
  writer.put(packing, indicator_bits);
  writer.put(text.length, length_bits);
  way.write(text, writer);
  return true;
}
