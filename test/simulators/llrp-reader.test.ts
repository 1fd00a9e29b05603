import { afterEach, describe, expect, it } from 'vitest';
import { bytesOfHex } from '../../devices/codec/hex.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { type LlrpReader, type LlrpReaderOptions, startLlrpReader } from '../../simulators/llrp-reader.ts';
import { LlrpClient } from './llrp-client.ts';

const apple = '303644334083340000000190';
const crate = '31564433403B9ACA07000000';
const at_ms = 1_795_420_800_123;

/** A clock that moves when told to. */
class HandClock {
  #now_ms = at_ms;
  #due: { readonly at_ms: number; readonly then: () => void }[] = [];

  now_ms(): number {
    return this.#now_ms;
  }

  after(wait_ms: number, then: () => void): () => void {
    const entry = { at_ms: this.#now_ms + wait_ms, then };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  advance(by_ms: number): void {
    this.#now_ms += by_ms;
    const due = this.#due.filter((entry) => entry.at_ms <= this.#now_ms);
    this.#due = this.#due.filter((entry) => entry.at_ms > this.#now_ms);
    for (const entry of due) entry.then();
  }
}

const open: { readers: LlrpReader[]; clients: LlrpClient[] } = { readers: [], clients: [] };

async function readerOf(options: Partial<LlrpReaderOptions> = {}): Promise<LlrpReader> {
  const reader = await startLlrpReader({ host: '127.0.0.1', port: 0, clock: new HandClock(), ...options });
  open.readers.push(reader);
  return reader;
}

async function clientOf(reader: LlrpReader, state: string): Promise<LlrpClient> {
  const client = new LlrpClient(reader.port);
  open.clients.push(client);
  await client.until(() => client.states.includes(state) || client.closed);
  expect(client.states).toContain(state);
  return client;
}

afterEach(async () => {
  await Promise.all(open.clients.splice(0).map((client) => client.leave()));
  await Promise.all(open.readers.splice(0).map((reader) => reader.close()));
});

describe('a simulated LLRP reader', () => {
  it('greets, takes a configuration, and reports what it reads', async () => {
    const reader = await readerOf();
    const client = await clientOf(reader, 'ready');
    expect(reader.read(apple, 2, -5_450, at_ms, 3)).toBe(true);
    await client.until(() => client.epcs.length > 0);
    expect(client.readings).toEqual([
      { kind: 'condition', condition: 'online', device_at_ms: at_ms },
      {
        kind: 'tag',
        epc: apple,
        pc: '3000',
        antenna: 2,
        rssi_cdbm: -5_400,
        frequency_khz: 865_700,
        count: 3,
        device_at_ms: at_ms,
      },
    ]);
  });

  it('reports EPCs of any length', async () => {
    const reader = await readerOf();
    const client = await clientOf(reader, 'ready');
    const long = '3636443340833420AF6E89E787C0000000000000000000000000';
    reader.read(long, 1, -5_000, at_ms);
    await client.until(() => client.epcs.length > 0);
    expect(client.epcs).toEqual([long]);
  });

  it('reads nothing until somebody has started it', async () => {
    const reader = await readerOf();
    expect(reader.read(apple, 1, -5_000, at_ms)).toBe(false);
  });

  it('turns a second client away, who learns that another owns the reader', async () => {
    const reader = await readerOf();
    const first = await clientOf(reader, 'ready');
    const second = await clientOf(reader, 'refused');
    expect(second.says).toContain('Another application owns this reader');
    await second.until(() => second.closed);
    reader.read(apple, 1, -5_000, at_ms);
    await first.until(() => first.epcs.length > 0);
    expect(first.readings).toContainEqual({
      kind: 'condition',
      condition: 'online',
      says: 'Another application was turned away.',
      device_at_ms: at_ms,
    });
  });

  it('turns everybody away while somebody else owns it', async () => {
    const reader = await readerOf();
    reader.own(true);
    await clientOf(reader, 'refused');
    reader.own(false);
    await clientOf(reader, 'ready');
  });

  it('keeps its ROSpec and what it reads while nobody is there, and gives it all to the next client', async () => {
    const reader = await readerOf();
    const first = await clientOf(reader, 'ready');
    reader.drop();
    await first.until(() => first.closed);
    expect(reader.connected).toBe(false);
    expect(reader.read(apple, 1, -5_000, at_ms)).toBe(true);
    expect(reader.read(crate, 1, -5_000, at_ms)).toBe(true);
    const second = await clientOf(reader, 'ready');
    expect(second.epcs).toEqual([apple, crate]);
    reader.read(apple, 1, -5_000, at_ms);
    await second.until(() => second.epcs.length === 3);
  });

  it('says that reports were lost when it could not keep them all', async () => {
    const reader = await readerOf({ reports_max: 1 });
    const first = await clientOf(reader, 'ready');
    await first.leave();
    await waitUntil(() => !reader.connected);
    reader.read(apple, 1, -5_000, at_ms);
    reader.read(crate, 1, -5_000, at_ms);
    const second = await clientOf(reader, 'ready');
    expect(second.epcs).toEqual([apple]);
    expect(second.readings).toContainEqual({
      kind: 'condition',
      condition: 'buffer-overflow',
      says: 'The reader had to drop reports.',
      device_at_ms: at_ms,
    });
  });

  it('refuses a ROSpec that exists already, and anything asked of one that does not', async () => {
    const reader = await readerOf();
    const client = await clientOf(reader, 'ready');
    const frames: string[] = [];
    client.hear = (frame) => frames.push(Buffer.from(frame).toString('hex'));
    client.send(
      bytes(
        '04140000004b000000c800b1004100000001000000b2001200b300050000b60009000000000000b700180001000000b80009000000000000ba000700010100ed000d02000100ee00061780',
      ),
    );
    client.send(bytes('04160000000e000000c900000002'));
    client.send(bytes('04150000000e000000ca00000002'));
    await client.until(() => frames.length === 3);
    expect(frames.map((frame) => frame.slice(0, 4))).toEqual(['041e', '0420', '041f']);
    expect(frames.every((frame) => frame.slice(28, 32) === '0065')).toBe(true);
  });

  it('answers what it cannot understand with an error, and goes on', async () => {
    const reader = await readerOf();
    const client = await clientOf(reader, 'ready');
    const frames: string[] = [];
    client.hear = (frame) => frames.push(Buffer.from(frame).toString('hex'));
    client.send(bytes('07fe0000000a000000c8'));
    client.send(bytes('043d0000000a000000c9'));
    client.send(bytes('04190000000e000000ca00000001'));
    await client.until(() => frames.length === 3);
    expect(frames.map((frame) => frame.slice(0, 4))).toEqual(['0864', '0464', '0423']);
    expect(reader.read(apple, 1, -5_000, at_ms)).toBe(false);
  });

  it('sends keepalives at the interval asked for, and drops a client that leaves three unanswered', async () => {
    const clock = new HandClock();
    const reader = await readerOf({ clock });
    const client = await clientOf(reader, 'ready');
    const frames: string[] = [];
    client.hear = (frame) => frames.push(Buffer.from(frame).toString('hex').slice(0, 4));
    clock.advance(10_000);
    await client.until(() => frames.length === 1);
    expect(frames).toEqual(['083e']);
    client.mute = true;
    for (const _ of [1, 2, 3, 4]) clock.advance(10_000);
    await client.until(() => client.closed);
    expect(reader.connected).toBe(false);
  });

  it('can lose its keepalives, and takes nobody for dead because of it', async () => {
    const clock = new HandClock();
    const reader = await readerOf({ clock });
    const client = await clientOf(reader, 'ready');
    const frames: string[] = [];
    client.hear = (frame) => frames.push(Buffer.from(frame).toString('hex').slice(0, 4));
    reader.loseKeepalives(true);
    for (const _ of [1, 2, 3, 4, 5]) clock.advance(10_000);
    reader.loseKeepalives(false);
    clock.advance(10_000);
    await client.until(() => frames.length === 1);
    expect([frames, reader.connected]).toEqual([['083e'], true]);
  });

  it('tells of its antennas', async () => {
    const reader = await readerOf();
    const client = await clientOf(reader, 'ready');
    reader.antenna(3, false);
    reader.antenna(3, true);
    await client.until(() => client.readings.length === 3);
    expect(client.readings.slice(1)).toMatchObject([
      { condition: 'antenna-disconnected', channel: '3' },
      { condition: 'antenna-connected', channel: '3' },
    ]);
  });

  it('is understood when every frame comes in small pieces', async () => {
    const threes = (all: Uint8Array) =>
      Array.from({ length: Math.ceil(all.length / 3) }, (_, at) => all.subarray(at * 3, at * 3 + 3));
    const reader = await readerOf({ clock: systemClock, pieces: threes });
    const client = await clientOf(reader, 'ready');
    reader.read(apple, 1, -5_000, at_ms);
    reader.read(crate, 1, -5_000, at_ms);
    await client.until(() => client.epcs.length === 2);
    expect(client.epcs).toEqual([apple, crate]);
    expect(client.chunks).toBeGreaterThan(20);
  });

  it('is understood when many frames come at once', async () => {
    const reader = await readerOf();
    const client = await clientOf(reader, 'ready');
    reader.cork();
    for (let count = 1; count <= 200; count += 1) reader.read(apple, 1, -5_000, at_ms);
    reader.uncork();
    await client.until(() => client.epcs.length === 200);
    expect(client.chunks).toBeLessThan(100);
  });

  it('answers nothing while it hangs, and keeps what it reads', async () => {
    const reader = await readerOf();
    const first = await clientOf(reader, 'ready');
    reader.silence(true);
    reader.read(apple, 1, -5_000, at_ms);
    await first.leave();
    await waitUntil(() => !reader.connected);
    reader.silence(false);
    const second = await clientOf(reader, 'ready');
    expect(second.epcs).toEqual([apple]);
  });

  it('frees its port', async () => {
    const reader = await readerOf();
    const { port } = reader;
    await reader.close();
    const again = await readerOf({ port });
    expect(again.port).toBe(port);
  });
});

function bytes(hex: string): Uint8Array {
  return bytesOfHex(hex.replaceAll(' ', '')) ?? new Uint8Array();
}

/** For what the other end of the socket learns by itself: looked at again on every turn of the event loop. */
async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
