/** Tags that come back to where they had been: whether they had left at all. */
import { locationName } from '../stock/site-index.ts';
import { bookReversal } from './booking.ts';
import { type DeviceLife, pausedAt } from './device-life.ts';
import { isAlike, notePause, pause_min_ms, rhythm_count } from './rhythm.ts';
import { ruleText } from './rule.ts';
import type { Run, Tag } from './tag.ts';
import { runReports } from './tag-booking.ts';
import { tagRule } from './tag-rule.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { heldPieces, piecesText, reportText } from './unknown-tag.ts';
import { secondsText } from './wording.ts';

/**
 * A tag that was said to have left is heard at the same place as before: its silence teaches. True when it was silent so before, or its
 * reader was: then it never left, and that is taken back.
 */
export function neverLeft(
  turn: Turn,
  lives: ReadonlyMap<string, DeviceLife>,
  tag: Tag,
  run: Run,
  permille: number,
): boolean {
  const { left, rest } = tag;
  tag.left = undefined;
  if (left === undefined || left.place !== run.location || tag.place !== undefined) return false;
  const silent_ms = run.first.ref.at_ms - left.heard_ms;
  if (silent_ms < pause_min_ms) return false;
  // Many that are silent at once rest from nothing: the pallet was away, and may be again.
  if (!left.is_carried) tag.rest = notePause(rest, silent_ms, turn.at_ms);
  const isPause = pausedAt(lives.get(run.last.ref.device), silent_ms, turn.at_ms);
  const isUsual =
    !left.is_carried && rest !== undefined && isAlike(rest, silent_ms) && (tag.rest?.count ?? 0) >= rhythm_count;
  if ((!isPause && !isUsual) || left.id === undefined) return false;
  const booked = turn.books.booked.get(left.id);
  const pieces = heldPieces(tag);
  if (booked === undefined || pieces === undefined || booked.to !== tag.known || booked.from !== left.place)
    return false;
  const how = isPause ? 'its reader had only paused' : 'it had been silent as long before and was there still';
  const reversed = bookReversal(turn, left.id, {
    id: `${run.last.ref.id}/${tagRule.name}-never-left`,
    confidence_permille: permille,
    rule: ruleText(tagRule),
    why: `Tag ${tag.epc} (${piecesText(turn, pieces)}) never left ${locationName(turn.index, left.place)}: heard there again after ${secondsText(silent_ms)}, ${how}`,
    evidence: runReports(run).map((each) => evidenceOf(each.ref, reportText(tag.epc, each))),
  });
  return reversed !== undefined;
}
