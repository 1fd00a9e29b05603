/** Settings of production: what is taken, and what is refused by which field and rule. */
import { expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { productionSiteJson } from '../work/production-house.ts';

function problemsOf(change: object): string[] {
  const parsed = parseSite({ ...productionSiteJson, ...change }, drivers);
  return parsed.ok ? [] : parsed.problems.map(({ path, rule }) => `${path} ${rule}`);
}

const bolt = [{ item: 'bolt', quantity: 1 }];

test('a site with bills of material is taken as it is written', () => {
  const parsed = parseSite(productionSiteJson, drivers);
  expect(parsed.ok && parsed.site.bills).toEqual(productionSiteJson.bills);
});

test.each([
  [{ bills: [{ item: 'cog', components: bolt }] }, ['bills[0].item there is no item "cog"']],
  [
    { bills: [{ item: 'gear', components: [{ item: 'cog', quantity: 1 }] }] },
    ['bills[0].components[0].item there is no item "cog"'],
  ],
  [{ bills: [{ item: 'gear', components: [] }] }, ['bills[0].components needs an entry']],
  [{ bills: [{ item: 'gear', components: [...bolt, ...bolt] }] }, ['bills[0].components[1].item stands there twice']],
  [
    { bills: [{ item: 'gear', components: [{ item: 'steel', quantity: 1, unit: 'lb' }] }] },
    ['bills[0].components[0].unit steel has no unit lb; it has g, kg'],
  ],
  [
    {
      bills: [
        { item: 'gear', components: bolt },
        { item: 'gear', components: bolt },
      ],
    },
    ['bills[1].item has a bill of material already: bills[0]'],
  ],
  [
    {
      bills: [
        { item: 'gear', components: [{ item: 'blank', quantity: 1 }] },
        { item: 'blank', components: [{ item: 'steel', quantity: 1 }] },
        { item: 'steel', components: [{ item: 'gear', quantity: 1 }] },
      ],
    },
    ['bills[0].components go in a circle: gear is made of blank is made of steel is made of gear'],
  ],
  [
    { bills: [{ item: 'gear', components: [{ item: 'gear', quantity: 1 }] }] },
    ['bills[0].components go in a circle: gear is made of gear'],
  ],
  [
    { bills: [{ item: 'gear', components: bolt, by_products: [{ item: 'gear', quantity: 1 }] }] },
    ['bills[0].by_products[0].item is the product itself'],
  ],
  [
    {
      bills: [
        {
          item: 'gear',
          components: bolt,
          by_products: [
            { item: 'chips', quantity: 1, value_permille: 600 },
            { item: 'nut', quantity: 1, value_permille: 401 },
          ],
        },
      ],
    },
    ['bills[0].by_products must not carry more than 1000 thousandths of the value together'],
  ],
  [
    { bills: [{ item: 'gear', components: bolt, at: 'customer', to: 'nowhere' }] },
    ['bills[0].at must be a place of the site itself', 'bills[0].to there is no location "nowhere"'],
  ],
  [{ work: { ...productionSiteJson.work, wip: 'shop' } }, ['work.wip must be a location of the kind wip']],
])('is refused: %j', (change, problems) => {
  expect(problemsOf(change)).toEqual(problems);
});
