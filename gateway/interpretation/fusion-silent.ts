/**
 * Tags that lay on plates which changed, and what their silence since then testifies. It counts only while their reader listens and hears
 * others: a reader that pauses as a whole, or is silent as it is now and then, says nothing of any one of its tags.
 */
import { type DeviceLife, hearsSince } from './device-life.ts';
import { listenedUntil_ms, usualPause_ms } from './ear.ts';
import type { SubEvent, Witness } from './fusion-memory.ts';
import type { Memory } from './memory.ts';
import { usualSilence_ms } from './rhythm.ts';
import type { Tag } from './tag-memory.ts';
import { silenceChance } from './tag-silence.ts';
import type { Turn } from './turn.ts';

/** A tag that the ledger has there, and how likely its silence is if it is there still. 0 to 1. */
export interface Silent {
  readonly witness: Witness;
  readonly chance: number;
}

/** A tag heard so long after the plates are at rest again lies there still. */
const heard_after_ms = 300;

/** Of all tags that the ledger has there, those that are not heard since the plates came to rest again; what is least by chance first. */
export function silentTags(
  turn: Turn,
  { tags, lives }: Pick<Memory, 'tags' | 'lives'>,
  event: SubEvent,
  locations: readonly string[],
): Silent[] {
  const silent: Silent[] = [];
  for (const location of locations) {
    for (const epc of tags.by_place.get(location) ?? []) {
      const tag = tags.by_epc.get(epc);
      if (tag?.item === undefined || tag.last.ref.at_ms > event.settled_ms + heard_after_ms) continue;
      const { item, quantity, last } = tag;
      const life = lives.get(last.ref.device);
      const since_ms = hearsSince(life, last.antenna);
      if (life === undefined || since_ms === undefined) continue;
      const chance = chanceOf(turn, life, tag, since_ms);
      const { unwatched } = event;
      const at = { at_ms: last.ref.at_ms, ref: last.ref, confidence_permille: 0, unwatched, due_ms: turn.at_ms };
      silent.push({ witness: { epc, item, quantity, location, change: 'gone', ...at }, chance });
    }
  }
  return silent.sort((a, b) => a.chance - b.chance || (a.witness.epc < b.witness.epc ? -1 : 1));
}

function chanceOf(
  turn: Turn,
  { ears }: DeviceLife,
  { last, last_arrived_ms, rest, gaps }: Tag,
  since_ms: number,
): number {
  const from_ms = Math.max(last_arrived_ms, since_ms);
  const silent_ms = listenedUntil_ms(ears, turn.at_ms) - from_ms;
  const usual_ms = Math.max(usualPause_ms(ears, last.antenna, from_ms, turn.at_ms), usualSilence_ms(rest, from_ms));
  return silent_ms <= usual_ms ? 1 : silenceChance(gaps, silent_ms);
}
