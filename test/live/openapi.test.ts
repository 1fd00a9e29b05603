import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { FoundDevice } from '../../gateway/live/routes/discovered.ts';
import { nothingFound, startTestGateway, type TestGateway } from './gateway.ts';
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

const inspected = {
  detail: {
    device: 'scale-a1',
    parts: [{ part: 'channel 1', readings: 1, last_at_ms: 1, last_says: 'channel 1: 45.0 g at rest' }],
    conditions: [{ condition: 'overload', channel: '1', at_ms: 1, says: 'too much', times: 1 }],
    beyond: 0,
    last_fault: { n: 1, at_ms: 1, reason: 'frame: must be JSON' },
  },
  frames: [{ n: 1, at_ms: 1, topic: 't', bytes: 1, hex: '00', text: 'x', readings: [], says: '', fault: 'frame: no' }],
};

const foundScanner: FoundDevice = {
  id: 'serial:/dev/ttyACM0',
  kind: 'serial',
  name: 'Honeywell scanner',
  place: '/dev/ttyACM0',
  facts: ['USB 0c2e:0b6a'],
  suggestions: [
    {
      driver: 'line-scanner',
      title: 'Scanner',
      family: 'barcode',
      serial: { baud: 9_600, data_bits: 8, parity: 'none', stop_bits: 1 },
    },
  ],
  certain: true,
  hint: 'This name may change.',
  suggested_id: 'ttyACM0',
  wire: 'serial',
  connection: 'gun',
  needs_secret: false,
  topics: ['a/b'],
  unit: 'g',
  antennas: 4,
  device: 'gun-1',
  first_ms: 1,
  seen_ms: 1,
  times: 1,
};

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
    inspect: () => Promise.resolve(inspected),
    finder: { ...nothingFound, list: () => [foundScanner] },
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
      'get /holds',
      'post /holds',
      'post /holds/{id}/change',
      'post /holds/{id}/release',
      'get /items/{id}/availability',
      'get /lots',
      'get /lots/{item}/{lot}',
      'get /items/{id}/fefo',
      'get /lots/{item}/{lot}/production',
      'get /movements',
      'get /movements/{id}',
      'get /movements.csv',
      'post /movements/import',
      'get /items/{id}',
      'get /items/{id}/units',
      'get /locations/{id}',
      'get /why',
      'get /state',
      'get /devices',
      'get /devices/{id}',
      'post /devices/{id}/commands',
      'get /devices/{id}/commands',
      'get /associations',
      'post /associations',
      'get /associations.csv',
      'post /associations/{epc}/end',
      'get /walks',
      'post /walks',
      'post /walks/look',
      'post /walks/end',
      'post /walks/drop',
      'get /discovered',
      'post /discovered/search',
      'post /discovered/{id}/adopt',
      'post /devices/{id}/let-go',
      'post /discovered/{id}/listen',
      'get /questions',
      'get /frames/{n}',
      'get /quarantine',
      'get /status',
      'post /commands',
      'get /documents',
      'get /documents/{id}',
      'get /documents/{id}/events',
      'get /purchase-orders',
      'post /purchase-orders',
      'post /purchase-orders/import',
      'post /purchase-orders/{id}/change',
      'post /purchase-orders/{id}/close',
      'get /expected-receipts',
      'get /receipts',
      'post /receipts',
      'post /receipts/{id}/receive',
      'post /receipts/{id}/close',
      'post /deliveries',
      'get /put-aways',
      'post /put-aways',
      'post /put-aways/{id}/put',
      'post /put-aways/{id}/stop',
      'get /count-programmes',
      'post /count-programmes/{id}/open',
      'get /counts',
      'post /counts',
      'get /counts/{id}',
      'get /counts/{id}/page',
      'post /counts/{id}/count',
      'post /counts/{id}/finish',
      'post /counts/{id}/again',
      'post /counts/{id}/approve',
      'post /counts/{id}/assign',
      'post /counts/{id}/cancel',
      'post /counts/{id}/sweep',
      'post /counts/{id}/sweep-end',
      'post /counts/{id}/weigh',
      'get /promises/{id}',
      'get /reservations',
      'post /reservations',
      'post /reservations/{id}/release',
      'get /shipments',
      'post /shipments',
      'post /shipments/{id}/pick',
      'post /shipments/{id}/put-back',
      'post /shipments/{id}/pack',
      'post /shipments/{id}/ship',
      'post /shipments/{id}/close',
      'get /transfers',
      'post /transfers',
      'post /transfers/{id}/send',
      'post /transfers/{id}/arrive',
      'post /transfers/{id}/close',
      'get /returns',
      'post /returns/from-customer',
      'post /returns/to-supplier',
      'get /scraps',
      'post /scraps',
      'get /owner-changes',
      'post /owner-changes',
      'get /handling-units',
      'post /handling-units',
      'get /handling-units/{sscc}',
      'get /packed-levels',
      'post /handling-units/{sscc}/pack',
      'post /handling-units/{sscc}/unpack',
      'post /handling-units/{sscc}/move',
      'post /handling-units/{sscc}/close',
      'post /receipts/{id}/units',
      'post /receipts/{id}/receive-unit',
      'post /put-aways/{id}/put-unit',
      'post /shipments/{id}/pick-unit',
      'post /shipments/{id}/put-unit-back',
      'post /transfers/{id}/carry-unit',
      'get /utilisation',
      'get /production-orders',
      'post /production-orders',
      'post /production-orders/{id}/issue',
      'post /production-orders/{id}/bring-back',
      'post /production-orders/{id}/report',
      'post /production-orders/{id}/undo',
      'post /production-orders/{id}/close',
      'get /kanban',
      'get /kanban/{loop}',
      'post /kanban/{loop}/cards/{card}/signal',
      'post /kanban/{loop}/cards/{card}/fill',
      'post /kanban/{loop}/cards/{card}/order',
      'post /kanban/{loop}/cards/{card}/withdraw',
      'get /labels/{kind}',
      'get /shadow',
      'post /shadow/start',
      'post /shadow/stop',
      'post /shadow/switch',
      'post /shadow/back',
      'get /plans',
      'post /plans/run',
      'get /plans/purchase-list',
      'get /plans/{item}',
      'get /plans/{item}/accuracy',
      'post /plans/{item}/what-if',
      'get /mrp',
      'get /mrp/{item}',
      'post /mrp/{item}/purchase',
      'post /mrp/{item}/produce',
      'get /forecast-overrides',
      'post /forecast-overrides',
      'post /forecast-overrides/{id}/withdraw',
      'get /reports',
      'get /reports/{report}',
      'get /reports/{report}/page',
      'get /valuation',
      'get /valuation/{item}',
      'get /periods',
      'get /periods/{period}',
      'post /periods/close',
      'get /alerts',
      'get /alerts/{id}',
      'get /alert-channels',
      'post /alerts/{id}/acknowledge',
      'post /alerts/{id}/silence',
      'get /session',
      'post /session',
      'post /session/end',
      'post /setup',
      'post /invitations/accept',
      'post /password',
      'get /sessions',
      'post /sessions/{id}/end',
      'get /roles',
      'get /people',
      'post /people',
      'post /people/{id}/reset',
      'post /people/{id}/roles',
      'post /people/{id}/active',
      'get /people/{id}/sessions',
      'post /people/{id}/sessions/end',
      'get /tokens',
      'post /tokens',
      'post /tokens/{id}/revoke',
      'get /audit',
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
    ['/devices/{id}', '/devices/scale-a1'],
    ['/discovered', '/discovered'],
    ['/questions', '/questions'],
    ['/frames/{n}', '/frames/1'],
    ['/quarantine', '/quarantine'],
    ['/status', '/status'],
    ['/session', '/session'],
    ['/roles', '/roles'],
    ['/people', '/people'],
    ['/tokens', '/tokens'],
    ['/audit', '/audit'],
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
