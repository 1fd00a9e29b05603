/** Rows for a spreadsheet: RFC 4180, a header first. What could be taken for a formula there is text. */
export type CsvCell = string | number | boolean | undefined;

export function csvOf(header: readonly string[], lines: Iterable<readonly CsvCell[]>): string {
  const rows = [header, ...lines];
  return rows.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(cell: CsvCell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  // An amount below zero begins like a formula and is none.
  const isFormula = /^[=+\-@\t\r]/.test(cell) && !/^-\d{1,24}(\.\d{1,6})?$/.test(cell);
  const text = isFormula ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
