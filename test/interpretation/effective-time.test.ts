import { describe, expect, test } from 'vitest';
import { deviceClockOf, effectiveTime, forgetLead } from '../../gateway/interpretation/effective-time.ts';
import { start_ms } from './shop-floor.ts';

const hour_ms = 3_600_000;

describe('effective time', () => {
  test('a device without a clock has the time of arrival', () => {
    expect(effectiveTime(deviceClockOf(), start_ms, undefined)).toBe(start_ms);
  });

  test('a clock that begins at 1970 is not trusted', () => {
    expect(effectiveTime(deviceClockOf(), start_ms, 12_345)).toBe(start_ms);
  });

  test('a clock more than a day off is not trusted, either way', () => {
    const clock = deviceClockOf();
    expect(effectiveTime(clock, start_ms, start_ms - 25 * hour_ms)).toBe(start_ms);
    expect(effectiveTime(clock, start_ms, start_ms + 25 * hour_ms)).toBe(start_ms);
    expect(clock.known).toBe(false);
  });

  test('a clock three hours ahead is set right by its skew', () => {
    const clock = deviceClockOf();
    for (let second = 0; second < 5; second += 1) {
      const at_ms = start_ms + second * 1_000;
      expect(effectiveTime(clock, at_ms, at_ms + 3 * hour_ms)).toBe(at_ms);
    }
  });

  test('a message that was delayed keeps its age', () => {
    const clock = deviceClockOf();
    effectiveTime(clock, start_ms, start_ms - 40);
    expect(effectiveTime(clock, start_ms + 10_000, start_ms + 8_960)).toBe(start_ms + 9_000);
  });

  test('a backlog of an hour sent in a minute is dated to when it happened', () => {
    const clock = deviceClockOf();
    effectiveTime(clock, start_ms, start_ms);
    const arrived_ms = start_ms + hour_ms;
    for (let minute = 0; minute < 60; minute += 1) {
      const happened_ms = start_ms + minute * 60_000;
      expect(effectiveTime(clock, arrived_ms + minute * 1_000, happened_ms)).toBe(happened_ms);
    }
  });

  test('a clock set back is believed within twenty minutes', () => {
    const clock = deviceClockOf();
    effectiveTime(clock, start_ms, start_ms);
    let at_ms = start_ms;
    for (let minute = 0; minute < 20; minute += 1) {
      at_ms += 60_000;
      effectiveTime(clock, at_ms, at_ms - 2 * hour_ms);
    }
    expect(effectiveTime(clock, at_ms + 1_000, at_ms + 1_000 - 2 * hour_ms)).toBe(at_ms + 1_000);
  });

  test('nothing happened after it arrived', () => {
    const clock = deviceClockOf();
    for (const lead_ms of [-500, 300, -20, 7_000, 0]) {
      expect(effectiveTime(clock, start_ms, start_ms + lead_ms)).toBeLessThanOrEqual(start_ms);
    }
  });
});

describe('a clock that is set within a backlog', () => {
  const minute_ms = 60_000;

  /** A device says something every second; nobody hears it from the first minute to the second. Its clock is set by `set_ms` in the middle of that. */
  function datedWrongBy(set_ms: number): number {
    const clock = deviceClockOf();
    let worst_ms = 0;
    for (let said_ms = 0; said_ms < 3 * minute_ms; said_ms += 1_000) {
      const arrived_ms = said_ms >= minute_ms && said_ms < 2 * minute_ms ? 2 * minute_ms + said_ms / 1_000 : said_ms;
      const isSet = said_ms >= 1.5 * minute_ms;
      if (said_ms === 1.5 * minute_ms && set_ms < 0) forgetLead(clock);
      const at_ms = effectiveTime(clock, start_ms + arrived_ms + 300, start_ms + said_ms + (isSet ? set_ms : 0));
      worst_ms = Math.max(worst_ms, Math.abs(at_ms - start_ms - said_ms - 300));
    }
    return worst_ms;
  }

  test('dates what came before and after it to when it happened', () => {
    expect(datedWrongBy(0)).toBe(0);
    expect(datedWrongBy(40 * minute_ms)).toBeLessThanOrEqual(1_000);
    expect(datedWrongBy(-40 * minute_ms)).toBeLessThanOrEqual(1_000);
  });
});
