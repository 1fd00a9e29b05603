/** Frames made from the bit tables of the manuals; checksums are computed. */
import type { Example } from '../driver.ts';

export const toledoContinuousExamples: readonly Example[] = [
  {
    says: 'kilograms, gross, at rest, with checksum',
    proof: 'specification',
    hex: '02 2d 30 20 30 31 32 33 34 35 30 30 30 30 30 30 0d 25',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 12_345_000, stable: true }],
  },
  {
    says: 'the same without checksum',
    proof: 'specification',
    hex: '02 2d 30 20 30 31 32 33 34 35 30 30 30 30 30 30 0d',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 12_345_000, stable: true }],
  },
  {
    says: 'the short form without tare, in motion',
    proof: 'specification',
    hex: '02 2d 38 20 30 31 32 33 34 35 0d',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 12_345_000, stable: false }],
  },
  {
    says: 'net of a tare',
    proof: 'specification',
    hex: '02 2d 31 20 30 31 31 38 34 35 30 30 30 35 30 30 0d 1b',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 11_845_000, stable: true }],
  },
  {
    says: 'below zero: the sign is a bit',
    proof: 'specification',
    hex: '02 2d 32 20 30 30 30 30 31 30 30 30 30 30 30 30 0d 31',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -10_000, stable: true }],
  },
  {
    says: 'pounds below zero from a terminal whose word B is then the same byte as STX',
    proof: 'specification',
    hex: '02 2c 02 20 30 30 30 32 35 30 30 30 30 30 30 30 0d 5c',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -1_133_981, stable: true }],
  },
  {
    says: 'grams by word C, blanks for zeros, one decimal',
    proof: 'specification',
    hex: '02 2b 20 21 20 20 35 33 38 32 20 20 20 20 20 30 0d 23',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 538_200, stable: true }],
  },
  {
    says: 'hundreds of kilograms: two zeros are not sent',
    proof: 'specification',
    hex: '02 30 30 20 30 30 30 31 32 33 30 30 30 30 30 30 0d 2b',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 12_300_000_000, stable: true }],
  },
  {
    says: 'pounds of a terminal with other constant bits',
    proof: 'specification',
    hex: '02 55 30 31 30 30 32 35 30 35 0d 0f',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_136_249, stable: true }],
  },
  {
    says: 'no unit by word C, configured as kilograms',
    proof: 'specification',
    hex: '02 2d 30 27 30 30 31 30 30 30 30 30 30 30 30 30 0d 2c',
    unit: 'kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_000_000, stable: true }],
  },
  {
    says: 'no unit by word C and none configured',
    proof: 'specification',
    hex: '02 2d 30 27 30 30 31 30 30 30 30 30 30 30 30 30 0d 2c',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'The scale does not say in which unit it weighs: set "unit" of this device to what it shows.',
      },
    ],
  },
  {
    says: 'out of range, whatever the digits',
    proof: 'specification',
    hex: '02 2d 34 20 30 31 32 33 34 35 30 30 30 30 30 30 0d 21',
    readings: [{ kind: 'condition', channel: '1', condition: 'overload', says: 'Out of the weighing range.' }],
  },
  {
    says: 'out of range below zero',
    proof: 'specification',
    hex: '02 2d 36 20 2d 2d 2d 2d 2d 2d 30 30 30 30 30 30 0d 40',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'underload',
        says: 'Below the weighing range; is the pan in place?',
      },
    ],
  },
  {
    says: 'ten times finer: where the point stands is uncertain',
    proof: 'specification',
    hex: '02 2d 30 30 31 32 33 34 35 36 30 30 30 30 30 30 0d 0f',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'Shows ten times finer, so that the place of its point is uncertain: end this display.',
      },
    ],
  },
  {
    says: 'not zeroed since power-up',
    proof: 'specification',
    hex: '02 2d 70 20 30 30 30 30 30 30 30 30 30 30 30 30 0d 74',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'Not zeroed since it was switched on: empty it and press its zero key.',
      },
    ],
  },
];
