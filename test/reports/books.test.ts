import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BookRow, BookSource } from '../../gateway/reports/books/book-source.ts';
import { booksContext } from '../../gateway/reports/books/books-context.ts';
import { bookOf, valueBook } from '../../gateway/reports/books/item-book.ts';
import { type ValuePass, valuePass } from '../../gateway/reports/books/value-pass.ts';
import { valueTold } from '../../gateway/reports/books/value-told.ts';
import type { Period } from '../../gateway/stock/period.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { smallSite } from '../live/small-site.ts';

const [bolt, nut] = smallSite.items;
if (bolt === undefined || nut === undefined) throw new Error('the small site has two items');
const places = ['a1-01', 'a1-02', 'supplier', 'customer', 'production', 'count-difference'] as const;
const span_ms = 1_000_000;

const row = fc.record({
  quantity: fc.integer({ min: 1, max: 40 }),
  from: fc.constantFrom(...places),
  to: fc.constantFrom(...places),
  at_ms: fc.integer({ min: 1, max: span_ms }),
  item: fc.constantFrom('bolt-m6', 'nut-m6'),
  unit: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 40 }).map((drafts) =>
  drafts
    .filter(({ from, to }) => from !== to)
    .map(({ unit, ...draft }, i): BookRow => {
      const told = unit === undefined ? {} : { work: { document: 'RC-1', unit_cost: String(unit / 1_000) } };
      return { ...draft, ...told, seq: i + 1, id: `m${i + 1}`, kind: 'manual', arrived_ms: span_ms, rule: 'manual@1' };
    }),
);

function siteOf(method: 'fifo' | 'average' | 'standard' | 'lifo', pool: 'item' | 'item-and-location'): Site {
  const policy = { class: 'raw', unit_cost: '0.40' } as const;
  const valuation = {
    method,
    pool,
    accounting: 'internal',
    negative: 'revalue',
    customer_returns: 'as-issued',
    rounding: 'half-even',
  } as const;
  if (bolt === undefined || nut === undefined) throw new Error('the small site has two items');
  return { ...smallSite, items: [{ ...bolt, policy }, nut], valuation };
}
const sites = fc
  .tuple(fc.constantFrom('fifo', 'average', 'standard', 'lifo'), fc.constantFrom('item', 'item-and-location'))
  .map(([method, pool]) => siteOf(method, pool));

function sourceOf(all: readonly BookRow[], site: Site): BookSource {
  return {
    head: () => all.length,
    site: () => site,
    periods: () => [],
    items: (after, until) =>
      [...new Set(all.filter(({ seq }) => seq > after && seq <= until).map(({ item }) => item))].sort(),
    rows: ({ item, after_seq, until_seq, limit }) =>
      all.filter((each) => each.item === item && each.seq > after_seq && each.seq <= until_seq).slice(0, limit),
    production: () => [],
    counts: () => [],
    sources: () => [],
    inProcess: () => [],
    awaited: () => [],
  };
}

function passed(work: Generator<undefined, ValuePass>): ValuePass {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

const bounds = { page_rows: 7, rows_max: 1_000 };
const closedAt = (until_ms: number, seq: number): Period => ({
  number: 1,
  from_ms: 0,
  until_ms,
  seq,
  closed_ms: span_ms,
  by: 'anna',
  reason: '',
  value: '0.00',
  currency: 'EUR',
});

describe('the books of the ledger', () => {
  test('add up to one total however they are grouped, also item by item as the ledger grows', () => {
    fc.assert(
      fc.property(rows, sites, (all, site) => {
        const context = booksContext(site, []);
        const asked = { source: sourceOf(all, site), context, bounds };
        const whole = passed(valuePass({ ...asked, head_seq: all.length }));
        const half = passed(valuePass({ ...asked, head_seq: Math.floor(all.length / 2) }));
        const grown = passed(valuePass({ ...asked, head_seq: all.length, since: half }));
        expect(grown.values).toEqual(whole.values);
        const cents = (text: string) => BigInt(text.replace('.', ''));
        const { total } = valueTold(whole, 'item');
        for (const by of ['item', 'location', 'class', 'class-and-location'] as const) {
          const told = valueTold(whole, by);
          expect(told.total).toBe(total);
          expect(told.rows.reduce((sum, { value }) => sum + cents(value), 0n)).toBe(cents(total));
        }
      }),
    );
  });

  test('are the same for every order in which movements were learned', () => {
    fc.assert(
      fc.property(rows, sites, fc.infiniteStream(fc.nat()), (all, site, chance) => {
        const context = booksContext(site, []);
        const shuffled = all.map((each) => ({ each, key: chance.next().value })).sort((a, b) => a.key - b.key);
        const mixed = shuffled.map(({ each }) => each);
        for (const item of ['bolt-m6', 'nut-m6']) {
          const own = (some: readonly BookRow[]) => some.filter((each) => each.item === item);
          expect(valueBook(bookOf(item, own(mixed), context))).toEqual(valueBook(bookOf(item, own(all), context)));
        }
      }),
    );
  });

  test('of a closed period are not changed by anything that is learned later', () => {
    fc.assert(
      fc.property(rows, sites, fc.integer({ min: 1, max: span_ms }), fc.nat(), (all, site, until_ms, cut) => {
        const head_seq = cut % (all.length + 1);
        const context = booksContext(site, [closedAt(until_ms, head_seq)]);
        for (const item of ['bolt-m6', 'nut-m6']) {
          const own = all.filter((each) => each.item === item);
          const known = own.filter(({ seq }) => seq <= head_seq);
          const then = valueBook(bookOf(item, known, context), until_ms);
          const now = valueBook(bookOf(item, own, context), until_ms);
          expect([now.quantity, now.value_micro, now.layers]).toEqual([then.quantity, then.value_micro, then.layers]);
        }
      }),
    );
  });

  test('take the unit cost of the settings where nobody told one, and say of which receipts', () => {
    const context = booksContext(siteOf('fifo', 'item'), []);
    const base = { item: 'bolt-m6', kind: 'manual', at_ms: 1, arrived_ms: 1, rule: 'manual@1' } as const;
    const receipts: BookRow[] = [
      { ...base, seq: 1, id: 'found-first', quantity: 2, from: 'count-difference', to: 'a1-01' },
      {
        ...base,
        seq: 2,
        id: 'told',
        quantity: 10,
        from: 'supplier',
        to: 'a1-01',
        work: { document: 'RC-1', order: 'PO-1', unit_cost: '0.70' },
      },
      { ...base, seq: 3, id: 'untold', quantity: 5, from: 'supplier', to: 'a1-01' },
      { ...base, seq: 4, id: 'found-later', quantity: 1, from: 'count-difference', to: 'a1-01' },
    ];
    const book = bookOf('bolt-m6', receipts, context);
    expect([...book.from_settings].sort()).toEqual(['found-first', 'untold']);
    // 2 · 0.40 + 7.00 + 5 · 0.40, and one found at the last cost, 0.40.
    expect(valueBook(book).value_micro).toEqual({ numerator: 10_200_000n, denominator: 1n });
  });
});
