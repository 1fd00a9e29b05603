/**
 * Tags that leave. A tag has left when its silence is improbable for one that was heard as this one (`tag-silence.ts`), while somebody
 * listened. Pauses of a reader that come again and again (`rhythm.ts`), and the silence of a reader as a whole (`ear.ts`), say nothing
 * of it; nor does a silence after which it always was there again.
 */
import { addDeadline, takeDue } from './deadlines.ts';
import { type DeviceLife, hearsSince, isSilentUntil } from './device-life.ts';
import { usualPause_ms } from './ear.ts';
import { onTagChange } from './fusion-tags.ts';
import type { TagChange } from './observation.ts';
import { heardUntil } from './order.ts';
import { usualSilence_ms } from './rhythm.ts';
import { isOnWayOut, type Tag } from './tag.ts';
import { bookLeft } from './tag-booking.ts';
import { amid_company, isAmidCompany } from './tag-company.ts';
import { patience_ms } from './tag-location.ts';
import { type Tags, unplaceTag } from './tag-memory.ts';
import { hasScale, type TagParts } from './tag-presence.ts';
import { onExitTick } from './tag-roles.ts';
import { tagRule } from './tag-rule.ts';
import { leaveAfter_ms, leftPermille } from './tag-silence.ts';
import type { ReadingRef, Turn } from './turn.ts';
import { heldPieces } from './unknown-tag.ts';
import { isCarried } from './walk.ts';

/** How often a tag that has been silent for long is looked at. */
const look_ms = 1_000;

/** Tags that were silent for long enough have left. */
export function onTagTick(turn: Turn, parts: TagParts): void {
  const { tags, lives } = parts;
  const rules = turn.index.site.rules.tags;
  for (const epc of takeDue(tags.deadlines, turn.at_ms)) {
    const tag = tags.by_epc.atHand(epc);
    if (tag === undefined) continue;
    if (isCarried(parts.walks, epc, turn.at_ms)) {
      addDeadline(tags.deadlines, epc, turn.at_ms + rules.absent_ms);
      continue;
    }
    if (isOnWayOut(tag)) {
      onExitTick(turn, tags, tag);
      continue;
    }
    if (tag.place === undefined) continue;
    const { device } = tag.last.ref;
    const life = lives.get(device);
    const since_ms = hearsSince(life, tag.last.antenna);
    const isAmid = isAmidCompany(turn, tags, tag);
    const faint_ms = isAmid ? (tag.faint_ms ?? 0) : 0;
    const silent_from_ms = Math.max(tag.last_arrived_ms, faint_ms, since_ms ?? turn.at_ms);
    const wait_ms = waitOf(tag, life, { silent_from_ms, at_ms: turn.at_ms, absent_ms: rules.absent_ms });
    // It is heard elsewhere: as long as that may be a move, it is none of leaving and coming.
    const run_until_ms = Math.max(0, ...tag.runs.map(({ last }) => last.ref.at_ms)) + patience_ms(tag, rules);
    const held_ms = turn.at_ms - heardUntil(turn, device);
    const silent_until_ms = isSilentUntil(life, turn.at_ms) ?? 0;
    const due_ms =
      Math.max(silent_from_ms + (isAmid ? amid_company : 1) * wait_ms, run_until_ms, silent_until_ms) + held_ms;
    const isDue = since_ms !== undefined && due_ms <= turn.at_ms;
    if (isDue && turn.at_ms % look_ms === 0) leave(turn, parts, tag, tag.place, since_ms);
    else lookAgain(turn, tags, epc, since_ms === undefined ? turn.at_ms : silent_from_ms + wait_ms);
  }
}

/** For how long a tag must be silent: longer where its reader, its antenna or itself is silent now and then and goes on as before. */
function waitOf(
  tag: Tag,
  life: DeviceLife | undefined,
  { silent_from_ms, at_ms, absent_ms }: { silent_from_ms: number; at_ms: number; absent_ms: number },
): number {
  const usual_ms = Math.max(
    usualPause_ms(life?.ears ?? [], tag.last.antenna, silent_from_ms, at_ms),
    usualSilence_ms(tag.rest, silent_from_ms),
  );
  return Math.max(leaveAfter_ms(tag.gaps, absent_ms), usual_ms);
}

/**
 * A tag leaves on a full second, whenever it was looked at before. Before `silent_until_ms` it does not leave, unless it is read again:
 * then its gaps may tell less patience than they did, and never less than the time until absence from that read. Each tag has seconds
 * of its own at which it is looked at meanwhile, so that all do not come at once, and what awaits it twice soon awaits it once.
 */
function lookAgain({ at_ms, index }: Turn, { deadlines }: Tags, epc: string, silent_until_ms: number): void {
  const second = Math.floor(at_ms / look_ms);
  const period = Math.max(1, Math.floor(index.site.rules.tags.absent_ms / look_ms));
  const turn_of_epc = second + period - ((second + phaseOf(epc)) % period);
  const silent_until = Math.ceil(silent_until_ms / look_ms);
  addDeadline(deadlines, epc, Math.max(second + 1, Math.min(turn_of_epc, silent_until)) * look_ms);
}

function phaseOf(epc: string): number {
  let phase = 0;
  for (let at = Math.max(0, epc.length - 4); at < epc.length; at += 1) phase = 31 * phase + epc.charCodeAt(at);
  return phase;
}

/** What the others of a company tell of a tag that left with them. */
export interface Together {
  /** The newest read of any of them. */
  readonly heard: ReadingRef;
  /** When they left. */
  readonly at_ms: number;
  readonly since_ms: number;
  readonly permille: number;
}

export function leaveTogether(turn: Turn, parts: TagParts, tag: Tag, together: Together): void {
  if (tag.place !== undefined) leave(turn, parts, tag, tag.place, together.since_ms, together);
}

function leave(turn: Turn, parts: TagParts, tag: Tag, place: string, since_ms: number, together?: Together): void {
  const { tags } = parts;
  const pieces = heldPieces(tag);
  if (pieces === undefined) {
    tag.came = undefined;
    unplaceTag(tags, tag, undefined);
    return;
  }
  const isUnseen = since_ms > tag.last_arrived_ms;
  const silent_ms = turn.at_ms - Math.max(since_ms, tag.last_arrived_ms);
  const permille = together?.permille ?? leftPermille(tag.gaps, silent_ms);
  const told =
    together === undefined ? {} : { at_ms: together.at_ms, id: `${together.heard.id}/${tagRule.name}-left/${tag.epc}` };
  const change: TagChange = {
    kind: 'tag',
    epc: tag.epc,
    location: place,
    change: 'gone',
    at_ms: told.at_ms ?? tag.last.ref.at_ms,
    confidence_permille: permille,
    refs: [tag.last.ref],
    unwatched: isUnseen,
  };
  tag.left = { id: undefined, place, heard_ms: tag.last.ref.at_ms, is_carried: together !== undefined };
  if (hasScale(turn.index.senses.get(place)) && onTagChange(turn, parts, change, pieces)) {
    unplaceTag(tags, tag, place);
    return;
  }
  const left = bookLeft(turn, { tag, pieces, place, silent_ms, isUnseen, permille, ...told });
  tag.left = { ...tag.left, id: left.id };
  unplaceTag(tags, tag, left.to);
}
