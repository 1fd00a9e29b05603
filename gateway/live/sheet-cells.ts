/**
 * What stands in the first sheet of a workbook that is shown (ECMA-376 part 1, 18.3 and 18.8): texts, numbers and dates as whoever looks
 * at it reads them. Formulas count as what they came to when the file was saved.
 */
import { dateText, isDateFormat, serialText } from './sheet-dates.ts';
import { bookOf, eachPart } from './workbook-parts.ts';
import { attributesOf, BrokenXml, type XmlPart } from './xml-text.ts';
import type { ZipFile } from './zip-file.ts';

export interface SheetBounds {
  readonly rows_max: number;
  readonly columns_max: number;
  /** Of all cells together. */
  readonly characters_max: number;
}

/** The rows that say something, by their numbers from 1, in order; cells from column A on. */
export type SheetRows = ReadonlyMap<number, readonly string[]>;

/** What whoever made the sheet can change, as a rule that it breaks. */
export class WrongSheet extends Error {}

/** Of the digits of a longer number the rest was lost when it was keyed in: an id of so many was another one. */
const digits_kept = 15;
const kept_exactly = 1e15;
/** Of an SSCC, the longest code of digits that is brought in. */
const zeros_max = 18;

/** Throws `WrongSheet`, `BrokenXml` where something that must be there is not, and what unpacking throws. */
export async function sheetRows(file: ZipFile, bounds: SheetBounds): Promise<SheetRows> {
  const { sheet, styles, strings, is_1904 } = await bookOf(file);
  const reading: Reading = {
    bounds,
    shows: styles === undefined ? [] : await shownStyles(styles),
    strings: strings === undefined ? [] : await sharedStrings(strings),
    is_1904,
  };
  const cells = new Cells(reading);
  await eachPart(sheet, (part) => cells.take(part));
  return cells.rows;
}

/** As a date, with so many digits at least, or plain. */
type Shown = 'date' | 'plain' | { readonly digits: number };

interface Reading {
  readonly bounds: SheetBounds;
  /** By number of the style: how it shows a number. */
  readonly shows: readonly Shown[];
  readonly strings: readonly string[];
  readonly is_1904: boolean;
}

async function shownStyles(xml: string): Promise<Shown[]> {
  const formats = new Map<string, Shown>();
  const shows: Shown[] = [];
  let isOfCells = false;
  await eachPart(xml, (part) => {
    if (part.is === 'text') return;
    if (part.name === 'cellXfs') isOfCells = part.is === 'begin';
    if (part.is !== 'begin' || (part.name !== 'numFmt' && part.name !== 'xf')) return;
    const attributes = attributesOf(part.attributes);
    const id = attributes.get('numFmtId') ?? '0';
    if (part.name === 'numFmt') formats.set(id, shownBy(Number(id), attributes.get('formatCode') ?? ''));
    else if (isOfCells) shows.push(formats.get(id) ?? shownBy(Number(id)));
  });
  return shows;
}

/** A format of zeros alone is how sheets keep codes that begin with zeros: 0042 is the number 42, shown so. */
function shownBy(id: number, code?: string): Shown {
  if (isDateFormat(id, code)) return 'date';
  const isZeros = code !== undefined && code.length <= zeros_max && /^0+$/.test(code);
  return isZeros ? { digits: code.length } : 'plain';
}

async function sharedStrings(xml: string): Promise<string[]> {
  const strings: string[] = [];
  const said = new Said();
  await eachPart(xml, (part) => {
    if (part.is === 'end' && part.name === 'si') strings.push(said.taken());
    else said.take(part);
  });
  return strings;
}

/** A text in one piece or in several of different looks; how it is pronounced is no part of it. */
class Said {
  #text = '';
  #isText = false;
  #isSpoken = false;

  take(part: XmlPart): void {
    if (part.is === 'text') {
      if (this.#isText && !this.#isSpoken) this.#text += part.text;
    } else if (part.name === 't') this.#isText = part.is === 'begin';
    else if (part.name === 'rPh') this.#isSpoken = part.is === 'begin';
  }

  taken(): string {
    const text = this.#text;
    this.#text = '';
    return onOneLine(text);
  }
}

/** As a row of a table says it. Of a text that many cells share it is made once. */
function onOneLine(text: string): string {
  return unescapedUnits(text)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .join(' ')
    .trim();
}

/** Characters that XML may not hold stand as `_x000D_`. */
function unescapedUnits(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

interface Cell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  has_formula: boolean;
  value: string | undefined;
}

/** Takes the parts of a sheet in their order. */
class Cells {
  readonly #reading: Reading;
  readonly #rows = new Map<number, string[]>();
  readonly #said = new Said();
  #row = 0;
  #column = 0;
  #cell: Cell | undefined;
  #isValue = false;
  #characters = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  get rows(): SheetRows {
    return this.#rows;
  }

  take(part: XmlPart): void {
    const cell = this.#cell;
    if (cell !== undefined) {
      this.#takeInside(cell, part);
      return;
    }
    if (part.is !== 'begin' || (part.name !== 'row' && part.name !== 'c')) return;
    const attributes = attributesOf(part.attributes);
    const named = attributes.get('r');
    if (part.name === 'row') {
      this.#row = after(this.#row, named);
      this.#column = 0;
      return;
    }
    // What names no place comes after the one before.
    const [, letters, row] = /^([A-Z]{1,3})(\d{1,7})$/.exec(named ?? '') ?? [];
    if (named !== undefined && Number(row) !== this.#row) {
      this.#row = after(this.#row, row ?? '');
      this.#column = 0;
    }
    this.#column = after(this.#column, letters === undefined ? undefined : String(columnOf(letters)));
    const type = attributes.get('t') ?? 'n';
    const style = Number(attributes.get('s') ?? 0);
    this.#cell = { column: this.#column, type, style, has_formula: false, value: undefined };
  }

  #takeInside(cell: Cell, part: XmlPart): void {
    if (part.is === 'text') {
      if (this.#isValue) cell.value = (cell.value ?? '') + part.text;
      else this.#said.take(part);
    } else if (part.name === 'v') {
      this.#isValue = part.is === 'begin';
      cell.value ??= '';
    } else if (part.name === 'f') cell.has_formula = true;
    else if (part.is === 'end' && part.name === 'c') this.#end(cell);
    else this.#said.take(part);
  }

  #end(cell: Cell): void {
    this.#cell = undefined;
    const text = this.#textOf(cell);
    if (text === '') return;
    const { rows_max, columns_max, characters_max } = this.#reading.bounds;
    if (this.#row > rows_max) throw new WrongSheet(`has ${this.#nameOf(cell)}: a sheet may have ${rows_max} rows`);
    if (cell.column > columns_max)
      throw new WrongSheet(`has ${this.#nameOf(cell)}: a sheet may have ${columns_max} columns`);
    this.#characters += text.length;
    if (this.#characters > characters_max)
      throw new WrongSheet(`is too large: its cells may have ${characters_max} characters`);
    const row = this.#rows.get(this.#row) ?? [];
    while (row.length < cell.column - 1) row.push('');
    row.push(text);
    this.#rows.set(this.#row, row);
  }

  #textOf(cell: Cell): string {
    const { type, value, has_formula } = cell;
    const { strings } = this.#reading;
    const inside = this.#said.taken();
    if (type === 'e')
      throw new WrongSheet(`has ${value?.slice(0, 20) ?? 'an error'} in ${this.#nameOf(cell)}, which is no value`);
    if (has_formula && (value === undefined || (value === '' && type !== 'str'))) {
      const rule = 'has a formula that nobody has worked out: open the file in a spreadsheet and save it';
      throw new WrongSheet(`${rule} (${this.#nameOf(cell)})`);
    }
    if (type === 'inlineStr') return inside;
    if (value === undefined || value.trim() === '') return '';
    if (type === 'str') return onOneLine(value);
    if (type === 's') return strings[Number(value)] ?? broken(`${this.#nameOf(cell)} names a text that is not there`);
    if (type === 'b') return value === '1' ? 'true' : 'false';
    if (type === 'd') return dateText(value);
    return this.#numberOf(cell, Number(value));
  }

  #numberOf(cell: Cell, value: number): string {
    const { shows, is_1904 } = this.#reading;
    const shown = shows[cell.style] ?? 'plain';
    if (Number.isNaN(value)) return broken(`${this.#nameOf(cell)} is no number`);
    if (shown === 'date') return serialText(value, is_1904);
    if (Math.abs(value) >= kept_exactly) {
      const rule = `has a number of more than ${digits_kept} digits in ${this.#nameOf(cell)}`;
      throw new WrongSheet(`${rule}: a spreadsheet keeps ${digits_kept}, so make it a text`);
    }
    // A sheet keeps binary fractions and shows fifteen digits of them: 0.1 + 0.2 is 0.3 to whoever looks at it.
    const kept = Number(value.toPrecision(digits_kept));
    const isCode = typeof shown === 'object' && Number.isInteger(kept) && kept >= 0;
    return isCode ? String(kept).padStart(shown.digits, '0') : String(kept);
  }

  #nameOf({ column }: Cell): string {
    return `${lettersOf(column)}${this.#row}`;
  }
}

/** Rows and columns come in their order. */
function after(before: number, named: string | undefined): number {
  const next = named === undefined ? before + 1 : Number(named);
  return Number.isSafeInteger(next) && next > before ? next : broken('Its cells are not in their order.');
}

function broken(says: string): never {
  throw new BrokenXml(says);
}

function columnOf(letters: string): number {
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}

/** Columns from 1: A, B … Z, AA. */
export function lettersOf(column: number): string {
  const letter = String.fromCharCode(65 + ((column - 1) % 26));
  return column <= 26 ? letter : `${lettersOf(Math.floor((column - 1) / 26))}${letter}`;
}
