/** What the host asks of an SSI scanner: one thing at a time, woken before, and asked again when no answer comes. */
import { hostPacket, status_bits } from './ssi-packet.ts';

export interface Asked {
  readonly opcode: number;
  readonly data: readonly number[];
  readonly purpose: 'parameters' | 'set' | 'enable' | 'beep';
  /** Of the command, where it is one. */
  readonly number?: number;
}

/** No packet. A scanner that has gone to sleep wakes at whatever byte comes, and loses it. */
const wake_up = Uint8Array.of(0x00);
/** A scanner may sleep when it has heard and said nothing for a second; it is awake this long after the byte that wakes it. */
const awake_ms = 900;
const waking_ms = 20;
/** Between two packets of the host: without hardware handshaking they have to be parted. */
const apart_ms = 30;
const answer_ms_max = 2_000;
const tries_max = 3;

export class SsiRequests {
  readonly #queue: Asked[] = [];
  #open: { readonly asked: Asked; tries: number; due_ms: number } | undefined;
  #awake_until_ms = Number.NEGATIVE_INFINITY;
  #not_before_ms = Number.NEGATIVE_INFINITY;
  #repeat = false;

  ask(asked: Asked): void {
    this.#queue.push(asked);
  }

  /** The scanner said something, so it is awake. */
  heard(now_ms: number): void {
    this.#awake_until_ms = now_ms + awake_ms;
  }

  /** The bytes to send now: a wake-up, a packet, or nothing yet. `isSending`: another packet goes out just before. */
  next(now_ms: number, isSending: boolean): readonly Uint8Array[] {
    if (isSending) this.#not_before_ms = now_ms + apart_ms;
    if (this.#open !== undefined && !this.#repeat) return [];
    const asked = this.#open?.asked ?? this.#queue[0];
    if (asked === undefined || now_ms < this.#not_before_ms) return [];
    if (now_ms > this.#awake_until_ms) {
      this.#awake_until_ms = now_ms + awake_ms;
      this.#not_before_ms = now_ms + waking_ms;
      return [wake_up];
    }
    const tries = (this.#open?.tries ?? 0) + 1;
    if (this.#open === undefined) this.#queue.shift();
    this.#open = { asked, tries, due_ms: now_ms + answer_ms_max };
    this.#repeat = false;
    return [hostPacket(asked.opcode, asked.data, tries > 1 ? status_bits.resent : 0)];
  }

  /** When an awaited answer is overdue; undefined while none is awaited. */
  get answer_due_ms(): number | undefined {
    return this.#open !== undefined && !this.#repeat ? this.#open.due_ms : undefined;
  }

  /** When to look again, where something may be asked. */
  get due_ms(): number | undefined {
    if (this.answer_due_ms !== undefined) return this.answer_due_ms;
    return this.#open === undefined && this.#queue.length === 0 ? undefined : Math.max(0, this.#not_before_ms);
  }

  /** Whether an answer to such a request is awaited. */
  awaits(purpose: Asked['purpose']): boolean {
    return this.#open?.asked.purpose === purpose;
  }

  /** An answer came: what it answers. */
  answered(): Asked | undefined {
    const asked = this.#open?.asked;
    this.#open = undefined;
    this.#repeat = false;
    return asked;
  }

  /** The scanner asks for it once more; false when it has had it often enough. */
  again(now_ms: number): boolean {
    if (this.#open === undefined || this.#open.tries >= tries_max) return false;
    this.#repeat = true;
    this.#not_before_ms = now_ms + apart_ms;
    return true;
  }

  /** No answer came in time: asked again, or given up, which is returned. */
  overdue(now_ms: number): Asked | undefined {
    if (this.#open === undefined || this.#repeat || this.#open.due_ms > now_ms) return undefined;
    if (this.again(now_ms)) {
      // Silence is why it is asked again: it may sleep.
      this.#awake_until_ms = Number.NEGATIVE_INFINITY;
      this.#not_before_ms = now_ms;
      return undefined;
    }
    return this.answered();
  }
}
