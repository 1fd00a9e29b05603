/** The documents that are open, as a checkpoint keeps them. Closed ones are in the ledger alone. */
import { CountedLines } from './counted-lines.ts';
import { cardKey, type Work } from './desk.ts';
import type { Document, DocumentKind } from './document.ts';

/** As a checkpoint has it. */
export interface SavedWork {
  readonly open: readonly Document[];
  readonly numbers: readonly (readonly [DocumentKind, number])[];
}

export function workOf(saved?: SavedWork): Work {
  const open = new Map((saved?.open ?? []).map((document) => [document.id, document]));
  const units = new Map<string, string>();
  const signals = new Map<string, string>();
  for (const document of open.values()) {
    if (document.kind === 'handling-unit') units.set(document.sscc, document.id);
    if (document.kind === 'card-signal') signals.set(cardKey(document), document.id);
  }
  return { open, numbers: new Map(saved?.numbers), units, signals, counted: new CountedLines(open.values()) };
}

export function saveWork({ open, numbers }: Work): SavedWork {
  return { open: [...open.values()], numbers: [...numbers] };
}
