import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hidScale } from '../../devices/scales/hid-scale.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { messageOf } from '../../gateway/base/faults.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { hidLink } from '../../gateway/transport/hid.ts';
import { hidBus, loadNodeHid } from '../../gateway/transport/hid-bus.ts';
import type { Link } from '../../gateway/transport/link.ts';
import { tcpLink } from '../../gateway/transport/tcp.ts';
import { eventually } from './eventually.ts';
import { TestIntake } from './test-intake.ts';

const links: Link[] = [];

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
});

function common(intake = new TestIntake()) {
  return { intake, clock: systemClock, random: randomOf(1), log: silentLog, counters: countersOf() };
}

describe('without a library under USB HID', () => {
  it.each([
    [
      'libusb',
      'libusb-1.0.so.0: cannot open shared object file: No such file or directory',
      'USB HID needs libusb-1.0: apt-get install libusb-1.0-0; then restart the gateway.',
    ],
    [
      'libudev',
      'libudev.so.1: cannot open shared object file: No such file or directory',
      'USB HID needs libudev: apt-get install libudev1; then restart the gateway.',
    ],
    [
      'the binding',
      'Failed to find binding for HID_hidraw\nTried paths:\n - somewhere',
      'The USB HID library cannot be loaded (Failed to find binding for HID_hidraw). Run npm ci again here, with this Node; then restart the gateway.',
    ],
  ])('(%s) the link is unavailable and names the cure, while other links go on', async (_missing, words, says) => {
    const server = createServer((socket) => socket.end('S S 1 g\r\n')).listen(0, '127.0.0.1');
    await eventually(() => server.listening);
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const intake = new TestIntake();
    const bus = hidBus({ clock: systemClock, load: () => Promise.reject(new Error(words)) });
    const hid = hidLink({
      ...common(intake),
      connection: 'a',
      device: 'a',
      driver: hidScale,
      hid: { usage_page: 0x8d },
      bus,
    });
    const tcp = tcpLink({
      ...common(intake),
      connection: 'b',
      device: 'b',
      driver: { framing: { by: 'line', bytes_max: 64 } },
      address: { host: '127.0.0.1', port },
    });
    links.push(hid, tcp);
    await hid.start();
    await tcp.start();
    await intake.until(({ arrivals }) => arrivals.length > 0);
    expect(hid.states()).toMatchObject([{ state: 'unavailable', says }]);
    expect(intake.notes.filter(({ device }) => device === 'a')).toEqual([]);
    expect(intake.texts()[0]).toBe('S S 1 g');
    await new Promise((resolve) => server.close(resolve));
  });
});

/** Empty when node-hid loads here; else what is missing, for the names of the tests that need it. */
const withoutNodeHid = await loadNodeHid().then(
  () => '',
  (thrown: unknown) => ` [not run: ${messageOf(thrown).split('\n', 1).join('')}]`,
);

describe.skipIf(withoutNodeHid !== '')(`node-hid itself${withoutNodeHid}`, () => {
  it('lists devices and refuses to open what is not there', async () => {
    const library = await loadNodeHid();
    expect(Array.isArray(await library.devicesAsync())).toBe(true);
    await expect(library.HIDAsync.open('/dev/hidraw-none')).rejects.toThrow('cannot open device with path');
  });

  it('serves a link, which waits for a device that is not there', async () => {
    const link = hidLink({
      ...common(),
      connection: 'scale',
      device: 'scale-1',
      driver: hidScale,
      hid: { vendor_id: 0xffff, product_id: 0xffff },
      bus: hidBus({ clock: systemClock }),
    });
    links.push(link);
    await link.start();
    await eventually(() => link.states()[0]?.state === 'waiting');
    expect(link.states()[0]?.says).toBe('USB device ffff:ffff is not there. Plug it in, or correct the settings.');
  });
});
