import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineScanner } from '../../devices/barcode/line-scanner.ts';
import { framerOf } from '../../devices/codec/framer.ts';
import { scanBytes, scannerOn, usualManner } from '../../simulators/scanner.ts';

const scan = { aim: ']C1', code: '10AB\x1d21S' };

describe('the simulated scanner', () => {
  test.each([
    [usualManner, ']C110AB\x1d21S\r'],
    [{ ...usualManner, aim: false, suffix: 'crlf' }, '10AB\x1d21S\r\n'],
    [{ ...usualManner, prefix: 'stx', suffix: 'etx' }, '\x02]C110AB\x1d21S\x03'],
    [{ ...usualManner, suffix: 'lf', suffixes: 2 }, ']C110AB\x1d21S\n\n'],
  ] as const)('set to %o sends %j', (manner, text) => {
    expect(String.fromCharCode(...scanBytes(scan, manner))).toBe(text);
  });

  test('is understood once for each scan, whatever it is set to and however its bytes come', () => {
    const manner = fc.record({
      prefix: fc.constantFrom('none' as const, 'stx' as const),
      suffix: fc.constantFrom('cr' as const, 'lf' as const, 'crlf' as const, 'etx' as const, 'etx-crlf' as const),
      aim: fc.boolean(),
      suffixes: fc.constantFrom(1 as const, 2 as const),
    });
    fc.assert(
      fc.property(manner, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 5 }), (set, numbers, scans) => {
        const chance = { int: (min: number, max: number) => min + ((numbers.next().value ?? 0) % (max - min + 1)) };
        const framer = framerOf(lineScanner.framing);
        const heard: string[] = [];
        const scanner = scannerOn(
          (bytes) => {
            for (const cut of framer.push(bytes)) {
              const line = cut.kind === 'frame' ? lineScanner.frame.decode(cut.data) : undefined;
              heard.push(line?.ok ? line.value.code : 'noise');
            }
          },
          set,
          chance,
        );
        const said = Array.from({ length: scans }, () => scanner.scan(lineScanner.frame.sample(chance)));
        expect(heard).toEqual(said);
        expect(framer.pending_bytes).toBe(0);
      }),
    );
  });
});
