/** Answers made from the table of the protocol; BCCs are computed. */
import type { Example } from '../driver.ts';

export const casEnqExamples: readonly Example[] = [
  { says: 'ready to be asked', proof: 'specification', hex: '06', readings: [] },
  { says: 'not ready', proof: 'specification', hex: '15', readings: [] },
  {
    says: 'kilograms at rest',
    proof: 'specification',
    hex: '01 02 53 20 20 31 2e 32 33 34 6b 67 75 03 04',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_234_000, stable: true }],
  },
  {
    says: 'a weight that still moves',
    proof: 'specification',
    hex: '01 02 55 20 20 31 2e 32 33 34 6b 67 73 03 04',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_234_000, stable: false }],
  },
  {
    says: 'below zero',
    proof: 'specification',
    hex: '01 02 53 2d 30 30 2e 30 35 30 6b 67 69 03 04',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -50_000, stable: true }],
  },
  {
    says: 'pounds, with a capital',
    proof: 'specification',
    hex: '01 02 53 20 20 32 2e 35 30 35 4c 62 51 03 04',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_136_249, stable: true }],
  },
  {
    says: 'overflow: F in place of sign and digits',
    proof: 'specification',
    hex: '01 02 55 46 46 46 46 46 46 46 6b 67 1f 03 04',
    readings: [{ kind: 'condition', channel: '1', condition: 'overload', says: 'Above the weighing range.' }],
  },
];
