/** The documents that are open, as a checkpoint keeps them. Closed ones are in the ledger alone. */
import type { Work } from './desk.ts';
import type { Document, DocumentKind } from './document.ts';

/** As a checkpoint has it. */
export interface SavedWork {
  readonly open: readonly Document[];
  readonly numbers: readonly (readonly [DocumentKind, number])[];
}

export function workOf(saved?: SavedWork): Work {
  const open = saved?.open ?? [];
  return {
    open: new Map(open.map((document) => [document.id, document])),
    numbers: new Map(saved?.numbers),
    units: new Map(
      open.flatMap((document) => (document.kind === 'handling-unit' ? [[document.sscc, document.id]] : [])),
    ),
  };
}

export function saveWork({ open, numbers }: Work): SavedWork {
  return { open: [...open.values()], numbers: [...numbers] };
}
