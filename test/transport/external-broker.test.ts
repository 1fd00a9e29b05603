import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { connect, type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import {
  type ExternalBrokerLink,
  type ExternalBrokerParts,
  externalBrokerLink,
} from '../../gateway/transport/external-broker.ts';
import type { MqttDevice } from '../../gateway/transport/link.ts';
import { certificateMaker, withoutOpenssl } from './certificates.ts';
import { eventually } from './eventually.ts';
import { type Mosquitto, type MosquittoSettings, mosquitto, withoutMosquitto } from './mosquitto.ts';
import { TestIntake } from './test-intake.ts';

const shelf: MqttDevice = {
  device: 'shelf',
  connection: 'shelf-link',
  filters: ['tallygate/shelf/#'],
  ignored: [],
  commands: [],
};
const scale: MqttDevice = {
  device: 'scale',
  connection: 'scale-link',
  filters: ['tele/scale/+'],
  ignored: [],
  commands: [],
};

const brokers: Mosquitto[] = [];
const links: ExternalBrokerLink[] = [];
const senders: MqttClient[] = [];

async function brokerWith(settings: MosquittoSettings = {}): Promise<Mosquitto> {
  const broker = await mosquitto(settings);
  brokers.push(broker);
  await broker.start();
  return broker;
}

function linkTo(port: number, changes: Partial<ExternalBrokerParts> = {}) {
  const intake = new TestIntake();
  const counters = countersOf();
  const link = externalBrokerLink({
    url: `mqtt://127.0.0.1:${port}`,
    client_id: 'tallygate-test',
    devices: [shelf, scale],
    intake,
    clock: systemClock,
    random: randomOf(1),
    log: silentLog,
    counters,
    waits: { min_ms: 10, max_ms: 40 },
    ...changes,
  });
  links.push(link);
  return { link, intake, counters, state: () => link.states()[0] };
}

async function sender(port: number): Promise<MqttClient> {
  const client = connect({ host: '127.0.0.1', port, reconnectPeriod: 0 });
  senders.push(client);
  client.on('error', () => {});
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  return client;
}

/** Subscriptions are in force when a retained marker, published before, has come. */
async function subscribed(intake: TestIntake): Promise<void> {
  await intake.until(({ arrivals }) => arrivals.some(({ topic }) => topic === 'tallygate/shelf/status'));
  intake.arrivals.splice(0);
}

async function marked(port: number): Promise<MqttClient> {
  const client = await sender(port);
  await client.publishAsync('tallygate/shelf/status', 'online', { qos: 1, retain: true });
  return client;
}

afterEach(async () => {
  for (const client of senders.splice(0)) client.end(true);
  await Promise.all(links.splice(0).map((link) => link.stop()));
  await Promise.all(brokers.splice(0).map((broker) => broker.remove()));
});

describe.skipIf(withoutMosquitto !== '')(`an external broker${withoutMosquitto}`, () => {
  it('brings what devices publish, in order, with its retained messages marked as such', async () => {
    const { port } = await brokerWith();
    const client = await marked(port);
    const { link, intake, state } = linkTo(port);
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 1);
    expect(intake.arrivals[0]).toEqual({
      device: 'shelf',
      topic: 'tallygate/shelf/status',
      retained: true,
      qos: 1,
      data: Buffer.from('online'),
    });
    intake.arrivals.splice(0);
    const sent = Array.from({ length: 200 }, (_, at) => `reading ${at}`);
    await Promise.all(sent.map((text) => client.publishAsync('tallygate/shelf/reading', text, { qos: 1 })));
    await client.publishAsync('tallygate/shelf/reading', 'with QoS 2', { qos: 2 });
    await client.publishAsync('tele/scale/SENSOR', 'last', { qos: 0 });
    await intake.until(({ arrivals }) => arrivals.length === 202);
    expect(intake.texts()).toEqual([...sent, 'with QoS 2', 'last']);
    expect(intake.arrivals.map(({ device, retained, qos }) => `${device} ${retained} ${qos}`).slice(-2)).toEqual([
      'shelf false 1',
      'scale false 0',
    ]);
    expect(state()).toMatchObject({
      connection: 'shelf-link',
      state: 'connected',
      says: `Connected through the broker at 127.0.0.1 port ${port}.`,
      frames: 202,
    });
    expect(intake.events()).toEqual(['shelf connected', 'scale connected']);
  });

  it('sends again, after a cut, exactly what was not committed', async () => {
    const { port } = await brokerWith();
    const client = await marked(port);
    const { link, intake } = linkTo(port);
    await link.start();
    await subscribed(intake);
    intake.holds = true;
    for (const text of ['a', 'b', 'c', 'd']) await client.publishAsync('tallygate/shelf/reading', text, { qos: 1 });
    await intake.until(({ arrivals }) => arrivals.length === 4);
    intake.settle(2);
    intake.settle(1, 'failed');
    intake.settle(1);
    intake.holds = false;
    await intake.until(({ arrivals }) => arrivals.filter(({ retained }) => !retained).length === 6);
    const live = intake.arrivals.filter(({ retained }) => !retained);
    expect(live.map(({ data }) => Buffer.from(data).toString())).toEqual(['a', 'b', 'c', 'd', 'c', 'd']);
    expect(intake.notes[2]).toEqual({
      device: 'shelf',
      event: 'disconnected',
      says: 'The ledger could not store what the broker sent; the broker will send it again.',
    });
  });

  it('keeps for us what comes while the gateway is away', async () => {
    const { port } = await brokerWith();
    const client = await marked(port);
    const first = linkTo(port);
    await first.link.start();
    await subscribed(first.intake);
    await first.link.stop();
    await client.publishAsync('tallygate/shelf/reading', 'meanwhile', { qos: 1 });
    const second = linkTo(port);
    await second.link.start();
    await second.intake.until(({ arrivals }) =>
      arrivals.some(({ data }) => Buffer.from(data).equals(Buffer.from('meanwhile'))),
    );
  });

  it('acknowledges nothing before its commit, and takes only so much at once', async () => {
    const { port } = await brokerWith();
    const client = await marked(port);
    const { link, intake } = linkTo(port);
    await link.start();
    await subscribed(intake);
    intake.holds = true;
    const all = Promise.all(
      Array.from({ length: 50 }, (_, at) => client.publishAsync('tallygate/shelf/reading', String(at), { qos: 1 })),
    );
    await all;
    await intake.until(({ arrivals }) => arrivals.length === 20);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    // Mosquitto sends at most 20 messages that are not acknowledged.
    expect(intake.arrivals.length).toBe(20);
    intake.holds = false;
    intake.settle();
    await intake.until(({ arrivals }) => arrivals.length === 50);
    expect(intake.texts()).toEqual(Array.from({ length: 50 }, (_, at) => String(at)));
  });

  it('stops reading while intake is full', async () => {
    const { port } = await brokerWith();
    const client = await marked(port);
    const { link, intake, counters } = linkTo(port);
    await link.start();
    await subscribed(intake);
    intake.backlog = 20_000;
    for (let at = 0; at < 10; at += 1) await client.publishAsync('tallygate/shelf/reading', String(at), { qos: 1 });
    await eventually(() => counters.read()['mqtt.pauses'] === 1);
    expect(intake.arrivals.length).toBe(1);
    intake.giveRoom();
    await intake.until(({ arrivals }) => arrivals.length === 10);
  });

  it('that refuses the login is shown as such, and let in once the secret is right', async () => {
    const { port } = await brokerWith({ user: { name: 'gate', password: 'right' } });
    const wrong = linkTo(port, { username: 'gate', secret: 'wrong' });
    await wrong.link.start();
    await eventually(() => wrong.state()?.state === 'refused');
    expect(wrong.state()?.says).toBe(
      `The broker at 127.0.0.1 port ${port} refuses the login: user name or password is wrong, or this user may not log in. Correct it in the settings.`,
    );
    await wrong.link.stop();
    const right = linkTo(port, { url: `mqtt://gate:right@127.0.0.1:${port}` });
    await right.link.start();
    await eventually(() => right.state()?.state === 'connected');
    expect(JSON.stringify(right.link.states())).not.toContain('right');
  });

  it('that is away is waited for, and found again when it is back', async () => {
    const broker = await brokerWith();
    const { link, intake, state } = linkTo(broker.port);
    await link.start();
    await eventually(() => state()?.state === 'connected');
    await broker.kill();
    await eventually(() => state()?.says.includes('nothing listens there') === true);
    await broker.start();
    await eventually(() => state()?.state === 'connected');
    expect(intake.events()).toEqual([
      'shelf connected',
      'scale connected',
      'shelf disconnected',
      'scale disconnected',
      'shelf connected',
      'scale connected',
    ]);
  });

  it('follows new settings: new devices are heard, those that left are not', async () => {
    const { port } = await brokerWith();
    const client = await marked(port);
    const { link, intake, counters } = linkTo(port, { devices: [shelf] });
    await link.start();
    await subscribed(intake);
    link.update([scale]);
    await eventually(() => {
      client.publish('tele/scale/SENSOR', 'x');
      return intake.arrivals.some(({ device }) => device === 'scale');
    });
    await client.publishAsync('tallygate/shelf/reading', 'gone', { qos: 1 });
    await client.publishAsync('tele/scale/SENSOR', 'mark', { qos: 1 });
    await intake.until(() => intake.texts().includes('mark'));
    expect(intake.texts()).not.toContain('gone');
    expect(link.states().map(({ connection, state }) => `${connection} ${state}`)).toEqual(['scale-link connected']);
    expect(intake.events()).toEqual(['shelf connected', 'shelf disconnected', 'scale connected']);
    expect(counters.read()['mqtt.foreign_messages'] ?? 0).toBe(0);
  });

  it('carries commands while it is connected, and says so when it is not', async () => {
    const { port } = await brokerWith();
    const device = await sender(port);
    await device.subscribeAsync('tallygate/shelf/command');
    const heard = new Promise<string>((resolve) =>
      device.once('message', (_topic, payload) => resolve(payload.toString())),
    );
    const { link, counters, state } = linkTo(port);
    expect(link.publish('tallygate/shelf/command', Buffer.from('tare'))).toBe(false);
    await link.start();
    await eventually(() => state()?.state === 'connected');
    expect(link.publish('tallygate/shelf/command', Buffer.from('tare'))).toBe(true);
    expect(await heard).toBe('tare');
    expect(counters.read()).toMatchObject({ 'mqtt.commands_sent': 1, 'mqtt.commands_undelivered': 1 });
  });

  it('is acknowledged what was taken before the gateway stops', async () => {
    const { port } = await brokerWith();
    const client = await marked(port);
    const { link, intake } = linkTo(port);
    await link.start();
    await subscribed(intake);
    intake.holds = true;
    await client.publishAsync('tallygate/shelf/reading', 'last', { qos: 1 });
    await intake.until(({ arrivals }) => arrivals.length === 1);
    const stopped = link.stop();
    intake.settle();
    await stopped;
    const next = linkTo(port);
    await next.link.start();
    await subscribed(next.intake);
    await client.publishAsync('tallygate/shelf/reading', 'next', { qos: 1 });
    await next.intake.until(() => next.intake.texts().includes('next'));
    expect(next.intake.texts()).not.toContain('last');
  });
});

describe('the address of an external broker', () => {
  it.each(['localhost:1883', 'http://localhost', 'mqtt://', ''])('%j is refused with an example', (url) => {
    expect(() => linkTo(1, { url })).toThrow('The broker address must look like mqtt://host:1883');
  });

  it('that nothing listens on is waited for, with what to do', async () => {
    const { link, state } = linkTo(9);
    await link.start();
    await eventually(() => state()?.state === 'waiting');
    expect(state()?.says).toBe(
      'The broker at 127.0.0.1 port 9 refuses the connection: nothing listens there. Check the port, and that the device is up.',
    );
  });
});

describe.skipIf(withoutOpenssl !== '')(`a broker with TLS${withoutOpenssl}`, () => {
  async function portWith(names: string, days?: number): Promise<{ port: number; server: Server }> {
    const maker = certificateMaker();
    const { key, cert } = days === undefined ? maker.selfSigned(names) : maker.signed(names, days);
    maker.end();
    const server = createServer({ key, cert }, (socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() satisfies AddressInfo | string | null;
    return { port: typeof address === 'object' && address !== null ? address.port : 0, server };
  }

  it.each([
    ['that it signed itself', undefined],
    ['of an authority that is not known here', 2],
  ])('and a certificate %s is not trusted, in words that say what to do', async (_, days) => {
    const { port, server } = await portWith('DNS:localhost,IP:127.0.0.1', days);
    const { link, state } = linkTo(port, { url: `mqtts://127.0.0.1:${port}` });
    await link.start();
    await eventually(() => state()?.state === 'waiting');
    expect(state()?.says).toBe(
      `The broker at 127.0.0.1 port ${port} shows a certificate that is not trusted here. Give it one of a known authority, or start the gateway with NODE_EXTRA_CA_CERTS set to the file of its own.`,
    );
    await link.stop();
    await new Promise((resolve) => server.close(resolve));
  });
});
