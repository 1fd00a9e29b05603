import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { movementOf, questionOf } from './small-site.ts';

const operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean() })),
  responses: z.record(
    z.string(),
    z.object({ content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })) }),
  ),
});
const shape = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

let gateway: TestGateway;
let text: string;
let document: z.infer<typeof shape>;

beforeAll(async () => {
  const ledger = new MemoryLedger();
  const activity = { frames: 1, readings: 1, duplicates: 0, quarantined: 0, last_at_ms: 1, last_says: 'x' };
  const commit = ledger.commit({
    at_ms: 1,
    movements: [movementOf('m1')],
    questions: [questionOf('q1')],
    devices: [{ device: 'scale-a1', ...activity }],
  });
  ledger.poison.push({ n: 1, at_ms: 1, reason: 'noise', data: Buffer.from('x') });
  gateway = await startTestGateway({
    ledger,
    explain: () => ({ device: 'scale-a1', at_ms: 1, hex: '00', readings: [] }),
  });
  gateway.state.applyCommit(commit);
  const link = { since_ms: 1, frames: 1, bytes: 1, noise_bytes: 0, connects: 1 };
  gateway.state.applyLinks([{ connection: 'scale', state: 'connected', says: 'open', ...link }]);
  text = await (await fetch(`${gateway.live.url}api/v1/openapi.json`)).text();
  document = shape.parse(JSON.parse(text));
});

afterAll(() => gateway.stop());

describe('the OpenAPI document', () => {
  test('names every route', () => {
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes).toEqual([
      'get /levels',
      'get /movements',
      'get /movements/{id}',
      'get /items/{id}',
      'get /locations/{id}',
      'get /devices',
      'get /questions',
      'get /frames/{n}',
      'get /quarantine',
      'get /status',
      'post /commands',
      'post /devices/{id}/readings',
    ]);
  });

  test('refers only to components that are there', () => {
    const referred = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref);
    expect(referred).toContain('#/components/schemas/Movement');
    const there = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(referred.filter((ref) => !there.includes(ref ?? ''))).toEqual([]);
  });

  test('describes every parameter in braces, as required', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(methods)) {
        expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(named);
        expect(parameters.every((parameter) => parameter.in === 'query' || parameter.required)).toBe(true);
      }
    }
  });

  test('gives operations names of their own', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([
    ['/levels', '/levels'],
    ['/movements', '/movements'],
    ['/movements/{id}', '/movements/m1'],
    ['/items/{id}', '/items/bolt-m6'],
    ['/locations/{id}', '/locations/a1-01'],
    ['/devices', '/devices'],
    ['/questions', '/questions'],
    ['/frames/{n}', '/frames/1'],
    ['/quarantine', '/quarantine'],
    ['/status', '/status'],
  ])('tells the truth about what %s answers', async (path, asked) => {
    const schema = document.paths[path]?.get?.responses['200']?.content['application/json']?.schema;
    const answer: unknown = await (await fetch(`${gateway.live.url}api/v1${asked}`)).json();
    expect(schema).toBeDefined();
    const whole = JSON.parse(
      JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll('#/components/schemas/', '#/$defs/'),
    );
    expect(z.fromJSONSchema(whole).safeParse(answer).error?.issues).toBeUndefined();
    const wrong = z.fromJSONSchema(whole).safeParse({ ...z.looseObject({}).parse(answer), unheard_of: 1 });
    expect(wrong.success).toBe(false);
  });
});
