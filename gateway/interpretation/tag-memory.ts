/** The tags remembered: where each is, where it was last known to be, and how it was heard lately. */
import { limits } from '../base/limits.ts';
import { addDeadline, type Deadlines, deadlinesOf } from './deadlines.ts';
import type { ReadingRef, Turn } from './turn.ts';

/** How one location hears a tag. */
export interface Hearing {
  readonly location: string;
  /** The newest reports that may make the tag present here; empty once it is. */
  reports: TagReport[];
  /** Stretch of effective time that the sums below belong to; they hold this and the one before. */
  stretch: number;
  reads: number;
  reads_before: number;
  /** Reads that told a strength, and the sum of those strengths. */
  loud: number;
  loud_before: number;
  strength: number;
  strength_before: number;
}

export interface TagReport {
  readonly ref: ReadingRef;
  readonly antenna: number | undefined;
  readonly rssi_cdbm: number | undefined;
  readonly count: number;
}

export interface Tag {
  readonly epc: string;
  /** What the ledger has it as, wherever it is; undefined while nothing is booked for it. */
  item: string | undefined;
  /** Pieces it stands for. */
  quantity: number;
  /** The GTIN a person was asked about; empty for a tag without one. */
  asked_gtin: string | undefined;
  /** Where it is present, also when nobody knows what it is. */
  place: string | undefined;
  /** Where the ledger has it while it is present nowhere; undefined before its first movement. */
  known: string | undefined;
  /** It was seen to come in while nobody knew what it was: from where to where. */
  came: { readonly from: string; readonly to: string } | undefined;
  /** Its newest sighting at its place, or anywhere while it has none. */
  last: TagReport;
  last_arrived_ms: number;
  readonly hearings: Hearing[];
}

export interface Tags {
  readonly by_epc: Map<string, Tag>;
  /** Tags that are present nowhere, the longest unheard first. */
  readonly absent: Set<string>;
  /** Tags that are present, by their place. */
  readonly by_place: Map<string, Set<string>>;
  /** When a present tag may have left. */
  readonly deadlines: Deadlines;
}

export interface SavedTags {
  /** Those of older checkpoints stand for one piece each. */
  readonly tags: readonly (Omit<Tag, 'quantity'> & { readonly quantity?: number })[];
  readonly absent: readonly string[];
}

/** Strengths are compared over this and up to twice this time, so that nothing old speaks. */
export const stretch_ms = 5_000;

/** A tag is heard by few locations at once; of more the one heard least lately gives way. */
const hearings_max = 4;

export function tagsOf(): Tags {
  return { by_epc: new Map(), absent: new Set(), by_place: new Map(), deadlines: deadlinesOf() };
}

export function saveTags({ by_epc, absent }: Tags): SavedTags {
  return { tags: [...by_epc.values()], absent: [...absent] };
}

export function restoreTags(tags: Tags, saved: SavedTags, absent_ms: number): void {
  for (const tag of saved.tags) {
    tags.by_epc.set(tag.epc, { ...tag, quantity: tag.quantity ?? 1 });
    if (tag.place !== undefined) enter(tags, tag.epc, tag.place);
  }
  for (const epc of saved.absent) tags.absent.add(epc);
  awaitAll(tags, absent_ms);
}

/** Looks at every present tag anew, after the time until absence may have changed. */
export function awaitAll(tags: Tags, absent_ms: number): void {
  tags.deadlines.due.clear();
  tags.deadlines.next_ms = Number.POSITIVE_INFINITY;
  for (const tag of tags.by_epc.values()) {
    if (tag.place !== undefined) addDeadline(tags.deadlines, tag.epc, tag.last_arrived_ms + absent_ms);
  }
}

/** The tag of an EPC, remembered from now on. Undefined when memory is full of tags that are present. */
export function tagOf(tags: Tags, epc: string, report: TagReport, turn: Turn): Tag | undefined {
  const known = tags.by_epc.get(epc);
  if (known !== undefined) return known;
  if (tags.by_epc.size >= limits.tags_max) {
    turn.books.counters.add('tags forgotten, too many');
    const oldest = tags.absent.values().next();
    if (oldest.done === true) return undefined;
    tags.absent.delete(oldest.value);
    tags.by_epc.delete(oldest.value);
  }
  const tag: Tag = {
    epc,
    item: undefined,
    quantity: 1,
    asked_gtin: undefined,
    place: undefined,
    known: undefined,
    came: undefined,
    last: report,
    last_arrived_ms: turn.at_ms,
    hearings: [],
  };
  tags.by_epc.set(epc, tag);
  tags.absent.add(epc);
  return tag;
}

export function noteSighting(tags: Tags, tag: Tag, report: TagReport, arrived_ms: number): void {
  tag.last = report;
  tag.last_arrived_ms = arrived_ms;
  if (tag.place !== undefined) return;
  tags.absent.delete(tag.epc);
  tags.absent.add(tag.epc);
}

/** The tag is present at a location from now on. */
export function placeTag(tags: Tags, tag: Tag, location: string, absent_ms: number): void {
  if (tag.place === undefined) {
    tags.absent.delete(tag.epc);
    addDeadline(tags.deadlines, tag.epc, tag.last_arrived_ms + absent_ms);
  }
  leave(tags, tag);
  enter(tags, tag.epc, location);
  tag.place = location;
  tag.known = undefined;
}

function enter({ by_place }: Tags, epc: string, place: string): void {
  const there = by_place.get(place);
  if (there === undefined) by_place.set(place, new Set([epc]));
  else there.add(epc);
}

function leave({ by_place }: Tags, { epc, place }: Tag): void {
  const there = place === undefined ? undefined : by_place.get(place);
  there?.delete(epc);
  if (place !== undefined && there?.size === 0) by_place.delete(place);
}

/** The tag is present nowhere; the ledger has it at `known`, or nowhere either. */
export function unplaceTag(tags: Tags, tag: Tag, known: string | undefined): void {
  leave(tags, tag);
  tag.place = undefined;
  tag.known = known;
  tags.absent.delete(tag.epc);
  tags.absent.add(tag.epc);
}

export function hear(tag: Tag, location: string, report: TagReport): Hearing {
  const stretch = Math.floor(report.ref.at_ms / stretch_ms);
  const hearing = hearingOf(tag, location, stretch);
  age(hearing, stretch);
  hearing.reads += report.count;
  if (report.rssi_cdbm !== undefined) {
    hearing.loud += report.count;
    hearing.strength += report.rssi_cdbm * report.count;
  }
  return hearing;
}

/** Mean strength lately, and undefined when it was not heard or told none. */
export function recentStrength(hearing: Hearing): number | undefined {
  const loud = hearing.loud + hearing.loud_before;
  return loud === 0 ? undefined : (hearing.strength + hearing.strength_before) / loud;
}

/** Brings a hearing up to an effective time, so that what is old no longer speaks. */
export function ageTo(hearing: Hearing, at_ms: number): Hearing {
  age(hearing, Math.floor(at_ms / stretch_ms));
  return hearing;
}

function age(hearing: Hearing, stretch: number): void {
  if (stretch <= hearing.stretch) return;
  const isNext = stretch === hearing.stretch + 1;
  hearing.reads_before = isNext ? hearing.reads : 0;
  hearing.loud_before = isNext ? hearing.loud : 0;
  hearing.strength_before = isNext ? hearing.strength : 0;
  hearing.reads = 0;
  hearing.loud = 0;
  hearing.strength = 0;
  hearing.stretch = stretch;
}

function hearingOf(tag: Tag, location: string, stretch: number): Hearing {
  for (const hearing of tag.hearings) if (hearing.location === location) return hearing;
  if (tag.hearings.length >= hearings_max) {
    let oldest = -1;
    for (const [at, hearing] of tag.hearings.entries()) {
      if (hearing.location === tag.place) continue;
      const before = tag.hearings[oldest];
      if (before === undefined || hearing.stretch < before.stretch) oldest = at;
    }
    tag.hearings.splice(oldest, 1);
  }
  const hearing: Hearing = {
    location,
    reports: [],
    stretch,
    reads: 0,
    reads_before: 0,
    loud: 0,
    loud_before: 0,
    strength: 0,
    strength_before: 0,
  };
  tag.hearings.push(hearing);
  return hearing;
}
