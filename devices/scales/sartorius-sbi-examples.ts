/** Lines as Sartorius manuals print them, without CR LF. */
import type { Example } from '../driver.ts';

export const sartoriusSbiExamples: readonly Example[] = [
  {
    says: '16 characters, at rest',
    proof: 'specification',
    text: '+   1255.7 g  ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_255_700, stable: true }],
  },
  {
    says: '22 characters, net',
    proof: 'specification',
    text: 'N     +   123.56 g  ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 123_560, stable: true }],
  },
  {
    says: '22 characters, gross, below zero, kilograms',
    proof: 'specification',
    text: 'G#    -    0.050 kg ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -50_000, stable: true }],
  },
  {
    says: 'a digit that is not verified',
    proof: 'specification',
    text: 'N     +  123.5[6]g  ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 123_560, stable: true }],
  },
  {
    says: 'no unit: not at rest',
    proof: 'specification',
    text: 'N     +    0.031    ',
    readings: [{ kind: 'condition', channel: '1', condition: 'motion', says: 'A value without unit: not at rest.' }],
  },
  {
    says: 'milligrams with nine places',
    proof: 'specification',
    text: '+111.25507 mg ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 111, stable: true }],
  },
  {
    says: 'pieces are no mass',
    proof: 'specification',
    text: '+      253 pcs',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'The scale shows pieces instead of a mass; switch it to weighing.',
      },
    ],
  },
  { says: 'the stored tare', proof: 'specification', text: 'T1    +    0.500 kg ', readings: [] },
  { says: 'pieces of the counting application', proof: 'specification', text: 'Qnt   +      253 pcs', readings: [] },
  {
    says: '16 characters, overload',
    proof: 'specification',
    text: '      H       ',
    readings: [{ kind: 'condition', channel: '1', condition: 'overload', says: 'H: above the weighing range.' }],
  },
  {
    says: '22 characters, underload',
    proof: 'specification',
    text: 'Stat        Low     ',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'underload',
        says: 'Low: below the weighing range; is the pan in place?',
      },
    ],
  },
  {
    says: 'adjustment',
    proof: 'specification',
    text: 'Stat        C       ',
    readings: [{ kind: 'condition', channel: '1', condition: 'fault', says: 'C: the balance is being adjusted.' }],
  },
  {
    says: 'an error',
    proof: 'specification',
    text: 'Stat     Err 54     ',
    readings: [{ kind: 'condition', channel: '1', condition: 'fault', says: 'Err 54: see the manual of the balance.' }],
  },
  {
    says: 'a dark display',
    proof: 'specification',
    text: '              ',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'The display is dark; is the balance in standby?',
      },
    ],
  },
];
