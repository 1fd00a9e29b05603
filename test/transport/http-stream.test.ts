/** Events fetched over HTTP: an event a line, a login from a file, silence noticed, and every refusal in plain words. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { understand } from '../../devices/driver.ts';
import { impinjIot } from '../../devices/rfid/impinj-iot.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import {
  type HttpStreamLinkParts,
  type HttpStreamSettings,
  httpStreamLink,
} from '../../gateway/transport/http-stream.ts';
import type { Link } from '../../gateway/transport/link.ts';
import { type ImpinjStream, impinj_stream_path, startImpinjStream } from '../../simulators/impinj-stream.ts';
import { seedOf } from '../../simulators/seed.ts';
import { eventually } from './eventually.ts';
import { hurriedClock } from './hurried-clock.ts';
import { TestIntake } from './test-intake.ts';
import { silence_ms, watchedClock } from './watched-clock.ts';

const links: Link[] = [];
const servers: Server[] = [];
const readers: ImpinjStream[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-http-stream-'));
});
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
  await Promise.all(readers.splice(0).map((reader) => reader.stop()));
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true });
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function answering(listener: RequestListener) {
  const port = await listening(createServer(listener));
  return { url: `http://127.0.0.1:${port}/events`, place: `127.0.0.1:${port}/events` };
}

/** Answers with a stream and hands out what it can be written to. */
async function streaming() {
  const answers: ServerResponse[] = [];
  const { url, place } = await answering((_asked, answer) => {
    answer.on('error', () => {});
    answer.writeHead(200).flushHeaders();
    answers.push(answer);
  });
  return { url, place, answers };
}

function linkTo(
  stream: Partial<HttpStreamSettings> & { readonly url: string },
  changes: Partial<HttpStreamLinkParts> = {},
) {
  const intake = new TestIntake();
  const counters = countersOf();
  const link = httpStreamLink({
    connection: 'reader',
    device: 'reader-1',
    driver: { framing: { by: 'message', bytes_max: 64 } },
    stream: { silence_ms: 60_000, ...stream },
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

async function said(
  stream: Partial<HttpStreamSettings> & { readonly url: string },
  changes: Partial<HttpStreamLinkParts> = {},
) {
  const { link, state } = linkTo(stream, changes);
  await link.start();
  await eventually(() => state()?.state === 'waiting' || state()?.state === 'refused');
  return `${state()?.state}: ${state()?.says}`;
}

describe('a stream', () => {
  it('gives every line as a frame, whatever the chunks, and no empty ones', async () => {
    const { url, answers } = await streaming();
    const { link, intake, state } = linkTo({ url });
    await link.start();
    await eventually(() => answers.length === 1);
    answers[0]?.write('\r\n{"a":');
    await eventually(() => (state()?.bytes ?? 0) >= 7);
    answers[0]?.write('1}\r\ndata: {"b":2}\n\n{"c":3}\n');
    await intake.until(({ arrivals }) => arrivals.length === 3);
    expect(intake.texts()).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
    expect(intake.arrivals[0]).toMatchObject({ device: 'reader-1', retained: false, qos: 0 });
    expect(state()).toMatchObject({ connection: 'reader', state: 'connected', frames: 3, noise_bytes: 0 });
  });

  it('counts a line that is too long as noise and reads the next', async () => {
    const { url, answers } = await streaming();
    const { link, intake, state } = linkTo({ url });
    await link.start();
    await eventually(() => answers.length === 1);
    answers[0]?.write(`{"a":"${'x'.repeat(100)}"}\n{"b":2}\n`);
    await intake.until(({ arrivals }) => arrivals.length === 1);
    expect(intake.texts()).toEqual(['{"b":2}']);
    expect(state()?.noise_bytes).toBe(108);
  });

  it('that ends or breaks is asked for again, and coming and going is journaled', async () => {
    const { url, place, answers } = await streaming();
    const { link, intake } = linkTo({ url });
    await link.start();
    await eventually(() => answers.length === 1);
    answers[0]?.end('{"a":1}\n');
    await eventually(() => answers.length === 2);
    answers[1]?.write('{"b":2}\n');
    await intake.until(({ arrivals }) => arrivals.length === 2);
    answers[1]?.socket?.resetAndDestroy();
    await eventually(() => answers.length === 3);
    const gone = intake.notes.filter(({ event }) => event === 'disconnected').map(({ says }) => says);
    expect(gone).toEqual([`${place} ended the stream.`, `${place} broke off the stream.`]);
  });

  it('is not read from while intake is full, and loses nothing by it', async () => {
    const { url, answers } = await streaming();
    const armed = new Set<() => void>();
    const { link, intake, counters } = linkTo({ url, silence_ms }, { clock: watchedClock(armed) });
    await link.start();
    await eventually(() => answers.length === 1);
    intake.backlog = 19_999;
    intake.holds = true;
    answers[0]?.write('first\n');
    await intake.until(({ arrivals }) => arrivals.length === 1);
    for (let at = 0; at < 500; at += 1) answers[0]?.write(`${at} ${'x'.repeat(50)}\n`);
    await eventually(() => counters.read()['stream.pauses'] === 1);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(intake.arrivals.length).toBe(1);
    // What is not read cannot be heard, so its silence means nothing.
    expect(armed.size).toBe(0);
    expect(counters.read()['stream.pauses']).toBe(1);
    intake.holds = false;
    intake.settle();
    intake.giveRoom();
    await intake.until(({ arrivals }) => arrivals.length >= 501);
    expect(intake.texts()[500]).toContain('499 ');
    expect(armed.size).toBe(1);
  });

  it('is closed at the device when the link stops', async () => {
    const { url, answers } = await streaming();
    const { link, state } = linkTo({ url });
    await link.start();
    await eventually(() => answers.length === 1);
    await link.stop();
    await eventually(() => answers[0]?.closed === true);
    expect(state()?.state).toBe('stopped');
  });

  it('that is asked for while the link stops is given up', async () => {
    const { url } = await answering(() => {});
    const { link, state } = linkTo({ url });
    await link.start();
    await link.stop();
    expect(state()?.state).toBe('stopped');
  });
});

describe('what is no stream is said in plain words', () => {
  it.each([
    [404, {}, 'is not there (HTTP 404). Check the path, and the interface the device is set to.'],
    [302, { location: '/login' }, 'sends to another address (HTTP 302). Write that address into the settings.'],
    [503, {}, 'answers with HTTP 503 instead of its events.'],
    [200, { 'content-type': 'text/html' }, 'answers with a web page instead of its events. Check the path.'],
  ])('HTTP %i %j', async (status, headers, says) => {
    const { url, place } = await answering((_asked, answer) => answer.writeHead(status, headers).end('x'));
    expect(await said({ url })).toBe(`waiting: ${place} ${says}`);
  });

  it('a port where nothing listens', async () => {
    const server = createTcpServer();
    const port = await listening(server);
    server.close();
    await once(server, 'close');
    expect(await said({ url: `http://127.0.0.1:${port}/events` })).toContain(
      'refuses the connection: nothing listens there',
    );
  });

  it('a port that speaks something else', async () => {
    const port = await listening(createTcpServer((socket) => socket.end('LLRP here\r\n\r\n')));
    const url = `http://127.0.0.1:${port}/events`;
    expect(await said({ url })).toBe(`waiting: 127.0.0.1:${port}/events does not speak HTTP. Check the port.`);
  });

  it('a device that never answers', async () => {
    const { url, place } = await answering(() => {});
    const clock = hurriedClock(500);
    expect(await said({ url }, { clock })).toBe(`waiting: ${place}: no answer. Check its power, cable and address.`);
  });

  it('a password file that is not there', async () => {
    const password_file = join(folder, 'none');
    const says = await said({ url: 'http://127.0.0.1:9/events', username: 'root', password_file });
    expect(says).toContain(`waiting: The password for 127.0.0.1:9/events cannot be read: ENOENT`);
  });
});

describe('a simulated Impinj reader', () => {
  const tag = { epc: '3034257BF7194E4000001A85', antenna: 2, rssi_cdbm: -5_450, at_ms: 1_795_420_800_123 };
  const login = { username: 'root', password: 'impinj' };

  async function readerAt(changes: Partial<Parameters<typeof startImpinjStream>[0]> = {}) {
    const parts = { host: '127.0.0.1', port: 0, login, clock: systemClock, seed: seedOf(3) };
    const reader = await startImpinjStream({ ...parts, ...changes });
    readers.push(reader);
    const url = `http://127.0.0.1:${reader.port}${impinj_stream_path}`;
    const password_file = join(folder, 'password');
    writeFileSync(password_file, 'impinj\n');
    return { reader, stream: { url, username: 'root', password_file } };
  }

  it('lets in whoever has the password, also when it was mended in the file', async () => {
    const { reader, stream } = await readerAt();
    writeFileSync(stream.password_file, 'wrong\n');
    const { link, intake, state } = linkTo(stream, { driver: impinjIot });
    await link.start();
    await eventually(() => state()?.state === 'refused');
    expect(state()?.says).toContain('refuses the login: user name or password is wrong');
    expect(intake.notes).toEqual([]);
    writeFileSync(stream.password_file, 'impinj\n');
    await eventually(() => reader.listeners === 1);
    reader.tags([tag]);
    await intake.until(({ arrivals }) => arrivals.length === 1);
    expect(understand(impinjIot, intake.arrivals[0]?.data ?? new Uint8Array(), { retained: false })).toMatchObject({
      ok: true,
      value: [{ kind: 'tag', epc: tag.epc, antenna: 2, rssi_cdbm: -5_450, device_at_ms: tag.at_ms }],
    });
  });

  it.each([false, true])('tells every tag once over chunks that part and join anywhere (sse %s)', async (sse) => {
    const faults = { split_permille: 500, merged_permille: 300 };
    const { reader, stream } = await readerAt({ sse, faults });
    const { link, intake, state } = linkTo(stream, { driver: impinjIot });
    await link.start();
    await eventually(() => reader.listeners === 1);
    const serials = Array.from({ length: 200 }, (_, at) => at.toString(16).toUpperCase().padStart(4, '0'));
    for (const serial of serials) reader.tags([{ ...tag, epc: `3034257BF7194E400000${serial}` }]);
    // The last one may be kept for the next.
    await intake.until(({ arrivals }) => arrivals.length >= 190);
    const epcs = intake.arrivals.map(({ data }) => {
      const understood = understand(impinjIot, data, { retained: false });
      const [reading] = understood.ok ? understood.value : [];
      return reading?.kind === 'tag' ? reading.epc.slice(-4) : '';
    });
    expect(epcs).toEqual(serials.slice(0, epcs.length));
    expect(state()?.noise_bytes).toBe(0);
  });

  it('is kept alive by empty lines, and left when it falls silent', async () => {
    const { reader, stream } = await readerAt({ clock: hurriedClock(100) });
    const armed = new Set<() => void>();
    const { link, state } = linkTo({ ...stream, silence_ms }, { clock: watchedClock(armed) });
    await link.start();
    await eventually(() => armed.size === 1);
    const [before] = armed;
    await eventually(() => (state()?.bytes ?? 0) > 100);
    expect(state()).toMatchObject({ state: 'connected', connects: 1, frames: 0 });
    // Each of them begins the wait anew.
    await eventually(() => armed.size === 1 && !armed.has(before ?? (() => {})));
    reader.keepAlive(false);
    for (const then of armed) then();
    await eventually(() => (state()?.connects ?? 0) >= 2);
  });

  it('is found again after a power cut', async () => {
    const { reader, stream } = await readerAt();
    const { link, state } = linkTo(stream);
    await link.start();
    await eventually(() => reader.listeners === 1);
    reader.restart();
    await eventually(() => state()?.connects === 2 && reader.listeners === 1);
  });
});

const openssl = hasOpenssl() ? '' : ' (skipped: openssl is not installed)';

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(openssl !== '')(`a device with a certificate of its own${openssl}`, () => {
  async function secureReader() {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert];
    execFileSync('openssl', [...made, ...named], { stdio: 'ignore' });
    const port = await listening(
      createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_asked, answer) => {
        answer.writeHead(200).write('{"a":1}\n');
      }),
    );
    return { port, cert };
  }

  it('is trusted when the settings name the certificate, under the name that stands in it', async () => {
    const { port, cert } = await secureReader();
    const { link, intake } = linkTo({ url: `https://localhost:${port}/events`, ca_file: cert });
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 1);
    expect(intake.texts()).toEqual(['{"a":1}']);
    expect(await said({ url: `https://localhost:${port}/events` })).toContain('Name its file as ca_file');
    const other = { url: `https://127.0.0.1:${port}/events`, ca_file: cert };
    expect(await said(other)).toContain('shows a certificate for another name');
  });

  it('that speaks plain HTTP is told apart', async () => {
    const { url } = await answering((_asked, answer) => answer.end());
    expect(await said({ url: url.replace('http:', 'https:') })).toContain('does not speak HTTPS. Check the port');
  });
});
