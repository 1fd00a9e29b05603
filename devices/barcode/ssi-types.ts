/**
 * Bar code types as Zebra scanners number them in decode data (SSI manuals, "Decode data code types"), with the symbology
 * identifier where the type alone settles it. It does not for Code 128, Data Matrix and QR: older firmware has one number for
 * these with and without GS1, so the data itself has to tell.
 */
import { upcEOf } from './gtin.ts';

export interface SsiType {
  readonly title: string;
  /** Symbology identifier. */
  readonly aim?: string;
  /** What the digits have to be brought to, so that the identifier holds. */
  readonly expand?: 'upc-a' | 'upc-e';
}

export const ssiTypes: Readonly<Record<number, SsiType>> = {
  1: { title: 'Code 39', aim: ']A0' },
  2: { title: 'Codabar', aim: ']F0' },
  3: { title: 'Code 128' },
  4: { title: 'Discrete 2 of 5', aim: ']S0' },
  5: { title: 'IATA 2 of 5', aim: ']R0' },
  6: { title: 'Interleaved 2 of 5' },
  7: { title: 'Code 93', aim: ']G0' },
  8: { title: 'UPC-A', aim: ']E0', expand: 'upc-a' },
  9: { title: 'UPC-E', aim: ']E0', expand: 'upc-e' },
  10: { title: 'EAN-8', aim: ']E4' },
  11: { title: 'EAN-13', aim: ']E0' },
  12: { title: 'Code 11', aim: ']H0' },
  13: { title: 'Code 49', aim: ']T0' },
  14: { title: 'MSI', aim: ']M0' },
  15: { title: 'GS1-128', aim: ']C1' },
  16: { title: 'UPC-E1' },
  17: { title: 'PDF417', aim: ']L0' },
  18: { title: 'Code 16K', aim: ']K0' },
  19: { title: 'Code 39 full ASCII', aim: ']A4' },
  21: { title: 'Trioptic Code 39', aim: ']X0' },
  22: { title: 'Bookland EAN', aim: ']X0' },
  24: { title: 'NW-7', aim: ']F0' },
  25: { title: 'ISBT 128', aim: ']C0' },
  26: { title: 'MicroPDF417', aim: ']L0' },
  27: { title: 'Data Matrix' },
  28: { title: 'QR Code' },
  32: { title: 'Code 32', aim: ']X0' },
  33: { title: 'ISBT 128, joined', aim: ']C4' },
  37: { title: 'MaxiCode', aim: ']U0' },
  40: { title: 'MacroPDF417', aim: ']L0' },
  44: { title: 'Micro QR Code', aim: ']Q1' },
  45: { title: 'Aztec' },
  46: { title: 'Aztec Rune', aim: ']zC' },
  48: { title: 'GS1 DataBar Omnidirectional', aim: ']e0' },
  49: { title: 'GS1 DataBar Limited', aim: ']e0' },
  50: { title: 'GS1 DataBar Expanded', aim: ']e0' },
  75: { title: 'EAN-13 with two digits beside it', aim: ']E3' },
  113: { title: 'Matrix 2 of 5', aim: ']X0' },
  114: { title: 'Chinese 2 of 5', aim: ']X0' },
  139: { title: 'EAN-13 with five digits beside it', aim: ']E3' },
  183: { title: 'Han Xin', aim: ']h0' },
  193: { title: 'GS1 DataMatrix', aim: ']d2' },
  194: { title: 'GS1 QR Code', aim: ']Q3' },
  196: { title: 'DotCode' },
};

/** The identifier and the code as it wants it; without identifier where the type, or the number of digits, does not settle it. */
export function byType(type: number, code: string): { readonly aim?: string; readonly code: string } {
  const known = ssiTypes[type];
  if (known?.aim === undefined) return { code };
  const { aim, expand } = known;
  if (aim === ']E4') return code.length === 8 ? { aim, code } : { code };
  if (aim === ']E3') return { aim, code };
  if (aim !== ']E0') return { aim, code };
  if (code.length === 13) return { aim, code };
  if (expand === 'upc-a' && code.length === 12) return { aim, code: `0${code}` };
  if (expand !== 'upc-e') return { code };
  const short = upcEOf(code);
  return short.ok ? { aim, code: `0${short.value.upc_a}` } : { code };
}
