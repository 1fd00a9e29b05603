/** Lines as Adam manuals print them, without CR LF. */
import type { Example } from '../driver.ts';

export const adamExamples: readonly Example[] = [
  {
    says: 'kilograms after P (AZextra)',
    proof: 'specification',
    text: '     1.234kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_234_000 }],
  },
  {
    says: 'the display in 16 characters, below zero (Highland, format 2)',
    proof: 'specification',
    text: '-      123.45 g ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -123_450 }],
  },
  {
    says: 'gross after G, pounds (CPWplus)',
    proof: 'specification',
    text: 'G/W  + 5.00 lb',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 2_267_962 }],
  },
  {
    says: 'gross of a printed slip',
    proof: 'specification',
    text: 'Gross Wt        1.234 Kg',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_234_000 }],
  },
  {
    says: 'net of a printed slip: the gross stands beside it',
    proof: 'specification',
    text: 'Net Wt.  1.000 Kg',
    readings: [],
  },
  { says: 'the mass of one piece', proof: 'specification', text: 'Unit Wt. 123 g', readings: [] },
  { says: 'a sum', proof: 'specification', text: 'Total   123.45 g ', readings: [] },
  { says: 'a counter', proof: 'specification', text: 'No.         01', readings: [] },
  { says: 'a date', proof: 'specification', text: 'Date 12/09/2006', readings: [] },
  {
    says: 'continuous output, at rest (Highland)',
    proof: 'specification',
    text: 'ST,GS      123.45 g ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 123_450, stable: true }],
  },
  {
    says: 'continuous output, moving, net, below zero (Highland)',
    proof: 'specification',
    text: 'US,NT-     123.45 g ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -123_450, stable: false }],
  },
  {
    says: 'pieces are no mass',
    proof: 'specification',
    text: '          125 PCS',
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
    says: 'too much on it',
    proof: 'specification',
    text: '--OL--',
    readings: [{ kind: 'condition', channel: '1', condition: 'overload', says: 'OL: above the weighing range.' }],
  },
  {
    says: 'an error',
    proof: 'specification',
    text: 'Err 4',
    readings: [{ kind: 'condition', channel: '1', condition: 'fault', says: 'Err 4: see the manual of the scale.' }],
  },
];
