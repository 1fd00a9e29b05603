import { abcRanks, abcXyzMatrix, type XyzClass, xyzOf } from '../../planning/abc-xyz.ts';
import { column, type ReportKind, type ReportSources, rounded, rowOf } from '../report.ts';
import { printed } from './money.ts';

export const abcXyz: ReportKind = {
  name: 'abc-xyz',
  title: 'ABC–XYZ',
  says: 'Which items matter by value, and whose demand can be foretold.',
  definition: [
    'usage value = value of what was sold and consumed in the span, at the cost it left with',
    'ABC: by the cumulative share of usage value before the item: A below 80 %, B below 95 %, else C; without usage C',
    'XYZ: standard deviation (n − 1) / mean of what went out in each whole week of the span: X below 0.5, Y below 1, else Z; below two weeks it is not said',
  ],
  columns: [
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('usage_value', 'Usage value', 'money'),
    column('share', 'Share', 'share'),
    column('share_before', 'Share of those before', 'share'),
    column('abc', 'ABC', 'text'),
    column('cv', 'Variation'),
    column('xyz', 'XYZ', 'text'),
  ],
  rows: (sources) =>
    ranked(sources).map(({ item, usage_value, share, share_before, abc, cv, xyz }) =>
      rowOf({
        item,
        name: sources.context.itemName(item),
        usage_value: printed(BigInt(Math.round(usage_value * 1_000_000)), sources),
        share: rounded(share, 4),
        share_before: rounded(share_before, 4),
        abc,
        cv: cv === undefined ? undefined : rounded(cv, 3),
        xyz,
      }),
    ),
  notes(sources) {
    const known = ranked(sources).flatMap(({ xyz, ...each }) => (xyz === undefined ? [] : [{ ...each, xyz }]));
    return abcXyzMatrix(known)
      .filter(({ items }) => items.length > 0)
      .map(({ abc, xyz, items, usage_value }) => {
        const value = printed(BigInt(Math.round(usage_value * 1_000_000)), sources);
        return `${abc}${xyz}: ${items.length} ${items.length === 1 ? 'item' : 'items'}, usage value ${value}`;
      });
  },
};

interface Ranked {
  readonly item: string;
  readonly usage_value: number;
  readonly share: number;
  readonly share_before: number;
  readonly abc: 'A' | 'B' | 'C';
  readonly cv?: number;
  readonly xyz?: XyzClass;
}

export function ranked({ figures }: ReportSources): readonly Ranked[] {
  const weekly = new Map(figures.items.map((each) => [each.item, each.weekly]));
  const usage = figures.items.map(({ item, issued_micro }) => ({
    item,
    usage_value: Math.max(0, Number(issued_micro) / 1_000_000),
  }));
  const ranks = abcRanks(usage);
  return (ranks.ok ? ranks.value : []).map((rank): Ranked => {
    const found = xyzOf(weekly.get(rank.item) ?? []);
    if (!found.ok) return rank;
    const { cv, xyz } = found.value;
    return { ...rank, xyz, ...(cv === undefined ? {} : { cv }) };
  });
}
