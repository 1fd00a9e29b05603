/** Global Trade Item Numbers and their check digits (GS1 General Specifications, sections 2.1 and 7.9.1). */
import { type Issue, issue } from './gs1-issue.ts';

export type GtinFormat = 'GTIN-8' | 'GTIN-12' | 'GTIN-13' | 'GTIN-14';

export interface Gtin {
  /** As printed, leading zeros included. */
  readonly printed: string;
  readonly format: GtinFormat;
  /** Fourteen digits: the form everything is matched in. */
  readonly gtin14: string;
}

/** Suppressed zeros put back: the number system, six digits, and the check digit of the UPC-A it stands for. */
export interface UpcE {
  readonly number_system: 0 | 1;
  /** Number system and the six digits, without check digit. */
  readonly payload: string;
  readonly check_digit: number;
  /** The twelve digits of the UPC-A. */
  readonly upc_a: string;
}

export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly issue: Issue };

const formats: Readonly<Record<number, GtinFormat>> = { 8: 'GTIN-8', 12: 'GTIN-12', 13: 'GTIN-13', 14: 'GTIN-14' };
const digit_zero = 48;

/** Where the first character stands that is no digit, or −1. */
export function firstNonDigit(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < digit_zero || code > digit_zero + 9) return at;
  }
  return -1;
}

/** The check digit that belongs behind these digits: weights 3, 1, 3, … from the right, complement to ten. */
export function checkDigitOf(payload: string): number {
  let sum = 0;
  let weight = 3;
  for (let at = payload.length - 1; at >= 0; at--) {
    sum += weight * (payload.charCodeAt(at) - digit_zero);
    weight = 4 - weight;
  }
  return (10 - (sum % 10)) % 10;
}

/** True when the last of these digits is the check digit of the others. */
export function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  let weight = 1;
  for (let at = digits.length - 1; at >= 0; at--) {
    sum += weight * (digits.charCodeAt(at) - digit_zero);
    weight = 4 - weight;
  }
  return sum % 10 === 0;
}

/** A GTIN-8, -12, -13 or -14 with its check digit. */
export function gtinOf(text: string): Checked<Gtin> {
  const stranger = firstNonDigit(text);
  if (stranger >= 0) return refused('NON_DIGIT_CHARACTER', stranger);
  const format = formats[text.length];
  if (format === undefined) return refused('INVALID_LENGTH', 0);
  if (!hasCheckDigit(text)) return refused('INCORRECT_CHECK_DIGIT', text.length - 1);
  return { ok: true, value: { printed: text, format, gtin14: text.padStart(14, '0') } };
}

/** A UPC-A: exactly twelve digits. */
export function upcAOf(text: string): Checked<Gtin> {
  return text.length === 12 || firstNonDigit(text) >= 0 ? gtinOf(text) : refused('INVALID_LENGTH', 0);
}

/**
 * A UPC-E in any of its three forms: six digits (number system 0), seven (with number system), eight (with check digit, which is
 * that of the UPC-A it stands for). GS1 General Specifications, section 5.2.2.4.2.
 */
export function upcEOf(text: string): Checked<UpcE> {
  const stranger = firstNonDigit(text);
  if (stranger >= 0) return refused('NON_DIGIT_CHARACTER', stranger);
  if (text.length < 6 || text.length > 8) return refused('INVALID_LENGTH', 0);
  const payload = text.length === 6 ? `0${text}` : text.slice(0, 7);
  const first = payload[0];
  if (first !== '0' && first !== '1') return refused('INVALID_NUMBER_SYSTEM', 0);
  const expanded = first + expandedBody(payload.slice(1));
  const check_digit = checkDigitOf(expanded);
  if (text.length === 8 && text.charCodeAt(7) - digit_zero !== check_digit) return refused('INCORRECT_CHECK_DIGIT', 7);
  return {
    ok: true,
    value: { number_system: first === '0' ? 0 : 1, payload, check_digit, upc_a: `${expanded}${check_digit}` },
  };
}

/** Ten digits of manufacturer and item, from six: the last digit says where the zeros were. */
function expandedBody(six: string): string {
  const last = six.charAt(5);
  if (last <= '2') return `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`;
  if (last === '3') return `${six.slice(0, 3)}00000${six.slice(3, 5)}`;
  if (last === '4') return `${six.slice(0, 4)}00000${six.slice(4, 5)}`;
  return `${six.slice(0, 5)}0000${last}`;
}

/**
 * The GTINs, as fourteen digits and best first, that bare digits can stand for. Eight digits beginning with 0 or 1 may be a GTIN-8 and a
 * UPC-E at once; without a symbology identifier nobody can tell, so both are given.
 */
export function gtinCandidates(digits: string): readonly string[] {
  const found: string[] = [];
  const plain = gtinOf(digits);
  if (plain.ok) found.push(plain.value.gtin14);
  if (digits.length === 8) {
    const short = upcEOf(digits);
    if (short.ok) found.push(`00${short.value.upc_a}`);
  }
  return found;
}

function refused(code: string, offset: number): { readonly ok: false; readonly issue: Issue } {
  return { ok: false, issue: issue(code, offset) };
}
