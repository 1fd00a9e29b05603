/** Rows for a spreadsheet: RFC 4180, a header first. What could be taken for a formula there is text. */
export type CsvCell = string | number | boolean | undefined;

export function csvOf(header: readonly string[], lines: Iterable<readonly CsvCell[]>): string {
  const rows = [header, ...lines];
  return rows.map((cells) => csvLine(cells.map(cellText))).join('');
}

/** One row, its cells as they are. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

/** The rows of such a text. */
export function rowsOfCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const character = csv[at] ?? '';
    if (character === '"' && isQuoted && csv[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted || !/[,\r\n]/.test(character)) cell += character;
    else if (character !== '\r') {
      row.push(cell);
      cell = '';
      if (character === ',') continue;
      rows.push(row);
      row = [];
    }
  }
  return row.length === 0 && cell === '' ? rows : [...rows, [...row, cell]];
}

function cellText(cell: CsvCell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  // An amount below zero begins like a formula and is none.
  const isFormula = /^[=+\-@\t\r]/.test(cell) && !/^-\d{1,24}(\.\d{1,6})?$/.test(cell);
  return isFormula ? `'${cell}` : cell;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
