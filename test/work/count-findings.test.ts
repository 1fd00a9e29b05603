import { expect, test } from 'vitest';
import { type CountDueFact, countFindings } from '../../gateway/work/count-findings.ts';

const evening_ms = Date.parse('2026-11-29T23:30:00Z');
const says = (facts: readonly CountDueFact[], zone: string) =>
  countFindings(facts, zone, evening_ms).map(({ key, says: told }) => `${key}: ${told}`);

test('a sheet is overdue when its day is over on the clock of the site', () => {
  const sheet = { kind: 'sheet', id: 'CT-3', due_day: '2026-11-29', lines: 1, programme: 'abc' } as const;
  expect(says([sheet], 'UTC')).toEqual([]);
  expect(says([sheet], 'Europe/Berlin')).toEqual([
    'count-due/CT-3: CT-3 of programme abc with 1 line was to be counted on 2026-11-29, and is open.',
  ]);
});

test('a programme is behind when more is due than it counts in five days', () => {
  const behind = { kind: 'programme', id: 'abc', name: 'By class', lines_per_day: 20 } as const;
  expect(says([{ ...behind, left: 100 }], 'UTC')).toEqual([]);
  expect(says([{ ...behind, left: 101 }], 'UTC')).toEqual([
    'count-due/programme/abc: By class: 101 more places are due than a day has room for, and 20 are counted a day.',
  ]);
});
