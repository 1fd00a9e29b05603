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

/** Remembers what it has proposed: a place is not filled twice by one task. */
export class PutAwayPlaces {
  readonly #desk: Desk;
  readonly #places: readonly Location[];
  readonly #added = new Map<string, Map<string, number>>();

  constructor(desk: Desk, from: string) {
    this.#desk = desk;
    this.#places = desk.index.site.locations.filter(
      ({ id, kind }) => id !== from && (kind === 'bin' || kind === 'shelf'),
    );
  }

  /** Pieces of an item over their places; a place without a capacity takes all of them. */
  propose(item: string, quantity: number): readonly Proposed[] {
    const proposed: Proposed[] = [];
    let left = quantity;
    for (const { id, room } of this.#ranked(item)) {
      const here = Math.min(left, room);
      if (here <= 0) continue;
      proposed.push({ quantity: here, to: id });
      this.#add(id, item, here);
      left -= here;
      if (left === 0) return proposed;
    }
    return [...proposed, { quantity: left }];
  }

  /** The places for an item, the best first: by rule, then by what they have room for or hold already, then as the settings have them. */
  #ranked(item: string): readonly { readonly id: string; readonly room: number }[] {
    const rules = this.#desk.index.site.work?.put_away ?? usual_put_away;
    const found: { id: string; room: number; rank: number; weight: number }[] = [];
    for (const place of this.#places) {
      const judged = this.#judge(place, item);
      const rank = judged === undefined ? -1 : rules.indexOf(judged.rule);
      if (judged === undefined || rank === -1) continue;
      const room = roomFor(this.#desk.index, place, this.#load(place.id), item);
      found.push({ id: place.id, room, rank: 2 * rank + judged.minor, weight: judged.weight });
    }
    return found.sort((a, b) => a.rank - b.rank || b.weight - a.weight);
  }

  /** The rule by which a place is one for the item; of two of a rule the `minor` one is second, of equals the one with more `weight` first. */
  #judge(
    place: Location,
    item: string,
  ): { readonly rule: PutAwayRule; readonly minor: 0 | 1; readonly weight: number } | undefined {
    const { index } = this.#desk;
    const planned = plannedItems(index, place.id);
    const lying = this.#desk.levelOf(item, place.id);
    if (planned.includes(item)) {
      const weight = (place.full ?? quantity_max) - lying;
      return { rule: 'fixed', minor: place.item === item ? 0 : 1, weight };
    }
    if (planned.length > 0) return undefined;
    if (lying > 0) return { rule: 'same-item', minor: 0, weight: lying };
    if (this.#load(place.id).items.length > 0) return undefined;
    // Cold goods go to a place for cold goods before they take one for anything.
    const storage = index.items.get(item)?.storage_class;
    const isFor = storage === undefined || place.capacity?.classes?.includes(storage) === true;
    return { rule: 'empty', minor: isFor ? 0 : 1, weight: 0 };
  }

  #load(location: string): Load {
    const quantities = new Map(this.#desk.levelsAt(location));
    for (const [item, more] of this.#added.get(location) ?? [])
      quantities.set(item, (quantities.get(item) ?? 0) + more);
    return loadOf(this.#desk.index, quantities);
  }

  #add(location: string, item: string, quantity: number): void {
    const added = this.#added.get(location) ?? new Map<string, number>();
    added.set(item, (added.get(item) ?? 0) + quantity);
    this.#added.set(location, added);
  }
}
