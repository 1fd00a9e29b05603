import { describe, expect, it, test } from 'vitest';
import { decodeEpc } from '../../../devices/rfid/epc.ts';
import { encodeEpc } from '../../../devices/rfid/epc-encode.ts';
import { digitalLinkOf, elementStringOf, elementsOf } from '../../../devices/rfid/epc-keys.ts';
import { epcSchemes } from '../../../devices/rfid/epc-schemes.ts';
import { epcOfTagUri, epcUriOf, tagUriOf } from '../../../devices/rfid/epc-uri.ts';
import { publishedEpcs } from './epc-published.ts';

/** As a tag holds it: whole words. */
function inWords(hex: string): string {
  return hex.padEnd(Math.ceil(hex.length / 4) * 4, '0');
}

/** A tag URI without what concerns the tag alone: how its scheme is written, and the filter, which a GID has not. */
function pureIdentity(tag: string): string {
  const [scheme = '', body = ''] = tag.replace('urn:epc:tag:', '').split(':');
  return `urn:epc:id:${scheme.replace(/-.*/, '')}:${scheme === 'gid-96' ? body : body.replace(/^\d+\./, '')}`;
}

describe.each(publishedEpcs)('the standard prints $hex, which', ({ hex, tag, element, link }) => {
  const decoded = decodeEpc(hex);
  if (!decoded.ok) throw new Error(`${hex}: ${decoded.error.message}`);
  const epc = decoded.value;

  it('is its tag URI, its element string and its link', () => {
    const elements = elementsOf(epc);
    expect(tagUriOf(epc)).toBe(tag);
    expect(epcUriOf(epc)).toBe(tag === undefined ? undefined : pureIdentity(tag));
    if (element !== undefined) expect(elementStringOf(elements)).toBe(element);
    if (link !== undefined) expect(digitalLinkOf(elements)).toBe(link);
  });

  it('is written to the very same bits, from its parts and from its tag URI', () => {
    expect(encodeEpc(epc)).toEqual({ ok: true, value: inWords(hex) });
    if (tag === undefined) return;
    const parts = epcOfTagUri(tag);
    expect(parts).toEqual({ ok: true, value: epc });
  });
});

test('the standard prints an example of every scheme but the one it took back', () => {
  const shown = new Set(publishedEpcs.map(({ hex }) => hex.slice(0, 2)));
  const unseen = epcSchemes.filter(({ header }) => !shown.has(header.toString(16).toUpperCase()));
  expect(unseen.map(({ scheme }) => scheme)).toEqual(['gdti-113']);
});
