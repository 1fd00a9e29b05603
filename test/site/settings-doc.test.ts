import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { siteJsonSchema } from '../../gateway/site/schema.ts';

const page = fileURLToPath(new URL('../../docs/settings.md', import.meta.url));
const begin = '<!-- keys: made from gateway/site/schema.ts by `npx vitest run test/site/settings-doc.test.ts -u` -->\n';
const end = '<!-- end of keys -->';

/** The parts of JSON Schema that the settings use. */
interface Shape {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, Shape>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Shape | undefined;
  readonly oneOf?: readonly Shape[] | undefined;
  readonly anyOf?: readonly Shape[] | undefined;
}

const shape: z.ZodType<Shape> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    properties: z.record(z.string(), shape).optional(),
    required: z.array(z.string()).optional(),
    items: shape.optional(),
    oneOf: z.array(shape).optional(),
    anyOf: z.array(shape).optional(),
  }),
);

/** One row per key: where it stands, what it may be, what holds without it, what it means. */
function rowsOf(object: Shape, path: string): string[] {
  const rows: string[] = [];
  for (const [key, value] of Object.entries(object.properties ?? {})) {
    const own = path === '' ? key : `${path}.${key}`;
    const required = object.required?.includes(key) === true;
    rows.push(`| \`${own}\` | ${kindOf(value)} | ${absentOf(value, required)} | ${value.description ?? ''} |`);
    rows.push(...rowsOf(value, own), ...rowsOf(value.items ?? {}, `${own}[]`));
    for (const [one, at] of [
      [value, own],
      [value.items, `${own}[]`],
    ] as const) {
      for (const option of one?.oneOf ?? []) {
        rows.push(...rowsOf(option, `${at}(${String(option.properties?.kind?.const)})`));
      }
    }
  }
  return rows;
}

function kindOf(value: Shape): string {
  if (value.const !== undefined) return `\`${JSON.stringify(value.const)}\``;
  if (value.enum !== undefined) return value.enum.map((each) => `\`${JSON.stringify(each)}\``).join(', ');
  if (value.anyOf !== undefined) return value.anyOf.map(kindOf).join(', ');
  if (value.type === 'array') return 'list';
  return { string: 'text', integer: 'whole number' }[value.type ?? ''] ?? 'object';
}

function absentOf(value: Shape, required: boolean): string {
  if (required) return 'required';
  const holds = value.default;
  if (Array.isArray(holds)) return holds.length === 0 ? 'empty' : `\`${JSON.stringify(holds)}\``;
  return holds === undefined || typeof holds === 'object' ? '' : `\`${JSON.stringify(holds)}\``;
}

describe('the page about settings', () => {
  it('has a row for every key, made from the schema', async () => {
    const text = readFileSync(page, 'utf8');
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    const head = '| key | value | without it | meaning |\n|---|---|---|---|\n';
    const table = rowsOf(shape.parse(siteJsonSchema()), '').join('\n');
    await expect(`${before}${begin}${head}${table}\n${end}${after}`).toMatchFileSnapshot(page);
  });
});

describe('the JSON Schema of the settings', () => {
  it('refuses unknown keys and asks for what has no default', () => {
    const schema = siteJsonSchema();
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toEqual(['name', 'time_zone', 'currency']);
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  });

  it('describes every key', () => {
    const described = rowsOf(shape.parse(siteJsonSchema()), '').filter((row) => row.endsWith('|  |'));
    expect(described).toEqual([]);
  });
});
