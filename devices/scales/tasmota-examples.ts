/** Tasmota's messages, after the formats in its source (xsns_34_hx711, support_tasmota). */
import type { Example } from '../driver.ts';

const topic = 'tele/shelf-b1/SENSOR';

export const tasmotaExamples: readonly Example[] = [
  {
    says: 'a weight in kilograms',
    proof: 'specification',
    topic,
    text: '{"Time":"2026-11-23T08:00:00","HX711":{"Weight":0.123,"WeightRaw":123,"AbsRaw":5160}}',
    readings: [
      { kind: 'weight', channel: '1', mass_mg: 123_000 },
      { kind: 'weight', channel: 'raw', mass_mg: 123_000 },
    ],
  },
  {
    says: "a weight with Tasmota's own count, which is not used",
    proof: 'specification',
    topic,
    text: '{"Time":"2026-11-23T08:00:10","HX711":{"Weight":1.0025,"Count":12,"WeightRaw":1002,"AbsRaw":42105}}',
    readings: [
      { kind: 'weight', channel: '1', mass_mg: 1_002_500 },
      { kind: 'weight', channel: 'raw', mass_mg: 1_002_000 },
    ],
  },
  {
    says: 'less than its zero, which only the weight before the tare shows',
    proof: 'specification',
    topic,
    text: '{"Time":"2026-11-23T08:00:15","HX711":{"Weight":0,"WeightRaw":-412,"AbsRaw":-17304}}',
    readings: [
      { kind: 'weight', channel: '1', mass_mg: 0 },
      { kind: 'weight', channel: 'raw', mass_mg: -412_000 },
    ],
  },
  {
    says: "a weight from the broker's memory (SensorRetain)",
    proof: 'specification',
    topic,
    retained: true,
    text: '{"Time":"2026-11-23T08:00:20","HX711":{"Weight":0}}',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 0, snapshot: true }],
  },
  {
    says: 'another sensor of the same node',
    proof: 'specification',
    topic,
    text: '{"Time":"2026-11-23T08:00:30","AM2301":{"Temperature":21.4,"Humidity":40.1},"TempUnit":"C"}',
    readings: [],
  },
  {
    says: 'the node is there',
    proof: 'specification',
    topic: 'tele/shelf-b1/LWT',
    text: 'Online',
    readings: [{ kind: 'condition', condition: 'online' }],
  },
  {
    says: 'the last will of a node that is gone',
    proof: 'specification',
    topic: 'tele/shelf-b1/LWT',
    text: 'Offline',
    readings: [{ kind: 'condition', condition: 'offline' }],
  },
  {
    says: 'the node was switched on',
    proof: 'specification',
    topic: 'tele/shelf-b1/INFO3',
    text: '{"Info3":{"RestartReason":"Power On","BootCount":42}}',
    readings: [{ kind: 'condition', condition: 'restarted', says: 'Restarted: Power On' }],
  },
  {
    says: 'the node restarted, as older versions say it',
    proof: 'specification',
    topic: 'tele/shelf-b1/INFO3',
    text: '{"RestartReason":"Software/System restart"}',
    readings: [{ kind: 'condition', condition: 'restarted', says: 'Restarted: Software/System restart' }],
  },
];
