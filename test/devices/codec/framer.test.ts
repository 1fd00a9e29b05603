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

const block: Framing = { by: 'start-end', start: 0x02, end: 0x0d, bytes_max: 8 };

describe('frames with a start and an end', () => {
  test.each([
    ['\x02ab\r', ['\x02ab\r']],
    ['\x02ab\r\x02cd\r', ['\x02ab\r', '\x02cd\r']],
    ['\x02\r', ['\x02\r']],
    ['noise\x02ab\r\n\x02cd\r', [-5, '\x02ab\r', -1, '\x02cd\r']],
    ['\x02ab\x02cd\r', [-3, '\x02cd\r']],
    ['\x02ab', []],
    ['\r\r', [-2]],
    ['\x02123456\r', ['\x02123456\r']],
    ['\x021234567\r\x02ab\r', [-9, '\x02ab\r']],
    ['\x021234567\x02ab\r', [-8, '\x02ab\r']],
    ['\x02123456789\x02ab\r', [-10, '\x02ab\r']],
  ])('%j gives %j, wherever the chunks part', (text, wanted) => {
    for (const parts of splits(latin1(text))) expect(summed(cutsOf(block, ...parts))).toEqual(wanted);
    expect(summed(cutsOf(block, ...Array.from(latin1(text), (byte) => Uint8Array.of(byte))))).toEqual(wanted);
  });

  test('a frame without end is reported as soon as it is too long, and never held', () => {
    const framer = framerOf(block);
    const cuts = framer.push(latin1(`\x02${'x'.repeat(1_000)}`));
    expect(cuts.reduce((sum, cut) => sum + (cut.kind === 'noise' ? cut.bytes : 0), 0)).toBe(1_001);
    expect(framer.pending_bytes).toBe(0);
    expect(framer.push(latin1('\x02ab\r'))).toEqual([{ kind: 'frame', data: latin1('\x02ab\r') }]);
  });

  test('a frame stays as it is when the memory of its chunk is used again', () => {
    const chunk = latin1('\x02ab\r');
    const [cut] = framerOf(block).push(chunk);
    chunk.fill(0);
    expect(cut).toEqual({ kind: 'frame', data: latin1('\x02ab\r') });
  });

  test('the eighth bit is parity where seven count, and stays in the frame', () => {
    const seven: Framing = { ...block, seven_bits: true };
    expect(cutsOf(seven, latin1('\x82ab\x8d\x02cd\r'))).toEqual(['\x82ab\x8d', '\x02cd\r']);
    expect(summed(cutsOf(block, latin1('\x82ab\x8d\x02cd\r')))).toEqual([-4, '\x02cd\r']);
  });

  test('bytes that may be anything are neither start nor end', () => {
    const fixed: Framing = { ...block, any_bytes: 2 };
    expect(cutsOf(fixed, latin1('\x02\x02\rab\r\x02\r\r\r'))).toEqual(['\x02\x02\rab\r', '\x02\r\r\r']);
    expect(cutsOf(fixed, latin1('\x02abc\x02def\r'))).toEqual([-4, '\x02def\r']);
  });

  test('a start byte may be content', () => {
    const lined: Framing = { by: 'start-end', start: 0x0a, end: 0x03, bytes_max: 16, start_inside: true };
    expect(cutsOf(lined, latin1('\n12lb\r\n00\r\x03\n10\r\x03'))).toEqual(['\n12lb\r\n00\r\x03', '\n10\r\x03']);
    expect(summed(cutsOf(lined, latin1('\n12lb\r\n00\r\n12lb\r\n00\r\x03\n10\r\x03')))).toEqual([
      -16,
      '\n00\r\x03',
      '\n10\r\x03',
    ]);
  });

  test('some bytes are frames by themselves, between frames only', () => {
    const talk: Framing = { by: 'start-end', start: 0x01, end: 0x04, bytes_max: 6, alone: [0x06, 0x15] };
    const text = '\x06\x01a\x06b\x04x\x15';
    for (const parts of splits(latin1(text))) {
      expect(cutsOf(talk, ...parts)).toEqual(['\x06', '\x01a\x06b\x04', -1, '\x15']);
    }
  });
});

describe('frames that may end with a sum', () => {
  const summing: Framing = { by: 'start-end', start: 0x02, end: 0x0d, bytes_max: 12, sum_after: 'maybe' };
  const right = (text: string) => String.fromCharCode(-latin1(text).reduce((sum, byte) => sum + byte, 0) & 0x7f);
  const bare = '\x02ab\r';
  const whole = `${bare}${right(bare)}`;
  /** Its sum is the same byte as the start. */
  const twin = '\x02=2\r';

  test('the table has a frame whose sum is a start', () => {
    expect(right(twin)).toBe('\x02');
  });

  test.each([
    [`${whole}${whole}`, [whole, whole]],
    [`${bare}${bare}\x02`, [bare, bare]],
    [bare, []],
    [`${whole}${bare}${whole}`, [whole, bare, whole]],
    [`${bare}!${whole}`, [`${bare}!`, whole]],
    [`${bare}\n${bare}\n`, [`${bare}\n`, `${bare}\n`]],
    [`${twin}\x02${twin}\x02\x02`, [`${twin}\x02`, `${twin}\x02`]],
    [`${twin}${twin}${bare}\x02`, [twin, twin, bare]],
    [`${twin}\x02`, []],
    ['\x0212345678901\r', [-13]],
    ['\x021234567890\r\x02', ['\x021234567890\r']],
  ])('%j gives %j, wherever the chunks part', (text, wanted) => {
    for (const parts of splits(latin1(text))) expect(summed(cutsOf(summing, ...parts))).toEqual(wanted);
    expect(summed(cutsOf(summing, ...Array.from(latin1(text), (byte) => Uint8Array.of(byte))))).toEqual(wanted);
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
    { by: 'start-end', start: 0x02, end: 0x0d, bytes_max: 16 },
    { by: 'start-end', start: 0x02, end: 0x0d, bytes_max: 16, seven_bits: true, any_bytes: 3, sum_after: 'maybe' },
    { by: 'start-end', start: 0x0a, end: 0x03, bytes_max: 16, start_inside: true },
    { by: 'start-end', start: 0x01, end: 0x04, bytes_max: 15, any_bytes: 12, alone: [0x06, 0x15] },
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
