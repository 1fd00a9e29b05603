/**
 * EPC binary codings as rows (GS1 EPC Tag Data Standard 1.13, chapter 14). A row names its fields in the order of the
 * bits; the interpreters in `epc.ts` and `epc-encode.ts` know the kinds of field and nothing of any scheme.
 */

/** Partition value to bits and digits of company prefix and of what the company numbers with it. */
export interface Split {
  readonly prefix_bits: number;
  readonly prefix_digits: number;
  readonly reference_bits: number;
  readonly reference_digits: number;
}

export type EpcField =
  /** Three bits, any value: how the tag is packed. */
  | { readonly kind: 'filter' }
  /**
   * Three bits of partition, then company prefix and reference. `padded`: the reference always has the partition's
   * digits; `plain`: a number without leading zeros.
   */
  | { readonly kind: 'split'; readonly splits: readonly Split[]; readonly reference: 'padded' | 'plain' }
  /** A whole number without leading zeros. */
  | { readonly kind: 'number'; readonly bits: number }
  /** Seven bits a character, filled up with zero bits. */
  | { readonly kind: 'text'; readonly characters: number }
  /** Reserved: must be zero. */
  | { readonly kind: 'zeros'; readonly bits: number };

export interface EpcScheme {
  readonly scheme: string;
  /** First byte. */
  readonly header: number;
  /** All bits of the coding; the tag fills up with zero bits to a whole 16-bit word. */
  readonly bits: number;
  /** The word in the pure identity URI. */
  readonly urn: string;
  readonly fields: readonly EpcField[];
  /** The GS1 key that follows from company prefix and reference, where stock is kept by it. */
  readonly key?: 'gtin' | 'sscc';
}

/** Company prefixes have 12 to 6 digits for partition 0 to 6; each row gives bits and digits of the reference. */
function splitsOf(references: readonly (readonly [bits: number, digits: number])[]): readonly Split[] {
  const prefix_bits = [40, 37, 34, 30, 27, 24, 20];
  return references.map(([reference_bits, reference_digits], partition) => ({
    prefix_bits: prefix_bits[partition] ?? 0,
    prefix_digits: 12 - partition,
    reference_bits,
    reference_digits,
  }));
}

const sgtin = splitsOf([
  [4, 1],
  [7, 2],
  [10, 3],
  [14, 4],
  [17, 5],
  [20, 6],
  [24, 7],
]);
const sscc = splitsOf([
  [18, 5],
  [21, 6],
  [24, 7],
  [28, 8],
  [31, 9],
  [34, 10],
  [38, 11],
]);
const sgln = splitsOf([
  [1, 0],
  [4, 1],
  [7, 2],
  [11, 3],
  [14, 4],
  [17, 5],
  [21, 6],
]);
const grai = splitsOf([
  [4, 0],
  [7, 1],
  [10, 2],
  [14, 3],
  [17, 4],
  [20, 5],
  [24, 6],
]);
const giai_96 = splitsOf([
  [42, 13],
  [45, 14],
  [48, 15],
  [52, 16],
  [55, 17],
  [58, 18],
  [62, 19],
]);

export const epcSchemes: readonly EpcScheme[] = [
  {
    scheme: 'sgtin-96',
    header: 0x30,
    bits: 96,
    urn: 'sgtin',
    fields: [{ kind: 'filter' }, { kind: 'split', splits: sgtin, reference: 'padded' }, { kind: 'number', bits: 38 }],
    key: 'gtin',
  },
  {
    scheme: 'sgtin-198',
    header: 0x36,
    bits: 198,
    urn: 'sgtin',
    fields: [
      { kind: 'filter' },
      { kind: 'split', splits: sgtin, reference: 'padded' },
      { kind: 'text', characters: 20 },
    ],
    key: 'gtin',
  },
  {
    scheme: 'sscc-96',
    header: 0x31,
    bits: 96,
    urn: 'sscc',
    fields: [{ kind: 'filter' }, { kind: 'split', splits: sscc, reference: 'padded' }, { kind: 'zeros', bits: 24 }],
    key: 'sscc',
  },
  {
    scheme: 'sgln-96',
    header: 0x32,
    bits: 96,
    urn: 'sgln',
    fields: [{ kind: 'filter' }, { kind: 'split', splits: sgln, reference: 'padded' }, { kind: 'number', bits: 41 }],
  },
  {
    scheme: 'grai-96',
    header: 0x33,
    bits: 96,
    urn: 'grai',
    fields: [{ kind: 'filter' }, { kind: 'split', splits: grai, reference: 'padded' }, { kind: 'number', bits: 38 }],
  },
  {
    scheme: 'giai-96',
    header: 0x34,
    bits: 96,
    urn: 'giai',
    fields: [{ kind: 'filter' }, { kind: 'split', splits: giai_96, reference: 'plain' }],
  },
];
