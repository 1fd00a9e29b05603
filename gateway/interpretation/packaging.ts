/**
 * Pieces, cases and pallets that all carry tags of one item: only the lowest level that carries tags counts, or a case and what is in
 * it would be counted twice. The level is the filter value in the tag's own bits (EPC Tag Data Standard, SGTIN filter values).
 */
import type { EpcMeaning } from '../../devices/reading.ts';
import { piecesOfGtin } from '../stock/item-packs.ts';
import type { Item } from '../stock/site.ts';
import { raise } from './questions.ts';
import { evidenceOf, type ReadingRef, type Turn } from './turn.ts';

/** From the piece upwards. */
const names = ['Pieces', 'Inner packs', 'Cases', 'Pallets'] as const;

/** A part of a piece: it counts as nothing, whatever else carries tags. */
const component = 7;

/** 0 for a piece. A tag that tells no level is a piece, or a case when its GTIN is one of several pieces. */
function levelOf({ filter }: EpcMeaning, pieces: number): number {
  switch (filter) {
    case 1:
      return 0;
    case 4:
      return 1;
    case 2:
      return 2;
    case 6:
      return 3;
    default:
      return pieces > 1 ? 2 : 0;
  }
}

/** What a tag counts as by its own bits; undefined for a container of pieces that are tagged themselves, and for a part of one. */
export function countsAs(
  turn: Turn,
  item: Item,
  meaning: EpcMeaning,
  epc: string,
  ref: ReadingRef,
): number | undefined {
  if (meaning.filter === component) return undefined;
  const pieces = piecesOfGtin(item, meaning.gtin ?? '');
  if (turn.index.site.rules.tags.packaging === 'every-tag') return pieces;
  const { packaging } = turn.books;
  const level = levelOf(meaning, pieces);
  const lowest = packaging.get(item.id);
  if (lowest === undefined || level < lowest) packaging.set(item.id, level);
  if (lowest === undefined || level === lowest) return pieces;
  if (level > lowest) {
    turn.books.counters.add('tags of cases and pallets whose pieces carry tags themselves');
    return undefined;
  }
  raise(turn, {
    id: `packaging/${item.id}/${level}`,
    kind: 'packaging',
    item: item.id,
    device: ref.device,
    question: `${names[level] ?? ''} of ${item.name} carry tags of their own now (${epc}); until now ${(names[lowest] ?? '').toLowerCase()} did. These count no longer, except where they were counted already. Is the level right?`,
    evidence: [evidenceOf(ref, `tag ${epc} read`)],
  });
  return pieces;
}
