/** Which places and items a count is of: what lies there and what belongs there, in the order in which one walks along. */
import type { Level } from '../stock/levels.ts';
import { isOutside, plannedItems, type SiteIndex } from '../stock/site-index.ts';
import type { AbcClass } from '../stock/work-settings.ts';
import { classOf } from './count-sheet.ts';

/** Everything that is given narrows it; `lines` stand for themselves. */
export interface CountChoice {
  /** With all that is in them. */
  readonly zones?: readonly string[];
  /** These alone. */
  readonly locations?: readonly string[];
  readonly items?: readonly string[];
  readonly abc?: readonly AbcClass[];
  readonly lines?: readonly { readonly location: string; readonly item: string }[];
}

export interface ChosenLine {
  readonly location: string;
  readonly item: string;
  readonly abc: AbcClass;
}

export type Chosen =
  | { readonly ok: true; readonly lines: readonly ChosenLine[]; readonly chosen: string }
  | { readonly ok: false; readonly field: string; readonly rule: string };

/** `ranked`: classes of items as a plan knows them; those of the settings go before. */
export function chooseLines(
  {
    index,
    levels,
    ranked,
  }: { readonly index: SiteIndex; readonly levels: Iterable<Level>; readonly ranked: ReadonlyMap<string, AbcClass> },
  choice: CountChoice,
): Chosen {
  const wrong = unknownIn(index, choice);
  if (wrong !== undefined) return { ok: false, ...wrong };
  const { zones, locations, items, abc, lines } = choice;
  const abcOf = (item: string): AbcClass =>
    index.items.get(item)?.policy?.abc ?? ranked.get(item) ?? classOf(index, item);
  const chosen = wordsOf(choice);
  if (lines !== undefined)
    return { ok: true, chosen, lines: lines.map(({ location, item }) => ({ location, item, abc: abcOf(item) })) };
  if ([zones, locations, items, abc].every((each) => each === undefined))
    return { ok: false, field: 'zones', rule: 'is needed, or locations, items, abc or lines' };
  const isPlace = (location: string): boolean =>
    (zones === undefined || isWithin(index, location, new Set(zones))) &&
    (locations === undefined || locations.includes(location));
  const isItem = (item: string): boolean =>
    index.items.has(item) &&
    (items === undefined || items.includes(item)) &&
    (abc === undefined || abc.includes(abcOf(item)));
  const found = new Map<string, Set<string>>();
  const add = (location: string, item: string): void => {
    if (!isItem(item)) return;
    const known = found.get(location) ?? new Set<string>();
    found.set(location, known.add(item));
  };
  const walk = index.site.locations.map(({ id }) => id).filter((id) => !isOutside(index, id) && isPlace(id));
  const places = new Set(walk);
  for (const { location, item, quantity } of levels) if (quantity !== 0 && places.has(location)) add(location, item);
  for (const location of walk) for (const item of plannedItems(index, location)) add(location, item);
  const all = walk.flatMap((location) =>
    [...(found.get(location) ?? [])].sort().map((item) => ({ location, item, abc: abcOf(item) })),
  );
  return all.length > 0
    ? { ok: true, lines: all, chosen }
    : { ok: false, field: fieldOf(choice), rule: 'chooses nothing: nothing lies there, and nothing belongs there' };
}

/** Whether a location is one of these or in one of them. */
export function isWithin(index: SiteIndex, location: string, zones: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = location; at !== undefined && !seen.has(at); at = index.locations.get(at)?.in) {
    if (zones.has(at)) return true;
    seen.add(at);
  }
  return false;
}

function unknownIn(index: SiteIndex, { zones = [], locations = [], items = [], lines = [] }: CountChoice) {
  const places = [
    ...zones.map((id, i) => ({ id, field: `zones.${i}` })),
    ...locations.map((id, i) => ({ id, field: `locations.${i}` })),
    ...lines.map(({ location }, i) => ({ id: location, field: `lines.${i}.location` })),
  ];
  for (const { id, field } of places) {
    if (!index.locations.has(id)) return { field, rule: `there is no location ${id}` };
    if (isOutside(index, id)) return { field, rule: `${id} is outside; only stock of the site can be counted` };
  }
  const goods = [
    ...items.map((id, i) => ({ id, field: `items.${i}` })),
    ...lines.map(({ item }, i) => ({ id: item, field: `lines.${i}.item` })),
  ];
  for (const { id, field } of goods) if (!index.items.has(id)) return { field, rule: `there is no item ${id}` };
  return undefined;
}

function fieldOf({ zones, locations, items }: CountChoice): string {
  if (zones !== undefined) return 'zones';
  if (locations !== undefined) return 'locations';
  return items === undefined ? 'abc' : 'items';
}

function wordsOf({ zones, locations, items, abc, lines }: CountChoice): string {
  const named = (what: string, names: readonly string[] | undefined) =>
    names === undefined ? [] : [`${what} ${names.slice(0, 20).join(' ')}${names.length > 20 ? ' …' : ''}`];
  if (lines !== undefined) return `a list of ${lines.length}`;
  const parts = [
    ...named('zone', zones),
    ...named('location', locations),
    ...named('item', items),
    ...named('class', abc),
  ];
  return parts.join(', ').slice(0, 1_000);
}
