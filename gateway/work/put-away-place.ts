/**
 * Where goods belong, by the rules of the settings in their order: the place made for the item, the place where it lies already, the first
 * empty one. Only places that may hold it and have room; what does not fit in one goes on to the next.
 */
import { type Load, loadOf, roomFor } from '../stock/capacity.ts';
import { quantity_max } from '../stock/movement.ts';
import type { Location } from '../stock/site.ts';
import { plannedItems } from '../stock/site-index.ts';
import { type PutAwayRule, usual_put_away } from '../stock/work-settings.ts';
import type { Desk } from './desk.ts';

export interface Proposed {
  readonly quantity: number;
  /** Absent where nothing says where it belongs, or nothing has room. */
  readonly to?: string;
}

/** A place that a rule names for an item; of two of a rule the one with more `weight` first, else as the settings have them. */
interface Ranked {
  readonly place: Location;
  readonly weight: number;
}

/** Of the places that are planned for nothing: where each item lies, and where nothing does. */
interface Seen {
  readonly lying: ReadonlyMap<string, readonly Ranked[]>;
  readonly empty: Set<Location>;
}

/** Remembers what it has proposed: a place is not filled twice by one task. */
export class PutAwayPlaces {
  readonly #desk: Desk;
  /** By the item that is planned there, and those that are planned for nothing, in the order of the settings. */
  readonly #planned = new Map<string, Location[]>();
  readonly #free: Location[] = [];
  #seen: Seen | undefined;
  readonly #added = new Map<string, Map<string, number>>();

  constructor(desk: Desk, from: string) {
    this.#desk = desk;
    const { site } = desk.index;
    const { receiving, quarantine, staging, wip } = site.work ?? {};
    // What lies there is on its way, or not fit for use: nothing is put away to there because it happens to lie there, or to be empty.
    const passing = new Set([receiving, quarantine, staging, wip]);
    for (const place of site.locations) {
      if (place.id === from || (place.kind !== 'bin' && place.kind !== 'shelf')) continue;
      const planned = plannedItems(desk.index, place.id);
      for (const item of new Set(planned)) {
        const own = this.#planned.get(item);
        if (own === undefined) this.#planned.set(item, [place]);
        else own.push(place);
      }
      if (planned.length === 0 && !passing.has(place.id)) this.#free.push(place);
    }
  }

  /** Pieces of an item over their places; a place without a capacity takes all of them. */
  propose(item: string, quantity: number): readonly Proposed[] {
    const proposed: Proposed[] = [];
    let left = quantity;
    for (const place of this.#ranked(item)) {
      const here = Math.min(left, roomFor(this.#desk.index, place, this.#load(place.id), item));
      if (here <= 0) continue;
      proposed.push({ quantity: here, to: place.id });
      this.#add(place, item, here);
      left -= here;
      if (left === 0) return proposed;
    }
    return [...proposed, { quantity: left }];
  }

  /** The places for an item, the best first: by rule, then by what they have room for or hold already, then as the settings have them. */
  *#ranked(item: string): Generator<Location> {
    for (const rule of this.#desk.index.site.work?.put_away ?? usual_put_away) yield* this.#byRule(rule, item);
  }

  #byRule(rule: PutAwayRule, item: string): Iterable<Location> {
    if (rule === 'fixed') return this.#made(item);
    return rule === 'same-item' ? this.#lying(item) : this.#emptyFor(item);
  }

  /** The bins that are made for it, then the shelves that it shares; of several the one with the most room. */
  #made(item: string): readonly Location[] {
    const own = (this.#planned.get(item) ?? []).map((place) => ({
      place,
      weight: (place.full ?? quantity_max) - this.#desk.levelOf(item, place.id),
    }));
    const isOwn = ({ place }: Ranked) => place.item === item;
    return [...heaviest(own.filter(isOwn)), ...heaviest(own.filter((each) => !isOwn(each)))];
  }

  /** Where it lies and nothing is planned, the most of it first. */
  #lying(item: string): readonly Location[] {
    return heaviest(this.#look().lying.get(item) ?? []);
  }

  /** Cold goods go to a place for cold goods before they take one for anything. */
  *#emptyFor(item: string): Generator<Location> {
    const { empty } = this.#look();
    const storage = this.#desk.index.items.get(item)?.storage_class;
    const isFor = ({ capacity }: Location) => storage === undefined || capacity?.classes?.includes(storage) === true;
    for (const place of empty) if (isFor(place)) yield place;
    if (storage === undefined) return;
    for (const place of empty) if (!isFor(place)) yield place;
  }

  /** A site has thousands of places: they are looked through once. */
  #look(): Seen {
    if (this.#seen !== undefined) return this.#seen;
    const lying = new Map<string, Ranked[]>();
    const empty = new Set<Location>();
    for (const place of this.#free) {
      let isEmpty = !this.#added.has(place.id);
      for (const [item, weight] of this.#desk.levelsAt(place.id)) {
        if (weight <= 0) continue;
        isEmpty = false;
        const own = lying.get(item);
        if (own === undefined) lying.set(item, [{ place, weight }]);
        else own.push({ place, weight });
      }
      if (isEmpty) empty.add(place);
    }
    this.#seen = { lying, empty };
    return this.#seen;
  }

  #load(location: string): Load {
    const quantities = new Map(this.#desk.levelsAt(location));
    for (const [item, more] of this.#added.get(location) ?? [])
      quantities.set(item, (quantities.get(item) ?? 0) + more);
    return loadOf(this.#desk.index, quantities);
  }

  #add(place: Location, item: string, quantity: number): void {
    const added = this.#added.get(place.id) ?? new Map<string, number>();
    added.set(item, (added.get(item) ?? 0) + quantity);
    this.#added.set(place.id, added);
    this.#seen?.empty.delete(place);
  }
}

/** The first of equals stays the first. */
function heaviest(places: readonly Ranked[]): readonly Location[] {
  return places.toSorted((a, b) => b.weight - a.weight).map(({ place }) => place);
}
