/** A tag that is no item of the site becomes one question, never a guess. */
import type { EpcMeaning } from '../../devices/reading.ts';
import { itemByGtin } from '../stock/site-index.ts';
import { isOpen, raise, settle } from './questions.ts';
import type { Tag, TagReport } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { codeText, strengthText } from './wording.ts';

/** The item of a tag; undefined after asking a person what it is. `where` completes "was seen at …". */
export function itemOfTag(
  turn: Turn,
  tag: Tag,
  meaning: EpcMeaning | undefined,
  at: { readonly where: string; readonly location?: string; readonly by: string },
): string | undefined {
  const gtin = meaning?.gtin;
  const item = gtin === undefined ? undefined : itemByGtin(turn.index, gtin);
  const question = `unknown-tag/${tag.epc}`;
  if (item !== undefined) {
    tag.item = item.id;
    if (tag.asked_gtin !== undefined) settle(turn, question, `now known as ${item.name}`, at.by);
    tag.asked_gtin = undefined;
    return item.id;
  }
  if (tag.asked_gtin !== undefined) return undefined;
  tag.asked_gtin = gtin ?? '';
  if (isOpen(turn, question)) return undefined;
  raise(turn, {
    id: question,
    kind: 'unknown-tag',
    device: tag.last.ref.device,
    ...(at.location === undefined ? {} : { location: at.location }),
    question: `Tag ${tag.epc} (${meaningText(meaning)}) was seen at ${at.where} and is no item of this site. What is it?`,
    evidence: [evidenceOf(tag.last.ref, reportText(tag.epc, tag.last))],
  });
  return undefined;
}

export function reportText(epc: string, { antenna, rssi_cdbm, count }: TagReport): string {
  const by = antenna === undefined ? '' : ` by antenna ${antenna}`;
  return `tag ${epc} read${by}${count > 1 ? ` ${count} times` : ''}${strengthText(rssi_cdbm)}`;
}

function meaningText(meaning: EpcMeaning | undefined): string {
  if (meaning?.gtin !== undefined) {
    return `GTIN ${meaning.gtin}${meaning.serial === undefined ? '' : `, serial ${codeText(meaning.serial)}`}`;
  }
  if (meaning?.sscc !== undefined) return `SSCC ${meaning.sscc}`;
  return meaning?.uri === undefined ? 'of no scheme that names an item' : codeText(meaning.uri);
}
