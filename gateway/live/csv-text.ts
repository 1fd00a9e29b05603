/** Tables as a spreadsheet writes them: RFC 4180 with a header, comma or semicolon between cells. */

/** A rule that the text breaks, with the line of the file, from 1. */
export interface LineFault {
  readonly line: number;
  readonly column: string;
  readonly rule: string;
}

/** A row by the names of its columns; a cell that says nothing is not there. */
export interface CsvRow {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

export type ReadCsv =
  | { readonly ok: true; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly faults: readonly LineFault[] };

/** Cells longer than this are no cells of ours, and quoting errors must not swallow a file. */
const cell_characters_max = 200;

/** What stands for bytes that are no UTF-8 when they were read as if they were: a name that holds it is not the one that was meant. */
const no_character = '\ufffd';

/** Columns may stand in any order, and be left out but for `needed`. Empty lines are passed over. */
export function readCsv(
  text: string,
  of: { readonly columns: readonly string[]; readonly needed: readonly string[]; readonly rows_max: number },
): ReadCsv {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const [header = '', ...rest] = body.split(/\r\n|\n|\r/);
  const separator = header.includes(';') ? ';' : ',';
  const columns = cellsOf(header, separator)?.map((cell) => cell.trim().toLowerCase());
  const wrong = columns === undefined ? 'has a quote that does not end' : headerFault(columns, of);
  if (columns === undefined || wrong !== undefined) return refused(1, 'header', wrong ?? '');
  const rows: CsvRow[] = [];
  const faults: LineFault[] = [];
  for (const [at, row] of rest.entries()) {
    if (row.trim() === '') continue;
    const line = at + 2;
    if (rows.length + faults.length >= of.rows_max)
      return refused(line, 'row', `is one too many: a file may have ${of.rows_max} rows`);
    const cells = cellsOf(row, separator);
    const rule = row.includes(no_character)
      ? 'is not in UTF-8: save the file as "CSV UTF-8"'
      : rowFault(cells, columns.length);
    if (cells === undefined || rule !== undefined) faults.push({ line, column: 'row', rule: rule ?? '' });
    else rows.push({ line, cells: namedCells(columns, cells) });
  }
  if (faults.length > 0) return { ok: false, faults };
  return rows.length === 0 ? refused(2, 'row', 'is missing: there is nothing below the header') : { ok: true, rows };
}

function namedCells(columns: readonly string[], cells: readonly string[]): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const [i, column] of columns.entries()) {
    const cell = (cells[i] ?? '').trim();
    if (cell !== '') named.set(column, cell);
  }
  return named;
}

function headerFault(
  columns: readonly string[],
  { columns: known, needed }: { readonly columns: readonly string[]; readonly needed: readonly string[] },
): string | undefined {
  const strange = columns.find((column) => !known.includes(column));
  if (strange !== undefined) return `names ${JSON.stringify(strange.slice(0, 40))}; known are ${known.join(', ')}`;
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) return `names ${twice} twice`;
  const missing = needed.find((column) => !columns.includes(column));
  return missing === undefined ? undefined : `must name ${missing}`;
}

function rowFault(cells: readonly string[] | undefined, width: number): string | undefined {
  if (cells === undefined) return 'has a quote that does not end on its line';
  if (cells.length !== width) return `has ${cells.length} cells where the header has ${width}`;
  return cells.some((cell) => cell.length > cell_characters_max)
    ? `has a cell of more than ${cell_characters_max} characters`
    : undefined;
}

function refused(line: number, column: string, rule: string): ReadCsv {
  return { ok: false, faults: [{ line, column, rule }] };
}

/** The cells of one line; undefined when a quote does not end on it. */
export function cellsOf(line: string, separator: string): string[] | undefined {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (isQuoted && character === '"' && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"' && (isQuoted || cell.trim() === '')) {
      isQuoted = !isQuoted;
    } else if (character === separator && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  if (isQuoted) return undefined;
  cells.push(cell);
  return cells;
}
