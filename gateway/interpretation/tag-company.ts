/** What the company of a tag (`company.ts`) says of its arrival at a place. */

import type { TagReading } from '../../devices/reading.ts';
import type { AntennaPlace } from '../stock/site.ts';
import { locationName, portalOf } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { type Company, companyOf, join, latelyCame, put_down_within_ms } from './company.ts';
import { presencePermille } from './confidence.ts';
import { lotOfTag } from './lot-said.ts';
import { ruleText } from './rule.ts';
import type { Run, Tag } from './tag.ts';
import { runPermille } from './tag-location.ts';
import type { Tags } from './tag-memory.ts';
import { tagRule } from './tag-rule.ts';
import type { Assumed } from './tag-signature.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { piecesOfTag, piecesText, reportText } from './unknown-tag.ts';
import { probabilityText } from './wording.ts';

/** Of a tag whose company is there: no other location is much likelier. */
const backed_share = 0.4;
/** A first read so far from when its company was put down tells less than the company. */
const apart_ms = 6_000;
/** Fewer are no pallet. */
const company_min = 5;
/** While somebody who came in has not been put down yet, a tag that nobody saw before waits so long for them. */
const newcomer_ms = 15_000;
const underway_ms = 120_000;
/** It was not heard well enough at the door, and came to its place amid those that came in there. */
const unseen_permille = 950;

/** How sure a tag is where its company was just put down, when it is heard there at all and no better elsewhere. */
export function backedPermille({ companies }: Tags, tag: Tag, run: Run, assumed: Assumed): number | undefined {
  if (tag.place !== undefined || tag.item === undefined) return undefined;
  const put_down = companyOf(companies, tag.epc)?.put_down;
  if (put_down === undefined || put_down.location !== run.location) return undefined;
  if (run.last.ref.at_ms < put_down.at_ms) return undefined;
  const share = runPermille(tag, run, assumed, undefined) / presencePermille(run.reads, undefined);
  return share < backed_share ? undefined : Math.min(990, Math.round(900 + 90 * share));
}

/** A pallet whose other tags are heard where it stands has not left: so many times longer a tag of it may be silent. */
export const amid_company = 3;

export function isAmidCompany(turn: Turn, { companies }: Tags, { epc, place }: Tag): boolean {
  const company = companyOf(companies, epc);
  if (company === undefined || company.put_down?.location !== place || company.heard === undefined) return false;
  return (
    company.epcs.size >= company_min && turn.at_ms - company.heard_arrived_ms < turn.index.site.rules.tags.absent_ms
  );
}

/** Softer than the floor by more, it may be heard from anywhere; of a tag that its place hears louder than this above the floor, no read is that soft. */
const below_floor_cdb = 800;
const hardly_above_cdb = 600;

/**
 * A read softer than the floor says nothing of where a tag is, as people set it. Of one that its place never heard much louder, amid a
 * company that is heard there, it says that it stands there still.
 */
export function hearFaint(turn: Turn, tag: Tag, { location, rssi_floor_cdbm }: AntennaPlace, rssi_cdbm: number): void {
  if (location === undefined || tag.place !== location || rssi_floor_cdbm === undefined) return;
  if (rssi_cdbm < rssi_floor_cdbm - below_floor_cdb) return;
  const isLoud = tag.hearings.some(
    ({ location: of, level_cdbm }) =>
      of === location && level_cdbm !== undefined && level_cdbm > rssi_floor_cdbm + hardly_above_cdb,
  );
  if (!isLoud) tag.faint_ms = turn.at_ms;
}

/** When a tag was put down: by its own first read, and by its company where that lies far from it. */
export function settledAt({ companies }: Tags, { epc, left }: Tag, { location, first }: Run): number | undefined {
  const put_down = companyOf(companies, epc)?.put_down;
  if (put_down?.location !== location) return undefined;
  // It has left since: it did not come back before.
  if (left !== undefined && left.heard_ms >= put_down.at_ms) return undefined;
  return Math.abs(first.ref.at_ms - put_down.at_ms) > apart_ms ? put_down.at_ms : undefined;
}

/**
 * A tag that was never seen before and comes to a place where a company is just put down came in with it, by the same door: that is
 * booked first. While a company is on its way, such a tag waits for it. True when nothing speaks against its arrival.
 */
export function mayJoin(turn: Turn, tags: Tags, tag: Tag, run: Run, { meaning }: TagReading): boolean {
  const { place, known, item, came, epc } = tag;
  const lately = tags.companies.lately;
  if (place !== undefined || known !== undefined || item !== undefined || came !== undefined) return true;
  if (lately.length === 0) return true;
  const { location, first, last } = run;
  const companies = latelyCame(tags.companies);
  const company = companies.find(
    ({ put_down }) =>
      put_down?.location === location && Math.abs(put_down.at_ms - first.ref.at_ms) <= put_down_within_ms,
  );
  if (company === undefined) {
    const isUnderway = companies.some(
      ({ put_down, came_ms }) => put_down === undefined && last.ref.at_ms - came_ms <= underway_ms,
    );
    return !isUnderway || last.ref.at_ms - first.ref.at_ms >= newcomer_ms;
  }
  const portal = portalOf(turn.index, company.device);
  const pieces = piecesOfTag(turn, tag, meaning, {
    where: locationName(turn.index, location),
    location,
    by: tagRule.name,
  });
  if (portal === undefined || pieces === undefined) return true;
  bookUnseen(turn, tag, run, { company, pieces, from: portal.from_outside, to: portal.inside });
  tag.item = pieces.item;
  tag.quantity = pieces.quantity;
  tag.known = portal.inside;
  join(tags.companies, company, epc);
  return true;
}

interface Unseen {
  readonly company: Company;
  readonly pieces: { readonly item: string; readonly quantity: number };
  readonly from: string;
  readonly to: string;
}

function bookUnseen(turn: Turn, { epc }: Tag, { first, location }: Run, { company, pieces, from, to }: Unseen): void {
  const { index } = turn;
  const name = index.devices.get(company.device)?.settings.name ?? company.device;
  book(turn, {
    id: `${first.ref.id}/${tagRule.name}-unseen`,
    kind: 'received',
    item: pieces.item,
    quantity: pieces.quantity,
    from,
    to,
    at_ms: Math.round(company.came_ms),
    confidence_permille: unseen_permille,
    rule: ruleText(tagRule),
    why: `Tag ${epc} (${piecesText(turn, pieces)}) came to ${locationName(index, location)} with ${company.settled.length} that had passed ${name} inwards, and was never seen before: it came in with them, p ${probabilityText(unseen_permille)}`,
    evidence: [evidenceOf(first.ref, reportText(epc, first))],
    said: lotOfTag(turn, { epc }, pieces),
  });
}
