import { shrinkage as shrinkageOf } from '../../planning/record-accuracy.ts';
import { flows as allFlows } from '../../stock/valuation/flow.ts';
import { roundedMoney } from '../../stock/valuation/money.ts';
import { outOf } from '../../stock/valuation/period-flows.ts';
import { plus } from '../../stock/valuation/ratio.ts';
import { type ItemFigures, piecesOf } from '../figures.ts';
import { column, type ReportKind, type ReportSources, rounded, rowOf } from '../report.ts';
import { printed } from './money.ts';

export const shrinkage: ReportKind = {
  name: 'shrinkage',
  title: 'Shrinkage',
  says: 'What is missing, who found it missing, and what was scrapped beside it.',
  definition: [
    'shrinkage = opening + receipts + first counted − issues − what is there by the counts; below zero more was found than the book had',
    'first counted = what a scale found by itself at a place where neither a movement nor a count of the item was known: keeping begins there, nothing was found',
    'rate = shrinkage / (opening + receipts + first counted − issues)',
    'by counts of people, by counts of devices (scales, antennas), and by evidence of before a count that arrived after it and was met by its opposite',
    'value = count losses − count gains, at the cost they stood at; scrap is told beside and is no shrinkage',
  ],
  columns: [
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('opening', 'Opening'),
    column('receipts', 'Receipts'),
    column('first_counted', 'First counted'),
    column('issues', 'Issues'),
    column('closing', 'Closing'),
    column('missing', 'Missing'),
    column('rate', 'Rate', 'share'),
    column('value', 'Value', 'money'),
    column('by_people', 'Counted by people'),
    column('by_devices', 'Counted by devices'),
    column('late', 'Late evidence'),
    column('scrapped', 'Scrapped'),
    column('scrap_value', 'Scrap, value', 'money'),
  ],
  rows(sources) {
    return sources.figures.items.flatMap((each) => {
      const { missing, scrapped, value, scrap } = amounts(each, sources);
      const { people, devices, late } = each.missing;
      if ([missing, scrapped, people, devices, late].every((amount) => amount === 0)) return [];
      const { opening, quantity } = each;
      const moved = allFlows.filter((flow) => flow !== 'count-gain' && flow !== 'count-loss' && flow !== 'transfer');
      const pieces = moved.map((flow) => piecesOf(each.flows, flow));
      const receipts = pieces.reduce((sum, amount) => sum + Math.max(0, amount), 0);
      const issues = pieces.reduce((sum, amount) => sum + Math.max(0, -amount), 0);
      const first = each.first.quantity;
      const found = shrinkageOf({ opening, receipts: receipts + first, issues, counted: Math.max(0, quantity) });
      const rate = found.ok ? found.value.rate : undefined;
      return [
        rowOf({
          item: each.item,
          name: sources.context.itemName(each.item),
          opening,
          receipts,
          first_counted: first,
          issues,
          closing: quantity,
          missing,
          rate: rate === undefined ? undefined : rounded(rate, 4),
          value: printed(value, sources),
          by_people: people,
          by_devices: devices,
          late,
          scrapped,
          scrap_value: printed(scrap, sources),
        }),
      ];
    });
  },
  total(_, sources) {
    const all = sources.figures.items.map((each) => amounts(each, sources));
    const value = all.reduce((sum, each) => sum + each.value, 0n);
    const scrap = all.reduce((sum, each) => sum + each.scrap, 0n);
    return { item: 'all', value: printed(value, sources), scrap_value: printed(scrap, sources) };
  },
};

function amounts({ flows, first }: ItemFigures, { context }: ReportSources) {
  const counted = outOf(flows, 'count-loss', 'count-gain');
  const lost = {
    quantity: counted.quantity + first.quantity,
    value_micro: plus(counted.value_micro, first.value_micro),
  };
  const scrap = outOf(flows, 'scrap');
  const money = (of: typeof lost) => roundedMoney(of.value_micro, context.currency, context.rounding);
  return { missing: lost.quantity, scrapped: scrap.quantity, value: money(lost), scrap: money(scrap) };
}
