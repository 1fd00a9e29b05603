/**
 * The built gateway with the demo's simulated site: every number of the levels is explained exactly, REST and the command say the
 * same, and what was known at a past second is what the levels said then.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyLedger } from '../../gateway/main.ts';
import { runCommand } from './process.ts';
import { type RunningDemo, runningDemo } from './running-demo.ts';

const look_every_ms = 100;
const movements_wanted = 25;

interface Level {
  readonly item: string;
  readonly location: string;
  readonly quantity: number;
}
interface Levels {
  readonly levels: readonly Level[];
  readonly as_of?: { readonly at_ms: number; readonly seq: number };
}
interface Place {
  readonly quantity: number;
  readonly says: string;
  readonly anchor: { readonly quantity: number };
  readonly groups: readonly { readonly quantity: number }[];
  readonly steps: readonly { readonly readings: readonly { readonly kept: boolean; readonly hex?: string }[] }[];
}
interface Why {
  readonly quantity: number;
  readonly says: string;
  readonly places: readonly Place[];
}

let demo: RunningDemo;

async function get<Body>(path: string): Promise<Body> {
  const answer = await fetch(`${demo.dashboard}api/v1${path}`);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return JSON.parse(await answer.text());
}

/**
 * The levels as the live table shows them, and a time at which they surely stood so. What arrived before that time may be committed after
 * the levels were read: only once something that arrived later is in the ledger is it known that nothing did.
 */
async function still(): Promise<{ readonly levels: readonly Level[]; readonly at_ms: number; readonly seq: number }> {
  for (;;) {
    const before = await get<{ movements: number; now_ms: number }>('/status');
    const { levels } = await get<Levels>('/levels?limit=1000');
    const after = await get<{ movements: number }>('/status');
    const { as_of } = await get<Levels>(`/levels?limit=1&at=${before.now_ms}`);
    if (before.movements === after.movements && as_of?.seq === after.movements) {
      while ((await get<{ movements: number }>('/status')).movements <= after.movements) await pause(look_every_ms);
      const settled = await get<Levels>(`/levels?limit=1&at=${before.now_ms}`);
      if (settled.as_of?.seq === after.movements) return { levels, at_ms: before.now_ms, seq: after.movements };
    }
    await pause(look_every_ms);
  }
}

beforeAll(async () => {
  demo = await runningDemo('why');
});
afterAll(() => demo.stop());

describe('the demo site', () => {
  test('has every number of its levels explained exactly, down to bytes, the same over REST and by the command', async () => {
    while ((await get<{ movements: number }>('/status')).movements < movements_wanted) await pause(look_every_ms);
    const { levels, at_ms } = await still();
    expect(levels.length).toBeGreaterThan(10);
    for (const { item, location, quantity } of levels) {
      const place = `item=${encodeURIComponent(item)}&location=${encodeURIComponent(location)}`;
      const { places } = await get<Why>(`/why?${place}&at=${at_ms}`);
      const [only] = places;
      expect(only?.quantity).toBe(quantity);
      expect(only?.groups.reduce((sum, group) => sum + group.quantity, only.anchor.quantity)).toBe(quantity);
      const readings = only?.steps.flatMap((step) => step.readings) ?? [];
      expect(readings.every(({ kept, hex = '' }) => kept && hex.length > 0)).toBe(true);
    }
    const [{ item, location } = { item: '', location: '' }] = levels;
    const told = await get<Why>(
      `/why?item=${encodeURIComponent(item)}&location=${encodeURIComponent(location)}&at=${at_ms}`,
    );
    const asked = ['why', item, location, '--at', String(at_ms), '--data', join(demo.directory, 'data')];
    const json = await runCommand([...asked, '--json']);
    expect(JSON.parse(json.out)).toEqual(told);
    const text = await runCommand(asked);
    expect({ code: text.code, has: text.out.includes(told.says) }).toEqual({ code: 0, has: true });
  });

  test('shows at a past second what the levels said then, after it has moved on', async () => {
    const { levels, at_ms, seq } = await still();
    while ((await get<{ movements: number }>('/status')).movements <= seq) await pause(look_every_ms);
    const then = await get<Levels>(`/levels?limit=1000&at=${at_ms}`);
    expect(then.levels).toEqual(levels);
    const state = await get<Levels & { movements: { seq: number }[] }>(`/state?at=${at_ms}`);
    expect(state.levels).toEqual(levels);
    expect(state.movements[0]?.seq).toBe(seq);
    const { movements } = await get<{ movements: { seq: number }[] }>(`/movements?at=${at_ms}&limit=1`);
    expect(movements[0]?.seq).toBe(seq);
  });

  test('answers times there are not with a problem', async () => {
    const problem = async (query: string) => {
      const answer = await fetch(`${demo.dashboard}api/v1/levels?at=${query}`);
      const body: { code: string; detail: string } = JSON.parse(await answer.text());
      return { status: answer.status, type: answer.headers.get('content-type')?.split(';')[0], code: body.code };
    };
    const type = 'application/problem+json';
    expect(await problem('2020-01-01')).toEqual({ status: 404, type, code: 'before-the-beginning' });
    expect(await problem('2090-01-01')).toEqual({ status: 404, type, code: 'not-yet' });
    expect(await problem('noon')).toEqual({ status: 400, type, code: 'bad-request' });
  });

  test('is still explained when the gateway has stopped, and by a command that is told the wrong thing not at all', async () => {
    const { levels } = await still();
    demo.process.kill('SIGINT');
    await once(demo.process, 'exit');
    const data = join(demo.directory, 'data');
    const [{ item, location } = { item: '', location: '' }] = levels;
    const told = await runCommand(['why', item, location, '--data', data, '--json']);
    expect(told.code).toBe(0);
    const { places }: Why = JSON.parse(told.out);
    expect(places[0]?.says).toMatch(/^(\d+|None) left: /);
    const wrong = await runCommand(['why', 'no-such-item', '--data', data]);
    expect([wrong.code, wrong.err.trim()]).toEqual([1, 'There is no item no-such-item.']);
    const noon = await runCommand(['why', item, '--at', 'noon', '--data', data]);
    expect([noon.code, noon.err]).toEqual([2, expect.stringContaining('noon is no time')]);
    expect(verifyLedger(data).problems).toEqual([]);
  });
});
