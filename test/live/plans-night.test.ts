/** When a plan is made by itself: after each local midnight, also of nights that are not 24 hours apart; and a thread that ends. */
import { describe, expect, test } from 'vitest';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { PlanningBeside, type PlanningThread } from '../../gateway/planning-beside.ts';
import type { FromPlanning, ToPlanning } from '../../gateway/planning-talk.ts';
import { HandClock } from './hand-clock.ts';

function to(hand: HandClock, text: string): void {
  hand.pass(Date.parse(text) - hand.now_ms());
}

/** Remembers what it was asked; answers when told to. */
function threads() {
  const asked: Extract<ToPlanning, { ask: unknown }>[] = [];
  let hear: (message: FromPlanning) => void = () => {};
  let end: (says: string) => void = () => {};
  let started = 0;
  const start = (): PlanningThread => {
    started += 1;
    return {
      post: (message) => {
        if (!('ask' in message)) return;
        asked.push(message);
        if (message.ask.kind === 'begin') hear({ kind: 'answer', number: message.number, answer: { state: {} } });
      },
      onMessage: (listener) => {
        hear = listener;
      },
      onEnd: (listener) => {
        end = listener;
      },
      end: () => Promise.resolve(),
    };
  };
  const begun = () => asked.flatMap(({ ask }) => (ask.kind === 'begin' ? [new Date(ask.origin_ms).toISOString()] : []));
  return { start, begun, fail: (says: string) => end(says), started: () => started };
}

const parts = { time_zone: () => 'Europe/Berlin', log: silentLog, counters: countersOf() };

describe('the plan of every night', () => {
  test('begins a minute after local midnight, the nights before and after the clocks go back as well', () => {
    const hand = new HandClock(Date.parse('2026-10-24T20:00:00Z'));
    const thread = threads();
    const plans = new PlanningBeside({ ...parts, start: thread.start, clock: hand });
    to(hand, '2026-10-24T22:00:59Z');
    expect([thread.begun(), thread.started()]).toEqual([[], 0]);
    to(hand, '2026-10-27T12:00:00Z');
    expect(thread.begun()).toEqual([
      '2026-10-24T22:01:00.000Z',
      '2026-10-25T23:01:00.000Z',
      '2026-10-26T23:01:00.000Z',
    ]);
    expect(thread.started()).toBe(1);
    void plans.close();
    to(hand, '2026-10-29T12:00:00Z');
    expect(thread.begun()).toHaveLength(3);
  });
});

describe('a thread that ends', () => {
  test('is told to who waits, and begun anew when it is asked again', async () => {
    const hand = new HandClock(0);
    const thread = threads();
    const plans = new PlanningBeside({ ...parts, start: thread.start, clock: hand });
    const waiting = plans.ask({ kind: 'state' });
    thread.fail('out of memory');
    expect(await waiting).toEqual({ ok: false, says: 'The planning thread ended: out of memory' });
    expect(await plans.begin()).toMatchObject({ ok: true });
    expect(thread.started()).toBe(2);
    await plans.close();
  });

  test('or does not answer, does not keep anybody waiting for ever', async () => {
    const hand = new HandClock(0);
    const plans = new PlanningBeside({ ...parts, start: threads().start, clock: hand });
    const waiting = plans.ask({ kind: 'state' });
    to(hand, '1970-01-01T00:00:20Z');
    expect(await waiting).toMatchObject({ ok: false });
    await plans.close();
  });
});
