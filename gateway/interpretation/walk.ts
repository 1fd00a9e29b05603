/**
 * The guided walk: a person carries tags through a zone for about two minutes, and what each antenna hears of them meanwhile is how that
 * zone sounds (`tag-signature.ts`). Nothing of these tags is booked while they are carried. A later walk replaces an earlier one.
 */
import { limits } from '../base/limits.ts';
import { epcFault } from '../stock/association.ts';
import { locationName, type SiteIndex } from '../stock/site-index.ts';
import type { Command, Outcome } from './interpretation.ts';
import { slice_ms, type TagReport, type Tags } from './tag-memory.ts';
import type { Turn } from './turn.ts';
import { apartText, binOf, bins, confusion, densitiesOf, type Walked } from './walk-histogram.ts';
import { secondsText } from './wording.ts';

interface Ear {
  readonly device: string;
  readonly antenna: number | undefined;
  reads: number;
  /** In how many slices it heard any of the tags, and the last of these. */
  slices: number;
  slice: number;
  /** Reads by strength, 4 dB each. */
  readonly counts: number[];
}

interface OpenWalk {
  readonly location: string;
  readonly epcs: readonly string[];
  readonly by: string;
  readonly begun_ms: number;
  readonly ears: Ear[];
}

export interface Walks {
  readonly zones: Map<string, Walked>;
  open: OpenWalk | undefined;
}

export interface SavedWalks {
  readonly zones: readonly (readonly [string, Walked])[];
  readonly open?: OpenWalk;
}

type Refused = NonNullable<Outcome['refused']>;
export type WalkCommand = Extract<Command, { readonly kind: `walk-${string}` }>;

/** Fewer slices in which anything was heard measure nothing. */
const slices_min = 20;

export function walksOf(): Walks {
  return { zones: new Map(), open: undefined };
}

export function saveWalks({ zones, open }: Walks): SavedWalks {
  return { zones: [...zones], ...(open === undefined ? {} : { open }) };
}

export function restoreWalks(walks: Walks, saved: SavedWalks | undefined): void {
  for (const [location, walked] of saved?.zones ?? []) walks.zones.set(location, walked);
  walks.open = saved?.open;
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
export function hearWalk({ open }: Walks, { ref, antenna, rssi_cdbm, count }: TagReport): void {
  if (open === undefined) return;
  let ear = open.ears.find((each) => each.device === ref.device && each.antenna === antenna);
  if (ear === undefined) {
    if (open.ears.length >= limits.walk_antennas_max) return;
    ear = { device: ref.device, antenna, reads: 0, slices: 0, slice: -1, counts: new Array<number>(bins).fill(0) };
    open.ears.push(ear);
  }
  ear.reads += count;
  const slice = Math.floor(ref.at_ms / slice_ms);
  if (slice > ear.slice) {
    ear.slices += 1;
    ear.slice = slice;
  }
  if (rssi_cdbm === undefined) return;
  const bin = binOf(rssi_cdbm);
  ear.counts[bin] = (ear.counts[bin] ?? 0) + count;
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
        return { code: 'not-walked', says: `nothing was measured at ${locationName(turn.index, command.location)}` };
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
    return { code: 'no-antenna', says: `no antenna with the role shelf serves ${locationName(index, location)}` };
  }
  const bad = epcs.find((epc) => epcFault(epc) !== undefined);
  if (epcs.length === 0 || epcs.length > limits.walk_tags_max || bad !== undefined) {
    return { code: 'tags-invalid', says: `a walk needs 1 to ${limits.walk_tags_max} tags, in hexadecimal digits` };
  }
  walks.open = { location, epcs: [...epcs], by, begun_ms: turn.at_ms, ears: [] };
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
  const antennas = open.ears.map(({ device, antenna, reads, slices: of, counts }) => ({
    device,
    antenna,
    reads,
    share: Math.min(1, of / slices),
    densities: densitiesOf(counts),
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
