/** Which holds of an item are open, and which locations they reach. */
import { limits } from '../base/limits.ts';
import type { LedgerReader } from '../ledger/reader.ts';
import type { HoldScope } from '../stock/lots/hold.ts';
import type { Site } from '../stock/site.ts';
import { scopeOf } from '../work/hold.ts';

/** The open holds of an item. */
export function holdsOf({ documents }: Pick<LedgerReader, 'documents'>, item: string): readonly HoldScope[] {
  const found = documents.documents({ kinds: ['hold'], open: true, item, limit: limits.documents_open_max });
  return found.flatMap(({ document }) => (document.kind === 'hold' ? document.lines.map(scopeOf) : []));
}

/** Whether a location is another one or in it, by the settings. */
export function treeOf(site: Site): (location: string, whole: string) => boolean {
  const parents = new Map(site.locations.map((each) => [each.id, each.in]));
  return (location, whole) => {
    const seen = new Set<string>();
    for (let at: string | undefined = location; at !== undefined && !seen.has(at); at = parents.get(at)) {
      if (at === whole) return true;
      seen.add(at);
    }
    return false;
  };
}
