/** The bin cards of the demo are believable: never below nothing, filled by the box, and the same from the same seed. */
import { expect, test } from 'vitest';
import { demoCards } from '../../simulators/demo-cards.ts';

// 2026-11-23 is a Monday.
const dayAgo = (days: number) =>
  new Date(Date.parse('2026-11-23T00:00:00Z') - days * 86_400_000).toISOString().slice(0, 10);

function rowsOf(csv: string): string[][] {
  return csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

test('the level of every card stays at nothing or above, and rails are empty in the end', () => {
  const levels = new Map<string, number>();
  for (const [kind, item = '', quantity] of rowsOf(demoCards(dayAgo))) {
    const level = (levels.get(item) ?? 0) + (kind === 'issue' ? -1 : 1) * Number(quantity);
    expect(level).toBeGreaterThanOrEqual(0);
    levels.set(item, level);
  }
  expect([...levels.keys()]).toHaveLength(19);
  for (const item of ['pump-25-60', 'motor-90w', 'meter-dn20', 'drive-0k75']) expect(levels.get(item)).toBe(0);
});

test('only open days are written on, and what comes is whole boxes', () => {
  const rows = rowsOf(demoCards(dayAgo));
  const days = rows.filter(([kind]) => kind !== 'opening').map(([, , , , , at = '']) => new Date(at.slice(0, 10)));
  expect(days.some((day) => day.getUTCDay() === 0)).toBe(false);
  const bolts = rows.filter(([kind, item]) => kind === 'receipt' && item === 'bolt-m12');
  expect(bolts.length).toBeGreaterThan(1);
  expect(bolts.every(([, , quantity]) => Number(quantity) % 20 === 0)).toBe(true);
});

test('one seed writes one set of cards', () => {
  expect(demoCards(dayAgo, 3)).toBe(demoCards(dayAgo, 3));
  expect(demoCards(dayAgo, 3)).not.toBe(demoCards(dayAgo, 4));
});
