/** A device whose events are fetched over HTTP: one request that the device answers line by line, for as long as it stands. */
import { readFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '../base/clock.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import { eventLines } from './event-lines.ts';
import type { Link } from './link.ts';
import { socketFault } from './socket-fault.ts';
import { StreamLink, type StreamLinkParts } from './stream-link.ts';
import type { Port, Wire, WireEvents } from './wire.ts';

export interface HttpStreamSettings {
  /** `http://` or `https://`, without login. */
  readonly url: string;
  readonly username?: string;
  /** Holds the password and nothing else; read at every attempt, so that a new password needs no restart. */
  readonly password_file?: string;
  /** Certificates to trust instead of the public ones, PEM. */
  readonly ca_file?: string;
  /** Without a byte for so long the stream is opened anew. */
  readonly silence_ms: number;
}

export interface HttpStreamLinkParts extends StreamLinkParts {
  readonly stream: HttpStreamSettings;
}

/** A link to one device over HTTP, an event a line. Reconnects for as long as it runs; never throws. */
export function httpStreamLink(parts: HttpStreamLinkParts): Link {
  const { driver, stream, clock } = parts;
  const framing = { by: 'line', bytes_max: driver.framing.bytes_max } as const;
  return new StreamLink({ ...parts, driver: { ...driver, framing } }, httpStreamPort(stream, clock));
}

export function httpStreamPort(stream: HttpStreamSettings, clock: Clock): Port {
  const { host, pathname } = new URL(stream.url);
  const place = `${host}${pathname}`;
  return {
    place,
    async open(signal) {
      const { silence_ms } = stream;
      const asked = await askedOf(stream, place);
      const answer = await answered(asked, { place, clock, signal });
      const refusal = refusalOf(answer, place);
      if (refusal !== undefined) {
        answer.destroy();
        throw refusal;
      }
      return httpWire(asked, answer, { place, clock, silence_ms });
    },
  };
}

async function askedOf(
  { url, username, password_file, ca_file }: HttpStreamSettings,
  place: string,
): Promise<ClientRequest> {
  const password = password_file === undefined ? '' : (await contentsOf(password_file, 'password', place)).trim();
  const ca = ca_file === undefined ? undefined : await contentsOf(ca_file, 'certificate', place);
  const options = {
    agent: false,
    headers: { accept: '*/*', 'accept-encoding': 'identity' },
    ...(username === undefined ? {} : { auth: `${username}:${password}` }),
  } as const;
  if (!url.startsWith('https:')) return requestHttp(url, options);
  return requestHttps(url, { ...options, ...(ca === undefined ? {} : { ca }) });
}

async function contentsOf(file: string, what: string, place: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new Error(`The ${what} for ${place} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function answered(
  asked: ClientRequest,
  { place, clock, signal }: { readonly place: string; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limits.http_stream_answer_ms_max, () =>
      asked.destroy(new Error('no answer. Check its power, cable and address.')),
    );
    const aborted = () => asked.destroy(new Error('the attempt was ended.'));
    const settle = () => {
      cancel();
      signal.removeEventListener('abort', aborted);
    };
    signal.addEventListener('abort', aborted);
    // Errors after the answer end the answer too, which is what we act on; without a listener they would end the process.
    asked.on('error', (error) => {
      settle();
      reject(new Error(requestFault(place, error)));
    });
    asked.once('response', (answer) => {
      settle();
      answer.on('error', () => {});
      resolve(answer);
    });
    if (signal.aborted) aborted();
    asked.setNoDelay(true);
    asked.setSocketKeepAlive(true, limits.tcp_keepalive_ms);
    asked.end();
  });
}

/** Why what came is no stream of events; undefined when it is one. */
function refusalOf({ statusCode = 0, headers }: IncomingMessage, place: string): Error | undefined {
  if (statusCode === 401 || statusCode === 403) {
    const says = `${place} refuses the login: user name or password is wrong, or this user may not read. Correct it in the settings.`;
    return new GatewayFault('device-refused', says);
  }
  if (statusCode === 404)
    return new Error(`${place} is not there (HTTP 404). Check the path, and the interface the device is set to.`);
  if (statusCode >= 300 && statusCode < 400) {
    return new Error(`${place} sends to another address (HTTP ${statusCode}). Write that address into the settings.`);
  }
  if (statusCode !== 200) return new Error(`${place} answers with HTTP ${statusCode} instead of its events.`);
  if (headers['content-type']?.startsWith('text/html') === true) {
    return new Error(`${place} answers with a web page instead of its events. Check the path.`);
  }
  return undefined;
}

function httpWire(
  asked: ClientRequest,
  answer: IncomingMessage,
  { place, clock, silence_ms }: { readonly place: string; readonly clock: Clock; readonly silence_ms: number },
): Wire {
  let closing: Promise<void> | undefined;
  let gone: (says: string) => void = () => {};
  let cancelSilence = () => {};
  const listen = () => {
    cancelSilence();
    cancelSilence = clock.after(silence_ms, () => {
      gone(`${place} has sent nothing for ${Math.round(silence_ms / 1_000)} s, not even a sign of life.`);
    });
  };
  return {
    listen(events: WireEvents) {
      const plain = eventLines();
      let is_over = false;
      gone = (says) => {
        cancelSilence();
        if (is_over || closing !== undefined) return;
        is_over = true;
        events.gone(says);
      };
      listen();
      answer.on('data', (chunk: Uint8Array) => {
        if (closing !== undefined) return;
        listen();
        events.heard(plain(chunk));
      });
      answer.once('end', () => gone(`${place} ended the stream.`));
      answer.once('close', () => gone(`${place} broke off the stream.`));
    },
    /** What is fetched cannot be answered. */
    write() {},
    unsent_bytes: 0,
    pause() {
      // While it is not read it cannot be heard, so its silence means nothing.
      cancelSilence();
      answer.pause();
    },
    resume() {
      listen();
      answer.resume();
    },
    close() {
      cancelSilence();
      closing ??= released(asked, answer);
      return closing;
    },
  };
}

function released(asked: ClientRequest, answer: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (asked.closed || asked.socket === null || asked.socket.closed) resolve();
    else asked.socket.once('close', () => resolve());
    answer.destroy();
    asked.destroy();
  });
}

/** What an attempt's error means to the person who has to mend it. */
function requestFault(place: string, error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('HPE_')) return `${place} does not speak HTTP. Check the port.`;
  switch (code) {
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return `${place} does not speak HTTPS. Check the port, or write http:// instead.`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `${place} shows a certificate that is not trusted here. Name its file as ca_file if it is the device's own.`;
    default:
      return socketFault(place, error);
  }
}
