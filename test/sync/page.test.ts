import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, only, type Rig, rigOf, until } from './rig.ts';

let rig: Rig;

beforeEach(() => {
  rig = rigOf();
});

afterEach(() => rig.close());

describe('the page about sync', () => {
  it('shows the request that is sent', async () => {
    const page = readFileSync(new URL('../../docs/sync.md', import.meta.url), 'utf8');
    const [, shown] = /```json\n([^`]*)```/.exec(page) ?? [];
    const heard: unknown[] = [];
    const url = await rig.server(async (request, response) => {
      const { method, headers } = request;
      heard.push(method, headers['content-type'], headers['idempotency-key'], JSON.parse(await bodyOf(request)));
      response.end('{"acked_seq":1}');
    });
    rig.ledger.append(1);
    const sync = rig.start([{ id: 'erp', url }]);
    await until(() => only(sync).state === 'idle');
    expect(heard).toEqual(['POST', 'application/json', 'gateway-1:ledger-1:1-1', JSON.parse(shown ?? '')]);
  });
});
