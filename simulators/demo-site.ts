/** Harbour Street: the settings of the warehouse that the demo runs, as its people would write them. */

export interface DemoSiteOptions {
  readonly dashboard_port: number;
  readonly broker_port: number;
  /** Of the dock's reader. */
  readonly llrp_port: number;
  /** Folder in which the simulated serial lines stand. */
  readonly serial_dir: string;
  readonly upstream_url: string;
}

/** GTINs of the demonstration range; masses of real goods of the kind. `bin`: weighed there, full and low as given. */
const weighed = [
  {
    bin: 'A1',
    id: 'bolt-m12',
    name: 'Hex bolt M12 × 60',
    gtin: '9521234500018',
    grams: 61.4,
    sd: 0.5,
    full: 40,
    low: 8,
  },
  { bin: 'A2', id: 'nut-m16', name: 'Hex nut M16', gtin: '9521234500025', grams: 33.2, sd: 0.3, full: 48, low: 10 },
  {
    bin: 'A3',
    id: 'bearing-6204',
    name: 'Ball bearing 6204',
    gtin: '9521234500032',
    grams: 106.2,
    sd: 0.6,
    full: 30,
    low: 6,
  },
  {
    bin: 'A4',
    id: 'bushing-25',
    name: 'Bronze bushing 25 mm',
    gtin: '9521234500049',
    grams: 78.5,
    sd: 0.7,
    full: 32,
    low: 6,
  },
  { bin: 'A5', id: 'relay-24v', name: 'Relay 24 V', gtin: '9521234500056', grams: 48, sd: 0.4, full: 36, low: 8 },
  { bin: 'A6', id: 'fuse-nh00', name: 'Fuse NH00 63 A', gtin: '9521234500063', grams: 152.5, sd: 1, full: 24, low: 5 },
  {
    bin: 'B1',
    id: 'coupling-dn20',
    name: 'Pipe coupling DN20',
    gtin: '9521234500070',
    grams: 214,
    sd: 1.8,
    full: 20,
    low: 4,
  },
  {
    bin: 'B2',
    id: 'terminal-pe',
    name: 'Earth terminal',
    gtin: '9521234500087',
    grams: 27.6,
    sd: 0.2,
    full: 48,
    low: 10,
  },
  {
    bin: 'B3',
    id: 'grease-400',
    name: 'Grease cartridge 400 g',
    gtin: '9521234500094',
    grams: 462,
    sd: 3,
    full: 14,
    low: 3,
  },
  {
    bin: 'C1',
    id: 'valve-1-2',
    name: 'Ball valve 1/2″',
    gtin: '9521234500100',
    grams: 187.5,
    sd: 1.2,
    full: 24,
    low: 5,
  },
] as const;

const tagged = [
  { id: 'pump-25-60', name: 'Circulation pump 25-60', gtin: '9521234500117' },
  { id: 'motor-90w', name: 'Gear motor 90 W', gtin: '9521234500124' },
  { id: 'meter-dn20', name: 'Water meter DN20', gtin: '9521234500131' },
  { id: 'drive-0k75', name: 'Frequency inverter 0.75 kW', gtin: '9521234500148' },
] as const;

const scanned = [
  { id: 'gloves-9', name: 'Work gloves, size 9', gtins: ['9521234500155'], codes: ['HS-GL-09'] },
  { id: 'tape-50', name: 'Insulating tape 50 m', gtins: ['9521234500162'], codes: [] },
  { id: 'disc-125', name: 'Cutting disc 125 mm', gtins: ['9521234500179'], codes: [] },
  { id: 'sealant-310', name: 'Sealant 310 ml', gtins: ['9521234500186'], codes: [] },
  { id: 'clamp-set', name: 'Hose clamp set', gtins: [], codes: ['HS-CS-40'] },
  // Without a GTIN, so its tags say nothing: the clerk says what they are.
  { id: 'hoist-500', name: 'Chain hoist 500 kg', gtins: [], codes: ['HS-HO-05'] },
] as const;

/** The site's settings, to be checked like anybody's. Everything listens and connects on this machine alone. */
export function demoSite(options: DemoSiteOptions): Readonly<Record<string, unknown>> {
  return {
    name: 'Harbour Street',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    items: [
      ...weighed.map(({ id, name, gtin, grams, sd }) => ({
        id,
        name,
        gtins: [gtin],
        unit_mass_mg: Math.round(grams * 1_000),
        unit_mass_sd_mg: Math.round(sd * 1_000),
      })),
      ...tagged.map(({ id, name, gtin }) => ({ id, name, gtins: [gtin] })),
      ...scanned,
    ],
    locations: locations(),
    connections: connections(options),
    devices: devices(),
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
  ];
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
