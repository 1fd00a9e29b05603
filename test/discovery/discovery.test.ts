/** Searches against real sockets and a simulated reader: found, owned by others, left alone, refused. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { type Clock, systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { Discovery, type Looks } from '../../gateway/discovery/discovery.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { introduced } from '../../gateway/transport/introduction.ts';
import { type LlrpReader, startLlrpReader } from '../../simulators/llrp-reader.ts';
import { LlrpClient } from '../simulators/llrp-client.ts';
import { eventually } from '../transport/eventually.ts';
import { hurriedClock } from '../transport/hurried-clock.ts';

const readers: LlrpReader[] = [];
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()));
  for (const server of servers.splice(0)) server.close();
});

async function startReader(): Promise<LlrpReader> {
  const reader = await startLlrpReader({ host: '127.0.0.1', port: 0, clock: systemClock });
  readers.push(reader);
  return reader;
}

function siteWith(changes: object): Site {
  const parsed = parseSite({ name: 'Store', time_zone: 'UTC', currency: 'EUR', ...changes }, drivers);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.site;
}

function discoveryWith(looks: Partial<Looks> = {}, site = siteWith({}), clock: Clock = systemClock) {
  const counters = countersOf();
  const { signal } = new AbortController();
  const nothing = () => Promise.resolve([]);
  const discovery = new Discovery({
    drivers,
    clock: systemClock,
    counters,
    site: () => site,
    looks: {
      serial: nothing,
      hid: nothing,
      introduce: (host, port, driver) => introduced({ host, port, driver, clock, signal }),
      resolve: nothing,
      ...looks,
    },
  });
  return { discovery, counters };
}

describe('a reader at an address', () => {
  test('says what it is, and goes on as if nobody had asked', async () => {
    const reader = await startReader();
    const { discovery } = discoveryWith();
    const outcome = await discovery.search({ what: 'network', address: '127.0.0.1', port: reader.port });
    expect(outcome).toEqual({ ok: true, found: 1, says: '1 address asked, 1 reader found.' });
    expect(discovery.list()).toMatchObject([
      {
        kind: 'network',
        name: 'LLRP reader',
        place: `127.0.0.1 port ${reader.port}`,
        facts: ['4 antennas', 'model 1', 'maker 0', 'firmware 1.0'],
        suggestions: [{ driver: 'llrp' }],
        certain: true,
        antennas: 4,
        wire: { kind: 'tcp', host: '127.0.0.1', port: reader.port },
      },
    ]);
    // It was not put to work: no tag of it would be reported to anybody.
    expect(reader.read('3034257BF7194E4000001A85', 1, -5_000, 0)).toBe(false);
    await eventually(() => !reader.connected);
  });

  test('that another application owns is named as such', async () => {
    const reader = await startReader();
    reader.own(true);
    const { discovery } = discoveryWith();
    const outcome = await discovery.search({ what: 'network', address: '127.0.0.1', port: reader.port });
    expect(outcome).toMatchObject({ ok: true, found: 1 });
    expect(discovery.list()[0]?.hint).toContain('Another application owns this reader');
  });

  test('that is at work for somebody stays at work', async () => {
    const reader = await startReader();
    const owner = new LlrpClient(reader.port);
    await owner.until(() => owner.states.includes('ready'));
    const { discovery } = discoveryWith();
    await discovery.search({ what: 'network', address: '127.0.0.1', port: reader.port });
    expect(discovery.list()[0]?.hint).toContain('Another application owns this reader');
    expect(reader.connected).toBe(true);
    expect(owner.closed).toBe(false);
    await owner.leave();
  });

  test('of the settings is left alone', async () => {
    const reader = await startReader();
    const site = siteWith({
      connections: [{ id: 'r', wire: { kind: 'tcp', host: '127.0.0.1', port: reader.port } }],
      devices: [{ id: 'r', driver: 'llrp' }],
    });
    let asked = 0;
    const introduce = () => {
      asked += 1;
      return Promise.resolve({ kind: 'absent', says: 'nobody' } as const);
    };
    const { discovery } = discoveryWith({ introduce }, site);
    const outcome = await discovery.search({ what: 'network', address: '127.0.0.1/30', port: reader.port });
    expect([outcome, asked]).toEqual([{ ok: true, found: 0, says: 'nobody' }, 1]);
  });

  test('that says nothing, or something else, is none', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}));
    const talker = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n');
    });
    for (const server of [silent, talker]) {
      servers.push(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      // Whoever says nothing need not be waited for so long.
      const { discovery } = discoveryWith({}, siteWith({}), hurriedClock(10));
      const outcome = await discovery.search({ what: 'network', address: '127.0.0.1', port });
      expect(outcome).toMatchObject({ ok: true, found: 0 });
      expect(outcome.ok && outcome.says).toMatch(/did not answer as such a device|sends something else|no LLRP/);
      expect(discovery.list()).toEqual([]);
    }
  });

  test('that nobody has is told with what to look at', async () => {
    const { discovery } = discoveryWith();
    const outcome = await discovery.search({ what: 'network', address: '127.0.0.1', port: 1 });
    expect(outcome).toEqual({
      ok: true,
      found: 0,
      says: '127.0.0.1 port 1 refuses the connection: nothing listens there. Check the port, and that the device is up.',
    });
  });
});

describe('a search of the network', () => {
  test('asks no more addresses at once than the limit, and each once', async () => {
    let now = 0;
    let most = 0;
    const asked: string[] = [];
    const introduce: Looks['introduce'] = async (host) => {
      asked.push(host);
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return { kind: 'absent', says: 'nobody' };
    };
    const { discovery } = discoveryWith({ introduce });
    const outcome = await discovery.search({ what: 'network', address: '10.1.2.0/24' });
    expect(outcome).toEqual({ ok: true, found: 0, says: '254 addresses asked, 0 readers found.' });
    expect([most, asked.length, new Set(asked).size]).toEqual([32, 254, 254]);
  });

  test('is refused elsewhere than at home, also under a name, before anybody is asked', async () => {
    const introduce = () => Promise.reject(new Error('nobody may be asked'));
    const { discovery } = discoveryWith({
      introduce,
      resolve: (name) => Promise.resolve(name === 'evil' ? ['1.2.3.4'] : []),
    });
    for (const address of ['8.8.8.8', '10.0.0.0/16', 'evil', 'unheard-of']) {
      expect(await discovery.search({ what: 'network', address })).toMatchObject({ ok: false, field: 'address' });
    }
  });

  test('of one kind is not begun twice', async () => {
    let finish: (ports: []) => void = () => {};
    const { discovery } = discoveryWith({ serial: () => new Promise((resolve) => (finish = resolve)) });
    const first = discovery.search({ what: 'serial' });
    expect(await discovery.search({ what: 'serial' })).toMatchObject({ ok: false, field: 'what' });
    expect(await discovery.search({ what: 'hid' })).toMatchObject({ ok: true });
    finish([]);
    expect(await first).toEqual({ ok: true, found: 0, says: 'No serial port is plugged in.' });
    expect(await discovery.search({ what: 'hid' })).toMatchObject({ ok: true });
  });
});

describe('what is plugged in', () => {
  const scale = {
    vendorId: 0x0922,
    productId: 0x8003,
    usagePage: 0x8d,
    usage: 0x20,
    path: '/dev/hidraw0',
    serialNumber: 'S1',
  };
  const mouse = { vendorId: 0x046d, productId: 0xc077, usagePage: 1, usage: 2, path: '/dev/hidraw1' };

  test('is offered with what it is, and a scanner’s driver is no guess', async () => {
    const port = { path: '/dev/serial/by-id/usb-H', file: '/dev/ttyACM0', vendor_id: '0c2e', product_id: '0b6a' };
    const cable = { path: '/dev/ttyUSB0', file: '/dev/ttyUSB0', vendor_id: '0403', product_id: '6001' };
    const { discovery } = discoveryWith({ serial: () => Promise.resolve([port, cable]) });
    await discovery.search({ what: 'serial' });
    const [scanner, adapter] = discovery.list();
    expect([scanner?.name, scanner?.certain, scanner?.suggestions[0]?.driver, scanner?.suggested_id]).toEqual([
      'Honeywell scanner',
      true,
      'line-scanner',
      'honeywell-scanner',
    ]);
    expect([adapter?.name, adapter?.certain, adapter?.hint?.slice(0, 20)]).toEqual([
      'FTDI serial adapter',
      false,
      'This name may change',
    ]);
    const families = adapter?.suggestions.map(({ family }) => family) ?? [];
    expect(families).toEqual([...families].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(adapter?.suggestions.find(({ driver }) => driver === 'toledo-8217')?.serial).toEqual({
      baud: 9_600,
      data_bits: 7,
      parity: 'even',
      stop_bits: 1,
    });
  });

  const order = ['scale', 'barcode', 'rfid', 'native'];

  test('on USB is offered when it is a scale or a scanner, once for all its usages', async () => {
    const twice = [scale, { ...scale, usage: 0x21 }, mouse];
    const { discovery } = discoveryWith({ hid: () => Promise.resolve(twice) });
    expect(await discovery.search({ what: 'hid' })).toEqual({
      ok: true,
      found: 1,
      says: '1 USB scale or scanner found. 1 other USB device there are no scales or scanners to us.',
    });
    expect(discovery.list()).toMatchObject([
      {
        name: 'DYMO M10 scale',
        wire: { kind: 'hid', vendor_id: '0x0922', product_id: '0x8003', usage_page: '0x8d', serial_number: 'S1' },
      },
    ]);
  });

  test('on USB is told apart by its path where two of a kind have no number', async () => {
    const { serialNumber: _, ...bare } = scale;
    const { discovery } = discoveryWith({ hid: () => Promise.resolve([bare, { ...bare, path: '/dev/hidraw7' }]) });
    await discovery.search({ what: 'hid' });
    expect(discovery.list().map(({ wire }) => wire.kind === 'hid' && wire.path)).toEqual([
      '/dev/hidraw0',
      '/dev/hidraw7',
    ]);
  });

  test('cannot be seen without the library, which is said in words', async () => {
    const hid = () =>
      Promise.reject(new Error('USB HID needs libusb-1.0: apt-get install libusb-1.0-0; then restart the gateway.'));
    const { discovery } = discoveryWith({ hid });
    expect(await discovery.search({ what: 'hid' })).toEqual({
      ok: false,
      field: 'what',
      rule: 'USB HID needs libusb-1.0: apt-get install libusb-1.0-0; then restart the gateway.',
    });
  });

  test('and is in the settings is marked as such', async () => {
    const site = siteWith({
      connections: [{ id: 'gun', wire: { kind: 'serial', path: '/dev/ttyACM0' } }],
      devices: [{ id: 'gun', driver: 'line-scanner' }],
    });
    const port = { path: '/dev/serial/by-id/usb-H', file: '/dev/ttyACM0' };
    const { discovery } = discoveryWith({ serial: () => Promise.resolve([port]) }, site);
    await discovery.search({ what: 'serial' });
    expect(discovery.list()[0]?.device).toBe('gun');
  });
});

describe('who knocks at the broker', () => {
  const login = { user: 'shelf-b7', client_id: 'shelf-b7', address: '192.168.1.77', says: 'refused' };

  test('is offered under its user name, and told what stands in its way', () => {
    const { discovery, counters } = discoveryWith();
    discovery.login(login);
    discovery.login(login);
    discovery.login({ ...login, user: 'bench', client_id: 'ESP-1' });
    discovery.login({ ...login, user: 'shelf 9' });
    discovery.login({ ...login, user: '' });
    const hints = Object.fromEntries(
      discovery.list().map(({ name, hint, times }) => [name, [times, hint?.slice(0, 40)]]),
    );
    expect(hints).toEqual({
      'shelf-b7': [2, undefined],
      bench: [1, 'Its client id is ESP-1: set it to the sa'],
      'shelf 9': [1, 'Its user name shelf 9 cannot be an id: g'],
    });
    expect(counters.read()).toEqual({ 'discovery.logins_heard': 5 });
  });

  test('is offered by what it announces, and not when the settings have it', () => {
    const site = siteWith({
      connections: [{ id: 'node', wire: { kind: 'mqtt' } }],
      devices: [{ id: 'node', driver: 'native' }],
    });
    const { discovery } = discoveryWith({}, site);
    const config = Buffer.from(JSON.stringify({ t: 'tasmota_1', dn: 'Scale' }));
    discovery.message({ connection: 'node', topic: 'tasmota/discovery/A1/config', payload: config });
    discovery.message({ topic: 'tallygate/node/status', payload: Buffer.from('online') });
    discovery.message({ topic: 'something/else', payload: Buffer.from('online') });
    expect(discovery.list().map(({ name, connection, device }) => [name, connection, device])).toEqual([
      ['node', 'node', 'node'],
      ['Scale', 'node', undefined],
    ]);
  });
});
