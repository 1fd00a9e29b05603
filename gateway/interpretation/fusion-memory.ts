/** What fusion remembers: what has been noticed and not yet booked, what was booked lately, and what items weigh. */

import { limits } from '../base/limits.ts';
import type { MassSaid } from '../stock/catch-weight/catch-weight.ts';
import type { LotSaid } from '../stock/lots/lot.ts';
import type { Evidence, MovementKind, MovementWork } from '../stock/movement.ts';
import { channelPlace, type SiteIndex } from '../stock/site-index.ts';
import { addDeadline, type Deadlines, deadlinesOf } from './deadlines.ts';
import type { Latest, Since } from './fusion-open.ts';
import { type Habit, habitOf } from './grasp-habit.ts';
import type { PlateLean } from './plate-lean.ts';
import type { Rule } from './rule.ts';
import type { ReadingRef, Turn } from './turn.ts';
import type { MassRecord, MassRecords } from './unit-mass.ts';
import type { Rest } from './weight-channel.ts';

export const fusionRule: Rule = { name: 'fusion', version: 11 };

/** A plate's part in a sub-event. */
export interface PlateShare {
  readonly channel: string;
  readonly location: string;
  readonly before: Rest;
  readonly after: Rest;
  readonly delta_mg: number;
  readonly sd_mg: number;
  readonly empty_mg: number | undefined;
  /** How well that is known, standard deviation; absent with it, and in older checkpoints. */
  readonly zero_sd_mg?: number;
  /** When it left its rest; absent where it did not by itself, and in older checkpoints. */
  readonly left_ms?: number;
}

/** What changed together on plates that stand side by side. */
export interface SubEvent {
  /** The deciding reading's identity, and which of its sub-events this is. */
  readonly key: string;
  readonly device: string;
  readonly group: string;
  readonly plates: readonly PlateShare[];
  readonly ref: ReadingRef;
  readonly at_ms: number;
  readonly settled_ms: number;
  readonly unwatched: boolean;
  readonly doubt: string | undefined;
  readonly arrived_ms: number;
  /** The question about it, where its plate already had one. */
  readonly asked_as?: string;
  /** The bin was lifted off within it, and that or another one is back. */
  readonly lifted?: true;
  /** What the weight has booked at its locations since it happened; absent where others have, too, and in older checkpoints. */
  since?: readonly Since[];
  /** Somebody else has booked there what came or went as this did, and it may be this. */
  is_booked?: true;
  /** Items counted there since, and found as the ledger has them. */
  counted?: readonly string[];
  /** When it was looked at again last. */
  looked_ms?: number;
  /** It is decided by then, whatever is still expected. Arrival time. */
  due_ms: number;
}

/** A tag that came to a weighed place or went from it, and that no movement explains yet. */
export interface Witness {
  readonly epc: string;
  readonly item: string;
  readonly quantity: number;
  readonly location: string;
  readonly change: 'came' | 'gone';
  readonly at_ms: number;
  readonly ref: ReadingRef;
  readonly confidence_permille: number;
  readonly unwatched: boolean;
  /** Until then a change of weight may explain it. Arrival time. */
  due_ms: number;
}

/** One end of a scanned line at a place that a scale watches. */
export interface ScanEnd {
  readonly location: string;
  readonly sign: -1 | 1;
  /** When the person was there. */
  readonly at_ms: number;
  /** The weight has shown so many pieces there. */
  met: number | undefined;
  /** … at that time; absent where nobody watched, and in older checkpoints. */
  met_ms?: number;
}

/** A scanned line that waits for the weight of its places. */
export interface HeldScan {
  /** The identity of its scan; its movement is made of it. */
  readonly key: string;
  readonly ref: ReadingRef;
  readonly device: string;
  readonly item: string;
  readonly quantity: number;
  readonly kind: MovementKind;
  readonly from: string;
  readonly to: string;
  readonly why: string;
  /** Who scanned, by the scanner's name; of a person's work who said it. */
  readonly who: string;
  /** Of a line that is part of people's work. */
  readonly work?: MovementWork;
  /** What the code says of its lot, of an item that is tracked. */
  readonly lot?: LotSaid;
  /** What all of it weighs, of an item with catch weight: as was said, or as the scale shows it. */
  weighs?: MassSaid;
  readonly ends: readonly ScanEnd[];
  evidence: Evidence[];
  /** What the weight said, for the sentence. */
  says: string;
  confidence_permille: number;
  due_ms: number;
  /** It was put to a person; a weight may still explain it. */
  asked: boolean;
}

/** Booked by one sense, and the other one may still show it: that books nothing again. */
export interface Credit {
  readonly awaits: 'weight' | 'tags';
  readonly location: string;
  readonly item: string;
  /** Below zero: left the location. */
  quantity: number;
  /** Where it went or came from. */
  readonly other: string;
  readonly at_ms: number;
  readonly until_ms: number;
}

/** One line of a sub-event as it was booked. */
export interface DecidedLine {
  readonly item: string;
  readonly location: string;
  readonly quantity: number;
  readonly movements: readonly string[];
  readonly scanned: boolean;
  readonly tagged: number;
  /** So many pieces of it had been booked already, by a scan or by tags alone; absent where none were, and in older checkpoints. */
  readonly absorbed?: number;
}

/** A sub-event that is booked, while late evidence may still come. */
export interface Decided {
  readonly event: SubEvent;
  readonly lines: readonly DecidedLine[];
  readonly witnesses: readonly Witness[];
  /** Scans that were met with it, as they were before; absent where none were, and in older checkpoints. */
  readonly scans?: readonly HeldScan[];
  /** What was lately taken and came back with it; absent where nothing did, and in older checkpoints. */
  readonly put_back?: readonly Take[];
  readonly until_ms: number;
}

/** Pieces lately taken, which may be put back. */
export interface Take {
  readonly location: string;
  readonly item: string;
  quantity: number;
  readonly to: string;
  readonly at_ms: number;
}

export interface Fusion {
  pending: SubEvent[];
  /** Put to a person, and a later change may explain them. */
  doubts: SubEvent[];
  scans: HeldScan[];
  witnesses: Witness[];
  credits: Credit[];
  decided: Decided[];
  takes: Take[];
  readonly latest: Map<string, Latest>;
  readonly masses: MassRecords;
  /** Items that have tags. */
  readonly tagged: Set<string>;
  /** By location and item: on which plates its changes were seen, in halves of the newest ones. */
  readonly homes: Map<string, Readonly<Record<string, number>>>;
  /** By location: how much its plate leans, where that is a plate of its own. */
  readonly leans: Map<string, PlateLean>;
  /** How many pieces people take and put down at once. */
  habit: Habit;
  /** So many of the turn's movements are noted with the changes that are open at their places. */
  noted: number;
  readonly deadlines: Deadlines;
}

export interface SavedFusion {
  readonly pending: readonly SubEvent[];
  readonly doubts: readonly SubEvent[];
  readonly scans: readonly HeldScan[];
  readonly witnesses: readonly Witness[];
  readonly credits: readonly Credit[];
  readonly decided: readonly Decided[];
  readonly takes: readonly Take[];
  /** Absent in older checkpoints. */
  readonly latest?: readonly (readonly [string, Latest])[];
  readonly masses: readonly MassRecord[];
  readonly tagged: readonly string[];
  readonly homes: readonly (readonly [string, Readonly<Record<string, number>>])[];
  /** Absent in older checkpoints. */
  readonly leans?: readonly (readonly [string, PlateLean])[];
  readonly habit?: Habit;
}

/** Hands and tools stay on a shelf up to this long; what was put down is booked once it has stayed longer. */
export const touch_ms = 5_500;
/** What comes back within this time was never used. */
export const put_back_ms = 120_000;
/** Evidence up to this much later, by its effective time, re-derives what was booked. */
export const late_ms = 180_000;
/** So long a scan or a tag booked at an unweighed moment is remembered. */
export const credit_ms = 3_600_000;

/** It stands for pieces still. */
export function isLive({ quantity, until_ms }: Credit, at_ms: number): boolean {
  return quantity !== 0 && until_ms > at_ms;
}

/** Parts location and item in the key of a home. */
export const homes_between = '\u0000';

export function fusionOf(): Fusion {
  return {
    pending: [],
    doubts: [],
    scans: [],
    witnesses: [],
    credits: [],
    decided: [],
    takes: [],
    latest: new Map(),
    masses: new Map(),
    tagged: new Set(),
    homes: new Map(),
    leans: new Map(),
    habit: habitOf(),
    noted: 0,
    deadlines: deadlinesOf(),
  };
}

export function saveFusion(whole: Fusion): SavedFusion {
  const { masses, tagged, homes, leans, latest, deadlines: _deadlines, noted: _noted, ...fusion } = whole;
  const lists = { masses: [...masses.values()], tagged: [...tagged], homes: [...homes], leans: [...leans] };
  return { ...fusion, ...lists, latest: [...latest] };
}

export function restoreFusion(fusion: Fusion, saved: SavedFusion | undefined): void {
  if (saved === undefined) return;
  fusion.pending = saved.pending.map((event) => ({
    ...event,
    doubt: event.doubt,
    plates: event.plates.map(wholePlate),
  }));
  fusion.doubts = saved.doubts.map((event) => ({ ...event, doubt: event.doubt, plates: event.plates.map(wholePlate) }));
  fusion.scans = saved.scans.map((scan) => ({ ...scan, ends: scan.ends.map((end) => ({ ...end, met: end.met })) }));
  fusion.witnesses = [...saved.witnesses];
  fusion.credits = [...saved.credits];
  fusion.decided = [...saved.decided];
  fusion.takes = [...saved.takes];
  for (const [location, latest] of saved.latest ?? []) fusion.latest.set(location, latest);
  for (const record of saved.masses) fusion.masses.set(record.item, record);
  for (const item of saved.tagged) fusion.tagged.add(item);
  for (const [key, home] of saved.homes) fusion.homes.set(key, home);
  for (const [location, lean] of saved.leans ?? []) fusion.leans.set(location, lean);
  if (saved.habit !== undefined) fusion.habit = saved.habit;
  for (const { due_ms } of [...fusion.pending, ...fusion.scans, ...fusion.witnesses]) awaitSweep(fusion, due_ms);
  for (const { due_ms } of fusion.doubts) if (due_ms < Number.MAX_SAFE_INTEGER) awaitSweep(fusion, due_ms);
}

/**
 * Forgets what was noticed on plates that the settings no longer have, or that now hold something else; and what was learned of items and
 * locations that they no longer have.
 */
export function planFusion(fusion: Fusion, index: SiteIndex): void {
  const isThere = ({ device, plates }: SubEvent): boolean =>
    plates.every(({ channel, location }) => channelPlace(index, device, channel)?.location === location);
  fusion.pending = fusion.pending.filter(isThere);
  fusion.doubts = fusion.doubts.filter(isThere);
  for (const event of [...fusion.pending, ...fusion.doubts]) delete event.since; // Other things may belong there, and weigh otherwise.
  fusion.decided = fusion.decided.filter(({ event }) => isThere(event));
  for (const location of fusion.leans.keys()) {
    if ((index.senses.get(location)?.channels.length ?? 0) !== 1) fusion.leans.delete(location);
  }
  for (const location of fusion.latest.keys()) if (!index.senses.has(location)) fusion.latest.delete(location);
  for (const key of fusion.homes.keys()) {
    const [location = '', item = ''] = key.split(homes_between);
    if (!index.locations.has(location) || !index.items.has(item)) fusion.homes.delete(key);
  }
  for (const item of fusion.masses.keys()) if (!index.items.has(item)) fusion.masses.delete(item);
  for (const item of fusion.tagged) if (!index.items.has(item)) fusion.tagged.delete(item);
}

function wholePlate(plate: PlateShare): PlateShare {
  return { ...plate, empty_mg: plate.empty_mg };
}

/** Makes sure that a tick looks at everything at this time. */
export function awaitSweep(fusion: Fusion, due_ms: number): void {
  addDeadline(fusion.deadlines, 'sweep', due_ms);
}

/** Looks at the places' open sub-events again with the next tick. */
export function hasten(turn: Turn, { fusion }: { readonly fusion: Fusion }, locations: readonly string[]): void {
  for (const event of fusion.pending) {
    if (event.plates.some(({ location }) => locations.includes(location))) event.due_ms = turn.at_ms;
  }
  awaitSweep(fusion, turn.at_ms);
}

/** Every list has its limit; what is oldest gives way and is counted. */
export function keepWithinLimits(turn: Turn, { fusion }: { readonly fusion: Fusion }): void {
  const max = limits.fusion_kept_max;
  const cut = <Each>(list: Each[], what: string): Each[] => {
    if (list.length <= max) return list;
    turn.books.counters.add(`${what} forgotten by fusion, too many`, list.length - max);
    return list.slice(-max);
  };
  fusion.pending = cut(fusion.pending, 'changes of weight');
  fusion.doubts = cut(fusion.doubts, 'doubtful changes');
  fusion.scans = cut(fusion.scans, 'scans');
  fusion.witnesses = cut(fusion.witnesses, 'tags');
  fusion.credits = cut(fusion.credits, 'bookings of one sense');
  fusion.decided = cut(fusion.decided, 'booked changes');
  fusion.takes = cut(fusion.takes, 'picks');
}
