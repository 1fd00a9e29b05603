import { connect, type Socket as TcpSocket } from 'node:net';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { limits } from '../../gateway/base/limits.ts';
import type { Change, ClientMessages, ServerMessages, Snapshot } from '../../gateway/live/messages.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { movementOf } from './small-site.ts';

interface Screen {
  readonly socket: Socket<ServerMessages, ClientMessages>;
  readonly snapshots: Snapshot[];
  readonly changes: Change[];
  readonly refusals: string[];
}

const undo: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function gatewayStarted(): Promise<TestGateway> {
  const gateway = await startTestGateway();
  undo.push(() => gateway.stop());
  return gateway;
}

function screenOn(gateway: TestGateway, headers: Record<string, string> = {}): Screen {
  const options: Partial<ManagerOptions & SocketOptions> = {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  };
  const socket: Socket<ServerMessages, ClientMessages> = io(gateway.live.url, options);
  const screen: Screen = { socket, snapshots: [], changes: [], refusals: [] };
  socket.on('snapshot', (snapshot) => screen.snapshots.push(snapshot));
  socket.on('change', (change) => screen.changes.push(change));
  socket.on('connect_error', (error) => screen.refusals.push(error.message));
  undo.push(() => {
    socket.disconnect();
  });
  return screen;
}

describe('the live channel', () => {
  test('gives a new screen everything, then every change with dense numbers', async () => {
    const gateway = await gatewayStarted();
    gateway.state.applyCommit(gateway.ledger.commit({ at_ms: 1, movements: [movementOf('m1')] }));
    const screen = screenOn(gateway);
    await expect.poll(() => screen.snapshots.length).toBe(1);
    for (let index = 2; index <= 6; index += 1) {
      const had = screen.changes.length;
      gateway.state.applyCommit(gateway.ledger.commit({ at_ms: index, movements: [movementOf(`m${index}`)] }));
      await expect.poll(() => screen.changes.length).toBeGreaterThan(had);
    }
    const [snapshot] = screen.snapshots;
    expect(snapshot?.movements.map(({ id }) => id)).toEqual(['m1']);
    const numbers = screen.changes.map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, index) => (snapshot?.number ?? 0) + 1 + index));
    await expect
      .poll(() =>
        screen.changes.flatMap(({ movements = [] }) => movements.map(({ id }) => id)).filter((id) => id !== 'm1'),
      )
      .toEqual(['m2', 'm3', 'm4', 'm5', 'm6']);
  });

  test('refuses pages of other sites and counts them', async () => {
    const gateway = await gatewayStarted();
    const { port } = gateway.live;
    const origins = ['https://evil.example', 'null', `http://localhost:${port}`, `http://127.0.0.1:${port + 1}`];
    const screens = origins.map((origin) => screenOn(gateway, { Origin: origin }));
    await expect.poll(() => screens.map(({ refusals }) => refusals.length)).toEqual([1, 1, 1, 1]);
    expect(screens.flatMap(({ snapshots }) => snapshots)).toEqual([]);
    expect(gateway.counters.read()['live.origin_refused']).toBe(4);
  });

  test('refuses a name of another site that resolves to this machine', async () => {
    const gateway = await gatewayStarted();
    const host = `evil.example:${gateway.live.port}`;
    const screen = screenOn(gateway, { Host: host, Origin: `http://${host}` });
    await expect.poll(() => screen.refusals.length).toBe(1);
    expect(screen.snapshots).toEqual([]);
  });

  test("welcomes the dashboard's own page and programs without an origin", async () => {
    const gateway = await gatewayStarted();
    const page = screenOn(gateway, { Origin: `http://127.0.0.1:${gateway.live.port}` });
    const program = screenOn(gateway);
    await expect.poll(() => [page.snapshots.length, program.snapshots.length]).toEqual([1, 1]);
    await expect.poll(() => gateway.live.clients).toBe(2);
  });

  test('answers a resync with a snapshot, at most one per second however often it is asked', async () => {
    const began_ms = systemClock.monotonic_ms();
    const gateway = await gatewayStarted();
    const screen = screenOn(gateway);
    await expect.poll(() => screen.snapshots.length).toBe(1);
    for (let index = 0; index < 50; index += 1) screen.socket.emit('resync');
    await expect.poll(() => gateway.counters.read()['live.resyncs']).toBe(50);
    await expect.poll(() => screen.snapshots.length).toBeGreaterThanOrEqual(2);
    const { 'live.snapshots_sent': sent } = gateway.counters.read();
    // Two in the second that this takes; on a busy machine the questions may come over more of them.
    expect(sent).toBeLessThanOrEqual(1 + (systemClock.monotonic_ms() - began_ms) / limits.live_resync_ms_min);
  });

  test('closes a client that sends more than a screen has to say', async () => {
    const gateway = await gatewayStarted();
    const screen = screenOn(gateway);
    await expect.poll(() => screen.snapshots.length).toBe(1);
    screen.socket.io.engine.write(`2["resync","${'x'.repeat(2_000)}"]`);
    await expect.poll(() => screen.socket.connected).toBe(false);
  });

  test('refuses further screens when there are as many as it serves', async () => {
    const gateway = await gatewayStarted();
    const crowd: Awaited<ReturnType<typeof slowClient>>[] = [];
    for (let i = 0; i < 20; i += 1) {
      crowd.push(...(await Promise.all(Array.from({ length: 25 }, () => slowClient(gateway.live.port)))));
    }
    undo.push(() => {
      for (const { socket } of crowd) socket.destroy();
    });
    const late = screenOn(gateway);
    await expect.poll(() => late.refusals.length).toBe(1);
    expect(gateway.counters.read()['live.clients_refused']).toBe(1);
    crowd[0]?.socket.destroy();
    await expect.poll(() => gateway.live.clients).toBe(499);
    const next = screenOn(gateway);
    await expect.poll(() => next.snapshots.length).toBe(1);
  });

  test('withholds changes from a client that does not read, and gives it a snapshot when it reads again', async () => {
    const gateway = await gatewayStarted();
    const slow = await slowClient(gateway.live.port);
    undo.push(() => {
      slow.socket.destroy();
    });
    await expect.poll(() => slow.text()).toContain('42["snapshot"');
    slow.socket.pause();
    const why = 'x'.repeat(20_000);
    let booked = 0;
    const behind = () => gateway.counters.read()['live.clients_fell_behind'] ?? 0;
    while (behind() === 0) {
      const movements = Array.from({ length: 100 }, (_, index) => movementOf(`m${booked + index}`, { why }));
      booked += movements.length;
      gateway.state.applyCommit(gateway.ledger.commit({ at_ms: booked, movements }));
      await new Promise((resolve) => setTimeout(resolve, limits.live_frame_ms));
    }
    slow.forget();
    slow.socket.resume();
    await expect.poll(() => slow.text().includes('42["snapshot"')).toBe(true);
    expect(behind()).toBeGreaterThanOrEqual(1);
    const last = slow.text().lastIndexOf('42["snapshot"');
    await expect
      .poll(() =>
        slow
          .text()
          .slice(last)
          .includes(`"id":"m${booked - 1}"`),
      )
      .toBe(true);
  });
});

/** A WebSocket client bare enough to stop reading: what it gets is kept as text, frame headers and all. */
async function slowClient(port: number): Promise<{ socket: TcpSocket; text(): string; forget(): void }> {
  let heard: Buffer[] = [];
  const socket = connect(port, '127.0.0.1');
  socket.on('data', (chunk) => heard.push(chunk));
  socket.on('error', () => socket.destroy());
  const text = () => Buffer.concat(heard).toString('latin1');
  socket.write(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '',
      '',
    ].join('\r\n'),
  );
  await expect.poll(text).toContain('101 Switching Protocols');
  // A masked text frame (key 0) that joins the namespace: Engine.IO message 4, Socket.IO connect 0.
  socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
  return {
    socket,
    text,
    forget() {
      heard = [];
    },
  };
}
