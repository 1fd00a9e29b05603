/** LLRP frames and what they mean. Captured ones come from real readers; the others follow the standard bit by bit. */
import type { Example } from '../driver.ts';

export const llrpExamples: readonly Example[] = [
  {
    says: 'the greeting of a reader that accepts the connection',
    proof: 'captured',
    hex: '043f 00000020 0ab288c9 00f6 0016 0080 000c 0004f8535baadaff 0100 0006 0000',
    readings: [{ kind: 'condition', condition: 'online', device_at_ms: 1_398_936_810_740 }],
  },
  {
    says: 'one tag on antenna 1 at -49 dBm',
    proof: 'captured',
    hex: '043d 0000002c 4095893b 00f0 0022 8d 3005fb63ac1f3841ec880467 81 0001 86 cf 82 0004ec2ea8370ebf 88 0001',
    readings: [
      {
        kind: 'tag',
        epc: '3005FB63AC1F3841EC880467',
        count: 1,
        antenna: 1,
        rssi_cdbm: -4_900,
        device_at_ms: 1_385_585_041_673,
      },
    ],
  },
  {
    says: 'a tag whose EPC has 144 bits',
    proof: 'captured',
    hex: '043d 00000037 40958941 00f0 002d 00f1 0018 0090 1fb41f712ac9c37ab79d618173188324001a 81 0001 86 ef 82 0004ec2ea8381f57 88 0001',
    readings: [
      {
        kind: 'tag',
        epc: '1FB41F712AC9C37AB79D618173188324001A',
        count: 1,
        antenna: 1,
        rssi_cdbm: -1_700,
        device_at_ms: 1_385_585_041_743,
      },
    ],
  },
  {
    says: 'two tags in one LLRP 1.1 report, one with first and last time, three reads and a vendor parameter',
    proof: 'specification',
    hex:
      '083d 0000005c 00000008 ' +
      '00f0 0039 8d 3074257bf7194e4000001a85 81 0002 86 c9 82 0006443e6ee4f3e0 84 0006443e6eefa240 88 0003 ' +
      '03ff 000e 0000651a 00000039 eab0 ' +
      '00f0 0019 8d 3174257bf4499602d2000000 81 0002 86 d3 88 0001',
    readings: [
      {
        kind: 'tag',
        epc: '3074257BF7194E4000001A85',
        count: 3,
        antenna: 2,
        rssi_cdbm: -5_456,
        device_at_ms: 1_763_884_800_123,
      },
      { kind: 'tag', epc: '3174257BF4499602D2000000', count: 1, antenna: 2, rssi_cdbm: -4_500 },
    ],
  },
  {
    says: 'a report without tags, as some readers send',
    proof: 'specification',
    hex: '043d 0000000a 00000007',
    readings: [],
  },
  {
    says: 'antenna 3 unplugged',
    proof: 'specification',
    hex: '043f 00000021 00000009 00f6 0017 0080 000c 0006443e6eefa240 00ff 0007 00 0003',
    readings: [{ kind: 'condition', condition: 'antenna-disconnected', channel: '3', device_at_ms: 1_763_884_800_123 }],
  },
  {
    says: 'the report buffer is 80 % full',
    proof: 'specification',
    hex: '043f 0000001f 00000009 00f6 0015 0080 000c 0006443e6eefa240 00fa 0005 50',
    readings: [
      {
        kind: 'condition',
        condition: 'buffer-warning',
        says: 'The report buffer is 80 % full.',
        device_at_ms: 1_763_884_800_123,
      },
    ],
  },
  {
    says: 'the report buffer overflowed',
    proof: 'specification',
    hex: '043f 0000001e 00000009 00f6 0014 0080 000c 0006443e6eefa240 00fb 0004',
    readings: [
      {
        kind: 'condition',
        condition: 'buffer-overflow',
        says: 'The reader had to drop reports.',
        device_at_ms: 1_763_884_800_123,
      },
    ],
  },
  {
    says: 'an exception with the words of the reader',
    proof: 'specification',
    hex:
      '043f 00000035 00000009 00f6 002b 0080 000c 0006443e6eefa240 ' +
      '00fc 001b 0012 416e74656e6e6120323a20746f6f20686f74 81 0002',
    readings: [
      {
        kind: 'condition',
        condition: 'fault',
        channel: '2',
        says: 'Antenna 2: too hot',
        device_at_ms: 1_763_884_800_123,
      },
    ],
  },
  {
    says: 'a general purpose input going high',
    proof: 'specification',
    hex: '043f 00000021 00000009 00f6 0017 0080 000c 0006443e6eefa240 00f8 0007 0001 80',
    readings: [{ kind: 'condition', condition: 'input-high', channel: '1', device_at_ms: 1_763_884_800_123 }],
  },
  {
    says: 'a general purpose input going low',
    proof: 'specification',
    hex: '043f 00000021 00000009 00f6 0017 0080 000c 0006443e6eefa240 00f8 0007 0004 00',
    readings: [{ kind: 'condition', condition: 'input-low', channel: '4', device_at_ms: 1_763_884_800_123 }],
  },
  {
    says: 'a keepalive',
    proof: 'specification',
    hex: '043e 0000000a 00000001',
    readings: [],
  },
];
