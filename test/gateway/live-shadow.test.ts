/** The built gateway with the demo's simulated site: other rules run beside the ones that hold, are switched to, and back. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningDemo, runningDemo } from './running-demo.ts';

const look_every_ms = 200;

interface Told {
  readonly id: string;
  readonly why: string;
}
interface Difference {
  readonly kind: string;
  readonly live?: Told;
  readonly shadow?: Told;
}
interface View {
  readonly state: 'off' | 'running' | 'stopped';
  readonly says: string;
  readonly can_go_back: boolean;
  readonly rows?: number;
  readonly behind_rows?: number;
  readonly counts?: Readonly<Record<string, number>>;
  readonly waiting?: readonly Difference[];
}
interface Movements {
  readonly movements: readonly { readonly id: string; readonly why: string; readonly settings_revision: number }[];
}

let demo: RunningDemo;

async function get<Body>(path: string): Promise<Body> {
  const answer = await fetch(`${demo.dashboard}api/v1${path}`);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return JSON.parse(await answer.text());
}

async function post(path: string, body: object): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`${demo.dashboard}api/v1${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text() };
}

async function until(isDone: (view: View) => boolean): Promise<View> {
  for (;;) {
    const view = await get<View>('/shadow');
    if (isDone(view)) return view;
    await pause(look_every_ms);
  }
}

beforeAll(async () => {
  demo = await runningDemo('shadow');
});
afterAll(() => demo.stop());

describe('rules in the shadow of a running gateway', () => {
  test('are refused where the settings would refuse them, and where they change nothing', async () => {
    expect(await get<View>('/shadow')).toEqual({ state: 'off', says: '', can_go_back: false });
    expect((await post('/shadow/start', { rules: { tags: { absent_ms: 'long' } } })).text).toContain('absent_ms');
    expect((await post('/shadow/start', { rules: {} })).text).toContain('rules-same');
    expect((await post('/shadow/start', { rules: {}, more: 1 })).status).toBe(400);
    expect((await post('/shadow/stop', {})).status).toBe(422);
    expect((await post('/shadow/switch', {})).status).toBe(422);
    expect((await post('/shadow/back', {})).status).toBe(422);
  });

  test('book nothing, and every movement of the rules that hold is the one in the ledger', async () => {
    // Nobody can be so sure of a weight: the shadow asks where the others book.
    const { status, text } = await post('/shadow/start', { rules: { weight: { confidence_min_permille: 1_000 } } });
    expect(text).toContain('"state":"running"');
    expect(status).toBe(200);
    const view = await until(
      ({ counts, waiting = [] }) =>
        (counts?.movements_live ?? 0) >= 4 &&
        waiting.some(({ kind }) => kind === 'only-live') &&
        waiting.some(({ kind }) => kind === 'question-only-shadow'),
    );
    expect(view.state).toBe('running');
    expect(view.counts?.movements_live).toBeGreaterThan(view.counts?.movements_shadow ?? 0);
    const { movements } = await get<Movements>('/movements?limit=1000');
    const booked = new Map(movements.map((each) => [each.id, each.why]));
    for (const { kind, live } of view.waiting ?? []) {
      if (kind === 'only-live') expect(booked.get(live?.id ?? '')).toBe(live?.why);
    }
    expect(movements.every(({ settings_revision }) => settings_revision === 1)).toBe(true);
  });

  test('hold once they are switched to, and no longer when they are switched back', async () => {
    const switched = await post('/shadow/switch', {});
    expect(switched.text).toContain('"can_go_back":true');
    const stopped = await get<View>('/shadow');
    expect(stopped.state).toBe('stopped');
    expect(stopped.rows).toBeGreaterThan(0);
    const back = await post('/shadow/back', {});
    expect(back.text).toContain('"can_go_back":false');
    expect((await post('/shadow/back', {})).status).toBe(422);
    // The rules that hold are the ones from the beginning again, so those are other ones again.
    const again = await post('/shadow/start', { rules: { weight: { confidence_min_permille: 1_000 } } });
    expect(again.status).toBe(200);
    expect((await post('/shadow/stop', {})).text).toContain('Stopped by a person.');
  });
});
