/** The tags remembered: where each is, where it was last known to be, and how it was heard lately. */
import { limits } from '../base/limits.ts';
import { type Companies, companiesOf, restoreCompanies, type SavedCompanies, saveCompanies } from './company.ts';
import { addDeadline, type Deadlines, deadlinesOf } from './deadlines.ts';
import { type Hearing, type Left, silentHearing, type Tag, type TagReport, unheard } from './tag.ts';
import { type SavedTagStore, TagStore } from './tag-store.ts';
import type { Turn } from './turn.ts';

export interface Tags {
  readonly by_epc: TagStore;
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

export interface SavedTags extends SavedTagStore {
  /** Those of older checkpoints stand for one piece each, and how they were heard was told otherwise. */
  readonly tags: readonly (Omit<Tag, Since1> & Partial<Pick<Tag, Exclude<Since1, 'left'>>> & SavedLeft)[];
  readonly companies?: SavedCompanies;
}

/** A tag is heard by few antennas at once; of more the one heard least lately gives way. */
const hearings_max = 8;

export function tagsOf(): Tags {
  return {
    by_epc: new TagStore(),
    by_place: new Map(),
    deadlines: deadlinesOf(),
    companies: companiesOf(),
  };
}

export function saveTags({ by_epc, companies }: Tags): SavedTags {
  return { ...by_epc.save(), companies: saveCompanies(companies) };
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
    tags.by_epc.add({ ...tag, ...optional, quantity, ...heard });
    if (tag.place !== undefined) enter(tags, tag.epc, tag.place);
  }
  tags.by_epc.restore(saved);
  restoreCompanies(tags.companies, saved.companies);
  awaitAll(tags, absent_ms);
}

/** Looks at every present tag anew, after the time until absence may have changed. */
export function awaitAll(tags: Tags, absent_ms: number): void {
  tags.deadlines.due.clear();
  tags.deadlines.next_ms = Number.POSITIVE_INFINITY;
  for (const tag of tags.by_epc.near()) {
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
    if (!tags.by_epc.forgetLongestAbsent()) return undefined;
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
  tags.by_epc.add(tag);
  tags.by_epc.noteAbsent(epc);
  return tag;
}

export function noteSighting(tags: Tags, tag: Tag, report: TagReport, arrived_ms: number): void {
  tag.last = report;
  tag.last_arrived_ms = arrived_ms;
  if (tag.place !== undefined) return;
  tags.by_epc.noteAbsent(tag.epc);
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
  tags.by_epc.notePresent(tag.epc);
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
  tags.by_epc.noteAbsent(tag.epc);
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
  const hearing = silentHearing({ device: ref.device, antenna, location });
  // It has not heard the tag for as long as the tag has stood there.
  hearing.slices = Math.max(0, ...hearings.map(({ slices }) => slices));
  hearings.push(hearing);
  return hearing;
}

function awaitSilence({ deadlines }: Tags, tag: Tag, absent_ms: number): void {
  addDeadline(deadlines, tag.epc, tag.last_arrived_ms + absent_ms);
}
