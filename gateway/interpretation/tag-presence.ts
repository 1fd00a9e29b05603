/**
 * Tags on shelves. Where a tag is, is an estimate over all antennas that hear it (`tag-location.ts`): it arrives or moves when a location
 * is likely enough and the tag has stayed there, so that what is carried past or overheard for a moment moves nothing. It leaves when its
 * silence is improbable for a tag that was heard as this one (`tag-silence.ts`) while somebody listened: a reader that is away proves
 * nothing. A tag stands for the pieces that its own bits or a person say, and a movement takes them from where the ledger has them.
 * Of a tag that nobody knows the presence alone is remembered: once it is known, it is booked where it then is. Where a scale watches
 * as well, what the tags say is one sense of two (`fusion-tags.ts`).
 */
import type { TagReading } from '../../devices/reading.ts';
import type { AntennaPlace, Site } from '../stock/site.ts';
import { locationName } from '../stock/site-index.ts';
import { companyOf, heardAt, noteSettled } from './company.ts';
import { type DeviceLife, hearsSince } from './device-life.ts';
import { hasPaused } from './ear.ts';
import type { SenseParts } from './fusion-judge.ts';
import { onTagChange } from './fusion-tags.ts';
import type { TagChange } from './observation.ts';
import { notePause } from './rhythm.ts';
import type { Hearing, Run, Tag, TagReport } from './tag.ts';
import { slice_ms } from './tag.ts';
import { bookCame, runReports } from './tag-booking.ts';
import { isClear } from './tag-clear.ts';
import { backedPermille, mayJoin, settledAt } from './tag-company.ts';
import { extendRun, hearRead, learnAnew, runPermille, soundsAsEver } from './tag-location.ts';
import { hearingOf, noteSighting, placeTag, tagOf } from './tag-memory.ts';
import { neverLeft } from './tag-return.ts';
import { stayedIn } from './tag-roles.ts';
import { tagRule } from './tag-rule.ts';
import { noteSeldom, seldomRun } from './tag-seldom.ts';
import type { Assumed } from './tag-signature.ts';
import { addGap, gapsOf, meanGap_ms, type Silence, silencesAfter } from './tag-silence.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { seeUnit, ssccOfTag } from './unit-sighting.ts';
import { heldPieces, type Pieces, piecesOfTag, reportText } from './unknown-tag.ts';
import type { Walks } from './walk.ts';
import { secondsText, strengthText } from './wording.ts';

export type DeviceLives = ReadonlyMap<string, DeviceLife>;

/** What this rule has to do with. */
export interface TagParts extends SenseParts {
  readonly walks: Walks;
}

type TagRules = Site['rules']['tags'];

/** Below this a location is not where the tag is. */
const sure_permille = 850;
/** Of a tag that is nowhere, and that two locations hear alike for so many stays: then the likelier one will do, and says how sure it is. */
const likely_permille = 500;
const undecided_stays = 4;
/** So many of its usual gaps are no gap but a rest. */
const unusual_gaps = 3;
/** How often another rule is told of a tag that it has not taken up. */
const tell_again_ms = 5_000;

/** A read by an antenna with the role `shelf`, not below its floor. */
export function onShelfTag(
  turn: Turn,
  parts: TagParts,
  place: AntennaPlace,
  report: TagReport,
  reading: TagReading,
): void {
  const { tags } = parts;
  const { location } = place;
  if (location === undefined) return;
  const tag = tagOf(tags, reading.epc, report, turn);
  if (tag === undefined) return;
  const assumed = assumedOf(turn, parts);
  const rules = turn.index.site.rules.tags;
  const hearing = hearingOf(tag, location, report);
  hearRead(tag, hearing, report, assumed, rules);
  stayedIn(tag);
  if (tag.place === location) {
    noteGap(turn, tag, report, parts.lives);
    noteSighting(tags, tag, report, turn.at_ms);
    const own = companyOf(tags.companies, tag.epc);
    if (own?.put_down?.location === location) heardAt(own, report.ref, turn.at_ms);
    if (tag.item === undefined) knowAtPlace(turn, parts, tag, hearing, location, reading);
    return;
  }
  if (tag.place === undefined || isExpected(tag, hearing, report)) {
    if (tag.place !== undefined)
      noteSilence(turn, tag, tag.place, { from_ms: heardBefore_ms(tag), until_ms: report.ref.at_ms });
    noteSighting(tags, tag, report, turn.at_ms);
  }
  const run = extendRun(tag, location, report, rules);
  const backed = backedPermille(tags, tag, run, assumed);
  if (backed !== undefined) {
    settleAt(turn, parts, { tag, run, reading, permille: backed });
    return;
  }
  const is_clear = isClear(tag, run, place);
  if (tag.place === undefined) noteSeldom(tag, location, report);
  const seldom = run.is_dense ? undefined : seldomRun(tag, run, is_clear);
  const said = seldom ?? run;
  const isEnough = is_clear || said.last.ref.at_ms - said.first.ref.at_ms >= stayOf(tag, said, rules);
  if (!said.is_dense || !isEnough) return;
  if (tag.place !== undefined && !mayMove(parts.lives, tag)) return;
  const permille = runPermille(tag, said, assumed, aboveFloor(said, place));
  if (!is_clear && permille < neededPermille(tag, run, rules.stay_ms)) return;
  if (mayJoin(turn, tags, tag, said, reading)) settleAt(turn, parts, { tag, run: said, reading, permille });
}

function assumedOf(turn: Turn, { walks }: TagParts): Assumed {
  return { zones: walks.zones, shift_cdb: 1.5 * turn.index.site.rules.tags.move_margin_cdb };
}

function piecesAt(
  turn: Turn,
  { tags }: TagParts,
  tag: Tag,
  location: string,
  { meaning }: TagReading,
): Pieces | undefined {
  const where = locationName(turn.index, location);
  return piecesOfTag(turn, tag, meaning, { where, location, by: tagRule.name, coming: { tags, location } });
}

/** A tag that has been here without anybody knowing what it is, and now somebody does: it arrives. */
function knowAtPlace(
  turn: Turn,
  parts: TagParts,
  tag: Tag,
  hearing: Hearing,
  location: string,
  reading: TagReading,
): void {
  const pieces = piecesAt(turn, parts, tag, location, reading);
  if (pieces === undefined) return;
  const { last } = tag;
  const permille = Math.round(999 * Math.max(hearing.share, 1 - 0.5 ** hearing.slices));
  bookCame(turn, { tag, location, pieces, reports: [last], last, heard: 'it was here already', permille });
}

/** How long the tag was silent at its place between two slices in which it was heard, while somebody listened all the time. */
function noteGap(turn: Turn, tag: Tag, { ref, antenna }: TagReport, lives: DeviceLives): void {
  const life = lives.get(ref.device);
  const since_ms = hearsSince(life, antenna);
  if (since_ms === undefined || since_ms > tag.last_arrived_ms) return;
  const before_ms = tag.last.ref.at_ms;
  if (Math.floor(ref.at_ms / slice_ms) > Math.floor(before_ms / slice_ms)) {
    const gap_ms = ref.at_ms - before_ms;
    const isOwn = !hasPaused(life?.ears ?? [], antenna, tag.last_arrived_ms);
    if (isOwn) noteSilence(turn, tag, tag.place, { from_ms: before_ms, until_ms: ref.at_ms });
    if (isOwn && gap_ms >= unusual_gaps * meanGap_ms(tag.gaps)) tag.rest = notePause(tag.rest, gap_ms, ref.at_ms);
    tag.gaps = addGap(tag.gaps, gap_ms);
  }
}

/** Heard again after it was not, where it had been or by a neighbour. Only whoever weighs the place asks for it. */
function noteSilence(turn: Turn, tag: Tag, place: string | undefined, silent: Omit<Silence, 'gaps'>): void {
  if (place === undefined || !hasScale(turn.index.senses.get(place))) return;
  tag.silences = silencesAfter(tag.silences, { ...silent, gaps: tag.gaps });
}

function heardBefore_ms({ left, last }: Tag): number {
  return left?.heard_ms ?? last.ref.at_ms;
}

/** A neighbour hears the tag as it always did since it stands at its place: then it stands there still, whatever shadows it there. */
function isExpected(tag: Tag, { slices, share, level_cdbm }: Hearing, { rssi_cdbm }: TagReport): boolean {
  if (slices < 20 || share < 0.1 || tag.runs.some(({ weight }) => weight > 0)) return false;
  return rssi_cdbm !== undefined && level_cdbm !== undefined && Math.abs(rssi_cdbm - level_cdbm) <= 600;
}

/** Silence at its place counts only while somebody listens there, and a tag that sounds there as ever has not moved. */
function mayMove(lives: DeviceLives, tag: Tag): boolean {
  return hearsSince(lives.get(tag.last.ref.device), tag.last.antenna) !== undefined && !soundsAsEver(tag);
}

/** What was sold and lies about is no stock again until it stays for the time of grace. Who passes a place is heard there from afar: the weaker than at its own place a tag is heard, the longer it must stay. */
function stayOf(tag: Tag, { loud, strength }: Run, { stay_ms, sold_grace_ms, move_margin_cdb }: TagRules): number {
  const { place, hearings } = tag;
  if (tag.sold_at !== undefined && tag.known === tag.sold_at) return Math.max(stay_ms, sold_grace_ms);
  if (place === undefined || loud === 0) return stay_ms;
  let level = Number.NEGATIVE_INFINITY;
  for (const { location, level_cdbm } of hearings) {
    if (location === place && level_cdbm !== undefined && level_cdbm > level) level = level_cdbm;
  }
  const weaker_cdb = level - strength / loud - move_margin_cdb;
  return stay_ms * (1 + Math.max(0, Math.min(2, weaker_cdb / Math.max(1, move_margin_cdb))));
}

function aboveFloor({ loud, strength }: Run, { rssi_floor_cdbm }: AntennaPlace): number | undefined {
  return rssi_floor_cdbm === undefined || loud === 0 ? undefined : strength / loud - rssi_floor_cdbm;
}

function neededPermille(tag: Tag, { first, last }: Run, stay_ms: number): number {
  const isUndecided = tag.place === undefined && last.ref.at_ms - first.ref.at_ms >= undecided_stays * stay_ms;
  return isUndecided ? likely_permille : sure_permille;
}

interface Settling {
  readonly tag: Tag;
  readonly run: Run;
  readonly reading: TagReading;
  readonly permille: number;
}

function settleAt(turn: Turn, parts: TagParts, { tag, run, reading, permille }: Settling): void {
  const { index } = turn;
  const { location, last, reads, first } = run;
  const isHeld = tag.place !== undefined && tag.item !== undefined;
  const at_ms = isHeld ? undefined : settledAt(parts.tags, tag, run);
  const pieces = isHeld ? heldPieces(tag) : piecesAt(turn, parts, tag, location, reading);
  if (pieces !== undefined) {
    const change = cameOf(tag, run, permille);
    if (isOffered(turn, tag, location) && isTaken(turn, parts, run, change, pieces)) return;
    if (!isHeld && neverLeft(turn, parts.lives, tag, run, permille)) tag.known = undefined;
    else
      bookCame(turn, { tag, location, pieces, reports: runReports(run), last, heard: runText(run), permille, at_ms });
  } else {
    const sscc = ssccOfTag(turn, tag.epc, reading.meaning);
    const evidence = runReports(run).map((each) => evidenceOf(each.ref, reportText(tag.epc, each)));
    const { device, n, id: from } = last.ref;
    const id = `${from}/${tagRule.name}`;
    const seen = { device, to: location, id, n, at_ms: at_ms ?? first.ref.at_ms, permille, evidence };
    if (sscc !== undefined) seeUnit(turn, { ...seen, sscc }, parts.tags);
  }
  if (tag.left?.place === location)
    noteSilence(turn, tag, location, { from_ms: heardBefore_ms(tag), until_ms: first.ref.at_ms });
  else tag.silences = [];
  tag.left = undefined;
  const apart_ms = (last.ref.at_ms - first.ref.at_ms) / Math.max(1, reads);
  tag.gaps = gapsOf(Math.max(apart_ms, meanGap_ms(tag.gaps) / 2));
  tag.seldom = undefined;
  noteSighting(parts.tags, tag, last, turn.at_ms);
  placeTag(parts.tags, tag, location, index.site.rules.tags.absent_ms);
  learnAnew(tag, location);
  const { companies } = parts.tags;
  noteSettled(companies, tag.epc, { location, at_ms: at_ms ?? first.ref.at_ms, ref: last.ref }, turn.at_ms);
}

/** Whether another sense has a say: a scale watches where the tag seems to be, or where the ledger has it. */
function isOffered({ index }: Turn, { place, known }: Tag, location: string): boolean {
  const from = place ?? known;
  if (from === location) return false;
  return hasScale(index.senses.get(location)) || (from !== undefined && hasScale(index.senses.get(from)));
}

export function hasScale(senses: { readonly channels: readonly unknown[] } | undefined): boolean {
  return senses !== undefined && senses.channels.length > 0;
}

/** Offers what the reads say to the other senses; true while this rule is not to book it. */
function isTaken(turn: Turn, parts: TagParts, run: Run, change: TagChange, pieces: Pieces): boolean {
  if (run.told_ms !== undefined && turn.at_ms - run.told_ms < tell_again_ms) return true;
  run.told_ms = turn.at_ms;
  return onTagChange(turn, parts, change, pieces);
}

function cameOf({ epc }: Tag, run: Run, confidence_permille: number): TagChange {
  return {
    kind: 'tag',
    epc,
    location: run.location,
    change: 'came',
    at_ms: run.first.ref.at_ms,
    confidence_permille,
    refs: runReports(run).map(({ ref }) => ref),
    unwatched: false,
  };
}

function runText({ first, last, reads, loud, strength }: Run): string {
  const by = strengthText(loud === 0 ? undefined : Math.round(strength / loud));
  return `${reads} ${reads === 1 ? 'read' : 'reads'} in ${secondsText(last.ref.at_ms - first.ref.at_ms)}${by}`;
}
