/** What the depot's devices say of themselves, and what is found beside them: the facts behind the device page. */

import { drivers } from '../../devices/registry.ts';
import type { Clock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import type { DeviceDetail } from '../../gateway/base/device-detail.ts';
import { adopted, fieldOf } from '../../gateway/discovery/adoption.ts';
import { Discovery } from '../../gateway/discovery/discovery.ts';
import { driverFactsOf, shownOf } from '../../gateway/finding.ts';
import type { LiveState } from '../../gateway/live/live-state.ts';
import type { Inspect } from '../../gateway/live/routes/device.ts';
import type { Finder } from '../../gateway/live/routes/discovered.ts';
import type { Listener } from '../../gateway/live/routes/listen.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import type { DepotLife } from './depot-life.ts';

export const depotDriverFacts = driverFactsOf;

function part(name: string, readings: number, last_at_ms: number, last_says: string) {
  return { part: name, readings, last_at_ms, last_says };
}

/** A reader with an antenna too many, one with an antenna off, a scale with an overload, and poison. */
export function detailsAt(now_ms: number): DeviceDetail[] {
  const ago = (span_s: number) => now_ms - span_s * 1_000;
  return [
    {
      device: 'reader-t',
      parts: [
        part('antenna 1', 48_211, ago(1), 'tag …001A85 at antenna 1, -51.5 dBm'),
        part('antenna 2', 31_870, ago(2), 'tag …001C40 at antenna 2, -55.0 dBm'),
        part('antenna 3', 12_004, ago(4), 'tag …002B11 at antenna 3, -63.0 dBm'),
        part('antenna 4', 310, ago(9), 'tag …002B11 at antenna 4, -71.5 dBm'),
      ],
      conditions: [
        { condition: 'buffer-overflow', at_ms: ago(2_400), says: 'The reader had to drop reports.', times: 1 },
        { condition: 'online', at_ms: ago(5_400), times: 1 },
      ],
      beyond: 0,
    },
    {
      device: 'reader-dock',
      parts: [],
      conditions: [
        { condition: 'antenna-disconnected', channel: '2', at_ms: ago(840), times: 1 },
        { condition: 'online', at_ms: ago(5_400), times: 1 },
      ],
      beyond: 0,
    },
    {
      device: 'scale-a2',
      parts: [
        part('channel 1', 5_120, ago(1), 'channel 1: 812.4 g at rest'),
        part('channel 2', 5_098, ago(1), 'channel 2: 1204.0 g at rest'),
        part('channel 3', 5_101, ago(2), 'channel 3: 90.2 g at rest'),
        part('channel 4', 5_087, ago(31), 'channel 4: 4050.0 g'),
      ],
      conditions: [
        { condition: 'overload', channel: '4', at_ms: ago(30), times: 2 },
        { condition: 'restarted', at_ms: ago(8_000), says: 'Restarted: Power on', times: 1 },
      ],
      beyond: 0,
      last_fault: { n: 13_871, at_ms: ago(240), reason: 'frame: must be JSON (format)' },
    },
  ];
}

export function depotInspect(life: DepotLife, clock: Clock): Inspect {
  return (device) => {
    const detail = detailsAt(clock.now_ms()).find((each) => each.device === device);
    const frames = life.recent(device, 20).map(({ n, hex, text, readings, at_ms, topic, fault, says = '' }) => ({
      n,
      at_ms,
      ...(topic === undefined ? {} : { topic }),
      bytes: hex.length / 2,
      hex,
      ...(text === undefined ? {} : { text }),
      readings,
      says,
      ...(fault === undefined ? {} : { fault }),
    }));
    return Promise.resolve({ ...(detail === undefined ? {} : { detail }), frames });
  };
}

/** The real discovery over a depot where a few things are plugged in and one node knocks; adopting goes into memory. */
export function depotFinder(state: LiveState, clock: Clock): Finder & Listener {
  let site: Site = state.site;
  const discovery = new Discovery({
    drivers,
    clock,
    counters: countersOf(),
    site: () => site,
    looks: {
      serial: async () => [
        {
          path: '/dev/serial/by-id/usb-Honeywell_Xenon_1900_18122B1234-if00',
          file: '/dev/ttyACM1',
          vendor_id: '0c2e',
          product_id: '0b6a',
          serial_number: '18122B1234',
        },
        {
          path: '/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0',
          file: '/dev/ttyUSB1',
          vendor_id: '0403',
          product_id: '6001',
          serial_number: 'A50285BI',
          maker: 'FTDI',
        },
        { path: '/dev/ttyUSB0', file: '/dev/ttyUSB0', vendor_id: '1a86', product_id: '7523' },
      ],
      hid: () =>
        Promise.reject(new Error('USB HID needs libusb-1.0: apt-get install libusb-1.0-0; then restart the gateway.')),
      introduce: async (host) =>
        host.endsWith('.50')
          ? {
              kind: 'there',
              name: 'Impinj reader',
              facts: ['4 antennas', 'model 2001052', 'firmware 5.12.3.240'],
              antennas: 4,
            }
          : host.endsWith('.51')
            ? {
                kind: 'owned',
                says: 'Another application owns this reader: LLRP readers serve one client at a time. Stop the other one.',
              }
            : { kind: 'absent', says: `${host} port 5084 cannot be reached. Check its power, cable and address.` },
      resolve: async () => [],
    },
  });
  discovery.login({ user: 'shelf-b7', client_id: 'shelf-b7', address: '192.168.1.77', says: 'refused' });
  discovery.login({ user: 'bench', client_id: 'ESP32-9F21', address: '192.168.1.80', says: 'refused' });
  const config = { t: 'tasmota_4F2A11', dn: 'Scale by the door', md: 'Generic', sw: '14.2.0', ip: '192.168.1.92' };
  discovery.message({ topic: 'tasmota/discovery/A4CF124F2A11/config', payload: Buffer.from(JSON.stringify(config)) });
  return {
    list: () => discovery.list().map(shownOf),
    search: (asked) => discovery.search(asked),
    listen: async () => ({
      ok: true,
      heard: {
        answered: true,
        says: 'The scale answers.',
        frames: [{ at_ms: clock.now_ms(), bytes: 4, hex: '53542c47', says: ['weight 1: 412 g at rest'] }],
        left_off: 0,
        noise_bytes: 0,
      },
    }),
    adopt(_, id, asked) {
      const found = discovery.find(id);
      if (found === undefined) return Promise.resolve(undefined);
      const next = adopted(site, found, asked);
      const parsed = parseSite(next.site, drivers);
      // The depot's own devices are of another time; only what the form can mend is told.
      const problems = (parsed.ok ? [] : parsed.problems)
        .map((problem) => fieldOf(problem, next))
        .filter(({ field }) => field !== '');
      if (problems.length > 0) return Promise.resolve({ ok: false, refusals: problems });
      site = next.site;
      state.applySite(site);
      discovery.taken(id);
      const secret = found.needs_secret ? { secret: 'v1hL0aJ3m7Qk5xV9tR2yB8nC4sD6fG1hK3jL5zX7wE0' } : {};
      return Promise.resolve({ ok: true, device: asked.id, connection: next.connection, ...secret });
    },
    letGo: async () => ({ ok: false, refusals: [{ field: '', rule: 'The depot keeps its devices.' }] }),
  };
}
