/**
 * What is booked at the places of changes that are open still, by their own weight or by whoever else: a scan, tags, another place's weight, a
 * person. What somebody else has booked may be the very pieces that the change is about, and those are never booked once more.
 */
import { owner_change } from '../stock/owner.ts';
import { isPutAt } from './fusion-event.ts';
import { type Fusion, type HeldScan, isLive, put_back_ms, type SubEvent } from './fusion-memory.ts';
import type { Memory } from './memory.ts';
import type { Turn } from './turn.ts';

/** Pieces of an item that came to a location, or left it below zero. */
export interface Since {
  readonly item: string;
  readonly location: string;
  readonly quantity: number;
}

/** When something was booked last at a weighed location: a change that began before may be told by it. */
export interface Latest {
  /** When the latest of it took place. */
  readonly at_ms: number;
  /** Arrival of the newest that the weight there had not shown, and would book nothing of again. */
  readonly credited_ms?: number;
  /** … and that it would book again: what came, and what left. */
  readonly came_ms?: number;
  readonly left_ms?: number;
}

/** What was booked at one location at once. */
interface BookedAt {
  /** By the weight of the location. */
  readonly shown: (Since & { readonly at_ms: number })[];
  credited: boolean;
  came: boolean;
  left: boolean;
}

/** After more than so many bookings at its places the levels of before a change are not followed any further. */
const since_max = 64;

/**
 * Notes what was booked since this was last asked with the changes that are open there. `shown`: the locations whose weight has shown it, none
 * when absent. Has to be asked before a turn's movements are given away.
 */
export function noteBooked(turn: Turn, { fusion }: Pick<Memory, 'fusion'>, shown: readonly string[] = []): void {
  if (turn.movements.length === fusion.noted) return;
  const all = new Map<string, BookedAt>();
  for (const { item, quantity, from, to, at_ms } of turn.movements.slice(fusion.noted)) {
    // Whoever's it is by now, it lies where it lay.
    if (from === owner_change || to === owner_change) continue;
    for (const [location, change] of [
      [from, -quantity],
      [to, quantity],
    ] as const) {
      if ((turn.index.senses.get(location)?.channels.length ?? 0) === 0) continue;
      const booked = all.get(location) ?? { shown: [], credited: false, came: false, left: false };
      all.set(location, booked);
      const since = { item, location, quantity: change, at_ms };
      if (shown.includes(location)) {
        if (booked.shown.length <= since_max) booked.shown.push(since);
      } else if (isCredited(turn, fusion, since)) booked.credited = true;
      else if (change > 0) booked.came = true;
      else booked.left = true;
      const { credited, came, left } = booked;
      fusion.latest.set(location, {
        ...fusion.latest.get(location),
        at_ms: Math.max(at_ms, fusion.latest.get(location)?.at_ms ?? at_ms),
        ...(credited ? { credited_ms: turn.at_ms } : {}),
        ...(came ? { came_ms: turn.at_ms } : {}),
        ...(left ? { left_ms: turn.at_ms } : {}),
      });
    }
  }
  fusion.noted = turn.movements.length;
  if (all.size === 0) return;
  for (const event of [...fusion.pending, ...fusion.doubts]) note(event, all);
}

/** A change that is seen now began a while ago, and what was booked since then may be about it. */
export function noteBefore({ latest }: Fusion, event: SubEvent): void {
  for (const { location } of event.plates) {
    const last = latest.get(location);
    if (last === undefined) continue;
    const { at_ms, credited_ms = 0, came_ms = 0, left_ms = 0 } = last;
    if ((isPutAt(event, location) ? came_ms : left_ms) >= event.at_ms) event.is_booked = true;
    // How much of what lay there took place since nobody knows; and some people book first and then do it.
    const isUnsure =
      Math.max(at_ms, credited_ms) >= event.at_ms || Math.max(came_ms, left_ms) >= event.at_ms - put_back_ms;
    if (isUnsure) delete event.since;
  }
}

/** What a scan or tags had booked, and the weight has yet to show, may be what this was. */
export function noteCredits(turn: Turn, fusion: Fusion, event: SubEvent): void {
  const isOf = (credit: Fusion['credits'][number]): boolean =>
    credit.awaits === 'weight' &&
    isLive(credit, turn.at_ms) &&
    event.plates.some(({ location }) => location === credit.location) &&
    isPutAt(event, credit.location) === credit.quantity > 0;
  if (fusion.credits.some(isOf)) delete event.since;
}

/**
 * Somebody has scanned such pieces there that are not booked, or are asked about. `items`: what they may be. `explained`: scans that the
 * explanation of the change has in it.
 */
export function isBeingScanned(
  turn: Turn,
  { fusion, scanners }: Pick<Memory, 'fusion' | 'scanners'>,
  event: SubEvent,
  { items, explained }: { readonly items: readonly string[]; readonly explained: readonly HeldScan[] },
): boolean {
  const isAt = (there: string | undefined): boolean => event.plates.some(({ location }) => location === there);
  const isOf = ({ location, item }: { readonly location: string; readonly item?: string }): boolean =>
    isAt(location) && (item === undefined || items.includes(item));
  for (const scan of fusion.scans) {
    if (explained.includes(scan)) continue;
    if (
      scan.ends.some(
        ({ location, sign }) => isOf({ location, item: scan.item }) && isPutAt(event, location) === sign > 0,
      )
    )
      return true;
  }
  for (const { held } of scanners.sessions.values()) if (held.some(isOf)) return true;
  const asked = new Set(explained.map(scanQuestion));
  for (const [id, { unbooked, waiting = [] }] of turn.books.questions) {
    if (asked.has(id)) continue;
    if (unbooked !== undefined && isOf(unbooked)) return true;
    if (waiting.some(({ location, to }) => isAt(location) || isAt(to))) return true;
  }
  return false;
}

/** The weight of the same pieces books nothing again. */
function isCredited(turn: Turn, { credits }: Fusion, { item, location, quantity }: Since): boolean {
  return credits.some(
    (credit) =>
      credit.awaits === 'weight' &&
      credit.location === location &&
      credit.item === item &&
      credit.quantity > 0 === quantity > 0 &&
      isLive(credit, turn.at_ms),
  );
}

function note(event: SubEvent, all: ReadonlyMap<string, BookedAt>): void {
  const seen = new Set<string>();
  for (const { location } of event.plates) {
    const booked = all.get(location);
    if (booked === undefined || seen.has(location)) continue;
    seen.add(location);
    const { shown, credited, came, left } = booked;
    if (isPutAt(event, location) ? came : left) event.is_booked = true;
    if (credited || came || left) delete event.since;
    const later = shown.filter(({ at_ms }) => at_ms >= event.at_ms);
    if (event.since === undefined || later.length === 0) continue;
    const since = [...event.since, ...later.map(({ at_ms: _, ...each }) => each)];
    if (since.length > since_max) delete event.since;
    else event.since = since;
  }
}

/** The question about a scan that the weight does not bear out. */
export function scanQuestion({ ref }: Pick<HeldScan, 'ref'>): string {
  return `scan-unresolved/${ref.id}`;
}
