/** Frames of M100 modules; every checksum has been worked out, not copied. */
import type { Example } from '../driver.ts';

export const m100Examples: readonly Example[] = [
  {
    says: 'a tag while polling',
    proof: 'captured',
    hex: 'BB 02 22 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 EF 7E',
    readings: [{ kind: 'tag', epc: '30751FEB705C5904E3D50D70', pc: '3400', rssi_cdbm: -5_500, count: 1 }],
  },
  {
    says: 'a tag from a clone with other bytes around, in a response',
    proof: 'specification',
    hex: 'AA 01 22 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 EE DD',
    readings: [{ kind: 'tag', epc: '30751FEB705C5904E3D50D70', pc: '3400', rssi_cdbm: -5_500, count: 1 }],
  },
  {
    says: 'a tag whose EPC holds the bytes that begin and end frames',
    proof: 'specification',
    hex: 'BB 02 22 00 0D D0 20 00 BB 7E AA DD BB 00 22 00 12 34 04 7E',
    readings: [{ kind: 'tag', epc: 'BB7EAADDBB002200', pc: '2000', rssi_cdbm: -4_800, count: 1 }],
  },
  {
    says: 'a round without a tag',
    proof: 'captured',
    hex: 'BB 01 FF 00 01 15 16 7E',
    readings: [],
  },
  {
    says: 'power set',
    proof: 'captured',
    hex: 'BB 01 B6 00 01 00 B8 7E',
    readings: [],
  },
  {
    says: 'no channel free to send on',
    proof: 'specification',
    hex: 'BB 01 FF 00 01 20 21 7E',
    readings: [
      { kind: 'condition', condition: 'fault', says: 'Error 20: no free radio channel; is another reader close by?' },
    ],
  },
  {
    says: 'a command it does not know',
    proof: 'specification',
    hex: 'BB 01 FF 00 01 17 18 7E',
    readings: [{ kind: 'condition', condition: 'fault', says: 'Error 17: the module does not know the command.' }],
  },
  {
    says: 'an error without a name',
    proof: 'specification',
    hex: 'BB 01 FF 00 01 B3 B4 7E',
    readings: [{ kind: 'condition', condition: 'fault', says: 'Error B3.' }],
  },
];
