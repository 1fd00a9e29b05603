/** Small pieces of binary frames. */
import { bytesOfHex, hexOf } from './hex.ts';

/** Big-endian number of at most six bytes; what lies beyond the end counts as 0. */
export function numberAt(bytes: Uint8Array, at: number, width: number): number {
  let number = 0;
  for (let place = at; place < at + width; place += 1) number = number * 256 + (bytes[place] ?? 0);
  return number;
}

/** The same number as bytes. */
export function bytesOfNumber(number: number, width: number): number[] {
  return Array.from({ length: width }, (_, place) => Math.floor(number / 256 ** (width - 1 - place)) % 256);
}

/** The same as upper-case hexadecimal. */
export function hexOfNumber(number: number, width: number): string {
  return hexOf(Uint8Array.from(bytesOfNumber(number, width)));
}

/** A byte as a whole number from −128 to 127. */
export function signedByte(byte: number): number {
  return byte < 128 ? byte : byte - 256;
}

/** Hexadecimal that a table has read or made up itself. */
export function hexBytes(hex: string): Uint8Array {
  return bytesOfHex(hex) ?? new Uint8Array();
}

/** So many bytes of upper-case hexadecimal, by chance. */
export function anyHex(chance: { int(min: number, max: number): number }, bytes: number): string {
  return Array.from({ length: bytes * 2 }, () => chance.int(0, 15).toString(16).toUpperCase()).join('');
}
