/** Scales that send lines: A&D and CAS, Ohaus, Sartorius and Adam, character by character. */
import { describe, expect, test } from 'vitest';
import { type Driver, understand } from '../../devices/driver.ts';
import { adStGs } from '../../devices/scales/ad-st-gs.ts';
import { adam } from '../../devices/scales/adam.ts';
import { ohaus } from '../../devices/scales/ohaus.ts';
import { sartoriusSbi } from '../../devices/scales/sartorius-sbi.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function said(driver: Driver, text: string) {
  const understood = understand(driver, latin1(text), { retained: false });
  if (!understood.ok) return `${understood.fault.kind} ${understood.fault.place}`;
  return understood.value.map((reading) => {
    if (reading.kind === 'weight') return [reading.mass_mg, reading.stable];
    return reading.kind === 'condition' ? reading.condition : reading.kind;
  });
}

describe('a line with ST, US or OL', () => {
  test.each([
    ['ST,+00012345.6  g', [[12_345_600, true]]],
    ['US,+0001234.56  g', [[1_234_560, false]]],
    ['ST,-00000.05 kg', [[-50_000, true]]],
    ['ST,+00000.00 kg', [[0, true]]],
    ['ST,-00000.00 kg', [[0, true]]],
    ['ST,+0001.2345 oz', [[34_997, true]]],
    ['ST,+0001.2345ozt', [[38_397, true]]],
    ['ST,+0001.2345 lb', [[559_960, true]]],
    ['ST,+00001.000 ct', [[200, true]]],
    ['ST,+00001.000dwt', [[1_555, true]]],
    ['ST,+00001.000 GN', [[65, true]]],
    ['WT,+00001.000  g', [[1_000, undefined]]],
    ['ST,HI,+00123.45 kg', [[123_450_000, true]]],
    ['ST,--,+00123.45 kg', [[123_450_000, true]]],
    ['US,LO,-00001.23 kg', [[-1_230_000, false]]],
    ['QT,+00012345 PC', ['fault']],
    ['ST,+000123.4  %', ['fault']],
    ['OL,+9999999.9  g', ['overload']],
    ['OL,-9999999.9  g', ['underload']],
    ['OL,--,+9999999.9  g', ['overload']],
    ['OL,+99999E+19', ['overload']],
    ['ST,GS,+0012.345,kg', [[12_345_000, true]]],
    ['ST,GS,+  4.876kg', [[4_876_000, true]]],
    ['ST,GS,-  4.876kg', [[-4_876_000, true]]],
    ['ST,GS,   245.6 g', [[245_600, true]]],
    ['ST,GS    20.7g     ', [[20_700, true]]],
    ['ST,GS, 00254.80 kg', [[254_800_000, true]]],
    ['ST,NT,+0012.34kg', [[12_340_000, true]]],
    ['US,NT,+000000.Kg', [[0, false]]],
    ['ST,G ,+01234.5kg', [[1_234_500_000, true]]],
    ['ST,N ,+0034.5 t', [[34_500_000_000, true]]],
    ['ST,GS,+0012.5lb', [[5_669_905, true]]],
    ['ST,T ,+01234.5kg', []],
    ['ST,TR,+0001.234kg', []],
    ['ST,PT,+0001.234kg', []],
    ['HD,NT,+0001.234kg', []],
    ['OL,GS,+       kg', ['overload']],
    ['OL,GS,        kg', ['overload']],
    ['OL,NT,-    .  kg', ['underload']],
    ['LO,GS,+       kg', ['overload']],
    ['ST,GS,1\xc4,000013.5 kg', [[13_500_000, true]]],
    ['US,NT,=\xa2,-00013.5 kg', [[-13_500_000, false]]],
    ['ST,GS,1D,   13.50 kg', [[13_500_000, true]]],
    ['ST,GS,1\x85,0013.500\xffkg', [[13_500_000, true]]],
    ['ST,GS,1\xc4,001350.51 g', [[1_350_500, true]]],
    ['ST,TR,1\xc4,000013.5 kg', []],
    ['OL,GS,1\x84,         kg', ['overload']],
    ['OL,GS,1\x84,-        kg', ['underload']],
  ])('%j means %j', (text, expected) => {
    expect(said(adStGs, text)).toEqual(expected);
  });

  test.each([
    ['ST,+0001.2345  t', 'unsupported standard.mass.unit'],
    ['ST,+0001.2345 tl', 'unsupported standard.mass.unit'],
    ['ST,+0001.2345mom', 'unsupported standard.mass.unit'],
    ['ST,+0001.2345  N', 'unsupported standard.mass.unit'],
    ['ST,GS,+0012.345', 'unsupported status.mass.unit'],
    ['ST,GS,+01234,5kg', 'format frame'],
    ['ST,N ,+01234.5 t', 'range status.mass'],
    ['ST,GS,+0012.3.5kg', 'format status.mass.amount'],
    ['XX,GS,+0012.345kg', 'format status.rest'],
    ['ST,GX,+0012.345kg', 'format frame'],
    ['ST,GS,1\xc4,0000+3.5 kg', 'format cas.mass.amount'],
    ['0012.345kg', 'format frame'],
    ['', 'format frame'],
  ])('%j is refused', (text, expected) => {
    expect(said(adStGs, text)).toBe(expected);
  });
});

describe('an Ohaus line', () => {
  test.each([
    ['    0.360 kg    G  ', [[360_000, true]]],
    ['-   0.360 kg    G  ', [[-360_000, true]]],
    ['    0.360 kg   ?G  ', [[360_000, false]]],
    ['    0.360 kg   ?N', [[360_000, false]]],
    ['     1.234 kg   B/G', [[1_234_000, true]]],
    ['     1.234 kg ? NET', [[1_234_000, false]]],
    ['-     12.34 lb  NET', [[-5_597_330, true]]],
    ['        0.00 g     ', [[0, true]]],
    ['       12.73 g    ?', [[12_730, false]]],
    ['        311 g ?', [[311_000, false]]],
    ['       0.01 g    00:00:00', [[10, true]]],
    ['     176.30 g ? 00:00:15', [[176_300, false]]],
    ['      0.4500 ozt', [[13_997, true]]],
    ['           3 PCS  ?', ['fault']],
    ['       12.5 %', ['fault']],
    ['    0.500 kg    T  ', []],
    ['     207.80 g TOTAL', []],
    ['SCALE: 1', []],
    ['G                1.734 kg  ', []],
    ['T                0.500 kg', []],
    ['N -              1.234 kg ?', [[-1_234_000, false]]],
    ['Err 8.3', ['overload']],
    ['Err 8.4', ['underload']],
    ['Err: 9.5', ['fault']],
    ['ES', ['fault']],
    ['OK', []],
  ])('%j means %j', (text, expected) => {
    expect(said(ohaus, text)).toEqual(expected);
  });

  test.each([
    ['    0.360    G', 'unsupported weight.mass.unit'],
    ['    0.360 tael', 'unsupported weight.mass.unit'],
    ['    0,360 kg    G', 'format frame'],
    ['    0.360 kg    XYZ', 'format weight.legend'],
    ['    0.85 oz     WET WT', 'format frame'],
    ['0lb:5.3oz', 'format frame'],
  ])('%j is refused', (text, expected) => {
    expect(said(ohaus, text)).toBe(expected);
  });
});

describe('a Sartorius line', () => {
  test.each([
    ['+   1255.7 g  ', [[1_255_700, true]]],
    ['-   1255.7 g  ', [[-1_255_700, true]]],
    ['    1255.7 g  ', [[1_255_700, true]]],
    ['+   123.56 kg ', [[123_560_000, true]]],
    ['+ 111.25507 mg', [[111, true]]],
    ['N     +   123.56 g  ', [[123_560, true]]],
    ['N     +  123.5[6]g  ', [[123_560, true]]],
    ['+  123.5[6]g  ', [[123_560, true]]],
    ['G#    +   1255.7 g  ', [[1_255_700, true]]],
    ['N1    -    0.050 kg ', [[-50_000, true]]],
    ['N     +    0.031    ', ['motion']],
    ['+    0.031    ', ['motion']],
    ['-  123.5[6]   ', ['motion']],
    ['T1    +    0.031    ', []],
    ['T2    +    0.500 kg ', []],
    ['W.Diff+    0.500 kg ', []],
    ['x-Net +    0.500 kg ', []],
    ['Qnt   +      253 pcs', []],
    ['+      253 pcs', ['fault']],
    ['      H       ', ['overload']],
    ['      HH      ', ['overload']],
    ['     High     ', ['overload']],
    ['      L       ', ['underload']],
    ['      Low     ', ['underload']],
    ['      C       ', ['fault']],
    ['      --      ', ['motion']],
    ['Stat        H       ', ['overload']],
    ['Stat        LL      ', ['underload']],
    ['Stat      Cal.Ext.  ', ['fault']],
    ['Stat     Err 54     ', ['fault']],
    ['Stat     ERR  54    ', ['fault']],
    ['Stat     APP.ER     ', ['fault']],
    ['Err 101       ', ['fault']],
    ['     E  54    ', ['fault']],
    ['              ', ['fault']],
  ])('%j means %j', (text, expected) => {
    expect(said(sartoriusSbi, text)).toEqual(expected);
  });

  test.each([
    ['+   1255.7 tlh', 'unsupported weight.mass.unit'],
    ['+   1255.7 K  ', 'unsupported weight.mass.unit'],
    ['+   1255,7 g  ', 'format frame'],
    ['Stat', 'format frame'],
  ])('%j is refused', (text, expected) => {
    expect(said(sartoriusSbi, text)).toBe(expected);
  });
});

describe('an Adam line', () => {
  test.each([
    ['     1.234kg', [[1_234_000, undefined]]],
    ['-    1.234kg', [[-1_234_000, undefined]]],
    ['+    2.00 kg', [[2_000_000, undefined]]],
    ['-      123.45 g ', [[-123_450, undefined]]],
    ['G/W  + 5.00 lb', [[2_267_962, undefined]]],
    ['G/W  - 5.00 lb', [[-2_267_962, undefined]]],
    ['G     +    2.00  kg', [[2_000_000, undefined]]],
    ['Gross Wt        1.234 Kg', [[1_234_000, undefined]]],
    ['GROSS   123.45 g ', [[123_450, undefined]]],
    ['ST,GS      123.45 g ', [[123_450, true]]],
    ['US,NT-     123.45 g ', [[-123_450, false]]],
    ['ST,GROSS   123.45 g ', [[123_450, true]]],
    ['OL,GS-             g', ['underload']],
    ['N/W  + 1.00 lb', []],
    ['N     +    1.00  kg', []],
    ['Net Wt.  1.000 Kg', []],
    ['Tare Wt  0.234 Kg', []],
    ['Wt. 1.234 Kg', []],
    ['Unit Wt. 123 g', []],
    ['PCS 10 pcs', []],
    ['Total   123.45 g ', []],
    ['No.         01', []],
    ['Date 12/09/2006', []],
    ['Time 14:56:27', []],
    ['          125 PCS', ['fault']],
    ['--OL--', ['overload']],
    ['LO', ['underload']],
    ['Err 4', ['fault']],
  ])('%j means %j', (text, expected) => {
    expect(said(adam, text)).toEqual(expected);
  });

  test.each([
    ['Bruto 1.234 kg', 'format frame'],
    ['     1.234', 'format frame'],
    ['G     1.234 st', 'unsupported gross.mass.unit'],
  ])('%j is refused', (text, expected) => {
    expect(said(adam, text)).toBe(expected);
  });
});
