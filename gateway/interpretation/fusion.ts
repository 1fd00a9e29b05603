/**
 * Several senses at one place: one physical event becomes one movement with all its evidence. Weight says how many, tags say which, a scan
 * says who and why. A change of weight is judged when it comes, waits for what the place's other senses may still say of it, and is booked
 * as soon as they have said it or the time for it is over (`fusion-judge.ts`). What nothing explains well enough is asked.
 */
import { takeDue } from './deadlines.ts';
import { lookAgain } from './fusion-again.ts';
import { bookJudgement } from './fusion-book.ts';
import { anchorContents, countBin, sureByContents } from './fusion-contents.ts';
import { askDenied, judgeWithScans } from './fusion-denied.ts';
import { askDoubt, isBelowEmpty, joinDoubts, joinPending, leastAt, resolveDoubt, told_later } from './fusion-doubt.ts';
import { inTurns, isPutAt, subEventsOf } from './fusion-event.ts';
import { expectedUntil, isComplete } from './fusion-expected.ts';
import { isSure, judge, type SenseParts } from './fusion-judge.ts';
import { decidedNear, deriveAgain } from './fusion-late.ts';
import {
  awaitSweep,
  credit_ms,
  type HeldScan,
  hasten,
  isLive,
  keepWithinLimits,
  type SubEvent,
  touch_ms,
} from './fusion-memory.ts';
import { noteBefore, noteBooked } from './fusion-open.ts';
import { expireScan, holdScan } from './fusion-scan.ts';
import { expireWitness } from './fusion-tags.ts';
import type { WeightChange } from './observation.ts';
import type { Turn } from './turn.ts';

/** What changed on the plates of a scale from rest to rest. */
export function onPlatesChange(turn: Turn, parts: SenseParts, change: WeightChange): void {
  noteBooked(turn, parts);
  const found = subEventsOf(change, turn.at_ms, (location) => leastAt(turn, parts, location));
  for (const event of found) noteBefore(parts.fusion, event);
  for (const event of found.flatMap((whole) => asTheyWere(turn, parts, whole, change))) {
    if (event.plates.some(({ location }) => leastAt(turn, parts, location) < Number.POSITIVE_INFINITY))
      admit(turn, parts, event);
    else turn.books.counters.add('weight changes at places without an item of known mass');
  }
  keepWithinLimits(turn, parts);
}

/** A line of a scanner; true when it waits for the weight of its places, and is booked with it. `to_ms`: when the person was at its end. */
export function onScanLine(
  turn: Turn,
  parts: SenseParts,
  scan: Parameters<typeof holdScan>[2],
  to_ms: number,
): boolean {
  if (!holdScan(turn, parts, scan, to_ms)) return false;
  const held = parts.fusion.scans.at(-1);
  if (held === undefined) return true;
  hasten(
    turn,
    parts,
    held.ends.map(({ location }) => location),
  );
  joinDecided(turn, parts, held);
  keepWithinLimits(turn, parts);
  return true;
}

/** Decides what nothing more is expected of, and forgets what is too old. */
export function onFusionTick(turn: Turn, parts: SenseParts): void {
  const { fusion } = parts;
  if (takeDue(fusion.deadlines, turn.at_ms).length === 0) return;
  const isDue = ({ due_ms }: { readonly due_ms: number }): boolean => due_ms <= turn.at_ms;
  for (const event of fusion.pending.filter(isDue)) tryDecide(turn, parts, event);
  for (const event of fusion.doubts.filter(isDue)) {
    const resolved = resolveDoubt(turn, parts, event);
    if (resolved === undefined) continue;
    const { judgement, isLate } = resolved;
    bookJudgement(turn, parts, judgement, { suffix: '', because: isLate ? `; ${told_later}` : '', isLate });
    lookAgain(turn, parts, judgement);
  }
  for (const witness of fusion.witnesses.filter(isDue)) {
    if (fusion.witnesses.includes(witness)) expireWitness(turn, parts, witness);
  }
  for (const scan of fusion.scans.filter(isDue)) {
    const open = fusion.pending.filter(({ plates }) =>
      plates.some(({ location }) => scan.ends.some((end) => end.location === location)),
    );
    scan.due_ms = Math.max(scan.due_ms, ...open.map(({ due_ms }) => due_ms));
    if (!isDue(scan)) awaitSweep(fusion, scan.due_ms);
    else if (fusion.scans.includes(scan)) expireScan(turn, parts, scan);
  }
  fusion.decided = fusion.decided.filter(({ until_ms }) => until_ms > turn.at_ms);
  fusion.credits = fusion.credits.filter((credit) => isLive(credit, turn.at_ms));
  fusion.takes = fusion.takes.filter(({ quantity, at_ms }) => quantity > 0 && at_ms > turn.at_ms - credit_ms);
}

/** One thing where that explains it well, and else several in turn where each of them is well explained. */
function asTheyWere(turn: Turn, parts: SenseParts, whole: SubEvent, change: WeightChange): readonly SubEvent[] {
  const turns = inTurns(whole, change);
  const isPlain = (event: SubEvent): boolean => isSure(turn, judge(turn, parts, event, true));
  return turns.length > 1 && !isPlain(whole) && turns.every(isPlain) ? turns : [whole];
}

function admit(turn: Turn, parts: SenseParts, found: SubEvent): void {
  const joined = joinPending(turn, parts, found);
  if (joined === undefined) return;
  const event = joinDoubts(turn, parts, joined);
  if (event === undefined) return;
  parts.fusion.pending.push(event);
  tryDecide(turn, parts, event);
}

function tryDecide(turn: Turn, parts: SenseParts, event: SubEvent): void {
  const { fusion } = parts;
  if (!fusion.pending.includes(event)) return;
  event.due_ms = expectedUntil(turn, parts, event);
  const isFinal = turn.at_ms >= event.due_ms;
  const { judgement, denied } = judgeWithScans(turn, parts, event, isFinal);
  const what = event.doubt ?? (isBelowEmpty(turn, parts, event) ? 'shows less than when it is empty' : undefined);
  // The bin was away, and somebody else has booked something there meanwhile: only what is in it now can tell.
  const isTold = event.is_booked === true && event.lifted === true;
  if (what === undefined && !isTold && (isFinal ? isSure(turn, judgement) : isComplete(turn, parts, judgement))) {
    fusion.pending = fusion.pending.filter((each) => each !== event);
    bookJudgement(turn, parts, judgement);
    lookAgain(turn, parts, judgement);
    if (denied !== undefined) askDenied(turn, denied);
    anchorContents(turn, parts, event);
    return;
  }
  // A hand or a tool goes again, and with it the question.
  if (event.doubt === undefined && !event.unwatched) event.due_ms = Math.max(event.due_ms, event.arrived_ms + touch_ms);
  if (turn.at_ms < event.due_ms) {
    awaitSweep(fusion, event.due_ms);
    return;
  }
  fusion.pending = fusion.pending.filter((each) => each !== event);
  const byContents = what === undefined && !isTold ? sureByContents(turn, parts, judgement) : undefined;
  if (byContents !== undefined) {
    bookJudgement(turn, parts, byContents);
    return;
  }
  if (what === undefined && event.lifted === true && countBin(turn, parts, event)) return;
  const meanwhile = isTold ? 'was away while something was booked there' : undefined;
  askDoubt(turn, parts, judgement, what ?? meanwhile ?? 'changed by what nothing explains well enough');
  anchorContents(turn, parts, event);
}

/** A scan of what was booked without it: what took place is said again with who and why. */
function joinDecided(turn: Turn, parts: SenseParts, scan: HeldScan): void {
  for (const { location, sign, at_ms } of scan.ends) {
    const isWaiting = parts.fusion.pending.some(
      (event) => event.plates.some((plate) => plate.location === location) && isPutAt(event, location) === sign > 0,
    );
    if (isWaiting) continue;
    for (const decided of decidedNear(turn, parts, { location, sign, at_ms })) {
      if (decided.lines.some(({ scanned }) => scanned)) continue;
      if (deriveAgain(turn, parts, decided, { ref: scan.ref, what: `${scan.who} scanned it` })) return;
    }
  }
}
