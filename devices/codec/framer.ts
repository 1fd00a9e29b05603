/** Cuts frames from bytes by a driver's framing, whatever the borders of the chunks. */
import { countedFramer } from './counted-framer.ts';
import type { Cut, Framer, Framing } from './framing.ts';
import { startEndFramer } from './start-end-framer.ts';

/**
 * A framer for one connection; a new connection needs a new one. Never throws, looks at every byte once (again only as `counted`
 * framing says), and holds at most `bytes_max` bytes. Frames are copies: they stay as they are when the chunk's memory is used again.
 */
export function framerOf(framing: Framing): Framer {
  switch (framing.by) {
    case 'message':
      return messageFramer(framing.bytes_max);
    case 'line':
      return lineFramer(framing.bytes_max, framing.tab === true ? tab : cr);
    case 'length':
      return lengthFramer(framing);
    case 'start-end':
      return startEndFramer(framing);
    case 'counted':
      return countedFramer(framing);
  }
}

function messageFramer(bytes_max: number): Framer {
  return {
    pending_bytes: 0,
    push(chunk) {
      if (chunk.length === 0) return [];
      return chunk.length > bytes_max ? [tooLong(chunk.length, bytes_max)] : [{ kind: 'frame', data: chunk.slice() }];
    },
  };
}

const stx = 0x02;
const etx = 0x03;
const lf = 0x0a;
const cr = 0x0d;
const tab = 0x09;

/** CR, LF, ETX and `also` end a line; STX begins one. What grows too long is noise up to its end, and the next line is good again. */
function lineFramer(bytes_max: number, also: number): Framer {
  const held = holderOf(bytes_max);
  /** Bytes of a line that is too long, not yet reported. */
  let skipped = 0;
  let skipping = false;

  function push(chunk: Uint8Array): readonly Cut[] {
    const cuts: Cut[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte > cr || (byte !== lf && byte !== cr && byte !== etx && byte !== stx && byte !== also)) continue;
      hold(chunk.subarray(from, at));
      end(cuts, byte === stx);
      from = at + 1;
    }
    hold(chunk.subarray(from));
    if (skipped > 0) reportSkipped(cuts);
    return cuts;
  }

  function hold(piece: Uint8Array): void {
    if (skipping) {
      skipped += piece.length;
    } else if (held.length + piece.length > bytes_max) {
      skipped += held.length + piece.length;
      skipping = true;
      held.clear();
    } else {
      held.add(piece);
    }
  }

  function end(cuts: Cut[], begins_next: boolean): void {
    if (skipped > 0) reportSkipped(cuts);
    if (held.length > 0) {
      const bytes = held.length;
      const data = held.take();
      cuts.push(begins_next ? { kind: 'noise', bytes, rule: unended, fatal: false } : { kind: 'frame', data });
    }
    skipping = false;
  }

  function reportSkipped(cuts: Cut[]): void {
    cuts.push(tooLong(skipped, bytes_max));
    skipped = 0;
  }

  return {
    push,
    get pending_bytes() {
      return held.length;
    },
  };
}

const unended = 'a line has to end before STX begins the next';

/** A big-endian length field that counts the whole frame. After a length that cannot be, nothing in the stream can be trusted. */
function lengthFramer({ offset, width, bytes_min, bytes_max }: Framing & { readonly by: 'length' }): Framer {
  const header_bytes = offset + width;
  const held = holderOf(bytes_max);
  let wanted = header_bytes;
  let lost = false;

  function push(chunk: Uint8Array): readonly Cut[] {
    const cuts: Cut[] = [];
    let at = 0;
    while (at < chunk.length && !lost) {
      const piece = chunk.subarray(at, at + wanted - held.length);
      held.add(piece);
      at += piece.length;
      if (held.length < wanted) break;
      if (wanted === header_bytes) {
        wanted = held.number(offset, width);
        lost = wanted < Math.max(bytes_min, header_bytes) || wanted > bytes_max;
        if (lost || held.length < wanted) continue;
      }
      cuts.push({ kind: 'frame', data: held.take() });
      wanted = header_bytes;
    }
    const rest = lost ? held.length + chunk.length - at : 0;
    if (rest > 0) {
      held.clear();
      const rule = `a frame is ${Math.max(bytes_min, header_bytes)} to ${bytes_max} bytes long`;
      cuts.push({ kind: 'noise', bytes: rest, rule, fatal: true });
    }
    return cuts;
  }

  return {
    push,
    get pending_bytes() {
      return held.length;
    },
  };
}

function tooLong(bytes: number, bytes_max: number): Cut {
  return { kind: 'noise', bytes, rule: `a frame has at most ${bytes_max} bytes`, fatal: false };
}

/** Bytes of a frame that is not whole yet. Its memory doubles as needed, so that many small pieces cost no more than one big one. */
function holderOf(bytes_max: number) {
  let memory = new Uint8Array(Math.min(bytes_max, 64));
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(piece: Uint8Array): void {
      if (length + piece.length > memory.length) {
        const larger = new Uint8Array(Math.min(bytes_max, Math.max(memory.length * 2, length + piece.length)));
        larger.set(memory.subarray(0, length));
        memory = larger;
      }
      memory.set(piece, length);
      length += piece.length;
    },
    take(): Uint8Array {
      const taken = memory.slice(0, length);
      length = 0;
      return taken;
    },
    clear(): void {
      length = 0;
    },
    /** The big-endian number at this place. */
    number(at: number, width: number): number {
      let number = 0;
      for (let place = at; place < at + width; place++) number = number * 256 + (memory[place] ?? 0);
      return number;
    },
  };
}
