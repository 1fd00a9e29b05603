import { excessStock, obsoleteStock } from '../../planning/stock-kinds.ts';
import type { ItemFigures } from '../figures.ts';
import { column, type ReportKind, type ReportSources, rounded, rowOf } from '../report.ts';
import { printed, worth } from './money.ts';

const day_ms = 86_400_000;
/** Half a year: what of a stock goes beyond the demand of so many days is too much, and what nobody asked for that long is dead. */
export const excess_days = 180;

export const excessDead: ReportKind = {
  name: 'excess-dead',
  title: 'Excess and dead stock',
  says: 'What lies there that nobody will ask for in time, and what nobody asks for at all.',
  definition: [
    `excess = max(0, on hand − max(reorder point + order quantity, demand of ${excess_days} days)); figures of the last plan`,
    `dead = all that is on hand of an item of which nothing was sold or consumed for ${excess_days} days (since it came, where nothing ever was)`,
    'value = pieces at what one on hand is worth; dead stock is not counted as excess again',
  ],
  columns: [
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('class', 'Class', 'text'),
    column('on_hand', 'On hand'),
    column('value', 'Value', 'money'),
    column('days_without_issue', 'Days without issue', 'number', 'days'),
    column('dead', 'Dead'),
    column('dead_value', 'Dead, value', 'money'),
    column('excess', 'Excess'),
    column('excess_value', 'Excess, value', 'money'),
  ],
  needs: ['plan'],
  rows: (sources) => lines(sources).map(({ row }) => row),
  total(_, sources) {
    const all = lines(sources);
    const sum = (of: (line: Line) => bigint) =>
      printed(
        all.reduce((total, line) => total + of(line), 0n),
        sources,
      );
    return { item: 'all', dead_value: sum(({ dead }) => dead), excess_value: sum(({ excess }) => excess) };
  },
  notes: ({ plan }) =>
    plan === undefined ? ['No plan has been made yet: excess cannot be said (POST /api/v1/plans/run).'] : [],
};

interface Line {
  readonly row: ReturnType<typeof rowOf>;
  readonly dead: bigint;
  readonly excess: bigint;
}

function lines(sources: ReportSources): readonly Line[] {
  const { figures, context } = sources;
  return figures.items.flatMap((each): Line[] => {
    const { item, quantity, unit_money, value_micro } = each;
    if (quantity <= 0) return [];
    const days = daysWithoutIssue(each, figures.span.until_ms);
    const dead = deadOf(each, days);
    const excess = dead > 0 ? 0 : excessOf(each, sources);
    if (dead === 0 && (excess === undefined || excess === 0)) return [];
    const [dead_micro, excess_micro] = [worth(dead, unit_money), worth(excess ?? 0, unit_money)];
    const row = rowOf({
      item,
      name: context.itemName(item),
      class: context.classOf(item),
      on_hand: quantity,
      value: printed(value_micro, sources),
      days_without_issue: days === undefined ? undefined : Math.floor(days),
      dead,
      dead_value: printed(dead_micro, sources),
      excess: excess === undefined ? undefined : rounded(excess),
      excess_value: excess === undefined ? undefined : printed(excess_micro, sources),
    });
    return [{ row, dead: dead_micro, excess: excess_micro }];
  });
}

/** Since the last issue, or since it came. */
export function daysWithoutIssue({ last_issue_ms, first_in_ms }: ItemFigures, until_ms: number): number | undefined {
  const since_ms = last_issue_ms ?? first_in_ms;
  return since_ms === undefined ? undefined : Math.max(0, (until_ms - since_ms) / day_ms);
}

export function deadOf({ quantity }: ItemFigures, days: number | undefined): number {
  const dead = days === undefined ? undefined : obsoleteStock(Math.max(0, quantity), days, excess_days);
  return dead?.ok ? dead.value.value : 0;
}

/** Undefined where planning cannot say when to order. */
export function excessOf({ item, quantity }: ItemFigures, { plan }: ReportSources): number | undefined {
  const planned = plan?.get(item);
  if (planned?.reorder_point === undefined || planned.demand_per_day === undefined) return undefined;
  const found = excessStock({
    on_hand_units: Math.max(0, quantity),
    reorder_point_units: planned.reorder_point,
    order_quantity_units: planned.order_quantity ?? 0,
    forecast_units: planned.demand_per_day * excess_days,
  });
  return found.ok ? found.value.value : undefined;
}
