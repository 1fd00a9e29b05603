/** Reads the fields of an EPC from its bits, by the rows of `epc-schemes.ts` (TDS 1.13, section 14.4; TDS 2.3, 14.5). */
import { bitsAt, decimalAt, isZero } from './epc-bits.ts';
import { hasRightCheckDigit } from './epc-check-digit.ts';
import { readPacked } from './epc-packed.ts';
import type { Split } from './epc-partitions.ts';
import type { EpcField } from './epc-schemes.ts';
import { type Epc, type EpcError, isCage, isSerialText, isSixBitText, isYymmdd } from './epc-value.ts';

/** An EPC while its fields are being read. */
export type EpcDraft = { -readonly [Member in keyof Epc]: Epc[Member] };

/** Reads one field that begins at this bit; where the next one begins, or the rule that is broken. */
export function readField(field: EpcField, at: number, draft: EpcDraft): number | EpcError {
  switch (field.kind) {
    case 'filter':
      draft.filter = bitsAt(at, field.bits);
      return at + field.bits;
    case 'split':
      return readSplit(field.splits, field.reference, at, draft);
    case 'number':
      draft[field.into] = decimalAt(at, field.bits);
      return at + field.bits;
    case 'digits':
      return readDigits(field, at, draft);
    case 'two-digits':
      return readTwoDigits(field, at, draft);
    case 'text':
      return readText(field.into, field.characters * 7, field.characters, at, draft);
    case 'six-bit':
      return readSixBit(field, at, draft);
    case 'cage':
      return readCage(field.bits_each, at, draft);
    case 'key':
      return readKey(field.digits, at, draft);
    case 'date':
      return readDate(at, draft);
    case 'packed':
      return readPackedText(field, at, draft);
    case 'toggle':
      if (bitsAt(at, 1) === 1) draft.toggle = true;
      return at + 1;
    case 'zeros':
      if (isZero(at, at + field.bits)) return at + field.bits;
      return { code: 'reserved-bits', message: `The ${field.bits} reserved bits must be zero.` };
  }
}

type Field<Kind extends EpcField['kind']> = Extract<EpcField, { kind: Kind }>;

function readSplit(
  splits: readonly Split[],
  way: Field<'split'>['reference'],
  at: number,
  draft: EpcDraft,
): number | EpcError {
  const split = splits[bitsAt(at, 3)];
  if (split === undefined) return { code: 'partition', message: 'Partition value 7 is reserved.' };
  const { prefix_bits, prefix_digits, reference_bits, reference_digits } = split;
  const prefix = bitsAt(at + 3, prefix_bits);
  if (prefix >= 10 ** prefix_digits) {
    return { code: 'company-prefix', message: `The company prefix must have at most ${prefix_digits} digits.` };
  }
  draft.company_prefix = String(prefix).padStart(prefix_digits, '0');
  const reference_at = at + 3 + prefix_bits;
  switch (way) {
    case 'text':
      return readText('reference', reference_bits, reference_digits, reference_at, draft);
    case 'six-bit': {
      const characters = { min: 1, max: reference_digits };
      return readSixBit(
        { kind: 'six-bit', into: 'reference', characters, hash_first: true },
        reference_at,
        draft,
        true,
      );
    }
    case 'plain':
      draft.reference = decimalAt(reference_at, reference_bits);
      return reference_at + reference_bits;
    case 'padded': {
      const reference = bitsAt(reference_at, reference_bits);
      if (reference >= 10 ** reference_digits) {
        return { code: 'reference', message: `The reference must have at most ${reference_digits} digits.` };
      }
      draft.reference = reference_digits === 0 ? '' : String(reference).padStart(reference_digits, '0');
      return reference_at + reference_bits;
    }
  }
}

function readDigits({ into, bits, digits_max }: Field<'digits'>, at: number, draft: EpcDraft): number | EpcError {
  const digits = decimalAt(at, bits);
  if (!digits.startsWith('1') || digits.length < 2 || digits.length > digits_max + 1) {
    return { code: 'serial', message: `The serial must be a 1 and then 1 to ${digits_max} digits.` };
  }
  draft[into] = digits.slice(1);
  return at + bits;
}

function readTwoDigits({ into }: Field<'two-digits'>, at: number, draft: EpcDraft): number | EpcError {
  const number = bitsAt(at, 7);
  if (number > 99) return { code: 'reference', message: `The ${into} must be a number from 0 to 99.` };
  draft[into] = String(number).padStart(2, '0');
  return at + 7;
}

function readText(
  into: Field<'text'>['into'],
  bits: number,
  characters_max: number,
  at: number,
  draft: EpcDraft,
): number | EpcError {
  const code = into === 'serial' ? 'serial' : 'reference';
  const end = at + bits;
  const text_end = at + characters_max * 7;
  let text = '';
  let next = at;
  while (next < text_end) {
    const character = bitsAt(next, 7);
    if (character === 0) break;
    text += String.fromCharCode(character);
    next += 7;
  }
  if (!isZero(next, end)) return { code, message: `After the end of a ${code} all its bits must be zero.` };
  if (!isSerialText(text, characters_max)) {
    return { code, message: `A ${code} is 1 to ${characters_max} characters of GS1's set of 82.` };
  }
  draft[into] = text;
  return end;
}

function readSixBit(
  { into, characters, hash_first }: Field<'six-bit'>,
  at: number,
  draft: EpcDraft,
  hash_anywhere = false,
): number | EpcError {
  const code = into === 'serial' ? 'serial' : 'reference';
  let text = '';
  let next = at;
  while (text.length <= characters.max) {
    const six = bitsAt(next, 6);
    next += 6;
    if (six === 0) break;
    text += sixBitCharacter(six);
  }
  const hash = text.lastIndexOf('#');
  const hash_fits = hash < 0 || hash_anywhere || (hash_first && hash === 0);
  if (!isSixBitText(text, characters) || !hash_fits) {
    const { min, max } = characters;
    return {
      code,
      message: `A ${code} is ${min} to ${max} capital letters, digits, - and /, with # only where allowed.`,
    };
  }
  draft[into] = text;
  return next;
}

/** The six low bits of ASCII: letters begin at 1, and what is 32 and above stands for itself. */
function sixBitCharacter(six: number): string {
  return String.fromCharCode(six < 32 ? six + 64 : six);
}

function readCage(bits_each: 6 | 8, at: number, draft: EpcDraft): number | EpcError {
  let text = '';
  for (let place = 0; place < 6; place += 1) {
    const bits = bitsAt(at + place * bits_each, bits_each);
    text += bits_each === 6 ? sixBitCharacter(bits) : String.fromCharCode(bits);
  }
  const code = text.startsWith(' ') ? text.slice(1) : text;
  if (!isCage(code)) {
    return {
      code: 'company-prefix',
      message: 'A CAGE code or DoDAAC is 5 or 6 digits and capital letters without I and O.',
    };
  }
  draft.cage = code;
  return at + 6 * bits_each;
}

function readKey(digits: number, at: number, draft: EpcDraft): number | EpcError {
  let text = '';
  for (let place = 0; place < digits; place += 1) {
    const digit = bitsAt(at + place * 4, 4);
    if (digit > 9) return { code: 'key', message: 'The digits of a key must be 0 to 9, in four bits each.' };
    text += digit;
  }
  if (!hasRightCheckDigit(text))
    return { code: 'key', message: 'The last digit must be the check digit of the others.' };
  draft.key = text;
  return at + digits * 4;
}

function readDate(at: number, draft: EpcDraft): number | EpcError {
  const type = bitsAt(at, 4);
  const parts = [bitsAt(at + 4, 7), bitsAt(at + 11, 4), bitsAt(at + 15, 5)];
  const yymmdd = parts.map((part) => String(part).padStart(2, '0')).join('');
  if (type > 6) return { code: 'date', message: `Date type ${type} is reserved.` };
  if (!isYymmdd(yymmdd)) return { code: 'date', message: 'There must be such a day.' };
  draft.date = { type, yymmdd };
  return at + 20;
}

function readPackedText({ into, characters }: Field<'packed'>, at: number, draft: EpcDraft): number | EpcError {
  const read = readPacked(at, characters);
  if (read === undefined) {
    return { code: 'serial', message: `A serial is 1 to ${characters} characters in one of the six known packings.` };
  }
  draft[into] = read.text;
  draft.packing = read.packing;
  return read.end;
}
