/**
 * One JSON document in one file, for lowdb. Its own file adapter renames without ever syncing, so a power cut may leave an
 * empty file; this one syncs the new file before it takes the old one's name, and the directory after.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Adapter } from 'lowdb';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import { jsonFaultOf } from './json-text.ts';

/** An object, so that lowdb never takes a document such as `0` for an absent one. */
export interface Stored {
  readonly document: unknown;
}

export class DurableJson implements Adapter<Stored> {
  readonly path: string;
  #sha256 = '';

  constructor(path: string) {
    this.path = path;
  }

  /** SHA-256 of the bytes last read or written, hexadecimal; tells an edit by others from our own. */
  get sha256(): string {
    return this.#sha256;
  }

  /** Throws `settings-unreadable`: absent, too large, not UTF-8 or not JSON; the message names file, line and column. */
  async read(): Promise<Stored> {
    const bytes = await this.#bytes();
    this.#sha256 = sha256Of(bytes);
    const text = this.#textOf(bytes);
    const fault = jsonFaultOf(text);
    if (fault !== undefined) {
      const { line, column, rule } = fault;
      throw new GatewayFault(
        'settings-unreadable',
        `${this.path} is not JSON: line ${line}, column ${column}: ${rule}`,
      );
    }
    return { document: JSON.parse(text) };
  }

  /** Throws `settings-unwritable`; the file then still holds what it held before. */
  async write(stored: Stored): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(stored.document, undefined, 2)}\n`);
    try {
      await replace(this.path, bytes);
    } catch (thrown) {
      throw new GatewayFault('settings-unwritable', `${this.path} cannot be written: ${messageOf(thrown)}`, thrown);
    }
    this.#sha256 = sha256Of(bytes);
  }

  async #bytes(): Promise<Buffer> {
    try {
      return await readUpTo(this.path, limits.settings_bytes_max);
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') {
        throw new GatewayFault('settings-unreadable', `there is no settings file ${this.path}`, thrown);
      }
      throw new GatewayFault('settings-unreadable', `${this.path} cannot be read: ${messageOf(thrown)}`, thrown);
    }
  }

  #textOf(bytes: Buffer): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (thrown) {
      throw new GatewayFault('settings-unreadable', `${this.path} is not UTF-8 text`, thrown);
    }
  }
}

async function readUpTo(path: string, bytes_max: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > bytes_max) throw new Error(`it has ${size} bytes, and ${bytes_max} are the limit`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const directory = dirname(path);
  // One fixed name: what a crash leaves behind is overwritten by the next write and never piles up.
  const fresh = join(directory, `.${basename(path)}.tmp`);
  const file = await open(fresh, 'w', await modeOf(path));
  try {
    await writeAndSync(file, bytes);
    await rename(fresh, path);
  } catch (thrown) {
    await rm(fresh, { force: true });
    throw thrown;
  }
  const parent = await open(directory, 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}

async function writeAndSync(file: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return 0o644;
    throw thrown;
  }
}

function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
