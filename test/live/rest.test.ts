import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayFault } from '../../gateway/base/faults.ts';
import { type Answered, type Asked, ask as askPort } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { movementOf, questionOf } from './small-site.ts';

let gateway: TestGateway;

beforeAll(async () => {
  const ledger = new MemoryLedger();
  ledger.commit({
    at_ms: 1_764_000_000_000,
    movements: [
      movementOf('m1'),
      movementOf('weight-step@1/scale-a1/7', { item: 'nut-m6', to: 'a1-02', quantity: 4 }),
      movementOf('m3', { kind: 'taken', from: 'a1-01', to: 'customer', quantity: 3 }),
    ],
    questions: [questionOf('q1'), questionOf('q2', { state: 'settled', answer: 'scrap', at_ms: 5 })],
    devices: [
      {
        device: 'scale-a1',
        frames: 3,
        readings: 3,
        duplicates: 0,
        quarantined: 1,
        last_at_ms: 1_764_000_000_000,
        last_says: 'channel 1: 45.0 g at rest',
        skew_ms: -120,
      },
    ],
  });
  const row = { kind: 'frame', device: 'scale-a1', retained: false, qos: 0 } as const;
  ledger.frames.set(17, { ...row, n: 17, at_ms: 1_764_000_000_000 });
  ledger.poison.push({
    n: 9,
    at_ms: 8,
    device: 'scale-a1',
    reason: 'mass: not a number',
    data: Buffer.from('S S  x g'),
  });
  gateway = await startTestGateway({
    ledger,
    inspectItem: (item) =>
      Promise.resolve(
        item !== 'bolt-m6'
          ? undefined
          : {
              settings_mg: 4_500,
              mean_mg: 5_172.4,
              sd_mg: 31.6,
              picks: 23,
              is_doubtful: true,
              changed: { at_ms: 1_763_999_000_000, from_mg: 4_498 },
            },
      ),
    explain(n) {
      if (n === 99) throw new GatewayFault('ledger-unusable', 'the disk is gone');
      if (n !== 17) return undefined;
      return {
        device: 'scale-a1',
        at_ms: 1_764_000_000_000,
        hex: '532053',
        text: 'S S',
        readings: [{ kind: 'weight', channel: '1', mass_mg: 45_000, stable: true }],
      };
    },
  });
});

afterAll(() => gateway.stop());

function ask(path: string, asked: Asked = {}): Promise<Answered> {
  return askPort(gateway.live.port, path, asked);
}

describe('reading', () => {
  test('GET /levels lists by location, then item, page by page', async () => {
    const first = await ask('/api/v1/levels?limit=3');
    expect(first.body).toEqual({
      levels: [
        { item: 'bolt-m6', location: 'a1-01', quantity: 7 },
        { item: 'nut-m6', location: 'a1-02', quantity: 4 },
        { item: 'bolt-m6', location: 'customer', quantity: 3 },
      ],
      next: 'WyJjdXN0b21lciIsImJvbHQtbTYiXQ',
    });
    const second = await ask('/api/v1/levels?limit=3&cursor=WyJjdXN0b21lciIsImJvbHQtbTYiXQ');
    expect(second.body).toEqual({
      levels: [
        { item: 'bolt-m6', location: 'supplier', quantity: -10 },
        { item: 'nut-m6', location: 'supplier', quantity: -4 },
      ],
    });
  });

  test('GET /levels takes item and location', async () => {
    expect((await ask('/api/v1/levels?item=bolt-m6&location=a1-01')).body).toEqual({
      levels: [{ item: 'bolt-m6', location: 'a1-01', quantity: 7 }],
    });
  });

  test('GET /movements lists newest first, page by page', async () => {
    const first = await ask('/api/v1/movements?limit=2');
    expect(first.body).toMatchObject({ movements: [{ id: 'm3' }, { id: 'weight-step@1/scale-a1/7' }], next: '2' });
    const second = await ask('/api/v1/movements?limit=2&cursor=2');
    expect(second.body).toMatchObject({ movements: [{ id: 'm1', seq: 1 }] });
    expect(second.body).not.toHaveProperty('next');
  });

  test('GET /movements takes item and location, which may be either end', async () => {
    expect((await ask('/api/v1/movements?location=a1-01')).body).toMatchObject({
      movements: [{ id: 'm3' }, { id: 'm1' }],
    });
    expect((await ask('/api/v1/movements?item=nut-m6')).body).toMatchObject({
      movements: [{ id: 'weight-step@1/scale-a1/7' }],
    });
  });

  test('GET /movements/:id finds one, also with slashes in its id', async () => {
    const { body } = await ask(`/api/v1/movements/${encodeURIComponent('weight-step@1/scale-a1/7')}`);
    expect(body).toMatchObject({ quantity: 4, evidence: [{ n: 17, says: 'channel 1: 45.0 g at rest' }] });
  });

  test('GET /devices joins settings, link and activity', async () => {
    const { body } = await ask('/api/v1/devices');
    expect(body).toMatchObject({
      devices: [
        { id: 'scale-a1', driver: 'mt-sics', wire: 'serial', activity: { frames: 3, skew_ms: -120 } },
        { id: 'gun-1', wire: 'tcp', serves: [{ part: 'scanner', location: 'a1-02', watches: false }] },
      ],
    });
  });

  test('GET /devices?at= tells how they were, and nothing of now', async () => {
    const { body } = await ask('/api/v1/devices?at=1764000001000');
    expect(body).toMatchObject({
      devices: [
        {
          id: 'scale-a1',
          was: { state: 'connected', says: 'It was connected.', last: { n: 17, at_ms: 1_764_000_000_000 } },
        },
        { id: 'gun-1', was: { state: 'unknown' } },
      ],
      as_of: { at_ms: 1_764_000_001_000 },
    });
    expect(JSON.stringify(body)).not.toContain('activity');
    expect((await ask('/api/v1/devices?at=1763999999000')).status).toBe(404);
  });

  test('GET /devices/:id?at= tells its last frames by then, down to the bytes', async () => {
    expect((await ask('/api/v1/devices/scale-a1?at=1764000001000')).body).toMatchObject({
      advice: [],
      was: { state: 'connected' },
      frames: [{ n: 17, bytes: 3, hex: '532053', text: 'S S' }],
    });
    expect((await ask('/api/v1/devices/scale-9?at=1764000001000')).status).toBe(404);
  });

  test('GET /questions takes a state', async () => {
    expect((await ask('/api/v1/questions')).body).toMatchObject({ questions: [{ id: 'q1' }, { id: 'q2' }] });
    expect((await ask('/api/v1/questions?state=settled')).body).toMatchObject({ questions: [{ id: 'q2' }] });
  });

  test('GET /items/:id tells where the item is', async () => {
    expect((await ask('/api/v1/items/nut-m6')).body).toEqual({
      id: 'nut-m6',
      name: 'Nut M6',
      unit: 'piece',
      gtins: [],
      codes: [],
      unit_mass_mg: 2_100,
      levels: [
        { item: 'nut-m6', location: 'a1-02', quantity: 4 },
        { item: 'nut-m6', location: 'supplier', quantity: -4 },
      ],
    });
  });

  test('GET /items/:id tells what confirmed picks have taught, now and not of the past', async () => {
    expect((await ask('/api/v1/items/bolt-m6')).body).toMatchObject({
      unit_mass_mg: 4_500,
      learned_mass: {
        mean_mg: 5_172,
        sd_mg: 32,
        picks: 23,
        is_doubtful: true,
        says: 'learned 5.17 g ± 0.03 g from 23 confirmed picks, 14.9 % more than the settings’ 4.500 g; package changed? it was 4.50 g before',
        changed: { at_ms: 1_763_999_000_000, from_mg: 4_498 },
      },
    });
    const past = await ask('/api/v1/items/bolt-m6?at=1764000001000');
    expect(past.status).toBe(200);
    expect(past.body).not.toHaveProperty('learned_mass');
  });

  test('GET /locations/:id tells what is there and who looks after it', async () => {
    expect((await ask('/api/v1/locations/a1-01')).body).toEqual({
      location: { id: 'a1-01', name: 'A1-01', kind: 'bin', in: 'a1', item: 'bolt-m6', full: 100, low: 20 },
      parts: [],
      devices: [{ device: 'scale-a1', serving: { part: 'channel 1', location: 'a1-01', watches: true } }],
      levels: [{ item: 'bolt-m6', location: 'a1-01', quantity: 7 }],
    });
    expect((await ask('/api/v1/locations/a1')).body).toMatchObject({ parts: [{ id: 'a1-01' }, { id: 'a1-02' }] });
  });

  test('GET /frames/:n shows bytes and readings', async () => {
    expect((await ask('/api/v1/frames/17')).body).toEqual({
      device: 'scale-a1',
      at_ms: 1_764_000_000_000,
      hex: '532053',
      text: 'S S',
      readings: [{ kind: 'weight', channel: '1', mass_mg: 45_000, stable: true }],
    });
  });

  test('GET /questions is paged by cursor', async () => {
    const first = await ask('/api/v1/questions?limit=1');
    expect(first.body).toMatchObject({ questions: [{ id: 'q1' }] });
    const { next }: { next?: string } = JSON.parse(JSON.stringify(first.body));
    const second = await ask(`/api/v1/questions?limit=1&cursor=${encodeURIComponent(next ?? '')}`);
    expect(second.body).toMatchObject({ questions: [{ id: 'q2' }] });
    expect((await ask('/api/v1/questions?cursor=nonsense')).status).toBe(400);
  });

  test('GET /quarantine shows poison with its reason', async () => {
    expect((await ask('/api/v1/quarantine')).body).toEqual({
      quarantine: [
        { n: 9, at_ms: 8, device: 'scale-a1', reason: 'mass: not a number', bytes: 8, hex: '5320532020782067' },
      ],
    });
  });

  test('GET /status shows links, counters and the head of the ledger', async () => {
    const { body } = await ask('/api/v1/status');
    expect(body).toMatchObject({
      gateway_id: 'gateway-1',
      ledger_id: 'ledger-1',
      epoch: 'e1',
      movements: 3,
      troubles: [],
      links: [],
    });
  });

  test('answers a known ETag with 304', async () => {
    const first = await ask('/api/v1/questions');
    const etag = String(first.headers.etag);
    expect((await ask('/api/v1/questions', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });
});

describe('asking wrongly', () => {
  test.each([
    ['/levels?limit=0', 'query', 'limit', 'must be a whole number from 1 to 1000'],
    ['/levels?limit=1e2', 'query', 'limit', 'must be a whole number from 1 to 1000'],
    ['/levels?limit=1001', 'query', 'limit', 'must be a whole number from 1 to 1000'],
    ['/levels?limit=5&limit=6', 'query', 'limit', 'Invalid input: expected string, received array'],
    ['/levels?cursor=abc', 'query', 'cursor', 'is not one this gateway has given'],
    ['/levels?page=2', 'query', 'page', 'is not known here'],
    ['/levels?__proto__=2', 'query', '__proto__', 'is not known here'],
    ['/levels?item=', 'query', 'item', 'Too small: expected string to have >=1 characters'],
    ['/movements?cursor=-1', 'query', 'cursor', 'must be a whole number from 1 to 9007199254740991'],
    ['/movements/m1?x=1', 'query', 'x', 'is not known here'],
    ['/questions?state=closed', 'query', 'state', 'Invalid option: expected one of "open"|"settled"'],
    ['/devices?x', 'query', 'x', 'is not known here'],
    ['/items/bolt-m6?x=1', 'query', 'x', 'is not known here'],
    ['/locations/a1?x=1', 'query', 'x', 'is not known here'],
    ['/frames/0x11', 'path', 'n', 'must be a whole number from 0 to 9007199254740991'],
    ['/quarantine?limit=many', 'query', 'limit', 'must be a whole number from 1 to 1000'],
    ['/status?verbose=1', 'query', 'verbose', 'is not known here'],
  ])('GET %s names the field and the rule', async (path, where, field, rule) => {
    const { status, type, body } = await ask(`/api/v1${path}`);
    expect([status, type]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({ status: 400, code: 'bad-request', errors: [{ in: where, field, rule }] });
  });

  test.each(['/movements/m99', '/items/none', '/locations/none', '/frames/18', '/nothing', '/levelss'])(
    'GET %s is not found, as a problem',
    async (path) => {
      const { status, body } = await ask(`/api/v1${path}`);
      expect(status).toBe(404);
      expect(body).toMatchObject({ code: 'not-found' });
    },
  );

  test('another method than the route has is told which ones there are', async () => {
    const answer = await ask('/api/v1/levels', { method: 'DELETE' });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect((await ask('/api/v1/commands')).headers.allow).toBe('POST');
  });

  test('a path that is no UTF-8 is a bad request', async () => {
    expect((await ask('/api/v1/items/%E0%A4%A')).status).toBe(400);
  });

  test('trouble of the environment is told with its code', async () => {
    const { status, body } = await ask('/api/v1/frames/99');
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'ledger-unusable', detail: 'the disk is gone' });
  });
});
