/** Order quantities where the price falls with the quantity. Snyder and Shen, sections 3.4.1 and 3.4.2; Silver, Pyke, Thomas, 4.5. */
import { type Answer, answer, notNegative, positive, type Refusal, refuse } from './refusal.ts';

/** From so many units on, a unit costs so much. */
export interface PriceBand {
  readonly from_units: number;
  readonly unit_cost: number;
}

export interface DiscountedOrder {
  /** What one order costs, however large. */
  readonly cost_per_order: number;
  /** i: the share of a unit's value that keeping it for a year costs. */
  readonly holding_share_per_year: number;
  readonly demand_per_year: number;
  /** The first begins at 0; each next one begins higher and is not dearer. */
  readonly bands: readonly PriceBand[];
}

export interface DiscountedQuantity {
  readonly quantity_units: number;
  /** Its place among the bands, from 0. */
  readonly band: number;
  /** Purchases, ordering and holding. */
  readonly cost_per_year: number;
}

/**
 * All-units discount: the whole order has the price of its band. In each band the best quantity is √(2KD/(i·c)), moved to the nearest
 * end of the band where it lies outside; the cheapest of these, by c·D + K·D/Q + i·c·Q/2, is the best of all. Of equal costs the
 * smaller quantity. Without demand nothing is ordered.
 */
export function allUnitsDiscount(order: DiscountedOrder): Answer<DiscountedQuantity> {
  const refusal = refusalOf(order);
  if (refusal !== undefined) return refusal;
  const { cost_per_order, holding_share_per_year, demand_per_year, bands } = order;
  if (demand_per_year === 0) return answer(nothing);
  const found = bands.map(({ from_units, unit_cost }, band) => {
    const best = Math.sqrt((2 * cost_per_order * demand_per_year) / (holding_share_per_year * unit_cost));
    // The upper end is the next band's, and is tried there at a price that is not higher.
    const quantity_units = Math.min(
      Math.max(best, from_units),
      bands[band + 1]?.from_units ?? Number.POSITIVE_INFINITY,
    );
    return { quantity_units, band, cost_per_year: allUnitsCost(order, unit_cost, quantity_units) };
  });
  return answer(cheapest(found.filter(({ quantity_units, band }) => quantity_units !== bands[band + 1]?.from_units)));
}

function allUnitsCost(order: DiscountedOrder, unit_cost: number, quantity: number): number {
  const { cost_per_order, holding_share_per_year, demand_per_year } = order;
  const ordering = cost_per_order === 0 || quantity === 0 ? 0 : (cost_per_order * demand_per_year) / quantity;
  return unit_cost * demand_per_year + ordering + (holding_share_per_year * unit_cost * quantity) / 2;
}

/**
 * Incremental discount: only the units above a break have the lower price. An order of Q units in a band costs e + c·Q, where e is
 * what the units below the band cost more than its own price; so Q = √(2(K + e)D/(i·c)), and
 * c·D + i·e/2 + √(2(K + e)·D·i·c) a year, if Q lies in the band. The cheapest such band is taken.
 */
export function incrementalDiscount(order: DiscountedOrder): Answer<DiscountedQuantity> {
  const refusal = refusalOf(order);
  if (refusal !== undefined) return refusal;
  const { cost_per_order, holding_share_per_year: i, demand_per_year, bands } = order;
  if (demand_per_year === 0) return answer(nothing);
  let below = 0;
  const found: DiscountedQuantity[] = [];
  for (const [band, { from_units, unit_cost }] of bands.entries()) {
    const before = bands[band - 1];
    if (before !== undefined) below += before.unit_cost * (from_units - before.from_units);
    const extra = below - unit_cost * from_units;
    const quantity_units = Math.sqrt((2 * (cost_per_order + extra) * demand_per_year) / (i * unit_cost));
    const until = bands[band + 1]?.from_units ?? Number.POSITIVE_INFINITY;
    if (quantity_units < from_units || quantity_units >= until) continue;
    const turning = Math.sqrt(2 * (cost_per_order + extra) * demand_per_year * i * unit_cost);
    found.push({ quantity_units, band, cost_per_year: unit_cost * demand_per_year + (i * extra) / 2 + turning });
  }
  return answer(cheapest(found));
}

const nothing: DiscountedQuantity = { quantity_units: 0, band: 0, cost_per_year: 0 };

function cheapest(found: readonly DiscountedQuantity[]): DiscountedQuantity {
  return found.reduce((best, each) => (each.cost_per_year < best.cost_per_year ? each : best), found[0] ?? nothing);
}

function refusalOf(order: DiscountedOrder): Refusal | undefined {
  const { cost_per_order, holding_share_per_year, demand_per_year, bands } = order;
  const refusal = notNegative({ cost_per_order, demand_per_year }) ?? positive({ holding_share_per_year });
  if (refusal !== undefined) return refusal;
  if (bands.length === 0) return refuse('bands', 'must have at least one band');
  for (const [i, { from_units, unit_cost }] of bands.entries()) {
    const at = `bands[${i}]`;
    const bad = notNegative({ [`${at}.from_units`]: from_units }) ?? positive({ [`${at}.unit_cost`]: unit_cost });
    if (bad !== undefined) return bad;
    const before = bands[i - 1];
    if (before === undefined && from_units !== 0) return refuse(`${at}.from_units`, 'must be 0 in the first band');
    if (before !== undefined && from_units <= before.from_units) {
      return refuse(`${at}.from_units`, 'must be above that of the band before');
    }
    if (before !== undefined && unit_cost > before.unit_cost) {
      return refuse(`${at}.unit_cost`, 'must not be above that of the band before');
    }
  }
  return undefined;
}
