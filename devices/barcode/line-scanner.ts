/** Bar code scanners that send a line for a scan: RS-232, USB as a serial port (CDC-ACM), serial over Bluetooth, handhelds over TCP. */
import type { Chance, Codec, DecodeContext, Decoded } from '../codec/codec.ts';
import { fault } from '../codec/codec.ts';
import { driver } from '../driver.ts';
import type { ScanReading } from '../reading.ts';
import { splitAim } from './aim.ts';
import { lineSession } from './line-session.ts';
import { code_characters_max } from './scanned-code.ts';

/** What a scanner sends between prefix and suffix. */
export interface ScannedLine {
  /** Symbology identifier, where the scanner is told to send it. */
  readonly aim?: string;
  /** One character for each byte (latin1), FNC1 as 0x1D. */
  readonly code: string;
}

/** Symbology identifiers that `sample` draws from: one of each content, and plain ones. */
export const sampled_aims = [
  ']C1',
  ']C0',
  ']E0',
  ']E4',
  ']d2',
  ']d1',
  ']Q3',
  ']Q1',
  ']J1',
  ']e0',
  ']I1',
  ']A0',
  ']L0',
  ']z0',
];
/** Control characters that data in a symbol may hold: tabulator, end of transmission, and the separators FS, GS, RS, US. */
const data_controls: ReadonlySet<number> = new Set([0x04, 0x09, 0x1c, 0x1d, 0x1e, 0x1f]);

export const scannedLine: Codec<ScannedLine> = {
  decode(bytes, context) {
    if (bytes.length > code_characters_max) {
      return fault('too-long', 'frame', `a line has at most ${code_characters_max} bytes`);
    }
    return scannedText(latin1Of(bytes), context);
  },
  encode({ aim = '', code }) {
    return Uint8Array.from(aim + code, (character) => character.charCodeAt(0));
  },
  sample(chance) {
    const code = sampleCode(chance);
    const aim = sampled_aims[chance.int(0, sampled_aims.length * 2)];
    return aim === undefined ? { code } : { aim, code };
  },
  fields: [
    { name: 'aim', says: 'symbology identifier: ], letter, digit; where the scanner is told to send it' },
    { name: 'code', says: 'the data in the symbol, latin1, FNC1 as 0x1D' },
  ],
};

/**
 * A text between the ends that the wire gives it, one character for each byte: without what the settings say the scanner puts
 * around it, without a last tabulator, and parted into identifier and code.
 */
export function scannedText(text: string, { prefix = '', suffix = '' }: DecodeContext = {}): Decoded<ScannedLine> {
  const begin = text.startsWith(prefix) ? prefix.length : 0;
  let end = text.length;
  while (end > begin && text[end - 1] === '\t') end -= 1;
  if (suffix !== '' && text.endsWith(suffix, end)) end = Math.max(begin, end - suffix.length);
  for (let at = begin; at < end; at += 1) {
    if (isData(text.charCodeAt(at))) continue;
    return fault('format', `frame[${at}]`, 'a control character that no symbol holds: noise on the line');
  }
  const { aim, code } = splitAim(text.slice(begin, end));
  if (code === '') return fault('truncated', 'code', 'a scan has at least one character');
  return { ok: true, value: aim === undefined ? { code } : { aim: aim.identifier, code } };
}

export function readingsOfLine({ aim, code }: ScannedLine): readonly ScanReading[] {
  return [{ kind: 'scan', code, ...(aim === undefined ? {} : { aim }) }];
}

function isData(byte: number): boolean {
  return byte >= 0x20 ? byte !== 0x7f : data_controls.has(byte);
}

export function latin1Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function sampleCode(chance: Chance): string {
  const length = chance.int(1, 48);
  let code = '';
  while (code.length < length) {
    const byte = chance.int(0, 3) === 0 ? chance.int(0x04, 0xff) : chance.int(0x30, 0x39);
    // A code that begins with ] could be taken for an identifier.
    if (isData(byte) && !(code === '' && byte === 0x5d)) code += String.fromCharCode(byte);
    // A last tabulator is taken for the end that some scanners send.
    if (code.length === length && code.endsWith('\t')) code = `${code.slice(0, -1)}0`;
  }
  return code;
}

/** Prefix and suffix are the framing's business: CR, LF, both, or STX and ETX. Set the scanner to send FNC1 as 0x1D. */
export const lineScanner = driver<ScannedLine>({
  id: 'line-scanner',
  title: 'Bar code scanner, one line for a scan',
  family: 'barcode',
  wires: ['serial', 'tcp', 'tcp-server', 'http'],
  says: 'scans, with AIM identifier where it is sent',
  caveats: [
    "A line has no checksum: a digit turned by a bad line is another code, which only the code's own check digit finds out; a code that breaks off becomes one with the next.",
    'Have the scanner send AIM identifiers: without them a code that is not GS1 can look like one.',
  ],
  framing: { by: 'line', bytes_max: code_characters_max },
  frame: scannedLine,
  readings: readingsOfLine,
  session: lineSession,
  commands: ['beep', 'feedback'],
  examples: [
    {
      says: 'an EAN-13 from a scanner without symbology identifiers',
      proof: 'specification',
      text: '9506000134352',
      readings: [{ kind: 'scan', code: '9506000134352' }],
    },
    {
      says: 'a GS1-128 with lot and serial number parted by FNC1',
      proof: 'specification',
      hex: '5d 43 31 30 31 30 39 35 30 36 30 30 30 31 33 34 33 35 32 31 30 41 42 2d 31 1d 32 31 37',
      readings: [{ kind: 'scan', code: '010950600013435210AB-1\x1d217', aim: ']C1' }],
    },
    {
      says: 'a UPC-E, lengthened to thirteen digits as symbology identifiers want it',
      proof: 'specification',
      text: ']E00042100005264',
      readings: [{ kind: 'scan', code: '0042100005264', aim: ']E0' }],
    },
    {
      says: 'a command printed by Tallygate',
      proof: 'specification',
      text: 'TG-CMD.QTY.12',
      readings: [{ kind: 'scan', code: 'TG-CMD.QTY.12' }],
    },
    {
      says: 'a QR Code with a GS1 Digital Link',
      proof: 'specification',
      text: ']Q1https://example.com/01/09506000134352/10/AB-1?17=261231',
      readings: [{ kind: 'scan', code: 'https://example.com/01/09506000134352/10/AB-1?17=261231', aim: ']Q1' }],
    },
    {
      says: 'a line that ends with a tabulator',
      proof: 'specification',
      hex: '39 35 30 36 30 30 30 31 33 34 33 35 32 09',
      readings: [{ kind: 'scan', code: '9506000134352' }],
    },
    {
      says: 'a QR Code whose text is not ASCII',
      proof: 'specification',
      hex: '5d 51 31 c4 70 66 65 6c',
      readings: [{ kind: 'scan', code: 'Äpfel', aim: ']Q1' }],
    },
  ],
});
