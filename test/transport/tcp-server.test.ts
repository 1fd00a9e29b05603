/** A port of ours that devices come to, with real sockets: who is let in, who gives way, and what is said of it. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { lineScanner } from '../../devices/barcode/line-scanner.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { limits } from '../../gateway/base/limits.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { type ServedDevice, type TcpServerLink, tcpServerLink } from '../../gateway/transport/tcp-server.ts';
import { HandClock } from '../live/hand-clock.ts';
import { eventually } from './eventually.ts';
import { TestIntake } from './test-intake.ts';

const links: TcpServerLink[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(links.splice(0).map((link) => link.stop()));
});

const any: ServedDevice = { device: 'any', driver: lineScanner };

async function listening(devices: readonly ServedDevice[] = [any], port = 0) {
  const intake = new TestIntake();
  const clock = new HandClock();
  const counters = countersOf();
  const link = tcpServerLink({
    connection: 'port',
    host: '127.0.0.1',
    port,
    devices,
    intake,
    clock,
    random: randomOf(1),
    log: silentLog,
    counters,
  });
  links.push(link);
  await link.start();
  const says = () => link.states()[0]?.says ?? '';
  const taken = Number(/port (\d+)/.exec(says())?.[1]);
  async function call(localAddress = '127.0.0.1'): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port: taken, localAddress });
    sockets.push(socket);
    socket.on('error', () => {});
    socket.resume();
    await once(socket, 'connect');
    return socket;
  }
  return { link, intake, clock, counters, says, state: () => link.states()[0]?.state, call, port: taken };
}

const connectedTo = (says: string) => (says.match(/(?:connected:|,) 127\.0\.0\.\d+ port/g) ?? []).length;

describe('a port that devices come to', () => {
  test('hears several at once as one device, each with lines of its own', async () => {
    const { call, intake, says, state } = await listening();
    expect([state(), says()]).toEqual(['waiting', expect.stringContaining('nobody is connected')]);
    const [one, two] = [await call(), await call()];
    one.write('AB');
    two.write('12\r');
    await intake.until(() => intake.texts().length === 1);
    one.write('C\r\n');
    await intake.until(() => intake.texts().length === 2);
    expect([intake.texts(), intake.events()]).toEqual([['12', 'ABC'], ['any connected']]);
    one.end();
    two.end();
    await intake.until(() => intake.events().length === 2);
    expect([intake.events(), state()]).toEqual([['any connected', 'any disconnected'], 'waiting']);
  });

  test('tells devices apart by address, and turns strangers away', async () => {
    const devices = ['127.0.0.2', '127.0.0.3'].map((address, at) => ({ ...any, device: `h-${at}`, address }));
    const { call, intake, counters } = await listening(devices);
    (await call('127.0.0.3')).write('b\r');
    await intake.until(() => intake.arrivals.length === 1);
    (await call('127.0.0.2')).write('a\r');
    await intake.until(() => intake.arrivals.length === 2);
    const stranger = await call('127.0.0.4');
    await once(stranger, 'close');
    expect(intake.arrivals.map(({ device }) => device)).toEqual(['h-1', 'h-0']);
    expect(counters.read()['tcp_server.strangers']).toBe(1);
  });

  test('says of each of several devices whether it is there', async () => {
    const devices = ['127.0.0.2', '127.0.0.3'].map((address, at) => ({ ...any, device: `h-${at}`, address }));
    const { link, intake, call } = await listening(devices);
    (await call('127.0.0.3')).write('A\r');
    await intake.until(() => intake.arrivals.length === 1);
    const told = link.states().map(({ device, state, frames, says }) => [device, state, frames, says]);
    expect(told).toEqual([
      ['h-0', 'waiting', 0, expect.stringContaining('nobody is connected from 127.0.0.2')],
      ['h-1', 'connected', 1, expect.stringContaining('connected: 127.0.0.3')],
    ]);
  });

  test('lets a device with an address of its own take the place of its lost connection', async () => {
    const { call, intake, says } = await listening([{ ...any, address: '127.0.0.2' }]);
    const first = await call('127.0.0.2');
    await eventually(() => connectedTo(says()) === 1);
    const closed = once(first, 'close');
    (await call('127.0.0.2')).write('again\r');
    await closed;
    await intake.until(() => intake.texts().includes('again'));
    expect(connectedTo(says())).toBe(1);
  });

  test('full, it turns one more away, unless another has long been silent', async () => {
    const { call, clock, counters, says, intake } = await listening();
    for (let at = 0; at < limits.tcp_server_clients_max; at += 1) await call();
    await eventually(() => says().includes(`and ${limits.tcp_server_clients_max - 4} more`));
    await once(await call(), 'close');
    expect(counters.read()['tcp_server.refused']).toBe(1);
    clock.pass(limits.tcp_server_silent_ms);
    const late = await call();
    late.write('late\r');
    await intake.until(() => intake.texts().includes('late'));
    expect(counters.read()['tcp_server.silent_closed']).toBe(1);
  });

  test('never takes a line without an end for a code, and counts it', async () => {
    const { call, intake, counters } = await listening();
    const socket = await call();
    socket.end('9506000134352');
    await intake.until(() => intake.events().length === 2);
    expect([intake.texts(), counters.read()['stream.unended_bytes']]).toEqual([[], 13]);
  });

  test('a line ends with a tabulator where the settings say so', async () => {
    const { call, intake } = await listening([{ ...any, session: { ends_with_tab: true } }]);
    (await call()).write('A\tB\tC');
    await intake.until(() => intake.texts().length === 2);
    expect(intake.texts()).toEqual(['A', 'B']);
  });

  test('answers the one of several that spoke last, as the settings say', async () => {
    const { call, intake, link } = await listening([{ ...any, session: { answer: 'bell' } }]);
    const heard: string[] = [];
    const [one, two] = [await call(), await call()];
    one.on('data', (chunk: Buffer) => heard.push(`one ${chunk.toString('hex')}`));
    two.on('data', (chunk: Buffer) => heard.push(`two ${chunk.toString('hex')}`));
    two.write('x\r');
    await intake.until(() => intake.texts().length === 1);
    const outcomes: boolean[] = [];
    const tell = (tone: 'ok' | 'error', device: string) =>
      link.command({ kind: 'feedback', tone, says: '', at_ms: 0 }, ({ ok }) => outcomes.push(ok), device);
    tell('ok', 'any');
    tell('error', 'any');
    tell('error', 'nobody');
    await eventually(() => heard.length === 1);
    expect([heard, outcomes]).toEqual([['two 07'], [true, true, false]]);
  });

  test('a port that is taken is tried again, and had when it is free', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { state, says, clock } = await listening([any], port);
    expect([state(), says()]).toEqual([
      'waiting',
      expect.stringContaining(`Port ${port} on 127.0.0.1 is in use by another program`),
    ]);
    other.close();
    await once(other, 'close');
    clock.pass(limits.reconnect_ms_min);
    await eventually(() => says().includes('Listening on'));
  });

  test('what the ledger cannot store closes the connection', async () => {
    const { call, intake } = await listening();
    intake.outcome = 'failed';
    const socket = await call();
    socket.write('x\r');
    await once(socket, 'close');
    expect(intake.events()).toEqual(['any connected', 'any disconnected']);
  });
});
