/** How devices make themselves known over MQTT: what is recognised, as whom, and that nothing else is. */
import { describe, expect, test } from 'vitest';
import { announced, announcement_filters } from '../../devices/announced/announced.ts';
import { randomOf } from '../../gateway/base/random.ts';

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** Real shapes: Tasmota 14 and Home Assistant discovery as published by Tasmota, ESPHome and hand-made nodes. */
const told: readonly [says: string, topic: string, payload: unknown, announcement: object | undefined][] = [
  [
    'a Tasmota device with the usual topics',
    'tasmota/discovery/A4CF124F2A11/config',
    {
      ip: '192.168.1.92',
      dn: 'Scale by the door',
      fn: ['Scale', null],
      hn: 'tasmota-4F2A11-2577',
      mac: 'A4CF124F2A11',
      md: 'Generic',
      ofln: 'Offline',
      onln: 'Online',
      t: 'tasmota_4F2A11',
      ft: '%prefix%/%topic%/',
      tp: ['cmnd', 'stat', 'tele'],
      sw: '14.2.0',
    },
    {
      by: 'Tasmota discovery',
      suggested_id: 'tasmota_4F2A11',
      name: 'Scale by the door',
      drivers: ['tasmota'],
      facts: ['Generic', 'Tasmota 14.2.0', '192.168.1.92'],
    },
  ],
  [
    'one whose topics are put together otherwise',
    'tasmota/discovery/A4CF124F2A11/config',
    { t: 'scale 7', ft: 'hall/%topic%/%prefix%', tp: ['cmnd', 'stat', 'telemetry'] },
    {
      by: 'Tasmota discovery',
      suggested_id: 'scale-7',
      name: 'scale 7',
      drivers: ['tasmota'],
      topics: ['hall/scale 7/telemetry/SENSOR', 'hall/scale 7/telemetry/LWT', 'hall/scale 7/telemetry/INFO3'],
      facts: [],
    },
  ],
  ['a Tasmota device that does not say its topic', 'tasmota/discovery/A4CF124F2A11/config', { dn: 'x' }, undefined],
  ['its sensors, which say nothing new', 'tasmota/discovery/A4CF124F2A11/sensors', { sn: {} }, undefined],
  [
    'a load cell of an ESPHome node, in grams',
    'homeassistant/sensor/shelf-b7/weight/config',
    {
      dev_cla: 'weight',
      unit_of_meas: 'g',
      name: 'Weight',
      stat_t: 'shelf-b7/sensor/weight/state',
      avty_t: 'shelf-b7/status',
      dev: { name: 'Shelf B7', mf: 'Espressif', mdl: 'esp32dev' },
    },
    {
      by: 'Home Assistant discovery',
      suggested_id: 'shelf-b7',
      name: 'Shelf B7 Weight',
      drivers: ['esphome', 'home-assistant'],
      facts: ['Espressif', 'esp32dev', 'shows g'],
    },
  ],
  [
    'a scale in kilograms on a topic of its own, with a base',
    'homeassistant/sensor/kitchen_scale/config',
    { '~': 'home/kitchen', state_topic: '~/scale', unit_of_measurement: 'kg', device_class: 'weight', name: 'Scale' },
    {
      by: 'Home Assistant discovery',
      suggested_id: 'kitchen_scale',
      name: 'Scale',
      drivers: ['home-assistant', 'esphome'],
      topics: ['home/kitchen/scale'],
      unit: 'kg',
      facts: ['shows kg'],
    },
  ],
  [
    'a thermometer',
    'homeassistant/sensor/hall/temperature/config',
    { dev_cla: 'temperature', unit_of_meas: '°C', stat_t: 'hall/t' },
    undefined,
  ],
  ['a switch', 'homeassistant/switch/hall/relay/config', { stat_t: 'hall/relay', unit_of_meas: 'kg' }, undefined],
  ['a sensor that was taken back', 'homeassistant/sensor/hall/weight/config', '', undefined],
  [
    'a device of our own',
    'tallygate/node-1/status',
    'online',
    { by: 'Tallygate status', suggested_id: 'node-1', name: 'node-1', drivers: ['native'], facts: ['is online'] },
  ],
  ['a status that is none', 'tallygate/node-1/status', 'hello', undefined],
  ['a name that cannot be an id', 'tallygate/-x/status', 'online', undefined],
  [
    'a Sparkplug node',
    'spBv1.0/Hall 1/NBIRTH/edge-7',
    '\u0008\u0001',
    {
      by: 'Sparkplug birth',
      suggested_id: 'edge-7',
      name: 'edge-7',
      drivers: ['sparkplug'],
      topics: ['spBv1.0/Hall 1/NBIRTH/edge-7', 'spBv1.0/Hall 1/NDATA/edge-7', 'spBv1.0/Hall 1/NDEATH/edge-7'],
      facts: ['group Hall 1', 'a node'],
    },
  ],
  [
    'a device on a Sparkplug node',
    'spBv1.0/G/DBIRTH/edge-7/scale-2',
    '\u0008\u0001',
    {
      by: 'Sparkplug birth',
      suggested_id: 'scale-2',
      name: 'scale-2',
      drivers: ['sparkplug'],
      topics: ['spBv1.0/G/DBIRTH/edge-7/scale-2', 'spBv1.0/G/DDATA/edge-7/scale-2', 'spBv1.0/G/DDEATH/edge-7/scale-2'],
      facts: ['group G', 'node edge-7'],
    },
  ],
  ['Sparkplug data, which is no birth', 'spBv1.0/G/NDATA/edge-7', '\u0008\u0001', undefined],
  ['anything else', 'zigbee2mqtt/bridge/state', 'online', undefined],
];

describe('an announcement', () => {
  test.each(told)('%s', (_, topic, payload, announcement) => {
    expect(announced(topic, bytes(payload))).toEqual(announcement);
  });

  test('is listened for by filters that a broker takes, and by no other', () => {
    expect(announcement_filters).toEqual([
      'tasmota/discovery/+/config',
      'homeassistant/+/+/config',
      'homeassistant/+/+/+/config',
      'tallygate/+/status',
      'spBv1.0/+/NBIRTH/+',
      'spBv1.0/+/DBIRTH/+/+',
    ]);
  });

  test('longer than any is not looked into', () => {
    const long = { t: 'scale', dn: 'x'.repeat(9_000) };
    expect(announced('tasmota/discovery/A4CF124F2A11/config', bytes(long))).toBeUndefined();
  });

  test('that is damaged never throws, and gives an id that the settings take, or nothing', () => {
    const chance = randomOf(11);
    const examples = told.map(([, topic, payload]) => ({ topic, payload: bytes(payload) }));
    for (let round = 0; round < 5_000; round += 1) {
      const example = examples[chance.int(0, examples.length - 1)];
      if (example === undefined) throw new Error('there are examples');
      const damaged = Uint8Array.from(example.payload);
      for (let hit = chance.int(0, 4); hit > 0 && damaged.length > 0; hit -= 1) {
        damaged[chance.int(0, damaged.length - 1)] = chance.int(0, 255);
      }
      const announcement = announced(example.topic, damaged.subarray(0, chance.int(0, damaged.length)));
      if (announcement === undefined) continue;
      expect(announcement.suggested_id, `round ${round}`).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
      expect(announcement.facts.every((fact) => fact.length <= 100)).toBe(true);
    }
  });
});
