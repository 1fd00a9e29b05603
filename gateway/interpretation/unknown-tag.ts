/**
 * What a tag stands for: what a person said of it, else the GTIN in its bits. A tag that is neither becomes one question, never
 * a guess. Why what a person says goes first: `docs/decisions/0009-association.md`.
 */

import type { EpcMeaning } from '../../devices/reading.ts';
import type { TagContents } from '../stock/association.ts';
import { unknown_tag } from '../stock/question.ts';
import { itemByGtin, itemName } from '../stock/site-index.ts';
import { noteTagSerial } from './lot-said.ts';
import { type Coming, countsAs } from './packaging.ts';
import { isOpen, raise, settle } from './questions.ts';
import type { Tag, TagReport } from './tag.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { codeText, strengthText } from './wording.ts';

export type Pieces = Extract<TagContents, { readonly item: string }>;

/**
 * The pieces that a tag stands for; undefined for a handling unit, and for what nobody knows after asking a person. `where`
 * completes "was seen at …".
 */
export function piecesOfTag(
  turn: Turn,
  tag: Tag,
  meaning: EpcMeaning | undefined,
  at: {
    readonly where: string;
    readonly location?: string;
    readonly by: string;
    /** Where it is coming to, if it is: with its pack it may be counted already. */
    readonly coming?: Coming | undefined;
  },
): Pieces | undefined {
  const said = turn.books.associations.get(tag.epc);
  if (said !== undefined && 'handling_unit' in said) return undefined;
  const gtin = meaning?.gtin;
  const own = gtin === undefined ? undefined : itemByGtin(turn.index, gtin);
  // A handling unit of its own kind: watched, and not kept yet.
  if (said === undefined && meaning?.sscc !== undefined) return undefined;
  const counts =
    said !== undefined || own === undefined || meaning === undefined
      ? undefined
      : countsAs(turn, own, meaning, tag, at.coming);
  if (said === undefined && own !== undefined && counts === undefined) return undefined;
  const pieces = said ?? (own === undefined || counts === undefined ? undefined : { item: own.id, quantity: counts });
  if (pieces !== undefined && turn.index.items.has(pieces.item)) {
    if (tag.asked_gtin !== undefined)
      settle(turn, unknownTagQuestion(tag.epc), `now known as ${itemName(turn.index, pieces.item)}`, at.by);
    tag.asked_gtin = undefined;
    noteTagSerial(turn, tag.epc, pieces.item, meaning);
    return pieces;
  }
  if (tag.asked_gtin !== undefined || turn.books.offered.has(tag.epc)) return undefined;
  tag.asked_gtin = gtin ?? '';
  const question = unknownTagQuestion(tag.epc);
  if (isOpen(turn, question)) return undefined;
  const doubt =
    said === undefined
      ? 'is no item of this site'
      : `was said to be ${said.item}, which is no item of this site any more`;
  raise(turn, {
    id: question,
    kind: 'unknown-tag',
    device: tag.last.ref.device,
    ...(at.location === undefined ? {} : { location: at.location }),
    question: `Tag ${tag.epc} (${meaningText(meaning)}) was seen at ${at.where} and ${doubt}. What is it?`,
    evidence: [evidenceOf(tag.last.ref, reportText(tag.epc, tag.last))],
  });
  return undefined;
}

/** What it stood for when it was booked. */
export function heldPieces({ item, quantity }: Readonly<Tag>): Pieces | undefined {
  return item === undefined ? undefined : { item, quantity };
}

export function unknownTagQuestion(epc: string): string {
  return `${unknown_tag}${epc}`;
}

export function reportText(epc: string, { antenna, rssi_cdbm, count }: TagReport): string {
  const by = antenna === undefined ? '' : ` by antenna ${antenna}`;
  return `tag ${epc} read${by}${count > 1 ? ` ${count} times` : ''}${strengthText(rssi_cdbm)}`;
}

/** `Gloves`, `12 × Gloves`. */
export function piecesText(turn: Turn, { item, quantity }: Pick<Pieces, 'item' | 'quantity'>): string {
  return quantity === 1 ? itemName(turn.index, item) : `${quantity} × ${itemName(turn.index, item)}`;
}

function meaningText(meaning: EpcMeaning | undefined): string {
  if (meaning?.gtin !== undefined) {
    return `GTIN ${meaning.gtin}${meaning.serial === undefined ? '' : `, serial ${codeText(meaning.serial)}`}`;
  }
  if (meaning?.sscc !== undefined) return `SSCC ${meaning.sscc}`;
  return meaning?.uri === undefined ? 'of no scheme that names an item' : codeText(meaning.uri);
}
