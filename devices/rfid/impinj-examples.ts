/** Events of Impinj's IoT Device Interface and what they mean. */
import type { Example } from '../driver.ts';

const topic = 'impinj/dock-1/events';

export const impinjExamples: readonly Example[] = [
  {
    says: 'a tag with its EPC in both forms and the time it was last seen',
    proof: 'captured',
    topic,
    text: '{"timestamp":"2021-02-02T22:18:35.658476625Z","eventType":"tagInventory","tagInventoryEvent":{"epc":"4oARYGAAAgpmgfI_","epcHex":"E28011606000020A6681F23F","antennaPort":1,"antennaName":"Portal1","lastSeenTime":"2021-02-02T22:18:35.499734Z"}}',
    readings: [{ kind: 'tag', epc: 'E28011606000020A6681F23F', count: 1, antenna: 1, device_at_ms: 1_612_304_315_499 }],
  },
  {
    says: 'a tag with a short EPC in base64url alone, and its signal strength',
    proof: 'captured',
    topic,
    text: '{"timestamp":"2026-02-26T17:13:37.432087177Z","eventType":"tagInventory","tagInventoryEvent":{"epc":"ikUCJA==","antennaPort":3,"peakRssiCdbm":-7400,"frequency":866900,"transmitPowerCdbm":3150}}',
    readings: [
      {
        kind: 'tag',
        epc: '8A450224',
        count: 1,
        antenna: 3,
        rssi_cdbm: -7_400,
        frequency_khz: 866_900,
        device_at_ms: 1_772_126_017_432,
      },
    ],
  },
  {
    says: 'a tag with all that can be asked about it',
    proof: 'specification',
    topic,
    text: '{"timestamp":"2026-02-26T17:13:37.432087177Z","hostname":"impinj-14-19-9d","eventType":"tagInventory","tagInventoryEvent":{"epc":"MHQle_cZTkAAABqF","pc":"MAA=","tid":"4oARYCAAcA_0-wrD","tidHex":"E28011602000700FF4FB0AC3","antennaPort":2,"antennaName":"Dock","peakRssiCdbm":-5450,"frequency":865700,"transmitPowerCdbm":3000,"phaseAngle":-90.25,"lastSeenTime":"2026-02-26T17:13:37.431999999Z"}}',
    readings: [
      {
        kind: 'tag',
        epc: '3074257BF7194E4000001A85',
        pc: '3000',
        tid: 'E28011602000700FF4FB0AC3',
        count: 1,
        antenna: 2,
        rssi_cdbm: -5_450,
        phase_mdeg: 269_750,
        frequency_khz: 865_700,
        device_at_ms: 1_772_126_017_431,
      },
    ],
  },
  {
    says: 'several events in an array',
    proof: 'specification',
    topic,
    text: '[{"eventType":"tagInventory","tagInventoryEvent":{"epcHex":"3074257bf7194e4000001a85"}},{"eventType":"inventoryStatus","inventoryStatusEvent":{"inventoryStatus":"running"}}]',
    readings: [{ kind: 'tag', epc: '3074257BF7194E4000001A85', count: 1 }],
  },
  {
    says: 'events on lines of their own, with an empty line to keep the connection alive',
    proof: 'specification',
    topic,
    text: '{"eventType":"tagInventory","tagInventoryEvent":{"epcHex":"3074257BF7194E4000001A85","antennaPort":1}}\r\n\r\n{"eventType":"tagInventory","tagInventoryEvent":{"epcHex":"3174257BF4499602D2000000","antennaPort":2}}\r\n',
    readings: [
      { kind: 'tag', epc: '3074257BF7194E4000001A85', count: 1, antenna: 1 },
      { kind: 'tag', epc: '3174257BF4499602D2000000', count: 1, antenna: 2 },
    ],
  },
  {
    says: 'antenna 2 unplugged',
    proof: 'specification',
    topic,
    text: '{"timestamp":"2026-02-26T17:13:37.432087177Z","eventType":"antennaDisconnected","antennaDisconnectedEvent":{"antennaPort":2}}',
    readings: [{ kind: 'condition', condition: 'antenna-disconnected', channel: '2', device_at_ms: 1_772_126_017_432 }],
  },
  {
    says: 'antenna 2 plugged in again',
    proof: 'specification',
    topic,
    text: '{"eventType":"antennaConnected","antennaConnectedEvent":{"antennaPort":2}}',
    readings: [{ kind: 'condition', condition: 'antenna-connected', channel: '2' }],
  },
  {
    says: 'more reads than the reader could publish',
    proof: 'specification',
    topic,
    text: '{"eventType":"overflow","overflowEvent":{}}',
    readings: [{ kind: 'condition', condition: 'buffer-overflow', says: 'The reader had to drop events.' }],
  },
  {
    says: 'a general purpose input that went low',
    proof: 'specification',
    topic,
    text: '{"eventType":"gpiTransition","gpiTransitionEvent":{"gpi":1,"transition":"high-to-low"}}',
    readings: [{ kind: 'condition', condition: 'input-low', channel: '1' }],
  },
  {
    says: 'a general purpose input that went high',
    proof: 'specification',
    topic,
    text: '{"eventType":"gpiTransition","gpiTransitionEvent":{"gpi":2,"transition":"low-to-high"}}',
    readings: [{ kind: 'condition', condition: 'input-high', channel: '2' }],
  },
  {
    says: 'the last will of a reader that went away',
    proof: 'specification',
    topic: 'impinj/dock-1/status',
    text: 'offline',
    readings: [{ kind: 'condition', condition: 'offline' }],
  },
];
