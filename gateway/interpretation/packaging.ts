/**
 * Pieces, cases and pallets that all carry tags of one item: only the lowest level that carries tags counts, or a case and what is in
 * it would be counted twice. A case that comes together with its tagged pieces is one quantity. The level is the filter value in the tag's own bits (EPC Tag Data Standard, SGTIN filter values).
 */
import type { EpcMeaning } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import { piecesOfGtin } from '../stock/item-packs.ts';
import type { Item } from '../stock/site.ts';
import { isOutside } from '../stock/site-index.ts';
import { raise } from './questions.ts';
import type { Tag } from './tag.ts';
import type { Tags } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';

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

/** A pack that was counted by its own tag, while pieces of it may carry tags as well. */
export interface Pack {
  readonly item: string;
  readonly level: number;
  /** Where it came to, and when it was heard there. */
  readonly location: string;
  readonly at_ms: number;
  /** Pieces of it that no tag of their own stands for: what the tag of the pack still stands for. */
  rest: number;
  /** A tag of a piece of it was heard. */
  is_opened: boolean;
}

/** Packs and their pieces come to a place within this time of each other. */
const together_ms = 15_000;

/** Where a tag is coming to, if it is. */
export interface Coming {
  readonly tags: Tags;
  readonly location: string;
}

/**
 * What a tag counts as by its own bits; undefined for a container of pieces that are tagged themselves, and for a part of one. A piece
 * that comes with its pack is in the pack's quantity already: the tag is set to be where the pack is, and the pack stands for one less.
 */
export function countsAs(turn: Turn, item: Item, meaning: EpcMeaning, tag: Tag, coming?: Coming): number | undefined {
  if (meaning.filter === component) return undefined;
  const pieces = piecesOfGtin(item, meaning.gtin ?? '');
  if (turn.index.site.rules.tags.packaging === 'every-tag') return pieces;
  const { packaging, packs } = turn.books;
  const pack = packs.get(tag.epc);
  if (pack !== undefined && tag.item === item.id) return pack.rest;
  const level = levelOf(meaning, pieces);
  const lowest = packaging.get(item.id);
  if (lowest === undefined || level < lowest) packaging.set(item.id, level);
  const isContained = coming !== undefined && takeFromPack(turn, item, tag, { level, pieces }, coming);
  if (lowest !== undefined && level > lowest && !isContained) {
    turn.books.counters.add('tags of cases and pallets whose pieces carry tags themselves');
    return undefined;
  }
  if (coming !== undefined && level > 0 && pieces > 1) {
    const { location } = coming;
    notePack(turn, tag.epc, {
      item: item.id,
      level,
      location,
      at_ms: tag.last.ref.at_ms,
      rest: pieces,
      is_opened: false,
    });
  }
  if (lowest !== undefined && level < lowest && !isContained) askLevel(turn, item, tag, { level, lowest });
  return pieces;
}

/** What a tag counts as by its own bits as far as is known by now; nobody is asked, and nothing is learned of it. */
export function plainPieces(
  { index, books }: Pick<Turn, 'index' | 'books'>,
  item: Item,
  meaning: EpcMeaning,
): number | undefined {
  if (meaning.filter === component) return undefined;
  const pieces = piecesOfGtin(item, meaning.gtin ?? '');
  if (index.site.rules.tags.packaging === 'every-tag') return pieces;
  const lowest = books.packaging.get(item.id);
  return lowest !== undefined && levelOf(meaning, pieces) > lowest ? undefined : pieces;
}

/** Takes a tag that nobody has counted yet out of the pack that it came with; of a pack that was opened so, also elsewhere and later. */
function takeFromPack(
  turn: Turn,
  { id }: Item,
  tag: Tag,
  { level, pieces }: { readonly level: number; readonly pieces: number },
  { tags, location }: Coming,
): boolean {
  const { packs, counters } = turn.books;
  if (tag.item !== undefined || tag.known !== undefined || tag.came !== undefined || packs.size === 0) return false;
  const { at_ms } = tag.last.ref;
  let found:
    | { readonly epc: string; readonly pack: Pack; readonly container: Readonly<Tag>; readonly isHere: boolean }
    | undefined;
  for (const [epc, pack] of packs) {
    if (pack.item !== id || pack.level <= level || pack.rest < pieces) continue;
    const container = tags.by_epc.look(epc);
    if (container?.item !== id) continue;
    const at = container.place ?? container.known;
    if (at === undefined || !turn.index.locations.has(at) || isOutside(turn.index, at)) continue;
    const isHere = pack.location === location && Math.abs(at_ms - pack.at_ms) <= together_ms;
    if (!isHere && !pack.is_opened) continue;
    const isNearer = found === undefined || (isHere && !found.isHere);
    if (isNearer || (isHere === found?.isHere && pack.level < found.pack.level))
      found = { epc, pack, container, isHere };
  }
  const at = found?.container.place ?? found?.container.known;
  if (found === undefined || at === undefined) return false;
  const { epc, pack } = found;
  const container = tags.by_epc.get(epc);
  if (container === undefined) return false;
  pack.rest -= pieces;
  pack.is_opened = true;
  container.quantity = pack.rest;
  if (pack.rest === 0) {
    // All of it stands for itself now: its own tag is a container's.
    packs.delete(epc);
    container.item = undefined;
    container.quantity = 1;
  }
  tag.item = id;
  tag.quantity = pieces;
  tag.known = at;
  counters.add('tags of pieces that came in a pack already counted');
  return true;
}

function notePack({ books: { packs, counters } }: Turn, epc: string, pack: Pack): void {
  packs.delete(epc);
  packs.set(epc, pack);
  if (packs.size <= limits.packs_open_max) return;
  for (const oldest of packs.keys()) {
    packs.delete(oldest);
    counters.add('packs forgotten, too many');
    return;
  }
}

function askLevel(
  turn: Turn,
  { id, name }: Item,
  { epc, last }: Tag,
  { level, lowest }: { readonly level: number; readonly lowest: number },
): void {
  raise(turn, {
    id: `packaging/${id}/${level}`,
    kind: 'packaging',
    item: id,
    device: last.ref.device,
    question: `${names[level] ?? ''} of ${name} carry tags of their own now (${epc}); until now ${(names[lowest] ?? '').toLowerCase()} did. These count no longer, except where they were counted already. Is the level right?`,
    evidence: [evidenceOf(last.ref, `tag ${epc} read`)],
  });
}
