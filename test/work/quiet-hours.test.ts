import { expect, test } from 'vitest';
import { isQuiet } from '../../gateway/work/quiet-hours.ts';

const night = { from: '22:00', to: '06:00', but: ['disk'] } as const;
const noon = { from: '12:00', to: '13:00', but: [] } as const;

test.each([
  ['2026-11-23T20:59:59Z', false],
  ['2026-11-23T21:00:00Z', true],
  ['2026-11-24T00:00:00Z', true],
  ['2026-11-24T04:59:59Z', true],
  ['2026-11-24T05:00:00Z', false],
  // Summer: the wall clock is two hours ahead.
  ['2026-07-01T20:00:00Z', true],
  ['2026-07-01T04:00:00Z', false],
  // The night that is an hour longer: 06:00 comes at 05:00 UTC.
  ['2026-10-25T04:59:59Z', true],
  ['2026-10-25T05:00:00Z', false],
  // The night that is an hour shorter: 06:00 comes at 04:00 UTC.
  ['2026-03-29T03:59:59Z', true],
  ['2026-03-29T04:00:00Z', false],
])('at %s in Berlin the night is quiet: %s', (at, quiet) => {
  expect(isQuiet(night, 'low', Date.parse(at), 'Europe/Berlin')).toBe(quiet);
});

test('quiet hours may lie within a day, be all of it, or leave kinds out', () => {
  const at = (clock: string) => Date.parse(`2026-11-23T${clock}:00Z`);
  expect([at('11:59'), at('12:00'), at('12:59'), at('13:00')].map((each) => isQuiet(noon, 'low', each, 'UTC'))).toEqual(
    [false, true, true, false],
  );
  expect(isQuiet({ ...noon, to: '12:00' }, 'low', at('03:00'), 'UTC')).toBe(true);
  expect(isQuiet(night, 'disk', at('23:00'), 'UTC')).toBe(false);
  expect(isQuiet(undefined, 'low', at('23:00'), 'UTC')).toBe(false);
});
