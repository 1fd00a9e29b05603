/**
 * Frames of the Reader18 family (Chafon, RRU, UHFReader18, CF-RU5xxx): length, address, command, then in replies a status,
 * data, CRC low byte first. The length counts what follows it; no byte marks a beginning. Old readers tell EPCs alone,
 * newer ones the antenna too and a strength with each EPC; which of both it is shows only in that the lengths add up.
 */
import { anyHex, hexBytes } from '../codec/bytes.ts';
import { checksumFits, checksumOf } from '../codec/checksum.ts';
import { type Chance, type Codec, type Decoded, fault } from '../codec/codec.ts';
import type { CountedFraming } from '../codec/framing.ts';
import { hexOf } from '../codec/hex.ts';

export const reader18_commands = { inventory: 0x01, information: 0x21, region: 0x22, power: 0x2f } as const;
/** What an inventory can come to. */
export const reader18_status = {
  done_early: 0x01,
  time_is_up: 0x02,
  more_follows: 0x03,
  memory_full: 0x04,
  antenna_fault: 0xf8,
  no_tags: 0xfb,
} as const;

const bytes_max = 256;
const reply_bytes_min = 6;
const request_bytes_min = 5;
const tid_bytes = 12;
const with_tid = 0x80;
const lists_tags: readonly number[] = [
  reader18_status.done_early,
  reader18_status.time_is_up,
  reader18_status.more_follows,
  reader18_status.memory_full,
];

export interface Reader18Tag {
  readonly epc: string;
  /** The chip's own number, from readers told to add it (FastID). */
  readonly tid?: string;
}

export type Reader18Reply =
  | {
      readonly kind: 'inventory';
      readonly address: number;
      readonly status: number;
      readonly form: 'epcs';
      readonly tags: readonly Reader18Tag[];
    }
  | {
      readonly kind: 'inventory';
      readonly address: number;
      readonly status: number;
      readonly form: 'antenna';
      /** From 1. */
      readonly antenna: number;
      /** The strength is the reader's own number, without a unit that its documents would name. */
      readonly tags: readonly (Reader18Tag & { readonly strength: number })[];
    }
  | {
      readonly kind: 'other';
      readonly address: number;
      readonly command: number;
      readonly status: number;
      readonly data: string;
    };

export interface Reader18Request {
  /** 0xFF is everybody. */
  readonly address: number;
  readonly command: number;
  readonly data: string;
}

const check = { of: 'crc-16-mcrf4xx', from: 0, after: 0 } as const;

/** Only what is asked for here is answered, so a beginning with another command is none. */
export const reader18Framing: CountedFraming = {
  by: 'counted',
  length: { offset: 0, width: 1, adds: 1 },
  marks: [{ offset: 2, any_of: Object.values(reader18_commands) }],
  check,
  bytes_min: reply_bytes_min,
  bytes_max,
};

/** What a reader hears. */
export const reader18RequestFraming: CountedFraming = {
  by: 'counted',
  length: { offset: 0, width: 1, adds: 1 },
  check,
  bytes_min: request_bytes_min,
  bytes_max,
};

export function encodeReader18Request({ address, command, data }: Reader18Request): Uint8Array {
  return framed([address, command, ...hexBytes(data)]);
}

/** The inverse, for whoever plays the reader. */
export function decodeReader18Request(bytes: Uint8Array): Decoded<Reader18Request> {
  const wrong = shapeFault(bytes, request_bytes_min);
  if (wrong !== undefined) return wrong;
  const [, address = 0, command = 0] = bytes;
  return { ok: true, value: { address, command, data: hexOf(bytes, 3, bytes.length - 2) } };
}

export const reader18Frame: Codec<Reader18Reply> = {
  decode,
  encode(reply) {
    const { address } = reply;
    if (reply.kind === 'other') return framed([address, reply.command, reply.status, ...hexBytes(reply.data)]);
    return framed([address, reader18_commands.inventory, reply.status, ...inventoryData(reply)]);
  },
  sample,
  fields: [
    { name: 'length', says: 'Bytes that follow it' },
    { name: 'address', says: "The reader's address" },
    { name: 'command', says: '01 inventory, 21 information, 22 region, 2F power' },
    { name: 'status', says: '01 done, 02 time is up, 03 more follows, 04 memory full, F8 antenna fault, FB no tags' },
    { name: 'antenna', says: 'One bit for each antenna; only from newer readers' },
    { name: 'tags', says: 'How many, then each: length (bit 7: EPC and TID), EPC, and from newer readers a strength' },
    { name: 'crc', says: 'CRC-16/MCRF4XX over all before it, low byte first' },
  ],
};

function framed(body: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from([body.length + 2, ...body]);
  return Uint8Array.from([...bytes, ...checksumOf(check.of, bytes)]);
}

type Fault = Exclude<Decoded<never>, { readonly ok: true }>;

function shapeFault(bytes: Uint8Array, bytes_min: number): Fault | undefined {
  const { length } = bytes;
  if (length > bytes_max) return fault('too-long', 'frame', `must be at most ${bytes_max} bytes`);
  if (length < bytes_min) return fault('truncated', 'frame', `must be at least ${bytes_min} bytes`);
  if (bytes[0] !== length - 1) return fault('format', 'length', 'must count the bytes after it');
  if (!checksumFits(check.of, bytes, 0, length - 2)) return fault('checksum', 'crc', 'must be that of the bytes');
  return undefined;
}

function decode(bytes: Uint8Array): Decoded<Reader18Reply> {
  const wrong = shapeFault(bytes, reply_bytes_min);
  if (wrong !== undefined) return wrong;
  const [, address = 0, command = 0, status = 0] = bytes;
  const data = bytes.subarray(4, bytes.length - 2);
  if (command !== reader18_commands.inventory || !lists_tags.includes(status)) {
    return { ok: true, value: { kind: 'other', address, command, status, data: hexOf(data) } };
  }
  const head = { kind: 'inventory', address, status } as const;
  const epcs = epcsOf(data);
  const read = antennaTagsOf(data);
  if (epcs !== undefined && read !== undefined) {
    return fault('unsupported', 'tags', 'must be of one form; these bytes fit the old and the new');
  }
  if (read !== undefined) return { ok: true, value: { ...head, form: 'antenna', ...read } };
  if (epcs !== undefined) return { ok: true, value: { ...head, form: 'epcs', tags: epcs } };
  return fault('format', 'tags', 'must be as many as are counted and end with the data');
}

/** Number of EPCs, then length and EPC of each. */
function epcsOf(data: Uint8Array): readonly Reader18Tag[] | undefined {
  const tags: Reader18Tag[] = [];
  let at = 1;
  for (let left = data[0] ?? 1; left > 0; left -= 1) {
    const tag = tagAt(data, at);
    if (tag === undefined) return undefined;
    tags.push(tag);
    at += 1 + tagBytes(tag);
  }
  return at === data.length ? tags : undefined;
}

/** One bit for the antenna, number of EPCs, then length, EPC and strength of each. */
function antennaTagsOf(
  data: Uint8Array,
): { readonly antenna: number; readonly tags: readonly (Reader18Tag & { readonly strength: number })[] } | undefined {
  const antenna = Math.log2(data[0] ?? 0) + 1;
  if (!Number.isInteger(antenna) || data.length < 2) return undefined;
  const tags: (Reader18Tag & { readonly strength: number })[] = [];
  let at = 2;
  for (let left = data[1] ?? 0; left > 0; left -= 1) {
    const tag = tagAt(data, at);
    if (tag === undefined) return undefined;
    at += 2 + tagBytes(tag);
    tags.push({ ...tag, strength: data[at - 1] ?? 0 });
  }
  return at === data.length ? { antenna, tags } : undefined;
}

/** Undefined when there is no room for it, or no EPC in it. */
function tagAt(data: Uint8Array, at: number): Reader18Tag | undefined {
  const first = data[at];
  if (first === undefined) return undefined;
  const has_tid = (first & with_tid) !== 0;
  const end = at + 1 + (first & ~with_tid);
  const epc_end = has_tid ? end - tid_bytes : end;
  if (end > data.length || epc_end <= at + 1) return undefined;
  const epc = hexOf(data, at + 1, epc_end);
  return has_tid ? { epc, tid: hexOf(data, epc_end, end) } : { epc };
}

function tagBytes({ epc, tid = '' }: Reader18Tag): number {
  return (epc.length + tid.length) / 2;
}

function inventoryData(reply: Extract<Reader18Reply, { kind: 'inventory' }>): readonly number[] {
  const tagData = ({ epc, tid }: Reader18Tag) => {
    const bytes = hexBytes(epc + (tid ?? ''));
    return [bytes.length | (tid === undefined ? 0 : with_tid), ...bytes];
  };
  if (reply.form === 'epcs') return [reply.tags.length, ...reply.tags.flatMap(tagData)];
  const tags = reply.tags.flatMap((tag) => [...tagData(tag), tag.strength]);
  return [2 ** (reply.antenna - 1), reply.tags.length, ...tags];
}

function sample(chance: Chance): Reader18Reply {
  for (;;) {
    const reply = anyReply(chance);
    // What would fit both forms is refused when read, so it is no valid value.
    if (decode(reader18Frame.encode(reply)).ok) return reply;
  }
}

function anyReply(chance: Chance): Reader18Reply {
  const address = chance.int(0, 254);
  const status = lists_tags[chance.int(0, lists_tags.length - 1)] ?? 0;
  const tag = () => ({
    epc: anyHex(chance, chance.int(1, 8) * 2),
    ...(chance.int(0, 3) === 0 && { tid: anyHex(chance, tid_bytes) }),
  });
  const tags = Array.from({ length: chance.int(0, 5) }, tag);
  switch (chance.int(0, 2)) {
    case 0: {
      const data = anyHex(chance, chance.int(0, 16));
      return { kind: 'other', address, command: reader18_commands.information, status: 0, data };
    }
    case 1:
      return { kind: 'inventory', address, status, form: 'epcs', tags };
    default: {
      const read = tags.map((one) => ({ ...one, strength: chance.int(0, 255) }));
      return { kind: 'inventory', address, status, form: 'antenna', antenna: chance.int(1, 8), tags: read };
    }
  }
}
