/** Compares what was booked in one scene with what happened. */
import type { TrueEvent } from '../../simulators/scenes/scene.ts';
import type { Asked, Booked } from './booked.ts';
import { type Match, matchingOf, spanOf, window_ms } from './matching.ts';
import { netted } from './offline.ts';
import { remainingOf } from './remaining.ts';

/** What a scene's truth and span are to the judge. */
export interface Case {
  readonly truth: readonly TrueEvent[];
  readonly from_ms: number;
  readonly end_ms: number;
  /** Places that a scale watches. */
  readonly weighed: ReadonlySet<string>;
  /** Whether the device has a channel, antenna or portal at the place. */
  watches(device: string, place: string): boolean;
  /** Whether it is one of the site's own places; every other one has the outside in common. */
  isOwn(place: string): boolean;
}

/** How a miss came about, by what was booked near it instead. */
export type Cause =
  | 'asked'
  | 'wrong time'
  | 'wrong direction'
  | 'wrong quantity'
  | 'wrong item'
  | 'wrong place'
  | 'taken for an outage'
  | 'nothing booked';

export interface Miss {
  readonly event: TrueEvent;
  readonly cause: Cause;
  /** The unmatched movement that stands in its place, if any. */
  readonly instead?: Booked;
  readonly question?: Asked;
}

export interface Judged {
  readonly matches: readonly Match[];
  readonly misses: readonly Miss[];
  /** Movements that nothing explains, also those that stand in a miss's place. */
  readonly unmatched: readonly Booked[];
  readonly unseen: readonly TrueEvent[];
  /** Movements that tell an event nobody could have seen: neither right nor wrong. */
  readonly unseen_booked: number;
  readonly taken_back: number;
  readonly opposites: number;
  readonly counted: number;
  readonly came_to_nothing: number;
  /** The scored truth, without what nobody could have seen. */
  readonly events: readonly TrueEvent[];
}

/** Within this time of a miss an unmatched movement at its place or of its item counts as booked in its stead. */
const instead_ms = 60_000;
/** A question may take as long as this after the event to be raised. */
const asked_within_ms = 60_000;

export function judge(
  { truth, from_ms, end_ms, weighed, watches, isOwn }: Case,
  movements: readonly Booked[],
  questions: readonly Asked[],
  kinds: 'as-told' | 'any' = 'as-told',
): Judged {
  const scored = truth.filter(({ at_ms }) => at_ms >= from_ms && at_ms <= end_ms);
  const unseen = scored.filter((event) => event.unseen !== undefined);
  const { events, came_to_nothing } = netted(
    scored.filter((event) => event.unseen === undefined),
    weighed,
  );
  const { stands, ...apart } = remainingOf(movements);
  // A movement dated a little too early may still tell the first event; a false one of the opening is not scored.
  const near = stands.filter(({ at_ms }) => at_ms >= from_ms - window_ms.elsewhere);
  const { matches, missed, unmatched: left } = matchingOf(events, near, kinds);
  const { unmatched: unexplained, matches: unseen_matches } = matchingOf(unseen, left, kinds);
  const unmatched = unexplained.filter(({ at_ms }) => at_ms >= from_ms);
  return {
    matches,
    misses: kinds === 'any' ? missed.map(unexplainedMiss) : explain(missed, unmatched, questions, { watches, isOwn }),
    unmatched,
    unseen,
    unseen_booked: unseen_matches.length,
    came_to_nothing,
    events,
    ...apart,
  };
}

/** Nobody mends a baseline. */
function unexplainedMiss(event: TrueEvent): Miss {
  return { event, cause: 'nothing booked' };
}

function explain(
  missed: readonly TrueEvent[],
  unmatched: readonly Booked[],
  questions: readonly Asked[],
  { watches, isOwn }: Pick<Case, 'watches' | 'isOwn'>,
): readonly Miss[] {
  const free = new Set(unmatched);
  return missed
    .toSorted((a, b) => a.at_ms - b.at_ms)
    .map((event) => {
      const instead = nearest(event, free, isOwn);
      if (instead !== undefined) free.delete(instead);
      const question = questions.find((each) => isAbout(each, event, watches));
      const isClose = instead?.item === event.item && instead.quantity === event.quantity;
      const cause = question === undefined || isClose ? causeOf(event, instead) : 'asked';
      return {
        event,
        cause,
        ...(instead === undefined ? {} : { instead }),
        ...(question === undefined ? {} : { question }),
      };
    });
}

/** A question at the event's place whose last reading lies within its window, or that was raised soon after it. */
function isAbout(question: Asked, event: TrueEvent, watches: Case['watches']): boolean {
  const { location, device, item, last_ms, at_ms } = question;
  const places = [event.from, event.to];
  const isHere =
    (location !== undefined && places.includes(location)) ||
    (location === undefined && device !== undefined && places.some((place) => watches(device, place)));
  if (!isHere || (item !== undefined && item !== event.item && question.kind !== 'weight-unresolved')) return false;
  if (isOfOthers(question.epcs, event)) return false;
  const [first_ms, end_ms] = spanOf(event);
  const begin_ms = Math.min(first_ms, (event.watched_ms ?? event.at_ms) - window_ms[event.place]);
  // The first of its readings may be a rest from long before.
  return (last_ms >= begin_ms && last_ms <= end_ms) || (at_ms >= begin_ms && at_ms <= end_ms + asked_within_ms);
}

function nearest(event: TrueEvent, free: ReadonlySet<Booked>, isOwn: Case['isOwn']): Booked | undefined {
  const places = [event.from, event.to].filter(isOwn);
  let best: Booked | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const each of free) {
    const apart_ms = Math.min(
      Math.abs(each.at_ms - event.at_ms),
      Math.abs(each.at_ms - (event.watched_ms ?? event.at_ms)),
    );
    if (apart_ms > instead_ms) continue;
    const isPlace = places.includes(each.from) || places.includes(each.to);
    if (!isPlace && each.item !== event.item) continue;
    if (isOfOthers(each.epcs ?? [], event)) continue;
    const unlike = Number(each.item !== event.item) + Number(each.quantity !== event.quantity) + Number(!isPlace);
    const far = unlike * instead_ms + apart_ms;
    if (far < least) {
      least = far;
      best = each;
    }
  }
  return best;
}

/** It names tags, the event has tags, and they are other ones. */
function isOfOthers(named: readonly string[], { epcs = [] }: TrueEvent): boolean {
  return named.length > 0 && epcs.length > 0 && !named.some((epc) => epcs.includes(epc));
}

function causeOf(event: TrueEvent, instead: Booked | undefined): Cause {
  if (instead === undefined) return 'nothing booked';
  if (instead.item !== event.item) return 'wrong item';
  if (instead.from === event.to || instead.to === event.from) return 'wrong direction';
  if (instead.kind === 'changed-while-offline' && event.until_ms === undefined) return 'taken for an outage';
  if (instead.from !== event.from || instead.to !== event.to) return 'wrong place';
  return instead.quantity === event.quantity ? 'wrong time' : 'wrong quantity';
}
