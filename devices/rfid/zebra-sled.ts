/**
 * Zebra's handheld RFID sleds (RFD40, RFD90) over MQTT: tags and bar codes come in one event. The documents call the tags
 * a statistical view of what is there and no log of every read. A tag's `eventNum` is no `seq`: nothing says whether it
 * begins again with every inventory, and where it does, a number would not tell a redelivery from a new read. Within one
 * count it shows what never came, and that is told.
 */
import { json, type ValueOf } from '../codec/json.ts';
import { hex, list, object, optional, scaled, text, whole, withOneOf } from '../codec/json-shapes.ts';
import { driver } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { EventNumbers, lossText } from './event-numbers.ts';
import { zebraInstant } from './zebra-shapes.ts';
import { zebraSledExamples } from './zebra-sled-examples.ts';

/** The sled itself stops at 6,144 bytes. */
const bytes_max = 16_384;
const records_max = 512;

const epc_bytes = { min: 0, max: 62 } as const;

const tag = withOneOf(
  object('One tag since its last report', {
    EPCid: optional(hex('EPC in hexadecimal; empty for a tag without EPC', epc_bytes)),
    EPC: optional(hex('The same; it counts where only it is there', epc_bytes)),
    peakRssi: optional(scaled('Signal strength in dBm; kept to a hundredth', { min: -150, max: 50, per: 100 })),
    seenCount: optional(whole('How many reads this stands for', { min: 0, max: 1_000_000 })),
    eventNum: optional(whole('Counts tags as they are told', { min: 0, max: Number.MAX_SAFE_INTEGER })),
  }),
  ['EPCid', 'EPC'],
);

const barcode = object('One scanned bar code', {
  decodedBarcode: text('The characters of the code, one per byte, FNC1 as U+001D', {
    max: 4_096,
    pattern: /^[^\u0100-\u{10ffff}]*$/u,
    rule: 'must be characters from U+0000 to U+00FF, one per byte of the code',
    such_as: ['0109506000134352', '9506000134352', 'TG-LOC.A1'],
  }),
  symbology: optional(text('Its kind', { max: 64, such_as: ['EAN13', 'GS1-128', 'GS1_DATAMATRIX', 'QRCODE'] })),
});

const event = withOneOf(
  object('One event', {
    type: optional(text('The operating profile, or ALERT, or NOTIFICATION', { max: 64, such_as: ['ALERT', 'MAX'] })),
    timestamp: optional(zebraInstant('When it was')),
    data: optional(
      object('What was read', {
        tagData: optional(list('Tags', tag, { max: records_max })),
        barcodeData: optional(list('Bar codes', barcode, { max: records_max })),
      }),
    ),
    eventName: optional(text('heartbeat', { max: 64, such_as: ['heartbeat'] })),
    connectionState: optional(
      text('CONNECTED, or DISCONNECTED as the last will', { max: 32, such_as: ['CONNECTED', 'DISCONNECTED'] }),
    ),
    id: optional(text('What an alert is about: BATTERY, POWER, …', { max: 64, such_as: ['BATTERY', 'POWER'] })),
    state: optional(text('SET, CLEAR or ONESHOT', { max: 32, such_as: ['SET', 'CLEAR', 'ONESHOT'] })),
    priority: optional(text('CRITICAL, HIGH or LOW', { max: 32, such_as: ['CRITICAL', 'HIGH', 'LOW'] })),
  }),
  ['data', 'eventName', 'connectionState', 'id'],
);

export type ZebraSledEvent = ValueOf<typeof event>;

export const zebraSled = driver({
  id: 'zebra-sled',
  title: 'Zebra handheld sled RFD40, RFD90 over MQTT',
  family: 'rfid',
  wires: ['mqtt'],
  says: 'tags, scans',
  caveats: [
    "The first level of its topics is the tenant in the sled's settings, `zebra` here; the last is its serial number.",
    'Tags are a statistical view of what is there, no log of every read.',
    'Its event numbers are not used: nothing says when they begin again.',
  ],
  framing: { by: 'message', bytes_max },
  // The first level is the tenant's name in the sled's settings, the last one its serial number.
  topics: [
    'zebra/DATA/clients/data1event/{device}',
    'zebra/DATA/clients/rfid/{device}',
    'zebra/MGMT/clients/rfid/{device}',
    'zebra/MGMT/clients/event/{device}',
  ],
  will_topics: ['zebra/DATA/clients/rfid/{device}'],
  ignored_topics: ['zebra/CTRL/clients/rfid/{device}', 'zebra/+/clients/resp/{device}'],
  command_topics: ['zebra/+/clients/cmd/{device}'],
  frame: json(event, bytes_max),

  readings: readingsOf,

  follower(saved) {
    const numbers = new EventNumbers(saved);
    return {
      follow(given, { retained }) {
        const readings = readingsOf(given);
        const { timestamp, data } = given;
        const at = timestamp === undefined ? {} : { at_ms: timestamp };
        const numbered = (data?.tagData ?? []).flatMap(({ eventNum: number }) =>
          number === undefined ? [] : [{ number, ...at }],
        );
        const loss = retained ? undefined : numbers.take(numbered, timestamp);
        if (loss === undefined) return { readings };
        const says = lossText(loss, { one: 'tag', many: 'tags' });
        return { readings: [...readings, { kind: 'condition', condition: 'data-lost', says }] };
      },
      saved: () => numbers.saved(),
    };
  },

  examples: zebraSledExamples,
});

function readingsOf(given: ZebraSledEvent): readonly Reading[] {
  const { timestamp } = given;
  const readings = [...tagsOf(given), ...scansOf(given), ...conditionsOf(given)];
  return timestamp === undefined ? readings : readings.map((each) => ({ ...each, device_at_ms: timestamp }));
}

function tagsOf({ data }: ZebraSledEvent): readonly Reading[] {
  return (data?.tagData ?? []).flatMap(({ EPCid, EPC, peakRssi, seenCount = 1 }): Reading[] => {
    const epc = EPCid ?? EPC;
    // Nothing tells a tag whose EPC has no bits from any other such tag.
    if (epc === undefined || epc === '') return [];
    const count = Math.max(1, seenCount);
    return [{ kind: 'tag', epc, count, ...(peakRssi !== undefined && { rssi_cdbm: peakRssi }) }];
  });
}

function scansOf({ data }: ZebraSledEvent): readonly Reading[] {
  return (data?.barcodeData ?? []).map(({ decodedBarcode: code, symbology = '' }) => {
    const aim = gs1_carriers[symbology.toUpperCase().replace(/[^A-Z0-9]/g, '')];
    return { kind: 'scan', code, ...(aim !== undefined && { aim }) };
  });
}

/** Kinds that hold GS1 element strings by definition; the others are told by what is in them. */
const gs1_carriers: Readonly<Record<string, string>> = {
  EAN128: ']C1',
  UCCEAN128: ']C1',
  GS1128: ']C1',
  GS1DATAMATRIX: ']d2',
  GS1QR: ']Q3',
  GS1QRCODE: ']Q3',
  GS1DATABAR: ']e0',
  GS1DATABAREXP: ']e0',
  GS1DATABAREXPANDED: ']e0',
};

function conditionsOf({ type, connectionState, id, state, priority = '' }: ZebraSledEvent): readonly Reading[] {
  if (connectionState === 'CONNECTED') return [{ kind: 'condition', condition: 'online' }];
  if (connectionState === 'DISCONNECTED') return [{ kind: 'condition', condition: 'offline' }];
  const is_trouble = type === 'ALERT' && state !== 'CLEAR' && (priority === 'CRITICAL' || priority === 'HIGH');
  if (id === undefined || !is_trouble) return [];
  return [{ kind: 'condition', condition: 'fault', says: `${id}, ${priority}.` }];
}
