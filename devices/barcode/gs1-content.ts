/**
 * What the content of an AI's parts must satisfy besides character set and length: the checks that the GS1 Barcode Syntax
 * Dictionary names, with its names for what is wrong. Each takes the part's text, already of the right character set and length.
 */
import { couponCode, couponPositiveOffer } from './coupon.ts';
import { hh, hhmi, mi, ss, yymmd0, yymmdd, yyyymmdd } from './gs1-date.ts';
import { type Issue, issue } from './gs1-issue.ts';
import { firstNonDigit, hasCheckDigit } from './gtin.ts';
import { countryLetters, countryNumbers, currencyNumbers, isMediaType, packageTypes } from './iso-codes.ts';

export type ContentCheck = (text: string) => Issue | undefined;

const company_prefix_digits_min = 4;

/** The last digit is the check digit of the others. */
export function csum(text: string): Issue | undefined {
  const stranger = firstNonDigit(text);
  if (stranger >= 0) return issue('NON_DIGIT_CHARACTER', stranger);
  if (text.length < 1) return issue('TOO_SHORT_FOR_CHECK_DIGIT', 0);
  return hasCheckDigit(text) ? undefined : issue('INCORRECT_CHECK_DIGIT', text.length - 1);
}

const cset82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const cset32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const primes = primesBelow(510);

/**
 * The two check characters that belong behind these: characters weighted by primes from the right, modulo 1021, as two digits of
 * base 32 (GS1 General Specifications, section 7.9.5).
 */
export function checkPairOf(payload: string): string {
  let sum = 0;
  for (let at = 0; at < payload.length; at++) {
    sum += cset82.indexOf(payload.charAt(at)) * (primes[payload.length - 1 - at] ?? 0);
  }
  sum %= 1021;
  return cset32.charAt(sum >> 5) + cset32.charAt(sum & 31);
}

/** The last two characters are the check pair of the others. */
export function csumalpha(text: string): Issue | undefined {
  const length = text.length - 2;
  if (length < 0) return issue('TOO_SHORT_FOR_CHECK_PAIR', 0);
  if (length > primes.length) return issue('TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION', 0);
  for (let at = 0; at < text.length; at++) {
    const set = at < length ? cset82 : cset32;
    if (!set.includes(text.charAt(at))) return issue(`INVALID_CSET${set.length}_CHARACTER`, at);
  }
  return text.endsWith(checkPairOf(text.slice(0, length))) ? undefined : issue('INCORRECT_CHECK_PAIR', length);
}

/** A GS1 Company Prefix, at least four digits, begins at this place. */
function companyPrefixAt(start: number): ContentCheck {
  return (text) => {
    if (text.length < start + company_prefix_digits_min) return issue('TOO_SHORT_FOR_GCP', 0);
    const stranger = firstNonDigit(text.slice(start, start + company_prefix_digits_min));
    return stranger < 0 ? undefined : issue('INVALID_GCP_PREFIX', start + stranger);
  };
}

/** One of these texts, or else this name. */
function oneOf(allowed: { has(text: string): boolean }, code: string): ContentCheck {
  return (text) => (allowed.has(text) ? undefined : issue(code, 0));
}

/** ISO 13616: country, two check digits, account; letters count from 10; the whole, turned by four, leaves 1 modulo 97. */
function iban(text: string): Issue | undefined {
  if (text.length < 4) return issue('IBAN_TOO_SHORT', 0);
  if (!countryLetters.has(text.slice(0, 2))) return issue('ILLEGAL_IBAN_COUNTRY_CODE', 0);
  if (text.length > 34) return issue('IBAN_TOO_LONG', 0);
  if (text.length <= 10) return issue('IBAN_TOO_SHORT', 0);
  let rest = 0;
  for (let step = 0; step < text.length; step++) {
    const at = (step + 4) % text.length;
    const value = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(text.charAt(at));
    if (value < 0) return issue('INVALID_IBAN_CHARACTER', at);
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
  }
  return rest === 1 ? undefined : issue('INCORRECT_IBAN_CHECKSUM', 2);
}

/** `<piece><total>` of equal width, neither zero, the piece not above the total. */
function pieceOfTotal(text: string): Issue | undefined {
  const half = text.length / 2;
  if (text.length === 0 || !Number.isInteger(half)) return issue('INVALID_LENGTH_FOR_PIECE_OF_TOTAL', 0);
  const piece = text.slice(0, half);
  const total = text.slice(half);
  if (isZero(piece)) return issue('ZERO_PIECE_NUMBER', 0);
  if (isZero(total)) return issue('ZERO_TOTAL_PIECES', half);
  return piece > total ? issue('PIECE_NUMBER_EXCEEDS_TOTAL', 0) : undefined;
}

/** `<position>/<end>`, both without leading zeros, the position not above the end. */
function positionInSequence(text: string): Issue | undefined {
  const slash = text.indexOf('/');
  const position = text.slice(0, Math.max(slash, 0));
  const end = text.slice(slash + 1);
  const malformed = position === '' || end === '' || firstNonDigit(position) >= 0 || firstNonDigit(end) >= 0;
  if (malformed) return issue('POSITION_IN_SEQUENCE_MALFORMED', 0);
  if (position.startsWith('0')) return issue('ILLEGAL_ZERO_PREFIX', 0);
  if (end.startsWith('0')) return issue('ILLEGAL_ZERO_PREFIX', slash + 1);
  return position.padStart(end.length, '0') > end || position.length > end.length
    ? issue('POSITION_EXCEEDS_END', 0)
    : undefined;
}

/** Every percent sign begins `%hh`, two hexadecimal digits. */
function percentEncoded(text: string): Issue | undefined {
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
    if (!/^[0-9A-Fa-f]{2}$/.test(text.slice(at + 1, at + 3))) return issue('INVALID_PERCENT_SEQUENCE', at);
  }
  return undefined;
}

/** Ten digits, ten-millionths of a degree, counted from the south pole or the antimeridian. */
function degrees(max: string, name: string): ContentCheck {
  return (text) => {
    if (text.length !== 10) return issue(`${name}_INVALID_LENGTH`, 0);
    return text > max ? issue(`INVALID_${name}`, 0) : undefined;
  };
}

function isZero(digits: string): boolean {
  for (let at = 0; at < digits.length; at++) if (digits.charAt(at) !== '0') return false;
  return true;
}

function primesBelow(limit: number): readonly number[] {
  const found: number[] = [];
  for (let number = 2; number < limit; number++) {
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  }
  return found;
}

/** Every check by the name the AI table calls it. */
export const contentChecks: Readonly<Record<string, ContentCheck>> = {
  csum,
  csumalpha,
  gcppos1: companyPrefixAt(0),
  gcppos2: companyPrefixAt(1),
  yymmdd,
  yymmd0,
  yyyymmdd,
  hh,
  mi,
  ss,
  hhmi,
  iso3166: oneOf(countryNumbers, 'NOT_ISO3166'),
  iso3166999: oneOf({ has: (text) => text === '999' || countryNumbers.has(text) }, 'NOT_ISO3166_OR_999'),
  iso3166alpha2: oneOf(countryLetters, 'NOT_ISO3166_ALPHA2'),
  iso4217: oneOf(currencyNumbers, 'NOT_ISO4217'),
  iso5218: oneOf(new Set(['0', '1', '2', '9']), 'INVALID_BIOLOGICAL_SEX_CODE'),
  mediatype: oneOf({ has: isMediaType }, 'INVALID_MEDIA_TYPE'),
  packagetype: oneOf(packageTypes, 'INVALID_PACKAGE_TYPE'),
  yesno: oneOf(new Set(['0', '1']), 'NOT_ZERO_OR_ONE'),
  winding: oneOf(new Set(['0', '1', '9']), 'INVALID_WINDING_DIRECTION'),
  zero: oneOf({ has: isZero }, 'NOT_ZERO'),
  nonzero: oneOf({ has: (text) => !isZero(text) }, 'ILLEGAL_ZERO_VALUE'),
  nozeroprefix: oneOf({ has: (text) => !text.startsWith('0') }, 'ILLEGAL_ZERO_PREFIX'),
  hyphen: oneOf({ has: (text) => /^-*$/.test(text) }, 'NOT_HYPHEN'),
  importeridx: oneOf({ has: (text) => /^[-_0-9A-Za-z]$/.test(text) }, 'INVALID_IMPORT_IDX_CHARACTER'),
  hasnondigit: oneOf({ has: (text) => firstNonDigit(text) >= 0 }, 'REQUIRES_NON_DIGIT_CHARACTER'),
  iban,
  pieceoftotal: pieceOfTotal,
  posinseqslash: positionInSequence,
  pcenc: percentEncoded,
  latitude: degrees('1800000000', 'LATITUDE'),
  longitude: degrees('3600000000', 'LONGITUDE'),
  couponcode: couponCode,
  couponposoffer: couponPositiveOffer,
};
