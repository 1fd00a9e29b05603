/**
 * What is booked at the places of changes that are open still: by weight, by senses whose word the weight has yet to show, or by whoever knows
 * more than these. What somebody else has booked may be the very pieces that the change is about.
 */
import { isPutAt } from './fusion-event.ts';
import { type Credit, type Fusion, fusionRule, isLive, type SubEvent } from './fusion-memory.ts';
import type { Memory } from './memory.ts';
import { scanRule } from './scan-session.ts';
import type { Turn } from './turn.ts';

/** Pieces of an item that came to a location, or left it below zero. */
export interface Since {
  readonly item: string;
  readonly location: string;
  readonly quantity: number;
}

/**
 * Who booked something at the place of a change without its weight. `credited`: a scan or tags, and the weight of the same pieces books nothing
 * again for a while. `booked`: anybody else, and what the weight shows would be booked once more.
 */
export type Told = 'credited' | 'booked';

/** What was booked last at a weighed location: a change that began before may be told by it. */
export interface Latest {
  /** When the latest of it took place. */
  readonly at_ms: number;
  /** When the newest arrived of what the weight has not shown. */
  readonly credited_ms?: number;
  readonly booked_ms?: number;
}

interface Booked extends Since {
  readonly at_ms: number;
  readonly told: Told | undefined;
}

/**
 * Notes what was booked since this was last asked with the changes that are open there. `by`: the locations of the change of weight that it
 * was booked for, or nothing where it was for none. Has to be asked before a turn's movements are given away.
 */
export function noteBooked(turn: Turn, { fusion }: Pick<Memory, 'fusion'>, by?: readonly string[]): void {
  const booked: Booked[] = [];
  for (const { item, quantity, from, to, at_ms, rule } of turn.movements.slice(fusion.noted)) {
    for (const [location, change] of [
      [from, -quantity],
      [to, quantity],
    ] as const) {
      if ((turn.index.senses.get(location)?.channels.length ?? 0) === 0) continue;
      const told = by === undefined ? tellerOf(rule) : by.includes(location) ? undefined : 'booked';
      booked.push({ item, location, quantity: change, at_ms, told });
      fusion.latest.set(location, latestWith(fusion.latest.get(location), at_ms, told, turn.at_ms));
    }
  }
  fusion.noted = turn.movements.length;
  if (booked.length === 0) return;
  const locations = new Set(booked.map(({ location }) => location));
  for (const event of [...fusion.pending, ...fusion.doubts]) {
    if (event.plates.some(({ location }) => locations.has(location))) note(event, booked);
  }
}

function latestWith(before: Latest | undefined, at_ms: number, told: Told | undefined, arrived_ms: number): Latest {
  const latest = { ...before, at_ms: Math.max(at_ms, before?.at_ms ?? at_ms) };
  if (told === undefined) return latest;
  return told === 'booked' ? { ...latest, booked_ms: arrived_ms } : { ...latest, credited_ms: arrived_ms };
}

/** A change that is seen now began a while ago, and what was booked since it began may be about it. */
export function noteBefore({ latest }: Fusion, event: SubEvent): void {
  for (const { location } of event.plates) {
    const last = latest.get(location);
    if (last === undefined) continue;
    // How much of it took place since nobody knows.
    if (last.at_ms >= event.at_ms) delete event.since;
    if ((last.credited_ms ?? 0) >= event.at_ms) event.told ??= 'credited';
    if ((last.booked_ms ?? 0) >= event.at_ms) event.told = 'booked';
  }
}

/** What a scan or tags had booked, and the weight has yet to show, may be what this was. */
export function noteCredits(turn: Turn, { credits }: Fusion, event: SubEvent): void {
  const isOf = (credit: Credit): boolean =>
    credit.awaits === 'weight' &&
    isLive(credit, turn.at_ms) &&
    event.plates.some(({ location }) => location === credit.location) &&
    isPutAt(event, credit.location) === credit.quantity > 0;
  if (credits.some(isOf)) event.told ??= 'credited';
}

/** A person has scanned something there that is not booked yet, and that this judgement does not explain. */
export function isBeingScanned(
  { fusion, scanners }: Pick<Memory, 'fusion' | 'scanners'>,
  { plates }: SubEvent,
  explained: readonly Fusion['scans'][number][],
): boolean {
  const isAt = (there: string | undefined): boolean => plates.some(({ location }) => location === there);
  if (fusion.scans.some((scan) => !explained.includes(scan) && scan.ends.some(({ location }) => isAt(location))))
    return true;
  return [...scanners.sessions.values()].some(({ held }) => held.some(({ location }) => isAt(location)));
}

function tellerOf(rule: string): Told {
  const [name] = rule.split('@');
  return name === fusionRule.name || name === scanRule.name ? 'credited' : 'booked';
}

function note(event: SubEvent, booked: readonly Booked[]): void {
  const sums = new Map((event.since ?? []).map((each) => [keyOf(each), each]));
  for (const { item, location, quantity, at_ms, told } of booked) {
    if (event.plates.every((plate) => plate.location !== location)) continue;
    if (told !== undefined && event.told !== 'booked') event.told = told;
    if (at_ms < event.at_ms) continue;
    const key = keyOf({ item, location });
    sums.set(key, { item, location, quantity: (sums.get(key)?.quantity ?? 0) + quantity });
  }
  if (event.since !== undefined) event.since = [...sums.values()];
}

function keyOf({ item, location }: Pick<Since, 'item' | 'location'>): string {
  return `${location}\u0000${item}`;
}
