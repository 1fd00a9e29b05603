/** Forecasts in the ledger: as they were said, for so long. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import type { KeptForecast } from '../../gateway/ledger/forecasts.ts';
import { openPeopleWriter, type PeopleReader, peopleReader } from '../../gateway/ledger/people.ts';
import { freshDirectory } from './small-ledger.ts';

const directory = freshDirectory('forecasts');
let writer: ReturnType<typeof openPeopleWriter>;
let reader: PeopleReader;

beforeEach(() => {
  writer = openPeopleWriter(directory());
  reader = peopleReader(directory());
});
afterEach(() => {
  reader.close();
  writer.close();
});

const since_day = Number.MIN_SAFE_INTEGER;

function said(item: string, origin_day: number, units: number, more: Partial<KeptForecast> = {}): KeptForecast {
  const point = [units, units + 1];
  return { item, origin_day, period_days: 7, method: 'sba', statistical: point, final: point, ...more };
}

test('A forecast is read as it was written, the oldest of its item first', () => {
  const changed = said('bolt', 20, 5, { final: [9, 6], scale: { absolute: 2, squared: 5 } });
  writer.write([{ kind: 'forecasts', forecasts: [changed, said('bolt', 13, 4), said('nut', 13, 1)], since_day }]);
  expect(reader.forecasts.of('bolt')).toEqual([said('bolt', 13, 4), changed]);
  expect(reader.forecasts.of('washer')).toEqual([]);
});

test('What was said stays: another forecast of the same origin changes nothing', () => {
  writer.write([{ kind: 'forecasts', forecasts: [said('bolt', 13, 4)], since_day }]);
  writer.write([{ kind: 'forecasts', forecasts: [said('bolt', 13, 77), said('nut', 13, 2)], since_day }]);
  expect(reader.forecasts.of('bolt')).toEqual([said('bolt', 13, 4)]);
  expect(reader.forecasts.of('nut')).toEqual([said('nut', 13, 2)]);
});

test('Origins are listed the newest first; those before a day are forgotten, a part at a time', () => {
  const many = Array.from({ length: 2 * limits.forecasts_at_once + 1 }, (_, i) => said(`item-${i}`, 6, i));
  const origin = { made_ms: 1, head_seq: 2, items: 3 };
  writer.write([
    { kind: 'forecasts', forecasts: [...many, said('bolt', 13, 4)], since_day },
    { kind: 'forecast-origin', origin: { ...origin, origin_day: 6 } },
    { kind: 'forecast-origin', origin: { ...origin, origin_day: 13 } },
  ]);
  expect(reader.forecasts.origins(5).map(({ origin_day }) => origin_day)).toEqual([13, 6]);
  const left = () => many.filter(({ item }) => reader.forecasts.of(item).length > 0).length;
  writer.write([{ kind: 'forecasts', forecasts: [], since_day: 13 }]);
  expect([left(), reader.forecasts.origins(5).length]).toEqual([1, 1]);
  writer.write([{ kind: 'forecasts', forecasts: [], since_day: 13 }]);
  expect([left(), reader.forecasts.of('bolt').length]).toEqual([0, 1]);
});
