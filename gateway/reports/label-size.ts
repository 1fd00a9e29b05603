/** Sizes of labels, in millimetres: rolls of single labels, and sheets of A4 as they are sold. */

export interface LabelSize {
  readonly id: string;
  readonly says: string;
  readonly width_mm: number;
  readonly height_mm: number;
  /** Present on sheets: where the labels lie, from the sheet's left and upper edge. */
  readonly sheet?: {
    readonly columns: number;
    readonly rows: number;
    readonly left_mm: number;
    readonly top_mm: number;
    /** From one label's edge to the same edge of the next. */
    readonly pitch_x_mm: number;
    readonly pitch_y_mm: number;
  };
}

export const a4 = { width_mm: 210, height_mm: 297 } as const;

function roll(id: string, width_mm: number, height_mm: number, says: string): LabelSize {
  return { id, says, width_mm, height_mm };
}

function sheet(
  id: string,
  [columns, rows]: readonly [number, number],
  [width_mm, height_mm]: readonly [number, number],
  [left_mm, top_mm]: readonly [number, number],
  [pitch_x_mm, pitch_y_mm]: readonly [number, number],
): LabelSize {
  const says = `A4 sheet of ${columns} × ${rows} labels of ${width_mm} × ${height_mm} mm`;
  return { id, says, width_mm, height_mm, sheet: { columns, rows, left_mm, top_mm, pitch_x_mm, pitch_y_mm } };
}

export const labelSizes: readonly LabelSize[] = [
  sheet('a4-24', [3, 8], [70, 37], [0, 0.5], [70, 37]),
  sheet('a4-21', [3, 7], [63.5, 38.1], [7.25, 15.15], [66, 38.1]),
  sheet('a4-8', [2, 4], [99.1, 67.7], [4.65, 13.1], [101.6, 67.7]),
  sheet('a4-65', [5, 13], [38.1, 21.2], [4.75, 10.7], [40.6, 21.2]),
  roll('4x6', 101.6, 152.4, 'roll, 4 × 6 inches, for handling units and places seen from afar'),
  roll('4x2', 101.6, 50.8, 'roll, 4 × 2 inches'),
  roll('2x1', 50.8, 25.4, 'roll, 2 × 1 inches'),
];

export const label_size_default = 'a4-24';

export function labelSizeOf(id: string): LabelSize | undefined {
  return labelSizes.find((size) => size.id === id);
}
