/** Commands about kanban cards: a container is empty, ordered for, filled again; or it was all a mistake. */
import { limits } from '../base/limits.ts';
import { type Bin, binSays, binsOf, type KanbanLoop, loopOf } from '../stock/kanban.ts';
import { type Gathered, orderGathered } from './card-gather.ts';
import {
  type CardNamed,
  type CardSignal,
  cardAt,
  closeFull,
  linesFor,
  openSignal,
  orderFor,
  signalAt,
  untouched,
} from './card-signal.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { Document } from './document.ts';
import { closeProduction } from './production.ts';
import { changeOrder, closeOrder, closeWhenComplete, openReceiptOf, type PurchaseOrder } from './purchase-order.ts';
import { list, object, oneOf, type Shape, text, whole, words } from './shape.ts';
import { closeTransfer } from './transfer.ts';

export interface CardSaid extends CardNamed {
  readonly reason?: string;
}

export interface CardEmpty extends CardSaid {
  readonly told_by: 'card' | 'person';
}

export interface CardWithdrawal extends CardNamed {
  readonly reason: string;
}

/** All bins of the loop when none are named. */
export interface BinsSeen {
  readonly loop: string;
  readonly bins?: readonly string[];
  /** Cards that a person took back, and whose bins nothing was brought to since: a level does not signal them again. */
  readonly but?: readonly number[];
}

export type CardAct =
  | { readonly act: 'signal-card'; readonly empty: CardEmpty }
  /** The levels of a loop's bins are looked at, and say themselves what follows. */
  | { readonly act: 'see-bins'; readonly seeing: BinsSeen }
  | { readonly act: 'order-card' | 'fill-card'; readonly said: CardSaid }
  /** What waited at a supplier for more becomes one order. */
  | { readonly act: 'order-cards'; readonly gathered: Gathered }
  | { readonly act: 'withdraw-card'; readonly withdrawal: CardWithdrawal };

const named = { loop: text(64), card: whole(1, limits.kanban_cards_max) };
const cardSaid: Shape<CardSaid> = object(named, { reason: words(200) });

export const cardShapes: { readonly [Name in CardAct['act']]: readonly [string, Shape<unknown>] } = {
  'signal-card': ['empty', object({ ...named, told_by: oneOf('card', 'person') }, { reason: words(200) })],
  'see-bins': [
    'seeing',
    object(
      { loop: text(64) },
      {
        bins: list(text(256), 1, limits.kanban_cards_max),
        but: list(whole(1, limits.kanban_cards_max), 1, limits.kanban_cards_max),
      },
    ),
  ],
  'order-card': ['said', cardSaid],
  'fill-card': ['said', cardSaid],
  'order-cards': ['gathered', object({ supplier: text(256) }, {})],
  'withdraw-card': ['withdrawal', object({ ...named, reason: text(200) }, {})],
};

export function isCardAct(act: { readonly act: string }): act is CardAct {
  return Object.hasOwn(cardShapes, act.act);
}

export function carryOutCard(desk: Desk, given: CardAct): WorkRefusal | undefined {
  switch (given.act) {
    case 'signal-card':
      return signalCard(desk, given.empty);
    case 'see-bins':
      return seeBins(desk, given.seeing);
    case 'order-card':
      return orderCard(desk, given.said);
    case 'fill-card':
      return fillCard(desk, given.said);
    case 'order-cards':
      return orderGathered(desk, given.gathered);
    case 'withdraw-card':
      return withdrawCard(desk, given.withdrawal);
  }
}

/** A card that is out is not signalled again, whoever says it. */
function signalCard(desk: Desk, { told_by, reason = '', ...named_card }: CardEmpty): WorkRefusal | undefined {
  const found = cardAt(desk, named_card);
  if (!found.ok) return found.refused;
  if (found.signal !== undefined) return refusal('card', outText(found.signal));
  return openSignal(desk, found.loop, named_card.card, { told_by, reason });
}

/** Where a card is that was signalled. */
export function outText({ id, card, state, filled_by }: CardSignal): string {
  const by = filled_by === undefined ? '' : ` with ${filled_by}`;
  return `${card} is ${state}${by} already (${id})`;
}

/** What fills a container is ordered by a person, of a loop that leaves that to them. */
function orderCard(desk: Desk, { reason = '', ...named_card }: CardSaid): WorkRefusal | undefined {
  const found = signalAt(desk, named_card);
  if (!found.ok) return found.refused;
  if (found.signal.state !== 'signalled') return refusal('card', outText(found.signal));
  return orderFor(desk, found.signal.id, reason);
}

/** Somebody says that the container stands full in its bin. What was to fill it, and has not begun to, is given up. */
function fillCard(desk: Desk, { reason = '', ...named_card }: CardSaid): WorkRefusal | undefined {
  const found = signalAt(desk, named_card);
  if (!found.ok) return found.refused;
  const why = reason === '' ? 'said to be full' : reason;
  return giveUp(desk, found.signal, why) ?? close(desk, found.signal, why);
}

function close(desk: Desk, signal: CardSignal, why: string): undefined {
  closeFull(desk, signal, why);
}

/** The container is not empty, or the loop is gone. Nothing is withdrawn that is on its way: its order is ended first. */
function withdrawCard(desk: Desk, { reason, ...named_card }: CardWithdrawal): WorkRefusal | undefined {
  const found = signalAt(desk, named_card);
  if (!found.ok) return found.refused;
  const { signal } = found;
  const { filled_by, state, is_made } = signal;
  if (filled_by !== undefined && untouched(desk, signal) === undefined) {
    const first = is_made === true ? 'what is being made is finished' : 'what is on its way is taken in';
    return refusal('card', `${signal.card} is ${state} with ${filled_by}: ${first}, or closed, first`);
  }
  const refused = giveUp(desk, signal, reason);
  if (refused !== undefined) return refused;
  desk.put({ ...signal, state: 'withdrawn', closing: reason }, { what: 'withdrawn' });
  return undefined;
}

/** Ends the order or transfer of which nothing has come, the production order that has not begun; one that has begun stays. */
function giveUp(desk: Desk, signal: CardSignal, reason: string): WorkRefusal | undefined {
  const order = untouched(desk, signal);
  if (order === undefined) return undefined;
  const { id, version } = order;
  const refused = endFor(desk, signal, order, { id, version, reason });
  return refused === undefined ? undefined : { ...refused, field: 'card', rule: `${id} ${refused.rule}` };
}

interface Ending {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
}

/** Of an order for several cards, the other lines still come. */
function endFor(desk: Desk, signal: CardSignal, order: Document, ending: Ending): WorkRefusal | undefined {
  if (order.kind === 'transfer') return closeTransfer(desk, ending);
  if (order.kind === 'production-order') return closeProduction(desk, ending);
  if (order.kind === 'purchase-order' && isShared(signal, order)) return cutLine(desk, signal, ending);
  return closeOrder(desk, ending);
}

/** Whether an order is for more than the card. */
function isShared(signal: CardSignal, order: PurchaseOrder): boolean {
  const own = linesFor(signal, order);
  return order.lines.some((line) => line.is_cut !== true && !own.includes(line));
}

function cutLine(desk: Desk, { filled_line = 1 }: CardSignal, ending: Ending): WorkRefusal | undefined {
  const receipt = openReceiptOf(desk, ending.id);
  if (receipt !== undefined) return refusal('id', `is being received by ${receipt}; close that first`);
  const refused = changeOrder(desk, { ...ending, lines: [{ line: filled_line, is_cut: true }] });
  if (refused === undefined) closeWhenComplete(desk, ending.id);
  return refused;
}

/**
 * The empty bin is the signal: as many cards as the level says are signalled, and what the level brought back is full. The writer decides
 * it by its own levels, so that whoever asked cannot have seen a level and its documents at two different times.
 */
function seeBins(desk: Desk, { loop: id, bins, but = [] }: BinsSeen): WorkRefusal | undefined {
  const loop = loopOf(desk.index, id);
  if (loop === undefined) return refusal('loop', `there is no kanban loop ${id}`, 'no-such-document');
  if (loop.signals !== 'level') return refusal('loop', `${id} is signalled by its cards alone`);
  for (const bin of binsOf(loop)) {
    if (bins?.includes(bin.location) === false) continue;
    const refused = seeBin(desk, loop, bin, but);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function seeBin(
  desk: Desk,
  loop: KanbanLoop,
  { location, cards }: Bin,
  but: readonly number[],
): WorkRefusal | undefined {
  const out = cards.flatMap((card) => desk.signal(loop.id, card) ?? []);
  const fillable = out.filter(isCalledBack).sort((a, b) => rankOf(b) - rankOf(a) || a.opened.at_ms - b.opened.at_ms);
  const level = desk.levelOf(loop.item, location);
  const says = binSays(loop, level, { cards: cards.length, open: out.length, fillable: fillable.length });
  for (const signal of fillable.slice(0, says.to_fill)) {
    const why = `${level} are in ${location}`;
    const isGivenUp = untouched(desk, signal) !== undefined;
    const refused = giveUp(desk, signal, why);
    if (refused !== undefined) return refused;
    const { filled_by: _, ...unfilled } = signal;
    closeFull(desk, isGivenUp ? unfilled : signal, why);
  }
  const full = cards.filter((card) => out.every((each) => each.card !== card));
  const free = full.filter((card) => !but.includes(card));
  for (const card of free.slice(0, Math.max(0, says.to_signal - (full.length - free.length)))) {
    const refused = openSignal(desk, loop, card, { told_by: 'level', reason: `${level} are left in ${location}` });
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/**
 * A level takes back what a level said, but no order at a supplier of which nothing has come: those goods come all the same. What a
 * person signalled may have been said before the bin was empty, and its level says nothing of it.
 */
export function isCalledBack({ told_by, state, party }: CardSignal): boolean {
  return told_by === 'level' && (party === undefined || state !== 'ordered');
}

const rounds: readonly CardSignal['state'][] = ['signalled', 'ordered', 'in-transit', 'received'];

/** What is nearer to its bin is filled first. */
function rankOf({ state }: CardSignal): number {
  return rounds.indexOf(state);
}
