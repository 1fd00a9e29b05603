import { column, type ReportKind, rowOf } from '../report.ts';
import { printed } from './money.ts';

export const consignedUse: ReportKind = {
  name: 'consigned',
  title: 'Consigned stock that was used',
  says: 'What of the stock of others was used, and so is owed to its owner.',
  definition: [
    'owed = sold + used in production + scrapped + lost − found by counts + taken over − handed over + gone elsewhere; what went back to the supplier is not owed',
    'closing = opening + received − returned − owed',
    'a movement counts in the span in which it was learned, and what takes it back in the span of that: each piece is owed once, and a span that is over does not change',
    'unit cost: of the taking over, else of the last consigned receipt of that owner before, else of the settings; uncosted = pieces owed without one',
  ],
  columns: [
    column('owner', 'Owner', 'text'),
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('opening', 'Opening'),
    column('received', 'Received'),
    column('returned', 'Returned'),
    column('sold', 'Sold'),
    column('produced', 'Used in production'),
    column('scrapped', 'Scrapped'),
    column('lost', 'Lost'),
    column('taken_over', 'Taken over'),
    column('other', 'Elsewhere'),
    column('closing', 'Closing'),
    column('owed', 'Owed'),
    column('amount', 'Amount', 'money'),
    column('uncosted', 'Uncosted'),
  ],
  rows(sources) {
    const { context, figures } = sources;
    return figures.items
      .flatMap(({ item, consigned }) => consigned.map((each) => ({ item, ...each })))
      .sort((a, b) => (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0))
      .map(({ item, owner, owed_micro, ...pieces }) =>
        rowOf({
          owner,
          item,
          name: context.itemName(item),
          ...pieces,
          amount: printed(owed_micro, sources),
        }),
      );
  },
  total(_, sources) {
    const all = sources.figures.items.flatMap(({ consigned }) => consigned);
    const amount = all.reduce((sum, { owed_micro }) => sum + owed_micro, 0n);
    const owed = all.reduce((sum, each) => sum + each.owed, 0);
    return { owner: 'all', owed, amount: printed(amount, sources) };
  },
};
