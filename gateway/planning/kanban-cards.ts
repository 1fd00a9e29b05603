/** How many containers a kanban loop needs, and when measured demand asks for another number. Ohno (1988); Monden, "Toyota Production System". */
import { cardsFor, type KanbanSizing } from '../stock/kanban.ts';
import { type Answer, answer, notNegative, positive, type Refusal, wholes } from './refusal.ts';

export type { KanbanSizing };

/** N = ⌈D·L·(1 + s)/C⌉ cards. None without demand; at least one where there is some, even if it is delivered at once. */
export function kanbanCards(sizing: KanbanSizing): Answer<number> {
  const refusal = refusalOf(sizing);
  return refusal ?? answer(cardsFor(sizing));
}

function refusalOf({ container_units, ...rest }: KanbanSizing): Refusal | undefined {
  return notNegative({ ...rest }) ?? positive({ container_units });
}

export interface KanbanMeasured {
  readonly demand_per_day: number;
  readonly lead_time_days: number;
  /** Days that were measured. */
  readonly days: number;
}

export interface KanbanRules {
  /** Fewer measured days change nothing. 20 when absent. */
  readonly days_min?: number;
  /** A smaller change than this is left alone, so that the loop comes to rest. 1 card when absent. */
  readonly change_cards_min?: number;
  /** No more cards come or go at once. Without limit when absent. */
  readonly change_cards_max?: number;
}

export interface KanbanResize {
  readonly old_cards: number;
  readonly new_cards: number;
  /** What the formula says, before the rules of change. */
  readonly wanted_cards: number;
  readonly reason: string;
}

/** A loop sized anew from what was measured: old → new, and the reason in words. */
export function kanbanResize(
  old_cards: number,
  sized: KanbanSizing,
  measured: KanbanMeasured,
  rules: KanbanRules = {},
): Answer<KanbanResize> {
  const { days_min = 20, change_cards_min = 1, change_cards_max = 1e9 } = rules;
  const refusal =
    wholes({ old_cards, days_min, change_cards_min, change_cards_max }) ??
    refusalOf(sized) ??
    inMeasured(notNegative({ ...measured }));
  if (refusal !== undefined) return refusal;
  const { demand_per_day, lead_time_days, days } = measured;
  const wanted_cards = cardsFor({ ...sized, demand_per_day, lead_time_days });
  const told = (new_cards: number, reason: string) => answer({ old_cards, new_cards, wanted_cards, reason });
  if (days < days_min) return told(old_cards, `Only ${days} of ${days_min} days are measured.`);
  const change = wanted_cards - old_cards;
  if (change === 0) return told(old_cards, `${old_cards} cards are right for ${wordsOf(measured)}.`);
  const why = whyChanged(sized, measured);
  if (Math.abs(change) < change_cards_min) {
    return told(old_cards, `${why} It would take ${wanted_cards}, too little a change to make.`);
  }
  if (Math.abs(change) > change_cards_max) {
    return told(
      old_cards + Math.sign(change) * change_cards_max,
      `${why} It would take ${wanted_cards}; no more change at once.`,
    );
  }
  return told(wanted_cards, why);
}

function inMeasured(refusal: Refusal | undefined): Refusal | undefined {
  return refusal === undefined ? undefined : { ...refusal, field: `measured.${refusal.field}` };
}

function whyChanged(sized: KanbanSizing, measured: KanbanMeasured): string {
  const parts = [
    changeOf('Demand', 'a day', sized.demand_per_day, measured.demand_per_day),
    changeOf('Lead time', 'days', sized.lead_time_days, measured.lead_time_days),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? `The loop was not sized for ${wordsOf(measured)}.` : parts.join(' ');
}

function changeOf(what: string, unit: string, from: number, to: number): string | undefined {
  if (round(from) === round(to)) return undefined;
  return `${what} ${to > from ? 'rose' : 'fell'} from ${round(from)} to ${round(to)} ${unit}.`;
}

function wordsOf({ demand_per_day, lead_time_days }: KanbanMeasured): string {
  return `${round(demand_per_day)} a day over ${round(lead_time_days)} days`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
