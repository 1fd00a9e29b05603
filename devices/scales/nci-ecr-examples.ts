/** Answers by the NCI protocol, from LF to ETX, made from its manuals. */
import type { Example } from '../driver.ts';

export const nciEcrExamples: readonly Example[] = [
  {
    says: 'pounds at rest',
    proof: 'specification',
    hex: '0a 30 30 31 32 2e 33 34 6c 62 0d 0a 30 30 0d 03',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 5_597_330, stable: true }],
  },
  {
    says: 'kilograms in capitals, three status bytes after an S',
    proof: 'specification',
    hex: '0a 30 30 2e 35 33 38 4b 47 0d 0a 53 30 70 30 0d 03',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 538_000, stable: true }],
  },
  {
    says: 'grams between blanks',
    proof: 'specification',
    hex: '0a 20 20 35 33 38 67 20 0d 0a 30 30 0d 03',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 538_000, stable: true }],
  },
  {
    says: 'pounds and ounces, four status bytes',
    proof: 'specification',
    hex: '0a 31 4c 42 20 30 32 2e 35 30 4f 5a 0d 0a 30 70 70 30 0d 03',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 524_466, stable: true }],
  },
  {
    says: 'a weight that still moves',
    proof: 'specification',
    hex: '0a 30 30 31 32 2e 33 34 6c 62 0d 0a 31 30 0d 03',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 5_597_330, stable: false }],
  },
  {
    says: 'below zero with its sign, called under',
    proof: 'specification',
    hex: '0a 2d 30 30 30 2e 30 35 6b 67 0d 0a 30 31 0d 03',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -50_000, stable: true }],
  },
  {
    says: 'called under beside a weight without sign: no number to trust',
    proof: 'specification',
    hex: '0a 30 30 30 2e 30 35 6b 67 0d 0a 30 31 0d 03',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'underload',
        says: 'Below the weighing range; is the platter in place?',
      },
    ],
  },
  {
    says: 'the status alone: in motion',
    proof: 'specification',
    hex: '0a 31 30 0d 03',
    readings: [{ kind: 'condition', channel: '1', condition: 'motion', says: 'Not at rest, no weight for now.' }],
  },
  {
    says: 'the status alone: over capacity',
    proof: 'specification',
    hex: '0a 30 32 0d 03',
    readings: [{ kind: 'condition', channel: '1', condition: 'overload', says: 'Above the weighing range.' }],
  },
  {
    says: 'the status alone: at zero, as after Z',
    proof: 'specification',
    hex: '0a 53 32 30 0d 03',
    readings: [{ kind: 'condition', channel: '1', condition: 'zero', says: 'At zero.' }],
  },
  {
    says: 'upper bars on the display',
    proof: 'specification',
    hex: '0a 5e 5e 5e 5e 5e 5e 6c 62 0d 0a 30 32 0d 03',
    readings: [{ kind: 'condition', channel: '1', condition: 'overload', says: 'Above the weighing range.' }],
  },
  {
    says: 'middle bars on the display',
    proof: 'specification',
    hex: '0a 2d 2d 2d 2d 2d 2d 6c 62 0d 0a 30 30 0d 03',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'No zero was found: empty the scale and switch it off and on.',
      },
    ],
  },
  {
    says: 'faulty calibration beside a weight',
    proof: 'specification',
    hex: '0a 30 30 31 32 2e 33 34 6c 62 0d 0a 30 38 0d 03',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'The scale has to be calibrated before it weighs.',
      },
    ],
  },
  {
    says: 'a command it does not know',
    proof: 'specification',
    hex: '0a 3f 0d 03',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: '?: the scale does not know the command; is it set to NCI or ECR?',
      },
    ],
  },
];
