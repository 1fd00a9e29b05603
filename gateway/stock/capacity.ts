/** What a place may hold, and what it holds of that: pieces, mass, volume, which classes of goods, and whether several items at once. */
import type { Item, Location } from './site.ts';

/** Each member that is absent is no bound. A place inside another one counts for itself alone. */
export interface CapacitySettings {
  readonly pieces?: number;
  readonly mass_mg?: number;
  readonly volume_mm3?: number;
  /** At most one item lies there at a time. */
  readonly is_single_item?: boolean;
  /** Storage classes of the goods that may lie there; goods without a class go anywhere. */
  readonly classes?: readonly string[];
  /** What people say is refused beyond it; else it is noted. */
  readonly is_hard?: boolean;
}

/** The items of a site, by their ids. */
export interface KnownItems {
  readonly items: ReadonlyMap<string, Item>;
}

/** What lies at a place; items whose mass or volume nobody knows count nothing there, and are named. */
export interface Load {
  readonly pieces: number;
  readonly mass_mg: number;
  readonly volume_mm3: number;
  readonly items: readonly string[];
  readonly massless: readonly string[];
  readonly sizeless: readonly string[];
}

/** A bound that is broken, as a sentence goes on after the place's name. */
export interface Overload {
  readonly what: 'pieces' | 'mass_mg' | 'volume_mm3' | 'is_single_item' | 'classes';
  readonly says: string;
}

/** Of quantities by item; what is not above zero lies nowhere. */
export function loadOf({ items: known }: KnownItems, quantities: Iterable<readonly [string, number]>): Load {
  let [pieces, mass_mg, volume_mm3] = [0, 0, 0];
  const [items, massless, sizeless]: [string[], string[], string[]] = [[], [], []];
  for (const [item, quantity] of quantities) {
    if (quantity <= 0) continue;
    const { unit_mass_mg: mass, unit_volume_mm3: volume } = known.get(item) ?? {};
    pieces += quantity;
    mass_mg += quantity * (mass ?? 0);
    volume_mm3 += quantity * (volume ?? 0);
    items.push(item);
    if (mass === undefined) massless.push(item);
    if (volume === undefined) sizeless.push(item);
  }
  return { pieces, mass_mg, volume_mm3, items: items.sort(), massless, sizeless };
}

/** Every bound of a place that a load breaks. */
export function overloadsOf(index: KnownItems, location: Location, load: Load): readonly Overload[] {
  const { capacity } = location;
  if (capacity === undefined) return [];
  const found: Overload[] = [];
  for (const what of ['pieces', 'mass_mg', 'volume_mm3'] as const) {
    const most = capacity[what];
    if (most !== undefined && load[what] > most)
      found.push({ what, says: `holds ${amount(what, most)} at most, not ${amount(what, load[what])}` });
  }
  if (capacity.is_single_item === true && load.items.length > 1) {
    const names = load.items.slice(0, 5).map((item) => nameOf(index, item));
    found.push({ what: 'is_single_item', says: `holds one item at a time, not ${names.join(', ')}` });
  }
  const strange = load.items.find((item) => !isAllowed(location, index.items.get(item)));
  if (strange !== undefined) {
    const storage = index.items.get(strange)?.storage_class ?? '';
    found.push({ what: 'classes', says: `is not for ${storage} goods, as ${nameOf(index, strange)} is` });
  }
  return found;
}

/**
 * The first bound of a place that what is brought to it breaks, `changes` by item on top of what lies there `now`. What was beyond a bound
 * before and is not made worse keeps nothing out; of a soft capacity, what was broken already is not told again with every piece.
 */
export function overloadBy(
  index: KnownItems,
  location: Location,
  now: ReadonlyMap<string, number>,
  changes: ReadonlyMap<string, number>,
): Overload | undefined {
  const then = new Map(now);
  for (const [item, change] of changes) then.set(item, (then.get(item) ?? 0) + change);
  const [before, after] = [loadOf(index, now), loadOf(index, then)];
  const isWorse = ({ what }: Overload): boolean => {
    if (what === 'is_single_item') return after.items.some((item) => !before.items.includes(item));
    if (what !== 'classes') return after[what] > before[what];
    return after.items.some((item) => (changes.get(item) ?? 0) > 0 && !isAllowed(location, index.items.get(item)));
  };
  const known = new Set(overloadsOf(index, location, before).map(({ what }) => what));
  return overloadsOf(index, location, after).find(
    (each) => isWorse(each) && (location.capacity?.is_hard === true || !known.has(each.what)),
  );
}

export function isAllowed({ capacity }: Location, item: Item | undefined): boolean {
  const storage = item?.storage_class;
  return storage === undefined || capacity?.classes === undefined || capacity.classes.includes(storage);
}

/** How many more pieces of an item a place takes by its capacity; infinite without one. What nobody knows the mass of is not bound by mass. */
export function roomFor(index: KnownItems, location: Location, load: Load, item: string): number {
  const { capacity } = location;
  const known = index.items.get(item);
  if (!isAllowed(location, known)) return 0;
  if (capacity?.is_single_item === true && load.items.some((each) => each !== item)) return 0;
  const rooms = [
    roomOf(capacity?.pieces, load.pieces, 1),
    roomOf(capacity?.mass_mg, load.mass_mg, known?.unit_mass_mg),
    roomOf(capacity?.volume_mm3, load.volume_mm3, known?.unit_volume_mm3),
  ];
  return Math.min(...rooms);
}

function roomOf(most: number | undefined, used: number, each: number | undefined): number {
  if (most === undefined || each === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.floor((most - used) / each));
}

function amount(what: 'pieces' | 'mass_mg' | 'volume_mm3', value: number): string {
  if (what === 'pieces') return `${value} ${value === 1 ? 'piece' : 'pieces'}`;
  return what === 'mass_mg' ? `${value / 1_000_000} kg` : `${value / 1_000_000} l`;
}

function nameOf({ items }: KnownItems, item: string): string {
  return items.get(item)?.name ?? item;
}
