/** Lines as MT-SICS manuals print them, without the CR LF that the framer takes off. */
import type { Example } from '../driver.ts';

export const mtSicsExamples: readonly Example[] = [
  {
    says: 'a weight at rest',
    proof: 'specification',
    text: 'S S     100.00 g',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 100_000, stable: true }],
  },
  {
    says: 'a weight that still moves, below zero',
    proof: 'specification',
    text: 'S D      -0.05 g',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -50, stable: false }],
  },
  {
    says: 'kilograms with three decimals',
    proof: 'specification',
    text: 'S S     12.345 kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 12_345_000, stable: true }],
  },
  {
    says: 'pounds, to the nearest milligram',
    proof: 'specification',
    text: 'S S      2.505 lb',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_136_249, stable: true }],
  },
  {
    says: 'ounces, to the nearest milligram',
    proof: 'specification',
    text: 'S S       1.00 oz',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 28_350, stable: true }],
  },
  {
    says: 'carats',
    proof: 'specification',
    text: 'S S     12.345 ct',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 2_469, stable: true }],
  },
  {
    says: 'no weight for now',
    proof: 'specification',
    text: 'S I',
    readings: [
      { kind: 'condition', channel: '1', condition: 'motion', says: 'S I: busy or not at rest, no weight for now.' },
    ],
  },
  {
    says: 'no weight at all',
    proof: 'specification',
    text: 'S L',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'S L: the scale cannot give its weight; is it in a menu, or in another application?',
      },
    ],
  },
  {
    says: 'too much on it',
    proof: 'specification',
    text: 'S +',
    readings: [{ kind: 'condition', channel: '1', condition: 'overload', says: 'S +: above the weighing range.' }],
  },
  {
    says: 'the pan taken off',
    proof: 'specification',
    text: 'S -',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'underload',
        says: 'S -: below the weighing range; is the pan in place?',
      },
    ],
  },
  {
    says: 'tared at its keys or by another program',
    proof: 'specification',
    text: 'T S     100.00 g',
    readings: [{ kind: 'condition', channel: '1', condition: 'zero', says: 'Tared: weights are net of a new tare.' }],
  },
  {
    says: 'set to zero',
    proof: 'specification',
    text: 'Z A',
    readings: [{ kind: 'condition', channel: '1', condition: 'zero', says: 'Set to zero.' }],
  },
  {
    says: 'zero outside its range, so not done',
    proof: 'specification',
    text: 'Z +',
    readings: [],
  },
  {
    says: 'a command it does not know',
    proof: 'specification',
    text: 'ES',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'ES: the scale does not know the command; is it set to MT-SICS?',
      },
    ],
  },
  {
    says: 'the greeting after power-up',
    proof: 'specification',
    text: 'I4 A "B021002593"',
    readings: [{ kind: 'condition', condition: 'restarted', says: 'Switched on or reset, serial number B021002593.' }],
  },
];
