import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockWords, fullWords, parseTime, whenWords } from '../../gateway/base/site-time.ts';

const berlin = 'Europe/Berlin';
const at = (text: string) => Date.parse(text);

describe('a time that somebody writes', () => {
  test.each([
    ['2026-11-23 14:02', '2026-11-23T13:02:00Z'],
    ['2026-11-23T14:02:11', '2026-11-23T13:02:11Z'],
    ['2026-07-01 14:02', '2026-07-01T12:02:00Z'],
    ['2026-11-23', '2026-11-22T23:00:00Z'],
    ['2026-11-23T14:02:11Z', '2026-11-23T14:02:11Z'],
    ['2026-11-23T14:02:11.250Z', '2026-11-23T14:02:11.250Z'],
    ['2026-11-23T14:02+05:30', '2026-11-23T08:32:00Z'],
    ['2026-11-23T14:02 05:30', '2026-11-23T08:32:00Z'],
    ['1795442531000', '2026-11-23T14:02:11Z'],
  ])('%s is %s in Berlin', (text, instant) => {
    expect(parseTime(text, berlin)).toEqual({ ok: true, at_ms: at(instant) });
  });

  test.each([
    ['yesterday', 'is no time'],
    ['2026', 'is no time'],
    ['2026-11-23 14', 'is no time'],
    ['2026-02-30 10:00', 'is no date and time there is'],
    ['2026-11-23 25:00', 'is no date and time there is'],
    ['2026-03-29 02:30', 'was left out when the clocks in Europe/Berlin went forward'],
    ['2026-10-25 02:30', 'say 2026-10-25T00:30:00Z or 2026-10-25T01:30:00Z'],
  ])('%s %s', (text, says) => {
    const parsed = parseTime(text, berlin);
    expect(parsed.ok ? 'taken' : parsed.says).toContain(says);
  });

  test('is understood again when it is written as it was shown, in any zone, but for the hour that comes twice', () => {
    const zones = ['UTC', berlin, 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia'];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 4_000_000_000 }), (zone, at_s) => {
        const [, day = '', month = '', year = '', clock = ''] =
          /^(\d+) (\w+) (\d{4}) (.+)$/.exec(fullWords(at_s * 1_000, zone)) ?? [];
        const number = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ').indexOf(month) + 1;
        const text = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')} ${clock}`;
        const parsed = parseTime(text, zone);
        if (parsed.ok) expect(parsed.at_ms).toBe(at_s * 1_000);
        else expect(parsed.says).toContain('came twice');
      }),
    );
  });
});

test('a time is told as people say it on that day', () => {
  const now_ms = at('2026-11-23T13:10:00Z');
  expect(clockWords(at('2026-11-23T08:10:59Z'), berlin)).toBe('09:10');
  expect(whenWords(at('2026-11-23T08:10:00Z'), now_ms, berlin)).toBe('09:10');
  expect(whenWords(at('2026-11-22T23:30:00Z'), now_ms, berlin)).toBe('00:30');
  expect(whenWords(at('2026-11-22T22:30:00Z'), now_ms, berlin)).toBe('Sunday 23:30');
  expect(whenWords(at('2026-11-17T08:10:00Z'), now_ms, berlin)).toBe('Tuesday 09:10');
  expect(whenWords(at('2026-11-16T08:10:00Z'), now_ms, berlin)).toBe('16 Nov 2026 09:10');
});
