import { describe, expect, test } from 'vitest';
import type { Site } from '../../gateway/stock/site.ts';
import { lastExpiry, lotFindings } from '../../gateway/work/lot-findings.ts';
import { smallSite } from '../live/small-site.ts';

const milk = {
  id: 'milk',
  name: 'Milk',
  gtins: [],
  codes: [],
  unit: 'piece',
  tracking: 'lot',
  expiry_warn_days: 3,
} as const;
const site: Site = { ...smallSite, items: [milk, { ...milk, id: 'glue', name: 'Glue' }] };
// 23:30 on 30 November in Berlin.
const late_ms = Date.parse('2026-11-30T22:30:00Z');

function found(expiry: string | undefined, at_ms = late_ms) {
  const lot = { item: 'milk', lot: 'L7', ...(expiry === undefined ? {} : { expiry }) };
  return lotFindings(site, [lot], at_ms).map(({ key, state, says }) => [key, state, says]);
}

describe('a lot', () => {
  test.each([
    ['2026-12-04', []],
    ['2026-12-03', [['expiring/milk/L7', 'on', 'Lot L7 of Milk has to be used within 3 days, by 2026-12-03.']]],
    ['2026-12-01', [['expiring/milk/L7', 'on', 'Lot L7 of Milk has to be used tomorrow.']]],
    ['2026-11-30', [['expiring/milk/L7', 'on', 'Lot L7 of Milk has to be used today.']]],
    [
      '2026-11-29',
      [
        ['expiring/milk/L7', 'between', ''],
        ['expiring/milk/L7/expired', 'on', 'Lot L7 of Milk has expired: it was to be used by 2026-11-29.'],
      ],
    ],
    [undefined, []],
  ])('that expires on %s', (expiry, expected) => {
    expect(found(expiry)).toEqual(expected);
  });

  test('expires by the day of the site', () => {
    // An hour later it is December there, and still November in UTC.
    expect(found('2026-11-30', late_ms + 3_600_000)).toHaveLength(2);
  });
});

test('it is looked as far ahead as the item that warns earliest asks', () => {
  expect(lastExpiry(site, late_ms)).toBe('2026-12-03');
  const { expiry_warn_days: _, ...usual } = milk;
  expect(lastExpiry({ ...site, items: [milk, usual] }, late_ms)).toBe('2026-12-30');
  expect(lastExpiry(smallSite, late_ms)).toBeUndefined();
});
