/**
 * What a company of tags (`company.ts`) does as a whole. When many of it were heard to arrive at a place, those that are hardly heard are
 * there too, unless they are heard elsewhere; when all fall silent at once it was picked up, long before the silence of a single tag means
 * anything; when most of it went out by a door, those that the door did not hear went with them.
 */

import { isBehindADoor, isOutside, locationName, portalOf, takenTo } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { type Company, leaveCompany, middleOf, noteSettled, pickedUp } from './company.ts';
import { addDeadline, takeDue } from './deadlines.ts';
import { hearsSince } from './device-life.ts';
import { usualPause_ms } from './ear.ts';
import { lotOfTag } from './lot-said.ts';
import { heardUntil } from './order.ts';
import { ruleText } from './rule.ts';
import type { Tag } from './tag.ts';
import { bookCame, bookLeft } from './tag-booking.ts';
import { leaveTogether } from './tag-leave.ts';
import { noteSighting, placeTag, unplaceTag } from './tag-memory.ts';
import type { TagParts } from './tag-presence.ts';
import { tagRule } from './tag-rule.ts';
import { silenceChance } from './tag-silence.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { piecesText, reportText } from './unknown-tag.ts';
import { isCarried } from './walk.ts';
import { probabilityText } from './wording.ts';

/** Companies are looked at on full seconds, so that a restored memory does so too. */
const look_ms = 1_000;
/** So long after the whole is known to be somewhere, those follow that have not been heard there. */
const follow_ms = 12_000;
/** At least such a share of those that may go out did. */
const gone_share = 0.6;
const gone_min = 3;
/** A tag heard elsewhere so much later than the whole was there is not of it any more. */
const later_ms = 3_000;
/** Natural log odds against a silence of all of them by chance. */
const silence_log = -7;
/** Chances of those who follow, thousandths: heard there with the others, not heard at all since. */
const unheard_permille = 960;
const picked_up_permille = 985;
const gone_permille = 940;

export function onCompanyTick(turn: Turn, parts: TagParts): void {
  const { companies } = parts.tags;
  for (const id of takeDue(companies.deadlines, turn.at_ms)) {
    const company = companies.by_id.get(id);
    if (company === undefined || (company.put_down === undefined && company.gone === undefined)) continue;
    if (turn.at_ms % look_ms === 0) {
      if (company.gone !== undefined) followOut(turn, parts, company, company.gone);
      if (company.put_down !== undefined) stand(turn, parts, company, company.put_down);
    }
    if (company.put_down === undefined && company.gone === undefined) continue;
    addDeadline(companies.deadlines, id, (Math.floor(turn.at_ms / look_ms) + 1) * look_ms);
  }
}

function stand(turn: Turn, parts: TagParts, company: Company, put_down: NonNullable<Company['put_down']>): void {
  if (!put_down.is_followed && turn.at_ms - put_down.known_ms >= follow_ms) {
    put_down.is_followed = true;
    put_down.at_ms = middleOf(
      company.settled.filter(({ location }) => location === put_down.location).map(({ at_ms }) => at_ms),
    );
    followIn(turn, parts, company, put_down);
  }
  const since_ms = silentSince(turn, parts, company, put_down.location);
  if (since_ms === undefined) return;
  const { heard } = company;
  const placed = placedOf(parts, company, put_down.location);
  const times = placed.map(({ last }) => last.ref.at_ms).sort((a, b) => a - b);
  // The last ones of all may have been heard on the way.
  const at_ms = times[Math.floor(0.75 * (times.length - 1))] ?? turn.at_ms;
  for (const tag of placed) {
    if (heard !== undefined) leaveTogether(turn, parts, tag, { heard, at_ms, since_ms, permille: picked_up_permille });
  }
  for (const tag of tagsOf(parts, company)) {
    // Those of which the silence alone had said so before went with the others.
    if (tag.left?.place === put_down.location) tag.left = { ...tag.left, is_carried: true };
    if (tag.place !== undefined) leaveCompany(parts.tags.companies, tag.epc);
  }
  pickedUp(company);
}

/** Since when its readers listen, when all of it has been silent for longer than chance explains. */
function silentSince(turn: Turn, parts: TagParts, company: Company, location: string): number | undefined {
  const { heard, heard_arrived_ms } = company;
  if (heard === undefined) return undefined;
  const { absent_ms } = turn.index.site.rules.tags;
  if (turn.at_ms - heard_arrived_ms < absent_ms) return undefined;
  const placed = placedOf(parts, company, location);
  let log = 0;
  let since_ms = 0;
  for (const { epc, last, last_arrived_ms, gaps } of placed) {
    const life = parts.lives.get(last.ref.device);
    const listens_ms = hearsSince(life, last.antenna);
    if (listens_ms === undefined || isCarried(parts.walks, epc, turn.at_ms)) return undefined;
    since_ms = Math.max(since_ms, listens_ms);
    const silent_ms =
      turn.at_ms -
      Math.max(heard_arrived_ms, last_arrived_ms, listens_ms) -
      (turn.at_ms - heardUntil(turn, last.ref.device));
    const usual_ms = usualPause_ms(life?.ears ?? [], last.antenna, turn.at_ms - silent_ms, turn.at_ms);
    if (silent_ms < Math.max(absent_ms, usual_ms)) return undefined;
    log += Math.log(silenceChance(gaps, silent_ms));
  }
  return log <= silence_log ? since_ms : undefined;
}

/** Those of whom only the others tell where they are. */
function followIn(
  turn: Turn,
  parts: TagParts,
  company: Company,
  { location, at_ms }: { location: string; at_ms: number },
): void {
  const { tags } = parts;
  const others = company.settled.filter((each) => each.location !== location).length;
  const here = company.settled.length - others;
  // Half a pallet here, half there: then each tag speaks for itself.
  if (others > 1 && others > 0.15 * here) return;
  const { heard } = company;
  if (heard === undefined) return;
  for (const tag of tagsOf(parts, company)) {
    const { item, quantity, known, place } = tag;
    if (place !== undefined || item === undefined || known === undefined || isOutside(turn.index, known)) continue;
    if (isElsewhere(tag, location, at_ms) || isCarried(parts.walks, tag.epc, turn.at_ms)) continue;
    bookCame(turn, {
      tag,
      location,
      pieces: { item, quantity },
      reports: [{ ...tag.last, ref: heard }],
      last: tag.last,
      heard: `with ${here} others that came in with it`,
      permille: unheard_permille,
      at_ms,
      id: `${heard.id}/${tagRule.name}-with/${tag.epc}`,
    });
    noteSighting(tags, tag, { ...tag.last, ref: heard, antenna: undefined }, turn.at_ms);
    placeTag(tags, tag, location, turn.index.site.rules.tags.absent_ms);
    noteSettled(tags.companies, tag.epc, { location, at_ms, ref: heard }, turn.at_ms);
  }
}

/** Heard by other places, or at a door, since the whole was put down. */
function isElsewhere({ runs, last }: Tag, location: string, at_ms: number): boolean {
  return (
    runs.some((run) => run.location !== location && run.last.ref.at_ms > at_ms + later_ms) ||
    (last.ref.at_ms > at_ms + later_ms && !runs.some((run) => run.location === location))
  );
}

/** Most of it went out by a door, and the rest has not been heard since. */
function followOut(turn: Turn, parts: TagParts, company: Company, gone: NonNullable<Company['gone']>): void {
  if (turn.at_ms - gone.known_ms < follow_ms) return;
  company.gone = undefined;
  const { tags } = parts;
  const at_ms = middleOf(gone.who.map((each) => each.at_ms));
  const went = new Set(gone.who.map(({ epc }) => epc));
  const rest = tagsOf(parts, company).filter(({ epc }) => !went.has(epc));
  for (const epc of went) leaveCompany(tags.companies, epc);
  const device = oftenest(gone.who.map((each) => each.device));
  const portal = device === undefined ? undefined : portalOf(turn.index, device);
  const share = went.size / Math.max(1, went.size + rest.length);
  if (device === undefined || portal === undefined || went.size < gone_min || share < gone_share) return;
  for (const tag of rest) {
    const { item, quantity } = tag;
    const held = tag.place ?? tag.known;
    if (item === undefined || held === undefined || isBehindADoor(turn.index, held)) continue;
    if (tag.last.ref.at_ms > at_ms + later_ms || tag.runs.some((run) => run.last.ref.at_ms > at_ms + later_ms))
      continue;
    const pieces = { item, quantity };
    const { last, place } = tag;
    if (place !== undefined && !isOutside(turn.index, takenTo(turn.index, place))) {
      const ref = company.heard ?? last.ref;
      const left = { tag, pieces, place, silent_ms: Math.max(0, at_ms - last.ref.at_ms), isUnseen: false };
      const told = { permille: gone_permille, at_ms: Math.min(at_ms, ref.at_ms) };
      unplaceTag(tags, tag, bookLeft(turn, { ...left, ...told }).to);
    }
    const from = tag.place ?? tag.known ?? held;
    const name = turn.index.devices.get(device)?.settings.name ?? device;
    book(turn, {
      id: `${last.ref.id}/${tagRule.name}-gone`,
      kind: 'shipped',
      item,
      quantity,
      from,
      to: portal.to_outside,
      at_ms,
      confidence_permille: gone_permille,
      rule: ruleText(tagRule),
      why: `Tag ${tag.epc} (${piecesText(turn, pieces)}) went out by ${name} with ${went.size} of the others that it stood with, p ${probabilityText(gone_permille)}; the door did not hear it, and nobody since, from ${locationName(turn.index, from)}`,
      evidence: [evidenceOf(last.ref, reportText(tag.epc, last))],
      said: lotOfTag(turn, tag, pieces),
    });
    unplaceTag(tags, tag, portal.to_outside);
    tag.gone_ms = at_ms;
    leaveCompany(tags.companies, tag.epc);
  }
}

function oftenest(words: readonly string[]): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const word of new Set(words)) {
    const count = words.filter((each) => each === word).length;
    if (count > most) best = word;
    most = Math.max(most, count);
  }
  return best;
}

function tagsOf({ tags }: TagParts, { epcs }: Company): readonly Tag[] {
  return [...epcs].flatMap((epc) => tags.by_epc.get(epc) ?? []);
}

function placedOf(parts: TagParts, company: Company, location: string): readonly Tag[] {
  return tagsOf(parts, company).filter(({ place }) => place === location);
}
