/** Symbology identifiers (ISO/IEC 15424): `]`, a letter for the symbology, a modifier. Scanners send them in front when told to. */

/** What the data behind an identifier is. */
export type AimContent =
  /** An element string; the identifier stands for its leading FNC1. */
  | 'gs1'
  /** Thirteen digits: EAN-13, or UPC-A and UPC-E expanded. */
  | 'ean-13'
  /** Thirteen digits and an add-on of two or five. */
  | 'ean-13-add-on'
  | 'ean-8'
  /** The add-on alone. */
  | 'add-on'
  /** Whatever its user put in. */
  | 'plain';

export interface Aim {
  /** Three characters. */
  readonly identifier: string;
  readonly symbology: string;
  readonly content: AimContent;
}

const symbologies: Readonly<Record<string, string>> = {
  A: 'Code 39',
  B: 'Telepen',
  C: 'Code 128',
  D: 'Code One',
  d: 'Data Matrix',
  E: 'EAN/UPC',
  e: 'GS1 DataBar',
  F: 'Codabar',
  G: 'Code 93',
  g: 'Grid Matrix',
  H: 'Code 11',
  h: 'Han Xin',
  I: 'Interleaved 2 of 5',
  J: 'DotCode',
  K: 'Code 16K',
  L: 'PDF417',
  M: 'MSI',
  N: 'Anker',
  O: 'Codablock',
  o: 'OCR',
  P: 'Plessey',
  p: 'PosiCode',
  Q: 'QR Code',
  R: 'Straight 2 of 5',
  S: 'Straight 2 of 5',
  s: 'SuperCode',
  T: 'Code 49',
  U: 'MaxiCode',
  X: 'other',
  Y: 'system expansion',
  Z: 'no bar code',
  z: 'Aztec Code',
};

/**
 * Everything else is plain. `]d5`, `]Q4` and `]J4` are `]d2`, `]Q3` and `]J1` with extended channels. `]K1`, `]L3` and `]z1` are no
 * carriers of GS1's own, and say what makes an element string all the same: FNC1 in the first place.
 */
const contents: Readonly<Record<string, AimContent>> = {
  ']C1': 'gs1',
  ']e0': 'gs1',
  ']e1': 'gs1',
  ']d2': 'gs1',
  ']d5': 'gs1',
  ']Q3': 'gs1',
  ']Q4': 'gs1',
  ']J1': 'gs1',
  ']J4': 'gs1',
  ']K1': 'gs1',
  ']L3': 'gs1',
  ']z1': 'gs1',
  ']E0': 'ean-13',
  ']E1': 'add-on',
  ']E2': 'add-on',
  ']E3': 'ean-13-add-on',
  ']E4': 'ean-8',
};

/** Every identifier there can be: looking one up is the first thing that happens to every scan. */
const identifiers: ReadonlyMap<string, Aim> = new Map(
  Object.entries(symbologies).flatMap(([letter, symbology]) =>
    [...'0123456789ABCDEFabcdef'].map((modifier): [string, Aim] => {
      const identifier = `]${letter}${modifier}`;
      return [identifier, { identifier, symbology, content: contents[identifier] ?? 'plain' }];
    }),
  ),
);

/** The identifier, when it is one. */
export function aimOf(identifier: string): Aim | undefined {
  return identifiers.get(identifier);
}

/** The identifier that the text begins with, when it does. The code begins behind its three characters. */
export function leadingAim(text: string): Aim | undefined {
  return text.startsWith(']') ? identifiers.get(text.slice(0, aim_characters)) : undefined;
}

export const aim_characters = 3;

/** Parts what a scanner sent into identifier and code; without an identifier all of it is the code. */
export function splitAim(text: string): { readonly aim?: Aim; readonly code: string } {
  const aim = leadingAim(text);
  return aim === undefined ? { code: text } : { aim, code: text.slice(aim_characters) };
}
