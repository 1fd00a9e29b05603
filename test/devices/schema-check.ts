/** JSON Schema as far as our published schemas use it, written apart from the shapes so that it can judge them. */
import type { JsonSchema } from '../../devices/codec/json.ts';

/** Whether the value is valid; throws when the schema uses a keyword that is not known here. */
export function isValid(schema: JsonSchema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, rule]) => keeps(keyword, rule, schema, value));
}

function keeps(keyword: string, rule: unknown, schema: JsonSchema, value: unknown): boolean {
  switch (keyword) {
    case '$schema':
    case 'title':
    case 'description':
      return true;
    case 'type':
      return rule === 'integer' ? Number.isInteger(value) : rule === typeOf(value);
    case 'anyOf':
      return (schema.anyOf ?? []).some((one) => isValid(one, value));
    case 'minimum':
    case 'maximum':
      return typeof value !== 'number' || inSpan(value, schema.minimum, schema.maximum);
    case 'minLength':
    case 'maxLength':
      return typeof value !== 'string' || inSpan([...value].length, schema.minLength, schema.maxLength);
    case 'pattern':
      return typeof value !== 'string' || new RegExp(schema.pattern ?? '', 'u').test(value);
    case 'minItems':
    case 'maxItems':
      return !Array.isArray(value) || inSpan(value.length, schema.minItems, schema.maxItems);
    case 'items':
      return !Array.isArray(value) || value.every((item) => isValid(schema.items ?? {}, item));
    case 'required':
      return typeOf(value) !== 'object' || (schema.required ?? []).every((name) => name in Object(value));
    case 'properties':
      return typeOf(value) !== 'object' || hasProperties(schema, value);
    default:
      throw new Error(`the schema uses "${keyword}"`);
  }
}

function hasProperties(schema: JsonSchema, value: unknown): boolean {
  return Object.entries(Object(value)).every(([name, member]) => isValid(schema.properties?.[name] ?? {}, member));
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}

function inSpan(value: number, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): boolean {
  return value >= min && value <= max;
}
