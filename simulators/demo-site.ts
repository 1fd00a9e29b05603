/** Harbour Street: the settings of the warehouse that the demo runs, as its people would write them. */
import { bills, itemsOf, suppliers, weighed } from './demo-goods.ts';

export interface DemoSiteOptions {
  readonly dashboard_port: number;
  readonly broker_port: number;
  /** Of the dock's reader. */
  readonly llrp_port: number;
  /** Folder in which the simulated serial lines stand. */
  readonly serial_dir: string;
  readonly upstream_url: string;
}

/** The site's settings, to be checked like anybody's. Everything listens and connects on this machine alone. */
export function demoSite(options: DemoSiteOptions): Readonly<Record<string, unknown>> {
  return {
    name: 'Harbour Street',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    items: itemsOf(),
    suppliers,
    bills,
    locations: locations(),
    connections: connections(options),
    devices: devices(),
    work: work(),
    planning: { open_weekdays: [1, 2, 3, 4, 5, 6] },
    valuation: { method: 'fifo' },
    rules: { tags: { absent_ms: 6_000, stay_ms: 1_000 } },
    network: {
      dashboard: { port: options.dashboard_port },
      broker: { kind: 'embedded', port: options.broker_port },
    },
    upstream: [{ id: 'erp', url: options.upstream_url }],
  };
}

function locations(): object[] {
  const bins = weighed.map(({ bin, id, full, low }) => ({
    id: bin,
    name: `Bin ${bin}`,
    kind: 'bin',
    in: bin.startsWith('A') ? 'shelf-a' : 'shelf-b',
    item: id,
    full,
    low,
  }));
  return [
    { id: 'harbour-street', name: 'Harbour Street', kind: 'site', taken_to: 'production', filled_from: 'supplier' },
    { id: 'dock', name: 'Receiving dock', kind: 'zone', in: 'harbour-street', full: 12 },
    { id: 'shelf-b', name: 'Workshop bench', kind: 'shelf', in: 'harbour-street' },
    ...bins.filter(({ id }) => !id.startsWith('A')),
    { id: 'shelf-a', name: 'Shelf A, small parts', kind: 'shelf', in: 'harbour-street' },
    ...bins.filter(({ id }) => id.startsWith('A')),
    {
      id: 'rails',
      name: 'Tagged goods',
      kind: 'zone',
      in: 'harbour-street',
      taken_to: 'transit',
      filled_from: 'transit',
    },
    ...['R1', 'R2'].map((id) => ({ id, name: `Rail ${id}`, kind: 'shelf', in: 'rails', full: 10, low: 2 })),
    { id: 'aisle-d', name: 'Aisle D, consumables', kind: 'zone', in: 'harbour-street' },
    ...['D1', 'D2', 'D3', 'D4'].map((id) => ({
      id,
      name: `Shelf ${id}`,
      kind: 'shelf',
      in: 'aisle-d',
      full: 120,
      low: 10,
    })),
    { id: 'inbound', name: 'Inbound table', kind: 'zone', in: 'harbour-street' },
    { id: 'cage', name: 'Quarantine cage', kind: 'zone', in: 'harbour-street' },
    { id: 'assembly', name: 'Assembly bench', kind: 'wip', in: 'harbour-street' },
    { id: 'outbound', name: 'Outbound, made and picked', kind: 'zone', in: 'harbour-street' },
  ];
}

/** Where people take in, set aside, make and gather goods, and what they count a little of every night. */
function work(): object {
  const programmes = [
    { id: 'classes', name: 'By class', by: 'class', lines_per_day: 6 },
    { id: 'empty', name: 'Nearly empty bins', by: 'empty', at_most: 5, lines_per_day: 4 },
    { id: 'doubt', name: 'In doubt', by: 'doubt', lines_per_day: 4 },
  ];
  return {
    receiving: 'inbound',
    quarantine: 'cage',
    staging: 'outbound',
    wip: 'assembly',
    finished: 'outbound',
    over_permille: 50,
    counting: { programmes },
  };
}

function connections({ llrp_port, serial_dir }: DemoSiteOptions): object[] {
  const mqtt = ['node-a1', 'node-a2', 'tasmota-b1', 'esp-b2', 'rail-reader'];
  return [
    { id: 'dock-reader', wire: { kind: 'tcp', host: '127.0.0.1', port: llrp_port } },
    ...mqtt.map((id) => ({ id, wire: { kind: 'mqtt' } })),
    { id: 'scale-c1', wire: { kind: 'serial', path: `${serial_dir}/scale-c1`, baud: 9_600 } },
    { id: 'scanner-d', wire: { kind: 'serial', path: `${serial_dir}/scanner-d`, baud: 115_200 } },
  ];
}

function devices(): object[] {
  const channel = (name: string, location: string, empty_g: number) => ({
    channel: name,
    location,
    empty_mass_mg: empty_g * 1_000,
  });
  return [
    {
      id: 'dock-reader',
      name: 'Dock portal',
      driver: 'llrp',
      antennas: [
        { antenna: 1, role: 'portal-outside' },
        { antenna: 2, role: 'portal-inside' },
      ],
      portal: { inside: 'dock', from_outside: 'supplier', to_outside: 'customer' },
    },
    {
      id: 'node-a1',
      name: 'Load cells A1 to A3',
      driver: 'native',
      channels: [channel('1', 'A1', 412), channel('2', 'A2', 407), channel('3', 'A3', 415)],
    },
    {
      id: 'node-a2',
      name: 'Load cells A4 to A6',
      driver: 'native',
      channels: [channel('1', 'A4', 409), channel('2', 'A5', 411), channel('3', 'A6', 406)],
    },
    { id: 'tasmota-b1', name: 'Tasmota scale B1', driver: 'tasmota', channels: [channel('1', 'B1', 350)] },
    {
      id: 'esp-b2',
      name: 'ESPHome scales B2 and B3',
      driver: 'esphome',
      channels: [channel('bin_b2', 'B2', 280), channel('bin_b3', 'B3', 290)],
    },
    { id: 'scale-c1', name: 'Bench scale C1', driver: 'mt-sics', channels: [channel('1', 'C1', 500)] },
    {
      id: 'rail-reader',
      name: 'Rail reader',
      driver: 'impinj-iot',
      antennas: [
        { antenna: 1, role: 'shelf', location: 'R1', rssi_floor_cdbm: -6_500 },
        { antenna: 2, role: 'shelf', location: 'R2', rssi_floor_cdbm: -6_500 },
      ],
    },
    {
      id: 'scanner-d',
      name: 'Scanner aisle D',
      driver: 'line-scanner',
      scanner: { reader: { device: 'rail-reader', antenna: 1 } },
    },
  ];
}
