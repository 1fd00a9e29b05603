import { describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import { ShopFloor, site, start_ms } from './shop-floor.ts';

describe('what people say themselves', () => {
  test('a movement is booked as said', () => {
    const floor = new ShopFloor();
    const refused = floor.command({
      kind: 'move',
      item: 'nut',
      quantity: 5,
      from: 'supplier',
      to: 'B1',
      reason: 'late delivery',
    });
    expect(refused).toBeUndefined();
    expect(floor.movements).toEqual([
      {
        id: 'n2/manual',
        kind: 'manual',
        item: 'nut',
        quantity: 5,
        from: 'supplier',
        to: 'B1',
        at_ms: start_ms,
        arrived_ms: start_ms,
        confidence_permille: 1_000,
        rule: 'manual@2',
        settings_revision: 1,
        why: 'Nut M8 moved by anna: late delivery',
        evidence: [{ n: 2, index: 0, device: 'person:anna', at_ms: start_ms, says: 'move by anna' }],
      },
    ]);
  });

  test('a movement that may not be is refused and changes nothing', () => {
    const floor = new ShopFloor();
    const move = { kind: 'move', item: 'nut', quantity: 5, from: 'supplier', to: 'B1', reason: '' } as const;
    expect(floor.command({ ...move, quantity: 0 })).toBe('quantity-not-positive');
    expect(floor.command({ ...move, quantity: 1.5 })).toBe('quantity-not-positive');
    expect(floor.command({ ...move, to: 'supplier' })).toBe('same-location');
    expect(floor.command({ ...move, item: 'gold' })).toBe('unknown-item');
    expect(floor.command({ ...move, to: 'moon' })).toBe('unknown-location');
    expect(floor.booked()).toEqual([]);
    expect(floor.memory.books.levels.size).toBe(0);
  });

  test('whatever is refused is told with the field that breaks the rule', () => {
    const tracked = site.items.map((item) => (item.id === 'nut' ? { ...item, tracking: 'lot' as const } : item));
    const floor = new ShopFloor({ ...site, items: tracked });
    const reason = '';
    const move = { kind: 'move', item: 'nut', quantity: 5, from: 'supplier', to: 'B1', reason } as const;
    const count = { kind: 'count', item: 'nut', location: 'B1', quantity: 5, reason } as const;
    floor.command(move);
    const id = floor.movements[0]?.id ?? '';
    floor.command({ kind: 'reverse', movement: id, reason });
    const fields = (
      [
        { ...move, quantity: 0 },
        { ...move, quantity: 2_000_000_000_000 },
        { ...move, item: 'gold' },
        { ...move, from: 'moon' },
        { ...move, to: 'moon' },
        { ...move, to: 'supplier' },
        { ...move, at_ms: start_ms + 86_400_000 },
        { ...move, unit: 'barrel' },
        { ...move, lots: [{ lot: 'A', quantity: 1 }, { serial: 'S' }] },
        { ...count, quantity: -1 },
        { ...count, item: 'gold' },
        { ...count, location: 'moon' },
        { ...count, location: 'customer' },
        { kind: 'lot', item: 'gold', lot: { lot: 'A' }, reason },
        { kind: 'lot', item: 'nut', lot: { lot: 'A', expiry: 'soon' }, reason },
        { kind: 'lot', item: 'nut', lot: { lot: 'unknown' }, reason },
        { kind: 'settle', question: 'q9', answer: 'x' },
        { kind: 'reverse', movement: 'm9', reason },
        { kind: 'reverse', movement: id, reason },
        { kind: 'tell', device: 'nobody', command: { kind: 'beep', tone: 'ok' }, reason },
        { kind: 'associate', associations: [{ epc: 'AA00', item: 'gold' }], reason },
        { kind: 'dissociate', epcs: ['AA'], reason },
      ] as const
    ).map((command) => {
      floor.command(command);
      return floor.refused?.field;
    });
    expect(fields).toEqual([
      ...['quantity', 'quantity', 'item', 'from', 'to', 'to', 'at', 'unit', 'lots[1].lot'],
      ...['quantity', 'item', 'location', 'location'],
      ...['item', 'lot.expiry', 'lot.lot', 'question', 'movement', 'movement'],
      ...['id', 'associations.0.item', 'epc'],
    ]);
  });

  test('a count makes the level what was counted, also where that is nothing', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 5);
    floor.command({ kind: 'count', item: 'nut', location: 'B1', quantity: 8, reason: 'cycle count' });
    floor.command({ kind: 'count', item: 'nut', location: 'B1', quantity: 8, reason: '' });
    floor.command({ kind: 'count', item: 'nut', location: 'B1', quantity: 0, reason: '' });
    expect(floor.booked()).toEqual(['counted 3 nut count-difference → B1', 'counted 8 nut B1 → count-difference']);
    expect(floor.movements[0]?.why).toBe('Nut M8 at Bin B1 counted by anna: 8, the level was 5: cycle count');
  });

  test('a count that cannot be is refused', () => {
    const floor = new ShopFloor();
    const count = { kind: 'count', item: 'nut', location: 'B1', quantity: 5, reason: '' } as const;
    expect(floor.command({ ...count, quantity: -1 })).toBe('quantity-invalid');
    expect(floor.command({ ...count, quantity: 0.5 })).toBe('quantity-invalid');
    expect(floor.command({ ...count, item: 'gold' })).toBe('unknown-item');
    expect(floor.command({ ...count, location: 'moon' })).toBe('unknown-location');
    expect(floor.command({ ...count, location: 'customer' })).toBe('not-countable');
    expect(floor.booked()).toEqual([]);
  });

  test('a count settles the question about a level below zero', () => {
    const floor = new ShopFloor();
    floor.command({ kind: 'move', item: 'nut', quantity: 5, from: 'B1', to: 'scrap', reason: '' });
    expect(floor.open()).toEqual(['negative-level/nut/B1']);
    floor.command({ kind: 'count', item: 'nut', location: 'B1', quantity: 2, reason: '' });
    expect(floor.level('nut', 'B1')).toBe(2);
    expect(floor.open()).toEqual([]);
  });

  test('a level below zero is settled by what is booked later and came before, and not by what came after', () => {
    const floor = new ShopFloor();
    const give = (quantity: number, from: string, to: string) =>
      floor.wait(1_000).command({ kind: 'move', item: 'nut', quantity, from, to, reason: '' });
    give(5, 'supplier', 'B1');
    give(3, 'B1', 'scrap');
    give(4, 'B1', 'scrap');
    expect(floor.open()).toEqual(['negative-level/nut/B1']);
    give(20, 'supplier', 'B1');
    expect(floor.open()).toEqual(['negative-level/nut/B1']);
    floor.restore().command({ kind: 'reverse', movement: 'n3/manual', reason: 'another bin' });
    expect(floor.level('nut', 'B1')).toBe(21);
    expect(floor.open()).toEqual([]);
    const settled = floor.questions.at(-1);
    expect(settled?.kind === 'settled' ? settled.answer : '').toBe('21: what had come before was booked later');
  });

  test('outside locations may be below zero', () => {
    const floor = new ShopFloor();
    floor.command({ kind: 'move', item: 'nut', quantity: 5, from: 'supplier', to: 'B1', reason: '' });
    expect(floor.level('nut', 'supplier')).toBe(-5);
    expect(floor.open()).toEqual([]);
  });

  test('an open question is settled once', () => {
    const floor = new ShopFloor();
    floor.command({ kind: 'move', item: 'nut', quantity: 5, from: 'B1', to: 'scrap', reason: '' });
    const settle = { kind: 'settle', question: 'negative-level/nut/B1', answer: 'a delivery was not booked' } as const;
    expect(floor.command(settle)).toBeUndefined();
    expect(floor.questions.at(-1)).toEqual({
      kind: 'settled',
      id: 'negative-level/nut/B1',
      at_ms: start_ms,
      answer: 'a delivery was not booked',
      by: 'anna',
    });
    expect(floor.command(settle)).toBe('question-not-open');
  });

  test('a movement is reversed once, and its reversal is not', () => {
    const floor = new ShopFloor();
    floor.command({ kind: 'move', item: 'nut', quantity: 5, from: 'supplier', to: 'B1', reason: '' });
    floor.wait(60_000);
    expect(floor.command({ kind: 'reverse', movement: 'n2/manual', reason: 'typo' })).toBeUndefined();
    expect(floor.movements[1]).toMatchObject({
      id: 'n3/manual',
      kind: 'reversed',
      quantity: 5,
      from: 'B1',
      to: 'supplier',
      at_ms: start_ms,
      arrived_ms: start_ms + 60_000,
      reverses: 'n2/manual',
      why: '5 × Nut M8 taken back by anna: typo',
    });
    expect(floor.command({ kind: 'reverse', movement: 'n2/manual', reason: '' })).toBe('already-reversed');
    expect(floor.command({ kind: 'reverse', movement: 'n3/manual', reason: '' })).toBe('is-a-reversal');
    expect(floor.command({ kind: 'reverse', movement: 'n9/manual', reason: '' })).toBe('unknown-movement');
    expect(floor.memory.books.levels.size).toBe(0);
  });

  test('stock at a location that the settings dropped can still leave it', () => {
    const floor = new ShopFloor().stock('nut', 'S1', 5);
    floor.settings({ ...site, locations: site.locations.filter(({ id }) => id !== 'S1') });
    expect(floor.command({ kind: 'move', item: 'nut', quantity: 5, from: 'S1', to: 'S2', reason: '' })).toBeUndefined();
    expect(floor.command({ kind: 'move', item: 'nut', quantity: 5, from: 'S2', to: 'S1', reason: '' })).toBe(
      'unknown-location',
    );
  });

  test('a movement too old to be remembered can no longer be reversed by its id', () => {
    const floor = new ShopFloor();
    for (let index = 0; index <= limits.movements_reversible_max; index += 1) {
      floor.command({ kind: 'move', item: 'nut', quantity: 1, from: 'supplier', to: 'B1', reason: '' });
    }
    expect(floor.command({ kind: 'reverse', movement: 'n2/manual', reason: '' })).toBe('unknown-movement');
    expect(floor.command({ kind: 'reverse', movement: 'n3/manual', reason: '' })).toBeUndefined();
    expect(floor.memory.books.counters.read()).toEqual({ 'movements too old to reverse': 2 });
  });
});

describe('a count is an anchor', () => {
  const late = { kind: 'condition', condition: 'online' } as const;

  /** The scale's clock is known to be right; then ten seconds of weights arrive half a minute late. */
  function lateStep(floor: ShopFloor): ShopFloor {
    const sampled_ms = floor.now_ms;
    floor.wait(30_000).command({ kind: 'count', item: 'nut', location: 'B1', quantity: 40, reason: '' });
    for (let index = 0; index < 30; index += 1) {
      const mass_mg = index < 10 ? 600_000 : 576_000;
      floor.say('scale', { kind: 'weight', channel: '1', mass_mg, device_at_ms: sampled_ms + index * 100 });
    }
    return floor;
  }

  test('a step that happened before the count and arrived after it leaves the counted level', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 50);
    floor.say('scale', { ...late, device_at_ms: floor.now_ms });
    for (let index = 0; index < 10; index += 1) {
      floor.say('scale', { kind: 'weight', channel: '1', mass_mg: 600_000, device_at_ms: floor.now_ms }).wait(100);
    }
    lateStep(floor);
    expect(floor.booked()).toEqual([
      'counted 10 nut B1 → count-difference',
      'taken 2 nut B1 → production',
      'counted 2 nut count-difference → B1',
    ]);
    expect(floor.movements.map(({ id }) => id)).toEqual([
      'n14/manual',
      'scale:n41:0/fusion',
      'scale:n41:0/fusion/anchors-from',
    ]);
    expect(floor.movements[2]?.rule).toBe('anchors@1');
    expect(floor.movements[2]?.at_ms).toBe(floor.movements[0]?.at_ms);
    expect(floor.level('nut', 'B1')).toBe(40);
    expect(floor.level('nut', 'production')).toBe(2);
  });

  test('a step after the count changes the counted level', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 50).rest('1', 600);
    floor.command({ kind: 'count', item: 'nut', location: 'B1', quantity: 40, reason: '' });
    expect(floor.rest('1', 576).level('nut', 'B1')).toBe(38);
  });

  test('taking back a movement from before the count leaves the counted level', () => {
    const floor = new ShopFloor();
    floor.command({ kind: 'move', item: 'nut', quantity: 5, from: 'supplier', to: 'B1', reason: '' });
    floor.wait(1_000).command({ kind: 'count', item: 'nut', location: 'B1', quantity: 4, reason: '' });
    floor.wait(1_000).command({ kind: 'reverse', movement: 'n2/manual', reason: 'typo' });
    expect(floor.level('nut', 'B1')).toBe(4);
    expect(floor.level('nut', 'supplier')).toBe(0);
    expect(floor.level('nut', 'count-difference')).toBe(-4);
  });

  test('a count taken back holds nothing any more', () => {
    const floor = new ShopFloor();
    floor.command({ kind: 'move', item: 'nut', quantity: 5, from: 'supplier', to: 'B1', reason: '' });
    floor.wait(1_000).command({ kind: 'count', item: 'nut', location: 'B1', quantity: 4, reason: '' });
    floor.wait(1_000).command({ kind: 'reverse', movement: 'n3/manual', reason: 'wrong bin' });
    expect(floor.level('nut', 'B1')).toBe(5);
    floor.command({ kind: 'reverse', movement: 'n2/manual', reason: 'typo' });
    expect(floor.level('nut', 'B1')).toBe(0);
  });
});
