/** A count sheet as a spreadsheet writes and reads it: one row a line; a row without a count is one that nobody counted yet. */
import type { Table } from '../base/csv.ts';
import { limits } from '../base/limits.ts';
import { parseTime } from '../base/site-time.ts';
import type { KeyedLine } from '../work/count-keying.ts';
import type { CountSheet } from '../work/count-sheet.ts';
import { type LineFault, readCsv } from './csv-text.ts';

const columns = [
  'count',
  'line',
  'location',
  'item',
  'name',
  'unit',
  'class',
  'level',
  'counted',
  'at',
  'again',
] as const;

/** Of items with catch weight also what all that was counted weighs. */
const read_columns = [...columns, 'mass_mg'] as const;

export type ReadCount =
  | {
      readonly ok: true;
      readonly lines: readonly KeyedLine[];
      /** Of the file, for each; and the sheet that the row names. */
      readonly rows: readonly { readonly row: number; readonly sheet?: string }[];
    }
  | { readonly ok: false; readonly faults: readonly LineFault[] };

export function readCount(text: string, zone: string): ReadCount {
  const read = readCsv(text, { columns: read_columns, needed: ['counted'], rows_max: limits.document_lines_max });
  if (!read.ok) return read;
  const faults: LineFault[] = [];
  const lines: KeyedLine[] = [];
  const rows: { readonly row: number; readonly sheet?: string }[] = [];
  for (const { line: row, cells } of read.rows) {
    const wrong = (column: string, rule: string) => faults.push({ line: row, column, rule });
    const [number, location, item] = [cells.get('line'), cells.get('location'), cells.get('item')];
    const [counted, at] = [cells.get('counted'), cells.get('at')];
    if (counted === undefined) {
      if (at !== undefined) wrong('counted', 'is missing, and a time is there');
      continue;
    }
    if (!/^\d{1,13}$/.test(counted)) wrong('counted', 'must be a whole number from zero on');
    if (number !== undefined && !/^0{0,12}[1-9]\d{0,5}$/.test(number)) wrong('line', 'must be the number of a line');
    if (number === undefined && (location === undefined || item === undefined))
      wrong('line', 'is missing, and so is location or item');
    const mass = cells.get('mass_mg');
    if (!/^\d{0,13}$/.test(mass ?? '')) wrong('mass_mg', 'must be whole milligrams, such as 9840000');
    const time = at === undefined ? undefined : parseTime(at, zone);
    if (time?.ok === false) wrong('at', time.says);
    lines.push({
      counted: Number(counted),
      ...(number === undefined ? {} : { line: Number(number) }),
      ...(mass === undefined ? {} : { mass_mg: Number(mass) }),
      ...(location === undefined ? {} : { location }),
      ...(item === undefined ? {} : { item }),
      ...(time?.ok === true ? { at_ms: time.at_ms } : {}),
    });
    const sheet = cells.get('count');
    rows.push({ row, ...(sheet === undefined ? {} : { sheet }) });
  }
  if (faults.length === 0 && lines.length === 0)
    return { ok: false, faults: [{ line: 2, column: 'counted', rule: 'is empty in every row' }] };
  return faults.length > 0 ? { ok: false, faults } : { ok: true, lines, rows };
}

export interface SheetNames {
  item(id: string): { readonly name: string; readonly unit: string };
  location(id: string): string;
  /** Absent where it is not shown. */
  level?(item: string, location: string): number;
}

/** To be filled in and sent back. */
export function countTable(sheet: CountSheet, names: SheetNames): Table {
  const header = names.level === undefined ? columns.filter((column) => column !== 'level') : columns;
  const lines = sheet.lines.map(({ line, location, item, abc, tries, again }) => {
    const { name, unit } = names.item(item);
    const last = again === true ? undefined : tries.at(-1);
    const at = last === undefined ? undefined : new Date(last.at_ms).toISOString();
    const level = names.level === undefined ? [] : [names.level(item, location)];
    return [sheet.id, line, location, item, name, unit, abc, ...level, last?.counted, at, again === true ? 'yes' : ''];
  });
  return { header, lines };
}
