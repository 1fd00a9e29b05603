/** Events of Zebra's IoT Connector and what they mean. */
import type { Example } from '../driver.ts';

const topic = 'zebra/dock-1/data';

export const zebraIotExamples: readonly Example[] = [
  {
    says: 'a tag in CUSTOM mode with all that was asked about it',
    proof: 'captured',
    topic,
    text: '{"data":{"antenna":1,"channel":866.3,"eventNum":16511,"format":"epc","idHex":"e28011700000020d2a412182","peakRssi":-60,"phase":-170.4800567626953,"reads":1},"timestamp":"2026-03-28T07:20:13.028+0000","type":"CUSTOM"}',
    readings: [
      {
        kind: 'tag',
        epc: 'E28011700000020D2A412182',
        count: 1,
        antenna: 1,
        rssi_cdbm: -6_000,
        phase_mdeg: 189_520,
        frequency_khz: 866_300,
        seq: 16_511,
        device_at_ms: 1_774_682_413_028,
      },
    ],
  },
  {
    says: 'a tag in SIMPLE mode, without antenna and strength',
    proof: 'captured',
    topic,
    text: '{"data":{"eventNum":5036,"format":"epc","idHex":"e2806894000040017790e471"},"timestamp":"2026-09-07T12:50:36.194+0000","type":"SIMPLE"}',
    readings: [{ kind: 'tag', epc: 'E2806894000040017790E471', count: 1, seq: 5_036, device_at_ms: 1_788_785_436_194 }],
  },
  {
    says: 'a tag in INVENTORY mode',
    proof: 'captured',
    topic,
    text: '{"data":{"antenna":1,"eventNum":5059,"format":"epc","idHex":"e2806894000040017790e471","peakRssi":-37,"reads":1},"timestamp":"2026-09-07T12:50:55.513+0000","type":"INVENTORY"}',
    readings: [
      {
        kind: 'tag',
        epc: 'E2806894000040017790E471',
        count: 1,
        antenna: 1,
        rssi_cdbm: -3_700,
        seq: 5_059,
        device_at_ms: 1_788_785_455_513,
      },
    ],
  },
  {
    says: 'a tag in CONVEYOR mode',
    proof: 'captured',
    topic,
    text: '{"data":{"antenna":1,"eventNum":5113,"format":"epc","idHex":"e2806894000040017790e471"},"timestamp":"2026-09-07T12:51:29.949+0000","type":"CONVEYOR"}',
    readings: [
      {
        kind: 'tag',
        epc: 'E2806894000040017790E471',
        count: 1,
        antenna: 1,
        seq: 5_113,
        device_at_ms: 1_788_785_489_949,
      },
    ],
  },
  {
    says: 'a batch of one, with the control word of the tag',
    proof: 'captured',
    topic,
    text: '[{"data":{"CRC":"518e","PC":"3000","antenna":1,"channel":927.25,"eventNum":194,"format":"epc","idHex":"ad99160040aac99525000025","peakRssi":-54,"phase":0.0,"reads":9},"timestamp":"2023-02-24T10:14:42.851+0000","type":"INVENTORY"}]',
    readings: [
      {
        kind: 'tag',
        epc: 'AD99160040AAC99525000025',
        pc: '3000',
        count: 9,
        antenna: 1,
        rssi_cdbm: -5_400,
        phase_mdeg: 0,
        frequency_khz: 927_250,
        seq: 194,
        device_at_ms: 1_677_233_682_851,
      },
    ],
  },
  {
    says: 'a tag in PORTAL mode with the number of its chip',
    proof: 'specification',
    topic,
    text: '{"type":"PORTAL","timestamp":"2026-09-07T12:51:29.949+0000","data":{"eventNum":7,"format":"epc","idHex":"3034257bf7194e4000001a85","antenna":2,"TID":"e28011602000700ff4fb0ac3"}}',
    readings: [
      {
        kind: 'tag',
        epc: '3034257BF7194E4000001A85',
        count: 1,
        antenna: 2,
        tid: 'E28011602000700FF4FB0AC3',
        seq: 7,
        device_at_ms: 1_788_785_489_949,
      },
    ],
  },
  {
    says: 'a tag whose TID was asked for and not read, in DIRECTIONALITY mode',
    proof: 'specification',
    topic,
    text: '{"type":"DIRECTIONALITY","data":{"eventNum":8,"format":"epc","idHex":"3034257bf7194e4000001a85","TID":""}}',
    readings: [{ kind: 'tag', epc: '3034257BF7194E4000001A85', count: 1, seq: 8 }],
  },
  {
    says: 'events 8 and 9 have not come two seconds later',
    proof: 'specification',
    topic,
    after: [
      {
        text: '[{"type":"PORTAL","timestamp":"2026-09-07T12:51:29.000+0000","data":{"eventNum":7,"idHex":"3034257bf7194e4000001a85"}},{"type":"PORTAL","timestamp":"2026-09-07T12:51:29.000+0000","data":{"eventNum":10,"idHex":"3034257bf7194e4000001a86"}}]',
      },
    ],
    text: '{"type":"PORTAL","timestamp":"2026-09-07T12:51:31.000+0000","data":{"eventNum":11,"idHex":"3034257bf7194e4000001a85"}}',
    readings: [
      { kind: 'tag', epc: '3034257BF7194E4000001A85', count: 1, seq: 11, device_at_ms: 1_788_785_491_000 },
      { kind: 'condition', condition: 'data-lost', says: '2 tag events never came (numbers 8 to 9); 2 so far.' },
    ],
  },
  {
    says: 'an event that came late',
    proof: 'specification',
    topic,
    after: [
      { text: '{"type":"PORTAL","data":{"eventNum":7,"idHex":"3034257bf7194e4000001a85"}}' },
      { text: '{"type":"PORTAL","data":{"eventNum":9,"idHex":"3034257bf7194e4000001a85"}}' },
      { text: '{"type":"PORTAL","data":{"eventNum":8,"idHex":"3034257bf7194e4000001a85"}}' },
      { text: '{"type":"PORTAL","data":{"eventNum":10,"idHex":"3034257bf7194e4000001a85"}}' },
      { text: '{"type":"PORTAL","data":{"eventNum":11,"idHex":"3034257bf7194e4000001a85"}}' },
      { text: '{"type":"PORTAL","data":{"eventNum":12,"idHex":"3034257bf7194e4000001a85"}}' },
    ],
    text: '{"type":"PORTAL","data":{"eventNum":13,"idHex":"3034257bf7194e4000001a85"}}',
    readings: [{ kind: 'tag', epc: '3034257BF7194E4000001A85', count: 1, seq: 13 }],
  },
  {
    says: 'a short sign of life',
    proof: 'captured',
    topic: 'zebra/dock-1/events',
    text: '{"component":"RG","data":{"radio_control":{}},"eventNum":372,"timestamp":"2026-03-28T07:19:57.878+0000","type":"heartbeat"}',
    readings: [],
  },
  {
    says: 'a sign of life with the states of antennas, from a reader that is not reading',
    proof: 'captured',
    topic: 'zebra/dock-1/events',
    text: '{"component":"RG","data":{"radio_control":{"antennas":{"1":"disconnected","4":"connected"},"cpu":0.1,"numErrors":7,"numTagReads":3062,"radioActivity":"inactive","radioConnection":"connected","status":"running","uptime":"05:19:28"},"system":{"GPI":{"1":"HIGH"},"systemtime":"2023-03-01T13:57:20.135+0000"},"userapps":[]},"eventNum":328,"timestamp":"2023-03-01T13:57:29.126+0000","type":"heartbeat"}',
    readings: [
      { kind: 'condition', condition: 'antenna-disconnected', channel: '1', device_at_ms: 1_677_679_049_126 },
      { kind: 'condition', condition: 'antenna-connected', channel: '4', device_at_ms: 1_677_679_049_126 },
      {
        kind: 'condition',
        condition: 'offline',
        says: 'The reader is on but its radio is not reading.',
        device_at_ms: 1_677_679_049_126,
      },
    ],
  },
  {
    says: 'an output that was switched, which says nothing of stock',
    proof: 'captured',
    topic: 'zebra/dock-1/events',
    text: '{"component":"RG","data":{"pin":1,"state":"HIGH"},"eventNum":9,"timestamp":"2026-09-07T12:21:53.635+0000","type":"gpo"}',
    readings: [],
  },
  {
    says: 'an input that went low',
    proof: 'specification',
    topic: 'zebra/dock-1/events',
    text: '{"component":"RG","data":{"pin":2,"state":"LOW"},"eventNum":10,"timestamp":"2026-09-07T12:22:53.635+0000","type":"gpi"}',
    readings: [{ kind: 'condition', condition: 'input-low', channel: '2', device_at_ms: 1_788_783_773_635 }],
  },
  {
    says: 'an input that went high',
    proof: 'specification',
    topic: 'zebra/dock-1/events',
    text: '{"component":"RG","data":{"pin":2,"state":"HIGH"},"eventNum":11,"timestamp":"2026-09-07T12:22:53.635+0000","type":"gpi"}',
    readings: [{ kind: 'condition', condition: 'input-high', channel: '2', device_at_ms: 1_788_783_773_635 }],
  },
  {
    says: 'an event of another component, whatever it is about',
    proof: 'specification',
    topic: 'zebra/dock-1/events',
    text: '{"component":"EC","data":{"antenna":"front","state":["a","b"]},"eventNum":3,"timestamp":"2026-09-07T12:22:53.635+0000","type":"userapp"}',
    readings: [],
  },
  {
    says: 'a Bluetooth beacon, which is no tag',
    proof: 'captured',
    topic,
    text: '{"data":{"Address":"CF:C7:E6:45:DE:F7","AddressType":"random","Blocked":false,"RSSI":-66,"UUIDs":["0000feaa-0000-1000-8000-00805f9b34fb"],"beaconType":"EDDYSTONE_TLM"},"eventNum":1900,"timestamp":"2026-09-07T12:53:07.484+00:00","type":"BLE_DATA"}',
    readings: [],
  },
  {
    says: 'an error of the reader',
    proof: 'specification',
    topic: 'zebra/dock-1/events',
    text: '{"component":"RG","data":{"message":"Radio connection lost"},"eventNum":11,"timestamp":"2026-09-07T12:22:53.635+0000","type":"error"}',
    readings: [
      {
        kind: 'condition',
        condition: 'fault',
        says: 'error: Radio connection lost',
        device_at_ms: 1_788_783_773_635,
      },
    ],
  },
];
