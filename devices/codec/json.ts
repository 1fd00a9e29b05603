/**
 * JSON formats as tables. A table is built from the shapes in `json-shapes.ts`, and from it come decoder, encoder,
 * generator, field list and JSON Schema. Members that the table does not name are ignored and never copied, so a member
 * called `__proto__` has no effect; of a name given twice the last counts, as in JSON.parse.
 */
import type { Chance, Codec, Decoded } from './codec.ts';
import { fault } from './codec.ts';
import { Misfit } from './misfit.ts';

/** As much of JSON Schema as the shapes need. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly JsonSchema[];
}

/** One kind of JSON value: how it is read, written, made up and described. A driver with an odd field writes its own. */
export interface Shape<Value> {
  readonly schema: JsonSchema;
  read(json: unknown): Value | Misfit;
  /** What JSON.stringify is to print. */
  write(value: Value): unknown;
  sample(chance: Chance): Value;
}

export type ValueOf<S> = S extends Shape<infer Value> ? Value : never;

const depth_max = 8;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const toUtf8 = new TextEncoder();

/** A whole message of this shape: strict UTF-8, strict JSON, at most eight levels deep and `bytes_max` long. */
export function json<Value>(shape: Shape<Value>, bytes_max: number): Codec<Value> {
  return {
    decode(bytes) {
      if (bytes.length > bytes_max) return fault('too-long', 'frame', `must be at most ${bytes_max} bytes`);
      if (depthOf(bytes) > depth_max) return fault('range', 'frame', `must be at most ${depth_max} levels deep`);
      const parsed = parse(bytes);
      if (!parsed.ok) return parsed;
      const value = shape.read(parsed.value);
      return value instanceof Misfit ? { ok: false, fault: value.fault } : { ok: true, value };
    },
    encode: (value) => toUtf8.encode(JSON.stringify(shape.write(value))),
    sample: (chance) => shape.sample(chance),
    fields: fieldsOf(shape.schema, ''),
  };
}

function parse(bytes: Uint8Array): Decoded<unknown> {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    // TextDecoder throws a TypeError at the first byte that is not UTF-8, and for nothing else.
    return fault('format', 'frame', 'must be UTF-8');
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // JSON.parse throws a SyntaxError, and nothing else.
    return fault('format', 'frame', 'must be JSON');
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** Deepest nesting of brackets outside strings, known before anything is parsed. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return deepest;
}

function fieldsOf(schema: JsonSchema, path: string): { readonly name: string; readonly says: string }[] {
  const says = schema.description ?? '';
  const own = path === '' || says === '' ? [] : [{ name: path, says }];
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
    fieldsOf(member, path === '' ? name : `${path}.${name}`),
  );
  const items = schema.items === undefined ? [] : fieldsOf(schema.items, `${path}[]`);
  // One object or an array of such objects: the first way to write it has all the fields.
  const [first] = schema.anyOf ?? [];
  const choice = first === undefined ? [] : fieldsOf({ ...first, description: '' }, path);
  return [...own, ...members, ...items, ...choice];
}
