/** The shapes JSON tables are made of. Each refuses what it does not know with the rule that was broken. */
import type { Shape, ValueOf } from './json.ts';
import { Misfit } from './misfit.ts';

/** A member that may be absent. `null` is not absence. */
export interface OptionalShape<Value> extends Shape<Value> {
  readonly optional: true;
}

type Members = Readonly<Record<string, Shape<unknown>>>;

type ObjectValue<M extends Members> = {
  readonly [K in keyof M as M[K] extends OptionalShape<unknown> ? never : K]: ValueOf<M[K]>;
} & { readonly [K in keyof M as M[K] extends OptionalShape<unknown> ? K : never]?: ValueOf<M[K]> };

export function optional<Value>(shape: Shape<Value>): OptionalShape<Value> {
  return {
    optional: true,
    schema: shape.schema,
    read: (json) => shape.read(json),
    write: (value) => shape.write(value),
    sample: (chance) => shape.sample(chance),
  };
}

/** An object with these members; others are ignored. */
export function object<M extends Members>(says: string, members: M): Shape<ObjectValue<M>> {
  const table = Object.entries(members).map(([name, shape]) => ({ name, shape, required: !('optional' in shape) }));
  const required = table.filter((member) => member.required).map((member) => member.name);

  /** True because `read` and `sample` leave out no required member and take each value from its own shape. */
  function isComplete(built: object): built is ObjectValue<M> {
    return required.every((name) => name in built);
  }
  return {
    schema: {
      type: 'object',
      description: says,
      properties: Object.fromEntries(table.map(({ name, shape }) => [name, shape.schema])),
      required,
    },
    read(json) {
      if (!isObject(json)) return new Misfit('format', 'must be an object');
      const built: Record<string, unknown> = {};
      for (const member of table) {
        const given = json[member.name];
        if (given === undefined) {
          if (member.required) return new Misfit('format', 'must be present', member.name);
          continue;
        }
        const value = member.shape.read(given);
        if (value instanceof Misfit) return value.under(member.name);
        built[member.name] = value;
      }
      return isComplete(built) ? built : new Misfit('format', 'must be complete');
    },
    write(value) {
      const written: Record<string, unknown> = {};
      for (const { name, shape } of table) {
        const member: unknown = Reflect.get(value, name);
        if (member !== undefined) written[name] = shape.write(member);
      }
      return written;
    },
    sample(chance) {
      const built: Record<string, unknown> = {};
      for (const { name, shape, required } of table) {
        if (required || chance.int(0, 1) === 1) built[name] = shape.sample(chance);
      }
      if (!isComplete(built)) throw new Error('a sample left out a required member');
      return built;
    },
  };
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

export function list<Value>(
  says: string,
  item: Shape<Value>,
  limits: { readonly min?: number; readonly max: number },
): Shape<readonly Value[]> {
  const { min = 0, max } = limits;
  return {
    schema: { type: 'array', description: says, items: item.schema, minItems: min, maxItems: max },
    read(json) {
      if (!Array.isArray(json)) return new Misfit('format', 'must be a list');
      if (json.length < min) return new Misfit('range', `must have at least ${min} entries`);
      if (json.length > max) return new Misfit('too-long', `must have at most ${max} entries`);
      const values: Value[] = [];
      for (const [at, entry] of json.entries()) {
        const value = item.read(entry);
        if (value instanceof Misfit) return value.under(`[${at}]`);
        values.push(value);
      }
      return values;
    },
    write: (values) => values.map((value) => item.write(value)),
    sample: (chance) => Array.from({ length: chance.int(min, Math.min(max, min + 4)) }, () => item.sample(chance)),
  };
}

/** An object, or an array of such objects: read as a list either way, written alone when there is one. */
export function oneOrMany<Value>(
  says: string,
  item: Shape<Value>,
  limits: { readonly max: number },
): Shape<readonly Value[]> {
  const many = list(says, item, { min: 1, max: limits.max });
  return {
    schema: { description: says, anyOf: [item.schema, many.schema] },
    read(json) {
      if (Array.isArray(json)) return many.read(json);
      const value = item.read(json);
      return value instanceof Misfit ? value : [value];
    },
    write(values) {
      const [first, second] = values;
      return first !== undefined && second === undefined ? item.write(first) : many.write(values);
    },
    sample: (chance) => many.sample(chance),
  };
}

export interface TextRules {
  readonly min?: number;
  /** In UTF-16 code units, as JSON Schema nearly counts. */
  readonly max: number;
  /** Anchored, without nested quantifiers; applied only to text within `max`. Printable ASCII when absent. */
  readonly pattern?: RegExp;
  /** What `pattern` asks for, in words: `must be …`. */
  readonly rule?: string;
  /** What samples are chosen from; needed where not every run of letters and digits fits. */
  readonly such_as?: readonly string[];
}

const printable = /^[\x20-\x7e]*$/;
const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function text(says: string, rules: TextRules): Shape<string> {
  const { min = 1, max, pattern = printable, such_as } = rules;
  const rule = rules.rule ?? 'must be printable ASCII';
  return {
    schema: { type: 'string', description: says, minLength: min, maxLength: max, pattern: pattern.source },
    read(json) {
      if (typeof json !== 'string') return new Misfit('format', 'must be text');
      if (json.length < min) return new Misfit('range', `must have at least ${min} characters`);
      if (json.length > max) return new Misfit('too-long', `must have at most ${max} characters`);
      return pattern.test(json) ? json : new Misfit('format', rule);
    },
    write: (value) => value,
    sample(chance) {
      if (such_as !== undefined) return such_as[chance.int(0, such_as.length - 1)] ?? '';
      const length = chance.int(min, Math.min(max, Math.max(min, 12)));
      return Array.from({ length }, () => lettersAndDigits.charAt(chance.int(0, 61))).join('');
    },
  };
}

/** Whole bytes in hexadecimal of either case; the value is upper-case. */
export function hex(
  says: string,
  bytes: { readonly min: number; readonly max: number; readonly even?: true },
): Shape<string> {
  const step = bytes.even === true ? 2 : 1;
  const unit = step === 2 ? '16-bit words' : 'bytes';
  return {
    schema: {
      type: 'string',
      description: says,
      minLength: bytes.min * 2,
      maxLength: bytes.max * 2,
      pattern: `^(?:[0-9A-Fa-f]{${step * 2}})*$`,
    },
    read(json) {
      if (typeof json !== 'string') return new Misfit('format', 'must be text');
      if (json.length > bytes.max * 2) return new Misfit('too-long', `must be at most ${bytes.max} bytes`);
      if (json.length < bytes.min * 2) return new Misfit('range', `must be at least ${bytes.min} bytes`);
      if (!/^[0-9A-Fa-f]*$/.test(json) || json.length % (step * 2) !== 0) {
        return new Misfit('format', `must be whole ${unit} in hexadecimal`);
      }
      return json.toUpperCase();
    },
    write: (value) => value,
    sample(chance) {
      const length = chance.int(Math.ceil(bytes.min / step), Math.floor(bytes.max / step)) * step * 2;
      return Array.from({ length }, () => chance.int(0, 15).toString(16).toUpperCase()).join('');
    },
  };
}

export function flag(says: string): Shape<boolean> {
  return {
    schema: { type: 'boolean', description: says },
    read: (json) => (typeof json === 'boolean' ? json : new Misfit('format', 'must be true or false')),
    write: (value) => value,
    sample: (chance) => chance.int(0, 1) === 1,
  };
}

interface Span {
  readonly min: number;
  readonly max: number;
}

/** A whole number within both limits, which are safe integers. */
export function whole(says: string, span: Span): Shape<number> {
  return {
    schema: { type: 'integer', description: says, minimum: span.min, maximum: span.max },
    read(json) {
      if (typeof json !== 'number' || !Number.isInteger(json)) return new Misfit('format', 'must be a whole number');
      return json < span.min || json > span.max ? outside(span) : json + 0;
    },
    write: (value) => value,
    sample: (chance) => chance.int(span.min, span.max),
  };
}

/**
 * A number with a fraction, kept as the nearest whole number of `1 / per` (`per: 1000` makes grams to milligrams).
 * The limits are in the number's own unit and must stay safe integers when multiplied.
 */
export function scaled(says: string, rules: Span & { readonly per: number }): Shape<number> {
  const { min, max, per } = rules;
  return {
    schema: { type: 'number', description: says, minimum: min, maximum: max },
    read(json) {
      if (typeof json !== 'number') return new Misfit('format', 'must be a number');
      // JSON allows 1e999, which JavaScript reads as Infinity: refused by the same comparison. Adding 0 turns -0 into 0.
      return json >= min && json <= max ? Math.round(json * per) + 0 : outside(rules);
    },
    write: (value) => value / per,
    sample: (chance) => chance.int(Math.ceil(min * per), Math.floor(max * per)),
  };
}

function outside(span: Span): Misfit {
  return new Misfit('range', `must be from ${span.min} to ${span.max}`);
}

/** An object of which at least one of these optional members must be there. */
export function withOneOf<Value extends object>(
  shape: Shape<Value>,
  names: readonly (keyof Value & string)[],
): Shape<Value> {
  const hasOne = (value: Value) => names.some((name) => name in value);
  return {
    schema: { ...shape.schema, anyOf: names.map((name) => ({ required: [name] })) },
    read(json) {
      const value = shape.read(json);
      if (value instanceof Misfit || hasOne(value)) return value;
      return new Misfit('format', `must have ${names.join(' or ')}`);
    },
    write: (value) => shape.write(value),
    sample(chance) {
      let value = shape.sample(chance);
      while (!hasOne(value)) value = shape.sample(chance);
      return value;
    },
  };
}
