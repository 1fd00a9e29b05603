/** Bytes that devices, cables and strangers send: nothing at all, anything at all, and good frames gone bad. */
import type { Chance } from '../../devices/codec/codec.ts';

const telling = [0x00, 0x02, 0x03, 0x0a, 0x0d, 0x1d, 0x20, 0x22, 0x2c, 0x2d, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xff];

export function noiseOf(chance: Chance, good: readonly Uint8Array[]): Uint8Array {
  switch (chance.int(0, 5)) {
    case 0:
      return Uint8Array.from({ length: chance.int(0, 64) }, () => chance.int(0, 255));
    case 1:
      return pick(chance, good).slice(0, chance.int(0, 64));
    case 2: {
      const one = pick(chance, good);
      const other = pick(chance, good);
      return Uint8Array.from([...one.slice(0, chance.int(0, one.length)), ...other.slice(chance.int(0, other.length))]);
    }
    default: {
      let bytes = pick(chance, good);
      for (let times = chance.int(1, 3); times > 0; times -= 1) bytes = spoilt(chance, bytes);
      return bytes;
    }
  }
}

function spoilt(chance: Chance, bytes: Uint8Array): Uint8Array {
  const at = chance.int(0, bytes.length);
  const byte = chance.int(0, 1) === 0 ? chance.int(0, 255) : (telling[chance.int(0, telling.length - 1)] ?? 0);
  switch (chance.int(0, 4)) {
    case 0:
      return Uint8Array.from([...bytes.slice(0, at), byte, ...bytes.slice(at)]);
    case 1:
      return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + 1)]);
    case 2:
      return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at, at + 4), ...bytes.slice(at)]);
    case 3:
      return bytes.map((old, index) => (index === at ? old ^ (1 << chance.int(0, 7)) : old));
    default:
      return bytes.map((old, index) => (index === at ? byte : old));
  }
}

function pick(chance: Chance, good: readonly Uint8Array[]): Uint8Array {
  return good[chance.int(0, good.length - 1)] ?? new Uint8Array();
}
