/**
 * Counts how many bytes and characters code looks at: a number that is the same on every machine, unlike time. While `work` runs,
 * byte arrays (those it is given and those it makes) are proxies that count the elements read, and what reads many at once (views,
 * text decoding, JSON, searching and cutting of strings, regular expressions) counts what it covers. What is counted by the run is
 * counted in full, also where the engine might stop earlier, so the number is an upper bound. Only a character taken out of a
 * string by `text[i]` escapes it.
 */

let examined = 0;

/** Proxy to what stands behind it. */
const behind = new WeakMap<object, Uint8Array>();
const plainUint8Array = globalThis.Uint8Array;

/** `bytes`, counting. For arguments of `work`; arrays that it makes itself count of their own. */
export function watched(bytes: Uint8Array): Uint8Array {
  const proxy = new Proxy(bytes, {
    get(target, name) {
      if (typeof name === 'string' && name < ':') examined += 1;
      const found: unknown = Reflect.get(target, name, target);
      return typeof found === 'function' ? methodOf(target, name, found) : found;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
  behind.set(proxy, bytes);
  return proxy;
}

/** Methods run on the array itself; what each costs is what it looks at, a view of it costs nothing. */
function methodOf(target: Uint8Array, name: PropertyKey, method: object): unknown {
  return (...given: readonly unknown[]) => {
    const [ask] = given;
    const asked = typeof ask === 'function' ? [askedAndCounted(ask), ...given.slice(1)] : given.map(plain);
    const result: unknown = Reflect.apply(Object(method), target, asked);
    const isArray = result instanceof plainUint8Array;
    if (name === 'indexOf')
      examined += (Number(result) < 0 ? target.length : Number(result) + 1) - Number(given[1] ?? 0);
    else if (name === 'copyWithin') examined += Number(given[2] ?? target.length) - Number(given[1] ?? 0);
    else if (name === 'set') examined += Number(Reflect.get(Object(ask), 'length'));
    else if (name === 'slice' && isArray) examined += result.length;
    else if (name !== 'subarray' && typeof ask !== 'function') examined += target.length;
    return isArray && result !== target ? watched(result) : result;
  };
}

/** `every`, `some`, `map` and their like look at an element for each time they ask. */
function askedAndCounted(ask: object): unknown {
  return (...about: readonly unknown[]) => {
    examined += 1;
    return Reflect.apply(Object(ask), undefined, about);
  };
}

function plain(value: unknown): unknown {
  return (typeof value === 'object' && value !== null && behind.get(value)) || value;
}

type Cost = (self: unknown, given: readonly unknown[], result: unknown, before: number) => number;

const whole: Cost = (self) => lengthOf(self);
const result_only: Cost = (_, __, result) => lengthOf(result);
const one: Cost = () => 1;
/** As far as the text was searched: to what was found, or to its end. */
const searched: Cost = (self, given, result) =>
  (Number(result) < 0 ? lengthOf(self) : Number(result)) + lengthOf(given[0]);
const first: Cost = (_, given) => lengthOf(given[0]);
/** From where the expression began to where it stopped; expressions that keep no place begin at the front. */
const matched: Cost = (self, given, result, before) => {
  const stopped = Number(Reflect.get(Object(self), 'lastIndex'));
  return result !== null && result !== false && stopped > 0 ? stopped - before : lengthOf(given[0]) - before;
};

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : Number(Reflect.get(Object(value), 'length') ?? 0);
}

const view_reads = [1, 2, 4, 8].flatMap((bytes) =>
  ['Uint', 'Int', 'BigUint', 'BigInt', 'Float']
    .map((kind) => `get${kind}${bytes * 8}`)
    .filter((name) => name in DataView.prototype)
    .map((name): readonly [object, PropertyKey, Cost] => [DataView.prototype, name, () => bytes]),
);

const readers: readonly (readonly [object, PropertyKey, Cost])[] = [
  ...view_reads,
  [TextDecoder.prototype, 'decode', first],
  [JSON, 'parse', first],
  [String.prototype, 'charCodeAt', one],
  [String.prototype, 'codePointAt', one],
  [String.prototype, 'charAt', one],
  [String.prototype, 'at', one],
  [String.prototype, 'indexOf', searched],
  [String.prototype, 'includes', whole],
  [String.prototype, 'lastIndexOf', whole],
  [String.prototype, 'search', whole],
  [String.prototype, 'split', whole],
  [String.prototype, 'match', whole],
  [String.prototype, 'matchAll', whole],
  [String.prototype, 'replace', whole],
  [String.prototype, 'replaceAll', whole],
  [String.prototype, 'trim', whole],
  [String.prototype, 'trimStart', whole],
  [String.prototype, 'trimEnd', whole],
  [String.prototype, 'toLowerCase', whole],
  [String.prototype, 'toUpperCase', whole],
  [String.prototype, Symbol.iterator, whole],
  [String.prototype, 'startsWith', first],
  [String.prototype, 'endsWith', first],
  [String.prototype, 'slice', result_only],
  [String.prototype, 'substring', result_only],
  [String.prototype, 'padStart', result_only],
  // `test`, and strings asked with an expression, come here too.
  [RegExp.prototype, 'exec', matched],
];

function counting(owner: object, name: PropertyKey, cost: Cost): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const original: unknown = before?.value;
  if (before === undefined || typeof original !== 'function') throw new Error(`there is no ${String(name)} to count`);
  const value = function (this: unknown, ...given: readonly unknown[]): unknown {
    const place = name === 'exec' ? Number(Reflect.get(Object(this), 'lastIndex')) : 0;
    const result: unknown = Reflect.apply(original, this, given.map(plain));
    examined += cost(this, given, result, place);
    return result;
  };
  Object.defineProperty(owner, name, { ...before, value });
  return () => {
    Object.defineProperty(owner, name, before);
  };
}

/** Runs the work, which must not wait for anything, and says how many bytes and characters it looked at. */
export function examinedIn(work: () => void): number {
  examined = 0;
  const restores = readers.map(([owner, name, cost]) => counting(owner, name, cost));
  globalThis.Uint8Array = new Proxy(plainUint8Array, {
    construct(target, given: readonly unknown[]) {
      const [source] = given;
      if (typeof source === 'object' && source !== null) examined += behind.get(source)?.length ?? 0;
      return watched(Reflect.construct(target, given.map(plain)));
    },
    get(target, name) {
      const found: unknown = Reflect.get(target, name, target);
      if (name !== 'from' && name !== 'of') return found;
      return (...given: readonly unknown[]) => watched(Reflect.apply(Object(found), target, given));
    },
  });
  try {
    work();
  } finally {
    globalThis.Uint8Array = plainUint8Array;
    for (const restore of restores) restore();
  }
  return examined;
}
