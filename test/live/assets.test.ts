import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answered, type Asked, ask as askPort } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

function ask(path: string, asked: Asked = {}): Promise<Answered> {
  return askPort(gateway.live.port, path, asked);
}

describe('the dashboard files', () => {
  test('come with a policy that allows nothing inline and nothing from elsewhere', async () => {
    const { status, headers } = await ask('/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-cache');
  });

  test('are kept for ever when their name carries their hash, and asked for again when not', async () => {
    const hashed = await ask('/assets/main-0a1b2c3d.js');
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const page = await ask('/');
    expect((await ask('/', { headers: { 'if-none-match': String(page.headers.etag) } })).status).toBe(304);
  });

  test.each(['/../package.json', '/%2e%2e/package.json', '/.env', '/assets/', '/assets/none.js'])(
    '%s is not found',
    async (path) => {
      expect((await ask(path)).status).toBe(404);
    },
  );
});
