/** A site that makes gears of bolts and blanks, and blanks of steel, with its books. */
import { booksOf } from '../../gateway/ledger/books.ts';
import { booksContext } from '../../gateway/reports/books/books-context.ts';
import { type ItemBook, readBook, valueBook } from '../../gateway/reports/books/item-book.ts';
import { type ValuePass, valuePass } from '../../gateway/reports/books/value-pass.ts';
import { printMoney } from '../../gateway/stock/valuation/money.ts';
import { plus, type Ratio, zero } from '../../gateway/stock/valuation/ratio.ts';
import type { WorkHouse } from './work-house.ts';
import { workSiteJson } from './work-house.ts';

export const productionSiteJson = {
  ...workSiteJson,
  items: [
    { id: 'bolt', codes: ['B-8'] },
    { id: 'nut' },
    { id: 'steel', unit: 'g', units: [{ name: 'kg', of: '1000' }] },
    { id: 'blank' },
    { id: 'gear', codes: ['G-1'] },
    { id: 'chips', unit: 'g' },
    { id: 'paint', unit: 'ml', tracking: 'lot' },
    { id: 'pump', tracking: 'serial' },
    { id: 'cam' },
  ],
  locations: [
    { id: 'dock', kind: 'zone' },
    { id: 'cage', kind: 'zone' },
    { id: 'B1', kind: 'bin', item: 'bolt' },
    { id: 'X1', kind: 'shelf' },
    { id: 'line', kind: 'wip' },
    { id: 'shop', kind: 'zone' },
  ],
  work: { receiving: 'dock', quarantine: 'cage', wip: 'line', finished: 'shop' },
  bills: [
    {
      item: 'gear',
      components: [
        { item: 'blank', quantity: 1 },
        { item: 'bolt', quantity: 4, scrap_permille: 20 },
      ],
    },
    { item: 'cam', components: [{ item: 'bolt', quantity: 3 }], yield_permille: 800 },
    {
      item: 'blank',
      makes: 3,
      components: [{ item: 'steel', quantity: 2, unit: 'kg' }],
      by_products: [{ item: 'chips', quantity: 200, value_permille: 50 }],
    },
    {
      item: 'pump',
      components: [
        { item: 'gear', quantity: 2 },
        { item: 'paint', quantity: 10 },
      ],
    },
  ],
};

const bounds = { page_rows: 100, rows_max: 10_000 };

/** The books of an item as they are now. */
export function bookIn(house: WorkHouse, item: string): ItemBook {
  const source = booksOf(house.data);
  try {
    const context = booksContext(house.site, source.periods());
    const book = readBook(source, context, { item, until_seq: source.head(), ...bounds });
    if (book === undefined) throw new Error(`${item} moved too often`);
    return book;
  } finally {
    source.close();
  }
}

/** What each item is worth by one pass over all, and by one that goes on from the pass before. */
export function passesOf(house: WorkHouse): {
  readonly begin: (since?: ValuePass) => ValuePass;
  readonly end: () => void;
} {
  const source = booksOf(house.data);
  const context = booksContext(house.site, source.periods());
  return {
    begin(since) {
      const work = valuePass({
        source,
        context,
        bounds,
        head_seq: source.head(),
        ...(since === undefined ? {} : { since }),
      });
      for (;;) {
        const step = work.next();
        if (step.done === true) return step.value;
      }
    },
    end: () => source.close(),
  };
}

/** Quantity and value on hand, and every flow as text. */
export function valued(house: WorkHouse, item: string) {
  const value = valueBook(bookIn(house, item));
  const text = (amount: Ratio) => printMoney(amount, 'EUR', 'half-even');
  return {
    on_hand: value.quantity,
    value: text(value.value_micro),
    flows: Object.fromEntries([...value.flows].map(([flow, each]) => [flow, text(each.value_micro)])),
    refused: value.refused,
  };
}

/** The exact value of all that went to production and came from it, over all items; undefined where something has no value. */
export function throughProduction(house: WorkHouse, items: readonly string[]): Ratio | undefined {
  return items.reduce((sum: Ratio | undefined, item) => {
    const { flows } = valueBook(bookIn(house, item));
    if (sum === undefined || [...flows.values()].some(({ unvalued }) => unvalued > 0)) return undefined;
    const [made, used] = [flows.get('production'), flows.get('consumption')];
    return plus(plus(sum, made?.value_micro ?? zero), used?.value_micro ?? zero);
  }, zero);
}
