/** What the main thread and the writer's thread say to each other. Frames travel packed: one buffer for all their bytes. */
import { assert } from '../base/assert.ts';
import type { FaultCode } from '../base/faults.ts';
import type { LogLevel } from '../base/log.ts';
import type { CommandForDevice, Feedback } from '../interpretation/interpretation.ts';
import type { Commit } from '../ledger/commit.ts';
import type { PeopleWrite } from '../ledger/people.ts';
import type { Site } from '../stock/site.ts';
import type { CommandAnswer } from './command-answer.ts';
import type { Inspected, Inspection } from './inspection.ts';
import type { Offered } from './offered.ts';

export interface WriterStart {
  readonly directory: string;
  readonly site: Site;
  readonly log_level: LogLevel;
  /** File to write the capture to, or beside it where it is there already; absent: none. */
  readonly capture?: string;
}

export type ToWriter =
  | ({ readonly kind: 'offered' } & Packed)
  /** Asks how devices are, or what was learned of an item; answered under the same number, without touching the ledger. */
  | ({ readonly kind: 'inspect'; readonly number: number } & Inspected)
  /** Changes people, sessions and the trail; answered under the same number when it is durable. */
  | { readonly kind: 'people'; readonly number: number; readonly writes: readonly PeopleWrite[] }
  | { readonly kind: 'stop' };

type FrameOffer = Extract<Offered, { kind: 'frame' }>;
type Source = Omit<FrameOffer, 'at_ms' | 'data'>;

/** Offers in few objects: copying one object a frame from thread to thread costs more than the frame itself. */
export interface Packed {
  /** All there are in the message, each once. */
  readonly sources: readonly Source[];
  /** `numbers_per_frame` numbers a frame, in order: which source, when, how many bytes. */
  readonly frames: Float64Array<ArrayBuffer>;
  /** The bytes of the frames, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What is no frame, with its place among all offers. */
  readonly others: readonly { readonly place: number; readonly offer: Exclude<Offered, FrameOffer> }[];
}

const numbers_per_frame = 3;

export type FromWriter =
  | {
      readonly kind: 'ready';
      readonly state: Commit;
      readonly ledger_id: string;
      readonly gateway_id: string;
      /** The file the capture is written to, where one was asked for. */
      readonly capture?: string;
    }
  /** The next `settled` offers, in order, are durable. `commit` is absent when there was nothing to tell. */
  | {
      readonly kind: 'committed';
      readonly settled: number;
      readonly commit: Commit;
      readonly feedback: readonly Feedback[];
      readonly commands: readonly CommandForDevice[];
      readonly answers: ReadonlyMap<number, CommandAnswer>;
    }
  | { readonly kind: 'inspected'; readonly number: number; readonly found: Inspection }
  /** False: one of the conditions did not hold, and nothing was written. */
  | { readonly kind: 'people-written'; readonly number: number; readonly isWritten: boolean }
  | { readonly kind: 'failed'; readonly code: FaultCode; readonly says: string }
  | { readonly kind: 'stopped' };

export function pack(offered: readonly Offered[]): Packed {
  const others: { place: number; offer: Exclude<Offered, FrameOffer> }[] = [];
  let length = 0;
  for (const [place, offer] of offered.entries()) {
    if (offer.kind === 'frame') length += offer.data.length;
    else others.push({ place, offer });
  }
  const sources = sourceList();
  const frames = new Float64Array((offered.length - others.length) * numbers_per_frame);
  const bytes = new Uint8Array(length);
  let frame = 0;
  let byte = 0;
  for (const offer of offered) {
    if (offer.kind !== 'frame') continue;
    frames[frame] = sources.placeOf(offer);
    frames[frame + 1] = offer.at_ms;
    frames[frame + 2] = offer.data.length;
    frame += numbers_per_frame;
    bytes.set(offer.data, byte);
    byte += offer.data.length;
  }
  return { sources: sources.list, frames, bytes, others };
}

export function unpack({ sources, frames, bytes, others }: Packed): Offered[] {
  const offered: Offered[] = [];
  const left = others[Symbol.iterator]();
  let other = left.next();
  let byte = 0;
  const takeOthers = () => {
    for (; other.done !== true && other.value.place === offered.length; other = left.next()) {
      offered.push(other.value.offer);
    }
  };
  for (let frame = 0; frame < frames.length; frame += numbers_per_frame) {
    takeOthers();
    const source = sources[frames[frame] ?? -1];
    const at_ms = frames[frame + 1];
    const length = frames[frame + 2];
    assert(source !== undefined && at_ms !== undefined && length !== undefined, 'a packed frame is whole');
    offered.push(frameOf(source, at_ms, bytes.subarray(byte, byte + length)));
    byte += length;
  }
  takeOthers();
  assert(byte === bytes.length && other.done === true, 'packed offers account for every byte and every place');
  return offered;
}

/** Members are written out: spreading them costs more than all else a frame needs on its way over. */
export function frameOf(
  { device, topic, retained, qos }: Omit<Source, 'kind'>,
  at_ms: number,
  data: Uint8Array,
): FrameOffer {
  return topic === undefined
    ? { kind: 'frame', at_ms, device, retained, qos, data }
    : { kind: 'frame', at_ms, device, topic, retained, qos, data };
}

/** Where frames come from, each once; a device has few topics. */
function sourceList() {
  const list: Source[] = [];
  const known = new Map<string, number[]>();
  return {
    list,
    placeOf({ kind, device, topic, retained, qos }: FrameOffer): number {
      const places = known.get(device) ?? [];
      if (places.length === 0) known.set(device, places);
      for (const place of places) {
        const source = list[place];
        if (source?.topic === topic && source?.retained === retained && source.qos === qos) return place;
      }
      places.push(list.length);
      list.push({ kind, device, retained, qos, ...(topic === undefined ? {} : { topic }) });
      return list.length - 1;
    },
  };
}
