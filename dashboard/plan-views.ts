/** Plans as REST tells them, as far as the page shows them. */

/** How far planning is. */
export interface PlanStateView {
  readonly made?: { readonly origin_ms: number; readonly items: number };
  readonly running?: { readonly done: number; readonly of: number };
  readonly fault?: string;
}

export interface PlanRowView {
  readonly item: string;
  readonly name: string;
  readonly abc?: string;
  readonly xyz?: string;
  readonly on_hand: number;
  readonly demand_per_day?: number;
  readonly safety_stock?: number;
  readonly reorder_point?: number;
  readonly proposed?: number;
  readonly proposed_value?: string;
  readonly is_below_reorder?: boolean;
  readonly days_left?: number;
  readonly stock_out_day?: string;
  readonly missing: readonly string[];
  readonly changes: readonly {
    readonly figure: string;
    readonly was?: number;
    readonly is?: number;
    readonly because: string;
  }[];
}

export interface PlanPage extends PlanStateView {
  readonly plans: readonly PlanRowView[];
  readonly next?: string;
}

/** The plan of an item, every figure with its formula. */
export interface PlanDetail extends PlanStateView {
  readonly row: PlanRowView;
  readonly plan: {
    readonly figures: Readonly<
      Record<
        string,
        {
          readonly value: number;
          readonly unit: string;
          readonly formula: string;
          readonly terms: Readonly<Record<string, number>>;
        }
      >
    >;
    readonly forecast?: {
      readonly bucket: string;
      readonly why: string;
      readonly pattern: { readonly pattern: string };
    };
    readonly history?: {
      readonly first_day: string;
      readonly days: number;
      readonly issued: number;
      readonly returned: number;
      readonly censored_days: number;
    };
    readonly stock_out?: { readonly day?: string; readonly earliest?: string; readonly latest?: string };
    readonly missing: readonly string[];
    readonly notes: readonly string[];
  };
}
