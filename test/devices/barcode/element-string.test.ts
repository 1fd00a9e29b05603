import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bracketed, encodeBracketed } from '../../../devices/barcode/bracketed.ts';
import { type AiValue, elementString, encodeElements } from '../../../devices/barcode/element-string.ts';
import { type Ai, aiOf, ais } from '../../../devices/barcode/gs1-ai.ts';
import { checkPairOf } from '../../../devices/barcode/gs1-content.ts';
import { checkDigitOf } from '../../../devices/barcode/gtin.ts';

const fnc1 = '\x1d';

function read(text: string) {
  return elementString(text, 0, false);
}

describe('the table', () => {
  test('has every AI of the dictionary, in order, each once', () => {
    expect(ais).toHaveLength(541);
    expect(new Set(ais.map(({ ai }) => ai)).size).toBe(541);
  });

  test.each([
    ['00', 'SSCC', true],
    ['01', 'GTIN', true],
    ['10', 'BATCH/LOT', false],
    ['17', 'USE BY or EXPIRY', true],
    ['3105', 'NET WEIGHT (kg)', true],
    ['3695', 'VOLUME (yd³), log', true],
    ['417', 'PARTY', true],
    ['7003', 'EXPIRY TIME', false],
    ['8111', 'POINTS', false],
    ['99', 'INTERNAL', false],
  ])('(%s) is %s; length told by its first digits: %s', (name, title, predefined) => {
    expect(aiOf(name)).toMatchObject({ title, predefined });
  });

  test('only these need no separator: 00-04, 11-20, 31-36 and 41', () => {
    const beginnings = new Set(ais.filter(({ predefined }) => predefined).map(({ ai }) => ai.slice(0, 2)));
    expect([...beginnings].join(' ')).toBe('00 01 02 03 11 12 13 15 16 17 20 31 32 33 34 35 36 41');
  });

  test('AIs that begin with the same two digits are equally long', () => {
    const lengths = new Map<string, Set<number>>();
    for (const { ai } of ais) {
      const beginning = ai.slice(0, 2);
      lengths.set(beginning, (lengths.get(beginning) ?? new Set()).add(ai.length));
    }
    expect([...lengths.values()].every(({ size }) => size === 1)).toBe(true);
  });
});

describe('element strings', () => {
  test.each([
    ['0109506000134352', [['01', '09506000134352']]],
    [
      '010950600013435217261231',
      [
        ['01', '09506000134352'],
        ['17', '261231'],
      ],
    ],
    [
      `10AB-1${fnc1}0109506000134352`,
      [
        ['10', 'AB-1'],
        ['01', '09506000134352'],
      ],
    ],
    [
      `0109506000134352${fnc1}10AB-1${fnc1}`,
      [
        ['01', '09506000134352'],
        ['10', 'AB-1'],
      ],
    ],
    [
      `81111234${fnc1}10A`,
      [
        ['8111', '1234'],
        ['10', 'A'],
      ],
    ],
  ])('%j', (text, pairs) => {
    const wanted = pairs.map(([ai, value]) => ({ ai, value }));
    expect(read(text)).toEqual({ ok: true, ais: wanted });
  });

  test.each([
    ['', 'EMPTY', undefined, 0],
    ['891234', 'UNKNOWN_AI', undefined, 0],
    ['8', 'UNKNOWN_AI', undefined, 0],
    ['A1', 'UNKNOWN_AI', undefined, 0],
    ['010950600013435', 'TOO_SHORT', '01', 15],
    [`010950600013435${fnc1}10A`, 'TOO_SHORT', '01', 15],
    ['01095060001343522', 'UNKNOWN_AI', undefined, 16],
    ['0109506000134353', 'INCORRECT_CHECK_DIGIT', '01', 15],
    ['10', 'TOO_SHORT', '10', 2],
    [`10${fnc1}17261231`, 'TOO_SHORT', '10', 2],
    ['10123456789012345678901', 'TOO_LONG', '10', 22],
    [`10A${fnc1}${fnc1}17261231`, 'UNKNOWN_AI', undefined, 4],
    ['17261331', 'ILLEGAL_MONTH', '17', 4],
    ['020950600013435237120010LOT', 'NON_DIGIT_CHARACTER', '37', 24],
    ['10A B', 'INVALID_CSET82_CHARACTER', '10', 3],
    ['10A\u0141', 'INVALID_CSET82_CHARACTER', '10', 3],
  ])('%j is refused: %s', (text, code, ai, offset) => {
    const issue = ai === undefined ? { code, offset } : { code, offset, ai };
    expect(read(text)).toEqual({ ok: false, issue });
  });

  test('a lenient reader lets separators come twice', () => {
    expect(elementString(`${fnc1}10A${fnc1}${fnc1}17261231${fnc1}${fnc1}`, 0, true)).toEqual({
      ok: true,
      ais: [
        { ai: '10', value: 'A' },
        { ai: '17', value: '261231' },
      ],
    });
  });

  test('any AIs of the table, with any values that fit them, are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(anyAiValue(), { minLength: 1, maxLength: 8 }), (written) => {
        const text = encodeElements(written);
        expect(text).toMatchObject({ ok: true });
        expect(read(text.ok ? text.text : '')).toEqual({ ok: true, ais: written });
        expect(bracketed(encodeBracketed(written))).toEqual({ ok: true, ais: written });
      }),
      { numRuns: 400 },
    );
  });

  test('nothing that comes makes it throw, and what it reads it can write again', () => {
    const noise = fc.string({ unit: fc.constantFrom('0', '1', '2', '3', '4', '7', '8', 'A', fnc1, '(', '\0', 'ÿ') });
    fc.assert(
      fc.property(noise, fc.boolean(), (text, lenient) => {
        const found = elementString(text, 0, lenient);
        if (found.ok) expect(encodeElements(found.ais)).toMatchObject({ ok: true });
      }),
      { numRuns: 1_000 },
    );
  });

  test('what cannot be written is said: unknown AIs and values that do not fit', () => {
    expect(encodeElements([{ ai: '89', value: '1' }])).toEqual({
      ok: false,
      issue: { code: 'UNKNOWN_AI', offset: 0, ai: '89' },
    });
    expect(encodeElements([{ ai: '01', value: '123' }])).toEqual({
      ok: false,
      issue: { code: 'TOO_SHORT', offset: 3, ai: '01' },
    });
  });
});

describe('bracketed AIs', () => {
  test('a bracket in a value is escaped', () => {
    expect(bracketed('(10)A\\(1)(17)261231')).toEqual({
      ok: true,
      ais: [
        { ai: '10', value: 'A(1)' },
        { ai: '17', value: '261231' },
      ],
    });
  });

  test.each([
    ['', 'EMPTY', 0],
    ['(', 'BAD_BRACKETING', 0],
    ['()1', 'BAD_BRACKETING', 0],
    ['(1)1', 'BAD_BRACKETING', 0],
    ['(10', 'BAD_BRACKETING', 0],
    ['(1A)1', 'BAD_BRACKETING', 0],
    ['(12345)1', 'BAD_BRACKETING', 0],
    ['x(10)1', 'BAD_BRACKETING', 0],
    ['(10)A(', 'BAD_BRACKETING', 5],
    ['(89)1', 'UNKNOWN_AI', 1],
    ['(10)(11)261231', 'TOO_SHORT', 4],
    ['(01)095060001343521', 'TOO_LONG', 18],
    ['(17)2(90)61231', 'TOO_SHORT', 5],
  ])('%j is refused: %s', (text, code, offset) => {
    expect(bracketed(text)).toMatchObject({ ok: false, issue: { code, offset } });
  });
});

/** A pair whose value has the AI's characters and lengths; what needs more than these is made to fit, or another AI taken. */
function anyAiValue(): fc.Arbitrary<AiValue> {
  return fc
    .constantFrom(...ais)
    .chain((ai) =>
      fc.record({ ai: fc.constant(ai.ai), value: fc.tuple(...partsOf(ai)).map((parts) => parts.join('')) }),
    )
    .filter(({ ai, value }) => bracketed(encodeBracketed([{ ai, value }])).ok);
}

function partsOf(ai: Ai): readonly fc.Arbitrary<string>[] {
  const alphabet = { 1: '0123456789', 2: 'AZaz09-./_"(%', 4: 'AZ09#-/', 8: 'AZaz09-_' };
  return ai.parts.map((part) => {
    const [letters] = Object.entries(alphabet).flatMap(([set, list]) => (Number(set) === part.set ? [list] : []));
    const text = fc.string({
      unit: fc.constantFrom(...(letters ?? '0')),
      minLength: part.min,
      maxLength: part.max,
    });
    return text.map((drawn) => fitted(ai.ai, drawn, part.min));
  });
}

/** Makes check digits, check pairs and dates right. */
function fitted(ai: string, drawn: string, length: number): string {
  if (['8013', '8014'].includes(ai)) return `9501${drawn.slice(0, 15)}${checkPairOf(`9501${drawn.slice(0, 15)}`)}`;
  if ([13, 14, 17, 18].includes(length)) return `${drawn.slice(0, -1)}${checkDigitOf(drawn.slice(0, -1))}`;
  if (length === 6) return `${drawn.slice(0, 2)}0${(Number(drawn[3]) % 9) + 1}1${drawn.slice(5)}`;
  return drawn;
}
