/** The GS1 keys that an EPC stands for, and EPCs made from such keys. */
import { withCheckDigit } from './epc-check-digit.ts';
import { epcSchemesByName } from './epc-schemes.ts';
import { type Epc, type EpcResult, epcError } from './epc-value.ts';

/** The date types of a DSGTIN+ by number, each with its application identifier (TDS 2.3, section 14.5.3). */
export const dateAis = ['11', '13', '15', '16', '17', '7006', '7007'] as const;
const expiry_type = 4;

/** GTIN-14 of an SGTIN: indicator, company prefix, item, check digit. A piece of an item (ITIP) is not the item. */
export function gtinOf(epc: Epc): string | undefined {
  return epcSchemesByName.get(epc.scheme)?.key === 'gtin' ? wholeKey(epc) : undefined;
}

/** SSCC-18: extension, company prefix, serial reference, check digit. */
export function ssccOf(epc: Epc): string | undefined {
  return epcSchemesByName.get(epc.scheme)?.key === 'sscc' ? wholeKey(epc) : undefined;
}

/** GLN-13 of an SGLN, without its extension. */
export function glnOf(epc: Epc): string | undefined {
  return epcSchemesByName.get(epc.scheme)?.key === 'sgln' ? placeKey(epc) : undefined;
}

/** Six digits YYMMDD, when the tag gives a date and says that it is the expiry. */
export function expiryOf({ date }: Epc): string | undefined {
  return date?.type === expiry_type ? date.yymmdd : undefined;
}

/** An application identifier and its value. */
export interface EpcElement {
  readonly ai: string;
  readonly value: string;
}

/**
 * What the EPC says in application identifiers, keys first (TDS 1.13, chapter 7; TDS 2.3, annex E.3); empty where GS1 has
 * none for it.
 */
export function elementsOf(epc: Epc): readonly EpcElement[] {
  const { company_prefix = '', reference = '', serial = '', piece = '', total = '' } = epc;
  switch (epcSchemesByName.get(epc.scheme)?.key) {
    case 'gtin':
      return [element('01', wholeKey(epc)), element('21', serial), ...dateOf(epc)];
    case 'sscc':
      return [element('00', wholeKey(epc))];
    case 'sgln': {
      // An extension of 0 says that there is none (TDS 1.13, section 14.5.3).
      const extension = serial === '0' ? [] : [element('254', serial)];
      return [element('414', placeKey(epc)), ...extension];
    }
    case 'grai':
      return [element('8003', `0${placeKey(epc)}${serial}`)];
    case 'giai':
      return [element('8004', company_prefix + reference)];
    case 'gsrn':
      return [element('8018', placeKey(epc))];
    case 'gsrnp':
      return [element('8017', placeKey(epc))];
    case 'gdti':
      return [element('253', placeKey(epc) + serial)];
    case 'sgcn':
      return [element('255', placeKey(epc) + serial)];
    case 'cpi':
      return [element('8010', company_prefix + reference), element('8011', serial)];
    case 'itip':
      return [element('8006', `${wholeKey(epc)}${piece}${total}`), element('21', serial)];
    default:
      return [];
  }
}

function element(ai: string, value: string): EpcElement {
  return { ai, value };
}

function dateOf({ date }: Epc): readonly EpcElement[] {
  const ai = date === undefined ? undefined : dateAis[date.type];
  return date === undefined || ai === undefined ? [] : [element(ai, date.yymmdd)];
}

/** `(01)80614141123458(21)6789`. */
export function elementStringOf(elements: readonly EpcElement[]): string | undefined {
  return elements.length === 0 ? undefined : elements.map(({ ai, value }) => `(${ai})${value}`).join('');
}

/** The GS1 Digital Link on GS1's own resolver: keys and their qualifiers as a path, a date as a question. */
export function digitalLinkOf(elements: readonly EpcElement[]): string | undefined {
  if (elements.length === 0) return undefined;
  const dates: readonly string[] = dateAis;
  const path = elements.filter(({ ai }) => !dates.includes(ai));
  const query = elements.filter(({ ai }) => dates.includes(ai));
  const asked = query.map(({ ai, value }) => `${ai}=${value}`).join('&');
  const named = path.map(({ ai, value }) => `/${ai}/${percentEscaped(value)}`).join('');
  return `https://id.gs1.org${named}${asked === '' ? '' : `?${asked}`}`;
}

/** Everything but what RFC 3986 leaves unreserved. */
function percentEscaped(value: string): string {
  return value.replace(
    /[^A-Za-z0-9._~-]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/**
 * The SGTIN-96 of one piece. `gtin` has 14 digits with a right check digit; how many of them are the company prefix
 * (6 to 12) cannot be seen from the number and must be known. The serial is checked when the EPC is encoded.
 */
export function sgtinOf(given: {
  readonly gtin: string;
  readonly prefix_digits: number;
  readonly serial: string;
  readonly filter: number;
}): EpcResult<Epc> {
  const { gtin, prefix_digits, serial, filter } = given;
  if (!/^\d{14}$/.test(gtin) || withCheckDigit(gtin.slice(0, 13)) !== gtin) {
    return epcError('reference', 'A GTIN has 14 digits here, the last of them its check digit.');
  }
  if (!Number.isInteger(prefix_digits) || prefix_digits < 6 || prefix_digits > 12) {
    return epcError('company-prefix', 'A company prefix has 6 to 12 digits.');
  }
  const company_prefix = gtin.slice(1, 1 + prefix_digits);
  const reference = gtin.slice(0, 1) + gtin.slice(1 + prefix_digits, 13);
  return { ok: true, value: { scheme: 'sgtin-96', filter, company_prefix, reference, serial } };
}

/** The SSCC-96 of a logistic unit, from its 18 digits. */
export function ssccEpcOf(given: {
  readonly sscc: string;
  readonly prefix_digits: number;
  readonly filter: number;
}): EpcResult<Epc> {
  const { sscc, prefix_digits, filter } = given;
  if (!/^\d{18}$/.test(sscc) || withCheckDigit(sscc.slice(0, 17)) !== sscc) {
    return epcError('reference', 'An SSCC has 18 digits, the last of them its check digit.');
  }
  if (!Number.isInteger(prefix_digits) || prefix_digits < 6 || prefix_digits > 12) {
    return epcError('company-prefix', 'A company prefix has 6 to 12 digits.');
  }
  const company_prefix = sscc.slice(1, 1 + prefix_digits);
  const reference = sscc.slice(0, 1) + sscc.slice(1 + prefix_digits, 17);
  return { ok: true, value: { scheme: 'sscc-96', filter, company_prefix, reference } };
}

/** The key itself, or its pieces put together: the first digit of the reference goes before the company prefix. */
function wholeKey({ key, company_prefix = '', reference = '' }: Epc): string {
  return key ?? withCheckDigit(reference.slice(0, 1) + company_prefix + reference.slice(1));
}

/** Keys in which the reference simply follows the company prefix. */
function placeKey({ company_prefix = '', reference = '' }: Epc): string {
  return withCheckDigit(company_prefix + reference);
}
