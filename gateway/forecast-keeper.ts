/**
 * Keeps what a plan said of demand: once a week, when the plan has come to its end, page by page through the one writer, with pauses, so that
 * readings go first.
 */
import type { Clock } from './base/clock.ts';
import { messageOf } from './base/faults.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import { localDay } from './base/site-time.ts';
import type { ForecastReader, ForecastWrite } from './ledger/forecasts.ts';
import type { PlanAsk, PlanReply } from './live/routes/plans.ts';

export interface ForecastKeeping {
  readonly reader: Pick<ForecastReader, 'origins'>;
  /** Durable when it resolves. */
  write(writes: readonly ForecastWrite[]): Promise<unknown>;
}

export interface ForecastKeeperParts extends ForecastKeeping {
  ask(ask: PlanAsk): Promise<PlanReply>;
  readonly time_zone: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

export class ForecastKeeper {
  readonly #parts: ForecastKeeperParts;
  #isBusy = false;
  #isOver = false;
  #wake: () => void = () => {};

  constructor(parts: ForecastKeeperParts) {
    this.#parts = parts;
  }

  /** Of the plan that is being made, or was made last; while one is being kept, nothing. */
  keep(): void {
    if (this.#isBusy || this.#isOver) return;
    this.#isBusy = true;
    this.#keepWhenMade()
      .catch((thrown: unknown) =>
        this.#parts.log.warn(
          {},
          `Forecasts could not be kept, and are again after the next plan: ${messageOf(thrown)}`,
        ),
      )
      .finally(() => {
        this.#isBusy = false;
      });
  }

  /** Idempotent. What is kept so far stays; the next plan of the week keeps the rest. */
  stop(): void {
    this.#isOver = true;
    this.#wake();
  }

  async #keepWhenMade(): Promise<void> {
    const made = await this.#made();
    if (made === undefined) return;
    const { time_zone, reader, write, ask } = this.#parts;
    const origin_day = localDay(made.origin_ms, time_zone()) - 1;
    const [newest] = reader.origins(1);
    if (newest !== undefined && origin_day - newest.origin_day < limits.forecast_every_days) return;
    const kept = reader.origins(limits.forecast_origins_max - 1);
    const isFull = kept.length === limits.forecast_origins_max - 1;
    const since_day = (isFull ? kept.at(-1)?.origin_day : undefined) ?? Number.MIN_SAFE_INTEGER;
    let [items, after]: [number, string | undefined] = [0, undefined];
    for (;;) {
      const page = { limit: limits.forecasts_at_once, ...(after === undefined ? {} : { after }) };
      const reply: PlanReply = await ask({ kind: 'said', page });
      if (this.#isOver) return;
      if (!reply.ok) throw new Error(reply.says);
      const { said = [], state } = reply.answer;
      // Another plan has come between: what it says is of another day.
      if (state.made?.origin_ms !== made.origin_ms) return;
      if (said.length > 0) await write([{ kind: 'forecasts', forecasts: said, since_day }]);
      items += said.length;
      after = said.at(-1)?.item;
      if (said.length < limits.forecasts_at_once) break;
      await this.#rest(limits.forecast_pause_ms);
      if (this.#isOver) return;
    }
    const { origin_ms: made_ms, head_seq } = made;
    if (items > 0) await write([{ kind: 'forecast-origin', origin: { origin_day, made_ms, head_seq, items } }]);
  }

  async #made() {
    const { ask, clock, log } = this.#parts;
    const began_ms = clock.monotonic_ms();
    while (!this.#isOver && clock.monotonic_ms() - began_ms < limits.forecast_wait_ms_max) {
      const reply = await ask({ kind: 'state' });
      // One that is silent under load may answer the next time; one that ended has no plan.
      if (reply.ok && reply.answer.state.running === undefined) return reply.answer.state.made;
      await this.#rest(limits.forecast_look_ms);
    }
    if (!this.#isOver) log.warn({}, 'The forecasts of this plan are not kept: it takes too long');
    return undefined;
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
