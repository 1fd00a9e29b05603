/** What stock valuation and the periodic system answer to input that they cannot use: never a throw, never NaN. */

/** Names the field as the input does (`quantity`, `purchases[2].quantity`), and the rule that it breaks, as a sentence. */
export interface Refusal {
  readonly ok: false;
  readonly field: string;
  readonly rule: string;
}

/** A result, or why there is none. */
export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal;

export function answer<T>(value: T): Answer<T> {
  return { ok: true, value };
}

export function refuse(field: string, rule: string): Refusal {
  return { ok: false, field, rule };
}
