/** What the ledger knows of the places that a counting programme may count, and how right its counts found it. */
import { limits } from './base/limits.ts';
import type { SheetKnown } from './count-sheets.ts';
import type { LedgerReader } from './ledger/reader.ts';
import type { ProgrammeTold } from './live/routes/count-programmes.ts';
import { type CountPlace, doubtOf } from './planning/count-due.ts';
import { plannedItems, type SiteIndex } from './stock/site-index.ts';
import type { AbcClass, CountProgramme } from './stock/work-settings.ts';
import { type ChosenLine, chooseLines } from './work/count-choice.ts';
import { type CountCause, causes, isBeyond } from './work/count-sheet.ts';

/** Of the last plan, where there is one. */
export interface ItemRank {
  readonly abc?: AbcClass;
  readonly demand_per_day: number;
}

export interface PlacesAsked {
  readonly reader: Pick<LedgerReader, 'head' | 'levels' | 'past'>;
  readonly index: SiteIndex;
  readonly ranks: ReadonlyMap<string, ItemRank>;
  /** Places that an open sheet counts. */
  readonly isOnSheet: (line: ChosenLine) => boolean;
}

/** The places of a programme that no open sheet counts, in the order in which one walks along. Gives way to everything else. */
export async function placesOf(programme: CountProgramme, asked: PlacesAsked): Promise<readonly CountPlace[]> {
  const { reader, index, ranks, isOnSheet } = asked;
  const levels = reader.levels({});
  const ranked = new Map([...ranks].flatMap(([item, { abc }]) => (abc === undefined ? [] : [[item, abc] as const])));
  const zones =
    programme.zones ?? index.site.locations.flatMap(({ id, in: around }) => (around === undefined ? [id] : []));
  const inside = zones.filter((id) => !['outside', 'transit'].includes(index.locations.get(id)?.kind ?? 'outside'));
  const chosen = chooseLines(
    { index, levels, ranked },
    { zones: inside, ...(programme.abc === undefined ? {} : { abc: programme.abc }) },
  );
  if (!chosen.ok) return [];
  const known = new Map(levels.map(({ item, location, quantity }) => [`${location}\n${item}`, quantity]));
  const until_seq = reader.head();
  const places: CountPlace[] = [];
  for (const [i, line] of chosen.lines.entries()) {
    if (i % limits.count_places_at_once === limits.count_places_at_once - 1)
      await new Promise((then) => setImmediate(then));
    if (isOnSheet(line)) continue;
    const { item, location, abc } = line;
    const level = known.get(`${location}\n${item}`) ?? 0;
    // Nothing there and nothing planned there is no place of the item.
    if (level === 0 && !plannedItems(index, location).includes(item)) continue;
    const count = reader.past.lastCount(item, location, until_seq);
    const since = reader.past.confidences({ item, location, after_seq: count?.seq ?? 0, until_seq });
    places.push({
      item,
      location,
      abc,
      level,
      ...(count === undefined ? {} : { counted_ms: count.at_ms }),
      has_moved: since.length > 0,
      doubt: level < 0 ? 1 : doubtOf(since),
      value_per_unit: Number(index.items.get(item)?.policy?.unit_cost ?? 1),
      demand_per_day: ranks.get(item)?.demand_per_day ?? 0,
    });
  }
  return places;
}

type Judged = ProgrammeTold['counted'];
type Tally = { lines: number; agreeing: number; net: number; absolute: number };

/** Accuracy by lines, never by sums, and what was missing by cause: of the sheets of a programme that were approved since. */
export function judgedOf(
  programme: CountProgramme,
  {
    approved,
    index,
    since_ms,
  }: { readonly approved: readonly SheetKnown[]; readonly index: SiteIndex; readonly since_ms: number },
): Judged {
  const sheets = approved.filter(
    (sheet) => sheet.programme === programme.id && (sheet.closed_ms ?? Number.NEGATIVE_INFINITY) >= since_ms,
  );
  const all = tally();
  const by_class = { A: tally(), B: tally(), C: tally() };
  const by_cause = new Map<CountCause, { lines: number; missing: number; found: number }>();
  for (const { abc, level, difference, cause } of sheets.flatMap(({ booked }) => booked)) {
    const isOff = isBeyond(index, { abc, counted: level + difference, level, programme: programme.id });
    for (const each of [all, by_class[abc]]) {
      each.lines += 1;
      each.agreeing += isOff ? 0 : 1;
      each.net += difference;
      each.absolute += Math.abs(difference);
    }
    if (difference === 0) continue;
    const known = by_cause.get(cause) ?? { lines: 0, missing: 0, found: 0 };
    known.lines += 1;
    known[difference < 0 ? 'missing' : 'found'] += Math.abs(difference);
    by_cause.set(cause, known);
  }
  return {
    since_ms,
    sheets: sheets.length,
    ...shareOf(all),
    by_class: { A: shareOf(by_class.A), B: shareOf(by_class.B), C: shareOf(by_class.C) },
    by_cause: causes.flatMap((cause) => {
      const found = by_cause.get(cause);
      return found === undefined ? [] : [{ cause, ...found }];
    }),
  };
}

function tally(): Tally {
  return { lines: 0, agreeing: 0, net: 0, absolute: 0 };
}

function shareOf(each: Tally) {
  return { ...each, ...(each.lines === 0 ? {} : { accuracy: each.agreeing / each.lines }) };
}
