import {
  cycleStock,
  heldAnticipation,
  heldSafetyStock,
  measuredCycleStock,
  stockVariance,
} from '../../planning/stock-kinds.ts';
import { bufferFigures } from '../buffers.ts';
import type { ItemFigures } from '../figures.ts';
import { column, type ReportKind, type ReportSources, rounded, rowOf } from '../report.ts';
import { daysWithoutIssue, deadOf, excess_days, excessOf } from './excess-dead.ts';

export const stockKinds: ReportKind = {
  name: 'stock-kinds',
  title: 'What stock is there for',
  says: 'Cycle, safety, transit, anticipation, decoupling, theoretical against counted, excess and dead stock of each item.',
  definition: [
    'on hand = all that lies here, whoever it belongs to, for it serves the same demand; average, excess and dead are of our own',
    'cycle, planned = order quantity / 2; measured = max(0, time-weighted average stock − safety stock)',
    'safety, planned = of the last plan; held = on hand − demand per day · lead time: what is there beyond the demand until a delivery, below 0 where less is there',
    'transit = what is on its way between our locations now',
    'theoretical − counted: of the last count of each location in the span, book − counted; share of the book; without what a scale counted by itself where keeping begins (report record-accuracy)',
    `excess and dead: beyond the demand of ${excess_days} days, and not asked for in as many (report excess-dead)`,
    'anticipation, planned = what must be there now because later weeks ask for more than can be made or delivered in them (capacity_per_week of the item, days off of its supplier): from the last week of the plan back, max(0, stock needed after the week + demand − capacity)',
    'anticipation, held = min(planned, max(0, on hand − cycle, planned − safety, planned)): what is beyond cycle and safety stock, up to what is needed ahead',
    'decoupling, held = max(0, level − what open production orders there will still use), of each buffer of the settings, and of components at all other locations of the kind wip; planned = use per hour · hours of interruption of its buffers (report buffers)',
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
    column('anticipation_planned', 'Anticipation, planned'),
    column('anticipation_held', 'Anticipation, held'),
    column('decoupling_planned', 'Decoupling, planned'),
    column('decoupling_held', 'Decoupling, held'),
    column('theoretical', 'Theoretical'),
    column('counted', 'Counted'),
    column('variance', 'Theoretical − counted'),
    column('variance_share', 'Share', 'share'),
    column('excess', 'Excess'),
    column('dead', 'Dead'),
  ],
  needs: ['plan', 'process'],
  rows(sources) {
    const buffers = decouplingByItem(sources);
    return sources.figures.items.map((each) => line(each, sources, buffers.get(each.item)));
  },
  notes: ({ plan }) =>
    plan === undefined
      ? [
          'No plan has been made yet: planned cycle and safety stock and excess cannot be said (POST /api/v1/plans/run).',
        ]
      : [],
};

function line(each: ItemFigures, sources: ReportSources, decoupling: Decoupling | undefined) {
  const { item, on_hand, average_quantity, in_transit } = each;
  const { context, figures, plan } = sources;
  const { order_quantity, safety_stock, demand_per_day, lead_time_days, anticipation } = plan?.get(item) ?? {};
  const cycle = order_quantity === undefined ? undefined : cycleStock(order_quantity);
  const measured =
    average_quantity === undefined || safety_stock === undefined
      ? undefined
      : measuredCycleStock(Math.max(0, average_quantity), safety_stock);
  const held =
    demand_per_day === undefined || lead_time_days === undefined
      ? undefined
      : heldSafetyStock(Math.max(0, on_hand), demand_per_day, lead_time_days);
  const ahead =
    anticipation === undefined || safety_stock === undefined || cycle?.ok !== true
      ? undefined
      : heldAnticipation({
          on_hand_units: Math.max(0, on_hand),
          cycle_stock_units: cycle.value.value,
          safety_stock_units: Math.max(0, safety_stock),
          needed_units: anticipation,
        });
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
    on_hand,
    cycle_planned: value(cycle),
    cycle_measured: value(measured),
    safety_planned: safety_stock === undefined ? undefined : rounded(safety_stock),
    safety_held: value(held),
    transit: in_transit,
    anticipation_planned: anticipation === undefined ? undefined : rounded(anticipation),
    anticipation_held: value(ahead),
    decoupling_planned: decoupling?.planned === undefined ? undefined : rounded(decoupling.planned),
    decoupling_held: decoupling === undefined ? undefined : rounded(decoupling.held),
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

interface Decoupling {
  readonly held: number;
  readonly planned?: number;
}

/** Of all buffers of an item together. */
function decouplingByItem(sources: ReportSources): ReadonlyMap<string, Decoupling> {
  const found = new Map<string, Decoupling>();
  for (const { item, held, planned } of bufferFigures(sources)) {
    const before = found.get(item);
    const sum = planned === undefined ? before?.planned : (before?.planned ?? 0) + planned;
    found.set(item, { held: (before?.held ?? 0) + held, ...(sum === undefined ? {} : { planned: sum }) });
  }
  return found;
}
