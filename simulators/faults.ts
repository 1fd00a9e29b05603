/** The faults that `tallygate simulate` can be told to have, by name: what each does, and to which simulated devices it can happen. */
import type { MessageFaults } from './message-faults.ts';
import type { ScanFaults } from './scan-faults.ts';
import type { DeviceFaults } from './stream-device.ts';
import type { SimulatedConnection, SimulatedDevice } from './wiring.ts';

/** All absent: devices and wires without faults. */
export interface Faults {
  /** Of what speaks in bytes, and of its line. */
  readonly device: DeviceFaults;
  /** Of what is published or posted. */
  readonly message: MessageFaults;
  readonly scan: ScanFaults;
  /** Clocks of devices were never set: it is 1970 there. */
  readonly has_unset_clock: boolean;
  /** So often the power fails of what speaks in messages, and of readers on the network. */
  readonly power_every_ms?: number;
  /** So often a Sparkplug node tells its births without being asked. */
  readonly rebirth_every_ms?: number;
}

export const noFaults: Faults = { device: {}, message: {}, scan: {}, has_unset_clock: false };

type Reach =
  | 'serial-line'
  | 'sum'
  | 'tcp-line'
  | 'power'
  | 'scale'
  | 'unit'
  | 'clock'
  | 'message'
  | 'array'
  | 'scan'
  | 'edge';

interface Fault {
  readonly says: string;
  readonly gives: Partial<Faults>;
  /** It can happen to a device that has one of these. */
  readonly reaches: readonly Reach[];
}

const faults = {
  lost: {
    says: '2 % of frames and messages never come',
    gives: { device: { lost_permille: 20 }, message: { lost_permille: 20 } },
    reaches: ['serial-line', 'message'],
  },
  doubled: {
    says: '2 % of frames and messages come twice',
    gives: { device: { doubled_permille: 20 }, message: { doubled_permille: 20 } },
    reaches: ['serial-line', 'message'],
  },
  split: {
    says: '20 % of frames come in two chunks',
    gives: { device: { split_permille: 200 } },
    reaches: ['serial-line', 'tcp-line'],
  },
  merged: {
    says: '5 % of frames come in one chunk with the next, of messages in one array with it',
    gives: { device: { merged_permille: 50 }, message: { merged_permille: 50 } },
    reaches: ['serial-line', 'array'],
  },
  late: {
    says: '2 % of messages come after the next one',
    gives: { message: { late_permille: 20 } },
    reaches: ['message'],
  },
  noise: {
    says: 'bytes that belong to nothing come before 2 % of frames',
    gives: { device: { noise_permille: 20 } },
    reaches: ['serial-line'],
  },
  'turned-bit': {
    says: 'one bit of 1 % of frames is turned',
    gives: { device: { spoilt_permille: 10 } },
    reaches: ['serial-line'],
  },
  cut: {
    says: '1 % of frames and messages break off',
    gives: { device: { cut_permille: 10 }, message: { cut_permille: 10 } },
    reaches: ['serial-line', 'message'],
  },
  'wrong-checksum': {
    says: 'the checksum of 2 % of frames is wrong',
    gives: { device: { wrong_sum_permille: 20 } },
    reaches: ['sum'],
  },
  'wrong-unit': {
    says: 'now and then somebody presses the unit key of a scale',
    gives: { device: { unit_key_permille: 2 } },
    reaches: ['unit'],
  },
  'short-scan': {
    says: '2 % of scanned codes end early',
    gives: { scan: { truncated_permille: 20 } },
    reaches: ['scan'],
  },
  'clock-1970': {
    says: 'the clocks of devices were never set',
    gives: { has_unset_clock: true },
    reaches: ['clock'],
  },
  power: {
    says: 'now and then the power of a device fails and comes back',
    gives: { device: { power_permille: 2 }, power_every_ms: 40_000 },
    reaches: ['power'],
  },
  'auto-off': {
    says: 'a scale switches itself off after 30 s without motion, until something moves on it',
    gives: { device: { auto_off_ms: 30_000 } },
    reaches: ['scale'],
  },
  rebirth: {
    says: 'a Sparkplug node tells its births every 15 s without being asked',
    gives: { rebirth_every_ms: 15_000 },
    reaches: ['edge'],
  },
} as const satisfies Readonly<Record<string, Fault>>;

const table: ReadonlyMap<string, Fault> = new Map(Object.entries(faults));

/** Every name with what it does, in the order of the help. */
export const faultNames: ReadonlyMap<string, string> = new Map([...table].map(([name, { says }]) => [name, says]));

export type NamedFaults =
  | { readonly ok: true; readonly names: readonly string[]; readonly faults: Faults }
  | { readonly ok: false; readonly unknown: readonly string[] };

/** Names with commas between; `all` is all of them. */
export function faultsNamed(list: string): NamedFaults {
  const given = list.split(',').map((name) => name.trim());
  const names = given.includes('all') ? [...table.keys()] : [...new Set(given)];
  const unknown = given.filter((name) => name !== 'all' && !table.has(name));
  if (unknown.length > 0) return { ok: false, unknown };
  const all = names.flatMap((name) => table.get(name)?.gives ?? []);
  return { ok: true, names, faults: all.reduce(joined, noFaults) };
}

function joined(faults: Faults, more: Partial<Faults>): Faults {
  return {
    ...faults,
    ...more,
    device: { ...faults.device, ...more.device },
    message: { ...faults.message, ...more.message },
    scan: { ...faults.scan, ...more.scan },
  };
}

/** By the name of each fault, the devices it can happen to. */
export function reachOf(
  names: readonly string[],
  connections: readonly SimulatedConnection[],
): ReadonlyMap<string, readonly string[]> {
  const has = connections.flatMap(({ wire, devices }) =>
    devices.map((device) => ({ id: device.id, has: reachable(wire.kind, wire, device) })),
  );
  return new Map(
    names.map((name) => {
      const reaches = table.get(name)?.reaches ?? [];
      return [name, has.filter((device) => reaches.some((each) => device.has.has(each))).map(({ id }) => id)];
    }),
  );
}

/** Drivers whose frames carry a checksum. */
const summed: ReadonlySet<string> = new Set(['toledo-continuous', 'cas-enq', 'm100', 'reader18', 'thingmagic']);
/** Scales that say no unit, so that nobody could tell that their key was pressed. */
export const unitless: ReadonlySet<string> = new Set(['toledo-8217']);
const modules: ReadonlySet<string> = new Set(['m100', 'reader18', 'thingmagic']);
const scanners: ReadonlySet<string> = new Set(['line-scanner', 'ssi']);
const clockless: ReadonlySet<string> = new Set(['esphome', 'home-assistant', 'line-scanner']);
/** Formats that know arrays, so that two messages may come as one. */
export const arrayed: ReadonlySet<string> = new Set(['native', 'impinj-iot', 'zebra-iot']);

function reachable(
  kind: SimulatedConnection['wire']['kind'],
  wire: SimulatedConnection['wire'],
  { driver }: SimulatedDevice,
): ReadonlySet<Reach> {
  const has = new Set<Reach>();
  const isSerial = kind === 'serial' || (wire.kind === 'modbus' && wire.path !== undefined);
  const isMessage = kind === 'mqtt' || kind === 'http';
  const isScale = kind === 'serial' && !modules.has(driver) && !scanners.has(driver);
  if (isSerial) has.add('serial-line');
  if (isSerial && (summed.has(driver) || kind === 'modbus')) has.add('sum');
  if (kind === 'tcp' || kind === 'tcp-server' || kind === 'http-stream') has.add('tcp-line');
  if (isScale) has.add('scale');
  if (isScale && !unitless.has(driver)) has.add('unit');
  if (isScale || modules.has(driver) || kind === 'tcp' || kind === 'http-stream' || kind === 'mqtt') has.add('power');
  if (isMessage && driver !== 'sparkplug') has.add('message');
  if (isMessage && arrayed.has(driver)) has.add('array');
  if ((isMessage || kind === 'tcp' || kind === 'http-stream') && !clockless.has(driver)) has.add('clock');
  if (scanners.has(driver) || driver === 'scan-message') has.add('scan');
  if (driver === 'sparkplug') has.add('edge');
  return has;
}
