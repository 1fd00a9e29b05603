/** Kanban loops as the settings have them: so many containers of an item go round between where it is used and where it comes from. */
import type { SiteIndex } from './site-index.ts';

export interface KanbanLoop {
  readonly id: string;
  readonly name?: string;
  readonly item: string;
  /** Where it is used: one place with all containers, or one place for each card, in the order of the cards. */
  readonly bins: readonly string[];
  /** Where it comes from: this supplier, this place of the site, or made by its bill of material. One of the three. */
  readonly supplier?: string;
  readonly from?: string;
  readonly is_made?: true;
  readonly container_units: number;
  /** So many; or as many as the formula says for `demand_per_day`. */
  readonly cards: number | 'sized';
  /** What the loop was sized for. */
  readonly demand_per_day?: number;
  /** So much more than the demand over the lead time, thousandths. */
  readonly safety_permille: number;
  /** From the empty container to the full one, waiting included. */
  readonly lead_time_days: number;
  /** With so many units left in it a container counts as empty. */
  readonly empty_at_units: number;
  /** `level`: the empty bin is the signal, and a card may be scanned besides; `card`: the card alone. */
  readonly signals: 'level' | 'card';
  /** A level must have stayed low for so long before it is a signal. */
  readonly settle_s: number;
  /** A signal opens what fills the container by itself; else, of a supplier alone, a person does. */
  readonly is_ordered_by_itself: boolean;
}

export interface KanbanSizing {
  readonly demand_per_day: number;
  /** From the empty container to the full one, waiting included. */
  readonly lead_time_days: number;
  /** s: so much more, as a share of the demand over the lead time. */
  readonly safety_share: number;
  readonly container_units: number;
}

/** Products of decimals that should be a whole number of containers. */
const rounding = 1e-9;

/**
 * N = ⌈D·L·(1 + s)/C⌉ cards, of numbers that are sound. None without demand; at least one where there is some, even if it is delivered at
 * once. Ohno (1988); Monden, "Toyota Production System".
 */
export function cardsFor({ demand_per_day, lead_time_days, safety_share, container_units }: KanbanSizing): number {
  if (demand_per_day === 0) return 0;
  return Math.max(1, Math.ceil((demand_per_day * lead_time_days * (1 + safety_share)) / container_units - rounding));
}

/** What a loop was sized by; of a number of cards that nobody reckoned there is no demand. */
export function sizingOf(loop: KanbanLoop, demand_per_day: number): KanbanSizing {
  const { lead_time_days, safety_permille, container_units } = loop;
  return { demand_per_day, lead_time_days, safety_share: safety_permille / 1_000, container_units };
}

/** The number of its cards, which are called 1, 2, 3 … */
export function cardsOf(loop: KanbanLoop): number {
  if (loop.bins.length > 1) return loop.bins.length;
  return loop.cards === 'sized' ? cardsFor(sizingOf(loop, loop.demand_per_day ?? 0)) : loop.cards;
}

/** Where the container of a card stands. */
export function binOf({ bins }: KanbanLoop, card: number): string {
  return (bins.length > 1 ? bins[card - 1] : bins[0]) ?? '';
}

export function loopOf({ site }: SiteIndex, id: string): KanbanLoop | undefined {
  return site.work?.kanban?.find((loop) => loop.id === id);
}

/** What the code on a card begins with. */
export const card_code_prefix = 'TG-CARD.';

export function cardCodeOf(loop: string, card: number): string {
  return `${card_code_prefix}${loop}.${card}`;
}

/** The loop and the card of a code; undefined of all other codes. */
export function parseCardCode(code: string): { readonly loop: string; readonly card: number } | undefined {
  if (!code.startsWith(card_code_prefix)) return undefined;
  const match = /^(.+)\.([1-9]\d{0,3})$/.exec(code.slice(card_code_prefix.length));
  return match === null ? undefined : { loop: match[1] ?? '', card: Number(match[2]) };
}

/** The cards whose containers stand at one place. */
export interface Bin {
  readonly location: string;
  readonly cards: readonly number[];
}

export function binsOf(loop: KanbanLoop): readonly Bin[] {
  const cards = Array.from({ length: cardsOf(loop) }, (_, i) => i + 1);
  if (loop.bins.length > 1) return cards.map((card) => ({ location: binOf(loop, card), cards: [card] }));
  return [{ location: binOf(loop, 1), cards }];
}

export interface Containers {
  /** That are not empty: the last one counts while more than `empty_at_units` is in it. */
  readonly there: number;
  /** That hold at least half of what they may: a hand on the plate, or a piece put back, is no delivery. */
  readonly filled: number;
}

/** Containers at a place by its level, used up one after the other; never more than `cards`. */
export function containersAt(
  { container_units, empty_at_units }: Pick<KanbanLoop, 'container_units' | 'empty_at_units'>,
  level: number,
  cards: number,
): Containers {
  const half = Math.ceil((container_units - empty_at_units) / 2);
  const within = (containers: number) => Math.min(cards, Math.max(0, containers));
  return {
    there: within(Math.ceil((level - empty_at_units) / container_units)),
    filled: within(Math.floor((level - empty_at_units - half) / container_units) + 1),
  };
}

/** What the level of a place says of its cards: how many more are empty, and how many of those that are out have come back. */
export interface BinSays {
  readonly to_signal: number;
  readonly to_fill: number;
}

/** `open`: cards of the place that are out; `fillable`: those of them that a level may call back. */
export function binSays(
  loop: KanbanLoop,
  level: number,
  { cards, open, fillable }: { readonly cards: number; readonly open: number; readonly fillable: number },
): BinSays {
  const { there, filled } = containersAt(loop, level, cards);
  const full = cards - open;
  return { to_signal: Math.max(0, full - there), to_fill: Math.min(fillable, Math.max(0, filled - full)) };
}
