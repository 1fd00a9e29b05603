/** Rows for a spreadsheet: RFC 4180, a header first. What could be taken for a formula there is text. */
export type CsvCell = string | number | boolean | Amount | undefined;

/** A decimal as text, so that none of its digits is lost: a number to whoever opens the file. */
export interface Amount {
  readonly amount: string;
}

/** A file to be, as CSV or as a workbook. */
export interface Table {
  readonly header: readonly string[];
  readonly lines: readonly (readonly CsvCell[])[];
}

export function amountOf(text: string | undefined): Amount | undefined {
  return text === undefined ? undefined : { amount: text };
}

export function csvOf(header: readonly string[], lines: Iterable<readonly CsvCell[]>): string {
  const rows = [header, ...lines];
  return rows.map((cells) => csvLine(cells.map(cellText))).join('');
}

/** One row, its cells as they are. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function cellText(cell: CsvCell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'object') return cell.amount;
  if (typeof cell !== 'string') return String(cell);
  // An amount below zero begins like a formula and is none.
  const isFormula = /^[=+\-@\t\r]/.test(cell) && !/^-\d{1,24}(\.\d{1,6})?$/.test(cell);
  return isFormula ? `'${cell}` : cell;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
