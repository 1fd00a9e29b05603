import { roundedMoney } from '../../stock/valuation/money.ts';
import { outOf } from '../../stock/valuation/period-flows.ts';
import type { ItemFigures } from '../figures.ts';
import { column, type ReportKind, type ReportSources, rounded, rowOf } from '../report.ts';
import { printed } from './money.ts';

export const catchWeight: ReportKind = {
  name: 'catch-weight',
  title: 'Catch weight',
  says: 'What pieces that do not weigh the same weighed beside what they should have: given away, dried, and how much of it was known.',
  definition: [
    'kg at the end of the span; nominal = pieces × unit mass of the settings',
    'received over = kg that suppliers brought − nominal of their pieces; given away = kg sold − nominal of the pieces sold; what went or came back is less of it',
    'booked off = kg left when the last piece of a place went: dried, given away, or estimated too high; below zero more went than had been thought to lie there',
    'counted off = kg that counts of the mass found less; value = what both were worth, of items whose costs are for a kilogram',
    'known = kg moved that was stated, scanned or weighed / all kg moved; the rest is estimated',
  ],
  columns: [
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('quantity', 'Pieces'),
    column('mass', 'Mass', 'number', 'kg'),
    column('nominal', 'Nominal', 'number', 'kg'),
    column('received', 'Received', 'number', 'kg'),
    column('received_over', 'Received over', 'number', 'kg'),
    column('sold', 'Sold', 'number', 'kg'),
    column('given_away', 'Given away', 'number', 'kg'),
    column('booked_off', 'Booked off', 'number', 'kg'),
    column('counted_off', 'Counted off', 'number', 'kg'),
    column('value', 'Value', 'money'),
    column('known', 'Known', 'share'),
  ],
  rows(sources) {
    const { context, figures } = sources;
    return figures.items.flatMap((each) => {
      const { item, quantity, caught } = each;
      if (caught === undefined) return [];
      return [
        rowOf({
          item,
          name: context.itemName(item),
          quantity,
          mass: kilograms(caught.mass_mg),
          nominal: kilograms(quantity * caught.unit_mass_mg),
          received: kilograms(caught.received_mg),
          received_over: kilograms(caught.received_mg - caught.received_nominal_mg),
          sold: kilograms(caught.sold_mg),
          given_away: kilograms(caught.sold_mg - caught.sold_nominal_mg),
          booked_off: kilograms(caught.off_mg),
          counted_off: kilograms(caught.counted_mg),
          value: context.isByMass(item) ? printed(lostOf(each, sources), sources) : undefined,
          known: caught.moved_mg === 0 ? undefined : rounded(caught.known_mg / caught.moved_mg, 4),
        }),
      ];
    });
  },
  total(_, sources) {
    const value = sources.figures.items.reduce((sum, each) => sum + lostOf(each, sources), 0n);
    return { item: 'all', value: printed(value, sources) };
  },
};

function lostOf({ flows }: ItemFigures, { context }: ReportSources): bigint {
  return roundedMoney(outOf(flows, 'mass-loss', 'mass-gain').value_micro, context.currency, context.rounding);
}

function kilograms(mass_mg: number): number {
  return rounded(mass_mg / 1_000_000, 3);
}
