/** The handling units that are open, announced or in the house, page by page. */
import { limits } from '../base/limits.ts';
import type { LedgerReader } from '../ledger/reader.ts';
import type { HandlingUnit } from '../work/handling-unit.ts';

/** Where they are asked for by an item or a place: all that are about it, and some that were. */
export function* openUnits(
  { documents }: Pick<LedgerReader, 'documents'>,
  about: { readonly item?: string; readonly location?: string } = {},
): Generator<HandlingUnit> {
  let before: number | undefined;
  for (;;) {
    const page = documents.documents({
      kinds: ['handling-unit'],
      open: true,
      ...about,
      limit: limits.page_rows_max,
      ...(before === undefined ? {} : { before }),
    });
    for (const { document } of page) if (document.kind === 'handling-unit') yield document;
    before = page.at(-1)?.number;
    if (before === undefined || page.length < limits.page_rows_max) return;
  }
}
