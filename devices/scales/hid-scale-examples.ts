/** Reports as the usage tables lay them out; some are known from scales in the field, none was captured by us. */
import type { Example } from '../driver.ts';

const channel = '1';

export const hidScaleExamples: readonly Example[] = [
  {
    says: '20 g at rest',
    proof: 'specification',
    hex: '03 04 02 00 14 00',
    readings: [{ kind: 'weight', channel, mass_mg: 20_000, stable: true }],
  },
  {
    says: '645.2 oz at rest, to the nearest milligram',
    proof: 'specification',
    hex: '03 04 0b ff 34 19',
    readings: [{ kind: 'weight', channel, mass_mg: 18_291_112, stable: true }],
  },
  {
    says: 'the same 20 g where reports are not numbered',
    proof: 'specification',
    hex: '04 02 00 14 00',
    readings: [{ kind: 'weight', channel, mass_mg: 20_000, stable: true }],
  },
  {
    says: '20 g from a scale that calls its report 4',
    proof: 'specification',
    hex: '04 04 02 00 14 00',
    readings: [{ kind: 'weight', channel, mass_mg: 20_000, stable: true }],
  },
  {
    says: '2.5 lb, still moving',
    proof: 'specification',
    hex: '03 03 0c ff 19 00',
    readings: [{ kind: 'weight', channel, mass_mg: 1_133_981, stable: false }],
  },
  {
    says: '12 g below zero: the sign is in the status only',
    proof: 'specification',
    hex: '03 05 02 00 0c 00',
    readings: [{ kind: 'weight', channel, mass_mg: -12_000 }],
  },
  {
    says: 'nothing on it, at rest, in ounces',
    proof: 'specification',
    hex: '03 02 0b ff 00 00',
    readings: [{ kind: 'weight', channel, mass_mg: 0, stable: true }],
  },
  {
    says: 'too much on it, with a number that means nothing',
    proof: 'specification',
    hex: '03 06 00 00 ff ff',
    readings: [{ kind: 'condition', channel, condition: 'overload', says: 'Above the weighing range.' }],
  },
  {
    says: 'a fault',
    proof: 'specification',
    hex: '03 01 00 00 00 00',
    readings: [{ kind: 'condition', channel, condition: 'fault', says: 'The scale reports a fault.' }],
  },
  {
    says: 'in need of calibration',
    proof: 'specification',
    hex: '03 07 02 00 00 00',
    readings: [
      { kind: 'condition', channel, condition: 'fault', says: 'The scale has to be calibrated before it weighs.' },
    ],
  },
  {
    says: 'in need of zeroing',
    proof: 'specification',
    hex: '03 08 02 00 00 00',
    readings: [
      {
        kind: 'condition',
        channel,
        condition: 'fault',
        says: 'The scale has to be set to zero: empty it and press its zero key.',
      },
    ],
  },
];
