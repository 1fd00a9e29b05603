/** Where a text stops being JSON (RFC 8259): line and column, which the engine's own parser tells only sometimes. */

export interface JsonFault {
  /** Both from 1; the column counts UTF-16 units, as editors do. */
  readonly line: number;
  readonly column: number;
  readonly rule: string;
}

/** Deeper than any settings file is. */
const depth_max = 32;

/** The first fault, or undefined. A key that stands twice in one object is one too: parsers keep the last and say nothing. */
export function jsonFaultOf(text: string): JsonFault | undefined {
  const scan = new Scan(text);
  const rule = scan.value(0) ?? scan.end();
  if (rule === undefined) return undefined;
  const before = text.slice(0, scan.at);
  const line = before.split('\n').length;
  return { line, column: scan.at - before.lastIndexOf('\n'), rule };
}

/** Reads forward; each method gives the rule that is broken at `at`, or undefined and stands behind what it read. */
class Scan {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): string | undefined {
    if (depth > depth_max) return `more than ${depth_max} brackets are open`;
    this.#skip();
    const first = this.#text[this.at];
    if (first === undefined) return 'a value is missing at the end';
    if (first === '{') return this.#list('}', 'a key in quotes', new Set(), depth);
    if (first === '[') return this.#list(']', 'a value', undefined, depth);
    if (first === '"') return this.#string();
    const word = match(
      /(?:true|false|null|-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,9})?)/y,
      this.#text,
      this.at,
    );
    if (word === undefined) return first === "'" ? 'texts stand in double quotes' : 'a value is expected here';
    this.at += word.length;
    return undefined;
  }

  end(): string | undefined {
    this.#skip();
    return this.at === this.#text.length ? undefined : 'nothing more is expected after the value';
  }

  /** `keys` collects an object's keys; undefined in an array. */
  #list(close: string, expected: string, keys: Set<string> | undefined, depth: number): string | undefined {
    this.at += 1;
    this.#skip();
    if (this.#take(close)) return undefined;
    for (;;) {
      const rule = (keys === undefined ? undefined : this.#key(keys)) ?? this.value(depth + 1);
      if (rule !== undefined) return rule;
      this.#skip();
      if (this.#take(close)) return undefined;
      if (!this.#take(',')) return `a comma or ${close} is expected here`;
      this.#skip();
      if (this.#text[this.at] === close) return `after a comma ${expected} is expected, not ${close}`;
    }
  }

  #key(keys: Set<string>): string | undefined {
    this.#skip();
    const start = this.at;
    if (this.#text[start] !== '"') return 'a key in double quotes is expected here';
    const rule = this.#string();
    if (rule !== undefined) return rule;
    const key: unknown = JSON.parse(this.#text.slice(start, this.at));
    if (typeof key === 'string') {
      if (keys.has(key)) {
        this.at = start;
        return `the key "${key.slice(0, 64)}" stands twice in the same object`;
      }
      keys.add(key);
    }
    this.#skip();
    return this.#take(':') ? undefined : 'a colon is expected after the key';
  }

  #string(): string | undefined {
    for (let at = this.at + 1; at < this.#text.length; at += 1) {
      const unit = this.#text[at] ?? '';
      if (unit === '"') {
        this.at = at + 1;
        return undefined;
      }
      if (unit < ' ') {
        this.at = at;
        return 'a text must end in its own line, and hold no control characters';
      }
      if (unit !== '\\') continue;
      const escaped = match(/\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y, this.#text, at);
      if (escaped === undefined) {
        this.at = at;
        return 'a backslash must be followed by one of " \\ / b f n r t or u and four digits';
      }
      at += escaped.length - 1;
    }
    return 'the text that begins here has no closing quote';
  }

  #skip(): void {
    for (;;) {
      const unit = this.#text[this.at];
      if (unit !== ' ' && unit !== '\n' && unit !== '\r' && unit !== '\t') return;
      this.at += 1;
    }
  }

  #take(unit: string): boolean {
    if (this.#text[this.at] !== unit) return false;
    this.at += 1;
    return true;
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
