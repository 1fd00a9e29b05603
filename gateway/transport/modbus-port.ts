/**
 * RTU frames over one of our own wires, as modbus-serial takes a port. The library's own serial port keeps what came late
 * and gives it as the answer to a later question of the same kind; here each question begins with nothing heard, and only
 * what fits its unit, function, length and checksum is an answer. All else is noise.
 */
import { EventEmitter } from 'node:events';
import { checksumFits } from '../../devices/codec/checksum.ts';
import type { Wire } from './wire.ts';

/** An exception: unit, function and 0x80, code, checksum. */
const exception_bytes = 5;
const write_answer_bytes = 8;
/** The longest RTU frame. */
const heard_bytes_max = 256;

export class RtuPort extends EventEmitter {
  readonly #wire: Wire;
  #heard: readonly number[] = [];
  #asked: { readonly unit: number; readonly code: number; readonly bytes: number } | undefined;
  #noise_bytes = 0;
  #isOpen = false;

  constructor(wire: Wire) {
    super();
    this.#wire = wire;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Bytes since the last call that were no part of an answer. */
  takeNoise(): number {
    const noise_bytes = this.#noise_bytes + this.#heard.length;
    this.#noise_bytes = 0;
    this.#heard = [];
    return noise_bytes;
  }

  open(done: (error?: Error) => void): void {
    this.#isOpen = true;
    this.#wire.listen({
      heard: (chunk) => this.#take(chunk),
      gone: (says) => {
        this.#isOpen = false;
        this.emit('gone', says);
      },
    });
    done();
  }

  close(done: () => void): void {
    this.#isOpen = false;
    void this.#wire.close().then(done);
  }

  write(frame: Uint8Array): void {
    const [unit = 0, code = 0, , , high = 0, low = 0] = frame;
    this.#noise_bytes += this.#heard.length;
    this.#heard = [];
    const isRead = code === 3 || code === 4;
    this.#asked = { unit, code, bytes: isRead ? exception_bytes + 2 * (high * 256 + low) : write_answer_bytes };
    this.#wire.write(frame);
  }

  #take(chunk: Uint8Array): void {
    const all = [...this.#heard, ...chunk];
    this.#noise_bytes += Math.max(0, all.length - heard_bytes_max);
    this.#heard = all.slice(-heard_bytes_max);
    const asked = this.#asked;
    if (asked === undefined) return;
    const bytes = Uint8Array.from(this.#heard);
    for (let at = 0; at + exception_bytes <= bytes.length; at += 1) {
      if (bytes[at] !== asked.unit) continue;
      const length =
        bytes[at + 1] === asked.code ? asked.bytes : bytes[at + 1] === (asked.code | 0x80) ? exception_bytes : 0;
      const end = at + length;
      if (length === 0 || end > bytes.length || !checksumFits('crc-16-modbus', bytes, at, end - 2)) continue;
      this.#noise_bytes += bytes.length - length;
      this.#heard = [];
      this.#asked = undefined;
      this.emit('data', Buffer.from(bytes.subarray(at, end)));
      return;
    }
  }
}
