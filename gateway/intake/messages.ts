/** What the main thread and the writer's thread say to each other. Frames travel packed: one buffer for all their bytes. */
import { assert } from '../base/assert.ts';
import type { FaultCode } from '../base/faults.ts';
import type { LogLevel } from '../base/log.ts';
import type { Feedback } from '../interpretation/interpretation.ts';
import type { Commit } from '../ledger/commit.ts';
import type { Site } from '../stock/site.ts';
import type { Offered } from './batch.ts';

export interface WriterStart {
  readonly directory: string;
  readonly site: Site;
  readonly log_level: LogLevel;
  /** File to write the capture to; absent: none. */
  readonly capture?: string;
}

export type ToWriter =
  | { readonly kind: 'offered'; readonly items: readonly Packed[]; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'stop' };

/** An offer whose bytes lie in the message's buffer, in the order of the items. */
export type Packed = Exclude<Offered, { kind: 'frame' }> | (Omit<FrameOffer, 'data'> & { readonly length: number });
type FrameOffer = Extract<Offered, { kind: 'frame' }>;

export type FromWriter =
  | { readonly kind: 'ready'; readonly state: Commit; readonly ledger_id: string; readonly gateway_id: string }
  /** The next `settled` offers, in order, are durable. `commit` is absent when there was nothing to tell. */
  | {
      readonly kind: 'committed';
      readonly settled: number;
      readonly commit: Commit;
      readonly feedback: readonly Feedback[];
      readonly refusals: ReadonlyMap<number, { readonly code: string; readonly says: string }>;
    }
  | { readonly kind: 'failed'; readonly code: FaultCode; readonly says: string }
  | { readonly kind: 'stopped' };

export function pack(offered: readonly Offered[]): {
  readonly items: Packed[];
  readonly bytes: Uint8Array<ArrayBuffer>;
} {
  let length = 0;
  for (const each of offered) if (each.kind === 'frame') length += each.data.length;
  const bytes = new Uint8Array(length);
  let at = 0;
  const items = offered.map((each): Packed => {
    if (each.kind !== 'frame') return each;
    const { data, ...rest } = each;
    bytes.set(data, at);
    at += data.length;
    return { ...rest, length: data.length };
  });
  return { items, bytes };
}

export function unpack(items: readonly Packed[], bytes: Uint8Array): Offered[] {
  let at = 0;
  const offered = items.map((each): Offered => {
    if (each.kind !== 'frame') return each;
    const { length, ...rest } = each;
    const data = bytes.subarray(at, at + length);
    at += length;
    return { ...rest, data };
  });
  assert(at === bytes.length, 'packed frames account for every byte');
  return offered;
}
