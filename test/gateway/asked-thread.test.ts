/** Who waits for a thread is answered in time, and what nobody waits for any more is not worked at for ever. */
import { describe, expect, test } from 'vitest';
import { Asker, type Told, type ToThread } from '../../gateway/asked-thread.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { limits } from '../../gateway/base/limits.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { Turns } from '../../gateway/reporting-talk.ts';
import { SharedWork } from '../../gateway/reports/shared-work.ts';
import { HandClock } from '../live/hand-clock.ts';

/** A thread that answers when it is told to, and what it was sent. */
function askerOf() {
  const clock = new HandClock();
  const counters = countersOf();
  const sent: ToThread<string>[] = [];
  let hear: (message: Told<string>) => void = () => {};
  const asker = new Asker<string, string>({
    start: () => ({
      post: (message) => void sent.push(message),
      onMessage: (listener) => {
        hear = listener;
      },
      onEnd: () => {},
      end: () => Promise.resolve(),
    }),
    name: 'The thread',
    answer_ms_max: 20_000,
    clock,
    log: silentLog,
    counters,
  });
  const dropped = () => sent.flatMap((message) => ('dropped' in message ? [message.number] : []));
  return {
    asker,
    clock,
    counters,
    dropped,
    answer: (number: number) => hear({ kind: 'answer', number, answer: 'it' }),
  };
}

describe('what is asked', () => {
  test('is freed at once when whoever asked goes away, and not when they have their answer', async () => {
    const { asker, answer, dropped, counters } = askerOf();
    const [stays, leaves] = [new AbortController(), new AbortController()];
    const replies = [asker.ask('a', stays.signal), asker.ask('b', leaves.signal)];
    leaves.abort();
    expect(dropped()).toEqual([2]);
    answer(1);
    stays.abort();
    expect(await Promise.all(replies)).toEqual([
      { ok: true, answer: 'it' },
      { ok: false, says: 'Whoever asked has gone away.' },
    ]);
    expect([dropped(), counters.read()]).toEqual([[2], { 'asked.dropped': 1 }]);
    await asker.ask('c', AbortSignal.abort());
    expect(dropped()).toEqual([2, 3]);
  });

  test('and takes long is worked at for a while, to be there when it is asked for again, and then dropped', async () => {
    const { asker, clock, answer, dropped } = askerOf();
    const replies = [asker.ask('a'), asker.ask('b')];
    clock.pass(20_000);
    expect(await Promise.all(replies)).toEqual(
      [1, 2].map(() => ({ ok: false, says: 'The thread does not answer yet; ask again.' })),
    );
    answer(1);
    clock.pass(limits.asked_left_ms_max - 1);
    expect(dropped()).toEqual([]);
    clock.pass(1);
    expect(dropped()).toEqual([2]);
  });

  test('is bounded: what nobody waits for gives way, and where everybody waits a further one is refused and counted', async () => {
    const { asker, clock, dropped, counters, answer } = askerOf();
    const old = asker.ask('old');
    clock.pass(20_000);
    await old;
    const all = Array.from({ length: limits.asked_at_once_max }, (_, i) => asker.ask(`${i}`));
    expect(dropped()).toEqual([1]);
    expect(await asker.ask('one more')).toEqual({
      ok: false,
      says: `The thread is asked ${limits.asked_at_once_max} things already; ask again.`,
    });
    expect(counters.read()).toEqual({ 'asked.dropped': 1, 'asked.refused': 1 });
    answer(2);
    expect(await all[0]).toEqual({ ok: true, answer: 'it' });
    void asker.ask('has room');
    expect(counters.read()).toMatchObject({ 'asked.refused': 1 });
    await asker.close();
    await Promise.all(all);
  });
});

describe('work that several wait for', () => {
  test('goes on while one of them waits, and ends with the last', () => {
    const clock = new HandClock();
    const shared = new SharedWork<string>(clock, 3);
    let [steps, ended] = [0, 0];
    function* endless(): Generator<undefined, string> {
      try {
        for (;;) {
          steps += 1;
          yield;
        }
      } finally {
        ended += 1;
      }
    }
    function* answer(): Generator<undefined, never> {
      yield* shared.take('key', endless, () => true);
      throw new Error('it has no end');
    }
    const turns = new Turns({ answer }, () => {});
    for (const number of [1, 2, 3]) turns.take({ number, ask: { kind: 'periods' } });
    turns.step();
    expect(steps).toBe(3);
    turns.take({ number: 1, dropped: true });
    turns.take({ number: 2, dropped: true });
    turns.take({ number: 9, dropped: true });
    turns.step();
    expect([steps, ended, turns.isBusy]).toEqual([4, 0, true]);
    turns.take({ number: 3, dropped: true });
    expect([ended, turns.isBusy]).toEqual([1, false]);
    turns.take({ number: 4, ask: { kind: 'periods' } });
    turns.step();
    expect(steps).toBe(5);
  });
});
