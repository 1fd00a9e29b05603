/** EPC memory in hexadecimal to what it stands for. Reads any row of `epc-schemes.ts`; encodes live in `epc-encode.ts`. */
import type { EpcMeaning } from '../reading.ts';
import { gtinOf, ssccOf } from './epc-keys.ts';
import { type EpcField, type EpcScheme, epcSchemes, type Split } from './epc-schemes.ts';
import { epcUriOf } from './epc-uri.ts';
import { type Epc, type EpcError, type EpcResult, epcError, isSerialText } from './epc-value.ts';

/** The longest EPC that the protocol control word of a Gen2 tag can announce: 31 words. */
const hex_digits_max = 124;

const schemes_by_header: readonly (EpcScheme | undefined)[] = Array.from({ length: 256 }, (_, header) =>
  epcSchemes.find((row) => row.header === header),
);

/**
 * Reads the EPC bank's contents (hexadecimal of either case, no spaces). Refuses what breaks the scheme's rules: wrong
 * length, partition 7, a company prefix or reference with too many digits, bits that must be zero, characters outside
 * GS1's set. Never throws.
 */
export function decodeEpc(hex: string): EpcResult<Epc> {
  if (hex.length > hex_digits_max)
    return epcError('too-long', `EPC memory holds at most ${hex_digits_max} hex digits.`);
  if (!fillBytes(hex)) return epcError('not-hex', 'An EPC is written in hexadecimal digits, two for each byte.');
  if (hex.length === 0) return epcError('too-short', 'An EPC has at least one byte.');
  const row = schemes_by_header[bitsAt(0, 8)];
  if (row === undefined)
    return epcError('unknown-scheme', `Header ${hex.slice(0, 2).toUpperCase()} is no scheme we read.`);
  const wrong_length = lengthError(row, hex.length);
  if (wrong_length !== undefined) return { ok: false, error: wrong_length };
  return readFields(row, hex.length * 4);
}

/** What a tag's EPC stands for. Bits that follow no scheme, or break its rules, are `unknown`: a tag all the same. */
export function meaningOfEpc(hex: string): EpcMeaning {
  const decoded = decodeEpc(hex);
  return decoded.ok ? meaningOf(decoded.value) : unknown;
}

const unknown: EpcMeaning = { scheme: 'unknown' };

/** The identifiers that people and other systems know an EPC by. */
export function meaningOf(epc: Epc): EpcMeaning {
  const { scheme, filter, serial } = epc;
  const uri = epcUriOf(epc);
  const gtin = gtinOf(epc);
  if (gtin !== undefined && serial !== undefined) return { scheme, uri, gtin, serial, filter };
  const sscc = ssccOf(epc);
  if (sscc !== undefined) return { scheme, uri, sscc, filter };
  return serial === undefined ? { scheme, uri, filter } : { scheme, uri, serial, filter };
}

function lengthError(row: EpcScheme, hex_digits: number): EpcError | undefined {
  if (hex_digits * 4 < row.bits) {
    return { code: 'too-short', message: `${row.scheme} has ${row.bits} bits; these are ${hex_digits * 4}.` };
  }
  if (hex_digits * 4 > Math.ceil(row.bits / 16) * 16) {
    return { code: 'too-long', message: `${row.scheme} has ${row.bits} bits; these are ${hex_digits * 4}.` };
  }
  return undefined;
}

/** What has been read so far; the fields of a row fill it in order. */
interface Draft {
  at: number;
  filter: number;
  company_prefix: string;
  reference: string;
  serial: string | undefined;
}

function readFields(row: EpcScheme, all_bits: number): EpcResult<Epc> {
  const draft: Draft = { at: 8, filter: 0, company_prefix: '', reference: '', serial: undefined };
  for (const field of row.fields) {
    const error = readField(field, draft);
    if (error !== undefined) return { ok: false, error };
  }
  if (!isZero(draft.at, all_bits)) {
    return epcError('reserved-bits', `The bits after the ${row.bits} of ${row.scheme} must be zero.`);
  }
  const { filter, company_prefix, reference, serial } = draft;
  const scheme = row.scheme;
  const value =
    serial === undefined
      ? { scheme, filter, company_prefix, reference }
      : { scheme, filter, company_prefix, reference, serial };
  return { ok: true, value };
}

function readField(field: EpcField, draft: Draft): EpcError | undefined {
  switch (field.kind) {
    case 'filter':
      draft.filter = bitsAt(draft.at, 3);
      draft.at += 3;
      return undefined;
    case 'split':
      return readSplit(field.splits, field.reference === 'padded', draft);
    case 'number':
      draft.serial = String(bitsAt(draft.at, field.bits));
      draft.at += field.bits;
      return undefined;
    case 'text':
      return readText(field.characters, draft);
    case 'zeros':
      draft.at += field.bits;
      if (isZero(draft.at - field.bits, draft.at)) return undefined;
      return { code: 'reserved-bits', message: `The ${field.bits} reserved bits must be zero.` };
  }
}

function readSplit(splits: readonly Split[], padded: boolean, draft: Draft): EpcError | undefined {
  const split = splits[bitsAt(draft.at, 3)];
  if (split === undefined) return { code: 'partition', message: 'Partition value 7 is reserved.' };
  const { prefix_bits, prefix_digits, reference_bits, reference_digits } = split;
  const prefix_at = draft.at + 3;
  const reference_at = prefix_at + prefix_bits;
  const prefix = bitsAt(prefix_at, prefix_bits);
  if (prefix >= 10 ** prefix_digits) {
    return { code: 'company-prefix', message: `The company prefix must have at most ${prefix_digits} digits.` };
  }
  draft.company_prefix = String(prefix).padStart(prefix_digits, '0');
  draft.at = reference_at + reference_bits;
  if (!padded) {
    draft.reference = decimalAt(reference_at, reference_bits);
    return undefined;
  }
  const reference = bitsAt(reference_at, reference_bits);
  if (reference >= 10 ** reference_digits) {
    return { code: 'reference', message: `The reference must have at most ${reference_digits} digits.` };
  }
  draft.reference = reference_digits === 0 ? '' : String(reference).padStart(reference_digits, '0');
  return undefined;
}

function readText(characters: number, draft: Draft): EpcError | undefined {
  const end = draft.at + characters * 7;
  let text = '';
  while (draft.at < end) {
    const code = bitsAt(draft.at, 7);
    if (code === 0) break;
    text += String.fromCharCode(code);
    draft.at += 7;
  }
  if (!isZero(draft.at, end))
    return { code: 'serial', message: 'After the end of a serial all its bits must be zero.' };
  draft.at = end;
  if (!isSerialText(text, characters)) {
    return { code: 'serial', message: `A serial is 1 to ${characters} characters of GS1's set of 82.` };
  }
  draft.serial = text;
  return undefined;
}

/** The bytes of the EPC being read: filled anew at every call, so that a tag costs no buffer. */
const bytes = new Uint8Array(hex_digits_max / 2);

const digit_values = Int8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});

/** False when it is no even run of hexadecimal digits. */
function fillBytes(hex: string): boolean {
  if (hex.length % 2 !== 0) return false;
  for (let at = 0; at < hex.length; at += 2) {
    const high = digit_values[hex.charCodeAt(at)] ?? -1;
    const low = digit_values[hex.charCodeAt(at + 1)] ?? -1;
    if (high < 0 || low < 0) return false;
    bytes[at >> 1] = (high << 4) | low;
  }
  return true;
}

/** Big-endian bits as a number; at most 53 of them. */
function bitsAt(from: number, width: number): number {
  let value = 0;
  let at = from;
  const end = from + width;
  while (at < end) {
    const offset = at & 7;
    const taken = Math.min(8 - offset, end - at);
    const part = ((bytes[at >> 3] ?? 0) >> (8 - offset - taken)) & ((1 << taken) - 1);
    value = value * (1 << taken) + part;
    at += taken;
  }
  return value;
}

/** Big-endian bits as a decimal number, also where they are more than a number holds exactly. */
function decimalAt(from: number, width: number): string {
  if (width <= 53) return String(bitsAt(from, width));
  const low_bits = 32;
  const high = BigInt(bitsAt(from, width - low_bits));
  return String((high << BigInt(low_bits)) | BigInt(bitsAt(from + width - low_bits, low_bits)));
}

function isZero(from: number, end: number): boolean {
  for (let at = from; at < end; at += 24) {
    if (bitsAt(at, Math.min(24, end - at)) !== 0) return false;
  }
  return true;
}
