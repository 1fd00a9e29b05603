/** Lines as Ohaus manuals print them, without CR LF. */
import type { Example } from '../driver.ts';

export const ohausExamples: readonly Example[] = [
  {
    says: 'kilograms at rest, gross (Defender)',
    proof: 'specification',
    text: '    0.360 kg    G  ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 360_000, stable: true }],
  },
  {
    says: 'kilograms that still move, net (Defender)',
    proof: 'specification',
    text: '-   0.360 kg   ?N  ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -360_000, stable: false }],
  },
  {
    says: 'the answer to P, below zero, net (Ranger)',
    proof: 'specification',
    text: '-    12.34 lb   NET',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -5_597_330, stable: true }],
  },
  {
    says: 'the answer to P, moving, gross (Ranger)',
    proof: 'specification',
    text: '     1.234 kg ? B/G',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_234_000, stable: false }],
  },
  {
    says: 'grams of a balance',
    proof: 'specification',
    text: '     192.21 g',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 192_210, stable: true }],
  },
  {
    says: 'grams that move, printed at an interval',
    proof: 'specification',
    text: '     176.30 g ? 00:00:15',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 176_300, stable: false }],
  },
  {
    says: 'ounces to the nearest milligram',
    proof: 'specification',
    text: '      0.4500 oz    ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 12_757, stable: true }],
  },
  {
    says: 'pieces are no mass',
    proof: 'specification',
    text: '           3 PCS   ',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'The scale shows pieces instead of a mass; switch it to weighing.',
      },
    ],
  },
  { says: 'a sum is not what lies there', proof: 'specification', text: '     207.80 g TOTAL', readings: [] },
  { says: 'the heading of the print key', proof: 'specification', text: 'SCALE: 1', readings: [] },
  {
    says: 'the gross line of the print key',
    proof: 'specification',
    text: 'G                1.734 kg  ',
    readings: [],
  },
  { says: 'the tare line of the print key', proof: 'specification', text: 'T                0.500 kg', readings: [] },
  {
    says: 'the net line of the print key',
    proof: 'specification',
    text: 'N                1.234 kg  ',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_234_000, stable: true }],
  },
  {
    says: 'too much on it',
    proof: 'specification',
    text: 'Err 8.3',
    readings: [{ kind: 'condition', channel: '1', condition: 'overload', says: 'Err 8.3: above the weighing range.' }],
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
        says: 'ES: the scale does not know the command, or found no rest.',
      },
    ],
  },
];
