import { parseMoney } from '../../stock/valuation/money.ts';
import { column, type ReportKind, rounded, rowOf } from '../report.ts';
import { printed } from './money.ts';

export const reorder: ReportKind = {
  name: 'reorder',
  title: 'Reorder proposals',
  says: 'What to order now, by supplier.',
  definition: [
    'proposed = as many order quantities as bring the position (on hand + on order) above the reorder point, rounded to minimum and multiple; of the last plan',
    'value = proposed × unit cost of the settings, rounded once',
  ],
  columns: [
    column('supplier', 'Supplier', 'text'),
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('on_hand', 'On hand'),
    column('on_order', 'On order'),
    column('reorder_point', 'Reorder point'),
    column('proposed', 'Order'),
    column('unit', 'Unit', 'text'),
    column('order_min', 'Minimum'),
    column('order_multiple', 'Multiple'),
    column('lead_time', 'Lead time', 'number', 'days'),
    column('stock_out', 'Gone on', 'text'),
    column('value', 'Value', 'money'),
  ],
  needs: ['plan'],
  rows({ plan, figures, context }) {
    const quantities = new Map(figures.items.map(({ item, quantity }) => [item, quantity]));
    return [...(plan?.values() ?? [])]
      .filter(({ proposed = 0 }) => proposed > 0)
      .sort((a, b) => ((a.supplier ?? '\uffff') + a.item < (b.supplier ?? '\uffff') + b.item ? -1 : 1))
      .map((each) => {
        const policy = context.items.get(each.item)?.policy;
        return rowOf({
          supplier: each.supplier,
          item: each.item,
          name: context.itemName(each.item),
          on_hand: quantities.get(each.item) ?? 0,
          on_order: each.on_order,
          reorder_point: each.reorder_point === undefined ? undefined : rounded(each.reorder_point),
          proposed: each.proposed,
          unit: context.unitOf(each.item),
          order_min: policy?.order_min,
          order_multiple: policy?.order_multiple,
          lead_time: each.lead_time_days,
          stock_out: each.stock_out_day,
          value: each.proposed_value,
        });
      });
  },
  total(rows, sources) {
    const micro = (text: unknown) => {
      const parsed = typeof text === 'string' ? parseMoney(text, sources.context.currency, 6) : undefined;
      return parsed?.ok ? parsed.value : 0n;
    };
    return {
      supplier: 'all',
      value: printed(
        rows.reduce((sum, { value }) => sum + micro(value), 0n),
        sources,
      ),
    };
  },
  notes: ({ plan }) => (plan === undefined ? ['No plan has been made yet (POST /api/v1/plans/run).'] : []),
};
