/** Codes as dark and light modules. The one file that knows the library that draws them. */
import bwip from 'bwip-js/generic';
import { assert } from '../base/assert.ts';
import { type LabelContent, type LabelRefusal, refused, type Symbology } from './label.ts';

/** Modules without quiet zone. Bars have one row. */
export interface CodeSymbol {
  readonly ok: true;
  readonly kind: 'bars' | 'matrix';
  readonly columns: number;
  readonly rows: number;
  /** Modules that stay light on all sides, as the symbology's standard wants. */
  readonly quiet: number;
  isDark(column: number, row: number): boolean;
}

interface Drawn {
  readonly plain: string;
  readonly gs1: string;
  readonly quiet: number;
}

/** The library's names. Quiet zones: GS1 General Specifications, section 5.4 and 5.6; one more for Data Matrix than it asks. */
const drawn: Readonly<Record<Exclude<Symbology, 'auto'>, Drawn>> = {
  'code-128': { plain: 'code128', gs1: 'gs1-128', quiet: 10 },
  'data-matrix': { plain: 'datamatrix', gs1: 'gs1datamatrix', quiet: 2 },
  qr: { plain: 'qrcode', gs1: 'gs1qrcode', quiet: 4 },
};

/** The library draws no longer codes in bearable time, and no scanner likes them. */
export const content_characters_max = 200;

/** Draws a code, or says why its content cannot be one. GS1 content is checked by the library: AIs, lengths, check digits, dates. */
export function symbolOf(
  { kind, text }: LabelContent,
  symbology: Exclude<Symbology, 'auto'>,
): CodeSymbol | LabelRefusal {
  if (!/^[ -~]{1,200}$/.test(text)) {
    return refused(
      `The code "${text}" is not 1 to ${content_characters_max} printable ASCII characters, which every scanner sends alike.`,
    );
  }
  const { quiet, [kind]: bcid } = drawn[symbology];
  try {
    const [symbol] = bwip.raw({ bcid, text, ...(symbology === 'qr' ? { eclevel: 'M' } : {}) });
    assert(symbol !== undefined, 'a code that is not refused is drawn');
    return 'sbs' in symbol ? barsOf([...symbol.sbs], quiet) : matrixOf(symbol, quiet);
  } catch (thrown) {
    // The library throws for content that breaks a rule, with its own name of the rule in front.
    const why =
      thrown instanceof Error ? thrown.message.replace(/^bwipp\.[\w-]{1,80}(?:#\d{1,9})?: /, '') : String(thrown);
    return refused(`${text} cannot be printed as ${symbology}: ${why}.`);
  }
}

/** Widths of bars and spaces in turn, a bar first. */
function barsOf(widths: readonly number[], quiet: number): CodeSymbol {
  const modules = widths.flatMap((width, at) => Array.from({ length: width }, () => at % 2 === 0));
  return {
    ok: true,
    kind: 'bars',
    columns: modules.length,
    rows: 1,
    quiet,
    isDark: (column) => modules[column] === true,
  };
}

function matrixOf(
  { pixs, pixx, pixy }: { readonly pixs: ArrayLike<number>; readonly pixx: number; readonly pixy: number },
  quiet: number,
): CodeSymbol {
  const isDark = (column: number, row: number) => pixs[row * pixx + column] === 1;
  return { ok: true, kind: 'matrix', columns: pixx, rows: pixy, quiet, isDark };
}
