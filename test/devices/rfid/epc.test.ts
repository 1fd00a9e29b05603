import { describe, expect, it, test } from 'vitest';
import { decodeEpc, meaningOf, meaningOfEpc } from '../../../devices/rfid/epc.ts';
import { encodeEpc } from '../../../devices/rfid/epc-encode.ts';
import { sgtinOf, ssccEpcOf } from '../../../devices/rfid/epc-keys.ts';
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
    ['half a byte more, which is not zero', '303644334083340000000190F', 'too-long'],
    ['a letter past F', '30364433408334000000019G', 'not-hex'],
    ['a space', '30 36443340833400000000190', 'not-hex'],
    ['characters outside ASCII', '3036443340833400000001９0', 'not-hex'],
    ['the number of the chip', 'E28011606000020A6681F23F', 'chip-default'],
    ['the number of an older chip', 'E0040150A1B2C3D4', 'chip-default'],
    ['an unprogrammed tag', '000000000000000000000000', 'unprogrammed'],
    ['erased memory', 'FFFFFFFFFFFFFFFFFFFFFFFF', 'unknown-scheme'],
    ['a header that is reserved', '10AB00000000000000000000', 'unknown-scheme'],
    ['a scheme of the standard that is not read here', 'F2395211411234548566CB0AFC4', 'unknown-scheme'],
    ['a tag cut short', '3036443340', 'too-short'],
    ['one byte short', '3036443340833400000001', 'too-short'],
    ['a word too many, which is not zero', '3036443340833400000001900001', 'too-long'],
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
    ['a piece number of 100', '4076451FD40C0E72020000000F54', 'reference'],
    ['a coupon serial without its leading 1', '3F76451FD612640000000007', 'serial'],
    ['a coupon serial with no digits', '3F76451FD612640000000001', 'serial'],
    ['the letter I in a CAGE code', '2F3204341494559000000162E0', 'company-prefix'],
    ['a part number without end', '3B0E0CF5E76C904775', 'too-short'],
    ['a # inside a serial', '3B0E0CF5E76C9047759AD0035A3DC7602E720000', 'serial'],
    ['an empty serial of a part', '3B0E0CF5E76C9047759AD00000', 'serial'],
    ['a digit above nine in an SSCC+', 'F9009520123456789123A000', 'key'],
    ['a wrong check digit in an SSCC+', 'F900952012345678912360000', 'key'],
    ['a date type that is reserved', 'FB372CDE795211411234538566CB0AFC4000', 'date'],
    ['the 31st of June', 'FB342CDF795211411234538566CB0AFC4000', 'date'],
    ['a packing that is reserved', 'F7379521141123453C566CB0AFC4', 'serial'],
    ['an SGTIN+ without serial', 'F73795211411234538000000', 'serial'],
    ['an SGTIN+ cut short', 'F73795211411234538566CB0', 'serial'],
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
    ['a part that it has not', { piece: '01' }, 'reference'],
    ['a key beside its pieces', { key: '19506000343522' }, 'key'],
    ['data after an EPC that may have none', { aidc: '1' }, 'reserved-bits'],
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
    ['urn:epc:tag:sgtin-96:01.9506000.134352.400', 'uri'],
    ['urn:epc:tag:sgtin-96:1.9506000', 'uri'],
    ['urn:epc:tag:sgtin-96:1.9506000.134352', 'uri'],
    ['urn:epc:tag:gid-96:952056.2718', 'uri'],
    ['urn:epc:tag:adi-var:64.35962.PQ7VZ4.M37GXB92', 'uri'],
    ['urn:epc:tag:adi-var:3.35962.PQ7VZ4.#1', 'uri'],
    ['urn:epc:tag:sgtin+:3.9506000.134352.400', 'unknown-scheme'],
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

describe('what follows an EPC in its bank', () => {
  const sgtin = '303644334083340000000190';

  test('zeros are the rest of longer memory, however many words', () => {
    for (const zeros of ['0', '00', '0000', '00000000', '0'.repeat(100)]) {
      expect(decodeEpc(sgtin + zeros)).toEqual(decodeEpc(sgtin));
    }
  });

  test('data after a toggle bit are kept as they are, and the EPC is read all the same', () => {
    const hex = 'F7B795211411234538566CB0AFC41722063000';
    const decoded = decodeEpc(hex);
    expect(decoded).toMatchObject({ ok: true, value: { key: '79521141123453', serial: '32a/b', toggle: true } });
    expect(decoded.ok && encodeEpc(decoded.value)).toEqual({ ok: true, value: `${hex}00` });
    expect(meaningOfEpc(hex)).toMatchObject({ scheme: 'sgtin+', gtin: '79521141123453', serial: '32a/b', filter: 3 });
  });

  test('data without a toggle bit, which some writers forget, do no harm', () => {
    const decoded = decodeEpc('F90095201234567891235172206300000');
    expect(decoded).toMatchObject({ ok: true, value: { key: '095201234567891235' } });
    expect(decoded.ok && decoded.value.toggle).toBeUndefined();
  });
});

describe('the protocol control word', () => {
  const sgtin = '303644334083340000000190';

  test('says how many words of a longer bank are the EPC', () => {
    expect(meaningOfEpc(`${sgtin}BEEF`)).toEqual({ scheme: 'unknown' });
    expect(meaningOfEpc(`${sgtin}BEEF`, '3000')).toEqual(meaningOfEpc(sgtin));
    expect(meaningOfEpc(sgtin, '3400')).toEqual(meaningOfEpc(sgtin));
    expect(meaningOfEpc(sgtin, '2800')).toEqual({ scheme: 'unknown' });
  });

  test('says that the bits are of ISO and no EPC, whatever they look like', () => {
    expect(meaningOfEpc(sgtin, '31A1')).toEqual({ scheme: 'unknown' });
  });

  test('counts other words too where the tag has extended ones, so its length is not believed', () => {
    expect(meaningOfEpc(sgtin, '3A00')).toEqual(meaningOfEpc(sgtin));
  });
});

describe('dates on tags', () => {
  const dsgtin: Epc = {
    scheme: 'dsgtin+',
    filter: 1,
    key: '79521141123453',
    serial: '7',
    date: { type: 4, yymmdd: '270228' },
  };

  test('only the expiry is the expiry', () => {
    expect(meaningOf(dsgtin)).toEqual({
      scheme: 'dsgtin+',
      gtin: '79521141123453',
      serial: '7',
      filter: 1,
      expiry: '270228',
    });
    expect(meaningOf({ ...dsgtin, date: { type: 0, yymmdd: '270228' } }).expiry).toBeUndefined();
  });

  test.each([
    ['270229', false],
    ['280229', true],
    ['270200', true],
    ['271301', false],
    ['270001', false],
    ['27022', false],
  ])('%s is a day: %s', (yymmdd, exists) => {
    expect(encodeEpc({ ...dsgtin, date: { type: 4, yymmdd } }).ok).toBe(exists);
  });

  test('types 7 to 15 are reserved', () => {
    expect(encodeEpc({ ...dsgtin, date: { type: 7, yymmdd: '270228' } })).toMatchObject({
      ok: false,
      error: { code: 'date' },
    });
  });
});

describe('serials in TDS 2.x', () => {
  const plus: Epc = { scheme: 'sgtin+', filter: 1, key: '79521141123453', serial: '' };

  test.each([
    ['0012', 0],
    ['12345678901234567890', 0],
    ['12AB', 1],
    ['12ab', 2],
    ['ab-C_9', 3],
    ['a:b', 4],
    ['ABC:123.4-XYZ', 5],
    ['A', 1],
    ['-', 3],
  ])('%s is packed the shortest way, number %i', (serial, packing) => {
    const hex = encodeEpc({ ...plus, serial });
    expect(hex.ok && decodeEpc(hex.value)).toEqual({ ok: true, value: { ...plus, serial, packing } });
  });

  test('a way that cannot say the characters is refused', () => {
    expect(encodeEpc({ ...plus, serial: 'AB', packing: 0 })).toMatchObject({ ok: false, error: { code: 'serial' } });
    expect(encodeEpc({ ...plus, serial: '12', packing: 6 })).toMatchObject({ ok: false, error: { code: 'serial' } });
  });
});
