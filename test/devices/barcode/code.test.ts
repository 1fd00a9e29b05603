import { describe, expect, test } from 'vitest';
import { aimOf, splitAim } from '../../../devices/barcode/aim.ts';
import { type DecodeOptions, decodeCode } from '../../../devices/barcode/code.ts';

const fnc1 = '\x1d';

/** Via, GTIN and AIs in one line, or what is wrong. */
function decoded(text: string, options: DecodeOptions = {}): string {
  const code = decodeCode(text, options);
  if (!code.ok) return code.error.code;
  if (code.kind !== 'gs1') return code.kind;
  return `${code.via} ${code.gtin ?? '-'} ${code.ais.map(({ ai, value }) => `(${ai})${value}`).join('')}`;
}

function warnings(text: string, options: DecodeOptions = {}): readonly string[] {
  const code = decodeCode(text, options);
  return code.ok ? code.warnings.map((warning) => `${warning.code} ${warning.ai ?? ''}`.trim()) : [];
}

describe('symbology identifiers', () => {
  test.each([
    [']C1', 'Code 128', 'gs1'],
    [']C0', 'Code 128', 'plain'],
    [']e0', 'GS1 DataBar', 'gs1'],
    [']d2', 'Data Matrix', 'gs1'],
    [']Q3', 'QR Code', 'gs1'],
    [']J1', 'DotCode', 'gs1'],
    [']E0', 'EAN/UPC', 'ean-13'],
    [']E3', 'EAN/UPC', 'ean-13-add-on'],
    [']E4', 'EAN/UPC', 'ean-8'],
    [']A0', 'Code 39', 'plain'],
    [']L2', 'PDF417', 'plain'],
    [']z0', 'Aztec Code', 'plain'],
  ])('%s is %s, %s', (identifier, symbology, content) => {
    expect(aimOf(identifier)).toEqual({ identifier, symbology, content });
  });

  test.each([']', ']C', ']C1x', ']W0', ']XX', 'C1', ''])('%j is none', (identifier) => {
    expect(aimOf(identifier)).toBeUndefined();
  });

  test('what only begins with a bracket stays a code', () => {
    expect(splitAim(']WEIRD')).toEqual({ code: ']WEIRD' });
  });
});

describe('codes with an identifier', () => {
  test.each([
    [']C10109506000134352', 'element 09506000134352 (01)09506000134352'],
    [`]C1${fnc1}0109506000134352`, 'element 09506000134352 (01)09506000134352'],
    [`]d20109506000134352 `.trim(), 'element 09506000134352 (01)09506000134352'],
    [']E09506000134352', 'gtin 09506000134352 (01)09506000134352'],
    [']E00042100005264', 'gtin 00042100005264 (01)00042100005264'],
    [']E473513537', 'gtin 00000073513537 (01)00000073513537'],
    [']E3950600013435212345', 'gtin 09506000134352 (01)09506000134352'],
    [`]E09506000134352|]e010LOT${fnc1}21S`, 'element 09506000134352 (01)09506000134352(10)LOT(21)S'],
    [']I119506000134359', 'gtin 19506000134359 (01)19506000134359'],
    [']C09506000134352', 'gtin 09506000134352 (01)09506000134352'],
    [']Q1https://example.com/01/09506000134352', 'digital-link 09506000134352 (01)09506000134352'],
    [']Q1HtTp://example.com/01/09506000134352', 'opaque'],
    [']Q1WIFI:S:warehouse;;', 'opaque'],
    [']C0SHELF-7', 'opaque'],
    [']d1', 'opaque'],
    [']E512', 'opaque'],
    [']C0TG-CMD.DONE', 'command'],
    [']C1', 'EMPTY'],
    [']E0123456789012', 'BAD_PRIMARY'],
    [']E0950600013435200', 'BAD_PRIMARY'],
    [']E09506000134353', 'INCORRECT_CHECK_DIGIT'],
    [']E3950600013435', 'BAD_PRIMARY'],
    [']E09506000134352|]e0', 'EMPTY'],
    [']Q1https://example.com/menu', 'NO_PRIMARY_KEY'],
    [']WEIRD', 'UNKNOWN_SYMBOLOGY_IDENTIFIER'],
  ])('%j: %s', (text, wanted) => {
    expect(decoded(text)).toBe(wanted);
  });

  test('an identifier may come apart from its code', () => {
    expect(decoded('0109506000134352', { aim: ']C1' })).toBe('element 09506000134352 (01)09506000134352');
    expect(decoded('0109506000134352', { aim: ']W0' })).toBe('UNKNOWN_SYMBOLOGY_IDENTIFIER');
  });

  test('a lenient reader takes a UPC that was not lengthened', () => {
    expect(decoded(']E0614141999996', { lenient: true })).toBe('gtin 00614141999996 (01)00614141999996');
    expect(decoded(']E004252614', { lenient: true })).toBe('gtin 00042100005264 (01)00042100005264');
    expect(warnings(']E0614141999996', { lenient: true })).toEqual(['UNEXPANDED_UPC']);
  });

  test('a lenient reader takes what keyboards put for FNC1', () => {
    expect(decoded(']C110AB|21S', { lenient: true })).toBe('element - (10)AB(21)S');
    expect(warnings(']C110AB|21S', { lenient: true })).toContain('REPLACED_SEPARATOR');
    expect(decoded(']C110AB|21S')).toBe('INVALID_CSET82_CHARACTER');
  });
});

describe('codes without an identifier', () => {
  test.each([
    ['9506000134352', 'gtin 09506000134352 (01)09506000134352'],
    [' 9506000134352\t', 'gtin 09506000134352 (01)09506000134352'],
    ['01234565', 'gtin 00000001234565 (01)00000001234565'],
    ['425261', 'gtin 00042100005264 (01)00042100005264'],
    ['395011015300000011', 'element - (00)395011015300000011'],
    ['(01)09506000134352(10)A', 'bracketed 09506000134352 (01)09506000134352(10)A'],
    ['https://example.com/01/09506000134352', 'digital-link 09506000134352 (01)09506000134352'],
    ['010950600013435217261231', 'element 09506000134352 (01)09506000134352(17)261231'],
    [`${fnc1}10A`, 'element - (10)A'],
    [`10A${fnc1}21B`, 'element - (10)A(21)B'],
    ['15210526100329', 'element - (15)210526(10)0329'],
    ['02095060001343523748', 'element 09506000134352 (02)09506000134352(37)48'],
    ['TG-LOC.A-01.3', 'location'],
    ['TG-CMD.', 'INVALID_PRINTED_CODE'],
    ['9506000134353', 'INCORRECT_CHECK_DIGIT'],
    ['24012345678909', 'INCORRECT_CHECK_DIGIT'],
    ['395011015300000012', 'INCORRECT_CHECK_DIGIT'],
    ['2425261', 'INVALID_NUMBER_SYSTEM'],
    ['12345', 'INVALID_LENGTH'],
    ['SHELF-7', 'NOT_GS1'],
    ['', 'EMPTY'],
    ['(01', 'BAD_BRACKETING'],
    ['ftp://example.com', 'NOT_DL'],
    ['x'.repeat(4_097), 'TOO_LONG_CODE'],
  ])('%j: %s', (text, wanted) => {
    expect(decoded(text)).toBe(wanted);
  });

  test('a valid GTIN is not taken for the element string it also is', () => {
    expect(decoded('96385074')).toBe('gtin 00000096385074 (01)00000096385074');
    expect(decoded(`${fnc1}96385074`)).toBe('element - (96)385074');
    expect(decoded(']C196385074')).toBe('element - (96)385074');
  });

  test('eight digits that could be two things name both', () => {
    expect(decodeCode('01234565')).toMatchObject({ gtins: ['00000001234565', '00012345000065'] });
    expect(warnings('01234565')).toEqual(['AMBIGUOUS_GTIN']);
  });
});

describe('what a warehouse wants to know', () => {
  test('is taken from the AIs', () => {
    const text = `]C10109506000134352310300150017261231${'10LOT'}${fnc1}21S-1${fnc1}3012`;
    expect(decodeCode(text, { reference_year: 2026 })).toMatchObject({
      gtin: '09506000134352',
      lot: 'LOT',
      serial: 'S-1',
      expiry: '261231',
      quantity: 12,
      net_mass_mg: 1_500_000,
      dates: { 17: '2026-12-31' },
      warnings: [],
    });
  });

  test('a pallet names its content and count', () => {
    expect(decodeCode('00395011015300000011020950600013435237120')).toMatchObject({
      sscc: '395011015300000011',
      gtin: '09506000134352',
      quantity: 120,
    });
  });

  test('decimals are told by the last digit of the AI', () => {
    const mass = (ai: string) => decodeCode(`(01)09506000134352(${ai})001234`);
    expect(mass('3100')).toMatchObject({ net_mass_mg: 1_234_000_000 });
    expect(mass('3105')).toMatchObject({ net_mass_mg: 12_340 });
    expect(mass('3202')).toMatchObject({ net_mass_mg: 5_597_330 });
    expect(mass('3562')).toMatchObject({ net_mass_mg: 383_817 });
  });

  test('ounces that may be of volume are an amount and no weight', () => {
    const decoded = decodeCode('(01)09506000134352(3572)001234');
    expect(decoded).toMatchObject({ amounts: { 3572: { value: 1234, decimals: 2 } } });
    expect(decoded).not.toHaveProperty('net_mass_mg');
  });
});

describe('warnings', () => {
  test.each([
    ['(01)09506000134352(10)A', []],
    ['(10)A', ['MISSING_AI 10']],
    ['(02)09506000134352', ['MISSING_AI 02']],
    ['(02)09506000134352(37)1', ['MISSING_AI 37']],
    ['(00)395011015300000011(02)09506000134352(37)1', []],
    ['(01)09506000134352(37)1', ['EXCLUDED_AI 01', 'MISSING_AI 37', 'MISSING_AI 37']],
    ['(01)09506000134352(3100)000001(3101)000002', ['EXCLUDED_AI 3100', 'EXCLUDED_AI 3101']],
    ['(01)09506000134352(250)A', ['MISSING_AI 250']],
    ['(01)09506000134352(21)1(250)A', []],
    ['(01)09506000134352(7004)1', ['MISSING_AI 7004']],
    ['(01)09506000134352(10)A(10)A', []],
    ['(01)09506000134352(10)A(10)B', ['CONFLICTING_AI 10']],
  ])('%s: %j', (text, wanted) => {
    expect(warnings(text)).toEqual(wanted);
  });

  test('a lot that ends in a date may have swallowed it', () => {
    expect(warnings('010950600013435210032915210526')).toEqual(['MISSING_SEPARATOR 10']);
    expect(warnings(`01095060001343521003291521052${fnc1}3712`)).toEqual([
      'EXCLUDED_AI 01',
      'MISSING_AI 37',
      'MISSING_AI 37',
    ]);
    expect(warnings('0109506000134352100329')).toEqual([]);
  });
});

describe('restricted circulation numbers', () => {
  test('mean something only in a region', () => {
    expect(decodeCode('2388060112344')).not.toHaveProperty('restricted');
    expect(decodeCode('2388060112344', { region: 'Finland' })).toMatchObject({
      gtin: '02388060112344',
      restricted: { measure: { kind: 'weight', mass_mg: 1_234_000, kilograms: '1.234' }, item_gtin: '02388060100006' },
    });
    expect(decoded('2388060112344', { region: 'Atlantis' })).toBe('UNKNOWN_REGION');
  });
});
