import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digitalLink } from '../../../devices/barcode/digital-link.ts';

const gtin = '09506000134352';

/** The AIs as they would be printed, or what is wrong. */
function read(text: string, lenient = false): string {
  const found = digitalLink(text, lenient);
  return found.ok ? found.ais.map(({ ai, value }) => `(${ai})${value}`).join('') : found.issue.code;
}

describe('Digital Links', () => {
  test.each([
    [`https://id.gs1.org/01/${gtin}`, `(01)${gtin}`],
    [`http://example.com/01/${gtin}`, `(01)${gtin}`],
    [`HTTPS://EXAMPLE.COM/01/${gtin}`, `(01)${gtin}`],
    [`https://example.com:8080/some/stem/01/${gtin}/22/2A/10/LOT/21/S1`, `(01)${gtin}(22)2A(10)LOT(21)S1`],
    [`https://example.com/01/${gtin}/10/LOT`, `(01)${gtin}(10)LOT`],
    [`https://example.com/01/${gtin}/235/T1`, `(01)${gtin}(235)T1`],
    [`https://example.com/01/${gtin}/21/a%2Fb`, `(01)${gtin}(21)a/b`],
    [`https://example.com/01/${gtin}/21/a+b`, `(01)${gtin}(21)a+b`],
    [`https://example.com/01/${gtin}/21/50%`, `(01)${gtin}(21)50%`],
    [`https://example.com/01/${gtin}?17=261231&3103=000195`, `(01)${gtin}(17)261231(3103)000195`],
    [`https://example.com/01/${gtin}?lang=de&17=261231&x&&linkType=all#top`, `(01)${gtin}(17)261231`],
    [`https://example.com/01/${gtin}?#`, `(01)${gtin}`],
    ['https://example.com/00/395011015300000011', '(00)395011015300000011'],
    ['https://example.com/414/9506000134376/254/A-1', '(414)9506000134376(254)A-1'],
    ['https://example.com/8003/09506000134376X1', '(8003)09506000134376X1'],
    [`https://example.com/01/x/01/${gtin}`, `(01)${gtin}`],
  ])('%s is %s', (text, wanted) => {
    expect(read(text)).toBe(wanted);
  });

  test.each([
    ['', 'NOT_DL'],
    ['ftp://example.com/01/09506000134352', 'NOT_DL'],
    [`HtTpS://example.com/01/${gtin}`, 'NOT_DL'],
    ['https://', 'NO_PRIMARY_KEY'],
    ['https://example.com', 'NO_PRIMARY_KEY'],
    ['https:///01/09506000134352', 'BAD_DOMAIN'],
    [`https://ex ample.com/01/${gtin}`, 'ILLEGAL_URI_CHARACTER'],
    [`https://user@example.com/01/${gtin}`, 'BAD_DOMAIN'],
    ['https://example.com/about/us', 'NO_PRIMARY_KEY'],
    [`https://example.com/01/${gtin}/`, 'NO_PRIMARY_KEY'],
    [`https://example.com/01/${gtin}/10/`, 'AI_VALUE_EMPTY'],
    [`https://example.com/01/${gtin}/21/S/10/L`, 'INVALID_KEY_QUALIFIER_SEQUENCE'],
    [`https://example.com/01/${gtin}/235/T/10/L`, 'INVALID_KEY_QUALIFIER_SEQUENCE'],
    [`https://example.com/01/${gtin}/99/X`, 'INVALID_KEY_QUALIFIER_SEQUENCE'],
    [`https://example.com/01/${gtin}?10=L`, 'AI_SHOULD_BE_IN_PATH'],
    [`https://example.com/00/395011015300000011?21=S`, 'AI_NOT_DATA_ATTRIBUTE'],
    [`https://example.com/01/${gtin}?89=L`, 'UNKNOWN_AI'],
    [`https://example.com/01/${gtin}?99=A&99=A`, 'DUPLICATE_AI'],
    [`https://example.com/01/${gtin}?01=${gtin}`, 'DUPLICATE_AI'],
    [`https://example.com/01/${gtin}?99=`, 'AI_VALUE_EMPTY'],
    [`https://example.com/01/${gtin}?99=a+b`, 'INVALID_CSET82_CHARACTER'],
    [`https://example.com/01/${gtin}?99=a%00b`, 'NUL'],
    [`https://example.com/01/${gtin}?17=261331`, 'ILLEGAL_MONTH'],
    ['https://example.com/01/09506000134353', 'INCORRECT_CHECK_DIGIT'],
    ['https://example.com/01/9506000134352', 'TOO_SHORT'],
  ])('%s is refused: %s', (text, code) => {
    expect(read(text)).toBe(code);
  });

  test('a lenient reader lengthens a GTIN', () => {
    expect(read('https://example.com/01/9506000134352', true)).toBe(`(01)${gtin}`);
    expect(read('https://example.com/01/614141999996', true)).toBe('(01)00614141999996');
    expect(read('https://example.com/8004/9506?01=73513537', true)).toBe('(8004)9506(01)00000073513537');
  });

  test('what is wrong is shown where it stands', () => {
    expect(digitalLink(`https://example.com/01/${gtin}/10/A%20B`, false)).toEqual({
      ok: false,
      issue: { code: 'INVALID_CSET82_CHARACTER', offset: 42, ai: '10' },
    });
    expect(digitalLink(`https://example.com/01/${gtin}?x=1&17=261331`, false)).toEqual({
      ok: false,
      issue: { code: 'ILLEGAL_MONTH', offset: 47, ai: '17' },
    });
  });

  test('nothing that comes makes it throw', () => {
    const piece = fc.constantFrom(
      '/',
      '01',
      gtin,
      '10',
      '?',
      '&',
      '=',
      '#',
      '%',
      '%41',
      '+',
      '99',
      'x',
      '.',
      '\0',
      'ÿ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, lenient) => {
        digitalLink(`https://e${pieces.join('')}`, lenient);
      }),
      { numRuns: 1_000 },
    );
  });
});
