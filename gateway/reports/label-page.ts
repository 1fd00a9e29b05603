/** Labels as a page to print from a browser: one SVG a sheet or a label, at its true size. Nothing in it runs or is fetched. */
import type { Drawing } from './label-drawing.ts';
import { a4, type LabelSize } from './label-size.ts';

/** As fine as a laser printer shows, and a printer of 300 dpi: both renderings of a label then are the same. */
export const page_dots_per_mm = 12;

export interface LabelPage {
  readonly html: string;
  /** What stands in the page's only style element, for a policy that names it by its hash. */
  readonly style: string;
}

/** The drawings must be made for this size with `page_dots_per_mm`. */
export function labelPage(title: string, drawings: readonly Drawing[], size: LabelSize): LabelPage {
  const paper = size.sheet === undefined ? size : a4;
  const style = `@page{size:${paper.width_mm}mm ${paper.height_mm}mm;margin:0}body{margin:0}svg{display:block;break-after:page}text{font-family:Arial,Helvetica,sans-serif}`;
  const all = drawings.flatMap((drawing) => Array.from({ length: drawing.copies }, () => drawing));
  const pages = size.sheet === undefined ? all.map((one) => [one]) : chunks(all, size.sheet.columns * size.sheet.rows);
  const body = pages.map((labels) => svgOf(labels, size, paper)).join('\n');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return { html, style };
}

function svgOf(
  labels: readonly Drawing[],
  size: LabelSize,
  paper: { readonly width_mm: number; readonly height_mm: number },
): string {
  const { width_mm, height_mm } = paper;
  const box = `0 0 ${dots(width_mm)} ${dots(height_mm)}`;
  const drawn = labels.map((label, at) => `<g transform="translate(${placeOf(size, at)})">${labelSvg(label)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width_mm}mm" height="${height_mm}mm" viewBox="${box}">${drawn.join('\n')}</svg>`;
}

/** The upper left corner of a label on its sheet, row by row. */
function placeOf({ sheet }: LabelSize, at: number): string {
  if (sheet === undefined) return '0 0';
  const { columns, left_mm, top_mm, pitch_x_mm, pitch_y_mm } = sheet;
  const column = at % columns;
  const row = Math.floor(at / columns);
  return `${dots(left_mm + column * pitch_x_mm)} ${dots(top_mm + row * pitch_y_mm)}`;
}

function labelSvg(drawing: Drawing): string {
  const texts = drawing.texts.map(
    // Letters stand on their base line, which lies about four fifths down.
    ({ x, y, height, text }) =>
      `<text x="${x}" y="${y + Math.round(height * 0.8)}" font-size="${height}">${escaped(text)}</text>`,
  );
  return `<path shape-rendering="crispEdges" d="${pathOf(drawing)}"/>${texts.join('')}`;
}

/** A rectangle for each run of dark modules. */
function pathOf({ symbol, symbol_x, symbol_y, module_width, module_height }: Drawing): string {
  let path = '';
  for (let row = 0; row < symbol.rows; row += 1) {
    for (let column = 0; column < symbol.columns; column += 1) {
      if (!symbol.isDark(column, row)) continue;
      const from = column;
      while (column + 1 < symbol.columns && symbol.isDark(column + 1, row)) column += 1;
      const width = (column + 1 - from) * module_width;
      path += `M${symbol_x + from * module_width} ${symbol_y + row * module_height}h${width}v${module_height}h-${width}z`;
    }
  }
  return path;
}

function dots(mm: number): number {
  return Math.round(mm * page_dots_per_mm);
}

function chunks<Value>(all: readonly Value[], length: number): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(all.length / length) }, (_, at) => all.slice(at * length, (at + 1) * length));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text in markup: what means something there is escaped, what may not stand there at all is a replacement character. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
