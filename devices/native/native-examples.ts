/** The native format as the design fixes it: every one of these is a promise to people who write firmware. */
import type { Example } from '../driver.ts';

const topic = 'tallygate/shelf-a1/reading';

export const nativeExamples: readonly Example[] = [
  {
    says: 'a weighing with everything',
    proof: 'specification',
    topic,
    text: '{"weight":{"channel":"1","grams":538.2,"stable":true},"seq":41,"boot":"7f3a","at":"2026-11-23T08:00:00.123Z"}',
    readings: [
      {
        kind: 'weight',
        channel: '1',
        mass_mg: 538_200,
        stable: true,
        boot: '7f3a',
        seq: 41,
        device_at_ms: 1_795_420_800_123,
      },
    ],
  },
  {
    says: 'the shortest weighing there is, below zero',
    proof: 'specification',
    topic,
    text: '{"weight":{"grams":-0.5}}',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -500 }],
  },
  {
    says: 'a tag with its own time',
    proof: 'specification',
    topic,
    text: '{"tags":[{"epc":"3034257BF7194E4000001A85","antenna":1,"rssi":-54.5,"count":3,"at":1763884800123}]}',
    readings: [
      {
        kind: 'tag',
        epc: '3034257BF7194E4000001A85',
        count: 3,
        antenna: 1,
        rssi_cdbm: -5_450,
        device_at_ms: 1_763_884_800_123,
      },
    ],
  },
  {
    says: 'a round of the antennas that saw nothing',
    proof: 'specification',
    topic,
    text: '{"tags":[],"seq":7}',
    readings: [],
  },
  {
    says: 'a scan',
    proof: 'specification',
    topic,
    text: '{"scan":{"code":"0109506000134352","aim":"]C1"}}',
    readings: [{ kind: 'scan', code: '0109506000134352', aim: ']C1' }],
  },
  {
    says: 'a scan with a separator between two element strings',
    proof: 'specification',
    topic,
    text: '{"scan":{"code":"010950600013435210A7\\u001d21S1"},"seq":8,"boot":"2"}',
    readings: [{ kind: 'scan', code: '010950600013435210A7\u001d21S1', boot: '2', seq: 8 }],
  },
  {
    says: 'several readings in one message, each with its own number',
    proof: 'specification',
    topic,
    text: '[{"weight":{"channel":"1","grams":100},"seq":1},{"weight":{"channel":"2","grams":0.0004},"seq":2}]',
    readings: [
      { kind: 'weight', channel: '1', mass_mg: 100_000, seq: 1 },
      { kind: 'weight', channel: '2', mass_mg: 0, seq: 2 },
    ],
  },
  {
    says: 'a weight that the broker remembered',
    proof: 'specification',
    topic,
    retained: true,
    text: '{"weight":{"grams":1200},"note":"members we do not know are ignored"}',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_200_000, snapshot: true }],
  },
  {
    says: 'the device is there',
    proof: 'specification',
    topic: 'tallygate/shelf-a1/status',
    text: 'online',
    readings: [{ kind: 'condition', condition: 'online' }],
  },
  {
    says: "the last will of a device that is gone, from the broker's memory",
    proof: 'specification',
    topic: 'tallygate/shelf-a1/status',
    retained: true,
    text: 'offline',
    readings: [{ kind: 'condition', condition: 'offline', snapshot: true }],
  },
];
