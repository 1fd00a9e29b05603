/**
 * Home Assistant's MQTT discovery (home-assistant.io, "MQTT", "MQTT sensor"): what a node says of its sensors in retained
 * JSON on `homeassistant/sensor/[<node>/]<object>/config`, or of a whole device with `components` on
 * `homeassistant/device/<id>/config`. Keys may be abbreviated, and `~` stands for a base topic.
 */
import type { MassUnit } from './mass.ts';
import { unitNamed } from './printed-mass.ts';

/** How a value is taken out of a payload; only the forms that name a value and do no arithmetic. */
export type ValueTemplate =
  | { readonly is: 'whole' }
  | { readonly is: 'path'; readonly path: readonly string[] }
  | { readonly is: 'unsupported'; readonly template: string };

export interface Availability {
  readonly topic: string;
  readonly online: string;
  readonly offline: string;
  readonly template: ValueTemplate;
}

/** One sensor as it was announced. */
export interface HomeAssistantSensor {
  /** The object id: what the topic, or the list of components, calls it. */
  readonly object: string;
  readonly state_topic: string;
  readonly template: ValueTemplate;
  readonly name?: string;
  readonly unique_id?: string;
  readonly unit?: string;
  readonly device_class?: string;
  readonly availability: readonly Availability[];
  readonly device?: { readonly name?: string; readonly manufacturer?: string; readonly model?: string };
}

const sensors_max = 64;
const object_characters_max = 64;
const text_characters_max = 255;
const path_steps_max = 8;

/** The abbreviations of the keys that are read here (home-assistant.io, "Supported abbreviations in MQTT discovery"). */
const abbreviations: Readonly<Record<string, string>> = {
  avty: 'availability',
  avty_t: 'availability_topic',
  avty_tpl: 'availability_template',
  cmps: 'components',
  dev: 'device',
  dev_cla: 'device_class',
  mdl: 'model',
  mf: 'manufacturer',
  p: 'platform',
  pl_avail: 'payload_available',
  pl_not_avail: 'payload_not_available',
  stat_t: 'state_topic',
  t: 'topic',
  uniq_id: 'unique_id',
  unit_of_meas: 'unit_of_measurement',
  val_tpl: 'value_template',
};

type Json = Readonly<Record<string, unknown>>;

/**
 * The same with whole keys and whole topics, at every level: `stat_t` becomes `state_topic`, and `~` at either end of a
 * topic the base topic. Unknown keys stay; a whole key beside its abbreviation wins.
 */
export function expandedConfig(config: Json): Json {
  const base = config['~'];
  return expanded(config, typeof base === 'string' ? base : undefined);
}

function expanded(config: Json, base: string | undefined): Json {
  const whole: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (key === '~' || key === '__proto__') continue;
    const name = Object.hasOwn(abbreviations, key) ? (abbreviations[key] ?? key) : key;
    if (name !== key && Object.hasOwn(config, name)) continue;
    if (typeof value === 'string' && base !== undefined && /(?:^|_)topic$/.test(name)) {
      whole[name] = withBase(value, base);
    } else if (Array.isArray(value)) {
      whole[name] = value.map((each: unknown) => (isObject(each) ? expanded(each, base) : each));
    } else {
      whole[name] = isObject(value) ? expanded(value, base) : value;
    }
  }
  return whole;
}

function withBase(topic: string, base: string): string {
  if (topic.startsWith('~')) return `${base}${topic.slice(1)}`;
  return topic.endsWith('~') ? `${topic.slice(0, -1)}${base}` : topic;
}

/**
 * The sensors that a config message announces, those that are scales and those that are not. `object` is what the topic
 * calls the sensor. Empty for entities of other kinds, and for what is no config. Never throws.
 */
export function sensorsOf(json: unknown, object: string): readonly HomeAssistantSensor[] {
  if (!isObject(json)) return [];
  const config = expandedConfig(json);
  const { components } = config;
  if (!isObject(components)) return sensorOf(config, config, object);
  return Object.entries(components)
    .slice(0, sensors_max)
    .flatMap(([id, component]) => {
      if (!isObject(component) || component.platform !== 'sensor') return [];
      return sensorOf({ ...shared(config), ...component }, config, id);
    });
}

/** What all components of a device have in common. */
function shared(config: Json): Json {
  const { state_topic, availability, availability_topic, availability_template } = config;
  const { payload_available, payload_not_available } = config;
  const all = { state_topic, availability, availability_topic, availability_template };
  const given = Object.entries({ ...all, payload_available, payload_not_available });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function sensorOf(config: Json, around: Json, object: string): readonly HomeAssistantSensor[] {
  const state_topic = textIn(config, 'state_topic');
  if (state_topic === undefined || object === '') return [];
  const name = textIn(config, 'name');
  const unique_id = textIn(config, 'unique_id');
  const unit = textIn(config, 'unit_of_measurement');
  const device_class = textIn(config, 'device_class');
  const device = deviceIn(around.device);
  return [
    {
      object: object.slice(0, object_characters_max),
      state_topic,
      template: templateOf(config.value_template),
      ...(name === undefined ? {} : { name }),
      ...(unique_id === undefined ? {} : { unique_id }),
      ...(unit === undefined ? {} : { unit }),
      ...(device_class === undefined ? {} : { device_class }),
      availability: availabilityIn(config),
      ...(device === undefined ? {} : { device }),
    },
  ];
}

function deviceIn(device: unknown): HomeAssistantSensor['device'] {
  if (!isObject(device)) return undefined;
  const name = textIn(device, 'name');
  const manufacturer = textIn(device, 'manufacturer');
  const model = textIn(device, 'model');
  return {
    ...(name === undefined ? {} : { name }),
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(model === undefined ? {} : { model }),
  };
}

function availabilityIn(config: Json): readonly Availability[] {
  const { availability } = config;
  const list: readonly unknown[] = Array.isArray(availability)
    ? availability
    : [{ ...config, topic: config.availability_topic, value_template: config.availability_template }];
  return list.slice(0, 8).flatMap((each): Availability[] => {
    if (!isObject(each)) return [];
    const topic = textIn(each, 'topic');
    if (topic === undefined) return [];
    return [
      {
        topic,
        online: textIn(each, 'payload_available') ?? 'online',
        offline: textIn(each, 'payload_not_available') ?? 'offline',
        template: templateOf(each.value_template),
      },
    ];
  });
}

const braces = /^\{\{-? ?(?<inside>[^{}]{1,200}?) ?-?\}\}$/;
const step =
  /^(?:\.(?<name>[A-Za-z_][A-Za-z0-9_]{0,63})|\[ ?(?:'(?<single>[^'\]]{1,64})'|"(?<double>[^"\]]{1,64})") ?\])/;
/** Filters that leave a number what it is. */
const harmless = / ?\| ?float(?:\( ?[0-9.]{0,8} ?\))?$/;

/** `{{ value }}`, `{{ value_json.a.b }}`, `{{ value_json['a'] }}`, with or without `| float`; no template is the whole. */
export function templateOf(template: unknown): ValueTemplate {
  if (template === undefined || template === null) return { is: 'whole' };
  const text = typeof template === 'string' ? template.trim().replaceAll(/\s+/g, ' ') : '';
  const unsupported = { is: 'unsupported', template: text.slice(0, 100) } as const;
  const inside = text.length > 250 ? undefined : braces.exec(text)?.groups?.inside;
  if (inside === undefined) return unsupported;
  const named = inside.replace(harmless, '').trim();
  if (named === 'value') return { is: 'whole' };
  if (!named.startsWith('value_json')) return unsupported;
  let rest = named.slice('value_json'.length);
  const path: string[] = [];
  while (rest !== '' && path.length < path_steps_max) {
    const found = step.exec(rest);
    const key = found?.groups?.name ?? found?.groups?.single ?? found?.groups?.double;
    if (found === null || key === undefined) return unsupported;
    path.push(key);
    rest = rest.slice(found[0].length);
  }
  return rest === '' && path.length > 0 ? { is: 'path', path } : unsupported;
}

/** Whether it is a scale: by its class, or by a unit of mass. */
export function isWeight({ device_class, unit }: Pick<HomeAssistantSensor, 'device_class' | 'unit'>): boolean {
  return device_class === 'weight' || (device_class === undefined && unit !== undefined && isMassUnit(unit));
}

function isMassUnit(unit: string): boolean {
  return massUnitOf(unit) !== undefined;
}

/** A unit of mass as Home Assistant writes it, and how many of it one is: a stone is fourteen pounds. */
export function massUnitOf(unit: string): { readonly unit: MassUnit; readonly times: number } | undefined {
  if (unit === 'st') return { unit: 'lb', times: 14 };
  // The sign of micro, and the Greek letter.
  if (unit === '\u00b5g' || unit === '\u03bcg') return { unit: 'ug', times: 1 };
  const known = unit.length > 20 ? undefined : unitNamed(unit);
  return known === undefined || known === 'pcs' || known === '%' ? undefined : { unit: known, times: 1 };
}

function textIn(object: Json, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' && value !== '' && value.length <= text_characters_max ? value : undefined;
}

function isObject(json: unknown): json is Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
