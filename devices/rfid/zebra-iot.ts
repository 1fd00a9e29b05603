/**
 * Zebra's fixed readers with the IoT Connector (FX7500, FX9600, ATR7000, FXR90), publishing JSON over MQTT: one event or
 * an array, in any operating mode. What stands in a tag event depends on the mode and on `tagMetaData`: SIMPLE and CUSTOM
 * give the EPC alone unless asked. Times have an offset without colon.
 *
 * `eventNum` of a tag event is given on as `seq`. It counts up by one with every tag event through changes of mode and
 * through stop and start, and begins again only when the reader restarts; events of other kinds have counts of their own.
 * The reader names no boot, so a number that comes again is a redelivery when it comes with the same bytes, which hold
 * the time to the millisecond, and a new count when not: that is how a device without boots is treated throughout.
 * Numbers that never come are told as lost data, inside a message and between messages, also over a reconnect or while
 * the gateway was down: only the numbers say whether anything was missed then.
 */
import { json, type Shape, type ValueOf } from '../codec/json.ts';
import { hex, object, oneOrMany, optional, scaled, text, whole } from '../codec/json-shapes.ts';
import { Misfit } from '../codec/misfit.ts';
import { driver } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { EventNumbers, lossText, type NumberedEvent } from './event-numbers.ts';
import { phaseOf } from './phase.ts';
import { zebraIotExamples } from './zebra-iot-examples.ts';
import { antennaStates, zebraInstant } from './zebra-shapes.ts';

const bytes_max = 60_000;
const events_max = 1_000;
const message_max = 2_000;
const says_max = 180;

/** Operating modes; the type of a tag event is the mode it was read in. */
const modes: readonly string[] = ['SIMPLE', 'INVENTORY', 'PORTAL', 'CONVEYOR', 'CUSTOM', 'DIRECTIONALITY'];
/** Other events whose `data` is read here; of all others it may be anything. */
const told_types: readonly string[] = ['heartbeat', 'gpi', 'error', 'warning'];

const radio = object('The radio', {
  antennas: optional(antennaStates('Whether an antenna is at each port')),
  radioActivity: optional(text('active while it reads', { max: 32, such_as: ['active', 'inactive'] })),
  radioConnection: optional(text('connected, or the radio is lost', { max: 32, such_as: ['connected', 'lost'] })),
});

const data = object('What the event is about', {
  eventNum: optional(whole('Counts tag events', { min: 0, max: Number.MAX_SAFE_INTEGER })),
  idHex: optional(hex('EPC bank contents in hexadecimal; empty for a tag without EPC', { min: 0, max: 62 })),
  antenna: optional(whole('Antenna port, from 1; 0 names none', { min: 0, max: 255 })),
  peakRssi: optional(scaled('Signal strength in dBm; kept to a hundredth', { min: -150, max: 50, per: 100 })),
  reads: optional(whole('How many reads the event stands for', { min: 0, max: 1_000_000 })),
  PC: optional(hex("The tag's protocol control word", { min: 2, max: 2 })),
  TID: optional(hex("Contents of the tag's TID bank; empty where it was asked for and not read", { min: 0, max: 64 })),
  channel: optional(scaled('Carrier in MHz; kept to the kHz', { min: 0, max: 6_000, per: 1_000 })),
  phase: optional(
    scaled("Phase of the tag's answer in degrees, also below zero; kept to a thousandth", {
      min: -360,
      max: 360,
      per: 1_000,
    }),
  ),
  pin: optional(whole('Number of the input that changed', { min: 0, max: 255 })),
  state: optional(text('What it changed to: HIGH or LOW', { max: 32, such_as: ['HIGH', 'LOW'] })),
  message: optional(
    text('What is wrong, in the words of the reader', {
      min: 0,
      max: message_max,
      pattern: /^[\s\S]*$/,
      such_as: ['Radio connection lost', 'Temperature is high'],
    }),
  ),
  radio_control: optional(radio),
});

const event = tellingTags(
  object('One event', {
    type: text('The operating mode for a tag, or heartbeat, gpi, gpo, error, warning, …', {
      max: 64,
      such_as: [...modes, 'heartbeat', 'gpi', 'error'],
    }),
    timestamp: optional(zebraInstant('When it was')),
    data: optional(data),
  }),
);

const message = oneOrMany('One event, or an array of them', event, { max: events_max });

export type ZebraEvent = ValueOf<typeof event>;

/**
 * Refuses a tag event without a tag: another format, perhaps, but never nothing. What events of kinds that are not read
 * here are about is left alone.
 */
function tellingTags<Event extends { readonly type: string; readonly data?: { readonly idHex?: string } }>(
  shape: Shape<Event>,
): Shape<Event> {
  const isRead = (type: unknown) => typeof type === 'string' && (modes.includes(type) || told_types.includes(type));
  const tells = (value: Event) => !modes.includes(value.type) || value.data?.idHex !== undefined;
  return {
    schema: shape.schema,
    read(given) {
      const is_foreign = typeof given === 'object' && given !== null && 'type' in given && !isRead(given.type);
      const value = shape.read(is_foreign ? { ...given, data: undefined } : given);
      if (value instanceof Misfit || tells(value)) return value;
      return new Misfit('format', `must be present in an event of type ${value.type}`, 'data.idHex');
    },
    write: (value) => shape.write(value),
    sample(chance) {
      let value = shape.sample(chance);
      while (!tells(value) || (value.data !== undefined && !isRead(value.type))) value = shape.sample(chance);
      return value;
    },
  };
}

export const zebraIot = driver({
  id: 'zebra-iot',
  title: 'Zebra reader, IoT Connector over MQTT',
  family: 'rfid',
  wires: ['mqtt'],
  says: 'tags per antenna, antennas that come and go',
  caveats: [
    'Topics are set in the reader: set those listed here.',
    'What stands in a tag event depends on the operating mode and on `tagMetaData`: SIMPLE and CUSTOM give the EPC alone unless asked.',
    'The reader names no power-up, so a number that comes again with other bytes is taken for a new count.',
  ],
  framing: { by: 'message', bytes_max },
  // The reader leaves all topics to its owner.
  topics: ['zebra/{device}/data', 'zebra/{device}/events'],
  ignored_topics: ['zebra/{device}/responses'],
  command_topics: ['zebra/{device}/commands'],
  frame: json(message, bytes_max),

  readings: (events) => events.flatMap(readingsOf),

  follower(saved) {
    const numbers = new EventNumbers(saved);
    return {
      follow(events, { retained }) {
        const readings = events.flatMap(readingsOf);
        const times = events.flatMap(({ timestamp }) => timestamp ?? []);
        const loss = retained ? undefined : numbers.take(events.flatMap(numberedOf), Math.max(0, ...times));
        if (loss === undefined) return { readings };
        const says = lossText(loss, { one: 'tag event', many: 'tag events' });
        return { readings: [...readings, { kind: 'condition', condition: 'data-lost', says }] };
      },
      saved: () => numbers.saved(),
    };
  },

  examples: zebraIotExamples,
});

function readingsOf(given: ZebraEvent): readonly Reading[] {
  const { type, timestamp } = given;
  const stamp = timestamp === undefined ? {} : { device_at_ms: timestamp };
  const { idHex: epc, antenna, peakRssi, reads = 1, PC: pc, TID: tid = '', eventNum: seq } = given.data ?? {};
  const { channel: frequency_khz, phase } = given.data ?? {};
  if (!modes.includes(type) || epc === undefined) {
    return conditionsOf(given).map((condition) => ({ ...condition, ...stamp }));
  }
  // Nothing tells a tag whose EPC has no bits from any other such tag.
  if (epc === '') return [];
  return [
    {
      kind: 'tag',
      epc,
      count: Math.max(1, reads),
      ...(pc !== undefined && { pc }),
      ...(antenna !== undefined && antenna > 0 && { antenna }),
      ...(peakRssi !== undefined && { rssi_cdbm: peakRssi }),
      ...(tid !== '' && { tid }),
      ...(phase !== undefined && { phase_mdeg: phaseOf(phase) }),
      ...(frequency_khz !== undefined && { frequency_khz }),
      ...(seq !== undefined && { seq }),
      ...stamp,
    },
  ];
}

function numberedOf({ type, timestamp, data: about }: ZebraEvent): NumberedEvent[] {
  const number = modes.includes(type) ? about?.eventNum : undefined;
  if (number === undefined) return [];
  return [{ number, ...(timestamp !== undefined && { at_ms: timestamp }) }];
}

function conditionsOf({ type, data: about = {} }: ZebraEvent): readonly ConditionReading[] {
  switch (type) {
    case 'heartbeat':
      return about.radio_control === undefined ? [] : radioConditions(about.radio_control);
    case 'error':
    case 'warning':
      return [{ kind: 'condition', condition: 'fault', says: `${type}: ${(about.message ?? '').slice(0, says_max)}` }];
    case 'gpi':
      return inputConditions(about);
    default:
      return [];
  }
}

/** A reader told to stop is no reader whose tags have gone: its silence means nothing. */
function radioConditions(state: ValueOf<typeof radio>): readonly ConditionReading[] {
  const conditions: ConditionReading[] = (state.antennas ?? []).map(({ antenna, connected }) => ({
    kind: 'condition',
    condition: connected ? 'antenna-connected' : 'antenna-disconnected',
    channel: String(antenna),
  }));
  if (state.radioConnection !== undefined && state.radioConnection !== 'connected') {
    conditions.push({ kind: 'condition', condition: 'fault', says: `Its radio is ${state.radioConnection}.` });
  }
  if (state.radioActivity === 'active') conditions.push({ kind: 'condition', condition: 'online' });
  if (state.radioActivity === 'inactive') {
    conditions.push({
      kind: 'condition',
      condition: 'offline',
      says: 'The reader is on but its radio is not reading.',
    });
  }
  return conditions;
}

function inputConditions({ pin, state }: NonNullable<ZebraEvent['data']>): readonly ConditionReading[] {
  const level = state?.toUpperCase();
  if (pin === undefined || (level !== 'HIGH' && level !== 'LOW')) return [];
  return [{ kind: 'condition', condition: level === 'HIGH' ? 'input-high' : 'input-low', channel: String(pin) }];
}
