/** How frames are cut from a stream: data here, one small interpreter below. */

export type Framing =
  /** The wire already delivers whole messages (MQTT, HID). */
  | { readonly by: 'message'; readonly bytes_max: number }
  /** Text lines: CR, LF or any run of both ends a line; STX and ETX, where sent, are stripped. Empty lines are no frames. */
  | { readonly by: 'line'; readonly bytes_max: number }
  /** A big-endian length field that counts the whole frame. */
  | {
      readonly by: 'length';
      readonly offset: number;
      readonly width: 2 | 4;
      readonly bytes_min: number;
      readonly bytes_max: number;
    };

export type Cut =
  | { readonly kind: 'frame'; readonly data: Uint8Array }
  /** Bytes that belong to no frame: counted and shown, never silently dropped. `fatal`: the stream cannot be trusted again. */
  | { readonly kind: 'noise'; readonly bytes: number; readonly rule: string; readonly fatal: boolean };

/** Takes chunks as they come and gives whole frames, whatever the chunk borders. Holds at most `bytes_max` bytes. */
export interface Framer {
  push(chunk: Uint8Array): readonly Cut[];
  readonly pending_bytes: number;
}
