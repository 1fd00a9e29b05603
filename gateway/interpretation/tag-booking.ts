/** What was decided about a tag becomes a movement, with its reads as evidence. */

import { locationName, takenTo } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { lotOfTag } from './lot-said.ts';
import { ruleText } from './rule.ts';
import type { Run, Tag, TagReport } from './tag.ts';
import { tagRule } from './tag-rule.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { type Pieces, piecesText, reportText } from './unknown-tag.ts';
import { secondsText } from './wording.ts';

export interface Came {
  readonly tag: Tag;
  readonly location: string;
  readonly pieces: Pieces;
  /** The first of them tells when it came. */
  readonly reports: readonly TagReport[];
  /** The one that decided: the movement's id is made of it. */
  readonly last: TagReport;
  readonly heard: string;
  readonly permille: number;
  /** When it came, where its own reads do not tell. */
  readonly at_ms?: number | undefined;
  /** Where `last` does not make one. */
  readonly id?: string;
}

/** A run's deciding reads in their order: the first, the loudest and the last. */
export function runReports({ first, loudest, last }: Run): readonly TagReport[] {
  const reports = [first, loudest, last].sort((a, b) => a.ref.n - b.ref.n || a.ref.index - b.ref.index);
  return reports.filter(({ ref }, at) => ref.id !== reports[at - 1]?.ref.id);
}

/** The pieces of a tag come to a location from where the ledger has them. */
export function bookCame(turn: Turn, came: Came): void {
  const { index } = turn;
  const { tag, location, pieces, reports, last, heard, permille } = came;
  const isSame = tag.item === pieces.item && tag.quantity === pieces.quantity;
  const isMove = isSame && tag.place !== undefined;
  const known = isSame ? (tag.place ?? tag.known) : tag.came?.from;
  const from = known !== undefined && (isMove || index.locations.has(known)) ? known : 'count-difference';
  tag.item = pieces.item;
  tag.quantity = pieces.quantity;
  tag.came = undefined;
  if (from === location) return;
  book(turn, {
    id: came.id ?? `${last.ref.id}/${tagRule.name}`,
    kind: isMove ? 'moved' : 'arrived',
    item: pieces.item,
    quantity: pieces.quantity,
    from,
    to: location,
    at_ms: came.at_ms ?? Math.min(...reports.map(({ ref }) => ref.at_ms)),
    confidence_permille: permille,
    rule: ruleText(tagRule),
    why: `Tag ${tag.epc} (${piecesText(turn, pieces)}) ${isMove ? 'moved' : 'came'} to ${locationName(index, location)}: ${heard}, ${originText(turn, from, known)}`,
    evidence: reports.map((each) => evidenceOf(each.ref, reportText(tag.epc, each))),
    said: lotOfTag(turn, tag, pieces),
  });
}

function originText({ index }: Turn, from: string, known: string | undefined): string {
  if (from === known) return `from ${locationName(index, from)}`;
  return known === undefined ? 'never seen before' : `${known} is unknown now`;
}

export interface Left {
  readonly tag: Tag;
  readonly pieces: Pieces;
  readonly place: string;
  readonly silent_ms: number;
  /** Its reader was away since it was read last. */
  readonly isUnseen: boolean;
  readonly permille: number;
  /** When it left, where others tell that better than its own last read. */
  readonly at_ms?: number;
  /** Where its last read does not make one: it has not been read since it came. */
  readonly id?: string;
}

/** The pieces of a tag have left their place; where to, and the movement that says so. */
export function bookLeft(turn: Turn, left: Left): { readonly id: string; readonly to: string } {
  const { index } = turn;
  const { tag, pieces, place, silent_ms, isUnseen, permille } = left;
  const to = takenTo(index, place);
  const how = isUnseen
    ? `not heard again for ${secondsText(silent_ms)} since its reader is back`
    : `not heard for ${secondsText(silent_ms)}`;
  const id = left.id ?? `${tag.last.ref.id}/${tagRule.name}-left`;
  book(turn, {
    id,
    kind: isUnseen ? 'changed-while-offline' : 'left',
    item: pieces.item,
    quantity: pieces.quantity,
    from: place,
    to,
    at_ms: left.at_ms ?? tag.last.ref.at_ms,
    confidence_permille: permille,
    rule: ruleText(tagRule),
    why: `Tag ${tag.epc} (${piecesText(turn, pieces)}) left ${locationName(index, place)}: ${how}`,
    evidence: [evidenceOf(tag.last.ref, reportText(tag.epc, tag.last))],
    said: lotOfTag(turn, tag, pieces),
  });
  return { id, to };
}
