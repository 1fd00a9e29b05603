/** Whoever breaks off a question frees what was working at it. */
import { get } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { Books } from '../../gateway/live/routes/valuation.ts';
import { houseOf } from '../access/house.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

const house = houseOf();
let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.stop();
  house.close();
});

test('a report that nobody waits for any more is told so to whoever makes it', async () => {
  let tellGone: (says: string) => void = () => {};
  const gone = new Promise<string>((resolve) => {
    tellGone = resolve;
  });
  let tellAsked: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    tellAsked = resolve;
  });
  const books: Books = {
    reports: () => [],
    ask: (ask, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => {
          tellGone(ask.kind);
          resolve({ ok: false, says: 'gone' });
        });
        tellAsked();
      }),
  };
  gateway = await startTestGateway({ house, books });
  const headers = { authorization: `Bearer ${await house.program('bi', ['inventory-analyst'])}` };
  const { port } = gateway.live;
  const request = get({ host: '127.0.0.1', port, path: '/api/v1/valuation', headers });
  request.on('error', () => {});
  await asked;
  request.destroy();
  expect(await gone).toBe('value');
});
