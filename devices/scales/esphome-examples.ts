/** ESPHome's messages, after its documentation of the MQTT component. */
import type { Example } from '../driver.ts';

const topic = 'shelf-c1/sensor/bin_3/state';

export const esphomeExamples: readonly Example[] = [
  {
    says: 'a state in grams',
    proof: 'specification',
    topic,
    text: '538.2',
    readings: [{ kind: 'weight', channel: 'bin_3', mass_mg: 538_200 }],
  },
  {
    says: 'a state below zero, finer than a milligram',
    proof: 'specification',
    topic,
    text: '-0.1235',
    readings: [{ kind: 'weight', channel: 'bin_3', mass_mg: -124 }],
  },
  {
    says: "a state from the broker's memory",
    proof: 'specification',
    topic,
    retained: true,
    text: '1200',
    readings: [{ kind: 'weight', channel: 'bin_3', mass_mg: 1_200_000, snapshot: true }],
  },
  {
    says: 'a sensor without a value',
    proof: 'specification',
    topic,
    text: 'nan',
    readings: [
      {
        kind: 'condition',
        channel: 'bin_3',
        condition: 'fault',
        says: 'nan: the sensor has no value; check its load cell and wiring.',
      },
    ],
  },
  {
    says: 'the node is there',
    proof: 'specification',
    topic: 'shelf-c1/status',
    text: 'online',
    readings: [{ kind: 'condition', condition: 'online' }],
  },
  {
    says: 'the last will of a node that is gone',
    proof: 'specification',
    topic: 'shelf-c1/status',
    text: 'offline',
    readings: [{ kind: 'condition', condition: 'offline' }],
  },
];
