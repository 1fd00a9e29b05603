import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { framerOf } from '../../../devices/codec/framer.ts';
import type { Cut, Framing } from '../../../devices/codec/framing.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** Frames as text and noise as its size, from chunks. */
function cutsOf(framing: Framing, ...chunks: readonly Uint8Array[]): readonly (string | number)[] {
  const framer = framerOf(framing);
  return chunks
    .flatMap((chunk) => framer.push(chunk))
    .map((cut) => (cut.kind === 'frame' ? textOf(cut.data) : -cut.bytes));
}

/** Every way to part the bytes in two. */
function splits(bytes: Uint8Array): readonly (readonly [Uint8Array, Uint8Array])[] {
  return Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.slice(0, at), bytes.slice(at)] as const);
}

/** Noise that follows noise counts together: how it falls into chunks is chance. */
function summed(cuts: readonly (string | number)[]): readonly (string | number)[] {
  const sums: (string | number)[] = [];
  for (const cut of cuts) {
    const last = sums.at(-1);
    if (typeof cut === 'number' && typeof last === 'number') sums[sums.length - 1] = last + cut;
    else sums.push(cut);
  }
  return sums;
}

const line: Framing = { by: 'line', bytes_max: 8 };

describe('lines', () => {
  test.each([
    ['ab\r', ['ab']],
    ['ab\n', ['ab']],
    ['ab\r\ncd\r\n', ['ab', 'cd']],
    ['ab\r\r\n\ncd\r', ['ab', 'cd']],
    ['\x02ab\x03', ['ab']],
    ['\x02ab\x03\r\n\x02cd\x03\r\n', ['ab', 'cd']],
    ['\x02ab\r\x02cd\r', ['ab', 'cd']],
    ['ab', []],
    ['\r\n\x02\x03', []],
    ['12345678\r', ['12345678']],
    ['123456789\rab\r', [-9, 'ab']],
    ['ab\x02cd\x03', [-2, 'cd']],
    ['123456789\x02ab\x03', [-9, 'ab']],
    ['a\0b\x1d\xff\r', ['a\0b\x1d\xff']],
  ])('%j gives %j, wherever the chunks part', (text, wanted) => {
    for (const parts of splits(latin1(text))) expect(summed(cutsOf(line, ...parts))).toEqual(wanted);
    expect(summed(cutsOf(line, ...Array.from(latin1(text), (byte) => Uint8Array.of(byte))))).toEqual(wanted);
  });

  test('a line without end is reported as it comes, and never held', () => {
    const framer = framerOf(line);
    const cuts: Cut[] = [];
    for (let push = 0; push < 1_000; push++) {
      cuts.push(...framer.push(latin1('xxxxxxxxxxxxxxxx')));
      expect(framer.pending_bytes).toBe(0);
    }
    expect(cuts.reduce((sum, cut) => sum + (cut.kind === 'noise' ? cut.bytes : 0), 0)).toBe(16_000);
    expect(cuts.every((cut) => cut.kind === 'noise' && !cut.fatal)).toBe(true);
    expect(framer.push(latin1('x\rab\r')).map((cut) => cut.kind)).toEqual(['noise', 'frame']);
  });

  test('a frame stays as it is when the memory of its chunk is used again', () => {
    const chunk = latin1('ab\r');
    const [cut] = framerOf(line).push(chunk);
    chunk.fill(0);
    expect(cut).toEqual({ kind: 'frame', data: latin1('ab') });
  });
});

const length: Framing = { by: 'length', offset: 1, width: 2, bytes_min: 3, bytes_max: 9 };
const frame = (body: string) => `T${String.fromCharCode(0, body.length + 3)}${body}`;

describe('frames with a length', () => {
  test.each([
    [frame('abc'), [frame('abc')]],
    [frame(''), [frame('')]],
    [frame('123456'), [frame('123456')]],
    [`${frame('a')}${frame('')}${frame('bc')}`, [frame('a'), frame(''), frame('bc')]],
    [frame('abc').slice(0, 4), []],
    [`${frame('a')}T\0\x02rest`, [frame('a'), -7]],
    [`${frame('a')}T\0\x0arest`, [frame('a'), -7]],
    ['T\xff\xff', [-3]],
  ])('%j gives %j, wherever the chunks part', (text, wanted) => {
    for (const parts of splits(latin1(text))) expect(summed(cutsOf(length, ...parts))).toEqual(wanted);
    expect(summed(cutsOf(length, ...Array.from(latin1(text), (byte) => Uint8Array.of(byte))))).toEqual(wanted);
  });

  test('after a length that cannot be, nothing is trusted any more', () => {
    const framer = framerOf(length);
    expect(framer.push(latin1('T\0\x00'))).toEqual([
      { kind: 'noise', bytes: 3, rule: 'a frame is 3 to 9 bytes long', fatal: true },
    ]);
    expect(framer.push(latin1(frame('abc')))).toMatchObject([{ kind: 'noise', bytes: 6, fatal: true }]);
    expect(framer.pending_bytes).toBe(0);
  });

  test('a field of four bytes is read without overflow', () => {
    const wide: Framing = { by: 'length', offset: 2, width: 4, bytes_min: 10, bytes_max: 65_536 };
    expect(cutsOf(wide, latin1('\x04\x01\xff\xff\xff\xff'))).toEqual([-6]);
    const message = latin1(`\x04\x3e\0\0\0\x0a${'id12'}`);
    expect(cutsOf(wide, message)).toEqual([textOf(message)]);
  });
});

describe('whole messages', () => {
  const message: Framing = { by: 'message', bytes_max: 4 };
  test('are frames as they come, up to their limit', () => {
    expect(cutsOf(message, latin1('ab\r\n'), latin1(''), latin1('abcde'))).toEqual(['ab\r\n', -5]);
  });
});

describe('any bytes at all, in any chunks', () => {
  const framings: readonly Framing[] = [
    { by: 'line', bytes_max: 16 },
    { by: 'length', offset: 0, width: 2, bytes_min: 2, bytes_max: 16 },
  ];
  const some_bytes = fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) => bytes.map((byte) => (byte % 3 === 0 ? byte % 16 : byte)));
  test.each(framings)(
    '%j: the same frames and as much noise however they are cut, and never more held than allowed',
    (framing) => {
      fc.assert(
        fc.property(some_bytes, fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 12 }), (bytes, borders) => {
          const framer = framerOf(framing);
          const cuts: (string | number)[] = [];
          const edges = [
            0,
            ...borders.map((border) => Math.min(border, bytes.length)).sort((a, b) => a - b),
            bytes.length,
          ];
          for (const [index, edge] of edges.slice(1).entries()) {
            for (const cut of framer.push(bytes.slice(edges[index], edge))) {
              cuts.push(cut.kind === 'frame' ? textOf(cut.data) : -cut.bytes);
            }
            expect(framer.pending_bytes).toBeLessThanOrEqual(framing.bytes_max);
          }
          expect(summed(cuts)).toEqual(summed(cutsOf(framing, bytes)));
        }),
        { numRuns: 500 },
      );
    },
  );
});
