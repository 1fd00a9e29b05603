/** Application Identifiers: looking one up, and checking a value against its format. */
import { aiRows } from './gs1-ai-table.ts';
import { type ContentCheck, contentChecks } from './gs1-content.ts';
import { type Issue, issue } from './gs1-issue.ts';

/** A piece of an AI's value with one character set, length and checks. */
export interface AiPart {
  /** Bit in `character_sets`. */
  readonly set: number;
  /** What a character outside the set is called. */
  readonly stranger: string;
  readonly min: number;
  readonly max: number;
  readonly optional: boolean;
  readonly checks: readonly ContentCheck[];
  /** `date` without a century, `full-date` with one. */
  readonly kind?: 'date' | 'full-date' | 'time' | 'currency';
}

/** AIs by their `key`s: one AI, or ten in a row where the last digit may be any. */
export interface AiPattern {
  /** As the table writes it, n for any digit. */
  readonly text: string;
  readonly low: number;
  readonly high: number;
}

export interface Ai {
  readonly ai: string;
  /** A number of its own, in the order of AIs of the same length. */
  readonly key: number;
  readonly title: string;
  readonly parts: readonly AiPart[];
  readonly length_min: number;
  readonly length_max: number;
  /** Its length is fixed by its first two digits, so that no separator follows. */
  readonly predefined: boolean;
  /** May be a query attribute of a Digital Link. */
  readonly attribute: boolean;
  /** Each group wants one of its alternatives; an alternative is all of its patterns. */
  readonly needs: readonly (readonly (readonly AiPattern[])[])[];
  /** What it must not stand beside. */
  readonly bars: readonly AiPattern[];
  /** Present on primary keys of Digital Links: the qualifier sequences that may follow. */
  readonly qualifiers?: readonly (readonly string[])[];
  /** Predefined length with a check digit or a date: hardly ever found by chance. */
  readonly telling: boolean;
  /** A part of it is a date. */
  readonly dated: boolean;
}

export const separator = '\x1d';
const separator_code = 0x1d;

const set_names = { n: 1, x: 2, y: 4, z: 8 } as const;
const strangers = {
  n: 'NON_DIGIT_CHARACTER',
  x: 'INVALID_CSET82_CHARACTER',
  y: 'INVALID_CSET39_CHARACTER',
  z: 'INVALID_CSET64_CHARACTER',
} as const;
/** What a part is, by the check that its content has to pass. */
const kinds: Readonly<Record<string, AiPart['kind']>> = {
  yymmdd: 'date',
  yymmd0: 'date',
  yyyymmdd: 'full-date',
  hh: 'time',
  mi: 'time',
  ss: 'time',
  hhmi: 'time',
  iso4217: 'currency',
};
const digits = '0123456789';
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const smalls = capitals.toLowerCase();
/** By character code, a bit for every set the character belongs to (GS1 General Specifications, section 7.11). */
const character_sets = characterSets({
  n: digits,
  x: `!"%&'()*+,-./${digits}:;<=>?${capitals}_${smalls}`,
  y: `#-/${digits}${capitals}`,
  z: `-_=${digits}${capitals}${smalls}`,
});

export const ais: readonly Ai[] = aiRows.flatMap(aisOf);
const by_ai: ReadonlyMap<string, Ai> = new Map(ais.map((entry) => [entry.ai, entry]));
const by_key = aisByKey();
/** AIs that begin with the same two digits have the same length (GS1 General Specifications, section 3.2). */
const lengths = aiLengths();

/** The AI of exactly this name. */
export function aiOf(name: string): Ai | undefined {
  return by_ai.get(name);
}

/** The AI that begins at this place. Every AI of every code is looked up here, so nothing is cut out of the text for it. */
export function aiAt(text: string, at: number): Ai | undefined {
  const first = text.charCodeAt(at) - 48;
  const second = text.charCodeAt(at + 1) - 48;
  if (!(first >= 0 && first <= 9 && second >= 0 && second <= 9)) return undefined;
  let number = first * 10 + second;
  const length = lengths[number] ?? 0;
  for (let place = at + 2; place < at + length; place++) {
    const digit = text.charCodeAt(place) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    number = number * 10 + digit;
  }
  return by_key[keyOf(length, number)];
}

/** Two, three and four digits in one row of numbers. */
function keyOf(length: number, number: number): number {
  if (length === 2) return number;
  return length === 3 ? 100 + number : 1_100 + number;
}

/** Checks as much of `text` from `start` before `end` as the AI takes up: how many characters that is, or what is wrong. */
export function takeValue(ai: Ai, text: string, start: number, end: number): number | Issue {
  let at = start;
  for (const part of ai.parts) {
    if (part.optional && at === end) continue;
    const stop = Math.min(at + part.max, end);
    for (let place = at; place < stop; place++) {
      if (((character_sets[text.charCodeAt(place)] ?? 0) & part.set) === 0) return issue(part.stranger, place);
    }
    if (stop - at < part.min) return issue('TOO_SHORT', stop);
    if (part.checks.length > 0) {
      const content = text.slice(at, stop);
      for (const check of part.checks) {
        const wrong = check(content);
        if (wrong !== undefined) return issue(wrong.code, at + wrong.offset);
      }
    }
    at = stop;
  }
  return at - start;
}

/** Checks a value that stands for itself, without anything behind it. */
export function valueIssue(ai: Ai, value: string): Issue | undefined {
  if (value.length < ai.length_min) return issue('TOO_SHORT', value.length);
  if (value.length > ai.length_max) return issue('TOO_LONG', ai.length_max);
  const taken = takeValue(ai, value, 0, value.length);
  if (typeof taken !== 'number') return taken;
  return taken < value.length ? issue('TOO_LONG', taken) : undefined;
}

export function isSeparator(text: string, at: number): boolean {
  return text.charCodeAt(at) === separator_code;
}

function aisOf(row: string): readonly Ai[] {
  const [range = '', flags = '', formats = '', title = '', needs = '', bars = '', key = ''] = row.split(';');
  const [first = '', last = first] = range.split('-');
  const parts = formats.split(' ').map(partOf);
  const shared = {
    title,
    parts,
    length_min: parts.reduce((sum, part) => sum + (part.optional ? 0 : part.min), 0),
    length_max: parts.reduce((sum, part) => sum + part.max, 0),
    predefined: flags.includes('='),
    attribute: flags.includes('?'),
    needs: words(needs, ' ').map((group) =>
      words(group, ',').map((alternative) => words(alternative, '+').map(patternOf)),
    ),
    bars: words(bars, ',').map(patternOf),
    telling: flags.includes('=') && /:(csum|yymm)/.test(formats),
    dated: parts.some(({ kind }) => kind === 'date' || kind === 'full-date'),
    ...(key === '' ? {} : { qualifiers: key === 'key' ? [] : words(key, '|').map((sequence) => words(sequence, ',')) }),
  };
  const found: Ai[] = [];
  for (let number = Number(first); number <= Number(last); number++) {
    found.push({ ai: String(number).padStart(first.length, '0'), key: keyOf(first.length, number), ...shared });
  }
  return found;
}

function patternOf(text: string): AiPattern {
  const key = (digits: string) => keyOf(text.length, Number(digits));
  return { text, low: key(text.replaceAll('n', '0')), high: key(text.replaceAll('n', '9')) };
}

function partOf(format: string): AiPart {
  const optional = format.startsWith('(');
  const [size = '', ...names] = (optional ? format.slice(1, -1) : format).split(':');
  const set = setOf(size.charAt(0));
  const [min = '', max = min] = size.slice(1).split('-');
  // A company prefix is digits: where all of the part is, the character set has said so already.
  const told = names.filter((name) => !(set === 'n' && name.startsWith('gcppos')));
  const checks = told.map((name) => contentChecks[name]).filter((check) => check !== undefined);
  if (set === 'z') checks.push(base64Padding);
  const kind = names.map((name) => kinds[name]).find((known) => known !== undefined);
  return {
    set: set_names[set],
    stranger: strangers[set],
    min: Number(min),
    max: Number(max),
    optional,
    checks,
    ...(kind === undefined ? {} : { kind }),
  };
}

function setOf(letter: string): keyof typeof set_names {
  return letter === 'x' || letter === 'y' || letter === 'z' ? letter : 'n';
}

/** At most two `=`, at the end, and where there are any they round the length up to a multiple of three, as the reference check has it. */
function base64Padding(text: string): Issue | undefined {
  let data = text.length;
  while (text.charAt(data - 1) === '=') data -= 1;
  const padding = text.length - data;
  if (padding > 2 || (padding > 0 && text.length % 3 !== 0)) return issue('INVALID_CSET64_PADDING', data);
  const early = text.indexOf('=');
  return early >= 0 && early < data ? issue('INVALID_CSET64_CHARACTER', early) : undefined;
}

function words(text: string, between: string): readonly string[] {
  return text === '' ? [] : text.split(between);
}

function characterSets(sets: Readonly<Record<keyof typeof set_names, string>>): Uint8Array {
  const table = new Uint8Array(256);
  for (const [name, members] of Object.entries(sets)) {
    for (const member of members) {
      const code = member.charCodeAt(0);
      table[code] = (table[code] ?? 0) | set_names[setOf(name)];
    }
  }
  return table;
}

function aisByKey(): readonly (Ai | undefined)[] {
  const table: (Ai | undefined)[] = Array.from({ length: keyOf(4, 9_999) + 1 }, () => undefined);
  for (const entry of ais) table[entry.key] = entry;
  return table;
}

function aiLengths(): Uint8Array {
  const table = new Uint8Array(100);
  for (const { ai } of ais) table[Number(ai.slice(0, 2))] = ai.length;
  return table;
}
