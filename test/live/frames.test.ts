/** Who sees which rows of the journal, over REST. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Role } from '../../gateway/access/rights.ts';
import { explain } from '../../gateway/explain.ts';
import { rowOf } from '../../gateway/intake/offered.ts';
import type { PersonCommand } from '../../gateway/live/routes/commands.ts';
import { type House, houseOf } from '../access/house.ts';
import { ask } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { smallSite } from './small-site.ts';

const reason = 'x';
const commands: readonly PersonCommand[] = [
  { kind: 'move', item: 'bolt-m6', quantity: 1, from: 'a1-01', to: 'a1-02', reason },
  { kind: 'count', item: 'bolt-m6', location: 'a1-01', quantity: 1, reason },
  { kind: 'work', act: { act: 'cancel-count', cancelling: { id: 'CT-1', version: 2, reason } } },
  { kind: 'work', act: { act: 'key-count', keying: { id: 'CT-1', lines: [{ line: 1, counted: 17 }] } } },
  { kind: 'work', act: { act: 'finish-count', finish: { id: 'CT-1', version: 2, rest: 'zero' } } },
  { kind: 'work', act: { act: 'count-again', again: { id: 'CT-1', version: 3, lines: [1], reason } } },
  { kind: 'work', act: { act: 'approve-count', approval: { id: 'CT-1', version: 4, reason } } },
  { kind: 'close-period', until_ms: 1, head_seq: 1, value: '500.00', currency: 'EUR', reason },
];

let house: House;
let gateway: TestGateway;

beforeEach(async () => {
  house = houseOf();
  const ledger = new MemoryLedger();
  const told = commands.map((command) => ({ kind: 'command', at_ms: 1, person: 'ana', command }) as const);
  const device = { kind: 'note', at_ms: 1, device: 'scale-a1', event: 'connected', says: 'x' } as const;
  const rows = [device, ...told, { kind: 'settings', at_ms: 1, site: smallSite } as const];
  for (const [i, row] of rows.entries()) ledger.frames.set(i + 1, rowOf(row, i + 1, 1));
  gateway = await startTestGateway({ house, explain: (n) => explain(ledger, smallSite, n) });
});
afterEach(async () => {
  await gateway.stop();
  house.close();
});

async function seen(role: Role): Promise<readonly number[]> {
  const headers = { authorization: `Bearer ${await house.program(role, [role])}` };
  const statuses: number[] = [];
  for (let n = 1; n <= commands.length + 2; n += 1) {
    const { status, body } = await ask(gateway.live.port, `/api/v1/frames/${n}`, { headers });
    expect(body).not.toHaveProperty('row_is');
    statuses.push(status);
  }
  return statuses;
}

test('counts of others, what a period is worth, and the settings are seen by who may see them elsewhere', async () => {
  const always = [200, 200, 200, 200];
  expect(await seen('inventory-associate')).toEqual([...always, 404, 404, 404, 404, 404, 404]);
  expect(await seen('inventory-controller')).toEqual([...always, 200, 200, 200, 200, 200, 404]);
  expect(await seen('inventory-analyst')).toEqual([...always, 404, 404, 404, 404, 200, 404]);
  expect(await seen('administrator')).toEqual([...always, 200, 200, 200, 200, 200, 200]);
});
