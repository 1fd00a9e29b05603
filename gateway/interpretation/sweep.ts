/**
 * Sweeps: what a reader hears for a count sheet, from when somebody begins a pass until it is ended. Reads of a handheld are the sweep's
 * alone, for it says nothing of places by itself; a fixed antenna that serves one of the places goes on telling what it always does.
 */
import type { TagReading } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import type { WorkCount } from '../stock/movement.ts';
import type { AntennaPlace } from '../stock/site.ts';
import { itemByGtin } from '../stock/site-index.ts';
import type { KnownTag, SweepOrder, SweptSheet, SweptTag } from '../stock/sweep.ts';
import { addDeadline } from './deadlines.ts';
import type { Memory } from './memory.ts';
import { plainPieces } from './packaging.ts';
import { heldPlace, type Tag, type TagReport } from './tag.ts';
import { type Tags, tagOf, unplaceTag } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { heldPieces, reportText } from './unknown-tag.ts';

interface Pass {
  readonly number: number;
  readonly round: number;
  readonly device: string;
  readonly locations: readonly string[];
  readonly began_ms: number;
  is_open: boolean;
}

/** Where a tag was heard best in a round, as far as it can be told, and how loud that was. */
interface HeardAt {
  readonly round: number;
  location: string | undefined;
  cdbm: number | undefined;
  /** The ledger had moved it away when a later pass over the place was ended that did not hear it. */
  is_over: boolean;
}

interface HeardTag {
  readonly epc: string;
  readonly passes: number[];
  /** The last one of a round holds; those before it, until the ledger moved the tag. */
  readonly places: HeardAt[];
  report: TagReport;
  item: string | undefined;
  quantity: number;
  is_container: boolean;
  /** Where the ledger had it when the last pass that heard it was ended. */
  thought: string | undefined;
}

interface SheetSweep {
  readonly passes: Pass[];
  readonly heard: Map<string, HeardTag>;
  /** By place: the tags that the ledger had there, and that were not heard, when the last pass over it was ended. */
  readonly unheard: Map<string, ReadonlySet<string>>;
  beyond: number;
}

/** By the number of the sheet. */
export type Sweeps = Map<string, SheetSweep>;

/** Older checkpoints know neither rounds nor where a tag was heard in each. */
export type SavedSweeps = readonly (readonly [
  string,
  {
    readonly passes: readonly (Omit<Pass, 'round'> & Partial<Pick<Pass, 'round'>>)[];
    readonly heard: readonly (Omit<HeardTag, 'places' | 'thought'> & Partial<Pick<HeardTag, 'places' | 'thought'>>)[];
    readonly unheard?: readonly (readonly [string, readonly string[]])[];
    readonly beyond: number;
  },
])[];

type Parts = Pick<Memory, 'sweeps' | 'tags' | 'scanners'>;

export function saveSweeps(sweeps: Sweeps): SavedSweeps {
  return [...sweeps].map(([sheet, { passes, heard, unheard, beyond }]) => [
    sheet,
    { passes, heard: [...heard.values()], unheard: [...unheard].map(([at, epcs]) => [at, [...epcs]]), beyond },
  ]);
}

export function restoreSweeps(sweeps: Sweeps, saved: SavedSweeps = []): void {
  for (const [sheet, { passes, heard, unheard = [], beyond }] of saved) {
    // What JSON leaves out is there again.
    const tags = heard.map((tag): [string, HeardTag] => {
      const { antenna, rssi_cdbm } = tag.report;
      const report = { ...tag.report, antenna, rssi_cdbm };
      const places = (tag.places ?? []).map((each) => ({ ...each, location: each.location, cdbm: each.cdbm }));
      const { item, thought } = tag;
      return [tag.epc, { ...tag, report, places, item, thought }];
    });
    const missing = new Map(unheard.map(([at, epcs]) => [at, new Set(epcs)]));
    const of_round = passes.map(({ round = 1, ...pass }) => ({ ...pass, round }));
    sweeps.set(sheet, { passes: of_round, heard: new Map(tags), unheard: missing, beyond });
  }
}

export function orderSweeps(
  { sweeps, tags }: Pick<Parts, 'sweeps' | 'tags'>,
  orders: readonly SweepOrder[],
  at_ms: number,
): void {
  for (const order of orders) {
    const sweep = sweeps.get(order.sheet) ?? sweepOf();
    sweeps.set(order.sheet, sweep);
    if (order.kind === 'begin') {
      const { pass: number, round, device, locations } = order;
      sweep.passes.push({ number, round, device, locations, began_ms: at_ms, is_open: true });
    } else for (const pass of sweep.passes) if (pass.number === order.pass) endPass(tags, sweep, pass);
  }
}

function sweepOf(): SheetSweep {
  return { passes: [], heard: new Map(), unheard: new Map(), beyond: 0 };
}

/** What the ledger has then is kept: a sheet may wait for days, and what comes and goes meanwhile is none of its tags. */
function endPass(tags: Tags, sweep: SheetSweep, pass: Pass): void {
  const { heard, unheard } = sweep;
  pass.is_open = false;
  for (const each of heard.values()) {
    const last = each.places.at(-1);
    if (each.passes.includes(pass.number)) each.thought = thoughtOf(tags.by_epc.look(each.epc));
    else if (last !== undefined && pass.locations.includes(last.location ?? each.thought ?? ''))
      last.is_over ||= hasMoved(tags, sweep, each);
  }
  const missing = new Map(pass.locations.map((location) => [location, new Set<string>()]));
  for (const tag of tags.by_epc.heldAt(new Set(pass.locations))) {
    if (!heard.has(tag.epc)) missing.get(thoughtOf(tag) ?? '')?.add(tag.epc);
  }
  for (const [location, epcs] of missing) unheard.set(location, epcs);
}

/** A read that a pass listens for. True when it belongs to the sweep alone: of a handheld, whatever role its antenna has. */
export function hearSweep(
  turn: Turn,
  parts: Parts,
  report: TagReport,
  { reading, place }: { readonly reading: TagReading; readonly place: AntennaPlace | undefined },
): boolean {
  const { device, at_ms } = report.ref;
  let isOwned = false;
  for (const sweep of parts.sweeps.values()) {
    const pass = sweep.passes.find((each) => each.is_open && each.device === device);
    if (pass === undefined || at_ms < pass.began_ms) continue;
    if (at_ms - pass.began_ms > limits.sweep_ms_max) {
      turn.books.counters.add('tags of sweeps that nobody ended');
      continue;
    }
    const isHandheld = turn.index.devices.get(device)?.settings.scanner !== undefined;
    const [only, ...others] = pass.locations;
    const heard_at = isHandheld ? (others.length === 0 ? only : undefined) : place?.location;
    if (!isHandheld && (heard_at === undefined || !pass.locations.includes(heard_at))) continue;
    note(turn, parts, sweep, { pass, report, reading, heard_at });
    isOwned ||= isHandheld;
  }
  const session = isOwned ? parts.scanners.sessions.get(device) : undefined;
  if (session !== undefined) {
    // Whoever sweeps works on, and the task must not fall back to lookup meanwhile.
    session.last_arrived_ms = turn.at_ms;
    addDeadline(parts.scanners.deadlines, device, turn.at_ms + turn.index.site.rules.scan.idle_ms);
  }
  return isOwned;
}

interface HeardNow {
  readonly pass: Pass;
  readonly report: TagReport;
  readonly reading: TagReading;
  readonly heard_at: string | undefined;
}

function note(
  turn: Turn,
  { sweeps, tags }: Pick<Parts, 'sweeps' | 'tags'>,
  sweep: SheetSweep,
  { pass: { number, round }, report, reading, heard_at }: HeardNow,
): void {
  const { epc } = reading;
  let heard = sweep.heard.get(epc);
  if (heard === undefined) {
    if (sweep.heard.size >= limits.sweep_tags_max || keptOf(sweeps) >= limits.sweep_tags_all_max) {
      sweep.beyond += 1;
      turn.books.counters.add('tags of a sweep that were not kept, too many');
      return;
    }
    heard = { epc, passes: [], places: [], report, ...standsFor(turn, tags, reading), thought: undefined };
    sweep.heard.set(epc, heard);
  }
  heard.report = report;
  const at = { round, location: heard_at, cdbm: report.rssi_cdbm, is_over: false };
  if (!heard.passes.includes(number)) {
    if (hasMoved(tags, sweep, heard)) heard.places.push(at);
    heard.passes.push(number);
  }
  noteAt(heard, at);
}

/** Where it was heard before says nothing of where it lies since. */
function hasMoved({ by_epc }: Tags, { passes }: SheetSweep, { epc, passes: by, thought }: HeardTag): boolean {
  const isEnded = by.length > 0 && passes.every(({ number, is_open }) => !is_open || !by.includes(number));
  return isEnded && thoughtOf(by_epc.look(epc)) !== thought;
}

function keptOf(sweeps: Sweeps): number {
  let kept = 0;
  for (const { heard } of sweeps.values()) kept += heard.size;
  return kept;
}

function noteAt({ places }: HeardTag, heard: HeardAt): void {
  const best = places.findLast(({ round }) => round === heard.round);
  if (best === undefined) places.push(heard);
  if (best === undefined || heard.location === undefined) return;
  const isLouder = heard.cdbm !== undefined && (best.cdbm === undefined || heard.cdbm > best.cdbm);
  if (best.location !== undefined && !isLouder) return;
  best.location = heard.location;
  best.cdbm = heard.cdbm;
}

/** What a tag stands for, without asking anybody: a sweep hears thousands. */
function standsFor(
  { index, books }: Turn,
  tags: Tags,
  { epc, meaning }: TagReading,
): Pick<HeardTag, 'item' | 'quantity' | 'is_container'> {
  const nothing = { item: undefined, quantity: 1, is_container: false };
  const said = books.associations.get(epc);
  if (said !== undefined && 'handling_unit' in said) return { ...nothing, is_container: true };
  const tag = tags.by_epc.look(epc);
  const known = said ?? (tag === undefined ? undefined : heldPieces(tag));
  if (known !== undefined)
    return index.items.has(known.item) ? { ...nothing, item: known.item, quantity: known.quantity } : nothing;
  if (meaning?.sscc !== undefined) return { ...nothing, is_container: true };
  const own = meaning?.gtin === undefined ? undefined : itemByGtin(index, meaning.gtin);
  if (own === undefined || meaning === undefined) return nothing;
  const quantity = plainPieces({ index, books }, own, meaning);
  return quantity === undefined ? { ...nothing, is_container: true } : { ...nothing, item: own.id, quantity };
}

/** What the passes of a sheet have heard so far, and what the ledger has at these places. */
export function sweptSheet(
  { sweeps, tags }: Pick<Parts, 'sweeps' | 'tags'>,
  sheet: string,
  locations: ReadonlySet<string>,
): SweptSheet | undefined {
  const sweep = sweeps.get(sheet);
  if (sweep === undefined) return undefined;
  const known: KnownTag[] = [];
  const tagged = new Set(tags.by_epc.items());
  for (const tag of tags.by_epc.heldAt(locations)) {
    const { epc, item, quantity } = tag;
    const location = thoughtOf(tag);
    if (item === undefined || location === undefined) continue;
    const swept = sweep.heard.get(epc);
    const is_new = swept === undefined ? sweep.unheard.get(location)?.has(epc) === false : swept.thought !== location;
    known.push({ epc, item, quantity, location, ...(is_new ? { is_new } : {}) });
  }
  const heard = [...sweep.heard.values()].map((each): SweptTag => {
    const { epc, item, quantity, passes, places, is_container, report } = each;
    const tag = tags.by_epc.look(epc);
    const thought = thoughtOf(tag);
    if (item !== undefined) tagged.add(item);
    return {
      epc,
      quantity,
      passes: [...passes],
      ...(item === undefined ? {} : { item }),
      places: places.map(({ round, location, is_over }) => ({ round, location, is_over })),
      ...(thought === undefined ? {} : { thought }),
      ...(hasMoved(tags, sweep, each) ? { moved: { from: each.thought } } : {}),
      ...(tag?.place === undefined ? {} : { is_present: true }),
      ...(is_container ? { is_container } : {}),
      evidence: evidenceOf(report.ref, reportText(epc, report)),
    };
  });
  return { heard, known, tagged, beyond: sweep.beyond };
}

function thoughtOf(tag: Readonly<Tag> | undefined): string | undefined {
  return tag === undefined ? undefined : heldPlace(tag);
}

/**
 * What a swept count has booked: tags that were heard lie there from now on, and those that the ledger had there and nobody heard lie
 * nowhere. What a fixed antenna hears is its own to tell.
 */
export function placeSwept(turn: Turn, { sweeps, tags }: Parts, { item, location, sensed, work }: WorkCount): void {
  const heard = sweeps.get(work.document)?.heard;
  for (const { epc, quantity } of sensed?.tags ?? []) {
    const report = heard?.get(epc)?.report;
    const tag = tags.by_epc.get(epc) ?? (report === undefined ? undefined : tagOf(tags, epc, report, turn));
    if (tag === undefined || tag.place !== undefined) continue;
    tag.item = item;
    tag.quantity = quantity;
    tag.came = undefined;
    tag.sold_at = undefined;
    unplaceTag(tags, tag, location);
  }
  for (const epc of sensed?.gone ?? []) {
    const tag = tags.by_epc.get(epc);
    if (tag !== undefined && tag.place === undefined && tag.known === location) tag.known = undefined;
  }
}
