/** A believable depot for looking at the dashboard: settings, and a little seeded life in them. */
import type { LinkState } from '../../gateway/base/link-state.ts';
import type { DeviceActivity } from '../../gateway/ledger/commit.ts';
import type { DeviceSettings, Item, Location, Site } from '../../gateway/stock/site.ts';
import { smallSite } from '../live/small-site.ts';

const goods: readonly [id: string, name: string, unit_g: number, full: number][] = [
  ['hex-m6x20', 'Hex bolt M6×20', 6.2, 400],
  ['hex-m8x30', 'Hex bolt M8×30', 14.1, 250],
  ['nut-m6', 'Hex nut M6', 2.5, 600],
  ['nut-m8', 'Hex nut M8', 5.2, 400],
  ['washer-m6', 'Washer M6', 1.0, 900],
  ['washer-m8', 'Washer M8', 2.1, 700],
  ['brg-6204', 'Ball bearing 6204', 106, 60],
  ['brg-6205', 'Ball bearing 6205', 128, 48],
  ['seal-25x47', 'Shaft seal 25×47×7', 18, 120],
  ['belt-a38', 'V-belt A38', 92, 40],
  ['fuse-10a', 'Fuse 10 A', 1.4, 300],
  ['relay-24v', 'Relay 24 V', 34, 80],
];
const tagged: readonly [id: string, name: string][] = [
  ['torque-wrench', 'Torque wrench 20–100 Nm'],
  ['drill-18v', 'Cordless drill 18 V'],
  ['multimeter', 'Multimeter'],
  ['crimp-tool', 'Crimping tool'],
  ['motor-0.75', 'Gear motor 0.75 kW'],
  ['pump-c12', 'Pump C12'],
];

function weighedItem([id, name, unit_g]: (typeof goods)[number]): Item {
  return { id, name, gtins: [], codes: [], unit: 'pcs', unit_mass_mg: Math.round(unit_g * 1_000) };
}

function binsOf(shelf: string, letter: string, first: number): Location[] {
  return goods.slice(first, first + 6).map(([item, , , full], index) => ({
    id: `${letter}-${index + 1}`.toLowerCase(),
    name: `${letter}-${index + 1}`,
    kind: 'bin',
    in: shelf,
    codes: [],
    item,
    full,
    low: Math.round(full / 5),
  }));
}

const locations: readonly Location[] = [
  { id: 'fast', name: 'Fast movers', kind: 'zone', codes: [] },
  { id: 'a1', name: 'Shelf A1', kind: 'shelf', in: 'fast', codes: [] },
  ...binsOf('a1', 'A1', 0),
  { id: 'a2', name: 'Shelf A2', kind: 'shelf', in: 'fast', codes: [] },
  ...binsOf('a2', 'A2', 6),
  { id: 'tools', name: 'Tools and machines', kind: 'zone', codes: [] },
  { id: 't1', name: 'Tool wall T1', kind: 'shelf', in: 'tools', codes: [] },
  { id: 't2', name: 'Tool wall T2', kind: 'shelf', in: 'tools', codes: [] },
  { id: 't3', name: 'Machines T3', kind: 'shelf', in: 'tools', codes: [] },
  { id: 'dock', name: 'Dock 1', kind: 'zone', codes: [] },
];

function scale(shelf: string, wire: 'mqtt' | 'serial', bins: readonly string[]): DeviceSettings {
  return {
    id: `scale-${shelf}`,
    name: `Shelf scale ${shelf.toUpperCase()}`,
    connection: `scale-${shelf}`,
    driver: wire === 'mqtt' ? 'native' : 'mt-sics',
    channels: bins.map((location, index) => ({ channel: String(index + 1), location })),
    antennas: [],
  };
}

export const depot: Site = {
  ...smallSite,
  name: 'Nordhafen depot',
  items: [...goods.map(weighedItem), ...tagged.map(([id, name]) => ({ id, name, gtins: [], codes: [], unit: 'pcs' }))],
  locations,
  connections: [
    { id: 'scale-a1', wire: { kind: 'mqtt' } },
    { id: 'scale-a2', wire: { kind: 'mqtt' } },
    { id: 'reader-t', wire: { kind: 'tcp', host: '127.0.0.1', port: 5084 } },
    { id: 'reader-dock', wire: { kind: 'tcp', host: '127.0.0.1', port: 5085 } },
    {
      id: 'gun',
      wire: { kind: 'serial', path: '/dev/ttyACM0', baud: 9600, data_bits: 8, parity: 'none', stop_bits: 1 },
    },
    {
      id: 'bench',
      wire: { kind: 'serial', path: '/dev/ttyUSB0', baud: 9600, data_bits: 8, parity: 'none', stop_bits: 1 },
    },
  ],
  devices: [
    scale('a1', 'mqtt', ['a1-1', 'a1-2', 'a1-3', 'a1-4', 'a1-5', 'a1-6']),
    scale('a2', 'mqtt', ['a2-1', 'a2-2', 'a2-3', 'a2-4']),
    { ...scale('a2b', 'serial', ['a2-5', 'a2-6']), name: 'Bench scale A2', connection: 'bench' },
    {
      id: 'reader-t',
      name: 'Tool wall reader',
      connection: 'reader-t',
      driver: 'llrp',
      channels: [],
      antennas: ['t1', 't2', 't3'].map((location, index) => ({ antenna: index + 1, role: 'shelf', location })),
    },
    {
      id: 'reader-dock',
      name: 'Dock portal',
      connection: 'reader-dock',
      driver: 'llrp',
      channels: [],
      antennas: [
        { antenna: 1, role: 'portal-inside' },
        { antenna: 2, role: 'portal-outside' },
      ],
      portal: { inside: 'dock', from_outside: 'supplier', to_outside: 'customer' },
    },
    {
      id: 'gun-1',
      name: 'Hand scanner 1',
      connection: 'gun',
      driver: 'serial-scanner',
      channels: [],
      antennas: [],
      scanner: { location: 'dock' },
    },
  ],
};

export const weighed = goods.map(([item, name, unit_g, full], index) => ({
  item,
  name,
  unit_g,
  full,
  location: index < 6 ? `a1-${index + 1}` : `a2-${index - 5}`,
  device: index < 6 ? 'scale-a1' : index < 10 ? 'scale-a2' : 'scale-a2b',
  channel: index < 6 ? index + 1 : index < 10 ? index - 5 : index - 9,
}));

export const tags = tagged.map(([item, name], index) => ({ item, name, location: `t${1 + Math.floor(index / 2)}` }));

/** Links as they are on an ordinary day: one scale away, one scanner whose port is held by somebody else. */
export function linksAt(start_ms: number, frames: ReadonlyMap<string, number>): LinkState[] {
  const link = (
    connection: string,
    device: string,
    state: LinkState['state'],
    says: string,
    noise_bytes = 0,
  ): LinkState => ({
    connection,
    state,
    says,
    since_ms: start_ms - (state === 'connected' ? 5_400_000 : 190_000),
    frames: frames.get(device) ?? 0,
    bytes: (frames.get(device) ?? 0) * 84,
    noise_bytes,
    connects: 1,
  });
  return [
    link('scale-a1', 'scale-a1', 'connected', 'Connected to the broker as scale-a1.'),
    link('scale-a2', 'scale-a2', 'connected', 'Connected to the broker as scale-a2.'),
    link('reader-t', 'reader-t', 'connected', 'Reading on 3 antennas.'),
    link('reader-dock', 'reader-dock', 'connected', 'Reading on 2 antennas.'),
    link('bench', 'scale-a2b', 'waiting', '/dev/ttyUSB0 is gone; trying again every 30 s. Is the cable in?', 212),
    link('gun', 'gun-1', 'refused', '/dev/ttyACM0 is held by another program: close it, then this goes on by itself.'),
  ];
}

export function activityOf(device: string, frames: number, at_ms: number, last_says: string): DeviceActivity {
  return {
    device,
    frames,
    readings: device.startsWith('reader') ? frames * 7 : frames,
    duplicates: device === 'scale-a1' ? 3 : 0,
    quarantined: device === 'scale-a2' ? 2 : 0,
    last_at_ms: at_ms,
    last_says,
    ...(device.startsWith('reader') ? { skew_ms: device === 'reader-t' ? -38 : 1_240 } : {}),
  };
}
