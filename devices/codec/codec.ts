/** Bytes to a value and back, with a fault that names the place and the rule when the bytes do not fit. */

export interface FrameFault {
  readonly kind: 'truncated' | 'trailing' | 'checksum' | 'format' | 'range' | 'unsupported' | 'too-long';
  /** The field, e.g. `tags[3].epc`, or `frame` for the whole. */
  readonly place: string;
  /** The rule that was broken, as a short sentence for a person. */
  readonly rule: string;
}

export type Decoded<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: FrameFault };

/** Chance, passed in, so that a table can generate valid values for tests and simulators. */
export interface Chance {
  /** A whole number within both limits, inclusive. */
  int(min: number, max: number): number;
}

/** What came with the bytes, where it decides how they are read: a topic, or what a device is set to in the settings. */
export interface DecodeContext {
  readonly topic?: string;
  /** Which of several layouts the device's reports have; the driver names them. */
  readonly layout?: string;
  /** What a scanner is set to send around every code. */
  readonly prefix?: string;
  readonly suffix?: string;
}

/** One table, four uses: decode, encode, generate, document. */
export interface Codec<Value> {
  /** Never throws. `context` matters only to formats that do not say everything themselves. */
  decode(bytes: Uint8Array, context?: DecodeContext): Decoded<Value>;
  /** Right inverse of decode: `decode(encode(v))` is `v` for every `v` that `sample` can give. */
  encode(value: Value): Uint8Array;
  /** Any valid value, by chance. */
  sample(chance: Chance): Value;
  /** One line per field for the generated device list. */
  readonly fields: readonly { readonly name: string; readonly says: string }[];
}

export function fault(
  kind: FrameFault['kind'],
  place: string,
  rule: string,
): { readonly ok: false; readonly fault: FrameFault } {
  return { ok: false, fault: { kind, place, rule } };
}
