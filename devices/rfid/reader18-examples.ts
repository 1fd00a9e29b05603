/** Replies of Reader18 readers, worked out by their protocol; every CRC has been computed. */
import type { Example } from '../driver.ts';

const epc = '3034257BF7194E4000001A85';
const other_epc = '3174257BF4499602D2000000';

export const reader18Examples: readonly Example[] = [
  {
    says: 'one tag, from an old reader',
    proof: 'specification',
    hex: '13 00 01 01 01 0C 30 34 25 7B F7 19 4E 40 00 00 1A 85 96 4F',
    readings: [{ kind: 'tag', epc, count: 1 }],
  },
  {
    says: 'two tags, from an old reader whose time is up',
    proof: 'specification',
    hex: '20 00 01 01 02 0C 30 34 25 7B F7 19 4E 40 00 00 1A 85 0C 31 74 25 7B F4 49 96 02 D2 00 00 00 EE 17',
    readings: [
      { kind: 'tag', epc, count: 1 },
      { kind: 'tag', epc: other_epc, count: 1 },
    ],
  },
  {
    says: 'two tags at antenna 3, with more to follow, from a newer reader',
    proof: 'specification',
    hex: '23 00 01 03 04 02 0C 30 34 25 7B F7 19 4E 40 00 00 1A 85 4F 0C 31 74 25 7B F4 49 96 02 D2 00 00 00 38 AC 22',
    readings: [
      { kind: 'tag', epc, antenna: 3, count: 1 },
      { kind: 'tag', epc: other_epc, antenna: 3, count: 1 },
    ],
  },
  {
    says: 'a tag with the number of its chip',
    proof: 'specification',
    hex: '21 00 01 01 01 01 98 30 34 25 7B F7 19 4E 40 00 00 1A 85 E2 80 11 60 20 00 70 0F F4 FB 0A C3 44 4F FC',
    readings: [{ kind: 'tag', epc, antenna: 1, tid: 'E28011602000700FF4FB0AC3', count: 1 }],
  },
  {
    says: 'nothing more at antenna 1',
    proof: 'specification',
    hex: '07 00 01 01 01 00 1E 4B',
    readings: [],
  },
  {
    says: 'no tag',
    proof: 'specification',
    hex: '05 00 01 FB F2 3D',
    readings: [],
  },
  {
    says: 'an antenna that is not connected',
    proof: 'specification',
    hex: '05 00 01 F8 69 0F',
    readings: [
      {
        kind: 'condition',
        condition: 'fault',
        says: 'Status F8: antenna fault; check the cable and that the antenna is connected.',
      },
    ],
  },
  {
    says: 'more tags than it can remember',
    proof: 'specification',
    hex: '15 00 01 04 01 01 0C 30 34 25 7B F7 19 4E 40 00 00 1A 85 40 C1 66',
    readings: [
      { kind: 'tag', epc, antenna: 1, count: 1 },
      { kind: 'condition', condition: 'buffer-overflow', says: 'Status 04: more tags than it can remember.' },
    ],
  },
  {
    says: 'who it is',
    proof: 'specification',
    hex: '0D 00 21 00 02 51 09 03 4E 00 1E 0A 98 53',
    readings: [],
  },
];
