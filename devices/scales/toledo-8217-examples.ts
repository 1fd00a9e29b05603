/** Answers as the 8217 protocol prints them, from STX to CR; those with bit 7 show even parity on a port set to 8 data bits. */
import type { Example } from '../driver.ts';

export const toledo8217Examples: readonly Example[] = [
  {
    says: 'kilograms at rest',
    proof: 'specification',
    hex: '02 30 30 2e 35 33 38 0d',
    unit: 'kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 538_000, stable: true }],
  },
  {
    says: 'pounds at rest, to the nearest milligram',
    proof: 'specification',
    hex: '02 30 32 2e 35 30 0d',
    unit: 'lb',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_133_981, stable: true }],
  },
  {
    says: 'ounces of a parcel scale',
    proof: 'specification',
    hex: '02 30 30 31 2e 35 30 0d',
    unit: 'oz',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 42_524, stable: true }],
  },
  {
    says: 'a net weight, leading zeros blank',
    proof: 'specification',
    hex: '02 20 31 2e 32 33 34 4e 0d',
    unit: 'kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_234_000, stable: true }],
  },
  {
    says: 'even parity where no parity was expected',
    proof: 'specification',
    hex: '82 30 30 2e 35 33 b8 8d',
    unit: 'kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 538_000, stable: true }],
  },
  {
    says: 'a weight while no unit is configured',
    proof: 'specification',
    hex: '02 30 30 2e 35 33 38 0d',
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
    says: 'status A: in motion',
    proof: 'specification',
    hex: '02 3f 41 0d',
    readings: [{ kind: 'condition', channel: '1', condition: 'motion', says: 'Not at rest, no weight for now.' }],
  },
  {
    says: 'status C: in motion above the range',
    proof: 'specification',
    hex: '02 3f 43 0d',
    readings: [{ kind: 'condition', channel: '1', condition: 'overload', says: 'Above the weighing range.' }],
  },
  {
    says: 'status d: net and under zero',
    proof: 'specification',
    hex: '02 3f 64 0d',
    readings: [
      { kind: 'condition', channel: '1', condition: 'underload', says: 'Below zero; is the platter in place?' },
    ],
  },
  {
    says: 'status P: at zero, as after Z',
    proof: 'specification',
    hex: '02 3f 50 0d',
    readings: [{ kind: 'condition', channel: '1', condition: 'zero', says: 'At zero.' }],
  },
  {
    says: 'status `: net, nothing else to say',
    proof: 'specification',
    hex: '02 3f 60 0d',
    readings: [],
  },
];
