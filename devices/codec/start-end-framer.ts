/** Cuts frames that one byte begins and another ends. */
import type { Cut, Framer, StartEndFraming } from './framing.ts';

/** Looks at every byte once and holds at most `bytes_max` of them. Never throws. */
export function startEndFramer(framing: StartEndFraming): Framer {
  const { start, end, bytes_max, any_bytes = 0, alone = [] } = framing;
  const mask = framing.seven_bits === true ? 0x7f : 0xff;
  const restarts = framing.start_inside !== true;
  const maybeSum = framing.sum_after === 'maybe';
  const memory = new Uint8Array(bytes_max);
  /** Bytes held of the frame; 0 between frames. */
  let length = 0;
  let sum = 0;
  /** The end is there and the sum may follow. */
  let ended = false;
  /** The byte after the end fits the sum and would begin a frame too: the next byte tells which it is. */
  let unsure: number | undefined;
  /** Bytes outside frames, not yet reported. */
  let stray = 0;
  let cuts: Cut[] = [];

  function noise(bytes: number, rule: string): void {
    if (bytes > 0) cuts.push({ kind: 'noise', bytes, rule, fatal: false });
  }
  function reportStray(): void {
    noise(stray, `a frame begins with byte ${start}`);
    stray = 0;
  }
  function begin(byte: number): void {
    reportStray();
    memory[0] = byte;
    length = 1;
    sum = byte;
    ended = false;
  }
  function add(byte: number): void {
    memory[length] = byte;
    length += 1;
    sum += byte;
  }
  function finish(): void {
    cuts.push({ kind: 'frame', data: memory.slice(0, length) });
    length = 0;
    ended = false;
  }

  function between(byte: number): void {
    if ((byte & mask) === start) {
      begin(byte);
    } else if (alone.includes(byte & mask)) {
      reportStray();
      cuts.push({ kind: 'frame', data: Uint8Array.of(byte) });
    } else {
      stray += 1;
    }
  }

  function inside(byte: number): void {
    if (length === bytes_max) {
      noise(length, `a frame has at most ${bytes_max} bytes`);
      length = 0;
      between(byte);
      return;
    }
    const isFree = length <= any_bytes;
    if (!isFree && restarts && (byte & mask) === start) {
      noise(length, `a frame ends with byte ${end} before the next begins`);
      begin(byte);
      return;
    }
    add(byte);
    if (isFree || (byte & mask) !== end) return;
    if (maybeSum && length < bytes_max) ended = true;
    else finish();
  }

  function afterEnd(byte: number): void {
    const fits = ((sum + byte) & 0x7f) === 0;
    const begins = (byte & mask) === start;
    if (fits && begins) {
      unsure = byte;
    } else if (begins) {
      finish();
      begin(byte);
    } else {
      add(byte);
      finish();
    }
  }

  /** Two start bytes in a row: the first was the sum. Anything else: it began a frame. */
  function settle(was: number, byte: number): void {
    unsure = undefined;
    if ((byte & mask) === start) add(was);
    finish();
    if ((byte & mask) === start) {
      begin(byte);
      return;
    }
    begin(was);
    inside(byte);
  }

  return {
    push(chunk) {
      cuts = [];
      for (const byte of chunk) {
        if (unsure !== undefined) settle(unsure, byte);
        else if (ended) afterEnd(byte);
        else if (length > 0) inside(byte);
        else between(byte);
      }
      reportStray();
      return cuts;
    },
    get pending_bytes() {
      return length + (unsure === undefined ? 0 : 1);
    },
  };
}
