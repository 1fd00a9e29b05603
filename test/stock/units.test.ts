/** Units convert exactly or not at all. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inUnits, toSmallest, unitFault, unitRatio } from '../../gateway/stock/units.ts';

const cheese = {
  id: 'cheese',
  unit: 'g',
  units: [
    { name: 'lb', of: '453.59237' },
    { name: 'wheel', of: '12000' },
    { name: 'third', of: '1/3' },
  ],
};

test('a unit of a whole number converts, another one only where it comes out even', () => {
  expect(toSmallest(cheese, 7, undefined)).toEqual({ ok: true, quantity: 7 });
  expect(toSmallest(cheese, 7, 'g')).toEqual({ ok: true, quantity: 7 });
  expect(toSmallest(cheese, 2, 'wheel')).toEqual({ ok: true, quantity: 24_000 });
  expect(toSmallest(cheese, 6, 'third')).toEqual({ ok: true, quantity: 2 });
  expect(toSmallest(cheese, 100_000, 'lb')).toEqual({ ok: true, quantity: 45_359_237 });
  expect(toSmallest(cheese, 2, 'lb')).toEqual({
    ok: false,
    field: 'quantity',
    rule: '2 lb are 45359237/50000 g, which is no whole number of them',
  });
  expect(toSmallest(cheese, 1, 'box')).toEqual({
    ok: false,
    field: 'unit',
    rule: 'cheese has no unit box; it has g, lb, wheel, third',
  });
});

test('more than can be counted is refused', () => {
  expect(toSmallest(cheese, 900_719_925_474_099, 'wheel')).toMatchObject({ ok: false, field: 'quantity' });
});

test('a quantity is told in each unit, exact', () => {
  expect(inUnits(cheese, 27_000)).toEqual([
    { unit: 'g', quantity: '27000', whole: 27_000, rest: 0 },
    { unit: 'lb', quantity: '2700000000/45359237' },
    { unit: 'wheel', quantity: '9/4', whole: 2, rest: 3_000 },
    { unit: 'third', quantity: '81000' },
  ]);
});

test.each(['0', '0.0', '-1', '1e3', '', '1/0', '0/3', '1.', '.5', '1/2/3'])('%j is no size of a unit', (text) => {
  expect(unitRatio(text)).toBeUndefined();
});

test('a name is one size', () => {
  const units = [
    { name: 'g', of: '2' },
    { name: 'kg', of: '1000' },
    { name: 'kg', of: '1000' },
    { name: 'x', of: 'y' },
  ];
  expect([0, 1, 2, 3].map((at) => unitFault({ ...cheese, units }, at)?.field)).toEqual(['of', undefined, 'name', 'of']);
});

test('there and back again is the same', () => {
  const size = fc.tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }));
  fc.assert(
    fc.property(size, fc.integer({ min: 0, max: 1_000_000 }), ([over, under], quantity) => {
      const item = { id: 'i', unit: 'u', units: [{ name: 'v', of: `${over}/${under}` }] };
      const converted = toSmallest(item, quantity, 'v');
      expect(converted.ok).toBe((quantity * over) % under === 0);
      if (!converted.ok) return;
      expect(converted.quantity).toBe((quantity * over) / under);
      expect(inUnits(item, converted.quantity)[1]?.quantity).toBe(String(quantity));
    }),
  );
});
