/**
 * Where everything on a label goes, in whole dots of the printer, so that modules of a code are never blurred. The page and the
 * printer's language are made of the same drawing.
 */
import { type Label, type LabelRefusal, refused, type Symbology } from './label.ts';
import type { LabelSize } from './label-size.ts';
import { type CodeSymbol, symbolOf } from './symbol.ts';

export interface DrawnText {
  readonly x: number;
  /** Its upper edge. */
  readonly y: number;
  /** From the top of capitals to the bottom of descenders. */
  readonly height: number;
  readonly text: string;
}

export interface Drawing {
  readonly ok: true;
  readonly width: number;
  readonly height: number;
  readonly texts: readonly DrawnText[];
  readonly symbol: CodeSymbol;
  /** Where the first dark module may begin: the quiet zone lies outside. */
  readonly symbol_x: number;
  readonly symbol_y: number;
  readonly module_width: number;
  readonly module_height: number;
  readonly copies: number;
}

const margin_mm = 2;
/** Finer modules are not read by every scanner, coarser ones are no better. */
const module_mm = { min: 0.24, max: 1 } as const;
const bars_mm = { min: 8, max: 32 } as const;
/** Between bars and the line below them. */
const gap_mm = 0.7;
const text_mm = { min: 1.7, title_max: 9, line_max: 5, hri_max: 3.5 } as const;
/** A character is about this share of its height wide, in the fonts that browsers and printers take. */
const character_share = 0.58;
const line_share = 1.2;

/** Lays a label out for so many dots a millimetre, or says why its code does not fit. */
export function drawingOf(label: Label, size: LabelSize, dots_per_mm: number): Drawing | LabelRefusal {
  if (label.symbology !== 'auto') return drawnAs(label, label.symbology, size, dots_per_mm);
  const bars = drawnAs(label, 'code-128', size, dots_per_mm);
  return bars.ok ? bars : drawnAs(label, 'data-matrix', size, dots_per_mm);
}

function drawnAs(
  label: Label,
  symbology: Exclude<Symbology, 'auto'>,
  size: LabelSize,
  dots_per_mm: number,
): Drawing | LabelRefusal {
  const symbol = symbolOf(label.content, symbology);
  if (!symbol.ok) return symbol;
  const area = areaOf(size, dots_per_mm);
  const drawing = symbol.kind === 'bars' ? barsDrawing(label, symbol, area) : matrixDrawing(label, symbol, area);
  return (
    drawing ??
    refused(`${label.content.text} as ${symbology} does not fit on a label of ${size.width_mm} × ${size.height_mm} mm.`)
  );
}

/** A label in dots. */
interface Area {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  readonly dots_per_mm: number;
}

function areaOf({ width_mm, height_mm }: LabelSize, dots_per_mm: number): Area {
  const dots = (mm: number) => Math.round(mm * dots_per_mm);
  return { width: dots(width_mm), height: dots(height_mm), margin: dots(margin_mm), dots_per_mm };
}

/** Text above, bars across the label, what they say below. */
function barsDrawing(label: Label, symbol: CodeSymbol, area: Area): Drawing | undefined {
  const { width, height, margin, dots_per_mm } = area;
  const inside = width - 2 * margin;
  const module = moduleOf(inside, symbol.columns + 2 * symbol.quiet, dots_per_mm);
  if (module === undefined) return undefined;
  const below = textsIn(
    [label.content.text],
    { x: margin, y: 0, width: inside, height: margin * 4 },
    [text_mm.hri_max],
    dots_per_mm,
  );
  const gap = Math.round(gap_mm * dots_per_mm);
  const hri_height = spanOf(below) + gap;
  const room = height - 2 * margin - hri_height - bars_mm.min * dots_per_mm;
  const above = textsIn(
    [label.title, ...label.lines],
    { x: margin, y: margin, width: inside, height: room },
    [text_mm.title_max, text_mm.line_max],
    dots_per_mm,
  );
  const symbol_y = margin + spanOf(above);
  const bars = Math.min(height - margin - hri_height - symbol_y, Math.round(bars_mm.max * dots_per_mm));
  if (bars < bars_mm.min * dots_per_mm) return undefined;
  return {
    ok: true,
    width,
    height,
    texts: [...above, ...below.map((text) => ({ ...text, y: text.y + symbol_y + bars + gap }))],
    symbol,
    symbol_x: Math.floor((width - symbol.columns * module) / 2),
    symbol_y,
    module_width: module,
    module_height: bars,
    copies: label.copies,
  };
}

/** On wide labels the code stands left and the text right of it, on high ones the text below. */
function matrixDrawing(label: Label, symbol: CodeSymbol, area: Area): Drawing | undefined {
  const { width, height, margin, dots_per_mm } = area;
  const isWide = width >= 1.3 * height;
  const inside = { width: width - 2 * margin, height: height - 2 * margin };
  const side = isWide ? Math.min(inside.height, inside.width * 0.55) : Math.min(inside.width, inside.height * 0.6);
  const module = moduleOf(Math.floor(side), symbol.columns + 2 * symbol.quiet, dots_per_mm);
  if (module === undefined) return undefined;
  const quiet = symbol.quiet * module;
  const whole = symbol.columns * module + 2 * quiet;
  const box = isWide
    ? { x: margin + whole, y: margin, width: inside.width - whole, height: inside.height }
    : { x: margin, y: margin + whole, width: inside.width, height: inside.height - whole };
  const lines = [label.title, ...label.lines, label.content.text];
  const texts = textsIn(lines, box, [text_mm.title_max, text_mm.line_max], dots_per_mm);
  return {
    ok: true,
    width,
    height,
    texts,
    symbol,
    symbol_x: isWide ? margin + quiet : Math.floor((width - symbol.columns * module) / 2),
    symbol_y: margin + quiet,
    module_width: module,
    module_height: module,
    copies: label.copies,
  };
}

/** As many whole dots as fit; undefined when they would be too fine. */
function moduleOf(dots: number, modules: number, dots_per_mm: number): number | undefined {
  const module = Math.min(Math.floor(dots / modules), Math.floor(module_mm.max * dots_per_mm));
  return module >= module_mm.min * dots_per_mm ? module : undefined;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Lines below each other, the first in the first of the sizes, the others in the last, all smaller where they are long or many. A
 * line that is too long even then is broken once, and cut with an ellipsis; lines without room are left out from the end.
 */
function textsIn(
  lines: readonly string[],
  box: Box,
  sizes_mm: readonly number[],
  dots_per_mm: number,
): readonly DrawnText[] {
  const smallest = Math.ceil(text_mm.min * dots_per_mm);
  const share = Math.floor(box.height / (lines.length * line_share + (sizes_mm.length > 1 ? 1 : 0)));
  const texts: DrawnText[] = [];
  let y = box.y;
  for (const [at, line] of lines.entries()) {
    const isTitle = at === 0 && sizes_mm.length > 1;
    const wanted = Math.min(
      (sizes_mm[at === 0 ? 0 : sizes_mm.length - 1] ?? 0) * dots_per_mm,
      isTitle ? share * 2 : share,
    );
    const fitting = Math.floor(box.width / (Math.max(line.length, 1) * character_share));
    const height = Math.max(smallest, Math.min(Math.floor(wanted), fitting));
    for (const text of broken(line, Math.floor(box.width / (height * character_share)))) {
      if (y + height > box.y + box.height) return texts;
      texts.push({ x: box.x, y, height, text });
      y += Math.ceil(height * line_share);
    }
  }
  return texts;
}

function broken(line: string, characters: number): readonly string[] {
  const all = [...line];
  if (all.length <= characters) return [line];
  if (characters < 2) return [];
  const rest = all.slice(characters);
  const second = rest.length <= characters ? rest : [...rest.slice(0, characters - 1), '…'];
  return [all.slice(0, characters).join(''), second.join('')];
}

function spanOf(texts: readonly DrawnText[]): number {
  return texts.reduce((sum, { height }) => sum + Math.ceil(height * line_share), 0);
}
