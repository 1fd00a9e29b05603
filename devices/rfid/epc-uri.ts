/** EPCs as URIs: the pure identity that other systems use, and the tag URI that also says how the tag is written. */
import { type EpcScheme, epcSchemes, epcSchemesByName, partsOf } from './epc-schemes.ts';
import { type Epc, type EpcPart, type EpcResult, epcError } from './epc-value.ts';

const parts: ReadonlyMap<string, readonly EpcPart[]> = new Map(epcSchemes.map((row) => [row.scheme, partsOf(row)]));
const uri_length_max = 200;
const tag_prefix = 'urn:epc:tag:';

/** `urn:epc:id:sgtin:0614141.812345.6789`; undefined for a scheme that has no URI. */
export function epcUriOf(epc: Epc): string | undefined {
  const urn = epcSchemesByName.get(epc.scheme)?.urn;
  return urn === undefined ? undefined : `urn:epc:id:${urn}:${bodyOf(epc)}`;
}

/** `urn:epc:tag:sgtin-96:3.0614141.812345.6789`; undefined for a scheme that has no URI. */
export function tagUriOf(epc: Epc): string | undefined {
  if (epcSchemesByName.get(epc.scheme)?.urn === undefined) return undefined;
  return `${tag_prefix}${epc.scheme}:${epc.filter === undefined ? '' : `${epc.filter}.`}${bodyOf(epc)}`;
}

/**
 * Reads a tag URI into its parts. Whether they fit into bits is for `encodeEpc` to say. The last part may hold dots, so
 * only the ones before it end a part.
 */
export function epcOfTagUri(uri: string): EpcResult<Epc> {
  if (uri.length > uri_length_max || !uri.startsWith(tag_prefix)) {
    return epcError('uri', `A tag URI begins with ${tag_prefix} and has at most ${uri_length_max} characters.`);
  }
  const colon = uri.indexOf(':', tag_prefix.length);
  const row = epcSchemesByName.get(uri.slice(tag_prefix.length, colon));
  if (colon < 0 || row?.urn === undefined) {
    return epcError('unknown-scheme', 'The tag URI names no scheme we write.');
  }
  return readBody(row, uri.slice(colon + 1));
}

function readBody(row: EpcScheme, body: string): EpcResult<Epc> {
  const names = parts.get(row.scheme) ?? [];
  const filter = row.fields.find((field) => field.kind === 'filter');
  const texts = body.split('.');
  const epc: { -readonly [Member in keyof Epc]: Epc[Member] } = { scheme: row.scheme };
  if (filter !== undefined) {
    const text = texts.shift() ?? '';
    if (!/^(?:0|[1-9]\d?)$/.test(text) || Number(text) >= 2 ** filter.bits) {
      return epcError('uri', `The tag URI begins with a filter value from 0 to ${2 ** filter.bits - 1}.`);
    }
    epc.filter = Number(text);
  }
  if (texts.length < names.length) {
    return epcError('uri', `After the filter a ${row.scheme} has ${names.length} parts, divided by dots.`);
  }
  for (const [at, name] of names.entries()) {
    const text = at === names.length - 1 ? texts.slice(at).join('.') : (texts[at] ?? '');
    const plain = unescaped(text);
    if (plain === undefined) return epcError('uri', 'In a part " # % & / < > ? are written as % and two hex digits.');
    epc[name] = plain;
  }
  return { ok: true, value: epc };
}

function bodyOf(epc: Epc): string {
  const names = parts.get(epc.scheme) ?? [];
  return names.map((name) => escaped(epc[name] ?? '')).join('.');
}

/** The characters of GS1's sets that mean something in a URI (TDS 1.13, annexes A and G). */
const special = /["#%&/<>?]/;
const each_special = /["#%&/<>?]/g;

function escaped(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(each_special, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unescaped(text: string): string | undefined {
  const plain = text.replace(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  return escaped(plain).toLowerCase() === text.toLowerCase() ? plain : undefined;
}
