import { daysOfInventory, inventoryTurns } from '../../planning/turnover.ts';
import { column, type ReportKind, type ReportSources, rounded, rowOf } from '../report.ts';
import { printed } from './money.ts';

const day_ms = 86_400_000;

export const turns: ReportKind = {
  name: 'turns',
  title: 'Turns and days of inventory',
  says: 'How long stock lies, by item and over all.',
  definition: [
    'average = ∫ level dt / span, weighted by time from every movement (not opening and closing over two), in money and in pieces',
    'cost of goods = value of what was sold and consumed, less customer returns, at the cost it left with',
    'days of inventory (DSI) = average value / cost of goods · days of the span',
    'turns a year = cost of goods / average value · 365 / days of the span',
    'where nothing went out there is no number of days; what cannot be said is left empty',
  ],
  columns: [
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('class', 'Class', 'text'),
    column('average_quantity', 'Average stock'),
    column('average_value', 'Average value', 'money'),
    column('issued', 'Sold and consumed'),
    column('cost_of_goods', 'Cost of goods', 'money'),
    column('dsi', 'Days of inventory', 'number', 'days'),
    column('turns', 'Turns', 'number', 'per year'),
  ],
  rows(sources) {
    const { figures, context } = sources;
    return figures.items
      .filter(
        ({ average_money = 0, average_quantity = 0, issued }) =>
          average_money !== 0 || average_quantity !== 0 || issued !== 0,
      )
      .map(({ item, average_quantity, average_money = 0, issued, issued_micro }) =>
        rowOf({
          item,
          name: context.itemName(item),
          class: context.classOf(item),
          average_quantity: average_quantity === undefined ? undefined : rounded(average_quantity),
          average_value: printed(BigInt(Math.round(average_money * 1_000_000)), sources),
          issued,
          cost_of_goods: printed(issued_micro, sources),
          ...rates(average_money, Number(issued_micro) / 1_000_000, sources),
        }),
      );
  },
  total(_, sources) {
    const average = sources.figures.items.reduce((sum, { average_money = 0 }) => sum + average_money, 0);
    const cost = sources.figures.items.reduce((sum, { issued_micro }) => sum + issued_micro, 0n);
    return rowOf({
      item: 'all',
      average_value: printed(BigInt(Math.round(average * 1_000_000)), sources),
      cost_of_goods: printed(cost, sources),
      ...rates(average, Number(cost) / 1_000_000, sources),
    });
  },
};

function rates(inventory: number, cost_of_goods: number, { figures }: ReportSources) {
  const days = (figures.span.until_ms - figures.span.from_ms) / day_ms;
  const [dsi, turned] = [
    daysOfInventory({ inventory, cost_of_goods, days }),
    inventoryTurns({ inventory, cost_of_goods, days }),
  ];
  return {
    dsi: dsi.ok ? rounded(dsi.value.value) : undefined,
    turns: turned.ok ? rounded(turned.value.value) : undefined,
  };
}
