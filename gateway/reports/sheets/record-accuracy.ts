import { recordAccuracy as accuracyOf, type CountedRow, tolerance_usual } from '../../planning/record-accuracy.ts';
import { column, type ReportKind, type ReportSources, rounded, rowOf } from '../report.ts';
import { ranked } from './abc-xyz.ts';
import { printed } from './money.ts';

export const recordAccuracy: ReportKind = {
  name: 'record-accuracy',
  title: 'Inventory record accuracy',
  says: 'How often a count agreed with the book.',
  definition: [
    'accuracy (IRA) = counts that agree / counts, row by row and never by sums; those taken back are left out',
    'left out as well: what a scale counted by itself at a place where neither a movement nor a count of the item was known, for there was no book to be wrong',
    'a count agrees when |counted − book| ≤ tolerance · book: A 1 %, B 3 %, C 5 % (class by usage value of the span)',
    'net = Σ (counted − book), in which differences cancel out; absolute = Σ |counted − book|; value at what a piece is worth',
  ],
  columns: [
    column('class', 'Class', 'text'),
    column('tolerance', 'Tolerance', 'share'),
    column('counts', 'Counts'),
    column('agreeing', 'Agreeing'),
    column('accuracy', 'Accuracy', 'share'),
    column('net', 'Net difference'),
    column('absolute', 'Absolute difference'),
    column('net_value', 'Net, value', 'money'),
    column('absolute_value', 'Absolute, value', 'money'),
  ],
  rows(sources) {
    const counted = countedRows(sources);
    return (['A', 'B', 'C'] as const).flatMap((abc) => {
      const row = told(
        abc,
        counted.filter((each) => each.abc === abc),
        sources,
      );
      return row === undefined ? [] : [{ ...row, tolerance: tolerance_usual[abc] }];
    });
  },
  total: (_, sources) => told('all', countedRows(sources), sources) ?? { class: 'all', counts: 0 },
};

function told(name: string, rows: readonly CountedRow[], sources: ReportSources) {
  const found = accuracyOf(rows);
  if (!found.ok) return undefined;
  const { accuracy, net_units, absolute_units, net_value, absolute_value } = found.value;
  const money = (value: number) => printed(BigInt(Math.round(value * 1_000_000)), sources);
  return rowOf({
    class: name,
    counts: rows.length,
    agreeing: accuracy.terms.agreeing_rows ?? 0,
    accuracy: rounded(accuracy.value, 4),
    net: net_units,
    absolute: absolute_units,
    net_value: money(net_value),
    absolute_value: money(absolute_value),
  });
}

function countedRows(sources: ReportSources): readonly CountedRow[] {
  const abc = new Map(ranked(sources).map((each) => [each.item, each.abc]));
  return sources.figures.items.flatMap(({ item, counts, unit_money }) =>
    counts.map(({ counted, before }) => ({
      abc: abc.get(item) ?? 'C',
      book_units: before,
      counted_units: counted,
      value_per_unit: Math.max(0, unit_money),
    })),
  );
}
