/** What an EPC holds, apart from how it is written in bits. */

/** The named pieces an EPC is made of; which of them a scheme has is said by its row in `epc-schemes.ts`. */
export interface EpcParts {
  /** 6 to 12 digits. */
  readonly company_prefix?: string;
  /**
   * What the company numbers: indicator and item for SGTIN and ITIP, extension and serial reference for SSCC, service
   * reference, location, asset or document type, individual asset, component. Empty where a 12-digit company prefix
   * leaves no room.
   */
  readonly reference?: string;
  /** Serial, or the extension of a location. Plain characters, not escaped. */
  readonly serial?: string;
  /** Piece number and total count of an ITIP, two digits each. */
  readonly piece?: string;
  readonly total?: string;
  /** General manager number and object class of a GID. */
  readonly manager?: string;
  readonly object_class?: string;
  /** Five characters of a CAGE code or six of a DoDAAC. */
  readonly cage?: string;
  /** Original part number of an ADI; may be empty. */
  readonly part_number?: string;
  /** The whole GS1 key with its check digit, in schemes that do not split it: GTIN-14 or SSCC-18. */
  readonly key?: string;
}

export type EpcPart = keyof EpcParts;

export const epcParts: readonly EpcPart[] = [
  'company_prefix',
  'reference',
  'serial',
  'piece',
  'total',
  'manager',
  'object_class',
  'cage',
  'part_number',
  'key',
];

export interface Epc extends EpcParts {
  /** As in the tag URI: `sgtin-96`; `sgtin+` and so on for the schemes that have no tag URI. */
  readonly scheme: string;
  /** How the tag is packed; absent in a GID, which has none. */
  readonly filter?: number;
  /** Of a DSGTIN+: which date it is (0 to 6, see `dateAis`) and six digits YYMMDD. */
  readonly date?: { readonly type: number; readonly yymmdd: string };
  /** How the characters of the serial are packed, 0 to 5 (TDS 2.3, table E); the shortest way when absent. */
  readonly packing?: number;
  /** True when the toggle bit says that further data follow in the EPC bank. */
  readonly toggle?: true;
  /** The bits that follow the EPC in its bank, as `0` and `1`; not interpreted. */
  readonly aidc?: string;
}

export interface EpcError {
  readonly code:
    | 'not-hex'
    | 'too-short'
    | 'too-long'
    | 'unprogrammed'
    | 'chip-default'
    | 'unknown-scheme'
    | 'partition'
    | 'company-prefix'
    | 'reference'
    | 'serial'
    | 'filter'
    | 'date'
    | 'key'
    | 'reserved-bits'
    | 'uri';
  /** The rule that was broken, as a sentence for a person. */
  readonly message: string;
  /** The first of the given characters that is none of those allowed, where that is what is wrong. */
  readonly offset?: number;
}

export type EpcResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: EpcError };

export function epcError(code: EpcError['code'], message: string): { readonly ok: false; readonly error: EpcError } {
  return { ok: false, error: { code, message } };
}

/** GS1's character set 82: what most serials may be made of (TDS 1.13, annex A). */
const characters_82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;
/** What six bits can say of part numbers and serials in aerospace and components (TDS 1.13, annex G). */
const characters_39 = /^[#\-/0-9A-Z]*$/;
/** Letters without I and O, which look like digits. */
const cage = /^[0-9A-HJ-NP-Z]{5,6}$/;

/** True for 1 to `characters_max` characters that GS1 allows in a serial. */
export function isSerialText(text: string, characters_max: number): boolean {
  return text.length <= characters_max && characters_82.test(text);
}

/** True for characters that six bits can say; how many there may be is for the scheme to say. */
export function isSixBitText(text: string, characters: { readonly min: number; readonly max: number }): boolean {
  return text.length >= characters.min && text.length <= characters.max && characters_39.test(text);
}

/** True for a CAGE code (5) or a DoDAAC (6 characters). */
export function isCage(text: string): boolean {
  return text.length <= 6 && cage.test(text);
}

/** True for YYMMDD of a day that exists; day 00 stands for the end of the month. */
export function isYymmdd(text: string): boolean {
  if (!/^\d{6}$/.test(text)) return false;
  const [year, month, day] = [text.slice(0, 2), text.slice(2, 4), text.slice(4)].map(Number);
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12) return false;
  return day <= new Date(Date.UTC(2000 + year, month, 0)).getUTCDate();
}

/** A whole number in decimal, without leading zeros, below two to the power of `bits`. */
export function isNumberOf(text: string, bits: number): boolean {
  return text.length <= 20 && /^(?:0|[1-9]\d*)$/.test(text) && BigInt(text) < 1n << BigInt(bits);
}
