/** What the passes of a round have heard, told apart by place and item: what lies where, what is not heard, and what counts as nothing. */
import { isOutside } from '../stock/site-index.ts';
import { type KnownTag, missedChance, recaptured, type SweptTag } from '../stock/sweep.ts';
import type { CountSheet, StrangeTag, SweepPass } from './count-sheet.ts';
import { keyOf } from './counted-lines.ts';
import type { Desk } from './desk.ts';

export interface SweepReading {
  readonly swept: ReadonlySet<string>;
  /** By place and item; without what the ledger has moved since it was heard. */
  readonly seen: ReadonlyMap<string, readonly SweptTag[]>;
  /** The same as it was when the passes over the place were ended. */
  readonly seen_then: ReadonlyMap<string, readonly SweptTag[]>;
  /** That the ledger has there. */
  readonly known: ReadonlyMap<string, readonly KnownTag[]>;
  /** It was heard, and is counted at one of the places. */
  isPlaced(epc: string): boolean;
  /** By the pass that heard them. */
  strangeOf(pass: number): readonly StrangeTag[];
  readonly tagged: ReadonlySet<string>;
  /** Of the passes over a place. */
  missedAt(location: string): number;
  passesOver(location: string): readonly number[];
  heardBy(pass: number): ReadonlySet<string>;
  readonly beyond: number;
}

/** Undefined where the round was not swept. */
export function readSweep(desk: Desk, { id, sweeps = [] }: CountSheet, of: number): SweepReading | undefined {
  const passes = sweeps.filter(({ round }) => round === of);
  const swept = new Set(passes.flatMap(({ locations }) => locations));
  const sheet = passes.length === 0 ? undefined : desk.senses.swept(id, swept);
  if (sheet === undefined) return undefined;
  const numbers = new Set(passes.map(({ number }) => number));
  const seen = new Map<string, SweptTag[]>();
  const seen_then = new Map<string, SweptTag[]>();
  const placed = new Set<string>();
  const strange: { readonly tag: StrangeTag; readonly passes: readonly number[] }[] = [];
  const heard = new Map<number, Set<string>>(passes.map(({ number }) => [number, new Set()]));
  for (const tag of sheet.heard) {
    const own = tag.passes.filter((pass) => numbers.has(pass));
    for (const pass of own) heard.get(pass)?.add(tag.epc);
    if (own.length === 0 || tag.is_container === true) continue;
    const places = tag.places.filter(({ round }) => round === of);
    const last = places.at(-1);
    const around = { place: last?.location, swept, passes: passes.filter(({ number }) => own.includes(number)) };
    const key = (location: string) => keyOf({ location, item: tag.item ?? '' });
    const at = placeOf(desk, tag.moved === undefined ? tag : { ...tag, thought: tag.moved.from }, around);
    const then = new Set(places.flatMap(({ location, is_over }) => (is_over ? [] : [location])));
    then.delete(last?.location);
    if (last?.is_over !== true && typeof at === 'string') then.add(at);
    for (const location of then)
      if (location !== undefined && tag.item !== undefined) add(seen_then, key(location), tag);
    if (tag.moved !== undefined) continue;
    if (typeof at !== 'string') strange.push({ tag: at, passes: own });
    else {
      add(seen, key(at), tag);
      placed.add(tag.epc);
    }
  }
  const known = new Map<string, KnownTag[]>();
  for (const tag of sheet.known) add(known, keyOf(tag), tag);
  const passesOver = (location: string) =>
    passes.filter(({ locations }) => locations.includes(location)).map(({ number }) => number);
  const heardBy = (pass: number): ReadonlySet<string> => heard.get(pass) ?? new Set();
  const missed = new Map<string, number>();
  return {
    swept,
    seen,
    seen_then,
    known,
    isPlaced: (epc) => placed.has(epc),
    strangeOf: (pass) => strange.flatMap((each) => (each.passes.includes(pass) ? [each.tag] : [])),
    tagged: sheet.tagged,
    missedAt(location) {
      const over = passesOver(location);
      const chance = missed.get(over.join()) ?? missedChance(over.map(heardBy));
      missed.set(over.join(), chance);
      return chance;
    },
    passesOver,
    heardBy,
    beyond: sheet.beyond,
  };
}

function add<Tag>(map: Map<string, Tag[]>, key: string, tag: Tag): void {
  const tags = map.get(key);
  if (tags === undefined) map.set(key, [tag]);
  else tags.push(tag);
}

/** How many tags are there, by one pass and by all those before it of the same places together; undefined without any. */
export function estimatedBy(reading: SweepReading, { number, locations }: SweepPass): SweepPass['estimated'] {
  const before = locations.map((location) => reading.passesOver(location).filter((pass) => pass < number));
  const [first, ...others] = before;
  // Of passes that went over other places as well nobody can tell which tags they should have heard here.
  if (first === undefined || first.length === 0 || others.some((each) => each.join() !== first.join()))
    return undefined;
  const { tags, sd } = recaptured(
    new Set(first.flatMap((pass) => [...reading.heardBy(pass)])),
    reading.heardBy(number),
  );
  return { tags: Math.round(tags * 10) / 10, sd: Math.round(sd * 10) / 10 };
}

/** Where a tag lies, or what it is instead of stock that is counted. */
function placeOf(
  { index }: Desk,
  {
    epc,
    item,
    thought,
    is_present,
  }: Pick<SweptTag, 'epc' | 'item' | 'is_present'> & { readonly thought?: string | undefined },
  {
    place,
    swept,
    passes,
  }: {
    readonly place: string | undefined;
    readonly swept: ReadonlySet<string>;
    readonly passes: readonly SweepPass[];
  },
): string | StrangeTag {
  const where = thought === undefined ? {} : { thought };
  if (item === undefined) return { epc, what: 'unknown', ...where };
  if (thought !== undefined && !isOutside(index, thought)) {
    // The next shelf is overheard: what belongs there and was not swept there is no proof of anything.
    if (!swept.has(thought)) return { epc, what: 'elsewhere', item, thought };
    return is_present === true ? thought : (place ?? thought);
  }
  const [only, ...others] = new Set(passes.flatMap(({ locations }) => locations));
  return place ?? (others.length === 0 ? only : undefined) ?? { epc, what: 'placeless', item, ...where };
}
