/**
 * The addresses a person may have searched: one, or a small network, inside the own house. A gateway that knocks at
 * strangers' doors would be a scanner of the internet, so everything else is refused with a sentence.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { limits } from '../base/limits.ts';

export type AddressRange =
  | { readonly ok: true; readonly addresses: readonly string[] }
  /** A name, to be looked up before it is known whether it may be asked. */
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly rule: string };

const text_length_max = 100;
const bits_min = 24;

/** `192.168.1.50`, `192.168.1.0/24`, `::1`, or a host's name. */
export function addressRange(text: string): AddressRange {
  const asked = text.trim();
  if (asked === '' || asked.length > text_length_max)
    return no('must be an address, a name, or a network such as 192.168.1.0/24');
  const slash = asked.indexOf('/');
  if (slash >= 0) return networkOf(asked.slice(0, slash), asked.slice(slash + 1));
  if (isIPv4(asked) || isIPv6(asked)) return isPrivate(asked) ? { ok: true, addresses: [asked] } : no(outside(asked));
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?$/.test(asked) || /^[\d.]{1,100}$/.test(asked)) {
    return no('must be an address, a name, or a network such as 192.168.1.0/24');
  }
  return { ok: true, name: asked };
}

/**
 * Private (RFC 1918, RFC 4193), link-local or loopback: addresses that no network outside the house answers to. An IPv4
 * address in IPv6 clothes is what it is inside.
 */
export function isPrivate(address: string): boolean {
  const lower = address.toLowerCase();
  const inner = /^::ffff:([\d.]{7,15})$/.exec(lower)?.[1];
  if (inner !== undefined) return isIPv4(inner) && isPrivate(inner);
  if (isIPv4(lower)) {
    const [a = 0, b = 0] = lower.split('.').map(Number);
    return (
      a === 10 || a === 127 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254)
    );
  }
  return isIPv6(lower) && (lower === '::1' || /^f[cd][0-9a-f]{2}:/.test(lower) || /^fe[89ab][0-9a-f]:/.test(lower));
}

export function outside(address: string): string {
  return `${address} is not an address of your own network: only private, link-local and loopback addresses are asked`;
}

function networkOf(base: string, bits_text: string): AddressRange {
  if (!isIPv4(base)) return no('must begin with an IPv4 address, for example 192.168.1.0/24');
  if (!/^\d{1,2}$/.test(bits_text) || Number(bits_text) > 32)
    return no('must end in a number of bits up to 32, for example /24');
  const bits = Number(bits_text);
  if (bits < bits_min) {
    return no(
      `must be at most ${limits.discovery_addresses_max} addresses, which is /${bits_min}: search larger networks piece by piece`,
    );
  }
  if (!isPrivate(base)) return no(outside(base));
  const size = 2 ** (32 - bits);
  const number = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = number - (number % size);
  // The first address of a network is its name and the last calls everybody; both are nobody's own.
  const skip = size > 2 ? 1 : 0;
  return {
    ok: true,
    addresses: Array.from({ length: size - 2 * skip }, (_, at) => dotted(first + skip + at)),
  };
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function no(rule: string): AddressRange {
  return { ok: false, rule };
}
