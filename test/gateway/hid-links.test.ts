/** The HID library is loaded when a site has a USB HID connection and not before, and its absence stops nothing else. */
import { createRequire } from 'node:module';
import { afterEach, describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { type LinkParts, type Links, startLinks } from '../../gateway/links.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { eventually } from '../transport/eventually.ts';
import { TestIntake } from '../transport/test-intake.ts';

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
