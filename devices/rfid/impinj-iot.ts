/**
 * Impinj readers with the IoT Device Interface (R700, R720; firmware 7.1 and later), publishing JSON events over MQTT.
 * The reader's interface must be switched from LLRP to "Impinj IoT Device Interface". Every member of a tag event can be
 * turned off in the reader's preset: antenna, signal strength and times are read where they are there.
 */
import { json, type Shape, type ValueOf } from '../codec/json.ts';
import { orLines } from '../codec/json-lines.ts';
import { hex, object, oneOrMany, optional, text, whole, withOneOf } from '../codec/json-shapes.ts';
import { orLiveness } from '../codec/liveness.ts';
import { Misfit } from '../codec/misfit.ts';
import { driver } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { impinjExamples } from './impinj-examples.ts';
import { base64urlEpc, nanoInstant } from './impinj-shapes.ts';

const bytes_max = 60_000;
const events_max = 1_000;

const antennaPort = whole('Antenna port, from 1', { min: 1, max: 255 });

const tagInventory = withOneOf(
  object('One read of one tag', {
    epc: optional(base64urlEpc('EPC bank contents in base64url')),
    epcHex: optional(hex('The same in hexadecimal; it counts where both are there', { min: 1, max: 62 })),
    antennaPort: optional(antennaPort),
    peakRssiCdbm: optional(whole('Signal strength in hundredths of a dBm', { min: -15_000, max: 5_000 })),
    lastSeenTime: optional(nanoInstant('When the tag was read')),
  }),
  ['epc', 'epcHex'],
);

const antennaEvent = object('The antenna it is about', { antennaPort });

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
  title: 'Impinj reader, IoT Device Interface over MQTT',
  family: 'rfid',
  wires: ['mqtt'],
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
  const epc = tag?.epcHex ?? tag?.epc;
  if (tag !== undefined && epc !== undefined) {
    const device_at_ms = tag.lastSeenTime ?? timestamp;
    readings.push({
      kind: 'tag',
      epc,
      count: 1,
      ...(tag.antennaPort !== undefined && { antenna: tag.antennaPort }),
      ...(tag.peakRssiCdbm !== undefined && { rssi_cdbm: tag.peakRssiCdbm }),
      ...(device_at_ms !== undefined && { device_at_ms }),
    });
  }
  for (const condition of conditionsOf(given)) {
    readings.push({ ...condition, ...(timestamp !== undefined && { device_at_ms: timestamp }) });
  }
  return readings;
}

function conditionsOf(given: ImpinjEvent): ConditionReading[] {
  const conditions: ConditionReading[] = [];
  const { antennaConnectedEvent: connected, antennaDisconnectedEvent: disconnected } = given;
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
  if (given.overflowEvent !== undefined) {
    conditions.push({ kind: 'condition', condition: 'buffer-overflow', says: 'The reader had to drop events.' });
  }
  return conditions;
}
