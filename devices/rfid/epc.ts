/** EPC memory in hexadecimal to what it stands for. Writing is done in `epc-encode.ts`. */
import type { EpcMeaning } from '../reading.ts';
import { binaryAt, bitsAt, epc_hex_digits_max, fillBits, isZero } from './epc-bits.ts';
import { expiryOf, gtinOf, ssccOf } from './epc-keys.ts';
import { type EpcDraft, readField } from './epc-read.ts';
import { type EpcScheme, epcHeaderNames, epcSchemes } from './epc-schemes.ts';
import { epcUriOf } from './epc-uri.ts';
import { type Epc, type EpcError, type EpcResult, epcError } from './epc-value.ts';

const schemes_by_header: readonly (EpcScheme | undefined)[] = Array.from({ length: 256 }, (_, header) =>
  epcSchemes.find((row) => row.header === header),
);

/**
 * Reads the EPC bank's contents from its third word on (hexadecimal of either case, no spaces; zeros after the EPC's end
 * are taken for what they are, the rest of longer memory). Refuses what breaks the scheme's rules: wrong length,
 * partition 7, a company prefix or reference with too many digits, bits that must be zero, characters outside the set,
 * wrong check digits, days that do not exist. Never throws.
 */
export function decodeEpc(hex: string): EpcResult<Epc> {
  if (hex.length > epc_hex_digits_max) {
    return epcError('too-long', `EPC memory holds at most ${epc_hex_digits_max} hex digits.`);
  }
  const bits = fillBits(hex);
  if (bits === undefined) {
    const error = { code: 'not-hex', message: 'An EPC is written in hexadecimal digits.' } as const;
    return { ok: false, error: { ...error, offset: hex.search(/[^0-9A-Fa-f]/) } };
  }
  if (bits < 8) return epcError('too-short', 'An EPC has at least one byte.');
  const header = bitsAt(0, 8);
  const row = schemes_by_header[header];
  if (row === undefined) return { ok: false, error: headerError(header) };
  if (row.bits !== undefined && bits < row.bits) return tooShort(row, bits);
  const epc: EpcDraft = { scheme: row.scheme };
  let at = 8;
  for (const field of row.fields) {
    const next = readField(field, at, epc);
    if (typeof next !== 'number') return at > bits ? tooShort(row, bits) : { ok: false, error: next };
    at = next;
  }
  if (at > bits) return tooShort(row, bits);
  const rest = takeRest(epc, row, at, bits);
  return rest === undefined ? { ok: true, value: epc } : { ok: false, error: rest };
}

/**
 * What a tag's EPC stands for. Bits that follow no scheme, or break its rules, are `unknown`: a tag all the same. So are
 * bits that are no EPC by the tag's protocol control word, where the reader tells it.
 */
export function meaningOfEpc(hex: string, pc?: string): EpcMeaning {
  const epc = pc === undefined ? hex : epcOfBank(hex, pc);
  if (epc === undefined) return unknown;
  const decoded = decodeEpc(epc);
  return decoded.ok ? meaningOf(decoded.value) : unknown;
}

/** Bits 10h to 1Fh of the EPC bank (TDS 1.13, section 9.3). */
const pc_bits = { words_shift: 11, extended: 0x0200, other_than_epc: 0x0100 } as const;

/** As much of the memory as is the EPC; undefined when the tag says that it holds something of ISO's instead. */
function epcOfBank(hex: string, pc: string): string | undefined {
  const word = Number.parseInt(pc, 16);
  if ((word & pc_bits.other_than_epc) !== 0) return undefined;
  // Readers differ in where they put the extended words, and whether the length counts them.
  if ((word & pc_bits.extended) !== 0) return hex;
  return hex.slice(0, (word >> pc_bits.words_shift) * 4);
}

const unknown: EpcMeaning = { scheme: 'unknown' };

/** The identifiers that people and other systems know an EPC by. Members are set one by one: every tag comes through here. */
export function meaningOf(epc: Epc): EpcMeaning {
  const meaning: { -readonly [Member in keyof EpcMeaning]: EpcMeaning[Member] } = { scheme: epc.scheme };
  const uri = epcUriOf(epc);
  const gtin = gtinOf(epc);
  const sscc = ssccOf(epc);
  const expiry = expiryOf(epc);
  if (uri !== undefined) meaning.uri = uri;
  if (gtin !== undefined) meaning.gtin = gtin;
  if (sscc !== undefined) meaning.sscc = sscc;
  if (epc.serial !== undefined) meaning.serial = epc.serial;
  if (epc.filter !== undefined) meaning.filter = epc.filter;
  if (expiry !== undefined) meaning.expiry = expiry;
  return meaning;
}

function headerError(header: number): EpcError {
  const written = header.toString(16).toUpperCase().padStart(2, '0');
  if (header === 0x00) return { code: 'unprogrammed', message: 'Header 00: no EPC has been written to this tag.' };
  if (header === 0xe0 || header === 0xe2) {
    const message = `Header ${written}: this is the number that the chip came with, no EPC has been written to this tag.`;
    return { code: 'chip-default', message };
  }
  const name = epcHeaderNames.get(header);
  const says = name === undefined ? 'no scheme of the EPC Tag Data Standard' : `${name}, which is not read here`;
  return { code: 'unknown-scheme', message: `Header ${written} is ${says}.` };
}

function tooShort({ scheme, bits }: EpcScheme, given: number): EpcResult<Epc> {
  const needed = bits === undefined ? 'more bits' : `${bits} bits`;
  return epcError('too-short', `${scheme} has ${needed}; these are ${given}.`);
}

/** What follows the EPC: nothing, zeros, or, where the scheme allows it, data of another kind. */
function takeRest(epc: EpcDraft, { scheme, fields }: EpcScheme, at: number, bits: number): EpcError | undefined {
  const is_zero = isZero(at, bits);
  if (fields[0]?.kind === 'toggle') {
    if (!is_zero || (epc.toggle === true && at < bits)) epc.aidc = binaryAt(at, bits);
    return undefined;
  }
  if (is_zero) return undefined;
  const word_end = Math.ceil(at / 16) * 16;
  if (isZero(at, Math.min(word_end, bits))) {
    return { code: 'too-long', message: `${scheme} has ${at} bits here; these are ${bits}, and not zeros.` };
  }
  return { code: 'reserved-bits', message: `The bits after the ${at} of ${scheme} must be zero.` };
}
