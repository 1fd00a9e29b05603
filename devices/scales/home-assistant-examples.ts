/** Messages after the documentation of Home Assistant's MQTT integration and of firmwares that announce themselves so. */
import type { Example } from '../driver.ts';

/** In whole keys, with a bare number as state. */
const plain = {
  topic: 'homeassistant/sensor/shelf-c1/left/config',
  retained: true,
  text: '{"name":"Left plate","unique_id":"c1-left","state_topic":"shelf-c1/left","device_class":"weight","unit_of_measurement":"kg","availability_topic":"shelf-c1/status","device":{"identifiers":["c1"],"name":"Shelf C1"}}',
} as const;
/** Abbreviated, with a base topic and a value inside JSON. */
const short = {
  topic: 'homeassistant/sensor/shelf-c1/right/config',
  text: '{"~":"shelf-c1/tele","stat_t":"~/SENSOR","dev_cla":"weight","unit_of_meas":"g","val_tpl":"{{ value_json.HX711.Weight | float }}","uniq_id":"c1-right"}',
} as const;
const device = {
  topic: 'homeassistant/device/shelf-c1/config',
  text: '{"dev":{"ids":"c1","name":"Shelf C1"},"o":{"name":"node"},"state_topic":"shelf-c1/state","cmps":{"pan":{"p":"sensor","device_class":"weight","unit_of_measurement":"lb","value_template":"{{ value_json.pan }}"},"heat":{"p":"sensor","device_class":"temperature","unit_of_measurement":"°C","value_template":"{{ value_json.heat }}"}}}',
} as const;

export const homeAssistantExamples: readonly Example[] = [
  { says: 'a scale announces itself', proof: 'specification', ...plain, readings: [] },
  { says: 'a scale in abbreviated keys', proof: 'specification', ...short, readings: [] },
  {
    says: 'the state of a scale that announced itself',
    proof: 'specification',
    after: [plain],
    topic: 'shelf-c1/left',
    text: '1.2345',
    readings: [{ kind: 'weight', channel: 'left', mass_mg: 1_234_500 }],
  },
  {
    says: "a state from a broker's memory",
    proof: 'specification',
    after: [plain],
    topic: 'shelf-c1/left',
    retained: true,
    text: '0.5',
    readings: [{ kind: 'weight', channel: 'left', mass_mg: 500_000, snapshot: true }],
  },
  {
    says: 'a state inside JSON, as the template says',
    proof: 'specification',
    after: [plain, short],
    topic: 'shelf-c1/tele/SENSOR',
    text: '{"Time":"2026-11-23T08:00:00","HX711":{"Weight":-12.5}}',
    readings: [{ kind: 'weight', channel: 'right', mass_mg: -12_500 }],
  },
  {
    says: 'a message of the same topic about something else',
    proof: 'specification',
    after: [short],
    topic: 'shelf-c1/tele/SENSOR',
    text: '{"Time":"2026-11-23T08:00:00","AM2301":{"Temperature":21.4}}',
    readings: [],
  },
  {
    says: 'a whole device: its scale, and a thermometer that is none',
    proof: 'specification',
    after: [device],
    topic: 'shelf-c1/state',
    text: '{"pan":2.5,"heat":21}',
    readings: [{ kind: 'weight', channel: 'pan', mass_mg: 1_133_981 }],
  },
  {
    says: 'a state before anything was announced',
    proof: 'specification',
    topic: 'shelf-c1/left',
    text: '1.2345',
    readings: [],
  },
  {
    says: 'a sensor without a value',
    proof: 'specification',
    after: [plain],
    topic: 'shelf-c1/left',
    text: 'unavailable',
    readings: [
      {
        kind: 'condition',
        channel: 'left',
        condition: 'fault',
        says: 'It says "unavailable", which is no weight; check its load cell and wiring.',
      },
    ],
  },
  {
    says: 'the node is gone',
    proof: 'specification',
    after: [plain],
    topic: 'shelf-c1/status',
    text: 'offline',
    readings: [
      {
        kind: 'condition',
        channel: 'left',
        condition: 'offline',
        says: 'Its availability topic says that it is gone.',
      },
    ],
  },
  {
    says: 'a template that reckons',
    proof: 'specification',
    topic: 'homeassistant/sensor/shelf-c1/odd/config',
    text: '{"state_topic":"shelf-c1/odd","device_class":"weight","unit_of_measurement":"g","value_template":"{{ (value | float) * 1000 }}"}',
    readings: [
      {
        kind: 'condition',
        channel: 'odd',
        condition: 'fault',
        says: 'Its value_template is not supported: {{ (value | float) * 1000 }}',
      },
    ],
  },
  {
    says: 'the announcement is taken back',
    proof: 'specification',
    after: [plain],
    topic: 'homeassistant/sensor/shelf-c1/left/config',
    text: '',
    readings: [],
  },
];
