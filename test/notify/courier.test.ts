import { describe, expect, test } from 'vitest';
import { countersOf } from '../../gateway/base/counters.ts';
import { limits } from '../../gateway/base/limits.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { Courier, type Parcel, type Settled } from '../../gateway/notify/courier.ts';
import type { Outcome } from '../../gateway/notify/notice.ts';
import type { AlertKind } from '../../gateway/stock/alert-settings.ts';
import { HandClock } from '../live/hand-clock.ts';

const away: Outcome = { ok: false, says: 'nobody answers' };

/** A channel that answers as it is told, and what waits for it. */
function postOf(
  options: {
    answers?: readonly Outcome[];
    waiting?: number;
    /** The one that is of the kind out. */
    out?: number;
    isQuiet?: (kind: AlertKind) => boolean;
  } = {},
) {
  const clock = new HandClock();
  const counters = countersOf();
  const sent: string[][] = [];
  const held: ((outcome: Outcome) => void)[] = [];
  const rows = new Map<number, Settled>();
  for (let event = 1; event <= (options.waiting ?? 1); event += 1) {
    rows.set(event, { event, alert: event, state: 'waiting', tries: 0, says: '' });
  }
  const answers = [...(options.answers ?? [])];
  const courier = new Courier({
    id: 'mail',
    channel: {
      send(notices) {
        sent.push(notices.map(({ id }) => id));
        const answer = answers.shift();
        return answer === undefined ? new Promise((resolve) => held.push(resolve)) : Promise.resolve(answer);
      },
    },
    sender: () => ({ site: 's', gateway_id: 'g', time_zone: 'UTC' }),
    waiting: (limit, after) =>
      [...rows.values()]
        .filter(({ event, state }) => state === 'waiting' && event > after)
        .slice(0, limit)
        .map(({ event, tries }): Parcel => {
          const kind = event === (options.out ?? limits.alert_batch_max + 2) ? 'out' : 'low';
          const about = { event: 'raised', kind, at_ms: 0, says: 'low' } as const;
          return { event, tries, notice: { id: `l/${event}`, alert: event, ...about } };
        }),
    isQuiet: options.isQuiet ?? (() => false),
    settle(settled) {
      for (const each of settled) rows.set(each.event, each);
      return Promise.resolve();
    },
    clock,
    random: { next: () => 1, int: (max) => max - 1 },
    log: silentLog,
    counters,
  });
  const look = async () => {
    courier.look();
    // Everything here is settled by promises alone.
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  return { courier, clock, counters, sent, held, rows, look, answers };
}

describe('what waits', () => {
  test('is told in order, many in one message', async () => {
    const waiting = limits.alert_batch_max + 2;
    const { sent, rows, look, courier } = postOf({ answers: [{ ok: true }, { ok: true }], waiting });
    await look();
    expect(sent.map((each) => each.length)).toEqual([limits.alert_batch_max, 2]);
    expect(sent.flat()).toEqual(Array.from({ length: waiting }, (_, i) => `l/${i + 1}`));
    expect(new Set([...rows.values()].map(({ state }) => state))).toEqual(new Set(['sent']));
    expect(courier.state()).toMatchObject({ state: 'idle', says: 'Everything was told.' });
  });

  test('is tried again after waits that double, then given up, and what comes after it is told', async () => {
    const { clock, counters, sent, rows, look, courier, answers } = postOf({ answers: Array(12).fill(away) });
    const waits: number[] = [];
    await look();
    expect(courier.state()).toEqual({
      channel: 'mail',
      state: 'waiting',
      says: 'It is tried again soon: nobody answers.',
    });
    while (rows.get(1)?.state === 'waiting') {
      const [before, from_ms] = [sent.length, clock.monotonic_ms()];
      while (sent.length === before) {
        clock.pass(1_000);
        await look();
      }
      waits.push((clock.monotonic_ms() - from_ms) / 1_000);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1_800, 1_800, 1_800, 1_800]);
    expect(rows.get(1)).toMatchObject({ state: 'given-up', tries: 12, says: 'nobody answers' });
    expect(counters.read()).toMatchObject({ 'alerts.tries_failed': 12, 'alerts.given_up': 1 });
    rows.set(2, { event: 2, alert: 2, state: 'waiting', tries: 0, says: '' });
    answers.push({ ok: true });
    clock.pass(limits.alert_retry_ms_max);
    await look();
    expect([sent.at(-1), rows.get(2)?.state]).toEqual([['l/2'], 'sent']);
  });

  test('is not told twice at once, and not after the end', async () => {
    const { courier, sent, held, rows, look } = postOf();
    await look();
    await look();
    expect([sent.length, courier.state().state]).toEqual([1, 'sending']);
    const stopped = courier.stop();
    held[0]?.(away);
    await stopped;
    // A try that was broken off is none.
    expect(rows.get(1)).toMatchObject({ state: 'waiting', tries: 0 });
    await look();
    expect(sent).toHaveLength(1);
  });

  test('waits while it is quiet', async () => {
    let quiet = true;
    const { sent, look, courier } = postOf({ answers: [{ ok: true }], waiting: 2, isQuiet: () => quiet });
    await look();
    expect([sent, courier.state()]).toEqual([
      [],
      { channel: 'mail', state: 'quiet', says: '2 wait until the quiet hours are over.' },
    ]);
    quiet = false;
    await look();
    expect(sent).toEqual([['l/1', 'l/2']]);
  });

  test('for the end of quiet hours holds back nothing that is told in them, however much it is', async () => {
    const waiting = limits.alert_batch_max + 2;
    const isQuiet = (kind: AlertKind) => kind === 'low';
    const { sent, look, courier } = postOf({ answers: [{ ok: true }], waiting, isQuiet });
    await look();
    expect([sent, courier.state().says]).toEqual([[['l/52']], '51 wait until the quiet hours are over.']);
  });

  test('also when more of it waits than is looked at at once', async () => {
    const waiting = 2 * limits.alerts_open_max + 10;
    const isQuiet = (kind: AlertKind) => kind === 'low';
    const { sent, look, courier } = postOf({ answers: [{ ok: true }], waiting, out: waiting, isQuiet });
    await look();
    expect([sent, courier.state().says]).toEqual([[[`l/${waiting}`]], '2009 wait until the quiet hours are over.']);
  });

  test('is given up by nobody who never answers', async () => {
    const { clock, courier, rows, held, look } = postOf();
    await look();
    clock.pass(limits.alert_send_ms_max);
    held[0]?.({ ok: false, says: 'it does not answer in time' });
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect([courier.state().state, rows.get(1)?.tries]).toEqual(['waiting', 1]);
  });
});
