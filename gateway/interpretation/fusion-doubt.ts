/** Changes that nothing explains well enough: they wait for the next ones, and are put to a person meanwhile. */
import { plannedItems } from '../stock/site-index.ts';
import { judgeAgain, withTagsAlong } from './fusion-again.ts';
import { doubtQuestion, merge, noiseOf, overlap, totalOf } from './fusion-event.ts';
import { takesUntil } from './fusion-expected.ts';
import { isSure, type Judgement, judge, type SenseParts } from './fusion-judge.ts';
import { awaitSweep, fusionRule, type SubEvent, touch_ms } from './fusion-memory.ts';
import { isBeingScanned, noteBooked, noteCredits } from './fusion-open.ts';
import { doubtText, linesText, restsOf } from './fusion-words.ts';
import type { Hypothesis } from './hypotheses.ts';
import { isOpen, raise, settle } from './questions.ts';
import { ruleText } from './rule.ts';
import { scannedOf } from './scan-near.ts';
import type { Turn } from './turn.ts';
import { massOf } from './unit-mass.ts';
import { gramsText } from './wording.ts';

/** What is in doubt is looked at again so often and so long, while tags may still tell. */
const doubt_look_ms = 3_000;
const doubt_patience_ms = 90_000;
/** With less chance of something else, thousandths, only the item is in doubt. */
const explained_else_max = 300;
/** The answer where no tag has told it. */
export const told_later = 'what was learned since then tells what it was';
/** A smaller part of the lightest piece is none, and does not become one with another such part. */
const part_max = 0.8;

/** What goes again as it came leaves no more than so many deviations, and no more than so large a part of it, by how it leaned. */
const own_deviations = 4;
const own_share = 0.1;
/** What came may be what goes, with something of it left behind, unless it was lighter by so much. */
const own_came_max = 0.9;

/** The least change that may be stock at a location; infinite where no item has a mass. */
export function leastAt(turn: Turn, parts: SenseParts, location: string): number {
  return (lightestAt(turn, parts, location) * turn.index.site.rules.weight.step_min_permille) / 1_000;
}

function lightestAt(turn: Turn, { fusion }: SenseParts, location: string): number {
  let lightest = Number.POSITIVE_INFINITY;
  const items = [...plannedItems(turn.index, location), ...(turn.books.levels.get(location)?.keys() ?? [])];
  for (const item of items)
    lightest = Math.min(lightest, massOf(fusion.masses, turn.index.items.get(item))?.mean_mg ?? lightest);
  return lightest;
}

/** By more than a piece less than when it is empty: the bin itself was lifted off, or its scale made another load its zero. */
export function isBelowEmpty(turn: Turn, parts: SenseParts, { plates }: SubEvent): boolean {
  return plates.some(({ empty_mg, after, location }) => {
    if (empty_mg === undefined) return false;
    const piece_mg = lightestAt(turn, parts, location);
    // A pallet weighs less than a sack on it, and is missed all the same.
    return after.mass_mg < empty_mg - Math.min(piece_mg, Math.max(piece_mg / 4, empty_mg / 2));
  });
}

/** The bin was lifted off, and that or another one is back: one change from what was there before to what is there now. */
function isBack(turn: Turn, parts: SenseParts, before: SubEvent, now: SubEvent): boolean {
  if (before.plates.length > 1 || now.plates.length > 1 || totalOf(now) <= 0) return false;
  return isBelowEmpty(turn, parts, before) && !isBelowEmpty(turn, parts, now);
}

/**
 * What was put down a moment ago and goes again was a hand or a tool: undefined, and nothing is booked. What goes in its stead
 * makes one change with it, and so do changes that one scan speaks of.
 */
export function joinPending(turn: Turn, parts: SenseParts, event: SubEvent): SubEvent | undefined {
  const { fusion } = parts;
  let joined = event;
  for (const before of [...fusion.pending].reverse()) {
    if (!overlap(before, joined) || before.unwatched || joined.unwatched) continue;
    const both = merge(before, joined);
    if (isBack(turn, parts, before, joined)) {
      fusion.pending = fusion.pending.filter((each) => each !== before);
      if (isNothing(turn, parts, both)) return undefined;
      joined = { ...both, at_ms: before.at_ms, lifted: true };
      continue;
    }
    const isTouch = totalOf(before) > 0 && totalOf(joined) < 0 && joined.at_ms - before.at_ms <= touch_ms;
    const isUndone = isNothing(turn, parts, both) && !isOwn(turn, parts, { before, now: joined, both });
    if ((isTouch || isLoad(turn, parts, before, joined)) && isUndone) {
      fusion.pending = fusion.pending.filter((each) => each !== before);
      turn.books.counters.add('touches of plates');
      return undefined;
    }
    const isOne = isTouch || isOfOneScan(turn, parts, before, both);
    // Which item it was the tags may have yet to say.
    const isHand = isTouch && isExplained(turn, parts, both) && !isExplained(turn, parts, before);
    if (!isOne || (!isHand && !isSure(turn, judge(turn, parts, both, true)))) continue;
    fusion.pending = fusion.pending.filter((each) => each !== before);
    joined = isTouch ? both : { ...both, at_ms: before.at_ms };
  }
  return joined;
}

interface Pair {
  readonly before: SubEvent;
  readonly now: SubEvent;
  readonly both: SubEvent;
}

/** What goes is sure by itself and heavier than what came before, which would have left the weight as it was. */
function isOwn(turn: Turn, parts: SenseParts, { before, now, both }: Pair): boolean {
  const came_mg = totalOf(before);
  if (came_mg <= 0 || came_mg >= -own_came_max * totalOf(now)) return false;
  const left_mg = Math.abs(totalOf(both));
  if (left_mg <= Math.max(own_deviations * noiseOf(both), own_share * came_mg)) return false;
  return isSure(turn, judge(turn, parts, now, true));
}

/** What lay on a plate of its own a little longer than hands do and goes again, before it was booked or asked: it is nothing that anybody knew. */
function isLoad(turn: Turn, parts: SenseParts, before: SubEvent, now: SubEvent): boolean {
  if (before.plates.length > 1 || before.group !== before.plates[0]?.channel) return false;
  return totalOf(before) > 0 && totalOf(now) < 0 && !isSure(turn, judge(turn, parts, before, true));
}

function isOfOneScan(turn: Turn, parts: SenseParts, before: SubEvent, both: SubEvent): boolean {
  const { scans, verdict, locations } = judge(turn, parts, before, true);
  if (scans.length !== 1) return false;
  const [line] = verdict.ranked[0]?.lines ?? [];
  const wanted = line === undefined ? undefined : scannedOf(scans, locations[line.block] ?? '', line.item);
  if (line === undefined || wanted === undefined || Math.abs(line.quantity) >= Math.abs(wanted)) return false;
  const [whole] = judge(turn, parts, both, true).verdict.ranked[0]?.lines ?? [];
  return whole !== undefined && Math.abs(whole.quantity) <= Math.abs(wanted);
}

/** With what is in doubt at the same plates the change may explain both, or itself alone; back where all is explained it is nothing. */
export function joinDoubts(turn: Turn, parts: SenseParts, event: SubEvent): SubEvent | undefined {
  const { fusion } = parts;
  let joined = event;
  const isExact = (before: SubEvent): boolean => isNothing(turn, parts, merge(before, event));
  const around = fusion.doubts.filter((each) => overlap(each, event));
  for (const before of [...around.filter(isExact), ...around.filter((each) => !isExact(each))]) {
    // A person has answered: what was in doubt is no longer.
    if (!isOpen(turn, doubtQuestion(before))) {
      fusion.doubts = fusion.doubts.filter((each) => each !== before);
      continue;
    }
    // Somebody else may have booked this: what comes next is told by itself.
    if (before.is_booked === true && !isBelowEmpty(turn, parts, before)) continue;
    const both = merge(before, joined);
    if (isNothing(turn, parts, both) && !isOwn(turn, parts, { before, now: joined, both })) {
      forget(
        turn,
        parts,
        before,
        `the weight is back at ${gramsText(joined.plates.reduce((sum, { after }) => sum + after.mass_mg, 0))}`,
      );
      return undefined;
    }
    if (isBack(turn, parts, before, joined)) {
      forget(turn, parts, before, 'the bin is back');
      joined = { ...both, lifted: true };
      continue;
    }
    // Which item it was is the only doubt about it: what comes next is told by itself.
    const isWhich = isStock(turn, parts, before) && isStock(turn, parts, joined);
    const isFresh = totalOf(before) > 0 && joined.arrived_ms - before.arrived_ms <= touch_ms;
    const wasLifted = isBelowEmpty(turn, parts, before);
    const isAlone = !wasLifted && !isFresh && isSure(turn, judge(turn, parts, joined, true));
    if (isAlone || (isWhich && !isFresh && !wasLifted)) continue;
    if (areParts(turn, parts, before, joined)) continue;
    if (!isSure(turn, judge(turn, parts, both, true))) continue;
    forget(turn, parts, before, 'a later weight explains it');
    joined = both;
  }
  return joined;
}

/** Some item in some number explains it well, though nobody may know which or how many. */
export function isExplained(turn: Turn, parts: SenseParts, event: SubEvent): boolean {
  const { ranked } = judge(turn, parts, event, true).verdict;
  return ranked[0]?.lines.length === 1 && otherwisePermille(ranked) < explained_else_max;
}

/** The same for one item or two side by side. */
function isStock(turn: Turn, parts: SenseParts, event: SubEvent): boolean {
  const { ranked } = judge(turn, parts, event, true).verdict;
  return ranked[0]?.lines.length !== 0 && otherwisePermille(ranked) < explained_else_max;
}

function otherwisePermille(ranked: readonly Hypothesis[]): number {
  return ranked.find(({ lines }) => lines.length === 0)?.permille ?? 0;
}

/** A piece goes whole: what went bit by bit, each too little for one, was something else that moved about or leaned. */
function areParts(turn: Turn, parts: SenseParts, before: SubEvent, now: SubEvent): boolean {
  const [a_mg, b_mg] = [totalOf(before), totalOf(now)];
  if (a_mg < 0 !== b_mg < 0) return false;
  const locations = [...before.plates, ...now.plates].map(({ location }) => location);
  const least_mg = Math.min(...locations.map((location) => lightestAt(turn, parts, location)));
  return Math.max(Math.abs(a_mg), Math.abs(b_mg)) < part_max * least_mg;
}

/** What a doubt turned out to be. `isLate`: long after it happened. */
export interface Resolved {
  readonly judgement: Judgement;
  readonly isLate: boolean;
}

/** What was in doubt and is not any more, for what tags or picks have told since: to be booked. It is put to a person no longer. */
export function resolveDoubt(turn: Turn, parts: SenseParts, event: SubEvent): Resolved | undefined {
  const isLate = turn.at_ms - event.arrived_ms >= doubt_patience_ms;
  event.due_ms = isLate ? Number.MAX_SAFE_INTEGER : turn.at_ms + doubt_look_ms;
  if (!isLate) awaitSweep(parts.fusion, event.due_ms);
  noteBooked(turn, parts);
  if (event.doubt !== undefined || event.is_booked === true || isBelowEmpty(turn, parts, event)) return undefined;
  if (!isOpen(turn, doubtQuestion(event))) return undefined;
  const judgement = isLate ? judgeAgain(turn, parts, event) : judge(turn, parts, event, true);
  if (judgement === undefined || !isSure(turn, judgement) || mayBeOpenTaking(parts, judgement)) return undefined;
  const items = judgement.verdict.ranked[0]?.lines.map(({ item }) => item) ?? [];
  if (items.some((item) => event.counted?.includes(item))) return undefined;
  if (isBeingScanned(turn, parts, event, { items, explained: judgement.scans })) return undefined;
  const told = isLate ? withTagsAlong(turn, parts, judgement) : judgement;
  if (told === undefined) return undefined;
  const isByTags = !isLate && told.witnesses.length + told.silent.length > 0;
  forget(turn, parts, event, isByTags ? 'the tags tell since then what it was' : told_later);
  return { judgement: told, isLate };
}

/** What was put down may be what was taken where it is still open what that was. */
function mayBeOpenTaking(parts: SenseParts, { event, locations }: Judgement): boolean {
  return totalOf(event) > 0 && !event.unwatched && takesUntil(parts, event, locations) > 0;
}

/** Puts a change to a person, names what it may have been, and keeps it for the changes to come. */
export function askDoubt(turn: Turn, parts: SenseParts, { event, verdict }: Judgement, what: string): void {
  const { fusion } = parts;
  const isSecond = fusion.doubts.some((each) => doubtQuestion(each) === doubtQuestion(event));
  const asked: SubEvent = isSecond ? { ...event, asked_as: `${doubtQuestion(event)}/${event.at_ms}` } : event;
  asked.due_ms = turn.at_ms + doubt_look_ms;
  noteCredits(turn, fusion, asked);
  awaitSweep(fusion, asked.due_ms);
  fusion.doubts.push(asked);
  const item = onlyItem(turn, event);
  const ranked = verdict.ranked.slice(0, 2).map(({ lines, permille }, at) => ({
    text: linesText(turn, lines, at === 0 ? verdict.count_sd : 0),
    permille,
  }));
  raise(turn, {
    id: doubtQuestion(asked),
    kind: 'weight-unresolved',
    device: event.device,
    ...(event.plates[0] === undefined ? {} : { location: event.plates[0].location }),
    ...(item === undefined ? {} : { item }),
    question: doubtText(turn, event, what, ranked),
    evidence: restsOf(event.plates),
  });
}

/** What was in doubt at a location is settled by what lies there, or by what somebody says of it. */
export function settleDoubts(turn: Turn, parts: SenseParts, location: string, answer = 'counted'): void {
  for (const event of doubtsAt(parts, location)) forget(turn, parts, event, answer);
}

/** Somebody counted items at a location and found what the ledger has: what was in doubt there is settled once all that lies there was counted. */
export function settleCounted(turn: Turn, parts: SenseParts, location: string, items: readonly string[]): void {
  for (const event of doubtsAt(parts, location)) {
    event.counted = [...new Set([...(event.counted ?? []), ...items])];
    const stock = [...(turn.books.levels.get(location) ?? [])].filter(([, level]) => level !== 0);
    if (stock.every(([item]) => event.counted?.includes(item))) forget(turn, parts, event, 'counted');
  }
}

function doubtsAt({ fusion }: SenseParts, location: string): readonly SubEvent[] {
  return fusion.doubts.filter(({ plates }) => plates.some((plate) => plate.location === location));
}

function forget(turn: Turn, { fusion }: SenseParts, event: SubEvent, answer: string): void {
  fusion.doubts = fusion.doubts.filter((each) => each !== event);
  settle(turn, doubtQuestion(event), answer, ruleText(fusionRule));
}

/** On no plate there is left what could be stock. */
function isNothing(turn: Turn, parts: SenseParts, event: SubEvent): boolean {
  return (
    event.plates.every(
      ({ location, delta_mg, sd_mg }) => Math.abs(delta_mg) < Math.max(leastAt(turn, parts, location), 4 * sd_mg),
    ) &&
    Math.abs(totalOf(event)) <
      Math.max(4 * noiseOf(event), ...event.plates.map(({ location }) => leastAt(turn, parts, location)))
  );
}

function onlyItem(turn: Turn, { plates }: SubEvent): string | undefined {
  const items = new Set(plates.flatMap(({ location }) => plannedItems(turn.index, location)));
  const [item] = items;
  return items.size === 1 ? item : undefined;
}
