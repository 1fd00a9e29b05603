/** Settings of replenishment: what is taken, and what is refused by which field and rule. */
import { describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';

const site = {
  name: 'Small',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  items: [{ id: 'bolt', policy: { supplier: 'acme', unit_cost: '0.40', service_level: 0.95 } }],
  suppliers: [{ id: 'acme', lead_time_days: 5, order_cost: '36.5', calendar: {} }],
  planning: { closed_days: ['2026-12-25'] },
};

function problemsOf(change: object): string[] {
  const parsed = parseSite({ ...site, ...change }, drivers);
  return parsed.ok ? [] : parsed.problems.map(({ path, rule }) => `${path} ${rule}`);
}

const withPolicy = (policy: object) => ({ items: [{ id: 'bolt', policy }] });

describe('settings of replenishment', () => {
  test('have their defaults, and none that is a number of the policy', () => {
    const parsed = parseSite(site, drivers);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.site.suppliers).toEqual([
      {
        id: 'acme',
        name: 'acme',
        lead_time_days: 5,
        order_cost: '36.5',
        calendar: { weekdays: [1, 2, 3, 4, 5], closed: [] },
      },
    ]);
    expect(parsed.site.items[0]?.policy).toEqual({ supplier: 'acme', unit_cost: '0.40', service_level: 0.95 });
    expect(parsed.site.planning).toEqual({
      demand_locations: ['customer', 'production'],
      open_weekdays: [1, 2, 3, 4, 5, 6, 7],
      closed_days: ['2026-12-25'],
      wobble_ms: 60_000,
      wobble_units_max: 5,
    });
  });

  test('are not there when nobody wrote them', () => {
    const { suppliers: _, planning: __, ...bare } = site;
    const parsed = parseSite({ ...bare, items: [{ id: 'bolt' }] }, drivers);
    expect(parsed.ok && [parsed.site.suppliers, parsed.site.planning, parsed.site.items[0]?.policy]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each([
    [withPolicy({ service_level: 1 }), 'items[0].policy.service_level must be below 1'],
    [withPolicy({ fill_rate: 0 }), 'items[0].policy.fill_rate must be above 0'],
    [
      withPolicy({ service_level: 0.9, fill_rate: 0.9 }),
      'items[0].policy.fill_rate is instead of service_level; only one of them may be there',
    ],
    [withPolicy({ supplier: 'other' }), 'items[0].policy.supplier there is no supplier "other"'],
    [
      withPolicy({ unit_cost: '1,50' }),
      'items[0].policy.unit_cost must be digits with at most one point and six digits behind it, such as "12.34"',
    ],
    [withPolicy({ unit_cost: 1.5 }), 'items[0].policy.unit_cost must be a text'],
    [withPolicy({ lead_time_days: -1 }), 'items[0].policy.lead_time_days must be at least 0'],
    [withPolicy({ order_multiple: 0 }), 'items[0].policy.order_multiple must be at least 1'],
    [withPolicy({ colour: 'red' }), 'items[0].policy.colour is not a setting'],
    [
      { suppliers: [{ id: 'acme', lead_time_sd_days: 1 }] },
      'suppliers[0].lead_time_sd_days means nothing without lead_time_days',
    ],
    [{ suppliers: [{ id: 'acme' }, { id: 'acme' }] }, 'suppliers[1].id is the id of suppliers[0] too'],
    [{ currency: 'ABC' }, 'suppliers[0].order_cost needs a currency of ISO 4217, such as EUR'],
    [{ planning: { closed_days: ['2026-02-29'] } }, 'planning.closed_days[0] must be a day that there is'],
    [{ planning: { open_weekdays: [0] } }, 'planning.open_weekdays[0] must be at least 1'],
    [
      { planning: { demand_locations: ['transit'] } },
      'planning.demand_locations[0] must be a location of the kind outside',
    ],
    [{ planning: { demand_locations: ['moon'] } }, 'planning.demand_locations[0] there is no location "moon"'],
  ])('refuse %j', (change, says) => {
    expect(problemsOf(change)).toContain(says);
  });
});
