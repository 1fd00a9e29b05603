/** A site as a person would have written it: the schema's order of keys, and no line that says only what holds anyway. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Site } from '../stock/site.ts';
import { siteSchema } from './schema.ts';

/** Keys that are the id beside them unless the file says otherwise. */
const idWhenAbsent: ReadonlySet<string> = new Set(['name', 'connection']);

/**
 * The document of a site. A key whose value is its default is left out, unless `previous`, the document as it stands in
 * the file, has it: what a person wrote stays written. List entries are matched by their `id`, else by their place.
 */
export function documentOf(site: Site, previous: unknown): unknown {
  return shaped(site, siteSchema, previous);
}

function shaped(value: unknown, schema: z.core.$ZodType, previous: unknown): unknown {
  const bare = bareOf(schema);
  if (bare instanceof z.ZodArray && Array.isArray(value)) {
    const before: readonly unknown[] = Array.isArray(previous) ? previous : [];
    return value.map((entry, at) => shaped(entry, bare.element, counterpartOf(entry, at, before)));
  }
  const object = objectOf(bare, value);
  if (object === undefined || !isRecord(value)) return value;
  const before = isRecord(previous) ? previous : {};
  const document: Record<string, unknown> = {};
  for (const [key, schemaOfKey] of Object.entries(object.shape)) {
    const own = value[key];
    if (own === undefined) continue;
    if (!Object.hasOwn(before, key) && isUnsaid(key, own, schemaOfKey, value)) continue;
    document[key] = shaped(own, schemaOfKey, before[key]);
  }
  return document;
}

function isUnsaid(
  key: string,
  own: unknown,
  schema: z.core.$ZodType,
  beside: Readonly<Record<string, unknown>>,
): boolean {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return isDeepStrictEqual(own, schema.parse(undefined));
  }
  return idWhenAbsent.has(key) && own === beside.id;
}

function bareOf(schema: z.core.$ZodType): z.core.$ZodType {
  let bare = schema;
  while (bare instanceof z.ZodDefault || bare instanceof z.ZodPrefault || bare instanceof z.ZodExactOptional) {
    bare = bare.unwrap();
  }
  return bare;
}

function objectOf(schema: z.core.$ZodType, value: unknown): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) return schema;
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return undefined;
  for (const option of schema.options) {
    if (option instanceof z.ZodObject && option.safeParse(value).success) return option;
  }
  return undefined;
}

function counterpartOf(entry: unknown, at: number, before: readonly unknown[]): unknown {
  if (!isRecord(entry) || entry.id === undefined) return before[at];
  return before.find((each) => isRecord(each) && each.id === entry.id);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
