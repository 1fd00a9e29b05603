/** A report for a spreadsheet: its columns and its rows, nothing else. Units stand in the header. */
import { amountOf, type Table } from '../base/csv.ts';
import type { Report } from './report.ts';

export function reportTable({ columns, rows, total, currency }: Report): Table {
  const header = columns.map(({ name, kind, unit }) =>
    kind === 'money' ? `${name} [${currency}]` : unit === undefined ? name : `${name} [${unit}]`,
  );
  const all = total === undefined ? rows : [...rows, total];
  const lines = all.map((row) =>
    columns.map(({ name, kind }) => {
      const cell = row[name];
      return kind === 'money' && typeof cell === 'string' ? amountOf(cell) : cell;
    }),
  );
  return { header, lines };
}
