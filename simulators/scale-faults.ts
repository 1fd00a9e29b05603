/** What goes wrong on a scale's line and at its power switch, by chance from a seed. */
import type { Pan } from './load-cell.ts';
import type { Seed } from './seed.ts';
import type { SerialScale } from './serial-scale.ts';
import type { ShownUnit } from './weighing.ts';

/** How often, in a thousand frames. All absent: a line without faults. */
export interface ScaleFaults {
  /** The checksum is wrong; frames without one stay as they are. */
  readonly wrong_sum_permille?: number;
  /** Bytes with bit 7 set come before the frame, as from a bad contact. */
  readonly noise_permille?: number;
  /** The frame never comes. */
  readonly lost_permille?: number;
  /** The frame comes twice. */
  readonly doubled_permille?: number;
  /** The frame comes in two chunks. */
  readonly split_permille?: number;
  /** The frame comes in one chunk with the next one. */
  readonly merged_permille?: number;
  /** Somebody presses the unit key. */
  readonly unit_key_permille?: number;
  /** Without motion for so long it switches itself off, and says nothing until something moves on it. */
  readonly auto_off_ms?: number;
}

const units: readonly ShownUnit[] = ['kg', 'g', 'lb', 'oz'];

/** What came over the wire, chunk by chunk. */
export interface FaultyScale {
  heard(chunk: Uint8Array, at_ms: number): readonly Uint8Array[];
  spoken(at_ms: number): readonly Uint8Array[];
  readonly is_off: boolean;
}

export function faultyScale(scale: SerialScale, pan: Pan, faults: ScaleFaults, seed: Seed): FaultyScale {
  const happens = (permille: number | undefined) => permille !== undefined && seed.happens(permille);
  let moved_ms: number | undefined;
  let isOff = false;
  let kept: Uint8Array = new Uint8Array();

  /** Whether it is on now. It wakes when its plate moves, and takes what lies there for its zero as at any power-up. */
  function power(at_ms: number): boolean {
    const { auto_off_ms } = faults;
    if (auto_off_ms === undefined) return true;
    if (moved_ms === undefined || pan.isMovingAt(at_ms)) {
      if (isOff) scale.weighing.switchOn(at_ms);
      isOff = false;
      moved_ms = at_ms;
    } else if (at_ms - moved_ms >= auto_off_ms) {
      isOff = true;
    }
    return !isOff;
  }

  function spoilt(frame: Uint8Array): Uint8Array {
    const sum_at = scale.sumAt(frame);
    const withSum =
      sum_at !== undefined && happens(faults.wrong_sum_permille)
        ? frame.map((byte, at) => (at === sum_at ? byte ^ seed.int(1, 0x7f) : byte))
        : frame;
    if (!happens(faults.noise_permille)) return withSum;
    return Uint8Array.from([...Array.from({ length: seed.int(1, 6) }, () => seed.int(0x90, 0xff)), ...withSum]);
  }

  function onTheWire(frame: Uint8Array): readonly Uint8Array[] {
    if (happens(faults.lost_permille)) return [];
    const bytes = Uint8Array.from([...kept, ...spoilt(frame)]);
    kept = new Uint8Array();
    if (happens(faults.merged_permille)) {
      kept = bytes;
      return [];
    }
    const cut = happens(faults.split_permille) ? seed.int(1, bytes.length - 1) : bytes.length;
    const chunks = [bytes.subarray(0, cut), bytes.subarray(cut)].filter((chunk) => chunk.length > 0);
    return happens(faults.doubled_permille) ? [...chunks, ...chunks] : chunks;
  }

  function passed(frames: readonly Uint8Array[]): readonly Uint8Array[] {
    if (happens(faults.unit_key_permille)) scale.weighing.showIn(seed.oneOf(units) ?? 'kg');
    return frames.flatMap(onTheWire);
  }

  return {
    heard: (chunk, at_ms) => (power(at_ms) ? passed(scale.heard(chunk, at_ms)) : []),
    spoken: (at_ms) => (power(at_ms) ? passed(scale.spoken(at_ms)) : []),
    get is_off() {
      return isOff;
    },
  };
}
