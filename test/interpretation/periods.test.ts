import { describe, expect, test } from 'vitest';
import { checkpointOf, memoryFrom } from '../../gateway/interpretation/memory.ts';
import { ShopFloor, start_ms } from './shop-floor.ts';

const closing = { kind: 'close-period', head_seq: 0, value: '0.00', currency: 'EUR', reason: 'month end' } as const;
const move = { kind: 'move', item: 'nut', quantity: 5, from: 'supplier', to: 'B1', reason: '' } as const;

describe('a closed period', () => {
  test('begins where the last one ends, and is never one that is still to come', () => {
    const floor = new ShopFloor().wait(10_000);
    expect(floor.command({ ...closing, until_ms: floor.now_ms + 1 })).toBe('period-not-closed');
    expect(floor.command({ ...closing, until_ms: start_ms + 4_000 })).toBeUndefined();
    expect(floor.command({ ...closing, until_ms: start_ms + 4_000 })).toBe('period-not-closed');
    expect(floor.command({ ...closing, until_ms: start_ms + 8_000, head_seq: 7 })).toBeUndefined();
    expect(floor.command({ ...closing, until_ms: start_ms + 9_000, head_seq: 6 })).toBe('period-not-closed');
    expect(floor.memory.books.periods).toEqual([
      {
        number: 1,
        from_ms: 0,
        until_ms: start_ms + 4_000,
        seq: 0,
        closed_ms: floor.now_ms,
        by: 'anna',
        reason: 'month end',
        value: '0.00',
        currency: 'EUR',
      },
      {
        number: 2,
        from_ms: start_ms + 4_000,
        until_ms: start_ms + 8_000,
        seq: 7,
        closed_ms: floor.now_ms,
        by: 'anna',
        reason: 'month end',
        value: '0.00',
        currency: 'EUR',
      },
    ]);
    expect(memoryFrom(checkpointOf(floor.memory)).books.periods).toEqual(floor.memory.books.periods);
  });

  test('takes nothing that a person enters, and nothing is entered that is still to come', () => {
    const floor = new ShopFloor().wait(10_000);
    expect(floor.command({ ...move, at_ms: start_ms + 1_000 })).toBeUndefined();
    floor.command({ ...closing, until_ms: start_ms + 5_000 });
    expect(floor.command({ ...move, at_ms: start_ms + 4_999 })).toBe('period-closed');
    expect(floor.command({ ...move, at_ms: floor.now_ms + 1 })).toBe('not-yet');
    expect(floor.command({ ...move, at_ms: start_ms + 5_000 })).toBeUndefined();
    expect(floor.movements.map(({ at_ms, arrived_ms }) => [at_ms - start_ms, arrived_ms - start_ms])).toEqual([
      [1_000, 10_000],
      [5_000, 10_000],
    ]);
  });

  test('what a device tells late keeps its time, and says where it is valued', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 50);
    const weigh = (mass_mg: number, device_at_ms: number) =>
      floor.say('scale', { kind: 'weight', channel: '1', mass_mg, device_at_ms });
    floor.say('scale', { kind: 'condition', condition: 'online', device_at_ms: floor.now_ms });
    for (let index = 0; index < 10; index += 1) weigh(600_000, floor.now_ms).wait(100);
    const sampled_ms = floor.now_ms;
    const until_ms = sampled_ms + 20_000;
    expect(floor.wait(30_000).command({ ...closing, until_ms })).toBeUndefined();
    for (let index = 0; index < 30; index += 1) weigh(index < 10 ? 600_000 : 576_000, sampled_ms + index * 100);
    expect(floor.booked()).toEqual(['taken 2 nut B1 → production']);
    const [late] = floor.movements;
    expect(late?.at_ms).toBeLessThan(until_ms);
    expect(late?.why).toMatch(/ \(Learned after its period was closed: valued from 2026-\d\d-\d\dT[\d:.]+Z on\.\)$/);
  });
});
