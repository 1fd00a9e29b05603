/** Goal: what the main thread offers reaches the writer unchanged and in its order. Method: packed and unpacked, compared. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, unpack } from '../../gateway/intake/messages.ts';
import type { Offered } from '../../gateway/intake/offered.ts';

const at_ms = fc.integer({ min: 0, max: 4_102_444_800_000 });
const frame: fc.Arbitrary<Offered> = fc
  .record({
    kind: fc.constant('frame' as const),
    at_ms,
    device: fc.constantFrom('shelf-a1', 'shelf-a2', '__proto__'),
    topic: fc.constantFrom(undefined, 'tallygate/shelf-a1/reading', 'tallygate/shelf-a1/status'),
    retained: fc.boolean(),
    qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
    data: fc.uint8Array({ maxLength: 40 }),
  })
  .map(({ topic, ...rest }) => (topic === undefined ? rest : { ...rest, topic }));
const other: fc.Arbitrary<Offered> = fc.oneof(
  fc.record({ kind: fc.constant('started' as const), at_ms }),
  fc.record({ kind: fc.constant('cursor' as const), at_ms, target: fc.string(), seq: fc.nat() }),
);

test('offers come out of a message as they went in, in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: frame }, other), { maxLength: 30 }), (offered) => {
      expect(unpack(pack(offered))).toEqual(offered);
    }),
  );
});

test('a source is named once however many frames it sends', () => {
  const offered = [1, 2, 3].map(
    (at_ms): Offered => ({
      kind: 'frame',
      at_ms,
      device: 'shelf-a1',
      topic: 'tallygate/shelf-a1/reading',
      retained: false,
      qos: 1,
      data: Uint8Array.of(at_ms),
    }),
  );

  const packed = pack(offered);

  expect(packed.sources).toHaveLength(1);
  expect([...packed.bytes]).toEqual([1, 2, 3]);
});
