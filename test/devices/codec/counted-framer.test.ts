import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksumFits, checksumOf } from '../../../devices/codec/checksum.ts';
import { framerOf } from '../../../devices/codec/framer.ts';
import type { CountedFraming } from '../../../devices/codec/framing.ts';
import { bytesOfHex, hexOf } from '../../../devices/codec/hex.ts';

function bytes(hex: string): Uint8Array {
  const read = bytesOfHex(hex.replaceAll(' ', ''));
  if (read === undefined) throw new Error(hex);
  return read;
}

describe('checksums', () => {
  test.each([
    ['sum-8', 'BB 00 22 00 00', 1, '22'],
    ['sum-8', 'BB 02 22 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76', 1, 'EF'],
    ['crc-16-mcrf4xx', '31 32 33 34 35 36 37 38 39', 0, '916F'],
    ['crc-16-mcrf4xx', '04 FF 01', 0, '1BB4'],
    ['crc-16-mcrf4xx', '04 00 21', 0, 'D96A'],
    ['crc-16-thingmagic', 'FF 00 03', 1, '1D0C'],
    ['crc-16-thingmagic', 'FF 10 2F 00 00 01 22 00 00 05 07 22 10 00 1B 03 E8 01 FF', 1, 'DD2B'],
    ['crc-16-gen2', '3400 30751FEB705C5904E3D50D70', 0, '3A76'],
    ['crc-16-gen2', '3000 000000000000000000001545', 0, 'E94A'],
  ] as const)('%s of %s from byte %i is %s', (name, hex, from, sum) => {
    const covered = bytes(hex);
    expect(hexOf(Uint8Array.from(checksumOf(name, covered, from)))).toBe(sum);
    expect(checksumFits(name, bytes(hex + sum), from, covered.length)).toBe(true);
    expect(checksumFits(name, bytes(`${hex}0000`), from, covered.length)).toBe(false);
  });
});

/** A start, a mark, a length of one byte that counts the body, a sum, an end. */
const framing: CountedFraming = {
  by: 'counted',
  starts: [
    { start: 0xbb, end: 0x7e },
    { start: 0xaa, end: 0xdd },
  ],
  length: { offset: 2, width: 1, adds: 5 },
  marks: [{ offset: 1, any_of: [0, 1] }],
  check: { of: 'sum-8', from: 1, after: 1 },
  bytes_min: 5,
  bytes_max: 14,
};

/** Frames as hexadecimal and noise as its size; noise that follows noise counts together. */
function cutsOf(of: CountedFraming, ...chunks: readonly Uint8Array[]): readonly (string | number)[] {
  const framer = framerOf(of);
  const cuts: (string | number)[] = [];
  for (const cut of chunks.flatMap((chunk) => framer.push(chunk))) {
    const last = cuts.at(-1);
    if (cut.kind === 'frame') cuts.push(hexOf(cut.data));
    else if (typeof last === 'number') cuts[cuts.length - 1] = last + cut.bytes;
    else cuts.push(cut.bytes);
    expect(framer.pending_bytes).toBeLessThanOrEqual(of.bytes_max);
  }
  return cuts;
}

const one = 'BB00021122357E';
const other = 'AA010001DD';

describe('frames with a length inside and a checksum', () => {
  test.each([
    ['one frame', one, [one]],
    ['another start and end', other, [other]],
    ['two after each other', one + other, [one, other]],
    ['start and end inside a frame', 'BB0003BB7EAAE67E', ['BB0003BB7EAAE67E']],
    ['noise before, between and after', `0102${one}FFBB7E${other}99`, [2, one, 3, other, 1]],
    ['a wrong checksum, then a good frame', `BB00021122367E${one}`, [7, one]],
    ['a wrong end, then a good frame', `BB00021122357D${one}`, [7, one]],
    ['a wrong mark, then a good frame', `BB02021122377E${one}`, [7, one]],
    ['a frame cut off by the next', `BB000211${one}`, [4, one]],
    ['a good frame inside a bad one', `BB0006${one}00`, [3, one, 1]],
    ['a length that cannot be', `BB00FF${one}`, [3, one]],
    ['half a frame', one.slice(0, 8), []],
  ])('%s', (_, hex, wanted) => {
    const all = bytes(hex);
    for (let at = 0; at <= all.length; at += 1) {
      expect(cutsOf(framing, all.subarray(0, at), all.subarray(at))).toEqual(wanted);
    }
    expect(cutsOf(framing, ...Array.from(all, (byte) => Uint8Array.of(byte)))).toEqual(wanted);
  });

  test('a frame stays as it is when the memory of its chunk is used again', () => {
    const chunk = bytes(one);
    const [cut] = framerOf(framing).push(chunk);
    chunk.fill(0);
    expect(cut).toEqual({ kind: 'frame', data: bytes(one) });
  });

  test('without a start byte any byte may begin a frame', () => {
    const bare: CountedFraming = {
      by: 'counted',
      length: { offset: 0, width: 1, adds: 1 },
      check: { of: 'crc-16-mcrf4xx', from: 0, after: 0 },
      bytes_min: 5,
      bytes_max: 16,
    };
    expect(cutsOf(bare, bytes('04FF011BB4'), bytes('FF000400'), bytes('01DB4B'))).toEqual([
      '04FF011BB4',
      2,
      '040001DB4B',
    ]);
  });
});

test('any bytes at all: the same frames and as much noise however they are cut, and every byte is accounted for', () => {
  const pieces = fc.oneof(
    fc.constant(one),
    fc.constant(other),
    fc.constant('BB0009'),
    fc.uint8Array({ maxLength: 12 }).map((some) => hexOf(some)),
  );
  const stream = fc.array(pieces, { maxLength: 12 }).map((all) => bytes(all.join('')));
  fc.assert(
    fc.property(stream, fc.array(fc.nat({ max: 120 }), { maxLength: 10 }), (all, borders) => {
      const edges = [0, ...borders.map((border) => Math.min(border, all.length)).sort((a, b) => a - b), all.length];
      const chunks = edges.slice(1).map((edge, index) => all.slice(edges[index], edge));
      const whole = cutsOf(framing, all);
      expect(cutsOf(framing, ...chunks)).toEqual(whole);
      const framer = framerOf(framing);
      framer.push(all);
      const seen = whole.reduce<number>((sum, cut) => sum + (typeof cut === 'number' ? cut : cut.length / 2), 0);
      expect(seen + framer.pending_bytes).toBe(all.length);
    }),
    { numRuns: 1_000 },
  );
});

describe('silence on the line', () => {
  /** No byte marks a beginning, so any can be one: as in Reader18. */
  const unmarked: CountedFraming = {
    by: 'counted',
    length: { offset: 0, width: 1, adds: 1 },
    marks: [{ offset: 2, any_of: [1] }],
    check: { of: 'crc-16-mcrf4xx', from: 0, after: 0 },
    bytes_min: 6,
    bytes_max: 256,
  };
  const frame = '050001FBF23D';

  test('shows that a beginning was none, and what it held back is found', () => {
    const framer = framerOf(unmarked);
    expect(framer.push(bytes(`F00001${frame}${frame}`))).toEqual([]);
    const cuts = framer.silence?.() ?? [];
    expect(cuts.flatMap((cut) => (cut.kind === 'frame' ? [hexOf(cut.data)] : []))).toEqual([frame, frame]);
    expect(cuts.reduce((sum, cut) => sum + (cut.kind === 'noise' ? cut.bytes : 0), 0)).toBe(3);
    expect(framer.pending_bytes).toBe(0);
    expect(framer.silence?.()).toEqual([]);
  });

  test('ends a frame whose rest is lost, and the next one is whole', () => {
    const framer = framerOf(unmarked);
    framer.push(bytes('050001'));
    expect(framer.silence?.()).toMatchObject([{ kind: 'noise', bytes: 3 }]);
    expect(framer.push(bytes(frame)).map((cut) => cut.kind)).toEqual(['frame']);
  });

  test('accounts for every byte, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (given) => {
        const framer = framerOf(unmarked);
        const cuts = [...framer.push(given), ...(framer.silence?.() ?? [])];
        const counted = cuts.map((cut) => (cut.kind === 'frame' ? cut.data.length : cut.bytes));
        expect(counted.reduce((sum, size) => sum + size, 0)).toBe(given.length);
        expect(framer.pending_bytes).toBe(0);
      }),
    );
  });
});
