import { describe, expect, test } from 'vitest';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { policyOf } from '../../gateway/stock/valuation/valuation-settings.ts';

const site = { name: 'Small', time_zone: 'UTC', currency: 'EUR' };
const item = { id: 'bolt', policy: { class: 'raw', unit_cost: '0.40' } };

function problemsOf(json: object): string[] {
  const parsed = parseSite({ ...site, items: [item], ...json }, []);
  return parsed.ok ? [] : parsed.problems.map(({ path, rule }) => `${path} ${rule}`);
}

describe('settings of the valuation', () => {
  test('are the usual ones where nothing is said', () => {
    const parsed = parseSite({ ...site, items: [item], valuation: {} }, []);
    expect(parsed.ok && parsed.site.valuation).toEqual({
      method: 'average',
      accounting: 'ifrs',
      pool: 'item',
      negative: 'revalue',
      customer_returns: 'as-issued',
      rounding: 'half-even',
    });
  });

  test('of an item win over those of its class, and these over those of the site', () => {
    const valuation = { method: 'average', classes: { raw: 'fifo', mro: 'standard' }, average_decimals: 4 };
    const items = [
      item,
      { id: 'nut', policy: { class: 'mro' } },
      { id: 'cap' },
      { id: 'pin', policy: { class: 'raw' }, valuation: { method: 'average' } },
    ];
    const parsed = parseSite({ ...site, items, valuation }, []);
    if (!parsed.ok) throw new Error('the settings are sound');
    const policies = parsed.site.items.map((each) => policyOf(parsed.site.valuation, each));
    expect(policies.map(({ method, average_decimals }) => [method, average_decimals])).toEqual([
      ['fifo', undefined],
      ['standard', undefined],
      ['average', 4],
      ['average', 4],
    ]);
  });

  test('allow LIFO only where the law does', () => {
    const rule = 'lifo is not allowed under IFRS (IAS 2 paragraph 25)';
    expect(problemsOf({ valuation: { method: 'lifo' } })).toEqual([`valuation.method ${rule}`]);
    expect(problemsOf({ valuation: { classes: { raw: 'lifo' } } })).toEqual([`valuation.classes.raw ${rule}`]);
    expect(problemsOf({ items: [{ ...item, valuation: { method: 'lifo' } }] })).toEqual([
      `items[0].valuation.method ${rule}`,
    ]);
    expect(problemsOf({ valuation: { method: 'lifo', accounting: 'us-gaap' } })).toEqual([]);
  });

  test('refuse costs that cannot be, by name', () => {
    const costs = (...standard_costs: object[]) => problemsOf({ items: [{ ...item, valuation: { standard_costs } }] });
    const first = { from: '2026-01-01', unit_cost: '1.00' };
    expect(costs(first, { from: '2026-01-01', unit_cost: '1.10' })).toEqual([
      'items[0].valuation.standard_costs[1].from must be after the one before it',
    ]);
    expect(costs({ ...first, from: '2026-02-29' })).toEqual([
      'items[0].valuation.standard_costs[0].from must be a day that there is',
    ]);
    expect(costs({ ...first, unit_cost: '1,10' })[0]).toMatch(
      /^items\[0\]\.valuation\.standard_costs\[0\]\.unit_cost must be digits/,
    );
    expect(costs(first, { from: '2026-07-01', unit_cost: '1.10' })).toEqual([]);
  });
});
