/** Order quantities under steady demand. Figures marked S&S are of Snyder and Shen's examples, as in the tests of stockpyl (MIT). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backorderQuantity,
  economicOrderQuantity,
  economicProductionQuantity,
  orderCost,
  orderCostCurve,
  orderSensitivity,
} from '../../gateway/planning/order-quantity.ts';
import { deliverableOrder, ordersFor, roundedOrder } from '../../gateway/planning/order-rounding.ts';
import { allUnitsDiscount, incrementalDiscount } from '../../gateway/planning/quantity-discount.ts';
import { got, refusalIn } from './answers.ts';

const yogurt = { cost_per_order: 8, holding_cost_per_unit_year: 0.225, demand_per_year: 1300 };

describe('the economic order quantity', () => {
  test('is √(2KD/h), at √(2KDh) (S&S 3.1 and problem 3.1)', () => {
    const best = got(economicOrderQuantity(yogurt));
    expect(best.quantity_units).toBeCloseTo(304.0467800264368, 9);
    expect(best.cost_per_year).toBeCloseTo(68.41052550594827, 9);
    expect(best.orders_per_year).toBeCloseTo(4.27565784, 6);
    const other = got(
      economicOrderQuantity({ cost_per_order: 2250, holding_cost_per_unit_year: 275, demand_per_year: 182_500 }),
    );
    expect(other.quantity_units).toBeCloseTo(1728.109844993551, 8);
    expect(other.cost_per_year).toBeCloseTo(475_230.2073732266, 6);
  });

  test('costs K·D/Q + h·Q/2 at any other quantity', () => {
    expect(got(orderCost(yogurt, 250))).toBeCloseTo(69.725, 12);
    expect(got(orderCostCurve(yogurt, [100, 200]))).toEqual([
      { quantity_units: 100, ordering: 104, holding: 11.25 },
      { quantity_units: 200, ordering: 52, holding: 22.5 },
    ]);
  });

  test('is nothing without demand, and where ordering is free', () => {
    const none = { quantity_units: 0, cost_per_year: 0, orders_per_year: 0 };
    expect(got(economicOrderQuantity({ ...yogurt, demand_per_year: 0 }))).toEqual(none);
    expect(got(economicOrderQuantity({ ...yogurt, cost_per_order: 0 }))).toEqual(none);
  });

  test('forgives: half or double the quantity costs a quarter more', () => {
    expect(got(orderSensitivity(200, 100))).toBe(1.25);
    expect(got(orderSensitivity(50, 100))).toBe(1.25);
    expect(got(orderSensitivity(100, 100))).toBe(1);
  });

  test('is the best among its neighbours', () => {
    const amount = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(amount, amount, amount, fc.double({ min: 0.1, max: 10, noNaN: true }), (k, h, d, factor) => {
        const costs = { cost_per_order: k, holding_cost_per_unit_year: h, demand_per_year: d };
        const best = got(economicOrderQuantity(costs));
        const there = got(orderCost(costs, best.quantity_units));
        const elsewhere = got(orderCost(costs, best.quantity_units * factor));
        expect(there).toBeLessThanOrEqual(elsewhere * (1 + 1e-12));
        expect(there / best.cost_per_year).toBeCloseTo(1, 10);
        expect(elsewhere / there).toBeCloseTo(got(orderSensitivity(factor, 1)), 9);
      }),
    );
  });

  test('refuses what makes no sense, by name', () => {
    expect(refusalIn(economicOrderQuantity({ ...yogurt, demand_per_year: -1 }))).toEqual([
      'demand_per_year',
      'must not be below 0',
    ]);
    expect(refusalIn(economicOrderQuantity({ ...yogurt, holding_cost_per_unit_year: 0 }))).toEqual([
      'holding_cost_per_unit_year',
      'must be above 0',
    ]);
    expect(refusalIn(orderCost(yogurt, 0))).toEqual(['quantity_units', 'must be above 0']);
    expect(refusalIn(orderCost({ ...yogurt, cost_per_order: Number.NaN }, 1))).toEqual([
      'cost_per_order',
      'must be a finite number',
    ]);
    expect(refusalIn(orderCostCurve(yogurt, [1, 0]))[0]).toBe('quantities_units[1]');
  });
});

describe('its kin', () => {
  test('with a finite production rate is larger and cheaper (S&S 3.1 with P = 2000, and problem 3.22)', () => {
    const made = got(economicProductionQuantity(yogurt, 2000));
    expect(made.quantity_units).toBeCloseTo(513.9328595516969, 9);
    expect(made.cost_per_year).toBeCloseTo(40.47221268969612, 9);
    expect(made.stock_max_units).toBeCloseTo(179.87650084309, 9);
    const other = got(
      economicProductionQuantity({ cost_per_order: 4, holding_cost_per_unit_year: 0.08, demand_per_year: 80 }, 110),
    );
    expect(other.quantity_units).toBeCloseTo(171.2697677155351, 9);
    expect(other.cost_per_year).toBeCloseTo(3.73679493197531, 9);
  });

  test('cannot keep up where production is no faster than demand', () => {
    expect(refusalIn(economicProductionQuantity(yogurt, 1300))).toEqual([
      'production_per_year',
      'must be above demand_per_year',
    ]);
  });

  test('with planned backorders lets some demand wait (S&S 3.8 and problem 3.2b)', () => {
    const best = got(backorderQuantity(yogurt, 5));
    expect(best.quantity_units).toBeCloseTo(310.8125551589646, 9);
    expect(best.backordered_share).toBeCloseTo(0.043062200956938, 12);
    expect(best.cost_per_year).toBeCloseTo(66.92136355097325, 9);
    const other = got(
      backorderQuantity({ cost_per_order: 40, holding_cost_per_unit_year: 40.05, demand_per_year: 2080 }, 60),
    );
    expect(other.quantity_units).toBeCloseTo(83.23544812889804, 9);
    expect(other.backordered_share).toBeCloseTo(0.400299850074962, 12);
    expect(other.cost_per_year).toBeCloseTo(1999.148244415212, 8);
  });

  test('comes to the plain one where production is without end, and where nobody waits', () => {
    const plain = got(economicOrderQuantity(yogurt));
    expect(got(economicProductionQuantity(yogurt, 1e15)).quantity_units).toBeCloseTo(plain.quantity_units, 6);
    expect(got(backorderQuantity(yogurt, 1e15)).quantity_units).toBeCloseTo(plain.quantity_units, 6);
  });
});

describe('discounts', () => {
  const bands = [
    { from_units: 0, unit_cost: 0.75 },
    { from_units: 400, unit_cost: 0.72 },
    { from_units: 800, unit_cost: 0.68 },
  ];
  const order = { cost_per_order: 8, holding_share_per_year: 0.3, demand_per_year: 1300, bands };

  test('on all units may be worth a larger order (S&S 3.6)', () => {
    expect(got(allUnitsDiscount(order))).toMatchObject({ quantity_units: 800, band: 2 });
    expect(got(allUnitsDiscount(order)).cost_per_year).toBeCloseTo(978.6, 10);
    const dear = {
      cost_per_order: 200,
      holding_share_per_year: 0.2,
      demand_per_year: 1000,
      bands: [
        { from_units: 0, unit_cost: 500 },
        { from_units: 200, unit_cost: 475 },
        { from_units: 500, unit_cost: 450 },
      ],
    };
    expect(got(allUnitsDiscount(dear))).toEqual({ quantity_units: 500, band: 2, cost_per_year: 472_900 });
  });

  test('on the units above the break only are worth less (S&S 3.7)', () => {
    const best = got(incrementalDiscount(order));
    expect(best.band).toBe(0);
    expect(best.quantity_units).toBeCloseTo(304.04678003, 7);
    expect(best.cost_per_year).toBeCloseTo(1043.41052551, 7);
    const large = got(
      incrementalDiscount({
        cost_per_order: 150,
        holding_share_per_year: 0.25,
        demand_per_year: 2400,
        bands: [
          { from_units: 0, unit_cost: 100 },
          { from_units: 300, unit_cost: 90 },
          { from_units: 600, unit_cost: 80 },
        ],
      }),
    );
    expect(large.band).toBe(2);
    expect(large.quantity_units).toBeCloseTo(1481.8906842274164, 8);
    expect(large.cost_per_year).toBeCloseTo(222_762.8136845483, 6);
  });

  test('with one band from 0 are the plain order quantity', () => {
    const one = { ...order, bands: [{ from_units: 0, unit_cost: 0.75 }] };
    expect(got(allUnitsDiscount(one)).quantity_units).toBeCloseTo(304.0467800264368, 9);
    expect(got(incrementalDiscount(one)).quantity_units).toBeCloseTo(304.0467800264368, 9);
  });

  test('are never beaten by any quantity tried by hand', () => {
    const cost = (q: number, all: boolean, steps: typeof bands, k: number, i: number, d: number): number => {
      const at = steps.findLastIndex((band) => q >= band.from_units);
      const band = steps[at] ?? { from_units: 0, unit_cost: 0 };
      const below = steps
        .slice(0, at)
        .reduce((sum, each, j) => sum + each.unit_cost * ((steps[j + 1]?.from_units ?? 0) - each.from_units), 0);
      const price = all ? band.unit_cost : (below + band.unit_cost * (q - band.from_units)) / q;
      return price * d + (k * d) / q + (i * price * q) / 2;
    };
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 500, noNaN: true }),
        fc.double({ min: 0.05, max: 0.5, noNaN: true }),
        fc.double({ min: 10, max: 1e5, noNaN: true }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0.7, max: 1, noNaN: true })), {
          maxLength: 4,
        }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (k, i, d, breaks, factor) => {
          const steps = [{ from_units: 0, unit_cost: 10 }];
          for (const [more, cheaper] of breaks) {
            const last = steps.at(-1) ?? { from_units: 0, unit_cost: 10 };
            steps.push({ from_units: last.from_units + more, unit_cost: last.unit_cost * cheaper });
          }
          const input = { cost_per_order: k, holding_share_per_year: i, demand_per_year: d, bands: steps };
          for (const all of [true, false]) {
            const best = got(all ? allUnitsDiscount(input) : incrementalDiscount(input));
            expect(cost(best.quantity_units, all, steps, k, i, d) / best.cost_per_year).toBeCloseTo(1, 9);
            for (const q of [best.quantity_units * factor, ...steps.slice(1).map((band) => band.from_units)]) {
              expect(best.cost_per_year).toBeLessThanOrEqual(cost(q, all, steps, k, i, d) * (1 + 1e-9));
            }
          }
        },
      ),
    );
  });

  test('say which band is wrong', () => {
    const first = { from_units: 0, unit_cost: 1 };
    const refusalOf = (wrong: typeof bands) => refusalIn(allUnitsDiscount({ ...order, bands: wrong }));
    expect(refusalOf([])).toEqual(['bands', 'must have at least one band']);
    expect(refusalOf([{ from_units: 1, unit_cost: 1 }])).toEqual([
      'bands[0].from_units',
      'must be 0 in the first band',
    ]);
    expect(refusalOf([first, { from_units: 0, unit_cost: 1 }])[0]).toBe('bands[1].from_units');
    expect(refusalOf([first, { from_units: 9, unit_cost: 2 }])[1]).toBe('must not be above that of the band before');
    expect(refusalOf([{ from_units: 0, unit_cost: 0 }])).toEqual(['bands[0].unit_cost', 'must be above 0']);
  });
});

describe('what a supplier delivers', () => {
  test('is at least the minimum and a whole multiple', () => {
    expect(got(roundedOrder(20, { minimum_units: 50, multiple_units: 3 }))).toBe(51);
    expect(got(roundedOrder(51, { minimum_units: 50, multiple_units: 3 }))).toBe(51);
    expect(got(roundedOrder(52, { minimum_units: 50, multiple_units: 3 }))).toBe(54);
    expect(got(roundedOrder(0, { minimum_units: 50 }))).toBe(0);
    expect(got(roundedOrder(0.1 + 0.2, { multiple_units: 0.1 }))).toBeCloseTo(0.3, 12);
  });

  test('comes in several orders where one may not be as large', () => {
    expect(got(ordersFor(25, { maximum_units: 10 }))).toEqual([10, 10, 5]);
    expect(got(ordersFor(25, { minimum_units: 8, maximum_units: 10 }))).toEqual([10, 10, 8]);
    expect(got(ordersFor(30, { maximum_units: 10 }))).toEqual([10, 10, 10]);
    expect(got(ordersFor(0, { maximum_units: 10 }))).toEqual([]);
    expect(refusalIn(ordersFor(1e9, { maximum_units: 1 }))[0]).toBe('maximum_units');
    expect(refusalIn(ordersFor(1, { minimum_units: 11, maximum_units: 10 }))[0]).toBe('maximum_units');
  });

  test('is the cheaper of the two multiples around the best', () => {
    const costAt = (quantity: number) => got(orderCost(yogurt, quantity));
    expect(got(deliverableOrder(304.05, { multiple_units: 100 }, costAt))).toBe(300);
    expect(got(deliverableOrder(304.05, { multiple_units: 240 }, costAt))).toBe(240);
    expect(got(deliverableOrder(304.05, { multiple_units: 1000 }, costAt))).toBe(1000);
    expect(got(deliverableOrder(304.05, { minimum_units: 500, multiple_units: 120 }, costAt))).toBe(600);
    expect(got(deliverableOrder(304.05, {}, costAt))).toBe(304.05);
  });
});
