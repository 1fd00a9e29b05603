/**
 * A tag is associated by a scan and a reader: the person scans what it is, then holds the tag to the reader that stands beside the
 * scanner. What that reader hears is gathered for a moment. One tag that nobody knows, or one clearly louder than the others,
 * is it; of several nobody may guess. Time is told by ticks. The grammar: `docs/decisions/0009-association.md`.
 */

import type { CodeMeaning, TagReading } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import { type AssociationDraft, contentsOf, type TagContents } from '../stock/association.ts';
import { printedDay } from '../stock/lots/day.ts';
import { itemByGtin } from '../stock/site-index.ts';
import { associate, contentsText, dissociate, draftText, type Statement } from './associations.ts';
import { addDeadline } from './deadlines.ts';
import type { Token } from './scan-code.ts';
import { scannerName } from './scan-lines.ts';
import type { Heard, Offer, Said, Scanners, Session } from './scan-session.ts';
import type { TagReport } from './tag.ts';
import type { Tags } from './tag-memory.ts';
import { evidenceOf, type ReadingRef, type Turn } from './turn.ts';
import { codeText } from './wording.ts';

/** So long after the scan a tag is waited for. */
const offer_ms = 10_000;
/** So long after the first tag that it could be it is seen whether others are there. */
const gather_ms = 1_000;
/** What a reader hands over late, as after a lost connection, is not what is held to it now. */
const stale_ms = 2_000;

/** What a scan gives to the next tag, or `undefined` to end what the next tag stands for. */
export function openOffer(
  turn: Turn,
  { scanners, tags }: { readonly scanners: Scanners; readonly tags: Tags },
  session: Session,
  offered: Pick<Offer, 'draft' | 'ref' | 'code'>,
): Said {
  const { confirm } = session;
  session.confirm = undefined;
  const { draft, code } = offered;
  if (draft !== undefined && confirm?.code === code && turn.at_ms <= confirm.until_ms) {
    return make(turn, tags, session, { ...offered, draft }, confirm);
  }
  closeOffer(turn, scanners, session);
  session.offer = { ...offered, opened_ms: turn.at_ms, first_ms: undefined, heard: [], missed: false };
  scanners.offers.add(session.device);
  addDeadline(scanners.deadlines, session.device, turn.at_ms + offer_ms);
  const reader = readerName(turn, session.device);
  const what = draft === undefined ? 'the tag' : `the tag of ${draftText(turn, draft)}`;
  return { tone: 'mode', says: `hold ${what} to ${reader}` };
}

/** What an item's or a handling unit's code says of the tag to come; undefined for every other code. */
export function draftOf(
  turn: Turn,
  session: Session,
  { token, meaning }: { readonly token: Token; readonly meaning: CodeMeaning | undefined },
): Offer['draft'] {
  const gs1 = meaning?.kind === 'gs1' ? meaning : undefined;
  if (token.kind !== 'item') {
    return token.kind === 'unit' ? { handling_unit: token.sscc } : undefined;
  }
  const quantity = token.count * token.pieces_each * (session.multiplier ?? 1);
  session.multiplier = undefined;
  const expiry = gs1?.expiry === undefined ? undefined : printedDay(gs1.expiry, turn.at_ms);
  return {
    item: token.item.id,
    quantity,
    ...(gs1?.lot === undefined ? {} : { lot: gs1.lot }),
    ...(expiry === undefined ? {} : { expiry }),
  };
}

/** Looks at a scanner that waits for a tag anew, as after a start. */
export function awaitOffer(scanners: Scanners, device: string, { opened_ms, first_ms }: Offer): void {
  scanners.offers.add(device);
  addDeadline(scanners.deadlines, device, opened_ms + offer_ms);
  if (first_ms !== undefined) addDeadline(scanners.deadlines, device, first_ms + gather_ms);
}

/** Ends what is being waited for: a mode that ended waits for no tag. */
export function closeOffer(turn: Turn, scanners: Scanners, session: Session): void {
  const { offer } = session;
  session.offer = undefined;
  session.confirm = undefined;
  scanners.offers.delete(session.device);
  for (const { epc } of offer?.heard ?? []) if (!isHeard(scanners, epc)) turn.books.offered.delete(epc);
}

/** Whether somebody still waits who has heard the tag, too. */
function isHeard({ offers, sessions }: Scanners, epc: string): boolean {
  for (const device of offers) {
    if (sessions.get(device)?.offer?.heard.some((each) => each.epc === epc) === true) return true;
  }
  return false;
}

/** Every tag that a reader hears while somebody holds one to it. */
export function showTag(turn: Turn, scanners: Scanners, report: TagReport, { epc, meaning }: TagReading): void {
  for (const device of scanners.offers) {
    const offer = scanners.sessions.get(device)?.offer;
    if (offer === undefined || report.ref.at_ms < offer.opened_ms - stale_ms) continue;
    const reader = turn.index.devices.get(device)?.settings.scanner?.reader ?? { device };
    const isOther = reader.antenna !== undefined && report.antenna !== undefined && reader.antenna !== report.antenna;
    if (reader.device !== report.ref.device || isOther) continue;
    const isOwn = meaning?.gtin !== undefined && itemByGtin(turn.index, meaning.gtin) !== undefined;
    if (hear(offer, epc, isOwn, report)) turn.books.offered.add(epc);
    const isAssociated = turn.books.associations.has(epc);
    const isWanted = offer.draft === undefined ? isAssociated : !isAssociated && !isOwn;
    if (offer.first_ms !== undefined || !isWanted) continue;
    offer.first_ms = turn.at_ms;
    addDeadline(scanners.deadlines, device, turn.at_ms + gather_ms);
  }
}

/** False when too many are heard to watch another one. */
function hear(offer: Offer, epc: string, isOwn: boolean, report: TagReport): boolean {
  let heard = offer.heard.find((each) => each.epc === epc);
  if (heard === undefined) {
    if (offer.heard.length >= limits.scan_tags_watched_max) {
      offer.missed = true;
      return false;
    }
    heard = { epc, is_own: isOwn, loud: 0, strength: 0, silent: 0 };
    offer.heard.push(heard);
  }
  if (report.rssi_cdbm === undefined) heard.silent += report.count;
  else {
    heard.loud += report.count;
    heard.strength += report.rssi_cdbm * report.count;
  }
  return true;
}

/** Decides when the time has come, or at once when the scanner is given up; undefined while it has not. */
export function settleOffer(
  turn: Turn,
  scanners: Scanners,
  tags: Tags,
  session: Session,
  isLast: boolean,
): Said | undefined {
  const { offer } = session;
  if (offer === undefined) return undefined;
  const is_over = turn.at_ms - offer.opened_ms >= offer_ms;
  const is_gathered = offer.first_ms !== undefined && turn.at_ms - offer.first_ms >= gather_ms;
  if (!is_over && !isLast && !is_gathered) return undefined;
  const said = decide(turn, tags, session, offer, is_over || isLast);
  if (said !== undefined) {
    const { confirm } = session;
    closeOffer(turn, scanners, session);
    session.confirm = confirm;
  }
  return said;
}

/** Undefined while only tags are heard that lie about already, and there is time left. */
function decide(turn: Turn, tags: Tags, session: Session, offer: Offer, isOver: boolean): Said | undefined {
  const { associations } = turn.books;
  const known = offer.heard.filter(({ epc }) => associations.has(epc));
  const unknown = offer.heard.filter(({ epc, is_own }) => !associations.has(epc) && !is_own);
  const { draft } = offer;
  if (offer.missed) return several(turn, offer, offer.heard.length);
  if (draft === undefined) {
    if (!isOver && known.length === 0) return undefined;
    const one = loudest(turn, known);
    if (one !== undefined) return end(turn, tags, session, offer, one);
    return known.length > 1 ? several(turn, offer, known.length) : nobody(turn, session, offer);
  }
  const one = loudest(turn, unknown);
  if (one !== undefined) return make(turn, tags, session, { ...offer, draft }, one);
  if (unknown.length > 1) return several(turn, offer, unknown.length);
  if (!isOver) return undefined;
  const other = loudest(turn, known);
  if (other !== undefined) return ofAnother(turn, session, { ...offer, draft }, other);
  return known.length > 1 ? several(turn, offer, known.length) : nobody(turn, session, offer);
}

/** The only one, or the one that is louder than every other by what also moves a tag from shelf to shelf. */
function loudest(turn: Turn, heard: readonly Heard[]): Heard | undefined {
  const [first, second] = [...heard].sort((a, b) => meanOf(b) - meanOf(a) || (a.epc < b.epc ? -1 : 1));
  if (first === undefined || second === undefined) return first;
  if (heard.some(({ silent }) => silent > 0)) return undefined;
  return meanOf(first) - meanOf(second) >= turn.index.site.rules.tags.move_margin_cdb ? first : undefined;
}

function meanOf({ loud, strength }: Heard): number {
  return loud === 0 ? Number.NEGATIVE_INFINITY : strength / loud;
}

type Giving = Pick<Offer, 'ref' | 'code'> & { readonly draft: Omit<AssociationDraft, 'epc'> };

function make(
  turn: Turn,
  tags: Tags,
  session: Session,
  { draft, ref, code }: Giving,
  { epc }: Pick<Heard, 'epc'>,
): Said {
  const refused = associate(turn, tags, [{ epc, ...draft }], scannedBy(turn, session, ref, code));
  if (refused !== undefined) return { tone: 'error', says: refused.says };
  return { tone: 'ok', says: `tag ${short(epc)} is ${draftText(turn, draft)}` };
}

function end(turn: Turn, tags: Tags, session: Session, { ref, code }: Offer, { epc }: Heard): Said {
  const before = turn.books.associations.get(epc);
  const was = before === undefined ? '' : contentsText(turn, before);
  const refused = dissociate(turn, tags, [epc], scannedBy(turn, session, ref, code));
  if (refused !== undefined) return { tone: 'error', says: refused.says };
  return { tone: 'ok', says: `tag ${short(epc)} is ${was} no longer` };
}

function ofAnother(turn: Turn, session: Session, { draft, code }: Giving, { epc }: Heard): Said {
  const before = turn.books.associations.get(epc);
  const was = before === undefined ? '' : contentsText(turn, before);
  if (before !== undefined && isSaidAlready(before, draft))
    return { tone: 'duplicate', says: `tag ${short(epc)} is ${was} already` };
  session.confirm = { epc, code, until_ms: turn.at_ms + offer_ms };
  return { tone: 'error', says: `tag ${short(epc)} is ${was}; scan ${draftText(turn, draft)} again to change it` };
}

function isSaidAlready(before: TagContents, draft: Omit<AssociationDraft, 'epc'>): boolean {
  const given = contentsOf({ epc: '', ...draft });
  const text = (value: object) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(before) === text(given);
}

function several(turn: Turn, { draft }: Offer, count: number): Said {
  const again = draft === undefined ? 'scan DISSOCIATE again' : `scan ${draftText(turn, draft)} again`;
  return { tone: 'error', says: `${count} tags in the field: move the others away and ${again}` };
}

function nobody(turn: Turn, session: Session, { draft, heard }: Offer): Said {
  const again = draft === undefined ? 'scan DISSOCIATE again' : `scan ${draftText(turn, draft)} again`;
  const [only] = heard;
  const reader = readerName(turn, session.device);
  if (only === undefined) return { tone: 'error', says: `no tag was read at ${reader}; ${again}` };
  const what = draft === undefined ? 'stands for nothing that a person said' : 'says itself what it is';
  return { tone: 'error', says: `tag ${short(only.epc)} ${what}; hold another one to ${reader} and ${again}` };
}

function scannedBy(turn: Turn, session: Session, ref: ReadingRef, code: string): Statement {
  const evidence = evidenceOf(ref, `code ${codeText(code)} scanned`);
  return {
    id: ref.id,
    n: ref.n,
    by: `scanner:${session.device}`,
    who: scannerName(turn, session),
    reason: `scanned, then held to ${readerName(turn, session.device)}`,
    evidence,
  };
}

function readerName(turn: Turn, device: string): string {
  const reader = turn.index.devices.get(device)?.settings.scanner?.reader?.device ?? device;
  return turn.index.devices.get(reader)?.settings.name ?? reader;
}

/** The end of an EPC, which is what differs from tag to tag. */
function short(epc: string): string {
  return epc.length > 8 ? `…${epc.slice(-8)}` : epc;
}
