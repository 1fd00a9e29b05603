/** The tags remembered: where each is, where it was last known to be, and how it was heard lately. */
import { limits } from '../base/limits.ts';
import { type Companies, companiesOf, restoreCompanies, type SavedCompanies, saveCompanies } from './company.ts';
import { addDeadline, type Deadlines, deadlinesOf } from './deadlines.ts';
import type { Rhythm } from './rhythm.ts';
import type { Seldom } from './tag-seldom.ts';
import { type Gaps, gapsOf, type Silence } from './tag-silence.ts';
import type { ReadingRef, Turn } from './turn.ts';

/** How one antenna hears a tag. */
export interface Hearing {
  readonly device: string;
  readonly antenna: number | undefined;
  /** Whom the antenna serves. */
  readonly location: string;
  /** In the open slice: reads, reads that told a strength, and the sum of those strengths. */
  reads: number;
  loud: number;
  strength: number;
  /** Over the last few slices: in how many of them it was heard, and how loud. */
  recent_share: number;
  recent_cdbm: number | undefined;
  /** Learned while the tag stood at its place: in how many slices it is heard here, and how loud, from so many slices. */
  share: number;
  level_cdbm: number | undefined;
  slices: number;
}

/** A location where the tag seems to be now, and is not by what was decided so far. */
export interface Run {
  readonly location: string;
  first: TagReport;
  loudest: TagReport;
  last: TagReport;
  reads: number;
  /** Reads that told a strength, and the sum of those strengths. */
  loud: number;
  strength: number;
  /** The newest reports until there were enough within the time that makes a tag present; then empty. */
  reports: TagReport[];
  is_dense: boolean;
  /** Logarithm of the odds against the place where the tag is; among several runs, where it is nowhere. */
  weight: number;
  /** Another rule was told and has not booked: it is told again from then on. */
  told_ms: number | undefined;
}

export interface TagReport {
  readonly ref: ReadingRef;
  readonly antenna: number | undefined;
  readonly rssi_cdbm: number | undefined;
  readonly count: number;
}

/** A tag at a read point that is no shelf. */
export interface Pass {
  readonly role: 'receiving' | 'point-of-sale' | 'exit';
  readonly location: string;
  readonly first: TagReport;
  last: TagReport;
  last_arrived_ms: number;
  reads: number;
  /** It was read often enough, and what follows was done. */
  is_told: boolean;
}

/** It was said to have left: by which movement, which place, and when it had been heard there last. */
export interface Left {
  readonly id: string | undefined;
  readonly place: string;
  readonly heard_ms: number;
  /** Its whole company fell silent with it: then it was carried. */
  readonly is_carried: boolean;
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
  /** The slice of effective time that is being filled. */
  slice: number;
  /** How many slices before it the last one was heard in. */
  pause: number;
  readonly hearings: Hearing[];
  runs: Run[];
  /** Arrival of its newest read at its place that was softer than the floor there; undefined when there was none since it came. */
  faint_ms: number | undefined;
  /** How long it is silent between two sightings at its place. */
  gaps: Gaps;
  /** Its newest telling silences after which it was heard where it had been. */
  silences: readonly Silence[];
  /** Its long silences after which it was where it had been. */
  rest: Rhythm | undefined;
  /** Its reads at one location while it is nowhere, however far apart. */
  seldom: Seldom | undefined;
  left: Left | undefined;
  /** When (effective) it went out by a door with its company, by the word of that alone: the door may tell it still. */
  gone_ms: number | undefined;
  /** Where it is passing, or was last. */
  pass: Pass | undefined;
  /** Where it was sold to; undefined once it is stock again. */
  sold_at: string | undefined;
}

export interface Tags {
  readonly by_epc: Map<string, Tag>;
  /** Tags that are present nowhere, the longest unheard first. */
  readonly absent: Set<string>;
  /** Tags that are present, by their place. */
  readonly by_place: Map<string, Set<string>>;
  /** When a present tag may have left. */
  readonly deadlines: Deadlines;
  /** Who came in together. */
  readonly companies: Companies;
}

type Since1 =
  | 'quantity'
  | 'slice'
  | 'pause'
  | 'hearings'
  | 'runs'
  | 'faint_ms'
  | 'gaps'
  | 'silences'
  | 'rest'
  | 'seldom'
  | 'left'
  | 'gone_ms'
  | 'pass'
  | 'sold_at';

interface SavedLeft {
  readonly left?: (Omit<Left, 'is_carried'> & Partial<Pick<Left, 'is_carried'>>) | undefined;
}

export interface SavedTags {
  /** Those of older checkpoints stand for one piece each, and how they were heard was told otherwise. */
  readonly tags: readonly (Omit<Tag, Since1> & Partial<Pick<Tag, Exclude<Since1, 'left'>>> & SavedLeft)[];
  readonly absent: readonly string[];
  readonly companies?: SavedCompanies;
}

/** Reads of one tag within this time count as one piece of evidence: they follow each other and say much the same. */
export const slice_ms = 1_000;

/** A tag is heard by few antennas at once; of more the one heard least lately gives way. */
const hearings_max = 8;

export function tagsOf(): Tags {
  return {
    by_epc: new Map(),
    absent: new Set(),
    by_place: new Map(),
    deadlines: deadlinesOf(),
    companies: companiesOf(),
  };
}

export function saveTags({ by_epc, absent, companies }: Tags): SavedTags {
  return { tags: [...by_epc.values()], absent: [...absent], companies: saveCompanies(companies) };
}

export function restoreTags(tags: Tags, saved: SavedTags, absent_ms: number): void {
  for (const { quantity = 1, silences = [], slice, pause = 1, hearings, runs, gaps, ...tag } of saved.tags) {
    const isOfNow = slice !== undefined && hearings !== undefined && runs !== undefined && gaps !== undefined;
    const heard = isOfNow ? { slice, pause, hearings, runs, gaps } : unheard(tag.last);
    // What JSON leaves out is there again: two memories that are alike look alike.
    const { pass, sold_at, rest, seldom, left, gone_ms, faint_ms } = tag;
    const booked = { item: tag.item, asked_gtin: tag.asked_gtin, place: tag.place, known: tag.known, came: tag.came };
    const seen = { pass, sold_at, faint_ms, silences, rest, seldom, gone_ms };
    const gone = left === undefined ? undefined : { ...left, id: left.id, is_carried: left.is_carried ?? false };
    const optional = { ...booked, ...seen, left: gone };
    tags.by_epc.set(tag.epc, { ...tag, ...optional, quantity, ...heard });
    if (tag.place !== undefined) enter(tags, tag.epc, tag.place);
  }
  for (const epc of saved.absent) tags.absent.add(epc);
  restoreCompanies(tags.companies, saved.companies);
  awaitAll(tags, absent_ms);
}

/** Looks at every present tag anew, after the time until absence may have changed. */
export function awaitAll(tags: Tags, absent_ms: number): void {
  tags.deadlines.due.clear();
  tags.deadlines.next_ms = Number.POSITIVE_INFINITY;
  for (const tag of tags.by_epc.values()) {
    if (tag.place !== undefined) awaitSilence(tags, tag, absent_ms);
    if (tag.pass?.role === 'exit') addDeadline(tags.deadlines, tag.epc, tag.pass.last_arrived_ms);
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
    ...unheard(report),
    faint_ms: undefined,
    silences: [],
    rest: undefined,
    seldom: undefined,
    left: undefined,
    gone_ms: undefined,
    pass: undefined,
    sold_at: undefined,
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
  const isNew = tag.place === undefined;
  leave(tags, tag);
  enter(tags, tag.epc, location);
  tag.place = location;
  tag.known = undefined;
  tag.sold_at = undefined;
  tag.faint_ms = undefined;
  if (!isNew) return;
  tags.absent.delete(tag.epc);
  awaitSilence(tags, tag, absent_ms);
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

/** The antenna's hearing of a tag. */
export function hearingOf(tag: Tag, location: string, { ref, antenna }: TagReport): Hearing {
  const { hearings } = tag;
  for (const hearing of hearings) {
    if (hearing.antenna === antenna && hearing.location === location && hearing.device === ref.device) return hearing;
  }
  if (hearings.length >= hearings_max) {
    let faintest = -1;
    for (const [at, { recent_share, location: of }] of hearings.entries()) {
      if (of === tag.place) continue;
      if (recent_share < (hearings[faintest]?.recent_share ?? Number.POSITIVE_INFINITY)) faintest = at;
    }
    hearings.splice(faintest, 1);
  }
  const hearing: Hearing = {
    device: ref.device,
    antenna,
    location,
    reads: 0,
    loud: 0,
    strength: 0,
    recent_share: 0,
    recent_cdbm: undefined,
    share: 0,
    level_cdbm: undefined,
    // It has not heard the tag for as long as the tag has stood there.
    slices: Math.max(0, ...hearings.map(({ slices }) => slices)),
  };
  hearings.push(hearing);
  return hearing;
}

function awaitSilence({ deadlines }: Tags, tag: Tag, absent_ms: number): void {
  addDeadline(deadlines, tag.epc, tag.last_arrived_ms + absent_ms);
}

function unheard({ ref }: TagReport): Pick<Tag, 'slice' | 'pause' | 'hearings' | 'runs' | 'gaps'> {
  return { slice: Math.floor(ref.at_ms / slice_ms), pause: 1, hearings: [], runs: [], gaps: gapsOf(0) };
}
