/** The record of a process's writes (see write-log.c), and what a power cut at some instant may leave of them. */
import { basename } from 'node:path';
import type { Random } from '../../gateway/base/random.ts';

export interface Operation {
  readonly op: 'o' | 'w' | 't' | 's' | 'u';
  readonly file: string;
  readonly offset: number;
  readonly data: Uint8Array;
}

const sector_bytes = 512;

export function parseRecord(bytes: Buffer): Operation[] {
  const operations: Operation[] = [];
  const names = new Map<number, string>();
  for (let at = 0; at < bytes.length; ) {
    const op = String.fromCharCode(bytes[at] ?? 0);
    const number = bytes[at + 1] ?? 0;
    const offset = Number(bytes.readBigUInt64LE(at + 2));
    const length = bytes.readUInt32LE(at + 10);
    const data = bytes.subarray(at + 14, at + 14 + length);
    at += 14 + length;
    if (op === 'o') names.set(number, basename(data.toString()));
    const file = names.get(number) ?? '';
    if (op === 'o' || op === 'w' || op === 't' || op === 's' || op === 'u') operations.push({ op, file, offset, data });
  }
  return operations;
}

/**
 * The files as a power cut after `count` operations may leave them: what was synced is there; of the rest, in a third of
 * the cuts nothing, else each write whole, not at all, or torn at a sector.
 */
export function filesAfterCut(operations: readonly Operation[], count: number, random: Random): Map<string, Buffer> {
  const durable = new Map<string, Disk>();
  const pending = new Map<string, Operation[]>();
  for (const operation of operations.slice(0, count)) {
    const { op, file } = operation;
    if (op === 'o' && !durable.has(file)) durable.set(file, { bytes: Buffer.alloc(0), length: 0 });
    if (op === 'w' || op === 't') {
      const waiting = pending.get(file);
      if (waiting === undefined) pending.set(file, [operation]);
      else waiting.push(operation);
    }
    if (op === 's') {
      for (const each of pending.get(file) ?? []) apply(durable, each);
      pending.delete(file);
    }
    if (op === 'u') {
      durable.delete(file);
      pending.delete(file);
    }
  }
  const dropsAll = random.next() < 0.34;
  for (const [, waiting] of pending) {
    for (const each of waiting) {
      const luck = dropsAll ? 0 : random.next();
      if (luck >= 0.66) apply(durable, each);
      else if (luck >= 0.33 && each.op === 'w') {
        const sectors = random.int(0, Math.floor(each.data.length / sector_bytes));
        apply(durable, { ...each, data: each.data.subarray(0, sectors * sector_bytes) });
      }
    }
  }
  return new Map([...durable].map(([file, { bytes, length }]) => [file, bytes.subarray(0, length)]));
}

/** A file's contents; the buffer is larger than the file, so that writing on costs no copy of all before. */
interface Disk {
  bytes: Buffer;
  length: number;
}

function apply(files: Map<string, Disk>, { op, file, offset, data }: Operation): void {
  const disk = files.get(file) ?? { bytes: Buffer.alloc(0), length: 0 };
  files.set(file, disk);
  const end = op === 't' ? offset : offset + data.length;
  if (end > disk.bytes.length) {
    const larger = Buffer.alloc(2 * end);
    disk.bytes.copy(larger, 0, 0, disk.length);
    disk.bytes = larger;
  }
  if (op === 't') {
    if (end < disk.length) disk.bytes.fill(0, end, disk.length);
    disk.length = end;
    return;
  }
  disk.bytes.set(data, offset);
  disk.length = Math.max(disk.length, end);
}
