/** EPCs as URIs: the pure identity that other systems use, and the tag URI that also says how the tag is written. */
import { epcSchemes } from './epc-schemes.ts';
import { type Epc, type EpcResult, epcError } from './epc-value.ts';

const urns: ReadonlyMap<string, string> = new Map(epcSchemes.map((row) => [row.scheme, row.urn]));
const uri_length_max = 200;
const tag_prefix = 'urn:epc:tag:';

/** `urn:epc:id:sgtin:0614141.812345.6789`. */
export function epcUriOf(epc: Epc): string {
  return `urn:epc:id:${urns.get(epc.scheme) ?? epc.scheme}:${partsOf(epc)}`;
}

/** `urn:epc:tag:sgtin-96:3.0614141.812345.6789`. */
export function tagUriOf(epc: Epc): string {
  return `${tag_prefix}${epc.scheme}:${epc.filter}.${partsOf(epc)}`;
}

/**
 * Reads a tag URI into its parts. Whether they fit into bits is for `encodeEpc` to say. A serial may hold dots, so only
 * the first three end a part.
 */
export function epcOfTagUri(uri: string): EpcResult<Epc> {
  if (uri.length > uri_length_max || !uri.startsWith(tag_prefix)) {
    return epcError('uri', `A tag URI begins with ${tag_prefix} and has at most ${uri_length_max} characters.`);
  }
  const colon = uri.indexOf(':', tag_prefix.length);
  const scheme = uri.slice(tag_prefix.length, colon);
  if (colon < 0 || !urns.has(scheme)) return epcError('unknown-scheme', 'The tag URI names no scheme we write.');
  const [filter = '', company_prefix, reference, ...rest] = uri.slice(colon + 1).split('.');
  if (company_prefix === undefined || reference === undefined || !/^[0-7]$/.test(filter)) {
    return epcError('uri', 'A tag URI has filter (0 to 7), company prefix and reference, divided by dots.');
  }
  const parts = { scheme, filter: Number(filter), company_prefix, reference };
  if (rest.length === 0) return { ok: true, value: parts };
  const serial = unescaped(rest.join('.'));
  if (serial === undefined) return epcError('uri', `In a serial " % & / < > ? are written as % and two hex digits.`);
  return { ok: true, value: { ...parts, serial } };
}

function partsOf({ company_prefix, reference, serial }: Epc): string {
  const parts = `${company_prefix}.${reference}`;
  return serial === undefined ? parts : `${parts}.${escaped(serial)}`;
}

/** The characters of GS1's set that mean something in a URI (TDS 1.13, annex A). */
const special = /["%&/<>?]/;
const each_special = new RegExp(special, 'g');

function escaped(serial: string): string {
  if (!special.test(serial)) return serial;
  return serial.replace(each_special, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unescaped(text: string): string | undefined {
  const plain = text.replace(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  return escaped(plain).toLowerCase() === text.toLowerCase() ? plain : undefined;
}
