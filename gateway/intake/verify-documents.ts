/** Are the documents true? Each event as the journal derives it again, and every document as its events left it. */
import type { StoredDocumentEvent } from '../ledger/documents.ts';
import type { LedgerCheck } from '../ledger/ledger-check.ts';
import type { Document, DocumentChange, DocumentEvent } from '../work/document.ts';

const page_rows = 1_000;

export interface DocumentsAgain {
  /** The first difference, as a sentence; undefined when all is well. */
  compare(derived: readonly DocumentChange[]): string | undefined;
  /** `open`: what the journal has left open. */
  end(open: Iterable<Document>): string | undefined;
}

export function documentsAgain({
  documents,
  checkpoint,
}: Pick<LedgerCheck, 'documents' | 'checkpoint'>): DocumentsAgain {
  let number = checkpoint?.document_events ?? 0;
  let page: StoredDocumentEvent[] = [];
  let at = 0;
  const next = (): StoredDocumentEvent | undefined => {
    if (at === page.length) {
      page = documents.documentEventsAfter(number, page_rows);
      at = 0;
    }
    const stored = page[at];
    at += 1;
    if (stored !== undefined) number = stored.number;
    return stored;
  };
  const closed = new Map<string, string>();
  return {
    compare(derived) {
      for (const { document, event } of derived) {
        const stored = next();
        const [kept, made] = [stored === undefined ? 'nothing' : eventLine(stored), eventLine(event)];
        if (kept !== made) return `the journal derives ${made} where the ledger has ${kept}`;
        if (document.closed !== undefined) closed.set(document.id, JSON.stringify(document));
      }
      return undefined;
    },
    end(open) {
      const left = next();
      if (left !== undefined) return `the journal does not derive ${eventLine(left)}`;
      const stored = new Map(documents.openDocuments().map((each) => [each.id, JSON.stringify(each)]));
      for (const document of open) {
        if (stored.get(document.id) !== JSON.stringify(document))
          return `${document.id} is not what its events made of it`;
        stored.delete(document.id);
      }
      for (const id of stored.keys()) return `${id} is open in the ledger, and its events say otherwise`;
      for (const [id, text] of closed) {
        const kept = documents.document(id);
        // Of closed ones the oldest give way.
        if (kept !== undefined && JSON.stringify(kept) !== text) return `${id} is not what its events made of it`;
      }
      return undefined;
    },
  };
}

function eventLine({ document, n, version, state, what, by, reason, detail, at_ms }: DocumentEvent): string {
  return JSON.stringify({ document, version, state, what, n, at: new Date(at_ms).toISOString(), by, reason, detail });
}
