/** TLS to a device: whom the gateway talks to, and what it says of those it does not. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { Link } from '../../gateway/transport/link.ts';
import { tcpLink } from '../../gateway/transport/tcp.ts';
import type { TlsSettings } from '../../gateway/transport/tls.ts';
import { type Certificate, type CertificateMaker, certificateMaker, withoutOpenssl } from './certificates.ts';
import { eventually } from './eventually.ts';
import { TestIntake } from './test-intake.ts';

const links: Link[] = [];
const servers: { close(): unknown }[] = [];
let maker: CertificateMaker;

beforeAll(() => {
  if (withoutOpenssl === '') maker = certificateMaker();
});
afterAll(() => {
  if (withoutOpenssl === '') maker.end();
});
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
  for (const server of servers.splice(0)) server.close();
});

/** A device that speaks as soon as it can, and keeps what it hears. */
async function device(certificate: Certificate): Promise<{ port: number; heard: () => string; sockets: TLSSocket[] }> {
  let heard = '';
  const sockets: TLSSocket[] = [];
  const server: Server = createServer({ key: certificate.key, cert: certificate.cert }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard += chunk.toString();
    });
    socket.write('HELLO\n');
  });
  server.on('tlsClientError', () => {});
  return { port: await listening(server), heard: () => heard, sockets };
}

async function listening(server: Server | ReturnType<typeof createPlainServer>): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function linkTo(port: number, tls: TlsSettings, host = '127.0.0.1') {
  const intake = new TestIntake();
  const link = tcpLink({
    connection: 'reader',
    device: 'reader-1',
    driver: { framing: { by: 'line', bytes_max: 64 } },
    address: { host, port, tls },
    intake,
    clock: systemClock,
    random: randomOf(1),
    log: silentLog,
    counters: countersOf(),
    waits: { min_ms: 4, max_ms: 16 },
  });
  links.push(link);
  return { link, intake, state: () => link.states()[0] };
}

async function heardOver(port: number, tls: TlsSettings, host?: string): Promise<readonly string[]> {
  const { link, intake } = linkTo(port, tls, host);
  await link.start();
  await intake.until(({ arrivals }) => arrivals.length === 1);
  return intake.texts();
}

/** What the link says of a device it will not talk to; nothing of what it sent has been taken in. */
async function refusalOf(port: number, tls: TlsSettings, host?: string): Promise<string> {
  const { link, intake, state } = linkTo(port, tls, host);
  await link.start();
  await eventually(() => state()?.state === 'waiting');
  expect(intake.arrivals).toEqual([]);
  expect(intake.notes).toEqual([]);
  return state()?.says ?? '';
}

describe.skipIf(withoutOpenssl !== '')(`a device behind TLS${withoutOpenssl}`, () => {
  it('is heard when a known authority has signed its certificate for the host', async () => {
    const { port } = await device(maker.signed('DNS:localhost,IP:127.0.0.1'));
    expect(await heardOver(port, { ca_file: maker.authority })).toEqual(['HELLO']);
    expect(await heardOver(port, { ca_file: maker.authority }, 'localhost')).toEqual(['HELLO']);
  });

  it('is heard when its own certificate is the one that is trusted', async () => {
    const own = maker.selfSigned('IP:127.0.0.1');
    const { port } = await device(own);
    expect(await heardOver(port, { ca_file: own.file })).toEqual(['HELLO']);
  });

  it('is heard when its certificate is made out to the name the settings say', async () => {
    const { port } = await device(maker.signed('DNS:reader.example'));
    expect(await heardOver(port, { ca_file: maker.authority, servername: 'reader.example' })).toEqual(['HELLO']);
  });

  it('is heard when it shows the pinned certificate, whatever else that says', async () => {
    const own = maker.selfSigned('DNS:somewhere.else');
    const { port } = await device(own);
    expect(await heardOver(port, { fingerprint_sha256: own.fingerprint })).toEqual(['HELLO']);
    const bare = own.fingerprint.replaceAll(':', '').toLowerCase();
    expect(await heardOver(port, { fingerprint_sha256: bare })).toEqual(['HELLO']);
  });

  it('with a certificate that it signed itself is not, and the sentence says how to trust it', async () => {
    const own = maker.selfSigned('IP:127.0.0.1');
    const { port, heard } = await device(own);
    expect(await refusalOf(port, {})).toBe(
      `127.0.0.1 port ${port} shows a certificate that it signed itself. Name its file in ca_file, or pin it. Its SHA-256 fingerprint is ${own.fingerprint}: compare it with the device's own and put it into fingerprint_sha256 to trust this one certificate.`,
    );
    expect(heard()).toBe('');
  });

  it('of an authority that is not known is not', async () => {
    const { port } = await device(maker.signed('IP:127.0.0.1'));
    expect(await refusalOf(port, {})).toContain('shows a certificate of an authority that is not known here.');
  });

  it('made out to another name is not, also when a known authority has signed it', async () => {
    const { port } = await device(maker.signed('DNS:reader.example,IP:127.0.0.9'));
    const says = await refusalOf(port, { ca_file: maker.authority });
    expect(says).toContain('made out to DNS:reader.example, IP Address:127.0.0.9.');
    expect(await refusalOf(port, { ca_file: maker.authority }, 'localhost')).toContain('servername');
  });

  it('whose certificate has expired is not', async () => {
    const { port } = await device(maker.signed('IP:127.0.0.1', -1));
    expect(await refusalOf(port, { ca_file: maker.authority })).toContain('shows a certificate that has expired.');
  });

  it('with another certificate than the pinned one is not, also when a known authority has signed it', async () => {
    const other = maker.signed('IP:127.0.0.1');
    const { port } = await device(other);
    const pinned = maker.selfSigned('IP:127.0.0.1').fingerprint;
    expect(await refusalOf(port, { fingerprint_sha256: pinned })).toBe(
      `127.0.0.1 port ${port} shows another certificate than the settings ask for: its SHA-256 fingerprint is ${other.fingerprint}. If it was renewed, put that into fingerprint_sha256; if not, somebody stands between.`,
    );
  });

  it('comes back by itself after it was lost', async () => {
    const own = maker.selfSigned('IP:127.0.0.1');
    const { port, sockets } = await device(own);
    const { link, intake } = linkTo(port, { ca_file: own.file });
    await link.start();
    await intake.until(({ arrivals }) => arrivals.length === 1);
    sockets[0]?.destroy();
    await intake.until(({ arrivals }) => arrivals.length === 2);
    expect(intake.events()).toEqual(['reader-1 connected', 'reader-1 disconnected', 'reader-1 connected']);
  });

  it('that speaks without TLS is told from one that is away', async () => {
    const port = await listening(
      createPlainServer((socket) => {
        socket.on('error', () => {});
        socket.write('HELLO, HELLO, HELLO\n');
      }),
    );
    expect(await refusalOf(port, {})).toContain('does not speak TLS.');
  });

  it('needs a file of authorities that is there and holds one', async () => {
    const { port } = await device(maker.selfSigned('IP:127.0.0.1'));
    expect(await refusalOf(port, { ca_file: '/nowhere/ca.pem' })).toContain(
      'The file of trusted certificates cannot be read: ENOENT',
    );
    const empty = join(maker.authority, '../empty.pem');
    writeFileSync(empty, 'nothing');
    expect(await refusalOf(port, { ca_file: empty })).toContain('holds no certificate');
  });

  it('stops while it is shaking hands', async () => {
    const port = await listening(createPlainServer((socket) => socket.on('error', () => {})));
    const { link, state } = linkTo(port, {});
    await link.start();
    await link.stop();
    expect(state()?.state).toBe('stopped');
  });
});
