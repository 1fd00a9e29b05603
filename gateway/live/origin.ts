/**
 * Who may talk to the dashboard's port: this machine's own browser, on the dashboard's own page, and programs here.
 * A page of another site can make a browser send requests to 127.0.0.1, and by a name of its own that resolves to
 * 127.0.0.1 (DNS rebinding) even read the answers; `Host` and `Origin` give both away.
 */
import { isIPv4 } from 'node:net';

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
  if (origin === undefined) return undefined;
  const caller = parsedUrl(origin);
  if (caller?.protocol !== 'http:' || caller.host !== called.host) {
    return "only the dashboard's own page may call from a browser (Origin is another one)";
  }
  return undefined;
}

function parsedUrl(text: string): URL | undefined {
  return text.length <= header_chars_max && URL.canParse(text) ? new URL(text) : undefined;
}
