/** Adopting against a real settings file: written whole, or refused with the field and nothing changed. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { type Finding, findingWith } from '../../gateway/finding.ts';
import { openSite, type SiteFile } from '../../gateway/site/site-file.ts';
import { hidBus } from '../../gateway/transport/hid-bus.ts';
import { FakeHid } from '../transport/fake-hid.ts';

/** As a person wrote it: keys in their own order, a default spelt out, no ids that say nothing. */
const written = {
  name: 'Store',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  items: [{ id: 'bolt', unit: 'piece', unit_mass_mg: 21_000 }, { id: 'nut' }],
  locations: [
    { id: 'A1', kind: 'bin', item: 'bolt' },
    { id: 'A2', kind: 'bin', item: 'nut' },
    { id: 'B1', kind: 'shelf' },
  ],
  connections: [{ id: 'gun', wire: { kind: 'serial', path: '/dev/ttyACM0', baud: 9_600 } }],
  devices: [{ id: 'gun', driver: 'line-scanner' }],
};

let directory = '';
let path = '';
let file: SiteFile;
let finding: Finding;
let hid: FakeHid;
let journaled: string[][] = [];
let secrets: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tallygate-adopt-'));
  path = join(directory, 'site.json');
  await writeFile(path, JSON.stringify(written, undefined, 2));
  await start();
});

afterEach(async () => {
  finding.stop();
  await file.close();
  await rm(directory, { recursive: true });
});

async function start(): Promise<void> {
  journaled = [];
  secrets = [];
  hid = new FakeHid();
  file = await openSite(path, { knownDrivers: drivers, clock: systemClock, log: silentLog });
  finding = findingWith({
    siteFile: file,
    bus: hidBus({ clock: systemClock, load: () => Promise.resolve(hid) }),
    clock: systemClock,
    counters: countersOf(),
    log: silentLog,
    adoptedBy: (...told) => journaled.push(told),
    hasSecret: (connection) => secrets.includes(connection),
    makeSecret(connection) {
      secrets.push(connection);
      return `secret of ${connection}`;
    },
  });
}

const knock = (user: string) =>
  finding.discovery.login({ user, client_id: user, address: '192.168.1.77', says: 'refused' });
const text = () => readFile(path, 'utf8');
const adopt = (id: string, asked: object) => finding.finder.adopt('ana', id, { id: 'x', driver: 'native', ...asked });

describe('listening before adopting', () => {
  const asked = { driver: 'line-scanner', seconds: 1 };

  test('is for serial ports that were found', async () => {
    expect(await finding.finder.listen('serial:none', asked)).toBeUndefined();
    knock('kitchen');
    const found = finding.finder.list().find(({ name }) => name === 'kitchen');
    expect(await finding.finder.listen(found?.id ?? '', asked)).toEqual({
      ok: false,
      refusals: [{ field: '', rule: 'Only serial ports can be listened at before they are adopted.' }],
    });
  });

  test('is not for what is in the settings', async () => {
    hid.plug('/dev/hidraw0', { serialNumber: 'S1' });
    await finding.finder.search({ what: 'hid' });
    const [found] = finding.finder.list();
    await finding.finder.adopt('ana', found?.id ?? '', { id: 'parcel-scale', driver: 'hid-scale' });
    expect(await finding.finder.listen(found?.id ?? '', asked)).toEqual({
      ok: false,
      refusals: [{ field: '', rule: 'It is in the settings already, as parcel-scale: its page shows what it says.' }],
    });
  });
});

describe('adopting who knocks at the broker', () => {
  test('writes connection and device, gives a secret once, and says who did it', async () => {
    knock('shelf-b7');
    const answer = await adopt('mqtt:login:shelf-b7', {
      id: 'shelf-b7',
      name: 'Shelf B7',
      channels: [{ channel: '1', location: 'A1', empty_mass_mg: 500_000 }],
    });
    expect(answer).toEqual({ ok: true, device: 'shelf-b7', connection: 'shelf-b7', secret: 'secret of shelf-b7' });
    expect(JSON.parse(await text())).toEqual({
      ...written,
      connections: [...written.connections, { id: 'shelf-b7', wire: { kind: 'mqtt' } }],
      devices: [
        ...written.devices,
        {
          id: 'shelf-b7',
          name: 'Shelf B7',
          driver: 'native',
          channels: [{ channel: '1', location: 'A1', empty_mass_mg: 500_000 }],
        },
      ],
    });
    expect(file.current.devices.map(({ id, connection }) => [id, connection])).toEqual([
      ['gun', 'gun'],
      ['shelf-b7', 'shelf-b7'],
    ]);
    expect(journaled).toEqual([
      ['ana', 'shelf-b7', 'Adopted with the driver native, found at login from 192.168.1.77.'],
    ]);
    expect(finding.finder.list()).toEqual([]);
  });

  test('takes a device under another id than the connection it logs in as', async () => {
    knock('node-7');
    expect(await adopt('mqtt:login:node-7', { id: 'front-shelf' })).toMatchObject({ ok: true, connection: 'node-7' });
    expect(file.current.devices.at(-1)).toMatchObject({ id: 'front-shelf', connection: 'node-7' });
  });

  test('takes two at once, and loses neither', async () => {
    knock('node-7');
    knock('node-8');
    const answers = await Promise.all(['node-7', 'node-8'].map((user) => adopt(`mqtt:login:${user}`, { id: user })));
    expect(answers).toMatchObject([{ ok: true }, { ok: true }]);
    expect(file.current.devices.map(({ id }) => id)).toEqual(['gun', 'node-7', 'node-8']);
    await Promise.all([finding.finder.letGo('ana', 'node-7'), finding.finder.letGo('ana', 'node-8')]);
    expect(JSON.parse(await text())).toEqual(written);
  });

  test('takes nobody in through a connection of another kind that has the same name', async () => {
    knock('gun');
    const answer = await adopt('mqtt:login:gun', { id: 'gun-2' });
    expect(answer).toEqual({
      ok: false,
      refusals: [{ field: '', rule: 'The connection gun is no MQTT connection: give the device another user name.' }],
    });
    expect(JSON.parse(await text())).toEqual(written);
  });

  test('takes what it announced: the connection it came through, and topics of its own', async () => {
    knock('node');
    await adopt('mqtt:login:node', { id: 'node' });
    const config = { state_topic: 'home/scale', unit_of_measurement: 'kg', device_class: 'weight' };
    const topic = 'homeassistant/sensor/kitchen/config';
    finding.discovery.message({ connection: 'node', topic, payload: Buffer.from(JSON.stringify(config)) });
    const found = finding.finder.list().find(({ name }) => name === 'kitchen');
    expect(found).toMatchObject({ unit: 'kg', topics: ['home/scale'], needs_secret: false });
    const answer = await adopt(`mqtt:${topic}`, { id: 'kitchen', driver: 'esphome' });
    expect(answer).toEqual({ ok: true, device: 'kitchen', connection: 'node' });
    expect(file.current.devices.at(-1)).toMatchObject({ connection: 'node', topics: ['home/scale'] });
  });
});

describe('a refused adoption changes nothing and names the field', () => {
  const refusals: readonly [says: string, asked: object, field: string, rule: string][] = [
    ['an id that is taken', { id: 'gun' }, 'id', 'is the id of devices[0] too'],
    ['an id that is none', { id: 'front shelf' }, 'id', 'must be 1 to 64 letters'],
    ['a driver that is none', { driver: 'lrp' }, 'driver', 'there is no driver "lrp"'],
    ['a driver for another wire', { driver: 'mt-sics' }, 'driver', 'mqtt'],
    [
      'a location that is none',
      { channels: [{ channel: '1', location: 'A9' }] },
      'channels[0].location',
      'there is no location "A9"',
    ],
    [
      'a bin whose item has no mass',
      { channels: [{ channel: '1', location: 'A2' }] },
      '',
      'items[1].unit_mass_mg is required',
    ],
    [
      'a place that holds no single item',
      { channels: [{ channel: '1', location: 'B1' }] },
      'channels[0].location',
      'must name a location with an item',
    ],
    [
      'an antenna that watches nothing',
      { driver: 'impinj-iot', antennas: [{ antenna: 1, role: 'shelf' }] },
      'antennas[0].location',
      'role shelf',
    ],
  ];

  test.each(refusals)('%s', async (_, asked, field, rule) => {
    knock('shelf-b7');
    const before = await text();
    const answer = await adopt('mqtt:login:shelf-b7', asked);
    expect(answer).toMatchObject({ ok: false });
    const told = answer?.ok === false ? answer.refusals.map((each) => [each.field, each.rule]) : [];
    expect(told.find(([where]) => where === field)?.[1]).toContain(rule);
    expect([await text(), journaled, secrets, file.current.devices.length]).toEqual([before, [], [], 1]);
    expect(finding.finder.list()).toHaveLength(1);
  });

  test('while the file holds an edit that is not taken over', async () => {
    knock('shelf-b7');
    await writeFile(path, '{"name": 5}');
    const answer = await adopt('mqtt:login:shelf-b7', { id: 'shelf-b7' });
    expect(answer?.ok === false && answer.refusals).toEqual([
      {
        field: '',
        rule: 'the settings file was edited meanwhile and that edit is not taken over yet; look at it and try again',
      },
    ]);
    expect(await text()).toBe('{"name": 5}');
  });

  test('of what is not found (any more)', async () => {
    expect(await adopt('mqtt:login:nobody', {})).toBeUndefined();
  });
});

describe('adopting what is plugged in', () => {
  test('takes the port of a USB scale by its numbers, without a secret', async () => {
    hid.plug('/dev/hidraw0', { serialNumber: 'S1' });
    await finding.finder.search({ what: 'hid' });
    const [found] = finding.finder.list();
    const answer = await finding.finder.adopt('ana', found?.id ?? '', { id: 'parcel-scale', driver: 'hid-scale' });
    expect(answer).toEqual({ ok: true, device: 'parcel-scale', connection: 'parcel-scale' });
    expect(file.current.connections.at(-1)).toEqual({
      id: 'parcel-scale',
      wire: { kind: 'hid', vendor_id: '0x0922', product_id: '0x8003', usage_page: '0x8d', serial_number: 'S1' },
    });
    expect(finding.finder.list()).toMatchObject([{ device: 'parcel-scale' }]);
    const again = await finding.finder.adopt('ana', found?.id ?? '', { id: 'twice', driver: 'hid-scale' });
    expect(again).toEqual({
      ok: false,
      refusals: [{ field: '', rule: 'It is in the settings already, as parcel-scale.' }],
    });
  });
});

describe('letting go', () => {
  test('takes the device and its connection out, and leaves all else as a person wrote it', async () => {
    knock('shelf-b7');
    await adopt('mqtt:login:shelf-b7', { id: 'shelf-b7' });
    expect(await finding.finder.letGo('ana', 'shelf-b7')).toEqual({ ok: true });
    expect(JSON.parse(await text())).toEqual(written);
    expect(journaled.at(-1)).toEqual(['ana', 'shelf-b7', 'Let go: taken out of the settings.']);
    expect(await finding.finder.letGo('ana', 'shelf-b7')).toBeUndefined();
  });

  test('keeps a connection that carries others', async () => {
    knock('node');
    await adopt('mqtt:login:node', { id: 'one' });
    finding.discovery.message({ connection: 'node', topic: 'tallygate/two/status', payload: Buffer.from('online') });
    const found = finding.finder.list().find(({ name }) => name === 'two');
    expect(await adopt(found?.id ?? '', { id: 'two' })).toEqual({ ok: true, device: 'two', connection: 'node' });
    await finding.finder.letGo('ana', 'one');
    expect(file.current.connections.map(({ id }) => id)).toEqual(['gun', 'node']);
    expect(file.current.devices.map(({ id }) => id)).toEqual(['gun', 'two']);
  });
});
