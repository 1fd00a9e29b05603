/** A house with dock doors in its facade: where its antennas hang, and the settings that its people wrote. */
import type { Seed } from '../seed.ts';
import { type FieldSettings, RadioField, usualField } from './radio-field.ts';
import type { FieldAntenna, Wall } from './radio-path.ts';
import { SceneReader, type Unplugged } from './scene-reader.ts';

/** The facade lies at y = 0; inside is above it. */
export interface Door {
  readonly device: string;
  readonly driver: 'native' | 'llrp';
  readonly x_m: number;
  readonly antennas: readonly FieldAntenna[];
}

/** A piece of floor under antennas of its own. */
export interface Zone {
  readonly location: string;
  readonly device: string;
  readonly x_m: number;
  readonly y_m: number;
  readonly antennas: readonly FieldAntenna[];
}

export interface DockHouse {
  readonly doors: readonly Door[];
  readonly zones: readonly Zone[];
  readonly field: RadioField;
  readonly readers: readonly SceneReader[];
  readonly site: object;
}

/** Between these every house draws its own; see `Scenario.ranges`. */
export const dockRanges = {
  'path loss exponent': [2.4, 3.4],
  'strength at one metre, dBm': [-46, -42],
  'fast fading, dB': [3, 5],
  'fade of a channel at a place, dB': [1.5, 3.5],
  'strength at which half answer, dBm': [-72, -68],
  'reads a second of one antenna': [150, 350],
  channels: [1, 10],
  'dwell of an antenna, ms': [100, 200],
  'antennas on either side of a door': [1, 2],
  'antenna from the door plane, m': [0.5, 1],
  'antenna turned out of the door plane, degrees': [20, 50],
  'gain of one antenna against another, dB': [-3, 3],
  'wall, one way, dB': [5, 15],
  'between doors, m': [4, 6],
  'clock of a reader ahead, ms': [-2_000, 5_000],
  'on the way to the gateway, ms': [5, 90],
} as const satisfies Record<string, readonly [number, number]>;

type Drawn = keyof typeof dockRanges;

/** Six GTINs of the demonstration range, as cases. */
export const dockItems = [
  { id: 'pump', name: 'Circulation pump', gtin: '09521234500117' },
  { id: 'motor', name: 'Gear motor', gtin: '09521234500124' },
  { id: 'meter', name: 'Water meter', gtin: '09521234500131' },
  { id: 'drive', name: 'Frequency inverter', gtin: '09521234500148' },
  { id: 'valve', name: 'Ball valve', gtin: '09521234500100' },
  { id: 'relay', name: 'Relay', gtin: '09521234500056' },
] as const;

/** Half the width of a door. */
const post_m = 1.5;
const zone_y_m = 13;
const zone_apart_m = 6;
/** What looks down on a pallet's side has to send more than what looks into a door. */
const zone_power_cdb = 500;

export function dockHouse(
  seed: Seed,
  start_ms: number,
  size: {
    readonly doors: number;
    readonly zones: number;
    readonly pairs?: 1 | 2;
    readonly unplugged?: Unplugged;
  },
): DockHouse {
  const drawn = seed.stream('house');
  const draw = (name: Drawn) => {
    const [from, to] = dockRanges[name];
    return from + drawn.share() * (to - from);
  };
  const settings: FieldSettings = {
    ...usualField,
    at_one_metre_cdbm: 100 * draw('strength at one metre, dBm'),
    exponent: draw('path loss exponent'),
    fast_fade_cdb: 100 * draw('fast fading, dB'),
    hop_fade_cdb: 100 * draw('fade of a channel at a place, dB'),
    faint_cdbm: 100 * draw('strength at which half answer, dBm'),
    rate_per_s: draw('reads a second of one antenna'),
    channels: Math.round(draw('channels')),
  };
  const apart_m = draw('between doors, m');
  const look: DoorLook = {
    pairs: size.pairs ?? (drawn.happens(250) ? 1 : 2),
    from_plane_m: draw('antenna from the door plane, m'),
    turned_deg: draw('antenna turned out of the door plane, degrees'),
  };
  const gain = () => 100 * draw('gain of one antenna against another, dB');
  const doors = numbers(size.doors).map((number): Door => {
    const device = `door-${number}`;
    const x_m = number * apart_m;
    // The last door's reader is one of another make.
    const driver = number === size.doors ? 'llrp' : 'native';
    return { device, driver, x_m, antennas: doorAntennas(device, x_m, look, gain) };
  });
  const zones = numbers(size.zones).map((number) => zoneOf(number, gain));
  const antennas = [...doors, ...zones].flatMap((each) => each.antennas);
  const field = new RadioField(antennas, facade(doors, 100 * draw('wall, one way, dB')), settings, seed);
  const shelf_readers = [...new Set(zones.map(({ device }) => device))].map((device) => ({
    device,
    driver: 'native' as const,
    antennas: zones.filter((zone) => zone.device === device).flatMap((zone) => zone.antennas),
  }));
  const readers = [...doors, ...shelf_readers].map(({ device, driver, antennas: own }) => {
    const delay_ms = Math.round(draw('on the way to the gateway, ms'));
    return new SceneReader(
      {
        device,
        driver,
        antennas: own,
        dwell_ms: 10 * Math.round(draw('dwell of an antenna, ms') / 10),
        delay_ms: { min: 5, max: Math.max(6, delay_ms) },
        clock_ahead_ms: Math.round(draw('clock of a reader ahead, ms')),
        start_ms,
        ...(size.unplugged === undefined || device !== doors.at(-1)?.device ? {} : { unplugged: size.unplugged }),
      },
      field,
      seed,
    );
  });
  return { doors, zones, field, readers, site: dockSite(doors, zones) };
}

interface DoorLook {
  readonly pairs: number;
  readonly from_plane_m: number;
  readonly turned_deg: number;
}

/** Outside first, then inside, post by post: the order in which the reader asks them. */
function doorAntennas(device: string, x_m: number, look: DoorLook, gain: () => number): FieldAntenna[] {
  const { pairs, from_plane_m, turned_deg } = look;
  return numbers(pairs).flatMap((post) => {
    const left = post === 1;
    const hung = { device, x_m: x_m + (left ? -post_m : post_m), z_m: 1.4 };
    const outward = left ? -turned_deg : 180 + turned_deg;
    const inward = left ? turned_deg : 180 - turned_deg;
    const antenna = 2 * post - 1;
    return [
      { ...hung, antenna, y_m: -from_plane_m, faces_deg: outward, power_cdb: gain() },
      { ...hung, antenna: antenna + 1, y_m: from_plane_m, faces_deg: inward, power_cdb: gain() },
    ];
  });
}

/** Two antennas under the ceiling each, two zones a reader. */
function zoneOf(number: number, gain: () => number): Zone {
  const device = `staging-${Math.ceil(number / 2)}`;
  const x_m = number * zone_apart_m;
  const first = number % 2 === 1 ? 1 : 3;
  const antennas = [-1, 1].map((side, index) => ({
    device,
    antenna: first + index,
    x_m: x_m + side,
    y_m: zone_y_m + side * 0.5,
    z_m: 3,
    faces_deg: 'down' as const,
    power_cdb: zone_power_cdb + gain(),
    quiet_ms: { min: 500, max: 4_000 },
  }));
  return { location: `Z${number}`, device, x_m, y_m: zone_y_m, antennas };
}

/** The facade, with a hole where each door is. */
function facade(doors: readonly Door[], loss_cdb: number): Wall[] {
  const ends = [-40, ...doors.flatMap(({ x_m }) => [x_m - post_m - 0.2, x_m + post_m + 0.2]), 80];
  return numbers(ends.length / 2).map((pair) => ({
    from: { x_m: ends[2 * pair - 2] ?? 0, y_m: 0 },
    to: { x_m: ends[2 * pair - 1] ?? 0, y_m: 0 },
    loss_cdb,
  }));
}

function dockSite(doors: readonly Door[], zones: readonly Zone[]): object {
  const shelf_devices = [...new Set(zones.map(({ device }) => device))];
  return {
    name: 'Quay Four',
    time_zone: 'Europe/Amsterdam',
    currency: 'EUR',
    items: dockItems.map(({ id, name, gtin }) => ({ id, name, gtins: [gtin] })),
    locations: [
      { id: 'quay', name: 'Quay Four', kind: 'site' },
      { id: 'dock', name: 'Behind the doors', kind: 'zone', in: 'quay' },
      ...zones.map(({ location }) => ({ id: location, name: `Staging ${location}`, kind: 'zone', in: 'quay' })),
    ],
    connections: [
      ...doors.map(({ device, driver }) => ({
        id: device,
        wire: driver === 'llrp' ? { kind: 'tcp', host: '127.0.0.1', port: 5084 } : { kind: 'mqtt' },
      })),
      ...shelf_devices.map((id) => ({ id, wire: { kind: 'mqtt' } })),
    ],
    devices: [
      ...doors.map(({ device, driver, antennas }) => ({
        id: device,
        name: `Door ${device.slice('door-'.length)}`,
        driver,
        antennas: antennas.map(({ antenna, y_m }) => ({ antenna, role: y_m < 0 ? 'portal-outside' : 'portal-inside' })),
        portal: { inside: 'dock', from_outside: 'supplier', to_outside: 'customer' },
      })),
      ...shelf_devices.map((device) => ({
        id: device,
        driver: 'native',
        antennas: zones
          .filter((zone) => zone.device === device)
          .flatMap(({ antennas, location }) =>
            antennas.map(({ antenna }) => ({ antenna, role: 'shelf', location, rssi_floor_cdbm: -6_800 })),
          ),
      })),
    ],
  };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}
