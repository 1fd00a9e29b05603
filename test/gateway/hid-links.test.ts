/** The HID library is loaded when a site has a USB HID connection and not before, and its absence stops nothing else. */
import { createRequire } from 'node:module';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommandOutcome } from '../../devices/driver.ts';
import { drivers } from '../../devices/registry.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { LinkParts } from '../../gateway/link-parts.ts';
import { type Links, startLinks } from '../../gateway/links.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { every } from '../../simulators/clock.ts';
import { usbScale } from '../../simulators/hid-scale.ts';
import { type LoadCell, loadCellOf, usualLoadCell } from '../../simulators/load-cell.ts';
import { seedOf } from '../../simulators/seed.ts';
import { weighingOf } from '../../simulators/weighing.ts';
import { eventually } from '../transport/eventually.ts';
import { FakeHid } from '../transport/fake-hid.ts';
import { TestIntake } from '../transport/test-intake.ts';
import { derivingIntake } from './deriving-intake.ts';

function siteWith(changes: object): Site {
  const network = { broker: { kind: 'embedded', port: 0 } };
  const parsed = parseSite({ name: 'Store', time_zone: 'UTC', currency: 'EUR', network, ...changes }, drivers);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.site;
}

const mqtt = { id: 'node', wire: { kind: 'mqtt' } };
const withoutHid = siteWith({ connections: [mqtt], devices: [{ id: 'node', driver: 'native' }] });
const withHid = siteWith({
  connections: [mqtt, { id: 'scale', wire: { kind: 'hid', vendor_id: '0xFFFE', usage_page: '0x8D' } }],
  devices: [
    { id: 'node', driver: 'native' },
    { id: 'scale', driver: 'hid-scale' },
  ],
});

let links: Links | undefined;
afterEach(() => links?.stop());

function start(site: Site, changes: Partial<LinkParts> = {}): Promise<Links> {
  const parts = { clock: systemClock, random: randomOf(1), log: silentLog, counters: countersOf(), ...changes };
  const access = {
    authenticate: () => true,
    hasSecret: () => true,
    client_id: 'gateway',
    enrolCommand: (connection: string) => connection,
  };
  return startLinks({ intake: new TestIntake(), ...parts }, site, access);
}

function stateOf(connection: string) {
  return links?.states().find((state) => state.connection === connection);
}

function isLoaded(): boolean {
  return Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('/node_modules/node-hid/'));
}

describe('the HID library', () => {
  test('is loaded when a USB HID connection is added, and not before', async () => {
    links = await start(withoutHid);
    expect(isLoaded()).toBe(false);
    await links.update(withHid);
    await eventually(() => ['waiting', 'unavailable'].includes(stateOf('scale')?.state ?? ''));
    expect(isLoaded()).toBe(true);
  });

  test('that is missing makes its own connection unavailable, and the gateway starts', async () => {
    const loadHid = () => Promise.reject(new Error('libusb-1.0.so.0: cannot open shared object file'));
    links = await start(withHid, { loadHid });
    await eventually(() => stateOf('scale')?.state === 'unavailable');
    expect(stateOf('scale')?.says).toBe(
      'USB HID needs libusb-1.0: apt-get install libusb-1.0-0; then restart the gateway.',
    );
    expect(stateOf('node')?.state).toBe('waiting');
    expect(links.broker).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/);
  });

  test('is asked for the device that the settings name in hexadecimal digits', async () => {
    const listed = { vendorId: 0xfffe, productId: 1, usagePage: 0x8d, usage: 0x20, path: '/dev/hidraw5' };
    const opened: string[] = [];
    const HIDAsync = {
      open(path: string) {
        opened.push(path);
        return Promise.reject(new Error('enough seen'));
      },
    };
    const devicesAsync = () => Promise.resolve([{ ...listed, vendorId: 1, path: '/dev/hidraw4' }, listed]);
    links = await start(withHid, { loadHid: () => Promise.resolve({ devicesAsync, HIDAsync }) });
    await eventually(() => stateOf('scale')?.state === 'waiting');
    expect(opened).toEqual(['/dev/hidraw5']);
    expect(stateOf('scale')?.says).toBe(
      'USB device fffe:* with usage page 0x8d (/dev/hidraw5) cannot be opened: enough seen',
    );
  });
});

describe('a USB scale', () => {
  const piece_mg = 200_000;
  const site = siteWith({
    rules: { weight: { rest_ms: 400 } },
    items: [{ id: 'part', unit_mass_mg: piece_mg }],
    locations: [{ id: 'bin-usb', kind: 'bin', item: 'part', taken_to: 'production' }],
    connections: [{ id: 'usb', wire: { kind: 'hid', usage_page: '0x8D' } }],
    devices: [
      { id: 'usb', driver: 'hid-scale', channels: [{ channel: '1', location: 'bin-usb', empty_mass_mg: 100_000 }] },
    ],
  });

  /** The scale plugged in: it reports ten times a second for as long as it is on, and is unplugged when it goes off. */
  function plugged(cell: LoadCell, auto_off_ms?: number) {
    const weighing = weighingOf({ pan: cell, capacity_mg: 5_000_000, unit: 'g' });
    const scale = usbScale(weighing, cell, auto_off_ms);
    const bus = new FakeHid();
    const path = '/dev/hidraw0';
    // What it showed when nobody read: 90 g too much, from this morning.
    bus.plug(path, {}, Uint8Array.of(3, 4, 2, 0, 90, 0));
    let isIn = true;
    const end = every(systemClock, 100, () => {
      const now_ms = systemClock.now_ms();
      const report = scale.report(now_ms);
      if (report === undefined && isIn) bus.unplug(path);
      if (report !== undefined && !isIn) bus.plug(path);
      isIn = report !== undefined;
      const port = bus.ports.at(-1);
      for (const written of port?.written.splice(0) ?? []) scale.written(Buffer.from(written, 'hex'), now_ms);
      if (report !== undefined) port?.say(report);
    });
    return { bus, end };
  }

  test('books what is taken off it, leaves out what lay ready from before, and is set to zero', async () => {
    const cell = loadCellOf(seedOf(11), { ...usualLoadCell, lean_permille: 0, drift_mg: 0 }, 100_000);
    cell.load(systemClock.now_ms() - 60_000, 4 * piece_mg);
    const { bus, end } = plugged(cell);
    const intake = derivingIntake(site);
    links = await start(site, { intake: intake.port, loadHid: () => Promise.resolve(bus) });
    const level = () => {
      intake.pass();
      return intake.levelOf('usb');
    };
    await expect.poll(level).toBe(4);
    cell.load(systemClock.now_ms(), -3 * piece_mg);
    await expect.poll(level).toBe(1);
    expect(intake.movements.map(({ from, to, quantity }) => `${quantity} ${from} > ${to}`)).toEqual([
      '4 count-difference > bin-usb',
      '3 bin-usb > production',
    ]);
    const outcome = await new Promise<CommandOutcome>((resolve) => links?.command('usb', { kind: 'zero' }, resolve));
    expect(outcome.ok).toBe(true);
    await expect.poll(() => bus.ports.at(-1)?.written.length).toBe(0);
    end();
  });

  test('that has switched itself off is away, not empty; what was taken meanwhile is found when it wakes', async () => {
    const cell = loadCellOf(seedOf(12), { ...usualLoadCell, lean_permille: 0, drift_mg: 0 }, 100_000);
    cell.load(systemClock.now_ms() - 60_000, 4 * piece_mg);
    const { bus, end } = plugged(cell, 2_500);
    const intake = derivingIntake(site);
    links = await start(site, { intake: intake.port, loadHid: () => Promise.resolve(bus) });
    const level = () => {
      intake.pass();
      return intake.levelOf('usb');
    };
    await expect.poll(level).toBe(4);
    await expect.poll(() => stateOf('usb')?.state).toBe('waiting');
    expect(level()).toBe(4);
    cell.load(systemClock.now_ms(), -piece_mg);
    cell.touch(systemClock.now_ms(), 200_000, 8_000);
    await expect.poll(level).toBe(3);
    expect(intake.movements.map(({ from, to, quantity }) => `${quantity} ${from} > ${to}`)).toEqual([
      '4 count-difference > bin-usb',
      '1 bin-usb > count-difference',
    ]);
    end();
  });
});
