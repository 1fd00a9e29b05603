/** Which open count sheet an item at a place stands on, found without walking the sheets. */
import type { Document } from './document.ts';

interface Place {
  readonly location: string;
  readonly item: string;
}

export class CountedLines {
  readonly #sheets = new Map<string, string>();

  constructor(open: Iterable<Document>) {
    for (const document of open) this.change(undefined, document);
  }

  /** The number of the sheet. */
  sheetOf(place: Place): string | undefined {
    return this.#sheets.get(keyOf(place));
  }

  /** A document has changed, been opened or closed: of a sheet, its lines are counted with it while it is open. */
  change(before: Document | undefined, after: Document): void {
    if (after.kind !== 'count') return;
    const { id } = after;
    const known = before?.kind === 'count' ? before.lines : [];
    if (after.closed === undefined) for (const line of after.lines) this.#sheets.set(keyOf(line), id);
    else for (const line of known) if (this.#sheets.get(keyOf(line)) === id) this.#sheets.delete(keyOf(line));
  }
}

export function keyOf({ location, item }: Place): string {
  return `${location}\n${item}`;
}
