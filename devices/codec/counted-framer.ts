/** Cuts binary frames that say how long they are and end with a checksum. */
import { checksumBytes, checksumFits } from './checksum.ts';
import type { CountedFraming, Cut, Framer } from './framing.ts';

/**
 * Never throws and holds at most `bytes_max` bytes. A byte is looked at again only where what began before it came to
 * nothing, so at most `bytes_max` times. What is a frame does not depend on where chunks part.
 */
export function countedFramer(framing: CountedFraming): Framer {
  const { bytes_max } = framing;
  const memory = new Uint8Array(bytes_max);
  let length = 0;

  /** Takes whole frames and noise off the front of what is held; undecided bytes stay. */
  function consume(cuts: Cut[]): number {
    let stray = 0;
    let at = 0;
    while (at < length) {
      const frame_bytes = frameAt(framing, memory, at, length);
      if (frame_bytes === undefined) break;
      if (frame_bytes === 0) {
        stray += 1;
        at += 1;
        continue;
      }
      if (stray > 0) cuts.push(noise(stray));
      stray = 0;
      cuts.push({ kind: 'frame', data: memory.slice(at, at + frame_bytes) });
      at += frame_bytes;
    }
    if (at > 0) memory.copyWithin(0, at, length);
    length -= at;
    return stray;
  }

  return {
    push(chunk) {
      const cuts: Cut[] = [];
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.subarray(at, at + bytes_max - length);
        memory.set(piece, length);
        length += piece.length;
        at += piece.length;
        const stray = consume(cuts);
        if (stray > 0) cuts.push(noise(stray));
      }
      return cuts;
    },
    silence() {
      const cuts: Cut[] = [];
      while (length > 0) {
        memory.copyWithin(0, 1, length);
        length -= 1;
        cuts.push(noise(1 + consume(cuts)));
      }
      return cuts;
    },
    get pending_bytes() {
      return length;
    },
  };
}

function noise(bytes: number): Cut {
  return { kind: 'noise', bytes, rule: 'these bytes are no frame with a length and a checksum that fit', fatal: false };
}

/** The length of the frame that begins here, 0 when none can, undefined when it is not all there yet. */
function frameAt(framing: CountedFraming, memory: Uint8Array, at: number, end: number): number | undefined {
  const { starts, length, marks = [], check, bytes_min, bytes_max } = framing;
  const start = starts?.find((one) => one.start === memory[at]);
  if (starts !== undefined && start === undefined) return 0;
  for (const { offset, any_of } of marks) {
    if (at + offset < end && !any_of.includes(memory[at + offset] ?? 0)) return 0;
  }
  if (at + length.offset + length.width > end) return undefined;
  const first = memory[at + length.offset] ?? 0;
  const counted = length.width === 1 ? first : first * 256 + (memory[at + length.offset + 1] ?? 0);
  const frame_bytes = counted + length.adds;
  if (frame_bytes < bytes_min || frame_bytes > bytes_max) return 0;
  if (at + frame_bytes > end) return undefined;
  if (start?.end !== undefined && memory[at + frame_bytes - 1] !== start.end) return 0;
  const check_at = at + frame_bytes - check.after - checksumBytes(check.of);
  return checksumFits(check.of, memory, at + check.from, check_at) ? frame_bytes : 0;
}
