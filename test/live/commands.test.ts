import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answered, type Asked, ask as askPort } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({
    answer: (command) =>
      Promise.resolve(
        command.kind === 'settle' && command.question === 'q9'
          ? { ok: false, code: 'unknown-question', says: 'there is no open question q9' }
          : { ok: true },
      ),
  });
});

afterAll(() => gateway.stop());

function ask(path: string, asked: Asked = {}): Promise<Answered> {
  return askPort(gateway.live.port, path, asked);
}

function command(body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  return ask('/api/v1/commands', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('commanding', () => {
  test.each([
    { kind: 'move', item: 'bolt-m6', quantity: 2, from: 'a1-01', to: 'scrap', reason: 'broken' },
    { kind: 'count', item: 'bolt-m6', location: 'a1-01', quantity: 0, reason: 'weekly count' },
    { kind: 'settle', question: 'q1', answer: 'ignore' },
    { kind: 'reverse', movement: 'm1', reason: 'wrong shelf' },
  ])('carries out $kind for the person at this machine', async (body) => {
    const answer = await command(body);
    expect([answer.status, answer.body]).toEqual([200, { done: true }]);
    expect(gateway.commands.at(-1)).toEqual(['local', body]);
  });

  test('tells why a command is not possible', async () => {
    const { status, body } = await command({ kind: 'settle', question: 'q9', answer: 'ignore' });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'unknown-question', detail: 'there is no open question q9' });
  });

  test.each([
    [{ kind: 'move', item: 'bolt-m6', quantity: 0, from: 'a', to: 'b', reason: 'x' }, 'quantity'],
    [{ kind: 'move', item: 'bolt-m6', quantity: 1.5, from: 'a', to: 'b', reason: 'x' }, 'quantity'],
    [{ kind: 'move', item: 'bolt-m6', quantity: '1', from: 'a', to: 'b', reason: 'x' }, 'quantity'],
    [{ kind: 'count', item: 'bolt-m6', location: 'a1-01', quantity: -1, reason: 'x' }, 'quantity'],
    [{ kind: 'settle', question: 'q1', answer: '' }, 'answer'],
    [{ kind: 'settle', question: 'q1', answer: 'a', by: 'me' }, 'by'],
    [{ kind: 'steal' }, 'kind'],
    ['{"kind":"settle","question":"q1","answer":"a","__proto__":{"admin":true}}', '__proto__'],
    [[], ''],
  ])('refuses %j naming the field', async (body, field) => {
    const before = gateway.commands.length;
    const answer = await command(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ in: 'body', field }] });
    expect(gateway.commands).toHaveLength(before);
  });

  test('refuses what is no JSON, what is not called JSON, and what is too large', async () => {
    const before = gateway.commands.length;
    expect((await command('{"kind":')).status).toBe(400);
    expect((await command('kind=settle', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await command('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ask('/api/v1/commands', { method: 'POST' })).status).toBe(415);
    expect((await command({ kind: 'settle', question: 'q1', answer: 'x'.repeat(65_536) })).status).toBe(413);
    expect(gateway.commands).toHaveLength(before);
  });

  test('refuses pages of other sites and names that only resolve to this machine', async () => {
    const before = gateway.commands.length;
    const settle = { kind: 'settle', question: 'q1', answer: 'ignore' };
    const { port } = gateway.live;
    expect((await command(settle, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await command(settle, { origin: 'null' })).status).toBe(403);
    expect((await command(settle, { origin: `http://127.0.0.1:${port + 1}` })).status).toBe(403);
    expect((await command(settle, { host: `evil.example:${port}` })).status).toBe(403);
    expect((await ask('/api/v1/levels', { headers: { host: `evil.example:${port}` } })).status).toBe(403);
    expect(gateway.commands).toHaveLength(before);
    const own = { origin: `http://127.0.0.1:${port}` };
    expect(await command(settle, own)).toMatchObject({ status: 403, body: { code: 'forged' } });
    expect(gateway.commands).toHaveLength(before);
    expect((await command(settle, { ...own, 'x-tallygate': '1' })).status).toBe(200);
    const by_name = { host: `localhost:${port}`, origin: `http://localhost:${port}`, 'x-tallygate': '1' };
    expect((await command(settle, by_name)).status).toBe(200);
  });
});
