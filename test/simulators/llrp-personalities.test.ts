/** Readers of several makers, and what each of them can be made to refuse. */
import { afterEach, describe, expect, it, test } from 'vitest';
import type { SessionSettings } from '../../devices/driver.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { type ReaderPersonality, readerPersonalities } from '../../simulators/llrp-personality.ts';
import { type LlrpReader, type LlrpReaderOptions, startLlrpReader } from '../../simulators/llrp-reader.ts';
import type { ReaderRefusal } from '../../simulators/llrp-reader-memory.ts';
import { LlrpClient } from './llrp-client.ts';

const apple = '303644334083340000000190';
/** A multiple of ten seconds: all readers are on their first channel then. */
const at_ms = 1_795_420_800_000;
const { plain, impinj, zebra } = readerPersonalities;

const open: { readers: LlrpReader[]; clients: LlrpClient[] } = { readers: [], clients: [] };

async function readerOf(personality: ReaderPersonality, options: Partial<LlrpReaderOptions> = {}) {
  const reader = await startLlrpReader({ host: '127.0.0.1', port: 0, clock: systemClock, personality, ...options });
  open.readers.push(reader);
  return reader;
}

async function clientOf(reader: LlrpReader, settings: SessionSettings = {}): Promise<LlrpClient> {
  const client = new LlrpClient(reader.port, settings);
  open.clients.push(client);
  await client.until(() => client.states.includes('ready') || client.closed);
  expect(client.states, client.says).toContain('ready');
  return client;
}

afterEach(async () => {
  await Promise.all(open.clients.splice(0).map((client) => client.leave()));
  await Promise.all(open.readers.splice(0).map((reader) => reader.close()));
});

async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('an Impinj reader', () => {
  const seen = {
    epc: apple,
    antenna: 1,
    rssi_cdbm: -4_712,
    at_ms,
    tid: 'E28011052000600018C0A1B2',
    phase_mdeg: 90_000,
    doppler_millihertz: -2_500,
  };

  it('tells of a tag all that it knows, in LLRP 1.0.1', async () => {
    const reader = await readerOf(impinj);
    const client = await clientOf(reader);
    expect(client.says).toBe(
      'The reader is taking inventory: Impinj Speedway R420, firmware 5.14.1.240, LLRP 1.0.1. It keeps reports while the gateway is away.',
    );
    reader.see(seen);
    await client.until(() => client.epcs.length > 0);
    expect(client.readings.at(-1)).toEqual({
      kind: 'tag',
      epc: apple,
      pc: '3000',
      antenna: 1,
      rssi_cdbm: -4_712,
      frequency_khz: 902_750,
      tid: 'E28011052000600018C0A1B2',
      phase_mdeg: 90_000,
      doppler_millihertz: -2_500,
      count: 1,
      device_at_ms: at_ms,
    });
  });

  it('that keeps its extensions off tells what every reader tells', async () => {
    const reader = await readerOf(impinj, { refuses: ['impinj'] });
    const client = await clientOf(reader);
    reader.see(seen);
    await client.until(() => client.epcs.length > 0);
    expect(client.readings.at(-1)).toMatchObject({ rssi_cdbm: -4_700 });
    expect(client.readings.at(-1)).not.toHaveProperty('tid');
    expect(client.says).toContain("It keeps Impinj's extensions off (Not here: impinj. (status 101)).");
    expect(client.says).toContain('It refused to report phase, Doppler shift, TID and fine signal strength');
  });

  it('hops: the frequency of a read is where the reader was', async () => {
    const reader = await readerOf(impinj);
    const client = await clientOf(reader);
    for (let at = 0; at < 3; at += 1) reader.see({ ...seen, at_ms: at_ms + at * 200 });
    await client.until(() => client.epcs.length === 3);
    const frequencies = client.readings.flatMap((each) => (each.kind === 'tag' ? [each.frequency_khz] : []));
    expect(frequencies).toEqual([902_750, 912_250, 921_750]);
  });
});

describe('the version', () => {
  test.each([
    ['plain', plain, 2, 'LLRP 1.1'],
    ['Impinj', impinj, 1, 'LLRP 1.0.1'],
    ['Zebra', zebra, 1, 'LLRP 1.0.1'],
    ['Impinj of tomorrow', { ...impinj, version_max: 2 } as const, 2, 'LLRP 1.1'],
  ])('of a %s reader is agreed on', async (_, personality, version, words) => {
    const reader = await readerOf(personality);
    const client = await clientOf(reader);
    expect(reader.version).toBe(version);
    expect(client.says).toContain(words);
    reader.read(apple, 1, -5_000, at_ms);
    await client.until(() => client.epcs.length > 0);
  });
});

describe('a Zebra reader', () => {
  it('is set by the number of a power, which is no dBm', async () => {
    const reader = await readerOf(zebra);
    const client = await clientOf(reader, { antennas: [1, 2], powers: [{ antenna: 2, power_cdbm: 2_705 }] });
    expect(client.says).toContain('Antenna 2 sends with 27 dBm, the nearest not above 27.05 dBm.');
    reader.read(apple, 1, -5_000, at_ms);
    reader.read(apple, 2, -5_000, at_ms);
    await client.until(() => client.epcs.length === 2);
    expect(client.readings.slice(-2)).toMatchObject([
      { antenna: 1, rssi_cdbm: -5_000 },
      { antenna: 2, rssi_cdbm: -5_600 },
    ]);
  });

  it('with less power reads less far', async () => {
    const reader = await readerOf(zebra);
    const client = await clientOf(reader);
    expect(reader.read(apple, 1, -6_900, at_ms)).toBe(true);
    expect(await client.tell({ kind: 'antenna-power', antenna: 1, power_cdbm: 1_500 })).toEqual({
      ok: true,
      says: 'Antenna 1 sends with 15 dBm.',
    });
    expect(reader.read(apple, 1, -6_900, at_ms)).toBe(false);
    expect(reader.read(apple, 2, -6_900, at_ms)).toBe(true);
    expect(await client.tell({ kind: 'antenna-power', antenna: 9, power_cdbm: 1_500 })).toEqual({
      ok: false,
      says: 'The reader has 8 antennas.',
    });
  });
});

describe('a reader that refuses', () => {
  const refusals: readonly (readonly [ReaderRefusal, string])[] = [
    ['capabilities', 'It does not tell what it can do (Not here: capabilities. (status 101)).'],
    ['events', 'It does not tell of its antennas and its buffer (Not here: events. (status 101)).'],
    ['inputs', 'It does not tell of its inputs (Not here: inputs. (status 101)).'],
    ['keepalives', 'It sends no keepalives, so that a broken connection is noticed late'],
    ['hold', 'It keeps no reports while the gateway is away.'],
    ['protocol-control', 'It refused to report protocol control words (Not here: PC bits. (status 101)).'],
    ['power', 'It refused the transmit power of the settings (Not here: transmit power. (status 101)).'],
    ['config', 'The reader is taking inventory'],
  ];
  test.each(refusals)('%s is used all the same, and says so', async (what, says) => {
    const reader = await readerOf(plain, { refuses: [what] });
    const client = await clientOf(reader, { antennas: [1], powers: [{ antenna: 1, power_cdbm: 2_500 }] });
    expect(client.says).toContain(says);
    expect(reader.read(apple, 1, -5_000, at_ms)).toBe(true);
    await client.until(() => client.epcs.length > 0);
  });

  it('to start is refused itself', async () => {
    const reader = await readerOf(plain, { refuses: ['start'] });
    const client = new LlrpClient(reader.port);
    open.clients.push(client);
    await client.until(() => client.closed);
    expect([client.states.at(-1), client.says]).toEqual([
      'refused',
      'The reader refused START_ROSPEC: Not here: start. (status 101)',
    ]);
  });
});

describe('inputs', () => {
  it('are told of as they change, and as they are found', async () => {
    const reader = await readerOf(plain);
    reader.input(1, true);
    const client = await clientOf(reader);
    expect(client.found).toContainEqual({ kind: 'condition', condition: 'input-high', channel: '1', snapshot: true });
    reader.input(2, true);
    reader.input(2, false);
    await client.until(() => client.readings.length === 3);
    expect(client.readings.slice(1)).toMatchObject([
      { condition: 'input-high', channel: '2' },
      { condition: 'input-low', channel: '2' },
    ]);
  });
});

describe('while nobody is there', () => {
  it('reports and events are kept and given to the next client in their order, once', async () => {
    const reader = await readerOf(impinj);
    await (await clientOf(reader)).leave();
    await waitUntil(() => !reader.connected);
    reader.read(apple, 1, -5_000, at_ms);
    reader.antenna(3, false);
    reader.input(1, true);
    const next = await clientOf(reader);
    expect(next.readings.slice(1)).toMatchObject([
      { kind: 'tag', epc: apple, rssi_cdbm: -5_000, device_at_ms: at_ms },
      { condition: 'antenna-disconnected', channel: '3' },
      { condition: 'input-high', channel: '1' },
    ]);
    expect(next.found).toContainEqual({
      kind: 'condition',
      condition: 'antenna-disconnected',
      channel: '3',
      snapshot: true,
    });
    await next.leave();
    await waitUntil(() => !reader.connected);
    expect((await clientOf(reader)).epcs).toEqual([]);
  });

  it('nothing is kept by a reader that cannot', async () => {
    const reader = await readerOf({ ...plain, holds: false });
    const first = await clientOf(reader);
    expect(first.says).toContain('It keeps no reports while the gateway is away.');
    await first.leave();
    await waitUntil(() => !reader.connected);
    reader.read(apple, 1, -5_000, at_ms);
    const second = await clientOf(reader);
    reader.read(apple, 2, -5_000, at_ms);
    await second.until(() => second.epcs.length > 0);
    expect(second.readings.slice(1)).toMatchObject([{ antenna: 2 }]);
  });
});

describe('faults', () => {
  it('a connection that breaks within a report loses this one and garbles none', async () => {
    const reader = await readerOf(plain);
    const first = await clientOf(reader);
    reader.dropWithin({ epc: apple, antenna: 1, rssi_cdbm: -5_000, at_ms });
    await first.until(() => first.closed);
    expect(first.epcs).toEqual([]);
    const second = await clientOf(reader);
    reader.read(apple, 1, -5_000, at_ms);
    await second.until(() => second.epcs.length === 1);
  });

  it('after its power was off it has forgotten everything and its clock begins at 1970', async () => {
    const reader = await readerOf(plain);
    await clientOf(reader);
    reader.powerCycle();
    expect(reader.read(apple, 1, -5_000, systemClock.now_ms())).toBe(false);
    const client = await clientOf(reader);
    reader.read(apple, 1, -5_000, systemClock.now_ms());
    await client.until(() => client.epcs.length === 1);
    expect(client.readings.at(-1)?.device_at_ms).toBeLessThan(3_600_000);
    reader.setClock();
    reader.read(apple, 1, -5_000, at_ms);
    await client.until(() => client.epcs.length === 2);
    expect(client.readings.at(-1)?.device_at_ms).toBe(at_ms);
  });

  it('exceptions come with its own words', async () => {
    const reader = await readerOf(plain);
    const client = await clientOf(reader);
    reader.except('Antenna 2: too hot', 2);
    await client.until(() => client.readings.length === 2);
    expect(client.readings[1]).toMatchObject({ condition: 'fault', channel: '2', says: 'Antenna 2: too hot' });
  });
});
