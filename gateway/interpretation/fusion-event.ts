/** A change of a group of plates as sub-events: plates side by side that changed together. */

import type { PlateShare, SubEvent } from './fusion-memory.ts';
import type { Block } from './likelihood.ts';
import type { PlateChange, WeightChange } from './observation.ts';
import type { Turn } from './turn.ts';

/** A neighbour that shows less than this share of the change beside it only leans; more lies across. */
const across_min = 0.08;
/** Plates that left their rest so far apart in time did not leave it for one thing. */
const in_turn_ms = 1_300;
/** Deviations of noise that a change must exceed. */
const noise_factor = 5;

/** The sub-events of a change, in the order of the plates. `least_mg` is what a change at a location must have to be stock. */
export function subEventsOf(
  change: WeightChange,
  arrived_ms: number,
  leastAt: (location: string) => number,
): readonly SubEvent[] {
  const plates = change.plates.map(shareOf);
  const main = plates.reduce((most, { delta_mg }) => Math.max(most, Math.abs(delta_mg)), 0);
  const isSeed = (plate: PlateShare, at: number): boolean => {
    const size = Math.abs(plate.delta_mg);
    const most = plate.left_ms === undefined ? main : mostAround(plates, at);
    return size >= noise_factor * plate.sd_mg && size >= leastAt(plate.location) && size >= across_min * most;
  };
  const seeds = plates.map(isSeed);
  const hasSeed = seeds.includes(true);
  const changed = plates.map((plate, at) => seeds[at] === true || (!hasSeed && Math.abs(plate.delta_mg) === main));
  const grown = changed.map((is, at) => is || (isBeside(changed, at) && liesAcross(plates, changed, at)));
  return runsOf(plates, grown).map((run, at) => ({
    key: at === 0 ? change.ref.id : `${change.ref.id}/${at + 1}`,
    device: change.device,
    group: change.group,
    plates: run,
    ref: change.ref,
    at_ms: change.at_ms,
    settled_ms: change.settled_ms,
    unwatched: change.unwatched,
    doubt: change.doubt,
    arrived_ms,
    due_ms: arrived_ms,
    since: [],
  }));
}

/** One number a location. Plates of one location stand together within a sub-event. */
export function blocksOf({ plates }: SubEvent): {
  readonly blocks: readonly Block[];
  readonly locations: readonly string[];
} {
  const locations: string[] = [];
  const blocks: { delta_mg: number; sd_mg: number; left_ms: number | undefined; most_mg: number }[] = [];
  for (const { location, delta_mg, sd_mg, left_ms } of plates) {
    const at = locations.indexOf(location);
    const block = blocks[at];
    if (block === undefined) {
      locations.push(location);
      blocks.push({ delta_mg, sd_mg, left_ms, most_mg: Math.abs(delta_mg) });
    } else {
      // The plate that changed most tells the time best.
      if (Math.abs(delta_mg) > block.most_mg) Object.assign(block, { left_ms, most_mg: Math.abs(delta_mg) });
      block.delta_mg += delta_mg;
      block.sd_mg = Math.hypot(block.sd_mg, sd_mg);
    }
  }
  return { blocks, locations };
}

export function totalOf({ plates }: Pick<SubEvent, 'plates'>): number {
  return plates.reduce((sum, { delta_mg }) => sum + delta_mg, 0);
}

/** Pieces came to the location with it: of what goes from one place of a shelf to another one that is so at its end alone. */
export function isPutAt({ plates }: Pick<SubEvent, 'plates'>, location: string): boolean {
  return totalOf({ plates: plates.filter((plate) => plate.location === location) }) > 0;
}

export function noiseOf({ plates }: Pick<SubEvent, 'plates'>): number {
  return Math.hypot(...plates.map(({ sd_mg }) => sd_mg));
}

/** The only plate of its location, and one that shares no lean with others. */
export function isOwnPlate({ index }: Turn, { group, plates }: SubEvent, location: string): boolean {
  return group === plates[0]?.channel && index.senses.get(location)?.channels.length === 1;
}

/** Both as one: what was there before the first, and what is there after the second. */
export function merge(first: SubEvent, second: SubEvent): SubEvent {
  const before = new Map(first.plates.map((plate) => [plate.channel, plate]));
  const plates = second.plates.map((plate) => {
    const earlier = before.get(plate.channel);
    before.delete(plate.channel);
    if (earlier === undefined) return plate;
    const delta_mg = earlier.delta_mg + plate.delta_mg;
    return { ...plate, before: earlier.before, delta_mg, sd_mg: Math.hypot(earlier.before.sd_mg, plate.after.sd_mg) };
  });
  const { since: _since, is_booked: _booked, ...rest } = second;
  return {
    ...rest,
    // They changed more than once: when they left their rest says nothing any more.
    plates: [...before.values(), ...plates].map(({ left_ms: _left, ...plate }) => plate),
    unwatched: first.unwatched || second.unwatched,
    doubt: second.doubt,
    ...sinceOf(first, second),
  };
}

/** Of what was joined: since the first of them, which is what the levels of before are those of. */
function sinceOf(first: SubEvent, second: SubEvent): Pick<SubEvent, 'since' | 'is_booked'> {
  const isBooked = first.is_booked === true || second.is_booked === true;
  const isUnsure = first.since === undefined || second.since === undefined;
  return { ...(isUnsure ? {} : { since: first.since }), ...(isBooked ? { is_booked: true } : {}) };
}

export function overlap(a: SubEvent, b: SubEvent): boolean {
  return a.device === b.device && a.plates.some(({ channel }) => b.plates.some((plate) => plate.channel === channel));
}

function shareOf({ channel, location, before, after, empty_mg, zero_sd_mg, at_ms }: PlateChange): PlateShare {
  const delta_mg = after.mass_mg - before.mass_mg;
  const zero = zero_sd_mg === undefined ? {} : { zero_sd_mg };
  const sd_mg = Math.hypot(before.sd_mg, after.sd_mg);
  const left = at_ms === undefined ? {} : { left_ms: at_ms };
  return { channel, location, before, after, delta_mg, sd_mg, empty_mg, ...zero, ...left };
}

/** The largest change of which a plate may keep a share: of what lies beside it, and of what lies beside it and beyond. */
function mostAround(plates: readonly PlateShare[], at: number): number {
  const size = (place: number): number => Math.abs(plates[place]?.delta_mg ?? 0);
  const beyond = (near: number, far: number): number => (size(near) >= across_min * size(far) ? size(far) : 0);
  return Math.max(size(at - 1), size(at + 1), beyond(at - 1, at - 2), beyond(at + 1, at + 2));
}

function isBeside(changed: readonly boolean[], at: number): boolean {
  return changed[at - 1] === true || changed[at + 1] === true;
}

/** Beside a plate that changed, in its direction, and more than what a neighbour keeps of the largest change around. */
function liesAcross(plates: readonly PlateShare[], changed: readonly boolean[], at: number): boolean {
  const plate = plates[at];
  if (plate === undefined || Math.abs(plate.delta_mg) < noise_factor * plate.sd_mg) return false;
  let most_mg = 0;
  for (const beside of [at - 2, at - 1, at + 1, at + 2]) {
    const delta_mg = changed[beside] === true ? (plates[beside]?.delta_mg ?? 0) : 0;
    if (Math.abs(delta_mg) > Math.abs(most_mg)) most_mg = delta_mg;
  }
  return most_mg !== 0 && plate.delta_mg / most_mg >= across_min;
}

function runsOf(plates: readonly PlateShare[], taken: readonly boolean[]): PlateShare[][] {
  const runs: PlateShare[][] = [];
  let open: PlateShare[] | undefined;
  for (const [at, plate] of plates.entries()) {
    if (taken[at] !== true) open = undefined;
    else if (open === undefined) {
      open = [plate];
      runs.push(open);
    } else open.push(plate);
  }
  return runs;
}

/**
 * The sub-event cut where plates side by side left their rest one after the other: two people reached in, or one did twice. By itself that
 * proves nothing, for a small share of what lies across shows late.
 */
export function inTurns(event: SubEvent, change: WeightChange): readonly SubEvent[] {
  const left_ms = new Map(change.plates.map(({ channel, at_ms }) => [channel, at_ms]));
  const parts: { readonly plates: PlateShare[]; at_ms: number }[] = [];
  let before_ms: number | undefined;
  for (const plate of event.plates) {
    const at_ms = left_ms.get(plate.channel);
    const isLater = at_ms !== undefined && before_ms !== undefined && Math.abs(at_ms - before_ms) > in_turn_ms;
    const part = parts.at(-1);
    if (part === undefined || isLater) parts.push({ plates: [plate], at_ms: at_ms ?? event.at_ms });
    else {
      part.plates.push(plate);
      part.at_ms = Math.min(part.at_ms, at_ms ?? part.at_ms);
    }
    before_ms = at_ms ?? before_ms;
  }
  return parts.map((part, nth) => ({ ...event, ...part, key: nth === 0 ? event.key : `${event.key}+${nth}` }));
}

/** Named by the plate; a second one at a time also by when it was. */
export function doubtQuestion({ device, plates, asked_as }: SubEvent): string {
  if (asked_as !== undefined) return asked_as;
  const main = plates.reduce(
    (most, plate) => (Math.abs(plate.delta_mg) > Math.abs(most?.delta_mg ?? 0) ? plate : most),
    plates[0],
  );
  return `weight-unresolved/${device}/${main?.channel ?? ''}`;
}
