/**
 * What baselines would book at a whole site. Each sense is booked by the rule that knows it; where several senses watch one place,
 * one of them is believed and the others left out, or all would be booked twice. Scans at such places are either left out too, or come
 * first: what a sense tells within ten seconds of a scan, at the same place and the same way, is what was scanned. Whatever is best
 * stands for all of them, so every way is made.
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

/** A scan and what a sense tells within this time of it are one thing: as long as the score's own window. */
const scanned_ms = 10_000;

export function combined(baselines: readonly Baseline[], scans: readonly Booked[], site: Site): readonly Books[] {
  const { watched } = sensesOfSite(site);
  const free_scans = scans.filter(not(at(watched)));
  return sensed(baselines, site).flatMap(({ name, booked }) => {
    const without = { name, booked: [...booked, ...free_scans] };
    if (free_scans.length === scans.length) return [without];
    return [without, { name: `${name}, scans first`, booked: scansFirst(booked, scans, watched) }];
  });
}

/** The senses alone: each where it is the only one, and of several one is believed, both ways. */
function sensed(baselines: readonly Baseline[], site: Site): readonly Books[] {
  const { weighed, shared } = sensesOfSite(site);
  const presence = baselines.filter(({ sense }) => sense === 'presence');
  const weight = baselines.filter(({ sense }) => sense === 'weight');
  if (weight.length === 0 || presence.length === 0) return baselines;
  return presence.flatMap((tags) =>
    weight.flatMap((scale) => {
      const by_scale = [...tags.booked.filter(not(at(weighed))), ...scale.booked];
      const first = { name: `${scale.name}, ${tags.name} elsewhere`, booked: by_scale };
      if (shared.size === 0) return [first];
      const by_tags = [...joined(tags.booked, at(shared)), ...scale.booked.filter(not(at(shared)))];
      return [first, { name: `${tags.name}, ${scale.name} elsewhere`, booked: by_tags }];
    }),
  );
}

/** Every scan, and of what the senses tell only what no scan told: a scan takes the nearest at each of its ends that is watched. */
export function scansFirst(
  booked: readonly Booked[],
  scans: readonly Booked[],
  watched: ReadonlySet<string>,
): readonly Booked[] {
  const told = new Set<Booked>();
  const by_end = new Map<string, Booked[]>();
  for (const each of booked) {
    for (const end of [`from ${each.from}`, `to ${each.to}`]) {
      const known = by_end.get(end);
      if (known === undefined) by_end.set(end, [each]);
      else known.push(each);
    }
  }
  for (const scan of scans) {
    const ends = [
      ...(watched.has(scan.from) ? [`from ${scan.from}`] : []),
      ...(watched.has(scan.to) ? [`to ${scan.to}`] : []),
    ];
    for (const end of ends) {
      const near = (by_end.get(end) ?? [])
        .filter((each) => !told.has(each) && Math.abs(each.at_ms - scan.at_ms) <= scanned_ms)
        .toSorted((a, b) => Math.abs(a.at_ms - scan.at_ms) - Math.abs(b.at_ms - scan.at_ms));
      if (near[0] !== undefined) told.add(near[0]);
    }
  }
  return [...booked.filter((each) => !told.has(each)), ...scans];
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

function at(places: ReadonlySet<string>): (each: Booked) => boolean {
  return (each) => places.has(each.from) || places.has(each.to);
}

function not(isThere: (each: Booked) => boolean): (each: Booked) => boolean {
  return (each) => !isThere(each);
}
