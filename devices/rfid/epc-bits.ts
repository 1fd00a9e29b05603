/** The bits of the EPC being read. One memory for all: it is filled anew for every tag, so that a tag costs no buffer. */

/** The longest EPC that the protocol control word of a Gen2 tag can announce: 31 words. */
export const epc_hex_digits_max = 124;

/** Twice as long as the longest EPC, so that a field which runs over the end reads zeros there. */
const bytes = new Uint8Array(epc_hex_digits_max);

const digit_values = Int8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});

/**
 * Takes hexadecimal digits of either case, at most `epc_hex_digits_max`, also an odd number of them, as documents print
 * codings whose last byte is not full. The number of bits; undefined when a character is no such digit.
 */
export function fillBits(hex: string): number | undefined {
  const { length } = hex;
  for (let at = 0; at < length; at += 2) {
    const high = digit_values[hex.charCodeAt(at)] ?? -1;
    const low = at + 1 < length ? (digit_values[hex.charCodeAt(at + 1)] ?? -1) : 0;
    if (high < 0 || low < 0) return undefined;
    bytes[at >> 1] = (high << 4) | low;
  }
  bytes.fill(0, (length + 1) >> 1);
  return length * 4;
}

/** Big-endian bits as a number; at most 53 of them. */
export function bitsAt(from: number, width: number): number {
  let value = 0;
  let at = from;
  const end = from + width;
  while (at < end) {
    const offset = at & 7;
    const taken = Math.min(8 - offset, end - at);
    const part = ((bytes[at >> 3] ?? 0) >> (8 - offset - taken)) & ((1 << taken) - 1);
    value = value * (1 << taken) + part;
    at += taken;
  }
  return value;
}

/** Big-endian bits as a decimal number, also where they are more than a number holds exactly. */
export function decimalAt(from: number, width: number): string {
  return width <= 53 ? String(bitsAt(from, width)) : String(bigBitsAt(from, width));
}

function bigBitsAt(from: number, width: number): bigint {
  let value = 0n;
  for (let at = from; at < from + width; at += 32) {
    const taken = Math.min(32, from + width - at);
    value = (value << BigInt(taken)) | BigInt(bitsAt(at, taken));
  }
  return value;
}

export function isZero(from: number, end: number): boolean {
  for (let at = from; at < end; at += 24) {
    if (bitsAt(at, Math.min(24, end - at)) !== 0) return false;
  }
  return true;
}

/** The bits as `0` and `1`. */
export function binaryAt(from: number, end: number): string {
  let text = '';
  for (let at = from; at < end; at += 1) text += bitsAt(at, 1);
  return text;
}

/** Bits that are put together from the left. */
export class BitWriter {
  #value = 0n;
  #width = 0;

  get width(): number {
    return this.#width;
  }

  put(value: bigint | number, width: number): void {
    this.#value = (this.#value << BigInt(width)) | BigInt(value);
    this.#width += width;
  }

  /** Upper-case hexadecimal, filled up with zero bits to whole 16-bit words. */
  hex(): string {
    const words = Math.ceil(this.#width / 16);
    const filled = this.#value << BigInt(words * 16 - this.#width);
    return filled
      .toString(16)
      .toUpperCase()
      .padStart(words * 4, '0');
  }
}
