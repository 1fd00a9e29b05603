/** Associations as a spreadsheet writes and reads them: RFC 4180 with a header, comma or semicolon between cells. */

import type { StoredAssociation } from '../ledger/reader.ts';
import type { AssociationDraft } from '../stock/association.ts';
import { cellsOf } from './csv-text.ts';

export const csv_columns = ['epc', 'item', 'quantity', 'lot', 'expiry', 'handling_unit'] as const;
type Column = (typeof csv_columns)[number];

/** A rule that the text breaks, with the line of the file, from 1. */
export interface LineFault {
  readonly line: number;
  readonly column: string;
  readonly rule: string;
}

export type ParsedCsv =
  | {
      readonly ok: true;
      readonly drafts: readonly AssociationDraft[];
      /** The line each draft stands on. */
      readonly lines: readonly number[];
    }
  | { readonly ok: false; readonly faults: readonly LineFault[] };

/** Cells longer than this are no cells of ours, and quoting errors must not swallow a file. */
const cell_characters_max = 200;

/** Columns may stand in any order and be left out, but for `epc`. Empty cells say nothing; empty lines are passed over. */
export function parseCsv(text: string, rows_max: number): ParsedCsv {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const [header = '', ...rest] = body.split(/\r\n|\n|\r/);
  const separator = header.includes(';') ? ';' : ',';
  const columns = cellsOf(header, separator)?.map((cell) => cell.trim().toLowerCase());
  const fault = headerFault(columns);
  if (columns === undefined || fault !== undefined)
    return refused(1, 'header', fault ?? 'has a quote that does not end');
  const drafts: AssociationDraft[] = [];
  const lines: number[] = [];
  const faults: LineFault[] = [];
  for (const [at, row] of rest.entries()) {
    if (row.trim() === '') continue;
    const line = at + 2;
    if (drafts.length >= rows_max) return refused(line, 'row', `is one too many: a file may have ${rows_max} rows`);
    const cells = cellsOf(row, separator);
    const rule = rowFault(cells, columns.length);
    if (cells === undefined || rule !== undefined) {
      faults.push({ line, column: 'row', rule: rule ?? 'has a quote that does not end on its line' });
      continue;
    }
    drafts.push(draftOf(new Map(columns.map((column, index) => [column, (cells[index] ?? '').trim()]))));
    lines.push(line);
  }
  if (faults.length > 0) return { ok: false, faults };
  return drafts.length === 0
    ? refused(2, 'row', 'is missing: there is nothing below the header')
    : { ok: true, drafts, lines };
}

/** Header first, one line each, ready to be imported again. */
export function csvHeader(): string {
  return `${csv_columns.join(',')}\r\n`;
}

export function csvLine({ epc, contents }: StoredAssociation): string {
  const cells =
    'item' in contents
      ? [epc, contents.item, String(contents.quantity), contents.lot ?? '', contents.expiry ?? '', '']
      : [epc, '', '', '', '', contents.handling_unit];
  return `${cells.map(quoted).join(',')}\r\n`;
}

/** Readers print EPCs in either case and in groups. */
export function plainEpc(text: string): string {
  return text.replace(/[\s:-]/g, '').toUpperCase();
}

function headerFault(columns: readonly string[] | undefined): string | undefined {
  const strange = columns?.find((column) => !csv_columns.some((known) => known === column));
  if (strange !== undefined)
    return `names ${JSON.stringify(strange.slice(0, 40))}; known are ${csv_columns.join(', ')}`;
  const twice = columns?.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) return `names ${twice} twice`;
  return columns?.includes('epc') === false ? 'must name epc' : undefined;
}

function rowFault(cells: readonly string[] | undefined, width: number): string | undefined {
  if (cells === undefined) return undefined;
  if (cells.length !== width) return `has ${cells.length} cells where the header has ${width}`;
  return cells.some((cell) => cell.length > cell_characters_max)
    ? `has a cell of more than ${cell_characters_max} characters`
    : undefined;
}

/** What is no number stays none, so that the check of rows names it with all the others. */
function draftOf(cells: ReadonlyMap<string, string>): AssociationDraft {
  const text = (column: Column) => {
    const value = cells.get(column) ?? '';
    return value === '' ? {} : { [column]: value };
  };
  const quantity = cells.get('quantity') ?? '';
  return {
    epc: plainEpc(cells.get('epc') ?? ''),
    ...text('item'),
    ...(quantity === '' ? {} : { quantity: /^\d{1,9}$/.test(quantity) ? Number(quantity) : Number.NaN }),
    ...text('lot'),
    ...text('expiry'),
    ...text('handling_unit'),
  };
}

function quoted(cell: string): string {
  return /[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function refused(line: number, column: string, rule: string): ParsedCsv {
  return { ok: false, faults: [{ line, column, rule }] };
}
