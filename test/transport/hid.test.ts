import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../devices/driver.ts';
import { hidScale } from '../../devices/scales/hid-scale.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { StreamDriver } from '../../gateway/transport/conversation.ts';
import { type HidLinkParts, hidLink } from '../../gateway/transport/hid.ts';
import { hidBus } from '../../gateway/transport/hid-bus.ts';
import type { Link } from '../../gateway/transport/link.ts';
import { HandClock } from '../live/hand-clock.ts';
import { FakeHid } from './fake-hid.ts';
import { TestIntake } from './test-intake.ts';

const messages: StreamDriver = { framing: { by: 'message', bytes_max: 64 } };
const path = '/dev/hidraw0';
const links: Link[] = [];

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
});

/** A weight at rest of `grams`, as the scale reports it. */
function grams(count: number): Uint8Array {
  return Uint8Array.of(0x03, 0x04, 0x02, 0x00, count & 0xff, count >> 8);
}

function stage() {
  const hid = new FakeHid();
  const clock = new HandClock();
  const bus = hidBus({ clock, load: () => Promise.resolve(hid) });
  const counters = countersOf();
  function linkWith(changes: Partial<HidLinkParts> = {}) {
    const intake = new TestIntake();
    const link = hidLink({
      connection: 'scale',
      device: 'scale-1',
      driver: messages,
      hid: { vendor_id: 0x0922 },
      bus,
      intake,
      clock,
      random: randomOf(1),
      log: silentLog,
      counters,
      ...changes,
    });
    links.push(link);
    const hexes = () => intake.arrivals.map(({ data }) => Buffer.from(data).toString('hex'));
    return { link, intake, hexes, state: () => link.states()[0] };
  }
  /** Lets the gateway do what it does meanwhile. */
  async function pass(total_ms: number, step_ms = 100): Promise<void> {
    for (let passed_ms = 0; passed_ms <= total_ms; passed_ms += step_ms) {
      for (let turns = 0; turns < 4; turns += 1) await turn();
      clock.pass(step_ms);
    }
    for (let turns = 0; turns < 4; turns += 1) await turn();
  }
  return { hid, clock, bus, counters, linkWith, pass };
}

describe('a USB HID device', () => {
  it('is found and opened, and each report is one frame with the bytes as they came', async () => {
    const { hid, linkWith, pass } = stage();
    hid.plug('/dev/hidraw7', { vendorId: 0x046d });
    hid.plug(path);
    const { link, intake, hexes, state } = linkWith();
    await link.start();
    await pass(0);
    expect(intake.notes).toEqual([{ device: 'scale-1', event: 'connected', says: 'Connected.' }]);
    hid.say(path, Uint8Array.of(3, 4, 2, 0, 20, 0));
    hid.say(path, Uint8Array.of(4, 2, 0, 20, 0));
    await pass(0);
    expect(hexes()).toEqual(['030402001400', '0402001400']);
    expect(intake.arrivals[0]).toMatchObject({ device: 'scale-1', retained: false, qos: 0 });
    expect(state()).toMatchObject({ state: 'connected', frames: 2, bytes: 11, noise_bytes: 0, connects: 1 });
  });

  it('that is missing is looked for every 5 s at the earliest, by all links together', async () => {
    const { hid, linkWith, pass } = stage();
    const first = linkWith();
    const second = linkWith({ connection: 'other', hid: { path: '/dev/hidraw9' } });
    await first.link.start();
    await second.link.start();
    await pass(0);
    expect(first.state()).toMatchObject({
      state: 'waiting',
      says: 'USB device 0922:* is not there. Plug it in, or correct the settings.',
    });
    expect(second.state()?.says).toBe('USB device at /dev/hidraw9 is not there. Plug it in, or correct the settings.');
    await pass(60_000);
    expect(hid.searches).toBeGreaterThanOrEqual(7);
    expect(hid.searches).toBeLessThanOrEqual(13);
    hid.plug(path);
    await pass(10_000);
    expect(first.state()?.state).toBe('connected');
  });

  it('is found by everything that is given, and by nothing less', async () => {
    const { hid, linkWith, pass } = stage();
    hid.plug('/dev/hidraw0', { usagePage: 0x01 });
    hid.plug('/dev/hidraw1', { usage: 0x21 });
    hid.plug('/dev/hidraw2', { serialNumber: 'B' });
    hid.plug('/dev/hidraw3', { serialNumber: 'A' });
    hid.plug('/dev/hidraw4', { productId: 0x8004, serialNumber: 'A' });
    const { link, state } = linkWith({
      hid: { vendor_id: 0x0922, product_id: 0x8003, usage_page: 0x8d, usage: 0x20, serial_number: 'A' },
    });
    await link.start();
    await pass(0);
    expect(state()?.state).toBe('connected');
    hid.say('/dev/hidraw3', grams(1));
    await pass(0);
    expect(state()?.frames).toBe(1);
  });

  it('that could be one of several is not opened, and the link says how to name it', async () => {
    const { hid, linkWith, pass } = stage();
    hid.plug('/dev/hidraw1');
    hid.plug('/dev/hidraw0');
    const { link, state } = linkWith();
    await link.start();
    await pass(0);
    expect(state()).toMatchObject({
      state: 'waiting',
      says: 'USB device 0922:* could be any of 2: /dev/hidraw0, /dev/hidraw1. Name one by serial_number, usage_page or path.',
    });
    expect(hid.ports).toEqual([]);
  });

  it('is read by one link only, and free for another when that one has stopped', async () => {
    const { hid, linkWith, pass } = stage();
    hid.plug(path);
    const first = linkWith();
    const second = linkWith({ connection: 'other', hid: { usage_page: 0x8d } });
    await first.link.start();
    await second.link.start();
    await pass(0);
    expect(first.state()?.state).toBe('connected');
    expect(second.state()?.says).toBe(
      'USB device with usage page 0x8d is in use by the connection scale. Name another device.',
    );
    await first.link.stop();
    await pass(10_000);
    expect(second.state()?.state).toBe('connected');
    expect(first.intake.events()).toEqual(['scale-1 connected', 'scale-1 disconnected']);
  });

  it.each([
    [
      "Failed to open a device with path '/dev/hidraw0': Permission denied",
      'USB device 0922:* (/dev/hidraw0) may not be opened by this user. Add a udev rule for hidraw that gives it to a group of this user.',
    ],
    [
      'Device or resource busy',
      'USB device 0922:* (/dev/hidraw0) cannot be opened: cannot open device with path /dev/hidraw0: Device or resource busy',
    ],
  ])('that answers "%s" is tried again, and the link says why', async (words, says) => {
    const { hid, linkWith, pass } = stage();
    hid.plug(path);
    hid.refuses = words;
    const { link, state } = linkWith();
    await link.start();
    await pass(0);
    expect(state()).toMatchObject({ state: 'waiting', says });
    hid.refuses = undefined;
    await pass(10_000);
    expect(state()?.state).toBe('connected');
  });

  it('is not read while intake is full, and what came meanwhile follows', async () => {
    const { hid, linkWith, pass, counters } = stage();
    hid.plug(path);
    const { link, intake, hexes } = linkWith();
    await link.start();
    await pass(0);
    intake.backlog = 20_000;
    hid.say(path, grams(1));
    await pass(0);
    expect(hid.ports[0]?.reading).toBe(false);
    hid.say(path, grams(2));
    await pass(1_000);
    expect(hexes()).toEqual(['030402000100']);
    intake.giveRoom();
    await pass(0);
    expect(hexes()).toEqual(['030402000100', '030402000200']);
    expect(counters.read()['stream.pauses']).toBe(1);
  });

  it('unplugged while nobody reads is noticed as soon as somebody does', async () => {
    const { hid, linkWith, pass } = stage();
    hid.plug(path);
    const { link, intake } = linkWith();
    await link.start();
    await pass(0);
    intake.backlog = 20_000;
    hid.say(path, grams(1));
    await pass(0);
    hid.unplug(path);
    intake.giveRoom();
    await pass(0);
    expect(intake.notes[1]).toMatchObject({
      event: 'disconnected',
      says: 'USB device 0922:* was unplugged or cannot be read (could not read from HID device: No such device).',
    });
  });

  it('is given what a session sends, and a failing write ends the connection', async () => {
    const { hid, linkWith, pass } = stage();
    hid.plug(path);
    const session = (): Session => ({
      opened: () => ({ send: [Uint8Array.of(2, 2)], deliver: false, status: { state: 'ready', says: 'Ready.' } }),
      heard: () => ({ send: [Uint8Array.of(2, 1)], deliver: true }),
      waited: () => ({ send: [], deliver: false }),
    });
    const { link, state } = linkWith({ driver: { ...messages, session } });
    await link.start();
    await pass(0);
    expect(hid.ports[0]?.written).toEqual(['0202']);
    hid.say(path, grams(1));
    hid.unplug(path);
    await pass(0);
    expect(state()?.state).toBe('waiting');
  });

  it('stops at any moment of its life, leaves nothing open and no timer', async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const { hid, linkWith, clock } = stage();
      if (turns % 2 === 0) hid.plug(path);
      const { link, state } = linkWith();
      await link.start();
      for (let at = 0; at < turns; at += 1) {
        await turn();
        if (turns > 6) clock.pass(1_000);
      }
      await link.stop();
      expect(state()).toMatchObject({ state: 'stopped' });
      expect(hid.ports.filter(({ closed }) => !closed)).toEqual([]);
      const { searches } = hid;
      clock.pass(60_000);
      await turn();
      expect(hid.searches).toBe(searches);
    }
  });
});

describe('a USB scale', () => {
  it('holds a report from before it was opened, which is not delivered', async () => {
    const { hid, linkWith, pass } = stage();
    hid.plug(path, {}, grams(999));
    const { link, hexes, state } = linkWith({ driver: hidScale });
    await link.start();
    await pass(0);
    expect(state()).toMatchObject({ state: 'connected', frames: 1 });
    hid.say(path, grams(20));
    await pass(0);
    expect(hexes()).toEqual(['030402001400']);
  });

  it.each([1, 2, 3, 4, 5])('survives being unplugged 20 times at random points (seed %i)', async (seed) => {
    const { hid, linkWith, pass, clock } = stage();
    const random = randomOf(seed);
    const { link, intake, state } = linkWith({ driver: hidScale, random });
    await link.start();
    const must: number[] = [];
    let count = 0;
    let connected_ms: number | undefined;
    const step = async () => {
      for (let turns = random.int(1, 3); turns > 0; turns -= 1) await turn();
      clock.pass(random.int(0, 800));
      connected_ms = state()?.state === 'connected' ? (connected_ms ?? clock.monotonic_ms()) : undefined;
    };
    for (let round = 0; round < 20; round += 1) {
      hid.plug(path, {}, grams(0xffff));
      for (let steps = random.int(0, 40); steps > 0; steps -= 1) {
        await step();
        if (random.int(0, 1) === 0) continue;
        count += 1;
        hid.say(path, grams(count));
        if (connected_ms !== undefined && clock.monotonic_ms() - connected_ms > 1_000) must.push(count);
      }
      hid.unplug(path);
      for (let steps = random.int(1, 6); steps > 0; steps -= 1) await step();
    }
    hid.plug(path, {}, grams(0xffff));
    await pass(15_000);
    hid.say(path, grams(count + 1));
    await pass(0);
    const heard = intake.arrivals.map(({ data }) => Buffer.from(data).readUInt16LE(4));
    expect(heard.at(-1)).toBe(count + 1);
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
    expect(heard).not.toContain(0xffff);
    expect(must.filter((each) => !heard.includes(each))).toEqual([]);
    const events = intake.notes.map(({ event }) => event);
    expect(events).toEqual(events.map((_, at) => (at % 2 === 0 ? 'connected' : 'disconnected')));
    expect(events.length).toBeGreaterThan(10);
    expect(hid.ports.filter(({ closed }) => !closed)).toHaveLength(1);
    expect(hid.searches).toBeLessThanOrEqual(1 + clock.monotonic_ms() / 5_000);
  });
});
