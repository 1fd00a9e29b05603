/** A kanban loop as people are told of it: where its cards are, and how many it would take by what was measured. */
import { limits } from './base/limits.ts';
import type { CardLeft, LoopTold } from './live/kanban-schemas.ts';
import { kanbanResize } from './planning/kanban-cards.ts';
import { binOf, binsOf, cardCodeOf, cardsOf, type KanbanLoop, sizingOf } from './stock/kanban.ts';
import { type Levels, levelOf } from './stock/levels.ts';
import type { CardSignal } from './work/card-signal.ts';

const day_ms = 86_400_000;

export interface LoopFacts {
  readonly levels: Levels;
  /** Open signals of the loop. */
  readonly open: readonly CardSignal[];
  /** Closed signals of the loop, the newest first. */
  readonly closed: readonly CardSignal[];
  /** Of the last plan; absent where there is none, or the item is not in it. */
  readonly demand_per_day?: number;
  /** Days of demand that the plan knew of the item. */
  readonly days?: number;
  readonly now_ms: number;
}

export function loopTold(loop: KanbanLoop, facts: LoopFacts): LoopTold {
  const { levels, open, now_ms } = facts;
  const { id, name = id, item, bins, supplier, from, is_made, container_units, signals, is_ordered_by_itself } = loop;
  const cards = cardsOf(loop);
  const leaving = open.filter(({ card }) => card > cards).map(({ card }) => card);
  const told = [...Array.from({ length: cards }, (_, i) => i + 1), ...leaving].map((card) => {
    const signal = open.find((each) => each.card === card);
    return {
      card,
      code: cardCodeOf(id, card),
      bin: signal?.location ?? binOf(loop, card),
      ...(card > cards ? { is_leaving: true as const } : {}),
      ...(signal === undefined ? { state: 'full' as const } : stateOf(signal, now_ms, is_ordered_by_itself)),
    };
  });
  const on_hand = binsOf(loop).reduce((sum, { location }) => sum + levelOf(levels, item, location), 0);
  return {
    id,
    name,
    item,
    bins,
    ...(supplier === undefined ? {} : { supplier }),
    ...(from === undefined ? {} : { from }),
    ...(is_made === undefined ? {} : { is_made }),
    container_units,
    signals,
    is_ordered_by_itself,
    lead_time_days: loop.lead_time_days,
    cards: told,
    on_hand,
    full: told.length - open.length,
    out: open.length,
    advice: adviceFor(loop, cards, facts),
  };
}

/** A card that is out, and whose loop has left the settings. */
export function cardLeftTold(signal: CardSignal, now_ms: number): CardLeft {
  const { loop, card, location, lines } = signal;
  const code = cardCodeOf(loop, card);
  return { loop, item: lines[0]?.item ?? '', card, code, bin: location, ...stateOf(signal, now_ms, false) };
}

/** What waits for others waits for nothing where a person is to order it by now. */
function stateOf(signal: CardSignal, now_ms: number, isOrderedByItself: boolean) {
  const { id, state, opened, told_by, filled_by, filled_line, orders_at_ms, late_ms } = signal;
  const out = state === 'full' || state === 'withdrawn' ? 'received' : state;
  return {
    state: out,
    signal: id,
    since_ms: opened.at_ms,
    told_by,
    ...(filled_by === undefined ? {} : { filled_by }),
    ...(filled_line === undefined ? {} : { filled_line }),
    ...(orders_at_ms === undefined || state !== 'signalled' || !isOrderedByItself ? {} : { orders_at_ms }),
    ...(now_ms > late_ms ? { is_late: true as const } : {}),
  };
}

/** From signal to full, in days, of the newest that came back full; undefined where there are too few. */
export function measuredLeadTime(
  closed: readonly CardSignal[],
  { is_ordered_by_itself }: Pick<KanbanLoop, 'is_ordered_by_itself'>,
): { readonly days: number; readonly signals: number } | undefined {
  const took = closed.flatMap((signal) => {
    const { state, opened, closed: end } = signal;
    const isMeasured = state === 'full' && !(is_ordered_by_itself && isCalledOff(signal));
    return end !== undefined && isMeasured ? [(end.at_ms - opened.at_ms) / day_ms] : [];
  });
  if (took.length < limits.kanban_measured_min) return undefined;
  return { days: took.reduce((sum, each) => sum + each, 0) / took.length, signals: took.length };
}

/** A container that seemed empty for a moment: its level said so, and took it back before anything was sent. */
function isCalledOff({ loop, told_by, closed, filled_by }: CardSignal): boolean {
  return told_by === 'level' && closed?.by === `kanban:${loop}` && filled_by === undefined;
}

/** What the formula says of what was measured. It changes nothing: the number of cards stays the settings'. */
function adviceFor(
  loop: KanbanLoop,
  cards: number,
  { demand_per_day, days = 0, closed }: LoopFacts,
): LoopTold['advice'] {
  const measured = measuredLeadTime(closed, loop);
  const lead_time_days = measured?.days ?? loop.lead_time_days;
  const told = {
    cards,
    lead_time_days: round(lead_time_days),
    measured: measured?.signals ?? 0,
    formula: '⌈demand_per_day · lead_time_days · (1 + safety_share) / container_units⌉',
  } as const;
  if (demand_per_day === undefined) return { ...told, says: `${words(cards)}; no plan says what demand there is` };
  const sized = sizingOf(loop, loop.demand_per_day ?? demand_per_day);
  const resized = kanbanResize(cards, sized, { demand_per_day, lead_time_days, days });
  const known = { ...told, demand_per_day: round(demand_per_day) };
  if (!resized.ok) return { ...known, says: `${words(cards)}; ${resized.field} ${resized.rule}` };
  const { new_cards, reason } = resized.value;
  const by = new_cards === cards ? '' : `; ${new_cards} by today’s demand`;
  return { ...known, advised: new_cards, says: `${words(cards)}${by}. ${reason}` };
}

function words(cards: number): string {
  return `${cards} ${cards === 1 ? 'card' : 'cards'}`;
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
