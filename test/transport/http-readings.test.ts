/** Devices that post, with a real server: who may, what is answered when, and what a lost answer leads to. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { lineScanner } from '../../devices/barcode/line-scanner.ts';
import { scanMessage } from '../../devices/barcode/scan-message.ts';
import type { Driver } from '../../devices/driver.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { limits } from '../../gateway/base/limits.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { type HttpListener, httpListener } from '../../gateway/transport/http-listener.ts';
import { HttpReadings, type PostingDevice } from '../../gateway/transport/http-readings.ts';
import { postScan } from '../../simulators/network-scanner.ts';
import { eventually } from './eventually.ts';
import { TestIntake } from './test-intake.ts';

const listeners: HttpListener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.stop()));
});

function posting(device: string, driver: Driver): PostingDevice {
  return {
    device,
    connection: 'posts',
    framing: driver.framing,
    fault(frame) {
      const decoded = driver.frame.decode(frame);
      return decoded.ok ? undefined : decoded.fault;
    },
  };
}

async function listening() {
  const intake = new TestIntake();
  const counters = countersOf();
  const readings = new HttpReadings({
    intake,
    counters,
    clock: systemClock,
    log: silentLog,
    devices: [posting('lines', lineScanner), posting('phone', scanMessage)],
    authenticate: (connection, secret) => connection === 'posts' && secret === 's3cret',
  });
  const listener = await httpListener('127.0.0.1', 0, (device, request, response) =>
    readings.handle(device, request, response),
  );
  listeners.push(listener);
  const url = `http://127.0.0.1:${listener.port}/`;
  const post = (
    body: string,
    options: { device?: string; secret?: string; connection?: string; type?: string; key?: string } = {},
  ) => {
    const { device = 'lines', secret = 's3cret', connection = 'posts', ...rest } = options;
    return postScan(url, { device, connection, secret }, body, rest);
  };
  return { intake, counters, readings, url, port: listener.port, post };
}

describe('a post of a device', () => {
  test('is answered when all its lines are stored, and not before', async () => {
    const { intake, post, readings } = await listening();
    intake.holds = true;
    let answered = false;
    const answer = post('A\r\nB\r\n').then((each) => {
      answered = true;
      return each;
    });
    await intake.until(() => intake.arrivals.length === 2);
    intake.settle(1);
    expect(answered).toBe(false);
    readings.tell({ device: 'lines', tone: 'error', says: 'B is nothing of this site', at_ms: 0 });
    intake.settle();
    expect(await answer).toEqual({
      status: 200,
      body: {
        stored: 2,
        feedback: [{ tone: 'error', says: 'B is nothing of this site', at: '1970-01-01T00:00:00.000Z' }],
      },
    });
    expect(intake.arrivals.map(({ qos, device }) => [qos, device])).toEqual([
      [1, 'lines'],
      [1, 'lines'],
    ]);
    expect(readings.states()).toMatchObject([{ connection: 'posts', state: 'connected', frames: 2 }]);
  });

  test('that the ledger cannot store is to be sent again', async () => {
    const { intake, post } = await listening();
    intake.outcome = 'failed';
    expect(await post('A', { key: 'k' })).toMatchObject({ status: 503, body: { code: 'not-stored' } });
    intake.outcome = 'committed';
    expect(await post('A', { key: 'k' })).toMatchObject({ status: 200, body: { stored: 1 } });
    expect(intake.arrivals.length).toBe(2);
  });

  test('with a key that was stored is answered again and not stored again, also while the first is on its way', async () => {
    const { intake, post } = await listening();
    intake.holds = true;
    const both = [post('A', { key: 'k' }), post('A', { key: 'k' })];
    await intake.until(() => intake.arrivals.length === 1);
    await eventually(() => intake.arrivals.length === 1);
    intake.holds = false;
    intake.settle();
    const answers = await Promise.all(both);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await post('A', { key: 'k' })).body).toMatchObject({ stored: 1, repeated: true });
    expect(intake.arrivals.map(({ topic }) => topic)).toEqual(['idempotency-key/k']);
  });

  test('with a key that was given with another body is refused, and nothing of it is taken for stored', async () => {
    const { post, intake } = await listening();
    expect((await post('A', { key: 'k' })).status).toBe(200);
    expect(await post('B', { key: 'k' })).toMatchObject({ status: 422, body: { code: 'key-reused' } });
    expect(intake.texts()).toEqual(['A']);
  });

  test('is answered with what became of its own scan, also beside another of the same device', async () => {
    const { post, intake, readings } = await listening();
    intake.holds = true;
    const both = [post('A'), post('B')];
    await intake.until(() => intake.arrivals.length === 1);
    readings.tell({ device: 'lines', tone: 'ok', says: 'the first', at_ms: 0 });
    intake.settle();
    await intake.until(() => intake.arrivals.length === 2);
    readings.tell({ device: 'lines', tone: 'error', says: 'the second', at_ms: 0 });
    intake.settle();
    const answers = (await Promise.all(both)).map(({ body }) => body);
    for (const says of ['the first', 'the second']) {
      const own = { stored: 1, feedback: [expect.objectContaining({ says })] };
      expect(answers.filter((answer) => expect.objectContaining(own).asymmetricMatch(answer))).toHaveLength(1);
    }
  });

  test.each([
    ['a wrong secret', { secret: 'x' }, 401, 'not-allowed'],
    ['the secret of another connection', { connection: 'other' }, 401, 'not-allowed'],
    ['a device there is not', { device: 'nobody' }, 401, 'not-allowed'],
    ['another media type', { type: 'text/html' }, 415, 'wrong-type'],
  ])('with %s is refused', async (_, options, status, code) => {
    const { post, intake } = await listening();
    expect(await post('A', options)).toMatchObject({ status, body: { code, title: expect.any(String) } });
    expect(intake.arrivals).toEqual([]);
  });

  test('by Bearer names the secret alone', async () => {
    const { url, intake } = await listening();
    const headers = { Authorization: 'Bearer s3cret', 'Content-Type': 'application/json' };
    const body = JSON.stringify({ code: 'A' });
    const response = await fetch(new URL('/api/v1/devices/phone/readings', url), { method: 'POST', headers, body });
    expect([response.status, intake.texts()]).toEqual([200, ['{"code":"A"}']]);
  });

  test('that is empty, too large or of no method of ours is refused', async () => {
    const { post, url, intake } = await listening();
    expect(await post('\r\n')).toMatchObject({ status: 400 });
    expect(await post('x'.repeat(limits.http_body_bytes_max + 1))).toMatchObject({ status: 413 });
    expect((await fetch(new URL('/api/v1/devices/lines/readings', url))).status).toBe(405);
    expect((await fetch(url)).status).toBe(404);
    expect(intake.arrivals).toEqual([]);
  });

  test('that its driver cannot understand is stored all the same, and answered with place and rule', async () => {
    const { post, intake } = await listening();
    expect(await post('{"code":7}', { device: 'phone', type: 'application/json' })).toMatchObject({
      status: 422,
      body: { code: 'not-understood', detail: expect.stringContaining('code: ') },
    });
    expect(intake.texts()).toEqual(['{"code":7}']);
  });

  test('is told to come again while more waits than may', async () => {
    const { post, intake } = await listening();
    intake.backlog = limits.intake_waiting_frames_max;
    expect(await post('A')).toMatchObject({ status: 503, body: { code: 'come-again' } });
  });

  test('whose client is gone before its answer begins a new connection: the next may be the same once more', async () => {
    const { port, intake, counters } = await listening();
    intake.holds = true;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const authorization = Buffer.from('posts:s3cret').toString('base64');
    socket.write(
      `POST /api/v1/devices/lines/readings HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${authorization}\r\nContent-Length: 1\r\n\r\nA`,
    );
    await intake.until(() => intake.arrivals.length === 1);
    socket.destroy();
    await intake.until(() => intake.events().length === 3);
    intake.settle();
    expect(intake.events()).toEqual(['lines connected', 'lines disconnected', 'lines connected']);
    expect(counters.read()['http.answers_unheard']).toBe(1);
  });
});
