/** How a row of the LLRP tables is written down; the rows stand in `llrp-parameters.ts` and its neighbours. */
import type { LlrpField } from './llrp-fields.ts';

export interface ParameterRow {
  /**
   * `tv`: a type below 128, then the fields, no length. `tlv`: type, length, fields, further parameters. `custom`: a `tlv`
   * of type 1023 whose first two numbers name the vendor and, by `type`, the parameter of the vendor.
   */
  readonly form: 'tv' | 'tlv' | 'custom';
  readonly type: number;
  /** Private enterprise number (IANA), of custom parameters. */
  readonly vendor?: number;
  readonly fields: Fields;
  /** What the standard lets it hold, in the order it asks for. */
  readonly holds: readonly string[];
  /** One of these must be there. */
  readonly needs: readonly string[];
}

export type Fields = Readonly<Record<string, LlrpField>>;

/** The type of all custom parameters and custom messages. */
export const custom_type = 1023;

export function tv(type: number, fields: Fields): ParameterRow {
  return { form: 'tv', type, fields, holds: [], needs: [] };
}

export function tlv(
  type: number,
  fields: Fields,
  holds: readonly string[] = [],
  needs: readonly string[] = [],
): ParameterRow {
  return { form: 'tlv', type, fields, holds, needs };
}

export function custom(vendor: number, type: number, fields: Fields, holds: readonly string[] = []): ParameterRow {
  return { form: 'custom', vendor, type, fields, holds, needs: [] };
}
