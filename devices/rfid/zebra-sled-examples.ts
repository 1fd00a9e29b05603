/** Events of Zebra's handheld sleds and what they mean. */
import type { Example } from '../driver.ts';

const topic = 'zebra/DATA/clients/data1event/sled-1';

export const zebraSledExamples: readonly Example[] = [
  {
    says: 'a tag seen fourteen times',
    proof: 'specification',
    topic,
    text: '{"type":"BALANCED_PERFORMANCE","timestamp":"2026-05-19T14:23:11Z","data":{"tagData":[{"EPCid":"E2003411B802011533ABCD12","EPC":"E2003411B802011533ABCD12","peakRssi":-52,"seenCount":14,"eventNum":1}]}}',
    readings: [
      {
        kind: 'tag',
        epc: 'E2003411B802011533ABCD12',
        count: 14,
        rssi_cdbm: -5_200,
        device_at_ms: 1_779_200_591_000,
      },
    ],
  },
  {
    says: 'tags and a bar code in one event',
    proof: 'specification',
    topic,
    text: '{"type":"BALANCED_PERFORMANCE","timestamp":"2026-05-19T14:23:12Z","data":{"tagData":[{"EPCid":"3034257bf7194e4000001a85","eventNum":2},{"EPC":"3034257BF7194E4000001A86","eventNum":3}],"barcodeData":[{"decodedBarcode":"0109506000134352","symbology":"GS1-128"}]}}',
    readings: [
      { kind: 'tag', epc: '3034257BF7194E4000001A85', count: 1, device_at_ms: 1_779_200_592_000 },
      { kind: 'tag', epc: '3034257BF7194E4000001A86', count: 1, device_at_ms: 1_779_200_592_000 },
      { kind: 'scan', code: '0109506000134352', aim: ']C1', device_at_ms: 1_779_200_592_000 },
    ],
  },
  {
    says: 'tags 4 to 6 have not come three seconds later',
    proof: 'specification',
    topic,
    after: [
      {
        text: '{"timestamp":"2026-05-19T14:23:12Z","data":{"tagData":[{"EPC":"3034257BF7194E4000001A85","eventNum":3}]}}',
      },
      {
        text: '{"timestamp":"2026-05-19T14:23:13Z","data":{"tagData":[{"EPC":"3034257BF7194E4000001A85","eventNum":7}]}}',
      },
    ],
    text: '{"timestamp":"2026-05-19T14:23:16Z","data":{"tagData":[{"EPC":"3034257BF7194E4000001A86","eventNum":8}]}}',
    readings: [
      { kind: 'tag', epc: '3034257BF7194E4000001A86', count: 1, device_at_ms: 1_779_200_596_000 },
      { kind: 'condition', condition: 'data-lost', says: '3 tags never came (numbers 4 to 6); 3 so far.' },
    ],
  },
  {
    says: 'a new inventory that numbers its tags from 1 again, which is no loss',
    proof: 'specification',
    topic,
    after: [
      {
        text: '{"timestamp":"2026-05-19T14:23:12Z","data":{"tagData":[{"EPC":"3034257BF7194E4000001A85","eventNum":30}]}}',
      },
      {
        text: '{"timestamp":"2026-05-19T14:25:00Z","data":{"tagData":[{"EPC":"3034257BF7194E4000001A85","eventNum":1}]}}',
      },
    ],
    text: '{"timestamp":"2026-05-19T14:25:05Z","data":{"tagData":[{"EPC":"3034257BF7194E4000001A86","eventNum":2}]}}',
    readings: [{ kind: 'tag', epc: '3034257BF7194E4000001A86', count: 1, device_at_ms: 1_779_200_705_000 }],
  },
  {
    says: 'a bar code of a kind that needs no help to be understood',
    proof: 'specification',
    topic,
    text: '{"type":"BALANCED_PERFORMANCE","data":{"barcodeData":[{"decodedBarcode":"9506000134352","symbology":"EAN13"}]}}',
    readings: [{ kind: 'scan', code: '9506000134352' }],
  },
  {
    says: 'a sign of life',
    proof: 'specification',
    topic: 'zebra/MGMT/clients/event/sled-1',
    text: '{"eventName":"heartbeat","eventNum":12,"timestamp":"2026-05-19T14:23:11Z","upTime":86400,"battery":{"level":87}}',
    readings: [],
  },
  {
    says: 'the battery is nearly empty',
    proof: 'specification',
    topic: 'zebra/MGMT/clients/event/sled-1',
    text: '{"type":"ALERT","timestamp":"2026-05-19T14:23:11Z","state":"SET","id":"BATTERY","priority":"CRITICAL","alertDetails":{}}',
    readings: [{ kind: 'condition', condition: 'fault', says: 'BATTERY, CRITICAL.', device_at_ms: 1_779_200_591_000 }],
  },
  {
    says: 'the battery has been charged',
    proof: 'specification',
    topic: 'zebra/MGMT/clients/event/sled-1',
    text: '{"type":"ALERT","timestamp":"2026-05-19T14:23:11Z","state":"CLEAR","id":"BATTERY","priority":"CRITICAL","alertDetails":{}}',
    readings: [],
  },
  {
    says: 'it has come',
    proof: 'specification',
    topic: 'zebra/DATA/clients/rfid/sled-1',
    text: '{"connectionState":"CONNECTED","deviceModel":"RFD40","deviceSerialNo":"S123456"}',
    readings: [{ kind: 'condition', condition: 'online' }],
  },
  {
    says: 'it has gone',
    proof: 'specification',
    topic: 'zebra/DATA/clients/rfid/sled-1',
    text: '{"connectionState":"DISCONNECTED","deviceModel":"RFD40","deviceSerialNo":"S123456"}',
    readings: [{ kind: 'condition', condition: 'offline' }],
  },
];
