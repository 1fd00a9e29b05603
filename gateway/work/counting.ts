/** What becomes of what was counted on a sheet: a round of it is ended, lines are counted again, it is approved and booked. */
import { limits } from '../base/limits.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import type { CountSource } from '../stock/sweep.ts';
import { isByAnother, plain, refuseCounter, tryOf } from './count-keying.ts';
import {
  type CountCause,
  type CountLine,
  type CountSheet,
  type CountTry,
  causes,
  isBeyond,
  sheetAt,
} from './count-sheet.ts';
import { isDue as isDueOf, isUnsure } from './count-sweep.ts';
import { bookSwept } from './count-sweep-booking.ts';
import { keyOf } from './counted-lines.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { lineOf, withLine } from './document.ts';
import { massStated } from './mass-came.ts';
import { list, object, oneOf, type Shape, text, whole, words } from './shape.ts';

export interface CountFinish {
  readonly id: string;
  readonly version: number;
  /** What becomes of lines that nobody counted: nothing lies there, or they stay as they are. Refused when absent and there are some. */
  readonly rest?: 'zero' | 'leave';
  readonly reason?: string;
}

export interface CountAgain {
  readonly id: string;
  readonly version: number;
  /** All that differ by more than their class allows when absent. */
  readonly lines?: readonly number[];
  readonly reason: string;
}

export interface CountApproval {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
  readonly causes?: readonly { readonly line: number; readonly cause: CountCause }[];
}

const name = text(256);
const line = whole(1, limits.document_lines_max);
const version = whole(1, Number.MAX_SAFE_INTEGER);

export const countFinish: Shape<CountFinish> = object(
  { id: name, version },
  { rest: oneOf('zero', 'leave'), reason: words(200) },
);
export const countAgain: Shape<CountAgain> = object(
  { id: name, version, reason: text(200) },
  { lines: list(line, 1, limits.document_lines_max) },
);
export const countApproval: Shape<CountApproval> = object(
  { id: name, version, reason: text(200) },
  { causes: list(object({ line, cause: oneOf(...causes) }, {}), 1, limits.document_lines_max) },
);

/** A round is counted: what differs too much is counted again, after that it waits; without any, all is booked. */
export function finishCount(
  desk: Desk,
  { id, version: seen, rest, reason = '' }: CountFinish,
): WorkRefusal | undefined {
  const found = sheetAt(desk, id, seen);
  if (found.kind !== 'count') return found;
  const barred = refuseCounter(desk, found);
  if (barred !== undefined) return barred;
  const { round } = found;
  const isDue = (each: CountLine) => isDueOf(found, each);
  const isCounted = ({ tries }: CountLine) => tries.some((each) => each.round === round);
  const going = found.sweeps?.find(({ ended_ms }) => ended_ms === undefined);
  if (going !== undefined) return refusal('id', `${id} is being swept: end sweep ${going.number} first`);
  const unsure = found.lines.filter((each) => isDue(each) && isUnsure(found, each));
  if (unsure.length > 0)
    return refusal(
      'lines',
      `${listed(unsure)} were swept, and a tag of them may have been missed: sweep again, or count them by hand`,
    );
  const open = found.lines.filter((each) => isDue(each) && !isCounted(each));
  if (open.length > 0 && rest === undefined)
    return refusal('rest', `must be zero or leave, for lines ${listed(open)} are not counted`);
  if (rest === 'leave' && open.length === found.lines.length)
    return refusal('rest', 'cannot be leave where nothing was counted: cancel the count instead');
  const lines: CountLine[] = [];
  for (const each of found.lines) {
    if (!open.includes(each)) lines.push(each);
    else if (rest === 'leave') lines.push(left(each));
    else {
      const look = tryOf(desk, found, each, { counted: 0 }, 'rest.');
      if ('rule' in look) return { ...look, field: 'rest', rule: `cannot be zero: line ${each.line} ${look.rule}` };
      lines.push({ ...each, quantity: 0, tries: [...each.tries, look] });
    }
  }
  const beyond = lines.filter((each) => isDue(each) && isOff(desk, found, each)).map((each) => each.line);
  const sheet = { ...found, lines };
  if (beyond.length === 0) return bookAll(desk, sheet, reason === '' ? 'within the tolerance' : reason);
  if (round === 1) putAgain(desk, sheet, beyond, reason);
  else desk.put({ ...sheet, state: 'waiting' }, { what: 'waiting', reason, detail: { lines: beyond } });
  return undefined;
}

/** Somebody who may approve wants another look first. */
export function countAnew(desk: Desk, { id, version: seen, lines, reason }: CountAgain): WorkRefusal | undefined {
  const found = sheetAt(desk, id, seen);
  if (found.kind !== 'count') return found;
  if (found.state !== 'waiting') return refusal('id', `${id} does not wait to be approved`);
  if (found.round >= limits.count_rounds_max)
    return refusal('id', `${id} was counted ${limits.count_rounds_max} times: cancel it and open another`);
  const strange = lines?.findIndex((number) => (lineOf(found.lines, number)?.tries.length ?? 0) === 0) ?? -1;
  if (strange >= 0) return refusal(`lines.${strange}`, `${lines?.[strange]} is no line of ${id} that was counted`);
  putAgain(
    desk,
    found,
    lines ?? found.lines.filter((each) => isOff(desk, found, each)).map((each) => each.line),
    reason,
  );
  return undefined;
}

/** Books all lines as they were counted, each at its time. */
export function approveCount(desk: Desk, { id, version: seen, reason, causes: said = [] }: CountApproval) {
  const found = sheetAt(desk, id, seen);
  if (found.kind !== 'count') return found;
  if (found.state !== 'waiting') return refusal('id', `${id} does not wait to be approved; it is ${found.state}`);
  const counters = new Set(found.lines.flatMap(({ tries }) => tries.map(({ by }) => plain(by))));
  if (isByAnother(desk) && counters.has(plain(desk.by)))
    return refusal('id', `${id} must be approved by somebody who counted nothing of it`);
  let { lines } = found;
  for (const [i, { line: number, cause }] of said.entries()) {
    const known = lineOf(lines, number);
    if (known === undefined) return refusal(`causes.${i}.line`, `${id} has no line ${number}`);
    lines = withLine(lines, { ...known, cause });
  }
  return bookAll(desk, { ...found, lines }, reason);
}

function bookAll(desk: Desk, sheet: CountSheet, reason: string): undefined {
  const { id } = sheet;
  const swept = bookSwept(desk, sheet);
  const lines = sheet.lines.map((each): CountLine => {
    const { item, location, line: number, tries, cause } = each;
    const last = tries.at(-1);
    if (last === undefined || each.is_left === true) return each;
    const level = levelOf(desk, each, last) + (swept.moved.get(keyOf(each)) ?? 0);
    const difference = last.counted - level;
    const { source } = last;
    const why = `${itemName(desk.index, item)} at ${locationName(desk.index, location)} counted by ${last.by}${source === undefined ? '' : sourceTexts[source]}: ${last.counted}, the level was ${level} (${id}, ${approval(desk, last, reason)})`;
    const work = {
      document: id,
      line: number,
      ...(difference === 0 ? {} : { reason: cause ?? 'unknown' }),
      ...(source === undefined ? {} : { source }),
    };
    const sensed = swept.sensedOf(each);
    const by = sensed === undefined ? {} : { sensed };
    const { counted, at_ms, mass_mg } = last;
    desk.counts.push({ item, location, counted, before: level, at_ms, why, work, ...by, ...massStated(mass_mg) });
    return { ...each, booked: { level, difference } };
  });
  const differing = lines.filter(({ booked }) => booked !== undefined && booked.difference !== 0);
  desk.put(
    { ...sheet, state: 'approved', lines: lines.map(settled), closing: reason },
    { what: 'approved', detail: { lines: lines.length, differing: differing.length } },
  );
  return undefined;
}

const sourceTexts: Readonly<Record<CountSource, string>> = {
  'rfid-sweep': ' by the tags that a sweep heard',
  weight: ' by weight',
};

function approval(desk: Desk, { by }: CountTry, reason: string): string {
  return by === desk.by ? reason : `approved by ${desk.by}: ${reason}`;
}

/** What has become known since it was keyed in counts as well, as far as it can be told. */
function levelOf(desk: Desk, { item, location }: CountLine, { at_ms: then_ms, level }: CountTry): number {
  return desk.levelThen(item, location, then_ms) ?? level;
}

function isOff(desk: Desk, { programme }: CountSheet, each: CountLine): boolean {
  const last = each.tries.at(-1);
  if (last === undefined || each.is_left === true) return false;
  return isBeyond(desk.index, { abc: each.abc, counted: last.counted, level: levelOf(desk, each, last), programme });
}

function putAgain(desk: Desk, sheet: CountSheet, numbers: readonly number[], reason: string): void {
  const lines = sheet.lines.map((each): CountLine => {
    const plainLine = settled(each);
    return numbers.includes(each.line) ? { ...plainLine, again: true } : plainLine;
  });
  const next = { ...sheet, state: 'recount', round: sheet.round + 1, lines } as const;
  desk.put(next, { what: 'recount', reason, detail: { round: next.round, lines: numbers } });
}

function settled({ again: _, by_hand: __, ...each }: CountLine): CountLine {
  return each;
}

function left(each: CountLine): CountLine {
  return { ...settled(each), is_left: true };
}

function listed(lines: readonly CountLine[]): string {
  const numbers = lines.slice(0, 10).map((each) => each.line);
  return `${numbers.join(', ')}${lines.length > numbers.length ? ' …' : ''}`;
}
