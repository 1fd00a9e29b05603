/** What is remembered of one tag: where it is, where it was last known to be, and how it was heard lately. */
import type { Rhythm } from './rhythm.ts';
import type { Seldom } from './tag-seldom.ts';
import { type Gaps, gapsOf, type Silence } from './tag-silence.ts';
import type { ReadingRef } from './turn.ts';

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

/** Reads of one tag within this time count as one piece of evidence: they follow each other and say much the same. */
export const slice_ms = 1_000;

/** An antenna that has not heard the tag of late. */
export function silentHearing(by: Pick<Hearing, 'device' | 'antenna' | 'location'>): Hearing {
  const { device, antenna, location } = by;
  const now = { reads: 0, loud: 0, strength: 0, recent_share: 0, recent_cdbm: undefined };
  return { device, antenna, location, ...now, share: 0, level_cdbm: undefined, slices: 0 };
}

/** Whether a tag is on its way out: then its silence elsewhere is no news. */
export function isOnWayOut({ pass }: Tag): boolean {
  return pass?.role === 'exit' && pass.is_told;
}

/** Where the ledger has the pieces of a tag; nowhere while it stands for none. */
export function heldPlace({ item, place, known, sold_at }: Readonly<Tag>): string | undefined {
  return item === undefined ? undefined : (place ?? known ?? sold_at);
}

/** Of a tag that is heard for the first time, or was not for so long that what it sounded like before tells nothing. */
export function unheard({ ref }: TagReport): Pick<Tag, 'slice' | 'pause' | 'hearings' | 'runs' | 'gaps'> {
  return { slice: Math.floor(ref.at_ms / slice_ms), pause: 1, hearings: [], runs: [], gaps: gapsOf(0) };
}
