/** What people are told of a loop: where its cards are, and what measured demand would ask for. */
import { expect, test } from 'vitest';
import { loopTold, measuredLeadTime } from '../../gateway/kanban-told.ts';
import type { KanbanLoop } from '../../gateway/stock/kanban.ts';
import { levelsOf } from '../../gateway/stock/levels.ts';
import type { CardSignal } from '../../gateway/work/card-signal.ts';

const day_ms = 86_400_000;
const loop: KanbanLoop = {
  id: 'l',
  item: 'bolt',
  bins: ['B1'],
  supplier: 'acme',
  container_units: 40,
  cards: 7,
  demand_per_day: 60,
  safety_permille: 100,
  lead_time_days: 4,
  empty_at_units: 0,
  signals: 'level',
  settle_s: 30,
  is_ordered_by_itself: true,
};
const signal = (card: number, more: Partial<CardSignal> = {}): CardSignal => ({
  kind: 'card-signal',
  id: `KB-${card}`,
  state: 'ordered',
  version: 1,
  loop: 'l',
  card,
  location: 'B1',
  told_by: 'level',
  filled_by: `PO-${card}`,
  late_ms: 4 * day_ms,
  party: 'acme',
  opened: { at_ms: 0, by: 'kanban:l' },
  lines: [{ line: 1, item: 'bolt', quantity: 40, received: 0, filled: 0 }],
  ...more,
});
const full = (card: number, days: number) =>
  signal(card, { state: 'full', closed: { at_ms: days * day_ms, by: 'x', reason: 'x' } });
const levels = levelsOf([{ item: 'bolt', quantity: 230, from: 'supplier', to: 'B1' }]);
const facts = { levels, open: [], closed: [], now_ms: 5 * day_ms };

test('each card has its code and its state; what is late or too many says so', () => {
  const told = loopTold(loop, { ...facts, open: [signal(2), signal(8, { late_ms: 9 * day_ms })] });
  expect(told).toMatchObject({ name: 'l', on_hand: 230, full: 6, out: 2 });
  expect(told.cards).toHaveLength(8);
  expect(told.cards[1]).toEqual({
    card: 2,
    code: 'TG-CARD.l.2',
    bin: 'B1',
    state: 'ordered',
    signal: 'KB-2',
    since_ms: 0,
    told_by: 'level',
    filled_by: 'PO-2',
    is_late: true,
  });
  expect(told.cards[7]).toMatchObject({ card: 8, is_leaving: true });
});

test('what was measured is advice, with its reason, and too little of it advises nothing', () => {
  const advice = (demand_per_day: number, days: number) => loopTold(loop, { ...facts, demand_per_day, days }).advice;
  expect(advice(45, 60)).toMatchObject({
    cards: 7,
    advised: 5,
    demand_per_day: 45,
    lead_time_days: 4,
    measured: 0,
    says: '7 cards; 5 by today’s demand. Demand fell from 60 to 45 a day.',
  });
  expect(advice(45, 10)).toMatchObject({ advised: 7, says: '7 cards. Only 10 of 20 days are measured.' });
  expect(advice(60, 60)).toMatchObject({ advised: 7, says: '7 cards. 7 cards are right for 60 a day over 4 days.' });
  expect(loopTold(loop, facts).advice).toMatchObject({ says: '7 cards; no plan says what demand there is' });
});

test('the lead time is measured from signals that came back full, five of them at least', () => {
  const closed = [1, 2, 3, 4].map((card) => full(card, 2));
  expect(measuredLeadTime([...closed, signal(5, { state: 'withdrawn' })], loop)).toBeUndefined();
  expect(measuredLeadTime([...closed, full(5, 7)], loop)).toEqual({ days: 3, signals: 5 });
  // A container that was lifted off for a minute is no lead time of a minute.
  const { filled_by: _, ...lifted } = { ...full(6, 0.001), closed: { at_ms: 60_000, by: 'kanban:l', reason: 'x' } };
  expect(measuredLeadTime([...closed, full(5, 7), lifted], loop)).toEqual({ days: 3, signals: 5 });
  expect(measuredLeadTime([...closed, lifted], { is_ordered_by_itself: false })?.signals).toBe(5);
  const told = loopTold(loop, { ...facts, closed: [...closed, full(5, 7)], demand_per_day: 60, days: 60 });
  expect(told.advice).toMatchObject({
    advised: 5,
    lead_time_days: 3,
    measured: 5,
    says: '7 cards; 5 by today’s demand. Lead time fell from 4 to 3 days.',
  });
});
