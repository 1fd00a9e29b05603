/** Messages encoded by hand after sparkplug_b.proto; `sparkplug-payload` reads them to the same (test/devices). */
import type { Example } from '../driver.ts';

const at_ms = 1_763_884_800_123;
const topic = (type: string, device = '') => `spBv1.0/plant/${type}/edge-1${device}`;

/** bdSeq 7 and the rebirth control. */
const birth = {
  topic: topic('NBIRTH'),
  hex: '08fbb0e8fdaa33 120b0a05626453657120045807 121a0a144e6f646520436f6e74726f6c2f52656269727468200b7000 1800',
} as const;
/** Weight (alias 1, double, engUnit kg, 1.25), Stable (alias 2, true), Tare counts (alias 3, Int16, -10). */
const scaleBirth = {
  topic: topic('DBIRTH', '/scale-1'),
  hex: '08fbb0e8fdaa33 12280a065765696768741001200a4a110a07656e67556e69741206080c42026b6769000000000000f43f 120e0a06537461626c651002200b7001 12150a0b5461726520636f756e74731003200250f6ff03 1801',
} as const;
const after = [birth, scaleBirth];
/** 0.75 under alias 1, number 2, with a time of its own. */
const data = '08e3b8e8fdaa33 1212100118ffb7e8fdaa3369000000000000e83f 1802';
const channel = 'scale-1/Weight';
const mapped = [{ metric: 'scale-1/Weight', channel: '1', stable: 'scale-1/Stable' }] as const;

export const sparkplugExamples: readonly Example[] = [
  {
    says: 'the birth of a node',
    proof: 'specification',
    ...birth,
    readings: [{ kind: 'condition', condition: 'online' }],
  },
  {
    says: 'the birth of a scale behind it, with its weight as it is',
    proof: 'specification',
    after: [birth],
    ...scaleBirth,
    readings: [{ kind: 'weight', channel, mass_mg: 1_250_000, device_at_ms: at_ms }],
  },
  {
    says: 'the same with a metric that says whether it is at rest',
    proof: 'specification',
    metrics: mapped,
    after: [birth],
    ...scaleBirth,
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_250_000, stable: true, device_at_ms: at_ms }],
  },
  {
    says: 'a weight under its alias, with the time it was taken',
    proof: 'specification',
    after,
    topic: topic('DDATA', '/scale-1'),
    hex: data,
    readings: [{ kind: 'weight', channel, mass_mg: 750_000, device_at_ms: 1_763_884_801_023 }],
  },
  {
    says: 'a weight after one message that never came',
    proof: 'specification',
    after,
    topic: topic('DDATA', '/scale-1'),
    hex: '08e3b8e8fdaa33 120b100169000000000000e83f 1803',
    readings: [
      { kind: 'condition', condition: 'data-lost', says: '1 message of the node never came, before its number 3.' },
      { kind: 'weight', channel, mass_mg: 750_000, device_at_ms: at_ms + 1_000 },
    ],
  },
  {
    says: 'a weight before any birth: nobody knows what alias 1 is',
    proof: 'specification',
    topic: topic('DDATA', '/scale-1'),
    hex: '08e3b8e8fdaa33 120b100169000000000000e83f 1802',
    readings: [],
  },
  {
    says: 'a weight the node had kept for later',
    proof: 'specification',
    after,
    topic: topic('DDATA', '/scale-1'),
    hex: '08e3b8e8fdaa33 120d1001280169000000000000e03f 1802',
    readings: [],
  },
  {
    says: 'a weight without a value',
    proof: 'specification',
    after,
    topic: topic('DDATA', '/scale-1'),
    hex: '08e3b8e8fdaa33 120410013801 1802',
    readings: [
      {
        kind: 'condition',
        channel,
        condition: 'fault',
        says: 'scale-1/Weight has no value.',
        device_at_ms: at_ms + 1_000,
      },
    ],
  },
  {
    says: 'the scale begins to move',
    proof: 'specification',
    metrics: mapped,
    after,
    topic: topic('DDATA', '/scale-1'),
    hex: '08e3b8e8fdaa33 120410027000 1802',
    readings: [{ kind: 'condition', channel: '1', condition: 'motion', says: 'Not at rest.' }],
  },
  {
    says: 'a signed whole number in grams, by the settings',
    proof: 'specification',
    metrics: [{ metric: 'scale-1/Tare counts', channel: 'tare', unit: 'g' }],
    after,
    topic: topic('DDATA', '/scale-1'),
    hex: '08e3b8e8fdaa33 1206100350f6ff03 1802',
    readings: [{ kind: 'weight', channel: 'tare', mass_mg: -10_000, device_at_ms: at_ms + 1_000 }],
  },
  {
    says: 'the death of the scale behind the node',
    proof: 'specification',
    after,
    topic: topic('DDEATH', '/scale-1'),
    hex: '08e3b8e8fdaa33 1802',
    readings: [{ kind: 'condition', channel, condition: 'offline', says: 'scale-1 is gone, as its node says.' }],
  },
  {
    says: 'the death of the node',
    proof: 'specification',
    after,
    topic: topic('NDEATH'),
    hex: '08fbb0e8fdaa33 120b0a05626453657120045807',
    readings: [{ kind: 'condition', condition: 'offline', says: 'Its broker says that the node is gone.' }],
  },
  {
    says: 'the death of an earlier session of the node',
    proof: 'specification',
    after,
    topic: topic('NDEATH'),
    hex: '08fbb0e8fdaa33 120b0a05626453657120045806',
    readings: [],
  },
];
