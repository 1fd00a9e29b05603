/** Reports as REST tells them, as far as the page shows them. */

export interface ReportListedView {
  readonly name: string;
  readonly title: string;
  readonly says: string;
}

export interface ReportColumnView {
  readonly name: string;
  readonly title: string;
  readonly kind: 'text' | 'number' | 'money' | 'share';
  readonly unit?: string;
}

export type ReportRowView = Readonly<Record<string, string | number>>;

export interface ReportView extends ReportListedView {
  readonly definition: readonly string[];
  readonly currency: string;
  readonly made: { readonly at_ms: number; readonly head_seq: number };
  readonly columns: readonly ReportColumnView[];
  readonly rows: readonly ReportRowView[];
  readonly total?: ReportRowView;
  readonly notes: readonly string[];
}
