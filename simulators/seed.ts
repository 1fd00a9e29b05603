/** Chance from one number. Each name draws from a stream of its own, so that one more draw here changes nothing there. */
import type { Chance } from '../devices/codec/codec.ts';

export interface Seed extends Chance {
  /** At least 0, below 1. */
  share(): number;
  /** True so many times in a thousand. */
  happens(permille: number): boolean;
  /** From a normal distribution around 0. */
  normal(deviation: number): number;
  /** Undefined for an empty list. */
  oneOf<Value>(list: readonly Value[]): Value | undefined;
  /** Another stream, the same for the same name. */
  stream(name: string): Seed;
}

/** A counter run through an integer hash: every 32-bit seed gives its own sequence. For simulation only. */
export function seedOf(seed: number, name = ''): Seed {
  const start = hashOf(name, seed >>> 0);
  let drawn = 0;
  function share(): number {
    drawn = (drawn + 1) >>> 0;
    return mixed(start ^ Math.imul(drawn, 0x9e37_79b1)) / 4_294_967_296;
  }
  return {
    share,
    int: (min, max) => min + Math.floor(share() * (max - min + 1)),
    happens: (permille) => share() * 1_000 < permille,
    // Box and Muller; one minus a share is never 0.
    normal: (deviation) => deviation * Math.sqrt(-2 * Math.log(1 - share())) * Math.cos(2 * Math.PI * share()),
    oneOf: (list) => list[Math.floor(share() * list.length)],
    stream: (other) => seedOf(start, `${name}/${other}`),
  };
}

/** FNV-1a over the characters, begun with the seed. */
function hashOf(text: string, seed: number): number {
  let hash = mixed(seed ^ 0x811c_9dc5);
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x0100_0193) >>> 0;
  return mixed(hash);
}

/** Every bit of the input moves every bit of the output. */
function mixed(value: number): number {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb_352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846c_a68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
