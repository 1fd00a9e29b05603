/** Which addresses a person may have asked: of the own network, few, and nothing else whatever it is dressed up as. */
import { describe, expect, test } from 'vitest';
import { addressRange, isPrivate } from '../../gateway/discovery/address-range.ts';

const addresses = (text: string) => {
  const range = addressRange(text);
  return range.ok && 'addresses' in range ? range.addresses : range;
};

describe('a search', () => {
  test.each([
    ['192.168.1.50', ['192.168.1.50']],
    [' 10.0.0.7 ', ['10.0.0.7']],
    ['127.0.0.1', ['127.0.0.1']],
    ['::1', ['::1']],
    ['fe80::1', ['fe80::1']],
    ['fd12:3456::7', ['fd12:3456::7']],
    ['192.168.1.8/32', ['192.168.1.8']],
    ['192.168.1.8/31', ['192.168.1.8', '192.168.1.9']],
    ['192.168.1.9/30', ['192.168.1.9', '192.168.1.10']],
  ])('of %s asks %j', (text, asked) => {
    expect(addresses(text)).toEqual(asked);
  });

  test('of a /24 asks each host of it and neither its name nor everybody', () => {
    const range = addresses('172.16.4.77/24');
    expect(range).toHaveLength(254);
    expect([Array.isArray(range) && range[0], Array.isArray(range) && range.at(-1)]).toEqual([
      '172.16.4.1',
      '172.16.4.254',
    ]);
  });

  test.each(['reader-1', 'reader-1.lan', 'localhost', 'fx9600A1B2C3'])('of the name %s looks it up first', (name) => {
    expect(addressRange(name)).toEqual({ ok: true, name });
  });

  test.each([
    ['', 'must be an address'],
    ['8.8.8.8', 'is not an address of your own network'],
    ['172.32.0.1', 'is not an address of your own network'],
    ['192.169.0.1', 'is not an address of your own network'],
    ['2001:4860:4860::8888', 'is not an address of your own network'],
    ['::ffff:8.8.8.8', 'is not an address of your own network'],
    ['0.0.0.0', 'is not an address of your own network'],
    ['255.255.255.255', 'is not an address of your own network'],
    ['224.0.0.1', 'is not an address of your own network'],
    ['8.8.8.0/24', 'is not an address of your own network'],
    ['10.0.0.0/8', 'must be at most 256 addresses'],
    ['192.168.0.0/23', 'must be at most 256 addresses'],
    ['192.168.1.0/33', 'must end in a number of bits'],
    ['192.168.1.0/', 'must end in a number of bits'],
    ['fd00::/120', 'must begin with an IPv4 address'],
    ['192.168.1', 'must be an address'],
    ['192.168.1.300', 'must be an address'],
    ['3232235777', 'must be an address'],
    ['0x7f000001;id', 'must be an address'],
    ['a b', 'must be an address'],
    [`${'a'.repeat(120)}`, 'must be an address'],
  ])('of %j is refused', (text, rule) => {
    const range = addressRange(text);
    expect(range.ok ? range : range.rule).toContain(rule);
  });

  test('takes an IPv4 address in IPv6 clothes for what it is', () => {
    expect(['::ffff:192.168.1.1', '::FFFF:127.0.0.1', '::ffff:1.2.3.4', '::ffff:999.1.1.1'].map(isPrivate)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
