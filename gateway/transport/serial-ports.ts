/** The serial ports of this machine, found without opening any: opening would reset some devices and disturb others. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';

export interface SeenPort {
  /** Best name there is: under /dev/serial/by-id, which stays when the plug changes, else the file. */
  readonly path: string;
  /** The device file the name leads to, e.g. /dev/ttyUSB0. */
  readonly file: string;
  /** Of the USB adapter, four hexadecimal digits in lower case; absent for ports that are not on USB. */
  readonly vendor_id?: string;
  readonly product_id?: string;
  readonly serial_number?: string;
  /** In the adapter's own words. */
  readonly maker?: string;
}

/** What `SerialPort.list` gives of a port. */
export interface ListedPort {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly manufacturer?: string | undefined;
}

export interface SerialPortsOptions {
  /** Where device files are. */
  readonly devices?: string;
  /** Where the system describes them. */
  readonly system?: string;
  readonly list?: () => Promise<readonly ListedPort[]>;
}

/** Ports of USB adapters, modems and boards; the many `ttyS` a kernel makes whether there are plugs or not are left out. */
const likely = /^tty(?:USB|ACM|AMA|XRUSB|SC)\d{1,3}$|^rfcomm\d{1,3}$/;

const listed: () => Promise<readonly ListedPort[]> = async () => (await import('serialport')).SerialPort.list();

/** Sorted by name. Never rejects because a helper of the system is missing: then the directory alone is read. */
export async function serialPorts(options: SerialPortsOptions = {}): Promise<readonly SeenPort[]> {
  const { devices = '/dev', system = '/sys', list = listed } = options;
  const stable = await stableNames(join(devices, 'serial', 'by-id'));
  const known = await list().catch(() => undefined);
  const ports =
    known === undefined
      ? await portsInDirectory(devices, system, stable)
      : known.filter(({ path }) => isReal(path)).map((port) => seenOf(port, stable));
  return ports.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, limits.discovered_max);
}

/** A kernel's `ttyS` without an adapter's description may or may not have a plug; a person can still type it. */
function isReal(path: string): boolean {
  return !/^\/dev\/ttyS\d{1,3}$/.test(path);
}

function seenOf(port: ListedPort, stable: ReadonlyMap<string, string>): SeenPort {
  const { path, vendorId, productId, serialNumber, manufacturer } = port;
  return {
    path: stable.get(path) ?? path,
    file: path,
    ...(vendorId === undefined ? {} : { vendor_id: vendorId.toLowerCase() }),
    ...(productId === undefined ? {} : { product_id: productId.toLowerCase() }),
    ...(serialNumber === undefined ? {} : { serial_number: serialNumber }),
    ...(manufacturer === undefined ? {} : { maker: manufacturer }),
  };
}

/** From device file to its stable name. */
async function stableNames(directory: string): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const name of await namesIn(directory)) {
    const path = join(directory, name);
    const file = await realpath(path).catch(() => undefined);
    if (file !== undefined) names.set(file, path);
  }
  return names;
}

/** Without udev `SerialPort.list` fails; the directory and the system's own description serve as well. */
async function portsInDirectory(
  devices: string,
  system: string,
  stable: ReadonlyMap<string, string>,
): Promise<SeenPort[]> {
  const files = new Set(stable.keys());
  for (const name of await namesIn(devices)) if (likely.test(name)) files.add(join(devices, name));
  const ports: SeenPort[] = [];
  for (const file of files) {
    ports.push({
      path: stable.get(file) ?? file,
      file,
      ...(await adapterOf(join(system, 'class', 'tty', basename(file)))),
    });
  }
  return ports;
}

/** The description stands with the USB device, a few levels above its serial function. */
const levels_max = 4;

async function adapterOf(terminal: string): Promise<Omit<SeenPort, 'path' | 'file'>> {
  let directory = await realpath(join(terminal, 'device')).catch(() => undefined);
  for (let level = 0; directory !== undefined && level < levels_max; level += 1) {
    const vendor_id = await lineIn(join(directory, 'idVendor'));
    const product_id = await lineIn(join(directory, 'idProduct'));
    if (vendor_id !== undefined && product_id !== undefined) {
      const serial_number = await lineIn(join(directory, 'serial'));
      const maker = await lineIn(join(directory, 'manufacturer'));
      return {
        vendor_id,
        product_id,
        ...(serial_number === undefined ? {} : { serial_number }),
        ...(maker === undefined ? {} : { maker }),
      };
    }
    directory = dirname(directory);
  }
  return {};
}

async function lineIn(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const line = text?.slice(0, 200).split('\n', 1)[0]?.trim();
  return line === '' ? undefined : line;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (thrown) {
    // Not there: nothing is plugged in, or this system names its ports otherwise.
    if (messageOf(thrown).includes('ENOENT')) return [];
    throw new Error(`${directory} cannot be read: ${messageOf(thrown)}`);
  }
}
