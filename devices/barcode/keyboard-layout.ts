/**
 * Keyboards by position: which character each key gives on a layout, so that what a scanner types for one layout can be read by
 * another. Keys are named by their usage (USB-IF, HID Usage Tables, page 0x07); the layouts are the national standards as every
 * operating system ships them, as far as Code 128 and GS1 need them.
 */

export type LayoutName = 'us' | 'azerty-fr' | 'azerty-be' | 'qwertz' | 'qwerty-eu' | 'turkish-q' | 'japanese';

/** One key with or without Shift. */
export interface Stroke {
  readonly usage: number;
  readonly shift: boolean;
}

/** The keys of the two strings of a layout, in this order: letters, digits, punctuation, the key beside the left Shift. */
const usages: readonly number[] = [
  ...Array.from({ length: 26 }, (_, at) => 0x04 + at),
  ...Array.from({ length: 10 }, (_, at) => 0x1e + at),
  ...[0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x64],
];

/** A key that gives no character by itself, or none of latin1. */
const none = '\0';

interface Layout {
  /** For people. */
  readonly title: string;
  readonly plain: string;
  readonly shifted: string;
}

const a_to_z = 'abcdefghijklmnopqrstuvwxyz';

export const layouts: Readonly<Record<LayoutName, Layout>> = {
  us: {
    title: 'US English',
    plain: `${a_to_z}1234567890-=[]\\;'\`,./\\`,
    shifted: `${a_to_z.toUpperCase()}!@#$%^&*()_+{}|:"~<>?|`,
  },
  'azerty-fr': {
    title: 'AZERTY (French)',
    plain: `qbcdefghijkl,noparstuvzxyw&é"'(-è_çà)=^$*mù²;:!<`,
    shifted: 'QBCDEFGHIJKL?NOPARSTUVZXYW1234567890°+¨£µM%\0./§>',
  },
  'azerty-be': {
    title: 'AZERTY (Belgian)',
    plain: `qbcdefghijkl,noparstuvzxyw&é"'(§è!çà)-^$µmù²;:=<`,
    shifted: 'QBCDEFGHIJKL?NOPARSTUVZXYW1234567890°_¨*£M%³./+>',
  },
  qwertz: {
    title: 'QWERTZ (German, Austrian or Swiss)',
    plain: 'abcdefghijklmnopqrstuvwxzy1234567890ß´ü+#öä^,.-<',
    shifted: `ABCDEFGHIJKLMNOPQRSTUVWXZY!"§$%&/()=?\`Ü*'ÖÄ°;:_>`,
  },
  'qwerty-eu': {
    title: 'QWERTY of Spain, Italy, Portugal or the Nordic countries',
    plain: `${a_to_z}1234567890+´å¨'öä§,.-<`,
    shifted: `${a_to_z.toUpperCase()}!"#¤%&/()=?\`Å^*ÖÄ½;:_>`,
  },
  'turkish-q': {
    title: 'Turkish Q',
    plain: `abcdefgh${none}jklmnopqrstuvwxyz1234567890*-${none}ü,${none}i"öç.<`,
    shifted: `${a_to_z.toUpperCase()}!'^+%&/()=?_${none}Ü;${none}${none}éÖÇ:>`,
  },
  japanese: {
    title: 'Japanese',
    plain: `${a_to_z}1234567890-^@[];:${none},./\\`,
    shifted: `${a_to_z.toUpperCase()}!"#$%&'()${none}=~\`{}+*${none}<>?_`,
  },
};

/** The character of a key on a layout; undefined where it has none of its own. */
export function characterOf(layout: LayoutName, { usage, shift }: Stroke): string | undefined {
  const at = usages.indexOf(usage);
  const character = at < 0 ? undefined : (shift ? layouts[layout].shifted : layouts[layout].plain)[at];
  return character === none ? undefined : character;
}

/** The key to press for a character, the first of several; undefined where the layout has none. */
export function strokeOf(layout: LayoutName, character: string): Stroke | undefined {
  for (const shift of [false, true]) {
    const at = (shift ? layouts[layout].shifted : layouts[layout].plain).indexOf(character);
    const usage = usages[at];
    if (character !== none && usage !== undefined) return { usage, shift };
  }
  return undefined;
}

/** What a text becomes that one side types for its layout and the other reads by its own; undefined where a key gives nothing. */
export function retyped(text: string, typed: LayoutName, read: LayoutName): string | undefined {
  let result = '';
  for (const character of text) {
    const stroke = strokeOf(typed, character);
    const become = stroke === undefined ? undefined : characterOf(read, stroke);
    if (become === undefined) return undefined;
    result += become;
  }
  return result;
}
