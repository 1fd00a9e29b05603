/** Partition tables (GS1 EPC Tag Data Standard 1.13, chapter 14): how bits are shared between a company and what it numbers. */

/** Partition value to bits and digits of company prefix and of what the company numbers with it. */
export interface Split {
  readonly prefix_bits: number;
  readonly prefix_digits: number;
  readonly reference_bits: number;
  /** Exactly so many digits where padded, at most so many digits or characters elsewhere. */
  readonly reference_digits: number;
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

/** SGTIN and ITIP: indicator and item. */
export const item_splits = splitsOf([
  [4, 1],
  [7, 2],
  [10, 3],
  [14, 4],
  [17, 5],
  [20, 6],
  [24, 7],
]);
/** SSCC, GSRN and GSRNP. */
export const unit_splits = splitsOf([
  [18, 5],
  [21, 6],
  [24, 7],
  [28, 8],
  [31, 9],
  [34, 10],
  [38, 11],
]);
/** SGLN, GDTI and SGCN. */
export const place_splits = splitsOf([
  [1, 0],
  [4, 1],
  [7, 2],
  [11, 3],
  [14, 4],
  [17, 5],
  [21, 6],
]);
export const grai_splits = splitsOf([
  [4, 0],
  [7, 1],
  [10, 2],
  [14, 3],
  [17, 4],
  [20, 5],
  [24, 6],
]);
export const giai_96_splits = splitsOf([
  [42, 13],
  [45, 14],
  [48, 15],
  [52, 16],
  [55, 17],
  [58, 18],
  [62, 19],
]);
export const giai_202_splits = splitsOf([
  [148, 18],
  [151, 19],
  [154, 20],
  [158, 21],
  [161, 22],
  [164, 23],
  [168, 24],
]);
export const cpi_96_splits = splitsOf([
  [11, 3],
  [14, 4],
  [17, 5],
  [21, 6],
  [24, 7],
  [27, 8],
  [31, 9],
]);
/** The bits are a limit here: as many as the characters and their end take. */
export const cpi_var_splits = splitsOf([
  [114, 18],
  [120, 19],
  [126, 20],
  [132, 21],
  [138, 22],
  [144, 23],
  [150, 24],
]);
