/**
 * Home Assistant's MQTT discovery: `homeassistant/<component>/[<node>/]<object>/config`, retained JSON whose keys may be
 * shortened (`stat_t` for `state_topic`), topics beginning or ending with `~` standing for the base `~`. Of all that is
 * announced this way only sensors of mass say anything of stock.
 */
import type { ValueOf } from '../codec/json.ts';
import { json } from '../codec/json.ts';
import { object, optional, text } from '../codec/json-shapes.ts';
import type { ConfiguredUnit } from '../driver.ts';
import { type Announcement, announcement_bytes_max, type Convention, idOf, shown } from './announcement.ts';

const words = { max: 200, pattern: /^\P{Cc}*$/u, rule: 'must be text without control characters' };
const topic = { max: 256 };

const device = object('The thing the sensor is part of', {
  name: optional(text('What people call it', words)),
  manufacturer: optional(text('Its maker', words)),
  mf: optional(text('Its maker, shortened', words)),
  model: optional(text('Its model', words)),
  mdl: optional(text('Its model, shortened', words)),
});

const entity = object('One sensor', {
  '~': optional(text('Base of its topics', topic)),
  state_topic: optional(text('Where its value is published', topic)),
  stat_t: optional(text('The same, shortened', topic)),
  device_class: optional(text('What it measures', words)),
  dev_cla: optional(text('The same, shortened', words)),
  unit_of_measurement: optional(text('In which unit', words)),
  unit_of_meas: optional(text('The same, shortened', words)),
  name: optional(text('What people call it', words)),
  device: optional(device),
  dev: optional(device),
});

const config = json(entity, announcement_bytes_max);

const units: ReadonlyMap<string, ConfiguredUnit> = new Map([
  ['g', 'g'],
  ['kg', 'kg'],
  ['lb', 'lb'],
  ['lbs', 'lb'],
  ['oz', 'oz'],
]);

export const homeAssistantConfig: Convention = {
  filters: ['homeassistant/+/+/config', 'homeassistant/+/+/+/config'],
  recognise(topic, payload): Announcement | undefined {
    const levels = topic.split('/');
    const [, component] = levels;
    if (component !== 'sensor') return undefined;
    const decoded = config.decode(payload);
    return decoded.ok ? sensorOf(decoded.value, levels.slice(2, -1)) : undefined;
  },
};

function sensorOf(sensor: ValueOf<typeof entity>, names: readonly string[]): Announcement | undefined {
  const unit = units.get(sensor.unit_of_measurement ?? sensor.unit_of_meas ?? '');
  const measures = sensor.device_class ?? sensor.dev_cla;
  const state = expanded(sensor.state_topic ?? sensor.stat_t, sensor['~']);
  if (state === undefined || unit === undefined || (measures !== undefined && measures !== 'weight')) return undefined;
  const thing = sensor.device ?? sensor.dev;
  const facts = [shown(thing?.manufacturer ?? thing?.mf), shown(thing?.model ?? thing?.mdl), `shows ${unit}`];
  const node = esphomeNode(state);
  const suggested_id = idOf(node ?? names.join('-'));
  if (suggested_id === undefined) return undefined;
  const name = shown([thing?.name, sensor.name].filter((each) => each !== undefined).join(' ')) ?? suggested_id;
  const common = {
    by: 'Home Assistant discovery',
    suggested_id,
    name,
    facts: facts.filter((fact) => fact !== undefined),
  };
  // A node of ESPHome has all its sensors under one name, and the driver takes a bare number for grams.
  if (node === suggested_id && unit === 'g') return { ...common, drivers: ['esphome', 'home-assistant'] };
  return { ...common, drivers: ['home-assistant', 'esphome'], topics: [state], unit };
}

function expanded(topic: string | undefined, base: string | undefined): string | undefined {
  if (topic === undefined || base === undefined) return topic;
  if (topic.startsWith('~')) return base + topic.slice(1);
  return topic.endsWith('~') ? topic.slice(0, -1) + base : topic;
}

/** The node in `<node>/sensor/<object>/state`, as ESPHome publishes unless told otherwise. */
function esphomeNode(state: string): string | undefined {
  const [node, sensor, object, last, more] = state.split('/');
  return sensor === 'sensor' && object !== undefined && last === 'state' && more === undefined ? node : undefined;
}
