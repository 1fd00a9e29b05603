/** The demo as a newcomer runs it: up soon, levels moving, ended cleanly, and its capture replays to the very same movements. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { movementLine, verifyLedger } from '../../gateway/main.ts';
import { runCommand } from './process.ts';
import { type RunningDemo, runningDemo } from './running-demo.ts';

const look_every_ms = 100;
const plan_wait = { timeout: 60_000, interval: look_every_ms };

let directory: string;
let demo: RunningDemo;
let dashboard: string;

async function levels(): Promise<string> {
  return (await fetch(`${dashboard}api/v1/levels?limit=1000`)).text();
}

/** Ids of living processes whose command line names our data directory. */
function processesOf(path: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path);
      } catch {
        return false;
      }
    });
}

beforeAll(async () => {
  demo = await runningDemo('demo-test', { captures: true });
  ({ directory, dashboard } = demo);
});
afterAll(() => demo.stop());

describe('the demo', () => {
  test('shows levels that move', async () => {
    const before = await levels();
    let after = before;
    while (after === before || !after.includes('"quantity"')) {
      await pause(look_every_ms);
      after = await levels();
    }
    expect(after).not.toBe(before);
  });

  test('serves the dashboard at its address', async () => {
    const page = await fetch(dashboard);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Tallygate');
  });

  test('has books of the weeks before, so that plans, material requirements and values say something', async () => {
    const seen = async (path: string) => (await fetch(`${dashboard}api/v1${path}`)).json();
    const list = await vi.waitFor(async () => {
      const { orders } = await seen('/plans/purchase-list');
      expect(orders.length).toBeGreaterThanOrEqual(2);
      return orders;
    }, plan_wait);
    expect(list.map(({ supplier }: { supplier: string }) => supplier)).toContain('elbe-pumps');
    const { material } = await seen('/mrp');
    const station = material.find(({ item }: { item: string }) => item === 'pump-station');
    expect(station).toMatchObject({ how: 'make', orders: [{ quantity: 3 }] });
    expect((await seen('/reports/receipts')).rows.map(({ days_late }: { days_late: number }) => days_late > 0)).toEqual(
      expect.arrayContaining([true, false]),
    );
    const { rows } = await seen('/reports/turns');
    expect(rows.find(({ item }: { item: string }) => item === 'bolt-m12').issued).toBeGreaterThan(40);
  });

  test('books movements of every family of device', async () => {
    const rules = new Set<string>();
    while (
      !['fusion', 'tag-presence', 'portal', 'scan'].every((rule) => [...rules].some((each) => each.startsWith(rule)))
    ) {
      await pause(look_every_ms);
      const page = await (await fetch(`${dashboard}api/v1/movements?limit=200`)).text();
      for (const [, rule] of page.matchAll(/"rule":"([^"]+)"/g)) if (rule !== undefined) rules.add(rule);
    }
    expect(rules.size).toBeGreaterThanOrEqual(4);
  });

  test('ends cleanly on Ctrl-C and leaves no process behind', async () => {
    demo.process.kill('SIGINT');
    await demo.ended;
    expect(demo.process.exitCode).toBe(0);
    expect(processesOf(directory)).toEqual([]);
  });

  test('left a ledger that is true', () => {
    expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
  });

  test('recorded a capture that replays to the same movements twice and to those of the live run, to the byte', async () => {
    const replay = () =>
      runCommand([
        'replay',
        join(directory, 'capture.jsonl'),
        '--site',
        join(directory, 'data', 'site.json'),
        '--json',
      ]);
    const [first, second] = [await replay(), await replay()];
    expect(first.code).toBe(0);
    expect(second.out).toBe(first.out);
    const reader = readerOf(join(directory, 'data'));
    const live = reader.movementsAfter(0, 100_000).map(movementLine);
    reader.close();
    const replayed = first.out.split('\n').filter((line) => line.startsWith('{"id"'));
    expect(replayed).toEqual(live);
    expect(live.length).toBeGreaterThan(20);
  });
});
