/** Lines as the manuals of the families print them, without CR LF. */
import type { Example } from '../driver.ts';

const overload = [
  { kind: 'condition', channel: '1', condition: 'overload', says: 'OL: above the weighing range.' },
] as const;
const underload = [
  {
    kind: 'condition',
    channel: '1',
    condition: 'underload',
    says: 'OL: below the weighing range; is the pan in place?',
  },
] as const;

export const adStGsExamples: readonly Example[] = [
  {
    says: 'A&D standard format, at rest',
    proof: 'specification',
    text: 'ST,+00012345.6  g',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 12_345_600, stable: true }],
  },
  {
    says: 'A&D standard format, moving, below zero',
    proof: 'specification',
    text: 'US,-00000.05 kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -50_000, stable: false }],
  },
  {
    says: 'A&D standard format with a comparator',
    proof: 'specification',
    text: 'ST,OK,+00123.45 kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 123_450_000, stable: true }],
  },
  {
    says: 'A&D standard format, troy ounces to the nearest milligram',
    proof: 'specification',
    text: 'ST,+0001.2345ozt',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 38_397, stable: true }],
  },
  {
    says: 'A&D standard format, too much on it',
    proof: 'specification',
    text: 'OL,+9999999.9  g',
    readings: overload,
  },
  {
    says: 'A&D standard format, too little on it',
    proof: 'specification',
    text: 'OL,-9999999.9  g',
    readings: underload,
  },
  {
    says: 'A&D counting: pieces are no mass',
    proof: 'specification',
    text: 'QT,+00012345 PC',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'The scale shows pieces instead of a mass; switch it to weighing.',
      },
    ],
  },
  {
    says: 'an indicator, gross',
    proof: 'specification',
    text: 'ST,GS,+0012.345kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 12_345_000, stable: true }],
  },
  {
    says: 'an indicator that parts the unit by a comma',
    proof: 'specification',
    text: 'ST,GS,+0012.345,kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 12_345_000, stable: true }],
  },
  {
    says: 'a clone with blanks for zeros, net and moving',
    proof: 'specification',
    text: 'US,NT,-  4.876kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -4_876_000, stable: false }],
  },
  {
    says: 'a clone with a point at the end',
    proof: 'specification',
    text: 'US,NT,+000013.Kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 13_000_000, stable: false }],
  },
  {
    says: 'an indicator with one-letter headers, in tonnes',
    proof: 'specification',
    text: 'ST,G ,+0001.25 t',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_250_000_000, stable: true }],
  },
  {
    says: 'the tare of an indicator: not what lies on it',
    proof: 'specification',
    text: 'ST,TR,+0000.500kg',
    readings: [],
  },
  {
    says: 'a held value: no longer what lies on it',
    proof: 'specification',
    text: 'HD,GS,+0012.345kg',
    readings: [],
  },
  {
    says: 'an indicator, too much on it, blanks for digits',
    proof: 'specification',
    text: 'OL,GS,+    .   kg',
    readings: overload,
  },
  {
    says: 'an indicator, too little on it',
    proof: 'specification',
    text: 'OL,NT,-    .   kg',
    readings: underload,
  },
  {
    says: 'CAS, 22 bytes, device 1, lamps for stable and gross',
    proof: 'specification',
    hex: '53 54 2c 47 53 2c 31 c4 2c 30 30 30 30 31 33 2e 35 20 6b 67',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 13_500_000, stable: true }],
  },
  {
    says: 'CAS, 22 bytes, moving and net, a digit for the relays',
    proof: 'specification',
    hex: '55 53 2c 4e 54 2c 3d a2 2c 2d 30 30 31 33 2e 35 30 31 6b 67',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -13_500_000, stable: false }],
  },
  {
    says: 'CAS, 22 bytes, overload',
    proof: 'specification',
    hex: '4f 4c 2c 47 53 2c 31 84 2c 20 20 20 20 20 20 20 20 20 6b 67',
    readings: overload,
  },
];
