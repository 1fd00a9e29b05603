/** TLS to a device: which certificate is good enough, and what to do when it is not. */
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, type TLSSocket } from 'node:tls';
import { messageOf } from '../base/faults.ts';

/** As in the settings; empty: a certificate of a known authority, made out to the host. */
export interface TlsSettings {
  /** PEM file of the authorities, or of the device's own certificate, to be trusted instead of the machine's. */
  readonly ca_file?: string;
  /** The name in the certificate, where it is another than the host. */
  readonly servername?: string;
  /** This very certificate and no other, whoever signed it and whatever it says: 64 hexadecimal digits, colons allowed. */
  readonly fingerprint_sha256?: string;
}

/** What `node:tls` needs to connect. Rejects with a sentence when the authorities' file cannot be read. */
export async function tlsOptions(host: string, tls: TlsSettings): Promise<ConnectionOptions> {
  const servername = tls.servername ?? (isIP(host) === 0 ? host : undefined);
  return {
    ...(servername === undefined ? {} : { servername }),
    ...(tls.ca_file === undefined ? {} : { ca: await authoritiesIn(tls.ca_file) }),
    // A name or address is checked as the person wrote it, also where it is no name that TLS itself would send.
    checkServerIdentity: (_, certificate) => checkServerIdentity(tls.servername ?? host, certificate),
    // Every certificate gets through the handshake, because `certificateFault` judges it and can then say which one it was.
    rejectUnauthorized: false,
  };
}

async function authoritiesIn(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new Error(`The file of trusted certificates cannot be read: ${messageOf(thrown)}`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new Error(`${file} holds no certificate: it must be a PEM file with "BEGIN CERTIFICATE".`);
  }
  return text;
}

/**
 * Why the device is not to be talked to, after the handshake and before a word of it is believed; undefined when its
 * certificate is good.
 */
export function certificateFault(place: string, socket: TLSSocket, tls: TlsSettings): string | undefined {
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) return `${place} shows no certificate. Give it one, or reach it without TLS.`;
  if (tls.fingerprint_sha256 !== undefined) {
    if (digitsOf(shown.fingerprint256) === digitsOf(tls.fingerprint_sha256)) return undefined;
    return `${place} shows another certificate than the settings ask for: its SHA-256 fingerprint is ${shown.fingerprint256}. If it was renewed, put that into fingerprint_sha256; if not, somebody stands between.`;
  }
  if (socket.authorized) return undefined;
  const why = verificationWords(String(socket.authorizationError), shown.subjectAltName ?? shown.subject);
  return `${place} ${why} Its SHA-256 fingerprint is ${shown.fingerprint256}: compare it with the device's own and put it into fingerprint_sha256 to trust this one certificate.`;
}

/** What the codes of certificate verification (OpenSSL) mean to the person who has to mend it. */
function verificationWords(code: string, names: string): string {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'shows a certificate that it signed itself. Name its file in ca_file, or pin it.';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return "shows a certificate of an authority that is not known here. Name the authority's file in ca_file.";
    case 'CERT_HAS_EXPIRED':
      return 'shows a certificate that has expired. Renew it, and look at the clock of this machine.';
    case 'CERT_NOT_YET_VALID':
      return 'shows a certificate that is not valid yet. Look at the clock of this machine, and of the one that made it.';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `shows a certificate that is made out to ${names}. Reach it by that name, or say it in servername.`;
    default:
      return `shows a certificate that cannot be trusted (${code}).`;
  }
}

function digitsOf(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}
