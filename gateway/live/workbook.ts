/**
 * Workbooks (.xlsx) as the tables that stand in them: the first sheet of one becomes the CSV text that it would be saved as, and a table
 * becomes a workbook of one sheet.
 */
import { setImmediate } from 'node:timers/promises';
import { type CsvCell, csvLine, type Table } from '../base/csv.ts';
import { limits } from '../base/limits.ts';
import { lettersOf, type SheetRows, sheetRows, WrongSheet } from './sheet-cells.ts';
import { BrokenXml, xmlText } from './xml-text.ts';
import { BrokenArchive, LargeArchive, ZipFile, zipOf } from './zip-file.ts';

export const workbook_type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export type ReadWorkbook =
  | { readonly ok: true; readonly text: string }
  /** The rule that the file breaks. */
  | { readonly ok: false; readonly rule: string };

/**
 * Lines of the text are rows of the sheet, also empty ones, so that whoever is told a line finds it. Line breaks in a cell become spaces.
 *
 * @param characters_max of all cells together: what the text may have that would be sent instead
 */
export async function csvOfWorkbook(bytes: Uint8Array, characters_max: number): Promise<ReadWorkbook> {
  const bounds = { rows_max: limits.workbook_rows_max, columns_max: limits.workbook_columns_max, characters_max };
  try {
    return { ok: true, text: csvOfRows(await sheetRows(new ZipFile(bytes, limits.workbook_bytes_max), bounds)) };
  } catch (thrown) {
    const rule = ruleOf(thrown);
    if (rule === undefined) throw thrown;
    return { ok: false, rule };
  }
}

function ruleOf(thrown: unknown): string | undefined {
  if (thrown instanceof WrongSheet) return thrown.message;
  if (thrown instanceof LargeArchive) return `is too large: unpacked it may have ${limits.workbook_bytes_max} bytes`;
  if (thrown instanceof BrokenArchive) return 'is no workbook: save the file as .xlsx or as CSV';
  if (thrown instanceof BrokenXml) return 'is no workbook that can be read: save the file as .xlsx again, or as CSV';
  return undefined;
}

function csvOfRows(rows: SheetRows): string {
  const width = rows.get(1)?.length ?? 0;
  const lines: string[] = [];
  for (const [row, cells] of rows) {
    while (lines.length < row - 1) lines.push('\r\n');
    // A cell beyond the header stays, so that whoever put it there is told.
    lines.push(csvLine([...cells, ...new Array<string>(Math.max(0, width - cells.length)).fill('')]));
  }
  return lines.join('');
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const related = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const package_relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const content = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** All but the cells. Of two styles the second one is bold. */
const frame = {
  '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${content}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${content}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${content}.worksheet+xml"/></Types>`,
  '_rels/.rels': `${xml}<Relationships xmlns="${package_relations}"><Relationship Id="rId1" Type="${related}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${related}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="${package_relations}"><Relationship Id="rId1" Type="${related}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${related}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `${xml}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`,
} as const;
const opening = `${xml}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
const closing = '</sheetData></worksheet>';
/** So many rows are written before others have their turn. */
const rows_at_once = 500;

/** The first row is bold and stays in sight. Numbers are numbers in the sheet; texts stay texts, also ids that look like numbers. */
export async function workbookOf({ header, lines }: Table): Promise<Buffer> {
  const letters = header.map((_, at) => lettersOf(at + 1));
  const written = [opening, rowXml(header, 1, letters, ' s="1"')];
  for (const [at, cells] of lines.entries()) {
    written.push(rowXml(cells, at + 2, letters, ''));
    if (at % rows_at_once === 0) await setImmediate();
  }
  return zipOf({ ...frame, 'xl/worksheets/sheet1.xml': `${written.join('')}${closing}` });
}

function rowXml(cells: readonly CsvCell[], row: number, letters: readonly string[], style: string): string {
  const said = cells.map((cell, at) =>
    cell === undefined || cell === '' ? '' : `<c r="${letters[at]}${row}"${style}${cellXml(cell)}</c>`,
  );
  return `<row r="${row}">${said.join('')}</row>`;
}

/** From the end of what a cell has in common with others. */
function cellXml(cell: Exclude<CsvCell, undefined>): string {
  if (typeof cell === 'number') return `><v>${cell}</v>`;
  if (typeof cell === 'boolean') return ` t="b"><v>${Number(cell)}</v>`;
  if (typeof cell === 'object') return isExact(cell.amount) ? `><v>${cell.amount}</v>` : cellXml(cell.amount);
  // What looks like the sign for a character that XML may not hold is none.
  const said = xmlText(cell.replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_'));
  return ` t="inlineStr"><is><t xml:space="preserve">${said}</t></is>`;
}

/** A sheet keeps fifteen digits; a longer amount stays text. */
function isExact(amount: string): boolean {
  return /^-?\d{1,9}(\.\d{1,6})?$/.test(amount) || /^-?\d{1,13}(\.\d{1,2})?$/.test(amount);
}
