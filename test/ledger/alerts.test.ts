import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertWrite, Delivery } from '../../gateway/ledger/alerts.ts';
import { openPeopleWriter, type PeopleReader, peopleReader } from '../../gateway/ledger/people.ts';
import type { Alert } from '../../gateway/work/alert.ts';
import { freshDirectory } from './small-ledger.ts';

const directory = freshDirectory('alerts');
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

function alertOf(number: number, more: Partial<Alert> = {}): Alert {
  return {
    number,
    key: `low/a${number}`,
    kind: 'low',
    state: 'raised',
    says: 'low',
    raised_ms: number,
    times: 1,
    ...more,
  };
}

function raised(number: number, more: Partial<Alert> = {}): readonly AlertWrite[] {
  const event = { kind: 'raised', at_ms: number } as const;
  return [
    { kind: 'alert', alert: alertOf(number, more) },
    { kind: 'alert-event', number, alert: number, event },
    { kind: 'alert-delivery', delivery: deliveryOf(number) },
  ];
}

function deliveryOf(event: number, more: Partial<Delivery> = {}): Delivery {
  return { event, channel: 'mail', alert: event, state: 'waiting', tries: 0, at_ms: event, says: '', ...more };
}

test('alerts are found again as they were, by state and kind, in pages', () => {
  writer.write([...raised(1), ...raised(2, { key: 'disk', kind: 'disk' }), ...raised(3)]);
  writer.write([{ kind: 'alert', alert: alertOf(1, { state: 'cleared', cleared_ms: 9 }) }]);
  const { alerts } = reader;
  const numbers = (filter: object) => alerts.list({ limit: 9, ...filter }).map(({ number }) => number);
  expect(numbers({})).toEqual([3, 2, 1]);
  expect(numbers({ state: 'open' })).toEqual([3, 2]);
  expect(numbers({ state: 'cleared' })).toEqual([1]);
  expect(numbers({ kind: 'disk' })).toEqual([2]);
  expect(numbers({ kind: 'low', before: 3 })).toEqual([1]);
  expect(alerts.open().map(({ number }) => number)).toEqual([2, 3]);
  expect(alerts.alert(1)).toEqual(alertOf(1, { state: 'cleared', cleared_ms: 9 }));
  expect([alerts.lastAlert(), alerts.lastEvent()]).toEqual([3, 3]);
  expect(alerts.events(3)).toEqual([{ number: 3, kind: 'raised', at_ms: 3 }]);
});

test('there is one open alert of a subject, and the whole of what is written or nothing', () => {
  writer.write(raised(1));
  expect(() => writer.write([...raised(2), ...raised(3, { key: 'low/a1' })])).toThrow('ledger');
  expect(reader.alerts.list({ limit: 9 }).map(({ number }) => number)).toEqual([1]);
});

test('what waits to be told is found in order until it is settled', () => {
  writer.write([...raised(1), ...raised(2), ...raised(3)]);
  const waiting = () => reader.alerts.waiting('mail', 2).map(({ delivery, alert }) => [delivery.event, alert.number]);
  expect(waiting()).toEqual([
    [1, 1],
    [2, 2],
  ]);
  writer.write([
    { kind: 'alert-delivery', delivery: deliveryOf(1, { state: 'sent', tries: 1 }) },
    { kind: 'alert-delivery', delivery: deliveryOf(2, { state: 'given-up', tries: 12, says: 'it answers 500' }) },
  ]);
  expect(waiting()).toEqual([[3, 3]]);
  expect(reader.alerts.deliveries(2)).toEqual([
    deliveryOf(2, { state: 'given-up', tries: 12, says: 'it answers 500' }),
  ]);
  expect(reader.alerts.tally()).toEqual([
    { channel: 'mail', state: 'given-up', count: 1 },
    { channel: 'mail', state: 'sent', count: 1 },
    { channel: 'mail', state: 'waiting', count: 1 },
  ]);
});

test('of those that are over the oldest are forgotten with all that is known of them, never an open one', () => {
  writer.write([1, 2, 3, 4, 5].flatMap((number) => raised(number)));
  writer.write([1, 3, 4, 5].map((number) => ({ kind: 'alert', alert: alertOf(number, { state: 'cleared' }) })));
  writer.write([{ kind: 'alerts-kept', cleared_max: 2 }]);
  expect(reader.alerts.list({ limit: 9 }).map(({ number }) => number)).toEqual([5, 4, 2]);
  expect([reader.alerts.events(3), reader.alerts.deliveries(3)]).toEqual([[], []]);
  expect(reader.alerts.waiting('mail', 9).map(({ delivery }) => delivery.event)).toEqual([2, 4, 5]);
});
