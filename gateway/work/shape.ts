/**
 * What a command of work looks like, checked member by member: the journal, captures and scanners bring commands that no route has
 * seen. A shape names the first thing that is wrong by its path and the rule it breaks.
 */

export interface Misfit {
  /** `lines.0.quantity`; empty when the whole is meant. */
  readonly field: string;
  readonly rule: string;
}

export interface Shape<Value> {
  /** Undefined when the value is one of this shape. */
  misfit(json: unknown, field: string): Misfit | undefined;
  /** Never there; it ties the shape to its type. */
  readonly value?: Value;
}

type Of<Given> = Given extends Shape<infer Value> ? Value : never;
type Members = Readonly<Record<string, Shape<unknown>>>;
type Whole<Required extends Members, Optional extends Members> = {
  readonly [Name in keyof Required]: Of<Required[Name]>;
} & { readonly [Name in keyof Optional]?: Of<Optional[Name]> };

/** What is of this shape is what it was parsed from: shapes leave nothing in that they do not name. */
export function isOf<Value>(shape: Shape<Value>, json: unknown): json is Value {
  return shape.misfit(json, '') === undefined;
}

/** Text from one character to `chars_max`. */
export function text(chars_max: number): Shape<string> {
  return rule(
    `must be text of 1 to ${chars_max} characters`,
    (json) => typeof json === 'string' && json.length >= 1 && json.length <= chars_max,
  );
}

/** Text of one line that may be empty. */
export function words(chars_max: number): Shape<string> {
  return rule(
    `must be text of at most ${chars_max} characters`,
    (json) => typeof json === 'string' && json.length <= chars_max,
  );
}

export function whole(min: number, max: number): Shape<number> {
  return rule(
    `must be a whole number from ${min} to ${max}`,
    (json) => typeof json === 'number' && Number.isSafeInteger(json) && json >= min && json <= max,
  );
}

/** With or without a fraction. */
export function number(min: number, max: number): Shape<number> {
  return rule(
    `must be a number from ${min} to ${max}`,
    (json) => typeof json === 'number' && Number.isFinite(json) && json >= min && json <= max,
  );
}

export const yes_or_no: Shape<boolean> = rule('must be true or false', (json) => typeof json === 'boolean');

/** A local day that there is, `2026-12-25`. */
export const day: Shape<string> = rule(
  'must be a day such as 2026-12-25',
  (json) => typeof json === 'string' && isDay(json),
);

export const money: Shape<string> = rule(
  'must be digits with at most one point and six digits behind it, such as "12.34"',
  (json) => typeof json === 'string' && /^\d{1,15}(\.\d{1,6})?$/.test(json),
);

export function oneOf<const Value extends string>(...values: readonly Value[]): Shape<Value> {
  return rule(`must be one of ${values.join(', ')}`, (json) => values.some((each) => each === json));
}

export function list<Value>(of: Shape<Value>, min: number, max: number): Shape<readonly Value[]> {
  return {
    misfit(json, field) {
      if (!Array.isArray(json) || json.length < min || json.length > max) {
        return { field, rule: `must be a list of ${min} to ${max}` };
      }
      for (const [i, each] of json.entries()) {
        const found = of.misfit(each, under(field, String(i)));
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

export function object<const Required extends Members, const Optional extends Members>(
  required: Required,
  optional: Optional,
): Shape<Whole<Required, Optional>> {
  const known = new Map<string, Shape<unknown>>([...Object.entries(required), ...Object.entries(optional)]);
  return {
    misfit(json, field) {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return { field, rule: 'must be an object' };
      const members = new Map<string, unknown>(Object.entries(json));
      for (const name of Object.keys(required)) {
        if (!members.has(name)) return { field: under(field, name), rule: 'is missing' };
      }
      for (const [name, value] of members) {
        const shape = known.get(name);
        if (shape === undefined) return { field: under(field, name), rule: 'is not known here' };
        const found = shape.misfit(value, under(field, name));
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function rule(says: string, holds: (json: unknown) => boolean): Shape<never> {
  return { misfit: (json, field) => (holds(json) ? undefined : { field, rule: says }) };
}

function under(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

function isDay(written: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written)) return false;
  const at_ms = Date.parse(`${written}T00:00:00Z`);
  return Number.isFinite(at_ms) && new Date(at_ms).toISOString().startsWith(written);
}
