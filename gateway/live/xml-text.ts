/**
 * XML as programs write it, read from its beginning to its end. There are no declared entities, and so none that grow; names are told
 * without their prefix, for each program has its own.
 */

/** An element that is empty begins and ends. */
export type XmlPart =
  | { readonly is: 'begin'; readonly name: string; readonly attributes: string }
  | { readonly is: 'end'; readonly name: string }
  | { readonly is: 'text'; readonly text: string };

/** Whatever it is, it is no XML. */
export class BrokenXml extends Error {}

/** What is passed over, by what it begins and ends with; of these only the last is text. */
const asides = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![CDATA[', ']]>'],
] as const;

export function* xmlParts(xml: string): Generator<XmlPart, undefined> {
  let at = 0;
  for (let begins = xml.indexOf('<'); begins !== -1; begins = xml.indexOf('<', at)) {
    if (begins > at) yield { is: 'text', text: unescaped(xml.slice(at, begins)) };
    const aside = asides.find(([opens]) => xml.startsWith(opens, begins));
    if (aside !== undefined) {
      const [opens, closes] = aside;
      const ends = xml.indexOf(closes, begins + opens.length);
      if (ends === -1) throw new BrokenXml(`${opens} does not end.`);
      if (opens === '<![CDATA[') yield { is: 'text', text: xml.slice(begins + opens.length, ends) };
      at = ends + closes.length;
      continue;
    }
    const ends = endOfTag(xml, begins);
    at = ends + 1;
    const isEnd = xml[begins + 1] === '/';
    const inside = xml.slice(begins + (isEnd ? 2 : 1), ends);
    // A declaration of what the text is made of: nothing that we go by.
    if (inside.startsWith('!')) continue;
    const blank = inside.search(/[\s/]/);
    const name = local(blank === -1 ? inside : inside.slice(0, blank));
    if (isEnd) yield { is: 'end', name };
    else {
      yield { is: 'begin', name, attributes: blank === -1 ? '' : inside.slice(blank) };
      if (inside.endsWith('/')) yield { is: 'end', name };
    }
  }
}

/** Behind whatever is quoted. */
function endOfTag(xml: string, begins: number): number {
  for (let at = begins + 1; at < xml.length; at++) {
    const character = xml[at];
    if (character === '>') return at;
    if (character === '<') break;
    if (character !== '"' && character !== "'") continue;
    at = xml.indexOf(character, at + 1);
    if (at === -1) break;
  }
  throw new BrokenXml('A tag does not end.');
}

/** By their names without a prefix. */
export function attributesOf(text: string): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  let at = 0;
  for (let equals = text.indexOf('='); equals !== -1; equals = text.indexOf('=', at)) {
    let opens = equals + 1;
    while (/\s/.test(text[opens] ?? '')) opens += 1;
    const quote = text[opens];
    const closes = quote === '"' || quote === "'" ? text.indexOf(quote, opens + 1) : -1;
    if (closes === -1) throw new BrokenXml('An attribute does not end.');
    all.set(local(text.slice(at, equals).trim()), unescaped(text.slice(opens + 1, closes)));
    at = closes + 1;
  }
  return all;
}

/** As a text stands in XML; what no XML may hold is left out. */
export function xmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replace(forbidden, '');
}

// Of control characters XML knows three, and halves of characters none.
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function local(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
