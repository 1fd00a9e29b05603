/**
 * Events that come line by line over HTTP, also as server-sent events: `data:` before an event is taken off, and the
 * lines that are only about the stream (`event:`, `id:`, `retry:`, and remarks after a colon) are left out. Empty lines,
 * which keep the connection alive, stay: no framing takes them for frames.
 * (HTML Living Standard, 9.2.6 "Interpreting an event stream")
 */
const lf = 0x0a;
const space = 0x20;
const names: readonly (readonly number[])[] = ['data:', 'event:', 'id:', 'retry:', ':'].map((name) =>
  [...name].map((character) => character.charCodeAt(0)),
);
const [data_name] = names;

/** Bytes as they come to bytes of plain lines. Holds less than one name. */
export function eventLines(): (chunk: Uint8Array) => Uint8Array {
  /** What of a name stands at the beginning of this line. */
  let held: number[] = [];
  let place: 'start' | 'after-data' | 'event' | 'aside' = 'start';

  function atStart(byte: number, out: number[]): void {
    held.push(byte);
    const possible = names.filter((name) => held.every((each, at) => name[at] === each));
    const whole = possible.find((name) => name.length === held.length);
    if (whole === undefined && possible.length > 0) return;
    if (whole === undefined) out.push(...held);
    if (byte !== lf) place = whole === undefined ? 'event' : whole === data_name ? 'after-data' : 'aside';
    held = [];
  }

  return (chunk) => {
    const out: number[] = [];
    for (const byte of chunk) {
      if (place === 'start') {
        atStart(byte, out);
        continue;
      }
      const is_end = byte === lf;
      if (is_end || place === 'event' || (place === 'after-data' && byte !== space)) out.push(byte);
      if (is_end) place = 'start';
      else if (place === 'after-data') place = 'event';
    }
    return Uint8Array.from(out);
  };
}
