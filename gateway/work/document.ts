/**
 * What people work on, as one shape: an order, a receipt, a task. A document is born with a number of its own, every change of it is
 * an event, and once it is closed it stays as it is. Its kind gives it lines and the states it can be in.
 */
import type { CardSignal } from './card-signal.ts';
import type { CountSheet } from './count-sheet.ts';
import type { ForecastOverride } from './forecast-override.ts';
import type { Return, Scrap } from './goods-note.ts';
import type { HandlingUnit } from './handling-unit.ts';
import type { Hold } from './hold.ts';
import type { Import } from './import.ts';
import type { OwnerChange } from './owner-change.ts';
import type { ProductionOrder } from './production.ts';
import type { PurchaseOrder } from './purchase-order.ts';
import type { PutAway } from './put-away.ts';
import type { Receipt } from './receipt.ts';
import type { Reservation } from './reservation.ts';
import type { Shipment } from './shipment.ts';
import type { Transfer } from './transfer.ts';

/** Every kind of document there is; a new kind joins here, in `prefixes` and in `acts`. */
export type Document =
  | PurchaseOrder
  | Receipt
  | PutAway
  | Shipment
  | Transfer
  | Return
  | Scrap
  | OwnerChange
  | Hold
  | Reservation
  | ProductionOrder
  | CountSheet
  | Import
  | HandlingUnit
  | CardSignal
  | ForecastOverride;

export type DocumentKind = Document['kind'];

/** What the numbers of a kind begin with: `PO-12`. */
export const prefixes = {
  'purchase-order': 'PO',
  receipt: 'RC',
  'put-away': 'PA',
  shipment: 'SH',
  transfer: 'TR',
  return: 'RT',
  scrap: 'SC',
  'owner-change': 'OC',
  reservation: 'RS',
  hold: 'HD',
  count: 'CT',
  'handling-unit': 'HU',
  import: 'IM',
  'production-order': 'MO',
  'card-signal': 'KB',
  'forecast-override': 'FO',
} as const satisfies Readonly<Record<DocumentKind, string>>;

export interface Stamp {
  readonly at_ms: number;
  /** As journal and trail name them. */
  readonly by: string;
}

export interface Closing extends Stamp {
  readonly reason: string;
}

export interface DocumentLine {
  /** From 1, for good. */
  readonly line: number;
  /** Absent while nobody knows what it is. */
  readonly item?: string;
  readonly quantity: number;
}

export interface DocumentHead<Kind extends string, State extends string, Line extends DocumentLine> {
  readonly kind: Kind;
  readonly id: string;
  readonly state: State;
  /** 1 at first, one more with each change: whoever changes it says which one they have seen. */
  readonly version: number;
  readonly lines: readonly Line[];
  /** Supplier or customer, as the settings or a person call them. */
  readonly party?: string;
  /** Where it takes place. */
  readonly location?: string;
  /** What others call it: the number on their paper. */
  readonly reference?: string;
  /** Local day, `2026-12-25`. */
  readonly due_day?: string;
  /** The document that it came of. */
  readonly of?: string;
  readonly opened: Stamp;
  /** Absent while it is open. */
  readonly closed?: Closing;
}

/** One change of a document. */
export interface DocumentEvent extends Stamp {
  readonly document: string;
  readonly kind: DocumentKind;
  /** The journal row of the command. */
  readonly n: number;
  /** Version and state after it. */
  readonly version: number;
  readonly state: string;
  /** `opened`, `received`, `closed` … */
  readonly what: string;
  readonly reason: string;
  /** What exactly, as plain JSON. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface DocumentChange {
  readonly document: Document;
  readonly event: DocumentEvent;
}

/** What a document is found by, besides its head: each once. */
export function aboutOf(document: Document): {
  readonly items: readonly string[];
  readonly locations: readonly string[];
  /** Of a file that was taken over: the hash of what stands in it. */
  readonly contents: readonly string[];
} {
  const items = new Set<string>();
  const locations = new Set<string>();
  if (document.location !== undefined) locations.add(document.location);
  if (document.kind === 'transfer' || document.kind === 'production-order') locations.add(document.to);
  if (document.kind === 'production-order') for (const { item } of [document, ...document.by_products]) items.add(item);
  if (document.kind === 'forecast-override') items.add(document.item);
  for (const line of document.lines) {
    if (line.item !== undefined) items.add(line.item);
    if ('from' in line && typeof line.from === 'string') locations.add(line.from);
    if ('location' in line && typeof line.location === 'string') locations.add(line.location);
    if ('to' in line && typeof line.to === 'string') locations.add(line.to);
  }
  const contents = document.kind === 'import' ? [document.content] : [];
  return { items: [...items], locations: [...locations], contents };
}

/** Finds a line by its number. */
export function lineOf<Line extends DocumentLine>(lines: readonly Line[], line: number): Line | undefined {
  return lines.find((each) => each.line === line);
}

/** The lines with one of them in its place anew. */
export function withLine<Line extends DocumentLine>(lines: readonly Line[], next: Line): readonly Line[] {
  return lines.map((each) => (each.line === next.line ? next : each));
}
