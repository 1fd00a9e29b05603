/** Several senses at one place: one physical event becomes one movement with all its evidence. */
import type { TagChange } from './observation.ts';
import type { Turn } from './turn.ts';

/** True when the place is watched by another sense too and the change is dealt with here; else the tag rule books it by itself. */
export function onTagChange(_turn: Turn, _change: TagChange): boolean {
  return false;
}
