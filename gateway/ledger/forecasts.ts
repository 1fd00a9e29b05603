/** Forecasts as they were said, kept with their origin: what came later is held against these, never against one made again. */
import type { Database } from 'better-sqlite3';
import { limits } from '../base/limits.ts';

/** One forecast of one item from one origin. */
export interface KeptForecast {
  readonly item: string;
  /** The last day of the history it was made from, days since 1970 on the site's calendar. */
  readonly origin_day: number;
  readonly period_days: number;
  readonly method: string;
  /** Units per period, the first after the origin first: as the method said, and as it held. */
  readonly statistical: readonly number[];
  readonly final: readonly number[];
  /** What the naive forecast erred by on the history of then. */
  readonly scale?: { readonly absolute: number; readonly squared: number };
}

/** A plan whose forecasts are kept, all of them. */
export interface ForecastOrigin {
  readonly origin_day: number;
  readonly made_ms: number;
  readonly head_seq: number;
  readonly items: number;
}

export type ForecastWrite =
  /** Those that are there already stay as they are. Of forecasts before `since_day` a part is forgotten each time. */
  | { readonly kind: 'forecasts'; readonly forecasts: readonly KeptForecast[]; readonly since_day: number }
  | { readonly kind: 'forecast-origin'; readonly origin: ForecastOrigin };

export interface ForecastReader {
  /** The newest first. */
  origins(limit: number): ForecastOrigin[];
  /** Of one item, the oldest first. */
  of(item: string): KeptForecast[];
}

/** As a row has it: a forecast that nobody changed is not there twice. */
type Said = Omit<KeptForecast, 'item' | 'origin_day' | 'final'> & { readonly final?: readonly number[] };

/** A ledger of before there were any, and that is only read, keeps none. */
export function forecastReader(database: Database): ForecastReader {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'forecast'").get();
  if (table === undefined) return { origins: () => [], of: () => [] };
  const origins = database.prepare<[number], ForecastOrigin>(
    'SELECT * FROM forecast_origin ORDER BY origin_day DESC LIMIT ?',
  );
  const of = database.prepare<[string], { origin_day: number; body: string }>(
    'SELECT origin_day, body FROM forecast WHERE item = ? ORDER BY origin_day',
  );
  return {
    origins: (limit) => origins.all(limit),
    of: (item) =>
      of.all(item).map(({ origin_day, body }) => {
        const said: Said = JSON.parse(body);
        return { item, origin_day, ...said, final: said.final ?? said.statistical };
      }),
  };
}

/** Writes one part, inside the caller's transaction. */
export function forecastWriter(database: Database): (write: ForecastWrite) => void {
  const put = database.prepare<[string, number, string]>('INSERT OR IGNORE INTO forecast VALUES (?, ?, ?)');
  const origin = database.prepare<[number, number, number, number]>(
    'INSERT OR IGNORE INTO forecast_origin VALUES (?, ?, ?, ?)',
  );
  const forget = database.prepare<[number, number]>(
    `DELETE FROM forecast WHERE (item, origin_day) IN (SELECT item, origin_day FROM forecast WHERE origin_day < ? LIMIT ?)`,
  );
  const forgetOrigins = database.prepare<[number]>('DELETE FROM forecast_origin WHERE origin_day < ?');
  return (write) => {
    if (write.kind === 'forecast-origin') {
      const { origin_day, made_ms, head_seq, items } = write.origin;
      origin.run(origin_day, made_ms, head_seq, items);
      return;
    }
    for (const { item, origin_day, final, ...rest } of write.forecasts) {
      const isSame = final.every((units, at) => units === rest.statistical[at]);
      const said: Said = isSame ? rest : { ...rest, final };
      put.run(item, origin_day, JSON.stringify(said));
    }
    // No more at once than come in, twice: a commit stays short, and what is too old becomes less.
    forget.run(write.since_day, 2 * limits.forecasts_at_once);
    forgetOrigins.run(write.since_day);
  };
}
