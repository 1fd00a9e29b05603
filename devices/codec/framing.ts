/** How frames are cut from a stream: data here, one small interpreter below. */
import type { ChecksumName } from './checksum.ts';

export type Framing =
  /** The wire already delivers whole messages (MQTT, HID). */
  | { readonly by: 'message'; readonly bytes_max: number }
  /** Text lines: CR, LF or any run of both ends a line; STX and ETX, where sent, are stripped. Empty lines are no frames. */
  | {
      readonly by: 'line';
      readonly bytes_max: number;
      /** A tabulator ends a line too. */
      readonly tab?: true;
    }
  /** A big-endian length field that counts the whole frame. */
  | {
      readonly by: 'length';
      readonly offset: number;
      readonly width: 2 | 4;
      readonly bytes_min: number;
      readonly bytes_max: number;
    }
  | StartEndFraming
  | CountedFraming;

/** One byte begins a frame and another ends it; both belong to it. What comes between frames is noise. */
export interface StartEndFraming {
  readonly by: 'start-end';
  readonly start: number;
  readonly end: number;
  readonly bytes_max: number;
  /** Start, end and checksum are compared without bit 7: a port set to 8 data bits shows the parity of a device with 7 there. */
  readonly seven_bits?: true;
  /** So many bytes after the start may have any value, also that of start and end. */
  readonly any_bytes?: number;
  /** Later start bytes are part of the frame; else they begin it anew, and what came before is noise. */
  readonly start_inside?: true;
  /**
   * After the end stands one byte that makes the sum of all low seven bits 0, but not every device sends it. A byte that
   * fits the sum belongs to the frame, as does any that begins no frame: then the sum is wrong. So the frame of a device
   * that sends none is known to be whole when its next one begins.
   */
  readonly sum_after?: 'maybe';
  /** Between frames these bytes are frames of one byte. */
  readonly alone?: readonly number[];
}

/**
 * A length somewhere in the frame and a checksum at its end. Inside a frame any byte may have any value, so what does not
 * add up is noise as far as the next place where one does.
 */
export interface CountedFraming {
  readonly by: 'counted';
  /** Bytes a frame can begin with, each with the byte that ends its frame, if any; absent: a frame can begin with any. */
  readonly starts?: readonly { readonly start: number; readonly end?: number }[];
  /** A big-endian number at this place; the frame is this number and `adds` bytes long. */
  readonly length: { readonly offset: number; readonly width: 1 | 2; readonly adds: number };
  /** Bytes that can have only these values, so that a wrong beginning is found out early. */
  readonly marks?: readonly { readonly offset: number; readonly any_of: readonly number[] }[];
  /** Covers the bytes from this place up to itself; so many bytes come after it. */
  readonly check: { readonly of: ChecksumName; readonly from: number; readonly after: number };
  readonly bytes_min: number;
  readonly bytes_max: number;
}

export type Cut =
  | { readonly kind: 'frame'; readonly data: Uint8Array }
  /** Bytes that belong to no frame: counted and shown, never silently dropped. `fatal`: the stream cannot be trusted again. */
  | { readonly kind: 'noise'; readonly bytes: number; readonly rule: string; readonly fatal: boolean };

/** Takes chunks as they come and gives whole frames, whatever the chunk borders. Holds at most `bytes_max` bytes. */
export interface Framer {
  push(chunk: Uint8Array): readonly Cut[];
  /**
   * The device has been silent for so long that no frame can be half here: what is held began wrongly, and is looked at anew
   * from its second byte on. Only where a beginning can be mistaken and hold back the frames after it.
   */
  silence?(): readonly Cut[];
  readonly pending_bytes: number;
}
