/**
 * ASCII line formats as tables: the forms a line can have, each one anchored regular expression with named groups and a
 * field per group. From the table come decoder, encoder, generator and field list.
 */
import type { Chance, Codec } from './codec.ts';
import { fault } from './codec.ts';
import { Misfit } from './misfit.ts';

/** What stands in one named group. */
export interface TextField<Value> {
  readonly says: string;
  read(text: string): Value | Misfit;
  write(value: Value): string;
  sample(chance: Chance): Value;
}

type Fields = Readonly<Record<string, TextField<unknown>>>;
type LineValue<Kind extends string, F extends Fields> = { readonly kind: Kind } & {
  readonly [Name in keyof F]: F[Name] extends TextField<infer Value> ? Value : never;
};

/** One form a line can have. */
export interface LineForm<Value> {
  readonly kind: string;
  /** Undefined when the line has another form. */
  read(line: string): Value | Misfit | undefined;
  write(value: Value): string;
  sample(chance: Chance): Value;
  readonly fields: readonly { readonly name: string; readonly says: string }[];
}

export type LineValueOf<F> = F extends LineForm<infer Value> ? Value : never;

/**
 * `pattern` is anchored, has no nested quantifiers and a named group for every field; `print` puts the texts of the
 * fields together as the device does.
 */
export function lineForm<const Kind extends string, F extends Fields>(
  kind: Kind,
  pattern: RegExp,
  fields: F,
  print: (texts: Readonly<Record<keyof F, string>>) => string,
): LineForm<LineValue<Kind, F>> {
  const table = Object.entries(fields);

  /** True because `read` and `sample` below take every field from the table. */
  function isComplete(built: object): built is LineValue<Kind, F> {
    return table.every(([name]) => name in built);
  }
  function isPrinted(built: object): built is Record<keyof F, string> {
    return table.every(([name]) => name in built);
  }
  return {
    kind,
    read(line) {
      const match = pattern.exec(line);
      if (match === null) return undefined;
      const built: Record<string, unknown> = { kind };
      for (const [name, field] of table) {
        const value = field.read(match.groups?.[name] ?? '');
        if (value instanceof Misfit) return value.under(name);
        built[name] = value;
      }
      return isComplete(built) ? built : undefined;
    },
    write(value) {
      const texts = Object.fromEntries(table.map(([name, field]) => [name, field.write(Reflect.get(value, name))]));
      if (!isPrinted(texts)) throw new Error(`the line "${kind}" lacks a field`);
      return print(texts);
    },
    sample(chance) {
      const built = { kind, ...Object.fromEntries(table.map(([name, field]) => [name, field.sample(chance)])) };
      if (!isComplete(built)) throw new Error(`the line "${kind}" lacks a field`);
      return built;
    },
    fields: table.map(([name, { says }]) => ({ name: `${kind}.${name}`, says })),
  };
}

/** The form of a line whose blanks may be more than its pattern has: at both ends none count, elsewhere several as one. */
export function spaced<Value>(form: LineForm<Value>): LineForm<Value> {
  return { ...form, read: (line) => form.read(line.trim().replaceAll(/ +/g, ' ')) };
}

/**
 * Lines of printable ASCII in one of these forms, without the bytes that end them, at most `bytes_max` long. With `latin1`
 * a line may hold any byte, each one character of the same number, and the forms say where.
 */
export function lines<Value extends { readonly kind: string }>(
  forms: readonly LineForm<Value>[],
  bytes_max: number,
  characters: 'ascii' | 'latin1' = 'ascii',
): Codec<Value> {
  const rule = `must be one of the lines ${forms.map((form) => form.kind).join(', ')}`;
  return {
    decode(bytes) {
      if (bytes.length > bytes_max) return fault('too-long', 'frame', `must be at most ${bytes_max} bytes`);
      if (characters === 'ascii' && !bytes.every(isPrintable)) {
        return fault('format', 'frame', 'must be printable ASCII');
      }
      const line = String.fromCharCode(...bytes);
      for (const form of forms) {
        const value = form.read(line);
        if (value instanceof Misfit) return { ok: false, fault: value.under(form.kind).fault };
        if (value !== undefined) return { ok: true, value };
      }
      return fault('format', 'frame', rule);
    },
    encode(value) {
      const form = forms.find(({ kind }) => kind === value.kind);
      if (form === undefined) throw new Error(`there is no line "${value.kind}"`);
      return Uint8Array.from(form.write(value), (character) => character.charCodeAt(0));
    },
    sample(chance) {
      const form = forms[chance.int(0, forms.length - 1)];
      if (form === undefined) throw new Error('a line format needs lines');
      return form.sample(chance);
    },
    fields: forms.flatMap((form) => form.fields),
  };
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e;
}

/** One of a few fixed words, exactly as printed. */
export function oneOfWords<const Word extends string>(
  says: string,
  words: readonly [Word, ...Word[]],
): TextField<Word> {
  return {
    says,
    read: (text) => words.find((word) => word === text) ?? new Misfit('format', `must be one of ${words.join(', ')}`),
    write: (word) => word,
    sample: (chance) => words[chance.int(0, words.length - 1)] ?? words[0],
  };
}
