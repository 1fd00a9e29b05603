/** What goes wrong with frames on a line, by chance from a seed. One layer for every device that speaks in bytes. */
import type { Seed } from './seed.ts';

/** How often, in a thousand frames. All absent: a line without faults. */
export interface LineFaults {
  /** One bit of the frame is turned. */
  readonly spoilt_permille?: number;
  /** The checksum is wrong; frames without one stay as they are. */
  readonly wrong_sum_permille?: number;
  /** Bytes that belong to nothing come before the frame. */
  readonly noise_permille?: number;
  /** The frame never comes. */
  readonly lost_permille?: number;
  /** The frame breaks off, as when the power goes while it is sent. */
  readonly cut_permille?: number;
  /** The frame comes twice. */
  readonly doubled_permille?: number;
  /** The frame comes in two chunks. */
  readonly split_permille?: number;
  /** The frame comes in one chunk with the next one. */
  readonly merged_permille?: number;
}

export interface LineManner {
  /** Where the checksum stands in a frame; undefined for frames without one. */
  sumAt?(frame: Uint8Array): number | undefined;
  /** Which bytes noise is made of; all when absent. */
  readonly noise?: { readonly min: number; readonly max: number };
}

const noise_bytes_max = 8;
const any_byte = { min: 0, max: 255 } as const;

/** Frames as they are sent to chunks as they arrive. Called without any, it lets go of a frame that waits for company. */
export function faultyLine(
  faults: LineFaults,
  seed: Seed,
  { sumAt = () => undefined, noise = any_byte }: LineManner = {},
): (frames: readonly Uint8Array[]) => readonly Uint8Array[] {
  const happens = (permille: number | undefined) => permille !== undefined && seed.happens(permille);
  let kept: Uint8Array = new Uint8Array();

  function withWrongSum(frame: Uint8Array): Uint8Array {
    const sum_at = sumAt(frame);
    if (sum_at === undefined || !happens(faults.wrong_sum_permille)) return frame;
    return frame.map((byte, at) => (at === sum_at ? byte ^ seed.int(1, 0x7f) : byte));
  }
  function spoilt(frame: Uint8Array): Uint8Array {
    if (!happens(faults.spoilt_permille)) return frame;
    const place = seed.int(0, frame.length - 1);
    const bit = 1 << seed.int(0, 7);
    return frame.map((byte, at) => (at === place ? byte ^ bit : byte));
  }
  function withNoise(frame: Uint8Array): Uint8Array {
    if (!happens(faults.noise_permille)) return frame;
    const bytes = Array.from({ length: seed.int(1, noise_bytes_max) }, () => seed.int(noise.min, noise.max));
    return Uint8Array.from([...bytes, ...frame]);
  }
  function onTheWire(frame: Uint8Array): readonly Uint8Array[] {
    if (happens(faults.lost_permille)) return [];
    const whole = withNoise(spoilt(withWrongSum(frame)));
    const sent = happens(faults.cut_permille) ? whole.subarray(0, seed.int(0, whole.length - 1)) : whole;
    const bytes = Uint8Array.from([...kept, ...sent, ...(happens(faults.doubled_permille) ? sent : [])]);
    kept = new Uint8Array();
    if (happens(faults.merged_permille)) {
      kept = bytes;
      return [];
    }
    const cut = happens(faults.split_permille) && bytes.length > 1 ? seed.int(1, bytes.length - 1) : bytes.length;
    return [bytes.subarray(0, cut), bytes.subarray(cut)].filter((chunk) => chunk.length > 0);
  }

  function lastKept(): readonly Uint8Array[] {
    const left = kept;
    kept = new Uint8Array();
    return left.length === 0 ? [] : [left];
  }

  return (frames) => (frames.length === 0 ? lastKept() : frames.flatMap(onTheWire));
}
