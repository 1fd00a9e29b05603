/** A report for a spreadsheet: its columns and its rows, nothing else. Units stand in the header. */
import { csvOf } from '../base/csv.ts';
import type { Report } from './report.ts';

export function reportCsv({ columns, rows, total, currency }: Report): string {
  const header = columns.map(({ name, kind, unit }) =>
    kind === 'money' ? `${name} [${currency}]` : unit === undefined ? name : `${name} [${unit}]`,
  );
  const all = total === undefined ? rows : [...rows, total];
  return csvOf(
    header,
    all.map((row) => columns.map(({ name }) => row[name])),
  );
}
