import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCode, meaningOfCode } from '../../../devices/barcode/code.ts';
import { encodePrinted } from '../../../devices/barcode/printed-code.ts';

const fnc1 = '\x1d';

describe('the meaning of a scan', () => {
  test.each([
    ['TG-CMD.QTY.12', undefined, { kind: 'command', name: 'QTY', args: ['12'] }],
    ['TG-CMD.RECEIVE', ']C0', { kind: 'command', name: 'RECEIVE', args: [] }],
    [
      'TG-TEST.AQZWYM0123456789-./:',
      undefined,
      { kind: 'test', ok: true, says: 'layout test read as printed: this scanner is set up right' },
    ],
    ['TG-TEST.AQ-01', undefined, { kind: 'command', name: 'TEST', args: ['AQ-01'] }],
    ['TG-LOC.A-01.3', undefined, { kind: 'location', code: 'A-01.3' }],
    ['(414)9506000134376(254)A', undefined, { kind: 'location', code: '(414)9506000134376(254)A' }],
    ['4149506000134376', ']C1', { kind: 'location', code: '(414)9506000134376' }],
    [
      '9506000134352',
      undefined,
      {
        kind: 'gs1',
        via: 'gtin',
        ais: [{ ai: '01', value: '09506000134352' }],
        gtins: ['09506000134352'],
        warnings: [],
      },
    ],
    [
      '0109506000134353',
      ']C1',
      {
        kind: 'invalid',
        code: 'INCORRECT_CHECK_DIGIT',
        message: 'AI (01): the check digit does not fit the other digits',
        ai: '01',
        offset: 15,
      },
    ],
  ])('of %j with %s', (code, aim, meaning) => {
    expect(meaningOfCode(code, aim)).toEqual(meaning);
  });

  test.each([
    ['SHELF-7', undefined],
    ['10-A-3', undefined],
    ['21ABC', undefined],
    ['991234', undefined],
    ['12345', undefined],
    ['(A)7', undefined],
    ['tg-cmd.done', undefined],
    ['TG-7', undefined],
    ['0109506000134352', ']A0'],
    ['https://example.com/menu', ']Q1'],
    ['https://example.com/menu', undefined],
    ['Grüße', undefined],
    ['x'.repeat(5_000), undefined],
    ['', undefined],
  ])('%j with %s is opaque: a company may call its things what it likes', (code, aim) => {
    expect(meaningOfCode(code, aim)).toEqual({ kind: 'opaque' });
  });

  test('an identifier nobody knows counts as none', () => {
    expect(meaningOfCode('9506000134352', ']?0')).toMatchObject({ kind: 'gs1', gtins: ['09506000134352'] });
  });

  test('what a person printed is read as it was meant', () => {
    const word = fc.string({ unit: fc.constantFrom(...'ABCXYZ0189-'), minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 3 }), (name, args) => {
        const printed = { kind: 'command', name: `C${name}`, args } as const;
        expect(meaningOfCode(encodePrinted(printed))).toEqual(printed);
        const location = { kind: 'location', code: [name, ...args].join('.') } as const;
        expect(meaningOfCode(encodePrinted(location))).toEqual(location);
      }),
    );
  });

  test('nothing that comes makes it throw', () => {
    const piece = fc.constantFrom(
      ']C1',
      ']E0',
      ']Q1',
      '(01)',
      '(',
      ')',
      '01',
      '9506000134352',
      fnc1,
      '|',
      '10',
      'A',
      'https://e/',
      '/01/',
      'TG-',
      'CMD.',
      '\0',
      'ÿ',
      ' ',
      '\u20ac',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.option(fc.constantFrom(']C1', ']E0', ']d1', 'x'), { nil: undefined }),
        (pieces, aim) => {
          const text = pieces.join('');
          const meaning = meaningOfCode(text, aim);
          const code = decodeCode(text, {
            lenient: true,
            region: 'de',
            reference_year: 2026,
            ...(aim === undefined ? {} : { aim }),
          });
          if (meaning.kind === 'gs1' && code.ok) expect(code.kind).toBe('gs1');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
