/**
 * Workbooks (.xlsx) as the tables that stand in them: the first sheet of one becomes the CSV text that it would be saved as, and a CSV
 * text becomes a workbook of one sheet. Formulas count as what they come to.
 */
import { unzip } from 'fflate';
import { type CellValue, readSheet } from 'read-excel-file/universal';
import writeWorkbook from 'write-excel-file/universal';
import { csvLine, rowsOfCsv } from '../base/csv.ts';
import { limits } from '../base/limits.ts';

export const workbook_type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export type ReadWorkbook =
  | { readonly ok: true; readonly text: string }
  /** The rule that the file breaks. */
  | { readonly ok: false; readonly rule: string };

/** Lines of the text are rows of the sheet, also empty ones, so that whoever is told a line finds it. Line breaks in a cell become spaces. */
export async function csvOfWorkbook(bytes: Uint8Array): Promise<ReadWorkbook> {
  const unpacked = await unpackedBytes(bytes);
  if (unpacked === undefined) return { ok: false, rule: 'is no workbook: save the file as .xlsx or as CSV' };
  if (unpacked > limits.workbook_bytes_max) {
    const rule = `is too large: unpacked it may have ${limits.workbook_bytes_max} bytes, and has ${unpacked}`;
    return { ok: false, rule };
  }
  try {
    const rows = (await readSheet(new Uint8Array(bytes).buffer)).map((row) => row.map(textOf));
    const width = lengthOf(rows[0] ?? []);
    // A cell beyond the header stays, so that whoever put it there is told.
    return { ok: true, text: rows.map((row) => lineOf(row, width)).join('') };
  } catch {
    // The library's own word for whatever is missing in the file, or not as it must be.
    return { ok: false, rule: 'is no workbook that can be read: save the file as .xlsx again, or as CSV' };
  }
}

/** Numbers are numbers in the sheet; ids made of digits, which a spreadsheet would round or cut, stay text. */
export async function workbookOf(csv: string): Promise<Buffer> {
  const [header = [], ...rows] = rowsOfCsv(csv);
  const bold = header.map((value) => ({ value, fontWeight: 'bold' as const }));
  const table = [bold, ...rows.map((row) => row.map(cellOf))];
  const blob = await writeWorkbook(table, { stickyRowsCount: 1 }).toBlob();
  return Buffer.from(await blob.arrayBuffer());
}

/** What its parts come to by its own index, without unpacking any; undefined of what is no archive. */
function unpackedBytes(bytes: Uint8Array): Promise<number | undefined> {
  return new Promise((resolve) => {
    let sum = 0;
    const sized = ({ originalSize }: { readonly originalSize: number }) => {
      sum += originalSize;
      return false;
    };
    unzip(bytes, { filter: sized }, (fault) => resolve(fault === null ? sum : undefined));
  });
}

function lineOf(row: readonly string[], width: number): string {
  const length = lengthOf(row);
  return length === 0 ? '\r\n' : csvLine(row.slice(0, Math.max(width, length)));
}

/** Up to the last cell that says something. */
function lengthOf(row: readonly string[]): number {
  return row.findLastIndex((cell) => cell.trim() !== '') + 1;
}

function textOf(cell: CellValue | null): string {
  if (cell === null) return '';
  if (cell instanceof Date) return dateText(cell);
  // A sheet keeps binary fractions and shows fifteen digits of them: 0.1 + 0.2 is 0.3 to whoever looks at it.
  if (typeof cell === 'number') return String(Number(cell.toPrecision(15)));
  return String(cell)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .join(' ');
}

/** Dates of a sheet have no zone; they are read as they stand there. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'no date';
  // A sheet keeps a time as a part of a day, and so a little off.
  const [day = '', time = ''] = new Date(Math.round(date.getTime() / 1_000) * 1_000).toISOString().split('T');
  return time === '00:00:00.000Z' ? day : `${day} ${time.slice(0, time.startsWith('00', 6) ? 5 : 8)}`;
}

const number = /^-?(0|[1-9]\d{0,10})(\.\d{1,9})?$/;

function cellOf(text: string): { readonly value: string | number } | null {
  if (text === '') return null;
  // What the text has before it so that no spreadsheet takes it for a formula; a cell that is text is none.
  const plain = /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
  return { value: number.test(plain) ? Number(plain) : plain };
}
