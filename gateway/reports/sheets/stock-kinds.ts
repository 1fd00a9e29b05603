import { cycleStock, heldSafetyStock, measuredCycleStock, stockVariance } from '../../planning/stock-kinds.ts';
import type { ItemFigures } from '../figures.ts';
import { column, type ReportKind, type ReportSources, rounded, rowOf } from '../report.ts';
import { daysWithoutIssue, deadOf, excess_days, excessOf } from './excess-dead.ts';

export const stockKinds: ReportKind = {
  name: 'stock-kinds',
  title: 'What stock is there for',
  says: 'Cycle, safety, transit, theoretical against counted, excess and dead stock of each item.',
  definition: [
    'cycle, planned = order quantity / 2; measured = max(0, time-weighted average stock − safety stock)',
    'safety, planned = of the last plan; held = on hand − demand per day · lead time: what is there beyond the demand until a delivery, below 0 where less is there',
    'transit = what is on its way between our locations now',
    'theoretical − counted: of the last count of each location in the span, book − counted; share of the book',
    `excess and dead: beyond the demand of ${excess_days} days, and not asked for in as many (report excess-dead)`,
    'decoupling and anticipation stock are not said: no setting tells how long a work centre stands still, or what can be made in a week',
  ],
  columns: [
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('class', 'Class', 'text'),
    column('on_hand', 'On hand'),
    column('cycle_planned', 'Cycle, planned'),
    column('cycle_measured', 'Cycle, measured'),
    column('safety_planned', 'Safety, planned'),
    column('safety_held', 'Safety, held'),
    column('transit', 'Transit'),
    column('theoretical', 'Theoretical'),
    column('counted', 'Counted'),
    column('variance', 'Theoretical − counted'),
    column('variance_share', 'Share', 'share'),
    column('excess', 'Excess'),
    column('dead', 'Dead'),
  ],
  needs: ['plan'],
  rows: (sources) => sources.figures.items.map((each) => line(each, sources)),
  notes: ({ plan }) =>
    plan === undefined
      ? [
          'No plan has been made yet: planned cycle and safety stock and excess cannot be said (POST /api/v1/plans/run).',
        ]
      : [],
};

function line(each: ItemFigures, sources: ReportSources) {
  const { item, quantity, average_quantity, in_transit } = each;
  const { context, figures, plan } = sources;
  const { order_quantity, safety_stock, demand_per_day, lead_time_days } = plan?.get(item) ?? {};
  const cycle = order_quantity === undefined ? undefined : cycleStock(order_quantity);
  const measured =
    average_quantity === undefined || safety_stock === undefined
      ? undefined
      : measuredCycleStock(Math.max(0, average_quantity), safety_stock);
  const held =
    demand_per_day === undefined || lead_time_days === undefined
      ? undefined
      : heldSafetyStock(Math.max(0, quantity), demand_per_day, lead_time_days);
  const { theoretical, counted } = lastCounts(each);
  const variance = counted === undefined || theoretical === undefined ? undefined : stockVariance(theoretical, counted);
  const days = daysWithoutIssue(each, figures.span.until_ms);
  const dead = deadOf(each, days);
  const excess = dead > 0 ? 0 : excessOf(each, sources);
  const value = (answer: { readonly ok: boolean; readonly value?: { readonly value: number } } | undefined) =>
    answer?.value === undefined ? undefined : rounded(answer.value.value);
  return rowOf({
    item,
    name: context.itemName(item),
    class: context.classOf(item),
    on_hand: quantity,
    cycle_planned: value(cycle),
    cycle_measured: value(measured),
    safety_planned: safety_stock === undefined ? undefined : rounded(safety_stock),
    safety_held: value(held),
    transit: in_transit,
    theoretical,
    counted,
    variance: value(variance),
    variance_share: variance?.ok && variance.value.share !== undefined ? rounded(variance.value.share, 4) : undefined,
    excess: excess === undefined ? undefined : rounded(excess),
    dead,
  });
}

/** Of each location the last count of the span, together. */
function lastCounts({ counts }: ItemFigures): { readonly theoretical?: number; readonly counted?: number } {
  const last = new Map(counts.map((count) => [count.location, count]));
  if (last.size === 0) return {};
  let [theoretical, counted] = [0, 0];
  for (const count of last.values()) {
    theoretical += count.before;
    counted += count.counted;
  }
  return { theoretical, counted };
}
