/** Evidence that comes after its event was booked: a reversal and a new movement that says why, never a silent change. */
import { bookReversal } from './booking.ts';
import { bookJudgement } from './fusion-book.ts';
import { askDenied, deniedScan, judgeWithScans } from './fusion-denied.ts';
import { isSure, type Judgement, judge, type SenseParts } from './fusion-judge.ts';
import { awaitSweep, type Decided, fusionRule, type Witness } from './fusion-memory.ts';
import { noteBooked } from './fusion-open.ts';
import { ruleText } from './rule.ts';
import { unplaceTag } from './tag-memory.ts';
import type { ReadingRef, Turn } from './turn.ts';

/**
 * Judges a booked sub-event again with all that is known now. False, and nothing has changed, when it is still what was booked, or when
 * nobody can be sure of anything else. What a person scanned is never taken back for it: that tags say otherwise is asked. Nor is
 * what one sense had booked alone before.
 */
export function deriveAgain(
  turn: Turn,
  parts: SenseParts,
  decided: Decided,
  late: { readonly ref: ReadingRef; readonly what: string },
): boolean {
  const { fusion } = parts;
  const others = fusion.witnesses;
  fusion.witnesses = [...others, ...decided.witnesses];
  if (decided.lines.some(({ scanned, absorbed }) => scanned || absorbed !== undefined)) {
    askScanned(turn, parts, decided);
    fusion.witnesses = others;
    return false;
  }
  const { judgement, denied } = judgeWithScans(turn, parts, decided.event, true, decided.lines);
  if (!isSure(turn, judgement) || !differs(judgement, decided) || !canReverse(turn, decided)) {
    fusion.witnesses = others;
    return false;
  }
  const because = `; derived again because ${late.what}`;
  const movements = decided.lines.flatMap((line) => line.movements);
  noteBooked(turn, parts);
  for (const [at, id] of movements.entries()) {
    bookReversal(turn, id, {
      id: `${late.ref.id}/${fusionRule.name}-reversal${at === 0 ? '' : `-${at + 1}`}`,
      confidence_permille: judgement.verdict.ranked[0]?.permille ?? 0,
      rule: ruleText(fusionRule),
      why: `Taken back, because ${late.what}`,
      evidence: judgement.scans.flatMap(({ evidence }) => evidence).slice(0, 8),
    });
  }
  noteBooked(turn, parts, judgement.locations);
  undo(turn, parts, decided);
  fusion.decided = fusion.decided.filter((each) => each !== decided);
  turn.books.counters.add('events derived again');
  bookJudgement(turn, parts, judgement, { suffix: `-again-n${late.ref.n}`, because });
  if (denied === undefined) return true;
  askDenied(turn, denied);
  awaitSweep(fusion, turn.at_ms);
  return true;
}

/** The tags say something else by now than was scanned and booked. */
function askScanned(turn: Turn, parts: SenseParts, { event, lines, scans = [] }: Decided): void {
  const { fusion } = parts;
  const open = fusion.scans;
  fusion.scans = [...open, ...scans];
  const by = judge(turn, parts, event, true, lines);
  fusion.scans = open;
  const scan = deniedScan({ ...by, scans });
  if (scan !== undefined && (by.verdict.ranked[0]?.lines.length ?? 0) > 0) askDenied(turn, { scan, by });
}

/** The booked sub-events at a place and in one direction that happened within the window around a time, the nearest first. */
export function decidedNear(
  turn: Turn,
  { fusion }: SenseParts,
  { location, sign, at_ms }: { readonly location: string; readonly sign: -1 | 1; readonly at_ms: number },
): Decided[] {
  const { window_ms } = turn.index.site.rules.fusion;
  return fusion.decided
    .filter(
      ({ event, lines }) =>
        at_ms >= event.at_ms - window_ms &&
        at_ms <= event.settled_ms + window_ms &&
        lines.some((line) => line.location === location && line.quantity < 0 === sign < 0),
    )
    .sort((a, b) => Math.abs(a.event.at_ms - at_ms) - Math.abs(b.event.at_ms - at_ms));
}

function differs({ verdict, locations, scans }: Judgement, { lines }: Decided): boolean {
  const best = verdict.ranked[0]?.lines ?? [];
  if (best.length !== lines.length) return true;
  if (scans.some(({ item }) => best.some((line) => line.item === item)) && lines.some(({ scanned }) => !scanned))
    return true;
  return best.some(
    ({ item, quantity, block }) =>
      !lines.some((line) => line.item === item && line.quantity === quantity && line.location === locations[block]),
  );
}

function canReverse({ books }: Turn, { lines }: Decided): boolean {
  return lines.every(({ movements }) => movements.every((id) => books.booked.get(id)?.reversed === false));
}

/** What booking it had changed beside the levels. */
function undo(turn: Turn, { fusion, tags }: SenseParts, { event, lines, witnesses, put_back = [] }: Decided): void {
  for (const witness of witnesses) undoTag(turn, { tags }, witness, lines);
  const isOf = (each: { readonly location: string; readonly item: string; readonly at_ms: number }): boolean =>
    each.at_ms === event.at_ms && lines.some(({ location, item }) => location === each.location && item === each.item);
  fusion.takes = fusion.takes.filter((each) => !isOf(each));
  fusion.credits = fusion.credits.filter((each) => each.awaits !== 'tags' || !isOf(each));
  fusion.takes.push(...put_back);
}

function undoTag(
  { books }: Turn,
  { tags }: Pick<SenseParts, 'tags'>,
  { epc, location, change }: Witness,
  lines: Decided['lines'],
): void {
  const tag = tags.by_epc.get(epc);
  if (tag === undefined) return;
  const movement = lines.flatMap(({ movements }) => movements).map((id) => books.booked.get(id))[0];
  if (change === 'gone') {
    if (tag.place === undefined && tag.known === movement?.to) tag.known = location;
  } else if (tag.place === location) unplaceTag(tags, tag, movement?.from);
}
