/**
 * What baselines would book at a whole site. Each sense is booked by the rule that knows it, scans as they were scanned; where a
 * several senses watch one place, one of them is believed and the others left out, or all would be booked twice.
 * Whatever is best stands for all of them, so every pair is made.
 */
import type { Site } from '../../../gateway/stock/site.ts';
import type { Booked } from '../booked.ts';
import { sensesOfSite } from '../senses.ts';
import type { Baseline } from './baseline.ts';

export interface Books {
  readonly name: string;
  readonly booked: readonly Booked[];
}

/** At a place that a scale watches too, tags of an item that come or go within this time are one movement. */
const together_ms = 2_000;

export function combined(baselines: readonly Baseline[], scans: readonly Booked[], site: Site): readonly Books[] {
  const { weighed, shared, watched } = sensesOfSite(site);
  const presence = baselines.filter(({ sense }) => sense === 'presence');
  const weight = baselines.filter(({ sense }) => sense === 'weight');
  const at = (places: ReadonlySet<string>) => (each: Booked) => places.has(each.from) || places.has(each.to);
  const not = (isThere: (each: Booked) => boolean) => (each: Booked) => !isThere(each);
  const free_scans = scans.filter(not(at(watched)));
  if (weight.length === 0) {
    return presence.flatMap(({ name, booked }) => {
      const first = { name, booked: [...booked, ...free_scans] };
      const all = { name: `${name}, with every scan`, booked: [...booked, ...scans] };
      return free_scans.length === scans.length ? [first] : [first, all];
    });
  }
  if (presence.length === 0) {
    return weight.map(({ name, booked }) => ({ name, booked: [...booked, ...free_scans] }));
  }
  return presence.flatMap((tags) =>
    weight.flatMap((scale) => {
      const by_scale = [...tags.booked.filter(not(at(weighed))), ...scale.booked, ...free_scans];
      const first = { name: `${scale.name}, ${tags.name} elsewhere`, booked: by_scale };
      if (shared.size === 0) return [first];
      const by_tags = [...joined(tags.booked, at(shared)), ...scale.booked.filter(not(at(shared))), ...free_scans];
      return [first, { name: `${tags.name}, ${scale.name} elsewhere`, booked: by_tags }];
    }),
  );
}

/** Movements of single tags at the same time, of one item and one way, as the one movement they are. */
export function joined(booked: readonly Booked[], isThere: (each: Booked) => boolean): readonly Booked[] {
  const open = new Map<string, number>();
  const all: Booked[] = [];
  for (const each of booked.toSorted((a, b) => a.at_ms - b.at_ms)) {
    const key = `${each.item}\u0000${each.from}\u0000${each.to}`;
    const place = open.get(key);
    const before = place === undefined ? undefined : all[place];
    if (place !== undefined && before !== undefined && isThere(each) && each.at_ms - before.at_ms <= together_ms) {
      const arrived_ms = Math.max(before.arrived_ms, each.arrived_ms);
      all[place] = { ...before, quantity: before.quantity + each.quantity, arrived_ms };
    } else {
      open.set(key, all.length);
      all.push(each);
    }
  }
  return all;
}
