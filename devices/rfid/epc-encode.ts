/** What an EPC stands for, to EPC memory in hexadecimal: the inverse of `decodeEpc`, by the same rows. */
import { BitWriter } from './epc-bits.ts';
import { hasRightCheckDigit } from './epc-check-digit.ts';
import { shortestPacking, writePacked } from './epc-packed.ts';
import type { Split } from './epc-partitions.ts';
import { type EpcField, epcSchemesByName, partsOf } from './epc-schemes.ts';
import {
  type Epc,
  type EpcError,
  type EpcPart,
  type EpcResult,
  epcError,
  epcParts,
  isCage,
  isNumberOf,
  isSerialText,
  isSixBitText,
  isYymmdd,
} from './epc-value.ts';

/** Upper-case hexadecimal, filled up with zero bits to whole 16-bit words. An EPC that breaks its scheme's rules is refused. */
export function encodeEpc(epc: Epc): EpcResult<string> {
  const row = epcSchemesByName.get(epc.scheme);
  if (row === undefined) return epcError('unknown-scheme', 'This is no scheme we write.');
  const parts = partsOf(row);
  const strange = epcParts.find((part) => epc[part] !== undefined && !parts.includes(part));
  if (strange !== undefined) return epcError(codeOf(strange), `${row.scheme} has no ${strange.replace('_', ' ')}.`);
  const missing = parts.find((part) => epc[part] === undefined);
  if (missing !== undefined) return epcError(codeOf(missing), `${row.scheme} needs a ${missing.replace('_', ' ')}.`);
  const writer = new BitWriter();
  writer.put(row.header, 8);
  for (const field of row.fields) {
    const error = putField(field, epc, writer);
    if (error !== undefined) return { ok: false, error };
  }
  return putRest(epc, row.fields[0]?.kind === 'toggle', writer) ?? { ok: true, value: writer.hex() };
}

type Field<Kind extends EpcField['kind']> = Extract<EpcField, { kind: Kind }>;

function codeOf(part: EpcPart): EpcError['code'] {
  switch (part) {
    case 'serial':
    case 'key':
      return part;
    case 'company_prefix':
    case 'cage':
    case 'manager':
      return 'company-prefix';
    default:
      return 'reference';
  }
}

function putField(field: EpcField, epc: Epc, writer: BitWriter): EpcError | undefined {
  switch (field.kind) {
    case 'filter':
      return putFilter(field.bits, epc.filter, writer);
    case 'split':
      return putSplit(field, epc, writer);
    case 'number':
      return putNumber(field, epc[field.into] ?? '', writer);
    case 'digits':
      return putDigits(field, epc[field.into] ?? '', writer);
    case 'two-digits':
      return putTwoDigits(field.into, epc[field.into] ?? '', writer);
    case 'text':
      return putText(field.into, field.characters * 7, field.characters, epc[field.into] ?? '', writer);
    case 'six-bit':
      return putSixBit(field, epc[field.into] ?? '', writer);
    case 'cage':
      return putCage(field.bits_each, epc.cage ?? '', writer);
    case 'key':
      return putKey(field.digits, epc.key ?? '', writer);
    case 'date':
      return putDate(epc.date, writer);
    case 'packed':
      return putPacked(field, epc, writer);
    case 'toggle':
      writer.put(epc.toggle === true ? 1 : 0, 1);
      return undefined;
    case 'zeros':
      writer.put(0, field.bits);
      return undefined;
  }
}

function putFilter(bits: number, filter: number | undefined, writer: BitWriter): EpcError | undefined {
  const max = 2 ** bits - 1;
  if (filter === undefined || !Number.isInteger(filter) || filter < 0 || filter > max) {
    return { code: 'filter', message: `A filter value is a whole number from 0 to ${max} here.` };
  }
  writer.put(filter, bits);
  return undefined;
}

function putSplit({ splits, reference: way }: Field<'split'>, epc: Epc, writer: BitWriter): EpcError | undefined {
  const { company_prefix = '', reference = '' } = epc;
  const partition = splits.findIndex((one) => one.prefix_digits === company_prefix.length);
  const split = splits[partition];
  if (split === undefined || !/^\d+$/.test(company_prefix)) {
    return { code: 'company-prefix', message: 'A company prefix has 6 to 12 digits.' };
  }
  writer.put(partition, 3);
  writer.put(BigInt(company_prefix), split.prefix_bits);
  return putReference(split, way, reference, writer);
}

function putReference(
  { reference_bits, reference_digits }: Split,
  way: Field<'split'>['reference'],
  reference: string,
  writer: BitWriter,
): EpcError | undefined {
  switch (way) {
    case 'text':
      return putText('reference', reference_bits, reference_digits, reference, writer);
    case 'six-bit':
      if (!isSixBitText(reference, { min: 1, max: reference_digits })) {
        const message = `After this company prefix a reference is 1 to ${reference_digits} of A to Z, 0 to 9, #, - and /.`;
        return { code: 'reference', message };
      }
      putSix(reference, writer);
      return undefined;
    default: {
      const is_padded = way === 'padded';
      const fits = is_padded
        ? reference.length === reference_digits && /^\d*$/.test(reference)
        : isNumberOf(reference, reference_bits);
      if (!fits) {
        const rule = is_padded
          ? `exactly ${reference_digits} digits`
          : `no leading zeros and fit into ${reference_bits} bits`;
        return { code: 'reference', message: `After this company prefix a reference must have ${rule}.` };
      }
      writer.put(BigInt(reference), reference_bits);
      return undefined;
    }
  }
}

function putNumber({ into, bits }: Field<'number'>, number: string, writer: BitWriter): EpcError | undefined {
  if (!isNumberOf(number, bits)) {
    const message = `The ${into.replace('_', ' ')} is a number without leading zeros of at most ${bits} bits here.`;
    return { code: codeOf(into), message };
  }
  writer.put(BigInt(number), bits);
  return undefined;
}

function putDigits({ bits, digits_max }: Field<'digits'>, digits: string, writer: BitWriter): EpcError | undefined {
  if (digits.length < 1 || digits.length > digits_max || !/^\d+$/.test(digits)) {
    return { code: 'serial', message: `A serial is 1 to ${digits_max} digits here.` };
  }
  writer.put(BigInt(`1${digits}`), bits);
  return undefined;
}

function putTwoDigits(into: EpcPart, digits: string, writer: BitWriter): EpcError | undefined {
  if (!/^\d\d$/.test(digits)) return { code: 'reference', message: `The ${into} has two digits.` };
  writer.put(Number(digits), 7);
  return undefined;
}

function putText(
  into: EpcPart,
  bits: number,
  characters: number,
  text: string,
  writer: BitWriter,
): EpcError | undefined {
  if (!isSerialText(text, characters)) {
    const code = codeOf(into);
    return { code, message: `A ${code} is 1 to ${characters} characters of GS1's set of 82 here.` };
  }
  for (const character of text) writer.put(character.charCodeAt(0), 7);
  writer.put(0, bits - text.length * 7);
  return undefined;
}

function putSixBit(
  { into, characters, hash_first }: Field<'six-bit'>,
  text: string,
  writer: BitWriter,
): EpcError | undefined {
  const hash = text.lastIndexOf('#');
  if (!isSixBitText(text, characters) || hash > 0 || (hash === 0 && !hash_first)) {
    const { min, max } = characters;
    const rule = `${min} to ${max} of A to Z, 0 to 9, - and /${hash_first ? ', and may begin with #' : ''}`;
    return { code: codeOf(into), message: `The ${into.replace('_', ' ')} is ${rule}.` };
  }
  putSix(text, writer);
  return undefined;
}

function putSix(text: string, writer: BitWriter): void {
  for (const character of text) writer.put(character.charCodeAt(0) & 0x3f, 6);
  writer.put(0, 6);
}

function putCage(bits_each: 6 | 8, code: string, writer: BitWriter): EpcError | undefined {
  if (!isCage(code)) {
    const message = 'A CAGE code or DoDAAC is 5 or 6 digits and capital letters without I and O.';
    return { code: 'company-prefix', message };
  }
  for (const character of code.padStart(6, ' ')) writer.put(character.charCodeAt(0) & (2 ** bits_each - 1), bits_each);
  return undefined;
}

function putKey(digits: number, key: string, writer: BitWriter): EpcError | undefined {
  if (key.length !== digits || !/^\d+$/.test(key) || !hasRightCheckDigit(key)) {
    return { code: 'key', message: `The key has ${digits} digits, the last of them its check digit.` };
  }
  for (const digit of key) writer.put(Number(digit), 4);
  return undefined;
}

function putDate(date: Epc['date'], writer: BitWriter): EpcError | undefined {
  if (date === undefined || !Number.isInteger(date.type) || date.type < 0 || date.type > 6 || !isYymmdd(date.yymmdd)) {
    return { code: 'date', message: 'A date has a type from 0 to 6 and six digits YYMMDD of a day that exists.' };
  }
  writer.put(date.type, 4);
  writer.put(Number(date.yymmdd.slice(0, 2)), 7);
  writer.put(Number(date.yymmdd.slice(2, 4)), 4);
  writer.put(Number(date.yymmdd.slice(4)), 5);
  return undefined;
}

function putPacked({ into, characters }: Field<'packed'>, epc: Epc, writer: BitWriter): EpcError | undefined {
  const text = epc[into] ?? '';
  if (isSerialText(text, characters)) {
    const packing = epc.packing ?? shortestPacking(text);
    if (writePacked(text, packing, characters, writer)) return undefined;
    return { code: 'serial', message: `Packing ${packing} cannot say this serial.` };
  }
  return { code: 'serial', message: `A serial is 1 to ${characters} characters of GS1's set of 82 here.` };
}

/** The data after the EPC, where the scheme may have some. */
function putRest(epc: Epc, may_follow: boolean, writer: BitWriter): EpcResult<string> | undefined {
  const { aidc = '' } = epc;
  if ((epc.toggle === true || aidc !== '') && !may_follow) {
    return epcError('reserved-bits', `No data may follow a ${epc.scheme}.`);
  }
  if (!/^[01]*$/.test(aidc) || writer.width + aidc.length > 496) {
    return epcError('reserved-bits', 'Data after the EPC are written as 0 and 1, and all of it fits into 496 bits.');
  }
  for (const bit of aidc) writer.put(bit === '1' ? 1 : 0, 1);
  return undefined;
}
