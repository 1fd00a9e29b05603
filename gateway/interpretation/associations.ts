/**
 * What people say that tags stand for. It is remembered until it is ended or said anew, and the ledger follows at once: the
 * pieces of a tag that is in the house are booked where it is, and out again when it stands for them no longer. Both against the
 * count difference, because nobody saw them come or go. The rules and why: `docs/decisions/0009-association.md`.
 */

import { limits } from '../base/limits.ts';
import { type AssociationDraft, contentsOf, epcFault, faultsOf, type TagContents } from '../stock/association.ts';
import type { Evidence } from '../stock/movement.ts';
import { isOutside, itemByGtin, itemName, locationName, type SiteIndex } from '../stock/site-index.ts';
import { book, type Draft } from './booking.ts';
import { certain_permille, presencePermille } from './confidence.ts';
import type { Outcome, TagStatement } from './interpretation.ts';
import { lotOfTag } from './lot-said.ts';
import { settle } from './questions.ts';
import { type Rule, ruleText } from './rule.ts';
import type { Tag } from './tag.ts';
import type { Tags } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { type Pieces, piecesText, reportText, unknownTagQuestion } from './unknown-tag.ts';

export const associationRule: Rule = { name: 'association', version: 1 };

type Refused = NonNullable<Outcome['refused']>;

/** Who says it and why, and what of the journal shows it. `id` begins the ids of what is booked for it. */
export interface Statement {
  readonly id: string;
  readonly n: number;
  readonly by: string;
  /** The same for sentences. */
  readonly who: string;
  readonly reason: string;
  readonly evidence: Evidence;
}

/** Notes of one command told one by one; the rest is told as a number. */
const notes_max = 20;

/** Remembers what tags stand for, all of them or none. */
export function associate(
  turn: Turn,
  tags: Tags,
  statements: readonly TagStatement[],
  statement: Statement,
): Refused | undefined {
  const { associations } = turn.books;
  const [fault] = faultsOf(statements, (id) => turn.index.items.has(id));
  if (fault !== undefined) {
    const { row, column, rule } = fault;
    const field = `associations.${row - 1}.${column}`;
    return { code: 'association-invalid', field, says: `association ${row}: ${column} ${rule}` };
  }
  const fresh = statements.filter(({ epc }) => !associations.has(epc)).length;
  if (associations.size + fresh > limits.associations_max) {
    const says = `at most ${limits.associations_max} tags can be associated, and ${associations.size} are; end some first`;
    return { code: 'too-many-associations', field: 'associations', says };
  }
  const notes: string[] = [];
  for (const [at, { gtin, ...draft }] of statements.entries()) {
    const note = overridden(turn, draft, gtin);
    if (note !== undefined) notes.push(note);
    make(turn, tags, draft, statements.length === 1 ? statement : { ...statement, id: `${statement.id}:${at}` });
  }
  turn.notes.push(...notes.slice(0, notes_max));
  if (notes.length > notes_max) turn.notes.push(`and ${notes.length - notes_max} more tags of this kind`);
  return undefined;
}

/** Forgets what tags stand for, of all of them or of none; what their own bits say counts again. */
export function dissociate(turn: Turn, tags: Tags, epcs: readonly string[], statement: Statement): Refused | undefined {
  const { associations } = turn.books;
  const [unknown] = epcs.filter((epc) => !associations.has(epc));
  if (unknown !== undefined) {
    const shown = epcFault(unknown) === undefined ? unknown : 'of this name';
    return { code: 'not-associated', field: 'epc', says: `tag ${shown} is not associated with anything` };
  }
  const { by, reason } = statement;
  for (const [at, epc] of [...new Set(epcs)].entries()) {
    associations.delete(epc);
    turn.associations.push({ kind: 'ended', epc, at_ms: turn.at_ms, by, reason });
    const tag = tags.by_epc.get(epc);
    if (tag === undefined) continue;
    restate(turn, tag, undefined, epcs.length === 1 ? statement : { ...statement, id: `${statement.id}:${at}` });
    // Whoever ends it knows the tag; asking what it is would be asking back.
    tag.asked_gtin ??= '';
  }
  return undefined;
}

function make(turn: Turn, tags: Tags, draft: AssociationDraft, statement: Statement): void {
  const { epc } = draft;
  const { by, reason, n } = statement;
  const contents = contentsOf(draft);
  turn.books.associations.set(epc, contents);
  turn.associations.push({ kind: 'made', association: { epc, contents, n, at_ms: turn.at_ms, by, reason } });
  settle(turn, unknownTagQuestion(epc), `it is ${contentsText(turn, contents)}`, by);
  const tag = tags.by_epc.get(epc);
  if (tag === undefined) return;
  tag.asked_gtin = undefined;
  restate(turn, tag, 'item' in contents ? contents : undefined, statement);
}

/** What a tag's own bits say and the association now hides. */
function overridden(turn: Turn, draft: AssociationDraft, gtin: string | undefined): string | undefined {
  const own = gtin === undefined ? undefined : itemByGtin(turn.index, gtin);
  if (own === undefined || own.id === draft.item) return undefined;
  return `tag ${draft.epc} has the GTIN of ${own.name}; from now on it counts as ${contentsText(turn, contentsOf(draft))}`;
}

export function contentsText(turn: Turn, contents: TagContents): string {
  if ('handling_unit' in contents) return `handling unit ${contents.handling_unit}`;
  const { lot, expiry } = contents;
  const more = [lot === undefined ? '' : `, lot ${lot}`, expiry === undefined ? '' : `, expires ${expiry}`];
  return `${piecesText(turn, contents)}${more.join('')}`;
}

/** Brings the ledger in line with what a tag in the house stands for now. */
function restate(turn: Turn, tag: Tag, pieces: Pieces | undefined, statement: Statement): void {
  if (pieces !== undefined && tag.item === pieces.item && tag.quantity === pieces.quantity) return;
  const held = heldAt(turn.index, tag);
  if (tag.item !== undefined && held !== undefined) bookOut(turn, tag, { item: tag.item, location: held }, statement);
  const { came } = tag;
  const to = tag.place ?? held ?? came?.to;
  tag.known = undefined;
  tag.item = undefined;
  if (pieces === undefined || to === undefined) return;
  if (!bookIn(turn, tag, { pieces, from: came?.from ?? 'count-difference', to }, statement)) return;
  tag.item = pieces.item;
  tag.quantity = pieces.quantity;
  tag.came = undefined;
  if (tag.place === undefined) tag.known = to;
}

/** Where the ledger has the pieces of a tag inside the house; on the move or outside they are the tag's no longer. */
function heldAt(index: SiteIndex, { item, place, known }: Tag): string | undefined {
  if (item === undefined) return undefined;
  const held = place ?? known;
  const kind = held === undefined ? undefined : index.locations.get(held)?.kind;
  return kind === undefined || kind === 'outside' || kind === 'transit' ? undefined : held;
}

function bookOut(
  turn: Turn,
  tag: Tag,
  { item, location }: { readonly item: string; readonly location: string },
  statement: Statement,
): void {
  const { quantity } = tag;
  const was = piecesText(turn, { item, quantity });
  book(turn, {
    ...common(turn, tag, statement, '-out'),
    kind: 'manual',
    item,
    quantity,
    from: location,
    to: 'count-difference',
    confidence_permille: certain_permille,
    why: `Tag ${tag.epc} at ${locationName(turn.index, location)} no longer stands for ${was}, says ${statement.who}${reasonText(statement)}`,
  });
}

function bookIn(
  turn: Turn,
  tag: Tag,
  { pieces, from, to }: { readonly pieces: Pieces; readonly from: string; readonly to: string },
  statement: Statement,
): boolean {
  const { index } = turn;
  if (isOutside(index, to)) return false;
  const says = contentsText(turn, pieces);
  const refusal = book(turn, {
    ...common(turn, tag, statement, ''),
    kind: 'arrived',
    item: pieces.item,
    quantity: pieces.quantity,
    from,
    to,
    confidence_permille: presencePermille(index.site.rules.tags.arrive_reads, undefined),
    why: `Tag ${tag.epc} at ${locationName(index, to)} is ${says}, says ${statement.who}${reasonText(statement)}`,
    said: lotOfTag(turn, tag, pieces),
  });
  return refusal === undefined;
}

function common(
  turn: Turn,
  tag: Tag,
  { id, evidence }: Statement,
  suffix: string,
): Pick<Draft, 'id' | 'at_ms' | 'rule' | 'evidence'> {
  return {
    id: `${id}/${associationRule.name}${suffix}`,
    at_ms: turn.at_ms,
    rule: ruleText(associationRule),
    evidence: [evidenceOf(tag.last.ref, reportText(tag.epc, tag.last)), evidence],
  };
}

function reasonText({ reason }: Statement): string {
  return reason === '' ? '' : `: ${reason}`;
}

/** The item's name for answers to a person. */
export function draftText(turn: Turn, { item, quantity = 1, handling_unit }: Omit<AssociationDraft, 'epc'>): string {
  if (item === undefined) return `handling unit ${handling_unit ?? ''}`;
  return quantity === 1 ? itemName(turn.index, item) : `${quantity} × ${itemName(turn.index, item)}`;
}
