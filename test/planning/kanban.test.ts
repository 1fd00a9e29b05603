/** Kanban: cards, the loop, resizing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kanbanCards, kanbanResize } from '../../gateway/planning/kanban-cards.ts';
import {
  type KanbanEvent,
  type KanbanLoop,
  kanbanLoop,
  kanbanStep,
  resizeLoop,
} from '../../gateway/planning/kanban-loop.ts';
import { got, refusalIn } from './answers.ts';

describe('the number of cards', () => {
  const sizing = { demand_per_day: 480, lead_time_days: 1.5, safety_share: 0.15, container_units: 40 };

  test('is demand over the lead time and some more, in whole containers', () => {
    expect(got(kanbanCards(sizing))).toBe(21);
    expect(got(kanbanCards({ demand_per_day: 50, lead_time_days: 3, safety_share: 0, container_units: 25 }))).toBe(6);
    expect(got(kanbanCards({ demand_per_day: 0.1, lead_time_days: 3, safety_share: 0, container_units: 0.1 }))).toBe(3);
  });

  test('is none without demand, and one at least with it', () => {
    expect(got(kanbanCards({ ...sizing, demand_per_day: 0 }))).toBe(0);
    expect(got(kanbanCards({ ...sizing, lead_time_days: 0 }))).toBe(1);
  });

  test('cannot be told of containers that hold nothing', () => {
    expect(refusalIn(kanbanCards({ ...sizing, container_units: 0 }))).toEqual(['container_units', 'must be above 0']);
    expect(refusalIn(kanbanCards({ ...sizing, safety_share: -0.1 }))).toEqual(['safety_share', 'must not be below 0']);
  });

  test('changes with measured demand, and says why', () => {
    const measured = { demand_per_day: 600, lead_time_days: 2, days: 30 };
    expect(got(kanbanResize(21, sizing, measured))).toEqual({
      old_cards: 21,
      new_cards: 35,
      wanted_cards: 35,
      reason: 'Demand rose from 480 to 600 a day. Lead time rose from 1.5 to 2 days.',
    });
    expect(got(kanbanResize(21, sizing, { ...measured, days: 7 }))).toMatchObject({
      new_cards: 21,
      reason: 'Only 7 of 20 days are measured.',
    });
    expect(got(kanbanResize(21, sizing, measured, { change_cards_max: 3 }))).toMatchObject({
      new_cards: 24,
      wanted_cards: 35,
    });
    expect(
      got(kanbanResize(21, sizing, { ...measured, demand_per_day: 470, lead_time_days: 1.4 }, { change_cards_min: 3 })),
    ).toMatchObject({ new_cards: 21, wanted_cards: 19 });
    expect(got(kanbanResize(21, sizing, { demand_per_day: 480, lead_time_days: 1.5, days: 30 })).reason).toBe(
      '21 cards are right for 480 a day over 1.5 days.',
    );
    expect(got(kanbanResize(20, sizing, { demand_per_day: 480, lead_time_days: 1.5, days: 30 }))).toMatchObject({
      new_cards: 21,
      reason: 'The loop was not sized for 480 a day over 1.5 days.',
    });
    expect(refusalIn(kanbanResize(21, sizing, { ...measured, demand_per_day: -1 }))[0]).toBe('measured.demand_per_day');
  });
});

const start = () =>
  got(
    kanbanLoop(
      { loop: 'l1', item: 'bolt', container_units: 50, empty_at_units: 2, filled_at_units: 45 },
      ['a', 'b', 'c'],
      0,
    ),
  );

const statesOf = (loop: KanbanLoop) => Object.fromEntries(loop.cards.map(({ card, state }) => [card, state]));

describe('the loop', () => {
  test('goes round: empty signals, then ordered, in transit, full', () => {
    const emptied = got(kanbanStep(start(), { kind: 'emptied', card: 'a', at_ms: 1 }));
    expect(emptied.signal).toEqual({ card: 'a', item: 'bolt', units: 50, by: 'scan' });
    expect(emptied.change).toEqual({ card: 'a', from: 'full', to: 'empty' });
    const ordered = got(kanbanStep(emptied.loop, { kind: 'ordered', card: 'a', at_ms: 2 }));
    const shipped = got(kanbanStep(ordered.loop, { kind: 'shipped', card: 'a', at_ms: 3 }));
    expect(statesOf(shipped.loop)).toEqual({ a: 'in-transit', b: 'full', c: 'full' });
    const filled = got(kanbanStep(shipped.loop, { kind: 'filled', card: 'a', at_ms: 4 }));
    expect(filled.change).toEqual({ card: 'a', from: 'in-transit', to: 'full' });
    expect(filled.signal).toBeUndefined();
  });

  test('is told by the scale as well, with a gap between empty and full', () => {
    const weighed = (loop: KanbanLoop, units: number, at_ms: number) =>
      got(kanbanStep(loop, { kind: 'weighed', card: 'b', units, at_ms }));
    expect(weighed(start(), 20, 1).change).toBeUndefined();
    const empty = weighed(start(), 2, 2);
    expect(empty.signal).toEqual({ card: 'b', item: 'bolt', units: 50, by: 'weight' });
    expect(weighed(empty.loop, 0, 3).signal).toBeUndefined();
    expect(weighed(empty.loop, 30, 4).change).toBeUndefined();
    expect(weighed(empty.loop, 47, 5).change).toEqual({ card: 'b', from: 'empty', to: 'full' });
  });

  test('signals once, however often the empty container is scanned', () => {
    const once = got(kanbanStep(start(), { kind: 'emptied', card: 'a', at_ms: 1 }));
    const twice = got(kanbanStep(once.loop, { kind: 'emptied', card: 'a', at_ms: 2 }));
    expect(twice).toEqual({ loop: once.loop });
  });

  test('refuses what cannot be', () => {
    expect(refusalIn(kanbanStep(start(), { kind: 'ordered', card: 'a', at_ms: 1 }))).toEqual([
      'card',
      'must not be full to be ordered',
    ]);
    expect(refusalIn(kanbanStep(start(), { kind: 'emptied', card: 'z', at_ms: 1 }))).toEqual([
      'card',
      'must be a card of the loop l1',
    ]);
    expect(refusalIn(kanbanStep(start(), { kind: 'emptied', card: 'a', at_ms: -1 }))[0]).toBe('at_ms');
    expect(refusalIn(kanbanStep(start(), { kind: 'weighed', card: 'a', at_ms: 1, units: Number.NaN }))[0]).toBe(
      'units',
    );
    expect(refusalIn(kanbanLoop({ loop: 'l', item: 'i', container_units: 5, empty_at_units: 5 }, [], 0))[0]).toBe(
      'filled_at_units',
    );
    expect(refusalIn(kanbanLoop({ loop: 'l', item: 'i', container_units: 5 }, ['a', 'a'], 0))).toEqual([
      'cards[1]',
      'must be there once',
    ]);
  });

  test('grows by empty containers that signal, and shrinks as containers become empty', () => {
    const grown = got(resizeLoop(start(), 5, ['d', 'e'], 10));
    expect(grown.signals.map(({ card }) => card)).toEqual(['d', 'e']);
    expect(statesOf(grown.loop)).toEqual({ a: 'full', b: 'full', c: 'full', d: 'empty', e: 'empty' });
    const shrunk = got(resizeLoop(grown.loop, 2, [], 11)).loop;
    expect(statesOf(shrunk)).toEqual({ a: 'full', b: 'full', c: 'full' });
    expect(shrunk.leaving_cards).toBe(1);
    const left = got(kanbanStep(shrunk, { kind: 'emptied', card: 'c', at_ms: 12 }));
    expect(left.change).toEqual({ card: 'c', from: 'full', to: 'left' });
    expect(left.signal).toBeUndefined();
    expect(statesOf(left.loop)).toEqual({ a: 'full', b: 'full' });
    expect(refusalIn(resizeLoop(start(), 5, ['d'], 10))).toEqual(['names', 'must have a name for each of 2 new cards']);
    expect(refusalIn(resizeLoop(start(), 4, ['a'], 10))[0]).toBe('names[0]');
  });

  test('keeps its cards, and signals exactly as often as containers become empty', () => {
    const kinds = fc.constantFrom('emptied' as const, 'ordered' as const, 'shipped' as const, 'filled' as const);
    const events = fc.array(
      fc.oneof(
        fc.record({ kind: kinds, card: fc.constantFrom('a', 'b', 'c') }),
        fc.record({
          kind: fc.constant('weighed' as const),
          card: fc.constantFrom('a', 'b', 'c'),
          units: fc.integer({ min: -5, max: 60 }),
        }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(events, (told) => {
        let loop = start();
        let signals = 0;
        let emptied = 0;
        for (const [i, each] of told.entries()) {
          const event: KanbanEvent = { ...each, at_ms: i + 1 };
          const step = kanbanStep(loop, event);
          if (!step.ok) continue;
          loop = step.value.loop;
          if (step.value.signal !== undefined) signals += 1;
          if (step.value.change?.to === 'empty') emptied += 1;
          expect(loop.cards.map(({ card }) => card)).toEqual(['a', 'b', 'c']);
        }
        expect(signals).toBe(emptied);
      }),
    );
  });
});
