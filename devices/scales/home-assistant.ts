/**
 * Scales that announce themselves by Home Assistant's MQTT discovery, whatever firmware they run: a retained config says on
 * which topic the state of a sensor comes, in which unit, and how it is taken out of its message. The channel is the
 * sensor's object id. Sensors that are no scales are left out.
 *
 * What the topics of a node are only its configs say, and what it may publish the gateway has to know before: by default
 * all under `<device>/`; where a node publishes elsewhere, `topics` of the device names it, config topics included.
 *
 * The config is a statement of what is, and so is every state that comes from a broker's memory. The gateway's own broker
 * keeps neither, so a node has to announce itself at each connect, as they do. `expire_after` is not read: that a node is
 * away the connection says, or its availability topic; of several the newest message counts. Templates that reckon are
 * not supported and said so.
 */
import { type Chance, type Codec, fault } from '../codec/codec.ts';
import { type Decimal, decimalOf } from '../codec/decimal.ts';
import { json, type Shape } from '../codec/json.ts';
import { driver, type Followed, type Follower, type FrameContext } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import {
  type HomeAssistantSensor,
  isWeight,
  massUnitOf,
  sensorsOf,
  type ValueTemplate,
} from './home-assistant-config.ts';
import { homeAssistantExamples } from './home-assistant-examples.ts';
import { milligramsOf, milligramsOfNumber, tooHeavy } from './mass.ts';

const bytes_max = 16_384;
/** Scales that one device of the settings announces; further ones are left out. */
const scales_max = 64;

export type HomeAssistantMessage =
  /** `null` takes the announcement back. */
  { readonly kind: 'config'; readonly config: unknown } | { readonly kind: 'state'; readonly text: string };

const anything: Shape<unknown> = {
  schema: { description: 'JSON' },
  read: (value) => value,
  write: (value) => value,
  sample: (chance) => ({
    state_topic: `shelf-a1/${chance.int(1, 9)}`,
    device_class: 'weight',
    unit_of_measurement: 'g',
  }),
};
const anyJson = json(anything, bytes_max);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const frame: Codec<HomeAssistantMessage> = {
  decode(bytes, context) {
    if (bytes.length > bytes_max) return fault('too-long', 'frame', `must be at most ${bytes_max} bytes`);
    const isConfig = context?.topic === undefined ? looksLikeConfig(bytes) : context.topic.endsWith('/config');
    if (isConfig) {
      if (bytes.length === 0) return { ok: true, value: { kind: 'config', config: null } };
      const decoded = anyJson.decode(bytes);
      return decoded.ok ? { ok: true, value: { kind: 'config', config: decoded.value } } : decoded;
    }
    try {
      return { ok: true, value: { kind: 'state', text: utf8.decode(bytes) } };
    } catch {
      // TextDecoder throws a TypeError at the first byte that is not UTF-8, and for nothing else.
      return fault('format', 'frame', 'must be UTF-8');
    }
  },
  encode: (message) =>
    message.kind === 'config' ? anyJson.encode(message.config) : new TextEncoder().encode(message.text),
  sample: (chance) =>
    chance.int(0, 1) === 0
      ? { kind: 'config', config: anyJson.sample(chance) }
      : { kind: 'state', text: sampleState(chance) },
  fields: [
    { name: 'config.state_topic', says: 'Or stat_t: where the state of the sensor comes' },
    { name: 'config.device_class', says: 'Or dev_cla: weight' },
    { name: 'config.unit_of_measurement', says: 'Or unit_of_meas: kg, g, mg, µg, oz, lb or st' },
    { name: 'config.value_template', says: 'Or val_tpl: {{ value }}, {{ value_json.a.b }}, with or without | float' },
    { name: 'config.availability', says: 'Or avty, avty_t: topics that say whether it is there' },
    { name: 'config.components', says: 'Or cmps: the sensors of a whole device' },
    { name: 'state', says: 'A number, or JSON with one where the template says' },
  ],
};

/** Where no topic is at hand: what names a topic of its own is a config. */
function looksLikeConfig(bytes: Uint8Array): boolean {
  const decoded = anyJson.decode(bytes);
  return decoded.ok && sensorsOf(decoded.value, 'x').length > 0;
}

function sampleState(chance: Chance): string {
  const number = `${chance.int(-9_999, 9_999)}.${chance.int(0, 9)}`;
  return chance.int(0, 1) === 0 ? number : `{"weight":${number}}`;
}

export const homeAssistant = driver<HomeAssistantMessage>({
  id: 'home-assistant',
  title: 'Scales announced by Home Assistant discovery',
  family: 'scale',
  wires: ['mqtt'],
  says: 'weights, availability',
  caveats: [
    "The gateway's own broker keeps no configs and no states: a node has to announce itself at each connect.",
    'Templates that take a member of the message are read; those that reckon are not, and that is said.',
    'A mean or a filter in the node smears a step over many messages, and a tare in it shows as a step.',
  ],
  framing: { by: 'message', bytes_max },
  topics: [
    'homeassistant/sensor/{device}/+/config',
    'homeassistant/sensor/{device}/config',
    'homeassistant/device/{device}/config',
    '{device}/#',
  ],
  ignored_topics: ['homeassistant/+/{device}/+/config', 'homeassistant/+/{device}/config'],
  will_topics: ['{device}/+'],
  command_topics: ['{device}/set/#', '{device}/+/set', '{device}/+/+/command'],
  frame,
  readings: () => [],
  follower: (saved) => new HomeAssistantFollower(saved),
  examples: homeAssistantExamples,
});

/** Plain JSON: by the topic of the config, and the objects that are away. */
interface Saved {
  readonly announced: readonly (readonly [string, readonly HomeAssistantSensor[]])[];
  readonly away: readonly string[];
}

class HomeAssistantFollower implements Follower<HomeAssistantMessage> {
  readonly #announced: Map<string, readonly HomeAssistantSensor[]>;
  readonly #away: Set<string>;

  constructor(saved: unknown) {
    const known: Saved = isSaved(saved) ? saved : { announced: [], away: [] };
    this.#announced = new Map(known.announced);
    this.#away = new Set(known.away);
  }

  follow(message: HomeAssistantMessage, context: FrameContext): Followed {
    const { topic } = context;
    if (topic === undefined) return { readings: [] };
    if (message.kind === 'config') return { readings: this.#announce(topic, message.config) };
    const sensors = [...this.#announced.values()].flat();
    const there = sensors.flatMap((sensor) => this.#availability(sensor, topic, message.text));
    const weights = sensors
      .filter(({ state_topic }) => state_topic === topic)
      .flatMap((sensor) => stateOf(sensor, message.text, context));
    return { readings: [...there, ...weights] };
  }

  saved(): Saved {
    return { announced: [...this.#announced], away: [...this.#away] };
  }

  #announce(topic: string, config: unknown): readonly Reading[] {
    const scales = sensorsOf(config, topic.split('/').at(-2) ?? '').filter(isWeight);
    this.#announced.delete(topic);
    const known = [...this.#announced.values()].flat().length;
    const kept = scales.slice(0, Math.max(0, scales_max - known));
    if (kept.length > 0) this.#announced.set(topic, kept);
    const there = new Set([...this.#announced.values()].flat().map(({ object }) => object));
    for (const object of this.#away) if (!there.has(object)) this.#away.delete(object);
    const refused = kept.flatMap(({ object, template }): Reading[] =>
      template.is === 'unsupported'
        ? [condition(object, 'fault', `Its value_template is not supported: ${template.template}`)]
        : [],
    );
    const says = `More than ${scales_max} scales are announced; ${scales.length - kept.length} of them are not read.`;
    return kept.length === scales.length ? refused : [...refused, { kind: 'condition', condition: 'fault', says }];
  }

  /** Only coming and going is news: some nodes say that they are there every minute. */
  #availability({ object, availability }: HomeAssistantSensor, topic: string, text: string): readonly Reading[] {
    for (const { topic: own, online, offline, template } of availability) {
      if (own !== topic) continue;
      const value = valueIn(template, text);
      if (value === offline && !this.#away.has(object)) {
        this.#away.add(object);
        return [condition(object, 'offline', 'Its availability topic says that it is gone.')];
      }
      if (value === online && this.#away.delete(object)) {
        return [condition(object, 'online', 'Its availability topic says that it is there again.')];
      }
    }
    return [];
  }
}

function isSaved(saved: unknown): saved is Saved {
  return typeof saved === 'object' && saved !== null && 'announced' in saved && 'away' in saved;
}

/** What the template takes out of a message; undefined where there is nothing at that place. */
function valueIn(template: ValueTemplate, text: string): unknown {
  if (template.is === 'whole') return text;
  if (template.is === 'unsupported') return undefined;
  const decoded = anyJson.decode(new TextEncoder().encode(text));
  if (!decoded.ok) return undefined;
  let value = decoded.value;
  for (const key of template.path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function stateOf(
  { object, unit: announced, template }: HomeAssistantSensor,
  text: string,
  { unit }: FrameContext,
): Reading[] {
  const value = valueIn(template, text);
  // A message of the node about something else, on a topic that its sensors share.
  if (value === undefined) return [];
  const measured = massUnitOf(announced ?? unit ?? '');
  if (measured === undefined) {
    return [condition(object, 'fault', 'Its config names no unit of mass: set "unit" of this device.')];
  }
  const mass_mg = massOf(value, measured);
  if (mass_mg !== undefined) return [{ kind: 'weight', channel: object, mass_mg }];
  const says = `It says ${JSON.stringify(value)?.slice(0, 60)}, which is no weight; check its load cell and wiring.`;
  return [condition(object, 'fault', says)];
}

/** A number, or one as text, exactly. Undefined for all else: unknown, unavailable, nan. */
function massOf(value: unknown, { unit, times }: NonNullable<ReturnType<typeof massUnitOf>>): number | undefined {
  if (typeof value === 'number') return milligramsOfNumber(value * times, unit);
  const amount: Decimal | undefined = typeof value === 'string' ? decimalOf(value.trim()) : undefined;
  if (amount === undefined || !Number.isSafeInteger(amount.units * times)) return undefined;
  const mass = { amount: { ...amount, units: amount.units * times }, unit };
  return tooHeavy(mass) === undefined ? milligramsOf(mass) : undefined;
}

function condition(channel: string, is: ConditionReading['condition'], says: string): ConditionReading {
  return { kind: 'condition', channel, condition: is, says: says.slice(0, 200) };
}
