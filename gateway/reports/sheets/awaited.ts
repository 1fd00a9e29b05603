import { dayText } from '../../planning/planning-calendar.ts';
import { parseMoney } from '../../stock/valuation/money.ts';
import { column, type ReportKind, rowOf } from '../report.ts';
import { printed } from './money.ts';

export const awaited: ReportKind = {
  name: 'receipts',
  title: 'Open and late receipts',
  says: 'What is ordered and has not come, and how late it is.',
  definition: [
    'awaited = ordered − received, of each line of an open purchase order that still awaits something',
    'days late = local days since the day it was due; empty where it is not due yet or no day was told',
    'value = awaited × unit cost of the line',
  ],
  columns: [
    column('order', 'Order', 'text'),
    column('reference', 'Their number', 'text'),
    column('supplier', 'Supplier', 'text'),
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('ordered', 'Ordered'),
    column('received', 'Received'),
    column('awaited', 'Awaited'),
    column('due', 'Due', 'text'),
    column('days_late', 'Days late', 'number', 'days'),
    column('value', 'Value', 'money'),
  ],
  needs: ['orders'],
  rows(sources) {
    const { context, figures } = sources;
    const today = dayText(context.dayOf(figures.span.until_ms - 1));
    return sources.awaited.map(({ order, reference, supplier, item, ordered, received, due_day, unit_cost }) => {
      const cost = unit_cost === undefined ? undefined : parseMoney(unit_cost, context.currency, 6);
      const left = ordered - received;
      const late = due_day === undefined ? 0 : Math.round((Date.parse(today) - Date.parse(due_day)) / 86_400_000);
      return rowOf({
        order,
        reference,
        supplier,
        item,
        name: context.itemName(item),
        ordered,
        received,
        awaited: left,
        due: due_day,
        days_late: late > 0 ? late : undefined,
        value: cost?.ok ? printed(cost.value * BigInt(left), sources) : undefined,
      });
    });
  },
};
