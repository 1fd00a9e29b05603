/**
 * A file of movements and counts that people kept elsewhere, on bin cards or in a spreadsheet: taken over whole or not at all, each row
 * with the time at which it happened. It is written down as a document that is closed at once.
 */
import { limits } from '../base/limits.ts';
import type { LotSaid } from '../stock/lots/lot.ts';
import type { MovementWork } from '../stock/movement.ts';
import { itemName, locationName, type SiteIndex } from '../stock/site-index.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import { type ImportKind, type ImportRow, importRow, kindOf, type SettledRow, settle, twiceOf } from './import-row.ts';
import { massStated } from './mass-came.ts';
import { overfull, ruleOf } from './room.ts';
import { list, object, type Shape, text } from './shape.ts';

export interface ImportDraft {
  /** The name of the file. */
  readonly file: string;
  /** A hash of what stands in it. */
  readonly content: string;
  readonly rows: readonly ImportRow[];
  readonly reason: string;
}

export interface ImportLine extends DocumentLine {
  readonly row: number;
  readonly what: ImportKind;
  readonly item: string;
  readonly from?: string;
  readonly to?: string;
  readonly location?: string;
  readonly at_ms: number;
}

export interface Import extends DocumentHead<'import', 'imported', ImportLine> {
  readonly content: string;
  /** The name of the file. */
  readonly reference: string;
}

export const importDraft: Shape<ImportDraft> = object(
  { file: text(100), content: text(64), rows: list(importRow, 1, limits.import_rows_max), reason: text(200) },
  {},
);

interface CountedRows {
  readonly first: SettledRow;
  readonly line: number;
  readonly counted: number;
  readonly said: readonly LotSaid[];
  /** Of all rows; undefined where one of them does not say it. */
  readonly mass_mg: number | undefined;
}

/** What an import would lead to. */
export interface ImportTrial {
  /** The first of them; nothing where all rows can be booked. */
  readonly faults: readonly Pick<WorkRefusal, 'field' | 'rule'>[];
  readonly faults_all: number;
  readonly movements: number;
  readonly counts: number;
}

/** Decides an import at a desk that is thrown away: what is wrong with any of the rows, or what it would book. */
export function tryImport(desk: Desk, draft: ImportDraft): ImportTrial {
  const { faults } = settleAll(desk, draft);
  if (faults.length > 0)
    return {
      faults: faults.slice(0, limits.associations_faults_max),
      faults_all: faults.length,
      movements: 0,
      counts: 0,
    };
  const misfit = importDraft.misfit(draft, '');
  const refused = misfit ?? importRows(desk, draft);
  if (refused !== undefined) return { faults: [refused], faults_all: 1, movements: 0, counts: 0 };
  return { faults: [], faults_all: 0, movements: desk.movements.length, counts: desk.counts.length };
}

/** Books all rows in the order in which they happened, and notes them; or refuses the first that breaks a rule. */
export function importRows(desk: Desk, draft: ImportDraft): WorkRefusal | undefined {
  const { settled, faults } = settleAll(desk, draft);
  if (faults[0] !== undefined) return faults[0];
  const ids: string[] = [];
  for (let from = 0; from < settled.length; from += limits.document_lines_max) {
    const id = desk.nextId('import');
    if (id === undefined) return refusal('', `${limits.documents_open_max} documents are open; close some first`);
    ids.push(id);
    const part = settled.slice(from, from + limits.document_lines_max);
    desk.put(
      {
        kind: 'import',
        id,
        state: 'imported',
        reference: draft.file,
        content: draft.content,
        ...(ids[0] === undefined || ids[0] === id ? {} : { of: ids[0] }),
        lines: part.map(lineOf),
        closing: draft.reason,
      },
      { what: 'imported', detail: { file: draft.file, rows: part.length } },
    );
  }
  const placed = settled.map((each, i) => ({
    each,
    document: ids[Math.floor(i / limits.document_lines_max)] ?? '',
    line: (i % limits.document_lines_max) + 1,
  }));
  const inOrder = [...placed].sort((a, b) => a.each.at_ms - b.each.at_ms);
  for (const one of inOrder) if ('from' in one.each.ends) move(desk, draft, one);
  for (const counted of countsOf(desk.index, inOrder)) count(desk, draft, counted);
  return refuseFull(desk, settled);
}

/** Every command is looked at for room; of a file the row is named that brings something to there. */
function refuseFull(desk: Desk, settled: readonly SettledRow[]): WorkRefusal | undefined {
  for (const each of overfull(desk)) {
    const row = settled.find(({ ends }) => 'to' in ends && ends.to === each.to);
    if (!each.is_hard || row === undefined) continue;
    return refusal(`${row.path}${row.row.to === undefined ? 'location' : 'to'}`, ruleOf(each));
  }
  return undefined;
}

function settleAll(
  desk: Desk,
  { rows }: ImportDraft,
): { settled: readonly SettledRow[]; faults: readonly WorkRefusal[] } {
  const settled: SettledRow[] = [];
  const faults: WorkRefusal[] = [];
  const once = new Map<string, number>();
  for (const [i, each] of rows.entries()) {
    const found = settle(desk, each, `rows.${i}.`);
    if ('rule' in found) {
      faults.push(found);
      continue;
    }
    const twice = twiceOf(desk.index, found, once);
    if (twice === undefined) settled.push(found);
    else faults.push(twice);
  }
  return { settled, faults };
}

function lineOf({ row: given, pieces, at_ms, ends }: SettledRow, i: number): ImportLine {
  const { row: number, kind, item } = given;
  return { line: i + 1, row: number, what: kind, item, quantity: pieces, ...ends, at_ms };
}

interface Placed {
  readonly each: SettledRow;
  readonly document: string;
  readonly line: number;
}

function move(desk: Desk, draft: ImportDraft, { each, document, line }: Placed): void {
  const { row: given, pieces, at_ms, ends } = each;
  if ('location' in ends) return;
  const { from, to } = ends;
  const { item, lot, unit_cost, party } = given;
  const { index } = desk;
  const way = `from ${locationName(index, from)} to ${locationName(index, to)}`;
  const work: MovementWork = {
    document,
    line,
    ...(party === undefined ? {} : { party }),
    ...(unit_cost === undefined ? {} : { unit_cost }),
    ...(given.reason === undefined ? {} : { reason: given.reason }),
  };
  desk.movements.push({
    kind: kindOf(index, from, to),
    item,
    quantity: pieces,
    from,
    to,
    at_ms,
    why: `${pieces} × ${itemName(index, item)} ${given.kind === 'opening' ? 'as opening balance ' : ''}${way} ${sourceOf(draft, given, document)}`,
    work,
    is_record: true,
    ...(lot === undefined ? {} : { said: [{ ...lot, known: 'stated' }] }),
    ...massStated(given.mass_mg),
  });
}

/** Rows of one place and time are one count: those of a tracked item name its lots. */
function countsOf(index: SiteIndex, placed: readonly Placed[]): readonly (CountedRows & Pick<Placed, 'document'>)[] {
  const all = new Map<string, CountedRows & Pick<Placed, 'document'>>();
  for (const { each, document, line } of placed) {
    const { row: given, pieces, at_ms, ends } = each;
    if (!('location' in ends)) continue;
    const key = `${given.item}\n${ends.location}\n${at_ms}`;
    const known = all.get(key) ?? { first: each, line, document, counted: 0, said: [], mass_mg: 0 };
    const tracking = index.items.get(given.item)?.tracking;
    const said: readonly LotSaid[] =
      given.lot === undefined || tracking === undefined ? [] : [{ ...given.lot, quantity: pieces, known: 'stated' }];
    all.set(key, {
      ...known,
      counted: known.counted + pieces,
      said: [...known.said, ...said],
      mass_mg: bothOf(known.mass_mg, given.mass_mg),
    });
  }
  return [...all.values()];
}

function count(desk: Desk, draft: ImportDraft, counted: CountedRows & Pick<Placed, 'document'>): void {
  const { first, document, line, said } = counted;
  const { row: given, at_ms, ends } = first;
  if (!('location' in ends)) return;
  const { item, cause = 'unknown' } = given;
  const { location } = ends;
  const { index } = desk;
  desk.counts.push({
    item,
    location,
    counted: counted.counted,
    before: desk.levelThen(item, location, at_ms) ?? 0,
    at_ms,
    why: `${itemName(index, item)} at ${locationName(index, location)} counted by ${desk.by}: ${counted.counted} ${sourceOf(draft, given, document)}`,
    work: { document, line, reason: cause },
    ...(said.length === 0 ? {} : { said }),
    ...massStated(counted.mass_mg),
  });
}

function bothOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

function sourceOf({ file }: ImportDraft, { row: number, reason }: ImportRow, document: string): string {
  return `(import ${document}, row ${number} of ${file})${reason === undefined ? '' : `: ${reason}`}`;
}
