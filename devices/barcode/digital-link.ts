/**
 * GS1 Digital Link URIs (GS1 Digital Link Standard: URI Syntax). The URI is data: nothing is ever fetched.
 * Compressed links are not read.
 */
import type { AiIssue, AisFound, AiValue } from './element-string.ts';
import { type Ai, aiOf, valueIssue } from './gs1-ai.ts';
import { issue } from './gs1-issue.ts';

/** Faults of a text that may be any link at all: nothing in it has claimed to be GS1 yet. */
export const plainLinkFaults: ReadonlySet<string> = new Set([
  'NOT_DL',
  'ILLEGAL_URI_CHARACTER',
  'BAD_DOMAIN',
  'NO_PRIMARY_KEY',
]);

const not_in_uri = /[^-0-9A-Za-z._~:/?#[\]@!$&'()*+,;=%]/;
const not_in_domain = /[_~?#@!$&'()*+,;=%]/;

/** True for what a Digital Link begins with; the scheme is in all small or all capital letters. */
export function looksLinked(text: string): boolean {
  return schemeLength(text) > 0;
}

function schemeLength(text: string): number {
  return ['https://', 'HTTPS://', 'http://', 'HTTP://'].find((scheme) => text.startsWith(scheme))?.length ?? 0;
}

/**
 * Reads a link: a stem of whatever form, then the rightmost primary key with its qualifiers in order, then attributes as query.
 * `lenient` lengthens a shorter GTIN in the path or query to fourteen digits, as the standard allowed in its first version.
 */
export function digitalLink(text: string, lenient: boolean): AisFound {
  const scheme = schemeLength(text);
  if (scheme === 0) return refused('NOT_DL', 0);
  const stranger = text.search(not_in_uri);
  if (stranger >= 0) return refused('ILLEGAL_URI_CHARACTER', stranger);
  const path_at = text.indexOf('/', scheme);
  const domain = text.slice(scheme, Math.max(path_at, scheme));
  if (path_at < 0) return refused('NO_PRIMARY_KEY', text.length);
  const bad_in_domain = domain === '' ? 0 : domain.search(not_in_domain);
  if (bad_in_domain >= 0) return refused('BAD_DOMAIN', scheme + bad_in_domain);

  const [without_fragment = ''] = text.slice(path_at).split('#', 1);
  const question = without_fragment.indexOf('?');
  const path = question < 0 ? without_fragment : without_fragment.slice(0, question);
  const query = question < 0 ? '' : without_fragment.slice(question + 1);

  const pairs = pathPairs(path, path_at);
  if (pairs === undefined) return refused('NO_PRIMARY_KEY', path_at);
  const ais: AiValue[] = [];
  for (const pair of pairs) {
    const wrong = addValue(ais, pair, lenient);
    if (wrong !== undefined) return { ok: false, issue: wrong };
  }
  const path_ais = pairs.map(({ ai }) => ai);
  if (!isKeySequence(path_ais)) return refused('INVALID_KEY_QUALIFIER_SEQUENCE', path_at);
  const query_at = path_at + path.length + 1;
  const wrong = readQuery(query, query_at, path_ais, ais, lenient);
  return wrong === undefined ? { ok: true, ais } : { ok: false, issue: wrong };
}

/** An AI with its value as it stands in the link, and where. */
interface Pair {
  readonly ai: Ai;
  readonly encoded: string;
  readonly at: number;
}

/** The `/AI/value` pairs from the rightmost primary key on. */
function pathPairs(path: string, path_at: number): readonly Pair[] | undefined {
  const segments = path.split('/');
  const pairs: Pair[] = [];
  let at = path_at + path.length;
  for (let segment = segments.length - 2; segment >= 1; segment -= 2) {
    const name = segments[segment] ?? '';
    const encoded = segments[segment + 1] ?? '';
    const ai = aiOf(name);
    if (ai === undefined) return undefined;
    at -= encoded.length;
    pairs.push({ ai, encoded, at });
    if (ai.qualifiers !== undefined) return pairs.reverse();
    at -= name.length + 2;
  }
  return undefined;
}

/** The key with any of one alternative's qualifiers, in their order. */
function isKeySequence([key, ...qualifiers]: readonly Ai[]): boolean {
  if (key?.qualifiers === undefined) return false;
  if (qualifiers.length === 0) return true;
  return key.qualifiers.some((sequence) => {
    let next = 0;
    for (const allowed of sequence) if (qualifiers[next]?.ai === allowed) next += 1;
    return next === qualifiers.length;
  });
}

function readQuery(
  query: string,
  query_at: number,
  path_ais: readonly Ai[],
  ais: AiValue[],
  lenient: boolean,
): AiIssue | undefined {
  let at = query_at;
  for (const parameter of query.split('&')) {
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, Math.max(equals, 0));
    // Parameters that are no AI belong to whoever runs the web site.
    if (/^\d{1,99}$/.test(name)) {
      const ai = aiOf(name);
      if (ai === undefined) return { ...issue('UNKNOWN_AI', at), ai: name };
      const misplaced = attributeIssue(ai, path_ais, ais, at);
      if (misplaced !== undefined) return misplaced;
      const encoded = parameter.slice(equals + 1).replaceAll('+', ' ');
      const wrong = addValue(ais, { ai, encoded, at: at + equals + 1 }, lenient);
      if (wrong !== undefined) return wrong;
    }
    at += parameter.length + 1;
  }
  return undefined;
}

function attributeIssue(ai: Ai, path_ais: readonly Ai[], ais: readonly AiValue[], at: number): AiIssue | undefined {
  if (ais.some((other) => other.ai === ai.ai)) return { ...issue('DUPLICATE_AI', at), ai: ai.ai };
  for (let place = 1; place <= path_ais.length; place++) {
    if (isKeySequence([...path_ais.slice(0, place), ai, ...path_ais.slice(place)])) {
      return { ...issue('AI_SHOULD_BE_IN_PATH', at), ai: ai.ai };
    }
  }
  return ai.attribute ? undefined : { ...issue('AI_NOT_DATA_ATTRIBUTE', at), ai: ai.ai };
}

function addValue(ais: AiValue[], { ai, encoded, at }: Pair, lenient: boolean): AiIssue | undefined {
  if (encoded === '') return { ...issue('AI_VALUE_EMPTY', at), ai: ai.ai };
  const decoded = percentDecoded(encoded);
  const zero = decoded.indexOf('\0');
  if (zero >= 0) return { ...issue('NUL', at + encodedAt(encoded, zero)), ai: ai.ai };
  const short = lenient && ai.ai === '01' && [8, 12, 13].includes(decoded.length);
  const value = short ? decoded.padStart(14, '0') : decoded;
  const wrong = valueIssue(ai, value);
  if (wrong !== undefined) {
    const offset = wrong.offset - (value.length - decoded.length);
    return { ...issue(wrong.code, at + encodedAt(encoded, offset)), ai: ai.ai };
  }
  ais.push({ ai: ai.ai, value });
  return undefined;
}

/** Where the character stands in the link that stands at `offset` in the decoded value: an escape is three characters. */
function encodedAt(encoded: string, offset: number): number {
  let at = 0;
  for (let left = offset; left > 0; left -= 1) at += one_escape.test(encoded.slice(at, at + 3)) ? 3 : 1;
  return at;
}

const one_escape = /^%[0-9A-Fa-f]{2}$/;

/** Bytes as characters; a percent sign that begins no escape stands for itself. */
function percentDecoded(text: string): string {
  return text.replace(/%[0-9A-Fa-f]{2}/g, (escaped) => String.fromCharCode(Number.parseInt(escaped.slice(1), 16)));
}

function refused(code: string, offset: number): AisFound {
  return { ok: false, issue: issue(code, offset) };
}
