/** Ports are listed by their stable names, with and without the system's helper, and none is opened by looking. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serialPorts } from '../../gateway/transport/serial-ports.ts';
import { type PtyPair, ptyPair, withoutSocat } from './pty-pair.ts';

let folder = '';
let devices = '';
let system = '';
const pairs: PtyPair[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallygate-ports-'));
  devices = join(folder, 'dev');
  system = join(folder, 'sys');
  await mkdir(join(devices, 'serial', 'by-id'), { recursive: true });
  await mkdir(join(system, 'class', 'tty'), { recursive: true });
});

afterEach(async () => {
  await Promise.all(pairs.splice(0).map((pair) => pair.unplug()));
  await rm(folder, { recursive: true, force: true });
});

/** As without udev: `SerialPort.list` rejects with ENOENT. */
const withoutHelper = () => Promise.reject(new Error('spawn udevadm ENOENT'));
const look = (list: Parameters<typeof serialPorts>[0] = {}) =>
  serialPorts({ devices, system, list: withoutHelper, ...list });

/** A USB adapter as /sys describes it: its ids stand two levels above its terminal. */
async function plugIn(name: string, ids: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(join(devices, name), '');
  const usb = join(system, 'bus', `1-${name}`);
  const terminal = join(usb, 'function', name);
  await mkdir(terminal, { recursive: true });
  for (const [file, text] of Object.entries(ids)) await writeFile(join(usb, file), `${text}\n`);
  await mkdir(join(system, 'class', 'tty', name));
  await symlink(terminal, join(system, 'class', 'tty', name, 'device'));
}

describe('the serial ports of a machine', () => {
  it('are found in the directory where the helper is missing, with the ids that the system tells', async () => {
    await plugIn('ttyUSB0', { idVendor: '0403', idProduct: '6001', serial: 'A50285BI', manufacturer: 'FTDI' });
    await plugIn('ttyACM0', { idVendor: '0c2e', idProduct: '0b6a' });
    await writeFile(join(devices, 'ttyS0'), '');
    await writeFile(join(devices, 'tty1'), '');
    await symlink(join(devices, 'ttyUSB0'), join(devices, 'serial', 'by-id', 'usb-FTDI_A50285BI-if00-port0'));
    expect(await look()).toEqual([
      {
        path: join(devices, 'serial', 'by-id', 'usb-FTDI_A50285BI-if00-port0'),
        file: join(devices, 'ttyUSB0'),
        vendor_id: '0403',
        product_id: '6001',
        serial_number: 'A50285BI',
        maker: 'FTDI',
      },
      { path: join(devices, 'ttyACM0'), file: join(devices, 'ttyACM0'), vendor_id: '0c2e', product_id: '0b6a' },
    ]);
  });

  it('are those the helper lists, under their stable names, without ports that only the kernel imagines', async () => {
    const file = join(devices, 'ttyUSB0');
    await writeFile(file, '');
    await symlink(file, join(devices, 'serial', 'by-id', 'usb-cable'));
    const list = () =>
      Promise.resolve([
        { path: file, vendorId: '1A86', productId: '7523', manufacturer: 'QinHeng' },
        { path: '/dev/ttyS4' },
        { path: 'COM3', serialNumber: 'X1' },
      ]);
    expect(await look({ list })).toEqual([
      {
        path: join(devices, 'serial', 'by-id', 'usb-cable'),
        file,
        vendor_id: '1a86',
        product_id: '7523',
        maker: 'QinHeng',
      },
      { path: 'COM3', file: 'COM3', serial_number: 'X1' },
    ]);
  });

  it('are none where there are none, and a machine without such directories is no fault', async () => {
    expect(await look()).toEqual([]);
    expect(await look({ devices: join(folder, 'nowhere') })).toEqual([]);
  });

  it('are what the real library and this real machine say, whatever that is', async () => {
    for (const port of await serialPorts()) expect(port.path).not.toBe('');
  });

  it.skipIf(withoutSocat !== '')(`include a pseudo-terminal, which hears nothing of it${withoutSocat}`, async () => {
    const pair = await ptyPair(join(folder, 'line'));
    pairs.push(pair);
    await symlink(pair.path, join(devices, 'serial', 'by-id', 'usb-simulated'));
    const [port] = await look();
    expect(port?.path).toBe(join(devices, 'serial', 'by-id', 'usb-simulated'));
    expect(port?.file).toMatch(/^\/dev\/pts\/\d+$/);
    pair.say('still there\n');
    expect(pair.heard()).toBe('');
  });
});
