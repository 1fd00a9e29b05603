/**
 * Who may talk to the dashboard's port: this machine's own browser, on the dashboard's own page, and programs here; and
 * where the settings name a TLS proxy, whoever comes through it by the name they say. A page of another site can make a
 * browser send requests to 127.0.0.1, and by a name of its own that resolves to 127.0.0.1 (DNS rebinding) even read the
 * answers; `Host` and `Origin` give both away. What a request claims to be forwarded for is believed of the proxy only.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { isIP, isIPv4 } from 'node:net';
import type { TlsProxy } from '../stock/site.ts';

const header_chars_max = 255;

export function isLoopbackName(name: string): boolean {
  const lower = name.toLowerCase();
  if (lower === 'localhost' || lower === '::1' || lower === '[::1]') return true;
  return isIPv4(lower) && lower.startsWith('127.');
}

/** Why a request with these headers is refused, or undefined when it is welcome. Programs that send no `Origin` are. */
export function refuseCaller(host: string | undefined, origin: string | undefined): string | undefined {
  const called = host === undefined ? undefined : parsedUrl(`http://${host}`);
  if (called === undefined || called.pathname !== '/' || called.username !== '' || !isLoopbackName(called.hostname)) {
    return 'the Host header must name this machine (localhost, 127.0.0.1 or [::1])';
  }
  return refuseOrigin(origin, 'http:', called.host);
}

/** How a request came in. */
export interface Arrival {
  /** Where the person or program is, as far as is known. */
  readonly address: string;
  /** It came through the TLS proxy. */
  readonly secure: boolean;
  /** What says that the request was handed on by a proxy or a tunnel; absent of one from this machine itself. */
  readonly handed_on?: string;
}

export type Arrived = { readonly ok: true; readonly arrival: Arrival } | { readonly ok: false; readonly says: string };

/** The connection that a request came on: the address of its other end, and what this end says of itself. */
export interface Wire {
  readonly peer: string;
  readonly port?: number | undefined;
  readonly http_version?: string;
}

export function arrivalOf(wire: Wire, headers: IncomingHttpHeaders, proxy: TlsProxy | undefined): Arrived {
  const { peer } = wire;
  const from = plainAddress(peer);
  if (proxy !== undefined && from === plainAddress(proxy.address) && headers['x-forwarded-proto'] !== undefined) {
    return throughProxy(from, headers, proxy);
  }
  if (!isLoopbackName(from)) return { ok: false, says: 'the dashboard is reached through its TLS proxy only' };
  const says = refuseCaller(headers.host, headers.origin);
  if (says !== undefined) return { ok: false, says };
  const handed_on = handedOn(wire, headers);
  return { ok: true, arrival: { address: from, secure: false, ...(handed_on === undefined ? {} : { handed_on }) } };
}

function throughProxy(from: string, headers: IncomingHttpHeaders, proxy: TlsProxy): Arrived {
  if (headers['x-forwarded-proto'] !== 'https') return { ok: false, says: 'it came to the proxy without TLS' };
  const host = oneOf(headers['x-forwarded-host']) ?? headers.host;
  const called = host === undefined ? undefined : parsedUrl(`https://${host}`);
  if (called?.hostname !== proxy.name.toLowerCase()) {
    return { ok: false, says: `the Host header must be ${proxy.name}, as the settings name it` };
  }
  const says = refuseOrigin(headers.origin, 'https:', called.host);
  if (says !== undefined) return { ok: false, says };
  return {
    ok: true,
    arrival: { address: lastForwarded(headers) ?? from, secure: true, handed_on: 'X-Forwarded-Proto' },
  };
}

/**
 * Only the last entry was written by the proxy itself; what stands before it anybody may have sent, and as much of it as they
 * like. Some proxies add the port.
 */
function lastForwarded(headers: IncomingHttpHeaders): string | undefined {
  const all = headers['x-forwarded-for'];
  const text = (typeof all === 'string' ? all : (all?.join() ?? '')).slice(-header_chars_max);
  const last = text.slice(text.lastIndexOf(',') + 1).trim();
  const [, host = last] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(last) ?? /^([\d.]+):\d{1,5}$/.exec(last) ?? [];
  return isIP(host) === 0 ? undefined : plainAddress(host);
}

function refuseOrigin(origin: string | undefined, protocol: string, host: string): string | undefined {
  if (origin === undefined) return undefined;
  const caller = parsedUrl(origin);
  if (caller?.protocol === protocol && caller.host === host) return undefined;
  return "only the dashboard's own page may call from a browser (Origin is another one)";
}

/** Besides those that begin with `x-forwarded`. */
const proxy_headers = ['forwarded', 'via', 'x-real-ip', 'x-client-ip', 'x-cluster-client-ip', 'true-client-ip'];

/**
 * What gives a proxy or a tunnel away: its headers; another port in Host than the one that is listened at; and HTTP/1.0, which
 * no browser speaks and nginx does when it is told nothing else. One that hides all of these cannot be told from a browser here.
 */
function handedOn({ port, http_version }: Wire, headers: IncomingHttpHeaders): string | undefined {
  const header = Object.keys(headers).find((name) => proxy_headers.includes(name) || name.startsWith('x-forwarded'));
  if (header !== undefined) return `the header ${header}`;
  if (http_version === '1.0') return 'HTTP/1.0';
  const called = parsedUrl(`http://${headers.host}`);
  if (port !== undefined && called !== undefined && Number(called.port || 80) !== port) {
    return `another port in Host than ${port}`;
  }
  return undefined;
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header.length <= header_chars_max ? header : undefined;
}

/** An IPv4 address as such also where the socket takes both kinds. */
function plainAddress(address: string): string {
  const lower = address.toLowerCase().replace(/^\[|\]$/g, '');
  return lower.startsWith('::ffff:') && isIPv4(lower.slice(7)) ? lower.slice(7) : lower;
}

function parsedUrl(text: string): URL | undefined {
  return text.length <= header_chars_max && URL.canParse(text) ? new URL(text) : undefined;
}
