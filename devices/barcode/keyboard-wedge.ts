/**
 * USB scanners that act as a keyboard, read from Linux's hidraw (other systems keep keyboards to themselves). What they type
 * also goes wherever the console's cursor is, unless the system is told to leave the device alone: `docs/scanners.md`.
 */
import type { Chance, Codec } from '../codec/codec.ts';
import { fault } from '../codec/codec.ts';
import { driver } from '../driver.ts';
import { keyboardWedgeSession } from './keyboard-wedge-session.ts';
import { keysIn, report_bytes, textOf, typed } from './keystrokes.ts';
import { readingsOfLine, type ScannedLine, scannedText } from './line-scanner.ts';

/** 2,000 keys, each pressed and let go; more than any scanner types in one breath. */
const bytes_max = 2_000 * 2 * report_bytes;

const frame: Codec<ScannedLine> = {
  decode(bytes, context) {
    if (bytes.length > bytes_max) {
      return fault('too-long', 'frame', `a code is at most ${bytes_max / report_bytes} reports`);
    }
    if (bytes.length % report_bytes !== 0 || bytes.length === 0) {
      return fault('truncated', 'frame', `must be whole reports of ${report_bytes} bytes`);
    }
    for (let at = 0; at < bytes.length; at += report_bytes) {
      if (keysIn(bytes.subarray(at, at + report_bytes)) === undefined) {
        return fault('format', `frame[${at + 1}]`, 'must be 0 in a report of a keyboard');
      }
    }
    const text = textOf(bytes);
    return text.ok ? scannedText(text.value, context) : text;
  },
  encode: ({ aim = '', code }) => typed(aim + code),
  sample(chance) {
    const code = sampleCode(chance);
    return chance.int(0, 2) === 0 ? { code } : { aim: ']C1', code };
  },
  fields: [
    { name: 'modifiers', says: 'byte 0 of each report: Ctrl, Shift, Alt; Ctrl+] and Alt+029 are FNC1' },
    {
      name: 'keys',
      says: 'bytes 2 to 7: the keys that are down, as on a US English keyboard; one counts when newly down',
    },
    { name: 'end', says: 'Enter, Enter on the keypad or Tab; or half a second of silence' },
  ],
};

function sampleCode(chance: Chance): string {
  const length = chance.int(1, 30);
  let code = '';
  while (code.length < length) {
    const byte = chance.int(0, 8) === 0 ? 0x1d : chance.int(0x20, 0x7e);
    // A code that begins with ] could be taken for an identifier.
    if (code !== '' || byte !== 0x5d) code += String.fromCharCode(byte);
  }
  return code;
}

export const keyboardWedge = driver<ScannedLine>({
  id: 'keyboard-wedge',
  title: 'Bar code scanner that types, on Linux',
  family: 'barcode',
  wires: ['hid'],
  says: 'scans, read as US English keys',
  caveats: [
    'On Linux only; the system also types the scan wherever its cursor is, unless it is told to leave the device alone.',
    'The scanner must be set to the US keyboard: print the layout test and scan it.',
    'FNC1 is lost unless the scanner sends Ctrl+] or a substitute that the settings name.',
  ],
  framing: { by: 'message', bytes_max },
  frame,
  readings: readingsOfLine,
  session: () => keyboardWedgeSession(bytes_max),
  examples: [
    {
      says: 'two digits and Enter, each key pressed and let go',
      proof: 'specification',
      hex: '00001e0000000000 0000000000000000 00001f0000000000 0000000000000000 0000280000000000 0000000000000000',
      readings: [{ kind: 'scan', code: '12' }],
    },
    {
      says: 'capitals with Shift, and the next key down before the one before is up',
      proof: 'specification',
      hex: '0200040000000000 0200040500000000 0200050000000000 00001e0000000000 0000000000000000 0000580000000000',
      readings: [{ kind: 'scan', code: 'AB1' }],
    },
    {
      says: 'FNC1 as Ctrl and ], between a lot and a serial number',
      proof: 'specification',
      hex: '00001e0000000000 0000270000000000 0200040000000000 0000000000000000 0100300000000000 0000000000000000 00001f0000000000 00001e0000000000 0000240000000000 00002b0000000000',
      readings: [{ kind: 'scan', code: '10A\x1d217' }],
    },
    {
      says: 'FNC1 as Alt and its number on the keypad',
      proof: 'specification',
      hex: '0200040000000000 0000000000000000 0400620000000000 0400000000000000 04005a0000000000 0400000000000000 0400610000000000 0400000000000000 0000000000000000 00001f0000000000 0000280000000000',
      readings: [{ kind: 'scan', code: 'A\x1d2' }],
    },
    {
      says: 'an identifier in front: ], Shift C, 1',
      proof: 'specification',
      hex: '0000300000000000 0000000000000000 0200060000000000 0000000000000000 00001e0000000000 0000000000000000 00001e0000000000 0000270000000000 0000040000000000 0000280000000000',
      readings: [{ kind: 'scan', code: '10a', aim: ']C1' }],
    },
  ],
});
