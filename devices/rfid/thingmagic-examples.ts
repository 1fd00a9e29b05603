/** Replies of ThingMagic modules; every CRC has been computed. */
import type { Example } from '../driver.ts';

export const thingmagicExamples: readonly Example[] = [
  {
    says: 'a tag with all that can be asked about it',
    proof: 'captured',
    hex: 'FF 28 22 00 00 10 00 1B 01 FF 01 01 C4 11 0E 16 40 00 00 01 27 00 00 05 00 00 0F 00 80 30 00 00 00 00 00 00 00 00 00 00 00 15 45 E9 4A 56 1D',
    readings: [
      {
        kind: 'tag',
        epc: '000000000000000000001545',
        pc: '3000',
        antenna: 1,
        rssi_cdbm: -6_000,
        phase_mdeg: 0,
        frequency_khz: 923_200,
        count: 1,
      },
    ],
  },
  {
    says: 'a tag with nothing but its EPC',
    proof: 'specification',
    hex: 'FF 18 22 00 00 10 00 1B 00 00 01 00 80 30 00 30 34 25 7B F7 19 4E 40 00 00 1A 85 12 34 9F 8C',
    readings: [{ kind: 'tag', epc: '3034257BF7194E4000001A85', pc: '3000', count: 1 }],
  },
  {
    says: 'still reading',
    proof: 'specification',
    hex: 'FF 00 22 04 00 84 E0',
    readings: [{ kind: 'condition', condition: 'online' }],
  },
  {
    says: 'too hot',
    proof: 'specification',
    hex: 'FF 00 22 05 04 85 E4',
    readings: [
      {
        kind: 'condition',
        condition: 'fault',
        says: 'Status 0504: too hot, so it reads less; give it air, a heat sink or less power.',
      },
    ],
  },
  {
    says: 'an antenna that sends the power back',
    proof: 'specification',
    hex: 'FF 00 22 05 05 85 E5',
    readings: [
      {
        kind: 'condition',
        condition: 'fault',
        says: 'Status 0505: high return loss; an antenna is missing or its cable is damaged.',
      },
    ],
  },
  {
    says: 'reading begun',
    proof: 'specification',
    hex: 'FF 00 2F 00 00 51 4D',
    readings: [],
  },
  {
    says: 'a request that it refuses',
    proof: 'specification',
    hex: 'FF 00 2F 01 05 50 48',
    readings: [{ kind: 'condition', condition: 'fault', says: 'Status 0105 in answer to command 2F.' }],
  },
  {
    says: 'its version',
    proof: 'specification',
    hex: 'FF 14 03 00 00 14 12 08 00 30 00 00 02 20 22 11 07 01 0B 03 1E 00 00 00 10 1D 61',
    readings: [],
  },
];
