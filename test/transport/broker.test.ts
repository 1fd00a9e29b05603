import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { limits } from '../../gateway/base/limits.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { type BrokerLink, type BrokerParts, brokerLink } from '../../gateway/transport/broker.ts';
import type { MqttDevice } from '../../gateway/transport/link.ts';
import type { ForeignMessage, RefusedLogin } from '../../gateway/transport/strangers.ts';
import { eventually } from './eventually.ts';
import { hurriedClock } from './hurried-clock.ts';
import {
  connectPacket,
  disconnectPacket,
  packet,
  publishPacket,
  rawLogin,
  rawMqtt,
  subscribePacket,
} from './raw-mqtt.ts';
import { TestIntake } from './test-intake.ts';

const shelf: MqttDevice = {
  device: 'shelf',
  connection: 'shelf',
  filters: ['tallygate/shelf/reading', 'tallygate/shelf/status', 'tele/shelf/+'],
  ignored: ['stat/shelf/#'],
  commands: ['cmnd/shelf/#', 'tallygate/shelf/status'],
};
const other: MqttDevice = {
  device: 'other',
  connection: 'other',
  filters: ['tallygate/other/#'],
  ignored: [],
  commands: [],
};

const open: BrokerLink[] = [];

async function brokerWith(changes: Partial<BrokerParts> = {}) {
  const intake = new TestIntake();
  const counters = countersOf();
  const broker = brokerLink({
    host: '127.0.0.1',
    port: 0,
    devices: [shelf, other],
    authenticate: (_connection, secret) => secret === 'right',
    intake,
    clock: systemClock,
    log: silentLog,
    counters,
    ...changes,
  });
  open.push(broker);
  await broker.start();
  return { broker, intake, counters, port: broker.port };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((broker) => broker.stop()));
});

function stateOf(broker: BrokerLink, connection: string) {
  return broker.states().find((state) => state.connection === connection);
}

describe('an acknowledgement', () => {
  it('of QoS 1 comes only after the commit', async () => {
    const { intake, port } = await brokerWith();
    intake.holds = true;
    const client = await rawLogin(port);
    client.send(publishPacket('tallygate/shelf/reading', 'one', { id: 7 }), packet(0xc0));
    await client.until('type 13');
    expect(client.heard()).toEqual(['CONNACK', 'type 13']);
    intake.settle();
    await client.until('PUBACK 7');
    expect(intake.arrivals).toEqual([
      { device: 'shelf', topic: 'tallygate/shelf/reading', retained: false, qos: 1, data: Buffer.from('one') },
    ]);
  });

  it('of QoS 2 comes only after the commit, and the handshake ends with PUBCOMP', async () => {
    const { intake, port } = await brokerWith();
    intake.holds = true;
    const client = await rawLogin(port);
    client.send(publishPacket('tallygate/shelf/reading', 'one', { qos: 2, id: 9 }), packet(0xc0));
    await client.until('type 13');
    expect(client.heard()).toEqual(['CONNACK', 'type 13']);
    intake.settle();
    await client.until('PUBREC 9');
    client.send(packet(0x62, Buffer.of(0, 9)));
    await client.until('PUBCOMP 9');
  });

  it('keeps the order of the publishes, also between QoS 1, QoS 2 and topics that are ignored', async () => {
    const { intake, port, counters } = await brokerWith();
    intake.holds = true;
    const client = await rawLogin(port);
    client.send(
      publishPacket('tallygate/shelf/reading', 'a', { id: 1 }),
      publishPacket('stat/shelf/RESULT', 'b', { id: 2 }),
      publishPacket('tele/shelf/SENSOR', 'c', { id: 3, qos: 2 }),
      publishPacket('tallygate/shelf/reading', 'd', { id: 4 }),
    );
    await intake.until(({ arrivals }) => arrivals.length === 3);
    expect(client.heard()).toEqual(['CONNACK']);
    intake.settle(1);
    await client.until('PUBACK 2');
    expect(client.heard()).toEqual(['CONNACK', 'PUBACK 1', 'PUBACK 2']);
    intake.settle();
    await client.until('PUBACK 4');
    expect(intake.texts()).toEqual(['a', 'c', 'd']);
    expect(counters.read()['mqtt.ignored_publishes']).toBe(1);
  });

  it('is never given when the ledger cannot store: the connection is closed and the message may come again', async () => {
    const { broker, intake, port, counters } = await brokerWith();
    intake.outcome = 'failed';
    for (const qos of [1, 2] as const) {
      const client = await rawLogin(port, { clean: false });
      client.send(publishPacket('tallygate/shelf/reading', `qos ${qos}`, { id: 5, qos }));
      await client.untilClosed();
      expect(client.heard()).toEqual(['CONNACK']);
      await eventually(() => stateOf(broker, 'shelf')?.state === 'waiting');
    }
    expect(stateOf(broker, 'shelf')?.says).toBe(
      'It was closed because the ledger could not store what it sent; it will send it again.',
    );
    intake.outcome = 'committed';
    const again = await rawLogin(port, { clean: false });
    again.send(publishPacket('tallygate/shelf/reading', 'qos 1', { id: 5 }));
    await again.until('PUBACK 5');
    again.send(publishPacket('tallygate/shelf/reading', 'qos 2', { id: 6, qos: 2 }));
    await again.until('PUBREC 6');
    expect(intake.texts()).toEqual(['qos 1', 'qos 2', 'qos 1', 'qos 2']);
    expect(counters.read()['mqtt.frames_not_stored']).toBe(2);
  });

  it('does not hide a QoS 2 message that reuses the id of one from before a reconnect', async () => {
    const { intake, port } = await brokerWith();
    intake.holds = true;
    const first = await rawLogin(port, { clean: false });
    first.send(publishPacket('tallygate/shelf/reading', 'old', { id: 1, qos: 2 }));
    await intake.until(({ arrivals }) => arrivals.length === 1);
    first.socket.destroy();
    await intake.until(({ notes }) => notes.length === 2);
    intake.settle();
    intake.holds = false;
    const second = await rawLogin(port, { clean: false });
    second.send(publishPacket('tallygate/shelf/reading', 'new', { id: 1, qos: 2 }));
    await second.until('PUBREC 1');
    expect(intake.texts()).toEqual(['old', 'new']);
  });

  it('keeps what came together with CONNECT before what came after it', async () => {
    const { intake, port } = await brokerWith();
    const client = await rawMqtt(port);
    const publishes = Array.from({ length: 100 }, (_, at) =>
      publishPacket('tallygate/shelf/reading', String(at), { id: at + 1 }),
    );
    client.send(connectPacket(), ...publishes.slice(0, 60));
    await new Promise(setImmediate);
    client.send(...publishes.slice(60));
    await client.until('PUBACK 100');
    expect(intake.texts()).toEqual(Array.from({ length: 100 }, (_, at) => String(at)));
  });
});

describe('a session', () => {
  it('is never kept: a client that asks for it is told that none is present', async () => {
    const { port } = await brokerWith();
    const first = await rawLogin(port, { clean: false });
    first.send(subscribePacket(1, 'tallygate/shelf/command'));
    await first.until('SUBACK 1');
    first.socket.destroy();
    const second = await rawLogin(port, { clean: false });
    expect(second.packets[0]?.bytes.toString('hex')).toBe('20020000');
  });

  it('gives way to a second login with the same credential, which is shown and journaled in order', async () => {
    const { broker, intake, port, counters } = await brokerWith();
    const first = await rawLogin(port);
    const second = await rawLogin(port);
    await first.untilClosed();
    second.send(publishPacket('tallygate/shelf/reading', 'still here'));
    await second.until('PUBACK 1');
    expect(intake.events()).toEqual(['shelf connected', 'shelf disconnected', 'shelf connected']);
    expect(counters.read()['mqtt.takeovers']).toBe(1);
    expect(stateOf(broker, 'shelf')).toMatchObject({
      state: 'connected',
      frames: 1,
      bytes: 10,
      says: expect.stringContaining('two devices use one credential'),
    });
  });

  it('shows who is connected, who waits, and who has gone', async () => {
    const { broker, intake, port } = await brokerWith();
    expect(stateOf(broker, 'shelf')).toMatchObject({
      state: 'waiting',
      says: 'It has not connected since the gateway started.',
    });
    const client = await rawLogin(port);
    await intake.until(({ notes }) => notes.length === 1);
    expect(stateOf(broker, 'shelf')).toMatchObject({ state: 'connected', connects: 1 });
    client.send(disconnectPacket);
    await intake.until(({ notes }) => notes.length === 2);
    expect(stateOf(broker, 'shelf')).toMatchObject({ state: 'waiting', says: 'It closed the connection.' });
    expect(intake.events()).toEqual(['shelf connected', 'shelf disconnected']);
  });

  it('ends at once when its connection is disconnected or its rights change, and others stay', async () => {
    const { broker, port } = await brokerWith();
    const [a, b] = await Promise.all([rawLogin(port), rawLogin(port, { id: 'other' })]);
    broker.update([{ ...shelf, filters: ['tallygate/shelf/#'] }, other]);
    await a.untilClosed();
    expect(b.closed).toBe(false);
    broker.disconnect('other');
    await b.untilClosed();
    expect(stateOf(broker, 'other')?.says).toBe('It was disconnected by the gateway.');
  });
});

describe('rights', () => {
  it.each([
    ['a wrong secret', { secret: 'wrong' }],
    ['an unknown name', { id: 'nobody' }],
    ['another client id than its name', { id: 'else', user: 'shelf' }],
    ['an empty client id', { id: '', user: 'shelf' }],
    ['a last will on a topic of another', { will: { topic: 'tallygate/other/status', payload: 'x' } }],
    ['a last will that is no status', { will: { topic: 'tallygate/shelf/reading', payload: 'x' } }],
    ['a last will with a wildcard', { will: { topic: 'tallygate/shelf/#/status', payload: 'x' } }],
  ])('refuse a login with %s', async (_, login) => {
    const { port, counters, intake } = await brokerWith();
    const client = await rawMqtt(port);
    client.send(connectPacket(login));
    await client.untilClosed();
    expect(client.packets[0]?.bytes.toString('hex')).toBe('20020005');
    expect(counters.read()['mqtt.refused_logins']).toBe(1);
    expect(intake.notes).toEqual([]);
  });

  it('say where people look what was wrong with a login', async () => {
    const { broker, port } = await brokerWith();
    const client = await rawMqtt(port);
    client.send(connectPacket({ secret: 'wrong' }));
    await client.untilClosed();
    expect(stateOf(broker, 'shelf')).toMatchObject({ state: 'refused', says: expect.stringContaining('wrong secret') });
  });

  it('refuse MQTT 5 and count it', async () => {
    const { port, counters } = await brokerWith();
    const client = await rawMqtt(port);
    client.send(connectPacket({ version: 5 }));
    await client.untilClosed();
    expect(counters.read()['mqtt.refused_protocol']).toBe(1);
  });

  it.each([
    ['another device', 'tallygate/other/reading'],
    ['the broker itself', '$SYS/broker/uptime'],
    ['nobody', 'tallygate/shelf/secret'],
    ['too many levels', 'tele/shelf/a/b/c/d/e/f/g/h/i'],
    ['a control character', 'tele/shelf/a\u0001'],
  ])('close a client that publishes to topics of %s', async (_, topic) => {
    const { intake, port } = await brokerWith();
    const client = await rawLogin(port);
    client.send(publishPacket(topic, 'x'));
    await client.untilClosed();
    expect(intake.arrivals).toEqual([]);
    expect(client.heard()).toEqual(['CONNACK']);
  });

  it('say where people look what was published where it may not be, and count it', async () => {
    const { broker, port, counters } = await brokerWith();
    const client = await rawLogin(port);
    client.send(publishPacket('tallygate/other/reading', 'x'));
    await eventually(() => stateOf(broker, 'shelf')?.state === 'waiting' && client.closed);
    expect(stateOf(broker, 'shelf')?.says).toBe(
      'It was closed because it published where it may not: tallygate/other/reading is not among its own topics.',
    );
    expect(counters.read()['mqtt.refused_publishes']).toBe(1);
  });

  it('grant its own commands only', async () => {
    const { port, counters } = await brokerWith();
    const client = await rawLogin(port);
    client.send(
      subscribePacket(3, 'tallygate/shelf/command', '#', '$SYS/#', 'tallygate/+/command', 'cmnd/shelf/POWER', 'cmnd/#'),
    );
    await client.until('SUBACK 3');
    expect(client.packets.at(-1)?.bytes.subarray(4).toString('hex')).toBe('018080800180');
    expect(counters.read()['mqtt.refused_subscriptions']).toBe(4);
  });

  it('end at a number of subscriptions, however many topics a filter allows', async () => {
    const { port, counters } = await brokerWith();
    const client = await rawLogin(port);
    client.send(subscribePacket(1, ...Array.from({ length: 70 }, (_, at) => `cmnd/shelf/${at}`)));
    await client.until('SUBACK 1');
    expect(counters.read()['mqtt.refused_subscriptions']).toBe(6);
  });

  it('reach a connected device with a command, and say so when there is none', async () => {
    const { broker, port, counters } = await brokerWith();
    expect(broker.publish('tallygate/shelf/command', Buffer.from('tare'))).toBe(false);
    const client = await rawLogin(port);
    client.send(subscribePacket(1, 'tallygate/shelf/command'));
    await client.until('SUBACK 1');
    expect(broker.publish('tallygate/shelf/command', Buffer.from('tare'))).toBe(true);
    await client.until('PUBLISH');
    expect(client.packets.at(-1)?.bytes.toString('latin1')).toContain('tallygate/shelf/commandtare');
    expect(counters.read()).toMatchObject({ 'mqtt.commands_sent': 1, 'mqtt.commands_undelivered': 1 });
  });

  it('tell who listens to a command topic: connected, and subscribed to it or to a filter around it', async () => {
    const { broker, port } = await brokerWith();
    const heard = () => ['cmnd/shelf/POWER', 'tallygate/shelf/command'].map((topic) => broker.hears(topic));
    expect(heard()).toEqual([false, false]);
    const client = await rawLogin(port);
    expect(heard()).toEqual([false, false]);
    client.send(subscribePacket(1, 'cmnd/shelf/#'));
    await client.until('SUBACK 1');
    expect(heard()).toEqual([true, false]);
    client.socket.destroy();
    await eventually(() => !broker.hears('cmnd/shelf/POWER'));
  });
});

describe('a last will', () => {
  it('arrives as a status when the device is lost, and may be retained', async () => {
    const { intake, port } = await brokerWith();
    const client = await rawLogin(port, {
      will: { topic: 'tallygate/shelf/status', payload: 'offline', retain: true },
    });
    client.socket.resetAndDestroy();
    await intake.until(({ arrivals }) => arrivals.length === 1);
    expect(intake.arrivals).toEqual([
      { device: 'shelf', topic: 'tallygate/shelf/status', retained: false, qos: 0, data: Buffer.from('offline') },
    ]);
    const next = await rawLogin(port);
    next.send(subscribePacket(1, 'tallygate/shelf/status'));
    await next.until('PUBLISH');
    expect(next.packets.at(-1)?.bytes.toString('latin1')).toContain('offline');
  });

  it('does not arrive when the device says good-bye or the gateway stops', async () => {
    const { broker, intake, port } = await brokerWith();
    const will = { topic: 'tallygate/shelf/status', payload: 'offline' };
    const leaving = await rawLogin(port, { will });
    leaving.send(disconnectPacket);
    await leaving.untilClosed();
    const staying = await rawLogin(port, { will });
    await broker.stop();
    await staying.untilClosed();
    expect(intake.arrivals).toEqual([]);
  });
});

describe('a retained publish', () => {
  it('is live when its device sends it, and is kept only on a status topic', async () => {
    const { intake, port, counters } = await brokerWith({
      devices: [{ ...shelf, commands: ['tallygate/shelf/#'] }],
    });
    const client = await rawLogin(port);
    client.send(publishPacket('tallygate/shelf/reading', 'r', { id: 1, retain: true }));
    client.send(publishPacket('tallygate/shelf/status', 'online', { id: 2, retain: true }));
    await client.until('PUBACK 2');
    expect(intake.arrivals.map(({ retained }) => retained)).toEqual([false, false]);
    client.send(subscribePacket(1, 'tallygate/shelf/#'), packet(0xc0));
    await client.until('PUBLISH');
    await client.until('type 13');
    const kept = client.packets.filter(({ type }) => type === 'PUBLISH');
    expect(kept.map(({ bytes }) => bytes.subarray(-6).toString('latin1'))).toEqual(['online']);
    expect(counters.read()['mqtt.retain_refused']).toBe(1);
  });

  it('is refused beyond the limit and counted, and still arrives', async () => {
    const { intake, port, counters } = await brokerWith({ devices: [{ ...shelf, filters: ['t/#'] }] });
    const client = await rawLogin(port);
    for (let from = 0; from < 10_003; from += 500) {
      const count = Math.min(500, 10_003 - from);
      client.send(
        ...Array.from({ length: count }, (_, at) =>
          publishPacket(`t/${from + at}/status`, 'x', { qos: 0, retain: true }),
        ),
      );
    }
    await intake.until(({ arrivals }) => arrivals.length === 10_003);
    expect(counters.read()['mqtt.retain_refused']).toBe(3);
  });
});

describe('a limit', () => {
  it('closes a giant CONNECT from its header, before its body is buffered', async () => {
    const { port, counters } = await brokerWith();
    const client = await rawMqtt(port);
    client.send(Buffer.of(0x10, 0xff, 0xff, 0xff, 0x7f), Buffer.from('0004'));
    await client.untilClosed();
    expect(counters.read()['mqtt.broken_rules']).toBe(1);
  });

  it('closes a packet that is too long and says so, and others do not notice', async () => {
    const { broker, intake, port } = await brokerWith();
    const [a, b] = await Promise.all([rawLogin(port), rawLogin(port, { id: 'other' })]);
    a.send(publishPacket('tallygate/shelf/reading', 'x'.repeat(70_000)));
    await a.untilClosed();
    expect(stateOf(broker, 'shelf')?.says).toBe('It was closed by the broker: a packet is longer than 65536 bytes.');
    b.send(publishPacket('tallygate/other/x', 'y'.repeat(60_000)));
    await b.until('PUBACK 1');
    expect(intake.arrivals.map(({ data }) => data.length)).toEqual([60_000]);
  });

  it('closes sockets that never log in', async () => {
    const { port } = await brokerWith({ clock: hurriedClock(50) });
    const silent = await rawMqtt(port);
    const slow = await rawMqtt(port);
    slow.send(connectPacket().subarray(0, 5));
    await Promise.all([silent.untilClosed(), slow.untilClosed()]);
  });

  it('does not close a client that has logged in and is silent', async () => {
    const waiting = new Set<() => void>();
    const { port } = await brokerWith({
      clock: {
        ...systemClock,
        after(wait_ms, then) {
          if (wait_ms !== limits.mqtt_before_login_ms_max) return systemClock.after(wait_ms, then);
          waiting.add(then);
          return () => waiting.delete(then);
        },
      },
    });
    const [client, silent] = await Promise.all([rawLogin(port), rawMqtt(port)]);
    await eventually(() => waiting.size === 1);
    for (const then of waiting) then();
    await silent.untilClosed();
    client.send(packet(0xc0));
    await client.until('type 13');
  });

  it('refuses connections of one address beyond its share, counts them, and lets others in when some are gone', async () => {
    const { port, counters } = await brokerWith();
    const sockets = await Promise.all(Array.from({ length: 515 }, () => rawMqtt(port)));
    await eventually(() => sockets.filter(({ closed }) => closed).length === 3);
    expect(counters.read()['mqtt.refused_connections']).toBe(3);
    for (const { socket } of sockets) socket.destroy();
    const again = await rawMqtt(port);
    await eventually(() => {
      again.send(connectPacket());
      return again.heard().includes('CONNACK') || again.closed;
    });
  });

  it('stops reading from a client with too much in flight, and takes all of it in order once there is room', async () => {
    const { intake, port } = await brokerWith();
    intake.holds = true;
    const client = await rawLogin(port);
    for (let id = 1; id <= 300; id += 1) {
      client.send(publishPacket('tallygate/shelf/reading', String(id), { id }));
      await new Promise(setImmediate);
    }
    await intake.until(({ arrivals }) => arrivals.length >= 64);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(intake.arrivals.length).toBeLessThan(128);
    for (let turn = 0; turn < 400; turn += 1) {
      intake.settle(3);
      await new Promise(setImmediate);
    }
    intake.holds = false;
    intake.settle();
    await client.until('PUBACK 300');
    expect(intake.texts()).toEqual(Array.from({ length: 300 }, (_, at) => String(at + 1)));
  });

  it('stops reading from every client while intake is full', async () => {
    const { intake, port, counters } = await brokerWith();
    const [a, b] = await Promise.all([rawLogin(port), rawLogin(port, { id: 'other' })]);
    intake.backlog = 20_000;
    a.send(publishPacket('tallygate/shelf/reading', 'a'));
    b.send(publishPacket('tallygate/other/x', 'b'));
    await eventually(() => counters.read()['mqtt.pauses'] === 1);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(intake.arrivals).toEqual([]);
    intake.giveRoom();
    await Promise.all([a.until('PUBACK 1'), b.until('PUBACK 1')]);
  });
});

describe('the broker', () => {
  it('does not start without credentials', async () => {
    await expect(brokerWith({ authenticate: undefined })).rejects.toMatchObject({ code: 'settings-invalid' });
  });

  it('says which port is in use and what to do', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await expect(brokerWith({ port: port ?? 0 })).rejects.toMatchObject({
      code: 'port-in-use',
      message: `Port ${port} on 127.0.0.1 is in use by another program. Stop that program (often a Mosquitto that came with the system), or give the broker another port in the settings.`,
    });
    server.close();
  });

  it('says when the machine does not have the address', async () => {
    await expect(brokerWith({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'address-refused' });
  });

  it('settles and acknowledges what it has taken before it stops, and stops twice without harm', async () => {
    const { broker, intake, port } = await brokerWith();
    intake.holds = true;
    const client = await rawLogin(port);
    client.send(publishPacket('tallygate/shelf/reading', 'last', { id: 3 }));
    await intake.until(({ arrivals }) => arrivals.length === 1);
    const stopped = Promise.all([broker.stop(), broker.stop()]);
    intake.settle();
    await stopped;
    await client.untilClosed();
    expect(client.heard()).toEqual(['CONNACK', 'PUBACK 3']);
    expect(intake.events()).toEqual(['shelf connected', 'shelf disconnected']);
    expect(stateOf(broker, 'shelf')?.state).toBe('stopped');
  });

  it('survives a hook that fails: the connection is closed and the next one served', async () => {
    let calls = 0;
    const { port, counters } = await brokerWith({
      authenticate: () => {
        calls += 1;
        if (calls === 1) throw new Error('the store of credentials is gone');
        return true;
      },
    });
    const first = await rawMqtt(port);
    first.send(connectPacket());
    await first.untilClosed();
    await rawLogin(port);
    expect(counters.read()['mqtt.hooks_failed']).toBe(1);
  });
});

describe('strangers', () => {
  function listener() {
    const told: string[] = [];
    return {
      told,
      strangers: {
        login: ({ user, client_id, address }: RefusedLogin) => told.push(`login ${user} ${client_id} ${address}`),
        message: ({ connection, topic, payload }: ForeignMessage) =>
          told.push(`message ${connection} ${topic} ${Buffer.from(payload).toString()}`),
      },
    };
  }

  it('that the settings do not know are told of; a known one with a wrong secret is not', async () => {
    const { told, strangers } = listener();
    const { port } = await brokerWith({ strangers });
    await rawLogin(port, { id: 'newcomer' });
    await rawLogin(port, { id: 'esp-1', user: 'bench' });
    await rawLogin(port, { id: 'shelf', secret: 'wrong' });
    expect(told).toEqual(['login newcomer newcomer 127.0.0.1', 'login bench esp-1 127.0.0.1']);
  });

  it('behind a known connection are heard by what the gateway does not read of it', async () => {
    const { told, strangers } = listener();
    const { port, intake } = await brokerWith({ strangers });
    const client = await rawLogin(port);
    client.send(publishPacket('tallygate/shelf/reading', 'ours', { qos: 1, id: 1 }));
    await client.until('PUBACK 1');
    client.send(publishPacket('stat/shelf/x', 'ignored', { qos: 1, id: 2 }));
    client.send(publishPacket('tasmota/discovery/A1/config', '{}', { qos: 1, id: 3 }));
    await eventually(() => told.length === 2);
    expect(told).toEqual(['message shelf stat/shelf/x ignored', 'message shelf tasmota/discovery/A1/config {}']);
    expect(intake.texts()).toEqual(['ours']);
  });

  it('with a name as long as they like are cut to what a name may have', async () => {
    const { told, strangers } = listener();
    const { port } = await brokerWith({ strangers });
    await rawLogin(port, { id: 'x'.repeat(100), user: 'y'.repeat(5_000) });
    expect(told[0]?.length).toBe('login '.length + 128 + 1 + 100 + ' 127.0.0.1'.length);
  });
});
