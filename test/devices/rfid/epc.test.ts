import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodeEpc, meaningOf, meaningOfEpc } from '../../../devices/rfid/epc.ts';
import { encodeEpc } from '../../../devices/rfid/epc-encode.ts';
import { sgtinOf, ssccEpcOf } from '../../../devices/rfid/epc-keys.ts';
import { epcSchemes } from '../../../devices/rfid/epc-schemes.ts';
import { epcOfTagUri, tagUriOf } from '../../../devices/rfid/epc-uri.ts';
import type { Epc } from '../../../devices/rfid/epc-value.ts';
import { epcFacts } from './epc-facts.ts';

describe.each(epcFacts)('$tag', ({ hex, tag, means }) => {
  it('is read from its bits', () => {
    expect(meaningOfEpc(hex)).toEqual(means);
  });

  it('is written to the same bits', () => {
    const epc = epcOfTagUri(tag);
    expect(epc.ok && encodeEpc(epc.value)).toEqual({ ok: true, value: hex });
  });

  it('is its own tag URI', () => {
    const decoded = decodeEpc(hex);
    expect(decoded.ok && tagUriOf(decoded.value)).toBe(tag);
  });
});

describe('what is refused when reading', () => {
  test.each([
    ['no digits at all', '', 'too-short'],
    ['half a byte', '303644334083340000000190F', 'not-hex'],
    ['a letter past F', '30364433408334000000019G', 'not-hex'],
    ['a space', '30 36443340833400000000190', 'not-hex'],
    ['characters outside ASCII', '3036443340833400000001９0', 'not-hex'],
    ['a header of no scheme we read', 'E28011606000020A6681F23F', 'unknown-scheme'],
    ['an unprogrammed tag', '000000000000000000000000', 'unknown-scheme'],
    ['a tag cut short', '3036443340', 'too-short'],
    ['one byte short', '3036443340833400000001', 'too-short'],
    ['one byte too many', '30364433408334000000019000', 'too-long'],
    ['198 bits in 192', '3636443340833420AF6E89E787C000000000000000000000', 'too-short'],
    ['more than a tag can announce', '30'.repeat(63), 'too-long'],
    ['partition 7', '303C00000000000000000001', 'partition'],
    ['a company prefix of eight digits where seven are said', '3036625A0000004000000001', 'company-prefix'],
    ['an item reference with a digit too many', '3036443343D0900000000001', 'reference'],
    ['a location where the company prefix leaves no room', '32037550B459F60000000001', 'reference'],
    ['reserved bits of an SSCC that are set', '31164433403B9ACA07000001', 'reserved-bits'],
    ['bits set after the end', '3636443340833420800000000000000000000000000000000001', 'reserved-bits'],
    ['a serial that goes on after its end', '3636443340833420808400000000000000000000000000000000', 'serial'],
    ['an empty serial', '3636443340833400000000000000000000000000000000000000', 'serial'],
    ['a space in a serial', '3636443340833420A08400000000000000000000000000000000', 'serial'],
  ])('%s', (_, hex, code) => {
    expect(decodeEpc(hex)).toMatchObject({ ok: false, error: { code } });
    expect(meaningOfEpc(hex)).toEqual({ scheme: 'unknown' });
  });
});

describe('what is refused when writing', () => {
  const sgtin: Epc = { scheme: 'sgtin-96', filter: 1, company_prefix: '9506000', reference: '134352', serial: '400' };
  test.each([
    ['a scheme we do not write', { scheme: 'sgtin-64' }, 'unknown-scheme'],
    ['filter 8', { filter: 8 }, 'filter'],
    ['a filter that is no whole number', { filter: 1.5 }, 'filter'],
    ['a company prefix of five digits', { company_prefix: '95060' }, 'company-prefix'],
    ['letters in the company prefix', { company_prefix: '95O6000' }, 'company-prefix'],
    ['a reference that is too short', { reference: '34352' }, 'reference'],
    ['a sign in the reference', { reference: '-34352' }, 'reference'],
    ['a serial with a leading zero', { serial: '0400' }, 'serial'],
    ['a serial of 39 bits', { serial: '274877906944' }, 'serial'],
    ['an empty serial', { serial: '' }, 'serial'],
    ['a serial where there is none', { scheme: 'sscc-96', reference: '1000000007' }, 'serial'],
    ['21 characters', { scheme: 'sgtin-198', serial: 'abcdefghijklmnopqrstu' }, 'serial'],
    ['a character outside the set', { scheme: 'sgtin-198', serial: 'a#b' }, 'serial'],
  ])('%s', (_, change, code) => {
    expect(encodeEpc({ ...sgtin, ...change })).toMatchObject({ ok: false, error: { code } });
  });

  test.each([
    ['urn:epc:id:sgtin:9506000.134352.400', 'uri'],
    ['urn:epc:tag:sgtin-96', 'unknown-scheme'],
    ['urn:epc:tag:sgtin-64:1.9506000.134352.400', 'unknown-scheme'],
    ['urn:epc:tag:sgtin-96:8.9506000.134352.400', 'uri'],
    ['urn:epc:tag:sgtin-96:1.9506000', 'uri'],
    ['urn:epc:tag:sgtin-198:1.9506000.134352.a/b', 'uri'],
    ['urn:epc:tag:sgtin-198:1.9506000.134352.a%', 'uri'],
    [`urn:epc:tag:sgtin-198:1.9506000.134352.${'a'.repeat(200)}`, 'uri'],
  ])('the tag URI %s', (uri, code) => {
    expect(epcOfTagUri(uri)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('EPCs made from keys', () => {
  it('a GTIN and a serial make an SGTIN-96', () => {
    const epc = sgtinOf({ gtin: '19506000343522', prefix_digits: 7, serial: '400', filter: 1 });
    expect(epc.ok && encodeEpc(epc.value)).toEqual({ ok: true, value: '303644334083340000000190' });
  });

  it('an SSCC makes an SSCC-96', () => {
    const epc = ssccEpcOf({ sscc: '195060000000000074', prefix_digits: 7, filter: 2 });
    expect(epc.ok && encodeEpc(epc.value)).toEqual({ ok: true, value: '31564433403B9ACA07000000' });
  });

  it('a wrong check digit is refused', () => {
    expect(sgtinOf({ gtin: '19506000343523', prefix_digits: 7, serial: '1', filter: 1 }).ok).toBe(false);
    expect(ssccEpcOf({ sscc: '195060000000000075', prefix_digits: 7, filter: 2 }).ok).toBe(false);
  });

  it('a company prefix has 6 to 12 digits', () => {
    expect(sgtinOf({ gtin: '19506000343522', prefix_digits: 5, serial: '1', filter: 1 }).ok).toBe(false);
    expect(ssccEpcOf({ sscc: '195060000000000074', prefix_digits: 13, filter: 2 }).ok).toBe(false);
  });
});

/** Any EPC of any row, from the row itself. */
function anyEpc(): fc.Arbitrary<Epc> {
  const digits = (count: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(''));
  const number = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }).map(String);
  const characters = `!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`;
  return fc.constantFrom(...epcSchemes).chain((row) => {
    const split = row.fields.find((field) => field.kind === 'split');
    const tail = row.fields.find((field) => field.kind === 'number' || field.kind === 'text');
    if (split === undefined) throw new Error('every row has a company prefix');
    return fc.constantFrom(...split.splits).chain(({ prefix_digits, reference_digits, reference_bits }) =>
      fc.record({
        scheme: fc.constant(row.scheme),
        filter: fc.integer({ min: 0, max: 7 }),
        company_prefix: digits(prefix_digits),
        reference: split.reference === 'padded' ? digits(reference_digits) : number(reference_bits),
        ...(tail?.kind === 'number' && { serial: number(tail.bits) }),
        ...(tail?.kind === 'text' && {
          serial: fc
            .array(fc.constantFrom(...characters), { minLength: 1, maxLength: tail.characters })
            .map((all) => all.join('')),
        }),
      }),
    );
  });
}

describe('what always holds', () => {
  test('reading gives back what was written, in bits and as a tag URI', () => {
    fc.assert(
      fc.property(anyEpc(), (epc) => {
        const hex = encodeEpc(epc);
        expect(hex.ok).toBe(true);
        if (!hex.ok) return;
        expect(decodeEpc(hex.value)).toEqual({ ok: true, value: epc });
        expect(epcOfTagUri(tagUriOf(epc))).toEqual({ ok: true, value: epc });
      }),
      { numRuns: 500 },
    );
  });

  test('writing gives back the very bits that could be read', () => {
    const bits = fc
      .constantFrom('30', '31', '32', '33', '34')
      .chain((header) =>
        fc
          .uint8Array({ minLength: 11, maxLength: 11 })
          .map((rest) => header + Buffer.from(rest).toString('hex').toUpperCase()),
      );
    let read = 0;
    fc.assert(
      fc.property(bits, (hex) => {
        const decoded = decodeEpc(hex);
        if (!decoded.ok) return;
        read += 1;
        expect(encodeEpc(decoded.value)).toEqual({ ok: true, value: hex });
        expect(meaningOf(decoded.value)).toEqual(meaningOfEpc(hex.toLowerCase()));
      }),
      { numRuns: 1_000 },
    );
    expect(read).toBeGreaterThan(50);
  });

  test('nothing throws, whatever the text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 140 }), (text) => typeof meaningOfEpc(text).scheme === 'string'));
  });
});
