/** What the schema cannot see in bills of material: items, units, places, circles, shares. */
import { circleIn } from '../stock/bill.ts';
import type { Site } from '../stock/site.ts';
import { toSmallest } from '../stock/units.ts';
import type { Known } from './check-stock.ts';
import type { Problems } from './problem.ts';

export function checkProduction({ bills = [] }: Site, known: Known, problems: Problems): void {
  const seen = new Map<string, number>();
  for (const [at, bill] of bills.entries()) {
    const path = ['bills', at];
    const first = seen.get(bill.item);
    if (first === undefined) seen.set(bill.item, at);
    else problems.add([...path, 'item'], `has a bill of material already: bills[${first}]`);
    if (!known.items.has(bill.item)) problems.add([...path, 'item'], `there is no item "${bill.item}"`);
    checkEach(bill.components, [...path, 'components'], known, problems);
    const { by_products = [] } = bill;
    checkEach(by_products, [...path, 'by_products'], known, problems);
    for (const [index, { item }] of by_products.entries())
      if (item === bill.item) problems.add([...path, 'by_products', index, 'item'], 'is the product itself');
    if (by_products.reduce((sum, { value_permille = 0 }) => sum + value_permille, 0) > 1_000)
      problems.add([...path, 'by_products'], 'must not carry more than 1000 thousandths of the value together');
    for (const key of ['at', 'to'] as const) {
      const id = bill[key];
      if (id === undefined) continue;
      const kind = known.locations.get(id)?.kind;
      if (kind === undefined) problems.add([...path, key], `there is no location "${id}"`);
      else if (kind === 'outside' || kind === 'transit')
        problems.add([...path, key], 'must be a place of the site itself');
    }
  }
  const circle = circleIn(bills);
  if (circle !== undefined) {
    const at = bills.findIndex(({ item }) => item === circle[0]);
    problems.add(['bills', at, 'components'], `go in a circle: ${circle.join(' is made of ')}`);
  }
}

function checkEach(
  list: readonly { readonly item: string; readonly quantity: number; readonly unit?: string }[],
  path: readonly PropertyKey[],
  known: Known,
  problems: Problems,
): void {
  const seen = new Set<string>();
  for (const [index, { item, quantity, unit }] of list.entries()) {
    const found = known.items.get(item);
    if (found === undefined) problems.add([...path, index, 'item'], `there is no item "${item}"`);
    else {
      const converted = toSmallest(found.item, quantity, unit);
      if (!converted.ok) problems.add([...path, index, converted.field], converted.rule);
    }
    if (seen.has(item)) problems.add([...path, index, 'item'], 'stands there twice');
    seen.add(item);
  }
}
