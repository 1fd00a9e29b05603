/** The movements of an item in pages, against all of them summed one by one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import { type ItemHistory, itemHistoryOf } from '../../gateway/ledger/item-history.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import { storedOf } from '../live/small-site.ts';
import { batchOf, freshDirectory } from './small-ledger.ts';

const directory = freshDirectory('history');
const places = ['a', 'b', 'supplier', 'customer'] as const;

const moved = fc.record({
  item: fc.constantFrom('bolt', 'nut'),
  quantity: fc.integer({ min: 1, max: 9 }),
  from: fc.constantFrom(...places),
  step: fc.integer({ min: 1, max: 3 }),
  day: fc.integer({ min: 0, max: 20 }),
  takesBack: fc.option(fc.nat({ max: 30 }), { freq: 4, nil: undefined }),
});

/** A movement may take back one that came before it, of its own item, once. */
function storedFrom(list: readonly (typeof moved extends fc.Arbitrary<infer Each> ? Each : never)[]): StoredMovement[] {
  const movements: StoredMovement[] = [];
  const gone = new Set<string>();
  for (const [at, { item, quantity, from, step, day, takesBack }] of list.entries()) {
    const seq = at + 1;
    const old = takesBack === undefined ? undefined : movements[takesBack];
    if (old !== undefined && old.reverses === undefined && !gone.has(old.id)) {
      gone.add(old.id);
      const { quantity: same, item: its } = old;
      movements.push(
        storedOf(seq, { kind: 'reversed', item: its, quantity: same, from: old.to, to: old.from, reverses: old.id }),
      );
      continue;
    }
    const to = places[(places.indexOf(from) + step) % places.length] ?? 'a';
    movements.push(storedOf(seq, { item, quantity, from, to, at_ms: 1_764_000_000_000 + day * 86_400_000 }));
  }
  return movements;
}

describe('the history of an item', () => {
  test('in pages of any size has what stands of it at any number, by day and way as a plain sum has it', () => {
    let runs = 0;
    fc.assert(
      fc.property(
        fc.array(moved, { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.nat({ max: 40 }),
        (list, limit, until) => {
          runs += 1;
          const here = `${directory()}/${runs}`;
          const movements = storedFrom(list);
          const writer = new LedgerWriter(here);
          writer.commit(batchOf({ movements }), { days: 7, bytes: 4_000_000_000 });
          writer.close();
          const history = itemHistoryOf(here);
          try {
            for (const item of ['bolt', 'nut']) {
              const sums = new Map<string, number>();
              for (let after_seq = 0; ; ) {
                const rows = history.rows({ item, after_seq, until_seq: until, limit });
                for (const { at_ms, from, to, quantity } of rows) add(sums, `${at_ms} ${from} ${to}`, quantity);
                if (rows.length < limit) break;
                after_seq = rows.at(-1)?.seq ?? 0;
              }
              expect(sums).toEqual(naive(movements, item, until));
            }
            expect(throughStretches(history, until, limit)).toEqual(
              new Map(['bolt', 'nut'].map((item) => [item, naive(movements, item, until)])),
            );
            expect(history.head()).toBe(movements.length);
          } finally {
            history.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** The same sums, of all items in one go through the ledger. */
function throughStretches(history: ItemHistory, until: number, rows: number): Map<string, Map<string, number>> {
  const items = ['bolt', 'nut'];
  const told = new Map<number, { readonly item: string; readonly key: string; readonly quantity: number }>();
  for (let after_seq = 0; after_seq < until; after_seq += rows) {
    history.stretch(
      { after_seq, until_seq: Math.min(until, after_seq + rows) },
      {
        placeOf: (item) => items.indexOf(item),
        moved: (seq, place, { from, to }, quantity, at_ms) =>
          void told.set(seq, { item: items[place] ?? '', key: `${at_ms} ${from} ${to}`, quantity }),
        undone: (seq) => void told.delete(seq),
      },
    );
  }
  const sums = new Map(items.map((item) => [item, new Map<string, number>()]));
  for (const { item, key, quantity } of told.values()) add(sums.get(item) ?? new Map(), key, quantity);
  return sums;
}

function naive(movements: readonly StoredMovement[], item: string, until: number): Map<string, number> {
  const known = movements.filter(({ seq }) => seq <= until);
  const sums = new Map<string, number>();
  for (const movement of known) {
    if (movement.item !== item || movement.reverses !== undefined) continue;
    if (known.some(({ reverses }) => reverses === movement.id)) continue;
    add(sums, `${movement.at_ms} ${movement.from} ${movement.to}`, movement.quantity);
  }
  return sums;
}

function add(sums: Map<string, number>, key: string, quantity: number): void {
  sums.set(key, (sums.get(key) ?? 0) + quantity);
}
