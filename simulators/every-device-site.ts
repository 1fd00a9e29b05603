/** A site with a device of every family that can be simulated: the settings to try the gateway without hardware. */

export interface EveryDeviceOptions {
  readonly dashboard_port: number;
  readonly broker_port: number;
  readonly llrp_port: number;
  readonly impinj_port: number;
  readonly modbus_port: number;
  /** Where the gateway waits for handhelds. */
  readonly handheld_port: number;
  /** Folder in which the simulated serial lines stand. */
  readonly serial_dir: string;
}

/** Where all of it listens unless it is told otherwise. */
export const usualPorts = {
  dashboard_port: 8_080,
  broker_port: 1_883,
  llrp_port: 5_084,
  impinj_port: 8_081,
  modbus_port: 5_020,
  handheld_port: 4_000,
} as const;

interface Weigher {
  readonly id: string;
  readonly driver: string;
  readonly channel?: string;
  readonly wire?: object;
  /** A connection that carries several. */
  readonly on?: string;
  readonly more?: object;
}

const serialScales = [
  'mt-sics',
  'toledo-8217',
  'toledo-continuous',
  'nci-ecr',
  'ad-st-gs',
  'cas-enq',
  'ohaus',
  'sartorius-sbi',
  'adam',
];

/** Goods that are weighed: the mass of one in grams. */
const masses_g = [61.4, 78.5, 106.2, 152.5, 187.5, 214, 462];

function weighers({ serial_dir, modbus_port }: EveryDeviceOptions): Weigher[] {
  const onBus = (address: number, preset: string) => ({ unit: 'kg', modbus: { address, preset, decimals: 3 } });
  return [
    ...serialScales.map((driver) => ({
      id: driver,
      driver,
      wire: { kind: 'serial', path: `${serial_dir}/${driver}` },
      more: driver === 'toledo-8217' ? { unit: 'kg' } : {},
    })),
    {
      id: 'modbus-tcp',
      driver: 'modbus-scale',
      wire: { kind: 'modbus', host: '127.0.0.1', port: modbus_port },
      more: onBus(1, 'laumas-gross'),
    },
    {
      id: 'modbus-rtu',
      driver: 'modbus-scale',
      wire: { kind: 'modbus', path: `${serial_dir}/modbus-rtu` },
      more: onBus(7, 'pavone-dat'),
    },
    { id: 'native-mqtt', driver: 'native', wire: { kind: 'mqtt' } },
    { id: 'native-http', driver: 'native', on: 'posts' },
    { id: 'tasmota', driver: 'tasmota', wire: { kind: 'mqtt' } },
    { id: 'esphome', driver: 'esphome', wire: { kind: 'mqtt' }, channel: 'plate' },
    { id: 'home-assistant', driver: 'home-assistant', wire: { kind: 'mqtt' }, channel: 'plate' },
    { id: 'sparkplug', driver: 'sparkplug', wire: { kind: 'mqtt' }, channel: 'scale-1/Weight' },
  ];
}

function readers({ serial_dir, llrp_port, impinj_port }: EveryDeviceOptions) {
  const serial = (name: string) => ({ kind: 'serial', path: `${serial_dir}/${name}` });
  return [
    { id: 'm100', wire: serial('m100') },
    { id: 'reader18', wire: serial('reader18') },
    { id: 'thingmagic', wire: serial('thingmagic'), more: { region: 'eu' } },
    { id: 'impinj-mqtt', driver: 'impinj-iot', wire: { kind: 'mqtt' } },
    {
      id: 'impinj-http',
      driver: 'impinj-iot',
      wire: { kind: 'http-stream', url: `http://127.0.0.1:${impinj_port}/api/v1/data/stream` },
    },
    { id: 'zebra-iot', wire: { kind: 'mqtt' } },
    { id: 'zebra-sled', wire: { kind: 'mqtt' } },
    { id: 'llrp', wire: { kind: 'tcp', host: '127.0.0.1', port: llrp_port } },
  ].map((reader) => ({ driver: reader.id, more: {}, ...reader }));
}

function scanners({ serial_dir, handheld_port }: EveryDeviceOptions) {
  const serial = (name: string) => ({ kind: 'serial', path: `${serial_dir}/${name}` });
  return [
    { id: 'scanner-serial', driver: 'line-scanner', wire: serial('line-scanner') },
    { id: 'scanner-ssi', driver: 'ssi', wire: serial('ssi') },
    { id: 'scanner-handheld', driver: 'line-scanner', wire: { kind: 'tcp-server', port: handheld_port } },
    { id: 'scanner-phone', driver: 'scan-message', wire: { kind: 'mqtt' } },
    { id: 'scanner-posts', driver: 'line-scanner', on: 'posts' },
    { id: 'phone-posts', driver: 'scan-message', on: 'posts' },
  ];
}

/** GTIN-13 of the demonstration range, with its check digit (GS1 General Specifications, 7.9). */
function gtinOf(number: number): string {
  const digits = `9521234${String(number).padStart(5, '0')}`;
  const sum = Array.from(digits, Number).reduce((all, digit, at) => all + digit * (at % 2 === 0 ? 1 : 3), 0);
  return digits + String((10 - (sum % 10)) % 10);
}

/** The site's settings, to be checked like anybody's. Everything listens and connects on this machine alone. */
export function everyDeviceSite(options: EveryDeviceOptions): Readonly<Record<string, unknown>> {
  const scales = weighers(options);
  const aerials = readers(options);
  const hand = scanners(options);
  const wired = [...scales, ...aerials, ...hand].flatMap(({ id, ...rest }) =>
    'wire' in rest && rest.wire !== undefined ? [{ id, wire: rest.wire }] : [],
  );
  return {
    name: 'Every device',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    items: itemsOf(scales),
    locations: locationsOf(scales, aerials, hand),
    connections: [...wired, { id: 'posts', wire: { kind: 'http' } }],
    devices: [
      ...scales.map(({ id, driver, on = id, channel = '1', more = {} }) => ({
        id,
        connection: on,
        driver,
        ...more,
        channels: [{ channel, location: `bin-${id}`, empty_mass_mg: 412_000 }],
      })),
      ...aerials.map(({ id, driver, more }) => ({ id, driver, ...more, ...antennasOf(id) })),
      ...hand.map(({ id, driver, on = id }: { id: string; driver: string; on?: string }) => ({
        id,
        connection: on,
        driver,
        scanner: {},
      })),
    ],
    rules: { tags: { absent_ms: 6_000, stay_ms: 1_000 } },
    network: { dashboard: { port: options.dashboard_port }, broker: { kind: 'embedded', port: options.broker_port } },
  };
}

/** The reader on LLRP watches the dock; each other one has a rail. */
function antennasOf(id: string): object {
  if (id !== 'llrp') return { antennas: [{ antenna: 1, role: 'shelf', location: `rail-${id}` }] };
  return {
    antennas: [
      { antenna: 1, role: 'portal-outside' },
      { antenna: 2, role: 'portal-inside' },
    ],
    portal: { inside: 'dock', from_outside: 'supplier', to_outside: 'customer' },
  };
}

function itemsOf(scales: readonly Weigher[]): object[] {
  const parts = scales.map(({ id }, at) => ({
    id: `part-${id}`,
    name: `Part ${at + 1}`,
    gtins: [gtinOf(100 + at)],
    unit_mass_mg: Math.round((masses_g[at % masses_g.length] ?? 100) * 1_000),
  }));
  const goods = Array.from({ length: 10 }, (_, at) => ({
    id: at < 5 ? `tagged-${at + 1}` : `scanned-${at - 4}`,
    name: at < 5 ? `Tagged goods ${at + 1}` : `Scanned goods ${at - 4}`,
    gtins: [gtinOf(200 + at)],
  }));
  return [...parts, ...goods];
}

function locationsOf(
  scales: readonly Weigher[],
  aerials: readonly { readonly id: string }[],
  hand: readonly { readonly id: string }[],
): object[] {
  const rails = aerials.filter(({ id }) => id !== 'llrp');
  return [
    { id: 'house', name: 'Every device', kind: 'site', taken_to: 'production', filled_from: 'supplier' },
    { id: 'dock', name: 'Dock', kind: 'zone', in: 'house', full: 12 },
    { id: 'bench', name: 'Weighed bins', kind: 'zone', in: 'house' },
    ...scales.map(({ id }) => ({
      id: `bin-${id}`,
      name: `Bin ${id}`,
      kind: 'bin',
      in: 'bench',
      item: `part-${id}`,
      full: 20,
      low: 4,
    })),
    { id: 'rails', name: 'Tagged goods', kind: 'zone', in: 'house', taken_to: 'transit', filled_from: 'transit' },
    ...rails.map(({ id }) => ({ id: `rail-${id}`, name: `Rail ${id}`, kind: 'shelf', in: 'rails', full: 10 })),
    { id: 'aisle', name: 'Scanned goods', kind: 'zone', in: 'house' },
    ...hand.map((_, at) => ({ id: `shelf-${at + 1}`, name: `Shelf ${at + 1}`, kind: 'shelf', in: 'aisle', full: 120 })),
  ];
}
