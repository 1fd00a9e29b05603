/** What goes wrong with binary frames on a line, by chance from a seed. */
import type { Seed } from './seed.ts';

/** How often, in a thousand frames. All absent: a line without faults. */
export interface LineFaults {
  /** One bit of the frame is turned, so that its checksum is wrong. */
  readonly spoilt_permille?: number;
  /** Bytes that belong to nothing come before the frame. */
  readonly noise_permille?: number;
  /** The frame never comes. */
  readonly lost_permille?: number;
  /** The frame comes twice. */
  readonly doubled_permille?: number;
  /** The frame comes in two chunks. */
  readonly split_permille?: number;
  /** The frame comes in one chunk with the next one. */
  readonly merged_permille?: number;
}

/** Frames as they are sent to chunks as they arrive. */
export function faultyLine(faults: LineFaults, seed: Seed): (frames: readonly Uint8Array[]) => readonly Uint8Array[] {
  const happens = (permille: number | undefined) => permille !== undefined && seed.happens(permille);
  let kept: Uint8Array = new Uint8Array();

  function spoilt(frame: Uint8Array): Uint8Array {
    const place = seed.int(0, frame.length - 1);
    const bit = 1 << seed.int(0, 7);
    const bytes = happens(faults.spoilt_permille) ? frame.map((byte, at) => (at === place ? byte ^ bit : byte)) : frame;
    if (!happens(faults.noise_permille)) return bytes;
    return Uint8Array.from([...Array.from({ length: seed.int(1, 8) }, () => seed.int(0, 255)), ...bytes]);
  }

  function onTheWire(frame: Uint8Array): readonly Uint8Array[] {
    if (happens(faults.lost_permille)) return [];
    const frames = happens(faults.doubled_permille) ? [...frame, ...frame] : [...spoilt(frame)];
    const bytes = Uint8Array.from([...kept, ...frames]);
    kept = new Uint8Array();
    if (happens(faults.merged_permille)) {
      kept = bytes;
      return [];
    }
    const cut = happens(faults.split_permille) ? seed.int(1, bytes.length - 1) : bytes.length;
    return [bytes.subarray(0, cut), bytes.subarray(cut)].filter((chunk) => chunk.length > 0);
  }

  return (frames) => frames.flatMap(onTheWire);
}
