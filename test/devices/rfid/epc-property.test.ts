import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEpc, meaningOf, meaningOfEpc } from '../../../devices/rfid/epc.ts';
import { withCheckDigit } from '../../../devices/rfid/epc-check-digit.ts';
import { encodeEpc } from '../../../devices/rfid/epc-encode.ts';
import { type EpcField, epcSchemes } from '../../../devices/rfid/epc-schemes.ts';
import { epcOfTagUri, tagUriOf } from '../../../devices/rfid/epc-uri.ts';
import type { Epc, EpcPart } from '../../../devices/rfid/epc-value.ts';

/** Any value of a field, from the field itself. */
function anyParts(field: EpcField): fc.Arbitrary<Partial<Epc>> {
  const digits = (count: number) => textOf('0123456789', count, count);
  const number = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }).map(String);
  const six = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/';
  const characters_82 = `!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`;
  const into = (part: EpcPart, value: fc.Arbitrary<string>) => value.map((text) => ({ [part]: text }));
  switch (field.kind) {
    case 'filter':
      return fc.integer({ min: 0, max: 2 ** field.bits - 1 }).map((filter) => ({ filter }));
    case 'split':
      return fc.constantFrom(...field.splits).chain(({ prefix_digits, reference_digits, reference_bits }) => {
        const ways = {
          padded: () => digits(reference_digits),
          plain: () => number(reference_bits),
          text: () => textOf(characters_82.replace('.', ''), 1, reference_digits),
          'six-bit': () => textOf(`${six}#`, 1, reference_digits),
        };
        return fc.record({ company_prefix: digits(prefix_digits), reference: ways[field.reference]() });
      });
    case 'number':
      return into(field.into, number(field.bits));
    case 'digits':
      return into(field.into, textOf('0123456789', 1, field.digits_max));
    case 'two-digits':
      return into(field.into, digits(2));
    case 'text':
      return into(field.into, textOf(characters_82, 1, field.characters));
    case 'six-bit':
      return into(field.into, textOf(six, field.characters.min, field.characters.max));
    case 'cage':
      return into('cage', textOf('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789', 5, 6));
    case 'key':
      return into('key', digits(field.digits - 1).map(withCheckDigit));
    case 'date':
      return fc
        .tuple(
          fc.integer({ min: 0, max: 6 }),
          digits(2),
          fc.integer({ min: 1, max: 12 }),
          fc.integer({ min: 0, max: 28 }),
        )
        .map(([type, year, ...rest]) => ({
          date: { type, yymmdd: year + rest.map((part) => String(part).padStart(2, '0')).join('') },
        }));
    case 'packed':
      return fc
        .oneof(
          ...[
            '0123456789',
            '0123456789ABCDEF',
            '0123456789abcdef',
            'ABCXYZabcxyz019-_',
            characters_82,
            'ABCXYZ019-.:',
          ].map((alphabet, packing) => textOf(alphabet, 1, field.characters).map((text) => ({ text, packing }))),
        )
        .map(({ text, packing }) => ({ [field.into]: text, packing }));
    case 'toggle':
      return fc.constantFrom({}, { toggle: true, aidc: '0001011' });
    case 'zeros':
      return fc.constant({});
  }
}

function textOf(alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...alphabet), { minLength, maxLength }).map((all) => all.join(''));
}

/** Any EPC of any row. */
function anyEpc(): fc.Arbitrary<Epc> {
  return fc.constantFrom(...epcSchemes).chain(({ scheme, fields }) =>
    fc.tuple(...fields.map(anyParts)).map((parts) => {
      let epc: Epc = { scheme };
      for (const part of parts) epc = { ...epc, ...part };
      return epc;
    }),
  );
}

describe('what always holds', () => {
  test('reading gives back what was written, in bits and as a tag URI', () => {
    fc.assert(
      fc.property(anyEpc(), (epc) => {
        const hex = encodeEpc(epc);
        expect(hex.ok).toBe(true);
        if (!hex.ok) return;
        const decoded = decodeEpc(hex.value);
        // Data after the EPC are filled up to the word like the EPC itself.
        const { aidc, ...own } = decoded.ok ? decoded.value : { aidc: undefined };
        const { aidc: given, ...wanted } = epc;
        expect(own).toEqual(wanted);
        expect((aidc ?? '').startsWith(given ?? '')).toBe(true);
        const tag = tagUriOf(epc);
        if (tag !== undefined) expect(epcOfTagUri(tag)).toEqual({ ok: true, value: epc });
      }),
      { numRuns: 2_000 },
    );
  });

  test('writing gives back the very bits that could be read', () => {
    const headers = epcSchemes.map(({ header }) => header.toString(16).toUpperCase());
    const bits = fc
      .tuple(fc.constantFrom(...headers), anyEpc(), fc.integer({ min: 8, max: 200 }))
      .map(([header, epc, flipped]) => {
        const hex = encodeEpc(epc);
        if (!hex.ok) throw new Error(hex.error.message);
        const digit = Math.min(hex.value.length - 1, flipped >> 2);
        const changed = (Number.parseInt(hex.value.charAt(digit), 16) ^ (1 << (flipped & 3)))
          .toString(16)
          .toUpperCase();
        const other = hex.value.slice(0, digit) + changed + hex.value.slice(digit + 1);
        return flipped % 5 === 0 ? header + other.slice(2) : other;
      });
    let read = 0;
    fc.assert(
      fc.property(bits, (hex) => {
        const decoded = decodeEpc(hex);
        if (!decoded.ok) return;
        read += 1;
        const again = encodeEpc(decoded.value);
        if (!again.ok) throw new Error(again.error.message);
        expect(again.value.padEnd(hex.length, '0')).toBe(hex);
        expect(meaningOf(decoded.value)).toEqual(meaningOfEpc(hex.toLowerCase()));
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  test('nothing throws, whatever the text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 140 }), (text) => typeof meaningOfEpc(text).scheme === 'string'));
  });

  test('nothing throws, whatever the bits after a header that is known', () => {
    const headers = epcSchemes.map(({ header }) => header.toString(16));
    const any = fc.tuple(fc.constantFrom(...headers), fc.uint8Array({ maxLength: 61 }));
    fc.assert(
      fc.property(any, ([header, bytes]) => {
        const decoded = decodeEpc(header + Buffer.from(bytes).toString('hex'));
        if (!decoded.ok) expect(decoded.error.message).toMatch(/\.$/);
      }),
      { numRuns: 3_000 },
    );
  });
});
