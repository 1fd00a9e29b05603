import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineScanner } from '../../../devices/barcode/line-scanner.ts';
import { understand } from '../../../devices/driver.ts';
import { driverOf } from '../../../devices/registry.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const context = { retained: false };

describe('a scanner that sends lines', () => {
  test('is in the registry', () => {
    expect(driverOf('line-scanner')).toBe(lineScanner);
  });

  test.each(lineScanner.examples)('understands $says', ({ hex, text, readings }) => {
    const bytes = text === undefined ? Buffer.from((hex ?? '').replaceAll(' ', ''), 'hex') : latin1(text);
    const decoded = lineScanner.frame.decode(bytes);
    expect(decoded.ok && lineScanner.readings(decoded.value, context)).toEqual(readings);
  });

  test('says what a code stands for', () => {
    expect(understand(lineScanner, latin1(']E09506000134352'), context)).toMatchObject({
      ok: true,
      value: [{ kind: 'scan', aim: ']E0', code: '9506000134352', meaning: { kind: 'gs1', gtins: ['09506000134352'] } }],
    });
  });

  test.each([
    ['', 'truncated'],
    [']C1', 'truncated'],
    ['\0\0', 'format'],
    ['95\x1b06', 'format'],
    ['a\x7f', 'format'],
    ['x'.repeat(4_097), 'too-long'],
  ])('%j is a fault: %s', (text, kind) => {
    expect(lineScanner.frame.decode(latin1(text))).toMatchObject({ ok: false, fault: { kind } });
  });

  test('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const chance = {
          int(min: number, max: number) {
            const { value } = numbers.next();
            return min + ((value ?? 0) % (max - min + 1));
          },
        };
        const value = lineScanner.frame.sample(chance);
        expect(lineScanner.frame.decode(lineScanner.frame.encode(value))).toEqual({ ok: true, value });
      }),
    );
  });

  test('never throws at noise', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void understand(lineScanner, bytes, context)));
  });
});
