/** Cuts frames that one byte begins and another ends. */
import type { Cut, Framer, StartEndFraming } from './framing.ts';

/** Looks at every byte once and holds at most `bytes_max` of them. Never throws. */
export function startEndFramer(framing: StartEndFraming): Framer {
  return new StartEndFramer(framing);
}

class StartEndFramer implements Framer {
  readonly #framing: StartEndFraming;
  readonly #mask: number;
  readonly #memory: Uint8Array;
  /** Bytes held of the frame; 0 between frames. */
  #length = 0;
  #sum = 0;
  /** The end is there and the sum may follow. */
  #ended = false;
  /** The byte after the end fits the sum and would begin a frame too: the next byte tells which it is. */
  #unsure: number | undefined;
  /** Bytes outside frames, not yet reported. */
  #stray = 0;
  #cuts: Cut[] = [];

  constructor(framing: StartEndFraming) {
    this.#framing = framing;
    this.#mask = framing.seven_bits === true ? 0x7f : 0xff;
    this.#memory = new Uint8Array(framing.bytes_max);
  }

  get pending_bytes(): number {
    return this.#length + (this.#unsure === undefined ? 0 : 1);
  }

  push(chunk: Uint8Array): readonly Cut[] {
    this.#cuts = [];
    for (const byte of chunk) {
      if (this.#unsure !== undefined) this.#settle(this.#unsure, byte);
      else if (this.#ended) this.#afterEnd(byte);
      else if (this.#length > 0) this.#inside(byte);
      else this.#between(byte);
    }
    this.#reportStray();
    return this.#cuts;
  }

  #between(byte: number): void {
    if (this.#isStart(byte)) {
      this.#begin(byte);
    } else if (this.#framing.alone?.includes(byte & this.#mask) === true) {
      this.#reportStray();
      this.#cuts.push({ kind: 'frame', data: Uint8Array.of(byte) });
    } else {
      this.#stray += 1;
    }
  }

  #inside(byte: number): void {
    const { end, bytes_max, any_bytes = 0, start_inside, sum_after } = this.#framing;
    if (this.#length === bytes_max) {
      this.#drop(`a frame has at most ${bytes_max} bytes`);
      this.#between(byte);
      return;
    }
    const isFree = this.#length <= any_bytes;
    if (!isFree && start_inside !== true && this.#isStart(byte)) {
      this.#drop(`a frame ends with byte ${end} before the next begins`);
      this.#begin(byte);
      return;
    }
    this.#add(byte);
    if (isFree || (byte & this.#mask) !== end) return;
    if (sum_after === 'maybe' && this.#length < bytes_max) this.#ended = true;
    else this.#finish();
  }

  #afterEnd(byte: number): void {
    const fits = ((this.#sum + byte) & 0x7f) === 0;
    if (!this.#isStart(byte)) {
      this.#add(byte);
      this.#finish();
    } else if (fits) {
      this.#unsure = byte;
    } else {
      this.#finish();
      this.#begin(byte);
    }
  }

  /** Two start bytes in a row: the first was the sum. Anything else: it began a frame. */
  #settle(was: number, byte: number): void {
    this.#unsure = undefined;
    if (this.#isStart(byte)) {
      this.#add(was);
      this.#finish();
      this.#begin(byte);
    } else {
      this.#finish();
      this.#begin(was);
      this.#inside(byte);
    }
  }

  #isStart(byte: number): boolean {
    return (byte & this.#mask) === this.#framing.start;
  }

  #begin(byte: number): void {
    this.#reportStray();
    this.#memory[0] = byte;
    this.#length = 1;
    this.#sum = byte;
    this.#ended = false;
  }

  #add(byte: number): void {
    this.#memory[this.#length] = byte;
    this.#length += 1;
    this.#sum += byte;
  }

  #finish(): void {
    this.#cuts.push({ kind: 'frame', data: this.#memory.slice(0, this.#length) });
    this.#length = 0;
    this.#ended = false;
  }

  #drop(rule: string): void {
    this.#cuts.push({ kind: 'noise', bytes: this.#length, rule, fatal: false });
    this.#length = 0;
  }

  #reportStray(): void {
    if (this.#stray === 0) return;
    const rule = `a frame begins with byte ${this.#framing.start}`;
    this.#cuts.push({ kind: 'noise', bytes: this.#stray, rule, fatal: false });
    this.#stray = 0;
  }
}
