import { no_class } from '../books/value-told.ts';
import { column, type ReportKind, rounded, rowOf } from '../report.ts';
import { printed } from './money.ts';

export const stockValue: ReportKind = {
  name: 'stock-value',
  title: 'Stock and value by class and location',
  says: 'How much money lies where, by class of goods.',
  definition: [
    'value = pieces × cost, layer by layer, by the method of each item, at the end of the span',
    'where an item is valued as a whole, a location has the share of its value that it has of its pieces',
    'share = value / value of all rows; items = items that lie there',
  ],
  columns: [
    column('class', 'Class', 'text'),
    column('location', 'Location', 'text'),
    column('items', 'Items'),
    column('quantity', 'Pieces', 'number', 'of unlike things'),
    column('value', 'Value', 'money'),
    column('share', 'Share', 'share'),
    column('unvalued', 'Pieces without a cost'),
    column('negative', 'Pieces below nothing'),
  ],
  rows(sources) {
    const { figures, context } = sources;
    const groups = new Map<
      string,
      {
        kind: string;
        location: string;
        items: number;
        quantity: number;
        value: bigint;
        unvalued: number;
        negative: number;
      }
    >();
    let total = 0n;
    for (const { item, cells } of figures.items) {
      const kind = context.classOf(item) ?? no_class;
      for (const { location = '', quantity, value_micro, unvalued, negative } of cells) {
        if (quantity === 0 && value_micro === 0n) continue;
        const name = JSON.stringify([kind, location]);
        const group = groups.get(name) ?? {
          kind,
          location,
          items: 0,
          quantity: 0,
          value: 0n,
          unvalued: 0,
          negative: 0,
        };
        groups.set(name, group);
        group.items += 1;
        group.quantity += quantity;
        group.value += value_micro;
        group.unvalued += unvalued;
        group.negative += negative;
        total += value_micro;
      }
    }
    return [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { kind, location, value, ...counts }]) =>
        rowOf({
          class: kind,
          location: context.locationName(location),
          ...counts,
          value: printed(value, sources),
          share: total === 0n ? undefined : rounded(Number((value * 1_000_000n) / total) / 1_000_000, 4),
        }),
      );
  },
  total(_, sources) {
    const value = sources.figures.items.reduce((sum, { value_micro }) => sum + value_micro, 0n);
    return { class: 'all', items: sources.figures.items.length, value: printed(value, sources) };
  },
};
