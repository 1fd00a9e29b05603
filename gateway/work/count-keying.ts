/** What was counted, keyed in: each line by its number or by place and item, also of what is not on the sheet. */
import { limits } from '../base/limits.ts';
import { usualCounting } from '../stock/work-settings.ts';
import {
  type CountLine,
  type CountSheet,
  type CountTry,
  classOf,
  counted,
  refuseLine,
  sheetAt,
} from './count-sheet.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { lineOf, withLine } from './document.ts';
import { massCame, refuseMassCame } from './mass-came.ts';
import { list, object, type Shape, text, whole, words } from './shape.ts';

/** By the number of the line; or by place and item, also of what is not on the sheet. */
export interface KeyedLine {
  readonly line?: number;
  readonly location?: string;
  readonly item?: string;
  readonly counted: number;
  /** What all of it weighs, of an item with catch weight. */
  readonly mass_mg?: number;
  /** When it was counted; now when absent. */
  readonly at_ms?: number;
}

/** What a device says of a line instead of a person. */
export interface Looked extends KeyedLine {
  readonly by_device?: Pick<CountTry, 'source' | 'permille' | 'evidence' | 'sweep'>;
}

export interface CountKeying {
  readonly id: string;
  readonly version?: number;
  readonly lines: readonly KeyedLine[];
  readonly reason?: string;
}

const name = text(256);
const line = whole(1, limits.document_lines_max);
const version = whole(1, Number.MAX_SAFE_INTEGER);
const at_ms = whole(0, 253_402_300_799_999);

export const countKeying: Shape<CountKeying> = object(
  {
    id: name,
    lines: list(
      object({ counted }, { line, location: name, item: name, at_ms, mass_mg: massCame }),
      1,
      limits.document_lines_max,
    ),
  },
  { version, reason: words(200) },
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
    const looked = withLook(desk, next, keyed, path);
    if ('rule' in looked) return looked;
    if (done.has(looked.line)) return refusal(`${path}line`, `${looked.line} stands twice in what was keyed in`);
    done.add(looked.line);
    next = looked.sheet;
  }
  const state = next.state === 'open' ? 'counting' : next.state;
  const keyed = [...done].map((number) => {
    const { item, location, tries, quantity } = lineOf(next.lines, number) ?? missing;
    return { line: number, item, location, counted: quantity, at_ms: tries.at(-1)?.at_ms };
  });
  desk.put({ ...next, state }, { what: 'counted', reason, detail: { round: next.round, lines: keyed } });
  return undefined;
}

/** The sheet with one more line counted, and the number of that line; or why it cannot be. */
export function withLook(
  desk: Desk,
  sheet: CountSheet,
  looked: Looked,
  path: string,
): { readonly sheet: CountSheet; readonly line: number } | WorkRefusal {
  const place = placeOf(desk, sheet, looked, path);
  if ('rule' in place) return place;
  const look = tryOf(desk, sheet, place, looked, path);
  if ('rule' in look) return look;
  const tries = [...place.tries.filter(({ round }) => round !== sheet.round), look];
  const { is_left: _, by_hand: __, ...rest } = place;
  const after: CountLine = { ...rest, quantity: looked.counted, tries };
  const isKnown = lineOf(sheet.lines, place.line) !== undefined;
  const lines = isKnown ? withLine(sheet.lines, after) : [...sheet.lines, after];
  return { sheet: { ...sheet, lines }, line: place.line };
}

const missing: Pick<CountLine, 'item' | 'location' | 'tries' | 'quantity'> = {
  item: '',
  location: '',
  tries: [],
  quantity: 0,
};

export function refuseCounter({ by }: Desk, { id, state, assignee }: CountSheet): WorkRefusal | undefined {
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

export function tryOf(
  desk: Desk,
  { id, opened, round }: CountSheet,
  place: CountLine,
  { counted: pieces, at_ms: said = desk.at_ms, mass_mg, by_device }: Looked,
  path: string,
): CountTry | WorkRefusal {
  const wrong = refuseMassCame(desk, { mass_mg, item: place.item, quantity: pieces }, path);
  if (wrong !== undefined) return wrong;
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
  const weighs = mass_mg === undefined ? {} : { mass_mg };
  return { round, counted: pieces, ...weighs, at_ms: said, keyed_ms: desk.at_ms, by: desk.by, level, ...by_device };
}

export function isByAnother({ index }: Desk): boolean {
  return index.site.work?.counting?.by_another ?? usualCounting.by_another;
}

/** However journal, trail and accounts name them. */
export function isSamePerson(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

export function plain(person: string): string {
  return person.startsWith('person:') ? person.slice('person:'.length) : person;
}
