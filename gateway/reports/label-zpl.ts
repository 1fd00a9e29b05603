/**
 * Labels in ZPL II, the language of Zebra's label printers and of many others. Codes are sent as pictures in the printer's own dots:
 * what is printed is what was checked, whatever the printer's firmware knows of symbologies.
 */
import type { Drawing } from './label-drawing.ts';

/** 203 dpi is 8 dots a millimetre, 300 dpi is 12: exactly so, in printers that say 203 and 300. */
export const zpl_dots_per_mm = { 203: 8, 300: 12 } as const;
export type Dpi = keyof typeof zpl_dots_per_mm;

/** ASCII only. The drawings must be made for the printer's dots. */
export function zplOf(drawings: readonly Drawing[]): string {
  return drawings.map(labelZpl).join('');
}

function labelZpl(drawing: Drawing): string {
  const { width, height, texts, copies } = drawing;
  const fields = texts.map(({ x, y, height: size, text }) => `^FO${x},${y}^A0N,${size},0^FH_^FD${escaped(text)}^FS\n`);
  return `^XA^CI28^PW${width}^LL${height}^LH0,0\n${fields.join('')}${pictureOf(drawing)}^PQ${copies}^XZ\n`;
}

/** `^GFA`: rows of hexadecimal digits; `:` is the row above once more, `,` fills the row with white. */
function pictureOf({ symbol, symbol_x, symbol_y, module_width, module_height }: Drawing): string {
  const bytes_in_row = Math.ceil((symbol.columns * module_width) / 8);
  const bytes = bytes_in_row * symbol.rows * module_height;
  let data = '';
  for (let row = 0; row < symbol.rows; row += 1) {
    const hex = rowHex(symbol.columns, module_width, bytes_in_row, (column) => symbol.isDark(column, row));
    data += `${hex}${':'.repeat(module_height - 1)}\n`;
  }
  return `^FO${symbol_x},${symbol_y}^GFA,${bytes},${bytes},${bytes_in_row},\n${data}^FS\n`;
}

function rowHex(columns: number, module: number, bytes_in_row: number, isDark: (column: number) => boolean): string {
  const row = new Uint8Array(bytes_in_row);
  for (let column = 0; column < columns; column += 1) {
    if (!isDark(column)) continue;
    for (let dot = column * module; dot < (column + 1) * module; dot += 1) {
      row[dot >> 3] = (row[dot >> 3] ?? 0) | (0x80 >> (dot & 7));
    }
  }
  const hex = Array.from(row, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
  let end = hex.length;
  while (hex.charAt(end - 1) === '0') end -= 1;
  return end < hex.length ? `${hex.slice(0, end)},` : hex;
}

/** Bytes of UTF-8 as `_` and two hexadecimal digits, save those that mean nothing to a printer. */
function escaped(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9 .,:;()/+-]/.test(character) ? character : `_${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
