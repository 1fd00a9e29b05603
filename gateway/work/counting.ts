/** What people do with a count sheet: key in what they counted, end a round of it, have lines counted again, approve. */
import { limits } from '../base/limits.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { usualCounting } from '../stock/work-settings.ts';
import {
  type CountCause,
  type CountLine,
  type CountSheet,
  type CountTry,
  causes,
  classOf,
  counted,
  isBeyond,
  refuseLine,
  sheetAt,
} from './count-sheet.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { lineOf, withLine } from './document.ts';
import { list, object, oneOf, type Shape, text, whole, words } from './shape.ts';

/** By the number of the line; or by place and item, also of what is not on the sheet. */
export interface KeyedLine {
  readonly line?: number;
  readonly location?: string;
  readonly item?: string;
  readonly counted: number;
  /** When it was counted; now when absent. */
  readonly at_ms?: number;
}

export interface CountKeying {
  readonly id: string;
  readonly version?: number;
  readonly lines: readonly KeyedLine[];
  readonly reason?: string;
}

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
const at_ms = whole(0, 253_402_300_799_999);

export const countKeying: Shape<CountKeying> = object(
  {
    id: name,
    lines: list(object({ counted }, { line, location: name, item: name, at_ms }), 1, limits.document_lines_max),
  },
  { version, reason: words(200) },
);
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

/** Notes what was counted; all lines or none. */
export function keyIn(desk: Desk, { id, version: seen, lines, reason = '' }: CountKeying): WorkRefusal | undefined {
  const found = sheetAt(desk, id, seen);
  if (found.kind !== 'count') return found;
  const barred = refuseCounter(desk, found);
  if (barred !== undefined) return barred;
  let next: CountSheet = found;
  const done = new Set<number>();
  for (const [i, keyed] of lines.entries()) {
    const path = `lines.${i}.`;
    const place = placeOf(desk, next, keyed, path);
    if ('rule' in place) return place;
    if (done.has(place.line)) return refusal(`${path}line`, `${place.line} stands twice in what was keyed in`);
    done.add(place.line);
    const look = tryOf(desk, next, place, keyed, path);
    if ('rule' in look) return look;
    const tries = [...place.tries.filter(({ round }) => round !== next.round), look];
    const { is_left: _, ...rest } = place;
    const after: CountLine = { ...rest, quantity: keyed.counted, tries };
    const isKnown = lineOf(next.lines, place.line) !== undefined;
    next = { ...next, lines: isKnown ? withLine(next.lines, after) : [...next.lines, after] };
  }
  const state = next.state === 'open' ? 'counting' : next.state;
  const keyed = [...done].map((number) => {
    const { item, location, tries, quantity } = lineOf(next.lines, number) ?? missing;
    return { line: number, item, location, counted: quantity, at_ms: tries.at(-1)?.at_ms };
  });
  desk.put({ ...next, state }, { what: 'counted', reason, detail: { round: next.round, lines: keyed } });
  return undefined;
}

const missing: Pick<CountLine, 'item' | 'location' | 'tries' | 'quantity'> = {
  item: '',
  location: '',
  tries: [],
  quantity: 0,
};

function refuseCounter({ by }: Desk, { id, state, assignee }: CountSheet): WorkRefusal | undefined {
  if (state === 'waiting') return refusal('id', `${id} waits to be approved; nothing more of it is counted`);
  if (assignee !== undefined && !isSamePerson(assignee, by))
    return refusal('id', `${id} is given to ${assignee} to count`);
  return undefined;
}

/** The line that was meant; a new one for what is not on the sheet. */
function placeOf(desk: Desk, sheet: CountSheet, keyed: KeyedLine, path: string): CountLine | WorkRefusal {
  const { line: number, location, item } = keyed;
  const { id, lines, state } = sheet;
  if (number === undefined && (location === undefined || item === undefined))
    return refusal(`${path}line`, 'is needed, or location and item');
  const known =
    number === undefined
      ? lines.find((each) => each.location === location && each.item === item)
      : lineOf(lines, number);
  if (number !== undefined && known === undefined) return refusal(`${path}line`, `${id} has no line ${number}`);
  if (known !== undefined) {
    if (location !== undefined && location !== known.location)
      return refusal(`${path}location`, `is not that of line ${known.line}, which is ${known.location}`);
    if (item !== undefined && item !== known.item)
      return refusal(`${path}item`, `is not that of line ${known.line}, which is ${known.item}`);
    if (state !== 'recount' || known.again === true) return known;
    return refusal(`${path}line`, `${known.line} is not to be counted again`);
  }
  if (location === undefined || item === undefined) return refusal(`${path}line`, 'is needed');
  const wrong = refuseLine(desk.index, location, item, path);
  if (wrong !== undefined) return wrong;
  if (state === 'recount') return refusal(`${path}item`, `${item} at ${location} is not to be counted again`);
  if (lines.length >= limits.document_lines_max)
    return refusal(path.slice(0, -1), `a count has at most ${limits.document_lines_max} lines`);
  const other = desk.countedWith({ location, item });
  if (other !== undefined && other !== id)
    return refusal(`${path}item`, `${item} at ${location} is counted with ${other}`);
  const added = { line: lines.length + 1, location, item, quantity: 0, abc: classOf(desk.index, item) };
  return { ...added, tries: [], is_found: true };
}

function tryOf(
  desk: Desk,
  { id, opened, round }: CountSheet,
  place: CountLine,
  { counted: pieces, at_ms: said = desk.at_ms }: KeyedLine,
  path: string,
): CountTry | WorkRefusal {
  if (said > desk.at_ms) return refusal(`${path}at_ms`, 'must not be still to come');
  if (said < opened.at_ms) return refusal(`${path}at_ms`, `must not be before ${id} was opened`);
  const before = place.tries.filter((each) => each.round < round);
  if (before.some((each) => said <= each.at_ms))
    return refusal(`${path}at_ms`, 'must be after it was counted the last time');
  if (isByAnother(desk) && before.some(({ by }) => isSamePerson(by, desk.by)))
    return refusal(`${path}line`, `${place.line} must be counted again by somebody else`);
  const level = desk.levelThen(place.item, place.location, said);
  if (level === undefined)
    return refusal(`${path}at_ms`, 'is too long ago: what has moved since is not kept one by one');
  return { round, counted: pieces, at_ms: said, keyed_ms: desk.at_ms, by: desk.by, level };
}

/** A round is counted: what differs too much is counted again, after that it waits; without any, all is booked. */
export function finishCount(
  desk: Desk,
  { id, version: seen, rest, reason = '' }: CountFinish,
): WorkRefusal | undefined {
  const found = sheetAt(desk, id, seen);
  if (found.kind !== 'count') return found;
  const barred = refuseCounter(desk, found);
  if (barred !== undefined) return barred;
  const { round, state } = found;
  const isDue = (each: CountLine) => state !== 'recount' || each.again === true;
  const isCounted = ({ tries }: CountLine) => tries.some((each) => each.round === round);
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
  const lines = sheet.lines.map((each): CountLine => {
    const { item, location, line: number, tries, cause } = each;
    const last = tries.at(-1);
    if (last === undefined || each.is_left === true) return each;
    const level = levelOf(desk, each, last);
    const difference = last.counted - level;
    const why = `${itemName(desk.index, item)} at ${locationName(desk.index, location)} counted by ${last.by}: ${last.counted}, the level was ${level} (${id}, ${approval(desk, last, reason)})`;
    const work = { document: id, line: number, ...(difference === 0 ? {} : { reason: cause ?? 'unknown' }) };
    desk.counts.push({ item, location, counted: last.counted, before: level, at_ms: last.at_ms, why, work });
    return { ...each, booked: { level, difference } };
  });
  const differing = lines.filter(({ booked }) => booked !== undefined && booked.difference !== 0);
  desk.put(
    { ...sheet, state: 'approved', lines: lines.map(settled), closing: reason },
    { what: 'approved', detail: { lines: lines.length, differing: differing.length } },
  );
  return undefined;
}

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

function settled({ again: _, ...each }: CountLine): CountLine {
  return each;
}

function left(each: CountLine): CountLine {
  return { ...settled(each), is_left: true };
}

function isByAnother({ index }: Desk): boolean {
  return index.site.work?.counting?.by_another ?? usualCounting.by_another;
}

/** However journal, trail and accounts name them. */
export function isSamePerson(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(person: string): string {
  return person.startsWith('person:') ? person.slice('person:'.length) : person;
}

function listed(lines: readonly CountLine[]): string {
  const numbers = lines.slice(0, 10).map((each) => each.line);
  return `${numbers.join(', ')}${lines.length > numbers.length ? ' …' : ''}`;
}
