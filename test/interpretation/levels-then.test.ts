/** Goal: a level of the past is right or is not told, whatever was learned late and whatever is no longer kept one by one. */
import { expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import { levelsThen } from '../../gateway/interpretation/levels-then.ts';
import { checkpointOf } from '../../gateway/interpretation/memory.ts';
import { ShopFloor, start_ms } from './shop-floor.ts';

const move = (item: string, quantity: number, at_ms: number) =>
  ({ kind: 'move', item, quantity, from: 'supplier', to: 'S1', reason: '', at_ms }) as const;

test('no level is told of a time after which something happened that is no longer kept', () => {
  const floor = new ShopFloor().wait(20_000);
  const then = (passed_ms: number) => levelsThen(floor.memory.books)('nut', 'S1', start_ms + passed_ms);
  floor.command(move('nut', 7, start_ms + 9_000));
  // The oldest that stays was learned late: it happened before the one that gives way.
  for (let index = 0; index < limits.movements_reversible_max; index += 1) {
    if (index === limits.movements_reversible_max - 1) expect([then(500), then(8_999), then(9_000)]).toEqual([0, 0, 7]);
    floor.command(move('bolt', 1, start_ms + 1_000));
  }
  const told = () => [then(500), then(1_000), then(8_999), then(9_001)];
  expect(told()).toEqual([undefined, undefined, undefined, 7]);
  const text = checkpointOf(floor.memory);
  expect(checkpointOf(floor.restore().memory)).toBe(text);
  expect(told()).toEqual([undefined, undefined, undefined, 7]);
  // One that was written when nobody noted the time.
  floor.memory.books.gone_ms = undefined;
  floor.command(move('bolt', 1, start_ms + 15_000));
  floor.memory.books.gone_ms = undefined;
  floor.restore();
  expect([then(14_999), then(15_001)]).toEqual([undefined, 7]);
});

test('a file that counts one place five thousand times gathers what has happened once, and sees what each count has booked', () => {
  const nut = { item: 'nut', from: 'count-difference', to: 'S1', reversed: false, kind: 'counted' } as const;
  let gathered = 0;
  class Booked extends Map<string, typeof nut & { readonly quantity: number; readonly at_ms: number }> {
    override values() {
      gathered += 1;
      return super.values();
    }
  }
  const booked = new Booked();
  const levels = new Map([['S1', new Map<string, number>()]]);
  const booking: { item: string; quantity: number; from: string; to: string; at_ms: number }[] = [];
  const then = levelsThen({ levels, booked, gone_ms: undefined }, booking);
  for (let at_ms = 1; at_ms <= 5_000; at_ms += 1) {
    if (then('nut', 'S1', at_ms) !== at_ms - 1) throw new Error(`at ${at_ms}`);
    const movement = { ...nut, quantity: 1, at_ms };
    booked.set(String(at_ms), movement);
    booking.push(movement);
    levels.set('S1', new Map([['nut', at_ms]]));
  }
  expect([then('nut', 'S1', 10), then('nut', 'S1', 9_999), gathered]).toEqual([10, 5_000, 1]);
});
