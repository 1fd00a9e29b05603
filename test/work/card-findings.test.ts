import { expect, test } from 'vitest';
import { cardFindings } from '../../gateway/work/card-findings.ts';

test('a card that is out for longer than its loop takes is an alert of its own', () => {
  const late = {
    id: 'KB-3',
    loop: 'bolts',
    card: 2,
    state: 'ordered',
    item: 'bolt',
    location: 'B1',
    signalled_ms: Date.parse('2026-11-25T08:10:00Z'),
  } as const;
  const told = cardFindings([late], 'Europe/Berlin', Date.parse('2026-11-29T23:30:00Z'));
  expect(told).toEqual([
    {
      key: 'card-late/bolts/2',
      kind: 'card-late',
      item: 'bolt',
      location: 'B1',
      state: 'on',
      isTimed: true,
      says: 'Card 2 of bolts for B1 was signalled Wednesday 09:10 and is ordered, longer than its loop takes (KB-3).',
    },
  ]);
});
