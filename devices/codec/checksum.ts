/** Checksums of binary frames, as data that a framing and a table can name. */

export type ChecksumName = keyof typeof checksums;

interface Checksum {
  readonly bytes: 1 | 2;
  readonly little_endian: boolean;
  /** Of the bytes `from` up to, not including, `to`. */
  of(bytes: Uint8Array, from: number, to: number): number;
}

/** Polynomial 0x1021, four bits at a time; the remainder of each nibble by itself. */
const nibbles_1021 = Uint16Array.from({ length: 16 }, (_, nibble) => {
  let remainder = nibble << 12;
  for (let bit = 0; bit < 4; bit += 1) remainder = ((remainder << 1) ^ (remainder & 0x8000 ? 0x1021 : 0)) & 0xffff;
  return remainder;
});

/** Polynomial 0x1021 seen from the other end, a byte at a time. */
const bytes_8408 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >> 1) ^ (remainder & 1 ? 0x8408 : 0);
  return remainder;
});

const sum8: Checksum = {
  bytes: 1,
  little_endian: false,
  of(bytes, from, to) {
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += bytes[at] ?? 0;
    return sum & 0xff;
  },
};

/** What makes the sum of all bytes, counted in 16 bits, come to 0 (two's complement), high byte first: Zebra's SSI. */
const complement16: Checksum = {
  bytes: 2,
  little_endian: false,
  of(bytes, from, to) {
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += bytes[at] ?? 0;
    return (0x10000 - (sum & 0xffff)) & 0xffff;
  },
};

/** CRC-16/MCRF4XX: polynomial 0x8408 reflected, from 0xFFFF, low byte first. */
const crc16Mcrf4xx: Checksum = {
  bytes: 2,
  little_endian: true,
  of(bytes, from, to) {
    let crc = 0xffff;
    for (let at = from; at < to; at += 1) crc = (crc >> 8) ^ (bytes_8408[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
    return crc;
  },
};

/**
 * The CRC of ThingMagic's modules: nibbles are shifted in at the low end before the remainder of what leaves at the high
 * end is taken, so it is no CRC-16/CCITT although the table is the same.
 */
const crc16ThingMagic: Checksum = {
  bytes: 2,
  little_endian: false,
  of(bytes, from, to) {
    let crc = 0xffff;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0;
      crc = (((crc << 4) | (byte >> 4)) & 0xffff) ^ (nibbles_1021[crc >> 12] ?? 0);
      crc = (((crc << 4) | (byte & 0x0f)) & 0xffff) ^ (nibbles_1021[crc >> 12] ?? 0);
    }
    return crc;
  },
};

/** The CRC that Gen2 tags send with their EPC: CRC-16/GENIBUS, polynomial 0x1021 from 0xFFFF, all bits turned. */
const crc16Gen2: Checksum = {
  bytes: 2,
  little_endian: false,
  of(bytes, from, to) {
    let crc = 0xffff;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0;
      crc = ((crc << 4) & 0xffff) ^ (nibbles_1021[(crc >> 12) ^ (byte >> 4)] ?? 0);
      crc = ((crc << 4) & 0xffff) ^ (nibbles_1021[(crc >> 12) ^ (byte & 0x0f)] ?? 0);
    }
    return crc ^ 0xffff;
  },
};

/** CRC-16/MODBUS: polynomial 0xA001 reflected, from 0xFFFF, low byte first (Modbus over serial line 1.02, 6.2.2). */
const crc16Modbus: Checksum = {
  bytes: 2,
  little_endian: true,
  of(bytes, from, to) {
    let crc = 0xffff;
    for (let at = from; at < to; at += 1) {
      crc ^= bytes[at] ?? 0;
      for (let bit = 0; bit < 8; bit += 1) crc = (crc >> 1) ^ (crc & 1 ? 0xa001 : 0);
    }
    return crc;
  },
};

const checksums = {
  'sum-8': sum8,
  'complement-16': complement16,
  'crc-16-mcrf4xx': crc16Mcrf4xx,
  'crc-16-thingmagic': crc16ThingMagic,
  'crc-16-gen2': crc16Gen2,
  'crc-16-modbus': crc16Modbus,
} as const;

/** The bytes of the checksum of `bytes`, as they stand on the wire. */
export function checksumOf(name: ChecksumName, bytes: Uint8Array, from = 0, to = bytes.length): readonly number[] {
  const { bytes: width, little_endian, of } = checksums[name];
  const sum = of(bytes, from, to);
  if (width === 1) return [sum];
  return little_endian ? [sum & 0xff, sum >> 8] : [sum >> 8, sum & 0xff];
}

/** How many bytes it takes. */
export function checksumBytes(name: ChecksumName): number {
  return checksums[name].bytes;
}

/** True when the checksum that stands right after the bytes `from` to `to` is theirs. */
export function checksumFits(name: ChecksumName, bytes: Uint8Array, from: number, to: number): boolean {
  const { bytes: width, little_endian, of } = checksums[name];
  const sum = of(bytes, from, to);
  const first = bytes[to] ?? 0;
  if (width === 1) return first === sum;
  const second = bytes[to + 1] ?? 0;
  return sum === (little_endian ? (second << 8) | first : (first << 8) | second);
}
