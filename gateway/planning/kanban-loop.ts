/** A kanban loop as a state machine: the empty container is the signal, told by a scan of its card or by the scale under it. */
import { type Answer, answer, notNegative, positive, type Refusal, refuse, wholes } from './refusal.ts';

/** In this order, and round again. */
export type CardState = 'full' | 'empty' | 'ordered' | 'in-transit';

export interface KanbanCard {
  readonly card: string;
  readonly state: CardState;
  readonly since_ms: number;
}

export interface KanbanLoop {
  readonly loop: string;
  readonly item: string;
  readonly container_units: number;
  readonly cards: readonly KanbanCard[];
  /** So many of the next containers that become empty leave the loop. */
  readonly leaving_cards: number;
  /** At or below so many units the scale under a container calls it empty. */
  readonly empty_at_units: number;
  /** At or above so many it calls it filled again; above `empty_at_units`, so that a hand on the plate is no delivery. */
  readonly filled_at_units: number;
}

/**
 * `emptied` comes from a scan of the card, or a person; `weighed` from the scale under the container, which decides itself. An order may
 * be shipped or filled without having been told before: what is later in the round says what is earlier.
 */
export type KanbanEvent =
  | { readonly kind: 'emptied' | 'ordered' | 'shipped' | 'filled'; readonly card: string; readonly at_ms: number }
  | { readonly kind: 'weighed'; readonly card: string; readonly at_ms: number; readonly units: number };

export interface KanbanStep {
  readonly loop: KanbanLoop;
  /** Absent where the event said nothing new: a card scanned twice, a weight between empty and full. */
  readonly change?: { readonly card: string; readonly from: CardState; readonly to: CardState | 'left' };
  /** A container is to be replenished. Each emptying signals once. */
  readonly signal?: {
    readonly card: string;
    readonly item: string;
    readonly units: number;
    readonly by: 'scan' | 'weight';
  };
}

/** A new loop, all containers full. */
export function kanbanLoop(
  loop: Pick<KanbanLoop, 'loop' | 'item' | 'container_units'> &
    Partial<Pick<KanbanLoop, 'empty_at_units' | 'filled_at_units'>>,
  cards: readonly string[],
  at_ms: number,
): Answer<KanbanLoop> {
  const { container_units, empty_at_units = 0, filled_at_units = container_units } = loop;
  const refusal = positive({ container_units }) ?? notNegative({ empty_at_units });
  if (refusal !== undefined) return refusal;
  if (!Number.isFinite(at_ms)) return refuse('at_ms', 'must be a finite number');
  if (!(filled_at_units > empty_at_units && filled_at_units <= container_units)) {
    return refuse('filled_at_units', 'must be above empty_at_units and at most container_units');
  }
  const twice = cards.findIndex((card, i) => cards.indexOf(card) !== i);
  if (twice !== -1) return refuse(`cards[${twice}]`, 'must be there once');
  return answer({
    loop: loop.loop,
    item: loop.item,
    container_units,
    cards: cards.map((card) => ({ card, state: 'full', since_ms: at_ms })),
    leaving_cards: 0,
    empty_at_units,
    filled_at_units,
  });
}

/** Where an event leads from each state; itself where it says nothing new, nothing where it cannot be. */
const leads: Readonly<Record<'emptied' | 'ordered' | 'shipped' | 'filled', Partial<Record<CardState, CardState>>>> = {
  emptied: { full: 'empty', empty: 'empty', ordered: 'ordered', 'in-transit': 'in-transit' },
  ordered: { empty: 'ordered', ordered: 'ordered', 'in-transit': 'in-transit' },
  shipped: { empty: 'in-transit', ordered: 'in-transit', 'in-transit': 'in-transit' },
  filled: { full: 'full', empty: 'full', ordered: 'full', 'in-transit': 'full' },
};

/** The loop after an event. Refused: a card of another loop, an event before the card's last one, an order for a full container. */
export function kanbanStep(loop: KanbanLoop, event: KanbanEvent): Answer<KanbanStep> {
  const card = loop.cards.find((each) => each.card === event.card);
  if (card === undefined) return refuse('card', `must be a card of the loop ${loop.loop}`);
  if (!Number.isFinite(event.at_ms)) return refuse('at_ms', 'must be a finite number');
  if (event.at_ms < card.since_ms) return refuse('at_ms', 'must not be before the last change of the card');
  if (event.kind === 'weighed' && !Number.isFinite(event.units)) return refuse('units', 'must be a finite number');
  const kind = event.kind === 'weighed' ? toldByWeight(loop, event.units) : event.kind;
  if (kind === undefined) return answer({ loop });
  const to = leads[kind][card.state];
  if (to === undefined) return refuse('card', `must not be ${card.state} to be ${kind}`);
  if (to === card.state) return answer({ loop });
  const change = { card: card.card, from: card.state, to };
  if (to === 'empty' && loop.leaving_cards > 0) {
    const cards = loop.cards.filter((each) => each !== card);
    return answer({
      loop: { ...loop, cards, leaving_cards: loop.leaving_cards - 1 },
      change: { ...change, to: 'left' },
    });
  }
  const cards = loop.cards.map((each) => (each === card ? { ...card, state: to, since_ms: event.at_ms } : each));
  const next = { ...loop, cards };
  if (to !== 'empty') return answer({ loop: next, change });
  const by = event.kind === 'weighed' ? 'weight' : 'scan';
  return answer({ loop: next, change, signal: { card: card.card, item: loop.item, units: loop.container_units, by } });
}

function toldByWeight(
  { empty_at_units, filled_at_units }: KanbanLoop,
  units: number,
): 'emptied' | 'filled' | undefined {
  if (units <= empty_at_units) return 'emptied';
  return units >= filled_at_units ? 'filled' : undefined;
}

/**
 * Another number of cards. New cards come empty, each with its signal. Cards too many leave when they are next empty: those that are
 * empty now and not yet ordered at once, nothing that is full or on its way. `names` are for new cards.
 */
export function resizeLoop(
  loop: KanbanLoop,
  cards_wanted: number,
  names: readonly string[],
  at_ms: number,
): Answer<{ readonly loop: KanbanLoop; readonly signals: readonly NonNullable<KanbanStep['signal']>[] }> {
  const refusal = wholes({ cards_wanted }) ?? refusalOfNames(loop, names);
  if (refusal !== undefined) return refusal;
  if (!Number.isFinite(at_ms)) return refuse('at_ms', 'must be a finite number');
  const change = cards_wanted - loop.cards.length;
  if (change > names.length) return refuse('names', `must have a name for each of ${change} new cards`);
  if (change > 0) {
    const added = names.slice(0, change);
    const cards = [...loop.cards, ...added.map((card): KanbanCard => ({ card, state: 'empty', since_ms: at_ms }))];
    const { item, container_units: units } = loop;
    const signals = added.map((card) => ({ card, item, units, by: 'scan' as const }));
    return answer({ loop: { ...loop, cards, leaving_cards: 0 }, signals });
  }
  const empty = loop.cards.filter(({ state }) => state === 'empty').slice(0, -change);
  const cards = loop.cards.filter((card) => !empty.includes(card));
  return answer({ loop: { ...loop, cards, leaving_cards: -change - empty.length }, signals: [] });
}

function refusalOfNames(loop: KanbanLoop, names: readonly string[]): Refusal | undefined {
  const known = new Set(loop.cards.map(({ card }) => card));
  for (const [i, name] of names.entries()) {
    if (known.has(name)) return refuse(`names[${i}]`, 'must not be the name of a card that there is');
    known.add(name);
  }
  return undefined;
}
