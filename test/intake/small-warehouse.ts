/** One device of each kind over MQTT at a small site, and what they say, for tests of the batch. */
import type { Offered } from '../../gateway/intake/offered.ts';
import { siteOfJson } from '../../gateway/main.ts';
import type { Site } from '../../gateway/stock/site.ts';

/** 2026-11-23T08:00:00Z. */
export const opening_ms = 1_795_420_800_000;

export const shirt = '3034257BF7194E4000001A85';

export const warehouseJson = {
  name: 'Small warehouse',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  items: [
    { id: 'bolt', gtins: ['9521141000014'], unit_mass_mg: 21_000 },
    { id: 'shirt', gtins: ['80614141123458'] },
  ],
  locations: [
    { id: 'B1', kind: 'bin', item: 'bolt' },
    { id: 'S1', kind: 'shelf' },
    { id: 'S2', kind: 'shelf' },
  ],
  connections: ['shelf', 'reader', 'scanner'].map((id) => ({ id, wire: { kind: 'mqtt' } })),
  devices: [
    { id: 'shelf', driver: 'native', channels: [{ channel: '1', location: 'B1', empty_mass_mg: 500_000 }] },
    {
      id: 'reader',
      driver: 'native',
      antennas: [
        { antenna: 1, role: 'shelf', location: 'S1' },
        { antenna: 2, role: 'shelf', location: 'S2' },
      ],
    },
    { id: 'scanner', driver: 'native', scanner: { reader: { device: 'reader' } } },
  ],
  rules: { scan: { duplicate_ms: 0 }, tags: { absent_ms: 10_000 } },
};

export function siteFrom(json: unknown): Site {
  const site = siteOfJson(json);
  if (site === undefined) throw new Error('the site of this test is not valid');
  return site;
}

export const warehouse = siteFrom(warehouseJson);

/** What a device publishes at QoS 1. */
export function say(at_ms: number, device: string, payload: unknown): Offered {
  return {
    kind: 'frame',
    at_ms,
    device,
    topic: `tallygate/${device}/reading`,
    retained: false,
    qos: 1,
    data: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  };
}

export function scan(
  at_ms: number,
  code: string,
  more: { readonly seq?: number; readonly boot?: string } = {},
): Offered {
  return say(at_ms, 'scanner', { scan: { code }, ...more });
}

export function tagRead(at_ms: number, epc: string, antenna = 1): Offered {
  return say(at_ms, 'reader', { tags: [{ epc, antenna, rssi: -50 }] });
}

export function note(at_ms: number, device: string, event: 'connected' | 'disconnected'): Offered {
  return { kind: 'note', at_ms, device, event, says: '' };
}
