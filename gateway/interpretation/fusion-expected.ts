/** What may still be said of a sub-event: by tags that have not been heard since, by a scanner at work there, by whoever put it down. */
import { plannedItems } from '../stock/site-index.ts';
import { blocksOf, isPutAt, totalOf } from './fusion-event.ts';
import { isHeard, isSure, type Judgement, knownThere, type SenseParts, silent_max, tagged } from './fusion-judge.ts';
import { put_back_ms, type SubEvent, touch_ms } from './fusion-memory.ts';
import { scannedOf } from './scan-near.ts';
import { hold_ms } from './scan-session.ts';
import { leaveAfter_ms } from './tag-silence.ts';
import type { Turn } from './turn.ts';

/** A scanner that was used at a place so lately will say what is taken there. */
const scanner_used_ms = 60_000;
/** What the tag rule may need beyond its own times to be sure. */
const tags_slack_ms = 2_000;
/** A tag heard so long after the plate is at rest again lies there still. */
const heard_after_ms = 300;
/** However seldom a tag was heard, it is not waited for longer than this many times the usual silence. */
const tags_patience = 3;

/** Until when something more may be said of a sub-event, in time of arrival; its own arrival when nothing is expected. */
export function expectedUntil(turn: Turn, parts: SenseParts, event: SubEvent): number {
  if (event.doubt !== undefined) return event.arrived_ms;
  const { fusion } = turn.index.site.rules;
  const { locations } = blocksOf(event);
  const putAt = locations.filter((location) => isPutAt(event, location));
  let until_ms = event.arrived_ms;
  // A plate of its own has seen what may be a hand stand for so long already.
  const hasStood = event.settled_ms - event.at_ms >= touch_ms;
  if (putAt.length > 0 && !event.unwatched && !hasStood) until_ms = Math.max(until_ms, event.arrived_ms + touch_ms);
  if (putAt.length > 0) until_ms = Math.max(until_ms, takesUntil(parts, event, putAt));
  for (const location of locations) {
    const isPut = putAt.includes(location);
    if (speaksOfTags(turn, parts, location, isPut))
      until_ms = Math.max(until_ms, tagsUntil(turn, parts, event, location, isPut));
    if (speaksOfScans(turn, parts, location, isPut))
      until_ms = Math.max(until_ms, event.arrived_ms + fusion.window_ms + hold_ms);
  }
  // A move is told at its end; its lines say where it began.
  if (locations.some((location) => !putAt.includes(location) && isMovedFrom(turn, parts, event, location)))
    until_ms = Math.max(until_ms, turn.at_ms + fusion.window_ms);
  return until_ms;
}

/** What was taken from there, or where the ledger has a tag that came, may be what is put down now: that is decided first. */
export function takesUntil({ fusion, tags }: SenseParts, event: SubEvent, locations: readonly string[]): number {
  const from = new Set(locations);
  for (const { epc, change, location } of fusion.witnesses) {
    if (change !== 'came' || !locations.includes(location)) continue;
    const tag = tags.by_epc.get(epc);
    const place = tag?.place ?? tag?.known;
    if (place !== undefined) from.add(place);
  }
  const takes = fusion.pending.filter(
    (other) =>
      totalOf(other) < 0 &&
      other.at_ms <= event.at_ms &&
      event.at_ms - other.at_ms <= put_back_ms &&
      other.plates.some(({ location }) => from.has(location)),
  );
  return Math.max(0, ...takes.map(({ due_ms }) => due_ms));
}

function isMovedFrom(turn: Turn, { scanners }: SenseParts, event: SubEvent, location: string): boolean {
  const { window_ms } = turn.index.site.rules.fusion;
  for (const { mode, held } of scanners.sessions.values()) {
    if (mode !== 'move') continue;
    for (const line of held) {
      const { at_ms } = line.ref;
      if (line.location === location && at_ms >= event.at_ms - put_back_ms && at_ms <= event.settled_ms + window_ms)
        return true;
    }
  }
  return false;
}

/** All that was expected has been said: as many tags as pieces, or a scan that the weight agrees with. */
export function isComplete(turn: Turn, parts: SenseParts, judgement: Judgement): boolean {
  const { verdict, event, locations, scans, witnesses, silent } = judgement;
  if (!isSure(turn, judgement)) return false;
  const putAt = locations.filter((location) => isPutAt(event, location));
  if (!event.unwatched && takesUntil(parts, event, putAt) > 0) return false;
  const lines = verdict.ranked[0]?.lines ?? [];
  let isConfirmed = false;
  for (const { item, block, quantity } of lines) {
    const location = locations[block] ?? '';
    const isPut = putAt.includes(location);
    if (speaksOfTags(turn, parts, location, isPut) && hasTags(parts, location, item, isPut)) {
      const gone = silent.filter(
        ({ witness, chance }) => witness.location === location && witness.item === item && chance <= silent_max,
      ).length;
      if (tagged(witnesses, location, item, quantity) + (isPut ? 0 : gone) < Math.abs(quantity)) return false;
      isConfirmed = true;
    }
    if (speaksOfScans(turn, parts, location, isPut)) {
      if (scannedOf(scans, location, item) !== quantity) return false;
      isConfirmed = true;
    } else if (scannedOf(scans, location, item) === quantity) isConfirmed = true;
  }
  return isConfirmed || putAt.length === 0 || event.unwatched;
}

function hasTags(parts: SenseParts, location: string, item: string, isPut: boolean): boolean {
  return isPut ? parts.fusion.tagged.has(item) : knownThere(parts, location, item) > 0;
}

function speaksOfTags(turn: Turn, parts: SenseParts, location: string, isPut: boolean): boolean {
  if (!isHeard(turn, parts, location)) return false;
  if (!isPut && (parts.tags.by_place.get(location)?.size ?? 0) > 0) return true;
  if (!isPut) return parts.fusion.witnesses.some((each) => each.location === location && each.change === 'gone');
  const items = [...plannedItems(turn.index, location), ...(turn.books.levels.get(location)?.keys() ?? [])];
  return (
    items.some((item) => parts.fusion.tagged.has(item)) ||
    parts.fusion.witnesses.some((each) => each.location === location)
  );
}

/** Tags that came are heard within moments; of those that lay there, the ones not heard since may be gone, and say so by their silence. */
function tagsUntil(turn: Turn, { tags }: SenseParts, event: SubEvent, location: string, isPut: boolean): number {
  const { arrive_within_ms, stay_ms, absent_ms } = turn.index.site.rules.tags;
  if (isPut) return event.arrived_ms + Math.max(arrive_within_ms, stay_ms) + tags_slack_ms;
  let until_ms = event.arrived_ms;
  for (const epc of tags.by_place.get(location) ?? []) {
    const tag = tags.by_epc.get(epc);
    if (tag === undefined || tag.last.ref.at_ms > event.settled_ms + heard_after_ms) continue;
    until_ms = Math.max(until_ms, tag.last_arrived_ms + leaveAfter_ms(tag.gaps, absent_ms) + tags_slack_ms);
  }
  return Math.min(until_ms, event.arrived_ms + tags_patience * absent_ms);
}

/** A person with a scanner is at work there. */
function speaksOfScans(turn: Turn, { scanners, fusion }: SenseParts, location: string, isPut: boolean): boolean {
  if (fusion.scans.some(({ ends }) => ends.some((end) => end.location === location && end.met === undefined)))
    return true;
  for (const session of scanners.sessions.values()) {
    if (turn.at_ms - session.last_arrived_ms > scanner_used_ms) continue;
    const { mode, held } = session;
    const stands = session.location ?? turn.index.devices.get(session.device)?.settings.scanner?.location;
    if (mode === 'move') {
      if (isPut ? held.length > 0 : stands === location) return true;
    } else if (stands === location && mode === (isPut ? 'receive' : 'pick')) return true;
  }
  return false;
}
