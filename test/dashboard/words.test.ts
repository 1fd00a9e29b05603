import { describe, expect, test } from 'vitest';
import { freshnessOf } from '../../dashboard/freshness.ts';
import { hashOf, routeOf } from '../../dashboard/route.ts';
import {
  ageWords,
  bytesWords,
  countWords,
  dayTimeWords,
  figure,
  timeWords,
  trueMinus,
} from '../../dashboard/wording.ts';

describe('the address', () => {
  test.each([
    ['', { view: 'shelf-map' }],
    ['#/', { view: 'shelf-map' }],
    ['#/movements', { view: 'movements' }],
    ['#/nothing/here', { view: 'shelf-map' }],
    ['#/devices/device/scale-a1', { view: 'devices', selected: { kind: 'device', id: 'scale-a1' } }],
    [
      '#/movements/movement/rule%401%2Fscale%2F7',
      { view: 'movements', selected: { kind: 'movement', id: 'rule@1/scale/7' } },
    ],
    ['#/shelf-map/planet/mars', { view: 'shelf-map' }],
    ['#/shelf-map/why/bolt', { view: 'shelf-map', selected: { kind: 'why', id: 'bolt' } }],
    [
      '#/shelf-map/why/bolt/in/a1?at=2026-11-23%2014%3A02',
      { view: 'shelf-map', selected: { kind: 'why', id: 'bolt', location: 'a1' }, at: '2026-11-23 14:02' },
    ],
    ['#/movements?at=', { view: 'movements' }],
    ['#/shelf-map/location/', { view: 'shelf-map' }],
    ['#/shelf-map/location/%E0%A4%A', { view: 'shelf-map' }],
  ])('%s leads to its view and selection', (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
  });

  test('is read as it was written, whatever characters an id has', () => {
    const route = { view: 'movements', selected: { kind: 'movement', id: 'a/b#c?d é %' } } as const;
    expect(routeOf(hashOf(route))).toEqual(route);
    const why = {
      view: 'shelf-map',
      selected: { kind: 'why', id: 'a?b', location: 'c/d&e' },
      at: '2026-11-23T14:02:11Z',
    } as const;
    expect(routeOf(hashOf(why))).toEqual(why);
  });
});

describe('the freshness bar', () => {
  const shown = '14:02:11';

  test('says how old the screen is while it is live', () => {
    expect(freshnessOf({ connected: true, age_ms: 230, shown })).toEqual({ state: 'live', says: 'live · 0.2 s ago' });
  });

  test('calls two seconds without a frame silence', () => {
    const quiet = freshnessOf({ connected: true, age_ms: 2_001, shown });
    expect(quiet).toEqual({ state: 'quiet', says: 'no news for 2.0 s, showing 14:02:11' });
  });

  test('says what time is shown while it reconnects', () => {
    const lost = freshnessOf({ connected: false, age_ms: 100, shown });
    expect(lost).toEqual({ state: 'lost', says: 'reconnecting… showing 14:02:11' });
  });

  test('claims nothing before the first snapshot', () => {
    expect(freshnessOf({ connected: true, age_ms: undefined, shown: '' }).state).toBe('waiting');
  });
});

describe('words', () => {
  test('give times in the zone of the site', () => {
    expect(timeWords(1_764_000_000_000, 'Europe/Berlin')).toBe('17:00:00');
    expect(dayTimeWords(1_764_000_000_000, 'Pacific/Auckland')).toBe('25 Nov 05:00:00');
  });

  test.each([
    [-5, 'now'],
    [1_900, 'now'],
    [59_000, '59 s'],
    [119_999, '119 s'],
    [120_000, '2 min'],
    [7_199_999, '119 min'],
    [7_200_000, '2 h'],
    [432_000_000, '5 d'],
  ])('call an age of %i ms %s', (age_ms, words) => {
    expect(ageWords(age_ms)).toBe(words);
  });

  test('group the digits of a figure and write a true minus', () => {
    expect([figure(7), figure(12_345), figure(-1_234_567)]).toEqual(['7', '12\u202f345', '−1\u202f234\u202f567']);
  });

  test('count one thing as one and several as several', () => {
    expect([0, 1, 2_000].map((count) => countWords(count, 'open question'))).toEqual([
      '0 open questions',
      '1 open question',
      '2\u202f000 open questions',
    ]);
  });

  test.each([
    ['tag …00A7C1 at antenna 2, -54.5 dBm', 'tag …00A7C1 at antenna 2, −54.5 dBm'],
    ['channel 1: -412.0 g at rest', 'channel 1: −412.0 g at rest'],
    ['scanned A -12-7', 'scanned A -12-7'],
    ['A1-02 holds 3 g', 'A1-02 holds 3 g'],
  ])('write a true minus before a quantity and leave codes as they are: %s', (says, shown) => {
    expect(trueMinus(says)).toBe(shown);
  });

  test('give bytes in the unit that fits', () => {
    expect([0, 999, 84_000, 310_400_000].map(bytesWords)).toEqual(['0 B', '999 B', '84.0 kB', '310 MB']);
  });
});
