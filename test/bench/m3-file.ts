/**
 * The data of the M3 competition (Makridakis and Hibon 2000) as a CSV file: the sheets of `M3C.xls` saved one after the other, as they are.
 * A line is a series:
 *
 *     N   1,20,6,MICRO       ,1975,1,940.66,1084.86,…
 *
 * its number (N1 to N3003, spaces do not matter), how many values it has, how many of these, at the end, are to be forecast, its category,
 * two numbers of its beginning, then the values, the oldest first, and empty cells. Lines that are empty, begin with `#` or with `Series`
 * are passed over. A part of the series will do.
 */
export type PeriodType = 'yearly' | 'quarterly' | 'monthly' | 'other';

export interface M3Series {
  readonly id: string;
  readonly type: PeriodType;
  /** Periods of a season. */
  readonly period: number;
  readonly known: readonly number[];
  readonly asked: readonly number[];
}

export type ReadM3 =
  | { readonly ok: true; readonly series: readonly M3Series[] }
  | { readonly ok: false; readonly says: string };

/** Of each type the last number, the season, and how far ahead was to be forecast. */
const types = [
  { type: 'yearly', last: 645, period: 1, ahead: 6 },
  { type: 'quarterly', last: 1_401, period: 4, ahead: 8 },
  { type: 'monthly', last: 2_829, period: 12, ahead: 18 },
  { type: 'other', last: 3_003, period: 1, ahead: 8 },
] as const;

export function readM3(text: string): ReadM3 {
  const series: M3Series[] = [];
  const seen = new Set<string>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (/^(\s*$|#|"?Series)/.test(line) || /^,*$/.test(line)) continue;
    const read = readLine(line);
    if (typeof read === 'string') return { ok: false, says: `line ${at + 1}: ${read}` };
    if (seen.has(read.id)) return { ok: false, says: `line ${at + 1}: ${read.id} is there twice` };
    seen.add(read.id);
    series.push(read);
  }
  return series.length === 0 ? { ok: false, says: 'there is no series in it' } : { ok: true, series };
}

function readLine(line: string): M3Series | string {
  const cells = line.split(',').map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
  const [name = '', count = '', ahead = '', , , , ...rest] = cells;
  const number = Number(/^N\s*(\d{1,4})$/.exec(name)?.[1] ?? Number.NaN);
  const type = types.find(({ last }) => number >= 1 && number <= last);
  if (type === undefined) return `a series is called N1 to N3003, not ${name.slice(0, 20) || 'nothing'}`;
  if (Number(ahead) !== type.ahead) {
    return `N${number} is ${type.type}, of which ${type.ahead} values are to be forecast, not ${ahead || 'nothing'}`;
  }
  const filled = rest.slice(0, rest.findLastIndex((cell) => cell !== '') + 1);
  const values = filled.map(Number);
  const bad = filled.findIndex((cell, i) => cell === '' || !Number.isFinite(values[i]));
  if (bad !== -1) return `value ${bad + 1} of N${number} is no number: ${filled[bad] || 'empty'}`;
  if (values.length !== Number(count)) return `N${number} says it has ${count} values and has ${values.length}`;
  if (values.length < type.ahead + 3) return `N${number} has only ${values.length} values`;
  const known = values.slice(0, -type.ahead);
  return { id: `N${number}`, type: type.type, period: type.period, known, asked: values.slice(-type.ahead) };
}
