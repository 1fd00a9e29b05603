import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import { decodeSegment, encodeSegment, type Names } from '../../gateway/ledger/segment.ts';

function namesOf(): Names {
  const texts: string[] = [''];
  return {
    numberOf(text) {
      const at = texts.indexOf(text);
      if (at > 0) return at;
      texts.push(text);
      return texts.length - 1;
    },
    textOf: (number) => texts[number] ?? '',
  };
}

const name = fc.string({ minLength: 1, maxLength: 8 });
const frame = fc.record({
  kind: fc.constant('frame' as const),
  device: name,
  topic: fc.option(name, { nil: undefined }),
  retained: fc.boolean(),
  qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
  data: fc.uint8Array({ maxLength: 300 }),
});
const event = fc.record({
  kind: fc.constant('event' as const),
  device: fc.option(name, { nil: undefined }),
  event: name,
  detail: fc.json({ maxDepth: 2 }),
});
const rows = fc
  .tuple(
    fc.integer({ min: 1, max: 2 ** 45 }),
    fc.integer({ min: 0, max: 2 ** 45 }),
    fc.array(fc.tuple(fc.oneof(frame, event), fc.integer({ min: 0, max: 2 ** 34 })), { minLength: 1, maxLength: 20 }),
  )
  .map(([n, start_ms, list]) => {
    let at_ms = start_ms;
    return list.map(([each, later_ms], i): JournalRow => {
      if (i > 0) at_ms += later_ms;
      const { device, ...rest } = each;
      const common = { n: n + i, at_ms, ...(device === undefined ? {} : { device }) };
      if (rest.kind === 'event') return { ...common, ...rest, retained: false, qos: 0 };
      const { topic, ...bare } = rest;
      return { ...common, ...bare, ...(topic === undefined ? {} : { topic }) };
    });
  });

test('a segment gives back the rows it was made of', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const names = namesOf();
      const blob = encodeSegment(list, names);
      const first = list[0];
      const back = [...decodeSegment(blob, first?.n ?? 0, first?.at_ms ?? 0, names)];
      expect(back.map((row) => ({ ...row, data: row.data === undefined ? undefined : [...row.data] }))).toEqual(
        list.map((row) => ({ ...row, data: row.data === undefined ? undefined : [...row.data] })),
      );
    }),
  );
});

test('a damaged segment is a damaged ledger, not a silent loss', () => {
  const names = namesOf();
  const blob = encodeSegment(
    [{ n: 1, at_ms: 5, kind: 'frame', device: 'a', retained: false, qos: 1, data: new Uint8Array(10) }],
    names,
  );
  expect(() => [...decodeSegment(blob.subarray(0, blob.length - 1), 1, 5, names)]).toThrow(
    'journal segment 1 is damaged at row 1',
  );
});
