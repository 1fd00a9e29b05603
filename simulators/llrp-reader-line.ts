/** How a reader's frames reach the wire: whole, all at once, or in pieces. */
import type { Socket } from 'node:net';
import type { ReaderClock } from './llrp-reader-options.ts';

const piece_ms = 1;

export class ReaderLine {
  readonly #socket: Socket;
  readonly #clock: ReaderClock;
  readonly #pieces: ((bytes: Uint8Array) => readonly Uint8Array[]) | undefined;
  #corked: Uint8Array[] | undefined;
  #outgoing: Uint8Array[] = [];
  #cancelPiece: (() => void) | undefined;

  constructor(socket: Socket, clock: ReaderClock, pieces?: (bytes: Uint8Array) => readonly Uint8Array[]) {
    this.#socket = socket;
    this.#clock = clock;
    this.#pieces = pieces;
  }

  send(frame: Uint8Array): void {
    if (this.#corked === undefined) this.#write(frame);
    else this.#corked.push(frame);
  }

  cork(): void {
    this.#corked ??= [];
  }

  uncork(): void {
    const frames = this.#corked ?? [];
    this.#corked = undefined;
    if (frames.length > 0) this.#write(Buffer.concat(frames));
  }

  /** Half of the frame reaches the wire, and then nothing more. */
  breakOff(frame: Uint8Array): void {
    this.#socket.write(frame.subarray(0, frame.length >> 1), () => this.#socket.destroy());
  }

  /** What has not reached the wire never does. */
  end(): void {
    this.#cancelPiece?.();
    this.#cancelPiece = undefined;
    this.#outgoing = [];
    this.#corked = undefined;
  }

  #write(bytes: Uint8Array): void {
    if (this.#pieces === undefined) {
      this.#socket.write(bytes);
      return;
    }
    this.#outgoing.push(...this.#pieces(bytes));
    if (this.#cancelPiece === undefined) this.#writePiece();
  }

  /** One piece per turn, or the system would join them again. */
  #writePiece(): void {
    const piece = this.#outgoing.shift();
    this.#cancelPiece = undefined;
    if (piece === undefined) return;
    this.#socket.write(piece);
    this.#cancelPiece = this.#clock.after(piece_ms, () => this.#writePiece());
  }
}
