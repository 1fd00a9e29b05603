/** The one door through which a rule's decision becomes a movement. */
import { limits } from '../base/limits.ts';
import type { MassSaid } from '../stock/catch-weight/catch-weight.ts';
import { applyMovement, levelOf } from '../stock/levels.ts';
import type { LotSaid } from '../stock/lots/lot.ts';
import { type Movement, type Refusal, refuse } from '../stock/movement.ts';
import { type OwnerPart, owner_change } from '../stock/owner.ts';
import { isOutside, itemName, locationName } from '../stock/site-index.ts';
import { liftAnchor, oppositesOf, setAnchor } from './anchors.ts';
import { type CountByLot, correctLots, countByLot, differenceParts } from './lot-count.ts';
import { settleLots } from './lot-settling.ts';
import { forgetPresumed, moveLots, partsOf } from './lots.ts';
import { countMassOf, weighingOf } from './masses.ts';
import { moveOwners, ownersOf } from './owners.ts';
import { inOpenPeriod } from './periods.ts';
import { contentsQuestion, isOpen, raise, settle } from './questions.ts';
import type { Booked, Turn } from './turn.ts';

/** The counter of movements that gave way to newer ones. */
export const too_old = 'movements too old to reverse';

/** A movement before the gateway adds when it learned it and under which settings. */
export type Draft = Omit<Movement, 'arrived_ms' | 'settings_revision' | 'lots' | 'owners'> & {
  /** Which pieces of an item that is tracked they are, as far as somebody says it. */
  readonly said?: readonly LotSaid[];
  /** Whose they are, of what is taken back. */
  readonly owned?: readonly OwnerPart[];
  /** What all its pieces weigh, of an item with catch weight, as far as somebody says it or a scale shows it. */
  readonly weighs?: MassSaid;
};

/** Books a movement and what the counts of its ends ask for; or says why it may not be, and nothing changes. */
export function book(turn: Turn, draft: Draft): Refusal | undefined {
  const { books, index } = turn;
  const refusal = refuseMovement(turn, draft);
  if (refusal !== undefined) return refusal;
  const { tracking: ofItem, catch_weight } = index.items.get(draft.item) ?? {};
  const tracking = isOwnerChange(turn, draft) ? undefined : ofItem;
  const weighed = catch_weight === undefined ? draft : withMass(turn, draft);
  const open = inOpenPeriod(turn, weighed);
  const { said = [], owned = ownersOf(turn, open) } = open;
  // What scales book says nothing of lots, and is not copied twice.
  const isPlain = open.said === undefined && open.owned === undefined && open.weighs === undefined;
  const told = isPlain ? open : withoutSaid(open);
  const known: Movement = { ...told, arrived_ms: turn.at_ms, settings_revision: turn.revision };
  const plain: Movement = owned.length === 0 ? known : { ...known, owners: owned };
  const movement = tracking === undefined ? plain : { ...plain, lots: partsOf(turn, plain, said, tracking) };
  const opposites = oppositesOf(books.anchors, movement);
  const all = [movement, ...(catch_weight === undefined ? opposites : opposites.map((each) => withTerms(turn, each)))];
  for (const each of all) enter(turn, each, all.length > 1 || draft.reverses !== undefined);
  if (tracking !== undefined) settleLots(turn, movement);
  const emptied = new Set(all.map(({ from }) => from));
  for (const location of emptied) raiseNegative(turn, location, movement);
  for (const each of all) settleNegative(turn, each);
  return undefined;
}

function refuseMovement({ books, index }: Turn, movement: Parameters<typeof refuse>[0]): Refusal | undefined {
  const refusal = refuse(movement, {
    hasItem: (id) => index.items.has(id),
    // Stock left at a location that the settings no longer have must be able to leave it.
    hasLocation: (id) => index.locations.has(id) || books.levels.has(id),
  });
  if (refusal !== undefined) books.counters.add(`movements refused: ${refusal.code}`);
  return refusal;
}

/** Whose owner changes stays where it lies, and of which lot it is has nothing to do with whose it is. */
function isOwnerChange({ books }: Turn, { from, to, work, reverses }: Draft): boolean {
  if (from !== owner_change && to !== owner_change) return false;
  return reverses === undefined ? work !== undefined : books.booked.get(reverses)?.lots === undefined;
}

function withoutSaid({ said: _, owned: __, weighs: ___, ...told }: Draft): Omit<Draft, 'said' | 'owned' | 'weighs'> {
  return told;
}

/** With what is known of its mass, which its sentence says. */
function withMass(turn: Turn, draft: Draft): Draft {
  const { mass, says } = weighingOf(turn, draft, draft.weighs);
  return mass === undefined ? draft : { ...draft, why: `${draft.why}${says}`, mass };
}

/** What a movement moved comes back at what it weighed: nothing is said of it again. */
function withTerms(turn: Turn, opposite: Movement): Movement {
  const { mass } = weighingOf(turn, opposite, undefined);
  return mass === undefined ? opposite : { ...opposite, mass };
}

/**
 * Makes the level of an item at a location what was counted: books the difference and holds the level against what arrives
 * late. `before` is the level the count is to be compared with; the level of now when absent.
 */
export function bookCount(
  turn: Turn,
  count: Omit<Draft, 'kind' | 'quantity' | 'from' | 'to'> & { readonly location: string; readonly counted: number },
  before = levelOf(turn.books.levels, count.item, count.location),
): Refusal | undefined {
  const { location, counted, said = [], weighs, mass: _, ...draft } = count;
  const mass = countMassOf(turn, count, weighs);
  const difference = counted - before;
  const counting: Draft = {
    ...draft,
    kind: 'counted',
    quantity: Math.abs(difference),
    from: difference > 0 ? 'count-difference' : location,
    to: difference > 0 ? location : 'count-difference',
  };
  // From a level below zero the difference is more than was counted: it is looked at before anything is noted of lots.
  const refusal = difference === 0 ? undefined : refuseMovement(turn, counting);
  if (refusal !== undefined) return refusal;
  const byLot: CountByLot | undefined = countByLot(turn, count, said);
  if (difference !== 0)
    book(turn, byLot === undefined ? counting : { ...counting, said: differenceParts(turn, byLot) });
  if (byLot !== undefined) correctLots(turn, count, byLot);
  setAnchor(turn.books.anchors, count.item, location, count.at_ms);
  turn.counts.push({
    ...draft,
    location,
    counted,
    before,
    level: levelOf(turn.books.levels, count.item, location),
    arrived_ms: turn.at_ms,
    by: draft.evidence.at(-1)?.device ?? '',
    movements: turn.movements.length,
    ...(mass === undefined ? {} : { mass }),
  });
  settle(turn, negativeId(count.item, location), `counted: ${counted}`, draft.rule);
  return undefined;
}

/**
 * Books the opposite of a movement. It takes effect when the movement did, so a count made in between stands.
 * Undefined when there is nothing to take back any more.
 */
export function bookReversal(
  turn: Turn,
  reverses: string,
  draft: Pick<Draft, 'id' | 'confidence_permille' | 'rule' | 'why' | 'evidence'>,
): Booked | undefined {
  const booked = turn.books.booked.get(reverses);
  if (booked === undefined || booked.reversed || booked.kind === 'reversed') return undefined;
  const { item, quantity, from, to, at_ms, lots = [], owners: owned = [] } = booked;
  if (booked.kind === 'counted') {
    liftAnchor(turn.books.anchors, item, from, at_ms);
    liftAnchor(turn.books.anchors, item, to, at_ms);
  }
  const back: Draft = {
    ...draft,
    kind: 'reversed',
    item,
    quantity,
    from: to,
    to: from,
    at_ms,
    reverses,
    said: lots,
    owned,
  };
  if (book(turn, back) !== undefined) return undefined;
  if (booked.lots !== undefined) forgetPresumed(turn, item, reverses);
  booked.reversed = true;
  return booked;
}

function enter(turn: Turn, movement: Movement, isFinal: boolean): void {
  const { books } = turn;
  const { levels, booked, counters } = books;
  applyMovement(levels, movement);
  if (movement.lots !== undefined) moveLots(turn, movement, isFinal);
  if (movement.owners !== undefined) moveOwners(turn, movement);
  turn.movements.push(movement);
  const { kind, item, quantity, from, to, at_ms, lots, owners } = movement;
  const entry: Booked = { kind, item, quantity, from, to, at_ms, reversed: false };
  if (lots !== undefined) entry.lots = lots;
  if (owners !== undefined) entry.owners = owners;
  booked.set(movement.id, entry);
  if (booked.size <= limits.movements_reversible_max) return;
  for (const [oldest, gone] of booked) {
    booked.delete(oldest);
    books.gone_ms = Math.max(books.gone_ms ?? gone.at_ms, gone.at_ms);
    counters.add(too_old);
    return;
  }
}

function raiseNegative(turn: Turn, location: string, { item, evidence, at_ms }: Movement): void {
  const level = levelOf(turn.books.levels, item, location);
  if (level >= 0 || isOutside(turn.index, location)) return;
  // How many there are of each is asked already.
  const channels = turn.index.senses.get(location)?.channels ?? [];
  if (channels.some((channel) => isOpen(turn, contentsQuestion(channel)))) return;
  raise(turn, {
    id: negativeId(item, location),
    kind: 'negative-level',
    location,
    item,
    question: `The level of ${itemName(turn.index, item)} at ${locationName(turn.index, location)} is \u2212${-level}. How many are there?`,
    evidence,
  });
  const open = turn.books.questions.get(negativeId(item, location));
  if (open === undefined) return;
  open.below = { since_ms: open.below?.since_ms ?? at_ms, pieces: Math.max(open.below?.pieces ?? 0, -level) };
}

/** What is booked now and happened before the level fell below zero: as things went, it never did. */
function settleNegative(turn: Turn, { item, to, quantity, at_ms, rule }: Movement): void {
  const id = negativeId(item, to);
  const open = turn.books.questions.get(id);
  if (open?.below === undefined || at_ms > open.below.since_ms) return;
  const pieces = open.below.pieces - quantity;
  open.below = { ...open.below, pieces };
  if (pieces > 0) return;
  settle(turn, id, `${levelOf(turn.books.levels, item, to)}: what had come before was booked later`, rule);
}

function negativeId(item: string, location: string): string {
  return `negative-level/${item}/${location}`;
}
