/**
 * Names that phones, SDKs and mobile computers give to symbologies, as far as one alone settles the symbology identifier. `QRCODE`
 * or `CODE128` do not: with and without GS1 are called the same, so the data itself has to tell.
 */

/** In capitals, without what stands between words. */
const identifiers: Readonly<Record<string, string>> = {
  EAN13: ']E0',
  UPCA: ']E0',
  EAN8: ']E4',
  GS1128: ']C1',
  EAN128: ']C1',
  UCC128: ']C1',
  GS1DATAMATRIX: ']d2',
  GS1QRCODE: ']Q3',
  GS1QR: ']Q3',
  GS1DATABAR: ']e0',
  GS1DATABAR14: ']e0',
  GS1DATABARLIM: ']e0',
  GS1DATABARLIMITED: ']e0',
  GS1DATABAREXP: ']e0',
  GS1DATABAREXPANDED: ']e0',
  CODE39: ']A0',
  CODE93: ']G0',
  CODABAR: ']F0',
  CODE11: ']H0',
  PDF417: ']L0',
  MAXICODE: ']U0',
};

/** Undefined where the name, or a number of digits that does not fit it, leaves it open. DataWedge puts `LABEL-TYPE-` in front. */
export function identifierOf(symbology: string, code: string): string | undefined {
  const name = symbology
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^LABELTYPE/, '');
  const identifier = Object.hasOwn(identifiers, name) ? identifiers[name] : undefined;
  if (identifier === ']E0') return code.length === 13 ? identifier : undefined;
  if (identifier === ']E4') return code.length === 8 ? identifier : undefined;
  return identifier;
}
