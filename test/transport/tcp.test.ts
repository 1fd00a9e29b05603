import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Session, SessionStep } from '../../devices/driver.ts';
import { llrp } from '../../devices/rfid/llrp.ts';
import { type Clock, systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { StreamDriver } from '../../gateway/transport/conversation.ts';
import type { Link } from '../../gateway/transport/link.ts';
import { type TcpLinkParts, tcpLink } from '../../gateway/transport/tcp.ts';
import { eventually } from './eventually.ts';
import { TestIntake } from './test-intake.ts';
import { silence_ms, watchedClock } from './watched-clock.ts';

const lines: StreamDriver = { framing: { by: 'line', bytes_max: 64 } };
const counted: StreamDriver = { framing: { by: 'length', offset: 0, width: 2, bytes_min: 2, bytes_max: 64 } };

/** Asks `HELLO`, is let in by `OK`, answers `PING` by `PONG`, delivers the rest, and gives up after 40 ms of silence. */
function talker(): StreamDriver {
  const step = (changes: Partial<SessionStep>): SessionStep => ({
    send: [],
    deliver: false,
    wake_in_ms: silence_ms,
    ...changes,
  });
  const session = (): Session => ({
    opened: () => step({ send: [Buffer.from('HELLO\n')], status: { state: 'greeting', says: 'Greeting the reader.' } }),
    heard(frame) {
      const word = Buffer.from(frame).toString();
      if (word === 'OK') return step({ status: { state: 'ready', says: 'The reader reports.' } });
      if (word === 'PING') return step({ send: [Buffer.from('PONG\n')] });
      if (word === 'TAKEN') {
        return step({
          deliver: true,
          status: { state: 'refused', says: 'Another application owns this reader. Close it there.' },
        });
      }
      return step({ deliver: true });
    },
    waited: () => step({ status: { state: 'lost', says: 'The reader says nothing any more.' } }),
  });
  return { framing: lines.framing, session };
}

const links: Link[] = [];
const servers: Server[] = [];

async function deviceServer(onDevice: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    onDevice(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { server, sockets, port };
}

function linkTo(port: number, driver: StreamDriver, changes: Partial<TcpLinkParts> = {}) {
  const intake = new TestIntake();
  const counters = countersOf();
  const link = tcpLink({
    connection: 'reader',
    device: 'reader-1',
    driver,
    address: { host: '127.0.0.1', port },
    intake,
    clock: systemClock,
    random: randomOf(1),
    log: silentLog,
    counters,
    waits: { min_ms: 4, max_ms: 16 },
    ...changes,
  });
  links.push(link);
  return { link, intake, counters, state: () => link.states()[0] };
}

/** Keeps the waits that are no longer than a back-off's longest. */
function notingClock(waits: number[]): Clock {
  return {
    ...systemClock,
    after(wait_ms, then) {
      if (wait_ms <= 16) waits.push(wait_ms);
      return systemClock.after(wait_ms, then);
    },
  };
}

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
  for (const server of servers.splice(0)) server.close();
});

describe('a session that promises its device', () => {
  it('is told when each frame is stored, in order, and of what came garbled', async () => {
    const told: string[] = [];
    const step = (changes: Partial<SessionStep> = {}): SessionStep => ({ send: [], deliver: false, ...changes });
    const session = (): Session => ({
      opened: () => step({ status: { state: 'ready', says: 'Ready.' } }),
      heard(frame) {
        told.push(`heard ${Buffer.from(frame)}`);
        // Two pieces of one frame: it is given out whole, with the second.
        return Buffer.from(frame).toString() === 'B' ? step({ gathered: [Buffer.from('AB')] }) : step();
      },
      waited: () => step(),
      settled() {
        told.push('settled');
        return step({ send: [Buffer.from('ACK\n')] });
      },
      garbled() {
        told.push('garbled');
        return step({ send: [Buffer.from('NAK\n')] });
      },
    });
    let answers = '';
    const { port } = await deviceServer((socket) => {
      socket.on('data', (chunk: Buffer) => {
        answers += chunk.toString();
      });
      socket.write(`A\nB\n${'x'.repeat(70)}\n`);
    });
    const { link, intake } = linkTo(port, { framing: lines.framing, session });
    intake.holds = true;
    await link.start();
    await eventually(() => answers === 'NAK\n');
    expect(told).toEqual(['heard A', 'heard B', 'garbled']);
    intake.settle();
    await eventually(() => answers === 'NAK\nACK\n');
    expect([told.at(-1), intake.texts()]).toEqual(['settled', ['AB']]);
  });
});

describe('a device behind TCP without a session', () => {
  it('is connected as soon as the connection stands, and every frame arrives, whatever the chunks', async () => {
    const { port } = await deviceServer((socket) => {
      socket.write('0109506');
      setImmediate(() => socket.write('000134352\r\nA'));
      setImmediate(() => setImmediate(() => socket.write('BC\r\n')));
    });
    const { link, intake, state } = linkTo(port, lines);
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 2);
    expect(intake.texts()).toEqual(['0109506000134352', 'ABC']);
    expect(intake.arrivals[0]).toMatchObject({ device: 'reader-1', retained: false, qos: 0 });
    expect(intake.events()).toEqual(['reader-1 connected']);
    expect(state()).toMatchObject({ connection: 'reader', state: 'connected', frames: 2, bytes: 23, noise_bytes: 0 });
  });

  it('comes back by itself after it was lost, and coming and going is journaled', async () => {
    const { port, sockets } = await deviceServer((socket) => socket.write('HI\n'));
    const { link, intake, state } = linkTo(port, lines);
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 1);
    sockets[0]?.resetAndDestroy();
    await intake.until(({ arrivals }) => arrivals.length === 2);
    expect(intake.events()).toEqual(['reader-1 connected', 'reader-1 disconnected', 'reader-1 connected']);
    expect(intake.notes[1]?.says).toBe(`127.0.0.1 port ${port} broke off the connection.`);
    expect(state()?.connects).toBe(2);
  });

  it('says what to do while it is not there, and waits longer from try to try', async () => {
    const { port, server } = await deviceServer(() => {});
    server.close();
    await once(server, 'close');
    const waits: number[] = [];
    const { link, intake, state } = linkTo(port, lines, { clock: notingClock(waits) });
    await link.start();
    await eventually(() => waits.length >= 6);
    expect(state()).toMatchObject({
      state: 'waiting',
      says: `127.0.0.1 port ${port} refuses the connection: nothing listens there. Check the port, and that the device is up.`,
      connects: 0,
    });
    const steps = [4, 8, 16, 16, 16, 16];
    for (const [at, step] of steps.entries()) {
      expect(waits[at]).toBeGreaterThanOrEqual(step / 2);
      expect(waits[at]).toBeLessThanOrEqual(step);
    }
    expect(intake.notes).toEqual([]);
  });

  it('counts noise, and ends the connection only where the stream cannot be trusted again', async () => {
    const { port } = await deviceServer((socket) => socket.write(Buffer.of(0, 4, 1, 2, 0, 1, 9, 9)));
    const { link, intake, counters, state } = linkTo(port, counted);
    await link.start();
    await intake.until(({ notes }) => notes.length >= 2);
    expect(intake.arrivals[0]?.data).toEqual(Uint8Array.of(0, 4, 1, 2));
    expect(intake.notes[1]?.says).toContain('sent what its driver cannot read');
    expect(state()?.noise_bytes).toBeGreaterThan(0);
    expect(counters.read()['stream.noise_bytes']).toBe(state()?.noise_bytes);
  });

  it('is not read from while intake is full, and loses nothing by it', async () => {
    const { port, sockets } = await deviceServer(() => {});
    const { link, intake, counters } = linkTo(port, lines);
    await link.start();
    await eventually(() => sockets.length === 1);
    intake.backlog = 19_999;
    intake.holds = true;
    const [device] = sockets;
    device?.write('first\n');
    await intake.until(({ arrivals }) => arrivals.length === 1);
    for (let at = 0; at < 500; at += 1) device?.write(`${at} ${'x'.repeat(50)}\n`);
    await eventually(() => counters.read()['stream.pauses'] === 1);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(intake.arrivals.length).toBe(1);
    expect(counters.read()['stream.pauses']).toBe(1);
    intake.holds = false;
    intake.settle();
    intake.giveRoom();
    await intake.until(({ arrivals }) => arrivals.length === 501);
    expect(intake.texts()[500]).toContain('499 ');
  });

  it('is closed when the ledger cannot store, so that a device with a memory can send again', async () => {
    const { port, sockets } = await deviceServer((socket) => socket.write('HI\n'));
    const { link, intake, counters } = linkTo(port, lines);
    intake.outcome = 'failed';
    await link.start();
    await eventually(() => sockets.length >= 2);
    expect(intake.notes[1]?.says).toContain('The ledger could not store');
    expect(counters.read()['stream.frames_not_stored']).toBeGreaterThan(0);
  });

  it('is given up when it does not answer in time', async () => {
    const { link, state } = linkTo(9, lines, { address: { host: '192.0.2.1', port: 9, connect_ms_max: 20 } });
    await link.start();
    await eventually(() => state()?.state === 'waiting');
    expect(state()?.says).toContain('192.0.2.1 port 9');
  });
});

describe('a device with a session', () => {
  it('is connected when its session says so, and only its news arrives', async () => {
    const { port, sockets } = await deviceServer((socket) => {
      socket.once('data', () => socket.write('OK\nPING\nREPORT 1\nREPORT 2\n'));
    });
    const { link, intake, state } = linkTo(port, talker());
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 2);
    expect(intake.texts()).toEqual(['REPORT 1', 'REPORT 2']);
    expect(state()).toMatchObject({ state: 'connected', says: 'The reader reports.', frames: 4 });
    expect(sockets.length).toBe(1);
  });

  it('that is refused shows the reader’s own sentence, is never noted as connected, and is tried ever more rarely', async () => {
    const { port, sockets } = await deviceServer((socket) => socket.write('TAKEN\n'));
    const waits: number[] = [];
    const { link, intake, state } = linkTo(port, talker(), { clock: notingClock(waits) });
    await link.start();
    await eventually(() => sockets.length >= 5);
    expect(state()).toMatchObject({
      state: 'refused',
      says: 'Another application owns this reader. Close it there.',
      connects: 0,
    });
    expect(intake.notes).toEqual([]);
    expect(intake.texts().slice(0, 2)).toEqual(['TAKEN', 'TAKEN']);
    expect(waits.slice(2, 4).every((wait_ms) => wait_ms >= 8)).toBe(true);
  });

  it('may be a real LLRP reader that another client holds', async () => {
    // READER_EVENT_NOTIFICATION with a ConnectionAttemptEvent of status 2, by LLRP 1.1.
    const held = '043f0000002000000000' + '00f60016' + '0080000c0005f1e2d3c4b5a6' + '010000060002';
    const { port } = await deviceServer((socket) => socket.write(Buffer.from(held, 'hex')));
    const { link, state } = linkTo(port, llrp);
    await link.start();
    await eventually(() => state()?.state === 'refused');
    expect(state()?.says).toMatch(/another/i);
  });

  it('that falls silent is lost by its own timer and connected anew', async () => {
    const { port, sockets } = await deviceServer((socket) => socket.write('OK\n'));
    const armed = new Set<() => void>();
    const { link, intake } = linkTo(port, talker(), { clock: watchedClock(armed) });
    await link.start();
    await intake.until(({ notes }) => notes.length === 1);
    await eventually(() => armed.size === 1);
    for (const then of armed) then();
    await eventually(() => sockets.length >= 2);
    expect(intake.notes[1]).toMatchObject({ event: 'disconnected', says: 'The reader says nothing any more.' });
  });

  it('that is away behind an open port is journaled as gone, once, and as come when it is ready again', async () => {
    const says = { UP: 'The module reads.', AWAY: 'The module does not answer.', ASKED: 'Asked the module who it is.' };
    const step = (word: string): SessionStep => {
      const status: SessionStep['status'] =
        word === 'UP'
          ? { state: 'ready', says: says.UP }
          : word === 'AWAY'
            ? { state: 'greeting', says: says.AWAY, is_away: true }
            : { state: 'greeting', says: says.ASKED };
      return { send: [], deliver: word === 'TAG', ...(word === 'TAG' ? {} : { status }) };
    };
    const session = (): Session => ({
      opened: () => step('ASKED'),
      heard: (frame) => step(Buffer.from(frame).toString()),
      waited: () => step('ASKED'),
    });
    const { port } = await deviceServer((socket) => socket.write('UP\nTAG\nAWAY\nASKED\nAWAY\nUP\nTAG\n'));
    const { link, intake, state } = linkTo(port, { framing: lines.framing, session });
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 2);
    expect(intake.notes.map(({ event, says: why }) => `${event}: ${why}`)).toEqual([
      `connected: ${says.UP}`,
      `disconnected: ${says.AWAY}`,
      `connected: ${says.UP}`,
    ]);
    expect(state()?.state).toBe('connected');
  });

  it('is not taken for silent while it is we who do not read', async () => {
    const { port, sockets } = await deviceServer((socket) => socket.write('OK\nREPORT 1\n'));
    const armed = new Set<() => void>();
    const { link, intake } = linkTo(port, talker(), { clock: watchedClock(armed) });
    intake.backlog = 20_000;
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 1);
    await eventually(() => armed.size === 0);
    intake.giveRoom();
    await eventually(() => armed.size === 1);
    sockets[0]?.write('REPORT 2\n');
    await intake.until(({ arrivals }) => arrivals.length === 2);
    expect(sockets.length).toBe(1);
  });
});

describe('stopping a link', () => {
  it('closes the connection, is idempotent and can be undone by starting', async () => {
    const { port, sockets } = await deviceServer((socket) => socket.write('HI\n'));
    const { link, intake, state } = linkTo(port, lines);
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 1);
    await Promise.all([link.stop(), link.stop()]);
    await eventually(() => sockets[0]?.destroyed === true);
    expect(state()).toMatchObject({ state: 'stopped', says: 'Stopped.' });
    expect(intake.events()).toEqual(['reader-1 connected', 'reader-1 disconnected']);
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 2);
  });

  it('while it is connecting or waiting ends that too', async () => {
    const connecting = linkTo(9, lines, { address: { host: '192.0.2.1', port: 9 } });
    await connecting.link.start();
    await connecting.link.stop();
    expect(connecting.state()?.state).toBe('stopped');
    const { port, server } = await deviceServer(() => {});
    server.close();
    await once(server, 'close');
    const waiting = linkTo(port, lines);
    await waiting.link.start();
    await eventually(() => waiting.state()?.state === 'waiting');
    await waiting.link.stop();
    expect(waiting.state()?.state).toBe('stopped');
  });
});
