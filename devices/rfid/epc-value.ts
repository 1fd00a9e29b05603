/** What an EPC holds, apart from how it is written in bits. */

export interface Epc {
  /** As in the tag URI: `sgtin-96`. */
  readonly scheme: string;
  /** 0 to 7. */
  readonly filter: number;
  /** 6 to 12 digits. */
  readonly company_prefix: string;
  /**
   * What the company numbers: indicator and item for SGTIN, extension and serial reference for SSCC, location, asset
   * type or individual asset. Empty where a 12-digit company prefix leaves no room.
   */
  readonly reference: string;
  /** SGTIN and GRAI serial, SGLN extension. Plain characters, not escaped. */
  readonly serial?: string;
}

export interface EpcError {
  readonly code:
    | 'not-hex'
    | 'too-short'
    | 'too-long'
    | 'unknown-scheme'
    | 'partition'
    | 'company-prefix'
    | 'reference'
    | 'serial'
    | 'filter'
    | 'reserved-bits'
    | 'uri';
  /** The rule that was broken, as a sentence for a person. */
  readonly message: string;
}

export type EpcResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: EpcError };

export function epcError(code: EpcError['code'], message: string): { readonly ok: false; readonly error: EpcError } {
  return { ok: false, error: { code, message } };
}

/** GS1's character set 82: what a serial of an SGTIN-198 may be made of (TDS 1.13, annex A). */
const serial_characters = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;

/** True for 1 to `characters_max` characters that GS1 allows in a serial. */
export function isSerialText(text: string, characters_max: number): boolean {
  return text.length <= characters_max && serial_characters.test(text);
}
