/** What the schema cannot see in addresses, time zone and upstreams. */
import { isIP } from 'node:net';
import type { Network, Site, TlsProxy } from '../stock/site.ts';
import { checkUnique } from './check-stock.ts';
import type { Problems } from './problem.ts';

export function checkNetwork(site: Site, problems: Problems): void {
  if (!isTimeZone(site.time_zone)) {
    problems.add(['time_zone'], 'must be a time zone by its IANA name, for example Europe/Berlin');
  }
  const { dashboard, broker } = site.network;
  if (!isLoopback(dashboard.host) && dashboard.tls_proxy === undefined) {
    problems.add(
      ['network', 'dashboard', 'host'],
      'must be a loopback address such as 127.0.0.1, or network.dashboard.tls_proxy must name a proxy that speaks TLS: passwords never go over the network in the clear',
    );
  }
  checkProxy(dashboard.tls_proxy, problems);
  for (const [at, { wire }] of site.connections.entries()) {
    if (wire.kind !== 'tcp-server') continue;
    const taken = listeners(site).find(([, port]) => port === wire.port);
    if (taken !== undefined) problems.add(['connections', at, 'wire', 'port'], `is the port of ${taken[0]} too`);
  }
  if (broker.kind === 'embedded') {
    if (broker.port !== 0 && broker.port === dashboard.port) {
      problems.add(['network', 'broker', 'port'], 'is the port of the dashboard too');
    }
  } else {
    checkExternal(broker, problems);
  }
  const posted = site.network.devices_http?.port ?? 0;
  if (posted !== 0 && (posted === dashboard.port || (broker.kind === 'embedded' && posted === broker.port))) {
    problems.add(['network', 'devices_http', 'port'], 'is the port of the dashboard or the broker too');
  }
  checkUnique(site.upstream, 'upstream', problems);
  for (const [at, target] of site.upstream.entries()) {
    const fault = urlFault(target.url, ['http:', 'https:']);
    if (fault !== undefined) problems.add(['upstream', at, 'url'], fault);
  }
}

function checkProxy(proxy: TlsProxy | undefined, problems: Problems): void {
  if (proxy === undefined) return;
  if (isIP(proxy.address) === 0)
    problems.add(['network', 'dashboard', 'tls_proxy', 'address'], 'must be an IP address');
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(proxy.name)) {
    problems.add(['network', 'dashboard', 'tls_proxy', 'name'], 'must be a host name, without scheme and port');
  }
}

/** The ports that the gateway itself listens at; 0 is any that is free. */
function listeners({ network }: Site): (readonly [string, number])[] {
  const { dashboard, broker, devices_http } = network;
  return [
    ['network.dashboard', dashboard.port],
    ...(broker.kind === 'embedded' ? [['network.broker', broker.port] as const] : []),
    ...(devices_http === undefined ? [] : [['network.devices_http', devices_http.port] as const]),
  ];
}

/** Only names and addresses that can never leave the machine: 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return host.length <= 15 && /^127\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})$/.test(host);
}

function checkExternal(broker: Extract<Network['broker'], { kind: 'external' }>, problems: Problems): void {
  const fault = urlFault(broker.url, ['mqtt:', 'mqtts:']);
  if (fault !== undefined) problems.add(['network', 'broker', 'url'], fault);
  if (broker.password_file !== undefined && broker.username === undefined) {
    problems.add(['network', 'broker', 'password_file'], 'needs a username beside it');
  }
}

/** What is wrong with an address; undefined when nothing is. */
export function urlFault(text: string, protocols: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return 'must be a whole URL with scheme and host';
  const url = new URL(text);
  if (!protocols.includes(url.protocol)) return `must begin with ${protocols.map((each) => `${each}//`).join(' or ')}`;
  if (url.hostname === '') return 'must name a host';
  if (url.username !== '' || url.password !== '') return 'must not contain a user or password: this file is not secret';
  if (url.hash !== '') return 'must not contain a part after #';
  return undefined;
}

function isTimeZone(name: string): boolean {
  // Some engines also take offsets such as +01:00, which know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}
