/**
 * What a boot keyboard types: reports of eight bytes `[modifiers, 0, up to six keys that are down]` (USB-IF, HID 1.11, appendix
 * B.1; usages of page 0x07), or nine where the device numbers its reports. A key counts when it is newly down. Read as a US
 * English keyboard, because a report names positions and not characters.
 */
import { type Decoded, fault } from '../codec/codec.ts';
import { characterOf, type LayoutName, strokeOf } from './keyboard-layout.ts';

export const report_bytes = 8;

const enter = 0x28;
const tab = 0x2b;
const space = 0x2c;
const caps_lock = 0x39;
const num_lock = 0x53;
const keypad_enter = 0x58;
const keypad_0 = 0x62;

/** Of the modifiers' byte: left and right Ctrl, Shift, Alt. */
const ctrl = 0x11;
const shift = 0x22;
const alt = 0x44;

/** Keypad keys 1 to 9 and 0, then the signs. */
const keypad: Readonly<Record<number, string>> = {
  ...Object.fromEntries(Array.from({ length: 10 }, (_, at) => [0x59 + at, String((at + 1) % 10)])),
  84: '/',
  85: '*',
  86: '-',
  87: '+',
  99: '.',
};

/** One report without its number; undefined when it is none of a keyboard. */
export function keysIn(report: Uint8Array): Uint8Array | undefined {
  if (report.length === report_bytes && report[1] === 0) return report;
  // A keyboard that shares its interface numbers its reports.
  if (report.length === report_bytes + 1 && report[0] !== 0 && report[2] === 0) return report.subarray(1);
  return undefined;
}

/** Whether a key that ends a code is newly down: Enter, Enter on the keypad, Tab. */
export function endsCode(before: Uint8Array, report: Uint8Array): boolean {
  return newlyDown(before, report).some((usage) => isEnd(usage));
}

/** Whether nothing is pressed. */
export function isIdle(report: Uint8Array): boolean {
  return report.every((byte) => byte === 0);
}

function isEnd(usage: number): boolean {
  return usage === enter || usage === keypad_enter || usage === tab;
}

function newlyDown(before: Uint8Array, report: Uint8Array): number[] {
  // All keys 0x01: more are down than the keyboard can tell apart, so this report tells nothing.
  const down = Array.from(report.subarray(2)).filter((usage) => usage > 0x03);
  return down.filter((usage) => !before.subarray(2).includes(usage));
}

/** The text that reports without numbers, one behind the other, type up to the key that ends it. Ctrl+] is GS, as Alt+029 is. */
export function textOf(reports: Uint8Array): Decoded<string> {
  let text = '';
  let caps = false;
  /** Digits typed on the keypad while Alt is down: the number of a character. */
  let number = '';
  let before: Uint8Array = new Uint8Array(report_bytes);
  for (let at = 0; at < reports.length; at += report_bytes) {
    const report = reports.subarray(at, at + report_bytes);
    const modifiers = report[0] ?? 0;
    if ((modifiers & alt) === 0 && number !== '') {
      text += String.fromCharCode(Number(number) & 0xff);
      number = '';
    }
    for (const usage of newlyDown(before, report)) {
      if (usage === caps_lock) caps = !caps;
      if (isEnd(usage)) return { ok: true, value: text };
      if (usage === caps_lock || usage === num_lock || usage >= 0xe0) continue;
      const typed = characterTyped(usage, modifiers, caps);
      if (typed === undefined) {
        return fault('unsupported', `frame[${at}]`, `key 0x${usage.toString(16).padStart(2, '0')} is no character`);
      }
      if ((modifiers & alt) === 0) text += typed;
      else if (keypad[usage] !== undefined && number.length < 4) number += typed;
      else return fault('unsupported', `frame[${at}]`, 'Alt is held with a key that is no digit of the keypad');
    }
    before = report;
  }
  return { ok: true, value: text };
}

function characterTyped(usage: number, modifiers: number, caps: boolean): string | undefined {
  if (usage === space) return ' ';
  const fromKeypad = keypad[usage];
  if (fromKeypad !== undefined) return fromKeypad;
  const isShifted = (modifiers & shift) !== 0;
  const character = characterOf('us', { usage, shift: isShifted });
  if (character === undefined) return undefined;
  if ((modifiers & ctrl) !== 0) return controlOf(character);
  return caps && /^[A-Za-z]$/.test(character) ? otherCase(character) : character;
}

/** Ctrl with `@`, a letter or one of `[\]^_` is the control character 64 places below. */
function controlOf(character: string): string | undefined {
  const code = character.toUpperCase().charCodeAt(0);
  return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code - 0x40) : undefined;
}

function otherCase(character: string): string {
  return character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase();
}

/** How a scanner types what no key gives: GS as Ctrl+], as Alt and its number on the keypad, or not at all. */
export type ControlManner = 'ctrl' | 'alt' | 'dropped';

/** Which characters a layout can type, GS and other control characters apart. */
export function isTypable(character: string, layout: LayoutName = 'us'): boolean {
  return character === ' ' || strokeOf(layout, character) !== undefined;
}

/** The reports of a scanner that types a text for a layout: each key down and up, Enter last. What cannot be typed is left out. */
export function typed(
  text: string,
  { layout = 'us', controls = 'ctrl' }: { readonly layout?: LayoutName; readonly controls?: ControlManner } = {},
): Uint8Array {
  const reports: number[] = [];
  const press = (modifiers: number, usage: number) => {
    reports.push(modifiers, 0, usage, 0, 0, 0, 0, 0, ...new Array<number>(report_bytes).fill(0));
  };
  for (const character of text) {
    const code = character.charCodeAt(0);
    const stroke = strokeOf(layout, character);
    if (character === ' ') press(0, space);
    else if (stroke !== undefined) press(stroke.shift ? 0x02 : 0, stroke.usage);
    else if (controls === 'ctrl' && code >= 0x1b && code < 0x20) pressCtrl(code, press);
    else if (controls === 'alt') reports.push(...byNumber(code));
  }
  press(0, enter);
  return Uint8Array.from(reports);
}

function pressCtrl(code: number, press: (modifiers: number, usage: number) => void): void {
  const stroke = strokeOf('us', String.fromCharCode(code + 0x40));
  if (stroke !== undefined) press(stroke.shift ? 0x03 : 0x01, stroke.usage);
}

/** Alt held, the number on the keypad, Alt let go. */
function byNumber(code: number): number[] {
  const held = 0x04;
  const keys = Array.from(String(code).padStart(3, '0'), (digit) => (digit === '0' ? keypad_0 : 0x58 + Number(digit)));
  const down = keys.flatMap((usage) => [held, 0, usage, 0, 0, 0, 0, 0, held, 0, 0, 0, 0, 0, 0, 0]);
  return [...down, ...new Array<number>(report_bytes).fill(0)];
}
