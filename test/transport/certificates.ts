/** Certificates for servers under test, made when they are needed and kept nowhere. */
import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const found = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;

/** For test names: empty, or why the test is skipped. */
export const withoutOpenssl = found ? '' : ' (skipped: openssl is not installed)';

export interface Certificate {
  /** PEM, for a server. */
  readonly key: string;
  readonly cert: string;
  /** The certificate's own file. */
  readonly file: string;
  /** SHA-256, with colons. */
  readonly fingerprint: string;
}

export interface CertificateMaker {
  /** Signed by itself. `names` as OpenSSL writes them: `DNS:reader,IP:127.0.0.1`. */
  selfSigned(names: string): Certificate;
  /** Signed by an authority of this maker's. */
  signed(names: string, days?: number): Certificate;
  /** The authority's file. */
  readonly authority: string;
  end(): void;
}

export function certificateMaker(): CertificateMaker {
  const folder = mkdtempSync(join(tmpdir(), 'tallygate-certificates-'));
  let count = 0;
  const openssl = (...args: readonly string[]) => execFileSync('openssl', [...args], { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Test authority',
    '-days',
    '2',
  );

  function read(name: string): Certificate {
    const file = join(folder, `${name}.pem`);
    const cert = readFileSync(file, 'utf8');
    const key = readFileSync(join(folder, `${name}.key`), 'utf8');
    return { key, cert, file, fingerprint: new X509Certificate(cert).fingerprint256 };
  }

  function request(names: string): string {
    count += 1;
    const name = `reader-${count}`;
    openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=Reader ${count}`);
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${names}\n`);
    return name;
  }

  return {
    authority: join(folder, 'ca.pem'),
    selfSigned(names) {
      const name = request(names);
      const own = ['-signkey', `${name}.key`, '-extfile', `${name}.ext`, '-days', '2', '-out', `${name}.pem`];
      openssl('x509', '-req', '-in', `${name}.csr`, ...own);
      return read(name);
    },
    signed(names, days = 2) {
      const name = request(names);
      const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`];
      openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-days', String(days), '-out', `${name}.pem`);
      return read(name);
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}
