/**
 * A count sheet: what lies at its places is counted and keyed in, what differs too much is counted again, and what still does waits for
 * somebody to approve it. Nothing of it is booked before all of it is.
 */
import { limits } from '../base/limits.ts';
import { type Evidence, quantity_max } from '../stock/movement.ts';
import { isOutside, type SiteIndex } from '../stock/site-index.ts';
import type { CountSource } from '../stock/sweep.ts';
import { type AbcClass, usualCounting } from '../stock/work-settings.ts';
import { keyOf } from './counted-lines.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import { day, list, object, oneOf, type Shape, text, whole, words, yes_or_no } from './shape.ts';

/** `recount`: some lines are to be counted again. `waiting`: for somebody to approve what they differ by. */
export type CountState = 'open' | 'counting' | 'recount' | 'waiting' | 'approved' | 'cancelled';

/** Why a count differs from the ledger, as far as somebody found out. */
export const causes = [
  'unknown',
  'lost',
  'stolen',
  'damaged',
  'found',
  'misplaced',
  'not-booked',
  'booked-wrong',
  'miscounted',
  'other',
] as const;
export type CountCause = (typeof causes)[number];

/** One look at a line; counted again in the same round, it takes the place of the one before. */
export interface CountTry {
  readonly round: number;
  readonly counted: number;
  /** What all of it weighs, of an item with catch weight. */
  readonly mass_mg?: number;
  /** When it was counted. */
  readonly at_ms: number;
  readonly keyed_ms: number;
  readonly by: string;
  /** The level of that time, as it was known when it was keyed in. */
  readonly level: number;
  /** By which device; by hand when absent. */
  readonly source?: CountSource;
  /** Of a device: how sure it is, thousandths, and readings behind it. */
  readonly permille?: number;
  readonly evidence?: readonly Evidence[];
  readonly sweep?: SweepLook;
}

/** What the passes of a sweep heard of an item at a place. */
export interface SweepLook {
  /** The passes, by their numbers. */
  readonly passes: readonly number[];
  /** Tags of it that were heard. */
  readonly tags: number;
  /** Tags that the ledger has there and no pass heard; the first of them by name. */
  readonly unseen: number;
  readonly unseen_tags: readonly string[];
  /** Tags that were heard and that the ledger does not have there; the first of them, and where it has them. */
  readonly unexpected: number;
  readonly unexpected_tags: readonly UnexpectedTag[];
  /** The chance that a tag which lies there was heard by none of the passes. */
  readonly missed_permille: number;
  /** Nothing that should be there is unheard, or it is unlikely enough that it was missed. */
  readonly is_sure: boolean;
}

export interface UnexpectedTag {
  readonly epc: string;
  /** Where the ledger has it; absent where nowhere. */
  readonly thought?: string;
}

/** One time that a reader goes over places of the sheet. */
export interface SweepPass {
  readonly number: number;
  readonly round: number;
  readonly device: string;
  readonly locations: readonly string[];
  readonly began_ms: number;
  readonly by: string;
  /** Absent while it goes on. */
  readonly ended_ms?: number;
  /** Tags that it heard. */
  readonly tags?: number;
  /** Tags that are there by this pass and those before it of the same places; from the second one on. */
  readonly estimated?: { readonly tags: number; readonly sd: number };
  /** Tags that it heard and that count as nothing: the first of them, and how many there are. */
  readonly strange?: number;
  readonly strange_tags?: readonly StrangeTag[];
}

/** `unknown`: nobody knows what it is. `elsewhere`: the ledger has it at a place that was not swept. `placeless`: nobody knows at which of the places it lies. */
export interface StrangeTag extends UnexpectedTag {
  readonly what: 'unknown' | 'elsewhere' | 'placeless';
  readonly item?: string;
}

export interface CountLine extends DocumentLine {
  readonly item: string;
  readonly location: string;
  /** What was counted last; 0 before. */
  readonly quantity: number;
  readonly abc: AbcClass;
  /** One a round. */
  readonly tries: readonly CountTry[];
  /** It is to be counted again in this round. */
  readonly again?: true;
  /** It was not on the sheet. */
  readonly is_found?: true;
  /** Somebody said to leave it as it is. */
  readonly is_left?: true;
  /** Why no device can count it: somebody has to, by hand. */
  readonly by_hand?: string;
  readonly cause?: CountCause;
  /** The level it was compared with in the end, and by how much it differed: what was booked. */
  readonly booked?: { readonly level: number; readonly difference: number };
}

export interface CountSheet extends DocumentHead<'count', CountState, CountLine> {
  /** Levels are not shown to who counts. */
  readonly is_blind: boolean;
  readonly round: number;
  /** The only one who counts; anybody who may when absent. */
  readonly assignee?: string;
  /** How it was chosen, in words: `zone hall-1, class A`. */
  readonly chosen: string;
  /** The counting programme that it is of. */
  readonly programme?: string;
  /** Absent while it was not swept. */
  readonly sweeps?: readonly SweepPass[];
}

export interface CountOpening {
  readonly chosen: string;
  readonly lines: readonly { readonly location: string; readonly item: string; readonly abc?: AbcClass }[];
  /** Digest of what was asked for, where the lines follow from that and from what the ledger knew. */
  readonly asked?: string;
  /** Blind when absent. */
  readonly is_blind?: boolean;
  readonly assignee?: string;
  readonly due_day?: string;
  readonly reference?: string;
  readonly reason?: string;
  readonly programme?: string;
}

export interface CountAssignment {
  readonly id: string;
  readonly version: number;
  /** Nobody in particular when absent. */
  readonly assignee?: string;
  readonly reason?: string;
}

export interface CountCancelling {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
}

const name = text(256);
const abc = oneOf('A', 'B', 'C');
const version = whole(1, Number.MAX_SAFE_INTEGER);
const reason = words(200);

export const countOpening: Shape<CountOpening> = object(
  { chosen: words(1_000), lines: list(object({ location: name, item: name }, { abc }), 1, limits.count_lines_max) },
  {
    asked: text(64),
    is_blind: yes_or_no,
    assignee: text(100),
    due_day: day,
    reference: text(100),
    reason,
    programme: name,
  },
);
export const countAssignment: Shape<CountAssignment> = object({ id: name, version }, { assignee: text(100), reason });
export const countCancelling: Shape<CountCancelling> = object({ id: name, version, reason: text(200) }, {});
export const counted = whole(0, quantity_max);

/** Opens as many sheets as the lines need. What an open sheet counts already is left out, and told. */
export function openCount(desk: Desk, opening: CountOpening): WorkRefusal | undefined {
  const { lines, chosen, asked: _, is_blind = true, reason: why = '', ...head } = opening;
  for (const [i, { location, item }] of lines.entries()) {
    const refused = refuseLine(desk.index, location, item, `lines.${i}.`);
    if (refused !== undefined) return refused;
  }
  const counting = new Set<string>();
  const fresh: CountLine[] = [];
  for (const { location, item, abc: said } of lines) {
    const key = keyOf({ location, item });
    if (counting.has(key) || desk.countedWith({ location, item }) !== undefined) continue;
    counting.add(key);
    fresh.push({ line: 0, location, item, quantity: 0, abc: said ?? classOf(desk.index, item), tries: [] });
  }
  if (fresh.length === 0) return refusal('lines', 'are all counted by open sheets already');
  if (fresh.length < lines.length)
    desk.notes.push(`${lines.length - fresh.length} were left out: an open sheet counts them already.`);
  for (let from = 0; from < fresh.length; from += limits.document_lines_max) {
    const part = fresh.slice(from, from + limits.document_lines_max).map((line, i) => ({ ...line, line: i + 1 }));
    const id = desk.nextId('count');
    if (id === undefined) return refusal('', `${limits.documents_open_max} documents are open; close some first`);
    const places = new Set(part.map(({ location }) => location));
    const [location] = places;
    desk.put(
      {
        kind: 'count',
        id,
        state: 'open',
        ...head,
        ...(places.size === 1 && location !== undefined ? { location } : {}),
        lines: part,
        is_blind,
        round: 1,
        chosen,
      },
      { what: 'opened', reason: why },
    );
  }
  return undefined;
}

export function assignCount(desk: Desk, { id, version: seen, assignee, reason: why = '' }: CountAssignment) {
  const found = sheetAt(desk, id, seen);
  if (found.kind !== 'count') return found;
  const { assignee: _, ...rest } = found;
  desk.put(assignee === undefined ? rest : { ...rest, assignee }, {
    what: 'assigned',
    reason: why,
    detail: assignee === undefined ? {} : { assignee },
  });
  return undefined;
}

/** Nothing of it is booked. */
export function cancelCount(desk: Desk, { id, version: seen, reason: why }: CountCancelling) {
  const found = sheetAt(desk, id, seen);
  if (found.kind !== 'count') return found;
  desk.put({ ...found, state: 'cancelled', closing: why }, { what: 'cancelled' });
  return undefined;
}

/** An open sheet in the version that was seen, where one has to be; else why not. */
export function sheetAt(
  desk: Desk,
  id: string,
  seen: number | undefined,
): CountSheet | (WorkRefusal & { readonly kind?: never }) {
  const found = desk.open(id);
  if (found?.kind !== 'count') return refusal('id', `there is no open count ${id}`, 'no-such-document');
  if (seen === undefined || seen === found.version) return found;
  return refusal('version', `is ${seen}, and ${id} has version ${found.version} by now: read it again`, 'stale');
}

export function refuseLine(index: SiteIndex, location: string, item: string, path: string): WorkRefusal | undefined {
  if (!index.locations.has(location)) return refusal(`${path}location`, `there is no location ${location}`);
  if (isOutside(index, location))
    return refusal(`${path}location`, `${location} is outside; only stock of the site can be counted`);
  return index.items.has(item) ? undefined : refusal(`${path}item`, `there is no item ${item}`);
}

/** As people say in the settings; C where neither they nor a plan do. */
export function classOf(index: SiteIndex, item: string): AbcClass {
  return index.items.get(item)?.policy?.abc ?? 'C';
}

/** Whether a count differs by more than its class allows, in its programme where that has a tolerance of its own; from nothing, everything does. */
export function isBeyond(
  index: SiteIndex,
  {
    abc: of,
    counted: pieces,
    level,
    programme,
  }: {
    readonly abc: AbcClass;
    readonly counted: number;
    readonly level: number;
    readonly programme?: string | undefined;
  },
): boolean {
  const counting = index.site.work?.counting;
  const own = counting?.programmes?.find(({ id }) => id === programme)?.tolerance_permille;
  const tolerance = own ?? counting?.tolerance_permille ?? usualCounting.tolerance_permille;
  return Math.abs(pieces - level) * 1_000 > tolerance[of] * Math.max(0, level);
}
