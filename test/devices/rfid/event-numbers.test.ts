import { describe, expect, test } from 'vitest';
import { EventNumbers, type Loss, lossText } from '../../../devices/rfid/event-numbers.ts';

const begin_ms = 1_774_682_413_000;

/** One message for each list of numbers, 100 ms apart by the device's clock; what it loses, in order. */
function lossesOf(messages: readonly (readonly number[])[], saved?: unknown): readonly Loss[] {
  const numbers = new EventNumbers(saved);
  return messages.flatMap((events, at) => {
    const at_ms = begin_ms + at * 100;
    return numbers.take(events.map((number) => ({ number, at_ms }))) ?? [];
  });
}

const later = (from: number, count: number) => Array.from({ length: count }, (_, at) => [from + at]);

describe('numbers that go up', () => {
  test.each([
    ['one after the other', later(1, 50), []],
    ['from wherever they are first heard', later(70_000, 10), []],
    ['over a hole, once it has stood for four messages', [[1], [5], ...later(6, 4)], [[3, 2, 4]]],
    ['over a hole inside a message', [[1, 2, 5], ...later(6, 4)], [[2, 3, 4]]],
    ['over two holes that end together', [[1], [3, 5], ...later(6, 4)], [[2, 2, 4]]],
    ['over a hole not yet old enough', [[1], [5], ...later(6, 3)], []],
  ] satisfies readonly (readonly [string, number[][], number[][]])[])('%s', (_, messages, lost) => {
    expect(lossesOf(messages).map(({ events, first, last }) => [events, first, last])).toEqual(lost);
  });

  test('a hole is also old when the device says that two seconds have passed, as in a sign of life', () => {
    const numbers = new EventNumbers();
    numbers.take([{ number: 1, at_ms: begin_ms }]);
    expect(numbers.take([{ number: 3, at_ms: begin_ms }])).toBeUndefined();
    expect(numbers.take([], begin_ms + 1_999)).toBeUndefined();
    expect(numbers.take([], begin_ms + 2_000)).toEqual({ events: 1, first: 2, last: 2, total: 1 });
    expect(numbers.take([], begin_ms + 9_000)).toBeUndefined();
  });

  test('what is lost is counted together', () => {
    const losses = lossesOf([[1], [3], ...later(4, 4), [10], ...later(11, 4)]);
    expect(losses.map(({ total }) => total)).toEqual([1, 3]);
  });
});

describe('what is no loss', () => {
  test.each([
    ['numbers out of order', [[1], [3], [2], ...later(4, 8)]],
    ['a whole message that comes late', [[1, 2], [5, 6], [3, 4], ...later(7, 8)]],
    ['a message that comes again', [[1, 2], [3, 4], [1, 2], [3, 4], ...later(5, 8)]],
  ])('%s', (_, messages) => {
    expect(lossesOf(messages)).toEqual([]);
  });

  test.each([
    ['a later time', 60_000],
    ['a clock that begins in 1970', -begin_ms],
  ])('a count that begins again with %s', (_, away_ms) => {
    const numbers = new EventNumbers();
    for (const number of [500, 501]) numbers.take([{ number, at_ms: begin_ms + number }]);
    const restarted_ms = begin_ms + 1_000 + away_ms;
    for (const number of [1, 2, 3, 4, 5, 6, 7]) {
      expect(numbers.take([{ number, at_ms: restarted_ms + number }])).toBeUndefined();
    }
    expect(numbers.take([{ number: 9, at_ms: restarted_ms + 9 }])).toBeUndefined();
    expect(numbers.take([], restarted_ms + 3_000)).toEqual({ events: 1, first: 8, last: 8, total: 1 });
  });

  test('a count that begins again without times, far below', () => {
    const numbers = new EventNumbers();
    for (const number of [900, 1, 2, 3, 4, 5, 6]) expect(numbers.take([{ number }])).toBeUndefined();
    numbers.take([{ number: 8 }]);
    for (let at = 0; at < 3; at += 1) expect(numbers.take([])).toBeUndefined();
    expect(numbers.take([])).toEqual({ events: 1, first: 7, last: 7, total: 1 });
  });

  test('a leap too wide for a loss, as when a reader is replaced', () => {
    expect(lossesOf([[5], [9_000_000], ...later(9_000_001, 8)])).toEqual([]);
  });
});

test('holes that stand open when a count begins again are lost', () => {
  const numbers = new EventNumbers();
  numbers.take([{ number: 7, at_ms: begin_ms }]);
  numbers.take([{ number: 9, at_ms: begin_ms + 10 }]);
  expect(numbers.take([{ number: 1, at_ms: begin_ms + 50 }])).toEqual({ events: 1, first: 8, last: 8, total: 1 });
});

test('what is open is bounded: the oldest holes count as lost beyond', () => {
  const numbers = new EventNumbers();
  const every_second = Array.from({ length: 200 }, (_, at) => ({ number: at * 2, at_ms: begin_ms }));
  expect(numbers.take(every_second)).toMatchObject({ events: 199 - 64, first: 1 });
});

test('it goes on where it was saved, and begins anew with what is not its own', () => {
  const numbers = new EventNumbers();
  numbers.take([{ number: 7, at_ms: begin_ms }]);
  numbers.take([{ number: 9, at_ms: begin_ms }]);
  const saved: unknown = JSON.parse(JSON.stringify(numbers.saved()));
  expect(new EventNumbers(saved).take([], begin_ms + 2_000)).toEqual({ events: 1, first: 8, last: 8, total: 1 });
  expect(lossesOf([[8], ...later(9, 8)], saved)).toEqual([]);
  for (const other of [
    undefined,
    null,
    7,
    {},
    { holes: 3, total: 1 },
    { holes: [{}], total: 1 },
    { holes: [], total: 0, high: 3 },
  ]) {
    expect(new EventNumbers(other).saved()).toEqual({ holes: [], total: 0 });
  }
});

test('a loss in words', () => {
  const what = { one: 'tag event', many: 'tag events' };
  expect(lossText({ events: 1, first: 8, last: 8, total: 12 }, what)).toBe(
    '1 tag event never came (number 8); 12 so far.',
  );
  expect(lossText({ events: 3, first: 8, last: 11, total: 3 }, what)).toBe(
    '3 tag events never came (numbers 8 to 11); 3 so far.',
  );
});
