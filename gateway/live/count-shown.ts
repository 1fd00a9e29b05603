/** What of a blind count is shown to whom: who counts must not know what should be there, nor what others have counted. */
import type { StoredDocumentEvent } from '../ledger/documents.ts';
import type { CountSheet, SweepPass } from '../work/count-sheet.ts';
import type { Document } from '../work/document.ts';
import type { Visit } from './gate.ts';

export function shownTo(visit: Visit, document: Document): Document {
  return isHidden(visit, document) ? blind(document) : document;
}

/** A count as it is shown; itself where nothing is hidden. */
export function countShown(visit: Visit, sheet: CountSheet): CountSheet {
  return isHidden(visit, sheet) ? blind(sheet) : sheet;
}

export function shownEvent(visit: Visit, document: Document, event: StoredDocumentEvent): StoredDocumentEvent {
  return isHidden(visit, document) ? { ...event, detail: {} } : event;
}

function isHidden({ caller }: Visit, document: Document): document is CountSheet {
  if (document.kind !== 'count' || !document.is_blind || document.closed !== undefined) return false;
  return caller?.rights.has('approve-counts') !== true;
}

function blind(sheet: CountSheet): CountSheet {
  const { sweeps, ...rest } = sheet;
  return {
    ...rest,
    lines: sheet.lines.map((line) => ({ ...line, quantity: 0, tries: [] })),
    ...(sweeps === undefined ? {} : { sweeps: sweeps.map(going) }),
  };
}

/** That it goes on and where, and nothing of what it heard. */
function going({ number, round, device, locations, began_ms, by, ended_ms }: SweepPass): SweepPass {
  return { number, round, device, locations, began_ms, by, ...(ended_ms === undefined ? {} : { ended_ms }) };
}
