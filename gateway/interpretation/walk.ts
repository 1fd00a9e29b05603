/**
 * The guided walk: a person carries tags through a zone for about two minutes, and what each antenna hears of them meanwhile is how that
 * zone sounds (`tag-signature.ts`). Nothing of these tags is booked while they are carried. A later walk replaces an earlier one.
 */
import { limits } from '../base/limits.ts';
import { epcFault } from '../stock/association.ts';
import { locationName, type SiteIndex } from '../stock/site-index.ts';
import type { Command, Outcome } from './interpretation.ts';
import type { TagReport } from './tag.ts';
import { slice_ms } from './tag.ts';
import type { Tags } from './tag-memory.ts';
import type { Turn } from './turn.ts';
import { apartText, binOf, bins, confusion, densitiesOf, type Walked, weakerBinOf } from './walk-histogram.ts';
import { secondsText } from './wording.ts';

interface Ear {
  readonly device: string;
  readonly antenna: number | undefined;
  reads: number;
  /** In how many slices it heard any of the tags, and the last of these. */
  slices: number;
  slice: number;
  /** In how many slices of each tag it heard that tag. */
  heard: number;
  /** Of these by mean strength, and by how much weaker it was than the loudest antenna of the slice. */
  readonly counts: number[];
  readonly weaker: number[];
}

/** What one tag sounded like in its newest slice. */
interface Carried {
  readonly epc: string;
  slice: number;
  /** By the number of the ear. */
  readonly sums: { readonly ear: number; loud: number; strength: number }[];
}

interface OpenWalk {
  readonly location: string;
  readonly epcs: readonly string[];
  readonly by: string;
  readonly begun_ms: number;
  readonly ears: Ear[];
  readonly carried: Carried[];
}

export interface Walks {
  readonly zones: Map<string, Walked>;
  open: OpenWalk | undefined;
}

export interface SavedWalks {
  readonly zones: readonly (readonly [string, Walked])[];
  readonly open?: SavedWalk;
}

type SavedEar = Omit<Ear, 'heard' | 'weaker'> & Partial<Pick<Ear, 'heard' | 'weaker'>>;
type SavedWalk = Omit<OpenWalk, 'ears' | 'carried'> & {
  readonly ears: readonly SavedEar[];
  readonly carried?: readonly Carried[];
};

type Refused = NonNullable<Outcome['refused']>;
export type WalkCommand = Extract<Command, { readonly kind: `walk-${string}` }>;

/** Fewer slices in which anything was heard measure nothing. */
export const slices_min = 20;

export function walksOf(): Walks {
  return { zones: new Map(), open: undefined };
}

export function saveWalks({ zones, open }: Walks): SavedWalks {
  return { zones: [...zones], ...(open === undefined ? {} : { open }) };
}

export function restoreWalks(walks: Walks, saved: SavedWalks | undefined): void {
  for (const [location, walked] of saved?.zones ?? []) walks.zones.set(location, walked);
  walks.open = saved?.open === undefined ? undefined : openFrom(saved.open);
}

/** One of an older checkpoint did not tell its tags apart: what it had heard so far counts as one tag's. */
function openFrom({ ears, carried = [], ...open }: SavedWalk): OpenWalk {
  const restored = ears.map(
    ({ heard, weaker, ...ear }): Ear => ({ ...ear, heard: heard ?? ear.slices, weaker: weaker ?? none() }),
  );
  return { ...open, ears: restored, carried: [...carried] };
}

/** What was measured at locations that the settings have no more is forgotten. */
export function keepWalked(walks: Walks, { locations }: SiteIndex): void {
  for (const location of walks.zones.keys()) if (!locations.has(location)) walks.zones.delete(location);
  if (walks.open !== undefined && !locations.has(walks.open.location)) walks.open = undefined;
}

/** Whether a tag is being carried through a zone now. A walk that nobody ended is over after a while. */
export function isCarried({ open }: Walks, epc: string, at_ms: number): boolean {
  return open !== undefined && at_ms - open.begun_ms < limits.walk_ms_max && open.epcs.includes(epc);
}

/** A read of a tag that is being carried. */
export function hearWalk({ open }: Walks, epc: string, { ref, antenna, rssi_cdbm, count }: TagReport): void {
  if (open === undefined) return;
  let number = open.ears.findIndex((each) => each.device === ref.device && each.antenna === antenna);
  if (number < 0) {
    if (open.ears.length >= limits.walk_antennas_max) return;
    number = open.ears.push(earOf(ref.device, antenna)) - 1;
  }
  const ear = open.ears[number];
  if (ear === undefined) return;
  ear.reads += count;
  const slice = Math.floor(ref.at_ms / slice_ms);
  if (slice > ear.slice) {
    ear.slices += 1;
    ear.slice = slice;
  }
  let carried = open.carried.find((each) => each.epc === epc);
  if (carried === undefined) {
    carried = { epc, slice, sums: [] };
    open.carried.push(carried);
  }
  if (slice > carried.slice) closeSlice(open.ears, carried);
  carried.slice = Math.max(carried.slice, slice);
  let sum = carried.sums.find((each) => each.ear === number);
  if (sum === undefined) {
    sum = { ear: number, loud: 0, strength: 0 };
    carried.sums.push(sum);
  }
  if (rssi_cdbm === undefined) return;
  sum.loud += count;
  sum.strength += rssi_cdbm * count;
}

function earOf(device: string, antenna: number | undefined): Ear {
  return { device, antenna, reads: 0, slices: 0, slice: -1, heard: 0, counts: none(), weaker: none() };
}

function none(): number[] {
  return new Array<number>(bins).fill(0);
}

/** Each slice of a tag counts once, however often it was read where it was loud. */
function closeSlice(ears: readonly Ear[], { sums }: Carried): void {
  const means = sums.map(({ loud, strength }) => (loud === 0 ? undefined : strength / loud));
  const loudest = Math.max(...means.map((mean) => mean ?? Number.NEGATIVE_INFINITY));
  for (const [at, { ear: number }] of sums.entries()) {
    const ear = ears[number];
    if (ear === undefined) continue;
    ear.heard += 1;
    const mean = means[at];
    if (mean === undefined) continue;
    addTo(ear.counts, binOf(mean));
    addTo(ear.weaker, weakerBinOf(loudest - mean));
  }
  sums.length = 0;
}

function addTo(counts: number[], bin: number): void {
  counts[bin] = (counts[bin] ?? 0) + 1;
}

/** Begins, looks at, ends or drops a walk; what the person should know goes into the turn's notes. */
export function onWalk(
  turn: Turn,
  { walks, tags }: { readonly walks: Walks; readonly tags: Tags },
  command: WalkCommand,
  person: string,
): Refused | undefined {
  switch (command.kind) {
    case 'walk-begin':
      return begin(turn, walks, command, person);
    case 'walk-look':
      if (walks.open === undefined) turn.notes.push('no walk is going on');
      else turn.notes.push(...lookText(turn, walks.open));
      return undefined;
    case 'walk-end':
      return end(turn, walks, tags);
    case 'walk-drop': {
      if (walks.open?.location === command.location) walks.open = undefined;
      else if (!walks.zones.delete(command.location)) {
        const says = `nothing was measured at ${locationName(turn.index, command.location)}`;
        return { code: 'not-walked', field: 'location', says };
      }
      turn.notes.push(`what was measured at ${locationName(turn.index, command.location)} is dropped`);
      return undefined;
    }
  }
}

function begin(
  turn: Turn,
  walks: Walks,
  { location, epcs }: Extract<WalkCommand, { kind: 'walk-begin' }>,
  by: string,
): Refused | undefined {
  const { index } = turn;
  const { open } = walks;
  if (open !== undefined && turn.at_ms - open.begun_ms < limits.walk_ms_max) {
    return {
      code: 'walk-open',
      says: `${open.by} is walking through ${locationName(index, open.location)}; end it first`,
    };
  }
  if ((index.senses.get(location)?.antennas.length ?? 0) === 0) {
    const says = `no antenna with the role shelf serves ${locationName(index, location)}`;
    return { code: 'no-antenna', field: 'location', says };
  }
  const bad = epcs.find((epc) => epcFault(epc) !== undefined);
  if (epcs.length === 0 || epcs.length > limits.walk_tags_max || bad !== undefined) {
    const says = `a walk needs 1 to ${limits.walk_tags_max} tags, in hexadecimal digits`;
    return { code: 'tags-invalid', field: 'epcs', says };
  }
  walks.open = { location, epcs: [...epcs], by, begun_ms: turn.at_ms, ears: [], carried: [] };
  turn.notes.push(`walk through ${locationName(index, location)} for two minutes`);
  return undefined;
}

function end(turn: Turn, walks: Walks, tags: Tags): Refused | undefined {
  const { open } = walks;
  if (open === undefined) return { code: 'no-walk', says: 'no walk is going on' };
  walks.open = undefined;
  for (const epc of open.epcs) {
    const tag = tags.by_epc.get(epc);
    if (tag !== undefined) tag.last_arrived_ms = turn.at_ms;
  }
  const slices = Math.max(1, Math.round(Math.min(limits.walk_ms_max, turn.at_ms - open.begun_ms) / slice_ms));
  const name = locationName(turn.index, open.location);
  const heard = Math.max(0, ...open.ears.map((ear) => ear.slices));
  if (heard < slices_min) {
    const says = `the tags were heard in ${heard} seconds of the walk through ${name}, ${slices_min} are needed; what was measured before stays`;
    return { code: 'walk-too-short', says };
  }
  for (const carried of open.carried) closeSlice(open.ears, carried);
  const whole = slices * Math.max(1, open.carried.length);
  const antennas = open.ears.map(({ device, antenna, reads, heard: of, counts, weaker }) => ({
    device,
    antenna,
    reads,
    share: Math.min(1, of / whole),
    densities: densitiesOf(counts),
    weaker: densitiesOf(weaker),
  }));
  const walked: Walked = { antennas, by: open.by, at_ms: turn.at_ms, slices };
  walks.zones.set(open.location, walked);
  const reads = antennas.reduce((sum, each) => sum + each.reads, 0);
  const { length } = antennas;
  const by = `${reads} reads by ${length} ${length === 1 ? 'antenna' : 'antennas'} in ${secondsText(slices * slice_ms)}`;
  const others = [...walks.zones].filter(([location]) => location !== open.location);
  const judged = others.map(([location, other]) =>
    apartText(locationName(turn.index, location), confusion(walked, other)),
  );
  const apart = judged.length === 0 ? 'no other zone was measured yet' : judged.slice(0, 20).join(', ');
  turn.notes.push(`${name}: ${by}; ${apart}`);
  return undefined;
}

function lookText({ index, at_ms }: Turn, open: OpenWalk): string[] {
  const whole = `${locationName(index, open.location)}: ${secondsText(at_ms - open.begun_ms)}`;
  const ears = open.ears.map(({ device, antenna, reads }) => {
    const name = index.devices.get(device)?.settings.name ?? device;
    return `${name}${antenna === undefined ? '' : `, antenna ${antenna}`}: ${reads} reads`;
  });
  return [whole, ...ears];
}
