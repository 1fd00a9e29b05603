/** When the forecasts of a plan are kept, and which. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { localDay } from '../../gateway/base/site-time.ts';
import { ForecastKeeper } from '../../gateway/forecast-keeper.ts';
import type { ForecastOrigin, ForecastWrite, KeptForecast } from '../../gateway/ledger/forecasts.ts';
import type { PlanAsk, PlanReply } from '../../gateway/live/routes/plans.ts';
import { HandClock } from '../live/hand-clock.ts';

const zone = 'Europe/Berlin';
const origin_ms = Date.parse('2026-11-29T11:00:00Z');
const origin_day = localDay(origin_ms, zone) - 1;
const made = { origin_ms, head_seq: 7, items: 250, items_beyond: 0, lasted_ms: 1 };

const said: readonly KeptForecast[] = Array.from({ length: 250 }, (_, i) => ({
  item: `item-${String(i).padStart(3, '0')}`,
  origin_day,
  period_days: 7,
  method: 'sba',
  statistical: [i],
  final: [i],
}));

function origin(day: number): ForecastOrigin {
  return { origin_day: day, made_ms: 0, head_seq: 0, items: 1 };
}

/** A plan that is running for so many asks, beside origins that are kept already, the newest first. */
async function kept(known: readonly ForecastOrigin[], runningFor = 0, restarted = false) {
  const hand = new HandClock();
  const written: ForecastWrite[] = [];
  let asks = 0;
  const ask = (asked: PlanAsk): Promise<PlanReply> => {
    asks += 1;
    if (asked.kind === 'state') {
      const running = asks <= runningFor ? { running: { origin_ms, done: 1, of: 250 } } : {};
      return Promise.resolve({ ok: true, answer: { state: { made, ...running } } });
    }
    const page = asked.kind === 'said' ? asked.page : { limit: 0 };
    const { after = '', limit } = page;
    const now = restarted ? { ...made, origin_ms: origin_ms + 1 } : made;
    const rows = said.filter(({ item }) => item > after).slice(0, limit);
    return Promise.resolve({ ok: true, answer: { state: { made: now }, said: rows } });
  };
  const reader = { origins: (limit: number) => known.slice(0, limit) };
  const write = (writes: readonly ForecastWrite[]) => Promise.resolve(written.push(...writes));
  const keeper = new ForecastKeeper({ ask, reader, write, time_zone: () => zone, clock: hand, log: silentLog });
  keeper.keep();
  // Each turn of the loop is a few promises and one rest.
  for (let turn = 0; turn < 100; turn++) {
    for (let i = 0; i < 10; i++) await Promise.resolve();
    hand.pass(limits.forecast_look_ms);
  }
  keeper.stop();
  return { written, asks };
}

describe('the forecasts of a plan', () => {
  test('are kept page by page when it has come to its end, and then its origin', async () => {
    const { written } = await kept([], 3);
    expect(written.map((each) => (each.kind === 'forecasts' ? each.forecasts.length : each.origin))).toEqual([
      100,
      100,
      50,
      { origin_day, made_ms: origin_ms, head_seq: 7, items: 250 },
    ]);
    expect(written.flatMap((each) => (each.kind === 'forecasts' ? each.forecasts : []))).toEqual(said);
  });

  test('are not within the week after the last ones, and are on the seventh day', async () => {
    expect((await kept([origin(origin_day - 6)])).written).toEqual([]);
    expect((await kept([origin(origin_day - 7)])).written).toHaveLength(4);
  });

  test('are not when another plan has come between', async () => {
    expect((await kept([], 0, true)).written).toEqual([]);
  });

  test('take the place of the oldest, when there are as many as are kept', async () => {
    const since = async (count: number) => {
      const known = Array.from({ length: count }, (_, i) => origin(origin_day - 7 * (i + 1)));
      const [first] = (await kept(known)).written;
      return first?.kind === 'forecasts' ? first.since_day : undefined;
    };
    expect(await since(limits.forecast_origins_max - 2)).toBe(Number.MIN_SAFE_INTEGER);
    // 52 stay and the new one is the 53rd.
    expect(await since(limits.forecast_origins_max)).toBe(origin_day - 7 * 52);
  });
});
