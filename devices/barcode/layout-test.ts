/**
 * The layout test: one printed code of the characters that move between keyboards. A scanner that types for another keyboard
 * than the one it is read by garbles it in a way of its own, which names the cause and the cure.
 */
import { type LayoutName, layouts, retyped } from './keyboard-layout.ts';

/** To print in Code 128 or QR, like our other codes. */
export const layout_test = 'TG-TEST.AQZWYM0123456789-./:';

export interface LayoutVerdict {
  readonly ok: boolean;
  /** For the person who scanned it. */
  readonly says: string;
}

/** What added around the test is shown of; a prefix longer than this is no prefix. */
const added_characters_max = 8;

const set_us = 'set the scanner to the US English keyboard';
const slow = 'let the scanner wait longer between characters, or use another interface than the keyboard';

/** What the test becomes, and why. */
const garbled: ReadonlyMap<string, string> = new Map(causes());

/** What the test says of the scanner that sent it; undefined when the code is something else. */
export function layoutVerdict(code: string): LayoutVerdict | undefined {
  if (code.length > layout_test.length + 2 * added_characters_max) return undefined;
  if (code === layout_test) return { ok: true, says: 'layout test read as printed: this scanner is set up right' };
  const cause = garbled.get(code);
  if (cause !== undefined) return { ok: false, says: cause };
  const at = code.indexOf(layout_test);
  if (at >= 0) return { ok: false, says: addedText(code.slice(0, at), code.slice(at + layout_test.length)) };
  if (code.length > 'TG-TEST.'.length && layout_test.startsWith(code)) {
    return { ok: false, says: `layout test cut off after ${code.length} of ${layout_test.length} characters: ${slow}` };
  }
  if (code.startsWith('TG-TEST.') && code.length !== layout_test.length) return undefined;
  return /^TG.TEST./i.test(code)
    ? { ok: false, says: `layout test read as ${code}: no known keyboard does that; ${set_us}` }
    : undefined;
}

function causes(): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  const names: readonly LayoutName[] = ['azerty-fr', 'azerty-be', 'qwertz', 'qwerty-eu', 'turkish-q', 'japanese'];
  for (const name of names) {
    const { title } = layouts[name];
    note(retyped(layout_test, name, 'us'), `the scanner types for ${title}: ${set_us}`);
    const here = `what stands between scanner and gateway reads the scanner as ${title}`;
    note(retyped(layout_test, 'us', name), `${here}: set the scanner to that keyboard, or that computer to US English`);
  }
  note(layout_test, '');
  return found;

  function note(text: string | undefined, says: string): void {
    if (text === undefined) return;
    if (says !== '') found.push([text, `layout test read as ${text}: ${says}`]);
    const swapped = swapCase(text);
    const caps = 'Caps Lock is on, or the scanner changes upper and lower case: turn that off';
    found.push([swapped, `layout test read as ${swapped}: ${caps}${says === '' ? '' : `; ${says}`}`]);
  }
}

function swapCase(text: string): string {
  return Array.from(text, (one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join('');
}

function addedText(before: string, after: string): string {
  const parts = [
    ...(before === '' ? [] : [`${JSON.stringify(before)} before it`]),
    ...(after === '' ? [] : [`${JSON.stringify(after)} behind it`]),
  ];
  return `layout test with ${parts.join(' and ')}: take prefix and suffix out of the scanner, or name them in the settings`;
}
