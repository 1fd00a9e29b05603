/** Kanban: how many cards, and when measured demand asks for another number. */
import { describe, expect, test } from 'vitest';
import { kanbanCards, kanbanResize } from '../../gateway/planning/kanban-cards.ts';
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
