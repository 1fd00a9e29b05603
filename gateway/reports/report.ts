/** One report as it is asked for, and as it is told: its definition stands beside its rows, in every form it is drawn in. */
import type { BooksContext } from './books/books-context.ts';
import type { Figures } from './figures.ts';
import type { SourceShare } from './source-share.ts';

/** `money`: decimal text in the currency. `share`: 0 to 1. */
export type ColumnKind = 'text' | 'number' | 'money' | 'share';

export interface Column {
  readonly name: string;
  readonly title: string;
  readonly kind: ColumnKind;
  /** Of what is counted: `days`, `per year`; the item's own where a row names an item. */
  readonly unit?: string;
}

export type Cell = string | number;
/** By the names of the columns; what cannot be said is not there. */
export type Row = Readonly<Record<string, Cell>>;

/** What planning says of an item, as its rows have it. */
export interface PlannedItem {
  readonly item: string;
  readonly supplier?: string;
  readonly on_order?: number;
  readonly demand_per_day?: number;
  readonly safety_stock?: number;
  readonly reorder_point?: number;
  readonly order_quantity?: number;
  readonly anticipation?: number;
  readonly proposed?: number;
  readonly proposed_value?: string;
  readonly lead_time_days?: number;
  readonly stock_out_day?: string;
}

/** A line of an order that is still awaited. */
export interface AwaitedLine {
  readonly order: string;
  readonly reference?: string;
  readonly supplier: string;
  readonly item: string;
  readonly ordered: number;
  readonly received: number;
  readonly due_day?: string;
  readonly unit_cost?: string;
}

/** What open production orders will still use at the place where they are worked on, issued to them or not. */
export interface InProcess {
  readonly item: string;
  readonly location: string;
  readonly units: number;
}

/** All that reports are made of; plain values. */
export interface ReportSources {
  readonly context: BooksContext;
  readonly figures: Figures;
  readonly plan: ReadonlyMap<string, PlannedItem> | undefined;
  readonly sources: readonly SourceShare[];
  readonly awaited: readonly AwaitedLine[];
  /** What open production orders will still use. */
  readonly in_process: readonly InProcess[];
}

export interface ReportKind {
  readonly name: string;
  readonly title: string;
  /** What it answers, in one sentence. */
  readonly says: string;
  /** How each figure comes about. */
  readonly definition: readonly string[];
  readonly columns: readonly Column[];
  /** What it is made of besides the books: `forecast` and `sources` cost a reading of their own. */
  readonly needs?: readonly ('plan' | 'forecast' | 'sources' | 'orders' | 'process')[];
  rows(sources: ReportSources): readonly Row[];
  /** One more row, below the others. */
  total?(rows: readonly Row[], sources: ReportSources): Row;
  notes?(sources: ReportSources): readonly string[];
}

export interface Report {
  readonly name: string;
  readonly title: string;
  readonly says: string;
  readonly definition: readonly string[];
  readonly site: string;
  readonly currency: string;
  readonly made: { readonly at_ms: number; readonly head_seq: number };
  readonly from_ms: number;
  readonly until_ms: number;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly total?: Row;
  readonly notes: readonly string[];
}

export function column(name: string, title: string, kind: ColumnKind = 'number', unit?: string): Column {
  return { name, title, kind, ...(unit === undefined ? {} : { unit }) };
}

/** Without what cannot be said. */
export function rowOf(cells: Readonly<Record<string, Cell | undefined>>): Row {
  const row: Record<string, Cell> = {};
  for (const [name, cell] of Object.entries(cells)) if (cell !== undefined) row[name] = cell;
  return row;
}

/** Shares and averages, so many decimals. */
export function rounded(value: number, decimals = 2): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
