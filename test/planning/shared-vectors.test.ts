/**
 * Worked examples of planning, when a copy lies beside the repository (`../shared/vectors`). Nothing here is needed: every formula has
 * examples of its own in this folder.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AbcClass, abcRanks, xyzOf } from '../../gateway/planning/abc-xyz.ts';
import { availableToPromise } from '../../gateway/planning/available-to-promise.ts';
import { backorderApproximation, bestReorderPoint } from '../../gateway/planning/continuous-review.ts';
import { bestPoissonReview, poissonReviewCost } from '../../gateway/planning/continuous-review-poisson.ts';
import { countConfidence } from '../../gateway/planning/count-confidence.ts';
import { countLoad } from '../../gateway/planning/cycle-count-plan.ts';
import { demandPattern } from '../../gateway/planning/demand-pattern.ts';
import { feasibleOrders } from '../../gateway/planning/feasible-dates.ts';
import { gammaLoss } from '../../gateway/planning/gamma.ts';
import { kanbanCards } from '../../gateway/planning/kanban-cards.ts';
import { leadTimeOf } from '../../gateway/planning/lead-time.ts';
import { replenish } from '../../gateway/planning/min-max.ts';
import { type MrpItem, planMaterial } from '../../gateway/planning/mrp.ts';
import { baseStock, newsvendor } from '../../gateway/planning/newsvendor.ts';
import { normalLoss, normalQuantile } from '../../gateway/planning/normal.ts';
import { backorderQuantity, economicProductionQuantity, orderCost } from '../../gateway/planning/order-quantity.ts';
import { calendarOf, dayNumber, dayText, plainCalendar } from '../../gateway/planning/planning-calendar.ts';
import { poissonLoss } from '../../gateway/planning/poisson.ts';
import { allUnitsDiscount, incrementalDiscount } from '../../gateway/planning/quantity-discount.ts';
import { periodUsage, recordAccuracy, shrinkage } from '../../gateway/planning/record-accuracy.ts';
import { levelFor, normalSafetyStock, serviceOf } from '../../gateway/planning/safety-stock.ts';
import { averageLevel, daysOfInventory, daysOfSupply, inventoryTurns } from '../../gateway/planning/turnover.ts';
import { wagnerWhitin } from '../../gateway/planning/wagner-whitin.ts';
import { got } from './answers.ts';

const file = new URL('../../../shared/vectors/inventory.json', import.meta.url);
const absent = existsSync(file) ? '' : ' (skipped: there is no file ../shared/vectors/inventory.json)';

function member(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) at = Object(at)[key];
  return at;
}

function listIn(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = member(value, ...path);
  return Array.isArray(found) ? found : [];
}

const numbersIn = (value: unknown, ...path: readonly string[]) => listIn(value, ...path).map(Number);

/** The inputs of an example, each by its name there. */
type In = Readonly<Record<string, number>>;

const costsOf = (input: In) => ({
  cost_per_order: input.fixedCost ?? Number.NaN,
  holding_cost_per_unit_year: input.holdingCost ?? Number.NaN,
  demand_per_year: input.demandRate ?? Number.NaN,
});
const x = (input: In, name: string): number => input[name] ?? Number.NaN;
const reviewOf = (input: In) => ({
  cost_per_order: input.fixedCost ?? 0,
  holding_cost_per_unit_year: x(input, 'holdingCost'),
  stockout_cost_per_unit: x(input, 'stockoutCost'),
});
const spreadOf = (input: In) => ({
  demand_per_year: x(input, 'demandMean'),
  demand_sd_per_year: input.demandSd ?? 0,
  lead_time_years: x(input, 'leadTime'),
});
const dailyOf = (input: In) => ({
  demand_per_day: x(input, 'demandMeanPerDay'),
  demand_sd_per_day: x(input, 'demandSdPerDay'),
  lead_time_days: input.leadTimeMeanDays ?? x(input, 'leadTimeDays'),
  lead_time_sd_days: input.leadTimeSdDays ?? 0,
  review_days: input.reviewPeriodDays ?? 0,
});
const discountOf = (input: In, raw: unknown) => ({
  cost_per_order: x(input, 'fixedCost'),
  holding_share_per_year: x(input, 'holdingCostRate'),
  demand_per_year: x(input, 'demandRate'),
  bands: numbersIn(raw, 'breakpoints').map((from_units, i) => ({
    from_units,
    unit_cost: numbersIn(raw, 'unitCosts')[i] ?? Number.NaN,
  })),
});
const classOf = (value: unknown): AbcClass => (value === 'A' ? 'A' : value === 'B' ? 'B' : 'C');

/** What the code says, by the names of the example's expected values. */
type Told = Readonly<Record<string, unknown>>;

const daily = (first: string, length: number) =>
  got(calendarOf({ from: first, days: length, weekdays: [1, 2, 3, 4, 5, 6, 7] }, 'day'));

const tellers: Readonly<Record<string, (input: In, raw: unknown) => Told>> = {
  abc: (_, raw) => {
    const items = Object.entries(Object(member(raw, 'annualUsageValue'))).map(([item, value]) => ({
      item,
      usage_value: Number(value),
    }));
    return Object.fromEntries(got(abcRanks(items)).map(({ item, abc }) => [item, abc]));
  },
  atp: (input, raw) => ({
    atp: got(availableToPromise(x(input, 'onHand'), numbersIn(raw, 'mpsByPeriod'), numbersIn(raw, 'ordersByPeriod')))
      .discrete_units,
  }),
  'base-stock-poisson': (input) => baseStockOf(input, 'poisson'),
  'base-stock-normal': (input) => baseStockOf(input, 'normal'),
  'newsvendor-profit-normal': (input) => {
    const prices = {
      revenue_per_unit: x(input, 'revenue'),
      purchase_per_unit: x(input, 'purchaseCost'),
      salvage_per_unit: x(input, 'salvageValue'),
    };
    const demand = {
      distribution: 'normal' as const,
      mean_units: x(input, 'demandMean'),
      sd_units: x(input, 'demandSd'),
    };
    const best = got(newsvendor(prices, demand));
    return { S: best.level_units, profit: best.profit_per_period };
  },
  'cogs-periodic': (input) => ({
    cogs: got(periodUsage(x(input, 'opening'), x(input, 'purchases'), x(input, 'closing'))).value,
  }),
  'cycle-count-plan': (input, raw) => {
    const of = (name: string) => ({
      A: Number(member(raw, name, 'A')),
      B: Number(member(raw, name, 'B')),
      C: Number(member(raw, name, 'C')),
    });
    const load = got(countLoad(of('items'), of('countsPerYear'), x(input, 'workDays')));
    return { countsPerYear: load.counts_per_year, perDay: load.counts_per_work_day };
  },
  'demand-classification-SBC': (_, raw) => {
    const { adi, cv2, pattern } = got(demandPattern(numbersIn(raw, 'demand')));
    return { adi, cv2, cls: pattern };
  },
  'dsi-from-ledger-time-weighted': (input, raw) => {
    const steps = listIn(raw, 'balanceSteps').map((step) => ({
      at_ms: (numbersIn(step)[0] ?? 0) * 86_400_000,
      level: numbersIn(step)[1] ?? 0,
    }));
    const span = { from_ms: 0, until_ms: x(input, 'periodDays') * 86_400_000 };
    const avgOnHand = got(averageLevel(steps, span)).value;
    return {
      avgOnHand,
      daysOfSupply: got(daysOfSupply(avgOnHand, x(input, 'unitsIssuedInPeriod'), x(input, 'periodDays'))).value,
      naiveTwoPointAvg: got(averageLevel(steps, span, 'opening and closing')).value,
    };
  },
  dsi: (input) => ({
    dsi: got(
      daysOfInventory({ inventory: x(input, 'inventory'), cost_of_goods: x(input, 'cogs'), days: x(input, 'days') }),
    ).value,
  }),
  turnover: (input) => {
    const year = { inventory: x(input, 'averageInventory'), cost_of_goods: x(input, 'cogs'), days: 365 };
    return { turns: got(inventoryTurns(year)).value, dsi: got(daysOfInventory(year)).value };
  },
  'eoq-incremental-discount': (input, raw) => {
    const best = got(incrementalDiscount(discountOf(input, raw)));
    return { Q: best.quantity_units, region: best.band, cost: best.cost_per_year };
  },
  'eoq-all-units-discount': (input, raw) => {
    const best = got(allUnitsDiscount(discountOf(input, raw)));
    return { Q: best.quantity_units, region: best.band, cost: best.cost_per_year };
  },
  'eoq-cost-at-Q': (input) => ({ cost: got(orderCost(costsOf(input), x(input, 'Q'))) }),
  'eoq-backorders': (input) => {
    const best = got(backorderQuantity(costsOf(input), x(input, 'stockoutCost')));
    return { Q: best.quantity_units, stockoutFraction: best.backordered_share, cost: best.cost_per_year };
  },
  epq: (input) => {
    const best = got(economicProductionQuantity(costsOf(input), x(input, 'productionRate')));
    return { Q: best.quantity_units, cost: best.cost_per_year };
  },
  'fill-rate-normal': (input) => {
    const demand = {
      mean_units: x(input, 'leadTimeDemandMean'),
      sd_units: x(input, 'leadTimeDemandSd'),
      order_quantity_units: x(input, 'orderQuantity'),
      distribution: 'normal' as const,
    };
    const service = got(serviceOf(demand, x(input, 'reorderPoint')));
    return { fillRate: service.fill_rate, cycleServiceLevel: service.cycle_service_level };
  },
  'gamma-loss': (input) => {
    const { short, over } = gammaLoss({ shape: x(input, 'shape'), scale: x(input, 'scale') }, x(input, 'x'));
    return { n: short, nbar: over };
  },
  'normal-loss': (input) => ({ L: normalLoss(x(input, 'z')), Lbar: normalLoss(-x(input, 'z')) }),
  'poisson-loss': (input) => {
    const { short, over } = poissonLoss(x(input, 'mean'), x(input, 'x'));
    return { n: short, nbar: over };
  },
  'inventory-record-accuracy': (_, raw) => {
    const rows = listIn(raw, 'rows').map((row) => ({
      abc: classOf(listIn(row)[0]),
      book_units: Number(listIn(row)[1]),
      counted_units: Number(listIn(row)[2]),
    }));
    return { ira: got(recordAccuracy(rows)).accuracy.value };
  },
  'kanban-cards': (input) => ({
    cards: got(
      kanbanCards({
        demand_per_day: x(input, 'demandPerDay'),
        lead_time_days: x(input, 'leadTimeDays'),
        safety_share: x(input, 'safetyFactor'),
        container_units: x(input, 'containerSize'),
      }),
    ),
  }),
  'lead-time-from-documents': (_, raw) => {
    const orders = listIn(raw, 'orders').map((order) => ({
      ordered: String(listIn(order)[0]),
      receipts: [{ received: String(listIn(order)[1]), quantity_units: 1 }],
    }));
    const found = got(leadTimeOf(orders, { mean_days: 0, sd_days: 0 }));
    return { daysPerOrder: found.days_per_order, mean: found.mean_days, sd: found.sd_days };
  },
  'load-cell-count-confidence': (input) => {
    const found = got(
      countConfidence({
        pieces: x(input, 'n'),
        unit_mass_g: x(input, 'unitWeight_g'),
        unit_mass_sd_g: x(input, 'unitSd_g'),
        scale_sd_g: x(input, 'scaleSd_g'),
      }),
    );
    return { sd_g: found.sd_g, halfUnitSigmas: found.half_unit_sds };
  },
  'lot-sizing-wagner-whitin': (input, raw) => {
    const prices = numbersIn(raw, 'purchaseCost');
    const costs = {
      cost_per_order: x(input, 'fixedCost'),
      holding_cost_per_unit_period: x(input, 'holdingCost'),
      ...(prices.length === 0 ? {} : { unit_cost: prices }),
    };
    const plan = got(wagnerWhitin(numbersIn(raw, 'demand'), costs));
    return { orders: plan.orders_units, cost: plan.cost };
  },
  'min-max': (input) => ({
    orderQty: got(
      replenish(
        { min_units: x(input, 'min'), max_units: x(input, 'max'), trigger: 'below' },
        {
          on_hand_units: x(input, 'onHand'),
          incoming_units: x(input, 'incoming'),
          outgoing_units: x(input, 'outgoing'),
        },
      ),
    ).order_units,
  }),
  'replenish-min-lot-multiple': (input, raw) => {
    const lead = x(input, 'leadTimeDays');
    const calendar = daily(String(member(raw, 'start')), 30);
    const terms = { minimum_units: x(input, 'sizeMinimum'), multiple_units: x(input, 'sizeMultiple') };
    const item: MrpItem = {
      item: 'a',
      on_hand_units: x(input, 'onHand'),
      safety_stock_units: x(input, 'minimumStock'),
      lead_time_days: lead,
      lot: { kind: 'lot-for-lot', ...terms },
    };
    const order = got(planMaterial({ calendar, items: [item], bom: [], late: 'push' })).records.get('a')?.orders[0];
    return { orderQty: order?.quantity_units, arrival: calendar.starts[order?.receipt_bucket ?? -1] };
  },
  'mrp-time-phased-safety-stock': (_, raw) => {
    const safety = Object.entries(Object(member(raw, 'safetyStock')));
    const uses = Object.entries(Object(member(raw, 'consumption')));
    const calendar = daily('2009-01-01', 90);
    const item: MrpItem = {
      item: 'a',
      on_hand_units: 0,
      demand: uses.map(([id, units]) => ({ id, bucket: calendar.starts.indexOf(id), quantity_units: Number(units) })),
      safety_stock_units: calendar.starts.map((day) => Number(safety.findLast(([from]) => from <= day)?.[1] ?? 0)),
    };
    const record = got(planMaterial({ calendar, items: [item], bom: [] })).records.get('a');
    return {
      orders: record?.orders.map(({ need_bucket, quantity_units }) => [calendar.starts[need_bucket], quantity_units]),
      endInventory: record?.projected_units.at(-1),
    };
  },
  'mrp-exception-expedite': (input, raw) => {
    const gross = numbersIn(raw, 'gross');
    const item: MrpItem = {
      item: 'a',
      on_hand_units: x(input, 'onHand'),
      demand: gross.map((quantity_units, bucket) => ({ id: `w${bucket + 1}`, bucket, quantity_units })),
      receipts: Object.entries(Object(member(raw, 'scheduledReceipts'))).map(([week, units]) => ({
        id: week,
        bucket: Number(week) - 1,
        quantity_units: Number(units),
      })),
    };
    const record = got(planMaterial({ calendar: plainCalendar(gross.length), items: [item], bom: [] })).records.get(
      'a',
    );
    const [first] = record?.exceptions ?? [];
    return {
      projectedWithoutAction: record?.unattended_units,
      exception: first?.kind,
      receiptWeek: (first?.from_bucket ?? 0) + 1,
      toWeek: (first?.to_bucket ?? 0) + 1,
    };
  },
  'mrp-two-echelon': (input, raw) => {
    const start = String(member(raw, 'start'));
    const calendar = daily(start, 30);
    const items: readonly MrpItem[] = [
      {
        item: 'A',
        on_hand_units: 0,
        safety_stock_units: Number(member(raw, 'A', 'minimum')),
        lead_time_days: x(input, 'buyLeadTimeDays'),
      },
      {
        item: 'B',
        on_hand_units: 0,
        safety_stock_units: Number(member(raw, 'B', 'minimum')),
        lead_time_days: Number(member(raw, 'B', 'leadTimeDays')),
      },
    ];
    const bom = [{ parent: 'B', component: String(member(raw, 'B', 'madeFrom')), quantity_per: 1 }];
    const orders = feasibleOrders(got(planMaterial({ calendar, items, bom, late: 'push' })));
    const [of_b, of_a] = orders;
    const dayAt = (bucket: number | undefined) => dayText((dayNumber(start) ?? 0) + (bucket ?? 0));
    return {
      buyA: { qty: of_a?.quantity_units, arrive: dayAt(of_a?.receipt_bucket) },
      moveAtoB: { qty: of_b?.quantity_units, start: dayAt(of_b?.release_bucket), arrive: dayAt(of_b?.receipt_bucket) },
    };
  },
  'rQ-cost-poisson': (input) => ({
    cost: got(poissonReviewCost(reviewOf(input), spreadOf(input), x(input, 'r'), x(input, 'Q'))),
  }),
  'rQ-optimal-poisson': (input) => {
    const best = got(bestPoissonReview(reviewOf(input), spreadOf(input)));
    return { r: best.reorder_point_units, Q: best.order_quantity_units, cost: best.cost_per_year };
  },
  'rQ-EOQB-approximation': (input) => {
    const best = got(backorderApproximation(reviewOf(input), spreadOf(input)));
    return { r: best.reorder_point_units, Q: best.order_quantity_units };
  },
  'rQ-optimal-r-for-Q': (input) => ({ r: got(bestReorderPoint(reviewOf(input), spreadOf(input), x(input, 'Q'))) }),
  'rop-poisson': (input) => ({ rop: reorderPointOf(input, x(input, 'leadTimeDemandMean')) }),
  'rop-negative-binomial': (input) => ({ rop: reorderPointOf(input, x(input, 'leadTimeDemandVariance')) }),
  'safety-stock-normal': (input) => {
    const plan = got(normalSafetyStock(dailyOf(input), x(input, 'cycleServiceLevel')));
    return { z: plan.z, safetyStock: plan.safety_stock_units, reorderPoint: plan.level_units };
  },
  'safety-stock-periodic-review': (input) => {
    const plan = got(normalSafetyStock(dailyOf(input), x(input, 'cycleServiceLevel')));
    return { safetyStock: plan.safety_stock_units, orderUpTo: plan.level_units };
  },
  'service-level-z': (_, raw) => ({ z: numbersIn(raw, 'p').map(normalQuantile) }),
  shrinkage: (input) => {
    const found = got(
      shrinkage({ opening: x(input, 'bookValue'), receipts: 0, issues: 0, counted: x(input, 'countedValue') }),
    );
    return { shrinkage: found.value, rate: found.rate };
  },
  'xyz-cv': (_, raw) => {
    const found = ['x', 'y', 'z'].map((name) => got(xyzOf(numbersIn(raw, name))));
    return { cv: found.map(({ cv }) => cv), cls: found.map(({ xyz }) => xyz), cuts: [0.5, 1] };
  },
};

function baseStockOf(input: In, distribution: 'normal' | 'poisson'): Told {
  const costs = { over_cost_per_unit: x(input, 'holdingCost'), short_cost_per_unit: x(input, 'stockoutCost') };
  const demand = {
    distribution,
    mean_units: x(input, 'demandMean'),
    sd_units: input.demandSd ?? 0,
    lead_time_periods: input.leadTime ?? 0,
  };
  const best = got(baseStock(costs, demand));
  return { S: best.level_units, cost: best.cost_per_period };
}

function reorderPointOf(input: In, variance: number): number {
  const demand = { mean_units: x(input, 'leadTimeDemandMean'), sd_units: Math.sqrt(variance), order_quantity_units: 1 };
  return got(levelFor(demand, { kind: 'cycle-service', level: x(input, 'cycleServiceLevel') })).level_units;
}

/** Every number within the tolerance, all else equal. */
function isWithin(found: unknown, wanted: unknown, tolerance: number): boolean {
  if (typeof wanted === 'number')
    return typeof found === 'number' && Math.abs(found - wanted) <= tolerance + 1e-12 * Math.abs(wanted);
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((each, i) => isWithin(found[i], each, tolerance))
    );
  }
  if (typeof wanted === 'object' && wanted !== null) {
    return Object.entries(wanted).every(([key, each]) => isWithin(member(found, key), each, tolerance));
  }
  return found === wanted;
}

/** Said of how the example is to be read, and no result. */
const remarks = ['cumulative'];

describe.skipIf(absent !== '')(`worked examples${absent}`, () => {
  const vectors = absent === '' ? listIn(JSON.parse(readFileSync(file, 'utf8')), 'vectors') : [];
  const ours = vectors.filter((vector) => tellers[String(member(vector, 'topic'))] !== undefined);

  test.each(ours.map((vector) => [String(member(vector, 'id')), String(member(vector, 'topic')), vector] as const))(
    '%s (%s) comes out',
    (_, topic, vector) => {
      const raw = member(vector, 'inputs');
      const input: In = Object.fromEntries(
        Object.entries(Object(raw)).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
      );
      const told = tellers[topic]?.(input, raw);
      const wanted = Object.fromEntries(
        Object.entries(Object(member(vector, 'expected'))).filter(([name]) => !remarks.includes(name)),
      );
      const isRight = isWithin(told, wanted, Number(member(vector, 'tolerance')));
      expect(isRight, `${JSON.stringify(told)} instead of ${JSON.stringify(wanted)}`).toBe(true);
    },
  );

  test('are tried of every topic of planning', () => {
    const others = /^(valuation-|forecast-|ledger-|stockout-censoring)/;
    const untried = vectors.filter((vector) => !ours.includes(vector)).map((vector) => String(member(vector, 'topic')));
    expect(untried.filter((topic) => !others.test(topic))).toEqual([]);
  });
});
