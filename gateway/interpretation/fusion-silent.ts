/**
 * Tags that lay on plates which changed, and what their silence since then testifies. It counts only while their reader listens and hears
 * others: a reader that pauses as a whole, or is silent as it is now and then, says nothing of any one of its tags.
 */
import { hearsSince } from './device-life.ts';
import { listenedUntil_ms, usualPause_ms } from './ear.ts';
import { totalOf } from './fusion-event.ts';
import { put_back_ms, type SubEvent, type Witness } from './fusion-memory.ts';
import type { Memory } from './memory.ts';
import { usualSilence_ms } from './rhythm.ts';
import type { Tag } from './tag.ts';
import { type Gaps, isLearned, meanGap_ms, silenceChance } from './tag-silence.ts';
import type { Turn } from './turn.ts';

/** A tag that the ledger has there, and how likely its silence since the change is if it is there still. 0 to 1. */
export interface Silent {
  readonly witness: Witness;
  readonly chance: number;
}

/** A tag heard so long after the plates are at rest again lies there still. */
const heard_after_ms = 300;
/** Chance that something hides a tag where it lies: then it is silent from some time on, with or without a change. */
const shadowed = 0.005;
/** Times of two devices differ by so much. */
const clocks_ms = 1_500;
/** So many of them tell how often tags are heard there. */
const others_max = 20;
/** Chance that a tag that is heard at another place since lies here still. */
const elsewhere = 0.05;

/** Of all tags that the ledger has there, those that are not heard since the plates came to rest again; what is least by chance first. */
export function silentTags(
  turn: Turn,
  { tags, lives, fusion }: Pick<Memory, 'tags' | 'lives' | 'fusion'>,
  event: SubEvent,
  locations: readonly string[],
): Silent[] {
  const silent: Silent[] = [];
  for (const location of locations) {
    for (const epc of tags.by_place.get(location) ?? []) {
      const tag = tags.by_epc.get(epc);
      if (tag?.item === undefined || isTold(fusion.witnesses, epc, location)) continue;
      const { item, quantity, last } = tag;
      const isElsewhere = fusion.witnesses.some((each) => each.epc === epc && isSinceElsewhere(each, event, location));
      const since = silenceSince(turn, { tags, lives, fusion }, tag, event, location);
      if (since === undefined && !isElsewhere) continue;
      const chance = isElsewhere ? Math.min(elsewhere, since?.chance ?? 1) : (since?.chance ?? 1);
      const at_ms = since?.from_ms ?? event.at_ms;
      const { unwatched } = event;
      const at = { at_ms, ref: last.ref, confidence_permille: 0, unwatched, due_ms: turn.at_ms };
      silent.push({ witness: { epc, item, quantity, location, change: 'gone', ...at }, chance });
    }
  }
  return silent.sort((a, b) => a.chance - b.chance || (a.witness.epc < b.witness.epc ? -1 : 1));
}

/** Its own rule has called it gone from there. */
function isTold(witnesses: readonly Witness[], epc: string, location: string): boolean {
  return witnesses.some((each) => each.epc === epc && each.change === 'gone' && each.location === location);
}

/** It has come to another place since. */
function isSinceElsewhere(witness: Witness, event: SubEvent, location: string): boolean {
  const { change, location: there, at_ms } = witness;
  return change === 'came' && there !== location && at_ms >= event.at_ms && at_ms <= event.at_ms + put_back_ms;
}

/** Something was put down there since the change and before the tag was heard again: it may be back. */
function mayBeBack(
  { pending, doubts, decided }: Memory['fusion'],
  { at_ms }: SubEvent,
  location: string,
  until_ms: number,
): boolean {
  return [...pending, ...doubts, ...decided.map(({ event }) => event)].some(
    (put) =>
      put.at_ms > at_ms &&
      put.at_ms <= until_ms + clocks_ms &&
      totalOf(put) > 0 &&
      put.plates.some((plate) => plate.location === location),
  );
}

/**
 * The silence of a tag from the change on, until now, or until it was heard again where its piece may have come back; undefined where it
 * was heard all the time.
 */
function silenceSince(
  turn: Turn,
  { tags, lives, fusion }: Pick<Memory, 'tags' | 'lives' | 'fusion'>,
  tag: Tag,
  event: SubEvent,
  location: string,
): { readonly from_ms: number; readonly chance: number } | undefined {
  const quiet_ms = event.settled_ms + heard_after_ms;
  const { last, silences } = tag;
  if (last.ref.at_ms <= quiet_ms) {
    const chance = silentBy(turn, { tags, lives }, tag, event);
    return chance === undefined ? undefined : { from_ms: last.ref.at_ms, chance };
  }
  const silence = silences.find((each) => each.from_ms <= quiet_ms && each.until_ms > quiet_ms);
  if (silence === undefined) return undefined;
  const { from_ms, until_ms, gaps } = silence;
  if (!mayBeBack(fusion, event, location, until_ms)) return undefined;
  return { from_ms, chance: chanceSince(gaps, event, from_ms, until_ms - from_ms) };
}

/**
 * How likely a tag that is there still would be silent since the change, if it was silent until then: a silence that began long before
 * says little of what happened now. Undefined while nobody listens there.
 */
export function silentBy(
  turn: Turn,
  { tags, lives }: Pick<Memory, 'tags' | 'lives'>,
  { last, last_arrived_ms, rest, gaps, place }: Tag,
  event: SubEvent,
): number | undefined {
  const life = lives.get(last.ref.device);
  const since_ms = hearsSince(life, last.antenna);
  if (life === undefined || since_ms === undefined) return undefined;
  const { ears } = life;
  const from_ms = Math.max(last_arrived_ms, since_ms);
  const silent_ms = listenedUntil_ms(ears, turn.at_ms) - from_ms;
  const usual_ms = Math.max(usualPause_ms(ears, last.antenna, from_ms, turn.at_ms), usualSilence_ms(rest, from_ms));
  if (silent_ms <= usual_ms) return 1;
  return chanceSince(asOthers(tags, gaps, place), event, last.ref.at_ms, silent_ms);
}

/** A tag that has not shown yet how often it is heard is heard no more often than the others there. */
function asOthers({ by_place, by_epc }: Memory['tags'], gaps: Gaps, place: string | undefined): Gaps {
  if (isLearned(gaps) || place === undefined) return gaps;
  let sum_ms = 0;
  let count = 0;
  for (const epc of by_place.get(place) ?? []) {
    const other = by_epc.get(epc);
    if (other === undefined || !isLearned(other.gaps)) continue;
    sum_ms += meanGap_ms(other.gaps);
    count += 1;
    if (count === others_max) break;
  }
  return count === 0 ? gaps : { ...gaps, sum_ms: Math.max(gaps.sum_ms, (gaps.count * sum_ms) / count) };
}

function chanceSince(gaps: Gaps, event: SubEvent, from_ms: number, silent_ms: number): number {
  const before_ms = Math.min(Math.max(0, beganAt_ms(event) - from_ms), silent_ms);
  return (silenceChance(gaps, silent_ms) + shadowed) / (silenceChance(gaps, before_ms) + shadowed);
}

/** What was joined of several changes may have gone with the first of them. */
function beganAt_ms({ at_ms, plates, unwatched }: SubEvent): number {
  if (!unwatched && plates.every(({ left_ms }) => left_ms !== undefined)) return at_ms;
  return Math.min(at_ms, ...plates.map(({ before }) => before.ref.at_ms));
}
