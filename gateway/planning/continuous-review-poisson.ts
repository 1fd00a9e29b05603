/** The (r, Q) policy by cost where demand comes piece by piece: exact, in whole numbers. Snyder and Shen, 5.3; Federgruen and Zheng (1992). */
import type { ReviewCosts, ReviewPolicy } from './continuous-review.ts';
import { poissonLoss, poissonQuantile } from './poisson.ts';
import { type Answer, answer, counts, notNegative, positive, type Refusal, refuse } from './refusal.ts';

export interface PoissonDemand {
  readonly demand_per_year: number;
  readonly lead_time_years: number;
}

const lead_time_units_max = 100_000;
/** An order quantity above this is no matter of single pieces: use the normal distribution. */
const quantity_units_max = 100_000;

/**
 * (K·λ + Σ g(y) for y from r + 1 to r + Q) / Q, with g(y) = h·E[(y − D)⁺] + p·E[(D − y)⁺] of the demand over the lead time: the
 * position is equally likely at each of these y.
 */
export function poissonReviewCost(
  costs: ReviewCosts,
  demand: PoissonDemand,
  reorder_point_units: number,
  order_quantity_units: number,
): Answer<number> {
  const refusal = refusalOf(costs, demand) ?? counts({ order_quantity_units }) ?? limited(order_quantity_units);
  if (refusal !== undefined) return refusal;
  if (!Number.isSafeInteger(reorder_point_units)) return refuse('reorder_point_units', 'must be a whole number');
  let sum = costs.cost_per_order * demand.demand_per_year;
  for (let y = reorder_point_units + 1; y <= reorder_point_units + order_quantity_units; y += 1) {
    sum += rateAt(costs, demand, y);
  }
  return answer(sum / order_quantity_units);
}

function limited(order_quantity_units: number): Refusal | undefined {
  if (order_quantity_units <= quantity_units_max) return undefined;
  return refuse('order_quantity_units', `must be at most ${quantity_units_max}`);
}

function rateAt(costs: ReviewCosts, { demand_per_year, lead_time_years }: PoissonDemand, y: number): number {
  const { short, over } = poissonLoss(demand_per_year * lead_time_years, y);
  return costs.holding_cost_per_unit_year * over + costs.stockout_cost_per_unit * short;
}

/**
 * The best r and Q: from the cheapest y, the next cheapest at either end is taken in as long as it is cheaper than the average so far.
 */
export function bestPoissonReview(costs: ReviewCosts, demand: PoissonDemand): Answer<ReviewPolicy> {
  const refusal = refusalOf(costs, demand) ?? positive({ ...costs, demand_per_year: demand.demand_per_year });
  if (refusal !== undefined) return refusal;
  const { cost_per_order, holding_cost_per_unit_year: h, stockout_cost_per_unit: p } = costs;
  const rough = Math.sqrt((2 * cost_per_order * demand.demand_per_year * (h + p)) / (h * p));
  if (rough > quantity_units_max / 2) {
    return refuse(
      'cost_per_order',
      `must be lower: orders of more than ${quantity_units_max / 2} are no matter of single pieces`,
    );
  }
  const cheapest = poissonQuantile(demand.demand_per_year * demand.lead_time_years, p / (p + h));
  let [low, high] = [cheapest, cheapest];
  let sum = cost_per_order * demand.demand_per_year + rateAt(costs, demand, cheapest);
  let below = rateAt(costs, demand, low - 1);
  let above = rateAt(costs, demand, high + 1);
  while (Math.min(below, above) < sum / (high - low + 1)) {
    if (below <= above) {
      low -= 1;
      sum += below;
      below = rateAt(costs, demand, low - 1);
    } else {
      high += 1;
      sum += above;
      above = rateAt(costs, demand, high + 1);
    }
  }
  const order_quantity_units = high - low + 1;
  return answer({ reorder_point_units: low - 1, order_quantity_units, cost_per_year: sum / order_quantity_units });
}

function refusalOf(costs: ReviewCosts, demand: PoissonDemand): Refusal | undefined {
  const { cost_per_order, holding_cost_per_unit_year, stockout_cost_per_unit } = costs;
  const refusal =
    notNegative({ cost_per_order, ...demand }) ?? positive({ holding_cost_per_unit_year, stockout_cost_per_unit });
  if (refusal !== undefined) return refusal;
  const ratio = stockout_cost_per_unit / holding_cost_per_unit_year;
  if (!(ratio > 1e-12 && ratio < 1e12)) {
    return refuse('stockout_cost_per_unit', 'must be within 1e12 times holding_cost_per_unit_year, either way');
  }
  if (demand.demand_per_year * demand.lead_time_years > lead_time_units_max) {
    return refuse(
      'lead_time_years',
      `must be short enough for at most ${lead_time_units_max} units to be asked for meanwhile`,
    );
  }
  return undefined;
}
