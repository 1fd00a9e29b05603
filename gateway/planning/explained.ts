/** A figure with the formula and the terms that it comes from, for a screen or report to show beside it. */
export interface Explained {
  readonly value: number;
  /** `units`, `days`, `money`, `share`, `per year`… */
  readonly unit: string;
  /** In the words of the terms: `on_hand_units − max(reorder_point_units + order_quantity_units, forecast_units)`. */
  readonly formula: string;
  readonly terms: Readonly<Record<string, number>>;
}

export function explained(value: number, unit: string, formula: string, terms: Explained['terms']): Explained {
  return { value, unit, formula, terms };
}
