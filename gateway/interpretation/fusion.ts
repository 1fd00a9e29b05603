/**
 * Several senses at one place: one physical event becomes one movement with all its evidence.
 *
 * What this rule and the tag rule agree on: `tag.place`, or `tag.known` while it is heard nowhere, is always where the *ledger* has the
 * tag. So at a place that a scale watches only this rule changes them, once it has booked:
 *
 * - `came` with true: the tag rule neither places nor books the tag. It may say `came` again with later reads (at most every few
 *   seconds): a tag that was overheard for an hour and is now put down shows no other way.
 * - `gone` with true: the tag rule calls `unplaceTag(tags, tag, <the place>)`: heard nowhere, and the ledger has it there still. Heard there
 *   again it is placed again without a booking, as always when it comes to where it is known to be.
 * - `came` at a place M without a scale, of a tag that the ledger has at a place X with one, is told here too, first. False: `tag.known` is now
 *   where the pieces went from X, and the tag rule books from there. True: the scale at X denies that anything left.
 */
import type { DeviceLife } from './device-life.ts';
import type { TagChange } from './observation.ts';
import type { Tags } from './tag-memory.ts';
import type { Turn } from './turn.ts';
import type { Pieces } from './unknown-tag.ts';
import type { Scales } from './weight-channel.ts';

/** What the senses of a place remember, each for itself. */
export interface SenseParts {
  readonly scales: Scales;
  readonly tags: Tags;
  readonly lives: ReadonlyMap<string, DeviceLife>;
}

/** True when the change is dealt with here; else the tag rule books it by itself. `pieces` is what the tag stands for. */
export function onTagChange(_turn: Turn, _parts: SenseParts, _change: TagChange, _pieces: Pieces): boolean {
  return false;
}
