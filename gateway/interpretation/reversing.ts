/** What a person takes back by its id. The two halves of a change of owner are one deed, and are taken back as one. */
import { owner_change } from '../stock/owner.ts';
import { itemName } from '../stock/site-index.ts';
import { bookReversal, type Draft } from './booking.ts';
import type { Outcome } from './interpretation.ts';
import type { Booked, Turn } from './turn.ts';

type Refused = NonNullable<Outcome['refused']>;
type Said = Pick<Draft, 'id' | 'confidence_permille' | 'rule' | 'why' | 'evidence'>;

/** Books the opposite of a movement, or says why not; then nothing changes. `say` makes the statement out of what is taken back. */
export function takeBack(turn: Turn, movement: string, say: (what: string) => Said): Refused | undefined {
  const { booked } = turn.books;
  const known = booked.get(movement);
  if (known === undefined) {
    return no(
      'unknown-movement',
      `there is no movement ${movement}, or it is too old; book the opposite as a movement`,
    );
  }
  if (known.kind === 'reversed') {
    return no('is-a-reversal', 'a reversal is not reversed; book the movement again');
  }
  if (known.reversed) return no('already-reversed', `movement ${movement} was taken back already`);
  const halves = halvesOf(booked, movement, known);
  if (halves === undefined) {
    return no(
      'half-of-a-change',
      `movement ${movement} is one half of a change of owner, and the other one is too old to be taken back with it; change the owner back`,
    );
  }
  const what = `${known.quantity} × ${itemName(turn.index, known.item)}`;
  for (const [i, id] of halves.entries()) {
    const { id: first, confidence_permille, rule, why, evidence } = say(what);
    const told = { id: i === 0 ? first : first.replace('/', `:${i + 1}/`), confidence_permille, rule, why, evidence };
    if (bookReversal(turn, id, told) !== undefined) continue;
    return no('not-reversible', `movement ${movement} is about an item or a location that the site no longer has`);
  }
  return undefined;
}

function no(code: string, says: string): Refused {
  return { code, field: 'movement', says };
}

/**
 * What stands of a movement and the one that belongs to it, what went out first: so the level is never below what lies there. Undefined
 * where the other half is not known any more. A half that an earlier version took back alone leaves the other one to be taken back.
 */
function halvesOf(booked: ReadonlyMap<string, Booked>, movement: string, known: Booked): readonly string[] | undefined {
  const [, first, number = '1'] = /^(n\d{1,16})(?::(\d{1,16}))?\/work$/.exec(movement) ?? [];
  const hasGone = known.to === owner_change;
  const other = Number(number) + (hasGone ? 1 : -1);
  if (first === undefined || other === 0 || (!hasGone && known.from !== owner_change)) return [movement];
  const other_id = other === 1 ? `${first}/work` : `${first}:${other}/work`;
  const half = booked.get(other_id);
  // The oldest are forgotten first: what came in has lost what went out before it, and never the other way round.
  if (half === undefined) return hasGone ? [movement] : undefined;
  const { item, quantity, from, to, reversed } = half;
  const isOther = item === known.item && quantity === known.quantity && from === known.to && to === known.from;
  if (!isOther || reversed) return [movement];
  return hasGone ? [movement, other_id] : [other_id, movement];
}
