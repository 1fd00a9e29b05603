/** USB scales: where the sign hides, which unit it is, what is no number, and the report that is older than the talk. */
import { describe, expect, test } from 'vitest';
import { bytesOfHex } from '../../devices/codec/hex.ts';
import { understand } from '../../devices/driver.ts';
import { hidScale } from '../../devices/scales/hid-scale.ts';

function bytes(hex: string): Uint8Array {
  return bytesOfHex(hex.replaceAll(' ', '')) ?? new Uint8Array();
}

/** The mass, or the condition, or what the report breaks. */
function meaning(hex: string): number | string {
  const understood = understand(hidScale, bytes(hex), { retained: false });
  if (!understood.ok) return `${understood.fault.place} ${understood.fault.rule}`;
  const [reading] = understood.value;
  if (reading?.kind === 'weight') return reading.mass_mg;
  return reading?.kind === 'condition' ? reading.condition : 'nothing';
}

describe('a weight', () => {
  test.each([
    ['1 mg', '03 04 01 00 01 00', 1],
    ['1 g', '03 04 02 00 01 00', 1_000],
    ['1 kg', '03 04 03 00 01 00', 1_000_000],
    ['1 ct', '03 04 04 00 01 00', 200],
    ['1000 gr', '03 04 06 00 e8 03', 64_799],
    ['1000 dwt', '03 04 07 00 e8 03', 1_555_174],
    ['1 t', '03 04 08 00 01 00', 1_000_000_000],
    ['1 ozt', '03 04 0a 00 01 00', 31_103],
    ['1 oz', '03 04 0b 00 01 00', 28_350],
    ['1 lb', '03 04 0c 00 01 00', 453_592],
    ['1000 lb', '03 04 0c 00 e8 03', 453_592_370],
    ['0.3 g, which no float holds', '03 04 02 ff 03 00', 300],
    ['0.0005 g, halves away from zero', '03 04 02 fc 05 00', 1],
    ['65.535 kg, all 16 bits', '03 04 03 fd ff ff', 65_535_000],
    ['2 g written as 2 x 10^0 kg/1000', '03 04 03 fd 02 00', 2_000],
    ['40 kg written as 4 x 10^1', '03 04 03 01 04 00', 40_000_000],
  ])('of %s is exact', (_says, hex, expected) => {
    expect(meaning(hex)).toBe(expected);
  });

  test.each([
    ['taels, of which there are several', '03 04 05 00 01 00', 'unit must be one of 1, 2, 3, 4, 6, 7, 8, 10, 11, 12'],
    ['tons, of which there are two', '03 04 09 00 01 00', 'unit must be one of 1, 2, 3, 4, 6, 7, 8, 10, 11, 12'],
    ['unit 0', '03 04 00 00 01 00', 'unit must be one of 1, 2, 3, 4, 6, 7, 8, 10, 11, 12'],
    ['unit 13', '03 04 0d 00 01 00', 'unit must be one of 1, 2, 3, 4, 6, 7, 8, 10, 11, 12'],
    ['10^4', '03 04 02 04 01 00', 'exponent must be -6 to 3'],
    ['10^-7', '03 04 02 f9 01 00', 'exponent must be -6 to 3'],
    ['10^-128', '03 04 02 80 01 00', 'exponent must be -6 to 3'],
    ['2000 t', '03 04 08 03 02 00', 'count must be within 1000 t'],
    ['status 0', '03 00 02 00 01 00', 'status must be 1 to 8'],
    ['status 9', '03 09 02 00 01 00', 'status must be 1 to 8'],
    ['another report', '01 04 02 00 01 00', 'report_id must be 3 or 4, a weight'],
    ['a report cut short', '04 02 00 14', 'frame must be 5 bytes, or 6 with the number of the report'],
    ['a report with more', '03 04 02 00 14 00 00', 'frame must be 5 bytes, or 6 with the number of the report'],
    ['nothing', '', 'frame must be 5 bytes, or 6 with the number of the report'],
  ])('in %s is refused, never guessed', (_says, hex, expected) => {
    expect(meaning(hex)).toBe(expected);
  });
});

describe('the status', () => {
  test('tells the sign, which is nowhere else', () => {
    expect(meaning('03 04 02 00 0c 00')).toBe(12_000);
    expect(meaning('03 05 02 00 0c 00')).toBe(-12_000);
  });

  test('below zero with nothing is zero, not the zero below zero', () => {
    expect(Object.is(meaning('03 05 02 00 00 00'), 0)).toBe(true);
  });

  test('below zero says nothing of rest, so that nobody takes it for a weight at rest', () => {
    const understood = understand(hidScale, bytes('03 05 02 00 0c 00'), { retained: false });
    expect(understood).toEqual({ ok: true, value: [{ kind: 'weight', channel: '1', mass_mg: -12_000 }] });
  });

  test.each([
    ['at zero', '03 02 00 7f ff ff', 0],
    ['overload', '03 06 05 7f ff ff', 'overload'],
    ['fault', '03 01 00 80 ff ff', 'fault'],
  ])('%s counts, whatever stands where the number would be', (_says, hex, expected) => {
    expect(meaning(hex)).toBe(expected);
  });

  test('is found with and without the number of the report, also where it equals one', () => {
    expect(meaning('03 03 02 00 14 00')).toBe(20_000);
    expect(meaning('03 02 00 14 00')).toBe(20_000);
    expect(meaning('04 04 02 00 14 00')).toBe(20_000);
    expect(meaning('04 02 00 14 00')).toBe(20_000);
  });
});

describe('the talk with a USB scale', () => {
  const report = bytes('03 04 02 00 14 00');

  test.each([
    ['at once', 5, false],
    ['after 300 ms', 300, false],
    ['after 301 ms', 301, true],
    ['after an hour', 3_600_000, true],
  ])('the first report, %s', (_when, after_ms, deliver) => {
    const session = hidScale.session?.({});
    expect(session?.opened(1_000)).toMatchObject({ send: [], deliver: false, status: { state: 'ready' } });
    expect(session?.heard(report, 1_000 + after_ms)).toEqual({ send: [], deliver });
    expect(session?.heard(report, 1_000 + after_ms)).toEqual({ send: [], deliver: true });
  });
});
