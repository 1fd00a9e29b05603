/**
 * Archives as spreadsheets write them (PKWARE APPNOTE 6.3: stored or deflated parts, also with the 64-bit sizes that some programs
 * always write). Only parts that are asked for are unpacked, and what an archive says of its own sizes is believed by nobody.
 */
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';

const pack = promisify(deflateRaw);
const unpack = promisify<Uint8Array, { readonly maxOutputLength: number }, Buffer>(inflateRaw);

const end_signature = 0x06054b50;
const end_bytes = 22;
const comment_bytes_max = 65_535;
const end64_signature = 0x06064b50;
const locator_signature = 0x07064b50;
const locator_bytes = 20;
const entry_signature = 0x02014b50;
const entry_bytes = 46;
const local_signature = 0x04034b50;
const local_bytes = 30;
/** Stands for a size that is told in 64 bits elsewhere. */
const told_elsewhere = 0xffffffff;
/** 1980-01-01, the first day there is: when a file was made is no part of what it says. */
const no_day = 0x0021;
/** Names are in UTF-8. */
const utf8_flag = 0x0800;

/** It is not as an archive must be. */
export class BrokenArchive extends Error {}

/** What was to be unpacked of it is more than there is room for. */
export class LargeArchive extends Error {}

interface Part {
  readonly method: number;
  readonly crc: number;
  readonly packed_bytes: number;
  readonly begins: number;
}

export class ZipFile {
  readonly #view: DataView;
  readonly #file: Uint8Array;
  readonly #parts = new Map<string, Part>();
  /** Bytes that may still be unpacked. */
  #room: number;

  /** `bytes_max`: of all parts that are unpacked, together. Throws `BrokenArchive`. */
  constructor(file: Uint8Array, bytes_max: number) {
    this.#file = file;
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    this.#room = bytes_max;
    const { entries, begins } = this.#index();
    let at = begins;
    for (let entry = 0; entry < entries; entry++) at = this.#read(at);
  }

  /** The bytes of a part, whatever the case of its name; undefined where there is none. Throws `BrokenArchive` and `LargeArchive`. */
  async part(name: string): Promise<Uint8Array | undefined> {
    const part = this.#parts.get(name.toLowerCase());
    if (part === undefined) return undefined;
    const begins = this.#local(part.begins);
    const packed = this.#file.subarray(begins, begins + part.packed_bytes);
    if (packed.length < part.packed_bytes) throw new BrokenArchive('A part ends beyond the file.');
    const bytes = await this.#unpacked(packed, part.method);
    if (bytes.length > this.#room) throw new LargeArchive();
    if (crc32(bytes) !== part.crc) throw new BrokenArchive('A part is not what was packed.');
    this.#room -= bytes.length;
    return bytes;
  }

  async #unpacked(packed: Uint8Array, method: number): Promise<Uint8Array> {
    if (method === 0) return packed;
    if (method !== 8) throw new BrokenArchive('A part is packed in a way that no spreadsheet uses.');
    try {
      return await unpack(packed, { maxOutputLength: Math.max(1, this.#room) });
    } catch (thrown) {
      const isLarge = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE';
      throw isLarge ? new LargeArchive() : new BrokenArchive('A part cannot be unpacked.', { cause: thrown });
    }
  }

  #index(): { readonly entries: number; readonly begins: number } {
    const { length } = this.#file;
    for (let at = length - end_bytes; at >= Math.max(0, length - end_bytes - comment_bytes_max); at--) {
      if (this.#view.getUint32(at, true) !== end_signature) continue;
      const index = { entries: this.#view.getUint16(at + 10, true), begins: this.#view.getUint32(at + 16, true) };
      const locator = at - locator_bytes;
      if (locator < 0 || this.#view.getUint32(locator, true) !== locator_signature) return index;
      const end64 = this.#whole(locator + 8);
      if (this.#u32(end64) !== end64_signature) throw new BrokenArchive('Its index is not where it says.');
      return { entries: this.#whole(end64 + 32), begins: this.#whole(end64 + 48) };
    }
    throw new BrokenArchive('It has no index.');
  }

  /** One entry of the index; answers where the next one begins. */
  #read(at: number): number {
    if (this.#u32(at) !== entry_signature) throw new BrokenArchive('Its index is broken.');
    const name_bytes = this.#u16(at + 28);
    const extra_bytes = this.#u16(at + 30);
    const name = this.#file.subarray(at + entry_bytes, at + entry_bytes + name_bytes);
    const extra_at = at + entry_bytes + name_bytes;
    const long = this.#long(extra_at, extra_at + extra_bytes);
    // In the order of the format, each only where the short one has no room for it.
    const [bytes, packed, begins] = [at + 24, at + 20, at + 42].map((place) => {
      const short = this.#u32(place);
      return short === told_elsewhere ? (long.shift() ?? short) : short;
    });
    const isSecret = (this.#u16(at + 8) & 1) === 1;
    if (!isSecret && bytes !== undefined && packed !== undefined && begins !== undefined)
      this.#parts.set(nameOf(name), {
        method: this.#u16(at + 10),
        crc: this.#u32(at + 16),
        packed_bytes: packed,
        begins,
      });
    return extra_at + extra_bytes + this.#u16(at + 32);
  }

  /** The 64-bit sizes among what an entry says besides. */
  #long(from: number, until: number): number[] {
    for (let at = from; at + 4 <= until; at += 4 + this.#u16(at + 2)) {
      if (this.#u16(at) !== 1) continue;
      const ends = Math.min(until, at + 4 + this.#u16(at + 2));
      const sizes: number[] = [];
      for (let size = at + 4; size + 8 <= ends; size += 8) sizes.push(this.#whole(size));
      return sizes;
    }
    return [];
  }

  /** Where the bytes of a part begin: behind a head of its own, whose length only it knows. */
  #local(at: number): number {
    if (this.#u32(at) !== local_signature) throw new BrokenArchive('A part is not where the index says.');
    return at + local_bytes + this.#u16(at + 26) + this.#u16(at + 28);
  }

  #u16(at: number): number {
    if (at + 2 > this.#file.length) throw new BrokenArchive('It is broken off.');
    return this.#view.getUint16(at, true);
  }

  #u32(at: number): number {
    if (at + 4 > this.#file.length) throw new BrokenArchive('It is broken off.');
    return this.#view.getUint32(at, true);
  }

  #whole(at: number): number {
    return this.#u32(at) + this.#u32(at + 4) * 2 ** 32;
  }
}

function nameOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll('\\', '/').toLowerCase();
}

/** An archive of texts, by their names; the same bytes for the same texts. */
export async function zipOf(texts: Readonly<Record<string, string>>): Promise<Buffer> {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(texts)) {
    const [named, bytes] = [Buffer.from(name), Buffer.from(text)];
    const packed = await pack(bytes);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(utf8_flag, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt16LE(no_day, 8);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(named.length, 22);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(at, 10);
    index.push(u32(entry_signature), u16(20), head, where, named);
    const part = [u32(local_signature), head, named, packed];
    parts.push(...part);
    at += part.reduce((sum, { length }) => sum + length, 0);
  }
  const entries = u16(Object.keys(texts).length);
  const listed = Buffer.concat(index);
  const end = [u32(end_signature), u32(0), entries, entries, u32(listed.length), u32(at), u16(0)];
  return Buffer.concat([...parts, listed, ...end]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
