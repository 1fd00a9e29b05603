/**
 * Impinj readers with the IoT Device Interface (R700, R720; firmware 7.1 and later): JSON events that the reader publishes
 * over MQTT, or that are fetched from it line by line (`GET /api/v1/data/stream`). The reader's interface must be switched
 * from LLRP to "Impinj IoT Device Interface". Every member of a tag event can be turned off in the reader's preset: antenna,
 * signal strength, phase, carrier, the chip's number and times are read where they are there.
 */
import { json, type Shape, type ValueOf } from '../codec/json.ts';
import { orLines } from '../codec/json-lines.ts';
import { hex, object, oneOrMany, optional, scaled, text, whole, withOneOf } from '../codec/json-shapes.ts';
import { orLiveness } from '../codec/liveness.ts';
import { Misfit } from '../codec/misfit.ts';
import { driver } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { impinjExamples } from './impinj-examples.ts';
import { base64urlHex, nanoInstant } from './impinj-shapes.ts';
import { phaseOf } from './phase.ts';

const bytes_max = 60_000;
const events_max = 1_000;
const pc_digits = 4;

const antennaPort = whole('Antenna port, from 1', { min: 1, max: 255 });

const tagInventory = withOneOf(
  object('One read of one tag', {
    epc: optional(base64urlHex('EPC bank contents in base64url; empty for a tag without EPC')),
    epcHex: optional(hex('The same in hexadecimal; it counts where both are there', { min: 0, max: 62 })),
    antennaPort: optional(antennaPort),
    peakRssiCdbm: optional(whole('Signal strength in hundredths of a dBm', { min: -15_000, max: 5_000 })),
    pc: optional(base64urlHex("The tag's protocol control word in base64url")),
    tid: optional(base64urlHex("Contents of the tag's TID bank in base64url; empty where it could not be read")),
    tidHex: optional(hex('The same in hexadecimal; it counts where both are there', { min: 0, max: 62 })),
    frequency: optional(whole('Carrier in kHz', { min: 0, max: 6_000_000 })),
    phaseAngle: optional(
      scaled("Phase of the tag's answer in degrees; kept to a thousandth", { min: -360, max: 360, per: 1_000 }),
    ),
    lastSeenTime: optional(nanoInstant('When the tag was read')),
  }),
  ['epc', 'epcHex'],
);

const antennaEvent = object('The antenna it is about', { antennaPort });

const gpiTransition = object('A general-purpose input that changed', {
  gpi: whole('Its number, from 1', { min: 0, max: 255 }),
  transition: text('high-to-low or low-to-high', { max: 32, such_as: ['high-to-low', 'low-to-high'] }),
});

const event = tellingTags(
  object('One event', {
    eventType: optional(
      text('What it is: tagInventory, inventoryStatus, antennaConnected, …', {
        max: 64,
        such_as: ['tagInventory', 'inventoryStatus', 'gpiTransition', 'heartbeat'],
      }),
    ),
    timestamp: optional(nanoInstant('When the reader queued the event')),
    tagInventoryEvent: optional(tagInventory),
    antennaConnectedEvent: optional(antennaEvent),
    antennaDisconnectedEvent: optional(antennaEvent),
    gpiTransitionEvent: optional(gpiTransition),
    overflowEvent: optional(object('The reader could not keep up and dropped events', {})),
  }),
);

const message = oneOrMany('One event, or an array of them', event, { max: events_max });

export type ImpinjEvent = ValueOf<typeof event>;

/** Refuses an event that calls itself a tag read and has none; any other event without a known member says nothing of stock. */
function tellingTags<Event extends { readonly eventType?: string; readonly tagInventoryEvent?: object }>(
  shape: Shape<Event>,
): Shape<Event> {
  const tells = (value: Event) => value.eventType !== 'tagInventory' || value.tagInventoryEvent !== undefined;
  return {
    schema: shape.schema,
    read(given) {
      const value = shape.read(given);
      if (value instanceof Misfit || tells(value)) return value;
      return new Misfit('format', 'must be present in a tagInventory event', 'tagInventoryEvent');
    },
    write: (value) => shape.write(value),
    sample(chance) {
      let value = shape.sample(chance);
      while (!tells(value)) value = shape.sample(chance);
      return value;
    },
  };
}

export const impinjIot = driver({
  id: 'impinj-iot',
  title: 'Impinj reader, IoT Device Interface over MQTT or its HTTP stream',
  family: 'rfid',
  wires: ['mqtt', 'http-stream'],
  says: 'tags per antenna',
  caveats: [
    'The reader must be switched from LLRP to the Impinj IoT Device Interface (firmware 7.1 or later).',
    'Topics and the words of its connect and will messages are set in the reader: set those listed here.',
    'Every member of a tag event can be turned off in the preset; what is off is not known here.',
  ],
  framing: { by: 'message', bytes_max },
  // The reader's MQTT page leaves all topics and the words of its connect and will messages to its owner.
  topics: ['impinj/{device}/events', 'impinj/{device}/status'],
  frame: orLiveness(orLines(json(message, bytes_max)), { online: 'online', offline: 'offline' }),

  readings(value) {
    if (value.kind === 'liveness') return [{ kind: 'condition', condition: value.online ? 'online' : 'offline' }];
    return value.message.flatMap(readingsOf);
  },

  examples: impinjExamples,
});

function readingsOf(given: ImpinjEvent): Reading[] {
  const readings: Reading[] = [];
  const { timestamp, tagInventoryEvent: tag } = given;
  const epc = firstOf(tag?.epcHex, tag?.epc);
  // Nothing tells a tag whose EPC has no bits from any other such tag.
  if (tag !== undefined && epc !== undefined) {
    const device_at_ms = tag.lastSeenTime ?? timestamp;
    const tid = firstOf(tag.tidHex, tag.tid);
    readings.push({
      kind: 'tag',
      epc,
      count: 1,
      ...(tag.antennaPort !== undefined && { antenna: tag.antennaPort }),
      ...(tag.peakRssiCdbm !== undefined && { rssi_cdbm: tag.peakRssiCdbm }),
      ...(tag.pc !== undefined && tag.pc.length === pc_digits && { pc: tag.pc }),
      ...(tid !== undefined && { tid }),
      ...(tag.phaseAngle !== undefined && { phase_mdeg: phaseOf(tag.phaseAngle) }),
      ...(tag.frequency !== undefined && { frequency_khz: tag.frequency }),
      ...(device_at_ms !== undefined && { device_at_ms }),
    });
  }
  for (const condition of conditionsOf(given)) {
    readings.push({ ...condition, ...(timestamp !== undefined && { device_at_ms: timestamp }) });
  }
  return readings;
}

/** The first that holds anything. */
function firstOf(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text !== '');
}

function conditionsOf(given: ImpinjEvent): ConditionReading[] {
  const conditions: ConditionReading[] = [];
  const { antennaConnectedEvent: connected, antennaDisconnectedEvent: disconnected, gpiTransitionEvent: input } = given;
  if (connected !== undefined) {
    conditions.push({ kind: 'condition', condition: 'antenna-connected', channel: String(connected.antennaPort) });
  }
  if (disconnected !== undefined) {
    conditions.push({
      kind: 'condition',
      condition: 'antenna-disconnected',
      channel: String(disconnected.antennaPort),
    });
  }
  if (input?.transition === 'low-to-high' || input?.transition === 'high-to-low') {
    const condition = input.transition === 'low-to-high' ? 'input-high' : 'input-low';
    conditions.push({ kind: 'condition', condition, channel: String(input.gpi) });
  }
  if (given.overflowEvent !== undefined) {
    conditions.push({ kind: 'condition', condition: 'buffer-overflow', says: 'The reader had to drop events.' });
  }
  return conditions;
}
