/**
 * What counting programmes know of count sheets. They are looked at every few seconds, and a sheet has hundreds of lines with all that was counted
 * of them: each is read once a version, and only what is needed of it is kept.
 */
import { limits } from './base/limits.ts';
import type { DocumentFilter, DocumentQueries } from './ledger/documents.ts';
import type { AbcClass } from './stock/work-settings.ts';
import type { CountCause, CountSheet } from './work/count-sheet.ts';
import { keyOf } from './work/counted-lines.ts';

export interface SheetKnown {
  readonly id: string;
  readonly programme?: string;
  readonly due_day?: string;
  readonly closed_ms?: number;
  readonly lines: number;
  /** Of an open sheet: what it counts, by place and item. */
  readonly places: readonly string[];
  /** Of an approved one: what was booked, line by line. */
  readonly booked: readonly BookedLine[];
}

export interface BookedLine {
  readonly abc: AbcClass;
  readonly level: number;
  readonly difference: number;
  readonly cause: CountCause;
}

interface Kept {
  readonly event: number;
  readonly known: SheetKnown;
}

export class CountSheets {
  readonly #documents: DocumentQueries;
  #open: ReadonlyMap<string, Kept> = new Map();
  #approved: ReadonlyMap<string, Kept> = new Map();

  constructor(documents: DocumentQueries) {
    this.#documents = documents;
  }

  /** Newest first. */
  open(): readonly SheetKnown[] {
    this.#open = this.#read({ open: true, limit: limits.documents_open_max }, this.#open);
    return knownOf(this.#open);
  }

  /** The newest ones, newest first. */
  approved(): readonly SheetKnown[] {
    const asked = { states: ['approved'], limit: limits.count_sheets_judged_max };
    this.#approved = this.#read(asked, this.#approved);
    return knownOf(this.#approved);
  }

  /** Lines of a programme's sheets that were opened since, whatever became of them. */
  openedSince(programme: string, from_ms: number): number {
    let lines = 0;
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const page = this.#documents.documents({ kinds: ['count'], before, limit: limits.count_sheets_at_once });
      for (const { document } of page) {
        if (document.opened.at_ms < from_ms) return lines;
        if (document.kind === 'count' && document.programme === programme) lines += document.lines.length;
      }
      const last = page.at(-1);
      if (last === undefined || page.length < limits.count_sheets_at_once) return lines;
      before = last.number;
    }
  }

  #read(asked: Omit<DocumentFilter, 'kinds'>, kept: ReadonlyMap<string, Kept>): ReadonlyMap<string, Kept> {
    const next = new Map<string, Kept>();
    for (const { id, event } of this.#documents.stamps({ kinds: ['count'], ...asked })) {
      const had = kept.get(id);
      const document = had?.event === event ? undefined : this.#documents.document(id);
      if (document === undefined && had !== undefined) next.set(id, had);
      else if (document?.kind === 'count') next.set(id, { event, known: knownSheet(document) });
    }
    return next;
  }
}

function knownOf(kept: ReadonlyMap<string, Kept>): readonly SheetKnown[] {
  return [...kept.values()].map(({ known }) => known);
}

function knownSheet({ id, programme, due_day, closed, lines }: CountSheet): SheetKnown {
  return {
    id,
    ...(programme === undefined ? {} : { programme }),
    ...(due_day === undefined ? {} : { due_day }),
    ...(closed === undefined ? {} : { closed_ms: closed.at_ms }),
    lines: lines.length,
    places: closed === undefined ? lines.map(keyOf) : [],
    booked: lines.flatMap(({ abc, booked, cause = 'unknown' }) =>
      booked === undefined ? [] : [{ abc, cause, ...booked }],
    ),
  };
}
