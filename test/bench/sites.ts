/** Generated sites: enough of everything, and nothing by hand. */
import { encodeEpc } from '../../devices/rfid/epc-encode.ts';
import { gtinOf } from '../../devices/rfid/epc-keys.ts';
import type { Epc } from '../../devices/rfid/epc-value.ts';

const company_prefix = '9521141';
const whole_day_ms = 86_400_000;

const count = <Each>(length: number, of: (i: number) => Each): Each[] => Array.from({ length }, (_, i) => of(i));
const number = (i: number) => String(i).padStart(5, '0');

function pieceOf(item: number, serial: number): Epc {
  return { scheme: 'sgtin-96', filter: 1, company_prefix, reference: `0${number(item)}`, serial: String(serial) };
}

export function gtinOfItem(item: number): string {
  return gtinOf(pieceOf(item, 0)) ?? '';
}

/** EPC memory of one piece of an item, in hexadecimal. */
export function epcOf(item: number, serial: number): string {
  const encoded = encodeEpc(pieceOf(item, serial));
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}

const common = {
  name: 'Bench site',
  time_zone: 'UTC',
  currency: 'EUR',
  network: { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } },
};

const connectionOf = ({ id }: { readonly id: string }) => ({ id, wire: { kind: 'mqtt' } });

/** Single-item bins on a load cell each. */
export function binSite(bins: number) {
  const devices = count(bins, (i) => ({
    id: `cell-${number(i)}`,
    driver: 'native',
    channels: [{ channel: '1', location: `bin-${number(i)}`, empty_mass_mg: 400_000 }],
  }));
  return {
    ...common,
    items: count(bins, (i) => ({ id: `item-${number(i)}`, unit_mass_mg: 25_000, unit_mass_sd_mg: 150 })),
    locations: count(bins, (i) => ({ id: `bin-${number(i)}`, kind: 'bin', item: `item-${number(i)}` })),
    connections: devices.map(connectionOf),
    devices,
  };
}

/** Scanners that each stand at a location of their own; every scan counts. */
export function scannerSite(scanners: number) {
  const devices = count(scanners, (i) => ({
    id: `scanner-${number(i)}`,
    driver: 'native',
    scanner: { location: `dock-${number(i)}` },
  }));
  return {
    ...common,
    items: count(100, (i) => ({ id: `item-${number(i)}`, gtins: [gtinOfItem(i)] })),
    locations: count(scanners, (i) => ({ id: `dock-${number(i)}`, kind: 'zone' })),
    connections: devices.map(connectionOf),
    devices,
    rules: { scan: { duplicate_ms: 0 } },
  };
}

export interface TagPlan {
  readonly items: number;
  readonly locations: number;
  /** Each has an equal share of the locations, one antenna at each. */
  readonly readers: number;
}

/** Shelves with an antenna each. A tag is there as soon as it is reported and stays all day. */
export function tagSite({ items, locations, readers }: TagPlan, arrive_reads: number) {
  const antennas = locations / readers;
  const devices = count(readers, (reader) => ({
    id: `reader-${number(reader)}`,
    driver: 'native',
    antennas: count(antennas, (i) => ({
      antenna: i + 1,
      role: 'shelf',
      location: `shelf-${number(reader * antennas + i)}`,
    })),
  }));
  return {
    ...common,
    items: count(items, (i) => ({ id: `item-${number(i)}`, gtins: [gtinOfItem(i)] })),
    locations: count(locations, (i) => ({ id: `shelf-${number(i)}`, kind: 'shelf' })),
    connections: devices.map(connectionOf),
    devices,
    rules: { tags: { arrive_reads, absent_ms: whole_day_ms } },
  };
}
